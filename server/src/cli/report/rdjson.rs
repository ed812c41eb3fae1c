//! Reviewdog's diagnostic format. Its columns count bytes of UTF-8.

use super::{Finding, Format, Report};
use crate::rules::{Edit, Severity, address};
use serde_json::{Value, json};
use siglum_corpus::Span;
use std::path::Path;

/// Reviewdog's diagnostics.
pub static FORMAT: Format = Format {
    name: "rdjson",
    about: ["Reviewdog's diagnostics", "Diagnostics de reviewdog"],
    human: false,
    lines: false,
    render,
};

fn render(report: &Report<'_>) -> String {
    let diagnostics: Vec<_> = report.findings.iter().map(|finding| diagnostic(report, finding)).collect();
    let mut source = json!({ "name": "siglum" });
    if let Some(url) = address("") {
        source["url"] = json!(url);
    }
    crate::cli::corpus::pretty(&json!({ "source": source, "diagnostics": diagnostics }))
}

fn diagnostic(report: &Report<'_>, finding: &Finding) -> Value {
    let diagnostic = &finding.diagnostic;
    let mut code = json!({ "value": diagnostic.rule });
    if let Some(url) = crate::rules::page(diagnostic.rule) {
        code["url"] = json!(url);
    }
    // A suggestion stands in the file of its finding, and is one edit.
    let own = |edits: &[Edit]| match edits {
        [edit] if edit.path.as_ref().is_none_or(|path| *path == finding.path) => {
            Some(json!([{ "range": range(report, &finding.path, edit.span), "text": edit.text }]))
        }
        _ => None,
    };
    let mut value = json!({
        "message": report.message(finding),
        "location": { "path": report.shown.raw(&finding.path), "range": range(report, &finding.path, diagnostic.span) },
        "severity": severity(diagnostic.severity),
        "code": code,
    });
    if let Some(suggestions) = diagnostic.fixes.first().and_then(|fix| own(&fix.edits)) {
        value["suggestions"] = suggestions;
    }
    value
}

fn range(report: &Report<'_>, path: &Path, span: Span) -> Value {
    let position = |(line, column): (u32, usize)| json!({ "line": line, "column": column });
    let [start, end] = match report.texts.columns_in_bytes(path, span) {
        Some(ends) => ends.map(position),
        None => [json!({ "line": 1 }), json!({ "line": 1 })],
    };
    json!({ "start": start, "end": end })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        _ => "INFO",
    }
}
