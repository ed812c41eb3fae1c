//! RIS, in the dialects of publishers, Zotero, EndNote, Mendeley, Cairn and others.
//!
//! A record begins with `TY` and ends with `ER`, which many leave out; lines without a tag go on with the last value.
//! `AB` and `N2` may both stand there and may repeat, as `TT` (translated title) may.
//!
//! Sources: the RIS format specification of 2011 with its tables of tags by type, and what programs write.

use super::draft::Draft;
use super::tagged::{Block, Field, Meaning, keep, languages, last_begin, lines, pages, second_title, take, trimmed};
use super::{Before, Depth, Origin, Reader, Reading, Stream, tagged};
use crate::record::{ItemType, Record, Role, TextKind};
use crate::span::Span;
use std::ops::Range;

/// The reader of RIS.
pub static RIS: Reader =
    Reader { name: "ris", extensions: &["ris", "txt", "text"], sniff, read, stream: Some(Stream::Parts(part)) };

/// Whether the first tagged line opens a record.
fn sniff(head: &str) -> bool {
    let mut tags = lines(head).take(200).filter_map(|line| tag(head, line)).map(|(tag, _)| tag.of(head));
    tags.next() == Some("TY") && tags.next().is_some_and(|next| next != "TY")
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    tagged::read(text, origin, blocks, record)
}

fn part(text: &str, end: bool, _: &mut Before, depth: Depth) -> (Reading, usize) {
    tagged::read_part((text, end), depth, |text| last_begin(text, tag, "TY"), blocks, record)
}

/// The tag of a line and its value: `TY  - JOUR`, also with other spaces than the format has; `ER` may lack its dash.
fn tag(text: &str, line: Range<usize>) -> Option<(Span, Range<usize>)> {
    let body = text.get(line.clone())?;
    let bare = body.trim_start_matches(['\u{feff}', ' ', '\t']);
    let start = line.start + body.len() - bare.len();
    let bytes = bare.as_bytes();
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    if !first.is_ascii_uppercase() || !(second.is_ascii_uppercase() || second.is_ascii_digit()) {
        return None;
    }
    let span = Span::new(start, start + 2);
    let rest = &bare[2..];
    let dashed = rest.trim_start_matches([' ', '\t', '\u{a0}']);
    let spaces = rest.len() - dashed.len();
    let after = match dashed.strip_prefix(['-', '\u{2013}']) {
        Some(after) => after,
        None if bare.trim_end() == "ER" => "",
        None => return None,
    };
    let exact = rest.starts_with("  -") && (after.is_empty() || after.starts_with([' ', '\t']));
    // What departs from the format is a tag only where it is one that the format has.
    if !exact && (spaces > 4 || meaning(&bare[..2], ItemType::Document).is_none()) {
        return None;
    }
    Some((span, line.end - after.len()..line.end))
}

fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    let mut end = 0;
    for line in lines(text) {
        let Some((tag, value)) = tag(text, line.clone()) else {
            if let Some(open) = fields.last_mut().filter(|_| !trimmed(text, line.clone()).is_empty()) {
                open.push(text, line.clone());
                end = line.end;
            }
            continue;
        };
        let name = tag.of(text);
        // A type again, where nothing but a type stands, is no new record.
        let only_typed = fields.last().is_none_or(|last| last.tag.of(text) == "TY");
        if name == "TY" && !only_typed {
            found.push(Block::new(std::mem::take(&mut fields), end));
        }
        if name != "ER" {
            fields.push(Field::new(text, tag, value));
            end = line.end;
        } else if !fields.is_empty() {
            found.push(Block::new(std::mem::take(&mut fields), line.end));
        }
    }
    if !fields.is_empty() {
        found.push(Block::new(fields, end));
    }
    found
}

fn record(text: &str, block: &Block, depth: Depth) -> Record {
    let mut draft = Draft::new(RIS.name, block.span, depth);
    let mut types = block.of(text, "TY");
    if let Some(first) = types.next() {
        draft.record.type_written = first.plain(text);
        draft.record.item_type = item_type(&draft.record.type_written.value);
    }
    types.for_each(|other| keep(text, other, &mut draft));
    languages(text, block.of(text, "LA"), &mut draft);
    let kind = draft.record.item_type;
    for field in &block.fields {
        let name = field.tag.of(text);
        match name {
            "T2" => second_title(text, field, stands_alone(kind), &mut draft),
            "BT" if stands_alone(kind) => take(text, field, Meaning::Title(TextKind::Main), &mut draft),
            "M3" if field.value().of(text).contains("10.") => take(text, field, Meaning::Doi, &mut draft),
            _ => take(text, field, meaning(name, kind).unwrap_or(Meaning::Extra), &mut draft),
        }
    }
    pages(text, block.of(text, "SP").next(), block.of(text, "EP").next(), &mut draft);
    draft.record
}

/// Whether works of a type stand in no other one, so that a second title is that of a series.
fn stands_alone(kind: ItemType) -> bool {
    matches!(kind, ItemType::Book | ItemType::Report | ItemType::Thesis)
}

/// What a tag means; `None` for what the format has not.
fn meaning(tag: &str, kind: ItemType) -> Option<Meaning> {
    let secondary = match kind {
        ItemType::Thesis => (Role::Other, "A2"),
        _ => (Role::Editor, "A2"),
    };
    Some(match tag {
        "TY" | "ER" | "LA" | "SP" | "EP" => Meaning::Known,
        "TI" | "T1" | "CT" => Meaning::Title(TextKind::Main),
        "TT" => Meaning::Title(TextKind::Translated),
        "ST" => Meaning::Title(TextKind::Short),
        "T2" | "BT" | "JF" | "JO" => Meaning::Container(TextKind::Main),
        "JA" | "J1" | "J2" => Meaning::Container(TextKind::Short),
        "T3" => Meaning::Variable("collection-title"),
        "AU" | "A1" => Meaning::Person(Role::Author, "AU"),
        "A2" => Meaning::Person(secondary.0, secondary.1),
        "ED" => Meaning::Person(Role::Editor, "ED"),
        "A3" => Meaning::Person(Role::Other, "A3"),
        "A4" if stands_alone(kind) || kind == ItemType::Chapter => Meaning::Person(Role::Translator, "A4"),
        "A4" => Meaning::Person(Role::Other, "A4"),
        // A translated author is the same person in another script.
        "TA" => Meaning::Person(Role::Other, "TA"),
        "AB" | "N2" => Meaning::Abstract(TextKind::Main),
        "PY" | "Y1" | "DA" => Meaning::Date,
        "KW" => Meaning::Keywords,
        "ID" => Meaning::Key,
        "DO" => Meaning::Doi,
        "UR" | "LK" => Meaning::Url,
        "SN" => Meaning::Standard,
        "VL" => Meaning::Variable("volume"),
        "IS" | "CP" => Meaning::Variable("issue"),
        "PB" => Meaning::Variable("publisher"),
        "CY" | "PP" => Meaning::Variable("publisher-place"),
        "ET" => Meaning::Variable("edition"),
        "NV" => Meaning::Variable("number-of-volumes"),
        "SE" => Meaning::Variable("section"),
        "Y2" => Meaning::Variable("accessed"),
        "CN" => Meaning::Variable("call-number"),
        "DB" | "DP" => Meaning::Variable("source"),
        "M3" => Meaning::Variable("genre"),
        "N1" | "RN" => Meaning::Variable("note"),
        "OP" => Meaning::Variable("original-publisher"),
        "RI" => Meaning::Variable("reviewed-title"),
        "M1" if matches!(kind, ItemType::Report | ItemType::Patent | ItemType::Standard) => Meaning::Variable("number"),
        "AD" | "AN" | "AV" | "CA" | "CR" | "L1" | "L2" | "L3" | "L4" | "LB" | "M1" | "M2" | "RP" | "SF" | "SR" => {
            Meaning::Extra
        }
        _ if tag.starts_with(['C', 'U']) && tag.ends_with(|c: char| c.is_ascii_digit()) => Meaning::Extra,
        _ => return None,
    })
}

/// The item types of the format's types.
const TYPES: [(&str, ItemType); 50] = [
    ("ABST", ItemType::ArticleJournal),
    ("ADVS", ItemType::MotionPicture),
    ("AGGR", ItemType::Dataset),
    ("ANCIENT", ItemType::Book),
    ("ART", ItemType::Graphic),
    ("BILL", ItemType::Bill),
    ("BLOG", ItemType::PostWeblog),
    ("BOOK", ItemType::Book),
    ("CASE", ItemType::LegalCase),
    ("CHAP", ItemType::Chapter),
    ("CHART", ItemType::Graphic),
    ("CLSWK", ItemType::Book),
    ("COMP", ItemType::Software),
    ("CONF", ItemType::PaperConference),
    ("CPAPER", ItemType::PaperConference),
    ("CTLG", ItemType::Book),
    ("DATA", ItemType::Dataset),
    ("DBASE", ItemType::Dataset),
    ("DICT", ItemType::EntryDictionary),
    ("EBOOK", ItemType::Book),
    ("ECHAP", ItemType::Chapter),
    ("EDBOOK", ItemType::Book),
    ("EJOUR", ItemType::ArticleJournal),
    ("ELEC", ItemType::Webpage),
    ("ENCYC", ItemType::EntryEncyclopedia),
    ("EQUA", ItemType::Figure),
    ("FIGURE", ItemType::Figure),
    ("GOVDOC", ItemType::Report),
    ("ICOMM", ItemType::PersonalCommunication),
    ("INPR", ItemType::ArticleJournal),
    ("JFULL", ItemType::Periodical),
    ("JOUR", ItemType::ArticleJournal),
    ("LEGAL", ItemType::Legislation),
    ("MANSCPT", ItemType::Manuscript),
    ("MAP", ItemType::Map),
    ("MGZN", ItemType::ArticleMagazine),
    ("MPCT", ItemType::MotionPicture),
    ("MUSIC", ItemType::Song),
    ("NEWS", ItemType::ArticleNewspaper),
    ("PAMP", ItemType::Pamphlet),
    ("PAT", ItemType::Patent),
    ("PCOMM", ItemType::PersonalCommunication),
    ("RPRT", ItemType::Report),
    ("SER", ItemType::Book),
    ("SLIDE", ItemType::Speech),
    ("SOUND", ItemType::Song),
    ("STAND", ItemType::Standard),
    ("STAT", ItemType::Legislation),
    ("THES", ItemType::Thesis),
    ("VIDEO", ItemType::MotionPicture),
];

fn item_type(written: &str) -> ItemType {
    let upper = written.trim().to_uppercase();
    let known = TYPES.iter().find(|(name, _)| *name == upper).map(|(_, kind)| *kind);
    known.unwrap_or(match upper.as_str() {
        "UNBILL" => ItemType::Bill,
        "UNPB" | "UNPD" => ItemType::Manuscript,
        "WEB" => ItemType::Webpage,
        "PREPRINT" => ItemType::Article,
        _ => ItemType::Document,
    })
}

#[cfg(test)]
mod tests;
