//! From the bytes of a value to its text, for the decodings that several formats share.
//!
//! Invariant: every result is NFC, and depends on nothing but the pieces.

use super::yaml::scalar;
use crate::span::Decoding;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in NFC; what is NFC already is not copied character by character.
#[must_use]
pub fn nfc(text: &str) -> String {
    if is_nfc(text) { text.to_string() } else { text.nfc().collect() }
}

/// As [`nfc`], for a text that need not be kept.
#[must_use]
pub fn composed(text: String) -> String {
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

/// Whether a text is NFC for certain. Most texts tell by their bytes.
#[must_use]
pub fn is_nfc(text: &str) -> bool {
    // Characters below U+0300 are; bytes from 0xCC on begin those beyond.
    const BEYOND: u8 = 0xCC;
    let bytes = text.as_bytes();
    if bytes.iter().fold(0, |most, byte| most.max(*byte)) < BEYOND {
        return true;
    }
    let mut rest = bytes;
    while let Some(place) = rest.iter().position(|byte| *byte >= BEYOND) {
        // So are quotation marks and dashes, and all else from U+2002 to U+203F.
        match rest.get(place..) {
            Some([0xE2, 0x80, 0x82..=0xBF, behind @ ..]) => rest = behind,
            _ => return is_nfc_quick(text.chars()) == IsNormalized::Yes,
        }
    }
    true
}

/// The inside of a JSON string without its escapes (RFC 8259, section 7), not yet NFC. Lone surrogates become U+FFFD;
/// an escape that JSON does not know stands for the character after the backslash.
#[must_use]
pub fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut at = 0;
    while let Some(plain) = memchr::memchr(b'\\', &raw.as_bytes()[at..]) {
        text.push_str(&raw[at..at + plain]);
        let (c, len) = escape(&raw[at + plain + 1..]);
        text.push(c);
        at += plain + len;
    }
    text.push_str(&raw[at..]);
    text
}

/// Calls `seen` with the byte of `raw` where each character of the text is written, and the character.
pub fn each_char(raw: &str, mut seen: impl FnMut(usize, char)) {
    let mut at = 0;
    while let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()) {
        let (c, len) = if c == '\\' { escape(&raw[at + 1..]) } else { (c, c.len_utf8()) };
        seen(at, c);
        at += len;
    }
}

/// As [`each_char`], for a string of JSON or a scalar of YAML; every other text is written as it is.
pub fn each_char_of(raw: &str, decoding: Decoding, mut seen: impl FnMut(usize, char)) {
    match decoding {
        Decoding::Json => each_char(raw, seen),
        Decoding::Yaml | Decoding::YamlSingle | Decoding::YamlDouble => scalar::each_char(raw, decoding, seen),
        _ => raw.char_indices().for_each(|(at, c)| seen(at, c)),
    }
}

/// The character of an escape, given what follows its backslash, and how many bytes it takes with the backslash.
fn escape(rest: &str) -> (char, usize) {
    let Some(c) = rest.chars().next() else { return ('\\', 1) };
    let plain = match c {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode_escape(&rest[1..]),
        other => other,
    };
    (plain, 1 + c.len_utf8())
}

/// The character of `\uXXXX`, with its low half where it is the high half of a pair.
fn unicode_escape(digits: &str) -> (char, usize) {
    let Some(first) = four_digits(digits) else { return ('\u{fffd}', 2) };
    if let 0xd800..0xdc00 = first {
        let low = digits[4..].strip_prefix("\\u").and_then(four_digits);
        if let Some(low @ 0xdc00..0xe000) = low {
            let code = 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00);
            return (char::from_u32(code).unwrap_or('\u{fffd}'), 12);
        }
    }
    (char::from_u32(first).unwrap_or('\u{fffd}'), 6)
}

fn four_digits(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

/// Cell text: ASCII white space folded to one space, or to a blank line where it holds one; `\|` is `|`. Pieces are
/// joined by a space. Other spaces (U+00A0, U+202F) are the author's and stay. Not yet NFC.
#[must_use]
pub fn fold(pieces: &[&str]) -> String {
    let mut text = String::with_capacity(pieces.iter().map(|piece| piece.len() + 1).sum());
    for piece in pieces {
        if !text.is_empty() {
            text.push(' ');
        }
        fold_piece(piece.trim_matches(is_space), &mut text);
    }
    text
}

fn fold_piece(piece: &str, text: &mut String) {
    let mut rest = piece;
    while let Some(at) = rest.find(|c| is_space(c) || c == '\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('\\') {
            text.push_str(if after.starts_with('|') { "" } else { "\\" });
            rest = after;
            continue;
        }
        let blank = &rest[..rest.find(|c| !is_space(c)).unwrap_or(rest.len())];
        let lines = blank.matches('\n').count() + blank.matches('\r').count() - blank.matches("\r\n").count();
        text.push_str(if lines >= 2 { "\n\n" } else { " " });
        rest = &rest[blank.len()..];
    }
    text.push_str(rest);
}

/// White space that layout puts into a cell.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::{each_char, fold, nfc, unescape};
    use proptest::prelude::*;

    #[test]
    fn json_escapes_are_decoded() {
        for (raw, text) in [
            (r#"a\"b\\c\/d\n\t"#, "a\"b\\c/d\n\t"),
            (r"\u00e9\u00E9", "éé"),
            (r"\ud83d\ude00!", "😀!"),
            (r"\ud83d\u0041", "\u{fffd}A"),
            (r"\ude00", "\u{fffd}"),
            (r"\u12", "\u{fffd}12"),
            (r"\u+123", "\u{fffd}+123"),
            (r"\q\é", "qé"),
            ("end\\", "end\\"),
        ] {
            assert_eq!(unescape(raw), text, "{raw}");
        }
    }

    #[test]
    fn cells_are_folded() {
        assert_eq!(fold(&[" a \r\n b ", "c\t d\n\ne\r\n\r\nf"]), "a b c d\n\ne\n\nf");
        assert_eq!(fold(&["voilà\u{a0}: a \\| b \\c \\\\"]), "voilà\u{a0}: a | b \\c \\\\");
        assert_eq!(nfc("e\u{301}"), "é");
    }

    proptest! {
        #[test]
        fn any_text_decodes(raw in "(\\PC|\\\\u|\\\\|d83d|de00|\n){0,30}") {
            let mut last = None;
            each_char(&raw, |at, _| {
                assert!(raw.is_char_boundary(at) && last.is_none_or(|before| before < at));
                last = Some(at);
            });
            let _ = fold(&[&raw, &raw]);
        }
    }
}
