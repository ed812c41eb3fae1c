//! Biblioscape's tagged text: `--TI-- title`, lines without a tag that go on with a value, `------` after each record.
//!
//! `ST` is what contains the work, or the title itself where there is no other; `TT` is a third title, no translation.
//!
//! Source: Biblioscape's tag file format; its exports in public repositories.

use super::draft::Draft;
use super::tagged::{Block, Line, Meaning, gather, languages, lines, pages, second_title, take, trimmed};
use super::{Depth, Origin, Reader, Reading, endnote, tagged};
use crate::record::{ItemType, Record, Role, TextKind};
use crate::span::Span;
use std::ops::Range;

/// The reader of Biblioscape's tagged files.
pub static BIBLIOSCAPE: Reader =
    Reader { name: "biblioscape", extensions: &["txt", "text"], sniff, read, stream: None };

/// Whether a tag stands in the first lines and a record ends in what there is to see.
fn sniff(head: &str) -> bool {
    let tagged = lines(head).take(12).filter(|line| tag(head, line).is_some()).count();
    tagged > 0 && lines(head).any(|line| is_border(head, &line))
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    tagged::read(text, origin, blocks, record)
}

/// The tag of a line, without its dashes, and the value.
fn tag(text: &str, line: &Range<usize>) -> Option<(Span, Range<usize>)> {
    let body = text.get(line.clone())?;
    let bare = body.trim_start_matches('\u{feff}');
    let start = line.end - bare.len();
    let name = bare.strip_prefix("--")?.get(..2)?;
    let is_tag = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = bare.get(4..)?.strip_prefix("--").filter(|value| is_tag && !value.starts_with('-'))?;
    Some((Span::new(start + 2, start + 4), line.end - value.len()..line.end))
}

fn is_border(text: &str, line: &Range<usize>) -> bool {
    let raw = trimmed(text, line.clone()).of(text);
    raw.len() >= 6 && raw.bytes().all(|byte| byte == b'-')
}

fn blocks(text: &str) -> Vec<Block> {
    gather(text, |line, is_open| match tag(text, &line) {
        Some((tag, value)) => Line::Field(tag, value),
        None if is_border(text, &line) && is_open => Line::Last,
        None => Line::More,
    })
}

fn record(text: &str, block: &Block, depth: Depth) -> Record {
    let mut draft = Draft::new(BIBLIOSCAPE.name, block.span, depth);
    let of = |tag: &'static str| block.of(text, tag).next();
    if let Some(kind) = of("RT") {
        draft.record.type_written = kind.plain(text);
        let written = &draft.record.type_written.value;
        let article = if written.eq_ignore_ascii_case("article") { "journal article" } else { written };
        draft.record.item_type = endnote::item_type(article);
    }
    languages(text, block.of(text, "LG"), &mut draft);
    pages(text, of("PS"), of("PE"), &mut draft);
    let is_book = matches!(draft.record.item_type, ItemType::Book | ItemType::Report | ItemType::Thesis);
    let untitled = of("TI").is_none() && is_book;
    for field in &block.fields {
        match field.tag.of(text) {
            "ST" if untitled => take(text, field, Meaning::Title(TextKind::Main), &mut draft),
            "ST" => second_title(text, field, is_book, &mut draft),
            "ED" => take(text, field, Meaning::Variable("edition"), &mut draft),
            tag => take(text, field, meaning(tag), &mut draft),
        }
    }
    draft.record
}

fn meaning(tag: &str) -> Meaning {
    match tag {
        "RT" | "LG" | "PS" | "PE" => Meaning::Known,
        "TI" => Meaning::Title(TextKind::Main),
        "SH" => Meaning::Title(TextKind::Short),
        "AU" => Meaning::Person(Role::Author, ""),
        "SA" => Meaning::Person(Role::Other, "SA"),
        "TA" => Meaning::Person(Role::Other, "TA"),
        "QA" => Meaning::Person(Role::Other, "QA"),
        "AB" => Meaning::Abstract(TextKind::Main),
        "YP" => Meaning::Date,
        "KW" | "CA" => Meaning::Keywords,
        "IS" => Meaning::Standard,
        "AT" | "UR" => Meaning::Url,
        "VL" => Meaning::Variable("volume"),
        "NB" => Meaning::Variable("issue"),
        "PB" => Meaning::Variable("publisher"),
        "CO" => Meaning::Variable("publisher-place"),
        "NT" => Meaning::Variable("note"),
        "DE" => Meaning::Variable("annote"),
        "SE" => Meaning::Variable("section"),
        _ => Meaning::Extra,
    }
}

#[cfg(test)]
mod tests {
    use super::BIBLIOSCAPE;
    use crate::read::reader_for;
    use crate::read::testing::{read_everywhere, says};

    const FILE: &str = "--AU-- Sa, M. C.; Kascheres, A.\n--TI-- Le chlore\n--ST-- Journal of Chemistry\n--YP-- 1996\n--VL-- 61\n--NB-- 11\n--PS-- 3749\n--PE-- 3752\n--IS-- 0022-3263\n\
        --AB-- A first line\nand another -- one\n--LG-- French\n--CA-- Testing; Other\n--TT-- My own world\n--AT-- https://www.a.org/\n--RT-- Journal Article\n------\n--AU-- Name\n--ST-- A Book\n--RT-- Book\n--YP-- 2000\n------\n";

    #[test]
    fn everything_of_an_article_arrives() {
        let reading = read_everywhere(&BIBLIOSCAPE, FILE);
        assert_eq!(reading.records.len(), 2);
        says(
            &reading.records[0],
            &[
                "article-journal sa1996",
                "title [fr] Le chlore",
                "Author : M. C. Sa",
                "Author : A. Kascheres",
                "in [fr] Journal of Chemistry",
                "issued 1996 None None \"1996\"",
                "page: 3749-3752",
                "volume: 61",
                "issue: 11",
                "ISSN: 0022-3263",
                "URL: https://www.a.org/",
                "keyword: Testing",
                "keyword: Other",
                "language: French",
                "abstract [en] A first line and another -- one",
                "+ TT: My own world",
            ],
        );
        says(&reading.records[1], &["book name2000", "title [?] A Book", "Author  literal: Name"]);
        assert_eq!(reader_for("txt", FILE).map(|reader| reader.name), Some("biblioscape"));
    }

    #[test]
    fn what_has_dashes_is_not_yet_a_record() {
        assert!(!(BIBLIOSCAPE.sniff)("--te\n\nA rule:\n------\n"));
        assert_eq!(read_everywhere(&BIBLIOSCAPE, "\n--te\n\n--AU-- Ek, A.\n--TI-- T").records.len(), 1);
    }
}
