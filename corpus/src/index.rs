//! The corpus: immutable shards by file, looked up together.

use crate::shard::Shard;
use std::sync::Arc;

/// A record's place in a [`Corpus`]: valid for that corpus value only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// The shard, by its place in [`Corpus::shards`].
    pub shard: u32,
    /// The row in the shard.
    pub row: u32,
}

/// Which shards a question is put to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    #[default]
    All,
    /// These, by their places in [`Corpus::shards`], in order.
    Some(Vec<u32>),
}

/// A set of shards; cheap to clone, never changed in place.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    shards: Arc<[Arc<Shard>]>,
}

impl Corpus {
    /// The shards, sorted by path.
    #[must_use]
    pub fn shards(&self) -> &[Arc<Shard>] {
        &self.shards
    }
}

// The rest of the interface that server code is written against; see the index's owner.
impl Corpus {
    /// A corpus of these shards.
    #[must_use]
    pub fn new(shards: Vec<Arc<Shard>>) -> Self {
        let mut shards = shards;
        shards.sort_by(|a, b| a.path().cmp(b.path()));
        Self { shards: shards.into() }
    }

    /// This corpus with `shard` in the place of the one of the same path, or added.
    #[must_use]
    pub fn with(&self, shard: Arc<Shard>) -> Self {
        let mut shards: Vec<_> = self.shards.iter().filter(|old| old.path() != shard.path()).cloned().collect();
        shards.push(shard);
        Self::new(shards)
    }

    /// This corpus without the shard of that path.
    #[must_use]
    pub fn without(&self, path: &std::path::Path) -> Self {
        Self { shards: self.shards.iter().filter(|old| old.path() != path).cloned().collect() }
    }

    /// The place of the shard of that path.
    #[must_use]
    pub fn place(&self, path: &std::path::Path) -> Option<u32> {
        self.shards.binary_search_by(|shard| shard.path().cmp(path)).ok().map(|place| place as u32)
    }
}
