//! `JUnit`'s XML: a suite for every file, a case for every finding; a file without findings is one case that passes.

use super::xml::{HEAD, escape};
use super::{Finding, Format, Report};
use std::path::Path;

/// `JUnit`'s XML.
pub static FORMAT: Format = Format {
    name: "junit",
    about: ["JUnit's XML, for test reports", "XML de JUnit, pour les rapports de tests"],
    human: false,
    lines: false,
    render,
};

fn render(report: &Report<'_>) -> String {
    let mut suites = String::new();
    let (mut tests, mut failures) = (0, 0);
    for file in report.files {
        let (text, cases, failed) = suite(report, file);
        suites.push_str(&text);
        tests += cases;
        failures += failed;
    }
    format!(
        "{HEAD}<testsuites name=\"siglum\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{suites}</testsuites>\n"
    )
}

/// The suite of a file, with how many cases it has and how many of them failed.
fn suite(report: &Report<'_>, file: &Path) -> (String, usize, usize) {
    let first = report.findings.partition_point(|finding| finding.path.as_path() < file);
    let own: Vec<_> = report.findings[first..].iter().take_while(|finding| finding.path == file).collect();
    let name = escape(&report.shown.raw(file));
    let mut cases = String::new();
    let mut failed = 0;
    for finding in &own {
        let fails = report.failing.is_some_and(|least| finding.diagnostic.severity >= least);
        failed += usize::from(fails);
        cases.push_str(&case(report, finding, &name, fails));
    }
    if own.is_empty() {
        cases = format!("    <testcase name=\"siglum\" classname=\"{name}\"/>\n");
    }
    let count = own.len().max(1);
    let head =
        format!("  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\">\n");
    (format!("{head}{cases}  </testsuite>\n"), count, failed)
}

fn case(report: &Report<'_>, finding: &Finding, class: &str, fails: bool) -> String {
    let diagnostic = &finding.diagnostic;
    let (start, _) = report.texts.points(&finding.path, diagnostic.span);
    let (rule, message) = (diagnostic.rule, escape(&report.message(finding)));
    let severity = diagnostic.severity.name();
    let (line, column) = (start.line, start.column);
    let said = format!("{class}:{line}:{column}: {severity}[{rule}] {message}");
    let inner = if fails {
        format!("<failure message=\"{message}\" type=\"{severity}\">{said}</failure>")
    } else {
        format!("<system-out>{said}</system-out>")
    };
    format!("    <testcase name=\"{rule} {line}:{column}\" classname=\"{class}\">{inner}</testcase>\n")
}
