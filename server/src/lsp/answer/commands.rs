//! Commands: what serves each document and what is wrong with it, and the abstract of a work in a language.

use super::hover::page_at;
use crate::features::doctor::{examine, page};
use crate::lsp::event::{Open, Snapshot};
use crate::lsp::gate::name_of;
use serde_json::{Value, json};
use siglum_corpus::Lang;
use tower_lsp::ls_types::Position;

/// Which bibliographies, how many records, which problems: of all open documents, or of one with a page to read.
pub fn doctor(snapshot: &Snapshot, wanted: Option<&str>) -> Value {
    let shards = snapshot.corpus.shards();
    let first = snapshot.open.iter().find(|open| wanted.is_none_or(|uri| open.uri == uri));
    let language = first.and_then(|open| open.view.config.message_language).unwrap_or_default();
    let open = snapshot.open.iter().filter(|open| wanted.is_none_or(|uri| open.uri == uri));
    let corpus = shards.iter().map(|shard| {
        json!({
            "path": shard.path().display().to_string(),
            "format": shard.format(),
            "records": shard.len(),
            "problems": shard.problems().len(),
        })
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "documents": open.map(|open| document(snapshot, open, wanted.is_some())).collect::<Vec<_>>(),
        "corpus": corpus.collect::<Vec<_>>(),
        "unreadable": snapshot.errors.iter().map(|error| error.get(language)).collect::<Vec<_>>(),
    })
}

fn document(snapshot: &Snapshot, open: &Open, paged: bool) -> Value {
    let view = open.view.view(false);
    let found = examine(&view);
    let path = |place: &u32| snapshot.corpus.shards()[*place as usize].path().display().to_string();
    let mut said = json!({
        "uri": open.uri,
        "role": name_of(open.view.role),
        "citations": open.view.parsed.manuscript.citations.len(),
        "bibliographies": found.files.iter().map(path).collect::<Vec<_>>(),
        "records": found.records,
        "problems": found.faults,
        "unknown": found.unknown.len(),
        "declared": open.view.served.declared,
        "missing": found.missing,
        "pending": open.view.served.pending,
        "root": open.view.planned.as_ref().and_then(|planned| planned.plan.root_document.as_ref()),
        "parts": open.view.planned.iter().flat_map(|planned| planned.plan.parts.others()).collect::<Vec<_>>(),
        "languages": open.view.languages.iter().map(Lang::as_str).collect::<Vec<_>>(),
    });
    if paged {
        let name = open.view.path.as_ref().map_or_else(|| open.uri.clone(), |path| path.display().to_string());
        let settings = open.view.planned.iter().flat_map(|planned| &planned.problems);
        let problems: Vec<_> = settings.chain(&snapshot.errors).collect();
        said["page"] = page(&view, &name, &problems).into();
    }
    said
}

/// The page of the work at a place with the abstract in the language asked for, as text: for editors that show it in a
/// window of their own. Arguments: address, position, and a language's tag.
pub fn read_in(snapshot: &Snapshot, position: Position, language: Option<Lang>) -> Option<Value> {
    let open = snapshot.current.as_ref()?;
    let mut view = open.view.clone();
    if let Some(language) = language {
        let others = view.languages.iter().filter(|other| !other.matches(&language)).cloned();
        view.languages = std::iter::once(language.clone()).chain(others).collect();
    }
    let markdown = snapshot.client.hover_markdown;
    let text = page_at(&snapshot.client, &view, position)?;
    Some(json!({ "kind": if markdown { "markdown" } else { "plaintext" }, "value": text }))
}
