//! The paragraphs of the prose: where each stands, and the hash by which what is known of it is remembered.
//!
//! After an edit only those are cut and hashed again that stand where the prose is not what it was. Invariant: what comes
//! of it equals what a look at all the prose gives.

use super::attached::prints;
use super::memory::Past;
use super::verdict::asks_all;
use crate::manuscript::again::Since;
use crate::rules::Context;
use memchr::memmem::Finder;
use rustc_hash::FxHasher;
use siglum_corpus::Span;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The hash of a paragraph that must be looked at again: no paragraph has it.
pub const FORGOTTEN: u64 = 0;

/// What parts paragraphs.
const BLANK: &[u8] = b"\n\n";

/// Which paragraphs are others than before.
pub(super) struct Change {
    /// Those that were there, by their places.
    pub old: Range<usize>,
    /// Those in their place, with their hashes.
    pub found: Vec<(u64, Span)>,
}

impl Past {
    /// Which paragraphs are others than the past knows; `since`: what is known to be the same. From here on it knows where
    /// all of them stand.
    pub(super) fn change(&mut self, context: &Context<'_>, since: Option<&Since>) -> Change {
        // What was forgotten may stand anywhere.
        let since = since.filter(|_| !std::mem::take(&mut self.forgetful));
        let (old, shift, found) = self.cut(&context.manuscript.prose.text, since);
        let end = old.start.checked_sub(1).and_then(|last| self.spans.get(last)).map_or(0, |before| before.end);
        let mut passed = Passed::until(context, end);
        let basis = self.basis(context);
        let found: Vec<_> =
            found.into_iter().map(|within| (passed.hash(context, basis.clone(), within), within)).collect();
        let spans = Arc::make_mut(&mut self.spans);
        for span in &mut spans[old.end..] {
            (span.start, span.end) = (span.start.wrapping_add(shift), span.end.wrapping_add(shift));
        }
        spans.splice(old.clone(), found.iter().map(|(_, span)| *span));
        self.trimmed(old, found)
    }

    /// Cuts the prose into paragraphs where it is not known to be the same: those that were there, how far all behind them
    /// have moved (it wraps), and those in their place.
    fn cut(&self, text: &str, since: Option<&Since>) -> (Range<usize>, u32, Vec<Span>) {
        let (head, old, new) = since.map_or((0, u32::MAX, u32::MAX), |since| (since.head, since.old, since.new));
        let shift = new.wrapping_sub(old);
        let first = self.spans.partition_point(|span| span.end as usize + BLANK.len() <= head as usize);
        let mut last = self.spans.partition_point(|span| span.start < old).max(first);
        let before = first.checked_sub(1).and_then(|last| self.spans.get(last));
        let mut at = before.map_or(0, |before| before.end as usize + BLANK.len());
        let (mut found, blank) = (Vec::new(), Finder::new(BLANK));
        while at <= text.len() {
            let moved = |span: &Span| span.start.wrapping_add(shift) as usize;
            last += self.spans[last..].iter().take_while(|span| moved(span) < at).count();
            // From where an old paragraph begins on, all is as it was.
            if self.spans.get(last).is_some_and(|span| moved(span) == at) {
                return (first..last, shift, found);
            }
            let (span, next) = span_at(text, at, &blank);
            found.extend(span);
            at = next;
        }
        (first..self.spans.len(), shift, found)
    }

    /// The paragraphs that are others, without those at both ends that are the same.
    fn trimmed(&self, mut old: Range<usize>, mut found: Vec<(u64, Span)>) -> Change {
        let known = &self.hashes[old.clone()];
        let head = known.iter().zip(&found).take_while(|(old, (new, _))| *old == new).count();
        found.drain(..head);
        let known = &known[head..];
        let tail = known.iter().rev().zip(found.iter().rev()).take_while(|(old, (new, _))| *old == new).count();
        found.truncate(found.len() - tail);
        old = old.start + head..old.end - tail;
        Change { old, found }
    }

    /// What the facts of all paragraphs hang on.
    fn basis(&self, context: &Context<'_>) -> FxHasher {
        let mut basis = FxHasher::default();
        self.languages.iter().for_each(|lang| lang.primary().hash(&mut basis));
        asks_all(context.config).hash(&mut basis);
        basis
    }
}

/// The paragraphs of a text: what blank lines part.
pub(super) fn spans(text: &str) -> Vec<Span> {
    let (mut found, blank) = (Vec::new(), Finder::new(BLANK));
    let mut at = 0;
    while at <= text.len() {
        let (span, next) = span_at(text, at, &blank);
        found.extend(span);
        at = next;
    }
    found
}

/// The paragraph that begins at a byte, if it is one, and where the next begins.
fn span_at(text: &str, at: usize, blank: &Finder<'_>) -> (Option<Span>, usize) {
    let end = blank.find(&text.as_bytes()[at..]).map_or(text.len(), |found| at + found);
    ((end > at).then(|| Span::new(at, end)), end + BLANK.len())
}

/// How many of the anchors and emphasised spans stand before the paragraph that is looked at.
struct Passed {
    anchors: usize,
    emphasis: usize,
}

impl Passed {
    /// Those before a byte of the prose, at which a paragraph ends.
    fn until(context: &Context<'_>, end: u32) -> Self {
        let prose = &context.manuscript.prose;
        Self {
            anchors: prose.anchors.partition_point(|(at, _)| *at < end),
            emphasis: prose.emphasis.partition_point(|span| span.start < end),
        }
    }

    /// What the facts of the next paragraph hang on, but for the corpus and the names of cited records.
    fn hash(&mut self, context: &Context<'_>, mut hasher: FxHasher, within: Span) -> u64 {
        let (manuscript, prose) = (context.manuscript, &context.manuscript.prose);
        hasher.write_u64(xxh3_64(within.of(&prose.text).as_bytes()));
        while let Some((_, cluster)) = prose.anchors.get(self.anchors).filter(|(at, _)| *at < within.end) {
            self.anchors += 1;
            let Some(cluster) = manuscript.clusters.get(*cluster as usize) else { continue };
            let cited = manuscript.citations_in(cluster).iter();
            cited.for_each(|citation| (&citation.key, citation.form).hash(&mut hasher));
            prints(context.text, manuscript, cluster).hash(&mut hasher);
        }
        // What is emphasised may have begun before.
        let before = self.emphasis.checked_sub(1).and_then(|last| prose.emphasis.get(last));
        if let Some(span) = before.filter(|span| span.end > within.start) {
            span.of(&prose.text).hash(&mut hasher);
        }
        while let Some(span) = prose.emphasis.get(self.emphasis).filter(|span| span.start < within.end) {
            self.emphasis += 1;
            (span.start.wrapping_sub(within.start), span.len()).hash(&mut hasher);
            if span.end > within.end {
                span.of(&prose.text).hash(&mut hasher);
            }
        }
        match hasher.finish() {
            FORGOTTEN => 1,
            hash => hash,
        }
    }
}
