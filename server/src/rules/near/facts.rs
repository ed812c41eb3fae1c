//! What is known of one paragraph, and the memory of paragraphs that were looked at before.
//!
//! Facts hang on the paragraph's words, what is emphasised and cited in it, and the corpus: places are counted from the
//! paragraph's start, and words that are written elsewhere are not asked for. Of the records that are cited elsewhere in
//! the manuscript only the names are asked for that are near a word of the paragraph: those words are kept.

use super::accents::{Accent, accents};
use super::attached::{Attached, attached, prints};
use super::cited::{Asked, CitedNames};
use super::listed::{Listed, entry, listed};
use super::memory::Past;
use super::suspects::{Suspect, suspects};
use super::titles::{TitleSlip, titles};
use super::typed::{Typed, typed, typed_where};
use super::verdict::asks_all;
use crate::manuscript::groups::{Group, groups, years};
use crate::manuscript::said::Said;
use crate::manuscript::words::{Word, words};
use crate::manuscript::{Citation, Form, Manuscript, Prose};
use crate::rules::Context;
use crate::rules::lookup::find;
use rustc_hash::{FxHashSet, FxHasher};
use siglum_corpus::index::{NearForm, RecordId, Scope};
use siglum_corpus::lang::detect;
use siglum_corpus::{Corpus, Lang, Span};
use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// How much prose tells the language, in bytes.
const DETECTED: usize = 4000;

/// What is known of a paragraph.
#[derive(Debug, Default)]
pub struct Facts {
    /// Words that may be slips of names.
    pub suspects: Vec<Suspect>,
    /// Names with other accents than the records have.
    pub accents: Vec<Accent>,
    /// Names right before citations.
    pub attached: Vec<Attached>,
    /// The typed reference that it is.
    pub listed: Option<Listed>,
    /// The works that it cites by names and a year.
    pub typed: Vec<Typed>,
    /// What [`entry`] says of it: the name and the years of an entry of a reference list.
    pub entry: Option<(String, Vec<i32>)>,
    /// Quoted or emphasised titles in it that differ by a slip from a record's, but for the one of a typed reference;
    /// places are counted from the paragraph's start.
    pub titles: Vec<TitleSlip>,
    /// Its words, for counting.
    pub said: Said,
    /// The words for which cited names were asked.
    asked: Vec<Asked>,
}

/// A paragraph while it is looked at.
pub struct Scene<'a> {
    /// All that the rules are given.
    pub context: &'a Context<'a>,
    /// The corpus.
    pub corpus: &'a Corpus,
    /// What of it serves.
    pub scope: &'a Scope,
    /// The prose of the whole manuscript.
    pub prose: &'a Prose,
    /// The paragraph.
    pub within: Span,
    /// Its words.
    pub words: &'a [Word],
    /// Its groups.
    pub groups: &'a [Group],
    /// The languages of the manuscript.
    pub languages: &'a [Lang],
    /// The names of the records that the manuscript cites.
    pub cited: &'a CitedNames,
    /// The words for which those were asked.
    pub asked: RefCell<Vec<Asked>>,
}

impl Scene<'_> {
    /// The records that a cluster cites.
    #[must_use]
    pub fn cited_by(&self, cluster: u32) -> Vec<RecordId> {
        let cited = self.citations(cluster).iter();
        let mut records: Vec<RecordId> = cited.filter_map(|citation| find(self.context, &citation.key)).collect();
        records.dedup();
        records
    }

    /// The names of cited records that are near a folded word, the nearest first.
    #[must_use]
    pub fn near_cited(&self, folded: &str) -> Vec<NearForm> {
        let word = Asked::new(folded.to_owned());
        let near = self.cited.near(&word);
        self.asked.borrow_mut().push(word);
        near
    }

    /// Whether a cluster has a key that no record has.
    #[must_use]
    pub fn is_unknown(&self, cluster: u32) -> bool {
        self.citations(cluster).iter().any(|citation| find(self.context, &citation.key).is_none())
    }

    /// Whether a cluster begins with a citation without its author, whom the text names: "Jost [-@jost2006]".
    #[must_use]
    pub fn leaves_author_out(&self, cluster: u32) -> bool {
        self.citations(cluster).first().is_some_and(|citation| citation.form == Form::SuppressAuthor)
    }

    fn citations(&self, cluster: u32) -> &[Citation] {
        let manuscript = self.context.manuscript;
        manuscript.clusters.get(cluster as usize).map_or(&[], |cluster| manuscript.citations_in(cluster))
    }
}

/// So many paragraphs are remembered beyond those that the manuscript has at the moment.
const SPARE: usize = 1024;

/// Looks at the paragraphs of the prose, as far as the past does not know them, and gives where each begins. What is known
/// of them is the past's from here on.
pub(super) fn look(context: &Context<'_>, cited: &FxHashSet<RecordId>, past: &mut Past) -> Vec<u32> {
    let languages = languages(context.manuscript);
    let found = paragraphs(context, &languages);
    let names = past.names.update(context.corpus, cited);
    if !names.is_empty() {
        past.forget(|facts| facts.asked.iter().any(|word| names.iter().any(|name| word.is_near(name))));
    }
    // What stands before and behind the paragraphs that changed is the same and stays where it is.
    let (old, new) = (&past.hashes, &found);
    let first = old.iter().zip(new).take_while(|(old, (new, _))| *old == new).count();
    let rest = old.len().min(new.len()) - first;
    let last = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, (new, _))| *old == new).count();
    let (old_end, new_end) = (old.len() - last, new.len() - last);
    if (first, first) != (old_end, new_end) {
        past.set_aside(first..old_end);
        let mut counts = std::mem::take(&mut past.counts);
        let counted = Arc::make_mut(&mut counts);
        past.facts[first..old_end].iter().for_each(|facts| counted.take(&facts.said));
        let looked: Vec<Arc<Facts>> = found[first..new_end]
            .iter()
            .map(|(hash, within)| {
                let known = past.gone.get(hash).cloned();
                known.unwrap_or_else(|| Arc::new(facts(context, &languages, &past.names, *within)))
            })
            .collect();
        looked.iter().for_each(|facts| counted.add(&facts.said));
        past.counts = counts;
        past.hashes.splice(first..old_end, found[first..new_end].iter().map(|(hash, _)| *hash));
        Arc::make_mut(&mut past.facts).splice(first..old_end, looked);
    }
    if past.gone.len() > past.hashes.len() + SPARE {
        past.gone.clear();
    }
    found.into_iter().map(|(_, within)| within.start).collect()
}

/// The hash of a paragraph that must be looked at again: no paragraph has it.
const FORGOTTEN: u64 = 0;

impl Past {
    /// Forgets the paragraphs of which that is true.
    fn forget(&mut self, is_old: impl Fn(&Facts) -> bool) {
        for (hash, facts) in self.hashes.iter_mut().zip(self.facts.iter()) {
            if is_old(facts) {
                *hash = FORGOTTEN;
            }
        }
        self.gone.retain(|_, facts| !is_old(facts));
    }

    /// Keeps paragraphs that the manuscript has no more, or elsewhere.
    fn set_aside(&mut self, range: std::ops::Range<usize>) {
        let known = self.hashes[range.clone()].iter().zip(&self.facts[range]);
        let kept = known.filter(|(hash, _)| **hash != FORGOTTEN);
        self.gone.extend(kept.map(|(hash, facts)| (*hash, Arc::clone(facts))));
    }
}

/// The paragraphs of the prose with their hashes.
fn paragraphs(context: &Context<'_>, languages: &[Lang]) -> Vec<(u64, Span)> {
    let prose = &context.manuscript.prose;
    let mut basis = FxHasher::default();
    languages.iter().for_each(|lang| lang.primary().hash(&mut basis));
    asks_all(context.config).hash(&mut basis);
    let mut passed = Passed::default();
    let spans = spans(&prose.text).into_iter();
    spans.map(|within| (passed.hash(context, basis.clone(), within), within)).collect()
}

/// The paragraphs of a text: what blank lines part.
fn spans(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut ends = memchr::memmem::find_iter(text.as_bytes(), "\n\n").chain(std::iter::once(text.len()));
    while let Some(end) = ends.by_ref().find(|end| *end >= start) {
        if end > start {
            found.push(Span::new(start, end));
        }
        start = end + 2;
        if start > text.len() {
            break;
        }
    }
    found
}

/// The language that the manuscript declares, else the one that its prose is found to be in.
fn languages(manuscript: &Manuscript) -> Vec<Lang> {
    let declared = manuscript.lang.clone();
    let text = &manuscript.prose.text;
    let detected = || detect(&text[..text.floor_char_boundary(DETECTED)]).map(|(lang, _)| lang);
    declared.or_else(detected).into_iter().collect()
}

/// How many of the anchors and emphasised spans stand before the paragraph that is looked at.
#[derive(Default)]
struct Passed {
    anchors: usize,
    emphasis: usize,
}

impl Passed {
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

/// Looks at a paragraph.
fn with_scene<T>(
    context: &Context<'_>,
    (languages, cited): (&[Lang], &CitedNames),
    within: Span,
    answer: impl FnOnce(&Scene<'_>) -> T,
) -> T {
    let prose = &context.manuscript.prose;
    let words: Vec<Word> = words(prose, within).collect();
    let groups = groups(prose, within, &words);
    answer(&Scene {
        context,
        corpus: context.corpus,
        scope: &context.served.scope,
        prose,
        within,
        words: &words,
        groups: &groups,
        languages,
        cited,
        asked: RefCell::default(),
    })
}

fn facts(context: &Context<'_>, languages: &[Lang], cited: &CitedNames, within: Span) -> Facts {
    with_scene(context, (languages, cited), within, |scene| {
        let listed = listed(scene);
        Facts {
            suspects: suspects(scene),
            accents: accents(scene),
            attached: attached(scene),
            titles: titles(scene, listed.as_ref().map(|listed| listed.title)),
            listed,
            typed: typed(scene),
            entry: entry(scene),
            said: Said::of(scene.prose, scene.words),
            asked: scene.asked.take(),
        }
    })
}

/// So much of a paragraph is looked at to either side of a place, in bytes; no reference is longer.
const AROUND: usize = 16 * 1024;

/// The paragraph around a byte of the prose: where it begins, the works that are cited there by names and a year, and the
/// reference that it is.
#[must_use]
pub fn around(context: &Context<'_>, at: u32) -> (u32, Vec<Typed>, Option<Listed>) {
    let text = &context.manuscript.prose.text;
    let at_byte = text.floor_char_boundary(at as usize);
    let first = text.ceil_char_boundary(at_byte.saturating_sub(AROUND));
    let last = text.floor_char_boundary((at_byte + AROUND).min(text.len()));
    let (before, behind) = (&text.as_bytes()[first..at_byte], &text.as_bytes()[at_byte..last]);
    let start = memchr::memmem::rfind(before, b"\n\n").map_or(first, |found| first + found + 2);
    let end = memchr::memmem::find(behind, b"\n\n").map_or(last, |found| at_byte + found);
    let touched = |whole: Span, _: &_| whole.start <= at && at <= whole.end + 1;
    let names = CitedNames::default();
    let found =
        with_scene(context, (&[], &names), Span::new(start, end), |scene| (typed_where(scene, touched), listed(scene)));
    (start as u32, found.0, found.1)
}

/// The works that the whole manuscript cites by names and a year that is `wanted`, each with where its paragraph begins;
/// entries of reference lists cite nothing.
#[must_use]
pub fn of_year(context: &Context<'_>, wanted: impl Fn(i32) -> bool) -> Vec<(u32, Typed)> {
    let names = CitedNames::default();
    let text = &context.manuscript.prose.text;
    let mut found = Vec::new();
    for within in spans(text) {
        // Most paragraphs have no such year, and looking for one costs next to nothing.
        if !years(within.of(text), 0).iter().any(|year| wanted(year.value)) {
            continue;
        }
        let (typed, listed) = with_scene(context, (&[], &names), within, |scene| {
            let typed = typed_where(scene, |_, year| wanted(year.value));
            let listed = if typed.is_empty() { None } else { listed(scene) };
            (typed, listed.map(|listed| listed.whole()))
        });
        let cites = |one: &Typed| !listed.is_some_and(|entry| entry.touches(one.year.span.start as usize));
        found.extend(typed.into_iter().filter(cites).map(|typed| (within.start, typed)));
    }
    found
}
