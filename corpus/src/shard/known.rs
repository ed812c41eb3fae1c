//! The names that a shard's records bear: an exact name is never a slip of another one.

use crate::fold::{fold, translit};
use crate::shard::Shard;
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::hash::BuildHasher;

/// Hashes of the folded names of all records: family names whole and in parts, and given names.
#[derive(Debug, Default)]
pub(super) struct Known {
    hashes: FxHashSet<u64>,
}

impl Known {
    /// Whether a folded name is among them.
    pub(super) fn holds(&self, folded: &str) -> bool {
        self.hashes.contains(&hash(folded))
    }

    /// The names of a shard. The same name is folded once, however many records bear it.
    pub(super) fn of(shard: &Shard) -> Self {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut known = Self::default();
        for entry in shard.entries() {
            for name in entry.names() {
                for written in [name.family, name.given] {
                    if !written.is_empty() && seen.insert(written) {
                        known.add(written);
                    }
                }
            }
        }
        known
    }

    fn add(&mut self, written: &str) {
        let folded = fold(written);
        self.hashes.insert(hash(&translit(written)));
        self.hashes.insert(hash(&folded));
        let parts = folded.split([' ', '-', '.', '\u{a0}']);
        self.hashes.extend(parts.filter(|part| part.len() > 2).map(hash));
    }
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}
