//! Findings as the protocol's diagnostics, with what the client understands and no more.

use super::{places, settings};
use crate::config::MessageLanguage;
use crate::config::features::Feature;
use crate::lsp::event::{Event, Open, Snapshot};
use crate::lsp::gate::wants;
use crate::lsp::{jobs, uri};
use crate::rules::{Diagnostic as Finding, Severity};
use crate::workspace::document::{Findings, Role};
use serde_json::json;
use std::sync::Arc;
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, NumberOrString,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

/// Answers a client that asks for diagnostics.
pub fn pull(snapshot: &Snapshot, params: &DocumentDiagnosticParams) -> DocumentDiagnosticReport {
    let Some(open) = &snapshot.current else { return full(None, Vec::new()) };
    let view = &open.view;
    let id = format!("{}.{}.{}", view.parsed.version, view.generation, view.learned.changes);
    if params.previous_result_id.as_ref() == Some(&id) && !view.served.pending {
        return DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
            related_documents: None,
        });
    }
    full(Some(id), all(snapshot, open, &findings(snapshot, open)))
}

fn full(result_id: Option<String>, items: Vec<Diagnostic>) -> DocumentDiagnosticReport {
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
        ..RelatedFullDocumentDiagnosticReport::default()
    })
}

/// The findings in the current document: the known ones, else worked out now and kept for the next question.
pub fn findings(snapshot: &Snapshot, open: &Open) -> Arc<Findings> {
    if let Some(known) = &snapshot.findings {
        return Arc::clone(known);
    }
    let findings = Arc::new(jobs::diagnose_soon(&open.view));
    let kept = Event::Found { uri: open.uri.clone(), serial: open.serial, findings: Arc::clone(&findings) };
    drop(snapshot.back.send(kept));
    findings
}

/// How many findings of a document are sent: more than anybody looks at, and few enough for any editor.
const MOST: usize = 1000;

/// The findings of a document, at most [`MOST`].
pub fn all(snapshot: &Snapshot, open: &Open, findings: &Findings) -> Vec<Diagnostic> {
    if !wants(&snapshot.client, &open.view, Feature::Diagnostics) {
        return Vec::new();
    }
    if let Role::Settings = open.view.role {
        return settings::faults(snapshot, &open.view, MOST);
    }
    findings.list.iter().take(MOST).map(|finding| one(snapshot, open, finding)).collect()
}

/// One finding.
pub fn one(snapshot: &Snapshot, open: &Open, finding: &Finding) -> Diagnostic {
    let (client, view) = (&snapshot.client, &open.view);
    let language = view.config.message_language.unwrap_or_default();
    Diagnostic {
        range: places::range(client, &view.parsed, finding.span),
        severity: severity(finding.severity),
        code: Some(NumberOrString::String(finding.rule.to_owned())),
        code_description: if client.code_description { described(finding.rule) } else { None },
        source: Some("siglum".to_owned()),
        message: finding.message.render(finding.rule, language),
        related_information: client.related_information.then(|| related(snapshot, open, finding, language)).flatten(),
        tags: (client.unnecessary_tag && finding.unnecessary).then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: client.data.then(|| json!({ "rule": finding.rule, "key": finding.key, "expected": finding.expected })),
    }
}

fn severity(severity: Severity) -> Option<DiagnosticSeverity> {
    match severity {
        Severity::Off => None,
        Severity::Hint => Some(DiagnosticSeverity::HINT),
        Severity::Info => Some(DiagnosticSeverity::INFORMATION),
        Severity::Warning => Some(DiagnosticSeverity::WARNING),
        Severity::Error => Some(DiagnosticSeverity::ERROR),
    }
}

/// The rule's page; nothing while the project has no address.
fn described(rule: &str) -> Option<CodeDescription> {
    uri::parse(&crate::rules::page(rule)?).map(|href| CodeDescription { href })
}

fn related(
    snapshot: &Snapshot,
    open: &Open,
    finding: &Finding,
    language: MessageLanguage,
) -> Option<Vec<DiagnosticRelatedInformation>> {
    let place = |related: &crate::rules::Related| {
        let location = match related.path.as_deref() {
            Some(path) => places::location(snapshot, path, related.span, None)?,
            None => places::location_in(snapshot, open, related.span)?,
        };
        Some(DiagnosticRelatedInformation { location, message: related.message.render(finding.rule, language) })
    };
    let found: Vec<_> = finding.related.iter().filter_map(place).collect();
    (!found.is_empty()).then_some(found)
}
