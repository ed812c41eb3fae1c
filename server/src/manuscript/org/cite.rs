//! org-cite: `[cite/style:common prefix;prefix @key suffix;...;common suffix]`, as org-element reads it.

use super::Reader;
use super::objects::Scope;
use crate::manuscript::build::trimmed;
use crate::manuscript::{Form, MalformedKind};
use siglum_corpus::span::Span;

/// The longest style that is looked for.
const STYLE: usize = 64;

impl Reader<'_> {
    /// The citation at `at`; gives its end, and `None` where it is none.
    pub(super) fn citation(&mut self, at: usize, scope: &Scope) -> Option<usize> {
        let style_end = self.style_end(at + "[cite".len())?;
        let style = self.slice(at + "[cite".len(), style_end);
        let form = form_of(style.trim_start_matches('/'));
        let Some(close) = scope.closing(at) else {
            let rest = self.window(style_end + 1, scope.end);
            if rest.split(['\n', '\r', ']']).next().is_some_and(|line| line.contains('@')) {
                self.b.malformed(MalformedKind::Unclosed, Span::new(at, style_end + 1));
            }
            return None;
        };
        let start = style_end + 1;
        let found = scope.last_sign.filter(|sign| *sign >= start).and_then(|_| self.key_after(start, close));
        let Some((first, _)) = found else {
            if self.window(start, close).trim_matches(['@', ' ', ';']).is_empty() {
                self.b.malformed(MalformedKind::EmptyKey, Span::new(at, close + 1));
            }
            return None;
        };
        // What comes before the last `;` in front of the first key is the common prefix.
        let common = self.slice(start, first).rfind(';').map_or(start, |found| start + found + 1);
        let owner = self.b.open_cluster(at);
        self.references(common, close, form);
        if owner {
            self.b.close_cluster(close + 1, false);
        }
        Some(close + 1)
    }

    /// The end of `/style/variant`, where its colon stands.
    fn style_end(&self, at: usize) -> Option<usize> {
        let style = self.window(at, self.text.len());
        let length = style.bytes().take(STYLE).position(|byte| byte == b':')?;
        let fits = |c: char| c.is_alphanumeric() || "/_-".contains(c);
        let style = &style[..length];
        (style.is_empty() || (style.len() > 1 && style.starts_with('/') && style.chars().all(fits)))
            .then_some(at + length)
    }

    /// The first key between two places: where its `@` stands, and its end.
    fn key_after(&self, from: usize, end: usize) -> Option<(usize, usize)> {
        let mut at = from;
        loop {
            at += memchr::memchr(b'@', self.bytes.get(at..end)?)?;
            let key = key_end(self.slice(at + 1, end));
            if key > 0 {
                return Some((at, at + 1 + key));
            }
            at += 1;
        }
    }

    /// The items between two places: each up to the `;` after its key.
    fn references(&mut self, from: usize, end: usize, form: Form) {
        let mut at = from;
        while let Some((sign, key)) = self.key_after(at, end) {
            let item_end = memchr::memchr(b';', &self.bytes[key..end]).map_or(end, |found| key + found);
            let item = trimmed(self.text, at, item_end);
            let said = self.slice(sign + 1, key);
            if said == "*" {
                self.b.m.cites_all |= form == Form::Nocite;
            } else {
                let suppress = self.byte(sign.wrapping_sub(1)) == b'-' && sign > at;
                let form = if suppress { Form::SuppressAuthor } else { form };
                let place = self.b.cite(Span::new(sign + 1, key), item, form);
                let locator = trimmed(self.text, key, item_end);
                self.b.m.citations[place].locator = Some(locator).filter(|locator| !locator.is_empty());
            }
            at = (item_end + 1).min(end);
        }
    }
}

/// The length of the key at the start of a text, without its `@`.
pub(super) fn key_end(text: &str) -> usize {
    let fits = |c: char| {
        c.is_alphanumeric()
            || "-.:?!`'/*@+|(){}<>&_^$#%~".contains(c)
            || unicode_normalization::char::is_combining_mark(c)
    };
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

/// How a style shows a citation, by the names of oc.el's processors.
fn form_of(style: &str) -> Form {
    match style.split('/').next().unwrap_or_default() {
        "t" | "text" | "a" | "author" | "textcite" | "citeauthor" => Form::AuthorInText,
        "na" | "noauthor" | "y" | "year" => Form::SuppressAuthor,
        "n" | "nocite" => Form::Nocite,
        _ => Form::Normal,
    }
}
