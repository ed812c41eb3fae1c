//! Values of fields: `{...}`, `"..."` and bare words, joined by `#`; and how a value is cut that is not closed.

use super::look::{self, anchor, embedded, field_after_comma, name_end};
use super::{MAX_DEPTH, MAX_ENTRY, MAX_FIELDS, MAX_VALUE, RawField, RawPiece, Scanner};
use crate::read::ProblemKind;
use crate::span::Span;

/// The bytes that end a stretch of a value.
const fn table(stops: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < stops.len() {
        table[stops[at] as usize] = true;
        at += 1;
    }
    table
}

const QUOTED: [bool; 256] = table(b"\"{}@,");
const STRICT: [bool; 256] = table(b"{}@,");

impl Scanner<'_> {
    /// Reads a value and keeps it as a field of that name; whether it is closed.
    pub(super) fn value(&mut self, name: Span) -> bool {
        let start = self.at;
        let first = self.entry.pieces.len();
        let mut end = start;
        let closed = loop {
            let closed = match self.byte() {
                Some(b'{') => self.braced(),
                Some(b'"') => self.quoted(),
                _ => {
                    let from = self.at;
                    self.at = name_end(self.bytes, from);
                    if self.at > from {
                        self.entry.pieces.push(RawPiece { span: Span::new(from, self.at), bare: true });
                    } else {
                        self.report(end, ProblemKind::ExpectedValue);
                        self.at = end;
                        break true;
                    }
                    true
                }
            };
            end = self.at;
            if !closed {
                break false;
            }
            self.blank();
            if self.byte() != Some(b'#') {
                self.at = end;
                break true;
            }
            end = self.at + 1;
            self.at = end;
            self.blank();
        };
        self.keep(name, Span::new(start, end), first);
        closed
    }

    /// Keeps a field, within the limits.
    fn keep(&mut self, name: Span, value: Span, first: usize) {
        let over =
            self.entry.fields.len() >= MAX_FIELDS || value.end as usize - self.entry.span.range().start > MAX_ENTRY;
        if over {
            self.entry.pieces.truncate(first);
            self.report_span(value, ProblemKind::TooLong(u64::from(value.end - self.entry.span.start)));
            return;
        }
        if value.len() > MAX_VALUE {
            self.shorten(first);
            self.report_span(value, ProblemKind::TooLong(value.len() as u64));
        }
        let count = self.entry.pieces.len() - first;
        self.entry.fields.push(RawField { name, value, first: first as u32, count: count as u32 });
    }

    /// Cuts the pieces from `first` on to [`MAX_VALUE`] bytes altogether.
    fn shorten(&mut self, first: usize) {
        let mut room = MAX_VALUE;
        for piece in self.entry.pieces.iter_mut().skip(first) {
            if piece.span.len() > room {
                let mut end = piece.span.range().start + room;
                while !self.text.is_char_boundary(end) {
                    end -= 1;
                }
                piece.span = Span::new(piece.span.range().start, end);
            }
            room -= piece.span.len();
        }
    }

    /// `{...}`; whether it is closed.
    fn braced(&mut self) -> bool {
        let open = self.at;
        self.at += 1;
        let mut depth = 1usize;
        let mut deepest = 1;
        let closed = loop {
            let Some(at) = self.next_brace() else {
                self.at = self.bytes.len();
                break false;
            };
            match self.bytes[at] {
                b'{' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                b'}' => depth -= 1,
                b',' if field_after_comma(self.bytes, at) => {
                    self.at = at;
                    break false;
                }
                b'@' if anchor(self.bytes, at) && (self.strict || !embedded(self.bytes, at)) => {
                    self.at = at;
                    break false;
                }
                _ => {}
            }
            self.at = at + 1;
            if depth == 0 {
                break true;
            }
        };
        if deepest > MAX_DEPTH {
            self.report(open, ProblemKind::TooDeep);
        }
        self.piece(open, closed)
    }

    /// The next byte that a braced value must look at; commas only once the entry is known to be broken.
    fn next_brace(&self) -> Option<usize> {
        let rest = self.bytes.get(self.at..)?;
        let found = if self.strict {
            rest.iter().position(|byte| STRICT[usize::from(*byte)])
        } else {
            memchr::memchr3(b'{', b'}', b'@', rest)
        };
        Some(self.at + found?)
    }

    /// `"..."`, with braces in balance (btxdoc); whether it is closed.
    fn quoted(&mut self) -> bool {
        let open = self.at;
        let mut at = open + 1;
        let mut depth = 0usize;
        let closed = loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(found) = rest.iter().position(|byte| QUOTED[usize::from(*byte)]) else {
                at = self.bytes.len();
                break false;
            };
            at += found;
            match self.bytes[at] {
                b'"' if depth == 0 => break true,
                b'{' => depth += 1,
                b'}' if depth == 0 => break false,
                b'}' => depth -= 1,
                b',' if self.strict && field_after_comma(self.bytes, at) => break false,
                b'@' if anchor(self.bytes, at) && (self.strict || !embedded(self.bytes, at)) => break false,
                _ => {}
            }
            at += 1;
        };
        self.at = at + usize::from(closed);
        self.piece(open, closed)
    }

    /// Keeps the piece between the delimiter at `open` and where the scanner stands; gives `closed` back.
    fn piece(&mut self, open: usize, closed: bool) -> bool {
        let end = if closed { self.at - 1 } else { look::trimmed_end(self.bytes, open + 1, self.at) };
        self.entry.pieces.push(RawPiece { span: Span::new(open + 1, end), bare: false });
        closed
    }

    /// Where a value ended at a brace behind a backslash, and no field follows: reads on to the brace that was meant. Does
    /// so once an entry. BibTeX itself counts every brace.
    pub(super) fn read_on(&mut self, close: u8) -> bool {
        let Some(field) = self.entry.fields.last().copied().filter(|_| !self.torn) else { return false };
        let end = field.value.range().end;
        let braced = self.bytes.get(end.wrapping_sub(1)) == Some(&b'}') && look::is_escaped(self.bytes, end - 1);
        let Some(piece) = self.entry.pieces.last().copied().filter(|_| braced) else { return false };
        self.torn = true;
        let Some(after) = look::closed_in_entry(self.bytes, piece.span.range().start, true) else { return false };
        let next = look::skip_comments(self.bytes, after);
        let meant = self.bytes.get(next).is_some_and(|byte| *byte == b',' || *byte == close);
        if after <= end || !meant || after - field.value.range().start > MAX_VALUE {
            return false;
        }
        if let (Some(piece), Some(field)) = (self.entry.pieces.last_mut(), self.entry.fields.last_mut()) {
            piece.span.end = after as u32 - 1;
            field.value.end = after as u32;
        }
        self.report_span(Span::new(end - 2, end), ProblemKind::EscapedBrace);
        self.at = after;
        true
    }

    /// What follows a value that is not closed; whether the entry goes on.
    pub(super) fn after_open_value(&mut self) -> bool {
        if self.mend_value() {
            return true;
        }
        let end = look::trimmed_end(self.bytes, self.entry.span.range().start, self.at);
        self.report(end, ProblemKind::UnclosedValue);
        matches!(self.byte(), Some(b',' | b'}')) || self.unclosed()
    }

    /// Where the last value swallowed fields that follow it, cuts it before the first of them and goes on there. Does so
    /// once an entry; from then on values end where a field seems to begin.
    pub(super) fn mend_value(&mut self) -> bool {
        if self.strict {
            return false;
        }
        let Some(field) = self.entry.fields.last().copied() else { return false };
        let value = field.value.range();
        let commas = memchr::memchr_iter(b',', self.bytes.get(value.clone()).unwrap_or_default());
        let Some(cut) = commas.map(|found| value.start + found).find(|at| field_after_comma(self.bytes, *at)) else {
            return false;
        };
        self.strict = true;
        let end = look::trimmed_end(self.bytes, value.start + 1, cut);
        let first = field.first as usize;
        let inside = self.entry.pieces.iter().skip(first).take_while(|piece| piece.span.range().start <= end).count();
        self.entry.pieces.truncate(first + inside);
        if let Some(piece) = self.entry.pieces.last_mut() {
            piece.span = Span::new(piece.span.range().start, end.min(piece.span.range().end));
        }
        let count = inside as u32;
        if let Some(last) = self.entry.fields.last_mut() {
            *last = RawField { value: Span::new(value.start, end), count, ..field };
        }
        self.report(end, ProblemKind::UnclosedValue);
        self.at = cut;
        true
    }
}
