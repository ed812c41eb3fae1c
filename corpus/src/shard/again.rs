//! Reading a record again from its file, when somebody looks at it.
//!
//! The bytes of the row must hash to what was read before, else the row is stale.

use crate::read::bibtex::Macros;
use crate::read::{Origin, Stream};
use crate::record::Record;
use crate::shard::rows::{Row, hash};
use crate::shard::{Stale, Store};
use crate::span::Span;
use std::path::Path;
use std::sync::Arc;

/// How records are read again.
#[derive(Debug)]
pub(super) struct Again {
    pub(super) store: Arc<dyn Store>,
    pub(super) way: Way,
}

#[derive(Debug)]
pub(super) enum Way {
    /// By the slice of the row, in UTF-8.
    Slice(Slice),
    /// The records were few or entangled, and are kept.
    Kept(Vec<Record>),
}

pub(super) struct Slice {
    pub(super) stream: Stream,
    pub(super) macros: Macros,
}

impl std::fmt::Debug for Slice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slice")
    }
}

impl Again {
    /// The bytes of a row, if they are still what was read.
    fn bytes(&self, row: &Row) -> Result<Vec<u8>, Stale> {
        let bytes = self.store.bytes(row.span).map_err(|_| Stale)?;
        if hash(&bytes) == row.hash { Ok(bytes) } else { Err(Stale) }
    }

    pub(super) fn text(&self, row: &Row) -> Result<String, Stale> {
        String::from_utf8(self.bytes(row)?).map_err(|_| Stale)
    }

    pub(super) fn record(&self, _path: &Path, row: &Row, number: u32) -> Result<Record, Stale> {
        let bytes = self.bytes(row)?;
        match &self.way {
            Way::Slice(slice) => {
                let text = std::str::from_utf8(&bytes).map_err(|_| Stale)?;
                (slice.stream.record)(text, row.span.start, &slice.macros).ok_or(Stale)
            }
            Way::Kept(records) => records.get(number as usize).cloned().ok_or(Stale),
        }
    }
}

/// A text in memory.
#[derive(Debug)]
pub(super) struct TextStore(pub(super) Arc<str>);

impl Store for TextStore {
    fn bytes(&self, span: Span) -> std::io::Result<Vec<u8>> {
        Ok(self.0.as_bytes().get(span.range()).unwrap_or_default().to_vec())
    }
}

/// What a reader is told of a file.
pub(super) fn origin<'a>(path: &'a Path, key_pattern: &'a str) -> Origin<'a> {
    Origin { stem: path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default(), key_pattern }
}
