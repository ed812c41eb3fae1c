//! The cells of a notebook, from its JSON: where their sources stand, and what these decode to.
//!
//! One pass over the bytes with a bounded stack; broken JSON costs what stands after the fault.

use crate::manuscript::Prose;
use siglum_corpus::span::Span;
use std::ops::Range;

/// A cell.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub kind: Kind,
    /// The strings of its source, without quotation marks.
    pub source: Vec<Range<usize>>,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    Markdown,
    Raw,
    #[default]
    Other,
}

/// What a bracket of the JSON holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// The notebook, or a worksheet of the older form.
    Notebook,
    Worksheets,
    Cells,
    Cell,
    Source,
    /// Metadata, outputs, attachments.
    Other,
}

/// Deeper structures are not looked into.
const DEEPEST: usize = 512;

/// A key of an object that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Worksheets,
    Cells,
    CellType,
    Source,
    Other,
}

/// Reads the cells.
pub(super) fn read(text: &str) -> Vec<Cell> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut levels: Vec<(Level, bool)> = Vec::new();
    let mut key = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let Some(end) = string_end(bytes, at) else { break };
                let inside = at..end;
                at = end + 1;
                match levels.last() {
                    Some((level, true)) if key.is_none() => key = Some(key_of(*level, &text[inside])),
                    Some((level, _)) => {
                        value(text, *level, key, inside, &mut cells);
                        key = None;
                    }
                    None => {}
                }
            }
            b'{' | b'[' => {
                if levels.len() >= DEEPEST {
                    break;
                }
                let level = opened(levels.last().map(|level| level.0), key.take(), byte == b'{');
                if level == Level::Cell {
                    cells.push(Cell::default());
                }
                levels.push((level, byte == b'{'));
            }
            b'}' | b']' => {
                levels.pop();
                key = None;
            }
            b',' => key = None,
            _ => {}
        }
    }
    cells
}

/// What opens in a level under a key.
fn opened(level: Option<Level>, key: Option<Key>, object: bool) -> Level {
    match (level, key, object) {
        (None | Some(Level::Worksheets), _, true) => Level::Notebook,
        (Some(Level::Notebook), Some(Key::Worksheets), false) => Level::Worksheets,
        (Some(Level::Notebook), Some(Key::Cells), false) => Level::Cells,
        (Some(Level::Cells), _, true) => Level::Cell,
        (Some(Level::Cell), Some(Key::Source), false) => Level::Source,
        _ => Level::Other,
    }
}

fn key_of(level: Level, name: &str) -> Key {
    match (level, name) {
        (Level::Notebook, "worksheets") => Key::Worksheets,
        (Level::Notebook, "cells") => Key::Cells,
        (Level::Cell, "cell_type") => Key::CellType,
        (Level::Cell, "source") => Key::Source,
        _ => Key::Other,
    }
}

/// Takes a string that is a value.
fn value(text: &str, level: Level, key: Option<Key>, inside: Range<usize>, cells: &mut [Cell]) {
    let Some(cell) = cells.last_mut() else { return };
    match (level, key) {
        (Level::Cell, Some(Key::CellType)) => {
            cell.kind = match &text[inside] {
                "markdown" => Kind::Markdown,
                "raw" => Kind::Raw,
                _ => Kind::Other,
            };
        }
        (Level::Cell, Some(Key::Source)) | (Level::Source, _) => cell.source.push(inside),
        _ => {}
    }
}

/// The offset of the quotation mark that ends a string whose inside begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// What the strings of a source say, with the places of its characters.
pub(super) fn decode(text: &str, strings: &[Range<usize>]) -> Prose {
    let mut out = Prose::default();
    for string in strings {
        let mut at = string.start;
        while at < string.end {
            let rest = &text[at..string.end];
            let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
            out.push(&rest[..plain], Span::new(at, at + plain));
            at += plain;
            if plain < rest.len() {
                let (c, length) = escape(&rest[plain..]);
                out.push(c.encode_utf8(&mut [0; 4]), Span::new(at, at + length));
                at += length;
            }
        }
    }
    out
}

/// The character of the escape at the start of a text, and its length.
fn escape(text: &str) -> (char, usize) {
    let c = text[1..].chars().next();
    let c = match c {
        Some('n') => '\n',
        Some('t') => '\t',
        Some('r') => '\r',
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('u') => return unicode(text),
        Some(c) => return (c, 1 + c.len_utf8()),
        None => return ('\\', 1),
    };
    (c, 2)
}

/// `\u00e9`, or two of them for a character beyond the basic plane.
fn unicode(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..).and_then(|rest| rest.strip_prefix("\\u"))?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(0) else { return ('\u{FFFD}', 2) };
    if let Some(c) = char::from_u32(u32::from(first)) {
        return (c, 6);
    }
    match unit(6).and_then(|second| char::decode_utf16([first, second]).next()?.ok()) {
        Some(c) => (c, 12),
        None => ('\u{FFFD}', 6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_decode_with_their_places() {
        let text = r#"a\n\"\\\u00e9\ud83d\ude00\ud83d \/ x"#;
        let decoded = decode(text, std::slice::from_ref(&(0..text.len())));
        assert_eq!(decoded.text, "a\n\"\\é😀\u{FFFD} / x");
        assert_eq!(decoded.source(Span::new(0, 1)).of(text), "a");
        let at = decoded.text.find('é').unwrap_or(0);
        assert_eq!(decoded.source(Span::new(at, at + 2)).of(text), "\\u00e9");
        assert_eq!(decoded.source(Span::new(at, at + 6)).of(text), "\\u00e9\\ud83d\\ude00");
    }

    #[test]
    fn cells_are_found_in_both_forms_and_in_broken_json() {
        let sources = |text: &str| {
            let cells = read(text);
            let shown = cells.iter().map(|cell| {
                let source: Vec<_> = cell.source.iter().map(|range| &text[range.clone()]).collect();
                format!("{:?} {}", cell.kind, source.join("+"))
            });
            shown.collect::<Vec<_>>().join("; ")
        };
        for (text, expected) in [
            (
                r#"{"cells":[{"cell_type":"markdown","source":["a\n","b"]},{"source":"c","cell_type":"raw"}]}"#,
                "Markdown a\\n+b; Raw c",
            ),
            (r#"{"worksheets":[{"cells":[{"cell_type":"markdown","source":"a"}]}]}"#, "Markdown a"),
            (
                r#"{"cells":[{"cell_type":"code","source":["x"],"outputs":[{"source":"no","data":{"cells":[{"source":"no"}]}}]}]}"#,
                "Other x",
            ),
            (r#"{"metadata":{"cells":[{"cell_type":"markdown","source":"no"}]},"cells":[]}"#, ""),
            (r#"{"cells":[{"cell_type":"markdown","source":["a","#, "Markdown a"),
            (r#"{"cells":[{"cell_type":"markdown","source":["a"#, "Markdown "),
            ("[1, 2]", ""),
        ] {
            assert_eq!(sources(text), expected, "{text}");
        }
    }
}
