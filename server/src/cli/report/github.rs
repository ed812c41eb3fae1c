//! Workflow commands of GitHub Actions, which become annotations of the changed lines.

use super::{Format, Report};
use crate::cli::paths::visible;
use crate::rules::Severity;

/// Annotations.
pub static FORMAT: Format = Format {
    name: "github",
    about: ["Annotations of GitHub Actions", "Annotations de GitHub Actions"],
    human: false,
    lines: true,
    render,
};

fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for finding in report.findings {
        let diagnostic = &finding.diagnostic;
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            _ => "notice",
        };
        let (start, end) = report.texts.points(&finding.path, diagnostic.span);
        let mut place = format!("file={},line={}", property(&report.shown.raw(&finding.path)), start.line);
        // Columns are shown only within one line.
        if start.line == end.line {
            place.push_str(&format!(",col={},endLine={},endColumn={}", start.column, end.line, end.column));
        } else {
            place.push_str(&format!(",endLine={}", end.line));
        }
        let title = property(&format!("siglum: {}", diagnostic.rule));
        let message = data(&report.message(finding));
        out.push_str(&format!("::{command} {place},title={title}::{message}\n"));
    }
    out
}

/// The text of a command. What ends it or begins an escape is escaped, what a terminal obeys made visible.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

/// A property of a command, where colons and commas mean something too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_or_a_message_ends_a_command() {
        assert_eq!(property("a::error,b%0A\n"), "a%3A%3Aerror%2Cb%250A\\u{a}");
        assert_eq!(data("100 %::\r\n"), "100 %25::\\u{d}\\u{a}");
    }
}
