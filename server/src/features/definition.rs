//! Definition and references: from a key to its record, and to its other citations.

use super::hover::{citation_at, context};
use super::{Place, View};
use crate::rules::lookup;
use siglum_corpus::Corpus;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::span::Span;

/// Where the record of the key at `offset` (bytes) stands: the manuscript's own definition or bibliography first, else
/// wherever the corpus has it.
#[must_use]
pub fn definition(view: &View<'_>, offset: usize) -> Vec<Place> {
    let Some((key, _)) = key_at(view, offset) else { return of_words(view, offset) };
    let own = view.manuscript.own_keys.iter().filter(|own| own.key == key);
    let mut places: Vec<_> = own.map(|own| Place { path: None, span: own.span, line: None }).collect();
    let mut records = view.corpus.find_all(&key, &view.served.scope);
    if records.is_empty() {
        records.extend(lookup::find(&context(view), &key));
    }
    if records.is_empty() && places.is_empty() {
        records = view.corpus.find_all(&key, &Scope::All);
    }
    // A record of a database stands nowhere that an editor could show.
    records.retain(|id| Some(id.shard) != view.served.own && view.corpus.shard(*id).has_places());
    places.extend(records.into_iter().map(|id| place_of(view.corpus, id)));
    places
}

/// Where the records stand that are named at `offset` without a key.
fn of_words(view: &View<'_>, offset: usize) -> Vec<Place> {
    let records = super::meant::at(view, offset).map(|meant| meant.records).unwrap_or_default();
    let place = |id: RecordId| {
        if Some(id.shard) != view.served.own {
            return view.corpus.shard(id).has_places().then(|| place_of(view.corpus, id));
        }
        let key = view.corpus.entry(id).key();
        let own = view.manuscript.own_keys.iter().find(|own| own.key == key)?;
        Some(Place { path: None, span: own.span, line: None })
    };
    records.into_iter().filter_map(place).collect()
}

/// The place of a record: its key, or its beginning where the key was made.
#[must_use]
pub fn place_of(corpus: &Corpus, id: RecordId) -> Place {
    let shard = &corpus.shards()[id.shard as usize];
    let entry = shard.entry(id.row);
    let start = entry.span().start;
    let span = if entry.key_span().is_empty() { Span { start, end: start } } else { entry.key_span() };
    Place { path: Some(shard.path().to_owned()), span, line: Some(entry.line()) }
}

/// The key at `offset` (bytes) with its span: a citation's, or one the manuscript defines.
#[must_use]
pub fn key_at(view: &View<'_>, offset: usize) -> Option<(String, Span)> {
    let own = view.manuscript.own_keys.iter().find(|own| own.span.touches(offset));
    let cited = citation_at(view, offset).map(|citation| (citation.key.clone(), citation.key_span));
    cited.or_else(|| own.map(|own| (own.key.clone(), own.span)))
}

/// Where the manuscript cites `key`.
#[must_use]
pub fn citations_of(view: &View<'_>, key: &str) -> Vec<Span> {
    view.manuscript.citations.iter().filter(|one| one.key == key).map(|one| one.key_span).collect()
}
