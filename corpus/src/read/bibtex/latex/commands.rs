//! What stands behind a backslash, and mathematics.

use super::table::{self, Command, accent, command};
use super::{Decoder, Gap, Group, MAX_ACCENTS, MAX_OPEN_ARGUMENTS, Script, group_end, verbatim};

impl Decoder<'_> {
    pub(super) fn backslash(&mut self) {
        let from = self.at;
        if self.escaped_tag() {
            return;
        }
        let rest = &self.raw[from + 1..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if letters > 0 {
            self.word(&rest[..letters], from);
            return;
        }
        let Some(first) = rest.chars().next() else {
            self.token("\\", 1);
            return;
        };
        let len = 1 + first.len_utf8();
        if let Some(mark) = accent(&rest[..first.len_utf8()]) {
            self.push_accent(mark, len);
            return;
        }
        match first {
            '&' => self.entity(from + 1),
            '%' | '$' | '#' | '_' | '{' | '}' => self.token(&rest[..1], len),
            ' ' | '\n' | '\r' | '\t' | ',' | ';' | ':' | '\\' => self.space(Gap::Space, len),
            '-' | '/' | '!' | '@' | '*' | '+' | '|' => self.at += len,
            '(' | '[' | ')' | ']' => {
                self.math = matches!(first, '(' | '[');
                self.at += len;
            }
            _ => self.token(&rest[..first.len_utf8()], len),
        }
    }

    fn push_accent(&mut self, mark: char, len: usize) {
        if self.accents.is_empty() {
            self.accents_at = self.at;
        }
        if self.accents.len() < MAX_ACCENTS {
            self.accents.push(mark);
        }
        self.at += len;
    }

    /// A command of letters, and the white space it swallows.
    fn word(&mut self, name: &str, from: usize) {
        let bytes = self.raw.as_bytes();
        let end = from + 1 + name.len();
        let blanks = bytes[end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let argument = end + blanks;
        // A capital letter after an accent of letters is its letter only behind a blank or a brace: `\v{s}`, `\c c`.
        if let Some(mark) = accent(name) {
            self.push_accent(mark, argument - from);
            return;
        }
        match command(name) {
            Some(Command::Text(text)) => {
                self.at = argument;
                self.emit(text, from);
            }
            Some(Command::Math(text)) if self.math => self.math_symbol(text, from, argument),
            Some(Command::Math(text)) => {
                self.at = argument;
                self.emit(text, from);
            }
            Some(Command::Paragraph) => self.space(Gap::Paragraph, argument - from),
            Some(Command::Space) => self.space(Gap::Space, argument - from),
            Some(Command::Quote) => {
                self.at = argument;
                if bytes.get(argument) == Some(&b'{') {
                    self.emit("“", from);
                    self.next_group = Group::Quote;
                }
            }
            Some(Command::Script(above)) => {
                self.at = argument;
                if bytes.get(argument) == Some(&b'{') {
                    self.next_group = Group::Script(self.script);
                    self.script = Some(if above { Script::Above } else { Script::Below });
                    self.script_once = false;
                }
            }
            Some(Command::Skip) => self.at = self.argument_end(argument).unwrap_or(argument),
            Some(Command::Verbatim) => self.verbatim_argument(from, argument),
            None => self.at = argument,
        }
    }

    /// In mathematics the space before a relation is the reader's own.
    fn math_symbol(&mut self, text: &str, from: usize, end: usize) {
        self.at = end;
        let spaced = self.raw[from..end].ends_with(char::is_whitespace);
        self.emit(text, from);
        if spaced {
            self.gap_at = end - 1;
            self.gap = Gap::Space;
        }
    }

    /// Behind the argument that begins at `at`.
    fn argument_end(&mut self, at: usize) -> Option<usize> {
        if self.open_arguments >= MAX_OPEN_ARGUMENTS || self.raw.as_bytes().get(at) != Some(&b'{') {
            return None;
        }
        let end = group_end(self.raw, at);
        self.open_arguments += u8::from(end.is_none());
        end
    }

    /// `\url{...}`.
    fn verbatim_argument(&mut self, from: usize, argument: usize) {
        let Some(end) = self.argument_end(argument) else {
            self.at = argument;
            return;
        };
        self.at = end;
        let text = verbatim(&self.raw[argument + 1..end - 1]);
        self.emit(&text, from);
    }

    /// `$`: mathematics when a second one closes it the way Pandoc asks, else a currency.
    pub(super) fn dollar(&mut self) {
        let bytes = self.raw.as_bytes();
        if self.math {
            self.math = false;
            self.at += 1;
            return;
        }
        let rest = &bytes[self.at + 1..];
        let close = memchr::memchr(b'$', rest);
        let blank = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
        let opens = close.is_some_and(|close| {
            close == 0
                || !blank(rest.first())
                    && !blank(rest.get(close - 1))
                    && !rest.get(close + 1).is_some_and(u8::is_ascii_digit)
        });
        if opens {
            self.math = true;
            self.at += 1;
        } else {
            self.token("$", 1);
        }
    }

    /// `^` and `_` in mathematics.
    pub(super) fn script_next(&mut self, byte: u8) {
        let script = if byte == b'^' { Script::Above } else { Script::Below };
        let next = self.raw.as_bytes().get(self.at + 1).copied().unwrap_or(b' ');
        let group = next == b'{';
        let first = self.raw[self.at + 1..].trim_start_matches('{').chars().next().unwrap_or(' ');
        if table::script(first, script == Script::Above).is_none() {
            if first == '\\' {
                self.at += 1;
            } else {
                self.token(if byte == b'^' { "^" } else { "_" }, 1);
            }
            return;
        }
        self.at += 1;
        if group {
            self.next_group = Group::Script(self.script);
        }
        self.script_once = !group;
        self.script = Some(script);
    }
}
