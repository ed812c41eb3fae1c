//! Renaming a key everywhere at once: in every manuscript that cites it and in the bibliography that defines it.

use super::navigation::citations;
use super::places::{self, identifier, range_on_disk, versioned};
use super::records::key_at;
use crate::features::rename::{Refusal, rename as edits_of};
use crate::lsp::capabilities::Client;
use crate::lsp::convert;
use crate::lsp::event::{Open, Snapshot};
use crate::rules::Edit;
use crate::workspace::DocView;
use std::collections::BTreeMap;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Position, PrepareRenameResponse, Range,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

/// The key that would be renamed.
pub fn prepare(client: &Client, view: &DocView, position: Position) -> Option<PrepareRenameResponse> {
    let offset = convert::offset(&view.parsed.text, &view.parsed.lines, position, client.encoding);
    let (placeholder, span) = key_at(view, offset)?;
    let range = places::range(client, &view.parsed, span);
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
}

/// The edits that rename the key at a position.
///
/// # Errors
/// The protocol's RequestFailed, with the reason, where the new key cannot be.
pub fn rename(snapshot: &Snapshot, position: Position, new: &str) -> Result<Option<WorkspaceEdit>> {
    let Some(open) = &snapshot.current else { return Ok(None) };
    let view = &open.view;
    let offset = convert::offset(&view.parsed.text, &view.parsed.lines, position, snapshot.client.encoding);
    let Some((key, _)) = key_at(view, offset) else { return Err(refused(&Refusal::NoKey)) };
    let edits = edits_of(&view.view(false), &key, new).map_err(|refusal| refused(&refusal))?;
    let mut all = Edits::default();
    for edit in edits.iter().filter(|edit| edit.path.is_some()) {
        if !all.add(snapshot, open, edit) {
            return Err(error("the bibliography cannot be edited from here: open it first".to_owned()));
        }
    }
    for cited in citations(snapshot, &key) {
        let version = cited.open.then_some(cited.parsed.version);
        let identifier = OptionalVersionedTextDocumentIdentifier { uri: cited.uri, version };
        for span in cited.spans {
            let range = places::range(&snapshot.client, &cited.parsed, span);
            all.push(identifier.clone(), TextEdit { range, new_text: new.to_owned() });
        }
    }
    Ok(Some(all.finish(snapshot.client.document_changes)))
}

fn refused(refusal: &Refusal) -> Error {
    error(match refusal {
        Refusal::NoKey => "no citation key stands here".to_owned(),
        Refusal::Exists(key) => format!("another record already has the key `{key}`"),
        Refusal::NotWritten(key) => format!("the record `{key}` has no key of its own that could be renamed"),
        Refusal::BadKey(key) => format!("`{key}` cannot be a citation key"),
    })
}

/// The protocol's RequestFailed: the request was right, but what it asks cannot be done.
fn error(message: String) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: message.into(), data: None }
}

/// Edits of several files, in the protocol's terms.
#[derive(Default)]
pub struct Edits(BTreeMap<String, (OptionalVersionedTextDocumentIdentifier, Vec<TextEdit>)>);

impl Edits {
    /// Adds an edit of the checked document or of another file; false where its place cannot be found.
    pub fn add(&mut self, snapshot: &Snapshot, open: &Open, edit: &Edit) -> bool {
        let Some((identifier, range)) = locate(snapshot, open, edit) else { return false };
        self.push(identifier, TextEdit { range, new_text: edit.text.clone() });
        true
    }

    /// Adds an edit.
    pub fn push(&mut self, identifier: OptionalVersionedTextDocumentIdentifier, edit: TextEdit) {
        let file = self.0.entry(identifier.uri.as_str().to_owned());
        let (_, edits) = file.or_insert_with(|| (identifier, Vec::new()));
        if !edits.contains(&edit) {
            edits.push(edit);
        }
    }

    /// The edits, with versions where the client takes them.
    #[must_use]
    pub fn finish(self, versioned: bool) -> WorkspaceEdit {
        if versioned {
            let file = |(text_document, edits): (_, Vec<TextEdit>)| TextDocumentEdit {
                text_document,
                edits: edits.into_iter().map(OneOf::Left).collect(),
            };
            let changes = DocumentChanges::Edits(self.0.into_values().map(file).collect());
            return WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let file = |(identifier, edits): (OptionalVersionedTextDocumentIdentifier, _)| -> (Uri, Vec<TextEdit>) {
            (identifier.uri, edits)
        };
        WorkspaceEdit { changes: Some(self.0.into_values().map(file).collect()), ..WorkspaceEdit::default() }
    }
}

/// The file and the range of an edit.
fn locate(snapshot: &Snapshot, open: &Open, edit: &Edit) -> Option<(OptionalVersionedTextDocumentIdentifier, Range)> {
    let other = edit.path.as_deref().map(|path| (path, places::open_at(snapshot, path)));
    match other {
        Some((path, None)) => Some((identifier(snapshot, path)?, range_on_disk(snapshot, path, edit.span, None)?)),
        Some((_, Some(open))) => {
            Some((versioned(open)?, places::range(&snapshot.client, &open.view.parsed, edit.span)))
        }
        None => Some((versioned(open)?, places::range(&snapshot.client, &open.view.parsed, edit.span))),
    }
}
