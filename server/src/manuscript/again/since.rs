//! What a text that was read again shares with the reading that it was made of: who remembers something of that one looks
//! at nothing but the rest.

use std::sync::Arc;

/// Tells one reading of a text from every other. What was read is not changed afterwards.
#[derive(Clone, Debug, Default)]
pub struct Reading(Arc<()>);

impl PartialEq for Reading {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What a manuscript shares with the one that it was made of.
#[derive(Clone, Debug)]
pub struct Since {
    /// The reading that it was made of.
    pub(super) of: Reading,
    /// Up to this byte the prose is the same, with all that is emphasised and cited in it.
    pub head: u32,
    /// From this byte of the old prose on it is the same, too, ...
    pub old: u32,
    /// ... and stands here.
    pub new: u32,
    /// Whether the same keys are cited in the same order, the same ones of them are cross-references, and the same are
    /// defined.
    pub same_keys: bool,
}

impl Since {
    /// All is the same, prose of this length included.
    pub(super) fn nothing(of: &Reading, length: u32) -> Self {
        Self { of: of.clone(), head: length, old: length, new: length, same_keys: true }
    }
}
