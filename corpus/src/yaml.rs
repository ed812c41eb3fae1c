//! Where the parser's events stand in a YAML text: its offsets count characters, ours bytes.

use crate::span::Span;
use saphyr_parser::ScalarStyle;
use std::ops::Range;

/// The characters of a scalar as written, from the span of its event.
#[must_use]
pub fn inner(text: &str, bytes: Range<usize>, style: ScalarStyle, base: usize) -> Span {
    let written = text.get(bytes.clone()).unwrap_or_default();
    let start = bytes.start + written.len() - written.trim_start().len();
    let written = written.trim();
    let within = match style {
        ScalarStyle::SingleQuoted => quoted(written, b'\'', b'\''),
        ScalarStyle::DoubleQuoted => quoted(written, b'"', b'\\'),
        _ => None,
    };
    // What has no quotes where they should be is taken as it stands.
    let (start, length) = within.map_or((start, written.len()), |length| (start + 1, length));
    Span::new(base + start, base + start + length)
}

/// How many bytes stand between the quotes that a text begins with: the event may reach beyond the closing one, over a
/// comment. A quote behind the escape closes nothing, and in single quotes the quote is the escape (YAML 1.2.2, 7.3).
fn quoted(written: &str, quote: u8, escape: u8) -> Option<usize> {
    let within = written.as_bytes().strip_prefix(&[quote])?;
    let mut at = 0;
    while at < within.len() {
        let next = within.get(at + 1);
        match within[at] {
            byte if byte == escape && (quote != escape || next == Some(&quote)) => at += 2,
            byte if byte == quote => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// From the parser's offsets in characters to bytes.
#[derive(Debug)]
pub struct Offsets {
    /// The byte of each character and of the end; empty where all are ASCII.
    bytes: Vec<u32>,
    length: usize,
}

impl Offsets {
    /// Those of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect()
        };
        Self { bytes, length: text.len() }
    }

    /// The bytes of a span of the parser.
    #[must_use]
    pub fn bytes(&self, span: saphyr_parser::Span) -> Range<usize> {
        self.byte(span.start.index())..self.byte(span.end.index())
    }

    /// The byte of the character of that number.
    #[must_use]
    pub fn byte(&self, index: usize) -> usize {
        if self.bytes.is_empty() {
            index.min(self.length)
        } else {
            self.bytes.get(index).map_or(self.length, |&at| at as usize)
        }
    }
}
