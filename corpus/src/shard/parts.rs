//! Reading records again part by part, where the file was read so.
//!
//! Invariant: from a place where a record begins, reading gives the records that reading the whole file gave there; for
//! those within another value, such as the items of an object, this holds only while they are sound, so spans are compared.

use super::fill::CAP;
use super::places::each_place;
use super::{Stale, Store};
use crate::read::{Before, Depth, ReadPart};
use crate::record::Record;
use crate::span::Span;

/// A file that is read from some record on.
pub(super) struct Parts<'a> {
    store: &'a dyn Store,
    part: ReadPart,
    depth: Depth,
    at: usize,
    file_len: usize,
    before: Before,
}

/// Some records, and the text that they were read from.
pub(super) struct Part {
    pub(super) records: Vec<Record>,
    pub(super) text: String,
    /// Where the text begins in the file.
    pub(super) base: u32,
}

impl<'a> Parts<'a> {
    /// A file of so many bytes, from byte `at` on.
    pub(super) fn new(store: &'a dyn Store, (part, depth): (ReadPart, Depth), at: u32, file_len: usize) -> Self {
        Self { store, part, depth, at: at as usize, file_len, before: Before { opened: true, told: 0 } }
    }

    /// The next records, with places in the file, from a window of `size` bytes or, where a record is longer, of more;
    /// `None` at the end of the file.
    pub(super) fn next(&mut self, mut size: usize) -> Result<Option<Part>, Stale> {
        while self.at < self.file_len {
            let end = (self.at + size).min(self.file_len);
            let bytes = self.store.bytes(Span::new(self.at, end)).map_err(|_| Stale)?;
            let text = without_torn(bytes).ok_or(Stale)?;
            let ends = end == self.file_len || size >= CAP;
            let (reading, used) = (self.part)(&text, ends, &mut self.before, self.depth);
            if used == 0 && !ends {
                size = size.saturating_mul(2);
                continue;
            }
            let base = self.at as u32;
            self.at = if ends { end } else { self.at + used };
            let mut records = reading.records;
            records.iter_mut().for_each(|record| each_place(record, |span| *span = span.shifted(base)));
            return Ok(Some(Part { records, text, base }));
        }
        Ok(None)
    }
}

impl Part {
    /// The text of a record.
    pub(super) fn of(&self, record: &Record) -> &str {
        let inside = |at: u32| at.saturating_sub(self.base);
        Span { start: inside(record.span.start), end: inside(record.span.end) }.of(&self.text)
    }
}

/// Bytes as text, but for a character that they cut in two; `None` where they are no UTF-8.
fn without_torn(mut bytes: Vec<u8>) -> Option<String> {
    if let Err(error) = std::str::from_utf8(&bytes) {
        bytes.truncate(error.valid_up_to() * usize::from(error.error_len().is_none()));
    }
    String::from_utf8(bytes).ok()
}
