//! All records of a shard once more, one after the other: for whoever looks at every one of them.
//!
//! The file is read in pieces of some records, or once as a whole where its format asks for that, never once a record.

use crate::read::{Depth, Origin, ReadPart};
use crate::record::Record;
use crate::shard::again::{Way, origin};
use crate::shard::fill::CAP;
use crate::shard::parts::Parts;
use crate::shard::places::each_place;
use crate::shard::rows::{Row, hash};
use crate::shard::{Shard, Stale};
use crate::source::{Encoding, Source};
use crate::span::{Span, Text};
use std::ops::Range;

/// How many bytes of a file are held at once, where records can be read apart.
const PIECE: usize = 1 << 20;
/// The longest line that [`Shard::lines_with`] tells, in bytes.
const LINE: usize = 4 << 10;
/// The most lines that it tells.
const LINES: usize = 10_000;

/// A record in a sweep.
#[derive(Debug)]
pub struct Swept<'a> {
    /// Its row.
    pub row: u32,
    /// What its file says, without inheritance. Abstracts are not parted by language, and languages are those that are
    /// declared.
    pub record: Record,
    /// Its own text, the bytes of [`Record::span`]; empty where the file is not UTF-8.
    pub text: &'a str,
}

/// A line of a file, or its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, in bytes.
    pub span: Span,
    /// What it says; what is no UTF-8 is replaced.
    pub text: String,
    /// Whether the line ends where the span does.
    pub ends: bool,
}

impl Shard {
    /// Cuts its rows into stretches that may be swept by several threads; one stretch where the file is read whole.
    #[must_use]
    pub fn stretches(&self, rows: u32) -> Vec<Range<u32>> {
        let all = self.len();
        match self.again.way {
            Way::Slice(..) => (0..all)
                .step_by(rows.max(1) as usize)
                .map(|start| start..start.saturating_add(rows.max(1)).min(all))
                .collect(),
            _ => std::iter::once(0..all).collect(),
        }
    }

    /// Reads the records of a stretch of rows again, in order.
    ///
    /// # Errors
    /// [`Stale`] when the file is not what was indexed; records before the place where that shows were told.
    pub fn sweep(&self, rows: Range<u32>, mut each: impl FnMut(Swept<'_>)) -> Result<(), Stale> {
        let rows = rows.start..rows.end.min(self.len());
        match &self.again.way {
            Way::None => Ok(()),
            Way::Number => rows.into_iter().try_for_each(|row| {
                each(Swept { row, record: self.record(row)?, text: "" });
                Ok(())
            }),
            Way::Slice(stream, macros) => self.pieces(rows, |row, number, text| {
                let record = (stream.record)(text, row.span.start, macros, Depth::Undetected).ok_or(Stale)?;
                each(Swept { row: number, record, text });
                Ok(())
            }),
            Way::Whole { reader, key_pattern, file_len, .. } => {
                let rows = match self.again.way.parts() {
                    Some(part) => self.parts(part, *file_len, rows.clone(), &mut each)?..rows.end,
                    None => rows,
                };
                if rows.is_empty() {
                    return Ok(());
                }
                if *file_len > CAP {
                    return Err(Stale);
                }
                let bytes = self.again.store.bytes(Span::new(0, *file_len)).map_err(|_| Stale)?;
                let source = Source::repaired(bytes);
                let origin = Origin { depth: Depth::Undetected, ..origin(&self.path, key_pattern) };
                let records = (reader.read)(&source.text, &origin).records;
                let plain = source.encoding == Encoding::Utf8;
                for (row, mut record) in (0u32..).zip(records).skip(rows.start as usize).take(rows.len()) {
                    if !plain {
                        each_place(&mut record, |span| *span = source.file_span(*span));
                    }
                    let known = self.rows.get(row as usize).ok_or(Stale)?;
                    if record.span != known.span {
                        return Err(Stale);
                    }
                    let text = if plain { record.span.of(&source.text) } else { "" };
                    each(Swept { row, record, text });
                }
                Ok(())
            }
        }
    }

    /// Reads a stretch of rows part by part, and tells the row before which that gave other records than at first.
    fn parts(
        &self,
        part: ReadPart,
        file_len: usize,
        rows: Range<u32>,
        each: &mut impl FnMut(Swept<'_>),
    ) -> Result<u32, Stale> {
        let Some(first) = self.rows.get(rows.start as usize) else { return Ok(rows.start) };
        let mut parts = Parts::new(&*self.again.store, (part, Depth::Undetected), first.span.start, file_len);
        let mut number = rows.start;
        while number < rows.end
            && let Some(mut part) = parts.next(PIECE)?
        {
            for mut record in std::mem::take(&mut part.records) {
                let Some(row) = self.rows.get(number as usize).filter(|_| number < rows.end) else { break };
                if record.span != row.span {
                    return Ok(number);
                }
                let text = part.of(&record);
                if hash(text.as_bytes()) != row.hash {
                    return Err(Stale);
                }
                if record.key.from.spans.is_empty() {
                    record.key = Text::made(self.entry(number).key());
                }
                each(Swept { row: number, record, text });
                number += 1;
            }
        }
        Ok(number)
    }

    /// Reads the text of a stretch of rows, some megabytes at once.
    fn pieces(
        &self,
        rows: Range<u32>,
        mut each: impl FnMut(&Row, u32, &str) -> Result<(), Stale>,
    ) -> Result<(), Stale> {
        let mut held = (Span::default(), Vec::new());
        for number in rows.clone() {
            let row = self.rows.get(number as usize).ok_or(Stale)?;
            let inside = held.0.start <= row.span.start && row.span.end <= held.0.end;
            if !inside {
                let span = self.reach(&row, number + 1..rows.end);
                held = (span, self.again.store.bytes(span).map_err(|_| Stale)?);
            }
            let start = (row.span.start - held.0.start) as usize;
            let bytes = held.1.get(start..start + row.span.len()).ok_or(Stale)?;
            if hash(bytes) != row.hash {
                return Err(Stale);
            }
            each(&row, number, simdutf8::basic::from_utf8(bytes).map_err(|_| Stale)?)?;
        }
        Ok(())
    }

    /// What is read at once from a row on: as many of the following rows as fit.
    fn reach(&self, row: &Row, following: Range<u32>) -> Span {
        let mut span = row.span;
        for next in following.filter_map(|next| self.rows.get(next as usize)) {
            let fits =
                next.span.start >= span.start && (next.span.end - span.start.min(next.span.end)) as usize <= PIECE;
            if !fits {
                break;
            }
            span.end = span.end.max(next.span.end);
        }
        span
    }

    /// The lines of the file that hold a word of ASCII letters, in order: each once, from its beginning, at most
    /// 10,000 of them and 4 KiB of each. None for a database, or where the file changed.
    #[must_use]
    pub fn lines_with(&self, word: &str) -> Vec<Line> {
        let mut found: Vec<Line> = Vec::new();
        let Some(size) = self.again.store.size().filter(|_| self.has_places() && !word.is_empty()) else {
            return found;
        };
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(u32::MAX as usize);
        let mut at = 0;
        while at < size && found.len() < LINES {
            // A window begins with a line, or within one that is longer than is told.
            let end = (at + PIECE + LINE).min(size);
            let Ok(bytes) = self.again.store.bytes(Span::new(at, end)) else { return Vec::new() };
            let until = if end == size { bytes.len() } else { PIECE };
            for place in memchr::memmem::find_iter(&bytes, word.as_bytes()).take_while(|place| *place < until) {
                let line = line_at(&bytes, at, place);
                if found.last().is_none_or(|last| last.span.end < line.span.start) && found.len() < LINES {
                    found.push(line);
                }
            }
            if end == size {
                break;
            }
            let last = memchr::memrchr(b'\n', bytes.get(..PIECE).unwrap_or_default());
            at += last.map_or(PIECE, |last| last + 1);
        }
        found
    }
}

/// The line around a place of a window that begins at byte `base` of its file.
fn line_at(bytes: &[u8], base: usize, place: usize) -> Line {
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let near = place.saturating_sub(LINE / 2);
    let start = bytes[near..place].iter().rposition(is_end).map_or(near, |end| near + end + 1);
    let far = (start + LINE).min(bytes.len());
    let end = bytes[place..far.max(place)].iter().position(is_end).map_or(far.max(place), |end| place + end);
    let ends = bytes.get(end).is_none_or(is_end);
    let text = String::from_utf8_lossy(&bytes[start..end]).into_owned();
    Line { span: Span::new(base + start, base + end), text, ends }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shard::testing::{LINES, read};
    use std::path::Path;

    const BIB: &str = "% first\n@book{a, title = {A}}\n@article{b,\n title = {B}, % word here\n year = 2001}\n";

    fn swept(shard: &Shard, rows: u32) -> Vec<(u32, String, String)> {
        let mut found = Vec::new();
        for stretch in shard.stretches(rows) {
            let each = |swept: Swept<'_>| found.push((swept.row, swept.record.key.value, swept.text.to_owned()));
            shard.sweep(stretch, each).expect("unchanged");
        }
        found
    }

    #[test]
    fn a_sweep_tells_every_record_with_its_text() {
        let shard = Shard::of_text(Path::new("/a.bib"), BIB);
        for rows in [0, 1, 2, 100] {
            let found = swept(&shard, rows);
            assert_eq!(
                found.iter().map(|(row, key, _)| (*row, key.as_str())).collect::<Vec<_>>(),
                [(0, "a"), (1, "b")]
            );
            assert!(found.iter().all(|(row, _, text)| *text == shard.text_of(*row).expect("UTF-8")));
        }
        let json = Shard::of_text(
            Path::new("/a.json"),
            "[{\"id\": \"x\", \"type\": \"book\"}, {\"id\": \"y\", \"type\": \"book\"}]",
        );
        assert_eq!(swept(&json, 1).len(), 2);
        let latin = read("/a.lines", b"a|2001|B\xe9|T||\nb|2002|C|U||\n", &LINES, 1 << 20);
        let found = swept(&latin, 1);
        assert_eq!((found.len(), found[0].2.as_str()), (2, ""), "spans are those of the file, not of its text");
    }

    #[test]
    fn lines_are_told_once_and_in_order() {
        let shard = Shard::of_text(Path::new("/a.bib"), BIB);
        let lines = shard.lines_with("word");
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].text.as_str(), lines[0].ends), (" title = {B}, % word here", true));
        assert_eq!(lines[0].span.of(BIB), lines[0].text);
        let far = format!("{}\nword one\n{}word two word\n", "x".repeat(PIECE - 4), "y".repeat(3 * PIECE));
        let shard = Shard::of_text(Path::new("/a.bib"), far.as_str());
        let lines = shard.lines_with("word");
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.span.of(&far) == line.text && line.text.contains("word")));
    }
}
