//! The inline lexer: citations, cross-references, emphasis, monospace, links in one paragraph.
//!
//! Closing marks are looked for within the paragraph; a search that fails is not made again, so the time is linear.

use super::blocks::Reader;
use super::macros;
use crate::manuscript::Form;
use crate::manuscript::roles::Target;
use siglum_corpus::span::Span;

/// Bytes that may begin something other than text.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b":<`+_*#{[\\\n\r";
    let mut at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

/// Macros whose text in brackets is no prose.
const HIDDEN_MACROS: &[&str] =
    &["anchor", "asciimath", "audio", "icon", "image", "indexterm", "latexmath", "mailto", "pass", "stem", "video"];
/// Macros whose text in brackets is prose.
const SHOWN_MACROS: &[&str] =
    &["btn", "footnote", "footnoteref", "ftp", "http", "https", "indexterm2", "irc", "kbd", "link", "menu", "xref"];

/// The longest target of a macro, in bytes.
const LONGEST_TARGET: usize = 2048;

/// The state over one paragraph.
struct Inline {
    start: usize,
    end: usize,
    /// Where the paragraph ends: marks are closed before what stands there.
    stop: usize,
    /// Where the line begins.
    line: usize,
    /// Whether it is the inside of emphasised text, which holds no more of it.
    emphasised: bool,
    /// By [`MARKS`]: there is no end of it any more.
    absent: [bool; 6],
}

/// Marks that close what they open.
const MARKS: [&[u8]; 6] = [b"`", b"``", b"+", b"++", b"+++", b"_"];

impl Reader<'_, '_> {
    /// Lexes a paragraph, or a part of one.
    pub(super) fn inline(&mut self, start: usize, end: usize) {
        self.lex(Inline { start, end, stop: end, line: start, emphasised: false, absent: [false; 6] });
    }

    fn lex(&mut self, mut state: Inline) {
        let Inline { start, end, .. } = state;
        let text = self.page.text;
        let mut at = start;
        while at < end {
            let rest = &text.as_bytes()[at..end];
            let plain = rest.iter().position(|&b| SPECIAL[b as usize]).unwrap_or(rest.len());
            // A macro's name stands before its colon, so it is looked at before it is copied.
            let stop = at + plain;
            if rest.get(plain) == Some(&b':')
                && let Some((from, after)) = self.macro_at(&state, at, stop)
            {
                self.page.copy(at, from);
                at = self.take_macro(&state, from, stop, after);
                continue;
            }
            self.page.copy(at, stop);
            if stop >= end {
                return;
            }
            at = self.special(&mut state, stop).max(stop + 1);
        }
    }

    /// Reads what begins at a special byte; gives the offset after it.
    fn special(&mut self, state: &mut Inline, at: usize) -> usize {
        let text = self.page.text;
        let found = match text.as_bytes()[at] {
            b'\n' | b'\r' => {
                state.line = self.page.next_line(at).min(state.end);
                return state.line;
            }
            b'\\' if text[at + 1..state.end].starts_with(['*', '_', '`', '#', '+', '{', '<', '\\']) => {
                self.page.copy(at + 1, at + 2);
                return at + 2;
            }
            b'`' | b'+' => self.hidden(state, at),
            b'_' => self.emphasis(state, at),
            b'*' | b'#' => Some(self.strong(state, at)),
            b'<' => self.reference(state, at),
            b'{' => self.substitution(state, at),
            b'[' => self.anchor(state, at),
            _ => None,
        };
        found.unwrap_or_else(|| {
            self.page.copy(at, at + 1);
            at + 1
        })
    }

    /// Where the macro whose colon stands at `colon` begins, and where its opening bracket ends or the citation does.
    fn macro_at(&self, state: &Inline, at: usize, colon: usize) -> Option<(usize, usize)> {
        let text = self.page.text;
        let line = state.line;
        let before = &text[line..colon];
        let length = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
        let name = &before[before.len() - length..];
        let known =
            length > 2 && (HIDDEN_MACROS.binary_search(&name).is_ok() || SHOWN_MACROS.binary_search(&name).is_ok());
        // Most colons end a word.
        let cites = macros::is_named(before);
        if !known && !cites {
            return None;
        }
        let line_end = self.line_end(colon, state.end);
        let found = if cites { macros::at(text, line, colon, line_end) } else { None };
        if let Some(found) = found.filter(|found| found.span.start >= at) {
            return Some((found.span.start, found.span.end));
        }
        let copied = colon - length < at;
        if !known || copied || text[colon + 1..].starts_with(':') {
            return None;
        }
        let target = &text.as_bytes()[colon + 1..line_end.min(colon + LONGEST_TARGET)];
        let stop = target.iter().position(|&b| b == b'[' || b.is_ascii_whitespace());
        match stop.filter(|&stop| target[stop] == b'[') {
            Some(open) => Some((colon - length, colon + 2 + open)),
            // A bare address.
            None if text[colon..].starts_with("://") => {
                Some((colon - length, colon + 1 + stop.unwrap_or(target.len())))
            }
            None => None,
        }
    }

    /// The end of the line that holds `at`, or of as much of it as a macro may take.
    fn line_end(&self, at: usize, end: usize) -> usize {
        let mut reach = end.min(at + LONGEST_TARGET);
        while !self.page.text.is_char_boundary(reach) {
            reach -= 1;
        }
        memchr::memchr2(b'\n', b'\r', &self.page.text.as_bytes()[at..reach]).map_or(reach, |found| at + found)
    }

    /// Takes over the macro from `from` with its colon at `colon`; gives the offset after it, or after its opening
    /// bracket where prose follows.
    fn take_macro(&mut self, state: &Inline, from: usize, colon: usize, after: usize) -> usize {
        let text = self.page.text;
        let name = &text[from..colon];
        if macros::form(name).is_some()
            && let Some(found) = macros::at(text, from, colon, after)
        {
            self.page.cite_targets(Span::new(from, after), found.form, &found.targets);
            return after;
        }
        self.page.blank(from);
        if HIDDEN_MACROS.binary_search(&name).is_ok() && text[..after].ends_with('[') {
            let line_end = self.line_end(after, state.end);
            return text[after..line_end].find(']').map_or(after, |close| after + close + 1);
        }
        after
    }

    /// The offset of the mark that closes what opened before `from`: no white space before it, and for one that is
    /// constrained no word after it.
    fn close(&self, state: &mut Inline, from: usize, mark: usize, constrained: bool) -> Option<usize> {
        if state.absent[mark] {
            return None;
        }
        let (bytes, signs) = (&self.page.text.as_bytes()[..state.end], MARKS[mark]);
        let mut at = from + 1;
        while let Some(found) = memchr::memchr(signs[0], bytes.get(at..)?) {
            at += found;
            let solid = !bytes[at - 1].is_ascii_whitespace();
            let after = at + signs.len();
            let free = !constrained || !follows_word(&self.page.text[after.min(state.stop)..state.stop]);
            if bytes[at..].starts_with(signs) && solid && free {
                return Some(at);
            }
            at += 1;
        }
        state.absent[mark] = true;
        None
    }

    /// Monospaced or passed through.
    fn hidden(&mut self, state: &mut Inline, at: usize) -> Option<usize> {
        let text = self.page.text;
        let byte = text.as_bytes()[at];
        let length = text[at..state.end].bytes().take_while(|&b| b == byte).count();
        // An underscore before the mark counts, though it may open emphasis: what is passed through is found first.
        let before = &text[..at];
        // "`a quotation`", with curved marks.
        if byte == b'`' && length == 1 && before.ends_with(['"', '\'']) {
            return Some(at + 1);
        }
        if byte == b'`' && length == 1 && text[at + 1..state.end].starts_with(['"', '\'']) {
            return Some(at + 1);
        }
        let mark = match (byte, length) {
            (b'`', 1) => 0,
            (b'`', _) => 1,
            (_, 1) => 2,
            (_, 2) => 3,
            _ => 4,
        };
        let from = at + MARKS[mark].len();
        let constrained = MARKS[mark].len() == 1;
        if text[from..state.end].starts_with(char::is_whitespace) || (constrained && ends_word(before)) {
            return None;
        }
        let close = self.close(state, from, mark, constrained)?;
        self.page.blank(at);
        Some(close + MARKS[mark].len())
    }

    fn emphasis(&mut self, state: &mut Inline, at: usize) -> Option<usize> {
        let text = self.page.text;
        if text[at..].starts_with("__") {
            // The marks go, so that a macro may begin right after them.
            state.line = at + 2;
            return Some(at + 2);
        }
        if state.emphasised {
            return None;
        }
        let from = at + 1;
        let opens = !ends_word(&text[state.start..at]) && !text[from..state.end].starts_with(char::is_whitespace);
        if !opens || from >= state.end {
            return None;
        }
        let close = self.close(state, from, 5, true)?;
        let out = self.page.out();
        self.lex(Inline {
            start: from,
            end: close,
            line: state.line.max(from),
            emphasised: true,
            absent: [false; 6],
            ..*state
        });
        self.page.emphasise(out);
        Some(close + 1)
    }

    /// Marks of strong or highlighted text: they go where they touch a word on one side only.
    fn strong(&mut self, state: &Inline, at: usize) -> usize {
        let text = self.page.text;
        let byte = text.as_bytes()[at];
        let length = text[at..state.end].bytes().take_while(|&b| b == byte).count();
        let before = ends_word(&text[state.start..at]);
        let after = follows_word(&text[at + length..state.end]);
        if before == after {
            self.page.copy(at, at + length);
        }
        at + length
    }

    /// `<<key>>` or `<<key,text>>`: a citation where the key is defined as a reference, else a link.
    fn reference(&mut self, state: &Inline, at: usize) -> Option<usize> {
        let text = &self.page.text[..state.end];
        let inner = text[at..].strip_prefix("<<")?;
        let close = inner[..self.line_end(at + 2, state.end) - at - 2].find(">>")?;
        let inner = &inner[..close];
        let key = inner.split(',').next().unwrap_or_default().trim();
        let end = at + 2 + close + 2;
        if self.is_reference(key) {
            let start = at + 2 + (key.as_ptr() as usize - inner.as_ptr() as usize);
            let range = start..start + key.len();
            let target = Target { whole: range.clone(), key: range, suffix: None };
            self.page.cite_targets(Span::new(at, end), Form::Normal, &[target]);
        } else {
            match inner.find(',') {
                Some(comma) => {
                    let start = at + 3 + comma;
                    self.lex(Inline { start, end: end - 2, line: start, absent: [false; 6], ..*state });
                }
                None => self.page.blank(at),
            }
        }
        Some(end)
    }

    fn substitution(&mut self, state: &Inline, at: usize) -> Option<usize> {
        let inner = &self.page.text[at + 1..state.end];
        let length = inner.bytes().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"-_:".contains(b)).count();
        (length > 0 && inner[length..].starts_with('}')).then(|| {
            self.page.blank(at);
            at + length + 2
        })
    }

    /// `[[id]]` and `[[[key]]]`: a label, or the key of a reference; `[.role]` before marked text.
    fn anchor(&mut self, state: &Inline, at: usize) -> Option<usize> {
        let text = &self.page.text[..state.end];
        let (open, close) = if text[at..].starts_with("[[[") { ("[[[", "]]]") } else { ("[[", "]]") };
        if let Some(inner) = text[at..].strip_prefix(open) {
            let start = at + open.len();
            let line = &inner[..self.line_end(start, state.end) - start];
            let length = line.find(close)?;
            let key = line[..length].split(',').next().unwrap_or_default().trim();
            let start = start + (key.as_ptr() as usize - line.as_ptr() as usize);
            if key.is_empty() || key.contains(char::is_whitespace) {
                return None;
            }
            self.page.own_key(Span::new(start, start + key.len()), open.len() == 3);
            return Some(at + length + 2 * open.len());
        }
        let inner = text[at + 1..].strip_prefix(['.', '#'])?;
        let length = inner.bytes().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"-_.#".contains(b)).count();
        (length > 0 && inner[length..].starts_with("]#")).then_some(at + length + 3)
    }
}

fn ends_word(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn follows_word(after: &str) -> bool {
    after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_for_searching_are_sorted() {
        assert!(HIDDEN_MACROS.is_sorted() && SHOWN_MACROS.is_sorted());
    }
}
