//! Where a value stands: byte ranges, and the provenance of every value that a reader returns.
//!
//! Invariant: for every value, [`decode`](crate::read::decode) of the bytes of its provenance gives its text.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A half-open range of bytes, `start..end`, in one file. Files are capped at 4 GiB, so `u32` suffices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets beyond `u32` are clamped (no file that large is read).
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start, end: end.max(start) }
    }

    /// The span as a range for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Its length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` lies in the span or at its end, as a cursor does.
    #[must_use]
    pub fn touches(self, offset: usize) -> bool {
        self.start as usize <= offset && offset <= self.end as usize
    }

    /// Whether the two spans share a byte, or one is empty and lies within or at an end of the other.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        if self.is_empty() || other.is_empty() {
            self.start <= other.end && other.start <= self.end
        } else {
            self.start < other.end && other.start < self.end
        }
    }

    /// The same span in a text that has `base` more bytes before it.
    #[must_use]
    pub fn shifted(self, base: u32) -> Self {
        Self { start: self.start.saturating_add(base), end: self.end.saturating_add(base) }
    }

    /// The text of the span; empty where the span is out of bounds or not on character boundaries.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// How the bytes of a value become its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decoding {
    /// The bytes are the text (in the file's encoding).
    #[default]
    Plain,
    /// The pieces joined are LaTeX, as in a BibTeX field; white space of any kind becomes one space.
    Latex,
    /// As [`Decoding::Latex`], but blank lines, `\par` and `<br>` become paragraph breaks (abstracts).
    LatexBlocks,
    /// The pieces joined are a URL, a DOI or the like (BibLaTeX's `verbatim` fields): only escapes are undone.
    Verbatim,
    /// A name of a month macro that BibTeX styles predefine (`jan`): its text is the month's number.
    Month,
    /// The inside of a JSON string, with its escapes; several (the parts of a name) are joined by a space.
    Json,
    /// Cell text of a pipe table or a plain text record: ASCII white space folded to one space, or to a blank line where
    /// it holds one; `\|` is `|`; several pieces are joined by a space.
    Folded,
    /// The inside of an XML element with its tags, or of an attribute: tags and notes left out, references decoded, white
    /// space folded to one space; several (the parts of a name) are joined by a space.
    Xml,
    /// As [`Decoding::Xml`], but elements that part paragraphs, blank lines and several pieces give blank lines.
    XmlBlocks,
    /// The inside of a JSON string whose text is marked up, as JATS or HTML: escapes undone, then tags known to mark text
    /// left out and references decoded, white space folded to one space.
    JsonMarkup,
    /// As [`Decoding::JsonMarkup`], but elements that part paragraphs and blank lines give blank lines.
    JsonMarkupBlocks,
    /// The first and the last page, which mean themselves, joined by a hyphen.
    Pages,
    /// Text in which HTML or JATS may stand: tags known to mark text left out, references decoded, white space folded to
    /// one space; several pieces are joined by a space.
    Marked,
    /// As [`Decoding::Marked`], but elements that part paragraphs, blank lines and several pieces give blank lines.
    MarkedBlocks,
    /// Subfields of MARC in Unicode: white space folded, the marks around what is not sorted left out; several are
    /// joined by a space.
    Marc,
    /// As [`Decoding::Marc`], of UTF-8 in a file that as a whole was read as windows-1252.
    MarcUtf8,
    /// As [`Decoding::Marc`], of MARC-8 in a file that was read as windows-1252.
    Marc8,
    /// As [`Decoding::Marc`], of ISO 5426 in a file that was read as windows-1252.
    Iso5426,
    /// A plain scalar or a block of YAML: white space folded to one space, or to a blank line where it holds one; several
    /// pieces (the parts of a name) are joined by a space.
    Yaml,
    /// The inside of a scalar of YAML in single quotes, or a part of it: doubled quotes are one, then as [`Decoding::Yaml`].
    YamlSingle,
    /// The inside of a scalar of YAML in double quotes, or a part of it: white space folded, then escapes undone.
    YamlDouble,
}

/// Where a value was read: the bytes it stands in, in order, and how they become text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Byte ranges in the file as stored. Several where the value is put together (`@string` macros, `#`, table rows).
    pub spans: Vec<Span>,
    /// How the bytes become the text.
    pub decoding: Decoding,
}

impl Provenance {
    /// A value that stands in one place.
    #[must_use]
    pub fn one(span: Span, decoding: Decoding) -> Self {
        Self { spans: vec![span], decoding }
    }

    /// The smallest span that covers every piece; `None` for a value that stands nowhere (a made key).
    #[must_use]
    pub fn cover(&self) -> Option<Span> {
        let start = self.spans.iter().map(|span| span.start).min()?;
        let end = self.spans.iter().map(|span| span.end).max()?;
        Some(Span { start, end })
    }
}

/// A text value and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The decoded text, NFC.
    pub value: String,
    /// Where it was read. Without spans when the value was made (a key from author and year).
    pub from: Provenance,
}

impl Text {
    /// A value that stands in one place.
    #[must_use]
    pub fn new(value: impl Into<String>, span: Span, decoding: Decoding) -> Self {
        Self { value: value.into(), from: Provenance::one(span, decoding) }
    }

    /// A value that stands nowhere in the file.
    #[must_use]
    pub fn made(value: impl Into<String>) -> Self {
        Self { value: value.into(), from: Provenance::default() }
    }
}
