//! The one door between bytes, which the core counts, and the protocol's lines and code units.
//!
//! Invariant: no position of a client is an error. Past the end of a line or of the file it is clamped; inside a
//! surrogate pair or a multi-byte character it means that character's start.

use crate::workspace::document::Kept;
use crate::workspace::lines::{Count, Lines};
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

    /// The column that a count gives.
    fn column(self, count: Count) -> usize {
        match self {
            Self::Utf8 => count.bytes,
            Self::Utf16 => count.utf16,
            Self::Utf32 => count.chars,
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
    let count = lines.count_between(text, start, offset.min(end));
    Position::new(narrow(line), narrow(encoding.column(count)))
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

/// Applies the changes of one notification, in order; gives what they leave as it was.
pub fn apply(rope: &mut Rope, changes: &[TextDocumentContentChangeEvent], encoding: Encoding) -> Kept {
    let mut kept = Kept::ALL;
    for change in changes {
        let Some(range) = change.range else {
            *rope = Rope::from_str(&change.text);
            kept = Kept::NONE;
            continue;
        };
        let (a, b) = (rope_char(rope, range.start, encoding), rope_char(rope, range.end, encoding));
        let (start, end) = (a.min(b), a.max(b));
        let tail = rope.len_bytes() - rope.char_to_byte(end);
        kept = kept.and(Kept { head: rope.char_to_byte(start), tail });
        rope.remove(start..end);
        rope.insert(start, &change.text);
    }
    kept
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    /// The same by the protocol's words alone: cut the text into lines, count the units of each character.
    fn naive_offset(text: &str, position: Position, encoding: Encoding) -> usize {
        let mut start = 0;
        for _ in 0..position.line {
            match naive_line_end(text, start) {
                (_, next) if next > start && ends_line(text, next) => start = next,
                _ => return text.len(),
            }
        }
        let (end, _) = naive_line_end(text, start);
        let mut units = 0;
        for (at, char) in text[start..end].char_indices() {
            units += match encoding {
                Encoding::Utf8 => char.len_utf8(),
                Encoding::Utf16 => char.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if units > position.character as usize {
                return start + at;
            }
        }
        end
    }

    fn ends_line(text: &str, next: usize) -> bool {
        matches!(text.as_bytes()[next - 1], b'\n' | b'\r')
    }

    /// The end of the line's text, and the beginning of the next line.
    fn naive_line_end(text: &str, start: usize) -> (usize, usize) {
        let end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
        let ending = if text[end..].starts_with("\r\n") { 2 } else { usize::from(end < text.len()) };
        (end, end + ending)
    }

    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            3 => "[a-z ]{0,6}",
            1 => Just("\n".to_owned()),
            1 => Just("\r".to_owned()),
            1 => Just("\r\n".to_owned()),
            1 => Just("\u{2028}".to_owned()),
            1 => Just("é".to_owned()),
            1 => Just("𝒳".to_owned()),
            1 => Just("e\u{301}中".to_owned()),
        ];
        proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn every_position_means_what_the_protocol_says(text in texts(), line in 0u32..20, character in 0u32..20) {
            let lines = Lines::new(&text);
            for encoding in ALL {
                let position = Position::new(line, character);
                let expected = naive_offset(&text, position, encoding);
                prop_assert_eq!(offset(&text, &lines, position, encoding), expected);
                let rope = Rope::from_str(&text);
                prop_assert_eq!(rope.char_to_byte(rope_char(&rope, position, encoding)), expected);
            }
        }

        #[test]
        fn a_byte_outside_a_line_end_survives_the_way_there_and_back(text in texts(), at: prop::sample::Index) {
            let lines = Lines::new(&text);
            let at = floor(&text, at.index(text.len() + 1));
            let inside = text[..at].ends_with('\r') && text[at..].starts_with('\n');
            for encoding in ALL {
                let there = position(&text, &lines, at, encoding);
                let back = offset(&text, &lines, there, encoding);
                prop_assert_eq!(back, if inside { at - 1 } else { at });
            }
        }

        #[test]
        fn a_piece_of_a_file_gives_the_same_range_as_the_whole(text in texts(), a: prop::sample::Index, b: prop::sample::Index) {
            let (a, b) = (floor(&text, a.index(text.len() + 1)), floor(&text, b.index(text.len() + 1)));
            // A piece that ends within CR LF cannot tell; no record does.
            prop_assume!(!text[..a].ends_with('\r') && !text[..b].ends_with('\r'));
            let span = Span::new(a.min(b), a.max(b));
            let lines = Lines::new(&text);
            let (line, base) = lines.at(a.min(b));
            for encoding in ALL {
                let piece = &text.as_bytes()[base..];
                let found = range_in_piece(piece, base as u32, line as u32, span, encoding);
                prop_assert_eq!(found, range(&text, &lines, span, encoding));
            }
        }

        #[test]
        fn changes_in_one_notification_are_applied_in_order(
            text in texts(),
            edits in proptest::collection::vec(((0u32..9, 0u32..9), (0u32..9, 0u32..9), texts()), 0..6),
        ) {
            for encoding in ALL {
                let (mut rope, mut expected) = (Rope::from_str(&text), text.clone());
                let mut kept = Kept::ALL;
                for ((line, character), (end_line, end_character), new) in &edits {
                    let (start, end) = (Position::new(*line, *character), Position::new(*end_line, *end_character));
                    let (a, b) = (naive_offset(&expected, start, encoding), naive_offset(&expected, end, encoding));
                    expected.replace_range(a.min(b)..a.max(b), new);
                    let change = TextDocumentContentChangeEvent {
                        range: Some(Range::new(start, end)),
                        range_length: None,
                        text: new.clone(),
                    };
                    kept = kept.and(apply(&mut rope, &[change], encoding));
                }
                prop_assert_eq!(rope.to_string(), &*expected);
                if !edits.is_empty() {
                    prop_assert!(kept.head + kept.tail <= text.len().min(expected.len()));
                    prop_assert_eq!(&text[..kept.head], &expected[..kept.head]);
                    prop_assert_eq!(&text[text.len() - kept.tail..], &expected[expected.len() - kept.tail..]);
                }
            }
        }
    }

    #[test]
    fn the_first_known_offer_is_taken() {
        let offers = |names: &[&str]| names.iter().map(|name| PositionEncodingKind::from((*name).to_owned())).collect();
        let choose = |names: &[&str]| {
            let offers: Vec<_> = offers(names);
            Encoding::choose(Some(&offers))
        };
        assert_eq!(Encoding::choose(None), Encoding::Utf16);
        assert_eq!(choose(&[]), Encoding::Utf16);
        assert_eq!(choose(&["utf-7"]), Encoding::Utf16);
        assert_eq!(choose(&["utf-7", "utf-32", "utf-8"]), Encoding::Utf32);
        assert_eq!(choose(&["utf-8", "utf-16"]), Encoding::Utf8);
    }
}
