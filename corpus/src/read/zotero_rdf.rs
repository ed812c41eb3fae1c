//! Zotero's RDF: items with their creators in lists, and journals that stand apart and are pointed to.
//!
//! Source: what Zotero 5 to 7 export as "Zotero RDF".

use super::draft::Draft;
use super::keys::give_keys;
use super::xml::{self, Element, joined};
use super::{Depth, Origin, Problem, Reader, Reading, people};
use crate::record::{ItemType, Name, Record, Role, TextKind};
use crate::span::{Span, Text};
use rustc_hash::FxHashMap;

/// The reader of Zotero's RDF.
pub static ZOTERO_RDF: Reader = Reader { name: "zotero-rdf", extensions: &["rdf", "xml"], sniff, read, stream: None };

/// The elements that items, and what items stand in, are written as.
const ITEMS: [&str; 26] = [
    "Article",
    "Blog",
    "Book",
    "BookSection",
    "ConferenceProceedings",
    "Data",
    "Description",
    "Document",
    "Illustration",
    "Image",
    "Interview",
    "Journal",
    "Legislation",
    "Letter",
    "Manuscript",
    "Map",
    "MotionPicture",
    "Newspaper",
    "Patent",
    "Periodical",
    "Recording",
    "Report",
    "Series",
    "Software",
    "Thesis",
    "Website",
];
/// Which of them are only pointed to.
const HOLDERS: [&str; 6] = ["Journal", "Periodical", "Newspaper", "Series", "Website", "Blog"];

fn sniff(head: &str) -> bool {
    let is_rdf = xml::root(head).is_some_and(|(name, tag)| name == "RDF" && tag.contains("zotero.org"));
    is_rdf && xml::begins_with(head, &["itemType"])
}

/// What a journal that stands apart says of the items in it.
type Holders = FxHashMap<String, Vec<(&'static str, Text)>>;

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let mut holders = Holders::default();
    let mut note = |root: Element<'_>| {
        if HOLDERS.contains(&root.name()) && root.child("itemType").is_none() {
            holders.insert(root.attribute_value("rdf:about"), held(root));
        }
    };
    xml::each_record(text, &ITEMS, &mut note, &mut |_| ());
    let Reading { mut records, mut problems } = Reading::default();
    let mut take = |root: Element<'_>| {
        let kind = root.text_at("itemType");
        let is_item =
            kind.as_ref().is_some_and(|kind| !matches!(kind.value.as_str(), "attachment" | "note" | "annotation"));
        if is_item {
            records.push(record(root, kind.unwrap_or_default(), &holders, origin.depth));
        }
    };
    xml::each_record(text, &ITEMS, &mut take, &mut |problem: Problem| problems.push(problem));
    give_keys(&mut records, origin, |_| {});
    Reading { records, problems }
}

/// The values of what an item stands in, by their names.
fn held(root: Element<'_>) -> Vec<(&'static str, Text)> {
    let name = |element: &Element<'_>| {
        Some(match element.name() {
            "title" => "title",
            "alternative" => "short",
            "volume" => "volume",
            "number" => "issue",
            "identifier" => "identifier",
            "numberOfVolumes" => "number-of-volumes",
            _ => return None,
        })
    };
    root.children().filter_map(|child| Some((name(&child)?, child.text()?))).collect()
}

fn record(root: Element<'_>, kind: Text, holders: &Holders, depth: Depth) -> Record {
    let mut draft = Draft::new(ZOTERO_RDF.name, root.span(), depth);
    draft.record.item_type = item_type(&kind.value);
    draft.record.type_written = kind;
    root.text_at("language").into_iter().for_each(|text| draft.language(text));
    for child in root.children() {
        take(child, holders, &mut draft);
    }
    draft.record
}

/// Puts a child of an item where it belongs.
fn take(child: Element<'_>, holders: &Holders, draft: &mut Draft) {
    let variable = match child.name() {
        "itemType" | "language" | "link" | "coverage" => return,
        "title" => return child.text().into_iter().for_each(|text| draft.title(text, "", TextKind::Main)),
        "shortTitle" => return child.text().into_iter().for_each(|text| draft.title(text, "", TextKind::Short)),
        "abstract" => return draft.abstracts("", TextKind::Main, |claim| child.abstracts(claim)),
        "isPartOf" => return part_of(child, holders, draft),
        "subject" => return child.text().into_iter().for_each(|text| draft.keyword(text)),
        "citationKey" => return child.text().into_iter().for_each(|text| draft.record.key = text),
        "date" => {
            let Some(text) = child.text() else { return };
            if !draft.issued(text.clone()) {
                draft.extra(child.label(), text);
            }
            return;
        }
        "identifier" => return child.text().into_iter().for_each(|text| identifier(text, child, draft)),
        "publisher" => return publisher(child, draft),
        "presentedAt" => return child.text().into_iter().for_each(|text| draft.variable("event-title", text)),
        "dateSubmitted" => "accessed",
        "pages" => "page",
        "volume" => "volume",
        "number" => "number",
        "edition" => "edition",
        "numPages" => "number-of-pages",
        "numberOfVolumes" => "number-of-volumes",
        "libraryCatalog" => "source",
        "description" => "note",
        "rights" => "rights",
        "type" | "medium" => "genre",
        "archive" => "archive",
        "callNumber" => "call-number",
        _ if child.find("Seq").is_some() => return people_of(child, draft),
        _ => return draft.extra(child.label(), child.leaves()),
    };
    child.text().into_iter().for_each(|text| draft.variable(variable, text));
}

/// The journal or book, inside or pointed to.
fn part_of(child: Element<'_>, holders: &Holders, draft: &mut Draft) {
    let inside = child.children().next();
    let pointed = child.attribute_value("rdf:resource");
    let is_series = inside.is_some_and(|holder| holder.name() == "Series");
    let values = inside.map_or_else(|| holders.get(&pointed).cloned().unwrap_or_default(), held);
    for (name, text) in values {
        match name {
            "title" if is_series => draft.variable("collection-title", text),
            "title" => draft.container(text, "", TextKind::Main),
            "short" => draft.container(text, "", TextKind::Short),
            "identifier" => identifier(text, child, draft),
            name => draft.variable(name, text),
        }
    }
}

/// `ISBN 978...`, `ISSN 0303-965X`, `DOI 10.3917/x`, or an address.
fn identifier(text: Text, element: Element<'_>, draft: &mut Draft) {
    let (name, length) = match text.value.split_once(' ') {
        Some(("ISBN", _)) => ("ISBN", 5),
        Some(("ISSN", _)) => ("ISSN", 5),
        Some(("DOI", _)) => return draft.doi(text),
        _ if text.value.contains("://") => ("URL", 0),
        _ => return draft.extra(element.label(), text),
    };
    let Some(span) = text.from.spans.first().copied() else { return };
    let start = span.of(element.source()).find(|c: char| !c.is_whitespace()).map_or(0, |at| at + length);
    let part = Span::new((span.start as usize + start).min(span.end as usize), span.end as usize);
    draft.variable(name, joined(element.source(), &[part]));
}

fn publisher(child: Element<'_>, draft: &mut Draft) {
    let Some(organisation) = child.child("Organization") else {
        return child.text().into_iter().for_each(|text| draft.variable("publisher", text));
    };
    organisation.text_at("name").into_iter().for_each(|text| draft.variable("publisher", text));
    organisation
        .descendants("locality")
        .filter_map(Element::text)
        .for_each(|text| draft.variable("publisher-place", text));
}

/// A list of creators in the role that the element names.
fn people_of(list: Element<'_>, draft: &mut Draft) {
    let role = match list.name() {
        "authors" => Role::Author,
        "editors" => Role::Editor,
        "translators" => Role::Translator,
        _ => Role::Other,
    };
    for person in list.descendants("Person") {
        let part = |name: &str| person.child(name).filter(|part| part.text().is_some());
        let (given, family) = (part("givenName").or_else(|| part("givenname")), part("surname"));
        let Some(family) = family.or_else(|| part("name")) else { continue };
        let value = given.map_or_else(String::new, Element::value);
        let spans: Vec<Span> = given.into_iter().chain([family]).map(|part| part.inside()).collect();
        let written = joined(person.source(), &spans);
        let name = if value.is_empty() {
            Name { literal: Some(family.value()), ..Name::default() }
        } else {
            people::of_parts(&family.value(), &value, "")
        };
        draft.record.names.push(Name { role, role_written: list.name().to_owned(), written, ..name });
    }
}

/// The item type of Zotero's name of a type.
fn item_type(written: &str) -> ItemType {
    match written {
        "journalArticle" => ItemType::ArticleJournal,
        "magazineArticle" => ItemType::ArticleMagazine,
        "newspaperArticle" => ItemType::ArticleNewspaper,
        "preprint" => ItemType::Article,
        "book" => ItemType::Book,
        "bookSection" => ItemType::Chapter,
        "conferencePaper" => ItemType::PaperConference,
        "thesis" => ItemType::Thesis,
        "report" => ItemType::Report,
        "webpage" => ItemType::Webpage,
        "blogPost" => ItemType::PostWeblog,
        "forumPost" => ItemType::Post,
        "manuscript" => ItemType::Manuscript,
        "patent" => ItemType::Patent,
        "map" => ItemType::Map,
        "film" | "videoRecording" | "tvBroadcast" => ItemType::MotionPicture,
        "audioRecording" | "podcast" | "radioBroadcast" => ItemType::Song,
        "presentation" => ItemType::Speech,
        "computerProgram" => ItemType::Software,
        "dataset" => ItemType::Dataset,
        "standard" => ItemType::Standard,
        "statute" => ItemType::Legislation,
        "bill" => ItemType::Bill,
        "case" => ItemType::LegalCase,
        "letter" | "email" | "instantMessage" => ItemType::PersonalCommunication,
        "artwork" => ItemType::Graphic,
        "dictionaryEntry" => ItemType::EntryDictionary,
        "encyclopediaArticle" => ItemType::EntryEncyclopedia,
        _ => ItemType::Document,
    }
}

#[cfg(test)]
mod tests;
