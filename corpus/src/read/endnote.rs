//! EndNote's tagged format and Refer's, which it grew from: `%0 Journal Article`, `%A Tuurnas, Sanna`.
//!
//! Records begin with `%0`, or in Refer's files after a blank line; lines without a tag go on with the last value.
//!
//! Sources: the manual page of refer(1); EndNote's list of tags by type.

use super::draft::Draft;
use super::tagged::{Block, Field, Meaning, keep, languages, last_begin, lines, second_title, take, trimmed};
use super::{Before, Depth, Origin, Reader, Reading, Stream, tagged};
use crate::record::{ItemType, Record, Role, TextKind};
use crate::span::Span;
use std::ops::Range;

/// The reader of EndNote's tagged files.
pub static ENDNOTE: Reader = Reader {
    name: "endnote",
    extensions: &["enw", "refer", "ref", "txt", "text"],
    sniff,
    read,
    stream: Some(Stream::Parts(part)),
};

/// Whether the first line is a type, or the first lines are tagged with an author and a title.
fn sniff(head: &str) -> bool {
    let mut full = lines(head).filter(|line| !trimmed(head, line.clone()).is_empty()).take(12);
    let Some(first) = full.next().and_then(|line| tag(head, line)) else { return false };
    let tags: Vec<_> = full.filter_map(|line| tag(head, line)).chain([first]).collect();
    let has = |wanted: &str| tags.iter().any(|(tag, _)| tag.of(head) == wanted);
    has("%0") && tags.len() > 1 || has("%T") && (has("%A") || has("%D") || has("%J"))
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    tagged::read(text, origin, blocks, record)
}

fn part(text: &str, end: bool, _: &mut Before, depth: Depth) -> (Reading, usize) {
    // Whether records begin with their types is known once one does.
    let cut = |text: &str| Some(last_begin(text, tag, "%0")).filter(|at| is_typed(&text[..*at])).unwrap_or(0);
    tagged::read_part((text, end), depth, cut, blocks, record)
}

/// Whether a type stands somewhere.
fn is_typed(text: &str) -> bool {
    lines(text).any(|line| text[line].trim_start_matches('\u{feff}').starts_with("%0"))
}

/// The tag of a line, `%` with it, and its value.
fn tag(text: &str, line: Range<usize>) -> Option<(Span, Range<usize>)> {
    let body = text.get(line.clone())?;
    let bare = body.trim_start_matches('\u{feff}');
    let start = line.start + body.len() - bare.len();
    let bytes = bare.as_bytes();
    let is_tag =
        bytes.first() == Some(&b'%') && bytes.get(1).is_some_and(|byte| byte.is_ascii_graphic() && *byte != b'%');
    let spaced = bytes.get(2).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    (is_tag && spaced).then(|| (Span::new(start, start + 2), start + 2..line.end))
}

fn blocks(text: &str) -> Vec<Block> {
    let typed = is_typed(text);
    let mut found = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    let (mut end, mut blank) = (0, false);
    for line in lines(text) {
        if trimmed(text, line.clone()).is_empty() {
            blank = true;
            continue;
        }
        match tag(text, line.clone()) {
            Some((tag, value)) => {
                let only_typed = fields.last().is_none_or(|last| last.tag.of(text) == "%0");
                let begins = if typed { tag.of(text) == "%0" && !only_typed } else { blank && !fields.is_empty() };
                if begins {
                    found.push(Block::new(std::mem::take(&mut fields), end));
                }
                fields.push(Field::new(text, tag, value));
            }
            None => fields.iter_mut().next_back().into_iter().for_each(|open| open.push(text, line.clone())),
        }
        (end, blank) = (line.end, false);
    }
    if !fields.is_empty() {
        found.push(Block::new(fields, end));
    }
    found
}

fn record(text: &str, block: &Block, depth: Depth) -> Record {
    let mut draft = Draft::new(ENDNOTE.name, block.span, depth);
    let mut types = block.of(text, "%0");
    if let Some(first) = types.next() {
        draft.record.type_written = first.plain(text);
        draft.record.item_type = item_type(&draft.record.type_written.value);
    } else if block.of(text, "%J").next().is_some() {
        draft.record.item_type = ItemType::ArticleJournal;
    }
    types.for_each(|other| keep(text, other, &mut draft));
    languages(text, block.of(text, "%G"), &mut draft);
    let edited = draft.record.type_written.value.eq_ignore_ascii_case("edited book");
    for field in &block.fields {
        match field.tag.of(text) {
            "%B" => second_title(text, field, stands_alone(draft.record.item_type), &mut draft),
            "%A" if edited => take(text, field, Meaning::Person(Role::Editor, "%A"), &mut draft),
            "%R" if field.value().of(text).contains("10.") => take(text, field, Meaning::Doi, &mut draft),
            tag => take(text, field, meaning(tag), &mut draft),
        }
    }
    draft.record
}

/// Whether works of a type stand in no other one, so that a second title is that of a series.
pub(super) fn stands_alone(kind: ItemType) -> bool {
    matches!(kind, ItemType::Book | ItemType::Report | ItemType::Thesis)
}

fn meaning(tag: &str) -> Meaning {
    match tag {
        "%0" | "%G" => Meaning::Known,
        "%T" => Meaning::Title(TextKind::Main),
        "%Q" => Meaning::Title(TextKind::Translated),
        "%!" => Meaning::Title(TextKind::Short),
        "%J" => Meaning::Container(TextKind::Main),
        "%S" => Meaning::Variable("collection-title"),
        "%A" => Meaning::Person(Role::Author, "%A"),
        "%E" => Meaning::Person(Role::Editor, "%E"),
        "%H" => Meaning::Person(Role::Other, "%H"),
        "%Y" => Meaning::Person(Role::Other, "%Y"),
        "%?" => Meaning::Person(Role::Other, "%?"),
        "%X" => Meaning::Abstract(TextKind::Main),
        "%D" | "%8" => Meaning::Date,
        "%K" => Meaning::Keywords,
        "%F" => Meaning::Key,
        "%U" => Meaning::Url,
        "%@" => Meaning::Standard,
        "%P" => Meaning::Pages,
        "%V" => Meaning::Variable("volume"),
        "%N" => Meaning::Variable("issue"),
        "%I" => Meaning::Variable("publisher"),
        "%C" => Meaning::Variable("publisher-place"),
        "%7" => Meaning::Variable("edition"),
        "%6" => Meaning::Variable("number-of-volumes"),
        "%&" => Meaning::Variable("section"),
        "%L" => Meaning::Variable("call-number"),
        "%9" => Meaning::Variable("genre"),
        "%Z" | "%O" => Meaning::Variable("note"),
        "%<" => Meaning::Variable("annote"),
        "%[" => Meaning::Variable("accessed"),
        "%W" => Meaning::Variable("source"),
        "%*" => Meaning::Variable("reviewed-title"),
        _ => Meaning::Extra,
    }
}

/// The item types of EndNote's names of types, in lower case.
const TYPES: [(&str, ItemType); 52] = [
    ("aggregated database", ItemType::Dataset),
    ("ancient text", ItemType::Book),
    ("artwork", ItemType::Graphic),
    ("audiovisual material", ItemType::MotionPicture),
    ("bill", ItemType::Bill),
    ("blog", ItemType::PostWeblog),
    ("book", ItemType::Book),
    ("book section", ItemType::Chapter),
    ("case", ItemType::LegalCase),
    ("catalog", ItemType::Book),
    ("chart or table", ItemType::Graphic),
    ("classical work", ItemType::Book),
    ("computer program", ItemType::Software),
    ("conference", ItemType::PaperConference),
    ("conference paper", ItemType::PaperConference),
    ("conference proceedings", ItemType::PaperConference),
    ("dataset", ItemType::Dataset),
    ("dictionary", ItemType::EntryDictionary),
    ("discussion forum", ItemType::Post),
    ("edited book", ItemType::Book),
    ("electronic article", ItemType::ArticleJournal),
    ("electronic book", ItemType::Book),
    ("electronic book section", ItemType::Chapter),
    ("encyclopedia", ItemType::EntryEncyclopedia),
    ("equation", ItemType::Figure),
    ("figure", ItemType::Figure),
    ("film or broadcast", ItemType::MotionPicture),
    ("government document", ItemType::Report),
    ("journal", ItemType::ArticleJournal),
    ("journal article", ItemType::ArticleJournal),
    ("legal rule or regulation", ItemType::Legislation),
    ("magazine article", ItemType::ArticleMagazine),
    ("manuscript", ItemType::Manuscript),
    ("map", ItemType::Map),
    ("music", ItemType::Song),
    ("newspaper article", ItemType::ArticleNewspaper),
    ("online database", ItemType::Dataset),
    ("online multimedia", ItemType::Webpage),
    ("pamphlet", ItemType::Pamphlet),
    ("patent", ItemType::Patent),
    ("personal communication", ItemType::PersonalCommunication),
    ("podcast", ItemType::Song),
    ("press release", ItemType::Report),
    ("report", ItemType::Report),
    ("serial", ItemType::Periodical),
    ("social media", ItemType::Post),
    ("standard", ItemType::Standard),
    ("statute", ItemType::Legislation),
    ("thesis", ItemType::Thesis),
    ("unpublished work", ItemType::Manuscript),
    ("video", ItemType::MotionPicture),
    ("web page", ItemType::Webpage),
];

/// The item type of a name of EndNote's.
pub(super) fn item_type(written: &str) -> ItemType {
    let lower = written.trim().to_lowercase();
    TYPES.iter().find(|(name, _)| *name == lower).map_or(ItemType::Document, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests;
