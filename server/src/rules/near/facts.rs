//! What is known of one paragraph, and the memory of paragraphs that were looked at before.
//!
//! Facts hang on the paragraph's words, the keys cited in it and in the whole manuscript, and the corpus: places are
//! counted from the paragraph's start, and words that are written elsewhere are not asked for.

use super::accents::{Accent, accents};
use super::cited::CitedNames;
use super::listed::{Listed, entry, listed};
use super::suspects::{Suspect, suspects};
use super::typed::{Typed, typed, typed_where};
use crate::manuscript::groups::{Group, groups, years};
use crate::manuscript::said::Said;
use crate::manuscript::words::{Word, words};
use crate::manuscript::{Manuscript, Prose};
use crate::rules::Context;
use crate::rules::lookup::find;
use crate::rules::works::Works;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet, FxHasher};
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::lang::detect;
use siglum_corpus::{Corpus, Lang, Span};
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// How much prose tells the language, in bytes.
const DETECTED: usize = 4000;

/// What is known of a paragraph.
#[derive(Debug, Default)]
pub struct Facts {
    /// Words that may be slips of names.
    pub suspects: Vec<Suspect>,
    /// Names with other accents than the records have.
    pub accents: Vec<Accent>,
    /// The typed reference that it is.
    pub listed: Option<Listed>,
    /// The works that it cites by names and a year.
    pub typed: Vec<Typed>,
    /// What [`entry`] says of it: the name and the years of an entry of a reference list.
    pub entry: Option<(String, Vec<i32>)>,
    /// Its words, for counting.
    pub said: Said,
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
    pub cited: &'a CitedNames<'a>,
}

impl Scene<'_> {
    /// The records that a cluster cites.
    #[must_use]
    pub fn cited_by(&self, cluster: u32) -> Vec<RecordId> {
        cited_by(self.context, self.context.manuscript, cluster)
    }
}

/// The records that a cluster of the manuscript cites, each once.
fn cited_by(context: &Context<'_>, manuscript: &Manuscript, cluster: u32) -> Vec<RecordId> {
    let Some(cluster) = manuscript.clusters.get(cluster as usize) else { return Vec::new() };
    let cited = manuscript.citations.get(cluster.first as usize..cluster.end as usize).unwrap_or_default();
    let mut records: Vec<RecordId> = cited.iter().filter_map(|citation| find(context, &citation.key)).collect();
    records.dedup();
    records
}

/// Paragraphs and cited works that were looked at, for the next look at the same manuscript. It spares work and changes no answer.
#[derive(Debug, Default)]
pub struct Memory {
    paragraphs: Mutex<FxHashMap<u64, Arc<Facts>>>,
    works: Works,
}

impl Memory {
    /// So many paragraphs are remembered beyond those that the manuscript has at the moment.
    const SPARE: usize = 1024;

    /// What is known of the works that the manuscript cites.
    pub(in crate::rules) fn works(&self) -> &Works {
        &self.works
    }

    fn get(&self, hash: u64) -> Option<Arc<Facts>> {
        self.paragraphs.lock().unwrap_or_else(PoisonError::into_inner).get(&hash).cloned()
    }

    fn keep(&self, paragraphs: &[(u64, u32, Arc<Facts>)]) {
        let mut known = self.paragraphs.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > paragraphs.len() + Self::SPARE {
            known.clear();
        }
        for (hash, _, facts) in paragraphs {
            known.entry(*hash).or_insert_with(|| Arc::clone(facts));
        }
    }
}

/// The facts of each paragraph of the prose, with where it begins.
pub(super) fn paragraphs(
    context: &Context<'_>,
    memory: Option<&Memory>,
    cited: &FxHashSet<RecordId>,
) -> Vec<(u32, Arc<Facts>)> {
    let text = &context.manuscript.prose.text;
    let languages = languages(context.manuscript);
    let names = CitedNames::new(context.corpus, cited);
    let basis = basis(&languages, cited);
    let mut found = Vec::new();
    for within in spans(text) {
        let hash = hash(context, basis, within);
        let facts = memory
            .and_then(|memory| memory.get(hash))
            .unwrap_or_else(|| Arc::new(facts(context, &languages, &names, within)));
        found.push((hash, within.start, facts));
    }
    if let Some(memory) = memory {
        memory.keep(&found);
    }
    found.into_iter().map(|(_, start, facts)| (start, facts)).collect()
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

/// What the facts of all paragraphs hang on: the languages, and what is cited, in whatever order.
fn basis(languages: &[Lang], cited: &FxHashSet<RecordId>) -> u64 {
    let mut hasher = FxHasher::default();
    languages.iter().for_each(|lang| lang.primary().hash(&mut hasher));
    let sum = cited.iter().fold(0u64, |sum, id| sum.wrapping_add(FxBuildHasher.hash_one(id)));
    (cited.len(), sum).hash(&mut hasher);
    hasher.finish()
}

/// What the facts of a paragraph hang on, but for the corpus.
fn hash(context: &Context<'_>, basis: u64, within: Span) -> u64 {
    let manuscript = context.manuscript;
    let mut hasher = FxHasher::default();
    within.of(&manuscript.prose.text).hash(&mut hasher);
    basis.hash(&mut hasher);
    let first = manuscript.prose.anchors.partition_point(|(at, _)| *at < within.start);
    for (_, cluster) in manuscript.prose.anchors[first..].iter().take_while(|(at, _)| *at < within.end) {
        let Some(cluster) = manuscript.clusters.get(*cluster as usize) else { continue };
        let cited = manuscript.citations.get(cluster.first as usize..cluster.end as usize).unwrap_or_default();
        cited.iter().for_each(|citation| citation.key.hash(&mut hasher));
        u8::MAX.hash(&mut hasher);
    }
    hasher.finish()
}

/// Looks at a paragraph.
fn look<T>(
    context: &Context<'_>,
    (languages, cited): (&[Lang], &CitedNames<'_>),
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
    })
}

fn facts(context: &Context<'_>, languages: &[Lang], cited: &CitedNames<'_>, within: Span) -> Facts {
    look(context, (languages, cited), within, |scene| Facts {
        suspects: suspects(scene),
        accents: accents(scene),
        listed: listed(scene),
        typed: typed(scene),
        entry: entry(scene),
        said: Said::of(scene.prose, scene.words),
    })
}

/// The paragraph around a byte of the prose: where it begins, the works that are cited there by names and a year, and the
/// reference that it is.
#[must_use]
pub fn around(context: &Context<'_>, at: u32) -> (u32, Vec<Typed>, Option<Listed>) {
    let text = context.manuscript.prose.text.as_bytes();
    let (before, behind) = text.split_at((at as usize).min(text.len()));
    let start = memchr::memmem::rfind(before, b"\n\n").map_or(0, |found| found + 2);
    let end = memchr::memmem::find(behind, b"\n\n").map_or(text.len(), |found| before.len() + found);
    let touched = |whole: Span, _: &_| whole.start <= at && at <= whole.end + 1;
    let nobody = FxHashSet::default();
    let names = CitedNames::new(context.corpus, &nobody);
    let found =
        look(context, (&[], &names), Span::new(start, end), |scene| (typed_where(scene, touched), listed(scene)));
    (start as u32, found.0, found.1)
}

/// The works that the whole manuscript cites by names and a year that is `wanted`, each with where its paragraph begins;
/// entries of reference lists cite nothing.
#[must_use]
pub fn of_year(context: &Context<'_>, wanted: impl Fn(i32) -> bool) -> Vec<(u32, Typed)> {
    let nobody = FxHashSet::default();
    let names = CitedNames::new(context.corpus, &nobody);
    let text = &context.manuscript.prose.text;
    let mut found = Vec::new();
    for within in spans(text) {
        // Most paragraphs have no such year, and looking for one costs next to nothing.
        if !years(within.of(text), 0).iter().any(|year| wanted(year.value)) {
            continue;
        }
        let (typed, listed) = look(context, (&[], &names), within, |scene| {
            let typed = typed_where(scene, |_, year| wanted(year.value));
            let listed = if typed.is_empty() { None } else { listed(scene) };
            (typed, listed.map(|listed| listed.whole()))
        });
        let cites = |one: &Typed| !listed.is_some_and(|entry| entry.touches(one.year.span.start as usize));
        found.extend(typed.into_iter().filter(cites).map(|typed| (within.start, typed)));
    }
    found
}
