//! The East Asian Character Code (ANSI/NISO Z39.64), MARC-8's set for Chinese, Japanese and Korean: three bytes a
//! character.
//!
//! `corpus/data/eacc.bin` holds the Library of Congress's table (`codetables.xml`, which is in the public domain):
//! 15,739 characters. `corpus/data/build-eacc.py` writes it, and says how it is laid out.

use std::cmp::Ordering;

static TABLE: &[u8] = include_bytes!("../../../data/eacc.bin");
/// Bytes of the number of rows, of a row, and of a character.
const HEAD: usize = 2;
const ROW: usize = 4;
const CHARACTER: usize = 3;

/// The character of three bytes of the lower half; `None` where the table has none.
pub fn char_of(code: [u8; 3]) -> Option<char> {
    let rows = usize::from(number(TABLE, 0)?);
    let lead = u16::from_be_bytes([code[0], code[1]]);
    let row = find(rows, |row| Some(number(TABLE, HEAD + row * ROW)?.cmp(&lead)))?;
    let first = |row: usize| Some(usize::from(number(TABLE, HEAD + row * ROW + 2)?));
    let characters = TABLE.get(HEAD + rows * ROW..)?;
    let count = characters.len() / CHARACTER;
    let (start, end) = (first(row)?, if row + 1 < rows { first(row + 1)? } else { count });
    let at = |place: usize| (start + place) * CHARACTER;
    let place = find(end.checked_sub(start)?, |place| Some(characters.get(at(place))?.cmp(&code[2])))?;
    char::from_u32(u32::from(number(characters, at(place) + 1)?))
}

/// The place of `count` sorted ones at which the order is equal.
fn find(count: usize, order: impl Fn(usize) -> Option<Ordering>) -> Option<usize> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        match order(middle)? {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Some(middle),
        }
    }
    None
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

#[cfg(test)]
mod tests {
    use super::{CHARACTER, HEAD, ROW, TABLE, char_of, number};

    #[test]
    fn every_row_is_found_and_nothing_else() {
        for (code, expected) in [
            (*b"\x21\x23\x20", Some('\u{3000}')),
            (*b"\x21\x30\x64", Some('人')),
            (*b"\x21\x37\x6f", Some('國')),
            (*b"\x4b\x37\x6f", Some('国')),
            (*b"\x69\x24\x4e", Some('の')),
            (*b"\x6f\x5c\x65", Some('한')),
            (*b"\x21\x30\x20", None),
            (*b"\x7e\x7e\x7e", None),
            (*b"\0\0\0", None),
        ] {
            assert_eq!(char_of(code), expected, "{code:x?}");
        }
        let rows = usize::from(number(TABLE, 0).expect("a number"));
        let count = (TABLE.len() - HEAD - rows * ROW) / CHARACTER;
        assert_eq!((rows, count), (981, 15_739));
        let all = |first| (0x20..0x7f).map(move |second| (first, second));
        let codes = (0x21..0x7f).flat_map(all).flat_map(|(a, b)| (0x20..0x7f).map(move |c| [a, b, c]));
        let found: Vec<char> = codes.filter_map(char_of).collect();
        assert_eq!(found.len(), count);
        // 63 are pieces of characters, to which the Library gave places of private use.
        assert_eq!(found.iter().filter(|c| matches!(c, '\u{e000}'..='\u{f8ff}')).count(), 63);
    }
}
