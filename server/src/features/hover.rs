//! Hover: the record of the citation under the cursor, with its abstracts in the reader's languages, in full.
use super::{Shown, View};

/// What to show at `offset` (bytes); `None` where no citation stands.
#[must_use]
pub fn hover(_view: &View<'_>, _offset: usize) -> Option<Shown> {
    None
}
