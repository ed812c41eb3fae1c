//! What a LaTeX manuscript says of other files and of its language. Invariant: a path that a macro makes is no path.

use siglum_corpus::lang::Lang;
use siglum_corpus::span::Span;

use super::Reader;
use super::lex::Source;
use crate::manuscript::{BibliographyRef, Include, OwnKey, PathRef};

/// A declared language and how strongly it is declared: the main language of babel or polyglossia, then babel's last
/// option, then an option of the class.
#[derive(Default)]
pub(super) struct Declared {
    strength: u8,
    /// How many times one was declared.
    pub(super) times: u32,
    pub(super) lang: Option<Lang>,
}

impl Declared {
    fn say(&mut self, written: &str, strength: u8) {
        if strength >= self.strength
            && let Some(lang) = Lang::parse(written)
        {
            *self = Self { strength, times: self.times + 1, lang: Some(lang) };
        }
    }
}

const CLASS_OPTION: u8 = 1;
const BABEL_OPTION: u8 = 2;
const MAIN_LANGUAGE: u8 = 3;

impl Reader<'_> {
    /// The content of the group at or after `at`, and what follows it.
    fn group_span(&self, at: usize) -> Option<(Span, usize)> {
        let open = self.source.skip_space(at);
        let close = self.source.group(open)?;
        Some((Span::new(open + 1, close - 1), close))
    }

    /// The option at or after `at` (empty where there is none), and what follows it.
    fn option_span(&self, at: usize) -> (Span, usize) {
        let open = self.source.skip_space(at);
        match self.source.optional(open) {
            Some(close) => (Span::new(open + 1, close - 1), close),
            None => (Span::new(at, at), at),
        }
    }

    fn bibliography(&mut self, span: Span, add_extension: bool) {
        let span = bare_path(&self.source, span);
        let path = self.source.of(span);
        if path.is_empty() || path.contains(['\\', '#', '%', '{']) || path.contains("://") {
            return;
        }
        let has = path.len() > 4 && path.get(path.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".bib"));
        let path = if add_extension && !has { format!("{path}.bib") } else { path.to_owned() };
        self.manuscript.bibliographies.push(BibliographyRef { path, span });
    }

    fn bibliography_list(&mut self, list: Span) {
        for item in self.source.items(list.start as usize, list.end as usize) {
            self.bibliography(item, true);
        }
    }

    /// `\bibliography{a,b}`, `\putbib[a,b]`.
    pub(super) fn bibliographies(&mut self, at: usize) -> usize {
        let (option, at) = self.option_span(at);
        self.bibliography_list(option);
        let Some((list, end)) = self.group_span(at) else { return at };
        self.bibliography_list(list);
        end
    }

    /// `\addbibresource[location=local]{x.bib}`.
    pub(super) fn resource(&mut self, at: usize) -> usize {
        let (option, at) = self.option_span(at);
        let Some((path, end)) = self.group_span(at) else { return at };
        let remote = self.source.of(option).split(',').any(|item| {
            item.split_once('=').is_some_and(|(name, value)| name.trim() == "location" && value.trim() == "remote")
        });
        let path = self.source.items(path.start as usize, path.end as usize).first().copied().filter(|_| !remote);
        if let Some(path) = path {
            self.bibliography(path, false);
        }
        end
    }

    /// `\begin{refsection}[a.bib]`.
    pub(super) fn section_resources(&mut self, at: usize) -> usize {
        let (option, at) = self.option_span(at);
        for item in self.source.items(option.start as usize, option.end as usize) {
            if self.source.of(item).contains('.') {
                self.bibliography(item, false);
            }
        }
        at
    }

    /// multibib's `\newcites{sec,alt}{Titles}`: `\bibliographysec` declares bibliographies too.
    pub(super) fn new_cites(&mut self, at: usize) -> usize {
        let Some((names, at)) = self.group_span(at) else { return at };
        self.changes += 1;
        for item in self.source.items(names.start as usize, names.end as usize) {
            self.bibliography_commands.push(format!("bibliography{}", self.source.of(item)));
        }
        self.mask_arguments(at, 1)
    }

    /// `\input{f}`, `\input f`, `\include{f}`.
    pub(super) fn input(&mut self, at: usize, braced_only: bool) -> usize {
        if let Some((path, end)) = self.group_span(at) {
            self.include(Span::default(), path);
            return end;
        }
        let start = self.source.skip_blanks(at);
        if braced_only || start == at {
            return at;
        }
        let stop = |byte: &u8| byte.is_ascii_whitespace() || b"\\{}%[]".contains(byte);
        let rest = self.source.bytes.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(stop).unwrap_or(rest.len());
        self.include(Span::default(), Span::new(start, end));
        end
    }

    /// `\import{dir}{file}`.
    pub(super) fn import(&mut self, at: usize) -> usize {
        let at = at + usize::from(self.source.byte(at) == b'*');
        let Some((dir, at)) = self.group_span(at) else { return at };
        let Some((file, end)) = self.group_span(at) else { return at };
        self.include(dir, file);
        end
    }

    fn include(&mut self, dir: Span, file: Span) {
        let (dir, span) = (bare_path(&self.source, dir), bare_path(&self.source, file));
        let (dir, path) = (self.source.of(dir), self.source.of(span));
        if path.is_empty() || path.contains(['\\', '#', '%', '{', '|']) || dir.contains(['\\', '#']) {
            return;
        }
        self.manuscript.includes.push(Include { path: with_tex(path), dir: dir.to_owned(), span, toctree: false });
    }

    /// `\bibitem[label]{key}`.
    pub(super) fn bib_item(&mut self, start: usize, at: usize) -> usize {
        let (_, at) = self.option_span(at);
        let Some((key, end)) = self.group_span(at) else { return at };
        self.end_paragraph(start, end);
        let key = self.source.items(key.start as usize, key.end as usize).first().copied().unwrap_or_default();
        let text = self.source.of(key);
        if !text.is_empty() && !text.contains(['\\', '#', '%']) {
            self.manuscript.own_keys.push(OwnKey { key: text.to_owned(), span: key, record: true });
        }
        end
    }

    fn loads(&mut self, name: Span, extension: &str) {
        let name = self.source.of(bare_path(&self.source, name));
        if !name.is_empty() && !name.contains(['\\', '#', '%', '{']) {
            self.manuscript.packages.push(format!("{name}.{extension}"));
        }
    }

    /// `\usepackage[english,main=french]{babel}`.
    pub(super) fn package(&mut self, at: usize) -> usize {
        let (options, at) = self.option_span(at);
        let Some((names, end)) = self.group_span(at) else { return at };
        let names = self.source.items(names.start as usize, names.end as usize);
        for name in &names {
            self.loads(*name, "sty");
        }
        if names.iter().any(|name| self.source.of(*name) == "babel") {
            for item in self.source.items(options.start as usize, options.end as usize) {
                let option = self.source.of(item);
                match option.split_once('=') {
                    Some((name, value)) if name.trim() == "main" => self.declared.say(value.trim(), MAIN_LANGUAGE),
                    Some(_) => {}
                    None => self.declared.say(option, BABEL_OPTION),
                }
            }
        }
        end
    }

    /// `\documentclass[french]{article}`, `\documentclass[../main.tex]{subfiles}`.
    pub(super) fn class(&mut self, at: usize) -> usize {
        let (options, at) = self.option_span(at);
        let Some((name, end)) = self.group_span(at) else { return at };
        self.manuscript.complete = true;
        if self.source.of(name).trim() == "subfiles" {
            let items = self.source.items(options.start as usize, options.end as usize);
            if let (Some(&span), None) = (items.first().filter(|item| !item.is_empty()), &self.manuscript.root) {
                self.manuscript.root = Some(PathRef { path: with_tex(self.source.of(span)), span });
            }
            return end;
        }
        self.loads(name, "cls");
        for item in self.source.items(options.start as usize, options.end as usize) {
            let option = self.source.of(item);
            // Names of languages are long; short options such as `a4` are none.
            if option.len() > 3 && option.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                self.declared.say(option, CLASS_OPTION);
            }
        }
        end
    }

    /// `\setmainlanguage[variant=swiss]{french}`, `\babelprovide[main, import]{french}`.
    pub(super) fn main_language(&mut self, command: &str, at: usize) -> usize {
        let (options, at) = self.option_span(at);
        let Some((name, end)) = self.group_span(at) else { return at };
        let main = self.source.of(options).split(',').any(|option| option.trim() == "main");
        if command != "babelprovide" || main {
            self.declared.say(self.source.of(name).trim(), MAIN_LANGUAGE);
        }
        end
    }
}

/// A path without blanks, quotes and `\subfix{}` around it.
fn bare_path(source: &Source, span: Span) -> Span {
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    loop {
        let text = source.slice(start, end);
        let trimmed = text.trim();
        start += text.len() - text.trim_start().len();
        end = start + trimmed.len();
        let inner = [("\\subfix{", "}"), ("\"", "\"")].iter().find(|(open, close)| {
            trimmed.len() >= open.len() + close.len() && trimmed.starts_with(open) && trimmed.ends_with(close)
        });
        let Some((open, close)) = inner else { return Span::new(start, end) };
        (start, end) = (start + open.len(), end - close.len());
    }
}

/// The path with `.tex` where it has no extension, as TeX looks for it. A dot in a chapter's number is none.
fn with_tex(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let has = extension.is_some_and(|end| {
        (1..=8).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    });
    if has { path.to_owned() } else { format!("{path}.tex") }
}

/// The root that a comment in the first 20 lines names (`% !TeX root = ../main.tex`), or AUCTeX's `TeX-master: "main"` in
/// the last lines.
pub(super) fn root(text: &str) -> Option<PathRef> {
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']).take(20) {
        if let Some(span) = magic_root(line) {
            let span = span.shifted(at as u32);
            return Some(PathRef { path: with_tex(span.of(text)), span });
        }
        at += line.len();
    }
    let tail = (text.len().saturating_sub(3000)..text.len()).find(|&at| text.is_char_boundary(at))?;
    let mark = "TeX-master: \"";
    let start = tail + text[tail..].rfind(mark)? + mark.len();
    let span = Span::new(start, start + text[start..].find(['"', '\n'])?);
    Some(PathRef { path: with_tex(span.of(text)), span }).filter(|root| !root.span.is_empty())
}

/// The path in one line of `% !TeX root = path`.
fn magic_root(line: &str) -> Option<Span> {
    let rest =
        line.trim_start().strip_prefix('%')?.trim_start_matches('%').trim_start().strip_prefix('!')?.trim_start();
    let rest = strip_word(strip_word(rest, "tex")?.trim_start(), "root")?.trim_start().strip_prefix('=')?;
    let path = rest.trim();
    let start = line.len() - rest.trim_start().len();
    (!path.is_empty()).then(|| Span::new(start, start + path.len()))
}

/// The rest after a word in any case.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}
