//! The one door between bytes, which the core counts, and the protocol's lines and code units.
//!
//! Invariant: no position of a client is an error. Past the end of a line or of the file it is clamped; inside a
//! surrogate pair or a multi-byte character it means that character's start.

use crate::workspace::lines::Lines;
use ropey::Rope;
use siglum_corpus::span::Span;
use tower_lsp::ls_types::{Position, PositionEncodingKind, Range, TextDocumentContentChangeEvent};

/// In what a client counts columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, the protocol's default.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The first of the client's offers that is known here; UTF-16 where it offers none.
    #[must_use]
    pub fn choose(offers: Option<&[PositionEncodingKind]>) -> Self {
        let known = |offer: &PositionEncodingKind| match offer.as_str() {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        };
        offers.unwrap_or_default().iter().find_map(known).unwrap_or_default()
    }

    /// Its name in the protocol.
    #[must_use]
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// How many units a piece of text has.
    #[must_use]
    pub fn units(self, text: &[u8]) -> usize {
        // Every character has one byte that is no continuation; those of four bytes are two UTF-16 units.
        let leads = || text.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
        match self {
            Self::Utf8 => text.len(),
            Self::Utf32 => leads(),
            Self::Utf16 => leads() + text.iter().filter(|byte| **byte >= 0xF0).count(),
        }
    }
}

/// The byte that a position means.
#[must_use]
pub fn offset(text: &str, lines: &Lines, position: Position, encoding: Encoding) -> usize {
    let line = position.line as usize;
    if line >= lines.count() {
        return text.len();
    }
    let (start, end) = lines.span(line, text);
    let body = text.get(start..end).unwrap_or_default();
    start + column_to_byte(body, position.character as usize, encoding)
}

/// The byte of a line at which a column stands.
fn column_to_byte(line: &str, column: usize, encoding: Encoding) -> usize {
    if encoding == Encoding::Utf8 {
        return floor(line, column);
    }
    let mut units = 0;
    for (at, char) in line.char_indices() {
        units += if encoding == Encoding::Utf16 { char.len_utf16() } else { 1 };
        if units > column {
            return at;
        }
    }
    line.len()
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The position of a byte.
#[must_use]
pub fn position(text: &str, lines: &Lines, offset: usize, encoding: Encoding) -> Position {
    let offset = floor(text, offset);
    let (line, start) = lines.at(offset);
    // A byte inside a line end, between CR and LF, is the line's end to the protocol.
    let end = lines.span(line, text).1.max(start);
    let before = text.as_bytes().get(start..offset.min(end)).unwrap_or_default();
    Position::new(narrow(line), narrow(encoding.units(before)))
}

/// The range of a span.
#[must_use]
pub fn range(text: &str, lines: &Lines, span: Span, encoding: Encoding) -> Range {
    let at = |offset: u32| position(text, lines, offset as usize, encoding);
    Range::new(at(span.start), at(span.end))
}

/// The span of a range; its ends are put in order.
#[must_use]
pub fn span(text: &str, lines: &Lines, range: Range, encoding: Encoding) -> Span {
    let (a, b) = (offset(text, lines, range.start, encoding), offset(text, lines, range.end, encoding));
    Span::new(a.min(b), a.max(b))
}

/// The range of a span in a large file of which only one piece is at hand: `piece` begins where line `line` begins
/// and reaches at least to the span's end; `base` is the piece's place in the file.
#[must_use]
pub fn range_in_piece(piece: &[u8], base: u32, line: u32, span: Span, encoding: Encoding) -> Range {
    let at = |offset: u32| {
        let before = piece.get(..offset.saturating_sub(base) as usize).unwrap_or(piece);
        let text = String::from_utf8_lossy(before);
        let lines = Lines::new(&text);
        let position = position(&text, &lines, text.len(), encoding);
        Position::new(position.line.saturating_add(line), position.character)
    };
    Range::new(at(span.start), at(span.end))
}

/// Applies the changes of one notification, in order.
pub fn apply(rope: &mut Rope, changes: &[TextDocumentContentChangeEvent], encoding: Encoding) {
    for change in changes {
        let Some(range) = change.range else {
            *rope = Rope::from_str(&change.text);
            continue;
        };
        let (a, b) = (rope_char(rope, range.start, encoding), rope_char(rope, range.end, encoding));
        rope.remove(a.min(b)..a.max(b));
        rope.insert(a.min(b), &change.text);
    }
}

/// The character of the rope that a position means; each step costs the logarithm of the text's length.
fn rope_char(rope: &Rope, position: Position, encoding: Encoding) -> usize {
    let line = position.line as usize;
    if line >= rope.len_lines() {
        return rope.len_chars();
    }
    let start = rope.line_to_char(line);
    let mut end = rope.line_to_char(line + 1);
    while end > start && matches!(rope.get_char(end - 1), Some('\n' | '\r')) {
        end -= 1;
    }
    let column = position.character as usize;
    let at = match encoding {
        Encoding::Utf32 => start.saturating_add(column),
        Encoding::Utf16 => {
            let unit = rope.char_to_utf16_cu(start).saturating_add(column);
            rope.utf16_cu_to_char(unit.min(rope.len_utf16_cu()))
        }
        Encoding::Utf8 => rope.byte_to_char(rope.char_to_byte(start).saturating_add(column).min(rope.len_bytes())),
    };
    at.min(end)
}

/// Lines and columns beyond `u32` are clamped; the protocol has no larger ones.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
