//! The tagged text of Copac, the catalogue of British libraries: `TI- title`, lines of four blanks that go on with a
//! value, and a blank line between records.
//!
//! Source: exports of Copac in public repositories; the catalogue was closed in 2019, its files remain.

use super::draft::Draft;
use super::tagged::{Block, Field, Line, Meaning, gather, languages, lines, plain, take, trimmed, two_letters};
use super::{Depth, Origin, Reader, Reading, tagged};
use crate::record::{ItemType, Record, Role, TextKind};
use crate::span::Span;
use std::ops::Range;

/// The reader of Copac's tagged files.
pub static COPAC: Reader = Reader { name: "copac", extensions: &["txt", "text"], sniff, read, stream: None };

/// Whether the first line is a title and those behind it say who published it, or which library holds it.
fn sniff(head: &str) -> bool {
    let full = lines(head).filter(|line| !trimmed(head, line.clone()).is_empty());
    let tags: Vec<&str> = full.take(12).map(|line| tag(head, &line).map_or("", |(tag, _)| tag.of(head))).collect();
    tags.first() == Some(&"TI") && ["HL", "PU", "DT"].iter().any(|name| tags.contains(name))
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    tagged::read(text, origin, blocks, record)
}

/// The tag of a line, `- ` behind it, and the value.
fn tag(text: &str, line: &Range<usize>) -> Option<(Span, Range<usize>)> {
    let (tag, after) = two_letters(text, line)?;
    text.get(after..line.end)?.starts_with("- ").then_some((tag, after + 2..line.end))
}

fn blocks(text: &str) -> Vec<Block> {
    gather(text, |line, _| match tag(text, &line) {
        Some((tag, value)) => Line::Field(tag, value),
        None if trimmed(text, line).is_empty() => Line::Border,
        None => Line::More,
    })
}

fn record(text: &str, block: &Block, depth: Depth) -> Record {
    let mut draft = Draft::new(COPAC.name, block.span, depth);
    draft.record.item_type = ItemType::Book;
    languages(text, block.of(text, "LA"), &mut draft);
    for field in &block.fields {
        match field.tag.of(text) {
            "PU" => publisher(text, field, &mut draft),
            tag => take(text, field, meaning(tag), &mut draft),
        }
    }
    draft.record
}

fn meaning(tag: &str) -> Meaning {
    match tag {
        "LA" => Meaning::Known,
        "TI" => Meaning::Title(TextKind::Main),
        "AU" => Meaning::Person(Role::Author, ""),
        "SE" => Meaning::Variable("collection-title"),
        "PY" => Meaning::Date,
        "ED" => Meaning::Variable("edition"),
        "IS" => Meaning::Standard,
        "PD" => Meaning::Variable("dimensions"),
        "NT" => Meaning::Variable("note"),
        "KW" => Meaning::Keywords,
        "AB" => Meaning::Abstract(TextKind::Main),
        "UR" => Meaning::Url,
        _ => Meaning::Extra,
    }
}

/// `London ; New York : McGraw-Hill`: places, and the publisher.
fn publisher(text: &str, field: &Field, draft: &mut Draft) {
    let value = field.value();
    let raw = value.of(text);
    match raw.split_once(" : ") {
        Some((place, publisher)) => {
            let start = value.start as usize;
            draft.variable("publisher-place", plain(text, trimmed(text, start..start + place.len())));
            let start = value.end as usize - publisher.len();
            draft.variable("publisher", plain(text, trimmed(text, start..value.end as usize)));
        }
        None => draft.variable("publisher", field.text(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::COPAC;
    use crate::read::reader_for;
    use crate::read::testing::{read_everywhere, says};

    const FILE: &str = "\nTI- L'été et l'hiver : une étude\nAU- Barber, Barry\nAU- Université de Namur\nSE- Computers in medicine\nPU- London ; New York : Butterworths\nPY- 1972\n\
        IS- 0407517006 (Pbk)\nNT- Bibl.p.94-97. - Index\nKW- Hospitals, London, Records\n    management\nHL- Aberdeen ;\n    Leeds\n\nTI- Alone\nPU- Nobody\n";

    #[test]
    fn everything_of_a_book_arrives() {
        let reading = read_everywhere(&COPAC, FILE);
        assert_eq!(reading.records.len(), 2);
        says(
            &reading.records[0],
            &[
                "book barber1972",
                "title [fr] L'été et l'hiver : une étude",
                "Author : Barry Barber",
                "Author  literal: Université de Namur",
                "issued 1972 None None \"1972\"",
                "collection-title: Computers in medicine",
                "publisher-place: London ; New York",
                "publisher: Butterworths",
                "ISBN: 0407517006",
                "note: Bibl.p.94-97. - Index",
                "keyword: Hospitals, London, Records",
                "+ HL: Aberdeen ; Leeds",
            ],
        );
        says(&reading.records[1], &["title [?] Alone", "publisher: Nobody"]);
        assert_eq!(reader_for("txt", FILE).map(|reader| reader.name), Some("copac"));
    }
}
