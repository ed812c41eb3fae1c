//! EndNote's XML: values in `style` elements, breaks as `&#xD;`, translated titles and authors.
//!
//! Source: the RSXML document type that EndNote ships, and what EndNote 8 to 21 write.

use super::draft::Draft;
use super::endnote::{item_type, stands_alone};
use super::keys::give_keys;
use super::xml::{self, Element, joined};
use super::{Depth, Origin, Reader, Reading, people};
use crate::lang::heading_at;
use crate::record::{Name, Record, Role, TextKind};
use crate::span::Span;

/// The reader of EndNote's XML.
pub static ENDNOTE_XML: Reader = Reader { name: "endnote-xml", extensions: &["xml"], sniff, read, stream: None };

/// Whether records with a type of EndNote's are in it; MARC's and OAI's records are other ones.
fn sniff(head: &str) -> bool {
    xml::begins_with(head, &["ref-type"]) && xml::begins_with(head, &["record"])
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let Reading { mut records, mut problems } = Reading::default();
    let mut take = |root: Element<'_>| records.push(record(root, origin.depth));
    xml::each_record(text, &["record"], &mut take, &mut |problem| problems.push(problem));
    give_keys(&mut records, origin, |_| {});
    Reading { records, problems }
}

fn record(root: Element<'_>, depth: Depth) -> Record {
    let mut draft = Draft::new(ENDNOTE_XML.name, root.span(), depth);
    if let Some(kind) = root.child("ref-type") {
        draft.record.type_written = kind.attribute("name").or_else(|| kind.text()).unwrap_or_default();
        draft.record.item_type = item_type(&draft.record.type_written.value);
    }
    root.text_at("language").into_iter().for_each(|text| draft.language(text));
    for child in root.children() {
        take(child, &mut draft);
    }
    draft.record
}

/// The names of elements that are variables as they are.
const VARIABLES: [(&str, &str); 19] = [
    ("volume", "volume"),
    ("number", "issue"),
    ("issue", "issue"),
    ("edition", "edition"),
    ("section", "section"),
    ("publisher", "publisher"),
    ("pub-location", "publisher-place"),
    ("pages", "page"),
    ("num-vols", "number-of-volumes"),
    ("call-num", "call-number"),
    ("report-id", "number"),
    ("work-type", "genre"),
    ("reviewed-item", "reviewed-title"),
    ("remote-database-name", "source"),
    ("remote-database-provider", "source"),
    ("access-date", "accessed"),
    ("orig-pub", "original-publisher"),
    ("caption", "dimensions"),
    ("custom2", "PMCID"),
];

/// Puts an element where it belongs.
fn take(element: Element<'_>, draft: &mut Draft) {
    let is_pmcid = || element.value().starts_with("PMC");
    match element.name() {
        "ref-type" | "language" => {}
        "titles" => element.children().for_each(|title| title_of(title, draft)),
        "periodical" | "alt-periodical" => element.children().for_each(|title| periodical(title, draft)),
        "contributors" => element.children().for_each(|list| people_of(list, draft)),
        "dates" => dates(element, draft),
        "keywords" => {
            for keyword in element.children().filter_map(Element::text) {
                draft.keyword(keyword);
            }
        }
        "abstract" => draft.abstracts("", TextKind::Main, |claim| element.abstracts(claim)),
        "notes" | "research-notes" => note(element, draft),
        "isbn" => numbers(element, draft),
        "electronic-resource-num" => element.text().into_iter().for_each(|text| draft.doi(text)),
        "urls" => {
            for url in element.descendants("url").filter_map(Element::text) {
                draft.variable("URL", url);
            }
        }
        "label" => label(element, draft),
        "custom2" if !is_pmcid() => keep(element, draft),
        name => match VARIABLES.iter().find(|(known, _)| *known == name) {
            Some((_, variable)) => element.text().into_iter().for_each(|text| draft.variable(variable, text)),
            None => keep(element, draft),
        },
    }
}

fn keep(element: Element<'_>, draft: &mut Draft) {
    if !draft.depth.is_brief() {
        draft.extra(element.label(), element.leaves());
    }
}

/// A label without spaces is the key that people cite by.
fn label(element: Element<'_>, draft: &mut Draft) {
    match element.text() {
        Some(text) if !text.value.contains(char::is_whitespace) && draft.record.key.value.is_empty() => {
            draft.record.key = text;
        }
        _ => keep(element, draft),
    }
}

fn title_of(title: Element<'_>, draft: &mut Draft) {
    let Some(text) = title.text() else { return };
    match title.name() {
        "title" => draft.title(text, "", TextKind::Main),
        "translated-title" => draft.title(text, "", TextKind::Translated),
        "short-title" => draft.title(text, "", TextKind::Short),
        "secondary-title" if stands_alone(draft.record.item_type) => draft.variable("collection-title", text),
        "secondary-title" => draft.container(text, "", TextKind::Main),
        "tertiary-title" => draft.variable("collection-title", text),
        // The other title of a journal is mostly its short form, and often the same.
        "alt-title" => draft.container(text, "", TextKind::Short),
        _ => draft.extra(title.label(), text),
    }
}

fn periodical(title: Element<'_>, draft: &mut Draft) {
    let kind = if title.name() == "full-title" { TextKind::Main } else { TextKind::Short };
    title.text().into_iter().for_each(|text| draft.container(text, "", kind));
}

/// A list of people. In an edited book the authors are the editors.
fn people_of(list: Element<'_>, draft: &mut Draft) {
    let edited = draft.record.type_written.value.eq_ignore_ascii_case("edited book");
    let role = match list.name() {
        "authors" if edited => Role::Editor,
        "authors" => Role::Author,
        "secondary-authors" if !stands_alone(draft.record.item_type) => Role::Editor,
        "subsidiary-authors" => Role::Translator,
        _ => Role::Other,
    };
    for author in list.children() {
        let Some(name) = name_of(author) else { continue };
        draft.record.names.push(Name { role, role_written: list.name().to_owned(), ..name });
    }
}

/// A person, or an institution, which EndNote closes with a comma or names in `corp-name`.
fn name_of(author: Element<'_>) -> Option<Name> {
    let written = author.text()?;
    let corporate = author.attribute("corp-name").is_some();
    if let Some(bare) = written.value.strip_suffix(',').filter(|bare| !bare.contains(',')) {
        let literal = Some(bare.trim_end().to_owned()).filter(|bare| !bare.is_empty());
        return literal.map(|literal| Name { literal: Some(literal), written, ..Name::default() });
    }
    if corporate {
        return Some(Name { literal: Some(written.value.clone()), written, ..Name::default() });
    }
    let name = people::with_initials(&written.value).unwrap_or_else(|| people::name(&written.value));
    Some(Name { written, ..name })
}

/// The year, and the day in `pub-dates`, which often lacks it.
fn dates(element: Element<'_>, draft: &mut Draft) {
    let year = element.child("year").filter(|year| year.text().is_some());
    let day = element.find("pub-dates/date").filter(|day| day.text().is_some());
    let text = element.source();
    let is_whole = |day: &Element<'_>| super::dates::parse(&day.value()).is_some();
    let pieces: Vec<Span> = match (year, day) {
        (_, Some(day)) if is_whole(&day) => vec![day.inside()],
        (Some(year), Some(day)) => vec![day.inside(), year.inside()],
        (Some(year), None) => vec![year.inside()],
        (None, _) => Vec::new(),
    };
    if !draft.issued(joined(text, &pieces)) {
        year.into_iter().for_each(|year| keep(year, draft));
        day.into_iter().for_each(|day| keep(day, draft));
    }
    element
        .children()
        .filter(|child| !["year", "pub-dates"].contains(&child.name()))
        .for_each(|child| keep(child, draft));
}

/// A note that begins as an abstract does is one: people put the second language there.
fn note(element: Element<'_>, draft: &mut Draft) {
    let Some(text) = element.text() else { return };
    if heading_at(&text.value, 0).is_some() {
        return draft.abstracts("", TextKind::Main, |claim| element.abstracts(claim));
    }
    draft.variable(if element.name() == "notes" { "note" } else { "annote" }, text);
}

/// ISBN and ISSN, by their length.
fn numbers(element: Element<'_>, draft: &mut Draft) {
    let Some(text) = element.text() else { return };
    let digits = text.value.chars().filter(|c| c.is_ascii_digit() || *c == 'X').count();
    draft.variable(if digits % 8 == 0 { "ISSN" } else { "ISBN" }, text);
}

#[cfg(test)]
mod tests;
