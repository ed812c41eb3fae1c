//! The reports for programs, version 1. Bytes count from the start of the file as stored; lines and columns from 1.

use super::{Format, Report, Summary, statistics};
use crate::cli::places::Point;
use crate::rules::{Edit, Fix, Related, Safety, page};
use serde_json::{Value, json};
use siglum_corpus::Span;
use std::path::Path;

/// One JSON document.
pub static FORMAT: Format = Format {
    name: "json",
    about: ["For programs; its schema is published", "Pour les programmes ; son schéma est publié"],
    human: false,
    lines: false,
    render,
};

/// A JSON document a line: the findings, then the summary.
pub static LINES: Format = Format {
    name: "jsonl",
    about: ["For programs: one finding a line", "Pour les programmes : un constat par ligne"],
    human: false,
    lines: false,
    render: lines,
};

fn render(report: &Report<'_>) -> String {
    let mut value = json!({ "version": 1 });
    if report.statistics {
        let counts = statistics::counts(report);
        let one = |one: &statistics::Count| json!({ "rule": one.rule, "count": one.found, "fixable": one.fixable });
        value["statistics"] = counts.iter().map(one).collect();
    } else {
        value["diagnostics"] = report.findings.iter().map(|finding| diagnostic(report, finding)).collect();
    }
    value["summary"] = summary(&report.summary);
    crate::cli::corpus::pretty(&value)
}

fn lines(report: &Report<'_>) -> String {
    let mut out = String::new();
    for finding in report.findings {
        out.push_str(&format!("{}\n", diagnostic(report, finding)));
    }
    out.push_str(&format!("{}\n", json!({ "version": 1, "summary": summary(&report.summary) })));
    out
}

fn summary(summary: &Summary) -> Value {
    json!({
        "files": summary.files,
        "citations": summary.citations,
        "records": summary.records,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "infos": summary.infos,
        "fixed": summary.fixed,
        "suppressed": summary.suppressed,
        "baselined": summary.baselined,
        "milliseconds": summary.milliseconds.map(|spent| spent as u64),
    })
}

fn diagnostic(report: &Report<'_>, finding: &super::Finding) -> Value {
    let diagnostic = &finding.diagnostic;
    let (start, end) = report.texts.points(&finding.path, diagnostic.span);
    let related: Vec<_> = diagnostic.related.iter().map(|one| related(report, finding, one)).collect();
    json!({
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.name(),
        "confidence": diagnostic.confidence.name(),
        "message": diagnostic.message.render(diagnostic.rule, report.language),
        "path": report.shown.raw(&finding.path),
        "start": point(start),
        "end": point(end),
        "found": diagnostic.found,
        "expected": diagnostic.expected,
        "key": diagnostic.key,
        "fix": diagnostic.fixes.first().map(|one| fix(report, finding, one)),
        "related": related,
        "url": page(diagnostic.rule),
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

/// The JSON schema of the report.
pub fn schema() -> Value {
    let text = || json!({ "type": "string" });
    let maybe = || json!({ "type": ["string", "null"] });
    let list = |of: &str| json!({ "type": "array", "items": { "$ref": format!("#/definitions/{of}") } });
    let point = || json!({ "$ref": "#/definitions/point" });
    let count = || json!({ "type": "integer", "minimum": 0 });
    let edit = object(&json!({ "path": text(), "start": point(), "end": point(), "text": text() }), &[]);
    let related = object(&json!({ "path": text(), "start": point(), "end": point(), "message": text() }), &[]);
    let fix = object(&json!({ "title": text(), "safety": { "enum": ["safe", "unsafe"] }, "edits": list("edit") }), &[]);
    let diagnostic = json!({
        "rule": text(), "severity": { "enum": ["hint", "info", "warning", "error"] },
        "confidence": { "enum": ["low", "medium", "high"] }, "message": text(),
        "path": text(), "start": point(), "end": point(), "found": maybe(), "expected": maybe(), "key": maybe(),
        "fix": { "anyOf": [{ "type": "null" }, { "$ref": "#/definitions/fix" }] },
        "related": list("related"), "url": maybe(),
    });
    let summary = json!({
        "files": count(), "citations": count(), "records": count(), "errors": count(), "warnings": count(),
        "infos": count(), "fixed": count(), "suppressed": count(), "baselined": count(),
        "milliseconds": { "type": ["integer", "null"], "description": "Only with -v: it varies from run to run." },
    });
    let statistic = object(&json!({ "rule": text(), "count": count(), "fixable": count() }), &[]);
    let report = json!({
        "version": { "const": 1 }, "diagnostics": list("diagnostic"), "statistics": list("statistic"),
        "summary": { "$ref": "#/definitions/summary" },
    });
    let mut schema = object(&report, &["diagnostics", "statistics"]);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("The report of siglum check --format json");
    schema["definitions"] = json!({
        "point": object(&json!({ "byte": count(), "line": count(), "column": count() }), &[]),
        "edit": edit,
        "fix": fix,
        "related": related,
        "diagnostic": object(&diagnostic, &[]),
        "summary": object(&summary, &[]),
        "statistic": statistic,
    });
    schema
}

/// The schema of an object: all its properties are there, but for those that are optional. Later versions of the same
/// number may add properties.
pub fn object(properties: &Value, optional: &[&str]) -> Value {
    let names = properties.as_object().into_iter().flat_map(|all| all.keys());
    let required: Vec<_> = names.filter(|name| !optional.contains(&name.as_str())).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}
