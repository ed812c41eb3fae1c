//! Paragraphs that may be entries of a reference list typed by hand.
//!
//! No style is parsed: whether one is a reference is decided by the record that it fits.

use super::ANCHOR;

/// A longer paragraph is no reference, in bytes.
const LONGEST: usize = 4096;
/// A shorter one says too little, in bytes.
const SHORTEST: usize = 24;

/// Whether a paragraph may be a reference: neither short nor long, and without a citation.
#[must_use]
pub fn may_be_reference(paragraph: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&paragraph.len()) && !paragraph.contains(ANCHOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_paragraphs_without_a_citation_may_be_references() {
        assert!(may_be_reference("Tuurnas, S. (2016a). The impact of co-production."));
        assert!(!may_be_reference("It says \u{FFFC} so in 2016, doesn't it?"));
        assert!(!may_be_reference("2016") && !may_be_reference(&"2016 ".repeat(2000)));
    }
}
