//! The report for people: each finding with its line, the cure, and the line of the record it speaks of.

use super::frame::Frame;
use super::{Finding, Format, Report, statistics};
use crate::cli::paths::visible;
use crate::cli::places::Quote;
use crate::rules::{Related, Severity};
use siglum_corpus::Span;
use std::path::Path;

/// Escapes of SGR: bold, red, yellow, blue, cyan, none.
const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const BLUE: &str = "\x1b[1;34m";
const CYAN: &str = "\x1b[1;36m";
const RESET: &str = "\x1b[0m";

/// Annotated source.
pub static FORMAT: Format = Format {
    name: "text",
    about: ["The source with marks under it, and the record", "Le texte avec des marques dessous, et la notice"],
    human: true,
    lines: true,
    render,
};

fn render(report: &Report<'_>) -> String {
    if report.statistics {
        return statistics::render(report);
    }
    let mut out = String::new();
    for finding in report.findings.iter().take(report.max) {
        finding_frames(report, finding, &mut out);
        out.push('\n');
    }
    out
}

fn finding_frames(report: &Report<'_>, finding: &Finding, out: &mut String) {
    let diagnostic = &finding.diagnostic;
    let (start, _) = report.texts.points(&finding.path, diagnostic.span);
    let message = diagnostic.message.render(diagnostic.rule, report.language);
    let head = format!("{}[{}]", diagnostic.severity.name(), diagnostic.rule);
    out.push_str(&format!(
        "{}:{}:{}: {} {}\n",
        paint(report, BOLD, &report.shown.path(&finding.path)),
        start.line,
        start.column,
        paint(report, color_of(diagnostic.severity), &head),
        visible(&message)
    ));
    let related = diagnostic.related.first();
    let gutter = gutter(report, finding, related);
    let cure = diagnostic.fixes.first().map(|fix| fix.title.render(diagnostic.rule, report.language));
    frame(report, (&finding.path, diagnostic.span), ('^', cure.as_deref().unwrap_or_default()), gutter, out);
    if let Some(related) = related {
        related_frame(report, finding, related, gutter, out);
    }
}

fn related_frame(report: &Report<'_>, finding: &Finding, related: &Related, gutter: usize, out: &mut String) {
    let path = related.path.as_deref().unwrap_or(&finding.path);
    if !report.texts.has(path) {
        return;
    }
    let (start, _) = report.texts.points(path, related.span);
    let marks = paint(report, BLUE, &format!("{} :::", " ".repeat(gutter)));
    out.push_str(&format!("{marks} {}:{}\n", report.shown.path(path), start.line));
    let message = related.message.render(finding.diagnostic.rule, report.language);
    frame(report, (path, related.span), ('-', &message), gutter, out);
}

/// How many digits the line numbers of a finding take.
fn gutter(report: &Report<'_>, finding: &Finding, related: Option<&Related>) -> usize {
    let own = report.texts.points(&finding.path, finding.diagnostic.span).0.line;
    let other = related.map_or(0, |one| {
        let path = one.path.as_deref().unwrap_or(&finding.path);
        report.texts.points(path, one.span).0.line
    });
    own.max(other).to_string().len()
}

/// The line in which a span begins, with a mark under it.
fn frame(
    report: &Report<'_>,
    (path, span): (&Path, Span),
    (with, label): (char, &str),
    gutter: usize,
    out: &mut String,
) {
    let Some(Quote { number, line, mark }) = report.texts.quote(path, span) else {
        return;
    };
    let (line, marks) = Frame { line: &line, mark, with }.render();
    let bar = paint(report, BLUE, &format!("{} |", " ".repeat(gutter)));
    let number = paint(report, BLUE, &format!("{number:gutter$} |"));
    let color = if with == '^' { YELLOW } else { CYAN };
    let marks = paint(report, color, format!("{marks} {}", visible(label)).trim_end());
    out.push_str(&format!("{bar}\n{number} {line}\n{bar} {marks}\n"));
}

fn color_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        _ => CYAN,
    }
}

fn paint(report: &Report<'_>, color: &str, text: &str) -> String {
    if report.color { format!("{color}{text}{RESET}") } else { text.to_owned() }
}
