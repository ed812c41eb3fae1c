//! Paragraphs that may be entries of a reference list typed by hand: short, with a year and without a citation.
//!
//! No style is parsed: whether one is a reference is decided by the record that it fits.

use super::{ANCHOR, Prose};
use siglum_corpus::span::Span;

/// A longer paragraph is no reference, in bytes.
const LONGEST: usize = 4096;
/// A shorter one says too little, in bytes.
const SHORTEST: usize = 24;

/// A paragraph that may be a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where it stands in [`Prose::text`].
    pub span: Span,
    /// The years that it names.
    pub years: Vec<i32>,
}

/// The paragraphs that may be references, in order.
#[must_use]
pub fn references(prose: &Prose) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut start = 0;
    for part in prose.text.split("\n\n") {
        let fits = (SHORTEST..=LONGEST).contains(&part.len()) && !part.contains(ANCHOR);
        let years = if fits { years(part) } else { Vec::new() };
        if !years.is_empty() {
            found.push(Reference { span: Span::new(start, start + part.len()), years });
        }
        start += part.len() + 2;
    }
    found
}

/// The years 1500 to 2099 in a text, with a letter behind or not.
fn years(text: &str) -> Vec<i32> {
    let runs = text.split(|c: char| !c.is_alphanumeric());
    let year = |run: &str| {
        let digits = run.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let plain = digits.len() == 4 && run.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten().filter(|year| (1500..2100).contains(year))
    };
    runs.filter_map(year).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_paragraphs_with_a_year_may_be_references() {
        let text = "Tuurnas, S. (2016a). The impact of co-production.\n\nNo year in this paragraph at all.\n\nIt says \u{FFFC} so in 2016, doesn't it?\n\n2016";
        let prose = Prose { text: text.to_owned(), ..Prose::default() };
        let found = references(&prose);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].years, [2016]);
    }
}
