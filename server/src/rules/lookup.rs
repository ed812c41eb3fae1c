//! What a cited key is to a manuscript: the one answer that all rules about keys share.

use super::Context;
use crate::manuscript::Citation;
use siglum_corpus::index::{RecordId, Scope};

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
const RESOLVED_OUTSIDE: [&str; 10] =
    ["doi:", "pmid:", "pmcid:", "arxiv:", "isbn:", "url:", "wikidata:", "tag:", "raw:", "https:"];

/// Looks a citation's key up.
#[must_use]
pub fn lookup(context: &Context<'_>, citation: &Citation) -> Lookup {
    let key = citation.key.as_str();
    let served = context.served;
    if let Some(id) = find(context, key) {
        return Lookup::Known(id);
    }
    let own = context.manuscript.own_keys.iter().any(|own| own.key == key);
    let is_text = served.at_is_text && citation.span.start < citation.key_span.start;
    if citation.crossref || own || is_text || served.whole.defines(key) {
        return Lookup::Own;
    }
    if served.pending || !served.missing.is_empty() || nothing_serves(context) {
        return Lookup::NotLooked;
    }
    if let Some(id) = served.declared.then(|| context.corpus.find(key, &Scope::All)).flatten() {
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
