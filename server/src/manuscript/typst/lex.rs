//! The characters of Typst and the tokens that are the same in all its modes: comments, raw text, strings, labels.
//!
//! Invariant: every offset that is returned is in bounds and on a character boundary; a failed scan is not repeated.

use unicode_ident::{is_xid_continue, is_xid_start};

/// A manuscript's text, with what is known of its rest.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    /// A run of this many backticks or more comes no more from here on.
    no_raw: usize,
    /// No `"`, no `$` comes any more from here on.
    no_quote: bool,
    no_dollar: bool,
    /// Whether something was looked for up to the end of the text.
    looked_to_end: bool,
}

/// ASCII bytes that continue an identifier.
static WORD: [bool; 128] = {
    let mut table = [false; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize || byte == b'-' as usize;
        byte += 1;
    }
    table
};

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            no_raw: usize::MAX,
            no_quote: false,
            no_dollar: false,
            looked_to_end: false,
        }
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

    pub(super) fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        match self.bytes.get(at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            _ => self.rest(at).chars().next(),
        }
    }

    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// The place after the character at `at`.
    pub(super) fn next(&self, at: usize) -> usize {
        at + self.char_at(at).map_or(1, char::len_utf8)
    }

    pub(super) fn starts(&self, at: usize, prefix: &str) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(prefix.as_bytes()))
    }

    /// The end of the run of identifier characters at `at`.
    pub(super) fn word_end(&self, mut at: usize) -> usize {
        loop {
            match self.bytes.get(at) {
                Some(&byte) if byte.is_ascii() => {
                    if !WORD[byte as usize] {
                        return at;
                    }
                    at += 1;
                }
                Some(_) => match self.char_at(at) {
                    Some(c) if is_xid_continue(c) => at += c.len_utf8(),
                    _ => return at,
                },
                None => return at,
            }
        }
    }

    pub(super) fn is_word_at(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(is_word)
    }

    pub(super) fn is_word_start_at(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(|c| c == '_' || is_xid_start(c))
    }

    /// The end of the label's characters at `at`: those of identifiers, `:` and `.`.
    fn label_end(&self, mut at: usize) -> usize {
        loop {
            at = self.word_end(at);
            if !matches!(self.byte(at), b':' | b'.') {
                return at;
            }
            at += 1;
        }
    }

    /// The end of the key of a reference whose `@` stands before `at`: dots and colons at its end are the sentence's.
    pub(super) fn key_end(&self, at: usize) -> usize {
        let mut end = self.label_end(at);
        while end > at && matches!(self.byte(end - 1), b':' | b'.') {
            end -= 1;
        }
        end
    }

    /// The end of the label `<...>` at `at`.
    pub(super) fn label(&self, at: usize) -> Option<usize> {
        let end = self.label_end(at + 1);
        (self.is_word_at(at + 1) && self.byte(end) == b'>').then_some(end + 1)
    }

    /// The length of the line end at `at`, as Typst counts line ends; 0 where there is none.
    pub(super) fn newline(&self, at: usize) -> usize {
        match self.byte(at) {
            b'\r' => 1 + usize::from(self.byte(at + 1) == b'\n'),
            b'\n' | 0x0B | 0x0C => 1,
            0xC2 if self.byte(at + 1) == 0x85 => 2,
            0xE2 if self.byte(at + 1) == 0x80 && matches!(self.byte(at + 2), 0xA8 | 0xA9) => 3,
            _ => 0,
        }
    }

    /// What follows blanks on the same line.
    pub(super) fn skip_blanks(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), b' ' | b'\t') {
            at += 1;
        }
        at
    }

    /// What follows the white space at `at`, and how many line ends are in it.
    pub(super) fn skip_space(&self, mut at: usize) -> (usize, usize) {
        let mut lines = 0;
        loop {
            at = self.skip_blanks(at);
            match self.newline(at) {
                0 => return (at, lines),
                length => {
                    at += length;
                    lines += 1;
                }
            }
        }
    }

    /// The end of the comment at `at`; `None` where none begins. An open block comment goes on to the end.
    pub(super) fn comment(&self, at: usize) -> Option<usize> {
        match (self.byte(at), self.byte(at + 1)) {
            (b'/', b'/') => Some(self.line_end(at)),
            (b'/', b'*') => Some(self.block_comment(at + 2)),
            _ => None,
        }
    }

    /// The end of the line that holds `at`, before its line end.
    pub(super) fn line_end(&self, mut at: usize) -> usize {
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            match rest.iter().position(|byte| matches!(byte, b'\n' | b'\r' | 0x0B | 0x0C | 0xC2 | 0xE2)) {
                Some(found) if self.newline(at + found) > 0 => return at + found,
                Some(found) => at += found + 1,
                None => return self.len(),
            }
        }
    }

    fn block_comment(&self, mut at: usize) -> usize {
        let mut depth = 1_usize;
        while let Some(found) = memchr::memchr2(b'/', b'*', self.bytes.get(at..).unwrap_or_default()) {
            at += found;
            match (self.byte(at), self.byte(at + 1)) {
                (b'*', b'/') => depth -= 1,
                (b'/', b'*') => depth += 1,
                _ => {
                    at += 1;
                    continue;
                }
            }
            at += 2;
            if depth == 0 {
                return at;
            }
        }
        self.len()
    }

    /// The end of the raw text at `at`, a backtick; `None` where it is never closed.
    pub(super) fn raw(&mut self, at: usize) -> Option<usize> {
        let ticks = self.bytes.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == b'`').count();
        if ticks == 2 {
            return Some(at + 2);
        }
        if ticks >= self.no_raw {
            self.looked_to_end = true;
            return None;
        }
        let mut from = at + ticks;
        while let Some(found) = memchr::memchr(b'`', self.bytes.get(from..).unwrap_or_default()) {
            from += found;
            let run = self.bytes[from..].iter().take(ticks).take_while(|byte| **byte == b'`').count();
            from += run;
            if run == ticks {
                return Some(from);
            }
        }
        self.looked_to_end = true;
        self.no_raw = ticks;
        None
    }

    /// The end of the string at `at`, a quotation mark; `None` where it is never closed.
    pub(super) fn string(&mut self, at: usize) -> Option<usize> {
        let mut from = at + 1;
        while let Some(found) =
            (!self.no_quote).then(|| memchr::memchr2(b'"', b'\\', self.bytes.get(from..).unwrap_or_default())).flatten()
        {
            from += found + 1;
            if self.byte(from - 1) == b'"' {
                return Some(from);
            }
            from = self.next(from).min(self.len());
        }
        self.looked_to_end = true;
        self.no_quote = true;
        None
    }

    /// Whether a `$` comes at `at` or later.
    pub(super) fn has_dollar(&mut self, at: usize) -> bool {
        self.no_dollar = self.no_dollar || memchr::memchr(b'$', self.bytes.get(at..).unwrap_or_default()).is_none();
        self.looked_to_end |= self.no_dollar;
        !self.no_dollar
    }

    /// Whether something was looked for up to the end of the text since this was asked last.
    pub(super) fn take_looked_to_end(&mut self) -> bool {
        std::mem::take(&mut self.looked_to_end)
    }

    /// The end of the number at `at`, with its unit.
    pub(super) fn number(&self, at: usize) -> usize {
        let digits = |mut at: usize| {
            while self.byte(at).is_ascii_alphanumeric() {
                at += 1;
            }
            at
        };
        let mut end = digits(at);
        if self.byte(end) == b'.' && self.byte(end + 1) != b'.' && !self.is_word_start_at(end + 1) {
            end = digits(end + 1);
        }
        if matches!(self.byte(end), b'+' | b'-')
            && matches!(self.byte(end - 1), b'e' | b'E')
            && self.byte(end + 1).is_ascii_digit()
        {
            end = digits(end + 1);
        }
        end + usize::from(self.byte(end) == b'%')
    }

    /// The end of the address at `at`, after `http://`: brackets in it are balanced, marks at its end are the sentence's.
    pub(super) fn link_end(&self, at: usize) -> usize {
        let mut open = Vec::new();
        let mut end = at;
        loop {
            match self.byte(end) {
                byte if byte.is_ascii_alphanumeric() || b"!#$%&*+,-./:;=?@_~'".contains(&byte) => {}
                b'[' => open.push(b']'),
                b'(' => open.push(b')'),
                byte @ (b']' | b')') if open.pop() == Some(byte) => {}
                _ => break,
            }
            end += 1;
        }
        while end > at && b"!,.:;?'".contains(&self.byte(end - 1)) {
            end -= 1;
        }
        end
    }
}

/// Whether the character continues an identifier.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() { WORD[c as usize] } else { is_xid_continue(c) }
}

/// Whether a `*` or `_` beside the character may stand within a word: Typst's words are not those of scripts without
/// blanks.
pub(super) fn is_wordy(c: char) -> bool {
    let unspaced = matches!(c as u32,
        0x1100..=0x11FF | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3038..=0x30FF | 0x3131..=0x318E
        | 0x31F0..=0x321E | 0x3260..=0x327E | 0x32D0..=0x3357 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xA960..=0xA97C
        | 0xAC00..=0xD7FB | 0xF900..=0xFAD9 | 0xFF66..=0xFFDC | 0x1AFF0..=0x1B16F | 0x20000..=0x3FFFF);
    c.is_alphanumeric() && !unspaced
}
