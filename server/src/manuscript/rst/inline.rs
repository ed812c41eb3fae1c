//! The inline lexer: roles, citations, emphasis, literals, hyperlinks in one paragraph.
//!
//! One pass; a search for the end of some markup that fails is not made again in the paragraph, so the time is linear.

use super::blocks::Reader;
use crate::manuscript::roles::{self, Target};
use crate::manuscript::{Form, MalformedKind};
use siglum_corpus::span::Span;

/// Bytes that may begin something other than text.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"*`|_[\\:\n\r";
    let mut at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

/// Roles whose text is code, a formula or a name in a program.
const CODE_ROLES: &[&str] = &[
    "abbr",
    "any",
    "attr",
    "class",
    "code",
    "command",
    "const",
    "data",
    "dfn",
    "envvar",
    "eq",
    "exc",
    "file",
    "func",
    "guilabel",
    "kbd",
    "keyword",
    "literal",
    "mailheader",
    "makevar",
    "math",
    "menuselection",
    "meth",
    "mimetype",
    "mod",
    "newsgroup",
    "numref",
    "obj",
    "option",
    "program",
    "raw",
    "regexp",
    "samp",
];

/// Characters that quote a mark between them.
const PAIRS: &[(char, char)] =
    &[('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('«', '»')];

/// The longest name of a role, and the longest label of a citation, in bytes.
const LONGEST_NAME: usize = 128;

/// Kinds of markup whose end was not found in a paragraph.
#[derive(Clone, Copy)]
enum Kind {
    Emphasis,
    Strong,
    Literal,
    Interpreted,
    Substitution,
}

/// The state over one paragraph.
struct Inline {
    end: usize,
    /// Where the last markup ended: some more may begin right there.
    fresh: usize,
    /// By [`Kind`]: there is no end of it any more.
    absent: [bool; 5],
}

impl Reader<'_, '_> {
    /// Lexes a paragraph, or a part of one.
    pub(super) fn inline(&mut self, start: usize, end: usize) {
        let mut state = Inline { end, fresh: start, absent: [false; 5] };
        let bytes = &self.page.text.as_bytes()[..end];
        // What is plain is copied in one piece up to what may be something else.
        let (mut copied, mut at) = (start, start);
        while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| SPECIAL[b as usize])) {
            at += found;
            if self.is_plain(&state, start, at) {
                at += 1;
                continue;
            }
            self.page.copy(copied, at);
            at = self.special(&mut state, start, at).max(at + 1);
            copied = at;
        }
        self.page.copy(copied.min(end), end);
    }

    /// Whether it is certain that a special byte stands for itself.
    fn is_plain(&self, state: &Inline, from: usize, at: usize) -> bool {
        let bytes = &self.page.text.as_bytes()[..state.end];
        let (before, after) = (at.checked_sub(1).map_or(b' ', |before| bytes[before]), bytes.get(at + 1).copied());
        match bytes[at] {
            b'\n' | b'\r' | b'\\' => false,
            b'_' => before.is_ascii_alphanumeric() && after.is_some_and(|after| after.is_ascii_alphanumeric()),
            _ => at > from && at != state.fresh && before.is_ascii_alphanumeric(),
        }
    }

    /// Reads what begins at a special byte; gives the offset after it.
    fn special(&mut self, state: &mut Inline, from: usize, at: usize) -> usize {
        let text = self.page.text;
        let found = match text.as_bytes()[at] {
            b'\n' | b'\r' => return self.page.next_line(at).min(state.end),
            b'\\' => return self.escape(at, state.end),
            b'_' => self.underscore(state, from, at),
            _ if at != state.fresh && !opens_after(&text[from..at]) => None,
            _ if self.is_quoted(state, from, at) => None,
            b'*' if text[at..].starts_with("**") => self.emphasis(state, at, 2, Kind::Strong),
            b'*' => self.emphasis(state, at, 1, Kind::Emphasis),
            b'`' if text[at..].starts_with("``") => self.literal(state, at),
            b'`' => self.interpreted(state, at, at, ""),
            b'|' => self.substitution(state, at),
            b'[' => self.reference(state, at),
            _ => self.role(state, at),
        };
        if let Some(end) = found {
            state.fresh = end;
            return end;
        }
        self.page.copy_lines(at, at + 1);
        at + 1
    }

    /// Whether a mark stands between two that belong together, as in `(*)` and `"*"`: it opens nothing.
    fn is_quoted(&self, state: &Inline, from: usize, at: usize) -> bool {
        let text = self.page.text;
        let length = match text.as_bytes()[at] {
            b'*' | b'`' => scan_run(text, at, state.end).min(2),
            _ => 1,
        };
        let before = text[from..at].chars().next_back();
        let after = text.get(at + length..state.end).and_then(|rest| rest.chars().next());
        let (Some(before), Some(after)) = (before, after) else { return false };
        PAIRS.contains(&(before, after))
    }

    /// A backslash: the character after it stands for itself, white space goes.
    fn escape(&mut self, at: usize, end: usize) -> usize {
        let Some(c) = self.page.text[at + 1..end].chars().next() else { return end };
        let after = at + 1 + c.len_utf8();
        if c == '\n' || c == '\r' {
            return self.page.next_line(at + 1).min(end);
        }
        if !c.is_whitespace() {
            self.page.say(c.encode_utf8(&mut [0; 4]), at, after);
        }
        after
    }

    /// The end of markup that opened before `from`: a mark that no white space precedes and no word follows.
    fn end_of(&self, state: &mut Inline, from: usize, mark: &[u8], kind: Kind) -> Option<usize> {
        if state.absent[kind as usize] {
            return None;
        }
        let bytes = &self.page.text.as_bytes()[..state.end];
        let escapes = !matches!(kind, Kind::Literal);
        let mut at = from;
        while let Some(found) = memchr::memchr2(mark[0], b'\\', bytes.get(at..)?) {
            at += found;
            if bytes[at] == b'\\' {
                at += if escapes { 2 } else { 1 };
                continue;
            }
            let after = at + mark.len();
            let solid = at == from || !bytes[at - 1].is_ascii_whitespace();
            if solid && bytes[at..].starts_with(mark) && self.closes(kind, after, state.end) {
                // Markup without a text is none, and docutils looks no further: `****` never opens.
                return (at > from).then_some(at);
            }
            at += 1;
        }
        state.absent[kind as usize] = true;
        None
    }

    /// Whether markup of a kind may end before `after`.
    fn closes(&self, kind: Kind, after: usize, end: usize) -> bool {
        let rest = &self.page.text[after..end];
        let tail = match kind {
            Kind::Interpreted => suffix(rest).0,
            Kind::Substitution => rest.bytes().take(2).take_while(|&b| b == b'_').count(),
            _ => 0,
        };
        closes_before(&rest[tail..])
    }

    fn emphasis(&mut self, state: &mut Inline, at: usize, length: usize, kind: Kind) -> Option<usize> {
        let start = at + length;
        self.begins(start, state.end)?;
        let Some(close) = self.end_of(state, start, &b"**"[..length], kind) else {
            // After a mark that opens nothing another one may begin.
            self.page.copy(at, start);
            return Some(start);
        };
        let out = self.page.out();
        self.words(start, close);
        self.page.emphasise(out);
        Some(close + length)
    }

    fn literal(&mut self, state: &mut Inline, at: usize) -> Option<usize> {
        self.begins(at + 2, state.end)?;
        let close = self.end_of(state, at + 2, b"``", Kind::Literal)?;
        self.page.blank(at);
        Some(close + 2)
    }

    fn substitution(&mut self, state: &mut Inline, at: usize) -> Option<usize> {
        self.begins(at + 1, state.end)?;
        let close = self.end_of(state, at + 1, b"|", Kind::Substitution)?;
        self.page.blank(at);
        let tail = self.page.text[close + 1..state.end].bytes().take(2).take_while(|&b| b == b'_').count();
        Some(close + 1 + tail)
    }

    /// `:role:` before interpreted text.
    fn role(&mut self, state: &mut Inline, at: usize) -> Option<usize> {
        let text = self.page.text;
        let length = role_name(&text[at + 1..state.end]);
        let open = at + 1 + length;
        if length == 0 || !text[open..state.end].starts_with(":`") || text[open..].starts_with(":``") {
            return None;
        }
        self.interpreted(state, at, open + 1, &text[at + 1..open])
    }

    /// Interpreted text whose backtick stands at `open`; `at` is where its role, or itself, begins.
    fn interpreted(&mut self, state: &mut Inline, at: usize, open: usize, role: &str) -> Option<usize> {
        let text = self.page.text;
        self.begins(open + 1, state.end)?;
        let Some(close) = self.end_of(state, open + 1, b"`", Kind::Interpreted) else {
            if form(role).is_some() {
                self.page.malformed(MalformedKind::Unclosed, Span::new(at, open + 1));
            }
            return None;
        };
        let (tail, after) = suffix(&text[close + 1..state.end]);
        let end = close + 1 + tail;
        if !role.is_empty() && !after.is_empty() {
            // A role before and after the text is an error.
            self.page.blank(at);
            return Some(end);
        }
        let role = if role.is_empty() { after } else { role };
        if let Some(form) = form(role) {
            let targets = roles::targets(&text[open + 1..close], open + 1, b",");
            self.page.cite_targets(Span::new(at, end), form, &targets);
        } else if is_code(role) {
            self.page.blank(at);
        } else {
            // A title or a link's text; its address in angle brackets goes.
            let inner = &text[open + 1..close];
            let shown = inner.rfind('<').filter(|_| inner.ends_with('>')).map_or(inner.len(), |angle| angle);
            let out = self.page.out();
            self.words(open + 1, open + 1 + inner[..shown].trim_end().len());
            if role.is_empty() && tail == 0 {
                self.page.emphasise(out);
            }
        }
        Some(end)
    }

    /// A citation `[Doe99]_` or a footnote's mark `[1]_`, `[#a]_`, `[*]_`.
    fn reference(&mut self, state: &Inline, at: usize) -> Option<usize> {
        let text = &self.page.text[..state.end];
        let label = label(&text[at + 1..])?;
        let close = at + 1 + label.len();
        let after = &text[close + 1..];
        if !after.starts_with('_') || !closes_before(&after[1..]) {
            return None;
        }
        if is_footnote(label) {
            return Some(close + 2);
        }
        let key = at + 1..close;
        let target = Target { whole: at..close + 2, key, suffix: None };
        self.page.cite_targets(Span::new(at, close + 2), Form::Normal, &[target]);
        Some(close + 2)
    }

    /// An underscore: the end of a hyperlink's name, which is no part of the word; or the start of a target.
    fn underscore(&mut self, state: &mut Inline, from: usize, at: usize) -> Option<usize> {
        let text = &self.page.text[..state.end];
        if text[at + 1..].starts_with('`') && opens_after(&text[from..at]) {
            self.begins(at + 2, state.end)?;
            let close = self.end_of(state, at + 2, b"`", Kind::Interpreted)?;
            self.words(at + 2, close);
            return Some(close + 1);
        }
        let length = text[at..].bytes().take_while(|&b| b == b'_').count();
        let word = text[from..at].ends_with(|c: char| c.is_alphanumeric());
        (length <= 2 && word && closes_before(&text[at + length..])).then_some(at + length)
    }

    /// `Some` where the text at `at` may be the inside of markup: no white space begins it.
    fn begins(&self, at: usize, end: usize) -> Option<()> {
        let c = self.page.text.get(at..end)?.chars().next()?;
        (!c.is_whitespace()).then_some(())
    }

    /// Copies the inside of markup, escapes resolved.
    fn words(&mut self, start: usize, end: usize) {
        let mut at = start;
        while let Some(found) = memchr::memchr(b'\\', &self.page.text.as_bytes()[at..end]) {
            self.page.copy_lines(at, at + found);
            at = self.escape(at + found, end);
        }
        self.page.copy_lines(at, end);
    }
}

/// How often the byte at `at` stands there in a row.
fn scan_run(text: &str, at: usize, end: usize) -> usize {
    let bytes = &text.as_bytes()[at..end];
    bytes.iter().take_while(|&&byte| byte == bytes[0]).count()
}

/// How a role cites. Capitals mean nothing in the names of roles.
fn form(role: &str) -> Option<Form> {
    let start = role.as_bytes().get(..4)?;
    if !(start.eq_ignore_ascii_case(b"cite") || start.eq_ignore_ascii_case(b"foot")) {
        return None;
    }
    roles::form(role).or_else(|| roles::form(&role.to_ascii_lowercase()))
}

/// Whether the text of a role is code, a formula or a name in a program.
fn is_code(role: &str) -> bool {
    // Most text has no role at all.
    role.len() > 1 && (CODE_ROLES.binary_search(&role).is_ok() || role.contains(':'))
}

/// Whether inline markup may begin after a text: at its start, after white space, an opening bracket or a quote.
fn opens_after(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || "'\"([{<-/:".contains(c) || !(c.is_ascii() || c.is_alphanumeric()))
}

/// Whether inline markup may end before a text.
fn closes_before(after: &str) -> bool {
    after
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || "'\")]}>-/:.,;!?\\".contains(c) || !(c.is_ascii() || c.is_alphanumeric()))
}

/// What follows the closing backtick: the length of `_`, `__` or `:role:`, and the role's name.
fn suffix(rest: &str) -> (usize, &str) {
    let underscores = rest.bytes().take(2).take_while(|&b| b == b'_').count();
    if underscores > 0 {
        return (underscores, "");
    }
    let Some(inner) = rest.strip_prefix(':') else { return (0, "") };
    let length = role_name(inner);
    if length > 0 && inner[length..].starts_with(':') && closes_before(&inner[length + 1..]) {
        return (length + 2, &inner[..length]);
    }
    (0, "")
}

/// The length of a role's name at the start of a text: words joined by single marks of `-._+:`.
pub(super) fn role_name(text: &str) -> usize {
    let mut end = 0;
    let mut joined = true;
    for (at, c) in text.char_indices().take(LONGEST_NAME) {
        if c.is_alphanumeric() {
            end = at + c.len_utf8();
            joined = false;
        } else if "-._+:".contains(c) && !joined {
            joined = true;
        } else {
            break;
        }
    }
    end
}

/// The label at the start of a text that ends at a `]`: digits, `#`, `#name`, `*`, or a name.
pub(super) fn label(text: &str) -> Option<&str> {
    let name = text.strip_prefix('#').unwrap_or(text);
    let length = if text.starts_with('*') { 1 } else { text.len() - name.len() + role_name(name) };
    (length > 0 && text[length..].starts_with(']')).then(|| &text[..length])
}

/// Whether a label is a footnote's.
pub(super) fn is_footnote(label: &str) -> bool {
    label.starts_with(['#', '*']) || label.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_labels_end_where_docutils_ends_them() {
        for (text, name) in [("cite:t:`", "cite:t"), ("a--b", "a"), ("_a", ""), ("a_", "a"), ("Été2", "Été2"), ("", "")]
        {
            assert_eq!(&text[..role_name(text)], name, "{text}");
        }
        for (text, expected) in [
            ("Doe99]_", Some("Doe99")),
            ("#a]", Some("#a")),
            ("*]", Some("*")),
            ("12]", Some("12")),
            ("a b]", None),
            ("]", None),
        ] {
            assert_eq!(label(text), expected, "{text}");
        }
        assert!(CODE_ROLES.is_sorted());
    }
}
