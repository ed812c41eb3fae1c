//! How texts are compared: normal forms that forget typography, case, accents and the like.
//!
//! Invariant: a folded text is lower case, NFKD without marks, and folding it again changes nothing.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// NFC with one apostrophe and one hyphen: typographic apostrophes, and accents used as such, become `'`; hyphens and
/// dashes (U+2010 to U+2015, U+2212) become `-`; the soft hyphen and zero-width characters go.
#[must_use]
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && memchr::memchr(b'`', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().filter_map(plain).collect())
}

/// The character without its typography; `None` for one that is not seen.
fn plain(character: char) -> Option<char> {
    match character {
        '`' | '\u{b4}' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2b9}' | '\u{2bb}' | '\u{2bc}' | '\u{2032}' => {
            Some('\'')
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => None,
        other => Some(other),
    }
}

/// Case, accents, ligatures and typography folded: `Østergaard` and `ostergaard` are equal, `ß` is `ss`, `œ` is `oe`.
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase() && byte != b'`') {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    Cow::Owned(folded)
}

/// Appends [`fold`] of `text` to `out`: for many short texts with one buffer.
pub fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    if text.is_ascii() && memchr::memchr(b'`', text.as_bytes()).is_none() {
        out.push_str(text);
        // Lower-casing in place allocates nothing; `start` is a character boundary, all that follows is ASCII.
        if let Some(tail) = out.get_mut(start..) {
            tail.make_ascii_lowercase();
        }
        return;
    }
    for character in text.chars() {
        match character {
            'a'..='z' | ' ' => out.push(character),
            '`' => out.push('\''),
            _ if character.is_ascii() => out.push(character.to_ascii_lowercase()),
            '\u{c0}'..='\u{ff}' => out.push_str(LATIN_1[character as usize - 0xC0]),
            _ => plain(character).into_iter().flat_map(char::to_lowercase).for_each(|small| fold_wide(small, out)),
        }
    }
}

/// The folds of U+00C0 to U+00FF, the letters of western Europe: they need no look into Unicode's tables.
const LATIN_1: [&str; 64] = [
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o",
    "×", "o", "u", "u", "u", "u", "y", "th", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i",
    "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "÷", "o", "u", "u", "u", "u", "y", "th", "y",
];

/// Folds a lower-case character.
fn fold_wide(character: char, out: &mut String) {
    if character.is_ascii() {
        return out.push(character);
    }
    if let Some(letters) = letters_of(character) {
        out.push_str(letters);
        return;
    }
    for part in std::iter::once(character).nfkd() {
        // Compatibility forms may be capitals, letters of the table, or typography themselves (a full-width A).
        for part in part.to_lowercase().filter_map(plain) {
            match letters_of(part) {
                Some(letters) => out.push_str(letters),
                None if is_combining_mark(part) => {}
                None => out.push(part),
            }
        }
    }
}

/// Letters that NFKD leaves whole, and what a reader without them types.
fn letters_of(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ĸ' => "k",
        'ŋ' => "n",
        'ŧ' => "t",
        'ƒ' => "f",
        'ə' => "e",
        'ς' => "σ",
        _ => return None,
    })
}

/// What a writer without umlauts types: `ä` as `ae`, `ö` and `ø` as `oe`, `ü` as `ue`, `å` as `aa`, then [`fold`].
#[must_use]
pub fn translit(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return fold(text);
    }
    let mut spelled = String::with_capacity(text.len() + 4);
    for character in text.nfc().flat_map(char::to_lowercase) {
        match character {
            'ä' => spelled.push_str("ae"),
            'ö' | 'ø' => spelled.push_str("oe"),
            'ü' => spelled.push_str("ue"),
            'å' => spelled.push_str("aa"),
            other => spelled.push(other),
        }
    }
    Cow::Owned(fold(&spelled).into_owned())
}

/// The words of a folded text: runs of letters and runs of digits (`tuurnas2016impact` is three words).
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = run(folded, at, Kind::Other);
        let first = match KINDS[usize::from(*folded.as_bytes().get(start)?)] {
            Kind::Wide => kind(folded.get(start..)?.chars().next()?),
            narrow => narrow,
        };
        at = run(folded, start, first);
        folded.get(start..at)
    })
}

/// Where the characters of a kind end that begin at a byte.
#[inline]
fn run(text: &str, mut at: usize, wanted: Kind) -> usize {
    loop {
        // Nearly all text is ASCII, whose kinds stand in a table.
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        at += rest.iter().position(|byte| KINDS[usize::from(*byte)] != wanted).unwrap_or(rest.len());
        match text.as_bytes().get(at).map(|byte| KINDS[usize::from(*byte)]) {
            Some(Kind::Wide) => match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(character) if kind(character) == wanted => at += character.len_utf8(),
                _ => return at,
            },
            _ => return at,
        }
    }
}

/// The kinds of the ASCII characters; bytes of others are [`Kind::Wide`].
static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte >= 128 {
            kinds[byte] = Kind::Wide;
        } else if (byte as u8).is_ascii_alphabetic() {
            kinds[byte] = Kind::Letter;
        } else if (byte as u8).is_ascii_digit() {
            kinds[byte] = Kind::Digit;
        }
        byte += 1;
    }
    kinds
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Other,
    /// A byte of a character beyond ASCII: the character tells.
    Wide,
}

fn kind(character: char) -> Kind {
    match character {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        _ if character.is_ascii() => Kind::Other,
        _ if character.is_numeric() => Kind::Digit,
        _ if character.is_alphanumeric() || is_combining_mark(character) => Kind::Letter,
        _ => Kind::Other,
    }
}

/// The parts of a key written in camel case (`Tuurnas2016ImpactOf` is `Tuurnas2016`, `Impact`, `Of`), unfolded; one part
/// where there is no such border.
pub fn camel_parts(key: &str) -> impl Iterator<Item = &str> {
    let mut rest = key;
    std::iter::from_fn(move || {
        let mut before_is_small = false;
        let border = rest.char_indices().find_map(|(at, character)| {
            let border = before_is_small && character.is_uppercase();
            before_is_small = character.is_lowercase() || character.is_numeric();
            border.then_some(at)
        });
        let (part, after) = rest.split_at(border.unwrap_or(rest.len()));
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_without_decomposition_fold_to_what_is_typed() {
        for (written, folded) in [
            ("Østergaard", "ostergaard"),
            ("Lévesque", "levesque"),
            ("Le\u{301}vesque", "levesque"),
            ("Weiß", "weiss"),
            ("WEIẞ", "weiss"),
            ("Œuvre", "oeuvre"),
            ("Łukasz", "lukasz"),
            ("İpek", "ipek"),
            ("Þórður", "thordur"),
            ("d\u{2019}Amour", "d'amour"),
            ("co\u{2010}production", "co-production"),
            ("sou\u{ad}ple", "souple"),
            ("ﬁnal", "final"),
        ] {
            assert_eq!(fold(written), folded);
        }
    }

    #[test]
    fn the_short_way_of_western_letters_is_the_long_way() {
        for letter in '\u{c0}'..='\u{ff}' {
            let mut long = String::new();
            letter.to_lowercase().for_each(|small| fold_wide(small, &mut long));
            assert_eq!(fold(&letter.to_string()), long);
        }
    }

    #[test]
    fn transliteration_spells_umlauts_out() {
        assert_eq!(translit("Müller"), "mueller");
        assert_eq!(translit("Østergård"), "oestergaard");
        assert_eq!(translit("A\u{308}hn"), "aehn");
        assert_eq!(translit("Lévesque"), "levesque");
    }

    #[test]
    fn words_end_at_borders_of_letters_and_digits() {
        assert_eq!(words("tuurnas2016impact").collect::<Vec<_>>(), ["tuurnas", "2016", "impact"]);
        assert_eq!(words(" l'impact: co-production ").collect::<Vec<_>>(), ["l", "impact", "co", "production"]);
        assert_eq!(words("--").count(), 0);
        assert_eq!(camel_parts("Tuurnas2016ImpactOf").collect::<Vec<_>>(), ["Tuurnas2016", "Impact", "Of"]);
        assert_eq!(camel_parts("DBLP:conf").collect::<Vec<_>>(), ["DBLP:conf"]);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,24}") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once), once.as_str());
            let plain = nfc(&text).into_owned();
            prop_assert_eq!(nfc(&plain), plain.as_str());
        }

        #[test]
        fn composed_and_decomposed_fold_alike(text in "[a-zA-ZÀ-ÿĀ-ž ]{0,24}") {
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold(&composed), fold(&decomposed));
            prop_assert_eq!(translit(&composed), translit(&decomposed));
        }

        #[test]
        fn words_and_parts_lose_no_letter(text in "\\PC{0,24}") {
            let letters: String = text.chars().filter(|&c| kind(c) != Kind::Other).collect();
            prop_assert_eq!(words(&text).collect::<String>(), letters);
            prop_assert_eq!(camel_parts(&text).collect::<String>(), text);
        }
    }
}
