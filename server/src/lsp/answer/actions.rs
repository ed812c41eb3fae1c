//! Code actions: filtered by overlap with the request's range, since some clients send the whole line's diagnostics.

use super::diagnostics::{findings, one};
use super::places;
use super::rename::Edits;
use crate::config::{self, MessageLanguage, edit};
use crate::features::Action;
use crate::features::code_action::{actions as features, word_of};
use crate::load::Disk;
use crate::lsp::event::{Open, Snapshot};
use crate::lsp::{convert, uri};
use crate::project::Files;
use crate::rules::Diagnostic as Finding;
use crate::workspace::lines::Lines;
use siglum_corpus::span::Span;
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, TextEdit,
};

/// What can be done in a range.
pub fn actions(snapshot: &Snapshot, params: &CodeActionParams) -> Option<CodeActionResponse> {
    let open = snapshot.current.as_ref()?;
    let view = &open.view;
    if !snapshot.client.code_actions {
        return None;
    }
    let span = convert::span(&view.parsed.text, &view.parsed.lines, params.range, snapshot.client.encoding);
    let findings = findings(snapshot, open);
    let wanted = |kind: &CodeActionKind| match &params.context.only {
        Some(only) => only.iter().any(|only| is_within(kind.as_str(), only.as_str())),
        None => true,
    };
    let offered = features(&view.view(false), &findings.list, span).into_iter();
    let made = offered.filter_map(|action| made(snapshot, open, action));
    let words = findings.list.iter().filter(|finding| finding.span.overlaps(span));
    let made = made.chain(words.filter_map(|finding| add_word(snapshot, open, finding)));
    Some(made.filter(|action| action.kind.as_ref().is_none_or(wanted)).map(CodeActionOrCommand::CodeAction).collect())
}

/// Whether a kind is `only` or below it: `quickfix.a` is within `quickfix`, everything within the empty kind.
fn is_within(kind: &str, only: &str) -> bool {
    only.is_empty() || kind == only || kind.strip_prefix(only).is_some_and(|rest| rest.starts_with('.'))
}

/// The action in the protocol's terms; `None` where one of its edits has no place.
fn made(snapshot: &Snapshot, open: &Open, action: Action) -> Option<CodeAction> {
    let mut edits = Edits::default();
    for edit in &action.edits {
        if !edits.add(snapshot, open, edit) {
            return None;
        }
    }
    let kind = if action.diagnostic.is_some() { CodeActionKind::QUICKFIX } else { CodeActionKind::REFACTOR_REWRITE };
    Some(CodeAction {
        title: action.title,
        kind: Some(kind),
        diagnostics: action.diagnostic.map(|finding| vec![one(snapshot, open, &finding)]),
        edit: Some(edits.finish(snapshot.client.document_changes)),
        is_preferred: (snapshot.client.preferred && action.preferred).then_some(true),
        ..CodeAction::default()
    })
}

/// Adds the word of a finding to the settings' `known-words`; a file of settings is made where there is none.
fn add_word(snapshot: &Snapshot, open: &Open, finding: &Finding) -> Option<CodeAction> {
    let word = word_of(finding).filter(|word| !edit::knows(&open.view.config, word))?;
    let folder = open.view.path.as_deref()?.parent()?;
    let mut edits = Edits::default();
    let path = match config::find(&Disk, folder) {
        Some(path) => path,
        None if snapshot.client.creates_files => {
            let path = folder.join("siglum.toml");
            edits.create(uri::from_path(&path)?);
            path
        }
        None => return None,
    };
    let shown = places::open_at(snapshot, &path).map(|open| open.view.parsed.text.clone());
    let text = shown.or_else(|| Disk.read(&path)).unwrap_or_default();
    let (at, insert) = edit::known_word(&path, &text, word)?;
    let place = Lines::new(&text);
    let range = convert::range(&text, &place, Span::new(at, at), snapshot.client.encoding);
    edits.push(places::identifier(snapshot, &path)?, TextEdit { range, new_text: insert });
    let title = match open.view.config.message_language.unwrap_or_default() {
        MessageLanguage::English => format!("\"{word}\" is right: add it to known-words"),
        MessageLanguage::French => format!("« {word} » est juste : l'ajouter à known-words"),
    };
    Some(CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![one(snapshot, open, finding)]),
        edit: Some(edits.finish(snapshot.client.document_changes)),
        ..CodeAction::default()
    })
}
