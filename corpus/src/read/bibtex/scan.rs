//! One pass over a `.bib` text: entries as byte spans, nothing copied, nothing lost to one mistake.
//!
//! Invariants: every span lies in the text on character boundaries; entries come in order and do not overlap; time is
//! linear whatever the text. The grammar is that of BibTeX (B. Beeton, O. Patashnik: btxdoc; N. Markey: Tame the
//! BeaST, part 2) with what Biber adds: `%` comments between fields, `@comment{...}` hides what it holds.
//!
//! How it recovers: an *anchor*, `@word{key,`, ends whatever is open, since nobody writes one in a title; within a
//! broken entry a value ends where a comma is followed by `name =`.

mod look;
mod value;

use crate::read::{Problem, ProblemKind};
use crate::span::Span;
use look::{is_name_byte, skip_blank};

/// The longest entry that is read whole, in bytes; fields beyond are skipped and reported.
pub const MAX_ENTRY: usize = 16 << 20;
/// The longest value that is read whole, in bytes; the rest is cut off and reported.
pub const MAX_VALUE: usize = 4 << 20;
/// The most fields of one entry; those beyond are skipped and reported.
pub const MAX_FIELDS: usize = 10_000;
/// Braces nested deeper than this are reported (they are read all the same; nothing here recurses).
pub const MAX_DEPTH: usize = 1_000;
/// How many unclosed `@comment`s are looked through to the end before they are all taken to end at the next entry.
const MAX_OPEN_COMMENTS: u8 = 16;
/// How many problems of one entry are told.
const MAX_PROBLEMS: u32 = 20;

/// What an `@word` begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// A record.
    #[default]
    Entry,
    /// `@string`: its fields are the definitions.
    String,
    /// `@preamble`: its value is the only field, without a name.
    Preamble,
}

/// An entry as it stands. Spans count bytes of the scanned text.
#[derive(Debug, Default)]
pub struct RawEntry {
    /// What it is.
    pub what: What,
    /// From `@` to behind the closing brace.
    pub span: Span,
    /// The word behind `@`.
    pub kind: Span,
    /// The key; empty where it is missing.
    pub key: Span,
    /// The fields in order.
    pub fields: Vec<RawField>,
    /// The pieces of all values, in order.
    pub pieces: Vec<RawPiece>,
    /// Whether nothing was wrong with it.
    pub ok: bool,
}

/// A field of a [`RawEntry`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RawField {
    /// Its name.
    pub name: Span,
    /// Its whole value, with braces and quotes.
    pub value: Span,
    first: u32,
    count: u32,
}

/// A piece of a value: `{...} # name # "..."` has three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawPiece {
    /// The piece without its braces or quotes.
    pub span: Span,
    /// Whether it stands bare: a number or the name of a macro.
    pub bare: bool,
}

impl RawEntry {
    /// The pieces of a field's value.
    #[must_use]
    pub fn pieces_of(&self, field: &RawField) -> &[RawPiece] {
        let first = field.first as usize;
        self.pieces.get(first..first + field.count as usize).unwrap_or_default()
    }
}

/// How many bytes of a window can be read without what follows: up to its last entry. 0 where it has none.
#[must_use]
pub fn cut(text: &str) -> usize {
    look::last_entry(text.as_bytes())
}

/// Walks over a text, entry by entry.
#[derive(Debug)]
pub struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    entry: RawEntry,
    /// What was met since [`Scanner::next_entry`] was last asked.
    problems: Vec<Problem>,
    /// Set once the entry is known to be broken: values end where a field seems to begin.
    strict: bool,
    /// Set once braces of the entry were found not to be closed in it, so that this is found out once.
    torn: bool,
    /// How many problems the entry has.
    faults: u32,
    open_comments: u8,
}

impl<'t> Scanner<'t> {
    /// A scanner at the beginning of the text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            entry: RawEntry::default(),
            problems: Vec::new(),
            strict: false,
            torn: false,
            faults: 0,
            open_comments: 0,
        }
    }

    /// Moves to the next entry; `None` at the end. The entry is valid until the next call: its room is used again.
    pub fn next_entry(&mut self) -> Option<&RawEntry> {
        while let Some(found) = memchr::memchr(b'@', self.bytes.get(self.at..)?) {
            let start = self.at + found;
            if self.open(start) {
                return Some(&self.entry);
            }
        }
        self.at = self.bytes.len();
        None
    }

    /// The problems of the entries since the last call, in order.
    pub fn problems(&mut self) -> impl Iterator<Item = Problem> + '_ {
        self.problems.drain(..)
    }

    /// Reads what begins at the `@` at `start`; whether it is an entry. Always moves on.
    fn open(&mut self, start: usize) -> bool {
        let word = skip_blank(self.bytes, start + 1);
        let word_end = look::name_end(self.bytes, word);
        self.at = word_end.max(start + 1);
        let opener = skip_blank(self.bytes, word_end);
        let kind = &self.bytes[word..word_end];
        let comment = kind.eq_ignore_ascii_case(b"comment");
        let close = match self.bytes.get(opener) {
            _ if word == word_end => return false,
            Some(b'{') if start == 0 || !self.bytes[start - 1].is_ascii_alphanumeric() => b'}',
            Some(b'(') if !comment && look::anchor(self.bytes, start) => b')',
            _ => {
                if comment {
                    self.at = look::line_end(self.bytes, word_end);
                }
                return false;
            }
        };
        if look::commented_out(self.bytes, start) {
            self.at = look::line_end(self.bytes, start);
            return false;
        }
        self.at = opener + 1;
        if comment {
            self.skip_comment(start);
            return false;
        }
        self.entry.what = match kind {
            _ if kind.eq_ignore_ascii_case(b"string") => What::String,
            _ if kind.eq_ignore_ascii_case(b"preamble") => What::Preamble,
            _ => What::Entry,
        };
        self.entry.kind = Span::new(word, word_end);
        self.entry.span = Span::new(start, start);
        self.entry.key = Span::new(self.at, self.at);
        self.body(close);
        self.entry.span = Span::new(start, self.at);
        true
    }

    /// `@comment{...}`: what it holds is not read, entries neither.
    fn skip_comment(&mut self, start: usize) {
        let opener = self.at;
        if self.open_comments < MAX_OPEN_COMMENTS {
            if let Some(end) = look::balanced_end(self.bytes, self.at, MAX_ENTRY) {
                self.at = end;
                return;
            }
            self.open_comments += 1;
        }
        let end = look::next_line_anchor(self.bytes, self.at);
        self.problems.push(Problem { span: Span::new(start, opener), kind: ProblemKind::UnclosedComment, key: None });
        self.at = end;
    }

    fn body(&mut self, close: u8) {
        self.entry.fields.clear();
        self.entry.pieces.clear();
        self.entry.ok = true;
        self.strict = false;
        self.torn = false;
        self.faults = 0;
        match self.entry.what {
            What::Entry => self.key(close),
            What::String => {}
            What::Preamble => {
                self.blank();
                let at = Span::new(self.at, self.at);
                let closed = self.value(at);
                self.blank();
                if closed && self.byte() == Some(close) {
                    self.at += 1;
                } else {
                    self.report(self.at, ProblemKind::UnclosedEntry);
                }
                return;
            }
        }
        while self.field(close) {}
    }

    /// Reads the key and the comma behind it.
    fn key(&mut self, close: u8) {
        self.blank();
        let start = self.at;
        let next = self.byte() == Some(b'@') && look::anchor(self.bytes, start);
        let end = if next { start } else { look::key_end(self.text, start, close) };
        self.entry.key = Span::new(start, end);
        self.at = end;
        if start == end {
            self.report(start, ProblemKind::MissingKey);
        }
        self.blank();
        match self.byte() {
            Some(b',') => self.at += 1,
            Some(byte) if byte == close => {}
            Some(b'@') | None => {}
            Some(_) if start != end => self.report(end, ProblemKind::MissingComma),
            Some(_) => {}
        }
    }

    /// Reads up to the end of the next field; whether the entry goes on.
    fn field(&mut self, close: u8) -> bool {
        self.blank();
        let start = self.at;
        match self.byte() {
            None => return self.unclosed(),
            Some(byte) if byte == close => return self.close(),
            Some(b',') => {
                self.at += 1;
                return true;
            }
            Some(b'@') if look::anchor(self.bytes, start) => return self.unclosed(),
            Some(_) => {}
        }
        let end = look::name_end(self.bytes, start);
        let name = Span::new(start, end);
        self.at = skip_blank(self.bytes, end);
        match self.byte() {
            Some(b'=') if end > start => self.at += 1,
            Some(b'{' | b'"') if end > start => self.report(end, ProblemKind::MissingEquals),
            _ => {
                self.junk(start, close);
                return true;
            }
        }
        self.blank();
        if self.byte() == Some(b'=') {
            self.report(self.at, ProblemKind::ExpectedValue);
            self.at += 1;
            self.blank();
        }
        if !self.value(name) {
            return self.after_open_value();
        }
        self.separator(close)
    }

    /// What follows a value: a comma, the end, or a mistake.
    fn separator(&mut self, close: u8) -> bool {
        let end = self.at;
        self.blank();
        match self.byte() {
            Some(b',') => {
                self.at += 1;
                true
            }
            Some(byte) if byte == close => true,
            None => true,
            Some(b'@') if look::anchor(self.bytes, self.at) => true,
            Some(_) if self.mend_value() => true,
            Some(byte) if is_name_byte(byte) && look::field_at(self.bytes, self.at) => {
                self.report(end, ProblemKind::MissingComma);
                true
            }
            Some(_) if self.read_on(close) => true,
            Some(_) => {
                self.junk(self.at, close);
                true
            }
        }
    }

    /// The closing brace, unless more fields follow it: then one brace too many stands there.
    fn close(&mut self) -> bool {
        let end = self.at + 1;
        let next = skip_blank(self.bytes, end);
        if self.bytes.get(next) == Some(&b',') && look::field_after_comma(self.bytes, next) {
            self.report_span(Span::new(self.at, end), ProblemKind::ExpectedField);
            self.at = next;
            return true;
        }
        self.at = end;
        false
    }

    /// Skips what is no field, up to the next comma, line or end of the entry. One stretch of it is one problem, whatever
    /// commas and lines are in it.
    fn junk(&mut self, start: usize, close: u8) {
        let end = self.junk_end(start, close);
        self.at = end;
        let between = |last: &Problem| self.bytes.get(last.span.range().end..start);
        let goes_on = |last: &Problem| {
            let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
            last.kind == ProblemKind::ExpectedField && between(last).is_some_and(|bytes| bytes.iter().all(blank))
        };
        if self.problems.last().is_some_and(goes_on) {
            self.problems.iter_mut().last().into_iter().for_each(|last| last.span.end = end as u32);
            return;
        }
        self.report_span(Span::new(start, end), ProblemKind::ExpectedField);
    }

    /// Where what is no field ends. Braces in it are skipped with what they hold, as long as they are closed before the
    /// next field and the next entry.
    fn junk_end(&mut self, start: usize, close: u8) -> usize {
        let mut end = start + 1;
        while let Some(byte) = self.bytes.get(end) {
            match byte {
                b',' | b'\n' => break,
                byte if *byte == close => break,
                b'@' if look::anchor(self.bytes, end) => break,
                b'{' if !self.torn => {
                    let after = look::closed_in_entry(self.bytes, end + 1, false);
                    let after = after.filter(|after| !look::has_field(self.bytes, end + 1, *after));
                    self.torn = after.is_none();
                    end = after.unwrap_or(end + 1);
                }
                _ => end += 1,
            }
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        end
    }

    /// The entry ends here without its brace, unless the last value took what belongs to others.
    fn unclosed(&mut self) -> bool {
        if self.mend_value() {
            return true;
        }
        let last = self.entry.fields.last().map_or(self.entry.key, |field| field.value).range().end;
        let comma = skip_blank(self.bytes, last);
        let end = if self.bytes.get(comma) == Some(&b',') { comma + 1 } else { last };
        self.report(end.min(self.at), ProblemKind::UnclosedEntry);
        self.at = look::trimmed_end(self.bytes, end.min(self.at), self.at);
        false
    }

    /// Skips white space and comments within an entry.
    fn blank(&mut self) {
        self.at = look::skip_comments(self.bytes, self.at);
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn report(&mut self, at: usize, kind: ProblemKind) {
        self.report_span(Span::new(at, at), kind);
    }

    fn report_span(&mut self, span: Span, kind: ProblemKind) {
        self.entry.ok = false;
        self.faults += 1;
        if self.faults > MAX_PROBLEMS {
            return;
        }
        let key = self.entry.key.of(self.text);
        self.problems.push(Problem { span, kind, key: (!key.is_empty()).then(|| key.to_owned()) });
    }
}

#[cfg(test)]
mod tests;
