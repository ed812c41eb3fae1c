//! The strings of YAML metadata, with their places: front matter, `_quarto.yml`, `_bookdown.yml`, `myst.yml`.
//!
//! Reading never fails: after an error it goes on at the next line that begins a key at the margin. Depth, number and
//! size are bounded; an alias stands for the string it names, once, and never for a structure.

use super::markdown::is_crossref;
use super::{BibliographyRef, PathRef};
use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser};
use siglum_corpus::lang::Lang;
use siglum_corpus::span::Span;
use siglum_corpus::yaml::{Offsets, inner};
use std::borrow::Cow;
use std::ops::Range;

/// A string of the metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The way to it: keys joined by `.`, and `[]` for an item of a list (`references[].id`).
    pub path: String,
    /// Its value.
    pub value: Cow<'a, str>,
    /// The characters as written, without quotation marks and the head of a block scalar.
    pub span: Span,
}

/// What a project's file says (`_quarto.yml`, `_metadata.yml`, `_bookdown.yml`, a metadata file, `myst.yml`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The bibliographies that it declares, in order.
    pub bibliographies: Vec<BibliographyRef>,
    /// The language that it declares.
    pub lang: Option<Lang>,
    /// Chapters and other files that belong to it, in order.
    pub includes: Vec<PathRef>,
    /// Prefixes of cross-references that it adds (`dia` for `@dia-x`).
    pub crossref_keys: Vec<String>,
    /// Keys that it defines (`references:`).
    pub own_keys: Vec<PathRef>,
    /// Settings that declare bibliographies in a way that cannot be read, such as by code.
    pub unread: Vec<String>,
}

impl Project {
    /// Whether a key is a cross-reference in this project.
    #[must_use]
    pub fn is_crossref(&self, key: &str) -> bool {
        is_crossref(key, &self.crossref_keys)
    }
}

/// A file with more bytes than this is no metadata.
const LONGEST: usize = 1 << 20;
/// Structures deeper than this are not looked into.
const DEEPEST: usize = 32;
/// Entries beyond this many are left.
const MOST_ENTRIES: usize = 20_000;
/// Attempts to go on after an error.
const MOST_ERRORS: usize = 16;

/// Reads a project's file.
#[must_use]
pub fn project(text: &str) -> Project {
    let mut project = Project::default();
    if text.len() > LONGEST {
        return project;
    }
    for entry in entries(text, 0..text.len()) {
        let path = entry.path.strip_prefix("project.").unwrap_or(&entry.path);
        let value = || PathRef { path: entry.value.trim().to_owned(), span: entry.span };
        match path {
            "bibliography"
            | "bibliography[]"
            | "metadata.bibliography"
            | "metadata.bibliography[]"
            | "bibtex_bibfiles"
            | "bibtex_bibfiles[]"
            | "sphinx.config.bibtex_bibfiles"
            | "sphinx.config.bibtex_bibfiles[]" => {
                project.bibliographies.push(BibliographyRef { path: entry.value.trim().to_owned(), span: entry.span });
            }
            "lang" | "language" | "metadata.lang" | "book.lang" => {
                project.lang = project.lang.take().or_else(|| Lang::parse(&entry.value));
            }
            "crossref.custom[].key" => project.crossref_keys.push(entry.value.to_string()),
            "references[].id" => project.own_keys.push(value()),
            path if is_chapter(path) => project.includes.push(value()),
            _ => {}
        }
    }
    project
}

/// Whether a path leads to a file of the project: Quarto's and bookdown's chapters, `MyST`'s table of contents.
fn is_chapter(path: &str) -> bool {
    let chapters = path.starts_with("book.chapters[]") || path.starts_with("book.appendices[]");
    let last = path.rsplit('.').next().unwrap_or_default();
    (chapters && !matches!(last, "text" | "title" | "url"))
        || path.starts_with("rmd_files[]")
        || path == "render[]"
        || path == "metadata-files[]"
        || (path.starts_with("toc[]") && last == "file")
}

/// The strings of a piece of YAML, in order, with the spans they have in `text`.
#[must_use]
pub fn entries(text: &str, range: Range<usize>) -> Vec<Entry<'_>> {
    let mut reader = Reader { entries: Vec::new(), text, end: range.end };
    let mut from = range.start;
    for _ in 0..MOST_ERRORS {
        match reader.read(from) {
            Some(next) if next > from => from = next,
            _ => break,
        }
    }
    reader.entries
}

struct Reader<'a> {
    entries: Vec<Entry<'a>>,
    text: &'a str,
    end: usize,
}

/// A mapping or a sequence that is open.
struct Level {
    /// The length of the path outside.
    path: usize,
    /// Whether it is a mapping, and whether its next scalar is a key.
    mapping: bool,
    at_key: bool,
}

impl<'a> Reader<'a> {
    /// Reads from `from` to the end; after an error gives the offset at which to go on.
    fn read(&mut self, from: usize) -> Option<usize> {
        let text = self.text.get(from..self.end)?;
        let offsets = Offsets::new(text);
        let mut path = String::new();
        let mut levels: Vec<Level> = Vec::new();
        let mut anchors: FxHashMap<usize, (Cow<'a, str>, Span)> = FxHashMap::default();
        let mut parser = Parser::new_from_str(text);
        let mut key = from;
        while let Some(event) = parser.next_event() {
            let Ok((event, span)) = event else { return self.go_on(key) };
            match event {
                Event::MappingStart(..) | Event::SequenceStart(..) => {
                    if levels.len() >= DEEPEST {
                        return None;
                    }
                    let mapping = matches!(event, Event::MappingStart(..));
                    Self::enter_item(&levels, &mut path);
                    levels.push(Level { path: path.len(), mapping, at_key: mapping });
                }
                Event::MappingEnd | Event::SequenceEnd => {
                    levels.pop();
                    Self::value_done(&mut levels, &mut path);
                }
                Event::Scalar(value, style, anchor, _) => {
                    let span = inner(text, offsets.bytes(span), style, from);
                    if anchor > 0 {
                        anchors.insert(anchor, (value.clone(), span));
                    }
                    if matches!(levels.as_slice(), [Level { at_key: true, .. }]) {
                        key = span.start as usize;
                    }
                    self.scalar(value, span, &mut levels, &mut path);
                }
                Event::Alias(anchor) => match anchors.get(&anchor) {
                    Some((value, span)) if self.entries.len() < MOST_ENTRIES && value.len() < 1024 => {
                        self.scalar(value.clone(), *span, &mut levels, &mut path);
                    }
                    _ => Self::value_done(&mut levels, &mut path),
                },
                Event::StreamEnd => return None,
                _ => {}
            }
            if self.entries.len() >= MOST_ENTRIES {
                return None;
            }
        }
        None
    }

    fn enter_item(levels: &[Level], path: &mut String) {
        if levels.last().is_some_and(|level| !level.mapping) {
            path.push_str("[]");
        }
    }

    /// Takes a scalar for a key or a value.
    fn scalar(&mut self, value: Cow<'a, str>, span: Span, levels: &mut [Level], path: &mut String) {
        match levels.last_mut() {
            Some(level) if level.at_key => {
                level.at_key = false;
                path.truncate(level.path);
                if !path.is_empty() {
                    path.push('.');
                }
                // Long keys are no keys that anyone asks for; the bound keeps paths short.
                path.extend(value.chars().take(64));
                return;
            }
            _ => Self::enter_item(levels, path),
        }
        if !value.is_empty() {
            self.entries.push(Entry { path: path.clone(), value, span });
        }
        Self::value_done(levels, path);
    }

    fn value_done(levels: &mut [Level], path: &mut String) {
        match levels.last_mut() {
            Some(level) => {
                level.at_key = level.mapping;
                path.truncate(level.path);
            }
            None => path.clear(),
        }
    }

    /// Where to go on after an error in the value of the key at `key`: at the next line that begins a key at the margin.
    /// An open quotation or bracket may have swallowed that line, so what was read beyond it is given up.
    fn go_on(&mut self, key: usize) -> Option<usize> {
        let next = self.next_key(key)?;
        self.entries.retain(|entry| (entry.span.end as usize) <= next);
        Some(next)
    }

    /// The start of the next line after the one at `at` that begins a key at the margin.
    fn next_key(&self, at: usize) -> Option<usize> {
        let text = self.text.get(..self.end)?;
        let mut pos = at;
        loop {
            let rest = text.get(pos..)?;
            pos += memchr::memchr2(b'\n', b'\r', rest.as_bytes())? + 1;
            let line = text.get(pos..)?;
            let line = &line[..line.find(['\n', '\r']).unwrap_or(line.len())];
            let word = line.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"-_".contains(b)).count();
            if word > 0 && line[word..].starts_with(':') {
                return Some(pos);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(text: &str) -> Vec<(String, String, &str)> {
        let found = entries(text, 0..text.len());
        found.into_iter().map(|entry| (entry.path, entry.value.into_owned(), entry.span.of(text))).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let found = flat(text);
        let found: Vec<_> = found.iter().map(|(path, value, written)| (&**path, &**value, *written)).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn strings_have_paths_and_the_spans_of_their_characters() {
        check("a: x", &[("a", "x", "x")]);
        check("é: 'œ ''y'''\nb: z", &[("é", "œ 'y'", "œ ''y''"), ("b", "z", "z")]);
        check("a: \"x\\ty\"", &[("a", "x\ty", "x\\ty")]);
        check("a: [x, 'y', \"z\"]", &[("a[]", "x", "x"), ("a[]", "y", "y"), ("a[]", "z", "z")]);
        check(
            "a:\n- b: 1\n  c: 2\n- b: 3\nd: 4",
            &[("a[].b", "1", "1"), ("a[].c", "2", "2"), ("a[].b", "3", "3"), ("d", "4", "4")],
        );
        check("a: |\n  x\n  y\nb: >-\n  z\n", &[("a", "x\ny\n", "x\n  y"), ("b", "z", "z")]);
        check("a: x # note\nb: y\n  z\n", &[("a", "x", "x"), ("b", "y z", "y\n  z")]);
        check("a: x\r\nb: y\r\n", &[("a", "x", "x"), ("b", "y", "y")]);
    }

    #[test]
    fn an_alias_stands_for_its_string_and_never_for_a_structure() {
        check("a: &n x\nb: *n", &[("a", "x", "x"), ("b", "x", "x")]);
        check("a: &n [x]\nb: [*n, *n]\nc: y", &[("a[]", "x", "x"), ("c", "y", "y")]);
    }

    #[test]
    fn after_an_error_reading_goes_on_at_the_next_key() {
        for text in [
            "a: x\nb: [y\nbibliography: x.bib\nd: 'w\n",
            "title: On a: b\nbibliography: x.bib\n",
            "title: x\n\tbad: y\nbibliography: x.bib\n",
            "title: @a\nbibliography: x.bib\n",
        ] {
            let found = flat(text);
            let is_there = found.iter().any(|(path, value, _)| path == "bibliography" && value == "x.bib");
            assert!(is_there, "{text:?} {found:?}");
        }
    }

    #[test]
    fn deep_structures_are_left() {
        assert_eq!(flat(&format!("a: x\nb: {}", "[".repeat(100_000))).len(), 1);
        assert_eq!(flat(&format!("a: x\nb:\n  {}y", "- ".repeat(1000))).len(), 1);
    }

    #[test]
    fn projects_of_quarto_bookdown_and_myst_are_read() {
        let paths = |found: &[PathRef]| found.iter().map(|one| one.path.clone()).collect::<Vec<_>>().join(" ");
        let quarto = project(
            "project:\n  type: book\n  render: [x.qmd]\nbook:\n  chapters:\n    - index.qmd\n    - part: p.qmd\n      \
             chapters: [a.qmd]\n    - href: b.qmd\n      text: B\nbibliography: [r.bib, s.bib]\nlang: fr\ncrossref:\n  \
             custom:\n    - kind: float\n      key: dia\n",
        );
        assert_eq!(paths(&quarto.includes), "x.qmd index.qmd p.qmd a.qmd b.qmd");
        assert_eq!(quarto.bibliographies.iter().map(|one| &*one.path).collect::<Vec<_>>(), ["r.bib", "s.bib"]);
        assert!(quarto.is_crossref("dia-x") && !quarto.is_crossref("smith-x"));
        let bookdown = project("rmd_files: [\"index.Rmd\", \"01.Rmd\"]\n");
        assert_eq!(paths(&bookdown.includes), "index.Rmd 01.Rmd");
        let myst = project(
            "project:\n  bibliography:\n    - a.bib\n  toc:\n    - file: a.md\n      children:\n        - file: b.md\n",
        );
        assert_eq!((myst.bibliographies[0].path.as_str(), paths(&myst.includes).as_str()), ("a.bib", "a.md b.md"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_with_spans_in_bounds(parts in proptest::collection::vec(proptest::sample::select(vec![
            "a", ": ", "\n", "- ", "  ", "[", "]", "{", "}", "'", "\"", "é", "|\n", ">", "&x ", "*x", "!", "#", "?", ",",
            "\t", "%", "---", "\r\n", "\\",
        ]), 0..30)) {
            let text = parts.concat();
            for entry in entries(&text, 0..text.len()) {
                assert!(text.get(entry.span.range()).is_some(), "{text:?} {entry:?}");
            }
        }
    }
}
