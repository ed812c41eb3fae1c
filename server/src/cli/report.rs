//! Reports: one format a file. A report is a pure function of the findings and the texts they stand in.

mod checkstyle;
pub(super) mod frame;
mod github;
mod gitlab;
mod json;
mod junit;
mod rdjson;
mod sarif;
mod short;
mod statistics;
mod text;
mod xml;

pub use json::{point, schema};
pub use text::FORMAT as TEXT;

use super::baseline;
use super::paths::Shown;
use super::places::Texts;
use crate::config::MessageLanguage;
use crate::rules::{Diagnostic, Safety, Severity};
use rustc_hash::FxHashMap;
use std::fmt;
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
    /// Findings that the baseline knows.
    pub baselined: usize,
    /// How long it took, where that is asked for: what varies from run to run stays out of reports.
    pub milliseconds: Option<u128>,
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
    /// The files that were checked, in order.
    pub files: &'a [PathBuf],
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
    /// Whether rules are counted instead.
    pub statistics: bool,
    /// The severity from which on a finding makes the check fail.
    pub failing: Option<Severity>,
    /// Whether everything that was asked for could be looked at.
    pub complete: bool,
}

impl Report<'_> {
    /// What a finding says.
    pub fn message(&self, finding: &Finding) -> String {
        finding.diagnostic.message.render(finding.diagnostic.rule, self.language)
    }

    /// Fingerprints of the findings, each unique in its report: path, what a baseline knows it by, and the how-manieth it
    /// is of its kind.
    pub fn fingerprints(&self) -> Vec<String> {
        let mut seen = FxHashMap::<String, usize>::default();
        let one = |finding: &Finding| {
            let known = [self.shown.raw(&finding.path), baseline::fingerprint(finding, self.texts)];
            let known = baseline::hash(&[&known[0], &known[1]]);
            let count = seen.entry(known.clone()).or_default();
            *count += 1;
            if *count == 1 { known } else { baseline::hash(&[&known, &count.to_string()]) }
        };
        self.findings.iter().map(one).collect()
    }
}

/// A format of reports.
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in English and French.
    pub about: [&'static str; 2],
    /// Whether people read it: `--max-findings` and `--statistics` hold.
    pub human: bool,
    /// Whether it is lines of a log, after which the summary may stand; else it is a document for programs.
    pub lines: bool,
    /// Writes a report.
    pub render: fn(&Report<'_>) -> String,
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The formats, in the order of the documentation.
pub static FORMATS: &[&Format] = &[
    &text::FORMAT,
    &short::FORMAT,
    &json::FORMAT,
    &json::LINES,
    &sarif::FORMAT,
    &github::FORMAT,
    &gitlab::FORMAT,
    &junit::FORMAT,
    &checkstyle::FORMAT,
    &rdjson::FORMAT,
];

/// The line that ends a report for people.
pub fn summary_line(report: &Report<'_>, fixing: bool) -> String {
    let Summary { files, citations, records, errors, warnings, infos, fixed, suppressed, baselined, .. } =
        report.summary;
    let may = |safety| report.findings.iter().filter(|one| best(one) == Some(safety)).count();
    let (safe, doubtful) = (may(Safety::Safe), may(Safety::Unsafe));
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
    add(baselined, "known to the baseline", "connus de la base de référence");
    add(held, "not shown", "non montrés");
    if !fixing {
        add(safe, "mended by --fix", "que --fix corrige");
    }
    add(doubtful, "by --fix --unsafe-fixes", "que --fix --unsafe-fixes corrige");
    parts.join(", ")
}

/// The safety of the fix that would be applied to a finding.
fn best(finding: &Finding) -> Option<Safety> {
    let mut safeties = finding.diagnostic.fixes.iter().map(|fix| fix.safety);
    let first = safeties.next()?;
    Some(if first == Safety::Safe || safeties.any(|safety| safety == Safety::Safe) { Safety::Safe } else { first })
}
