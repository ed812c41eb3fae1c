//! The words of a text that a corpus is searched by, and the numbers that tell them apart.

use crate::fold::words;
use crate::shard::rows::hash;

/// Longer words are cut, in bytes; so is what is looked for.
pub(super) const WORD_CAP: usize = 40;
/// So many words of one text are kept.
const WORDS_CAP: usize = 256;

/// A word as far as it is kept.
pub(crate) fn cut(word: &str) -> &str {
    head(word, WORD_CAP)
}

/// A text as far as its words are looked at.
pub(crate) fn beginning(text: &str) -> &str {
    head(text, WORDS_CAP * WORD_CAP)
}

/// The first `bytes` of a text, less those of a character that they would cut.
fn head(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The words of a folded text that are kept, as far as they are.
pub(super) fn kept(folded: &str) -> impl Iterator<Item = &str> {
    words(folded).take(WORDS_CAP).map(cut)
}

/// The mark of a folded text: texts of the same words have the same one. `None` for an empty text.
pub(crate) fn mark_of(folded: &str) -> Option<u64> {
    (!folded.is_empty()).then(|| kept(folded).fold(0, |mark, word| mixed(mark, word_mark(word))))
}

/// A text's mark with another word.
pub(super) fn mixed(mark: u64, word: u64) -> u64 {
    (mark.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Words of so many bytes are their own marks.
pub(super) const SHORT: usize = 8;

/// A word as a number: its bytes where there are at most eight (no word has a NUL), as most words have; else a hash.
pub(super) fn word_mark(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let len = bytes.len();
    match bytes {
        [] => 0,
        // The first bytes and the last ones, which overlap: no copy of a length that only the word knows.
        _ if len > SHORT => hash(bytes),
        [a, b, c, d, ..] => {
            let tail = bytes.last_chunk().copied().unwrap_or_default();
            u64::from(u32::from_le_bytes([*a, *b, *c, *d])) | u64::from(u32::from_le_bytes(tail)) << (8 * (len - 4))
        }
        [first, ..] => {
            let at = |place: usize| bytes.get(place).map_or(0, |byte| u64::from(*byte) << (8 * place));
            u64::from(*first) | at(len / 2) | at(len - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_words_are_their_own_marks(a in "[a-z0-9éß]{0,5}", b in "[a-z0-9éß]{0,5}") {
            if a.len().max(b.len()) <= SHORT {
                prop_assert_eq!(a == b, word_mark(&a) == word_mark(&b));
            }
        }

        #[test]
        fn marks_know_words_and_nothing_else(text in "[a-z0-9 ,:]{0,40}") {
            let again = kept(&text).collect::<Vec<_>>().join("; ");
            if !again.is_empty() {
                prop_assert_eq!(mark_of(&text), mark_of(&again));
            }
        }
    }
}
