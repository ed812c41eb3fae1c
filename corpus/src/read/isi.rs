//! Web of Science's tagged text: `PT J` begins a record and `ER` ends it; lines that are indented go on with a value.
//!
//! `AU` are the names with initials and `AF` the full ones, a line each. `TI` is the English title where the work has
//! another, which stands in a tag of each database: `FT` (foreign), `X1` (not English), `Y1` (Portuguese), `Z1` (other
//! languages); so do abstracts in `A2`, `AK` (Korean), `X4` (Spanish), `Y4` (Portuguese) and `Z4`.
//!
//! Sources: Clarivate's list of field tags of all databases ("Export records" in the help of Web of Science); exports of
//! 2006 to 2023 in public repositories.

use super::draft::Draft;
use super::tagged::{Block, Field, Line, Meaning, gather, keep, keywords, languages, lines, pages, take, two_letters};
use super::xml::marked;
use super::{Depth, Origin, Reader, Reading, tagged};
use crate::record::{ItemType, Record, Role, TextKind};
use crate::span::Span;
use std::ops::Range;

/// The reader of Web of Science's tagged files.
pub static ISI: Reader = Reader { name: "isi", extensions: &["isi", "ciw", "txt", "text"], sniff, read, stream: None };

/// Whether the file says that it is one, or begins with a type and has the tags of a record.
fn sniff(head: &str) -> bool {
    let mut tagged = lines(head).take(200).filter_map(|line| tag(head, &line)).take(20).peekable();
    let begins = tagged.peek().is_some_and(|(tag, value)| match tag.of(head) {
        "FN" => true,
        "PT" => head[value.clone()].split_whitespace().count() == 1,
        _ => false,
    });
    let tags: Vec<&str> = tagged.map(|(tag, _)| tag.of(head)).collect();
    let has = |name: &str| tags.contains(&name);
    begins && has("PT") && (has("AU") || has("TI") || has("SO"))
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    tagged::read(text, origin, blocks, record)
}

/// The tag of a line, which a blank or the line's end follows, and the value.
fn tag(text: &str, line: &Range<usize>) -> Option<(Span, Range<usize>)> {
    let (tag, after) = two_letters(text, line)?;
    let value = after..line.end;
    matches!(text.as_bytes().get(value.clone())?.first(), None | Some(b' ')).then_some((tag, value))
}

fn blocks(text: &str) -> Vec<Block> {
    gather(text, |line, is_open| match tag(text, &line) {
        Some((tag, value)) => match tag.of(text) {
            "FN" | "VR" | "EF" if !is_open => Line::Skip,
            "EF" => Line::Border,
            "ER" if is_open => Line::Last,
            "ER" => Line::Skip,
            "PT" => Line::First(tag, value),
            _ => Line::Field(tag, value),
        },
        None => Line::More,
    })
}

fn record(text: &str, block: &Block, depth: Depth) -> Record {
    let mut draft = Draft::new(ISI.name, block.span, depth);
    let of = |tag: &'static str| block.of(text, tag).next();
    draft.record.type_written = of("DT").or_else(|| of("PT")).map(|field| field.text(text)).unwrap_or_default();
    draft.record.item_type = item_type(text, block);
    languages(text, block.of(text, "LA"), &mut draft);
    date(text, block, &mut draft);
    match (of("BP"), of("PS")) {
        (None, Some(whole)) => pages(text, Some(whole), None, &mut draft),
        (first, _) => pages(text, first, of("EP"), &mut draft),
    }
    let full = [("AU", "AF"), ("BA", "BF")].map(|(short, full)| (short, of(full).is_some()));
    let is_short = |tag: &str| full.iter().any(|(short, has_full)| *short == tag && *has_full);
    for field in &block.fields {
        match field.tag.of(text) {
            // The names with initials stand there in full.
            tag if is_short(tag) => keep(text, field, &mut draft),
            "PS" if of("BP").is_some() => keep(text, field, &mut draft),
            "DE" | "ID" | "X5" | "Y5" | "Z5" | "ZK" => keywords(text, field.value(), &mut draft),
            "CA" | "GP" => draft.institution(field.text(text), Role::Author, field.tag.of(text)),
            "DI" if !field.value().of(text).contains("10.") => keep(text, field, &mut draft),
            tag => take(text, field, meaning(tag), &mut draft),
        }
    }
    draft.record
}

/// The type by what the record is (`DT`) and what it appeared in (`PT`).
fn item_type(text: &str, block: &Block) -> ItemType {
    let said = |tag: &'static str| block.of(text, tag).next().map(|field| field.text(text).value).unwrap_or_default();
    let (kind, place) = (said("DT").to_lowercase(), said("PT"));
    let has = |word: &str| kind.contains(word);
    match place.as_str() {
        "P" | "Patent" => ItemType::Patent,
        "J" | "Journal" if has("book review") => ItemType::Review,
        "J" | "Journal" => ItemType::ArticleJournal,
        _ if has("proceedings") || has("conf") || has("meeting") => ItemType::PaperConference,
        _ if has("chapter") => ItemType::Chapter,
        "B" | "S" | "Book" if block.of(text, "AU").next().is_none() || has("book") => ItemType::Book,
        "B" | "S" => ItemType::Chapter,
        _ if has("article") || has("review") => ItemType::ArticleJournal,
        _ => ItemType::Document,
    }
}

/// The year stands in `PY`, the rest in `PD`, which may say the year too; a work that is not yet in an issue has `EA`.
fn date(text: &str, block: &Block, draft: &mut Draft) {
    let of = |tag: &'static str| block.of(text, tag).next();
    let (year, day) = (of("PY"), of("PD"));
    let value = |field: &Field| field.value().of(text);
    let pieces: Vec<Span> = match (year, day) {
        (Some(year), Some(day)) if value(day).contains(value(year)) => vec![day.value()],
        (Some(year), day) => day.into_iter().chain([year]).map(Field::value).collect(),
        (None, _) => of("EA").map(Field::value).into_iter().collect(),
    };
    let taken = !pieces.is_empty() && draft.issued(marked(text, &pieces));
    if !taken {
        year.into_iter().chain(day).for_each(|field| keep(text, field, draft));
    }
    if year.is_some() || !taken {
        of("EA").into_iter().for_each(|field| keep(text, field, draft));
    }
}

fn meaning(tag: &str) -> Meaning {
    match tag {
        "PT" | "LA" | "PY" | "PD" | "EA" | "BP" | "EP" | "PS" => Meaning::Known,
        "AU" | "AF" => Meaning::Person(Role::Author, ""),
        "BA" | "BF" => Meaning::Person(Role::Other, "container-author"),
        "BE" | "ED" => Meaning::Person(Role::Editor, ""),
        "TR" => Meaning::Person(Role::Translator, ""),
        "TI" => Meaning::Title(TextKind::Main),
        // `X2` is the title in Latin letters.
        "FT" | "X1" | "X2" | "Y1" | "Z1" => Meaning::Title(TextKind::Parallel),
        "SO" => Meaning::Container(TextKind::Main),
        "S1" | "Z3" => Meaning::Container(TextKind::Parallel),
        "JI" | "J9" => Meaning::Container(TextKind::Short),
        "SE" => Meaning::Variable("collection-title"),
        "AB" | "A2" | "AK" | "X4" | "Y4" | "Z4" => Meaning::Abstract(TextKind::Main),
        "DI" => Meaning::Doi,
        "AW" | "UR" => Meaning::Url,
        "SN" | "EI" | "BN" => Meaning::Standard,
        "AR" => Meaning::Variable("number"),
        "CE" => Meaning::Variable("edition"),
        "CL" => Meaning::Variable("event-place"),
        "CT" => Meaning::Variable("event-title"),
        "CY" => Meaning::Variable("event-date"),
        "IS" => Meaning::Variable("issue"),
        "PG" => Meaning::Variable("number-of-pages"),
        "PI" | "PV" => Meaning::Variable("publisher-place"),
        "PM" => Meaning::Variable("PMID"),
        "PU" => Meaning::Variable("publisher"),
        "VL" => Meaning::Variable("volume"),
        _ => Meaning::Extra,
    }
}

#[cfg(test)]
mod tests;
