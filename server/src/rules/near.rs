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
pub mod kinds;
pub mod known;
pub mod listed;
pub mod memory;
mod paragraphs;
pub mod particles;
pub mod suspects;
pub mod swapped;
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
use kinds::Kinds;
use memory::Past;
use siglum_corpus::Span;
use std::sync::Arc;
use tally::Counts;
use verdict::Slip;

/// What is known of a manuscript.
#[derive(Default)]
pub struct Reading {
    /// Where each paragraph stands in the prose.
    spans: Arc<Vec<Span>>,
    /// What is known of each.
    facts: Arc<Vec<Arc<Facts>>>,
    /// Of which kinds that is.
    kinds: Arc<Vec<Kinds>>,
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
        let marks = &context.manuscript.marks;
        let since = past.seen.as_ref().and_then(|seen| marks.since(seen, &context.manuscript.prose));
        past.seen = Some(marks.reading().clone());
        let keys = Keys::of(context, past.keys.as_ref(), since.as_ref().is_some_and(|since| since.same_keys));
        let known = past.keys.replace(Arc::clone(&keys));
        let same = known.is_some_and(|known| Arc::ptr_eq(&known, &keys) || known.cited == keys.cited);
        let news = facts::look(context, (!same).then_some(&keys.cited), past, since.as_ref());
        let (spans, facts, counts) = (Arc::clone(&past.spans), Arc::clone(&past.facts), Arc::clone(&past.counts));
        let mut reading = Self { spans, facts, keys, counts, ..Self::default() };
        verdict::judge_all(context, &reading, past, &news, !same);
        reading.kinds = Arc::clone(&past.kinds);
        reading.slips = verdict::slips(&reading, past);
        reading
    }

    /// The paragraphs that have facts of a kind, in order: where each begins in the prose, and what is known of it.
    pub fn paragraphs(&self, kinds: Kinds) -> impl Iterator<Item = (u32, &Facts)> {
        self.places(kinds).filter_map(|nth| Some((self.spans.get(nth)?.start, &**self.facts.get(nth)?)))
    }

    /// The same paragraphs by their numbers.
    fn places(&self, kinds: Kinds) -> impl Iterator<Item = usize> {
        self.kinds.iter().enumerate().filter(move |(_, own)| own.meets(kinds)).map(|(nth, _)| nth)
    }

    /// Where the paragraph behind the one that begins at `start` begins.
    #[must_use]
    pub fn behind(&self, start: u32) -> Option<u32> {
        let place = self.spans.partition_point(|span| span.start <= start);
        self.spans.get(place).map(|span| span.start)
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
