//! The bytes of a shard's file, and its lines, for whoever shows a place in it without holding all of it.

use crate::read::ProblemKind;
use crate::shard::Shard;
use crate::source::Encoding;
use crate::span::Span;

impl Shard {
    /// The bytes of a span of the file as stored, as far as the file goes; `None` where the file cannot be read, is no
    /// longer the one that was indexed, or has no places at all.
    #[must_use]
    pub fn bytes(&self, span: Span) -> Option<Vec<u8>> {
        let len = self.file_len();
        let span = Span { start: span.start.min(len), end: span.end.min(len) };
        if self.has_places() { self.again.store.bytes(span).ok() } else { None }
    }

    /// How many bytes the file had when it was indexed; the end of the last record where nobody knows.
    #[must_use]
    pub fn file_len(&self) -> u32 {
        let last = || self.rows.len().checked_sub(1).and_then(|last| self.rows.get(last));
        let size = self.again.store.size();
        size.map_or_else(|| last().map_or(0, |row| row.span.end), |len| u32::try_from(len).unwrap_or(u32::MAX))
    }

    /// How the file is encoded, as [`Source::decode`](crate::source::Source::decode) tells it; `None` where it cannot be
    /// read. What was encoded twice is UTF-8.
    #[must_use]
    pub fn encoding(&self) -> Option<Encoding> {
        let head = self.bytes(Span::new(0, 3))?;
        // Every file that is not UTF-8 has been told to be so, but for those that say it by their mark.
        let is_utf8 = !self.problems.iter().any(|problem| problem.kind == ProblemKind::NotUtf8);
        Some(match head.as_slice() {
            [0xff, 0xfe, ..] => Encoding::Utf16Le,
            [0xfe, 0xff, ..] => Encoding::Utf16Be,
            _ if !is_utf8 => Encoding::Windows1252,
            [0xef, 0xbb, 0xbf] => Encoding::Utf8Bom,
            _ => Encoding::Utf8,
        })
    }

    /// The line, from 0, of the last record that begins at or before a byte of the file, and the byte at which that line
    /// begins: from there lines are counted on. Takes time logarithmic in the file.
    #[must_use]
    pub fn line_before(&self, byte: u32) -> Option<(u32, u32)> {
        let (mut low, mut high) = (0, self.rows.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let begins = self.rows.get(middle).map_or(u32::MAX, |row| row.span.start);
            if begins <= byte { low = middle + 1 } else { high = middle }
        }
        let row = self.rows.get(low.checked_sub(1)?)?;
        (row.span.start <= byte && row.line.1 <= byte).then_some(row.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shard::testing::{LINES, read};
    use crate::source::Source;
    use std::path::Path;

    #[test]
    fn the_encoding_is_that_of_the_whole_file() {
        let line = "a|2001|Bé|T||\n";
        let utf16 = |swap: fn(u16) -> [u8; 2]| [0xfeff].into_iter().chain(line.encode_utf16()).flat_map(swap).collect();
        let files: [Vec<u8>; 7] = [
            line.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", line.as_bytes()].concat(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            line.chars().map(|c| c as u8).collect(),
            [b"\xef\xbb\xbf".as_slice(), &line.chars().map(|c| c as u8).collect::<Vec<u8>>()].concat(),
            line.replace('é', "Ã©").into_bytes(),
        ];
        for file in files {
            let shard = read("/a.lines", &file, &LINES, 1 << 20);
            assert_eq!(shard.encoding(), Some(Source::decode(file.clone()).encoding), "{file:?}");
            assert_eq!(shard.bytes(Span::new(0, 9999)), Some(file));
        }
    }

    #[test]
    fn lines_are_counted_from_the_record_before() {
        let shard = Shard::of_text(Path::new("/a.bib"), "\n@book{a}\n@book{b}\n\n\n @book{c}\n");
        assert_eq!(shard.line_before(0), None);
        assert_eq!(shard.line_before(1), Some((1, 1)));
        assert_eq!(shard.line_before(15), Some((2, 10)));
        assert_eq!(shard.line_before(22), Some((5, 21)));
        assert_eq!(shard.line_before(20), Some((2, 10)));
        assert_eq!(shard.line_before(9999), Some((5, 21)));
    }
}
