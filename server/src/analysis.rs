//! Analysis: all rules over one manuscript or one corpus file, with suppression, severities and order. The one core
//! that the server and the command line share.

use crate::config::Config;
use crate::manuscript::{Directive, Manuscript};
use crate::rules::{Check, Context, Diagnostic, FileContext, RULES, Severity};
use comments::Comments;
use ignores::{Ignores, Words};
use serde::{Deserialize, Serialize};
use siglum_corpus::{Corpus, Span};
use std::path::Path;

mod comments;
mod ignores;
mod reach;
mod records;

pub use records::Sweeping;

/// What an analysis found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The findings, by place; of one place the gravest first.
    pub diagnostics: Vec<Diagnostic>,
    /// How many more a `siglum-ignore` comment holds back.
    pub suppressed: usize,
}

/// The findings in a manuscript.
#[must_use]
pub fn analyse(context: &Context<'_>) -> Findings {
    let mut found = Vec::new();
    if context.served.off {
        return Findings::default();
    }
    for rule in RULES.iter().filter(|rule| wanted(context.config, rule.name, rule.severity)) {
        if let Check::Manuscript(check) | Check::Both(check, _) = rule.check {
            check(context, &mut found);
        }
    }
    written(&mut found, context.manuscript);
    let found = placed(configured(found, context.config), context.corpus);
    if context.manuscript.directives.is_empty() {
        return Findings { diagnostics: found, suppressed: 0 };
    }
    let manuscript = context.manuscript;
    let reach = |directive: &Directive| reach::reach(context.text, manuscript, directive);
    let ignores = Ignores::of(&manuscript.directives, context.text.len(), reach);
    // Where keys could not be looked up, silence is no proof.
    let blind = context.served.pending || !context.served.missing.is_empty();
    // In a notebook the lines around a comment are those of JSON.
    let plain = !manuscript.in_json;
    heeded(found, ignores, context.config, blind, |directive, words, name| {
        ignores::removal(words, name, || ignores::whole(context.text, directive)).filter(|_| plain)
    })
}

/// The findings that no comment silences, with what is wrong with the comments.
fn heeded(
    found: Vec<Diagnostic>,
    mut ignores: Ignores<'_>,
    config: &Config,
    blind: bool,
    remove: impl Fn(&Directive, &Words<'_>, Span) -> Option<(Span, String)>,
) -> Findings {
    let before = found.len();
    let mut kept: Vec<_> = found.into_iter().filter(|one| !ignores.cover(one)).collect();
    let suppressed = before - kept.len();
    // What comments do is judged last, when it is known; and a comment may silence that, too.
    let mut judged = ignores.judge(config, blind, remove);
    judged.retain(|one| wanted(config, one.rule, one.severity) && !ignores.cover(one));
    if !judged.is_empty() {
        kept.extend(judged);
        kept = configured(kept, config);
    }
    Findings { suppressed, diagnostics: kept }
}

/// The findings without related places that nothing can show: records of a database stand in no text.
fn placed(mut found: Vec<Diagnostic>, corpus: &Corpus) -> Vec<Diagnostic> {
    let shard = |path: &Path| corpus.place(path).and_then(|place| corpus.shards().get(place as usize));
    for one in found.iter_mut().filter(|one| !one.related.is_empty()) {
        one.related.retain(|related| related.path.as_deref().and_then(shard).is_none_or(|shard| shard.has_places()));
    }
    found
}

/// The findings in a corpus file.
#[must_use]
pub fn analyse_file(context: &FileContext<'_>) -> Findings {
    let mut found = of_file(context);
    let (of_records, sound) = records::check(context);
    found.extend(of_records.iter().cloned());
    let found = configured(found, context.config);
    let comments = Comments::of(context.shard);
    if comments.directives.is_empty() {
        return Findings { diagnostics: found, suppressed: 0 };
    }
    let ignores = Ignores::of(&comments.directives, comments.end, |directive| comments.reach(directive));
    heeded(found, ignores, context.config, !sound, |directive, words, name| {
        ignores::removal(words, name, || Some(comments.whole(directive)))
    })
}

/// The faults of syntax of a corpus file, and what else is found without a look at each record.
#[must_use]
pub fn faults(context: &FileContext<'_>) -> Vec<Diagnostic> {
    configured(of_file(context), context.config)
}

fn of_file(context: &FileContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| wanted(context.config, rule.name, rule.severity)) {
        if let Check::Bibliography(check) | Check::Both(_, check) = rule.check {
            check(context, &mut found);
        }
        if let (Check::Uses(check), Some(uses)) = (&rule.check, context.uses) {
            check(context, uses, &mut found);
        }
    }
    found
}

/// Whether a rule that is on asks what all manuscripts cite: that takes a look at every one of them.
#[must_use]
pub fn asks_uses(config: &Config) -> bool {
    RULES.iter().any(|rule| matches!(rule.check, Check::Uses(_)) && wanted(config, rule.name, rule.severity))
}

fn wanted(config: &Config, name: &str, default: Severity) -> bool {
    config.severities.get(name).copied().unwrap_or(default) != Severity::Off
}

/// Writes what is to be put into the manuscript as it is written there.
fn written(found: &mut [Diagnostic], manuscript: &Manuscript) {
    let fixes = found.iter_mut().flat_map(|one| &mut one.fixes);
    for edit in fixes.flat_map(|fix| &mut fix.edits).filter(|edit| edit.path.is_none()) {
        if let std::borrow::Cow::Owned(text) = manuscript.written(&edit.text) {
            edit.text = text;
        }
    }
}

/// The findings with the severities of the configuration, in order of place.
fn configured(mut found: Vec<Diagnostic>, config: &Config) -> Vec<Diagnostic> {
    for diagnostic in &mut found {
        if let Some(severity) = config.severities.get(diagnostic.rule) {
            diagnostic.severity = *severity;
        }
    }
    found.retain(|diagnostic| diagnostic.severity != Severity::Off);
    found.sort_by(|a, b| {
        (a.span, std::cmp::Reverse(a.severity), a.rule).cmp(&(b.span, std::cmp::Reverse(b.severity), b.rule))
    });
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity;
    use crate::rules::testing::Fixture;

    /// The keys that a manuscript repeats in a cluster, as far as nothing silences it.
    fn found(manuscript: &str) -> Vec<String> {
        let fixture = Fixture::new(manuscript);
        let file = &fixture.manuscripts[0];
        let found = fixture.findings(file);
        let repeated = found.iter().filter(|one| one.rule == "repeated-citation");
        repeated.map(|one| one.span.of(&file.text).to_owned()).collect()
    }

    #[test]
    fn a_comment_on_its_own_line_covers_the_next_block_and_no_more() {
        let text = "//- /a.md\n<!-- siglum-ignore repeated-citation -- on purpose -->\n\nOne [@a; @a]\nand [@b; @b].\n\nTwo [@c; @c].\n";
        assert_eq!(found(text), ["c"]);
        let text = "//- /a.tex\n\\begin{document}\n% siglum-ignore repeated-citation\nOne \\cite{a,a}.\n\nTwo \\cite{c,c}.\n\\end{document}\n";
        assert_eq!(found(text), ["c"]);
    }

    #[test]
    fn in_a_notebook_a_comment_ends_with_the_block_or_the_cell() {
        let line = |text: &str| format!("    {text:?},\n");
        let cell = |lines: &[&str]| {
            let lines: String = lines.iter().map(|text| line(text)).collect();
            format!("  {{\n   \"cell_type\": \"markdown\",\n   \"source\": [\n{lines}   ]\n  }},\n")
        };
        let first = cell(&["<!-- siglum-ignore repeated-citation -->\n", "[@a; @a]\n", "\n", "[@b; @b]"]);
        let second = cell(&["[@c; @c]\n", "<!-- siglum-ignore repeated-citation -->\n", "[@d; @d]"]);
        let third = cell(&["[@e; @e] \"x\""]);
        let text = format!("//- /a.ipynb\n{{\n \"cells\": [\n{first}{second}{third} ]\n}}\n");
        assert_eq!(found(&text), ["b", "c", "e"]);
    }

    #[test]
    fn in_markdown_a_comment_within_a_paragraph_covers_its_sentence() {
        let ignore = "<!-- siglum-ignore repeated-citation -->";
        let text = format!("//- /a.md\nOne [@a; @a] {ignore}\nand [@b; @b]. Two [@c; @c].\n");
        assert_eq!(found(&text), ["c"]);
        let text = format!("//- /a.md\nOne [@a; @a]. Two [@b, p. 3; @c; @c]. {ignore} Three [@d; @d].\n");
        assert_eq!(found(&text), ["a", "d"]);
        let text = format!("//- /a.md\n{ignore} One, cf. [@a; @a], by M. Ek [@b; @b]! Two [@c; @c].\n");
        assert_eq!(found(&text), ["c"]);
        let text = format!("//- /a.md\nOne [@a; @a].\n\nTwo [@b; @b] {ignore}\n\nThree [@c; @c].\n");
        assert_eq!(found(&text), ["a", "c"]);
    }

    #[test]
    fn elsewhere_a_comment_within_a_line_covers_that_line() {
        let text = "//- /a.tex\n\\begin{document}\nOne \\cite{a,a}, % siglum-ignore repeated-citation\ntwo \\cite{b,b}.\n\\end{document}\n";
        assert_eq!(found(text), ["b"]);
    }

    /// The findings of `unused-ignore`: the text that is meant, and the text after the safe fix.
    fn unused(manuscript: &str) -> Vec<(String, Option<String>)> {
        let fixture = Fixture::new(manuscript);
        let file = &fixture.manuscripts[0];
        let fixed = |one: &crate::rules::Diagnostic| {
            let fix = one.fixes.first().filter(|fix| fix.safety == crate::rules::Safety::Safe)?;
            let mut text = file.text.clone();
            fix.edits.iter().rev().for_each(|edit| text.replace_range(edit.span.range(), &edit.text));
            Some(text)
        };
        let found = fixture.findings(file);
        let unused = found.iter().filter(|one| one.rule == "unused-ignore");
        unused.map(|one| (one.span.of(&file.text).to_owned(), fixed(one))).collect()
    }

    #[test]
    fn a_comment_that_silences_nothing_is_told_and_taken_away() {
        let said = unused("//- /a.md\n<!-- siglum-ignore repeated-citation -- why -->\n\nOne [@a].\n");
        assert_eq!(said, [("repeated-citation".to_owned(), Some("\nOne [@a].\n".to_owned()))]);
        let said = unused("//- /a.md\nOne [@a]. <!-- siglum-ignore repeated-citation -->\n");
        assert_eq!(said[0].1.as_deref(), Some("One [@a].\n"));
        let said = unused("//- /a.md\n[@a; @a] <!-- siglum-ignore malformed-citation, repeated-citation -- why -->\n");
        assert_eq!(said[0].1.as_deref(), Some("[@a; @a] <!-- siglum-ignore repeated-citation -- why -->\n"));
        let said = unused("//- /a.md\n[@a; @a] <!-- siglum-ignore repeated-citation, malformed-citation -->\n");
        assert_eq!(said[0].1.as_deref(), Some("[@a; @a] <!-- siglum-ignore repeated-citation -->\n"));
        let said =
            unused("//- /a.tex\n\\begin{document}\n\\cite{a}% siglum-ignore repeated-citation\n\\end{document}\n");
        assert_eq!(said[0].1.as_deref(), Some("\\begin{document}\n\\cite{a}%\n\\end{document}\n"));
        let said =
            unused("//- /a.md\n<!-- siglum-ignore-start repeated-citation -->\n\n[@a]\n\n<!-- siglum-ignore-end -->\n");
        assert_eq!(said[0].1, None, "a pair is taken away by hand");
        assert_eq!(unused("//- /a.md\n[@a; @a] <!-- siglum-ignore repeated-citation -->\n"), []);
        assert_eq!(unused("//- /a.md\n<!-- siglum-ignore-file repeated-citation, unused-ignore -->\n\n[@a]\n"), []);
    }

    #[test]
    fn a_comment_for_a_rule_that_did_not_run_is_not_unused() {
        let text = "//- /a.md\n<!-- siglum-ignore repeated-citation -->\n[@a]\n";
        let mut fixture = Fixture::new(text);
        fixture.config.severities.insert("repeated-citation".to_owned(), Severity::Off);
        assert!(!fixture.findings(&fixture.manuscripts[0]).iter().any(|one| one.rule == "unused-ignore"));
        let text = "//- /a.md\n---\nbibliography: gone.bib\n---\n<!-- siglum-ignore unknown-key -->\n[@a]\n";
        assert_eq!(unused(text), [], "keys could not be looked up");
    }

    #[test]
    fn what_is_misspelt_in_a_comment_is_told() {
        let said = |text: &str| unused(text).into_iter().map(|(text, _)| text).collect::<Vec<_>>();
        assert_eq!(said("//- /a.md\n<!-- siglum-ignore -->\n[@a; @a]\n"), ["siglum-ignore"]);
        assert_eq!(said("//- /a.md\n<!-- siglum-ignore repeted-citation -->\n[@a; @a]\n"), ["repeted-citation"]);
        assert_eq!(said("//- /a.md\n<!-- siglum-ingore repeated-citation -->\n[@a; @a]\n"), ["siglum-ingore"]);
        assert_eq!(said("//- /a.md\n<!-- siglum-ignore-end -->\n"), ["siglum-ignore-end"]);
        assert!(said("//- /a.md\n<!-- siglum-notes: see below -->\n").is_empty());
    }

    #[test]
    fn many_comments_and_findings_take_time_in_proportion() {
        let stacked = "<!-- siglum-ignore repeated-citation -->\n".repeat(2_000);
        let inline = "[@a; @a] <!-- siglum-ignore repeated-citation --> ".repeat(2_000);
        let open = "<!-- siglum-ignore-start unknown-key -->\n\n<!-- siglum-ignore-end x -->\n\n".repeat(1_000);
        for text in [stacked, inline, open] {
            let fixture = Fixture::new(&format!("//- /a.md\n{text}\n"));
            assert!(!fixture.findings(&fixture.manuscripts[0]).is_empty());
        }
    }

    #[test]
    fn a_stretch_and_a_file_can_be_covered() {
        let text = "//- /a.md\n<!-- siglum-ignore-start repeated-citation -->\n\n[@a; @a]\n\n[@b; @b]\n\n<!-- siglum-ignore-end -->\n\n[@c; @c]\n";
        assert_eq!(found(text), ["c"]);
        let text = "//- /a.md\n[@a; @a]\n\n<!-- siglum-ignore-file repeated-citation -->\n\n[@c; @c]\n";
        assert_eq!(found(text), Vec::<String>::new());
    }

    #[test]
    fn the_form_without_a_rule_and_other_rules_cover_nothing_of_others() {
        let text = "//- /a.md\n<!-- siglum-ignore -->\n[@a; @a]\n\n<!-- siglum-ignore unknown-key -->\n[@b; @b]\n";
        assert_eq!(found(text), ["a", "b"]);
    }

    #[test]
    fn severities_are_the_configurations() {
        let mut fixture = Fixture::new("//- /a.md\n[@a; @a]\n");
        fixture.config.severities.insert("repeated-citation".to_owned(), Severity::Error);
        let severities = |fixture: &Fixture| -> Vec<Severity> {
            let found = fixture.findings(&fixture.manuscripts[0]);
            found.iter().filter(|one| one.rule == "repeated-citation").map(|one| one.severity).collect()
        };
        assert_eq!(severities(&fixture), [Severity::Error]);
        fixture.config.severities.insert("repeated-citation".to_owned(), Severity::Off);
        assert!(severities(&fixture).is_empty());
    }
}
