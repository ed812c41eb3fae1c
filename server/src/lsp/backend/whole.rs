//! `workspace/diagnostic`: findings in the files that are not open. A client asks again as soon as it has an answer, so that a
//! question waits until something has changed; whoever stops waiting cancels it.

use super::Backend;
use crate::lsp::event::{Ask, Event, Run, Snapshot};
use crate::lsp::outbox::Outgoing;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{ProgressToken, WorkspaceDiagnosticParams, WorkspaceDocumentDiagnosticReport as Report};

/// So many reports are sent at once to a client that takes them in parts.
const PART: usize = 16;
/// So long after a change it is looked what has changed: changes come in swarms.
const QUIET: Duration = Duration::from_millis(500);

/// The reports, or what is left of them when the others were sent in parts.
pub async fn diagnostics(backend: &Backend, params: WorkspaceDiagnosticParams) -> Result<Vec<Report>> {
    let mut changes = backend.changes.clone();
    let is_first = params.previous_result_ids.is_empty() && backend.told.load(Ordering::Relaxed) == u64::MAX;
    if !is_first {
        let told = backend.told.load(Ordering::Relaxed);
        if changes.wait_for(|count| *count != told).await.is_err() {
            return Ok(Vec::new());
        }
        tokio::time::sleep(QUIET).await;
    }
    backend.told.store(*changes.borrow(), Ordering::Relaxed);
    let token = params.partial_result_params.partial_result_token.clone();
    let (to, from) = oneshot::channel();
    let (closed, queue, part) = (Arc::clone(&backend.closed), backend.queue.clone(), token.clone());
    let run = move |snapshot: Snapshot| {
        let mut reports = Vec::new();
        closed.tell(&snapshot, &params.previous_result_ids, |report| {
            reports.push(report);
            if let Some(token) = part.as_ref().filter(|_| reports.len() >= PART) {
                send(&queue, token.clone(), &std::mem::take(&mut reports), None);
            }
            !to.is_closed()
        });
        drop(to.send(reports));
    };
    backend.send(Event::Ask(Ask { uri: None, waits: false, whole: false, run: Run::Pooled(Box::new(run)) }));
    let reports = from.await.map_err(|_| Error::internal_error())?;
    let Some(token) = token else { return Ok(reports) };
    // All parts are said before the answer is.
    let (said, heard) = oneshot::channel();
    send(&backend.queue, token, &reports, Some(said));
    drop(heard.await);
    tokio::task::yield_now().await;
    Ok(Vec::new())
}

fn send(queue: &UnboundedSender<Event>, token: ProgressToken, reports: &[Report], said: Option<oneshot::Sender<()>>) {
    let part = Outgoing::Part(token, json!({ "items": reports }), said);
    drop(queue.send(Event::Say(part)));
}
