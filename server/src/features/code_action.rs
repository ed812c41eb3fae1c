//! Code actions: the fixes of the diagnostics that overlap a range, and what else can be done there.
use super::{Action, View};
use crate::rules::Diagnostic;
use siglum_corpus::span::Span;

/// The actions for `range` (bytes), given the manuscript's diagnostics.
#[must_use]
pub fn actions(_view: &View<'_>, _diagnostics: &[Diagnostic], _range: Span) -> Vec<Action> {
    Vec::new()
}
