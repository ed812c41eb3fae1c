//! `MyST`'s directives and knitr's blocks of text: fences that look like code and hold prose.
//!
//! Only names that are known to hold text are read as text, since `{r}` and `{python}` are written the same way.
//! Bibliographies, included files and labels count in all of them.

use super::Out;
use super::blocks::Line;
use crate::manuscript::{BibliographyRef, Include, Manuscript};
use crate::manuscript::{directives, rst, toctree, yaml};
use siglum_corpus::span::Span;

/// The first line of a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head<'a> {
    pub name: &'a str,
    /// What follows the name, white space trimmed; a part of the line.
    pub argument: &'a str,
}

/// Reads the line of a fence: ```` ```{note} A title ````, `:::{figure} a.png`, knitr's ```` ```{theorem, label="x"} ````.
pub(super) fn head(line: &str) -> Option<Head<'_>> {
    let inner = line.trim_start_matches(['`', '~', ':']).trim_start().strip_prefix('{')?;
    let length = inner.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:+.".contains(c)))?;
    let name = &inner[..length];
    let ends = inner[length..].starts_with(['}', ',', ' ']);
    let close = inner.find('}')?;
    (ends && name.starts_with(|c: char| c.is_ascii_alphabetic()))
        .then(|| Head { name, argument: inner[close + 1..].trim() })
}

impl Head<'_> {
    /// Whether the body is text.
    pub(super) fn holds_text(&self) -> bool {
        directives::hold_text(self.name)
    }

    /// Whether the body is text where it stands between colons.
    pub(super) fn holds_text_in_colons(&self) -> bool {
        !directives::hold_code(self.name)
    }

    /// Whether the argument is text: a title, or the beginning of the body.
    pub(super) fn is_titled(&self) -> bool {
        !self.argument.is_empty() && directives::are_titled(self.name)
    }
}

impl Out<'_> {
    /// Takes over what a directive names: a bibliography, a file that is included, a label.
    pub(super) fn directive(&mut self, head: Head<'_>) {
        let text = self.text;
        let place = |word: &str| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            Span::new(start, start + word.len())
        };
        match head.name {
            "bibliography" => {
                let words = head.argument.split_ascii_whitespace();
                let named = words.map(|word| BibliographyRef { path: word.to_owned(), span: place(word) });
                self.m.bibliographies.extend(named);
            }
            "include" if !head.argument.is_empty() => {
                let path = head.argument.to_owned();
                self.m.includes.push(Include { path, dir: String::new(), span: place(head.argument), toctree: false });
            }
            "figure-md" if !head.argument.is_empty() => self.own_label(place(head.argument)),
            _ => {}
        }
    }

    /// Takes over what the body of a directive says that is neither code nor Markdown: documents that it lists, and
    /// reStructuredText, which has no options.
    pub(super) fn body(&mut self, head: Head<'_>, from: usize, end: usize) {
        match head.name {
            "toctree" => self.m.includes.extend(toctree::entries(self.text, from..end)),
            "eval-rst" => self.embed(Span::new(from, end)),
            _ => {}
        }
    }

    /// Takes over what a part of the text says as reStructuredText.
    fn embed(&mut self, within: Span) {
        // The language is the whole text's to declare.
        let said = Manuscript { lang: None, ..(rst::FORMAT.parse)(within.of(self.text)) };
        let place = |span: Span| span.shifted(within.start);
        let cluster = self.m.clusters.len() as u32;
        let prose = self.m.absorb(said, &place);
        let base = self.m.prose.text.len() as u32;
        let mut anchors = prose.anchors.iter().peekable();
        for (nth, piece) in prose.pieces.iter().enumerate() {
            let end = prose.pieces.get(nth + 1).map_or(prose.text.len() as u32, |next| next.out);
            match anchors.next_if(|anchor| anchor.0 == piece.out) {
                Some((_, number)) => self.m.prose.push_anchor(number + cluster, place(piece.source)),
                None => self.m.prose.push(Span { start: piece.out, end }.of(&prose.text), place(piece.source)),
            }
        }
        let moved = |span: &Span| Span { start: span.start + base, end: span.end + base };
        self.m.prose.emphasis.extend(prose.emphasis.iter().map(moved));
    }

    /// Passes over the options of a directive, `:name: fig-x` or YAML between rules, and takes its labels over.
    pub(super) fn options(&mut self, from: usize, until: usize) -> usize {
        let text = self.text;
        let first = Line::at(text, from);
        if from < until && text[first.start..first.end].trim() == "---" {
            return self.yaml_options(first.next, until).unwrap_or(from);
        }
        let mut pos = from;
        while pos < until {
            let line = Line::at(text, pos);
            let written = text[line.start..line.end].trim();
            let Some((name, value)) = written.strip_prefix(':').and_then(|rest| rest.split_once(':')) else { break };
            if name.is_empty() || name.contains([' ', '`', '{']) {
                break;
            }
            let value = value.trim();
            if matches!(name, "name" | "label") && !value.is_empty() {
                let start = value.as_ptr() as usize - text.as_ptr() as usize;
                self.own_label(Span::new(start, start + value.len()));
            }
            pos = line.next;
        }
        pos
    }

    fn yaml_options(&mut self, from: usize, until: usize) -> Option<usize> {
        let text = self.text;
        let mut pos = from;
        while pos < until {
            let line = Line::at(text, pos);
            if text[line.start..line.end].trim() == "---" {
                let entries = yaml::entries(text, from..line.start);
                for entry in entries.iter().filter(|entry| matches!(&*entry.path, "name" | "label")) {
                    self.own_label(entry.span);
                }
                return Some(line.next);
            }
            pos = line.next;
        }
        self.trail.look_to_end();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_told_from_attributes_and_from_code() {
        for (line, name, argument) in [
            ("```{note} A title", "note", "A title"),
            ("````{prf:theorem}", "prf:theorem", ""),
            (":::{figure} a.png", "figure", "a.png"),
            ("``` {theorem, label=\"x\", name=\"y\"}", "theorem", ""),
            ("```{r setup, include=FALSE}", "r", ""),
        ] {
            assert_eq!(head(line), Some(Head { name, argument }), "{line}");
        }
        for line in ["```{.python}", "```{#id}", "```{=html}", "```r", "```", "::: {.note}", "```{a=b}", "```{note"] {
            assert_eq!(head(line), None, "{line}");
        }
        assert!(head("```{r}").is_some_and(|head| !head.holds_text()));
        assert!(head("```{prf:proof} @a").is_some_and(|head| head.is_titled()));
    }
}
