//! Org: blocks line by line, then the objects of each paragraph; citations of org-cite and of org-ref 2 and 3.
//!
//! Behaviour is that of org-element and oc.el (Org 9.7), and org-ref's own parser for its links. What an export leaves
//! out cites nothing: comments, commented and `:noexport:` subtrees, property and log drawers.

mod blocks;
mod cite;
mod objects;
mod refs;
#[cfg(test)]
mod tests;

use super::again::{Resume, Resumed, State};
use super::build::Builder;
use super::{BibliographyRef, Format, Include, Macros, Manuscript};
use siglum_corpus::lang::Lang;
use siglum_corpus::span::Span;

/// Org.
pub static FORMAT: Format = Format {
    name: "org",
    extensions: &["org"],
    language_ids: &["org"],
    parse,
    resume: Some(resume),
    key_may_follow: super::typing::org,
    comment: ("#", ""),
};

fn parse(text: &str) -> Manuscript {
    let mut reader = Reader::new(text);
    reader.blocks(0);
    reader.b.finish_with(reader.languages, (State::None, 0))
}

/// Goes on at a mark.
fn resume(text: &str, resume: Resume, _: &Macros) -> Option<Resumed> {
    let mut reader = Reader { b: Builder::again(text, resume.manuscript, resume.trail), ..Reader::new(text) };
    reader.blocks(resume.at);
    if reader.languages > 0 {
        return None;
    }
    reader.b.finish_again(true)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    b: Builder<'a>,
    /// Where the paragraph begins that the present line goes on with.
    paragraph: Option<usize>,
    /// The level of the subtree that an export leaves out.
    hidden: Option<usize>,
    /// Ends of blocks that no later line is.
    absent: rustc_hash::FxHashSet<String>,
    /// How many times a language was declared.
    languages: u32,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            b: Builder::new(text),
            paragraph: None,
            hidden: None,
            absent: rustc_hash::FxHashSet::default(),
            languages: 0,
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The end of the line that holds `at`, before its line end.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        memchr::memchr2(b'\n', b'\r', rest).map_or(self.bytes.len(), |found| at + found)
    }

    /// Where the line after the one that ends at `end` begins.
    fn next_line(&self, end: usize) -> usize {
        match (self.byte(end), self.byte(end + 1)) {
            (b'\r', b'\n') => end + 2,
            (b'\r' | b'\n', _) => end + 1,
            _ => end,
        }
    }

    fn skip_blanks(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), b' ' | b'\t') {
            at += 1;
        }
        at
    }

    /// What a keyword `#+name: value` declares.
    fn keyword(&mut self, name: &str, value: Span) {
        let said = value.of(self.text);
        match name.to_ascii_lowercase().as_str() {
            "title" | "subtitle" | "author" | "date" | "caption" => {
                self.b.m.complete |= !name.eq_ignore_ascii_case("caption");
                self.objects(value.start as usize, value.end as usize);
                self.b.end_paragraph(value.end as usize);
            }
            "bibliography" if !said.is_empty() => self.bibliography_keyword(value),
            "language" => {
                self.languages += 1;
                self.b.m.lang = Lang::parse(said).or(self.b.m.lang.take());
            }
            "include" | "setupfile" => {
                let (path, rest) = first_word(self.text, value);
                let raw = ["src", "example", "export"].iter().any(|kind| rest.trim_start().starts_with(kind));
                let path = without_search(self.text, path);
                if !path.is_empty() && !raw {
                    self.b.m.includes.push(Include {
                        path: path.of(self.text).to_owned(),
                        dir: String::new(),
                        span: path,
                        toctree: false,
                    });
                }
            }
            "latex_header" | "latex_header_extra" | "latex" => self.latex_bibliographies(value),
            _ => {}
        }
    }

    fn bibliography_keyword(&mut self, value: Span) {
        self.b.m.complete = true;
        let said = value.of(self.text);
        if said.starts_with('"') || has_extension(said) || !said.contains(char::is_whitespace) {
            let quoted = usize::from(said.len() > 1 && said.starts_with('"') && said.ends_with('"'));
            return self.bibliography(Span::new(value.start as usize + quoted, value.end as usize - quoted), "");
        }
        // ox-bibtex's way: a name without extension, a style, options.
        let (path, _) = first_word(self.text, value);
        let extension = if has_extension(path.of(self.text)) { "" } else { ".bib" };
        self.bibliography(path, extension);
    }

    fn bibliography(&mut self, span: Span, extension: &str) {
        let span = super::build::trimmed(self.text, span.start as usize, span.end as usize);
        if !span.is_empty() {
            self.b.m.complete = true;
            let path = format!("{}{extension}", span.of(self.text));
            self.b.m.bibliographies.push(BibliographyRef { path, span });
        }
    }

    /// Bibliographies that LaTeX declares: `\addbibresource{refs.bib}`.
    fn latex_bibliographies(&mut self, value: Span) {
        let said = value.of(self.text);
        if !said.contains("bib") {
            return;
        }
        let found = (super::latex::FORMAT.parse)(said).bibliographies;
        self.b.m.bibliographies.extend(
            found.into_iter().map(|one| BibliographyRef { path: one.path, span: one.span.shifted(value.start) }),
        );
    }
}

/// The first word of a value, without its quotation marks, and what follows it.
fn first_word(text: &str, value: Span) -> (Span, &str) {
    let said = value.of(text);
    let start = value.start as usize;
    if let Some(rest) = said.strip_prefix('"')
        && let Some(end) = rest.find('"')
    {
        return (Span::new(start + 1, start + 1 + end), &rest[end + 1..]);
    }
    let end = said.find(char::is_whitespace).unwrap_or(said.len());
    (Span::new(start, start + end), &said[end..])
}

/// The path without what is searched for in the file (`::*Heading`), and without `file:`.
fn without_search(text: &str, path: Span) -> Span {
    let said = path.of(text);
    let end = said.find("::").unwrap_or(said.len());
    let start = if said.starts_with("file:") { 5.min(end) } else { 0 };
    Span::new(path.start as usize + start, path.start as usize + end)
}

fn has_extension(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        (1..=8).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}
