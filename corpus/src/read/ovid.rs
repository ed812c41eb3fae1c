//! Ovid's citations as text: `<1>` begins a record, a label stands in a line, its value in indented lines below it.
//!
//! What contains the work, its volume, pages and date stand in one sentence (`Source`).
//!
//! Source: exports of Ovid in public repositories, 2014 to 2016.

use super::draft::Draft;
use super::people;
use super::tagged::{Block, Field, Line, Meaning, gather, keep, keywords, lines, parts, plain, take, trimmed};
use super::xml::marked;
use super::{Depth, Origin, Reader, Reading, tagged};
use crate::record::{ItemType, Name, Record, Role, TextKind};
use crate::span::Span;
use std::ops::Range;

/// The reader of Ovid's files.
pub static OVID: Reader = Reader { name: "ovid", extensions: &["txt", "text"], sniff, read, stream: None };

/// Whether the labels of a record stand alone in their lines, with indented lines below them.
fn sniff(head: &str) -> bool {
    let labelled = |name: &str| {
        let mut all = lines(head).take(400);
        let mut found = all.by_ref().skip_while(|line| head[line.clone()].trim_end() != name);
        found.next().is_some() && all.next().is_some_and(|line| head[line].starts_with("  "))
    };
    labelled("Source") && (labelled("Title") || labelled("Author") || labelled("Publication Type"))
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    tagged::read(text, origin, blocks, record)
}

/// Whether a line is the number of a record: `<12>`.
fn is_number(text: &str, line: &Range<usize>) -> bool {
    let inside = trimmed(text, line.clone()).of(text).strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inside.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A record begins at its number; in a file without numbers, where the first label comes again.
fn blocks(text: &str) -> Vec<Block> {
    let numbered = lines(text).any(|line| is_number(text, &line));
    let mut first = None;
    gather(text, |line, _| {
        let label = trimmed(text, line.clone());
        if is_number(text, &line) {
            return Line::Border;
        }
        if label.start as usize > line.start && !text[line.clone()].starts_with('\u{feff}') || label.is_empty() {
            return Line::More;
        }
        let value = line.end..line.end;
        match first {
            Some(name) if !numbered && name == label.of(text) => Line::First(label, value),
            _ => {
                first = first.or(Some(label.of(text)));
                Line::Field(label, value)
            }
        }
    })
}

fn record(text: &str, block: &Block, depth: Depth) -> Record {
    let mut draft = Draft::new(OVID.name, block.span, depth);
    let of = |tag: &'static str| block.of(text, tag).next();
    let kind = of("Publication Type").or_else(|| of("Document Type"));
    draft.record.type_written = kind.map(|field| field.text(text)).unwrap_or_default();
    draft.record.item_type = item_type(&draft.record.type_written.value);
    for field in block.of(text, "Language") {
        parts(text, closed(text, field.value()), &[';', ','])
            .into_iter()
            .for_each(|part| draft.language(plain(text, part)));
    }
    let is_part = of("Chapter Title").is_some();
    for field in &block.fields {
        match field.tag.of(text) {
            "Title" if is_part => take(text, field, Meaning::Container(TextKind::Main), &mut draft),
            "Title" => draft.title(marked(text, &[title(text, field.value())]), "", TextKind::Main),
            "Author" => authors(text, field, &mut draft),
            "Source" => source(text, field, &mut draft),
            "Author Keywords" | "Keywords" => keywords(text, closed(text, field.value()), &mut draft),
            "Status" => drop(draft.issued(field.text(text))),
            _ => {}
        }
        take(text, field, meaning(field.tag.of(text)), &mut draft);
    }
    if is_part {
        draft.record.item_type = ItemType::Chapter;
    }
    draft.record
}

fn item_type(written: &str) -> ItemType {
    let written = written.to_lowercase();
    let has = |word: &str| written.contains(word);
    match () {
        () if has("conference") || has("proceeding") => ItemType::PaperConference,
        () if has("book") => ItemType::Book,
        () if has("dissertation") || has("thesis") => ItemType::Thesis,
        () if has("patent") => ItemType::Patent,
        () => ItemType::ArticleJournal,
    }
}

fn meaning(tag: &str) -> Meaning {
    match tag {
        "Title" | "Author" | "Language" | "Author Keywords" | "Keywords" | "Publication Type" => Meaning::Known,
        "Chapter Title" => Meaning::Title(TextKind::Main),
        "Original Title" | "Vernacular Title" | "Translated Title" => Meaning::Title(TextKind::Parallel),
        "Abstract" | "Original Abstract" => Meaning::Abstract(TextKind::Main),
        "DOI Number" | "DOI" | "Digital Object Identifier" => Meaning::Doi,
        "ISSN" | "ISBN" | "ISSN Print" | "ISSN Electronic" => Meaning::Standard,
        "Publisher" => Meaning::Variable("publisher"),
        "Link to the Ovid Full Text or citation" => Meaning::Url,
        _ => Meaning::Extra,
    }
}

/// A value without the period that ends it.
fn closed(text: &str, span: Span) -> Span {
    let bare = span.of(text).trim_end_matches('.').len();
    Span::new(span.start as usize, span.start as usize + bare)
}

/// A title without its closing period and the kind of work in brackets: `On iron.[Article]`.
fn title(text: &str, span: Span) -> Span {
    let raw = span.of(text);
    let end = raw.strip_suffix(']').and_then(|inside| inside.rfind(".[")).unwrap_or(raw.len());
    closed(text, Span::new(span.start as usize, span.start as usize + end))
}

/// Degrees that are written behind names.
const DEGREES: [&str; 22] = [
    "MD", "PhD", "RN", "MPH", "MSc", "MS", "MA", "BSc", "BA", "MBA", "DO", "DDS", "DPhil", "DSc", "DrPH", "EdD",
    "PsyD", "ScD", "PharmD", "FACS", "FAAN", "FRCP",
];

/// Names between semicolons, each with degrees and the marks of its institutions (`Fu, Qiong MD, PhD *`), which are no
/// part of it; where there are any, the list is kept as it stands too.
fn authors(text: &str, field: &Field, draft: &mut Draft) {
    let mut is_bare = true;
    for part in parts(text, field.value(), &[';']) {
        let start = part.start as usize;
        let raw = part.of(text);
        let mut name = raw;
        while let Some(last) = name.rsplit([' ', ',']).next().filter(|last| is_mark(last)) {
            name = name[..name.len() - last.len()].trim_end_matches([' ', ',']);
            if name.is_empty() {
                break;
            }
        }
        is_bare &= name.len() == raw.len();
        let written = marked(text, &[Span::new(start, start + name.len())]);
        if !written.value.is_empty() {
            let role = if raw.contains("[Ed]") { Role::Editor } else { Role::Author };
            let name = people::name(&written.value);
            draft.record.names.push(Name { role, role_written: field.tag.of(text).to_owned(), written, ..name });
        }
    }
    if !is_bare {
        keep(text, field, draft);
    }
}

fn is_mark(word: &str) -> bool {
    let signs = |c: char| c.is_ascii_digit() || matches!(c, '*' | '+' | '#' | '.');
    !word.is_empty() && word.chars().all(signs) || DEGREES.contains(&word) || word == "[Ed]"
}

/// `Ecohydrology.   8(6):1048-1064, September 2015.`: what contains the work, volume, issue, pages, date. Of a sentence in
/// another order only the year in brackets is taken. The whole is kept as it stands too.
fn source(text: &str, field: &Field, draft: &mut Draft) {
    let value = field.value();
    let (raw, start) = (value.of(text), value.start as usize);
    let at = |range: Range<usize>| plain(text, trimmed(text, start + range.start..start + range.end));
    if let Some(year) = raw.find('(').filter(|open| raw.as_bytes().get(open + 5) == Some(&b')')) {
        draft.issued(at(year + 1..year + 5));
    }
    let name = raw.find(".  ").unwrap_or_else(|| closed(text, value).len());
    if raw[..name].is_empty() || raw[..name].contains(['.', '(']) {
        return;
    }
    draft.container(at(0..name), "", TextKind::Main);
    let numbers = (name + 1).min(raw.len());
    let Some(colon) = raw[numbers..].find(':').map(|colon| numbers + colon) else { return };
    let comma = raw[colon..].find(',').map_or(raw.len(), |comma| colon + comma);
    let open = raw[numbers..colon].find('(').map_or(colon, |open| numbers + open);
    draft.variable("volume", at(numbers..open));
    if let Some(close) = raw[open..colon].find(')') {
        draft.variable("issue", at(open + 1..open + close));
    }
    draft.pages(Some(at(colon + 1..comma)), None);
    draft.issued(at((comma + 1).min(raw.len())..closed(text, value).len().max((comma + 1).min(raw.len()))));
}

#[cfg(test)]
mod tests;
