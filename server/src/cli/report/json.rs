//! The report for programs, version 1. Bytes count from the start of the file as stored; lines and columns from 1.

use super::Report;
use crate::cli::places::Point;
use crate::rules::{Edit, Fix, Related, Safety};
use serde_json::{Value, json};
use siglum_corpus::Span;
use std::path::Path;

pub fn render(report: &Report<'_>) -> String {
    let diagnostics: Vec<_> = report.findings.iter().map(|finding| diagnostic(report, finding)).collect();
    let summary = report.summary;
    let value = json!({
        "version": 1,
        "diagnostics": diagnostics,
        "summary": {
            "files": summary.files,
            "citations": summary.citations,
            "records": summary.records,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "infos": summary.infos,
            "fixed": summary.fixed,
            "suppressed": summary.suppressed,
            "baselined": 0,
            "milliseconds": summary.milliseconds as u64,
        },
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

fn diagnostic(report: &Report<'_>, finding: &super::Finding) -> Value {
    let diagnostic = &finding.diagnostic;
    let (start, end) = report.texts.points(&finding.path, diagnostic.span);
    let related: Vec<_> = diagnostic.related.iter().map(|one| related(report, finding, one)).collect();
    json!({
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message.render(diagnostic.rule, report.language),
        "path": report.shown.raw(&finding.path),
        "start": point(start),
        "end": point(end),
        "found": diagnostic.found,
        "expected": diagnostic.expected,
        "key": diagnostic.key,
        "fix": diagnostic.fixes.first().map(|one| fix(report, finding, one)),
        "related": related,
        "url": Value::Null,
    })
}

/// A place as programs read it.
pub fn point(point: Point) -> Value {
    json!({ "byte": point.byte, "line": point.line, "column": point.column })
}

fn place(report: &Report<'_>, own: &Path, path: Option<&Path>, span: Span) -> (String, Value, Value) {
    let path = path.unwrap_or(own);
    let (start, end) = report.texts.points(path, span);
    (report.shown.raw(path), point(start), point(end))
}

fn fix(report: &Report<'_>, finding: &super::Finding, fix: &Fix) -> Value {
    let edit = |edit: &Edit| {
        let (path, start, end) = place(report, &finding.path, edit.path.as_deref(), edit.span);
        json!({ "path": path, "start": start, "end": end, "text": edit.text })
    };
    json!({
        "title": fix.title.render(finding.diagnostic.rule, report.language),
        "safety": if fix.safety == Safety::Safe { "safe" } else { "unsafe" },
        "edits": fix.edits.iter().map(edit).collect::<Vec<_>>(),
    })
}

fn related(report: &Report<'_>, finding: &super::Finding, related: &Related) -> Value {
    let (path, start, end) = place(report, &finding.path, related.path.as_deref(), related.span);
    let message = related.message.render(finding.diagnostic.rule, report.language);
    json!({ "path": path, "start": start, "end": end, "message": message })
}
