//! Analysis: all rules over one manuscript or one corpus file, with suppression, order and limits. The one core that
//! the server and the command line share.
use crate::rules::{Context, Diagnostic, FileContext};

/// The findings in a manuscript, by place.
#[must_use]
pub fn analyse(_context: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}

/// The findings in a corpus file, by place.
#[must_use]
pub fn analyse_file(_context: &FileContext<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
