//! Inspec's tagged text: `Record 1 of 5 - INSPEC`, then `TI ~ title`; lines without a tag go on with a value.
//!
//! Source: exports of Inspec in public repositories.

use super::draft::Draft;
use super::tagged::{Block, Field, Line, Meaning, gather, languages, lines, plain, take, trimmed, two_letters};
use super::{Depth, Origin, Reader, Reading, endnote, tagged};
use crate::record::{ItemType, Record, Role, TextKind};
use crate::span::Span;
use std::ops::Range;

/// The reader of Inspec's tagged files.
pub static INSPEC: Reader = Reader { name: "inspec", extensions: &["txt", "text"], sniff, read, stream: None };

/// Whether a line says that a record of Inspec begins, and fields are tagged.
fn sniff(head: &str) -> bool {
    lines(head).take(40).any(|line| is_border(head, &line)) && lines(head).any(|line| tag(head, &line).is_some())
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    tagged::read(text, origin, blocks, record)
}

fn is_border(text: &str, line: &Range<usize>) -> bool {
    let raw = trimmed(text, line.clone()).of(text);
    raw.starts_with("Record") && raw.contains("INSPEC")
}

/// The tag of a line, which ` ~ ` follows, and the value.
fn tag(text: &str, line: &Range<usize>) -> Option<(Span, Range<usize>)> {
    let (tag, after) = two_letters(text, line)?;
    let value = text.get(after..line.end)?.trim_start_matches(' ').strip_prefix('~')?;
    Some((tag, line.end - value.len()..line.end))
}

fn blocks(text: &str) -> Vec<Block> {
    gather(text, |line, _| match tag(text, &line) {
        Some((tag, value)) => Line::Field(tag, value),
        None if is_border(text, &line) => Line::Border,
        None => Line::More,
    })
}

fn record(text: &str, block: &Block, depth: Depth) -> Record {
    let mut draft = Draft::new(INSPEC.name, block.span, depth);
    if let Some(kind) = block.of(text, "RT").next() {
        draft.record.type_written = kind.plain(text);
        let written = draft.record.type_written.value.replace('-', " ");
        let written = written.trim_end_matches(" Paper");
        draft.record.item_type = match written {
            "Journal" => ItemType::ArticleJournal,
            other => endnote::item_type(other),
        };
    }
    languages(text, block.of(text, "LA"), &mut draft);
    for field in &block.fields {
        match field.tag.of(text) {
            "SO" => source(text, field, &mut draft),
            tag => take(text, field, meaning(tag), &mut draft),
        }
    }
    draft.record
}

fn meaning(tag: &str) -> Meaning {
    match tag {
        "RT" | "LA" => Meaning::Known,
        "TI" => Meaning::Title(TextKind::Main),
        "AU" => Meaning::Person(Role::Author, ""),
        "ED" => Meaning::Person(Role::Editor, ""),
        "AB" => Meaning::Abstract(TextKind::Main),
        "PY" => Meaning::Date,
        "PU" => Meaning::Variable("publisher"),
        "ID" => Meaning::Keywords,
        "IS" => Meaning::Standard,
        "DO" | "DOI" => Meaning::Doi,
        _ => Meaning::Extra,
    }
}

/// `Applied Optics. 1992; 19: 20-30`: what contains the work, the date, the volume and the pages.
fn source(text: &str, field: &Field, draft: &mut Draft) {
    let value = field.value();
    let (raw, start) = (value.of(text), value.start as usize);
    let ends = raw.find("; ").and_then(|numbers| Some((raw[..numbers].rfind(". ")?, numbers)));
    let Some((journal, date)) = ends else { return take(text, field, Meaning::Extra, draft) };
    let at = |from: usize, to: usize| plain(text, trimmed(text, start + from..start + to));
    draft.container(at(0, journal), "", TextKind::Main);
    draft.issued(at(journal + 1, date));
    let colon = raw[date..].find(':').map_or(raw.len(), |colon| date + colon);
    draft.variable("volume", at(date + 1, colon));
    draft.pages(Some(at((colon + 1).min(raw.len()), raw.len())), None);
}

#[cfg(test)]
mod tests {
    use super::INSPEC;
    use crate::read::reader_for;
    use crate::read::testing::{read_everywhere, says};

    const FILE: &str = "Record 1 of 2 - INSPEC 1990-1999\n\nTI ~ L'été : software reuse with a natural\nlanguage approach\nAU ~ Prechelt, Lutz\nSO ~ J. Appl. Phys. 1992; 19: 20-30\n\
        AB ~ The abstract\nRT ~ Journal-Paper\n\nRecord 2 of 2 - INSPEC 1990-1999\nTI ~ Alone\nSO ~ elsewhere\nRT ~ Conference-Paper\n";

    #[test]
    fn everything_of_a_record_arrives() {
        let reading = read_everywhere(&INSPEC, FILE);
        assert_eq!(reading.records.len(), 2);
        says(
            &reading.records[0],
            &[
                "article-journal prechelt1992",
                "title [?] L'été : software reuse with a natural language approach",
                "Author : Lutz Prechelt",
                "in [?] J. Appl. Phys",
                "issued 1992 None None \"1992\"",
                "volume: 19",
                "page: 20-30",
                "abstract [?] The abstract",
            ],
        );
        says(&reading.records[1], &["title [?] Alone", "+ SO: elsewhere"]);
        assert_eq!(reader_for("txt", FILE).map(|reader| reader.name), Some("inspec"));
        assert!(!(INSPEC.sniff)("Record.testINSPEC.test"));
    }
}
