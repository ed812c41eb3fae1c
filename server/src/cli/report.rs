//! Reports: one format a file. A report is a pure function of the findings and the texts they stand in.

mod frame;
mod json;
mod short;
mod text;

pub use json::point;

use super::args::ReportFormat;
use super::paths::Shown;
use super::places::Texts;
use crate::config::MessageLanguage;
use crate::rules::{Diagnostic, Severity};
use std::path::PathBuf;

/// A finding in its file.
pub struct Finding {
    /// The file, absolute.
    pub path: PathBuf,
    /// The finding.
    pub diagnostic: Diagnostic,
}

/// What a check looked at and found, in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary {
    /// Files that were checked, manuscripts and bibliographies.
    pub files: usize,
    /// Citations in them.
    pub citations: usize,
    /// Records that served them.
    pub records: usize,
    /// Findings by severity; hints count as information.
    pub errors: usize,
    /// See above.
    pub warnings: usize,
    /// See above.
    pub infos: usize,
    /// Fixes that were applied.
    pub fixed: usize,
    /// Findings that a comment held back.
    pub suppressed: usize,
    /// How long it took.
    pub milliseconds: u128,
}

impl Summary {
    /// Counts a finding.
    pub fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info | Severity::Hint => self.infos += 1,
            Severity::Off => {}
        }
    }
}

/// All that a report says.
pub struct Report<'a> {
    /// The findings, by path and place.
    pub findings: &'a [Finding],
    /// The texts of all files that are spoken of.
    pub texts: &'a Texts,
    /// The numbers.
    pub summary: Summary,
    /// How paths are shown.
    pub shown: &'a Shown,
    /// The language of messages.
    pub language: MessageLanguage,
    /// Whether to use colours.
    pub color: bool,
    /// At most this many findings, in formats for people.
    pub max: usize,
}

/// Writes a report.
pub fn render(format: ReportFormat, report: &Report<'_>) -> String {
    match format {
        ReportFormat::Text => text::render(report),
        ReportFormat::Short => short::render(report),
        ReportFormat::Json => json::render(report),
    }
}

/// The line that ends a report for people.
pub fn summary_line(report: &Report<'_>) -> String {
    let Summary { files, citations, records, errors, warnings, infos, fixed, suppressed, .. } = report.summary;
    let held = report.findings.len().saturating_sub(report.max);
    let french = report.language == MessageLanguage::French;
    let words = if french {
        [
            (files, "fichier"),
            (citations, "citation"),
            (records, "notice"),
            (errors, "erreur"),
            (warnings, "avertissement"),
            (infos, "info"),
        ]
    } else {
        [
            (files, "file"),
            (citations, "citation"),
            (records, "record"),
            (errors, "error"),
            (warnings, "warning"),
            (infos, "info"),
        ]
    };
    // French counts nothing as one, English as many.
    let one = |number: usize| number == 1 || (french && number == 0);
    let counted = words.map(|(number, word)| format!("{number} {word}{}", if one(number) { "" } else { "s" }));
    let (looked_at, found) = (counted[..3].join(", "), counted[3..].join(", "));
    let mut parts = vec![format!("{looked_at}{}: {found}", if french { " " } else { "" })];
    let mut add = |count: usize, en: &str, fr: &str| {
        if count > 0 {
            parts.push(format!("{count} {}", if french { fr } else { en }));
        }
    };
    add(fixed, "fixed", "corrigés");
    add(suppressed, "ignored by comments", "ignorés par des commentaires");
    add(held, "not shown", "non montrés");
    parts.join(", ")
}
