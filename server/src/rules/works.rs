//! The works that a manuscript cites, and what is known of each: found out when a rule first asks, and remembered while
//! the corpus and what serves are the same, so that a keystroke reads no record.

use super::{Context, Edit};
use rustc_hash::FxHashMap;
use siglum_corpus::index::RecordId;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// So many works are remembered; one types past more keys than one cites.
const MOST: usize = 20_000;

/// A record that a manuscript cites.
#[derive(Clone, Copy, Debug)]
pub struct Cited {
    /// The record.
    pub id: RecordId,
    /// Where it is cited first, by the place among the manuscript's citations.
    pub first: usize,
}

/// What is known of works, by their records.
#[derive(Debug, Default)]
pub(super) struct Works(Mutex<FxHashMap<RecordId, Arc<Work>>>);

/// What is known of one work. Each part is worked out by the rule that asks for it.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// Other records of the manuscript's bibliographies that describe the same work, ascending.
    pub(super) twins: OnceLock<Vec<RecordId>>,
}

impl Works {
    /// What is known of a record's work.
    pub(super) fn of(&self, id: RecordId) -> Arc<Work> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        Arc::clone(known.entry(id).or_default())
    }
}

/// The edits that cite one key in the place of another wherever the manuscript's file cites it.
pub(super) fn recite(context: &Context<'_>, key: &str, instead: &str) -> Vec<Edit> {
    let citations = context.manuscript.citations.iter().filter(|citation| citation.key == key);
    citations.map(|citation| Edit { path: None, span: citation.key_span, text: instead.to_owned() }).collect()
}
