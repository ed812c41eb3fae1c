//! LaTeX: natbib, biblatex and their kin. One pass over the text with an explicit stack. Invariant: every byte is in
//! exactly one region, and what is not understood loses only its command names.

mod again;
mod cite;
mod commands;
mod files;
mod lex;
mod mask;
mod names;
mod prose;
#[cfg(test)]
mod tests;
mod wrappers;

use rustc_hash::FxHashMap;
use siglum_corpus::latex;
use siglum_corpus::span::Span;

use super::again::Trail;
use super::{Citation, Cluster, Directive, Form, Format, Manuscript, Region, RegionKind};
use cite::Cites;
use commands::Action;
use lex::Source;
use mask::MathEnd;
use names::{Shape, Spec};
use prose::{Frame, FrameKind};
pub use wrappers::Macros;

/// LaTeX.
pub static FORMAT: Format = Format {
    name: "latex",
    extensions: &["tex", "ltx", "latex"],
    language_ids: &["latex", "tex", "plaintex"],
    parse,
    resume: Some(again::resume),
    key_may_follow: super::typing::latex,
    comment: ("%", ""),
};

/// Packages and classes that lie beside a manuscript: they define its macros, and nothing in them is prose.
pub static PACKAGE: Format =
    Format { extensions: &["sty", "cls"], language_ids: &[], parse: parse_package, resume: None, ..FORMAT };

/// The format of a package or a class, by its extension.
#[must_use]
pub fn package_format(path: &std::path::Path) -> Option<&'static Format> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    PACKAGE.extensions.contains(&extension.as_str()).then_some(&PACKAGE)
}

fn parse(text: &str) -> Manuscript {
    read(Reader::new(text, Macros::default()))
}

/// Reads a manuscript that uses macros which other files define.
pub(super) fn parse_among(text: &str, macros: &Macros) -> Manuscript {
    read(Reader::new(text, macros.clone()))
}

fn parse_package(text: &str) -> Manuscript {
    let reader = Reader::new(text, Macros::default());
    read(Reader { hidden: true, package: true, ..reader })
}

fn read(mut reader: Reader<'_>) -> Manuscript {
    reader.manuscript.root = files::root(reader.source.text);
    let has_preamble = reader.hidden && !reader.package;
    reader.run();
    reader.finish(has_preamble)
}

/// The state of one pass.
struct Reader<'a> {
    source: Source<'a>,
    at: usize,
    manuscript: Manuscript,
    /// In the preamble: nothing is prose.
    hidden: bool,
    /// Open braces.
    frames: Vec<Frame>,
    /// The number of the paragraph.
    paragraph: u32,
    /// The open quotation: where it begins in the prose, and its paragraph.
    quote: Option<(u32, u32)>,
    /// Macros of the author's own.
    wrappers: FxHashMap<String, Spec>,
    /// Those that other files define.
    inherited: Macros,
    /// Whether the file is a package.
    package: bool,
    /// multibib's own `\bibliography...` commands.
    bibliography_commands: Vec<String>,
    declared: files::Declared,
    /// A paragraph's beginning, as far as it was looked at, and its end.
    paragraph_end: (usize, usize),
    /// Per closing mark of math, the end of the paragraph that holds no more of it.
    unclosed_math: [usize; 4],
    /// Names of environments without an end.
    unended: Vec<String>,
    /// Whether a paragraph begins here.
    fresh: bool,
    /// How often a macro was defined, or a command.
    changes: u32,
    /// How many headings are known to have a title.
    titled: usize,
    /// Where it may be read again from.
    trail: Trail,
}

/// Macros of an author's own.
pub(super) type Wrappers = FxHashMap<String, Spec>;

/// Bytes that do not stand for themselves: 1. Bytes at which typographic quotes may begin: 2.
static SPECIAL: [u8; 256] = {
    let mut table = [0; 256];
    let mut marks = "\\%{}$~-`'\"&\n\r".as_bytes();
    while let [first, rest @ ..] = marks {
        table[*first as usize] = 1;
        marks = rest;
    }
    table[0xC2] = 2;
    table[0xE2] = 2;
    table
};

impl<'a> Reader<'a> {
    fn new(text: &'a str, inherited: Macros) -> Self {
        Self {
            inherited,
            package: false,
            source: Source::new(text),
            at: 0,
            manuscript: Manuscript::default(),
            hidden: mask::has_preamble(text),
            frames: Vec::new(),
            paragraph: 0,
            quote: None,
            wrappers: FxHashMap::default(),
            bibliography_commands: Vec::new(),
            declared: files::Declared::default(),
            paragraph_end: (0, 0),
            unclosed_math: [usize::MAX; 4],
            unended: Vec::new(),
            fresh: false,
            changes: 0,
            titled: 0,
            trail: Trail::default(),
        }
    }

    /// Reads what stands at `at` and says where to go on; `None` at the document's end.
    fn step(&mut self, at: usize) -> Option<usize> {
        let byte = self.source.byte(at);
        match SPECIAL[byte as usize] {
            0 => {
                let rest = self.source.bytes.get(at..).unwrap_or_default();
                let end = at + rest.iter().position(|byte| SPECIAL[*byte as usize] != 0).unwrap_or(rest.len());
                self.copy(at, end);
                Some(end)
            }
            2 => Some(self.quote_character(at)),
            _ => match byte {
                b'\\' => self.command(at),
                b'%' => Some(self.comment(at)),
                b'{' => Some(self.open(at, FrameKind::Plain)),
                b'}' => Some(self.close(at)),
                b'$' => Some(self.dollars(at)),
                b'\n' | b'\r' => Some(self.line_break(at)),
                _ => Some(self.ligature(at)),
            },
        }
    }

    fn command(&mut self, start: usize) -> Option<usize> {
        let end = self.source.name_end(start + 1, self.hidden);
        if end == start + 1 {
            return Some(self.control_symbol(start));
        }
        let name = self.source.slice(start + 1, end);
        if let Some(spec) = self.spec(name) {
            let cites = cite::read(&self.source, start, end, &spec);
            let shown = !self.hidden && spec.form != Form::Nocite;
            return Some(self.commit(start, cites, shown));
        }
        match commands::action(name) {
            Some(action) => self.act(action, name, start, end),
            None => Some(self.other_command(name, start, end)),
        }
    }

    /// What a command of this name cites, by the author's definitions, else by its name.
    fn spec(&self, name: &str) -> Option<Spec> {
        match self.wrappers.get(name).or_else(|| self.inherited.get(name)) {
            Some(Spec { shape: Shape::Macro { keys: 0, .. }, .. }) => None,
            Some(spec) => Some(spec.clone()),
            None => names::classify(name),
        }
    }

    /// `\%`, `\'e`, `\\`, `\(`: a command of one character.
    fn control_symbol(&mut self, start: usize) -> usize {
        let Some(symbol) = self.source.slice(start + 1, self.source.len()).chars().next() else { return start + 1 };
        let end = start + 1 + symbol.len_utf8();
        match symbol {
            '\\' => {
                self.text("\n", start, end);
                let end = end + usize::from(self.source.byte(end) == b'*');
                self.source.optional(end).unwrap_or(end)
            }
            '(' => self.math(start, end, MathEnd::Paren),
            '[' => self.math(start, end, MathEnd::Bracket),
            '\n' | '\r' => start + 1,
            _ if latex::combining(symbol).is_some() => self.accent(symbol, start, end),
            _ => {
                let text = latex::symbol(self.source.slice(start + 1, end)).unwrap_or_default();
                self.text(text, start, end);
                end
            }
        }
    }

    fn act(&mut self, action: Action, name: &str, start: usize, end: usize) -> Option<usize> {
        Some(match action {
            Action::Mask(groups) => self.mask_arguments(end, groups),
            Action::Emphasis => self.open_argument(start, end, FrameKind::Emphasis),
            Action::EmphasisSwitch => {
                self.emphasise_rest();
                self.source.skip_blanks(end)
            }
            Action::Quote => {
                let at = self.mask_arguments(end, 0);
                self.open_argument(start, at, FrameKind::Quote)
            }
            Action::Note => {
                let at = self.mask_arguments(end, 0);
                self.open_argument(start, at, FrameKind::Note)
            }
            Action::Heading(level) => {
                self.end_paragraph(start, end);
                let at = self.mask_arguments(end, 0);
                self.heading(at, level)
            }
            Action::Break => {
                self.end_paragraph(start, end);
                self.mask_arguments(end, 0)
            }
            Action::Line => {
                self.text("\n", start, end);
                end
            }
            Action::Define(kind) => self.definition(kind, end),
            Action::Verbatim(groups) => self.verbatim_inline(end, groups),
            Action::Begin => self.begin(start, end),
            Action::End => return self.end(start, end),
            Action::IfFalse => self.dead_branch(end),
            Action::Accent => self.letter_accent(name, start, end),
            _ => self.declare(action, name, start, end),
        })
    }

    /// Commands that name files, keys and languages.
    fn declare(&mut self, action: Action, name: &str, start: usize, end: usize) -> usize {
        match action {
            Action::Bibliographies => self.bibliographies(end),
            Action::Resource => self.resource(end),
            Action::NewCites => self.new_cites(end),
            Action::Input => self.input(end, name != "input"),
            Action::Import => self.import(end),
            Action::Package => self.package(end),
            Action::Class => self.class(end),
            Action::Language => self.main_language(name, end),
            Action::BibItem => self.bib_item(start, end),
            _ => end,
        }
    }

    /// `\c{c}` and `\v s`; a letter directly after would belong to the name.
    fn letter_accent(&mut self, name: &str, start: usize, end: usize) -> usize {
        name.chars().next().map_or(end, |mark| self.accent(mark, start, end))
    }

    /// A symbol, or a command that only loses its name and its options.
    fn other_command(&mut self, name: &str, start: usize, end: usize) -> usize {
        if let Some(text) = latex::symbol(name) {
            self.symbol(name, text, start, end);
            return self.source.skip_blanks(end);
        }
        if self.bibliography_commands.iter().any(|known| known == name) {
            return self.bibliographies(end);
        }
        let at = self.mask_arguments(end, 0);
        if at == end { self.source.skip_blanks(end) } else { at }
    }

    /// A comment; its line end and the next line's indentation go with it.
    fn comment(&mut self, start: usize) -> usize {
        let end = self.source.line_end(start);
        let comment = self.source.slice(start, end);
        let text = comment.trim_start_matches('%').trim();
        if text.starts_with("siglum-") {
            let from = start + comment.find("siglum-").unwrap_or(0);
            let before = self.source.slice(0, start).trim_end_matches([' ', '\t']);
            self.manuscript.directives.push(Directive {
                text: text.to_owned(),
                span: Span::new(from, from + text.len()),
                comment: Span::new(start, end),
                own_line: before.is_empty() || before.ends_with(['\n', '\r']),
            });
        }
        if self.source.ends_paragraph(end) {
            return end;
        }
        self.source.skip_blanks(end + self.source.eol(end))
    }

    /// Reads a cite command's arguments at `at`, of an environment from `start`.
    fn cite_at(&mut self, start: usize, at: usize) -> usize {
        let spec = Spec { form: Form::Normal, shape: Shape::Single { skip: 0, fields: 0 }, known: false };
        let cites = cite::read(&self.source, start, at, &spec);
        self.commit(start, cites, !self.hidden)
    }

    /// Records what a cite command from `start` says. Keys that its notes cite join its cluster, since clusters neither
    /// nest nor overlap.
    fn commit(&mut self, start: usize, mut cites: Cites, shown: bool) -> usize {
        self.manuscript.cites_all |= cites.all;
        self.manuscript.malformed.append(&mut cites.malformed);
        self.cites_of_notes(&mut cites);
        if cites.keys.is_empty() {
            return cites.end;
        }
        let span = Span::new(start, cites.end);
        let cluster = self.manuscript.clusters.len() as u32;
        let first = self.manuscript.citations.len() as u32;
        self.mark(RegionKind::Citation, start, cites.end);
        if shown {
            self.manuscript.prose.push_anchor(cluster, span);
        }
        let single = cites.keys.len() == 1;
        for key in cites.keys {
            self.manuscript.citations.push(Citation {
                key: self.source.of(key.span).to_owned(),
                key_span: key.span,
                span: if single { span } else { key.item },
                cluster,
                form: key.form,
                locator: key.locator,
                crossref: false,
            });
        }
        let end = self.manuscript.citations.len() as u32;
        self.manuscript.clusters.push(Cluster { span, first, end });
        cites.end
    }

    /// Adds the keys that the notes cite.
    fn cites_of_notes(&self, cites: &mut Cites) {
        let mut found = Vec::new();
        for note in std::mem::take(&mut cites.notes) {
            for (start, name_end, spec) in self.cite_commands(note.start as usize, note.end as usize) {
                let inner = cite::read(&self.source, start, name_end, &spec);
                found.extend(inner.keys.into_iter().filter(|key| key.span.end <= note.end));
            }
        }
        if !found.is_empty() {
            cites.keys.append(&mut found);
            cites.keys.sort_by_key(|key| key.span.start);
            cites.keys.dedup_by_key(|key| key.span.start);
        }
    }

    /// The cite commands between two places, comments left out: start, end of the name, what it is.
    fn cite_commands(&self, start: usize, end: usize) -> Vec<(usize, usize, Spec)> {
        let mut found = Vec::new();
        let mut at = start;
        while let Some(next) = memchr::memchr2(b'\\', b'%', self.source.bytes.get(at..end).unwrap_or_default()) {
            at += next;
            if self.source.byte(at) == b'%' {
                at = self.source.line_end(at).min(end);
                continue;
            }
            let name_end = self.source.name_end(at + 1, self.hidden);
            if let Some(spec) = self.spec(self.source.slice(at + 1, name_end)) {
                found.push((at, name_end, spec));
            }
            at = name_end.max(at + 2).min(end);
        }
        found
    }

    /// Masks a stretch but for the citations in it. In a definition, keys may be missing.
    fn mask_with_cites(&mut self, start: usize, end: usize, definition: bool) {
        let mut done = start;
        for (start, name_end, spec) in self.cite_commands(start, end) {
            if start < done {
                continue;
            }
            let mut cites = cite::read(&self.source, start, name_end, &spec);
            if cites.end > end {
                continue;
            }
            if definition {
                cites.malformed.clear();
            }
            done = self.commit(start, cites, false);
        }
    }

    /// Gives a stretch its kind; what lies between it and the one before is masked.
    fn mark(&mut self, kind: RegionKind, start: usize, end: usize) {
        let regions = &mut self.manuscript.regions;
        let covered = regions.last().map_or(0, |last| last.span.end as usize);
        let start = start.max(covered);
        if end <= start {
            return;
        }
        if start > covered {
            regions.push(Region { span: Span::new(covered, start), kind: RegionKind::Masked });
        }
        match regions.last_mut() {
            Some(last) if last.kind == kind && kind != RegionKind::Citation => last.span.end = end as u32,
            _ => regions.push(Region { span: Span::new(start, end), kind }),
        }
    }
}
