//! From a key to its record, and back to every place that names it.

use super::naming::{Named, Subject, bibliographies, manuscripts, mentions_in, subject, work};
use super::places::{self, location};
use crate::features::mentions::Naming;
use crate::features::{Place, definition};
use crate::lsp::convert;
use crate::lsp::event::{Open, Snapshot};
use crate::workspace::document::Role;
use siglum_corpus::index::Scope;
use siglum_corpus::span::Span;
use tower_lsp::ls_types::{DocumentHighlight, DocumentHighlightKind, Location, Position};

/// Where the record of the key at a position stands.
pub fn definition(snapshot: &Snapshot, position: Position) -> Option<Vec<Location>> {
    let open = snapshot.current.as_ref()?;
    let found = match open.view.role {
        Role::Bibliography => of_pointer(snapshot, &subject(snapshot, position)?),
        Role::Manuscript(_) | Role::Settings | Role::Other => of_citation(snapshot, open, position),
    };
    (!found.is_empty()).then_some(found)
}

/// The records that a bibliography's key or field names.
fn of_pointer(snapshot: &Snapshot, subject: &Subject) -> Vec<Location> {
    let places = subject.files.iter().filter_map(|file| snapshot.corpus.place(file)).collect();
    let records = snapshot.corpus.find_all(&subject.key, &Scope::Some(places));
    let places = records.into_iter().map(|id| definition::place_of(&snapshot.corpus, id));
    places.filter_map(|place| location(snapshot, place.path.as_deref()?, place.span, place.line)).collect()
}

/// The definitions in the manuscript and its parts, and the records.
fn of_citation(snapshot: &Snapshot, open: &Open, position: Position) -> Vec<Location> {
    let view = &open.view;
    let offset = convert::offset(&view.parsed.text, &view.parsed.lines, position, snapshot.client.encoding);
    let place = |place: Place| match place.path.as_deref() {
        Some(path) => location(snapshot, path, place.span, place.line),
        None => places::location_in(snapshot, open, place.span),
    };
    let mut found: Vec<_> = definition::definition(&view.view(false), offset).into_iter().filter_map(place).collect();
    if let Some(subject) = subject(snapshot, position).filter(|subject| view.served.whole.defines(&subject.key)) {
        let parts = manuscripts(snapshot, &subject).into_iter().filter(|named| named.path != view.path);
        found.extend(parts.flat_map(|named| locations(snapshot, &named, &named.defined)));
    }
    found
}

/// The places in this document that name the key at a position.
pub fn highlights(snapshot: &Snapshot, position: Position) -> Option<Vec<DocumentHighlight>> {
    let open = snapshot.current.as_ref()?;
    let view = &open.view;
    let subject = work(snapshot, position)?;
    let mut spans: Vec<(Span, DocumentHighlightKind)> = Vec::new();
    if let Role::Bibliography = view.role {
        let shard = view.corpus.shards().get(view.corpus.place(view.path.as_deref()?)? as usize)?;
        spans.extend(mentions_in(snapshot, shard, &subject.key).into_iter().map(|mention| match mention.naming {
            Naming::Key | Naming::Alias => (mention.span, DocumentHighlightKind::WRITE),
            Naming::Pointer => (mention.span, DocumentHighlightKind::READ),
        }));
    } else {
        let own = view.parsed.manuscript.own_keys.iter().filter(|own| own.key == subject.key);
        spans.extend(own.map(|own| (own.span, DocumentHighlightKind::WRITE)));
        let cited = definition::citations_of(&view.view(false), &subject.key);
        let all = cited.into_iter().chain(subject.typed_in(view));
        spans.extend(all.map(|span| (span, DocumentHighlightKind::READ)));
        spans.sort_by_key(|(span, _)| *span);
    }
    let highlight = |(span, kind)| DocumentHighlight {
        range: places::range(&snapshot.client, &view.parsed, span),
        kind: Some(kind),
    };
    Some(spans.into_iter().map(highlight).collect())
}

/// Every place that names the work at a position: by key, or by names and a year; in open documents, in the manuscripts of
/// the workspace, and in fields of the bibliographies that serve them.
pub fn references(snapshot: &Snapshot, position: Position, declaration: bool) -> Option<Vec<Location>> {
    let subject = work(snapshot, position)?;
    let mut found = Vec::new();
    let named = manuscripts(snapshot, &subject);
    let files = bibliographies(snapshot, &subject, &named);
    let mentions = files.iter().flat_map(|file| file.mentions.iter().map(|mention| (file.shard.path(), mention)));
    let (pointers, records): (Vec<_>, Vec<_>) = mentions.partition(|(_, mention)| mention.naming == Naming::Pointer);
    let place = |(path, mention): (&std::path::Path, &crate::features::mentions::Mention)| {
        location(snapshot, path, mention.span, None)
    };
    if declaration {
        found.extend(records.into_iter().filter_map(place));
        found.extend(named.iter().flat_map(|named| locations(snapshot, named, &named.defined)));
    }
    for named in &named {
        let mut cited: Vec<Span> = named.cited.iter().chain(&named.typed).copied().collect();
        cited.sort_unstable();
        found.extend(locations(snapshot, named, &cited));
    }
    found.extend(pointers.into_iter().filter_map(place));
    Some(found)
}

fn locations(snapshot: &Snapshot, named: &Named, spans: &[Span]) -> Vec<Location> {
    let location =
        |span: &Span| Location::new(named.uri.clone(), places::range(&snapshot.client, &named.parsed, *span));
    spans.iter().map(location).collect()
}
