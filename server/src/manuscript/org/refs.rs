//! Links. org-ref's: `cite:a,b` and `[[cite:a][pre::post]]` of its second version, `[[cite:see &a p. 3;&b]]` of its third,
//! `bibliography:refs.bib`; and LaTeX's own cite commands.

use super::Reader;
use super::cite::key_end;
use super::objects::Scope;
use crate::manuscript::build::trimmed;
use crate::manuscript::{Form, MalformedKind};
use siglum_corpus::span::Span;

/// What a link does that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Cite(Form),
    Bibliography,
    /// Another link, whose address is no text.
    Address,
}

/// org-ref's types of links that cite, without their star.
const CITE: [&str; 36] = [
    "autocite",
    "autocites",
    "cite",
    "citealp",
    "citealt",
    "citeauthor",
    "citedate",
    "citenum",
    "citep",
    "cites",
    "citet",
    "citetext",
    "citetitle",
    "citeurl",
    "citeyear",
    "citeyearpar",
    "fnotecite",
    "footcite",
    "footcites",
    "footcitetext",
    "footcitetexts",
    "footfullcite",
    "fullcite",
    "nocite",
    "notecite",
    "parencite",
    "parencites",
    "pnotecite",
    "smartcite",
    "smartcites",
    "supercite",
    "supercites",
    "textcite",
    "textcites",
    "citetalias",
    "citepalias",
];
const ADDRESS: [&str; 18] = [
    "http",
    "https",
    "file",
    "doi",
    "mailto",
    "ftp",
    "id",
    "ref",
    "pageref",
    "eqref",
    "nameref",
    "autoref",
    "cref",
    "label",
    "attachment",
    "news",
    "info",
    "shell",
];

/// The kind of a link by its type.
pub(super) fn kind(name: &str) -> Option<Kind> {
    let bare = name.strip_suffix('*').unwrap_or(name);
    if ADDRESS.contains(&bare) {
        return Some(Kind::Address);
    }
    if matches!(bare, "bibliography" | "nobibliography" | "addbibresource") {
        return Some(Kind::Bibliography);
    }
    let first = bare.get(..1)?.to_ascii_lowercase();
    let lower = format!("{first}{}", &bare[1..]);
    CITE.contains(&lower.as_str()).then(|| Kind::Cite(form_of(&lower, bare.len() < name.len())))
}

fn form_of(name: &str, starred: bool) -> Form {
    match name {
        "nocite" => Form::Nocite,
        "citeyear" | "citeyearpar" | "citedate" => Form::SuppressAuthor,
        "cite" | "parencite" | "autocite" if starred => Form::SuppressAuthor,
        "citet" | "citealt" | "citeauthor" | "textcite" | "textcites" => Form::AuthorInText,
        _ => Form::Normal,
    }
}

impl Reader<'_> {
    /// A link without brackets, whose type begins at `start`; what stands before it from `copied` on is copied.
    pub(super) fn plain_link(&mut self, start: usize, name: &str, limit: usize, copied: usize) -> Option<usize> {
        let path = start + name.len() + 1;
        let kind = kind(name)?;
        if self.byte(start.wrapping_sub(1)) == b'[' && !matches!(self.byte(path), b'@' | b'&') {
            // A citation of org-cite that is not finished: `[cite:see`.
            return None;
        }
        let end = self.plain_path_end(path, limit);
        if end == path {
            return None;
        }
        self.b.copy(copied, start);
        self.link(kind, Span::new(start, end), Span::new(path, end), None);
        Some(end)
    }

    /// The end of a plain link's path: no blank, no bracket that is not closed, no mark at its end but a slash.
    fn plain_path_end(&self, path: usize, limit: usize) -> usize {
        let rest = self.slice(path, limit);
        let mut depth = 0_usize;
        let mut end = 0;
        for (at, c) in rest.char_indices() {
            match c {
                '(' => depth += 1,
                ')' if depth > 0 => depth -= 1,
                '<' | '>' | '[' | ']' | ')' => break,
                c if c.is_whitespace() => break,
                _ => {}
            }
            if c.is_alphanumeric() || c == '/' || (c == ')' && depth == 0) {
                end = at + c.len_utf8();
            }
        }
        path + end
    }

    /// `[[path]]` or `[[path][description]]`.
    pub(super) fn bracket_link(&mut self, at: usize, scope: &Scope) -> Option<usize> {
        let whole = scope.closing(at)?;
        let path = scope.closing(at + 1)?;
        let described = self.byte(path + 1) == b'[';
        let description = if described { scope.closing(path + 1)? } else { path };
        if description + 1 != whole {
            return None;
        }
        let inner = Span::new(at + 2, path);
        let text = described.then(|| Span::new(path + 2, description));
        let name = inner.of(self.text).split(':').next().unwrap_or_default();
        match kind(name).filter(|_| self.byte(inner.start as usize + name.len()) == b':') {
            Some(kind) => {
                let path = Span::new(inner.start as usize + name.len() + 1, path);
                self.link(kind, Span::new(at, whole + 1), path, text);
            }
            None => {
                if let Some(text) = text {
                    self.b.copy(text.start as usize, text.end as usize);
                } else {
                    self.b.blank(at);
                }
            }
        }
        Some(whole + 1)
    }

    /// A link of a known type.
    fn link(&mut self, kind: Kind, whole: Span, path: Span, description: Option<Span>) {
        match kind {
            Kind::Cite(form) => self.cite_link(form, whole, path, description),
            Kind::Bibliography => {
                for part in parts(self.text, path, b',') {
                    let extension = if super::has_extension(part.of(self.text)) { "" } else { ".bib" };
                    self.bibliography(part, extension);
                }
            }
            Kind::Address => match description {
                Some(text) => self.b.copy(text.start as usize, text.end as usize),
                None => self.b.blank(whole.start as usize),
            },
        }
    }

    fn cite_link(&mut self, form: Form, whole: Span, path: Span, description: Option<Span>) {
        let owner = self.b.open_cluster(whole.start as usize);
        let third = memchr::memchr(b'&', path.of(self.text).as_bytes()).is_some();
        let first = self.b.m.citations.len();
        for part in parts(self.text, path, if third { b';' } else { b',' }) {
            let said = part.of(self.text);
            let (start, length) = match said.find('&') {
                Some(sign) if third => (sign + 1, key_end(&said[sign + 1..])),
                _ if third => continue,
                // Drafts of the third version marked keys so.
                _ => (said.len() - said.trim_start_matches('@').len(), said.trim_start_matches('@').len()),
            };
            if said == "*" && form == Form::Nocite {
                self.b.m.cites_all = true;
            } else if length > 0 {
                let key = part.start as usize + start;
                let place = self.b.cite(Span::new(key, key + length), part, form);
                let locator = trimmed(self.text, key + length, part.end as usize);
                self.b.m.citations[place].locator = Some(locator).filter(|locator| third && !locator.is_empty());
            }
        }
        let found = self.b.m.citations.len() - first;
        if let (Some(text), 1, false) = (description, found, third) {
            // `pre::post`: what follows the key.
            let said = text.of(self.text);
            let post = said.find("::").map(|at| trimmed(self.text, text.start as usize + at + 2, text.end as usize));
            self.b.m.citations[first].locator = post.filter(|post| !post.is_empty());
        } else if found == 0 && path.of(self.text).trim().is_empty() {
            self.b.malformed(MalformedKind::EmptyKey, whole);
        }
        if owner {
            self.b.close_cluster(whole.end as usize, false);
        }
    }

    /// A cite command of LaTeX at `at`, `\cite[see][p. 3]{a,b}`; gives its end.
    pub(super) fn latex_citation(&mut self, at: usize, limit: usize) -> Option<usize> {
        let said = self.window(at, limit);
        let name = said[1..].bytes().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'*').count();
        let Kind::Cite(form) = kind(&said[1..=name])? else { return None };
        let mut open = 1 + name;
        let mut note = None;
        while said[open..].starts_with('[') {
            let close = open + said[open..].find([']', '{', '}', '\n'])?;
            note = Some(trimmed(self.text, at + open + 1, at + close));
            open = close + usize::from(said[close..].starts_with(']'));
        }
        let keys = said[open..].strip_prefix('{')?;
        let length = keys.find(['}', '{', '\\']).filter(|end| keys[*end..].starts_with('}'))?;
        let end = at + open + length + 2;
        self.cite_link(form, Span::new(at, end), Span::new(at + open + 1, end - 1), None);
        let last = self.b.m.citations.last_mut().filter(|last| last.span.start as usize > at);
        if let (Some(citation), Some(note)) = (last, note.filter(|note| !note.is_empty())) {
            citation.locator = Some(note);
        }
        Some(end)
    }
}

/// The parts of a path between separators, blanks trimmed, empty ones left out.
fn parts(text: &str, path: Span, separator: u8) -> Vec<Span> {
    let mut start = path.start as usize;
    let mut found = Vec::new();
    for part in path.of(text).split(char::from(separator)) {
        let span = trimmed(text, start, start + part.len());
        if !span.is_empty() {
            found.push(span);
        }
        start += part.len() + 1;
    }
    found
}
