//! What the near-miss rules know of a manuscript, worked out once for all of them: words that are nearly names, groups of
//! names with their citation or year, and how often a word is written (near-miss.md).
//!
//! A paragraph is looked at by itself ([`facts::Facts`]) and remembered, so that a keystroke costs one paragraph; what
//! hangs on the whole manuscript (what is cited, how often a word is written) is decided afterwards. Nothing here depends
//! on what is remembered: it only spares work.

pub mod accents;
pub mod attached;
pub mod cited;
pub mod facts;
pub mod finding;
pub mod given;
pub mod known;
pub mod listed;
pub mod memory;
pub mod suspects;
pub mod tally;
pub mod titles;
pub mod typed;
#[cfg(test)]
mod vectors;
pub mod verdict;

use super::Context;
use super::lookup::Keys;
use crate::manuscript::words::Word;
use facts::Facts;
use memory::Past;
use siglum_corpus::Span;
use std::sync::Arc;
use tally::Counts;
use verdict::Slip;

/// What is known of a manuscript.
#[derive(Default)]
pub struct Reading {
    /// Where each paragraph begins in the prose.
    starts: Vec<u32>,
    /// What is known of each.
    facts: Arc<Vec<Arc<Facts>>>,
    /// What its keys are to it.
    pub keys: Arc<Keys>,
    /// Words that are slips of names, in order of place.
    pub slips: Vec<Slip>,
    /// How often words are written.
    pub counts: Arc<Counts>,
}

impl Reading {
    /// Reads a manuscript, of which the past is known.
    #[must_use]
    pub fn of(context: &Context<'_>, past: &mut Past) -> Self {
        let keys = Keys::of(context, past.keys.as_ref());
        past.keys = Some(Arc::clone(&keys));
        let starts = facts::look(context, &keys.cited, past);
        let (facts, counts) = (Arc::clone(&past.facts), Arc::clone(&past.counts));
        let mut reading = Self { starts, facts, keys, counts, slips: Vec::new() };
        reading.slips = verdict::slips(context, &reading);
        reading
    }

    /// Its paragraphs in order: where each begins in the prose, and what is known of it.
    pub fn paragraphs(&self) -> impl Iterator<Item = (u32, &Facts)> {
        self.starts.iter().copied().zip(self.facts.iter().map(|facts| &**facts))
    }
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
