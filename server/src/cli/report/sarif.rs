//! SARIF 2.1.0, as code scanning and editors read it. Columns count characters.

use super::{Finding, Format, Report};
use crate::config::MessageLanguage;
use crate::rules::{Confidence, Edit, Fix, RULES, Related, Rule, Safety, Severity, address, page};
use serde_json::{Map, Value, json};
use siglum_corpus::Span;
use std::path::Path;

/// SARIF.
pub static FORMAT: Format = Format {
    name: "sarif",
    about: ["SARIF 2.1.0, for code scanning", "SARIF 2.1.0, pour l'analyse de code"],
    human: false,
    lines: false,
    render,
};

/// The folder that paths are relative to, by the name that readers of SARIF know it by.
const ROOT: &str = "%SRCROOT%";

fn render(report: &Report<'_>) -> String {
    let fingerprints = report.fingerprints();
    let results: Vec<_> =
        report.findings.iter().zip(&fingerprints).map(|(one, print)| result(report, one, print)).collect();
    let mut driver = json!({
        "name": "siglum",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": RULES.iter().map(|rule| described(rule, report.language)).collect::<Vec<_>>(),
    });
    if let Some(home) = address("") {
        driver["informationUri"] = json!(home);
    }
    crate::cli::corpus::pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "The folder in which siglum ran." } } },
            "invocations": [{ "executionSuccessful": report.complete }],
            "results": results,
        }],
    }))
}

fn described(rule: &Rule, language: MessageLanguage) -> Value {
    let french = language == MessageLanguage::French;
    let docs = if french { rule.docs.fr } else { rule.docs.en };
    let summary = rule.docs.summary[usize::from(french)];
    let mut value = json!({
        "id": rule.name,
        "name": rule.name,
        "shortDescription": { "text": format!("{summary}.") },
        "fullDescription": { "text": first_paragraph(docs) },
        "help": { "text": docs, "markdown": docs },
        "defaultConfiguration": { "level": level(rule.severity), "enabled": rule.severity != Severity::Off },
        "properties": { "tags": ["citations"] },
    });
    if let Some(uri) = page(rule.name) {
        value["helpUri"] = json!(uri);
    }
    value
}

/// The first paragraph of a page, without its title.
fn first_paragraph(docs: &str) -> String {
    let paragraph = docs.split("\n\n").map(str::trim).find(|part| !part.is_empty() && !part.starts_with('#'));
    paragraph.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
        Severity::Off => "none",
    }
}

fn result(report: &Report<'_>, finding: &Finding, fingerprint: &str) -> Value {
    let diagnostic = &finding.diagnostic;
    let mut value = json!({
        "ruleId": diagnostic.rule,
        "level": level(diagnostic.severity),
        "message": text(&report.message(finding)),
        "locations": [{ "physicalLocation": place(report, &finding.path, diagnostic.span) }],
        "partialFingerprints": { "siglum/v1": fingerprint },
    });
    if let Some(index) = RULES.iter().position(|rule| rule.name == diagnostic.rule) {
        value["ruleIndex"] = json!(index);
    }
    let related: Vec<_> = (1..).zip(&diagnostic.related).map(|(id, one)| related(report, finding, one, id)).collect();
    if !related.is_empty() {
        value["relatedLocations"] = json!(related);
    }
    let fixes: Vec<_> = diagnostic.fixes.iter().map(|one| fix(report, finding, one)).collect();
    if !fixes.is_empty() {
        value["fixes"] = json!(fixes);
    }
    value["rank"] = json!(rank(diagnostic.confidence));
    let properties = properties(finding);
    if !properties.is_empty() {
        value["properties"] = Value::Object(properties);
    }
    value
}

/// The confidence as SARIF's rank, from 0 to 100, by which viewers sort.
fn rank(confidence: Confidence) -> f64 {
    match confidence {
        Confidence::Low => 30.0,
        Confidence::Medium => 60.0,
        Confidence::High => 90.0,
    }
}

fn properties(finding: &Finding) -> Map<String, Value> {
    let diagnostic = &finding.diagnostic;
    let safety = diagnostic.fixes.first().map(|fix| if fix.safety == Safety::Safe { "safe" } else { "unsafe" });
    let all = [
        ("found", diagnostic.found.as_deref()),
        ("expected", diagnostic.expected.as_deref()),
        ("key", diagnostic.key.as_deref()),
        ("fixSafety", safety),
        ("confidence", Some(diagnostic.confidence.name())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))).collect()
}

/// A message. What looks like a link in it would be one.
fn text(message: &str) -> Value {
    json!({ "text": if message.contains("](") { message.replace('[', "\\[").replace(']', "\\]") } else { message.to_owned() } })
}

fn related(report: &Report<'_>, finding: &Finding, related: &Related, id: usize) -> Value {
    let path = related.path.as_deref().unwrap_or(&finding.path);
    let message = related.message.render(finding.diagnostic.rule, report.language);
    json!({ "id": id, "physicalLocation": place(report, path, related.span), "message": text(&message) })
}

fn fix(report: &Report<'_>, finding: &Finding, fix: &Fix) -> Value {
    let mut changes: Vec<(&Path, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let path = edit.path.as_deref().unwrap_or(&finding.path);
        let replacement = replacement(report, path, edit);
        match changes.iter_mut().find(|(known, _)| *known == path) {
            Some((_, list)) => list.push(replacement),
            None => changes.push((path, vec![replacement])),
        }
    }
    let change = |(path, replacements): (&Path, Vec<Value>)| json!({ "artifactLocation": artifact(report, path), "replacements": replacements });
    json!({
        "description": text(&fix.title.render(finding.diagnostic.rule, report.language)),
        "artifactChanges": changes.into_iter().map(change).collect::<Vec<_>>(),
    })
}

fn replacement(report: &Report<'_>, path: &Path, edit: &Edit) -> Value {
    json!({ "deletedRegion": region(report, path, edit.span), "insertedContent": { "text": edit.text } })
}

fn place(report: &Report<'_>, path: &Path, span: Span) -> Value {
    json!({ "artifactLocation": artifact(report, path), "region": region(report, path, span) })
}

fn region(report: &Report<'_>, path: &Path, span: Span) -> Value {
    let (start, end) = report.texts.points(path, span);
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

fn artifact(report: &Report<'_>, path: &Path) -> Value {
    let shown = report.shown.raw(path);
    if Path::new(&shown).is_absolute() {
        return json!({ "uri": format!("file://{}", encode(&shown)) });
    }
    json!({ "uri": encode(&shown), "uriBaseId": ROOT })
}

/// A path as the path of a URI.
fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
