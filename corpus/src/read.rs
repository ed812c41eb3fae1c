//! The corpus formats. Reading never fails: a reader returns the records it could read and the problems it met.

use crate::record::Record;
use crate::span::{Decoding, Span};

/// A corpus format.
pub struct Reader {
    /// Its name in settings and reports, such as `bibtex`.
    pub name: &'static str,
    /// File extensions without a dot, in lower case.
    pub extensions: &'static [&'static str],
    /// Whether the beginning of a file (up to 64 KiB) looks like this format; asked where the extension is not decisive.
    pub sniff: fn(&str) -> bool,
    /// Reads a whole text.
    pub read: fn(&str, &Origin<'_>) -> Reading,
}

/// What a reader is told about the file beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// The file's name without its extension: the key of last resort.
    pub stem: &'a str,
    /// How a key is made where a record has none; empty for the default, `{family}{year}`.
    pub key_pattern: &'a str,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// The records, in the file's order. Spans count bytes of the text that was read.
    pub records: Vec<Record>,
    /// What could not be read, or was read with a doubt.
    pub problems: Vec<Problem>,
}

/// Something that a reader could not make out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes.
    pub span: Span,
    /// What.
    pub kind: ProblemKind,
    /// The key of the record it is in, where that is known.
    pub key: Option<String>,
}

/// The kinds of problems; the shells say them in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The entry is not closed before the next one begins or the file ends.
    UnclosedEntry,
    /// A value is not closed; the entry was cut there.
    UnclosedValue,
    /// A comma is missing before this field; it was read all the same.
    MissingComma,
    /// An entry without a key.
    MissingKey,
    /// Something stands where a field `name = value` was expected.
    ExpectedField,
    /// A value is missing after `=`.
    ExpectedValue,
    /// A `@string` macro that nothing defines: its name.
    UnknownMacro(String),
    /// Macros expand to too much text, or in a circle: the name.
    MacroBudget(String),
    /// Braces are nested deeper than is read.
    TooDeep,
    /// A value, an entry or the file is longer than is read (bytes).
    TooLong(u64),
    /// The text is not what the format allows: the parser's own words.
    Syntax(String),
    /// An element of a list is no record: what it is.
    NotARecord(String),
    /// The file is not UTF-8; it was read as windows-1252.
    NotUtf8,
    /// The file holds NUL bytes: it is not text.
    Binary,
}

/// Decodes the bytes of a value's provenance to its text: the inverse that the invariant of [`crate::span`] speaks of.
#[must_use]
pub fn decode(_pieces: &[&str], _decoding: Decoding) -> String {
    String::new()
}
