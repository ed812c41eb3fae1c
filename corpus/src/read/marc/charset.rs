//! MARC's character sets: MARC-8 (ANSEL, and other scripts by escape sequences) and ISO 5426, where a combining mark
//! stands before its letter; UTF-8; and the bytes of a file that was read as windows-1252.
//!
//! Sources: MARC 21 Specifications for Record Structure, Character Sets; ISO 5426:1983 as UNIMARC uses it.

use super::eacc;
use super::sets::{self, Set};
use crate::source::byte_of;
use crate::span::Decoding;

/// The byte that an escape sequence begins with.
const ESCAPE: u8 = 0x1b;
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

/// What some bytes mean that begin in MARC-8 or ISO 5426, with this set in the upper half.
fn by_set(bytes: &[u8], upper: Set) -> Vec<(usize, char)> {
    let mut out: Vec<(usize, char)> = Vec::with_capacity(bytes.len());
    let mut marks: Vec<(usize, char)> = Vec::new();
    let (mut lower, mut upper) = (Set::Ascii, upper);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == ESCAPE {
            let escape = sets::escape(&bytes[at..]);
            let half = if escape.upper { &mut upper } else { &mut lower };
            *half = escape.set.unwrap_or(*half);
            at += escape.length;
            continue;
        }
        let (c, is_mark, length) = one(&bytes[at..], if byte < 0x80 { lower } else { upper });
        // Marks wait for their letter; several keep their order.
        if is_mark {
            marks.push((at, c));
        } else {
            let start = marks.first().map_or(at, |mark| mark.0);
            out.push((start, c));
            out.extend(marks.drain(..).map(|(_, mark)| (start, mark)));
        }
        at += length;
    }
    out
}

/// The first character of some bytes in the set of their half, whether it is a mark, and how many bytes it takes.
fn one(bytes: &[u8], set: Set) -> (char, bool, usize) {
    let byte = bytes.first().copied().unwrap_or_default();
    let code = byte & 0x7f;
    let found = match (set, byte) {
        // Signs that control, and blanks, are the same in all sets.
        (_, 0x88 | 0x89 | 0x98 | 0x9c) => Some(('\u{88}', false)),
        (Set::Ansel, 0x8d) => Some(('\u{200d}', false)),
        (Set::Ansel, 0x8e) => Some(('\u{200c}', false)),
        (Set::Iso5426, 0x80) => Some(('€', false)),
        (_, 0..=0x20) | (Set::Ascii, _) => Some((char::from(code), false)),
        (Set::Eacc, _) => return three(bytes),
        (Set::Of(table), _) => table.char_of(code),
        (Set::Ansel, _) => ansel(code | 0x80),
        (Set::Iso5426, _) => iso_5426(code | 0x80),
        (Set::Unknown, _) => None,
    };
    let (c, is_mark) = found.unwrap_or(('\u{fffd}', false));
    (c, is_mark, 1)
}

/// A character of three bytes of one half. Where three do not stand there, the first one alone is lost.
fn three(bytes: &[u8]) -> (char, bool, usize) {
    let half = bytes.first().map_or(0, |byte| byte & 0x80);
    let code = bytes.get(..3).filter(|code| code.iter().all(|byte| byte & 0x80 == half && byte & 0x7f >= 0x20));
    match code {
        Some(code) => (eacc::char_of([0, 1, 2].map(|n| code[n] & 0x7f)).unwrap_or('\u{fffd}'), false, 3),
        None => ('\u{fffd}', false, 1),
    }
}

/// Whether a piece in MARC-8 leaves the lower half in another set than it begins with: its last bytes are no points or
/// slashes, whatever they look like.
pub fn ends_elsewhere(piece: &str) -> bool {
    let mut lower = Set::Ascii;
    for (at, _) in piece.match_indices(char::from(ESCAPE)) {
        let escape = sets::escape(&piece.as_bytes()[at..]);
        lower = escape.set.filter(|_| !escape.upper).unwrap_or(lower);
    }
    lower != Set::Ascii
}

fn from(table: &str, first: u8, byte: u8) -> Option<(char, bool)> {
    let c = byte.checked_sub(first).and_then(|place| table.chars().nth(usize::from(place)))?;
    (c != ' ').then_some((c, false))
}

fn mark(table: &[char], first: u8, byte: u8) -> Option<(char, bool)> {
    Some((*table.get(usize::from(byte.checked_sub(first)?))?, true))
}

fn ansel(byte: u8) -> Option<(char, bool)> {
    if byte >= 0xe0 { mark(&ANSEL_MARKS, 0xe0, byte) } else { from(ANSEL, 0xa1, byte) }
}

fn iso_5426(byte: u8) -> Option<(char, bool)> {
    match byte {
        0xe1.. => from(ISO_5426_LETTERS, 0xe1, byte),
        0xc0.. => mark(&ISO_5426_MARKS, 0xc0, byte),
        _ => from(ISO_5426, 0xa1, byte),
    }
}

/// Whether bytes that claim a set whose marks stand before their letters are rather ISO 8859-1. There, what would be a
/// mark stands before a blank, a point, or a letter that bears no such mark; and of ISO 5426's own letters a text has few.
pub fn is_latin_1(bytes: &[u8], decoding: Decoding) -> bool {
    // Only MARC-8 calls other sets.
    if decoding == Decoding::Marc8 && bytes.contains(&ESCAPE) {
        return false;
    }
    let pairs = || bytes.windows(2).map(|pair| (pair[0], pair[1]));
    if decoding == Decoding::Iso5426 {
        let marks = bytes.iter().filter(|byte| (0xc0..0xe0).contains(*byte)).count();
        return bytes.iter().filter(|byte| **byte >= 0xe0).count() > marks;
    }
    // The halves of a ligature are marks of romanisation, and stand on any letter.
    let marks = pairs().filter(|(mark, _)| *mark >= 0xe0 && !matches!(mark, 0xeb | 0xec | 0xfa | 0xfb));
    let (mut all, mut wrong) = (0, 0);
    for (mark, next) in marks {
        let composed = ansel(mark).and_then(|(mark, _)| unicode_normalization::char::compose(char::from(next), mark));
        all += 1;
        // A mark before another mark is one of several on a letter.
        wrong += usize::from(next < 0x80 && composed.is_none());
    }
    wrong > 0 && wrong * 5 >= all
}

#[cfg(test)]
mod tests {
    use super::{chars, decode, ends_elsewhere, is_latin_1};
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
    fn every_set_of_marc_8_is_called_into_either_half() {
        for (bytes, expected) in [
            // Lower half: Chinese, Japanese, Korean, with a blank and a sentence of Latin behind it.
            (&b"\x1b$1!04!7o!F*!5=\x1b(B, 1"[..], "中國歷史, 1"),
            (b"\x1b$,1!Bs!Ci!Xl i$N\x1b(B", "日本語 の"),
            (b"\x1b$1o\\eoIo\x1b(B", "한국"),
            // The same in the upper half; in between, Latin in the lower one.
            (b"\x1b$)1\xa1\xb0\xb4a\xa1\xb7\xef\x1b)!Eb\xe2e", "中a國bé"),
            (b"\x1b(2iela\x1b(B", "\u{5d9}\u{5d5}\u{5dc}\u{5d1}"),
            (b"\x1b(2Ay\x1b(B", "\u{5e9}\u{5b8}"),
            (b"\x1b(3SdGe\x1b(B", "\u{633}\u{644}\u{627}\u{645}"),
            (b"\x1b(3GedkSdGe\x1b(B", "\u{627}\u{645}\u{644}\u{633}\u{64b}\u{644}\u{627}\u{645}"),
            (b"\x1b)4\xa9\xd0\x1b)!E", "\u{67e}\u{6a1}"),
            (b"\x1b(4)\x1b(B", "\u{67e}"),
            (b"\x1b(NmOSKWA\x1b(B", "Москва"),
            (b"\x1b(QFH\x1b(B \x1b)Q\xd0", "іј ѣ"),
            (b"\x1b(Sn\"rdrw\x1b(B", "λόγος"),
            (b"\x1b(S\"aE#l\x1b(B", "άΔϊ"),
            (b"\x1bgabc\x1bs x\x1bp2\x1bs H\x1bb2\x1bsO", "αβγ x² H₂O"),
            (b"\x1b(!E6\x1b(Buvre", "œuvre"),
            // A set that nobody knows is lost, and the next one not.
            (b"\x1b(Zab\x1b(Bc", "\u{fffd}\u{fffd}c"),
            // Two bytes are no character, nor are three of two halves.
            (b"\x1b$1!0\x1b(Bx", "\u{fffd}\u{fffd}x"),
            (b"\x1b$1!0\xb4\x1b(Bx", "\u{fffd}\u{fffd}þx"),
        ] {
            assert_eq!(read(bytes, Decoding::Marc8), nfc(expected), "{bytes:x?}");
        }
        assert!(ends_elsewhere("\u{1b}$1!04") && ends_elsewhere("\u{1b}(NA"));
        assert!(!ends_elsewhere("\u{1b}$1!04\u{1b}(B") && !ends_elsewhere("a/") && !ends_elsewhere("\u{1b})Qa"));
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
