//! Checkstyle's XML, which many tools of CI read.

use super::xml::{HEAD, escape};
use super::{Format, Report};
use crate::rules::Severity;

/// Checkstyle's XML.
pub static FORMAT: Format =
    Format { name: "checkstyle", about: ["Checkstyle's XML", "XML de Checkstyle"], human: false, lines: false, render };

fn render(report: &Report<'_>) -> String {
    let mut out = format!("{HEAD}<checkstyle version=\"4.3\">\n");
    for file in report.findings.chunk_by(|a, b| a.path == b.path) {
        out.push_str(&format!("  <file name=\"{}\">\n", escape(&report.shown.raw(&file[0].path))));
        for finding in file {
            let diagnostic = &finding.diagnostic;
            let (start, _) = report.texts.points(&finding.path, diagnostic.span);
            let severity = match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                _ => "info",
            };
            out.push_str(&format!(
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"siglum.{}\"/>\n",
                start.line,
                start.column,
                escape(&report.message(finding)),
                diagnostic.rule
            ));
        }
        out.push_str("  </file>\n");
    }
    out + "</checkstyle>\n"
}
