//! Commands: what serves each document and what is wrong with it, the answer to "why does nothing complete?".

use crate::lsp::event::Snapshot;
use crate::workspace::document::Role;
use serde_json::{Value, json};
use siglum_corpus::index::Scope;

/// Which bibliographies, how many records, which problems.
pub fn doctor(snapshot: &Snapshot) -> Value {
    let shards = snapshot.corpus.shards();
    let file = |place: usize| shards.get(place).map(|shard| shard.path().display().to_string());
    let documents = snapshot.open.iter().map(|open| {
        let served = &open.view.served;
        let files: Vec<_> = match &served.scope {
            Scope::All => (0..shards.len()).filter_map(file).collect(),
            Scope::Some(places) => places.iter().filter_map(|place| file(*place as usize)).collect(),
        };
        json!({
            "uri": open.uri,
            "role": role(open.view.role),
            "citations": open.view.parsed.manuscript.citations.len(),
            "bibliographies": files,
            "declared": served.declared,
            "missing": served.missing.iter().map(|(written, _)| written).collect::<Vec<_>>(),
            "pending": served.pending,
        })
    });
    let corpus = shards.iter().map(|shard| {
        json!({
            "path": shard.path().display().to_string(),
            "format": shard.format(),
            "problems": shard.problems().len(),
        })
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "documents": documents.collect::<Vec<_>>(),
        "corpus": corpus.collect::<Vec<_>>(),
        "unreadable": snapshot.errors,
    })
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Manuscript(format) => format.name,
        Role::Bibliography => "bibliography",
        Role::Other => "other",
    }
}
