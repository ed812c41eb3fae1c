//! What you write: a manuscript's citations, prose and bibliographies, found by one hand-written lexer per format.
//!
//! Formats take `&str` and return values with byte spans; they know nothing of records and rules. Invariants: spans are
//! in bounds, on character boundaries and in order; `regions` partition the text.

use serde::{Deserialize, Serialize};
use siglum_corpus::lang::Lang;
use siglum_corpus::span::Span;
use std::borrow::Cow;

/// A manuscript format.
pub struct Format {
    /// Its name in settings and reports, such as `markdown`.
    pub name: &'static str,
    /// File extensions without a dot, in lower case.
    pub extensions: &'static [&'static str],
    /// LSP language identifiers that editors use for it.
    pub language_ids: &'static [&'static str],
    /// Reads a manuscript. Never fails.
    pub parse: fn(&str) -> Manuscript,
    /// Goes on reading at a mark, after an edit; `None` for formats that are read whole. It may give up.
    resume: Option<fn(&str, Resume, &Macros) -> Option<Resumed>>,
    /// Whether a key may be typed after this text (up to 600 bytes before the cursor), where no key stands yet.
    pub key_may_follow: fn(&str) -> bool,
    /// What opens and closes a comment.
    pub comment: (&'static str, &'static str),
}

impl Format {
    /// Reads a manuscript that uses macros which other files of it define.
    #[must_use]
    pub fn parse_among(&self, text: &str, macros: &Macros) -> Manuscript {
        if macros.concern(text) { latex::parse_among(text, macros) } else { (self.parse)(text) }
    }
}

/// What a manuscript says, as far as citations are concerned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manuscript {
    /// Every citation of a key, in order of place. A cluster `[@a; @b]` gives two, with the same `cluster`.
    pub citations: Vec<Citation>,
    /// Clusters, in order: the whole bracket or command.
    pub clusters: Vec<Cluster>,
    /// Citations that are malformed.
    pub malformed: Vec<Malformed>,
    /// Bibliographies that the manuscript declares, in order.
    pub bibliographies: Vec<BibliographyRef>,
    /// Keys that the manuscript itself defines: `\bibitem`, `references:` in front matter, example lists' labels.
    pub own_keys: Vec<OwnKey>,
    /// Files that it includes, in order.
    pub includes: Vec<Include>,
    /// The root document that a magic comment names (`% !TeX root = main.tex`).
    pub root: Option<PathRef>,
    /// The language it declares.
    pub lang: Option<Lang>,
    /// The whole text cut into regions, in order, without gaps.
    pub regions: Vec<Region>,
    /// The prose as a reader sees it, for near misses and for detecting the language.
    pub prose: Prose,
    /// Comments that hold `siglum-ignore` and its kin, in order.
    pub directives: Vec<Directive>,
    /// Whether `\nocite{*}` or its like cites the whole bibliography.
    pub cites_all: bool,
    /// Sections, for the outline: (level from 1, title's span).
    pub headings: Vec<(u8, Span)>,
    /// Whether the text stands in strings of JSON (a notebook), so that what is put into it is written in that way.
    pub in_json: bool,
    /// Packages and classes that it loads, with their extensions.
    pub packages: Vec<String>,
    /// Cite commands of the author's own that it defines.
    pub macros: Macros,
    /// Whether it is a manuscript of its own (a title, an author or a bibliography in its front matter,
    /// `\documentclass`, `#bibliography`), rather than a piece of one.
    pub complete: bool,
    /// Where it may be read again from after an edit.
    pub marks: Marks,
}

impl Manuscript {
    /// Whether it defines records itself.
    #[must_use]
    pub fn defines_records(&self) -> bool {
        self.own_keys.iter().any(|key| key.record)
    }

    /// The citations of a cluster, in order.
    #[must_use]
    pub fn citations_in(&self, cluster: &Cluster) -> &[Citation] {
        self.citations.get(cluster.first as usize..cluster.end as usize).unwrap_or_default()
    }

    /// A text as it is written in this manuscript.
    #[must_use]
    pub fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.in_json || !text.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
            return Cow::Borrowed(text);
        }
        // A string in JSON without its quotation marks.
        let quoted = serde_json::Value::from(text).to_string();
        Cow::Owned(quoted[1..quoted.len() - 1].to_owned())
    }
}

/// One cited key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The key as the format's own tool understands it (without `@`, braces, comments inside).
    pub key: String,
    /// Where the key's characters stand, without `@` and braces. Its text equals `key`.
    pub key_span: Span,
    /// The citation item with its marker (`-@key`, `@{key}`), its own prefix, locator and suffix where it has them.
    pub span: Span,
    /// The cluster it is in, by its place in [`Manuscript::clusters`].
    pub cluster: u32,
    /// How it cites.
    pub form: Form,
    /// The locator or suffix as written (`p. 3`), if any.
    pub locator: Option<Span>,
    /// Whether the key has the form of a cross-reference of the format (`@fig-x`, `@eq:y`): never an unknown key.
    pub crossref: bool,
}

impl Citation {
    /// Whether a mark (`@`, a bracket) stands before the key.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.span.start < self.key_span.start
    }
}

/// How a citation shows in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Form {
    /// In brackets or a note: `[@a]`, `\parencite`, `\citep`, `\cite`.
    Normal,
    /// The author is part of the sentence: `@a`, `\textcite`, `\citet`.
    AuthorInText,
    /// The author is left out: `-@a`, `\citeyear`, `\cite*`.
    SuppressAuthor,
    /// Only listed: `\nocite`, the front matter's `nocite`.
    Nocite,
}

impl Form {
    /// The name in reports, as in CSL's and Pandoc's terms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::AuthorInText => "author-in-text",
            Self::SuppressAuthor => "suppress-author",
            Self::Nocite => "nocite",
        }
    }
}

/// Citations that stand together: one bracket, one command, or one bare key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The whole bracket or command with its arguments.
    pub span: Span,
    /// Its citations, as a range of places in [`Manuscript::citations`].
    pub first: u32,
    /// One past the last.
    pub end: u32,
}

/// A citation that will not do what its author means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub kind: MalformedKind,
    /// The edit that mends it, where that is certain: replace the span by the text.
    pub fix: Option<(Span, String)>,
}

/// What is wrong with a malformed citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MalformedKind {
    /// `[@a, @b]` cites one work with a suffix.
    CommaBetweenKeys,
    /// `[@a;]`, `[;@a]`, `[@a;;@b]`, `[@a; see]`: the bracket is no citation and its keys become in-text.
    EmptyItem,
    /// `@{}` or `\cite{}`: no key.
    EmptyKey,
    /// A cite command without an argument for its key.
    MissingKey,
    /// The bracket or brace is not closed before the paragraph ends.
    Unclosed,
}

/// A bibliography that a manuscript declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BibliographyRef {
    /// The path as declared, decoded, with the extension the format adds (`\bibliography{a}` gives `a.bib`).
    pub path: String,
    /// Where it stands.
    pub span: Span,
}

/// A path named in a manuscript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathRef {
    /// The path as written.
    pub path: String,
    /// Where it stands.
    pub span: Span,
}

/// A file that the manuscript includes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Include {
    /// The path as written; LaTeX's gets `.tex` where it has no extension.
    pub path: String,
    /// The folder it is relative to, for `\import{dir}{file}`; empty otherwise.
    pub dir: String,
    /// Where it stands.
    pub span: Span,
    /// Whether a `toctree` lists it: its path then has no extension, and may have wild cards.
    pub toctree: bool,
}

/// A key that the manuscript defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnKey {
    /// The key.
    pub key: String,
    /// Where it stands.
    pub span: Span,
    /// Whether it defines a record (`\bibitem`, `references:`), rather than an example or a label.
    pub record: bool,
}

/// A piece of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: RegionKind,
}

/// What a piece of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegionKind {
    /// Text that a reader reads.
    Prose,
    /// A citation cluster.
    Citation,
    /// Anything else: code, math, markup, comments, link targets, the preamble, metadata that is no text.
    Masked,
}

/// The prose as a reader sees it: accents decoded, markup gone, each citation cluster one U+FFFC.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    /// The text. Paragraphs are separated by a blank line.
    pub text: String,
    /// The pieces that `text` is made of, in order and without gaps.
    pub pieces: Vec<Piece>,
    /// Where each cluster's U+FFFC stands in `text`, with the cluster's place in [`Manuscript::clusters`].
    pub anchors: Vec<(u32, u32)>,
    /// Emphasised or quoted spans of `text`: candidates for titles.
    pub emphasis: Vec<Span>,
}

/// A piece of [`Prose::text`]. It ends where the next one begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the prose, in bytes.
    pub out: u32,
    /// What it stands for in the manuscript. As long as the piece itself when it was copied; else it was decoded, and
    /// places inside it are those of the whole.
    pub source: Span,
}

/// What stands for a citation cluster in [`Prose::text`].
pub const ANCHOR: char = '\u{FFFC}';

impl Prose {
    /// Appends prose that stands for `source`: copied when it is as long as its source, decoded otherwise.
    pub fn push(&mut self, text: &str, source: Span) {
        if text.is_empty() {
            return;
        }
        let out = self.text.len() as u32;
        let copied = text.len() == source.len();
        let runs_on = copied
            && self
                .pieces
                .last()
                .is_some_and(|last| last.source.end == source.start && last.source.len() == (out - last.out) as usize)
            && !self.text.ends_with(ANCHOR);
        self.text.push_str(text);
        match self.pieces.last_mut() {
            Some(last) if runs_on => last.source.end = source.end,
            _ => self.pieces.push(Piece { out, source }),
        }
    }

    /// Appends the anchor of a cluster.
    pub fn push_anchor(&mut self, cluster: u32, source: Span) {
        // Always a piece of its own, though a key such as `@ab` is as long as the anchor.
        let out = self.text.len() as u32;
        self.anchors.push((out, cluster));
        self.text.push(ANCHOR);
        self.pieces.push(Piece { out, source });
    }

    /// The span of the manuscript for a span of the prose.
    #[must_use]
    pub fn source(&self, span: Span) -> Span {
        let (Some(first), Some(last)) =
            (self.piece_at(span.start), self.piece_at(span.end.saturating_sub(1).max(span.start)))
        else {
            return Span::default();
        };
        let start = if self.is_copied(first) {
            self.pieces[first].source.start + (span.start - self.pieces[first].out)
        } else {
            self.pieces[first].source.start
        };
        let end = if self.is_copied(last) {
            self.pieces[last].source.start + (span.end - self.pieces[last].out)
        } else {
            self.pieces[last].source.end
        };
        Span { start, end: end.max(start) }
    }

    /// The byte of the prose for a byte of the manuscript, or right behind it; `None` where no prose stands.
    #[must_use]
    pub fn place_of(&self, source: u32) -> Option<u32> {
        // Notes may stand elsewhere than their text: pieces are in the order of the prose, not of the manuscript.
        let holds = |piece: &Piece| piece.source.start <= source && source < piece.source.end;
        let held = self.pieces.iter().position(holds);
        let piece = held.or_else(|| self.pieces.iter().position(|piece| piece.source.end == source))?;
        let Piece { out, source: whole } = *self.pieces.get(piece)?;
        Some(if self.is_copied(piece) { out + (source - whole.start) } else { out })
    }

    /// The piece that holds the byte at `out`.
    fn piece_at(&self, out: u32) -> Option<usize> {
        self.pieces.partition_point(|piece| piece.out <= out).checked_sub(1)
    }

    fn is_copied(&self, piece: usize) -> bool {
        let end = self.pieces.get(piece + 1).map_or(self.text.len() as u32, |next| next.out);
        self.pieces[piece].source.len() == (end - self.pieces[piece].out) as usize
    }
}

/// A comment addressed to siglum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The comment's text from `siglum-` on, without the comment's own marks.
    pub text: String,
    /// Where that text stands.
    pub span: Span,
    /// The whole comment.
    pub comment: Span,
    /// Whether the comment stands on lines of its own.
    pub own_line: bool,
}

mod absorb;
pub mod again;
pub mod asciidoc;
mod build;
pub mod directives;
mod grid;
pub mod groups;
pub mod jupyter;
pub mod latex;
pub mod line;
pub mod markdown;
pub mod org;
pub mod plain;
mod quotes;
pub mod references;
pub mod regions;
pub mod roles;
pub mod rst;
pub mod said;
#[cfg(test)]
mod testing;
mod toctree;
pub mod typing;
pub mod typst;
pub mod whole;
pub mod words;
pub mod yaml;

use again::{Marks, Resume, Resumed};
pub use latex::Macros;

/// The formats, in the order of the documentation.
pub static FORMATS: &[&Format] = &[
    &markdown::FORMAT,
    &latex::FORMAT,
    &typst::FORMAT,
    &org::FORMAT,
    &rst::FORMAT,
    &jupyter::FORMAT,
    &asciidoc::FORMAT,
    &plain::FORMAT,
];

/// The format of a file by its extension.
#[must_use]
pub fn format_of(path: &std::path::Path) -> Option<&'static Format> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    FORMATS.iter().copied().find(|format| format.extensions.contains(&extension.as_str()))
}
