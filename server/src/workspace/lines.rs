//! Where the lines of a text begin. Lines end at LF, CR and CRLF and nowhere else, as the protocol says.
//!
//! Invariants: `starts` begins with 0, ascends, and every start is a character boundary; `marks` is empty or has a mark
//! for every [`STEP`] bytes.

use crate::manuscript::again::Edit;
use std::ops::Range;

/// A text with a line longer than this many bytes gets marks, one for every so many bytes: without them, giving the
/// columns of many places in one endless line would take time by the square of its length.
const STEP: usize = 4096;

/// What a stretch of text counts in the units that clients may count in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Bytes.
    pub bytes: usize,
    /// Characters.
    pub chars: usize,
    /// UTF-16 code units.
    pub utf16: usize,
}

/// The lines of one version of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    starts: Vec<u32>,
    len: u32,
    marks: Vec<(u32, u32)>,
}

impl Lines {
    /// The lines of a text. A text without any line end has one line; one after the last line end is empty.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0).chain(starts(text.as_bytes(), 0..text.len())).collect();
        let mut lines = Self { starts, len: 0, marks: Vec::new() };
        lines.measure(text);
        lines
    }

    /// The lines are those of a text after an edit: what it put in is looked at, and what is behind it moved.
    pub fn edit(&mut self, edit: &Edit, text: &str) {
        // Whether a line begins at a byte hangs on the byte before it and, where that is a CR, on it.
        let first = self.starts.partition_point(|at| (*at as usize) < edit.start).max(1);
        let last = self.starts.partition_point(|at| (*at as usize) <= edit.old).max(first);
        for at in self.starts.iter_mut().skip(last) {
            *at = narrow(*at as usize + edit.new - edit.old);
        }
        let new = starts(text.as_bytes(), edit.start.saturating_sub(1)..edit.new);
        self.starts.splice(first.min(self.starts.len())..last.min(self.starts.len()), new);
        self.measure(text);
    }

    /// Takes the text's length, and marks where it has a long line.
    fn measure(&mut self, text: &str) {
        self.len = narrow(text.len());
        let ends = self.starts.iter().skip(1).copied().chain([self.len]);
        let long = self.starts.iter().zip(ends).any(|(start, end)| end.saturating_sub(*start) as usize > STEP);
        self.marks = if long { marks(text.as_bytes()) } else { Vec::new() };
    }

    /// How many lines there are: one at least.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len().max(1)
    }

    /// The line that holds a byte, and the byte at which it begins. Past the end: the last line.
    #[must_use]
    pub fn at(&self, offset: usize) -> (usize, usize) {
        let offset = narrow(offset).min(self.len);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        (line, self.start(line))
    }

    /// The byte at which a line begins; the end of the text for lines that are not there.
    #[must_use]
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.len) as usize
    }

    /// What the bytes from `start` to `end` count; `start` and `end` are character boundaries.
    #[must_use]
    pub fn count_between(&self, text: &str, start: usize, end: usize) -> Count {
        let bytes = text.as_bytes();
        let stretch = |from: usize, to: usize| count(bytes.get(from..to).unwrap_or_default());
        let (first, last) = (start.div_ceil(STEP), end / STEP);
        let marks = (self.marks.get(first), self.marks.get(last));
        let (chars, pairs) = match marks {
            (Some(a), Some(b)) if first < last => {
                let (head, tail) = (stretch(start, first * STEP), stretch(last * STEP, end));
                let between = |a: u32, b: u32| b.saturating_sub(a) as usize;
                (head.0 + tail.0 + between(a.0, b.0), head.1 + tail.1 + between(a.1, b.1))
            }
            _ => stretch(start, end),
        };
        Count { bytes: end.saturating_sub(start), chars, utf16: chars + pairs }
    }

    /// The line's bytes without its line end.
    #[must_use]
    pub fn span(&self, line: usize, text: &str) -> (usize, usize) {
        let start = self.start(line);
        let end = self.start(line.saturating_add(1)).max(start);
        let body = text.get(start..end).unwrap_or_default();
        let body = body.strip_suffix('\n').unwrap_or(body);
        let body = body.strip_suffix('\r').unwrap_or(body);
        (start, start + body.len())
    }
}

/// Where lines begin whose line before ends in a part of a text.
fn starts(bytes: &[u8], within: Range<usize>) -> impl Iterator<Item = u32> {
    let base = within.start;
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes.get(within).unwrap_or_default()).map(move |at| base + at);
    let is_end = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
    ends.filter(is_end).map(|at| narrow(at + 1))
}

/// Characters, and those of them that are two UTF-16 units. Every character has one byte that is no continuation;
/// those of four bytes are surrogate pairs.
fn count(bytes: &[u8]) -> (usize, usize) {
    let chars = bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
    (chars, bytes.iter().filter(|byte| **byte >= 0xF0).count())
}

/// What every beginning of [`STEP`] bytes counts.
fn marks(bytes: &[u8]) -> Vec<(u32, u32)> {
    let (mut chars, mut pairs) = (0, 0);
    let mut marks = vec![(0, 0)];
    for step in bytes.chunks_exact(STEP) {
        let (more_chars, more_pairs) = count(step);
        chars += more_chars;
        pairs += more_pairs;
        marks.push((narrow(chars), narrow(pairs)));
    }
    marks
}

/// Offsets beyond `u32` are clamped: no text that large is opened.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_lf_cr_and_crlf_end_a_line() {
        let count = |text: &str| Lines::new(text).count();
        assert_eq!(count(""), 1);
        assert_eq!(count("a\nb\rc\r\nd"), 4);
        assert_eq!(count("a\n"), 2);
        assert_eq!(count("a\u{2028}b\u{85}c\u{b}d\u{c}e"), 1);
        assert_eq!(count("\r\r\n\n"), 4);
    }

    proptest! {
        #[test]
        fn lines_after_an_edit_are_those_of_the_new_text(
            text in "[ab\r\n]{0,12}", put in "[ab\r\n]{0,4}", a in 0usize..13, b in 0usize..13,
        ) {
            let (a, b) = (a.min(text.len()), b.min(text.len()));
            let mut new = text.clone();
            new.replace_range(a.min(b)..a.max(b), &put);
            let mut lines = Lines::new(&text);
            lines.edit(&Edit::between(&text, &new), &new);
            prop_assert_eq!((lines.starts, lines.len), (Lines::new(&new).starts, narrow(new.len())));
        }
    }

    #[test]
    fn an_endless_line_is_counted_by_its_marks() {
        let text = "aé中𝒳".repeat(5_000);
        let lines = Lines::new(&text);
        for (start, end) in [(0, 0), (0, 10), (0, 50_000), (10, 49_990), (4_090, 8_200), (4_100, 4_110), (20, 8_190)] {
            let piece = &text[start..end];
            let expected =
                Count { bytes: piece.len(), chars: piece.chars().count(), utf16: piece.encode_utf16().count() };
            assert_eq!(lines.count_between(&text, start, end), expected, "{start}..{end}");
        }
    }

    #[test]
    fn a_line_ends_before_its_line_end() {
        let text = "ab\r\ncd\ref\n";
        let lines = Lines::new(text);
        assert_eq!(lines.span(0, text), (0, 2));
        assert_eq!(lines.span(1, text), (4, 6));
        assert_eq!(lines.span(2, text), (7, 9));
        assert_eq!(lines.span(3, text), (10, 10));
        assert_eq!(lines.span(99, text), (10, 10));
        assert_eq!(lines.at(5), (1, 4));
        assert_eq!(lines.at(999), (3, 10));
    }
}
