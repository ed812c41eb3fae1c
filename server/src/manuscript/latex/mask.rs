//! What is no prose: verbatim text, math, dead branches, arguments. Invariant: a region that is never closed hides
//! nothing but its own opening, so that half-typed text keeps its citations.

use memchr::memmem;

use super::Reader;
use super::commands::{Environment, environment};

/// What closes a stretch of math in its paragraph.
#[derive(Clone, Copy)]
pub(super) enum MathEnd {
    Dollar,
    Dollars,
    Paren,
    Bracket,
}

/// How long verbatim text in a line may be, in bytes.
const VERBATIM_REACH: usize = 2000;

impl Reader<'_> {
    /// The end of the paragraph that holds `at`.
    fn paragraph_end(&mut self, at: usize) -> usize {
        if at < self.paragraph_end.0 || at >= self.paragraph_end.1 {
            let mut end = self.source.line_end(at);
            while end < self.source.len() && !self.source.ends_paragraph(end) {
                end = self.source.line_end(end + self.source.eol(end));
            }
            self.paragraph_end = (at, end);
        }
        self.paragraph_end.1
    }

    /// Where math that was opened before `at` ends, after its closing mark.
    fn math_close(&mut self, at: usize, end: MathEnd) -> Option<usize> {
        let limit = self.paragraph_end(at);
        if self.unclosed_math[end as usize] == limit {
            return None;
        }
        let mut at = at;
        while let Some(found) = memchr::memchr2(b'$', b'\\', self.source.bytes.get(at..limit)?) {
            at += found;
            let next = self.source.byte(at + 1);
            match (self.source.byte(at), end) {
                (b'$', MathEnd::Dollar) => return Some(at + 1),
                (b'$', MathEnd::Dollars) if next == b'$' => return Some(at + 2),
                (b'\\', MathEnd::Paren) if next == b')' => return Some(at + 2),
                (b'\\', MathEnd::Bracket) if next == b']' => return Some(at + 2),
                (b'\\', _) => at += 2,
                _ => at += 1,
            }
        }
        self.unclosed_math[end as usize] = limit;
        None
    }

    /// Math that begins at `start` with a mark that ends at `at`.
    pub(super) fn math(&mut self, start: usize, at: usize, end: MathEnd) -> usize {
        match self.math_close(at, end) {
            Some(close) => {
                self.hide_as_blank(start, close);
                close
            }
            None => at,
        }
    }

    pub(super) fn dollars(&mut self, start: usize) -> usize {
        if self.source.byte(start + 1) == b'$' {
            return self.math(start, start + 2, MathEnd::Dollars);
        }
        self.math(start, start + 1, MathEnd::Dollar)
    }

    /// Stands in the prose as a blank; cites in it count.
    fn hide_as_blank(&mut self, start: usize, end: usize) {
        self.blank(start, end);
        self.mask_with_cites(start, end, false);
    }

    /// `\verb|...|`, `\lstinline[..]|..|`, `\mintinline{lang}|..|`; the braces of the latter two balance.
    pub(super) fn verbatim_inline(&mut self, name_end: usize, groups: u8) -> usize {
        let mut at = name_end + usize::from(self.source.byte(name_end) == b'*');
        at = self.source.optional(at).unwrap_or(at);
        for _ in 0..groups {
            at = self.source.group(at).unwrap_or(at);
        }
        if let Some(close) = self.source.group(at) {
            return close;
        }
        let reach =
            (at..=self.source.len().min(at + VERBATIM_REACH)).rev().find(|&end| self.source.text.is_char_boundary(end));
        let rest = self.source.slice(at, reach.unwrap_or(at));
        let Some(mark) = rest.chars().next().filter(|mark| !mark.is_alphanumeric() && !mark.is_whitespace()) else {
            return at;
        };
        let inside = at + mark.len_utf8();
        let close =
            rest[mark.len_utf8()..].char_indices().find(|(_, found)| *found == mark || matches!(found, '\n' | '\r'));
        close.filter(|(_, found)| *found == mark).map_or(at, |(found, _)| inside + found + mark.len_utf8())
    }

    /// `\begin{name}` from `start`: returns where reading goes on.
    pub(super) fn begin(&mut self, start: usize, name_end: usize) -> usize {
        let open = self.source.skip_space(name_end);
        let Some(close) = self.source.group(open) else { return name_end };
        let name = self.source.slice(open + 1, close - 1).trim();
        if name == "document" {
            self.manuscript.complete = true;
            self.hidden = false;
            self.frames.clear();
            return close;
        }
        let kind = environment(name);
        if let Some(kind @ (Environment::Verbatim | Environment::Math)) = kind {
            let Some(end) = self.environment_end(name, close) else { return close };
            if kind == Environment::Verbatim {
                self.end_paragraph(start, end);
            } else {
                self.hide_as_blank(start, end);
            }
            return end;
        }
        self.end_paragraph(start, close);
        match kind {
            Some(Environment::Arguments(groups)) => self.mask_arguments(close, groups),
            Some(Environment::Resources) => self.section_resources(close),
            Some(Environment::Quote) => self.cite_at(start, close),
            _ => self.mask_arguments(close, 0),
        }
    }

    /// After the `\end` of an environment that is read as a whole; `None` where there is none, found once per name.
    fn environment_end(&mut self, name: &str, at: usize) -> Option<usize> {
        if self.unended.iter().any(|known| known == name) {
            self.source.look_to_end();
            return None;
        }
        let end = format!("\\end{{{name}}}");
        let found = memmem::find(self.source.bytes.get(at..)?, end.as_bytes());
        if found.is_none() {
            self.source.look_to_end();
            self.unended.push(name.to_owned());
        }
        found.map(|found| at + found + end.len())
    }

    /// `\end{name}`; `None` where the document ends.
    pub(super) fn end(&mut self, start: usize, name_end: usize) -> Option<usize> {
        let open = self.source.skip_space(name_end);
        let Some(close) = self.source.group(open) else { return Some(name_end) };
        if self.source.slice(open + 1, close - 1).trim() == "document" {
            return None;
        }
        self.end_paragraph(start, close);
        Some(close)
    }

    /// After the `\fi` or `\else` of an `\iffalse`, conditionals inside it counted.
    pub(super) fn dead_branch(&self, at: usize) -> usize {
        let mut at = at;
        let mut depth = 0usize;
        while let Some(found) = memchr::memchr2(b'\\', b'%', self.source.bytes.get(at..).unwrap_or_default()) {
            at += found;
            if self.source.byte(at) == b'%' {
                at = self.source.line_end(at);
                continue;
            }
            let end = self.source.name_end(at + 1, true);
            let name = self.source.slice(at + 1, end);
            match name {
                "fi" if depth == 0 => return end,
                "else" if depth == 0 => return end,
                "fi" => depth -= 1,
                // etoolbox's and biblatex's tests take groups and need no \fi.
                _ if name.starts_with("if") && name != "iff" && self.source.byte(end) != b'{' => depth += 1,
                _ => {}
            }
            at = end.max(at + 2).min(self.source.len());
        }
        self.source.len()
    }

    /// Masks a star, the options and that many groups; cites in them count.
    pub(super) fn mask_arguments(&mut self, at: usize, groups: u8) -> usize {
        let mut at = at + usize::from(self.source.byte(at) == b'*');
        let mut left = groups;
        loop {
            let adjacent = matches!(self.source.byte(at), b'[' | b'{' | b'(');
            let open = if left > 0 || adjacent { self.source.skip_space(at) } else { at };
            let close = match self.source.byte(open) {
                b'[' => self.source.optional(open),
                b'(' if left > 0 => self.source.closing(open, b')', false),
                b'{' if left > 0 => {
                    left -= 1;
                    self.source.group(open).or_else(|| self.hidden.then(|| self.source.long_group(open)).flatten())
                }
                _ => None,
            };
            let Some(close) = close else { return at };
            self.mask_with_cites(open, close, self.hidden);
            at = close;
        }
    }
}

/// Whether the text has a preamble of its own: a `\begin{document}` that is no comment and no example.
pub(super) fn has_preamble(text: &str) -> bool {
    let begin = memmem::find_iter(text.as_bytes(), b"\\begin{document}").take(16).find(|&at| {
        let line = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        !text[line..at].contains('%')
    });
    begin.is_some_and(|at| {
        ["\\begin{verbatim", "\\begin{lstlisting", "\\begin{minted", "\\section", "\\chapter{"]
            .iter()
            .all(|example| memmem::find(&text.as_bytes()[..at], example.as_bytes()).is_none())
    })
}
