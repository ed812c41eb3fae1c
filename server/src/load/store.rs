//! The bytes behind a shard: a file on disk, or a text in memory.

use siglum_corpus::shard::Store;
use siglum_corpus::span::Span;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// A file on disk as it was when it was indexed.
#[derive(Debug)]
pub(super) struct FileStore {
    path: PathBuf,
    size: u64,
    modified: Option<SystemTime>,
}

impl FileStore {
    pub(super) fn new(path: &Path, metadata: &Metadata) -> Self {
        Self { path: path.to_owned(), size: metadata.len(), modified: metadata.modified().ok() }
    }
}

impl Store for FileStore {
    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn bytes(&self, span: Span) -> io::Result<Vec<u8>> {
        let metadata = fs::metadata(&self.path)?;
        if !metadata.is_file() || metadata.len() != self.size || metadata.modified().ok() != self.modified {
            return Err(io::Error::other("the file changed after it was read"));
        }
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(u64::from(span.start)))?;
        let mut bytes = vec![0; span.len()];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// A text in memory: what an editor holds.
#[derive(Debug)]
pub(super) struct TextStore(Arc<[u8]>);

impl TextStore {
    pub(super) fn new(text: &str) -> Self {
        Self(text.as_bytes().into())
    }
}

impl Store for TextStore {
    fn size(&self) -> Option<u64> {
        Some(self.0.len() as u64)
    }

    fn bytes(&self, span: Span) -> io::Result<Vec<u8>> {
        self.0.get(span.range()).map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}
