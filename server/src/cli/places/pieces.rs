//! A corpus file of which places are told without holding it: read piece by piece, from the line of the record before.
//!
//! Invariant: what is told of a place is what the file's whole text tells of it.

use super::{Point, Quote};
use siglum_corpus::source::Encoding;
use siglum_corpus::{Shard, Span};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How many bytes are read at once.
const WINDOW: u32 = 16 << 10;
/// How many windows are held: findings come in order, and what they speak of lies in a few places.
const WINDOWS: usize = 8;
/// How many bytes are gone through between two places that are remembered.
const STEP: u32 = 4 << 10;
/// How many bytes of a line are quoted before a mark, of the mark and after it: far more than is shown.
const REACH: u32 = 4 << 10;

/// A corpus file in UTF-8.
pub struct Pieces {
    shard: Arc<Shard>,
    /// How it is encoded.
    pub encoding: Encoding,
    /// Windows by where they begin; the one that was read last is the last.
    held: RefCell<VecDeque<(u32, Vec<u8>)>>,
    /// Places that were come by, in stretches without records.
    marks: RefCell<BTreeMap<u32, Mark>>,
}

/// A byte of the file, and what stands before it.
#[derive(Clone, Copy)]
struct Mark {
    at: u32,
    /// Its line, from 0.
    line: u32,
    /// Where its line begins.
    start: u32,
    /// How many characters begin between there and the byte.
    column: u32,
}

impl Mark {
    /// Goes on over some bytes, with the byte behind them.
    fn pass(&mut self, bytes: &[u8], next: Option<u8>) {
        let mut from = 0;
        for end in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let ends = bytes[end] == b'\n' || bytes.get(end + 1).copied().or(next) != Some(b'\n');
            if ends {
                from = end + 1;
                (self.line, self.start, self.column) = (self.line + 1, self.at + from as u32, 0);
            }
        }
        self.column += bytes[from..].iter().filter(|byte| !is_inner(**byte)).count() as u32;
        self.at += bytes.len() as u32;
    }

    fn point(self) -> Point {
        Point { byte: self.at, line: self.line + 1, column: self.column + 1 }
    }
}

/// Whether a byte goes on with a character.
fn is_inner(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

impl Pieces {
    /// The file of a shard, if it is in UTF-8 and still what was indexed.
    pub fn of(shard: &Arc<Shard>) -> Option<Self> {
        let encoding = shard.encoding().filter(|one| matches!(one, Encoding::Utf8 | Encoding::Utf8Bom))?;
        Some(Self { shard: Arc::clone(shard), encoding, held: RefCell::default(), marks: RefCell::default() })
    }

    /// Whether the file is still what was indexed.
    pub fn is_current(&self) -> bool {
        self.shard.bytes(Span::default()).is_some()
    }

    /// The ends of a span of the file as offsets in its text.
    pub fn offsets(&self, span: Span) -> (usize, usize) {
        let inside = |byte: u32| (self.clamped(byte) - self.first()) as usize;
        (inside(span.start), inside(span.end))
    }

    /// The place of a byte of the file.
    pub fn point(&self, byte: u32) -> Option<Point> {
        self.mark(byte).map(Mark::point)
    }

    /// The line of a byte of the file, and how many bytes of text stand before it there, both from 1.
    pub fn column_in_bytes(&self, byte: u32) -> Option<(u32, usize)> {
        let mark = self.mark(byte)?;
        Some((mark.line + 1, (self.clamped(byte).saturating_sub(mark.start)) as usize + 1))
    }

    /// The text of a span of the file; `None` where it cuts a character.
    pub fn text(&self, span: Span) -> Option<String> {
        let start = self.floor(span.start)?;
        let bytes = self.slice(start, self.clamped(span.end))?;
        (start == self.clamped(span.start)).then(|| String::from_utf8(bytes).ok())?
    }

    /// The line in which a span begins, as far as anybody looks at it.
    pub fn quote(&self, span: Span) -> Option<Quote<'static>> {
        let (start, end) = (self.mark(span.start)?, self.mark(span.end)?);
        let until = |from: u32, to: u32| {
            let mut bytes = self.slice(from, self.floor(to)?)?;
            let cut = memchr::memchr2(b'\n', b'\r', &bytes);
            bytes.truncate(cut.unwrap_or(bytes.len()));
            Some((String::from_utf8_lossy(&bytes).into_owned(), cut.is_some()))
        };
        let from = self.floor(start.at.saturating_sub(REACH))?.max(start.start);
        let (mut line, mut ended) = until(from, start.at)?;
        let mut mark = (line.len(), line.len());
        if !ended {
            let (marked, ends) = until(start.at, end.at.min(start.at.saturating_add(REACH)))?;
            (line, ended) = (line + &marked, ends);
            mark.1 = line.len();
        }
        if !ended && end.line == start.line {
            line += &until(end.at, end.at.saturating_add(REACH))?.0;
        }
        Some(Quote { number: start.line + 1, line: Cow::Owned(line), mark })
    }

    /// The first characters that end a line, if any does.
    pub fn line_end(&self) -> Option<&'static str> {
        let mut at = self.first();
        while at < self.shard.file_len() {
            let found = self.within(at, |bytes| (memchr::memchr2(b'\n', b'\r', bytes), bytes.len()))?;
            let (Some(end), _) = found else {
                at += found.1 as u32;
                continue;
            };
            at += end as u32;
            let is_cr = self.byte(at)? == b'\r';
            return Some(match self.byte(at + 1) {
                Some(b'\n') if is_cr => "\r\n",
                _ if is_cr => "\r",
                _ => "\n",
            });
        }
        None
    }

    /// Where the text begins.
    fn first(&self) -> u32 {
        self.encoding.mark() as u32
    }

    /// A byte of the text, or its end.
    fn clamped(&self, byte: u32) -> u32 {
        byte.min(self.shard.file_len()).max(self.first())
    }

    /// The beginning of the character that holds a byte.
    fn floor(&self, byte: u32) -> Option<u32> {
        let mut byte = self.clamped(byte);
        while byte > self.first() && byte < self.shard.file_len() && is_inner(self.byte(byte)?) {
            byte -= 1;
        }
        Some(byte)
    }

    fn mark(&self, byte: u32) -> Option<Mark> {
        let to = self.floor(byte)?;
        let mut mark = self.known(to);
        let mut last = mark.at;
        while mark.at < to {
            let most = to.min(mark.at.saturating_add(STEP)) - mark.at;
            let piece = |bytes: &[u8]| bytes[..bytes.len().min(most as usize)].to_vec();
            let bytes = self.within(mark.at, piece).filter(|bytes| !bytes.is_empty())?;
            let next = if bytes.ends_with(b"\r") { self.byte(mark.at + bytes.len() as u32) } else { None };
            mark.pass(&bytes, next);
            if mark.at - last >= STEP {
                last = mark.at;
                self.marks.borrow_mut().insert(last, mark);
            }
        }
        Some(mark)
    }

    /// The nearest place at or before a byte of which the line is known.
    fn known(&self, byte: u32) -> Mark {
        let first = Mark { at: self.first(), line: 0, start: self.first(), column: 0 };
        let row = self.shard.line_before(byte).map(|(line, start)| Mark { at: start, line, start, column: 0 });
        // Behind a CR a LF belongs to the line's end: no line begins there.
        let row = row.filter(|row| row.at >= first.at && self.byte(row.at) != Some(b'\n'));
        let passed = self.marks.borrow().range(..=byte).next_back().map(|(_, mark)| *mark);
        [row, passed].into_iter().flatten().max_by_key(|mark| mark.at).unwrap_or(first)
    }

    fn byte(&self, at: u32) -> Option<u8> {
        self.within(at, |bytes| bytes.first().copied())?
    }

    fn slice(&self, from: u32, to: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut at = from;
        while at < to {
            let most = (to - at) as usize;
            let taken = self.within(at, |bytes| {
                let bytes = &bytes[..bytes.len().min(most)];
                out.extend_from_slice(bytes);
                bytes.len()
            })?;
            if taken == 0 {
                return None;
            }
            at += taken as u32;
        }
        Some(out)
    }

    /// What stands from a byte to the end of its window.
    fn within<T>(&self, at: u32, tell: impl FnOnce(&[u8]) -> T) -> Option<T> {
        let base = at - at % WINDOW;
        let mut held = self.held.borrow_mut();
        match held.iter().rposition(|(known, _)| *known == base) {
            Some(place) if place + 1 == held.len() => {}
            Some(place) => {
                let window = held.remove(place)?;
                held.push_back(window);
            }
            None => {
                let bytes = self.shard.bytes(Span { start: base, end: base.saturating_add(WINDOW) })?;
                if held.len() >= WINDOWS {
                    held.pop_front();
                }
                held.push_back((base, bytes));
            }
        }
        held.back().map(|(_, bytes)| tell(bytes.get((at - base) as usize..).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests;
