//! Hayagriva: Typst's bibliographies in YAML, a mapping of entries by key.
//!
//! What stands in a `parent` is what contains the work: its title is the container's, and what the entry lacks (volume,
//! issue, publisher, date, editors) is taken from it. Invariant: one broken entry hides no other.
//!
//! Source: the file format's documentation in the repository of Hayagriva, version 0.9.

use super::draft::Draft;
use super::json::{Kind, Value, abstracts_at};
use super::{Depth, Origin, Problem, ProblemKind, Reader, Reading, people, yaml};
use crate::record::{ItemType, Name, Record, Role, TextKind};
use crate::span::{Decoding, Span};

/// The reader of Hayagriva's files.
pub static HAYAGRIVA: Reader = Reader { name: "hayagriva", extensions: &["yml", "yaml"], sniff, read, stream: None };

/// How many parents stand in one another, at most.
const GENERATIONS: usize = 8;

/// Whether an entry stands at the margin: a key, and below it a type of the format or fields that only it has.
fn sniff(head: &str) -> bool {
    let mut inside = false;
    let mut seen = [false; 3];
    for line in head.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')).take(400) {
        let bare = line.trim();
        if !line.starts_with([' ', '\t']) {
            inside = bare.ends_with(':') && bare != "references:" && !bare.starts_with('-');
            seen = [false; 3];
            continue;
        }
        let Some((name, value)) = bare.split_once(':').filter(|_| inside) else { continue };
        match name {
            "type" if item_type(value.trim().trim_matches(['"', '\'']), "").is_some() => seen[0] = true,
            "title" => seen[1] = true,
            "author" | "date" | "parent" | "editor" | "page-range" | "serial-number" | "publisher" | "url" => {
                seen[2] = true;
            }
            _ => {}
        }
        if seen.iter().filter(|seen| **seen).count() >= 2 {
            return true;
        }
    }
    false
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let found = yaml::read(text, 0..text.len(), None);
    let mut reading = Reading { problems: found.problems, ..Reading::default() };
    for tree in &found.trees {
        let root = Value::new(text, tree);
        for entry in root.children() {
            if entry.kind() == Some(Kind::Object) {
                reading.records.push(record(entry, origin.depth));
            } else {
                let what = entry.raw_key().chars().take(40).collect();
                reading.problems.push(Problem { span: entry.span(), kind: ProblemKind::NotARecord(what), key: None });
            }
        }
    }
    reading.problems.sort_by_key(|problem| problem.span);
    reading
}

fn record(entry: Value<'_>, depth: Depth) -> Record {
    let key = entry.key();
    // Quotes around the key are the record's: alone, it is read with them.
    let quote = u32::from(matches!(key.from.decoding, Decoding::YamlDouble | Decoding::YamlSingle));
    let start = key.from.cover().unwrap_or(entry.span()).start.saturating_sub(quote);
    let span = Span { start, end: entry.span().end.max(start) };
    let mut draft = Draft::new(HAYAGRIVA.name, span, depth);
    draft.record.key = key;
    for text in entry.get("language").iter().flat_map(|value| value.texts()) {
        draft.language(text);
    }
    let kind = entry.get("type").map_or_else(String::new, Value::string);
    draft.record.type_written = entry.get("type").map(Value::written).unwrap_or_default();
    let parents: Vec<Value<'_>> = entry.get("parent").map_or_else(Vec::new, Value::each);
    let parent = parents.first().and_then(|parent| parent.get("type")).map_or_else(String::new, Value::string);
    draft.record.item_type = item_type(&kind, &parent).unwrap_or_default();
    for field in entry.children() {
        take(field, false, &mut draft);
    }
    let mut generation = parents;
    for _ in 0..GENERATIONS {
        let mut next = Vec::new();
        for parent in &generation {
            for field in parent.children().filter(|_| parent.kind() == Some(Kind::Object)) {
                if field.name() == "parent" {
                    next.extend(field.each());
                } else {
                    take(field, true, &mut draft);
                }
            }
        }
        generation = next;
    }
    draft.record
}

/// Puts a field where it belongs; `parental` says whether it is one of a parent.
fn take(field: Value<'_>, parental: bool, draft: &mut Draft) {
    let has = |name: &str, draft: &Draft| draft.record.variable(name).is_some();
    match &*field.name() {
        "type" | "language" => {}
        "parent" if !parental => {}
        "title" => title(field, parental, draft),
        "author" if !parental => people_of(field, Role::Author, "author", draft),
        "author" => people_of(field, Role::Other, "container-author", draft),
        "editor" if !parental || draft.record.names_of(Role::Editor).next().is_none() => {
            people_of(field, Role::Editor, "editor", draft);
        }
        "affiliated" => affiliated(field, draft),
        "date" if !parental || draft.record.issued.is_none() => date(field, draft),
        "abstract" if !parental => {
            let values = plain(field).map_or_else(Vec::new, Value::texts);
            let text = field.text;
            draft.abstracts("", TextKind::Main, |claim| {
                values.iter().flat_map(|whole| abstracts_at(text, whole, claim)).collect()
            });
        }
        "url" => url(field, draft),
        "serial-number" if field.kind() == Some(Kind::Object) => field.children().for_each(|part| serial(part, draft)),
        "doi" | "isbn" | "issn" => serial(field, draft),
        "publisher" if field.kind() == Some(Kind::Object) && field.get("name").is_some() => {
            variable(field.get("name"), "publisher", draft);
            variable(field.get("location"), "publisher-place", draft);
        }
        "organization" if matches!(draft.record.item_type, ItemType::Report | ItemType::Thesis) => {
            variable(Some(field), "publisher", draft);
        }
        name => match variable_of(name).filter(|name| !parental || !has(name, draft)) {
            Some(name) => variable(plain(field), name, draft),
            None => draft.extra(field.key(), field.written()),
        },
    }
}

/// The CSL variable of a field.
fn variable_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "publisher" => "publisher",
        "location" => "publisher-place",
        "issue" => "issue",
        "volume" => "volume",
        "volume-total" => "number-of-volumes",
        "edition" => "edition",
        "chapter" => "chapter-number",
        "page-range" => "page",
        "page-total" => "number-of-pages",
        "serial-number" => "number",
        "archive" => "archive",
        "archive-location" => "archive-place",
        "call-number" => "call-number",
        "genre" => "genre",
        "note" => "note",
        "annote" => "annote",
        _ => return None,
    })
}

/// The value of a string that may be formatted: itself, or its `value`.
fn plain(field: Value<'_>) -> Option<Value<'_>> {
    if field.kind() == Some(Kind::Object) { field.get("value") } else { Some(field) }
}

fn variable(value: Option<Value<'_>>, name: &'static str, draft: &mut Draft) {
    value.iter().flat_map(|value| value.texts()).for_each(|text| draft.variable(name, text));
}

fn title(field: Value<'_>, parental: bool, draft: &mut Draft) {
    let parts = [
        (plain(field), TextKind::Main),
        (field.get("translation").and_then(plain), TextKind::Translated),
        (field.get("shorthand").or_else(|| field.get("short")).and_then(plain), TextKind::Short),
    ];
    for (value, kind) in parts {
        for text in value.iter().flat_map(|value| value.texts()) {
            if parental { draft.container(text, "", kind) } else { draft.title(text, "", kind) }
        }
    }
}

fn date(field: Value<'_>, draft: &mut Draft) {
    for text in field.texts() {
        if !draft.issued(text) {
            draft.extra(field.key(), field.written());
        }
    }
}

fn url(field: Value<'_>, draft: &mut Draft) {
    variable(plain(field), "URL", draft);
    variable(field.get("date"), "accessed", draft);
}

/// A number by its kind.
fn serial(part: Value<'_>, draft: &mut Draft) {
    let name = match &*part.name() {
        "doi" => return part.texts().into_iter().for_each(|text| draft.doi(text)),
        "isbn" => "ISBN",
        "issn" => "ISSN",
        "pmid" => "PMID",
        "pmcid" => "PMCID",
        "serial" => "number",
        _ => return draft.extra(part.key(), part.written()),
    };
    variable(Some(part), name, draft);
}

fn affiliated(field: Value<'_>, draft: &mut Draft) {
    for group in field.each() {
        let role = group.get("role").map_or_else(String::new, Value::string);
        let known = if role.eq_ignore_ascii_case("translator") { Role::Translator } else { Role::Other };
        group.get("names").into_iter().for_each(|names| people_of(names, known, &role, draft));
    }
}

fn people_of(field: Value<'_>, role: Role, word: &str, draft: &mut Draft) {
    for person in field.each().into_iter().filter(|person| person.is_full()) {
        let name = match person.kind() {
            Some(Kind::Object) => from_parts(person, draft),
            _ => {
                let written = person.written();
                Some(Name { written: written.clone(), ..people::name(&written.value) })
            }
        };
        draft.record.names.extend(name.map(|name| Name { role, role_written: word.to_owned(), ..name }));
    }
}

/// A person in parts; without a given name it is an institution or a pseudonym.
fn from_parts(person: Value<'_>, draft: &mut Draft) -> Option<Name> {
    let family = person.get("name").filter(|name| name.is_full())?;
    let part = |name: &str| person.get(name).map_or_else(String::new, Value::string);
    for other in person.children().filter(|part| !["name", "given-name", "prefix", "suffix"].contains(&&*part.name())) {
        draft.extra(other.key(), other.written());
    }
    let given = person.get("given-name").filter(|given| given.is_full());
    if given.is_none() {
        let written = family.written();
        return Some(Name { literal: Some(written.value.clone()), written, ..Name::default() });
    }
    let name = Value::person(given, Some(family))?;
    Some(Name { particle: part("prefix"), suffix: part("suffix"), ..name })
}

/// The item type of a type of the format, given the type of what contains it; `None` for what is none.
fn item_type(written: &str, parent: &str) -> Option<ItemType> {
    let parent = parent.to_lowercase();
    Some(match written.to_lowercase().as_str() {
        "article" => match parent.as_str() {
            "newspaper" => ItemType::ArticleNewspaper,
            "blog" => ItemType::PostWeblog,
            "proceedings" | "conference" => ItemType::PaperConference,
            "anthology" | "book" => ItemType::Chapter,
            "web" => ItemType::Webpage,
            _ => ItemType::ArticleJournal,
        },
        "chapter" | "anthos" => ItemType::Chapter,
        "entry" if parent == "reference" => ItemType::EntryEncyclopedia,
        "entry" => ItemType::Entry,
        "report" => ItemType::Report,
        "thesis" => ItemType::Thesis,
        "web" => ItemType::Webpage,
        "blog" => ItemType::PostWeblog,
        "video" | "scene" => ItemType::MotionPicture,
        "audio" => ItemType::Song,
        "artwork" => ItemType::Graphic,
        "patent" => ItemType::Patent,
        "case" => ItemType::LegalCase,
        "newspaper" | "periodical" => ItemType::Periodical,
        "legislation" => ItemType::Legislation,
        "manuscript" => ItemType::Manuscript,
        "tweet" | "post" | "thread" => ItemType::Post,
        "proceedings" | "book" | "reference" | "anthology" => ItemType::Book,
        "conference" => ItemType::Speech,
        "repository" => ItemType::Software,
        "misc" | "exhibition" | "performance" | "original" => ItemType::Document,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
