//! From a key to its record, and back to every citation of it.

use super::places::{self, location};
use super::records::key_at;
use crate::features::definition;
use crate::load;
use crate::lsp::capabilities::Client;
use crate::lsp::event::Snapshot;
use crate::lsp::{convert, uri};
use crate::manuscript::{self, Macros};
use crate::workspace::DocView;
use crate::workspace::document::{Parsed, Role};
use siglum_corpus::span::Span;
use std::path::Path;
use std::sync::Arc;
use tower_lsp::ls_types::{DocumentHighlight, DocumentHighlightKind, Location, Position, Uri};

fn offset(client: &Client, view: &DocView, position: Position) -> usize {
    convert::offset(&view.parsed.text, &view.parsed.lines, position, client.encoding)
}

/// Where the record of the key at a position stands.
pub fn definition(snapshot: &Snapshot, position: Position) -> Option<Vec<Location>> {
    let open = snapshot.current.as_ref()?;
    let view = &open.view;
    let offset = offset(&snapshot.client, view, position);
    if let Role::Bibliography = view.role {
        let (_, span) = key_at(view, offset)?;
        return Some(vec![places::location_in(snapshot, open, span)?]);
    }
    let found = definition::definition(&view.view(false), offset);
    let place = |place: &crate::features::Place| match place.path.as_deref() {
        Some(path) => location(snapshot, path, place.span, place.line),
        None => places::location_in(snapshot, open, place.span),
    };
    let found: Vec<_> = found.iter().filter_map(place).collect();
    (!found.is_empty()).then_some(found)
}

/// The places in this document that cite the key at a position.
pub fn highlights(client: &Client, view: &DocView, position: Position) -> Option<Vec<DocumentHighlight>> {
    let (key, span) = key_at(view, offset(client, view, position))?;
    let spans = match view.role {
        Role::Bibliography => vec![span],
        Role::Manuscript(_) | Role::Other => definition::citations_of(&view.view(false), &key),
    };
    let highlight = |span| DocumentHighlight {
        range: places::range(client, &view.parsed, span),
        kind: Some(DocumentHighlightKind::READ),
    };
    Some(spans.into_iter().map(highlight).collect())
}

/// Every citation of the key at a position, in open documents and in the manuscripts of the workspace.
pub fn references(snapshot: &Snapshot, position: Position, declaration: bool) -> Option<Vec<Location>> {
    let view = &snapshot.current.as_ref()?.view;
    let (key, _) = key_at(view, offset(&snapshot.client, view, position))?;
    let mut found = Vec::new();
    if declaration {
        found.extend(definition(snapshot, position).unwrap_or_default());
    }
    for cited in citations(snapshot, &key) {
        let range = |span: &Span| places::range(&snapshot.client, &cited.parsed, *span);
        found.extend(cited.spans.iter().map(|span| Location::new(cited.uri.clone(), range(span))));
    }
    Some(found)
}

/// A manuscript that cites a key.
pub struct Cited {
    /// Its address.
    pub uri: Uri,
    /// Whether it is open.
    pub open: bool,
    /// Its text.
    pub parsed: Arc<Parsed>,
    /// Where it cites the key.
    pub spans: Vec<Span>,
}

/// The manuscripts that cite a key: the open ones, then those of the workspace.
pub fn citations(snapshot: &Snapshot, key: &str) -> Vec<Cited> {
    let mut found = Vec::new();
    for open in snapshot.open.iter().filter(|open| matches!(open.view.role, Role::Manuscript(_))) {
        let spans = definition::citations_of(&open.view.view(false), key);
        if let Some(uri) = uri::parse(&open.uri)
            && !spans.is_empty()
        {
            found.push(Cited { uri, open: true, parsed: Arc::clone(&open.view.parsed), spans });
        }
    }
    let (paths, _) = load::manuscripts(&snapshot.folders, &mut |path| manuscript::format_of(path).is_some());
    for path in paths.iter().filter(|path| places::open_at(snapshot, path).is_none()) {
        found.extend(closed(path, key));
    }
    found
}

/// A manuscript on disk that cites the key.
fn closed(path: &Path, key: &str) -> Option<Cited> {
    let format = manuscript::format_of(path)?;
    let source = load::read_text(path).ok()?;
    // Most do not: reading one is a hundred times cheaper than parsing it.
    memchr::memmem::find(source.text.as_bytes(), key.as_bytes())?;
    let role = Role::Manuscript(format);
    let view = DocView::of_disk(Arc::new(Parsed::new(source.text, 0, role, &Macros::default())), path, role);
    let spans = definition::citations_of(&view.view(false), key);
    (!spans.is_empty()).then_some(Cited { uri: uri::from_path(path)?, open: false, parsed: view.parsed, spans })
}
