//! Symbols: the outline of a manuscript, and the records of the corpus by words.

use super::places::{self, location};
use super::records::shard_of;
use crate::features::symbols::{self, Symbol};
use crate::lsp::capabilities::Client;
use crate::lsp::event::Snapshot;
use crate::workspace::DocView;
use tower_lsp::ls_types::{DocumentSymbol, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind, Uri};

/// So many records are listed.
const MOST: usize = 100;
/// So many entries of a bibliography are in its outline: editors stand still before more.
const ENTRIES: u32 = 20_000;

/// A manuscript's headings and citations, a bibliography's entries: a tree, or a list for clients that know no trees.
pub fn outline(snapshot: &Snapshot, uri: &Uri) -> Option<DocumentSymbolResponse> {
    let (client, view) = (&snapshot.client, &snapshot.current.as_ref()?.view);
    let symbols = match shard_of(view) {
        Some((place, shard)) => symbols::entries(&view.corpus, place, shard.len().min(ENTRIES)),
        None => symbols::outline(&view.view(false)),
    };
    Some(arranged(client, view, uri, symbols))
}

fn arranged(client: &Client, view: &DocView, uri: &Uri, symbols: Vec<Symbol>) -> DocumentSymbolResponse {
    if client.symbol_trees {
        return DocumentSymbolResponse::Nested(tree(client, view, symbols));
    }
    let flat = |symbol: Symbol| {
        let location = Location::new(uri.clone(), places::range(client, &view.parsed, symbol.span));
        information(symbol.name, kind(client, symbol.heading), location, None)
    };
    DocumentSymbolResponse::Flat(symbols.into_iter().map(flat).collect())
}

fn kind(client: &Client, heading: bool) -> SymbolKind {
    match heading {
        true => SymbolKind::STRING,
        false if client.key_symbols => SymbolKind::KEY,
        false => SymbolKind::CONSTANT,
    }
}

/// Nests symbols by their depths, without recursion.
fn tree(client: &Client, view: &DocView, symbols: Vec<Symbol>) -> Vec<DocumentSymbol> {
    let mut open: Vec<(u8, DocumentSymbol)> = Vec::new();
    let mut roots = Vec::new();
    let close = |open: &mut Vec<(u8, DocumentSymbol)>, roots: &mut Vec<DocumentSymbol>, depth: u8| {
        while open.last().is_some_and(|(last, _)| *last >= depth) {
            let Some((_, done)) = open.pop() else { return };
            match open.last_mut() {
                Some((_, parent)) => {
                    // A parent's range holds its children's, as the protocol asks.
                    parent.range.end = parent.range.end.max(done.range.end);
                    parent.children.get_or_insert_with(Vec::new).push(done);
                }
                None => roots.push(done),
            }
        }
    };
    for symbol in symbols {
        close(&mut open, &mut roots, symbol.depth);
        let depth = symbol.depth;
        open.push((depth, node(client, view, symbol)));
    }
    close(&mut open, &mut roots, 0);
    roots
}

#[allow(deprecated)] // The type has the field; the protocol no longer.
fn node(client: &Client, view: &DocView, symbol: Symbol) -> DocumentSymbol {
    let selection_range = places::range(client, &view.parsed, symbol.span);
    let range = symbol.whole.map_or(selection_range, |whole| places::range(client, &view.parsed, whole));
    DocumentSymbol {
        // An empty name is an error to VS Code.
        name: if symbol.name.trim().is_empty() { "-".to_owned() } else { symbol.name },
        detail: (!symbol.detail.is_empty()).then_some(symbol.detail),
        kind: kind(client, symbol.heading),
        tags: None,
        deprecated: None,
        range,
        selection_range,
        children: None,
    }
}

#[allow(deprecated)] // As above.
fn information(name: String, kind: SymbolKind, location: Location, container: Option<String>) -> SymbolInformation {
    SymbolInformation { name, kind, tags: None, deprecated: None, location, container_name: container }
}

/// The records that match the words.
pub fn search(snapshot: &Snapshot, words: &str) -> Vec<SymbolInformation> {
    let found = symbols::search(&snapshot.corpus, words, MOST);
    let symbol = |(name, container, place): (String, String, crate::features::Place)| {
        let location = location(snapshot, place.path.as_deref()?, place.span, place.line)?;
        Some(information(name, SymbolKind::CONSTANT, location, (!container.is_empty()).then_some(container)))
    };
    found.into_iter().filter_map(symbol).collect()
}
