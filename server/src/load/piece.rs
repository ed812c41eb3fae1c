//! A piece of a file, for showing a place in it without reading all of it.

use super::{CORPUS_CAP, regular};
use siglum_corpus::Span;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Pieces are not longer than this, in bytes: an entry is not either.
const MOST: u64 = 16 << 20;

/// The bytes of a span of a regular file, fewer where the file ends earlier; `None` where it cannot be read.
#[must_use]
pub fn bytes(path: &Path, span: Span) -> Option<Vec<u8>> {
    regular(path, CORPUS_CAP).ok()?;
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::Start(u64::from(span.start))).ok()?;
    let mut bytes = Vec::new();
    file.take((span.len() as u64).min(MOST)).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
