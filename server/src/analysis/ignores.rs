//! Suppression: what `siglum-ignore` comments silence, and which of them silence nothing.

use crate::config::{Config, nearest};
use crate::manuscript::Directive;
use crate::rules::{Diagnostic, RULES, Severity, rule, unused_ignore};
use rustc_hash::FxHashMap;
use siglum_corpus::Span;

/// The verbs of comments.
const VERBS: [&str; 4] = ["siglum-ignore", "siglum-ignore-file", "siglum-ignore-start", "siglum-ignore-end"];
/// How many stretches may be open at once; further ones reach to the end.
const OPEN: usize = 64;
/// How many of the comments that cover one place are marked as useful.
const NESTED: usize = 64;

/// A rule that a comment silences over a part of the text.
struct Ignore {
    /// The rule, as the comment names it.
    rule: String,
    /// Where it is named.
    name: Span,
    /// What is covered.
    span: Span,
    /// The comment, by its place among the directives.
    directive: usize,
    used: bool,
}

/// The comments of a manuscript or a corpus file.
pub struct Ignores<'d> {
    directives: &'d [Directive],
    /// By the beginning of what they cover.
    all: Vec<Ignore>,
    /// By rule: places in `all`, and the furthest end of those up to each.
    by_rule: FxHashMap<String, Vec<(usize, u32)>>,
    /// What is wrong with comments that silence nothing by themselves.
    wrong: Vec<Diagnostic>,
}

/// A comment cut into its verb and the rules that it names, each with its place.
pub struct Words<'a> {
    /// Such as `siglum-ignore`.
    pub verb: (&'a str, Span),
    /// The rules.
    pub rules: Vec<(&'a str, Span)>,
}

impl<'a> Words<'a> {
    fn of(directive: &'a Directive) -> Self {
        let said = directive.text.split("--").next().unwrap_or_default();
        let start = directive.span.start as usize;
        let mut words = said.split([' ', ',', '\t', '\n', '\r']).filter(|word| !word.is_empty()).map(|word| {
            let at = start + (word.as_ptr() as usize - said.as_ptr() as usize);
            (word, Span::new(at, at + word.len()))
        });
        let verb = words.next().unwrap_or_default();
        Self { verb, rules: words.collect() }
    }
}

impl<'d> Ignores<'d> {
    /// Reads the comments of a text of so many bytes; `reach` tells what one covers. The form without a rule is refused: it
    /// silences nothing.
    pub fn of(directives: &'d [Directive], end: usize, mut reach: impl FnMut(&Directive) -> Span) -> Self {
        let mut this = Self { directives, all: Vec::new(), by_rule: FxHashMap::default(), wrong: Vec::new() };
        let mut open: Vec<(Words<'_>, usize)> = Vec::new();
        for (place, directive) in directives.iter().enumerate() {
            let words = Words::of(directive);
            if !this.is_sound(&words) {
                continue;
            }
            match words.verb.0 {
                "siglum-ignore" => this.add(&words, reach(directive), place),
                "siglum-ignore-file" => this.add(&words, Span::new(0, end), place),
                "siglum-ignore-start" if open.len() < OPEN => open.push((words, place)),
                "siglum-ignore-start" => {
                    this.add(&words, Span::new(directive.comment.end as usize, end), place);
                }
                _ => this.close(&mut open, &words, directive),
            }
        }
        for (words, place) in open {
            this.add(&words, Span::new(directives[place].comment.end as usize, end), place);
        }
        this.sort();
        this
    }

    /// Whether a comment says what it silences; what is wrong with it is kept.
    fn is_sound(&mut self, words: &Words<'_>) -> bool {
        let (verb, span) = words.verb;
        if !VERBS.contains(&verb) {
            // A comment may be somebody else's: only what is all but one of ours is told.
            self.wrong.extend(nearest(verb, &VERBS).map(|near| unused_ignore::unknown_verb(span, verb, near)));
            return false;
        }
        if words.rules.is_empty() && verb != "siglum-ignore-end" {
            self.wrong.push(unused_ignore::blanket(span, verb));
            return false;
        }
        true
    }

    /// Closes the last stretch that is open for these rules, or for any where none is named.
    fn close(&mut self, open: &mut Vec<(Words<'_>, usize)>, words: &Words<'_>, directive: &Directive) {
        let names = |words: &Words<'_>| words.rules.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>();
        let wanted = names(words);
        match open.iter().rposition(|(opened, _)| wanted.is_empty() || names(opened) == wanted) {
            Some(place) => {
                let (opened, start) = open.remove(place);
                let from = self.directives[start].comment.end;
                self.add(&opened, Span { start: from, end: directive.comment.start.max(from) }, start);
            }
            None => self.wrong.push(unused_ignore::not_open(words.verb.1)),
        }
    }

    fn add(&mut self, words: &Words<'_>, span: Span, directive: usize) {
        for (name, at) in &words.rules {
            self.all.push(Ignore { rule: (*name).to_owned(), name: *at, span, directive, used: false });
        }
    }

    fn sort(&mut self) {
        self.all.sort_by_key(|ignore| ignore.span);
        for (place, ignore) in self.all.iter().enumerate() {
            let list = self.by_rule.entry(ignore.rule.clone()).or_default();
            let furthest = list.last().map_or(0, |(_, end)| *end).max(ignore.span.end);
            list.push((place, furthest));
        }
    }

    /// Whether a comment silences a finding; those that do are marked as useful.
    pub fn cover(&mut self, diagnostic: &Diagnostic) -> bool {
        let Some(list) = self.by_rule.get(diagnostic.rule) else { return false };
        let at = diagnostic.span.start;
        let before = list.partition_point(|(place, _)| self.all[*place].span.start <= at);
        let reaching = list[..before].iter().rev().take_while(|(_, furthest)| *furthest >= at);
        let covering: Vec<usize> =
            reaching.map(|(place, _)| *place).filter(|place| self.all[*place].span.end >= at).take(NESTED).collect();
        covering.iter().for_each(|place| self.all[*place].used = true);
        !covering.is_empty()
    }

    /// What is wrong with the comments, once all findings went by: those that silence nothing, though their rule ran.
    /// `blind`: not all could be looked at, so that silence is no proof. `remove` tells the edit that takes a comment away.
    pub fn judge(
        &mut self,
        config: &Config,
        blind: bool,
        remove: impl Fn(&Directive, &Words<'_>, Span) -> Option<(Span, String)>,
    ) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut self.wrong);
        let names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        for ignore in &self.all {
            let Some(rule) = rule(&ignore.rule) else {
                found.push(unused_ignore::unknown_rule(ignore.name, &ignore.rule, nearest(&ignore.rule, &names)));
                continue;
            };
            let level = config.severities.get(rule.name).copied().unwrap_or(rule.severity);
            let itself = rule.name == unused_ignore::RULE.name;
            if !ignore.used && !blind && !itself && level != Severity::Off {
                let directive = &self.directives[ignore.directive];
                let words = Words::of(directive);
                let fix = remove(directive, &words, ignore.name);
                found.push(unused_ignore::unused(ignore.name, &ignore.rule, fix));
            }
        }
        found
    }
}

/// The edit that takes a name out of a comment: the whole comment, as `whole` tells, where it names no other and has no
/// partner elsewhere.
pub fn removal(
    words: &Words<'_>,
    name: Span,
    whole: impl FnOnce() -> Option<(Span, String)>,
) -> Option<(Span, String)> {
    if words.rules.len() > 1 {
        return shortened(words, name);
    }
    if matches!(words.verb.0, "siglum-ignore" | "siglum-ignore-file") { whole() } else { None }
}

fn shortened(words: &Words<'_>, name: Span) -> Option<(Span, String)> {
    let place = words.rules.iter().position(|(_, span)| *span == name)?;
    let span = match words.rules.get(place + 1) {
        Some((_, next)) => Span { start: name.start, end: next.start },
        None => Span { start: words.rules[place - 1].1.end, end: name.end },
    };
    Some((span, String::new()))
}

/// The edit that takes a comment away from a manuscript. None where that would change the text around it.
pub fn whole(text: &str, directive: &Directive) -> Option<(Span, String)> {
    let (start, end) = (directive.comment.start as usize, directive.comment.end as usize);
    let before = text[..start].trim_end_matches([' ', '\t']);
    if !directive.own_line {
        // In LaTeX a comment swallows its line's end, which without it would be a blank.
        let glued = text[start..].starts_with('%') && before.len() == start;
        let from = if glued { start } else { before.len() };
        return Some((Span::new(from, end), if glued { "%".to_owned() } else { String::new() }));
    }
    let line = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    let blank_before =
        before.trim_end_matches(['\r', '\n']).is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    let after = &text[line..];
    let blank_after = after.is_empty() || after.starts_with(['\n', '\r']);
    // Between two lines of text, a comment of HTML may be what keeps them apart.
    let apart = text[start..].starts_with('%') || blank_before || blank_after;
    apart.then(|| (Span::new(before.len(), line), String::new()))
}
