//! Flat tables, in memory or in a mapped file of the cache: the same to whoever reads them.
//!
//! Invariant: a part of a map lies in it and is aligned, checked when it is taken; a file that lies could only make a
//! table empty, never read elsewhere.

use bytemuck::Pod;
use std::io;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A file of the cache in memory.
#[derive(Debug)]
pub(crate) struct Map(memmap2::Mmap);

impl Map {
    /// Maps a file that nobody changes: one of the cache.
    pub(super) fn of(file: impl memmap2::MmapAsRawDesc) -> io::Result<Self> {
        // SAFETY: files of the cache are complete before they get their name, and from then on they are replaced or removed
        // whole, never written to or shortened, by any siglum; they lie in the user's own cache, where nobody else writes.
        #[allow(unsafe_code)]
        let map = unsafe { memmap2::Mmap::map(file)? };
        Ok(Self(map))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Values one after the other.
#[derive(Debug)]
pub(crate) enum Flat<T> {
    /// In memory.
    Owned(Vec<T>),
    /// A range of bytes of a mapped file.
    Mapped(Arc<Map>, Range<usize>),
}

impl<T: Pod> Flat<T> {
    /// The values in a range of bytes of a map; `None` where they do not lie there.
    pub(super) fn mapped(map: &Arc<Map>, range: Range<usize>) -> Option<Self> {
        bytemuck::try_cast_slice::<u8, T>(map.bytes().get(range.clone())?).ok()?;
        Some(Self::Mapped(Arc::clone(map), range))
    }

    /// The values as they are written to a file.
    pub(super) fn as_bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self)
    }

    /// The values to change, in memory.
    pub(super) fn to_mut(&mut self) -> &mut Vec<T> {
        match self {
            Self::Owned(values) => values,
            Self::Mapped(..) => {
                *self = Self::Owned(self.to_vec());
                self.to_mut()
            }
        }
    }
}

impl<T> Default for Flat<T> {
    fn default() -> Self {
        Self::Owned(Vec::new())
    }
}

impl<T> From<Vec<T>> for Flat<T> {
    fn from(mut values: Vec<T>) -> Self {
        values.shrink_to_fit();
        Self::Owned(values)
    }
}

impl<T: Pod> Deref for Flat<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Owned(values) => values,
            Self::Mapped(map, range) => {
                let bytes = map.bytes().get(range.clone()).unwrap_or_default();
                bytemuck::try_cast_slice(bytes).unwrap_or_default()
            }
        }
    }
}

/// A text of a flat table; empty where the range is out of bounds or no text.
pub(super) fn text(bytes: &[u8], range: Range<usize>) -> &str {
    bytes.get(range).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}
