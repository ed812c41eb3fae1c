//! What is known of one paragraph, and the memory of paragraphs that were looked at before.
//!
//! Facts hang on the paragraph's words, what is emphasised and cited in it, and the corpus: places are counted from the
//! paragraph's start, and words that are written elsewhere are not asked for. Of the records that are cited elsewhere in
//! the manuscript only the names are asked for that are near a word of the paragraph: those words are kept.

use super::accents::{Accent, accents};
use super::attached::attached;
use super::cited::{Asked, CitedNames};
use super::listed::{Listed, entry, listed};
use super::memory::Past;
use super::paragraphs::{Change, spans};
use super::particles::{Particle, particles};
use super::suspects::{Suspect, suspects};
use super::swapped::{Inverted, inverted};
use super::titles::{TitleSlip, titles};
use super::typed::{Typed, typed, typed_where};
use crate::manuscript::again::Since;
use crate::manuscript::groups::{Group, groups, years};
use crate::manuscript::said::Said;
use crate::manuscript::words::{Word, words};
use crate::manuscript::{Citation, Form, Manuscript, Prose};
use crate::rules::Context;
use crate::rules::lookup::find;
use rustc_hash::FxHashSet;
use siglum_corpus::index::{NearForm, RecordId, Scope};
use siglum_corpus::lang::detect;
use siglum_corpus::{Corpus, Lang, Span};
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

/// How much prose tells the language, in bytes.
const DETECTED: usize = 4000;

/// What is known of a paragraph.
#[derive(Debug, Default)]
pub struct Facts {
    /// Words that may be slips of names.
    pub suspects: Vec<Suspect>,
    /// Names with other accents than the records have.
    pub accents: Vec<Accent>,
    /// Given names right before citations, as if they were family names, with the record.
    pub given: Vec<(Span, RecordId)>,
    /// Names with other particles than the records have.
    pub particles: Vec<Particle>,
    /// Names of a typed reference that stand the wrong way round.
    pub inverted: Vec<Inverted>,
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

/// After an edit of so many paragraphs, words are not compared one by one.
const MANY: usize = 64;

/// What another look found to be new.
pub(super) struct News {
    /// The paragraphs that were looked at.
    pub looked: Range<usize>,
    /// The hashes of the words that are written more or less often than before; `None` where that is not known.
    pub words: Option<FxHashSet<u64>>,
}

/// Looks at the paragraphs of the prose, as far as the past does not know them. What is known of them is the past's from
/// here on. The records that are `cited` are given where they are others than before.
pub(super) fn look(
    context: &Context<'_>,
    cited: Option<&FxHashSet<RecordId>>,
    past: &mut Past,
    since: Option<&Since>,
) -> News {
    let names = cited.map(|cited| past.names.update(context.corpus, cited)).unwrap_or_default();
    if !names.is_empty() {
        past.forget(|facts| facts.asked.iter().any(|word| names.iter().any(|name| word.is_near(name))));
    }
    let languages = known_languages(context.manuscript, past, since);
    let since = since.filter(|_| past.languages == languages);
    past.languages.clone_from(&languages);
    let Change { old, found } = past.change(context, since);
    past.set_aside(old.clone());
    let looked = found.iter().map(|(hash, within)| {
        let known = past.gone.get(hash).cloned();
        known.unwrap_or_else(|| Arc::new(facts(context, &languages, &past.names, *within)))
    });
    let looked: Vec<Arc<Facts>> = looked.collect();
    let few = old.len().max(looked.len()) <= MANY;
    let words = Arc::make_mut(&mut past.counts).change(&past.facts[old.clone()], &looked);
    let range = old.start..old.start + looked.len();
    past.put(old, found.into_iter().map(|(hash, _)| hash), looked);
    News { looked: range, words: few.then_some(words) }
}

/// The languages of the manuscript; as they were where what tells them is the same.
fn known_languages(manuscript: &Manuscript, past: &mut Past, since: Option<&Since>) -> Vec<Lang> {
    let same =
        manuscript.lang.is_none() && !past.declared && since.is_some_and(|since| since.head as usize >= DETECTED);
    past.declared = manuscript.lang.is_some();
    if same { past.languages.clone() } else { languages(manuscript) }
}

/// The language that the manuscript declares, else the one that its prose is found to be in.
fn languages(manuscript: &Manuscript) -> Vec<Lang> {
    let declared = manuscript.lang.clone();
    let text = &manuscript.prose.text;
    let detected = || detect(&text[..text.floor_char_boundary(DETECTED)]).map(|(lang, _)| lang);
    declared.or_else(detected).into_iter().collect()
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
        let (attached, typed) = (attached(scene), typed(scene));
        Facts {
            suspects: suspects(scene),
            accents: accents(scene),
            particles: particles(scene, &attached, &typed, listed.as_ref()),
            inverted: listed.as_ref().map(|listed| inverted(scene, listed)).unwrap_or_default(),
            given: attached.into_iter().flat_map(|attached| attached.given).collect(),
            titles: titles(scene, listed.as_ref().map(|listed| listed.title)),
            listed,
            typed,
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
