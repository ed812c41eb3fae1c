//! Metadata in a Markdown file: front matter in YAML or TOML, metadata blocks further down, options of code chunks.
//!
//! Pandoc reads every string of the metadata as Markdown, so their citations count. Broken metadata costs at most the
//! metadata: the body is read from the line after the block whatever stands in it.

use super::blocks::Line;
use super::{Mode, Out};
use crate::manuscript::yaml::{self, Entry};
use crate::manuscript::{BibliographyRef, OwnKey};
use siglum_corpus::lang::Lang;
use siglum_corpus::span::Span;
use std::ops::Range;

/// Metadata of more bytes than this is passed over.
const LONGEST: usize = 1 << 20;

/// Who writes these into the front matter writes a manuscript, not a piece of one.
const COMPLETES: [&str; 5] = ["title", "author", "authors", "bibliography", "references"];

/// Strings under these keys are settings that no one renders.
const SETTINGS: &[&str] = &[
    "bibliography",
    "csl",
    "engine",
    "execute",
    "filters",
    "format",
    "header-includes",
    "include-after",
    "include-before",
    "jupyter",
    "knit",
    "knitr",
    "lang",
    "output",
    "params",
    "email",
    "url",
    "orcid",
    "twitter",
];

/// Reads the front matter, if there is any; gives the offset where the body begins.
pub(super) fn front_matter<'a>(text: &'a str, out: &mut Out<'a>) -> usize {
    // An editor may hand a byte order mark over as a character.
    let line = Line::at(text, if text.starts_with('\u{feff}') { 3 } else { 0 });
    match text[line.start..line.end].trim_end() {
        "---" => block(text, line, out).unwrap_or(line.start),
        "+++" => {
            let Some((inner, next)) = until(text, line.next, &["+++"]) else { return line.start };
            toml(text, inner, out);
            next
        }
        _ => line.start,
    }
}

/// Reads a metadata block whose `---` is `line`; gives the offset after it. `None` where it is a rule of the text: a
/// blank line follows, no line closes it, or it begins with no key.
pub(super) fn block<'a>(text: &'a str, line: Line, out: &mut Out<'a>) -> Option<usize> {
    let first = Line::at(text, line.next);
    let begin = text[first.start..first.end].trim();
    let is_front = line.start <= '\u{feff}'.len_utf8();
    if begin.is_empty() || (!is_front && !begin.contains(':') && !begin.starts_with('#')) {
        return None;
    }
    if !is_front && out.no_metadata_from.is_some_and(|from| line.start >= from) {
        out.trail.look_to_end();
        return None;
    }
    let Some((inner, next)) = until(text, line.next, &["---", "..."]) else {
        out.trail.look_to_end();
        out.no_metadata_from = Some(line.start);
        return None;
    };
    if inner.len() <= LONGEST {
        for entry in yaml::entries(text, inner) {
            take(&entry, out);
        }
    }
    Some(next)
}

/// The lines from `from` up to one that is a closing mark, and the offset after that.
fn until(text: &str, from: usize, marks: &[&str]) -> Option<(Range<usize>, usize)> {
    let mut pos = from;
    while pos < text.len() {
        let line = Line::at(text, pos);
        if marks.contains(&text[line.start..line.end].trim_end()) {
            return Some((from..line.start, line.next));
        }
        pos = line.next;
    }
    None
}

/// Takes one string of the metadata over.
fn take(entry: &Entry<'_>, out: &mut Out<'_>) {
    let top = entry.path.split(['.', '[']).next().unwrap_or_default();
    out.m.complete |= COMPLETES.contains(&top);
    match entry.path.as_str() {
        "bibliography" | "bibliography[]" => out.bibliography(entry),
        "lang" | "language" => out.m.lang = out.m.lang.take().or_else(|| Lang::parse(&entry.value)),
        "crossref.custom[].key" => out.crossrefs.push(entry.value.to_string()),
        "references[].id" => {
            out.m.own_keys.push(OwnKey { key: entry.value.to_string(), span: entry.span, record: true });
        }
        "nocite" | "nocite[]" => out.metadata(entry.span, Mode::Nocite),
        "title" | "subtitle" | "abstract" | "description" | "summary" => out.metadata(entry.span, Mode::Prose),
        // Of a record only what is shown as Markdown counts.
        path if top == "references" && !matches!(path.rsplit('.').next(), Some("title" | "abstract")) => {}
        _ if SETTINGS.contains(&top) => {}
        _ => out.metadata(entry.span, Mode::Quiet),
    }
}

impl Out<'_> {
    fn bibliography(&mut self, entry: &Entry<'_>) {
        let path = entry.value.trim().to_owned();
        if !path.is_empty() {
            self.m.bibliographies.push(BibliographyRef { path, span: entry.span });
        }
    }

    /// Reads a string of the metadata as Markdown, paragraph by paragraph.
    fn metadata(&mut self, span: Span, mode: Mode) {
        let text = self.text;
        if mode != Mode::Prose && memchr::memchr(b'@', span.of(text).as_bytes()).is_none() {
            return;
        }
        let (mut pos, end) = (span.start as usize, span.end as usize);
        let mut begin = pos;
        while pos < end {
            let line = Line::at(text, pos);
            if text[pos..line.end.min(end)].trim().is_empty() {
                self.metadata_paragraph(begin, pos, mode);
                begin = line.next;
            }
            pos = line.next;
        }
        self.metadata_paragraph(begin, end, mode);
    }

    fn metadata_paragraph(&mut self, begin: usize, end: usize, mode: Mode) {
        let inner = self.text.get(begin..end).unwrap_or_default();
        let start = begin + inner.len() - inner.trim_start().len();
        if !inner.trim().is_empty() {
            self.whole(Span::new(start, start + inner.trim().len()), false, mode);
        }
    }
}

/// Finds `bibliography = "..."` or a list of strings in TOML front matter.
fn toml(text: &str, inner: Range<usize>, out: &mut Out<'_>) {
    let mut pos = inner.start;
    let mut within = false;
    while pos < inner.end {
        let line = Line::at(text, pos);
        pos = line.next;
        let written = &text[line.start..line.end];
        let mut values = written;
        if !within {
            let Some((name, value)) = written.split_once('=') else { continue };
            out.m.complete |= COMPLETES.contains(&name.trim());
            match name.trim() {
                "bibliography" => values = value,
                "lang" | "language" => {
                    out.m.lang = Lang::parse(value.trim().trim_matches(['"', '\'']));
                    continue;
                }
                _ => continue,
            }
        }
        strings(values, line.end - values.len(), out);
        within = (within || values.contains('[')) && !values.contains(']');
    }
}

/// Takes every quoted string of `values`, which stands at `at`, for a bibliography.
fn strings(values: &str, at: usize, out: &mut Out<'_>) {
    let mut from = 0;
    while let Some(open) = values[from..].find(['"', '\'']).map(|open| from + open) {
        let quote = &values[open..=open];
        let Some(length) = values[open + 1..].find(quote) else { return };
        let path = values[open + 1..open + 1 + length].to_owned();
        if !path.is_empty() {
            let span = Span::new(at + open + 1, at + open + 1 + length);
            out.m.bibliographies.push(BibliographyRef { path, span });
        }
        from = open + length + 2;
    }
}

/// Takes the child documents that a code chunk names over: `child='x.Rmd'`, `child=c('a.Rmd', 'b.Rmd')`, or a line
/// `#| child: x.Rmd`.
pub(super) fn chunk(text: &str, head: Span, body: Range<usize>, out: &mut Out<'_>) {
    let header = head.of(text);
    if !header.trim_start_matches(['`', '~', ' ']).starts_with('{') {
        return;
    }
    if let Some(found) = header.find("child") {
        let value = header[found + 5..].trim_start();
        if let Some(value) = value.strip_prefix('=').map(str::trim_start) {
            let value = if value.starts_with("c(") {
                value.split(')').next().unwrap_or_default()
            } else {
                let end = value.get(1..).and_then(|rest| rest.find(['"', '\''])).map_or(0, |end| end + 2);
                &value[..end]
            };
            quoted_includes(value, value.as_ptr() as usize - text.as_ptr() as usize, out);
        }
    }
    let mut pos = body.start;
    while pos < body.end {
        let line = Line::at(text, pos);
        let written = &text[line.start..line.end];
        let Some(option) = written.trim_start().strip_prefix("#|") else { return };
        if let Some(value) = option.trim_start().strip_prefix("child:") {
            let path = value.trim().trim_matches(['"', '\'']);
            let at = path.as_ptr() as usize - text.as_ptr() as usize;
            out.include(Span::new(at, at + path.len()));
        }
        pos = line.next;
    }
}

fn quoted_includes(values: &str, at: usize, out: &mut Out<'_>) {
    let mut from = 0;
    while let Some(open) = values[from..].find(['"', '\'']).map(|open| from + open) {
        let Some(length) = values[open + 1..].find(&values[open..=open]) else { return };
        out.include(Span::new(at + open + 1, at + open + 1 + length));
        from = open + length + 2;
    }
}
