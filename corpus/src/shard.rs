//! All records of one file with their small indexes: immutable, swapped whole when the file changes.
//!
//! A shard holds what lookup needs. Abstracts and all else stay in the file and are read by byte range through the
//! shard's [`Store`]; before a range is used its hash must be what it was when the file was read, else it is [`Stale`].

mod again;
mod brief;
mod buffer;
mod build;
mod fill;
mod flat;
mod grams;
mod lines;
mod order;
mod parts;
mod people;
mod places;
mod postings;
mod raw;
mod rows;
mod same;
mod stored;
mod strings;
mod sweep;
mod tables;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod words;

use crate::read::{Depth, Problem, Reader};
use crate::record::{ItemType, ParentKind, Record, Role};
use crate::span::Span;
use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

pub(crate) use brief::bare_doi;
pub use brief::brief_of;
pub(crate) use places::forget_places;
pub use rows::NameView;
pub use same::work_hashes;
pub(crate) use same::{Marks, is_number, is_one_work, notice_hash, title_hash};
pub use stored::made_by;
pub use sweep::{Line, Swept};

use again::Again;
use rows::{Row, Rows};

pub(crate) use build::{doi_hash, last_word, stem_hash, work_hash};
pub(crate) use people::People;
pub(crate) use postings::{Posting, Postings};
pub(crate) use tables::{Tables, TablesBuilder, place};
pub(crate) use words::cut;

/// The bytes behind a shard: a file on disk, or a text in memory. The crate opens no files itself.
pub trait Store: Send + Sync + fmt::Debug {
    /// The bytes of the span, of the file as stored.
    ///
    /// # Errors
    /// When the file cannot be read, or is no longer the one that was indexed (size or time of change differ).
    fn bytes(&self, span: Span) -> io::Result<Vec<u8>>;

    /// A whole record by its number, where the store is a database and not a text: see [`Shard::of_records`].
    ///
    /// # Errors
    /// When there is no such record, or the database is no longer the one that was indexed.
    fn record(&self, number: i64) -> io::Result<Record> {
        let _ = number;
        Err(io::ErrorKind::Unsupported.into())
    }

    /// How many bytes the file had when it was indexed, where that is known.
    fn size(&self) -> Option<u64> {
        None
    }
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
    /// Hashes of further identifiers and titles, by which files that describe one work find each other: see
    /// [`work_hashes`].
    pub works: Vec<u32>,
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

/// Settings of reading.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// How a key is made where a record has none; empty for the default, `{family}{year}`.
    pub key_pattern: &'a str,
}

/// All records of one file. See the module's documentation.
#[derive(Debug)]
pub struct Shard {
    path: PathBuf,
    format: &'static str,
    problems: Vec<Problem>,
    problem_lines: Vec<(u32, u32)>,
    rows: Rows,
    tables: Tables,
    again: Again,
    people: OnceLock<People>,
}

impl Shard {
    /// Reads a file: formats that can be are read in windows of some megabytes ([`crate::read::Stream`]), others whole (up to 512 MiB). Without a
    /// `reader` the extension and the beginning of the file decide. `store` must give the bytes of the same file, also
    /// while it is being read.
    ///
    /// # Errors
    /// Those of `input` and `store`. Nothing that the file holds is an error: see [`Shard::problems`].
    pub fn read(
        path: &Path,
        reader: Option<&'static Reader>,
        input: &mut dyn io::Read,
        store: Arc<dyn Store>,
        options: Options<'_>,
    ) -> io::Result<Self> {
        let key_pattern = options.key_pattern;
        fill::read(fill::File { path, input, store, key_pattern, window: fill::WINDOW }, reader)
    }

    /// A shard of records that stand in no text: each with the number by which `store` gives it again.
    #[must_use]
    pub fn of_records(
        path: &Path,
        reader: &'static Reader,
        records: Vec<(i64, Record)>,
        problems: Vec<Problem>,
        store: Arc<dyn Store>,
    ) -> Self {
        fill::of_records(path, reader, records, problems, store)
    }

    /// Whether its records stand in a text that can be shown and edited; those of a database do not.
    #[must_use]
    pub fn has_places(&self) -> bool {
        !matches!(self.again.way, again::Way::Number)
    }

    /// Reads a text that is in memory: the buffer of an open file, or a test's.
    #[must_use]
    pub fn of_text(path: &Path, text: impl Into<Arc<str>>) -> Self {
        fill::of_text(path, text.into(), Options::default())
    }

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

    /// For each problem, the line of its start (from 0) and the byte at which that line begins.
    #[must_use]
    pub fn problem_lines(&self) -> &[(u32, u32)] {
        &self.problem_lines
    }

    /// How many records it has; rows are numbered from 0 in the file's order.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    /// Whether it has no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// What the index knows of a row; an empty record for a row that does not exist.
    #[must_use]
    pub fn entry(&self, row: u32) -> Entry<'_> {
        Entry { rows: &self.rows, row: self.rows.get(row as usize).unwrap_or_default() }
    }

    /// All entries, in the file's order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.rows.iter().map(|row| Entry { rows: &self.rows, row })
    }

    /// Groups of rows that may describe one work: those that share a DOI or another identifier, or a title, the year and
    /// the first name. Rows ascend; a group of more than 64 is cut. A group may share no more than the hash of these.
    pub fn likely_twins(&self) -> impl Iterator<Item = Vec<u32>> {
        const MOST: usize = 64;
        self.tables.shared_works().filter_map(|run| {
            let mut rows: Vec<u32> = run.iter().take(MOST).map(|[_, row]| *row).collect();
            rows.dedup();
            (rows.len() > 1).then_some(rows)
        })
    }

    /// The record in row `row` as its file says it, without inheritance.
    ///
    /// # Errors
    /// [`Stale`] when the file is not what was indexed.
    pub fn record(&self, row: u32) -> Result<Record, Stale> {
        self.record_of(row, Depth::Full)
    }

    /// The same, as much of it as is wanted: without a look for languages it costs a fraction.
    ///
    /// # Errors
    /// [`Stale`] when the file is not what was indexed.
    pub fn record_of(&self, row: u32, depth: Depth) -> Result<Record, Stale> {
        let entry = self.entry(row);
        let found = &self.rows.get(row as usize).ok_or(Stale)?;
        self.again.record(&self.path, (found, row), (entry.key(), entry.title()), depth)
    }

    /// Its people; found out when first asked.
    pub(crate) fn people(&self) -> &People {
        self.people.get_or_init(|| People::of((0u32..).zip(self.entries())))
    }

    /// Makes one of the tables that are made when they are first asked for, so that nobody waits for them then; whether
    /// there was one to make.
    pub fn prepare(&self) -> bool {
        if self.people.get().is_none() {
            self.people();
            return true;
        }
        self.tables.prepare()
    }

    /// Whether [`Shard::prepare`] has nothing left to make.
    #[must_use]
    pub fn is_prepared(&self) -> bool {
        self.people.get().is_some() && self.tables.is_prepared()
    }

    /// What its records are looked up by.
    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The entry in row `row` as it is written, with its macros put in; `None` where the file is not BibTeX in UTF-8, has
    /// changed, or does not close the entry's values.
    #[must_use]
    pub fn entry_as_written(&self, row: u32) -> Option<crate::read::bibtex::written::Entry> {
        self.again.written(&self.rows.get(row as usize)?).filter(|_| self.format == "bibtex")
    }

    /// Whether the file defines a macro of that name (`@string`).
    #[must_use]
    pub fn defines_macro(&self, name: &str) -> bool {
        self.again.defines_macro(name)
    }

    /// A piece of the file as text, as far as the file goes; `None` where it cannot be read, or is not UTF-8.
    #[must_use]
    pub fn piece(&self, span: Span) -> Option<String> {
        let mut bytes = self.bytes(span)?;
        let nothing = bytes.is_empty();
        if let Err(error) = std::str::from_utf8(&bytes) {
            // A character that the piece cuts in two is left out.
            bytes.truncate(error.valid_up_to() * usize::from(error.error_len().is_none()));
        }
        String::from_utf8(bytes).ok().filter(|text| !text.is_empty() || nothing)
    }

    /// The text of the record in row `row`, as a file in UTF-8 has it.
    ///
    /// # Errors
    /// [`Stale`] when the file is not what was indexed, or is not UTF-8.
    pub fn text_of(&self, row: u32) -> Result<String, Stale> {
        self.again.text(&self.rows.get(row as usize).ok_or(Stale)?)
    }
}

/// What the index knows of one record: enough to look it up, list it and compare names, without its file.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    rows: &'a Rows,
    row: Row,
}

impl<'a> Entry<'a> {
    /// The citation key.
    #[must_use]
    pub fn key(&self) -> &'a str {
        self.rows.text(self.row.key)
    }

    /// Where the key stands in the file, in bytes; empty where the key was made.
    #[must_use]
    pub fn key_span(&self) -> Span {
        self.row.key_span
    }

    /// The whole record in the file, in bytes.
    #[must_use]
    pub fn span(&self) -> Span {
        self.row.span
    }

    /// The line of the record's start, from 0, and the byte at which that line begins.
    #[must_use]
    pub fn line(&self) -> (u32, u32) {
        self.row.line
    }

    /// CSL's type.
    #[must_use]
    pub fn item_type(&self) -> ItemType {
        self.row.item_type
    }

    /// The year of issue, inherited from a record of the same file where it has none.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        self.row.year
    }

    /// The title, decoded; empty where there is none.
    #[must_use]
    pub fn title(&self) -> &'a str {
        self.rows.text(self.row.title)
    }

    /// The names in the file's order, then those inherited from a record of the same file in roles that have none here.
    pub fn names(&self) -> impl Iterator<Item = NameView<'a>> + use<'a> {
        self.rows.names(&self.row)
    }

    /// The DOI, bare and in lower case; empty where there is none.
    #[must_use]
    pub fn doi(&self) -> &'a str {
        self.rows.text(self.row.doi)
    }

    /// Further keys.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let rows = self.rows;
        rows.links(&self.row).filter(|link| link.kind.is_none()).map(move |link| rows.text(link.key))
    }

    /// The records it inherits from or points to, by key.
    pub fn parents(&self) -> impl Iterator<Item = (ParentKind, &'a str)> + use<'a> {
        let rows = self.rows;
        rows.links(&self.row).filter_map(move |link| Some((link.kind?, rows.text(link.key))))
    }
}
