//! What the near-miss rules know of a manuscript, worked out once for all of them: words that are nearly names, groups of
//! names with their citation or year, and how often a word is written (near-miss.md).
//!
//! A paragraph is looked at by itself ([`facts::Facts`]) and remembered, so that a keystroke costs one paragraph; what
//! hangs on the whole manuscript (what is cited, how often a word is written) is decided afterwards. Nothing here depends
//! on what is remembered: it only spares work.

pub mod accents;
pub mod cited;
pub mod facts;
pub mod finding;
pub mod given;
pub mod known;
pub mod listed;
pub mod suspects;
pub mod tally;
pub mod titles;
pub mod typed;
#[cfg(test)]
mod vectors;
pub mod verdict;

use super::Context;
use super::lookup::find;
use crate::manuscript::words::Word;
use facts::{Facts, Memory};
use rustc_hash::FxHashSet;
use siglum_corpus::Span;
use siglum_corpus::index::RecordId;
use std::sync::Arc;
use tally::Counts;
use verdict::Slip;

/// What is known of a manuscript.
#[derive(Default)]
pub struct Reading {
    /// Its paragraphs in order: where each begins in the prose, and what is known of it.
    pub paragraphs: Vec<(u32, Arc<Facts>)>,
    /// The records that it cites, its other parts included.
    pub cited: FxHashSet<RecordId>,
    /// Words that are slips of names, in order of place.
    pub slips: Vec<Slip>,
    /// How often the words are written that something hangs on.
    pub counts: Counts,
}

impl Reading {
    /// Reads a manuscript.
    #[must_use]
    pub fn of(context: &Context<'_>, memory: Option<&Memory>) -> Self {
        let cited = cited(context);
        let paragraphs = facts::paragraphs(context, memory, &cited);
        let counts = Counts::of(&paragraphs, &context.served.whole);
        let mut reading = Self { paragraphs, cited, counts, slips: Vec::new() };
        reading.slips = verdict::slips(context, &reading);
        reading
    }
}

/// The records that the manuscript cites, its other parts included.
fn cited(context: &Context<'_>) -> FxHashSet<RecordId> {
    let own = context.manuscript.citations.iter().map(|citation| citation.key.as_str());
    let keys: FxHashSet<&str> = own.chain(context.served.whole.cited()).collect();
    // A key with a slip means the one that it is a slip of.
    let meant = |key: &str| {
        let near = context.corpus.nearest_keys(key, &context.served.scope, 1);
        near.first().filter(|near| near.unique && near.distance == 1).map(|near| near.id)
    };
    keys.into_iter().filter_map(|key| find(context, key).or_else(|| meant(key))).collect()
}

/// The place of a span of a paragraph that begins at `start`, in the prose.
#[must_use]
pub fn shifted(span: Span, start: u32) -> Span {
    Span { start: span.start + start, end: span.end + start }
}

/// What stands between two words.
pub(crate) fn gap(text: &str, left: Word, right: Word) -> &str {
    text.get(left.span.end as usize..right.span.start as usize).unwrap_or_default()
}
