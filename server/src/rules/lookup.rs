//! What a cited key is to a manuscript: the one answer that all rules about keys share, worked out once for all of them and
//! again only when a key has changed.

use super::Context;
use super::works::Cited;
use crate::manuscript::Citation;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use siglum_corpus::index::{RecordId, Scope};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What a cited key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A record of the bibliographies that serve the manuscript.
    Known(RecordId),
    /// A record of the corpus, but of none of the manuscript's own bibliographies.
    Elsewhere(RecordId),
    /// Defined by the manuscript or its project: a `\bibitem`, an example's label, a cross-reference.
    Own,
    /// Resolved by the format's own tool outside any bibliography (Manubot's `doi:...`).
    Outside,
    /// No record has it.
    Unknown,
    /// It could not be looked up: a bibliography is missing, unread, or none is known. Never the same as not found.
    NotLooked,
}

/// Prefixes of keys that Manubot resolves by itself (its manual, "Citations"), and `tag:`, which a file of the
/// manuscript's project resolves.
pub(super) const RESOLVED_OUTSIDE: [&str; 10] =
    ["doi:", "pmid:", "pmcid:", "arxiv:", "isbn:", "url:", "wikidata:", "tag:", "raw:", "https:"];

/// What the keys of a manuscript are to it.
#[derive(Debug, Default)]
pub struct Keys {
    /// What each citation's key is, in the order of [`crate::manuscript::Manuscript::citations`].
    pub lookups: Vec<Lookup>,
    /// The records that the manuscript cites, its other parts included.
    pub cited: FxHashSet<RecordId>,
    /// The records that the manuscript's own file cites by their keys, each once, in the order in which it cites them.
    pub works: Vec<Cited>,
    /// What was found of each key that the manuscript cites.
    found: FxHashMap<Box<str>, Found>,
    /// The hash of all that this hangs on, but for the corpus and what serves.
    fingerprint: u64,
}

/// What of the corpus a key leads to: this hangs on the key alone, and on the corpus and what serves.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    /// The record of what serves.
    here: Option<RecordId>,
    /// Without one: the record of the key that it is a slip of.
    meant: Option<RecordId>,
    /// Without one: the record of any file.
    elsewhere: Option<RecordId>,
}

impl Found {
    fn of(context: &Context<'_>, key: &str) -> Self {
        let here = find(context, key);
        if here.is_some() {
            return Self { here, ..Self::default() };
        }
        let near = context.corpus.nearest_keys(key, &context.served.scope, 1);
        let meant = near.first().filter(|near| near.unique && near.distance == 1).map(|near| near.id);
        let elsewhere = context.served.declared.then(|| context.corpus.find(key, &Scope::All)).flatten();
        Self { here, meant, elsewhere }
    }
}

impl Keys {
    /// Looks all keys up; what was known before, with the same corpus and what serves, is given again where it holds,
    /// which is certain where the keys are the `same`.
    #[must_use]
    pub fn of(context: &Context<'_>, known: Option<&Arc<Self>>, same: bool) -> Arc<Self> {
        if let Some(known) = known.filter(|_| same) {
            return Arc::clone(known);
        }
        let fingerprint = fingerprint(context);
        if let Some(known) = known.filter(|known| known.fingerprint == fingerprint) {
            return Arc::clone(known);
        }
        let own: FxHashSet<&str> = context.manuscript.own_keys.iter().map(|own| own.key.as_str()).collect();
        let mut records: FxHashMap<&str, Found> = FxHashMap::default();
        // An edit changes one key: the others were looked up before.
        let before = |key: &str| known.and_then(|known| known.found.get(key)).copied();
        let look = |key: &str| before(key).unwrap_or_else(|| Found::of(context, key));
        let lookups = context.manuscript.citations.iter().map(|citation| {
            let key = citation.key.as_str();
            let found = *records.entry(key).or_insert_with(|| look(key));
            match found.here {
                Some(id) => Lookup::Known(id),
                None => without_record(context, citation, own.contains(key), found.elsewhere),
            }
        });
        let lookups: Vec<Lookup> = lookups.collect();
        let mut seen = FxHashSet::default();
        let works = lookups.iter().enumerate().filter_map(|(first, lookup)| match *lookup {
            Lookup::Known(id) => seen.insert(id).then_some(Cited { id, first }),
            _ => None,
        });
        let works = works.collect();
        for key in context.served.whole.cited() {
            records.entry(key).or_insert_with(|| look(key));
        }
        // A key with a slip means the one that it is a slip of.
        let cited = records.values().filter_map(|found| found.here.or(found.meant)).collect();
        let found = records.into_iter().map(|(key, found)| (Box::from(key), found)).collect();
        Arc::new(Self { lookups, cited, works, found, fingerprint })
    }
}

/// The hash of what the manuscript's keys are to it hangs on, as far as it is the manuscript's.
fn fingerprint(context: &Context<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    for citation in &context.manuscript.citations {
        citation.key.hash(&mut hasher);
        hasher.write_u8(u8::from(citation.crossref) | u8::from(citation.is_marked()) << 1);
    }
    for own in &context.manuscript.own_keys {
        own.key.hash(&mut hasher);
    }
    hasher.finish()
}

/// What a citation's key is for which no record serves.
fn without_record(context: &Context<'_>, citation: &Citation, own: bool, elsewhere: Option<RecordId>) -> Lookup {
    let key = citation.key.as_str();
    let served = context.served;
    let is_text = served.at_is_text && citation.is_marked();
    if citation.crossref || own || is_text || served.whole.defines(key) {
        return Lookup::Own;
    }
    if served.pending || !served.missing.is_empty() || nothing_serves(context) {
        return Lookup::NotLooked;
    }
    if let Some(id) = elsewhere {
        return Lookup::Elsewhere(id);
    }
    let lower = key.to_ascii_lowercase();
    if RESOLVED_OUTSIDE.iter().any(|prefix| lower.starts_with(prefix)) { Lookup::Outside } else { Lookup::Unknown }
}

/// The record of a key, or of a key that is a DOI, in what serves the manuscript.
#[must_use]
pub fn find(context: &Context<'_>, key: &str) -> Option<RecordId> {
    let scope = &context.served.scope;
    let by_doi = || context.corpus.find_doi(doi_of(key)?, scope).first().copied();
    context.corpus.find(key, scope).or_else(by_doi)
}

/// Whether no bibliography at all serves the manuscript.
#[must_use]
pub fn nothing_serves(context: &Context<'_>) -> bool {
    match &context.served.scope {
        Scope::All => context.corpus.shards().is_empty(),
        Scope::Some(places) => places.is_empty(),
    }
}

/// The bare DOI of a key that is one, as Manubot and MyST write it.
fn doi_of(key: &str) -> Option<&str> {
    let bare = ["doi:", "DOI:", "https://doi.org/"].iter().find_map(|prefix| key.strip_prefix(prefix)).unwrap_or(key);
    bare.starts_with("10.").then_some(bare)
}
