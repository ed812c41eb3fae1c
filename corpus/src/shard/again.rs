//! Reading a record again from its file, when somebody looks at it.
//!
//! The bytes of the row must hash to what was read before, else the row is stale.

use crate::read::bibtex::Macros;
use crate::read::bibtex::written::{self, Entry};
use crate::read::{Depth, Entries, Origin, ReadPart, Reader, Stream};
use crate::record::Record;
use crate::shard::fill::CAP;
use crate::shard::parts::Parts;
use crate::shard::places::each_place;
use crate::shard::rows::{Row, hash};
use crate::shard::{Stale, Store};
use crate::source::{Encoding, Source};
use crate::span::{Span, Text};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// How records are read again.
#[derive(Debug)]
pub(super) struct Again {
    pub(super) store: Arc<dyn Store>,
    pub(super) way: Way,
}

pub(super) enum Way {
    /// There is nothing to read.
    None,
    /// By the row's number in a store that gives whole records.
    Number,
    /// By the bytes of the row, which are UTF-8.
    Slice(Entries, Macros),
    /// By reading the whole file.
    Whole {
        reader: &'static Reader,
        key_pattern: String,
        /// The file's length when it was read, in bytes.
        file_len: usize,
        /// Whether the bytes of the row may do.
        slices: bool,
    },
}

impl Way {
    /// How records are read part by part, where the file was read so.
    pub(super) fn parts(&self) -> Option<ReadPart> {
        match self {
            Self::Whole { reader, slices: true, .. } => match reader.stream? {
                Stream::Parts(part) => Some(part),
                Stream::Entries(_) => None,
            },
            _ => None,
        }
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Number => "Number",
            Self::Slice(..) => "Slice",
            Self::Whole { .. } => "Whole",
        })
    }
}

impl Again {
    /// The text of a row of a file in UTF-8.
    pub(super) fn text(&self, row: &Row) -> Result<String, Stale> {
        let bytes = self.store.bytes(row.span).map_err(|_| Stale)?;
        if hash(&bytes) == row.hash { String::from_utf8(bytes).map_err(|_| Stale) } else { Err(Stale) }
    }

    /// The entry of a row as it is written, where the file is BibTeX in UTF-8.
    pub(super) fn written(&self, row: &Row) -> Option<Entry> {
        let Way::Slice(_, macros) = &self.way else { return None };
        written::entry(&self.text(row).ok()?, row.span.start, macros)
    }

    /// Whether the file is BibTeX and defines a macro of that name.
    pub(super) fn defines_macro(&self, name: &str) -> bool {
        matches!(&self.way, Way::Slice(_, macros) if macros.defines(name))
    }

    /// The record of a row by its number; `key` and `title` are the row's.
    pub(super) fn record(
        &self,
        path: &Path,
        (row, number): (&Row, u32),
        (key, title): (&str, &str),
        depth: Depth,
    ) -> Result<Record, Stale> {
        if let Way::Number = self.way {
            return self.numbered(row, key, title);
        }
        let bytes = self.store.bytes(row.span).map_err(|_| Stale)?;
        if hash(&bytes) != row.hash {
            return Err(Stale);
        }
        match &self.way {
            Way::None | Way::Number => Err(Stale),
            Way::Slice(stream, macros) => {
                let text = std::str::from_utf8(&bytes).map_err(|_| Stale)?;
                (stream.record)(text, row.span.start, macros, depth).ok_or(Stale)
            }
            Way::Whole { reader, key_pattern, file_len, slices } => {
                let origin = Origin { depth, ..origin(path, key_pattern) };
                let found = slices.then(|| from_slice(reader, &bytes, &origin, row)).flatten();
                let same = |record: &Record| record.title().map_or("", |found| &found.text) == title;
                if let Some(mut record) = found.filter(same) {
                    // A key that was made depends on the records before it: alone, `b` is `a`.
                    if record.key.from.spans.is_empty() {
                        key.clone_into(&mut record.key.value);
                    }
                    if record.key.value == key {
                        return Ok(record);
                    }
                }
                if let Some(mut record) = self.way.parts().and_then(|part| self.of_part((part, depth), *file_len, row))
                {
                    if record.key.from.spans.is_empty() {
                        record.key = Text::made(key);
                    }
                    if record.key.value == key && same(&record) {
                        return Ok(record);
                    }
                }
                self.of_whole(reader, &origin, *file_len, row, number)
            }
        }
    }

    /// The record that the store has under the row's number, if it is still the one that was indexed.
    fn numbered(&self, row: &Row, key: &str, title: &str) -> Result<Record, Stale> {
        let mut record = self.store.record(row.hash as i64).map_err(|_| Stale)?;
        if record.key.value.is_empty() {
            // A made key depends on the others: it is made when all are read.
            record.key = Text::made(key);
        }
        let is_same = record.key.value == key && record.title().map_or("", |found| &found.text) == title;
        is_same.then_some(record).ok_or(Stale)
    }

    /// The record of a row, read with what follows it.
    fn of_part(&self, part: (ReadPart, Depth), file_len: usize, row: &Row) -> Option<Record> {
        const MARGIN: usize = 4 << 10;
        let mut parts = Parts::new(&*self.store, part, row.span.start, file_len);
        let part = parts.next(row.span.len() + MARGIN).ok()??;
        part.records.into_iter().next().filter(|record| record.span == row.span)
    }

    fn of_whole(
        &self,
        reader: &Reader,
        origin: &Origin<'_>,
        file_len: usize,
        row: &Row,
        number: u32,
    ) -> Result<Record, Stale> {
        if file_len > CAP {
            return Err(Stale);
        }
        let source = Source::repaired(self.store.bytes(Span::new(0, file_len)).map_err(|_| Stale)?);
        let records = (reader.read)(&source.text, origin).records;
        let mut record = records.into_iter().nth(number as usize).ok_or(Stale)?;
        if source.encoding != Encoding::Utf8 {
            each_place(&mut record, |span| *span = source.file_span(*span));
        }
        if record.span == row.span { Ok(record) } else { Err(Stale) }
    }
}

/// The record of a row from its bytes alone: `None` where they do not make one record without what surrounds them.
fn from_slice(reader: &Reader, bytes: &[u8], origin: &Origin<'_>, row: &Row) -> Option<Record> {
    let reading = (reader.read)(std::str::from_utf8(bytes).ok()?, origin);
    let mut records = reading.records.into_iter();
    let mut record = records.next().filter(|_| records.next().is_none() && reading.problems.is_empty())?;
    each_place(&mut record, |span| *span = span.shifted(row.span.start));
    (record.span == row.span).then_some(record)
}

/// A text in memory.
#[derive(Debug)]
pub(super) struct TextStore(pub(super) Arc<str>);

impl Store for TextStore {
    fn size(&self) -> Option<u64> {
        Some(self.0.len() as u64)
    }

    fn bytes(&self, span: Span) -> std::io::Result<Vec<u8>> {
        Ok(self.0.as_bytes().get(span.range()).unwrap_or_default().to_vec())
    }
}

/// What a reader is told of a file.
pub(super) fn origin<'a>(path: &'a Path, key_pattern: &'a str) -> Origin<'a> {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    Origin { stem, key_pattern, ..Origin::default() }
}
