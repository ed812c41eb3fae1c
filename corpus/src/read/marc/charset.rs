//! MARC's character sets: MARC-8 (ANSEL, with Cyrillic and Greek by escape sequences) and ISO 5426, where a combining
//! mark stands before its letter; UTF-8; and the bytes of a file that was read as windows-1252.
//!
//! Sources: MARC 21 Specifications for Record Structure, Character Sets; ISO 5426:1983 as UNIMARC uses it.

use crate::source::byte_of;
use crate::span::Decoding;

/// ANSEL from 0xA1 on; a blank where nothing is assigned.
const ANSEL: &str = "ŁØĐÞÆŒʹ·♭®±ƠƯʼ ʻłøđþæœʺı£ð ơư  °ℓ℗©♯¿¡ß€";
/// ANSEL's combining marks, from 0xE0 on.
const ANSEL_MARKS: [char; 31] = [
    '\u{309}', '\u{300}', '\u{301}', '\u{302}', '\u{303}', '\u{304}', '\u{306}', '\u{307}', '\u{308}', '\u{30c}',
    '\u{30a}', '\u{fe20}', '\u{fe21}', '\u{315}', '\u{30b}', '\u{310}', '\u{327}', '\u{328}', '\u{323}', '\u{324}',
    '\u{325}', '\u{333}', '\u{332}', '\u{326}', '\u{31c}', '\u{32e}', '\u{fe22}', '\u{fe23}', '\u{fffd}', '\u{fffd}',
    '\u{313}',
];
/// ISO 5426 from 0xA1 on, and its letters from 0xE1 on.
const ISO_5426: &str = "¡„£$¥†§′‘“«♭©℗®ʻʼ‚ ‡·″’”»♯ʹʺ¿";
const ISO_5426_LETTERS: &str = "ÆĐ   Ĳ ŁØŒ Þ    æđð ıĳ łøœßþ";
/// ISO 5426's combining marks, from 0xC0 on.
const ISO_5426_MARKS: [char; 32] = [
    '\u{309}', '\u{300}', '\u{301}', '\u{302}', '\u{303}', '\u{304}', '\u{306}', '\u{307}', '\u{308}', '\u{308}',
    '\u{30a}', '\u{315}', '\u{312}', '\u{30b}', '\u{31b}', '\u{30c}', '\u{327}', '\u{31c}', '\u{31c}', '\u{328}',
    '\u{325}', '\u{32e}', '\u{323}', '\u{324}', '\u{332}', '\u{333}', '\u{329}', '\u{32d}', '\u{fffd}', '\u{fe20}',
    '\u{fe21}', '\u{fe23}',
];
/// MARC-8's basic Cyrillic from 0x40 on, and basic Greek from 0x41 on.
const CYRILLIC: &str = "юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧ";
const GREEK: &str = "ΑΒ ΓΔΕϚϜΖΗΘΙΚΛΜΝΞΟΠϞΡΣ ΤΥΦΧΨΩϠ αβ γδεϛϝζηθικλμνξοπϟρσςτυφχψωϡ";

/// The text of the pieces of a field by one of MARC's decodings; not yet NFC. Pieces are joined by a space.
pub fn decode(pieces: &[&str], decoding: Decoding) -> String {
    let texts = pieces.iter().map(|piece| chars(piece, decoding).into_iter().map(|(_, c)| c).collect::<String>());
    texts.collect::<Vec<_>>().join(" ")
}

/// The characters of a piece, each with the byte of the piece where it begins (with the marks that stand before it): no
/// marks of what is not sorted, white space folded, and none at the ends.
pub fn chars(piece: &str, decoding: Decoding) -> Vec<(usize, char)> {
    let found = match decoding {
        Decoding::MarcUtf8 | Decoding::Marc8 | Decoding::Iso5426 => {
            let (bytes, places) = (bytes(piece), piece.char_indices().map(|(at, _)| at).collect::<Vec<_>>());
            let found = match decoding {
                Decoding::MarcUtf8 => utf8(&bytes),
                Decoding::Marc8 => by_set(&bytes, Set::Ansel),
                _ => by_set(&bytes, Set::Iso5426),
            };
            found.into_iter().map(|(at, c)| (places.get(at).copied().unwrap_or(piece.len()), c)).collect()
        }
        _ => piece.char_indices().collect(),
    };
    folded(found)
}

fn folded(found: Vec<(usize, char)>) -> Vec<(usize, char)> {
    let mut out: Vec<(usize, char)> = Vec::with_capacity(found.len());
    let is_blank = |last: Option<&(usize, char)>| last.is_none_or(|(_, c)| *c == ' ');
    for (at, c) in found {
        match c {
            '\u{88}' | '\u{89}' | '\u{98}' | '\u{9c}' => {}
            _ if !c.is_ascii_whitespace() => out.push((at, c)),
            _ if is_blank(out.last()) => {}
            _ => out.push((at, ' ')),
        }
    }
    if out.last().is_some_and(|(_, c)| *c == ' ') {
        out.pop();
    }
    out
}

fn utf8(bytes: &[u8]) -> Vec<(usize, char)> {
    let mut found = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        found.extend(chunk.valid().char_indices().map(|(offset, c)| (at + offset, c)));
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            found.push((at, '\u{fffd}'));
            at += chunk.invalid().len();
        }
    }
    found
}

/// The bytes of a text that was read as windows-1252; what is no byte of it becomes `?`.
pub fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| byte_of(c).unwrap_or(b'?')).collect()
}

/// A set of characters in the upper half, or one that an escape sequence put into the lower half.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Ansel,
    Iso5426,
    Ascii,
    Cyrillic,
    Greek,
    /// One that is not known: its characters are told as lost.
    Unknown,
}

fn by_set(bytes: &[u8], upper: Set) -> Vec<(usize, char)> {
    let mut out: Vec<(usize, char)> = Vec::with_capacity(bytes.len());
    let mut marks: Vec<(usize, char)> = Vec::new();
    let mut lower = Set::Ascii;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == 0x1b {
            let (set, length) = escape(&bytes[at..]);
            lower = set.unwrap_or(lower);
            at += length;
            continue;
        }
        let c = match byte {
            0x00..0x80 => lower_half(byte, lower),
            0x88 | 0x89 | 0x98 | 0x9c => '\u{88}',
            _ => upper_half(byte, upper),
        };
        // Marks wait for their letter; several keep their order.
        if unicode_normalization::char::is_combining_mark(c) {
            marks.push((at, c));
        } else {
            let start = marks.first().map_or(at, |mark| mark.0);
            out.push((start, c));
            out.extend(marks.drain(..).map(|(_, mark)| (start, mark)));
        }
        at += 1;
    }
    out
}

/// The set that an escape sequence calls for the lower half, and how long the sequence is.
fn escape(bytes: &[u8]) -> (Option<Set>, usize) {
    match bytes {
        [_, b'g' | b'b' | b'p', ..] => (Some(Set::Unknown), 2),
        [_, b's', ..] => (Some(Set::Ascii), 2),
        [_, b'(' | b',', b'B', ..] => (Some(Set::Ascii), 3),
        [_, b'(' | b',', b'N', ..] => (Some(Set::Cyrillic), 3),
        [_, b'(' | b',', b'S', ..] => (Some(Set::Greek), 3),
        [_, b'(' | b',', b'!', _, ..] => (Some(Set::Ascii), 4),
        [_, b'(' | b',' | b'$', _, ..] => (Some(Set::Unknown), 3),
        // The upper half: ANSEL is there from the beginning.
        [_, b')' | b'-', b'!', _, ..] => (None, 4),
        [_, b')' | b'-', _, ..] => (None, 3),
        _ => (None, 1),
    }
}

fn lower_half(byte: u8, set: Set) -> char {
    let table = match set {
        Set::Cyrillic if byte >= 0x40 => CYRILLIC.chars().nth(usize::from(byte - 0x40)),
        Set::Greek if byte >= 0x41 => GREEK.chars().nth(usize::from(byte - 0x41)).filter(|c| *c != ' '),
        Set::Greek => Some(greek_mark(byte)),
        Set::Unknown if byte > 0x20 => None,
        _ => Some(char::from(byte)),
    };
    table.unwrap_or('\u{fffd}')
}

fn greek_mark(byte: u8) -> char {
    match byte {
        0x21 => '\u{300}',
        0x22 => '\u{301}',
        0x23 => '\u{308}',
        0x24 => '\u{342}',
        0x25 => '\u{313}',
        0x26 => '\u{314}',
        0x27 => '\u{345}',
        0x30 => '«',
        0x31 => '»',
        0x32 => '“',
        0x33 => '”',
        0x3b => '·',
        0x3f => ';',
        other => char::from(other),
    }
}

fn upper_half(byte: u8, set: Set) -> char {
    let of = |table: &str, from: u8| {
        byte.checked_sub(from).and_then(|place| table.chars().nth(usize::from(place))).filter(|c| *c != ' ')
    };
    let mark =
        |table: &[char], from: u8| byte.checked_sub(from).and_then(|place| table.get(usize::from(place)).copied());
    let found = match (set, byte) {
        (Set::Iso5426, 0xe1..) => of(ISO_5426_LETTERS, 0xe1),
        (Set::Iso5426, 0xc0..) => mark(&ISO_5426_MARKS, 0xc0),
        (Set::Iso5426, 0x80) => Some('€'),
        (Set::Iso5426, _) => of(ISO_5426, 0xa1),
        (_, 0xe0..) => mark(&ANSEL_MARKS, 0xe0),
        _ => of(ANSEL, 0xa1),
    };
    found.unwrap_or('\u{fffd}')
}

/// Whether bytes that claim a set whose marks stand before their letters are rather ISO 8859-1. There, what would be a
/// mark stands before a blank, a point, or a letter that bears no such mark; and of ISO 5426's own letters a text has few.
pub fn is_latin_1(bytes: &[u8], decoding: Decoding) -> bool {
    let pairs = || bytes.windows(2).map(|pair| (pair[0], pair[1]));
    if decoding == Decoding::Iso5426 {
        let marks = bytes.iter().filter(|byte| (0xc0..0xe0).contains(*byte)).count();
        return bytes.iter().filter(|byte| **byte >= 0xe0).count() > marks;
    }
    // The halves of a ligature are marks of romanisation, and stand on any letter.
    let marks = pairs().filter(|(mark, _)| *mark >= 0xe0 && !matches!(mark, 0xeb | 0xec | 0xfa | 0xfb));
    let (mut all, mut wrong) = (0, 0);
    for (mark, next) in marks {
        let composed = unicode_normalization::char::compose(char::from(next), upper_half(mark, Set::Ansel));
        all += 1;
        // A mark before another mark is one of several on a letter.
        wrong += usize::from(next < 0x80 && composed.is_none());
    }
    wrong > 0 && wrong * 5 >= all
}

#[cfg(test)]
mod tests {
    use super::{chars, decode, is_latin_1};
    use crate::read::decode::nfc;
    use crate::source::Encoding;
    use crate::span::Decoding;
    use proptest::prelude::*;

    fn read(bytes: &[u8], decoding: Decoding) -> String {
        nfc(&decode(&[&Encoding::Windows1252.decode(bytes)], decoding))
    }

    #[test]
    fn marks_stand_before_their_letters() {
        assert_eq!(read(b"\xe2ecole \xe1a l'\xe2et\xe2e", Decoding::Marc8), "école à l'été");
        assert_eq!(read(b"\x1b(NPRYW\x1b(B!", Decoding::Marc8), "прыв!");
        assert_eq!(read(b"\xb6uvre \x88L'\x89\xe2et\xe2e", Decoding::Marc8), "œuvre L'été");
        assert_eq!(read(b"\xc2ecole \xc1a l'\xfauvre \xd0ca na\xc8ive", Decoding::Iso5426), "école à l'œuvre ça naïve");
        assert_eq!(read("é\u{98}L'\u{9c}été".as_bytes(), Decoding::MarcUtf8), "éL'été");
    }

    #[test]
    fn latin_1_that_claims_another_set_is_told() {
        assert!(is_latin_1(b"l'\xe9t\xe9 \xe0 la plage", Decoding::Marc8));
        assert!(!is_latin_1(b"l'\xe2et\xe2e \xe1a la plage", Decoding::Marc8));
        assert!(is_latin_1(b"l'\xe9t\xe9 \xe0 la plage", Decoding::Iso5426));
        assert!(!is_latin_1(b"l'\xc2et\xc2e \xc1a la plage", Decoding::Iso5426));
    }

    proptest! {
        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            for decoding in [Decoding::Marc, Decoding::MarcUtf8, Decoding::Marc8, Decoding::Iso5426] {
                let text = read(&bytes, decoding);
                prop_assert!(text.len() <= 8 * bytes.len());
                is_latin_1(&bytes, decoding);
                let text = Encoding::Windows1252.decode(&bytes);
                let places = chars(&text, decoding);
                prop_assert!(places.iter().all(|(at, _)| text.is_char_boundary(*at)));
                prop_assert!(places.windows(2).all(|pair| pair[0].0 <= pair[1].0));
            }
        }
    }
}
