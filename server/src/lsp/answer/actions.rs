//! Code actions: filtered by overlap with the request's range, since some clients send the whole line's diagnostics.

use super::diagnostics::{findings, one};
use super::rename::Edits;
use crate::features::Action;
use crate::features::code_action::actions as features;
use crate::lsp::convert;
use crate::lsp::event::{Open, Snapshot};
use tower_lsp::ls_types::{CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse};

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
