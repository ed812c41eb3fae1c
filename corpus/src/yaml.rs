//! Where the parser's events stand in a YAML text: its offsets count characters, ours bytes.

use crate::span::Span;
use saphyr_parser::ScalarStyle;
use std::ops::Range;

/// The characters of a scalar as written, from the span of its event.
#[must_use]
pub fn inner(text: &str, bytes: Range<usize>, style: ScalarStyle, base: usize) -> Span {
    let written = text.get(bytes.clone()).unwrap_or_default();
    let (mut start, mut end) = (bytes.start, bytes.start + written.trim_end().len());
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            let trimmed = written.trim();
            start += written.len() - written.trim_start().len();
            let quoted = trimmed.len() >= 2 && trimmed.starts_with(['"', '\'']) && trimmed.ends_with(['"', '\'']);
            (start, end) = (start + usize::from(quoted), end - usize::from(quoted));
        }
        _ => start += written.len() - written.trim_start().len(),
    }
    let end = end.max(start);
    Span::new(base + start.min(end), base + end)
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
