//! Pandoc's Markdown, with Quarto, R Markdown, bookdown and `MyST`: blocks first, then the inline lexer over each paragraph.
//!
//! Behaviour is Pandoc's (`-f markdown`); formats.md names the rows that were measured. Two things are left to the
//! caller, who knows the file's name and project: files such as README.md are GitHub's Markdown, which has no citations,
//! and a project's own cross-reference prefixes stand in `_quarto.yml` (see [`super::yaml::project`]).

mod blocks;
mod cluster;
mod directive;
mod emit;
mod inline;
mod key;
mod lines;
mod meta;
mod myst;
mod scan;
#[cfg(test)]
mod tests;
mod tex;

use super::again::{Resume, Resumed, State, Trail};
use super::{Directive, Format, Include, Macros, Malformed, MalformedKind, Manuscript, OwnKey, quotes, regions};
use inline::Inline;
use rustc_hash::FxHashSet;
use siglum_corpus::span::Span;

pub use key::is_crossref;

/// Markdown.
pub static FORMAT: Format = Format {
    name: "markdown",
    extensions: &["md", "markdown", "qmd", "rmd"],
    language_ids: &["markdown", "pandoc", "quarto", "rmd", "rmarkdown"],
    parse,
    resume: Some(resume),
    key_may_follow: super::typing::markdown,
    comment: ("<!--", " -->"),
};

fn parse(text: &str) -> Manuscript {
    let mut out = Out::new(text);
    let body = meta::front_matter(text, &mut out);
    out.examples = blocks::examples(text, body);
    blocks::read(text, body, &mut out);
    out.finish(body)
}

/// Goes on at a mark; gives up where other labels of examples or prefixes of cross-references are known than before.
fn resume(text: &str, resume: Resume, _: &Macros) -> Option<Resumed> {
    let State::Markdown(body, crossrefs, examples) = resume.state else { return None };
    let mut out = Out::new(text);
    out.examples = blocks::examples(text, body);
    if examples.len() != out.examples.len() || !examples.iter().all(|label| out.examples.contains(label.as_str())) {
        return None;
    }
    let (pieces, clusters, malformed) =
        (resume.manuscript.prose.pieces.len(), resume.manuscript.clusters.len(), resume.manuscript.malformed.len());
    out.m = resume.manuscript;
    out.trail = resume.trail;
    out.crossrefs = crossrefs.get(..resume.changes.0 as usize)?.to_vec();
    blocks::read(text, resume.at, &mut out);
    if !out.trail.is_settled(*out.crossrefs == *crossrefs) {
        return None;
    }
    regions::cut_on(&mut out.m, pieces, clusters);
    in_order(&mut out.m.malformed[malformed..]);
    Some(Resumed { manuscript: out.m, trail: out.trail, spent: 0, root: None, settle: None })
}

/// A bracket is judged when it closes, so an inner one comes before its outer one.
fn in_order(malformed: &mut [Malformed]) {
    malformed.sort_by_key(|malformed| (malformed.span.start, malformed.span.end));
}

/// Reads a cell of a table, which has no metadata.
fn parse_cell(text: &str) -> Manuscript {
    let mut out = Out::new(text);
    blocks::read(text, 0, &mut out);
    out.finish(0)
}

/// Reads the metadata at the start of a text and nothing else.
pub(super) fn parse_metadata(text: &str) -> Manuscript {
    let mut out = Out::new(text);
    let body = meta::front_matter(text, &mut out);
    out.finish(body)
}

/// What a paragraph's text is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Text that a reader reads.
    Prose,
    /// Only its citations count: metadata that is no text.
    Quiet,
    /// Its keys are listed, not cited.
    Nocite,
}

/// A paragraph's text and where its parts stand in the manuscript.
struct Leaf<'a> {
    text: &'a str,
    /// (offset in `text`, offset in the manuscript) of each part that was copied on its own; the first is at 0.
    map: &'a [(u32, u32)],
    /// Whether it is a part of a table's cell, where a bracket may go on in the next line.
    is_cell: bool,
}

impl Leaf<'_> {
    /// The manuscript's offset of the byte at `pos`.
    fn source(&self, pos: usize) -> usize {
        let place = self.map.partition_point(|&(at, _)| at as usize <= pos);
        let (at, source) = place.checked_sub(1).and_then(|place| self.map.get(place)).copied().unwrap_or_default();
        source as usize + pos.saturating_sub(at as usize)
    }

    /// The manuscript's span of a range of the text.
    fn span(&self, start: usize, end: usize) -> Span {
        let from = self.source(start);
        Span::new(from, if end > start { self.source(end - 1) + 1 } else { from })
    }
}

/// The manuscript under construction.
struct Out<'a> {
    text: &'a str,
    m: Manuscript,
    /// Prefixes of cross-references that the front matter adds.
    crossrefs: Vec<String>,
    /// Labels of example lists: `@label` refers to the example.
    examples: FxHashSet<&'a str>,
    /// From here on no line closes a metadata block.
    no_metadata_from: Option<usize>,
    /// Where it may be read again from.
    trail: Trail,
    inline: Inline,
    buffer: String,
    map: Vec<(u32, u32)>,
}

impl<'a> Out<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            m: Manuscript::default(),
            crossrefs: Vec::new(),
            examples: FxHashSet::default(),
            no_metadata_from: None,
            trail: Trail::default(),
            inline: Inline::default(),
            buffer: String::new(),
            map: Vec::new(),
        }
    }

    /// Lexes a paragraph that stands in one piece.
    fn whole(&mut self, span: Span, is_cell: bool, mode: Mode) {
        let map = [(0, span.start)];
        let leaf = Leaf { text: span.of(self.text), map: &map, is_cell };
        self.lex(&leaf, mode);
    }

    /// Lexes a paragraph of lines with something else between them, such as the marks of a block quotation.
    fn lines(&mut self, lines: &[Span], mode: Mode) {
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut map = std::mem::take(&mut self.map);
        buffer.clear();
        map.clear();
        for line in lines {
            if !buffer.is_empty() {
                buffer.push('\n');
            }
            map.push((buffer.len() as u32, line.start));
            buffer.push_str(line.of(self.text));
        }
        self.lex(&Leaf { text: &buffer, map: &map, is_cell: false }, mode);
        self.buffer = buffer;
        self.map = map;
    }

    fn lex(&mut self, leaf: &Leaf<'_>, mode: Mode) {
        let mut inline = std::mem::take(&mut self.inline);
        inline.lex(leaf, self);
        inline.emit(leaf, mode, self);
        self.inline = inline;
    }

    /// Closes a paragraph of the prose that began at `begin`, with its emphasised spans.
    fn end_paragraph(&mut self, leaf: &Leaf<'_>, begin: usize, emphasis: Vec<Span>) {
        let prose = &mut self.m.prose;
        if prose.text.len() == begin {
            return;
        }
        let first = prose.emphasis.len();
        prose.emphasis.extend(emphasis.into_iter().filter(|span| !span.is_empty()));
        prose.emphasis.extend(quotes::quoted(&prose.text, begin));
        prose.emphasis[first..].sort_unstable();
        let end = leaf.source(leaf.text.len());
        prose.push("\n\n", Span::new(end, end));
    }

    fn is_example(&self, key: &str) -> bool {
        self.examples.contains(key)
    }

    fn is_crossref(&self, key: &str) -> bool {
        is_crossref(key, &self.crossrefs)
    }

    fn malformed(&mut self, malformed: Malformed) {
        self.m.malformed.push(malformed);
    }

    fn empty_key(&mut self, span: Span) {
        self.malformed(Malformed { span, kind: MalformedKind::EmptyKey, fix: None });
    }

    fn unclosed(&mut self, span: Span) {
        self.malformed(Malformed { span, kind: MalformedKind::Unclosed, fix: None });
    }

    fn own_label(&mut self, span: Span) {
        let key = span.of(self.text).to_owned();
        self.m.own_keys.push(OwnKey { key, span, record: false });
    }

    /// Takes the identifier of an attribute list `{#id ...}` over as a label.
    fn attributes(&mut self, leaf: &Leaf<'_>, start: usize, end: usize) {
        let inner = leaf.text.get(start..end).unwrap_or_default();
        let Some(hash) = inner.find('#').filter(|&at| inner[1..at].trim().is_empty()) else { return };
        let id = inner[hash + 1..].split([' ', '\t', '\n', '\r', '}']).next().unwrap_or_default();
        if !id.is_empty() {
            self.own_label(leaf.span(start + hash + 1, start + hash + 1 + id.len()));
        }
    }

    /// Takes a shortcode over: `{{< include file.qmd >}}` includes a file, and so does mdBook's `{{#include file.md}}`.
    fn shortcode(&mut self, leaf: &Leaf<'_>, start: usize, end: usize) {
        let inner = leaf.text.get(start..end).unwrap_or_default();
        let mut words = inner.trim_matches(['{', '<', '%', '#', '}']).split_ascii_whitespace();
        if words.next() != Some("include") {
            return;
        }
        let Some(path) = words.next().map(|word| word.trim_matches(['"', '\''])).filter(|path| !path.is_empty()) else {
            return;
        };
        // mdBook takes lines of a file by `file.md:2:10`.
        let path = if inner.starts_with("{{#") { path.split(':').next().unwrap_or_default() } else { path };
        let at = start + (path.as_ptr() as usize - inner.as_ptr() as usize);
        self.include(leaf.span(at, at + path.len()));
    }

    fn include(&mut self, span: Span) {
        let path = span.of(self.text).to_owned();
        if !path.starts_with(['>', '%']) && !path.is_empty() {
            self.m.includes.push(Include { path, dir: String::new(), span, toctree: false });
        }
    }

    /// Takes a comment over where it is addressed to siglum.
    fn comment(&mut self, comment: Span) {
        let whole = comment.of(self.text);
        let inner = whole.strip_prefix("<!--").and_then(|inner| inner.strip_suffix("-->")).unwrap_or_default();
        let text = inner.trim();
        if !text.starts_with("siglum-") {
            return;
        }
        let start = comment.start as usize + 4 + (inner.len() - inner.trim_start().len());
        let before = self.text[..comment.start as usize].trim_end_matches([' ', '\t']);
        let after = self.text[comment.end as usize..].trim_start_matches([' ', '\t']);
        let begins = before.is_empty() || before.ends_with(['\n', '\r']);
        let ends = after.is_empty() || after.starts_with(['\n', '\r']);
        self.m.directives.push(Directive {
            text: text.to_owned(),
            span: Span::new(start, start + text.len()),
            comment,
            own_line: begins && ends,
        });
    }

    /// Whether reading is to stop at `at`, which stands as at the beginning of a text.
    fn pass(&mut self, at: usize) -> bool {
        self.trail.pass(at, &self.m, 0, self.crossrefs.len() as u32)
    }

    /// Cuts the text into regions, and hands the manuscript over. The body begins at `body`.
    fn finish(mut self, body: usize) -> Manuscript {
        self.m.regions = regions::cut(self.text.len(), &self.m);
        in_order(&mut self.m.malformed);
        let mut examples: Vec<String> = self.examples.iter().map(|label| (*label).to_owned()).collect();
        examples.sort_unstable();
        let changes = self.crossrefs.len() as u32;
        let state = State::Markdown(body, self.crossrefs.into(), examples.into());
        self.m.marks = self.trail.finish(&self.m, 0, (state, changes));
        self.m
    }
}
