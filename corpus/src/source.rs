//! A file's bytes as text: encodings, and the way back from an offset in the text to a byte of the file.
//!
//! Invariant: decoding the bytes of `file_span(s)` by the file's encoding gives `text[s]`, for every span `s` on
//! character boundaries.

use crate::read::{Problem, ProblemKind};
use crate::span::Span;
use std::borrow::Cow;

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
    /// UTF-8 whose bytes were taken for windows-1252 and encoded as UTF-8 once more: `Ã©` for `é` throughout.
    Utf8Twice,
}

impl Encoding {
    /// The encoding of a whole file: by its byte order mark, else UTF-8 if it is valid, else windows-1252.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xef, 0xbb, 0xbf, rest @ ..] if std::str::from_utf8(rest).is_ok() => Self::Utf8Bom,
            [0xff, 0xfe, ..] => Self::Utf16Le,
            [0xfe, 0xff, ..] => Self::Utf16Be,
            _ if std::str::from_utf8(bytes).is_ok() => Self::Utf8,
            _ => Self::Windows1252,
        }
    }

    /// How many bytes the byte order mark takes.
    #[must_use]
    pub fn mark(self) -> usize {
        match self {
            Self::Utf8 | Self::Windows1252 | Self::Utf8Twice => 0,
            Self::Utf8Bom => 3,
            Self::Utf16Le | Self::Utf16Be => 2,
        }
    }

    /// The text of some bytes of a file in this encoding, without the mark; what is invalid becomes U+FFFD.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 | Self::Utf8Bom => String::from_utf8_lossy(bytes),
            Self::Utf16Le => Cow::Owned(utf16(bytes, u16::from_le_bytes)),
            Self::Utf16Be => Cow::Owned(utf16(bytes, u16::from_be_bytes)),
            Self::Windows1252 => Cow::Owned(bytes.iter().map(|&byte| windows_1252(byte)).collect()),
            Self::Utf8Twice => {
                let text = String::from_utf8_lossy(bytes);
                let once: Vec<u8> = text.chars().map(|c| byte_of(c).unwrap_or(b'?')).collect();
                Cow::Owned(String::from_utf8_lossy(&once).into_owned())
            }
        }
    }

    /// The bytes that a piece of text has in a file of this encoding, without the mark; `None` where it lacks a character.
    #[must_use]
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 | Self::Utf8Bom => Some(text.as_bytes().to_vec()),
            Self::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Self::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Self::Windows1252 => text.chars().map(byte_of).collect(),
            Self::Utf8Twice => Some(Self::Windows1252.decode(text.as_bytes()).into_owned().into_bytes()),
        }
    }

    /// How many bytes of the file a character takes.
    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 | Self::Utf8Bom => c.len_utf8(),
            Self::Utf16Le | Self::Utf16Be => c.len_utf16() * 2,
            Self::Windows1252 => 1,
            Self::Utf8Twice => c.encode_utf8(&mut [0; 4]).bytes().map(|byte| windows_1252(byte).len_utf8()).sum(),
        }
    }
}

/// Whether a text shows the marks of being encoded twice: `Ã` or `Â` before a character of their second half, or `â€`.
#[must_use]
pub fn looks_twice_encoded(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0xc3, bytes).any(|at| {
        matches!(bytes.get(at + 1..), Some([0x82 | 0x83, 0xc2 | 0xc5 | 0xcb | 0xe2, ..] | [0xa2, 0xe2, 0x82, 0xac, ..]))
    })
}

/// The text before it was encoded the second time; `None` unless every character goes back and the result is UTF-8.
fn undone(text: &str) -> Option<String> {
    let once: Option<Vec<u8>> = text.chars().map(byte_of).collect();
    String::from_utf8(once?).ok()
}

/// The byte that a character is in windows-1252.
pub(crate) fn byte_of(c: char) -> Option<u8> {
    match u8::try_from(u32::from(c)) {
        Ok(byte) if windows_1252(byte) == c => Some(byte),
        _ => (0x80u8..).zip(C1).find(|(_, assigned)| *assigned == c).map(|(byte, _)| byte),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text: String =
        char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).map(|c| c.unwrap_or('\u{fffd}')).collect();
    if !odd.is_empty() {
        text.push('\u{fffd}');
    }
    text
}

/// The characters of 0x80 to 0x9f; the five that are not assigned stand for themselves (WHATWG Encoding, windows-1252).
const C1: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    byte.checked_sub(0x80).and_then(|place| C1.get(usize::from(place)).copied()).unwrap_or(char::from(byte))
}

/// How many bytes of text lie between two checkpoints.
const STEP: usize = 1024;

/// A text and the way from its offsets to the bytes of the file it came from.
#[derive(Debug)]
pub struct Source {
    /// The text, without a byte order mark.
    pub text: String,
    /// How the file is encoded.
    pub encoding: Encoding,
    /// Offsets of the same character in the text and in the file, about one every [`STEP`] bytes; none for UTF-8.
    checkpoints: Vec<(usize, usize)>,
    /// How many bytes the file has.
    file_len: usize,
}

impl Source {
    /// Decodes the bytes of a whole file. Never fails: a byte order mark decides, else strict UTF-8, else windows-1252.
    #[must_use]
    pub fn decode(bytes: Vec<u8>) -> Self {
        let encoding = Encoding::of(&bytes);
        let file_len = bytes.len();
        let text = match encoding {
            Encoding::Utf8 => {
                String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
            }
            other => other.decode(bytes.get(other.mark()..).unwrap_or_default()).into_owned(),
        };
        let checkpoints = match encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => Vec::new(),
            _ => checkpoints(&text, encoding),
        };
        Self { text, encoding, checkpoints, file_len }
    }

    /// As [`Source::decode`], but a text that was encoded as UTF-8 twice as a whole is read as what it was.
    #[must_use]
    pub fn repaired(bytes: Vec<u8>) -> Self {
        let file_len = bytes.len();
        let twice = looks_twice_encoded(&bytes);
        let source = Self::decode(bytes);
        let text = if twice && source.encoding == Encoding::Utf8 { undone(&source.text) } else { None };
        let Some(text) = text else { return source };
        let encoding = Encoding::Utf8Twice;
        Self { checkpoints: checkpoints(&text, encoding), text, encoding, file_len }
    }

    /// The bytes of the file for a span of the text. What is out of bounds is clamped to the end of the file, and an
    /// offset inside a character to its beginning. Takes time logarithmic in the file.
    #[must_use]
    pub fn file_span(&self, span: Span) -> Span {
        Span::new(self.file_offset(span.start as usize), self.file_offset(span.end as usize))
    }

    /// The byte of the file for an offset in the text; see [`Source::file_span`].
    #[must_use]
    pub fn file_offset(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        if self.checkpoints.is_empty() {
            return (offset + self.encoding.mark()).min(self.file_len);
        }
        let (mut text, mut file) = before(&self.checkpoints, |point| point.0 <= offset);
        for c in self.text.get(text..).unwrap_or_default().chars() {
            text += c.len_utf8();
            if text > offset {
                break;
            }
            file += self.encoding.width(c);
        }
        file.min(self.file_len)
    }

    /// The offset in the text of a byte of the file: of the character that holds the byte; 0 for the mark's bytes.
    #[must_use]
    pub fn text_offset(&self, byte: usize) -> usize {
        if self.checkpoints.is_empty() {
            return byte.saturating_sub(self.encoding.mark()).min(self.text.len());
        }
        if byte >= self.file_len {
            return self.text.len();
        }
        let (mut text, mut file) = before(&self.checkpoints, |point| point.1 <= byte);
        for c in self.text.get(text..).unwrap_or_default().chars() {
            file += self.encoding.width(c);
            if file > byte {
                break;
            }
            text += c.len_utf8();
        }
        text
    }

    /// What is wrong with the file as text: not UTF-8 ([`ProblemKind::NotUtf8`] at the first byte that shows it), or
    /// NUL bytes ([`ProblemKind::Binary`] at the first). Spans count bytes of the text, as the readers' do.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let at = |start: usize, len: usize, kind| Problem { span: Span::new(start, start + len), kind, key: None };
        let mut problems = Vec::new();
        let wrong = match self.encoding {
            Encoding::Windows1252 => Some(ProblemKind::NotUtf8),
            Encoding::Utf8Twice => Some(ProblemKind::EncodedTwice),
            _ => None,
        };
        if let Some(kind) = wrong {
            let first = self.text.char_indices().find(|(_, c)| !c.is_ascii());
            problems.extend(first.map(|(start, c)| at(start, c.len_utf8(), kind)));
        }
        problems.extend(memchr::memchr(0, self.text.as_bytes()).map(|start| at(start, 1, ProblemKind::Binary)));
        problems
    }
}

/// The last checkpoint for which the condition holds, or the beginning of the file.
fn before(points: &[(usize, usize)], holds: impl Fn(&(usize, usize)) -> bool) -> (usize, usize) {
    let place = points.partition_point(holds);
    points.get(place.saturating_sub(1)).copied().unwrap_or_default()
}

fn checkpoints(text: &str, encoding: Encoding) -> Vec<(usize, usize)> {
    let mut points = vec![(0, encoding.mark())];
    let mut next = STEP;
    let mut file = encoding.mark();
    for (at, c) in text.char_indices() {
        if at >= next {
            points.push((at, file));
            next = at + STEP;
        }
        file += encoding.width(c);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Source};
    use crate::read::ProblemKind;
    use crate::span::Span;
    use proptest::prelude::*;

    /// The bytes of a text in an encoding; what windows-1252 lacks becomes `?`.
    fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf8Bom => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Encoding::Utf16Le => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
            Encoding::Windows1252 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
            Encoding::Utf8Twice => Encoding::Windows1252.decode(text.as_bytes()).into_owned().into_bytes(),
        }
    }

    const ALL: [Encoding; 6] = [
        Encoding::Utf8,
        Encoding::Utf8Bom,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Windows1252,
        Encoding::Utf8Twice,
    ];

    /// Checks the invariant at every pair of neighbouring boundaries and over the whole.
    fn check(bytes: &[u8]) {
        let source = Source::repaired(bytes.to_vec());
        let mut bounds: Vec<usize> = source.text.char_indices().map(|(at, _)| at).collect();
        bounds.push(source.text.len());
        let whole = [0, source.text.len()];
        for pair in bounds.windows(2).chain([&whole[..]]) {
            let span = Span::new(pair[0], pair[1]);
            let file = source.file_span(span);
            assert_eq!(source.encoding.decode(&bytes[file.range()]), span.of(&source.text));
            assert_eq!(source.text_offset(file.start as usize), pair[0]);
        }
    }

    #[test]
    fn every_encoding_is_told_and_maps_back() {
        for encoding in ALL {
            let long = format!("voilà — « l’été » 😀 {}", "où à é ".repeat(700));
            let text: String = if encoding == Encoding::Windows1252 {
                long.chars().filter(|c| u32::from(*c) < 256).collect()
            } else {
                long
            };
            let bytes = encode(&text, encoding);
            let source = Source::repaired(bytes.clone());
            assert_eq!((source.encoding, source.text.as_str()), (encoding, text.as_str()));
            check(&bytes);
        }
    }

    #[test]
    fn a_piece_of_text_is_encoded_as_its_file_is() {
        for encoding in ALL {
            let bytes = encoding.encode("l’été");
            assert_eq!(bytes.map(|bytes| encoding.decode(&bytes).into_owned()).as_deref(), Some("l’été"));
        }
        assert_eq!(Encoding::Windows1252.encode("中"), None);
    }

    #[test]
    fn what_is_not_text_is_said() {
        let kinds = |bytes: &[u8]| {
            let problems = Source::decode(bytes.to_vec()).problems();
            problems.into_iter().map(|problem| (problem.span, problem.kind)).collect::<Vec<_>>()
        };
        assert_eq!(kinds(b"plain"), []);
        assert_eq!(kinds("l'été".as_bytes()), []);
        assert_eq!(kinds(b"l'\xe9t\xe9"), [(Span::new(2, 4), ProblemKind::NotUtf8)]);
        assert_eq!(kinds(b"a\0b"), [(Span::new(1, 2), ProblemKind::Binary)]);
        assert_eq!(Source::decode(b"\x80\x9c\xe0".to_vec()).text, "€œà");
    }

    proptest! {
        #[test]
        fn any_bytes_map_back(bytes in proptest::collection::vec(any::<u8>(), 0..200), mark in 0..4usize) {
            let marks: [&[u8]; 4] = [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
            check(&[marks[mark], &bytes].concat());
        }

        #[test]
        fn any_text_maps_back(text in "\\PC{0,80}", which in 0..5usize) {
            check(&encode(&text, ALL[which]));
        }
    }
}
