//! What stands beside the text: names and year beside a key, how often a record is cited above its entry.

use super::View;
use super::symbols::short;
use crate::rules::lookup;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::span::Span;

/// A remark at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The byte that it stands before.
    pub offset: u32,
    /// What is shown.
    pub text: String,
    /// The record that it is of.
    pub record: RecordId,
}

/// Names and year beside every cited key in `range`, where the key does not say so itself.
#[must_use]
pub fn hints(view: &View<'_>, range: Span) -> Vec<Hint> {
    let context = super::hover::context(view);
    let citations = view.manuscript.citations.iter().filter(|one| one.key_span.overlaps(range) && !one.crossref);
    let hint = |citation: &crate::manuscript::Citation| {
        let record = lookup::find(&context, &citation.key).or_else(|| view.corpus.find(&citation.key, &Scope::All))?;
        let text = short(view.corpus, record);
        (!text.is_empty()).then_some(Hint { offset: citation.key_span.end, text, record })
    };
    citations.filter_map(hint).collect()
}
