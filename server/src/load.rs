//! The only place of the server that touches the disk: reading, walking, and asking what is there.
//!
//! Invariant: nothing but regular files is ever opened; what a path is, is asked before it is opened.

use crate::project::Files;
use siglum_corpus::shard::{Shard, Store};
use siglum_corpus::source::Source;
use siglum_corpus::span::Span;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Corpus files above this many bytes are refused: spans are `u32`.
pub const CORPUS_CAP: u64 = u32::MAX as u64;
/// Manuscripts above this many bytes are refused.
pub const MANUSCRIPT_CAP: u64 = 64 << 20;

/// Why a file could not be used: what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub kind: LoadErrorKind,
}

/// What is wrong with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadErrorKind {
    /// Nothing is there.
    Missing,
    /// A folder where a file is needed.
    Directory,
    /// A device, a pipe or a socket.
    NotRegular,
    /// A path to another machine (`\\host\share`).
    Remote,
    /// More bytes than are read: the cap.
    TooLarge(u64),
    /// Not text: it holds NUL bytes.
    Binary,
    /// No format reads such a file.
    UnknownFormat,
    /// The system's own words.
    Io(String),
}

impl fmt::Display for LoadError {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

impl std::error::Error for LoadError {}

/// A file on disk as it was when it was indexed.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    size: u64,
    modified: Option<SystemTime>,
}

impl Store for FileStore {
    fn bytes(&self, _span: Span) -> io::Result<Vec<u8>> {
        let _ = (&self.path, self.size, self.modified);
        todo!()
    }
}

/// Reads a corpus file into a shard. `key_pattern` is the setting of that name.
///
/// # Errors
/// [`LoadError`] when it is not there, not a regular file, too large, binary, or of no known format.
pub fn load_shard(_path: &Path, _key_pattern: &str) -> Result<Arc<Shard>, LoadError> {
    todo!()
}

/// A shard of a text in memory: a corpus file that is open in an editor.
///
/// # Errors
/// [`LoadErrorKind::UnknownFormat`].
pub fn shard_of_text(_path: &Path, _text: &str, _key_pattern: &str) -> Result<Arc<Shard>, LoadError> {
    todo!()
}

/// Reads corpus files in parallel; one answer a path, in the paths' order.
#[must_use]
pub fn load_shards(_paths: &[PathBuf], _key_pattern: &str) -> Vec<Result<Arc<Shard>, LoadError>> {
    todo!()
}

/// Reads a manuscript.
///
/// # Errors
/// [`LoadError`] when it is not there, not a regular file, above [`MANUSCRIPT_CAP`], or binary.
pub fn read_text(_path: &Path) -> Result<Source, LoadError> {
    todo!()
}

/// The manuscripts that the paths name: files as they are, folders walked (hidden and ignored files left out, links not
/// followed). Sorted, each once; what cannot be read is in the second list.
#[must_use]
pub fn manuscripts(_paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<LoadError>) {
    todo!()
}

/// The corpus files that files, folders and globs name, sorted, each once; a pattern that names nothing is an error.
#[must_use]
pub fn corpus_files(_patterns: &[String]) -> (Vec<PathBuf>, Vec<LoadError>) {
    todo!()
}

/// The corpus files below a workspace root: those of a corpus extension, and JSON and text files that look like one
/// of the formats. The flag says whether the search was cut short (at 20,000 entries or 1,000 files).
#[must_use]
pub fn workspace_files(_root: &Path) -> (Vec<PathBuf>, bool) {
    todo!()
}

/// The disk, for discovery.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn is_file(&self, _path: &Path) -> bool {
        todo!()
    }
    fn read(&self, _path: &Path) -> Option<String> {
        todo!()
    }
    fn list(&self, _dir: &Path) -> Vec<PathBuf> {
        todo!()
    }
    fn canonical(&self, _path: &Path) -> Option<PathBuf> {
        todo!()
    }
}
