//! The works that a manuscript cites, and what is known of each: found out when a rule first asks, and remembered while
//! the corpus and what serves are the same, so that a keystroke reads no record.

mod published;
mod retraction;

use super::twins::doi;
use super::{Context, Edit};
use rustc_hash::FxHashMap;
use siglum_corpus::index::RecordId;
use siglum_corpus::{Lang, Record};
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

/// What is known of the works that several manuscripts cite: those that the same files serve with the same settings, while
/// these do not change.
#[derive(Debug, Default)]
pub struct Shared(pub(super) Works);

/// What is known of one work. Each part is worked out by the rule that asks for it.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// Other records of the manuscript's bibliographies that describe the same work, ascending.
    pub(super) twins: OnceLock<Vec<RecordId>>,
    /// The languages of its abstracts, in any file; `None` for one that is not known.
    pub(super) abstracts: OnceLock<Vec<Option<Lang>>>,
    said: OnceLock<Said>,
}

/// What records, notices and lists say of a work.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// That it is retracted.
    pub(super) retraction: Option<Retraction>,
    /// What was published of it, where it is a preprint.
    pub(super) published: Option<RecordId>,
}

/// That a work is retracted.
#[derive(Debug)]
pub(super) struct Retraction {
    /// Who says so.
    pub(super) source: Source,
    /// In which words; of a list the entry.
    pub(super) words: String,
}

/// Who says that a work is retracted.
#[derive(Debug)]
pub(super) enum Source {
    /// A record of the work.
    Record(RecordId),
    /// A notice that retracts it.
    Notice(RecordId),
    /// A list of the settings, by its name.
    List(String),
}

/// So many other records of a work are asked.
const OTHERS: usize = 8;

impl Work {
    /// What is said of the work of a record; the record is read once for all rules that ask.
    pub(super) fn said(&self, context: &Context<'_>, id: RecordId) -> &Said {
        self.said.get_or_init(|| {
            let Ok(record) = context.corpus.record(id) else { return Said::default() };
            Said { retraction: retracted(context, id, &record), published: published::published(context, id, &record) }
        })
    }
}

/// Who says that a work is retracted: its own record, those of other files, a notice, or a list.
fn retracted(context: &Context<'_>, id: RecordId, record: &Record) -> Option<Retraction> {
    if retraction::is_notice(record) {
        return None;
    }
    if let Some(words) = retraction::said(record) {
        return Some(Retraction { source: Source::Record(id), words });
    }
    let corpus = context.corpus;
    for other in corpus.indexed_companions(id).into_iter().take(OTHERS) {
        if let Some(words) = corpus.record(other).ok().and_then(|other| retraction::said(&other)) {
            return Some(Retraction { source: Source::Record(other), words });
        }
    }
    let doi = doi(record);
    if let Some(notice) = doi.as_ref().and_then(|doi| corpus.notices_of(doi).first().copied()) {
        let words = corpus.entry(notice).title().chars().take(80).collect();
        return Some(Retraction { source: Source::Notice(notice), words });
    }
    let lists = &context.config.retractions;
    let key = record.key.value.as_str();
    let pmid = record.variable("PMID").map_or("", |text| text.value.trim());
    let doi = doi.as_deref().unwrap_or_default();
    let marks = [(doi, lists.doi(doi)), (pmid, lists.pmid(pmid)), (key, lists.key(key))];
    let (mark, list) = marks.into_iter().find_map(|(mark, list)| Some((mark, list?)))?;
    Some(Retraction { source: Source::List(list.to_owned()), words: mark.to_owned() })
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
