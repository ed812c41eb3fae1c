//! Symbols: a manuscript's headings and citations, and the records of the corpus by words.
use super::{Place, View};
use siglum_corpus::Corpus;
use siglum_corpus::span::Span;

/// A line of an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// What is shown.
    pub name: String,
    /// What is shown beside it.
    pub detail: String,
    /// Its depth: headings from 1, citations one deeper than the heading they stand under.
    pub depth: u8,
    /// Whether it is a heading.
    pub heading: bool,
    /// Where.
    pub span: Span,
}

/// The outline of a manuscript.
#[must_use]
pub fn outline(_view: &View<'_>) -> Vec<Symbol> {
    Vec::new()
}

/// Records that match the words, at most `limit`, the best first: (name to show, container, place).
#[must_use]
pub fn search(_corpus: &Corpus, _words: &str, _limit: usize) -> Vec<(String, String, Place)> {
    Vec::new()
}
