//! One line a finding: path:line:column: severity[rule] message.

use super::{Format, Report, statistics};
use crate::cli::paths::visible;

/// One line a finding.
pub static FORMAT: Format =
    Format { name: "short", about: ["One line a finding", "Une ligne par constat"], human: true, lines: true, render };

fn render(report: &Report<'_>) -> String {
    if report.statistics {
        return statistics::render(report);
    }
    let mut out = String::new();
    for finding in report.findings.iter().take(report.max) {
        let diagnostic = &finding.diagnostic;
        let (start, _) = report.texts.points(&finding.path, diagnostic.span);
        let message = diagnostic.message.render(diagnostic.rule, report.language);
        out.push_str(&format!(
            "{}:{}:{}: {}[{}] {}\n",
            report.shown.path(&finding.path),
            start.line,
            start.column,
            diagnostic.severity.name(),
            diagnostic.rule,
            visible(&message)
        ));
    }
    out
}
