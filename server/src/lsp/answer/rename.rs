//! Renaming a key everywhere at once: in every manuscript that cites it and in the bibliography that defines it.

use super::naming::{Named, Subject, bibliographies, manuscripts, subject};
use super::places::{self, identifier, range_on_disk, versioned};
use super::records::key_at;
use crate::features::mentions::Naming;
use crate::features::rename::{Refusal, allowed, is_taken};
use crate::lsp::capabilities::Client;
use crate::lsp::convert;
use crate::lsp::event::{Open, Snapshot};
use crate::rules::{Edit, file_name};
use crate::workspace::DocView;
use siglum_corpus::index::Scope;
use siglum_corpus::span::Span;
use std::collections::BTreeMap;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    CreateFile, DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Position,
    PrepareRenameResponse, Range, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

/// The key that would be renamed.
pub fn prepare(client: &Client, view: &DocView, position: Position) -> Option<PrepareRenameResponse> {
    let offset = convert::offset(&view.parsed.text, &view.parsed.lines, position, client.encoding);
    let (placeholder, span) = key_at(view, offset)?;
    let range = places::range(client, &view.parsed, span);
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
}

/// The edits that rename the key at a position, in every file that names it.
///
/// # Errors
/// The protocol's RequestFailed, with the reason, where the new key cannot be.
pub fn rename(snapshot: &Snapshot, position: Position, new: &str) -> Result<Option<WorkspaceEdit>> {
    let Some(open) = &snapshot.current else { return Ok(None) };
    edits(snapshot, open, position, new).map(Some).map_err(|refusal| refused(&refusal))
}

fn edits(
    snapshot: &Snapshot,
    open: &Open,
    position: Position,
    new: &str,
) -> std::result::Result<WorkspaceEdit, Refusal> {
    let subject = subject(snapshot, position).ok_or(Refusal::NoKey)?;
    allowed(&open.view.view(false), &subject.key, new)?;
    let named = manuscripts(snapshot, &subject);
    let taken = |one: &Named| {
        let served = one.planned.plan.served(&snapshot.corpus, &one.planned.workspace);
        is_taken(&snapshot.corpus, &served, &one.parsed.manuscript, new)
    };
    let own = Scope::Some(subject.files.iter().filter_map(|file| snapshot.corpus.place(file)).collect());
    if new != subject.key && (snapshot.corpus.find(new, &own).is_some() || named.iter().any(taken)) {
        return Err(Refusal::Exists(new.to_owned()));
    }
    let mut all = Edits::default();
    for one in &named {
        let identifier = OptionalVersionedTextDocumentIdentifier { uri: one.uri.clone(), version: one.version };
        for span in one.cited.iter().chain(&one.defined) {
            let range = places::range(&snapshot.client, &one.parsed, *span);
            all.push(identifier.clone(), TextEdit { range, new_text: new.to_owned() });
        }
    }
    in_bibliographies(snapshot, open, &mut all, (&subject, &named), new)?;
    if all.files.is_empty() { Err(Refusal::NoKey) } else { Ok(all.finish(snapshot.client.document_changes)) }
}

fn in_bibliographies(
    snapshot: &Snapshot,
    open: &Open,
    all: &mut Edits,
    (subject, named): (&Subject, &[Named]),
    new: &str,
) -> std::result::Result<(), Refusal> {
    let files = bibliographies(snapshot, subject, named);
    for path in &subject.files {
        let file = files.iter().find(|file| file.shard.path() == path);
        let written = file.is_some_and(|file| file.mentions.iter().any(|one| one.naming != Naming::Pointer));
        if !written {
            return Err(Refusal::NotWritten(subject.key.clone()));
        }
    }
    for file in files {
        for mention in file.mentions {
            let path = file.shard.path();
            // The index may be older than the file by a moment; nothing is written over what it does not know.
            if places::written(snapshot, path, mention.span).as_deref() != Some(subject.key.as_str()) {
                return Err(Refusal::Changed(file_name(path)));
            }
            // JSON writes a number without quotes; the new key is none.
            let before = Span { start: mention.span.start.saturating_sub(1), end: mention.span.start };
            let is_bare = file.shard.format().ends_with("json")
                && places::written(snapshot, path, before).as_deref() != Some("\"");
            let text = if is_bare { format!("\"{new}\"") } else { new.to_owned() };
            let edit = Edit { path: Some(path.to_owned()), span: mention.span, text };
            if !all.add(snapshot, open, &edit) {
                return Err(Refusal::Changed(file_name(path)));
            }
        }
    }
    Ok(())
}

fn refused(refusal: &Refusal) -> Error {
    error(match refusal {
        Refusal::NoKey => "no citation key stands here".to_owned(),
        Refusal::Exists(key) => format!("another record already has the key `{key}`"),
        Refusal::NotWritten(key) => format!("the record `{key}` has no key of its own that could be renamed"),
        Refusal::BadKey(key) => format!("`{key}` cannot be a citation key"),
        Refusal::Changed(file) => format!("{file} has changed, or its key is written in another way: open it first"),
    })
}

/// The protocol's RequestFailed: the request was right, but what it asks cannot be done.
fn error(message: String) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: message.into(), data: None }
}

/// Edits of several files, in the protocol's terms.
#[derive(Default)]
pub struct Edits {
    files: BTreeMap<String, (OptionalVersionedTextDocumentIdentifier, Vec<TextEdit>)>,
    created: Vec<Uri>,
}

impl Edits {
    /// Adds an edit of the checked document or of another file; false where its place cannot be found.
    pub fn add(&mut self, snapshot: &Snapshot, open: &Open, edit: &Edit) -> bool {
        let Some((identifier, range)) = locate(snapshot, open, edit) else { return false };
        self.push(identifier, TextEdit { range, new_text: edit.text.clone() });
        true
    }

    /// Adds an edit.
    pub fn push(&mut self, identifier: OptionalVersionedTextDocumentIdentifier, edit: TextEdit) {
        let file = self.files.entry(identifier.uri.as_str().to_owned());
        let (_, edits) = file.or_insert_with(|| (identifier, Vec::new()));
        if !edits.contains(&edit) {
            edits.push(edit);
        }
    }

    /// Makes a file first; only for clients that do so.
    pub fn create(&mut self, uri: Uri) {
        self.created.push(uri);
    }

    /// The edits, with versions where the client takes them.
    #[must_use]
    pub fn finish(self, versioned: bool) -> WorkspaceEdit {
        if versioned {
            let file = |(text_document, edits): (_, Vec<TextEdit>)| TextDocumentEdit {
                text_document,
                edits: edits.into_iter().map(OneOf::Left).collect(),
            };
            let edits = self.files.into_values().map(file);
            let create = |uri| {
                DocumentChangeOperation::Op(ResourceOp::Create(CreateFile { uri, options: None, annotation_id: None }))
            };
            let changes = if self.created.is_empty() {
                DocumentChanges::Edits(edits.collect())
            } else {
                let created = self.created.into_iter().map(create);
                DocumentChanges::Operations(created.chain(edits.map(DocumentChangeOperation::Edit)).collect())
            };
            return WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let file = |(identifier, edits): (OptionalVersionedTextDocumentIdentifier, _)| -> (Uri, Vec<TextEdit>) {
            (identifier.uri, edits)
        };
        WorkspaceEdit { changes: Some(self.files.into_values().map(file).collect()), ..WorkspaceEdit::default() }
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
