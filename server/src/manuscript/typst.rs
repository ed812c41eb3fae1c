//! Typst: one walk through the text with a stack of what is open, as Typst's own parser would nest it.
//!
//! Behaviour is Typst 0.15's; formats.md names the rows that were measured. A reference `@key` is a citation unless the
//! manuscript itself defines the label. What code computes is not known: a citation counts where it is written.

mod again;
mod calls;
mod code;
mod lex;
mod markup;
#[cfg(test)]
mod tests;

use super::again::{Marks, State};
use super::build::Builder;
use super::markdown::is_crossref;
use super::{Form, Format, Macros, Manuscript};
use calls::Group;
use code::Expr;
use lex::Source;
use markup::Markup;
use rustc_hash::{FxHashMap, FxHashSet};
use siglum_corpus::lang::Lang;
use siglum_corpus::span::Span;
use std::ops::Range;
use std::sync::Arc;

/// Typst.
pub static FORMAT: Format = Format {
    name: "typst",
    extensions: &["typ"],
    language_ids: &["typst"],
    parse,
    resume: Some(again::resume),
    key_may_follow: super::typing::typst,
    comment: ("//", ""),
};

fn parse(text: &str) -> Manuscript {
    let mut reader = Reader::new(text);
    reader.read();
    reader.finish()
}

/// What is open.
enum Frame {
    Markup(Markup),
    Math,
    /// Code in parentheses or braces.
    Group(Group),
    /// Code after a `#`.
    Expr(Expr),
}

/// The last thing in code: what a bracket directly behind it belongs to.
#[derive(Clone, Copy, Default)]
struct Last {
    end: usize,
    /// The name of a function, and where its expression begins.
    callee: Option<(Span, usize)>,
    /// The keyword before it.
    keyword: Option<code::Keyword>,
}

/// How many brackets of each kind are open in the stack: `]`, `)`, `}`.
#[derive(Default)]
struct Closers([usize; 3]);

impl Closers {
    fn of(&mut self, close: u8) -> &mut usize {
        &mut self.0[match close {
            b']' => 0,
            b')' => 1,
            _ => 2,
        }]
    }
}

struct Reader<'a> {
    source: Source<'a>,
    b: Builder<'a>,
    at: usize,
    stack: Vec<Frame>,
    /// What stands for markup where none is open, which never is.
    idle: Markup,
    closers: Closers,
    last: Last,
    /// The name that the `#let` around the present place defines.
    defines: Option<Span>,
    /// Functions that cite, by the manuscript's own definitions, each with the form that it asks for.
    wrappers: FxHashMap<String, Option<Form>>,
    /// Strings that are paths of bibliographies, by the names that they were given, and the names that
    /// `#bibliography` asks for.
    paths: Vec<(&'a str, Span)>,
    named: FxHashSet<&'a str>,
    /// How a citation shows that does not say.
    form: Form,
    lang: Langs,
    /// Whether a package for glossaries is imported, whose entries are labels.
    glossary: bool,
    /// How often what is known of citing changed.
    changes: u32,
    /// Whether a paragraph of the file begins here.
    fresh: bool,
    /// How many bibliographies there were where reading went on.
    known: usize,
}

/// The languages that were found: of the document's own rule, else of a template's argument.
#[derive(Default)]
struct Langs {
    set: Option<Lang>,
    region: Option<String>,
    argument: Option<Lang>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            source: Source::new(text),
            b: Builder::new(text),
            at: 0,
            stack: vec![Frame::Markup(Markup::file())],
            idle: Markup::file(),
            closers: Closers::default(),
            last: Last::default(),
            defines: None,
            wrappers: FxHashMap::default(),
            paths: Vec::new(),
            named: FxHashSet::default(),
            form: Form::Normal,
            lang: Langs::default(),
            glossary: false,
            changes: 0,
            fresh: false,
            known: 0,
        }
    }

    fn read(&mut self) {
        if self.at == 0 && self.source.starts(0, "#!") {
            self.at = self.source.line_end(0);
        }
        loop {
            if std::mem::take(&mut self.fresh) && self.pass() {
                return;
            }
            let done = self.at >= self.source.len();
            match self.stack.last() {
                None => return,
                Some(_) if done => self.close_open_end(),
                Some(Frame::Markup(_)) => self.markup(),
                Some(Frame::Math) => self.math(),
                Some(Frame::Group(_)) => self.group(),
                Some(Frame::Expr(_)) => self.expr(),
            }
        }
    }

    /// Closes what is open at the text's end, innermost first.
    fn close_open_end(&mut self) {
        let end = self.source.len();
        match self.stack.last() {
            Some(Frame::Markup(_)) => self.close_markup(end, false),
            Some(Frame::Group(_)) => self.close_group(end, false),
            Some(Frame::Expr(_)) => self.close_expr(),
            _ => drop(self.stack.pop()),
        }
    }

    /// The innermost frame that is open around the top one.
    fn around(&self) -> Option<&Frame> {
        self.stack.len().checked_sub(2).and_then(|place| self.stack.get(place))
    }

    /// A comment from `start` to `end`.
    fn comment(&mut self, start: usize, end: usize) {
        let said = self.source.slice(start, end);
        let inner = match said.strip_prefix("/*") {
            Some(inner) => inner.strip_suffix("*/").unwrap_or(inner),
            None => said.trim_start_matches('/'),
        };
        let from = start + (inner.as_ptr() as usize - said.as_ptr() as usize);
        self.b.comment(Span::new(start, end), Span::new(from, from + inner.len()));
        self.at = end;
    }

    fn math(&mut self) {
        let at = self.at;
        match self.source.byte(at) {
            b'$' => {
                self.stack.pop();
                self.at = at + 1;
                self.last = Last { end: at + 1, ..Last::default() };
            }
            b'#' => self.embed(),
            b'\\' => self.at = self.source.next((at + 1).min(self.source.len())).min(self.source.len()),
            b'"' => self.at = self.source.string(at).unwrap_or(at + 1),
            b'/' => match self.source.comment(at) {
                Some(end) => self.comment(at, end),
                None => self.at = at + 1,
            },
            _ => {
                let rest = &self.source.bytes[at..];
                let next = rest.iter().position(|byte| matches!(byte, b'$' | b'#' | b'\\' | b'"' | b'/'));
                self.at = next.map_or(self.source.len(), |found| at + found);
            }
        }
    }

    fn finish(mut self) -> Manuscript {
        for (name, span) in self.paths.clone() {
            if self.named.contains(name) {
                self.bibliography(span);
            }
        }
        let own = self.own();
        let state = State::Typst(Arc::new(std::mem::take(&mut self.wrappers)), self.form, self.glossary);
        let mut manuscript = self.b.finish_with(own, (state, self.changes));
        // Marks know of no bibliography that is known only now.
        if !self.paths.is_empty() {
            manuscript.marks = Marks::default();
        }
        manuscript.bibliographies.sort_by_key(|bibliography| bibliography.span.start);
        manuscript.bibliographies.dedup_by_key(|bibliography| bibliography.span.start);
        manuscript.complete |= !manuscript.bibliographies.is_empty();
        manuscript.includes.sort_by_key(|include| include.span.start);
        let Langs { set, region, argument } = self.lang;
        let regional = set.as_ref().zip(region).map(|(lang, region)| format!("{}-{region}", lang.as_str()));
        manuscript.lang = regional.and_then(|tag| Lang::parse(&tag)).or(set).or(argument);
        let all = 0..manuscript.citations.len();
        resolve(&mut manuscript, self.glossary, all);
        manuscript
    }
}

/// Tells references to labels of the manuscript from citations.
fn resolve(manuscript: &mut Manuscript, glossary: bool, range: Range<usize>) {
    let Manuscript { citations, own_keys, .. } = manuscript;
    let own: FxHashSet<&str> = own_keys.iter().filter(|own| !own.record).map(|own| own.key.as_str()).collect();
    for citation in citations.get_mut(range).into_iter().flatten() {
        let key = citation.key.as_str();
        // `@html:pl` is the plural of the entry `html`.
        let entry = key.split_once(':').map_or(key, |(entry, _)| entry);
        citation.crossref = own.contains(key) || (glossary && own.contains(entry)) || is_crossref(key, &[]);
    }
}
