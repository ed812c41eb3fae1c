//! The corpus: immutable shards by file, looked up together.

use crate::fold::{fold, words};
use crate::record::{LangText, Record};
use crate::shard::{Entry, Shard, Stale};
use std::path::Path;
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

impl Scope {
    /// Whether the shard in that place is asked.
    #[must_use]
    pub fn holds(&self, place: u32) -> bool {
        match self {
            Self::All => true,
            Self::Some(places) => places.contains(&place),
        }
    }
}

/// The best answers to a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The records, the best first.
    pub ids: Vec<RecordId>,
    /// Whether there are more.
    pub more: bool,
}

/// A key that is spelt nearly like another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearKey {
    /// Its record.
    pub id: RecordId,
    /// How many slips apart, letters and accents folded (insertions, deletions, substitutions, transpositions).
    pub distance: u8,
    /// Whether no other key is as near.
    pub unique: bool,
}

/// A set of shards; cheap to clone, never changed in place.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    shards: Arc<[Arc<Shard>]>,
}

impl Corpus {
    /// A corpus of these shards. Of several with one path, the last one counts.
    #[must_use]
    pub fn new(mut shards: Vec<Arc<Shard>>) -> Self {
        shards.reverse();
        shards.sort_by(|a, b| a.path().cmp(b.path()));
        shards.dedup_by(|a, b| a.path() == b.path());
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
    pub fn without(&self, path: &Path) -> Self {
        Self { shards: self.shards.iter().filter(|old| old.path() != path).cloned().collect() }
    }

    /// The shards, sorted by path.
    #[must_use]
    pub fn shards(&self) -> &[Arc<Shard>] {
        &self.shards
    }

    /// Whether a record of any shard bears this name, folded: see [`Shard::knows_name`].
    #[must_use]
    pub fn knows_name(&self, folded: &str) -> bool {
        self.shards.iter().any(|shard| shard.knows_name(folded))
    }

    /// The place of the shard of that path.
    #[must_use]
    pub fn place(&self, path: &Path) -> Option<u32> {
        self.shards.binary_search_by(|shard| shard.path().cmp(path)).ok().map(|place| place as u32)
    }

    /// The shard of a record.
    ///
    /// # Panics
    /// When the id is of another corpus.
    #[must_use]
    pub fn shard(&self, id: RecordId) -> &Shard {
        &self.shards[id.shard as usize]
    }

    /// What the index knows of a record.
    #[must_use]
    pub fn entry(&self, id: RecordId) -> Entry<'_> {
        self.shard(id).entry(id.row)
    }

    fn entries(&self, scope: &Scope) -> impl Iterator<Item = (RecordId, Entry<'_>)> {
        let places = (0u32..).zip(self.shards.iter()).filter(|(place, _)| scope.holds(*place));
        places.flat_map(|(shard, rows)| (0u32..).zip(rows.entries()).map(move |(row, e)| (RecordId { shard, row }, e)))
    }

    /// The record of exactly that key or alias: the first one, by path and place in its file.
    #[must_use]
    pub fn find(&self, key: &str, scope: &Scope) -> Option<RecordId> {
        self.find_all(key, scope).first().copied()
    }

    /// All records of exactly that key or alias.
    #[must_use]
    pub fn find_all(&self, key: &str, scope: &Scope) -> Vec<RecordId> {
        let known = |entry: &Entry<'_>| entry.key() == key || entry.aliases().any(|alias| alias == key);
        self.entries(scope).filter(|(_, entry)| known(entry)).map(|(id, _)| id).collect()
    }

    /// All records whose key or alias is that one but for case and accents.
    #[must_use]
    pub fn find_folded(&self, key: &str, scope: &Scope) -> Vec<RecordId> {
        let key = fold(key);
        let known = |entry: &Entry<'_>| fold(entry.key()) == key || entry.aliases().any(|alias| fold(alias) == key);
        self.entries(scope).filter(|(_, entry)| known(entry)).map(|(id, _)| id).collect()
    }

    /// All records of that DOI, however it is written.
    #[must_use]
    pub fn find_doi(&self, doi: &str, scope: &Scope) -> Vec<RecordId> {
        let doi = crate::shard::bare_doi(doi);
        if doi.is_empty() {
            return Vec::new();
        }
        self.entries(scope).filter(|(_, entry)| entry.doi() == doi).map(|(id, _)| id).collect()
    }

    /// The record with what it inherits through crossref and xdata.
    ///
    /// # Errors
    /// [`Stale`] when its file is not what was indexed.
    pub fn record(&self, id: RecordId) -> Result<Record, Stale> {
        self.shard(id).record(id.row)
    }

    /// Other records of the same work.
    #[must_use]
    pub fn companions(&self, _id: RecordId) -> Vec<RecordId> {
        Vec::new()
    }

    /// Abstracts of the work, its own first, each with the record that holds it; one per language and kind.
    #[must_use]
    pub fn abstracts(&self, id: RecordId) -> Vec<(LangText, RecordId)> {
        let record = self.record(id).unwrap_or_default();
        record.abstracts.into_iter().map(|text| (text, id)).collect()
    }

    /// The records that a half-typed key or some words may mean, the best first.
    #[must_use]
    pub fn complete(&self, query: &str, scope: &Scope, limit: usize) -> Found {
        let query = fold(query);
        let mut ids: Vec<_> = self.entries(scope).filter(|(_, entry)| matches(entry, &query)).collect();
        ids.sort_by_key(|(_, entry)| (!fold(entry.key()).starts_with(&*query), fold(entry.key())));
        let more = ids.len() > limit;
        Found { ids: ids.into_iter().take(limit).map(|(id, _)| id).collect(), more }
    }

    /// The records that some words mean, in the whole corpus.
    #[must_use]
    pub fn search(&self, words: &str, limit: usize) -> Vec<RecordId> {
        self.complete(words, &Scope::All, limit).ids
    }

    /// The keys spelt most nearly like `key`, within max(1, min(3, length / 4)) slips.
    #[must_use]
    pub fn nearest_keys(&self, key: &str, scope: &Scope, limit: usize) -> Vec<NearKey> {
        let folded = fold(key);
        let within = (folded.chars().count() / 4).clamp(1, 3);
        let mut near: Vec<NearKey> = Vec::new();
        for (id, entry) in self.entries(scope) {
            if let Some(distance) = crate::near::osa(&folded, &fold(entry.key()), within) {
                near.push(NearKey { id, distance: distance as u8, unique: true });
            }
        }
        near.sort_by_key(|near| near.distance);
        if let [first, second, ..] = &mut *near {
            first.unique = first.distance < second.distance;
        }
        near.truncate(limit);
        near
    }
}

fn matches(entry: &Entry<'_>, query: &str) -> bool {
    let mut known = format!("{} {} {}", entry.key(), entry.title(), entry.year().unwrap_or_default());
    entry.names().for_each(|name| known.extend([" ", name.family]));
    let known = fold(&known).into_owned();
    words(query).all(|word| words(&known).any(|other| other.starts_with(word)))
}
