//! Definition and references: from a key to its record, and to its other citations.
use super::{Place, View};
use siglum_corpus::span::Span;

/// Where the record of the key at `offset` (bytes) stands: the manuscript's own bibliography first.
#[must_use]
pub fn definition(_view: &View<'_>, _offset: usize) -> Vec<Place> {
    Vec::new()
}

/// The key at `offset` (bytes) with its span: a citation's, or one the manuscript defines.
#[must_use]
pub fn key_at(_view: &View<'_>, _offset: usize) -> Option<(String, Span)> {
    None
}

/// Where the manuscript cites `key`.
#[must_use]
pub fn citations_of(_view: &View<'_>, _key: &str) -> Vec<Span> {
    Vec::new()
}
