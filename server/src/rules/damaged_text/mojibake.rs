//! UTF-8 that was taken for windows-1252 or ISO 8859-1: `Ã©` for `é`.
//!
//! A run is mojibake only where its bytes are UTF-8 of a letter or a mark that texts use, and where the characters cannot
//! stand together by themselves: `É’` ends a word in quotes, `Ã’` does not.

use super::{Damage, word_at};
use crate::rules::Safety;
use siglum_corpus::source::Encoding;
use std::ops::Range;

/// How often a text may have been damaged one over the other.
const TIMES: usize = 3;

/// The damage of a text, at its first word; the fix mends all of them.
pub fn of(value: &str, raw: &str) -> Option<Damage> {
    let first = runs(value).into_iter().next()?;
    let found = word_at(value, first.0.start);
    let expected = mended(&found);
    let edits: Vec<_> = runs(raw).into_iter().map(|(range, text)| (range, mended(&text))).collect();
    let whole = edits.iter().all(|(_, text)| !text.contains('\u{fffd}'));
    Some(Damage {
        at: edits.first().map(|(range, _)| range.clone()),
        expected: Some(expected),
        safety: Safety::Safe,
        edits: if whole { edits } else { Vec::new() },
        ..Damage::new("mojibake", found)
    })
}

/// A text with its runs mended, and theirs.
fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..TIMES {
        let runs = runs(&text);
        if runs.is_empty() {
            break;
        }
        for (range, letters) in runs.into_iter().rev() {
            text.replace_range(range, &letters);
        }
    }
    text
}

/// Where a text has such runs, and what each was.
fn runs(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut behind = 0;
    for start in begins(text) {
        let Some((end, letter)) = decoded(text, start).filter(|_| start >= behind) else { continue };
        behind = end;
        match found.last_mut() {
            Some((range, letters)) if range.end == start => {
                range.end = end;
                letters.push(letter);
            }
            _ => found.push((start..end, letter.to_string())),
        }
    }
    found
}

/// Where a run may begin: at `Â` to `ß`, `á`, `â`, `ï` or `ð`, all of which are written with one and the same first byte.
fn begins(text: &str) -> impl Iterator<Item = usize> {
    let second = |at: usize| text.as_bytes().get(at + 1);
    memchr::memchr_iter(0xC3, text.as_bytes())
        .filter(move |at| matches!(second(*at), Some(0x82..=0x9F | 0xA1 | 0xA2 | 0xAF | 0xB0)))
}

/// The character that the ones from a place on were, and where they end.
fn decoded(text: &str, at: usize) -> Option<(usize, char)> {
    let mut chars = text.get(at..)?.char_indices();
    let lead = byte(chars.next()?.1)?;
    let len = match lead {
        0xC2..=0xDF => 2,
        0xE1 | 0xE2 | 0xEF => 3,
        0xF0 => 4,
        _ => return None,
    };
    let mut bytes = [lead; 4];
    let second = text.get(at..)?.chars().nth(1)?;
    for place in bytes.get_mut(1..len)? {
        *place = byte(chars.next()?.1)?;
    }
    let letter = std::str::from_utf8(bytes.get(..len)?).ok()?.chars().next()?;
    let end = at + chars.offset();
    let before = text.get(..at)?.chars().next_back();
    let after = text.get(end..)?.chars().next();
    let plausible = match (len, lead) {
        // In capitals these letters end words, before a quotation mark or a blank of their own.
        (2, 0xC2 | 0xC3) => !before.is_some_and(char::is_uppercase),
        (2, 0xC4 | 0xC5) => {
            let low = |c: Option<char>| c.is_some_and(char::is_lowercase);
            let quote = matches!(second, '“' | '”' | '‘' | '’' | '«' | '»' | '\u{a0}');
            letter.is_alphabetic() && (low(after) || low(before) && (!quote || low(after)))
        }
        (2, _) => false,
        (3, 0xE1) => matches!(letter, '\u{1e00}'..='\u{1eff}'),
        (3, 0xE2) => matches!(letter, '\u{2010}'..='\u{2044}' | '\u{20a0}'..='\u{20bf}' | '\u{2100}'..='\u{22ff}'),
        (3, _) => matches!(letter, '\u{fb00}'..='\u{fb06}' | '\u{feff}' | '\u{fffd}'),
        _ => !letter.is_control(),
    };
    // A letter, or a mark that cannot be a mere sign of the old encoding.
    (plausible && (letter.is_alphabetic() || !letter.is_control())).then_some((end, letter))
}

/// The byte that a character is in windows-1252 or, for what that lacks, in ISO 8859-1; `None` for ASCII and all others.
fn byte(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        _ if c.is_ascii() => None,
        _ => {
            let mut buffer = [0; 4];
            let bytes = Encoding::Windows1252.encode(c.encode_utf8(&mut buffer))?;
            bytes.first().copied().filter(|_| bytes.len() == 1)
        }
    }
}
