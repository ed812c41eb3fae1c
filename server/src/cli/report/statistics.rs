//! How often each rule found something, the most frequent first.

use super::Report;
use crate::rules::{RULES, Safety};

/// The count of one rule.
pub struct Count {
    /// The rule.
    pub rule: &'static str,
    /// How many findings.
    pub found: usize,
    /// How many of them `--fix` mends.
    pub fixable: usize,
}

/// The counts, the most frequent first, then in the rules' order.
pub fn counts(report: &Report<'_>) -> Vec<Count> {
    let of = |rule: &'static str| {
        let own = report.findings.iter().filter(|finding| finding.diagnostic.rule == rule);
        let fixable = own.clone().filter(|finding| super::best(finding) == Some(Safety::Safe)).count();
        Count { rule, found: own.count(), fixable }
    };
    let mut counts: Vec<_> = RULES.iter().map(|rule| of(rule.name)).filter(|one| one.found > 0).collect();
    counts.sort_by_key(|one| std::cmp::Reverse(one.found));
    counts
}

/// A line each: the count, the rule, and how many are mended by `--fix`.
pub fn render(report: &Report<'_>) -> String {
    let counts = counts(report);
    let width = counts.iter().map(|one| one.found.to_string().len()).max().unwrap_or(1);
    let line = |one: &Count| {
        let mark = if one.fixable == 0 { String::new() } else { format!(" ({} --fix)", one.fixable) };
        format!("{:>width$}  {}{mark}\n", one.found, one.rule)
    };
    counts.iter().map(line).collect()
}
