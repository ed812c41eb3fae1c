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
