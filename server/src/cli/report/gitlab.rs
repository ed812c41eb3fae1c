//! GitLab's Code Quality report: a subset of Code Climate's.

use super::{Format, Report};
use crate::rules::Severity;
use serde_json::{Value, json};

/// A Code Quality report.
pub static FORMAT: Format = Format {
    name: "gitlab",
    about: ["GitLab's Code Quality report", "Rapport de qualité du code de GitLab"],
    human: false,
    lines: false,
    render,
};

fn render(report: &Report<'_>) -> String {
    let one = |(finding, fingerprint): (&super::Finding, String)| {
        let diagnostic = &finding.diagnostic;
        let (start, end) = report.texts.points(&finding.path, diagnostic.span);
        json!({
            "type": "issue",
            "check_name": diagnostic.rule,
            "description": report.message(finding),
            "categories": ["Style"],
            "severity": severity(diagnostic.severity),
            "fingerprint": fingerprint,
            "location": {
                "path": report.shown.raw(&finding.path),
                "lines": { "begin": start.line, "end": end.line },
            },
        })
    };
    let issues: Vec<Value> = report.findings.iter().zip(report.fingerprints()).map(one).collect();
    crate::cli::corpus::pretty(&Value::Array(issues))
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "minor",
        Severity::Hint | Severity::Off => "info",
    }
}
