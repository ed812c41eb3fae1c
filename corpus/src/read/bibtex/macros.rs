//! `@string` macros and the values that use them.
//!
//! Invariant: a value's text is what its spans hold, joined; expansion is bounded and never recursive, since a macro is
//! flattened when it is defined. A macro holds for what comes after its definition, as in BibTeX.

use super::scan::{RawEntry, RawField, RawPiece};
use crate::read::{Problem, ProblemKind};
use crate::span::{Decoding, Provenance, Span, Text};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

/// The most text that a macro expands to, in bytes.
const MAX_EXPANSION: usize = 1 << 20;
/// The most pieces that a macro is flattened to.
const MAX_PIECES: usize = 4096;
/// The most pieces of all macros of a file.
const MAX_ALL_PIECES: usize = 1 << 20;
/// The most text of all definitions of a file, in bytes.
const MAX_TEXT: usize = 64 << 20;
/// The most text that macros expand to in one text that is read, in bytes; beyond, their names stand for them.
const MAX_SPENT: usize = 256 << 20;

/// The months that BibTeX's styles define.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The other macros that BibTeX's own styles (plain, abbrv, alpha, unsrt and those made of them) define.
const STANDARD: [&str; 20] = [
    "acmcs", "acta", "cacm", "ibmjrd", "ibmsj", "ieeese", "ieeetc", "ieeetcad", "ipl", "jacm", "jcss", "scp", "sicomp",
    "tocs", "tods", "tog", "toms", "toois", "toplas", "tcs",
];

/// The number of a month macro.
#[must_use]
pub fn month(name: &str) -> Option<u8> {
    MONTHS.iter().zip(1..).find(|(month, _)| month.eq_ignore_ascii_case(name)).map(|(_, number)| number)
}

/// The `@string` definitions of a file, by name and place.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Macros {
    text: String,
    pieces: Vec<Piece>,
    by_name: FxHashMap<String, Vec<Definition>>,
}

/// A stretch of a definition: where its text is kept, and where it stands in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Piece {
    text: Range<usize>,
    span: Span,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Definition {
    /// Where the definition begins in the file.
    at: u32,
    pieces: Range<usize>,
    len: usize,
    /// It would expand to too much: it stands for nothing.
    over: bool,
}

impl Macros {
    /// Adds the definitions of a `@string`; one that is too large is told and stands for nothing.
    pub(super) fn define(&mut self, text: &str, base: u32, entry: &RawEntry, mut problem: impl FnMut(Problem)) {
        for field in &entry.fields {
            let name = field.name.of(text).to_ascii_lowercase();
            let at = entry.span.start.saturating_add(base);
            let known = self.by_name.get(&name).and_then(|all| all.iter().find(|known| known.at == at));
            let over = match known {
                Some(known) => known.over,
                None => self.add(text, base, entry, field, name.clone(), at),
            };
            if over {
                let span = field.value.shifted(base);
                problem(Problem { span, kind: ProblemKind::MacroBudget(name), key: None });
            }
        }
    }

    /// Adds one definition; whether it is too large.
    fn add(&mut self, text: &str, base: u32, entry: &RawEntry, field: &RawField, name: String, at: u32) -> bool {
        let first = self.pieces.len();
        let mut len = 0;
        let mut over = false;
        for piece in entry.pieces_of(field) {
            let written = piece.span.of(text);
            let expanded = if piece.bare { self.lookup(written, at).cloned() } else { None };
            let (more, size) = expanded.as_ref().map_or((1, written.len()), |found| (found.pieces.len(), found.len));
            len += size;
            over |= len > MAX_EXPANSION
                || self.pieces.len() + more - first > MAX_PIECES
                || self.pieces.len() + more > MAX_ALL_PIECES
                || expanded.is_none() && self.text.len() + size > MAX_TEXT;
            if over {
                break;
            }
            if let Some(found) = expanded {
                self.pieces.extend_from_within(found.pieces);
            } else {
                let start = self.text.len();
                self.text.push_str(written);
                self.pieces.push(Piece { text: start..self.text.len(), span: piece.span.shifted(base) });
            }
        }
        if over {
            self.pieces.truncate(first);
            len = 0;
        }
        let pieces = first..self.pieces.len();
        let all = self.by_name.entry(name).or_default();
        all.push(Definition { at, pieces, len, over });
        all.sort_by_key(|definition| definition.at);
        over
    }

    /// Whether the file defines a macro of that name anywhere.
    #[must_use]
    pub fn defines(&self, name: &str) -> bool {
        self.by_name.contains_key(name) || self.by_name.contains_key(&name.to_ascii_lowercase())
    }

    /// The definition of a name that holds at byte `at` of the file.
    fn lookup(&self, name: &str, at: u32) -> Option<&Definition> {
        if self.by_name.is_empty() {
            return None;
        }
        let all = self.by_name.get(name).or_else(|| self.by_name.get(&name.to_ascii_lowercase()))?;
        all.get(all.partition_point(|definition| definition.at < at).checked_sub(1)?)
    }
}

/// A text that is read, where it begins in its file, and its macros.
pub(super) struct Context<'c, 't> {
    pub text: &'t str,
    pub base: u32,
    pub macros: &'c Macros,
    pub spent: &'c Cell<usize>,
    /// Whether languages are looked for in texts: that takes most of the time.
    pub detects: bool,
}

impl<'c, 't> Context<'c, 't> {
    /// A span of the text as a span of the file.
    pub fn place(&self, span: Span) -> Span {
        span.shifted(self.base)
    }

    /// The macros that an entry uses and nothing defines.
    pub fn unknown(&self, entry: &RawEntry, mut problem: impl FnMut(Problem)) {
        for piece in entry.pieces.iter().filter(|piece| piece.bare) {
            let name = piece.span.of(self.text);
            let number = name.bytes().all(|byte| byte.is_ascii_digit());
            let standard = || STANDARD.iter().any(|known| known.eq_ignore_ascii_case(name));
            let known = || self.macros.lookup(name, entry.span.start + self.base).is_some();
            if number || month(name).is_some() || known() || standard() {
                continue;
            }
            let key = entry.key.of(self.text);
            let key = (!key.is_empty()).then(|| key.to_owned());
            let span = self.place(piece.span);
            problem(Problem { span, kind: ProblemKind::UnknownMacro(name.to_owned()), key });
        }
    }

    /// Whether the file defines a macro of that name before the entry.
    pub fn knows(&self, name: &str, entry: &RawEntry) -> bool {
        self.macros.lookup(name, entry.span.start + self.base).is_some()
    }

    /// A field's value with its macros expanded; nothing is decoded yet.
    pub fn value(&self, entry: &RawEntry, field: &RawField) -> Value<'t> {
        let pieces = entry.pieces_of(field);
        if let [piece] = pieces
            && self.expansion(entry, piece).is_none()
        {
            let text = piece.span.of(self.text);
            let month = piece.bare && month(text).is_some();
            return Value { text: Cow::Borrowed(text), parts: Parts::One(self.place(piece.span)), month };
        }
        let mut text = String::new();
        let mut parts = Vec::new();
        for piece in pieces {
            let Some(found) = self.expansion(entry, piece) else {
                parts.push((text.len(), self.place(piece.span)));
                text.push_str(piece.span.of(self.text));
                continue;
            };
            for piece in self.macros.pieces.get(found.pieces.clone()).unwrap_or_default() {
                parts.push((text.len(), piece.span));
                text.push_str(self.macros.text.get(piece.text.clone()).unwrap_or_default());
            }
        }
        Value { text: Cow::Owned(text), parts: Parts::Many(parts), month: false }
    }

    /// What a bare piece stands for, if it is a macro of the file and the budget lasts.
    fn expansion(&self, entry: &RawEntry, piece: &RawPiece) -> Option<&'c Definition> {
        if !piece.bare {
            return None;
        }
        let found = self.macros.lookup(piece.span.of(self.text), entry.span.start + self.base)?;
        let spent = self.spent.get() + found.len + found.pieces.len() * size_of::<(usize, Span)>();
        self.spent.set(spent);
        (spent <= MAX_SPENT).then_some(found)
    }
}

/// A value as it stands, joined, with the way back.
#[derive(Debug)]
pub(super) struct Value<'t> {
    pub text: Cow<'t, str>,
    parts: Parts,
    /// Whether it is a month macro of BibTeX's styles.
    pub month: bool,
}

#[derive(Debug)]
enum Parts {
    One(Span),
    /// Where each piece begins in the text.
    Many(Vec<(usize, Span)>),
}

impl Value<'_> {
    /// The whole value as a range.
    pub fn whole(&self) -> Range<usize> {
        0..self.text.len()
    }

    /// Where a range of the text stands in the file, without white space at its ends.
    fn spans(&self, range: Range<usize>) -> Vec<Span> {
        let inside = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (inside.len() - inside.trim_ascii_start().len());
        let words = inside.trim_ascii_end();
        // A blank behind a backslash is a command, and goes on being one.
        let escapes = words.len() - words.trim_end_matches('\\').len();
        let blank = usize::from(escapes % 2 == 1 && words.len() < inside.len());
        let end = (range.start + words.len() + blank).max(start);
        let cut = |at: usize, span: Span| {
            let from = start.clamp(at, at + span.len()) - at;
            let to = end.clamp(at, at + span.len()) - at;
            let first = span.range().start;
            Span::new(first + from, first + to)
        };
        match &self.parts {
            Parts::One(span) => vec![cut(0, *span)],
            Parts::Many(parts) => {
                let after = parts.partition_point(|(at, _)| *at <= start).saturating_sub(1);
                let reached = parts.iter().skip(after).take_while(|(at, _)| *at < end);
                reached.map(|(at, span)| cut(*at, *span)).filter(|span| !span.is_empty()).collect()
            }
        }
    }

    /// A range of the value, decoded.
    pub fn part(&self, range: Range<usize>, decoding: Decoding) -> Text {
        let value = super::decode(self.text.get(range.clone()).unwrap_or_default(), decoding).into_owned();
        Text { value, from: Provenance { spans: self.spans(range), decoding } }
    }

    /// The whole value, decoded.
    pub fn all(&self, decoding: Decoding) -> Text {
        self.part(self.whole(), decoding)
    }
}
