//! All records of one file with their small indexes: immutable, swapped whole when the file changes.
//!
//! A shard holds what lookup needs. Abstracts and all else stay in the file and are read by byte range through the
//! shard's [`Store`]; before a range is used its hash must be what it was when the file was read, else it is [`Stale`].

use crate::read::Problem;
use crate::record::{ItemType, ParentKind, Record, Role};
use crate::span::Span;
use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The bytes behind a shard: a file on disk, or a text in memory. The crate opens no files itself.
pub trait Store: Send + Sync + fmt::Debug {
    /// The bytes of the span, of the file as stored.
    ///
    /// # Errors
    /// When the file cannot be read, or is no longer the one that was indexed (size or time of change differ).
    fn bytes(&self, span: Span) -> io::Result<Vec<u8>>;
}

/// The file changed under the shard, or cannot be read: read the file again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale;

/// What a reader says of one record for the index: what lookup, completion and near misses need, and no more.
#[derive(Clone, Debug, Default)]
pub struct Brief<'a> {
    /// The citation key.
    pub key: Cow<'a, str>,
    /// Where the key stands, in bytes; empty at the record's start where the key was made.
    pub key_span: Span,
    /// The whole record, in bytes.
    pub span: Span,
    /// Further keys (BibLaTeX `ids`).
    pub aliases: Vec<Cow<'a, str>>,
    /// CSL's type.
    pub item_type: ItemType,
    /// The year of issue.
    pub year: Option<i32>,
    /// The title, decoded.
    pub title: Cow<'a, str>,
    /// The names, decoded, in order.
    pub names: Vec<BriefName<'a>>,
    /// The DOI, bare (`10.1177/...`), in lower case.
    pub doi: Cow<'a, str>,
    /// Parents by key.
    pub parents: Vec<(ParentKind, Cow<'a, str>)>,
    /// Keywords and other words to search by.
    pub words: Cow<'a, str>,
}

/// A name in a brief.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BriefName<'a> {
    /// The role.
    pub role: Role,
    /// The family name without particle, or the whole literal name.
    pub family: Cow<'a, str>,
    /// The given names; empty for a literal.
    pub given: Cow<'a, str>,
    /// The particle.
    pub particle: Cow<'a, str>,
    /// Whether `family` is a literal name (an institution).
    pub literal: bool,
}

/// All records of one file. See the module's documentation.
#[derive(Debug)]
pub struct Shard {
    path: PathBuf,
    format: &'static str,
    problems: Vec<Problem>,
    store: Arc<dyn Store>,
}

impl Shard {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The reader's name.
    #[must_use]
    pub fn format(&self) -> &'static str {
        self.format
    }

    /// What could not be read.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The record in row `row` as its file says it, without inheritance.
    ///
    /// # Errors
    /// [`Stale`] when the file is not what was indexed.
    pub fn record(&self, _row: u32) -> Result<Record, Stale> {
        let _ = &self.store;
        Err(Stale)
    }
}
