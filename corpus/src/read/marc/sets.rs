//! MARC-8's sets of characters, which escape sequences call into the lower or the upper half.
//!
//! Each table counts codes in the lower half; a set that lies in the upper half has the same with the eighth bit.
//!
//! Sources: MARC 21 Specifications for Record Structure, Character Sets; the Library of Congress's code tables; ISO 2022 on
//! escape sequences.

/// A set of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    Ascii,
    Ansel,
    /// UNIMARC's, of which the bytes of the upper half are looked at.
    Iso5426,
    /// A set with a table of its own.
    Of(&'static Table),
    /// Three bytes a character.
    Eacc,
    /// One that is not known: its characters are told as lost.
    Unknown,
}

/// The first and the last code of a stretch, its first character, and whether they are marks that stand before a letter.
#[derive(Debug, PartialEq, Eq)]
pub struct Table(&'static [(u8, u8, char, bool)]);

impl Table {
    /// The character of a code, and whether it is a mark.
    pub fn char_of(&self, code: u8) -> Option<(char, bool)> {
        let (first, _, c, mark) = self.0.iter().find(|(first, last, ..)| (*first..=*last).contains(&code))?;
        Some((char::from_u32(u32::from(*c) + u32::from(code - first))?, *mark))
    }
}

/// An escape sequence.
pub struct Escape {
    /// The set that it calls; `None` where it calls none.
    pub set: Option<Set>,
    /// Whether into the upper half.
    pub upper: bool,
    /// How many bytes it takes.
    pub length: usize,
}

/// The escape sequence that some bytes begin with.
pub fn escape(bytes: &[u8]) -> Escape {
    let told = |set, upper, length| Escape { set: Some(set), upper, length };
    match bytes {
        [_, b'g', ..] => told(Set::Of(&GREEK_SYMBOLS), false, 2),
        [_, b'b', ..] => told(Set::Of(&SUBSCRIPTS), false, 2),
        [_, b'p', ..] => told(Set::Of(&SUPERSCRIPTS), false, 2),
        [_, b's', ..] => told(Set::Ascii, false, 2),
        [_, b'(' | b',', b'!', last, ..] => told(extended(*last), false, 4),
        [_, b')' | b'-', b'!', last, ..] => told(extended(*last), true, 4),
        [_, b'(' | b',', last, ..] => told(simple(*last), false, 3),
        [_, b')' | b'-', last, ..] => told(simple(*last), true, 3),
        [_, b'$', b',', last, ..] => told(multiple(*last), false, 4),
        [_, b'$', b')' | b'-', last, ..] => told(multiple(*last), true, 4),
        [_, b'$', last, ..] => told(multiple(*last), false, 3),
        _ => Escape { set: None, upper: false, length: 1 },
    }
}

fn simple(last: u8) -> Set {
    match last {
        b'B' => Set::Ascii,
        b'N' => Set::Of(&CYRILLIC),
        b'Q' => Set::Of(&CYRILLIC_MORE),
        b'S' => Set::Of(&GREEK),
        b'2' => Set::Of(&HEBREW),
        b'3' => Set::Of(&ARABIC),
        b'4' => Set::Of(&ARABIC_MORE),
        _ => Set::Unknown,
    }
}

fn extended(last: u8) -> Set {
    if last == b'E' { Set::Ansel } else { Set::Unknown }
}

fn multiple(last: u8) -> Set {
    if last == b'1' { Set::Eacc } else { Set::Unknown }
}

/// Basic Cyrillic.
static CYRILLIC: Table = Table(&[
    (0x21, 0x3f, '!', false),
    (0x40, 0x40, 'ю', false),
    (0x41, 0x42, 'а', false),
    (0x43, 0x43, 'ц', false),
    (0x44, 0x45, 'д', false),
    (0x46, 0x46, 'ф', false),
    (0x47, 0x47, 'г', false),
    (0x48, 0x48, 'х', false),
    (0x49, 0x50, 'и', false),
    (0x51, 0x51, 'я', false),
    (0x52, 0x55, 'р', false),
    (0x56, 0x56, 'ж', false),
    (0x57, 0x57, 'в', false),
    (0x58, 0x58, 'ь', false),
    (0x59, 0x59, 'ы', false),
    (0x5a, 0x5a, 'з', false),
    (0x5b, 0x5b, 'ш', false),
    (0x5c, 0x5c, 'э', false),
    (0x5d, 0x5d, 'щ', false),
    (0x5e, 0x5e, 'ч', false),
    (0x5f, 0x5f, 'ъ', false),
    (0x60, 0x60, 'Ю', false),
    (0x61, 0x62, 'А', false),
    (0x63, 0x63, 'Ц', false),
    (0x64, 0x65, 'Д', false),
    (0x66, 0x66, 'Ф', false),
    (0x67, 0x67, 'Г', false),
    (0x68, 0x68, 'Х', false),
    (0x69, 0x70, 'И', false),
    (0x71, 0x71, 'Я', false),
    (0x72, 0x75, 'Р', false),
    (0x76, 0x76, 'Ж', false),
    (0x77, 0x77, 'В', false),
    (0x78, 0x78, 'Ь', false),
    (0x79, 0x79, 'Ы', false),
    (0x7a, 0x7a, 'З', false),
    (0x7b, 0x7b, 'Ш', false),
    (0x7c, 0x7c, 'Э', false),
    (0x7d, 0x7d, 'Щ', false),
    (0x7e, 0x7e, 'Ч', false),
]);
/// Extended Cyrillic.
static CYRILLIC_MORE: Table = Table(&[
    (0x40, 0x40, 'ґ', false),
    (0x41, 0x43, 'ђ', false),
    (0x44, 0x44, 'ё', false),
    (0x45, 0x4c, 'ѕ', false),
    (0x4d, 0x4e, 'ў', false),
    (0x50, 0x50, 'ѣ', false),
    (0x51, 0x51, 'ѳ', false),
    (0x52, 0x52, 'ѵ', false),
    (0x53, 0x53, 'ѫ', false),
    (0x5b, 0x5b, '[', false),
    (0x5d, 0x5d, ']', false),
    (0x5f, 0x5f, '_', false),
    (0x60, 0x60, 'Ґ', false),
    (0x61, 0x63, 'Ђ', false),
    (0x64, 0x64, 'Ё', false),
    (0x65, 0x6c, 'Ѕ', false),
    (0x6d, 0x6e, 'Ў', false),
    (0x6f, 0x6f, 'Ъ', false),
    (0x70, 0x70, 'Ѣ', false),
    (0x71, 0x71, 'Ѳ', false),
    (0x72, 0x72, 'Ѵ', false),
    (0x73, 0x73, 'Ѫ', false),
]);
/// Basic Greek.
static GREEK: Table = Table(&[
    (0x21, 0x22, '\u{300}', true),
    (0x23, 0x23, '\u{308}', true),
    (0x24, 0x24, '\u{342}', true),
    (0x25, 0x26, '\u{313}', true),
    (0x27, 0x27, '\u{345}', true),
    (0x30, 0x30, '«', false),
    (0x31, 0x31, '»', false),
    (0x32, 0x33, '“', false),
    (0x34, 0x35, '\u{374}', false),
    (0x3b, 0x3b, '·', false),
    (0x3f, 0x3f, ';', false),
    (0x41, 0x42, 'Α', false),
    (0x44, 0x46, 'Γ', false),
    (0x47, 0x47, 'Ϛ', false),
    (0x48, 0x48, 'Ϝ', false),
    (0x49, 0x53, 'Ζ', false),
    (0x54, 0x54, 'Ϟ', false),
    (0x55, 0x55, 'Ρ', false),
    (0x56, 0x56, 'Σ', false),
    (0x58, 0x5d, 'Τ', false),
    (0x5e, 0x5e, 'Ϡ', false),
    (0x61, 0x62, 'α', false),
    (0x63, 0x63, 'ϐ', false),
    (0x64, 0x66, 'γ', false),
    (0x67, 0x67, 'ϛ', false),
    (0x68, 0x68, 'ϝ', false),
    (0x69, 0x73, 'ζ', false),
    (0x74, 0x74, 'ϟ', false),
    (0x75, 0x75, 'ρ', false),
    (0x76, 0x76, 'σ', false),
    (0x77, 0x77, 'ς', false),
    (0x78, 0x7d, 'τ', false),
    (0x7e, 0x7e, 'ϡ', false),
]);
/// Basic Hebrew.
static HEBREW: Table = Table(&[
    (0x21, 0x21, '!', false),
    (0x22, 0x22, '\u{5f4}', false),
    (0x23, 0x26, '#', false),
    (0x27, 0x27, '\u{5f3}', false),
    (0x28, 0x2c, '(', false),
    (0x2d, 0x2d, '\u{5be}', false),
    (0x2e, 0x3f, '.', false),
    (0x40, 0x41, '\u{5b7}', true),
    (0x42, 0x42, '\u{5b6}', true),
    (0x43, 0x43, '\u{5b5}', true),
    (0x44, 0x44, '\u{5b4}', true),
    (0x45, 0x45, '\u{5b9}', true),
    (0x46, 0x46, '\u{5bb}', true),
    (0x47, 0x47, '\u{5b0}', true),
    (0x48, 0x49, '\u{5b2}', true),
    (0x4a, 0x4a, '\u{5b1}', true),
    (0x4b, 0x4b, '\u{5bc}', true),
    (0x4c, 0x4c, '\u{5bf}', true),
    (0x4d, 0x4d, '\u{5c1}', true),
    (0x4e, 0x4e, '\u{fb1e}', true),
    (0x5b, 0x5b, '[', false),
    (0x5d, 0x5d, ']', false),
    (0x60, 0x7a, '\u{5d0}', false),
    (0x7b, 0x7d, '\u{5f0}', false),
]);
/// Basic Arabic.
static ARABIC: Table = Table(&[
    (0x21, 0x24, '!', false),
    (0x25, 0x25, '\u{66a}', false),
    (0x26, 0x29, '&', false),
    (0x2a, 0x2a, '\u{66d}', false),
    (0x2b, 0x2b, '+', false),
    (0x2c, 0x2c, '\u{60c}', false),
    (0x2d, 0x2f, '-', false),
    (0x30, 0x39, '\u{660}', false),
    (0x3a, 0x3a, ':', false),
    (0x3b, 0x3b, '\u{61b}', false),
    (0x3c, 0x3e, '<', false),
    (0x3f, 0x3f, '\u{61f}', false),
    (0x41, 0x5a, '\u{621}', false),
    (0x5b, 0x5b, '[', false),
    (0x5d, 0x5d, ']', false),
    (0x60, 0x6a, '\u{640}', false),
    (0x6b, 0x72, '\u{64b}', true),
    (0x73, 0x73, '\u{671}', false),
    (0x74, 0x74, '\u{670}', false),
    (0x78, 0x78, '\u{66c}', false),
    (0x79, 0x79, '\u{201d}', false),
    (0x7a, 0x7a, '\u{201c}', false),
]);
/// Extended Arabic.
static ARABIC_MORE: Table = Table(&[
    (0x21, 0x21, '\u{6fd}', false),
    (0x22, 0x23, '\u{672}', false),
    (0x24, 0x31, '\u{679}', false),
    (0x32, 0x32, '\u{6bf}', false),
    (0x33, 0x48, '\u{687}', false),
    (0x49, 0x49, '\u{6fa}', false),
    (0x4a, 0x4b, '\u{69d}', false),
    (0x4c, 0x4c, '\u{6fb}', false),
    (0x4d, 0x4e, '\u{69f}', false),
    (0x4f, 0x4f, '\u{6fc}', false),
    (0x50, 0x67, '\u{6a1}', false),
    (0x68, 0x6b, '\u{6ba}', false),
    (0x6c, 0x6c, '\u{6b9}', false),
    (0x6d, 0x6d, '\u{6be}', false),
    (0x6e, 0x6e, '\u{6c0}', false),
    (0x6f, 0x71, '\u{6c4}', false),
    (0x72, 0x73, '\u{6ca}', false),
    (0x74, 0x75, '\u{6cd}', false),
    (0x76, 0x76, '\u{6d0}', false),
    (0x77, 0x78, '\u{6d2}', false),
    (0x7d, 0x7d, '\u{306}', true),
    (0x7e, 0x7e, '\u{30c}', true),
]);
/// Greek symbols.
static GREEK_SYMBOLS: Table = Table(&[(0x61, 0x63, 'α', false)]);
/// Subscripts.
static SUBSCRIPTS: Table =
    Table(&[(0x28, 0x29, '₍', false), (0x2b, 0x2b, '₊', false), (0x2d, 0x2d, '₋', false), (0x30, 0x39, '₀', false)]);
/// Superscripts.
static SUPERSCRIPTS: Table = Table(&[
    (0x28, 0x29, '⁽', false),
    (0x2b, 0x2b, '⁺', false),
    (0x2d, 0x2d, '⁻', false),
    (0x30, 0x30, '⁰', false),
    (0x31, 0x31, '¹', false),
    (0x32, 0x33, '²', false),
    (0x34, 0x39, '⁴', false),
]);
