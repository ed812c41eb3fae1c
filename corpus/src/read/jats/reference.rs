//! The references of an article, where its list stands alone: each `ref` a record, by the elements of its citation.
//!
//! Source: the JATS tag library 1.3: `element-citation`, `mixed-citation` and what they hold.

use super::people::name_of;
use crate::read::draft::Draft;
use crate::read::xml::Element;
use crate::record::{ItemType, Name, Role, TextKind};

/// The names of a reference's contents.
pub const CITATIONS: [&str; 4] = ["element-citation", "mixed-citation", "nlm-citation", "citation"];

/// A reference. Of several forms of one, the first is read, and the others are kept.
pub fn take(reference: Element<'_>, draft: &mut Draft) {
    draft.record.key = reference.attribute("id").unwrap_or_default();
    let holder = reference.child("citation-alternatives").unwrap_or(reference);
    let mut cited = holder.children().filter(|part| CITATIONS.contains(&part.name()));
    let Some(citation) = cited.next() else { return draft.keep(reference) };
    cited.for_each(|other| draft.keep(other));
    for kind in ["publication-type", "citation-type"] {
        let Some(kind) = citation.attribute(kind) else { continue };
        draft.record.item_type = item_type(&kind.value);
        draft.record.type_written = kind;
    }
    reference.children().filter(|part| matches!(part.name(), "label" | "note")).for_each(|part| draft.keep(part));
    works(citation, draft);
    date(citation, draft);
    draft.pages(citation.text_at("fpage"), citation.text_at("lpage"));
    citation.children().for_each(|part| element(part, draft));
    if citation.children().next().is_none() {
        draft.keep(citation);
    }
}

fn item_type(written: &str) -> ItemType {
    match written {
        "journal" | "article" => ItemType::ArticleJournal,
        "book" | "eBook" => ItemType::Book,
        "chapter" | "book-chapter" => ItemType::Chapter,
        "confproc" | "conf-proceedings" | "conference" => ItemType::PaperConference,
        "data" | "database" => ItemType::Dataset,
        "discussion" | "gov" | "report" | "working-paper" | "clinicaltrial" => ItemType::Report,
        "legal-doc" | "law" => ItemType::Legislation,
        "letter" | "commun" => ItemType::PersonalCommunication,
        "newspaper" => ItemType::ArticleNewspaper,
        "patent" => ItemType::Patent,
        "periodical" => ItemType::ArticleMagazine,
        "preprint" => ItemType::Article,
        "review" => ItemType::Review,
        "software" => ItemType::Software,
        "standard" => ItemType::Standard,
        "thesis" => ItemType::Thesis,
        "undeclared" | "unknown" | "other" => ItemType::Document,
        "web" | "website" | "webpage" | "blog" => ItemType::Webpage,
        _ => ItemType::Document,
    }
}

/// The title of the work and of what it stands in: a source without any other title is the work itself.
fn works(citation: Element<'_>, draft: &mut Draft) {
    let own = ["article-title", "chapter-title", "part-title", "data-title"];
    let is_part = citation.children().any(|part| own.contains(&part.name()) && part.text().is_some());
    for part in citation.children() {
        match part.name() {
            name if own.contains(&name) => draft.title_of(part, TextKind::Main),
            "trans-title" => draft.title_of(part, TextKind::Translated),
            "source" if is_part => draft.container_of(part, TextKind::Main),
            "source" => draft.title_of(part, TextKind::Main),
            "trans-source" if is_part => draft.container_of(part, TextKind::Translated),
            "trans-source" => draft.title_of(part, TextKind::Translated),
            _ => {}
        }
    }
    if is_part && draft.record.item_type == ItemType::Book {
        draft.record.item_type = ItemType::Chapter;
    }
}

/// The date: its elements stand in the citation itself, or in a `date`. A year such as `2014a` is a number all the same.
fn date(citation: Element<'_>, draft: &mut Draft) {
    let holder = citation.child("date").unwrap_or(citation);
    let Some(year) = holder.child("year") else { return };
    let taken = match year.value().parse::<i32>() {
        Ok(_) => draft.date_of(holder),
        Err(_) => year.text().is_some_and(|text| draft.issued(text)),
    };
    if !taken {
        draft.keep(year);
    }
}

/// The elements that are variables as they are.
const VARIABLES: [(&str, &str); 16] = [
    ("volume", "volume"),
    ("issue", "issue"),
    ("edition", "edition"),
    ("elocation-id", "number"),
    ("page-range", "page"),
    ("publisher-name", "publisher"),
    ("institution", "publisher"),
    ("publisher-loc", "publisher-place"),
    ("conf-name", "event-title"),
    ("conf-date", "event-date"),
    ("conf-loc", "event-place"),
    ("date-in-citation", "accessed"),
    ("series", "collection-title"),
    ("version", "version"),
    ("patent", "number"),
    ("comment", "note"),
];

fn element(part: Element<'_>, draft: &mut Draft) {
    match part.name() {
        "person-group" => {
            let (role, word) = role_of(&part.attribute_value("person-group-type"));
            part.children().for_each(|person| people(person, role, word, draft));
        }
        "name" | "string-name" | "collab" | "name-alternatives" => people(part, Role::Author, "", draft),
        "article-title" | "chapter-title" | "part-title" | "data-title" | "trans-title" | "source" | "trans-source" => {
        }
        "year" | "month" | "day" | "date" | "fpage" | "lpage" => {}
        "pub-id" | "object-id" => identifier(part, draft),
        "isbn" => draft.variable_of("ISBN", Some(part)),
        "issn" => draft.variable_of("ISSN", Some(part)),
        "uri" | "ext-link" => link(part, draft),
        "abstract" => draft.abstract_of(part, TextKind::Main),
        name => match VARIABLES.iter().find(|(known, _)| *known == name) {
            Some((_, variable)) => draft.variable_of(variable, Some(part)),
            None => draft.keep(part),
        },
    }
}

fn role_of(written: &str) -> (Role, &'static str) {
    match written {
        "editor" | "allauthors-editor" => (Role::Editor, "editor"),
        "translator" => (Role::Translator, "translator"),
        "" | "author" | "allauthors" | "inventor" => (Role::Author, ""),
        "compiler" => (Role::Other, "compiler"),
        "director" => (Role::Other, "director"),
        "curator" => (Role::Other, "curator"),
        _ => (Role::Other, ""),
    }
}

fn people(part: Element<'_>, role: Role, word: &str, draft: &mut Draft) {
    let person = if part.name() == "name-alternatives" { part.children().next().unwrap_or(part) } else { part };
    let is_name = matches!(person.name(), "name" | "string-name" | "collab" | "anonymous");
    match name_of(person).filter(|_| is_name) {
        Some(name) => draft.record.names.push(Name { role, role_written: word.to_owned(), ..name }),
        None => draft.keep(part),
    }
}

fn identifier(part: Element<'_>, draft: &mut Draft) {
    match part.attribute_value("pub-id-type").as_str() {
        "doi" => part.text().into_iter().for_each(|text| draft.doi(text)),
        "pmid" => draft.variable_of("PMID", Some(part)),
        "pmc" | "pmcid" => draft.variable_of("PMCID", Some(part)),
        "isbn" => draft.variable_of("ISBN", Some(part)),
        "issn" => draft.variable_of("ISSN", Some(part)),
        _ => draft.keep(part),
    }
}

/// An address: that of the link, or the words it is on where these are one.
fn link(part: Element<'_>, draft: &mut Draft) {
    let target = part.attribute("xlink:href").or_else(|| part.text());
    match target.filter(|target| target.value.contains("://")) {
        Some(target) if part.attribute_value("ext-link-type") == "doi" || target.value.contains("doi.org/10.") => {
            draft.doi(target);
        }
        Some(target) => draft.variable("URL", target),
        None => draft.keep(part),
    }
}
