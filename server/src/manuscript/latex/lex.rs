//! The bytes of a LaTeX manuscript and the few scans that everything else is made of. Invariant: every offset that a scan
//! returns is in bounds and on a character boundary, and all scans together are linear in the text.

use std::cell::Cell;

use siglum_corpus::span::Span;

/// A manuscript's text with the work that failed scans may still cost.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    /// Bytes that scans for closing brackets may still read; well-formed texts need about twice their length.
    budget: Cell<usize>,
    /// Whether something was looked for up to the end of the text, or might have been with more to spend.
    looked_to_end: Cell<bool>,
}

/// How far a bracket may reach once the budget is spent: only hostile texts come there.
const POOR_REACH: usize = 64;

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), budget: Cell::new(budget(text)), looked_to_end: Cell::new(false) }
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn of(&self, span: Span) -> &'a str {
        span.of(self.text)
    }

    /// The length of the line end at `at`: 0 where there is none, 2 for CR LF.
    pub(super) fn eol(&self, at: usize) -> usize {
        match self.byte(at) {
            b'\n' => 1,
            b'\r' => 1 + usize::from(self.byte(at + 1) == b'\n'),
            _ => 0,
        }
    }

    /// The end of the line that holds `at`, before its line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        memchr::memchr2(b'\n', b'\r', rest).map_or(self.len(), |found| at + found)
    }

    pub(super) fn skip_blanks(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), b' ' | b'\t') {
            at += 1;
        }
        at
    }

    /// Whether the line end at `at` is followed by an empty line, which ends the paragraph.
    pub(super) fn ends_paragraph(&self, at: usize) -> bool {
        let eol = self.eol(at);
        eol > 0 && self.eol(self.skip_blanks(at + eol)) > 0
    }

    /// What follows blanks, comments and line ends, short of the paragraph's end: where TeX looks for an argument.
    pub(super) fn skip_space(&self, mut at: usize) -> usize {
        loop {
            at = self.skip_blanks(at);
            if self.byte(at) == b'%' {
                at = self.line_end(at);
                if self.ends_paragraph(at) {
                    return at;
                }
                at += self.eol(at);
            } else if self.eol(at) > 0 && !self.ends_paragraph(at) {
                at += self.eol(at);
            } else {
                return at;
            }
        }
    }

    /// The end of a command's name that begins at `at`, after the backslash; letters only, with `@` inside macro code.
    pub(super) fn name_end(&self, mut at: usize, code: bool) -> usize {
        while self.byte(at).is_ascii_alphabetic() || (code && self.byte(at) == b'@') {
            at += 1;
        }
        at
    }

    /// The place after the bracket that closes the one at `open`, at brace depth 0 and before the paragraph ends (`long`:
    /// anywhere). Escaped characters and comments do not count.
    pub(super) fn closing(&self, open: usize, close: u8, long: bool) -> Option<usize> {
        let limit = if self.budget.get() == 0 { self.len().min(open + POOR_REACH) } else { self.len() };
        let found = self.find_closing(open + 1, limit, close, long);
        let (Ok(reached) | Err(reached)) = found;
        if self.budget.get() == 0 || long && found.is_err() {
            self.looked_to_end.set(true);
        }
        self.charge(reached - open);
        found.ok()
    }

    fn find_closing(&self, mut at: usize, limit: usize, close: u8, long: bool) -> Result<usize, usize> {
        let mut depth = 0usize;
        while at < limit {
            match self.bytes[at] {
                b'\\' => at += 1,
                b'%' => {
                    at = self.line_end(at);
                    continue;
                }
                b'{' => depth += 1,
                b'}' if depth > 0 => depth -= 1,
                b'}' => return if close == b'}' { Ok(at + 1) } else { Err(at) },
                b'\n' | b'\r' if !long && self.ends_paragraph(at) => return Err(at),
                found if found == close && depth == 0 => return Ok(at + 1),
                _ => {}
            }
            at += 1;
        }
        Err(limit)
    }

    /// The place after the group whose brace is at `open`, within its paragraph.
    pub(super) fn group(&self, open: usize) -> Option<usize> {
        (self.byte(open) == b'{').then(|| self.closing(open, b'}', false)).flatten()
    }

    /// As [`Self::group`], over paragraphs: the body of a definition.
    pub(super) fn long_group(&self, open: usize) -> Option<usize> {
        (self.byte(open) == b'{').then(|| self.closing(open, b'}', true)).flatten()
    }

    /// The place after the optional argument whose bracket is at `open`.
    pub(super) fn optional(&self, open: usize) -> Option<usize> {
        (self.byte(open) == b'[').then(|| self.closing(open, b']', false)).flatten()
    }

    /// What scans have cost.
    pub(super) fn spent(&self) -> usize {
        budget(self.text) - self.budget.get()
    }

    /// Whether something was looked for up to the end of the text since this was asked last.
    pub(super) fn take_looked_to_end(&self) -> bool {
        self.looked_to_end.take()
    }

    /// Something was looked for up to the end of the text.
    pub(super) fn look_to_end(&self) {
        self.looked_to_end.set(true);
    }

    fn charge(&self, bytes: usize) {
        self.budget.set(self.budget.get().saturating_sub(bytes));
    }

    /// The comma-separated items of `start..end`, trimmed, without comments; empty items keep their place. An item that a
    /// comment cuts in two is given whole, comment and all.
    pub(super) fn items(&self, start: usize, end: usize) -> Vec<Span> {
        let mut items = Vec::new();
        let mut at = start;
        let mut first = None;
        let mut last = start;
        while at < end {
            match self.bytes[at] {
                b'%' => at = self.line_end(at).min(end),
                b',' => {
                    items.push(item(first.take(), last, at));
                    at += 1;
                }
                byte => {
                    at += 1;
                    if !byte.is_ascii_whitespace() {
                        first.get_or_insert(at - 1);
                        last = at;
                        if byte == b'\\' && at < end && self.bytes[at].is_ascii() {
                            at += 1;
                            last = at;
                        }
                    }
                }
            }
        }
        items.push(item(first, last, end));
        items
    }
}

/// What scans in a text may cost.
fn budget(text: &str) -> usize {
    8 * text.len() + (1 << 20)
}

/// An item that begins at `first`, or an empty one at `empty`.
fn item(first: Option<usize>, last: usize, empty: usize) -> Span {
    first.map_or(Span::new(empty, empty), |first| Span::new(first, last))
}
