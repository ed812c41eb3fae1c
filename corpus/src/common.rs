//! How common a word is: a common word is no misspelt name, whatever it resembles.
//!
//! Words: the list is `data/common-words.txt`, built by `data/build-common-words.py` from freely licensed frequency lists of
//! seven languages (near-miss.md, section 5); lines `word enNN frNN ...`, sorted by word. Such lists lack the names of
//! places and of months, which stand before a year more often than any other word: those are `data/places.txt`, the
//! countries, regions, large or well-known towns and months by their English, French and German names, one a line, sorted.

static LIST: &str = include_str!("../data/common-words.txt");
static PLACES: &str = include_str!("../data/places.txt");

/// Whether a folded word is the name of a well-known place, or of a month or a day.
#[must_use]
pub fn is_place(folded: &str) -> bool {
    line_of(PLACES, folded).is_some()
}

/// The log10 of a folded word's occurrences per 10^9 words, in the language where it is most common; 0 where the list
/// does not have it (below 3, or 2 for words of three letters).
#[must_use]
pub fn zipf(folded: &str) -> f32 {
    figures(folded).map(|(_, figure)| figure).fold(0.0, f32::max)
}

/// [`zipf`] in English and in these languages only (ISO 639-1): a Dutch word is no word of a French text.
#[must_use]
pub fn zipf_in(folded: &str, languages: &[&str]) -> f32 {
    let spoken = |language: &str| language == "en" || languages.contains(&language);
    figures(folded).filter(|(language, _)| spoken(language)).map(|(_, figure)| figure).fold(0.0, f32::max)
}

/// The languages in which a folded word is common, each with its figure.
fn figures(folded: &str) -> impl Iterator<Item = (&'static str, f32)> {
    let line = line_of(LIST, folded).unwrap_or_default();
    line.split(' ').skip(1).filter_map(|part| {
        let (language, tenths) = part.split_at_checked(2)?;
        Some((language, tenths.parse::<f32>().ok()? / 10.0))
    })
}

/// The line of a word in a sorted list.
fn line_of(list: &'static str, folded: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = list[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = list[start..].find('\n').map_or(list.len(), |at| start + at);
        let line = &list[start..end];
        match line.split(' ').next().unwrap_or_default().cmp(folded) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_found() {
        for line in LIST.lines() {
            let word = line.split(' ').next().expect("a word");
            assert_eq!(line_of(LIST, word), Some(line));
            assert!(figures(word).count() > 0 && figures(word).all(|(_, figure)| figure >= 2.0), "{line}");
        }
    }

    #[test]
    fn every_place_is_found() {
        assert!(PLACES.lines().is_sorted() && PLACES.lines().all(is_place));
        assert!(is_place("helsinki") && is_place("finlande") && !is_place("tuurnas") && !is_place(""));
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

    #[test]
    fn a_word_of_another_language_is_no_word_of_a_text() {
        let french = ["fr"];
        assert!(zipf("een") > 6.0 && zipf_in("een", &french) < 4.0 && zipf_in("avec", &french) > 5.0);
        assert!(zipf_in("however", &french) > 4.0, "English is read everywhere");
    }
}
