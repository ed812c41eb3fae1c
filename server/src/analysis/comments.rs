//! The `siglum-ignore` comments of a corpus file, in the comments of its format: BibTeX's `%` and `@comment`, YAML's `#`.
//!
//! A comment in a record is for that record, one behind a record on its last line too; any other is for the next record.

use crate::manuscript::Directive;
use siglum_corpus::read::bibtex::written::{self, Field};
use siglum_corpus::shard::Line;
use siglum_corpus::{Shard, Span};

/// How comments of a corpus file look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Percent,
    Hash,
}

/// The comments of a corpus file that are for us.
pub struct Comments<'s> {
    /// In order.
    pub directives: Vec<Directive>,
    /// The end of the file, or beyond: no record ends later.
    pub end: usize,
    shard: &'s Shard,
    lines: Vec<Span>,
}

impl<'s> Comments<'s> {
    /// Looks through the file.
    pub fn of(shard: &'s Shard) -> Self {
        let mut this = Self { directives: Vec::new(), end: u32::MAX as usize, shard, lines: Vec::new() };
        let style = match shard.format() {
            "bibtex" => Style::Percent,
            "csl-yaml" | "hayagriva" => Style::Hash,
            _ => return this,
        };
        let mut fields = Fields { shard, known: None };
        for line in shard.lines_with("siglum-") {
            let Some(directive) = directive(&line, style) else { continue };
            let at = directive.comment.start;
            if style == Style::Percent && fields.hold(at) {
                continue;
            }
            this.directives.push(directive);
            this.lines.push(line.span);
        }
        this
    }

    /// What a comment covers.
    pub fn reach(&self, directive: &Directive) -> Span {
        let (start, end) = (directive.comment.start, directive.comment.end);
        let next = row_from(self.shard, end);
        let span = |row: u32| self.shard.entry(row).span();
        let before = next.checked_sub(1).map(span);
        let following = (next < self.shard.len()).then(|| span(next));
        let for_next = || Span { start: end, end: following.map_or(u32::MAX, |next| next.end) };
        match before {
            Some(row) if start < row.end && !self.is_between(end, row, following) => row,
            Some(row) if !directive.own_line && row.end <= start && self.same_line(row.end, start) => row,
            _ => for_next(),
        }
    }

    /// Whether what remains of a record after a comment in it is nothing but more comments: YAML's last lines of a record
    /// are the next one's first.
    fn is_between(&self, end: u32, row: Span, following: Option<Span>) -> bool {
        if self.shard.format() == "bibtex" || following.is_none() {
            return false;
        }
        let rest = self.shard.piece(Span { start: end, end: row.end.min(end.saturating_add(4 << 10)) });
        rest.is_some_and(|rest| rest.lines().all(|line| line.trim().is_empty() || line.trim().starts_with('#')))
    }

    fn same_line(&self, from: u32, to: u32) -> bool {
        let place = self.lines.partition_point(|line| line.end < to);
        self.lines.get(place).is_some_and(|line| line.start <= from)
    }

    /// The edit that takes a comment away: its line, where it has one of its own.
    pub fn whole(&self, directive: &Directive) -> (Span, String) {
        let comment = directive.comment;
        if directive.own_line {
            let place = self.lines.partition_point(|line| line.end < comment.end);
            let line = self.lines.get(place).copied().unwrap_or(comment);
            let after = self.shard.piece(Span { start: line.end, end: line.end.saturating_add(2) }).unwrap_or_default();
            let ends = if after.starts_with("\r\n") { 2 } else { u32::from(after.starts_with(['\n', '\r'])) };
            return (Span { start: line.start, end: line.end + ends }, String::new());
        }
        let line = self.lines.iter().find(|line| line.start <= comment.start && comment.end <= line.end);
        let before = line.and_then(|line| self.shard.piece(Span { start: line.start, end: comment.start }));
        let blank = before.map_or(0, |before| before.len() - before.trim_end_matches([' ', '\t']).len());
        (Span { start: comment.start - blank as u32, end: comment.end }, String::new())
    }
}

/// The first row that begins at a place or later.
fn row_from(shard: &Shard, at: u32) -> u32 {
    let (mut low, mut high) = (0, shard.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if shard.entry(middle).span().start < at { low = middle + 1 } else { high = middle }
    }
    low
}

/// The values of the record that was looked at last: comments come in order, so each record is read once.
struct Fields<'s> {
    shard: &'s Shard,
    known: Option<(u32, Vec<Field>)>,
}

impl Fields<'_> {
    /// Whether a place of a BibTeX file lies in the value of a field, where a comment's mark is text.
    fn hold(&mut self, at: u32) -> bool {
        let Some(row) = row_from(self.shard, at + 1).checked_sub(1) else { return false };
        let span = self.shard.entry(row).span();
        if at >= span.end {
            return false;
        }
        let fields = match &self.known {
            Some((known, fields)) if *known == row => fields,
            _ => {
                let fields = written::fields(&self.shard.text_of(row).unwrap_or_default());
                &self.known.insert((row, fields)).1
            }
        };
        let inside = at - span.start;
        fields.iter().any(|field| field.value.start < inside && inside < field.value.end)
    }
}

/// The directive in a line, if it is one: the comment's mark, then nothing but the directive.
fn directive(line: &Line, style: Style) -> Option<Directive> {
    let text = line.text.as_str();
    let said = text.find("siglum-")?;
    let before = &text[..said];
    let trimmed = before.trim_end();
    let (start, closed) = match style {
        Style::Percent => match trimmed.strip_suffix(['{', '(']) {
            Some(opened) => {
                let word = opened.trim_end();
                let at = word.len().checked_sub("@comment".len())?;
                (word.get(at..)?.eq_ignore_ascii_case("@comment").then_some(at)?, true)
            }
            None => (trimmed.trim_end_matches('%').len(), false),
        },
        Style::Hash => {
            let at = trimmed.trim_end_matches('#').len();
            let apart = trimmed[..at].is_empty() || trimmed[..at].ends_with([' ', '\t']);
            (apart.then_some(at)?, false)
        }
    };
    let marked = start < trimmed.len() && !(style == Style::Percent && trimmed[..start].ends_with('\\'));
    if !marked {
        return None;
    }
    let rest = text[said..].trim_end();
    let (said_end, end) = if closed {
        let close = rest.find(['}', ')'])?;
        (said + rest[..close].trim_end().len(), said + close + 1)
    } else {
        (said + rest.len(), said + rest.len())
    };
    let own_line = text[..start].trim().is_empty() && text[end..].trim().is_empty();
    let place = |from: usize, to: usize| Span::new(line.span.start as usize + from, line.span.start as usize + to);
    // What is no UTF-8 before the directive would shift it.
    let exact = line.text.len() == line.span.len();
    exact.then(|| Directive {
        text: text[said..said_end].to_owned(),
        span: place(said, said_end),
        comment: place(start, end),
        own_line,
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;
    use crate::rules::{Diagnostic, Safety};

    fn findings(name: &str, text: &str) -> (String, Vec<Diagnostic>) {
        let fixture = Fixture::new(&format!("//- /{name}\n{text}"));
        let file = &fixture.bibliographies[0];
        (file.text.clone(), fixture.findings(file))
    }

    /// The keys whose empty fields are told.
    fn told(text: &str) -> Vec<String> {
        let found = findings("refs.bib", text).1.into_iter().filter(|one| one.rule == "empty-field");
        found.filter_map(|one| one.key).collect()
    }

    const A: &str = "@book{a, title = {A}, note = {}}";
    const B: &str = "@book{b,\n  title = {B},\n  note = {},\n}";

    #[test]
    fn a_comment_covers_the_record_that_follows_or_holds_it() {
        for comment in ["% siglum-ignore empty-field -- on purpose", "@comment{siglum-ignore empty-field}"] {
            assert_eq!(told(&format!("{comment}\n{A}\n{B}\n")), ["b"], "{comment}");
            assert_eq!(told(&format!("{A}\n\n{comment}\n\n{B}\n")), ["a"], "{comment}");
            assert_eq!(told(&format!("{A} {comment}\n{B}\n")), ["b"], "{comment}");
        }
        let inside = B.replace("{B},\n", "{B}, % siglum-ignore empty-field\n");
        assert_eq!(told(&format!("{A}\n{inside}\n")), ["a"]);
        let inside = B.replace("{B},\n", "{B},\n  % siglum-ignore empty-field\n");
        assert_eq!(told(&format!("{A}\n{inside}\n{A}\n")), ["a", "a"]);
    }

    #[test]
    fn a_stretch_and_a_file_can_be_covered() {
        let (start, end) = ("% siglum-ignore-start empty-field", "% siglum-ignore-end");
        assert_eq!(told(&format!("{A}\n{start}\n{B}\n{end}\n{A}\n")), ["a", "a"]);
        assert!(told(&format!("{A}\n{B}\n% siglum-ignore-file empty-field\n")).is_empty());
    }

    #[test]
    fn what_only_looks_like_a_comment_covers_nothing() {
        for text in [
            "@book{a, title = {50\n% siglum-ignore empty-field\n}, note = {}}",
            "siglum-ignore empty-field\n@book{a, note = {}}",
            "\\% siglum-ignore empty-field\n@book{a, note = {}}",
            "@comments{siglum-ignore empty-field}\n@book{a, note = {}}",
        ] {
            assert!(told(&format!("{text}\n")).contains(&"a".to_owned()), "{text}");
        }
    }

    /// The text after the safe fixes of `unused-ignore`.
    fn cleaned(text: &str) -> Option<String> {
        let (mut text, found) = findings("refs.bib", text);
        let unused = found.iter().find(|one| one.rule == "unused-ignore")?;
        let fix = unused.fixes.iter().find(|fix| fix.safety == Safety::Safe)?;
        fix.edits.iter().rev().for_each(|edit| text.replace_range(edit.span.range(), &edit.text));
        Some(text)
    }

    #[test]
    fn a_comment_that_silences_nothing_is_told_and_taken_away() {
        let full = "@book{a, title = {A}}\n";
        assert_eq!(cleaned(&format!("% siglum-ignore empty-field\n{full}")).as_deref(), Some(full));
        assert_eq!(cleaned(&format!("@comment{{siglum-ignore empty-field}}\n{full}")).as_deref(), Some(full));
        let behind = "@book{a, title = {A}} % siglum-ignore empty-field\n";
        assert_eq!(cleaned(behind).as_deref(), Some(full));
        let two = "% siglum-ignore empty-field, duplicate-key -- why\n@book{a, title = {}}\n";
        assert_eq!(cleaned(two).as_deref(), Some("% siglum-ignore empty-field -- why\n@book{a, title = {}}\n"));
        assert_eq!(cleaned(&format!("% siglum-ignore empty-field\n{A}\n")), None);
    }

    #[test]
    fn yaml_has_comments_too() {
        let text = "references:\n- id: a\n  type: book\n# siglum-ignore-file duplicate-key\n- id: b\n  type: book\n- id: b\n  type: book\n";
        assert!(!findings("refs.yaml", text).1.iter().any(|one| one.rule == "duplicate-key"));
        let text = text.replace("-file", "");
        let rules: Vec<_> = findings("refs.yaml", &text).1.iter().map(|one| one.rule).collect();
        assert_eq!(rules, ["unused-ignore", "duplicate-key"], "the comment is for the first b");
    }

    #[test]
    fn many_comments_in_one_long_record_take_time_in_proportion() {
        let lines = "  % siglum-ignore empty-field\n  note = {x},\n".repeat(4_000);
        assert!(told(&format!("@book{{a,\n{lines}}}\n")).is_empty());
    }
}
