//! Formats of tagged lines (RIS, MEDLINE, EndNote's and Refer's): lines, fields, and what the tags mean.
//!
//! Invariant: every line of a record is in some field; what has no place of its own is kept under its tag.

mod gather;
mod take;

pub use gather::{Line, gather};
pub use take::{keep, keywords, pages, second_title, take};

use super::draft::Draft;
use super::keys::give_keys;
use super::xml::{marked, marked_abstracts};
use super::{Depth, Origin, Reading};
use crate::read::abstracts::Claim;
use crate::record::{LangText, Record, Role, TextKind};
use crate::span::{Decoding, Span, Text};
use std::ops::Range;

/// A tag and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The tag as written, without what stands between it and the value.
    pub tag: Span,
    /// The lines of the value that are not blank, trimmed.
    pub lines: Vec<Span>,
}

impl Field {
    /// A field whose value begins on the line of its tag.
    #[must_use]
    pub fn new(text: &str, tag: Span, value: Range<usize>) -> Self {
        let mut field = Self { tag, lines: Vec::new() };
        field.push(text, value);
        field
    }

    /// Adds a line to the value.
    pub fn push(&mut self, text: &str, line: Range<usize>) {
        let line = trimmed(text, line);
        if !line.is_empty() {
            self.lines.push(line);
        }
    }

    /// The value from its first to its last line.
    #[must_use]
    pub fn value(&self) -> Span {
        let start = self.lines.first().map_or(self.tag.end, |line| line.start);
        Span { start, end: self.lines.last().map_or(start, |line| line.end) }
    }

    /// The value in one line, markup left out.
    #[must_use]
    pub fn text(&self, text: &str) -> Text {
        marked(text, &[self.value()])
    }

    /// The value as it stands: a key, an address.
    #[must_use]
    pub fn plain(&self, text: &str) -> Text {
        plain(text, self.value())
    }

    /// The value as abstracts. Lines of much the same length were wrapped; else each line is a paragraph.
    #[must_use]
    pub fn abstracts(&self, text: &str, claim: &Claim<'_>) -> Vec<LangText> {
        if self.is_wrapped() {
            marked_abstracts(text, &[self.value()], claim)
        } else {
            marked_abstracts(text, &self.lines, claim)
        }
    }

    fn is_wrapped(&self) -> bool {
        let Some((_, before)) = self.lines.split_last() else { return true };
        let longest = before.iter().map(|line| line.len()).max().unwrap_or(0);
        longest <= 100 && before.iter().all(|line| line.len() + 30 >= longest)
    }
}

/// A text that stands in one place and means itself there.
#[must_use]
pub fn plain(text: &str, span: Span) -> Text {
    Text::new(super::decode(&[span.of(text)], Decoding::Plain), span, Decoding::Plain)
}

/// A range without white space and byte order marks at its ends.
#[must_use]
pub fn trimmed(text: &str, range: Range<usize>) -> Span {
    let body = text.get(range.clone()).unwrap_or_default();
    let blank = |c: char| c.is_ascii_whitespace() || c == '\u{feff}' || c == '\u{b}';
    let start = range.start + body.len() - body.trim_start_matches(blank).len();
    Span::new(start, start + body.trim_matches(blank).len())
}

/// The tag of two characters that a line begins with, a capital first, and the place behind it; a byte order mark before
/// it counts as none of it.
#[must_use]
pub fn two_letters(text: &str, line: &Range<usize>) -> Option<(Span, usize)> {
    let body = text.get(line.clone())?;
    let start = line.end - body.trim_start_matches('\u{feff}').len();
    let [first, second, ..] = *text.as_bytes().get(start..line.end)? else { return None };
    let is_tag = first.is_ascii_uppercase() && (second.is_ascii_uppercase() || second.is_ascii_digit());
    is_tag.then(|| (Span::new(start, start + 2), start + 2))
}

/// The lines of a text without their ends, which are LF, CR LF or CR.
pub fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        at = start + length + if rest[length..].starts_with(b"\r\n") { 2 } else { 1 };
        Some(start..start + length)
    })
}

/// What a tag means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A title.
    Title(TextKind),
    /// A title of what contains the work.
    Container(TextKind),
    /// A person or several; the word is kept for roles that have no name of their own.
    Person(Role, &'static str),
    /// An abstract.
    Abstract(TextKind),
    /// A date of issue.
    Date,
    /// Keywords.
    Keywords,
    /// The citation key.
    Key,
    /// A DOI, with or without an address.
    Doi,
    /// An address, and the DOI in it.
    Url,
    /// An ISSN or an ISBN.
    Standard,
    /// The first page, or all pages.
    Pages,
    /// A variable.
    Variable(&'static str),
    /// The type, the last page and what else the format sees to itself.
    Known,
    /// Kept under its tag.
    Extra,
}

/// A record of fields: where it stands, and its fields in order.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The whole record.
    pub span: Span,
    /// Its fields.
    pub fields: Vec<Field>,
}

impl Block {
    /// A record of some fields, from the first tag to the end of the last line.
    #[must_use]
    pub fn new(fields: Vec<Field>, end: usize) -> Self {
        let start = fields.first().map_or(end, |field| field.tag.start as usize);
        Self { span: Span::new(start, end), fields }
    }

    /// The fields of a tag.
    pub fn of<'b>(&'b self, text: &'b str, tag: &'b str) -> impl Iterator<Item = &'b Field> {
        self.fields.iter().filter(move |field| field.tag.of(text) == tag && !field.lines.is_empty())
    }
}

/// Reads all records of a text: `blocks` finds them, `record` makes each.
pub fn read(
    text: &str,
    origin: &Origin<'_>,
    blocks: impl FnOnce(&str) -> Vec<Block>,
    record: impl Fn(&str, &Block, Depth) -> Record,
) -> Reading {
    let mut records: Vec<Record> = blocks(text).iter().map(|block| record(text, block, origin.depth)).collect();
    give_keys(&mut records, origin, |_| {});
    Reading { records, problems: Vec::new() }
}

/// Does it in parts: `cut` finds the last place of a text where a record begins whatever stands before it.
pub fn read_part(
    (text, end): (&str, bool),
    depth: Depth,
    cut: impl FnOnce(&str) -> usize,
    blocks: impl FnOnce(&str) -> Vec<Block>,
    record: impl Fn(&str, &Block, Depth) -> Record,
) -> (Reading, usize) {
    let used = if end { text.len() } else { cut(text) };
    let origin = Origin { depth, keyless: true, ..Origin::default() };
    (read(text.get(..used).unwrap_or(text), &origin, blocks, record), used)
}

/// Where the last line stands whose tag is `first` and that follows no other such line, of which both may be one
/// record's; 0 where there is none.
pub fn last_begin(text: &str, tag: TagOf, first: &str) -> usize {
    let tagged = lines_back(text).filter_map(|line| tag(text, line.clone()).map(|(tag, _)| (tag, line)));
    let mut behind: Option<usize> = None;
    for (tag, line) in tagged {
        let is_first = tag.of(text) == first;
        match behind.filter(|_| !is_first) {
            Some(begin) => return begin,
            None => behind = is_first.then_some(line.start),
        }
    }
    0
}

/// The tag of a line and its value, where it has one.
pub type TagOf = fn(&str, Range<usize>) -> Option<(Span, Range<usize>)>;

/// The lines that end in a text, without their ends, from the last one backwards.
pub fn lines_back(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let ends = |end: &u8| matches!(end, b'\n' | b'\r');
    let mut end = bytes.iter().rposition(ends).map_or(0, |last| last + 1);
    std::iter::from_fn(move || {
        let body = bytes.get(..end)?.strip_suffix(b"\n").unwrap_or(bytes.get(..end)?);
        let body = body.strip_suffix(b"\r").unwrap_or(body);
        let start = memchr::memrchr2(b'\n', b'\r', body).map_or(0, |last| last + 1);
        let line = (end > 0).then_some(start..body.len());
        end = start;
        line
    })
}

/// Declares the languages of a record before its texts are read.
pub fn languages<'b>(text: &str, fields: impl Iterator<Item = &'b Field>, draft: &mut Draft) {
    for field in fields {
        for part in parts(text, field.value(), &[';', ',', '/']) {
            draft.language(plain(text, part));
        }
    }
}

/// The parts of a span between separators, trimmed, empty ones left out.
#[must_use]
pub fn parts(text: &str, span: Span, separators: &[char]) -> Vec<Span> {
    let mut start = span.start as usize;
    let mut found = Vec::new();
    for part in span.of(text).split(separators) {
        let range = trimmed(text, start..start + part.len());
        start += part.len() + 1;
        if !range.is_empty() {
            found.push(range);
        }
    }
    found
}
