//! The corpus formats. Reading never fails: a reader returns the records it could read and the problems it met.

pub mod abstracts;
pub mod articlemeta;
pub mod biblioscape;
pub mod bibtex;
pub mod copac;
pub mod crossref_json;
pub mod crossref_xml;
pub mod csl_json;
pub mod csl_yaml;
mod datacite;
pub mod datacite_json;
pub mod datacite_xml;
mod dates;
pub mod decode;
pub mod docbook;
mod draft;
pub mod endnote;
pub mod endnote_xml;
pub mod erudit;
pub mod hal_json;
pub mod hayagriva;
#[cfg(test)]
mod hostile;
pub mod inspec;
pub mod isi;
pub mod jats;
mod json;
pub(crate) mod keys;
#[cfg(test)]
mod lossless;
pub mod marc;
pub mod medline;
pub mod mods;
pub mod msbib;
pub mod oai_dc;
pub mod openalex;
pub mod ovid;
pub(crate) mod people;
pub mod pubmed_xml;
pub mod records;
pub mod repec;
pub mod ris;
pub mod schema_org;
mod tagged;
pub mod tei;
#[cfg(test)]
mod testing;
#[cfg(test)]
pub(crate) mod wild;
pub mod xml;
mod yaml;
pub mod zotero;
pub mod zotero_rdf;

use crate::record::Record;
use crate::shard::Brief;
use crate::span::{Decoding, Span};
use bibtex::Macros;
use serde::{Deserialize, Serialize};

/// The formats, in the order of the documentation; the first whose extension or [`Reader::sniff`] fits reads a file.
pub static READERS: &[&Reader] = &[
    &bibtex::BIBTEX,
    &csl_json::CSL_JSON,
    &csl_yaml::CSL_YAML,
    &hayagriva::HAYAGRIVA,
    &ris::RIS,
    &medline::MEDLINE,
    &pubmed_xml::PUBMED_XML,
    &isi::ISI,
    &ovid::OVID,
    &copac::COPAC,
    &biblioscape::BIBLIOSCAPE,
    &inspec::INSPEC,
    &repec::REPEC,
    &endnote::ENDNOTE,
    &endnote_xml::ENDNOTE_XML,
    &msbib::MSBIB,
    &zotero_rdf::ZOTERO_RDF,
    &crossref_json::CROSSREF_JSON,
    &datacite_json::DATACITE_JSON,
    &hal_json::HAL_JSON,
    &openalex::OPENALEX,
    &articlemeta::ARTICLEMETA,
    &schema_org::SCHEMA_ORG,
    &jats::JATS,
    &crossref_xml::CROSSREF_XML,
    &datacite_xml::DATACITE_XML,
    &tei::TEI,
    &oai_dc::OAI_DC,
    &mods::MODS,
    &docbook::DOCBOOK,
    &erudit::ERUDIT,
    &marc::MARC,
    &marc::MARCXML,
    &records::RECORDS,
    &zotero::ZOTERO,
];

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
    /// How a large file is read window by window; `None` where a format must be read whole.
    pub stream: Option<Stream>,
}

/// Reading a large file in windows, so that what is held of it at once does not grow with it.
#[derive(Clone, Copy)]
pub enum Stream {
    /// Straight from the bytes, without building records.
    Entries(Entries),
    /// Part by part, as [`Reader::read`] does it: for formats whose records stand by themselves.
    Parts(ReadPart),
}

/// Reads the records of a text that begins with a record, or with the file, and tells how many bytes that took. Where the
/// text does not go to the file's `end`, records that what follows may still change are left for the next part.
///
/// Records that have no key are given none: keys are made when all that the file gives are known.
pub type ReadPart = fn(text: &str, end: bool, before: &mut Before, depth: Depth) -> (Reading, usize);

/// What a reader keeps from one part of a file for the next.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before {
    /// Whether what opens the file, such as the bracket of a list, has been read.
    pub opened: bool,
    /// How many problems that are capped have been told.
    pub told: usize,
}

/// Reading a large file in windows, for the index, without building its records.
///
/// All spans that these functions return or store count bytes of the whole text: `base` is where `text` begins in it.
/// Windows may be read in any order, also on several threads with a clone of the macros each, once [`Entries::define`]
/// has seen every window: a macro holds from its definition on, by its place in the file, not by the time of reading.
#[derive(Clone, Copy)]
pub struct Entries {
    /// How many bytes of a window can be read without what follows: the start of its last entry, 0 if it has none.
    pub cut: fn(text: &str) -> usize,
    /// Collects the macro definitions of a window, fast. Needed only where windows are not read in their order:
    /// [`Entries::briefs`] does it too, and doing it twice does no harm.
    pub define: fn(text: &str, base: u32, macros: &mut Macros),
    /// Reads a window and tells what the index needs of each record, in order, and the problems.
    pub briefs: fn(
        text: &str,
        base: u32,
        macros: &mut Macros,
        brief: &mut dyn FnMut(Brief<'_>),
        problem: &mut dyn FnMut(Problem),
    ),
    /// Reads the one record of `text`, which is the slice of [`Brief::span`]; `None` when there is none (the file
    /// changed).
    pub record: fn(text: &str, base: u32, macros: &Macros, depth: Depth) -> Option<Record>,
}

/// What a reader is told about the file beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// The file's name without its extension: the key of last resort.
    pub stem: &'a str,
    /// How a key is made where a record has none; empty for the default, `{family}{year}`.
    pub key_pattern: &'a str,
    /// How much of the records is wanted.
    pub depth: Depth,
    /// Whether records that have no key are left without one: see [`ReadPart`].
    pub keyless: bool,
}

/// How much of a record is wanted. Places and keys are the same whatever is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// All that the file says.
    #[default]
    Full,
    /// All but languages, which take most of the time: none is looked for in any text, and abstracts are not parted by it.
    Undetected,
    /// What the index needs: a reader may leave abstracts out.
    Brief,
}

impl Depth {
    /// Whether only what the index needs is wanted.
    #[must_use]
    pub fn is_brief(self) -> bool {
        self == Self::Brief
    }

    /// Whether languages are looked for in texts.
    #[must_use]
    pub fn detects(self) -> bool {
        self == Self::Full
    }
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where, in bytes.
    pub span: Span,
    /// What.
    pub kind: ProblemKind,
    /// The key of the record it is in, where that is known.
    pub key: Option<String>,
}

/// The kinds of problems; the shells say them in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The entry is not closed before the next one begins or the file ends: the empty span stands where its brace belongs.
    UnclosedEntry,
    /// A `@comment{` is not closed: its beginning. What follows was read all the same.
    UnclosedComment,
    /// A brace behind a backslash ends a value for BibTeX, which counts all: both. The value was read to the brace that
    /// was meant.
    EscapedBrace,
    /// A value is not closed: the empty span stands where its brace or quote belongs; the rest was read all the same.
    UnclosedValue,
    /// A comma is missing between two fields: the empty span stands where it belongs; both were read.
    MissingComma,
    /// An entry without a key.
    MissingKey,
    /// Something stands where a field `name = value` was expected.
    ExpectedField,
    /// `=` is missing after a field's name (the span is empty and stands where it belongs); the value was read.
    MissingEquals,
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
    /// The file's UTF-8 was taken for windows-1252 and encoded once more (`Ã©`); it was read as what it was before.
    EncodedTwice,
    /// The file holds NUL bytes: it is not text.
    Binary,
}

/// Decodes the bytes of a value's provenance to its text: the inverse that the invariant of [`crate::span`] speaks of.
#[must_use]
pub fn decode(pieces: &[&str], decoding: Decoding) -> String {
    match decoding {
        Decoding::Plain => decode::nfc(&pieces.concat()),
        Decoding::Json if pieces.len() == 1 => decode::composed(decode::unescape(&pieces.concat())),
        // Most texts have no markup in them: they are what they say.
        Decoding::Xml | Decoding::Marked if pieces.iter().all(|piece| xml::is_flat(piece)) => {
            decode::composed(pieces.join(" "))
        }
        Decoding::XmlBlocks | Decoding::MarkedBlocks if pieces.iter().all(|piece| xml::is_flat(piece)) => {
            decode::composed(pieces.join("\n\n"))
        }
        Decoding::Json => {
            let strings: Vec<String> = pieces.iter().map(|piece| decode::unescape(piece)).collect();
            decode::nfc(&strings.join(" "))
        }
        Decoding::Folded => decode::nfc(&decode::fold(pieces)),
        Decoding::Xml => decode::nfc(&xml::flatten(&pieces.join(" "), false).text),
        Decoding::XmlBlocks => decode::nfc(&xml::flatten(&pieces.join("\n\n"), true).text),
        Decoding::JsonMarkup => decode::nfc(&xml::flatten_known(&decode::unescape(&pieces.concat()), false).text),
        Decoding::JsonMarkupBlocks => decode::nfc(&xml::flatten_known(&decode::unescape(&pieces.concat()), true).text),
        Decoding::Marked => decode::nfc(&xml::flatten_known(&pieces.join(" "), false).text),
        Decoding::MarkedBlocks => decode::nfc(&xml::flatten_known(&pieces.join("\n\n"), true).text),
        Decoding::Marc | Decoding::MarcUtf8 | Decoding::Marc8 | Decoding::Iso5426 => {
            decode::nfc(&marc::charset::decode(pieces, decoding))
        }
        Decoding::Pages => decode::nfc(&pieces.join("-")),
        Decoding::Yaml | Decoding::YamlSingle | Decoding::YamlDouble => {
            let scalars: Vec<String> = pieces.iter().map(|piece| yaml::scalar::text(piece, decoding)).collect();
            decode::nfc(&scalars.join(" "))
        }
        Decoding::Latex | Decoding::LatexBlocks | Decoding::Verbatim | Decoding::Month => {
            bibtex::decode(&pieces.concat(), decoding).into_owned()
        }
    }
}

/// Extensions that say nothing of the format: the beginning of the file decides.
const AMBIGUOUS: [&str; 7] = ["txt", "text", "json", "md", "xml", "yaml", "yml"];

/// The reader of a file with this extension (no dot, any case), given its beginning (up to 64 KiB). `None` where no
/// reader knows the extension, or where the extension is ambiguous and the text looks like no format.
#[must_use]
pub fn reader_for(extension: &str, head: &str) -> Option<&'static Reader> {
    let extension = extension.to_ascii_lowercase();
    let mut readers = READERS.iter().copied().filter(|reader| reader.extensions.contains(&extension.as_str()));
    if AMBIGUOUS.contains(&extension.as_str()) { readers.find(|reader| (reader.sniff)(head)) } else { readers.next() }
}
