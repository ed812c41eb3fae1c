//! One line a finding: path:line:column: severity[rule] message.

use super::Report;
use crate::cli::paths::visible;

pub fn render(report: &Report<'_>) -> String {
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
