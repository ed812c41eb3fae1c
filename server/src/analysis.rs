//! Analysis: all rules over one manuscript or one corpus file, with suppression, severities and order. The one core
//! that the server and the command line share.

use crate::config::Config;
use crate::manuscript::{Directive, Manuscript, RegionKind};
use crate::rules::{Check, Context, Diagnostic, FileContext, RULES, Severity};
use siglum_corpus::Span;

/// What an analysis found.
#[derive(Clone, Debug, Default, PartialEq)]
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
        if let Check::Manuscript(check) = rule.check {
            check(context, &mut found);
        }
    }
    written(&mut found, context.manuscript);
    let found = configured(found, context.config);
    let ignores = ignores(context.text, context.manuscript);
    let before = found.len();
    let kept: Vec<_> = found.into_iter().filter(|one| !ignores.iter().any(|ignore| ignore.covers(one))).collect();
    Findings { suppressed: before - kept.len(), diagnostics: kept }
}

/// The findings in a corpus file.
#[must_use]
pub fn analyse_file(context: &FileContext<'_>) -> Findings {
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| wanted(context.config, rule.name, rule.severity)) {
        if let Check::Bibliography(check) = rule.check {
            check(context, &mut found);
        }
    }
    Findings { diagnostics: configured(found, context.config), suppressed: 0 }
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

/// A part of the text in which rules are silent.
struct Ignore {
    rules: Vec<String>,
    span: Span,
}

impl Ignore {
    fn covers(&self, diagnostic: &Diagnostic) -> bool {
        self.span.start <= diagnostic.span.start
            && diagnostic.span.start <= self.span.end
            && self.rules.iter().any(|rule| rule == diagnostic.rule)
    }
}

/// What the manuscript's `siglum-ignore` comments say. The form without a rule is refused: it says nothing here.
fn ignores(text: &str, manuscript: &Manuscript) -> Vec<Ignore> {
    let mut out: Vec<Ignore> = Vec::new();
    let mut open: Vec<(Vec<String>, u32)> = Vec::new();
    for directive in &manuscript.directives {
        let words = directive.text.split("--").next().unwrap_or_default();
        let mut words = words.split([' ', ',', '\t', '\n', '\r']).filter(|word| !word.is_empty());
        let verb = words.next().unwrap_or_default();
        let rules: Vec<String> = words.map(str::to_owned).collect();
        match verb {
            "siglum-ignore" => out.push(Ignore { rules, span: reach(text, manuscript, directive) }),
            "siglum-ignore-file" => out.push(Ignore { rules, span: Span::new(0, text.len()) }),
            "siglum-ignore-start" => open.push((rules, directive.comment.end)),
            "siglum-ignore-end" => {
                let end = directive.comment.start;
                let closed = open.iter().rposition(|(opened, _)| rules.is_empty() || *opened == rules);
                if let Some((rules, start)) = closed.map(|place| open.remove(place)) {
                    out.push(Ignore { rules, span: Span { start, end: end.max(start) } });
                }
            }
            _ => {}
        }
    }
    let end = text.len() as u32;
    out.extend(open.into_iter().map(|(rules, start)| Ignore { rules, span: Span { start, end } }));
    out
}

/// How far a comment reaches: on a line of its own over the next block (up to a blank line), else over its own line.
fn reach(text: &str, manuscript: &Manuscript, directive: &Directive) -> Span {
    let start = directive.comment.start as usize;
    let end = directive.comment.end as usize;
    if !directive.own_line {
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        return Span::new(line_start, line_end);
    }
    let mut at = text[end..].find('\n').map_or(text.len(), |line| end + line + 1);
    let mut content = false;
    while at < text.len() {
        let line_end = text[at..].find('\n').map_or(text.len(), |line| at + line + 1);
        let blank = is_blank(&text[at..line_end], manuscript.in_json);
        if blank && content {
            break;
        }
        content |= !blank && is_read(manuscript, at, line_end);
        at = line_end;
    }
    Span::new(end, at)
}

/// Whether a line ends a block: in a notebook, one of JSON that holds an empty line or closes the cell.
fn is_blank(line: &str, in_json: bool) -> bool {
    let line = line.trim();
    line.is_empty() || (in_json && matches!(line.trim_end_matches(','), "\"\\n\"" | "]" | "}"))
}

/// Whether a line holds something that is read, so that a comment after a comment reaches the same block.
fn is_read(manuscript: &Manuscript, start: usize, end: usize) -> bool {
    let line = Span::new(start, end);
    let first = manuscript.regions.partition_point(|region| region.span.end <= line.start);
    let regions = manuscript.regions[first..].iter().take_while(|region| region.span.start < line.end);
    regions.clone().next().is_none() || regions.into_iter().any(|region| region.kind != RegionKind::Masked)
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
    fn a_comment_within_a_line_covers_that_line() {
        let text = "//- /a.md\nOne [@a; @a] <!-- siglum-ignore repeated-citation -->\nand [@b; @b].\n";
        assert_eq!(found(text), ["b"]);
    }

    #[test]
    fn a_stretch_and_a_file_can_be_covered() {
        let text = "//- /a.md\n<!-- siglum-ignore-start repeated-citation -->\n\n[@a; @a]\n\n[@b; @b]\n\n<!-- siglum-ignore-end -->\n\n[@c; @c]\n";
        assert_eq!(found(text), ["c"]);
        let text = "//- /a.md\n[@a; @a]\n\n<!-- siglum-ignore-file repeated-citation -->\n\n[@c; @c]\n";
        assert_eq!(found(text), Vec::<String>::new());
    }

    #[test]
    fn the_form_without_a_rule_and_other_rules_cover_nothing() {
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
