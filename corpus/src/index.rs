//! The corpus: immutable shards by file, looked up together.

mod complete;
#[cfg(test)]
mod formats;
mod inherit;
mod marked;
mod memo;
mod nearest;
mod people;
mod plan;
#[cfg(test)]
mod tests;
mod titles;
mod works;

use crate::fold::fold;
use crate::shard::{Entry, People, Shard};
use complete::{Fit, Query};
use memo::Memo;
pub use people::{Bearer, NearForm};
use plan::{Merged, Plan, Segment};
use std::path::Path;
use std::sync::{Arc, OnceLock, Weak};

pub use works::Work;

/// A record's place in a [`Corpus`]: valid for that corpus value only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// The shard, by its place in [`Corpus::shards`].
    pub shard: u32,
    /// The row in the shard.
    pub row: u32,
}

/// Which shards a question is put to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
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
    /// Made when first asked for.
    plan: Arc<OnceLock<Plan>>,
    /// What small shards were merged into before the last swap.
    merged: Option<Arc<Merged>>,
    memo: Arc<Memo<NearKey>>,
    /// Titles that were asked for.
    titles: Arc<Memo<RecordId>>,
    /// Words that were compared with names.
    near_names: Arc<Memo<NearForm>>,
}

impl Corpus {
    /// A corpus of these shards. Of several with one path, the last one counts.
    #[must_use]
    pub fn new(mut shards: Vec<Arc<Shard>>) -> Self {
        shards.reverse();
        shards.sort_by(|a, b| a.path().cmp(b.path()));
        shards.dedup_by(|a, b| a.path() == b.path());
        Self { shards: shards.into(), ..Self::default() }
    }

    /// This corpus with `shard` in the place of the one of the same path, or added.
    #[must_use]
    pub fn with(&self, shard: Arc<Shard>) -> Self {
        let (before, after) = match self.shards.binary_search_by(|old| old.path().cmp(shard.path())) {
            Ok(place) => (self.shards.get(..place), self.shards.get(place + 1..)),
            Err(place) => (self.shards.get(..place), self.shards.get(place..)),
        };
        let old = |part: Option<&[Arc<Shard>]>| part.unwrap_or_default().to_vec();
        self.swapped([old(before), vec![shard], old(after)].concat())
    }

    /// This corpus without the shard of that path.
    #[must_use]
    pub fn without(&self, path: &Path) -> Self {
        self.swapped(self.shards.iter().filter(|old| old.path() != path).cloned().collect())
    }

    fn swapped(&self, shards: Vec<Arc<Shard>>) -> Self {
        let merged = self.plan.get().map_or(&self.merged, |plan| &plan.merged).clone();
        Self { shards: shards.into(), merged, ..Self::default() }
    }

    /// Puts a question to the tables of the shards of a scope.
    fn ask<'a>(&'a self, scope: &Scope, question: impl FnMut(&Segment<'a>)) {
        let plan = self.plan.get_or_init(|| Plan::new(&self.shards, self.merged.as_ref()));
        plan.segments(&self.shards, scope).iter().for_each(question);
    }

    /// What tells this set of shards from any other, without keeping it: clones of the corpus have the same.
    #[must_use]
    pub fn mark(&self) -> Weak<[Arc<Shard>]> {
        Arc::downgrade(&self.shards)
    }

    /// The shards, sorted by path.
    #[must_use]
    pub fn shards(&self) -> &[Arc<Shard>] {
        &self.shards
    }

    /// Whether it holds of the people of any shard.
    fn any_people(&self, holds: impl Fn(&People) -> bool) -> bool {
        let mut found = false;
        self.ask(&Scope::All, |segment| found = found || holds(segment.people()));
        found
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

    /// The record of exactly that key or alias: the first one, by path and place in its file.
    #[must_use]
    pub fn find(&self, key: &str, scope: &Scope) -> Option<RecordId> {
        let mut first: Option<RecordId> = None;
        self.folded(key, scope, |id| {
            let before = first.is_none_or(|first| id < first);
            if before && self.is_key(id, key) {
                first = Some(id);
            }
        });
        first
    }

    /// All records of exactly that key or alias, by path and place in their files.
    #[must_use]
    pub fn find_all(&self, key: &str, scope: &Scope) -> Vec<RecordId> {
        let mut found = self.find_folded(key, scope);
        found.retain(|id| self.is_key(*id, key));
        found
    }

    /// All records whose key or alias is that one but for case and accents, by path and place in their files.
    #[must_use]
    pub fn find_folded(&self, key: &str, scope: &Scope) -> Vec<RecordId> {
        let mut found = Vec::new();
        self.folded(key, scope, |id| found.push(id));
        found.sort_unstable();
        found.dedup();
        found
    }

    fn folded(&self, key: &str, scope: &Scope, mut each: impl FnMut(RecordId)) {
        let folded = fold(key);
        self.ask(scope, |segment| {
            segment.tables.rows_of(&folded).iter().filter_map(|row| segment.id(*row)).for_each(&mut each);
        });
    }

    fn is_key(&self, id: RecordId, key: &str) -> bool {
        let entry = self.entry(id);
        entry.key() == key || entry.aliases().any(|alias| alias == key)
    }

    /// All records of that DOI, however it is written, by path and place in their files.
    #[must_use]
    pub fn find_doi(&self, doi: &str, scope: &Scope) -> Vec<RecordId> {
        let doi = crate::shard::bare_doi(doi);
        let mut found = Vec::new();
        if !doi.is_empty() {
            self.ask(scope, |segment| {
                let ids = segment.tables.works(crate::shard::doi_hash(&doi)).filter_map(|row| segment.id(row));
                found.extend(ids.filter(|id| self.entry(*id).doi() == doi));
            });
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The records that a half-typed key or some words may mean, the best first: the exact key, keys that begin so, then
    /// records of which every word begins a part of the key, a name or the year; any word of the record; and those with a
    /// misspelt word. Among equals by key. An empty query lists records by key.
    #[must_use]
    pub fn complete(&self, query: &str, scope: &Scope, limit: usize) -> Found {
        let found = self.complete_query(Query::new(query), scope, limit);
        match Query::camel(query) {
            Some(query) if found.ids.is_empty() => self.complete_query(query, scope, limit),
            _ => found,
        }
    }

    fn complete_query(&self, mut query: Query, scope: &Scope, limit: usize) -> Found {
        let mut hits: Vec<(Fit, &str, RecordId)> = Vec::new();
        let mut more = false;
        self.ask(scope, |segment| query.count(segment));
        self.ask(scope, |segment| {
            let (found, cut) = complete::complete(segment, &query, limit);
            more |= cut;
            let named = |(fit, key, row)| Some((fit, segment.tables.keys.get(key as usize), segment.id(row)?));
            hits.extend(found.into_iter().filter_map(named));
        });
        hits.sort_unstable();
        let ids: Vec<RecordId> = hits.iter().map(|hit| hit.2).take(limit).collect();
        Found { more: more || hits.len() > ids.len(), ids }
    }

    /// The records that some words mean, in the whole corpus, the best first.
    #[must_use]
    pub fn search(&self, words: &str, limit: usize) -> Vec<RecordId> {
        self.complete(words, &Scope::All, limit).ids
    }
}
