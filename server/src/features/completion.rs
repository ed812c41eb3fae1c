//! Completion: the citation key by anything one remembers.
use super::{Completions, View};
use siglum_corpus::index::RecordId;

/// What can stand at `offset` (bytes); empty outside a citation.
#[must_use]
pub fn complete(_view: &View<'_>, _offset: usize) -> Completions {
    Completions::default()
}

/// The documentation of a completion's record: the text of its hover.
#[must_use]
pub fn documentation(_view: &View<'_>, _record: RecordId) -> Option<String> {
    None
}
