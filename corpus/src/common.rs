//! How common a word is: a common word is no misspelt name, whatever it resembles.
//!
//! The list is `data/common-words.txt`, built by `data/build-common-words.py` from freely licensed frequency lists of
//! seven languages (near-miss.md, section 5); lines `word figure`, sorted by word.

static LIST: &str = include_str!("../data/common-words.txt");

/// The log10 of a folded word's occurrences per 10^9 words, in the language where it is most common; 0 where the list
/// does not have it (below 3.5, or 2 for words of three letters).
#[must_use]
pub fn zipf(folded: &str) -> f32 {
    let (mut low, mut high) = (0, LIST.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = LIST[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = LIST[start..].find('\n').map_or(LIST.len(), |at| start + at);
        let Some((word, figure)) = LIST[start..end].split_once(' ') else { return 0.0 };
        match word.cmp(folded) {
            std::cmp::Ordering::Equal => return figure.parse().map_or(0.0, |tenths: f32| tenths / 10.0),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_found() {
        for line in LIST.lines() {
            let (word, figure) = line.split_once(' ').expect("a word and a figure");
            let expected: f32 = figure.parse().expect("a number");
            assert!((zipf(word) - expected / 10.0).abs() < 1e-6, "{word}");
        }
    }

    #[test]
    fn names_are_rare_and_words_are_common() {
        for (word, at_least) in [("however", 4.0), ("german", 4.0), ("windows", 3.6), ("paris", 3.6), ("bun", 2.5)] {
            assert!(zipf(word) >= at_least, "{word}");
        }
        for word in ["tuurnas", "rannisto", "kayh", "stenvall", "", "zzzz", "aaaa", "\u{10ffff}"] {
            assert!(zipf(word) < 2.0, "{word}");
        }
    }
}
