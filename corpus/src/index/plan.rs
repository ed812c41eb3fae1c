//! Which tables a corpus is looked up in: large shards one by one, many small ones together.
//!
//! A workspace may hold thousands of files of one record. Asking each takes a microsecond; so their tables are merged when
//! there are many, and the merged tables outlive swaps: what was swapped since is left out of them and asked by itself,
//! until that is too much. Invariant: every shard is in exactly one segment of [`Plan::segments`].

use crate::index::{RecordId, Scope};
use crate::shard::{People, Shard, Tables, TablesBuilder};
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

/// Shards of fewer records are small.
const SMALL: u32 = 512;
/// So many small shards are asked one by one.
const ALONE: usize = 32;

/// The merged tables of some small shards.
#[derive(Debug)]
pub(super) struct Merged {
    shards: Vec<Arc<Shard>>,
    /// The first row of each shard in `tables`.
    bases: Vec<u32>,
    tables: Tables,
    people: OnceLock<People>,
}

impl Merged {
    fn new(shards: Vec<Arc<Shard>>) -> Self {
        let mut builder = TablesBuilder::default();
        let mut bases = Vec::with_capacity(shards.len());
        let mut base = 0;
        for shard in &shards {
            bases.push(base);
            base += shard.len();
            builder.absorb(shard.tables());
        }
        Self { shards, bases, tables: builder.finish(), people: OnceLock::new() }
    }

    /// The people of all its shards.
    fn people(&self) -> &People {
        let entries = || {
            let shards = self.bases.iter().zip(&self.shards);
            shards.flat_map(|(base, shard)| (*base..).zip(shard.entries()))
        };
        self.people.get_or_init(|| People::of(entries()))
    }
}

/// How the shards of one corpus value are looked up.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) merged: Option<Arc<Merged>>,
    /// For each merged shard, its place in the corpus; `None` for one that is no longer there.
    places: Vec<Option<u32>>,
    /// The places of the shards that are looked up by themselves.
    alone: Vec<u32>,
}

/// A part of the corpus with tables of its own.
pub(super) struct Segment<'a> {
    pub(super) tables: &'a Tables,
    whose: Whose<'a>,
    rows: Rows<'a>,
}

/// Whose tables a segment has.
enum Whose<'a> {
    Shard(&'a Shard),
    Merged(&'a Merged),
}

enum Rows<'a> {
    Of(u32),
    /// `asked` marks the places of a scope; `None` asks all.
    Merged {
        bases: &'a [u32],
        places: &'a [Option<u32>],
        asked: Option<Vec<bool>>,
    },
}

impl<'a> Segment<'a> {
    /// The people of its records; those of a shard that is not asked bear names all the same.
    pub(super) fn people(&self) -> &'a People {
        match self.whose {
            Whose::Shard(shard) => shard.people(),
            Whose::Merged(merged) => merged.people(),
        }
    }

    /// The record of a row of the tables; `None` where its shard is gone, or not asked.
    pub(super) fn id(&self, row: u32) -> Option<RecordId> {
        match &self.rows {
            Rows::Of(shard) => Some(RecordId { shard: *shard, row }),
            Rows::Merged { bases, places, asked } => {
                let number = bases.partition_point(|base| *base <= row).checked_sub(1)?;
                // Of several shards with one base, all but the last are empty.
                let shard = (*places.get(number)?)?;
                holds(asked.as_deref(), shard)
                    .then(|| RecordId { shard, row: row - bases.get(number).copied().unwrap_or(row) })
            }
        }
    }
}

impl Plan {
    /// A plan for these shards, which uses what is merged already if that is still most of it.
    pub(super) fn new(shards: &[Arc<Shard>], known: Option<&Arc<Merged>>) -> Self {
        let small = shards.iter().filter(|shard| shard.len() < SMALL).count();
        if small <= ALONE {
            return Self { alone: (0..shards.len() as u32).collect(), ..Self::default() };
        }
        let kept = known.map(|merged| Self::with(shards, Arc::clone(merged)));
        let fits = |plan: &Self| {
            let large = shards.len() - small;
            plan.alone.len() - large.min(plan.alone.len()) <= ALONE
                && plan.places.iter().flatten().count() * 2 > plan.places.len()
        };
        kept.filter(fits).unwrap_or_else(|| {
            let small = shards.iter().filter(|shard| shard.len() < SMALL).cloned().collect();
            Self::with(shards, Arc::new(Merged::new(small)))
        })
    }

    fn with(shards: &[Arc<Shard>], merged: Arc<Merged>) -> Self {
        let numbers: FxHashMap<_, _> =
            merged.shards.iter().zip(0usize..).map(|(shard, at)| (Arc::as_ptr(shard), at)).collect();
        let mut places = vec![None; merged.shards.len()];
        let mut alone = Vec::new();
        for (place, shard) in (0u32..).zip(shards) {
            match numbers.get(&Arc::as_ptr(shard)).and_then(|number| places.get_mut(*number)) {
                Some(slot) => *slot = Some(place),
                None => alone.push(place),
            }
        }
        Self { merged: Some(merged), places, alone }
    }

    /// The segments to ask.
    pub(super) fn segments<'a>(&'a self, shards: &'a [Arc<Shard>], scope: &Scope) -> Vec<Segment<'a>> {
        let single = |place: u32| {
            let shard: &Shard = shards.get(place as usize)?;
            Some(Segment { tables: shard.tables(), whose: Whose::Shard(shard), rows: Rows::Of(place) })
        };
        let asked = match scope {
            Scope::Some(places) if self.merged.is_none() || places.len() <= ALONE => {
                let mut places = places.clone();
                places.sort_unstable();
                places.dedup();
                return places.into_iter().filter_map(single).collect();
            }
            Scope::Some(places) => {
                let mut asked = vec![false; shards.len()];
                let slots = places.iter().map(|place| *place as usize).filter(|place| *place < shards.len());
                slots.for_each(|place| asked[place] = true);
                Some(asked)
            }
            Scope::All => None,
        };
        let alone = self.alone.iter().copied().filter(|place| holds(asked.as_deref(), *place));
        let mut segments: Vec<_> = alone.filter_map(single).collect();
        segments.extend(self.merged.as_ref().map(|merged| Segment {
            tables: &merged.tables,
            whose: Whose::Merged(merged),
            rows: Rows::Merged { bases: &merged.bases, places: &self.places, asked },
        }));
        segments
    }
}

fn holds(asked: Option<&[bool]>, place: u32) -> bool {
    asked.is_none_or(|asked| asked.get(place as usize).copied().unwrap_or(false))
}
