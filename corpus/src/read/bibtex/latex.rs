//! LaTeX as it stands in bibliographies, decoded to Unicode (NFC), with the way back from each character to its bytes.
//!
//! Invariants: decoding is total, linear and without recursion; what it does not know it drops but for the text in it.
//! A part of a value that does not cut a command decodes to the same part of the text, so that parts of fields (names,
//! languages of an abstract) have bytes of their own.

mod commands;
mod table;
mod tags;
mod verbatim;

use crate::read::decode::is_nfc;
use std::borrow::Cow;
use unicode_normalization::char::{canonical_combining_class, compose};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
pub(super) use verbatim::group_end;
pub use verbatim::verbatim;

/// A stretch of the decoded text and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// Its first byte in the text.
    out: usize,
    /// Its first byte in the raw value.
    raw: usize,
    /// Whether it was copied byte by byte.
    copied: bool,
}

/// A decoded value with its offset map.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    /// The text.
    pub text: String,
    runs: Vec<Run>,
    raw_len: usize,
}

impl Mapped {
    /// The offset in the raw value of what is decoded at `at` in the text; the raw value's end for the text's end.
    #[must_use]
    pub fn raw_offset(&self, at: usize) -> usize {
        if at >= self.text.len() {
            return self.raw_len;
        }
        let after = self.runs.partition_point(|run| run.out <= at);
        match after.checked_sub(1).and_then(|last| self.runs.get(last)) {
            Some(run) if run.copied => run.raw + (at - run.out),
            Some(run) => run.raw,
            None => 0,
        }
    }
}

/// Decodes a value; borrows it where there is nothing to decode. `blocks`: blank lines, `\par` and `<br>` become
/// paragraph breaks instead of spaces.
#[must_use]
pub fn decode(raw: &str, blocks: bool) -> Cow<'_, str> {
    if is_plain(raw) {
        return Cow::Borrowed(raw.trim_matches(' '));
    }
    Cow::Owned(Decoder::new(raw, blocks, false).run().text)
}

/// Decodes a value and keeps the way back.
#[must_use]
pub fn decode_mapped(raw: &str, blocks: bool) -> Mapped {
    Decoder::new(raw, blocks, true).run()
}

/// 1: needs decoding; 2: needs decoding when doubled; 3: beyond ASCII.
const CLASS: [u8; 256] = {
    let mut class = [0u8; 256];
    let mut at = 0;
    while at < 256 {
        class[at] = match at as u8 {
            b'\\' | b'{' | b'}' | b'$' | b'~' | b'`' | b'<' | b'&' | b'\n' | b'\r' | b'\t' | 0x0B | 0x0C => 1,
            b' ' | b'-' | b'\'' => 2,
            0x80.. => 3,
            _ => 0,
        };
        at += 1;
    }
    class
};

/// The most accents on one letter; more are dropped.
const MAX_ACCENTS: usize = 8;
/// How many arguments without an end are looked for; then no argument is looked for any more.
const MAX_OPEN_ARGUMENTS: u8 = 8;

/// How many bytes are looked at together.
const TOGETHER: usize = 16;

/// Whether a value is its own decoding but for spaces at its ends; so is each part of it then.
#[must_use]
pub fn is_plain(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let (pieces, _) = bytes.as_chunks::<TOGETHER>();
    let (followers, _) = bytes.get(1..).unwrap_or_default().as_chunks::<TOGETHER>();
    // Where none of sixteen bytes can mean anything, none of them is looked at by itself.
    let harmless = pieces.iter().zip(followers).take_while(|(piece, followers)| is_harmless(piece, followers)).count();
    let rest = bytes.get(harmless * TOGETHER..).unwrap_or_default();
    let mut last = 0;
    let mut narrow = true;
    for &byte in rest {
        match CLASS[usize::from(byte)] {
            0 => {}
            1 => return false,
            2 if last == byte => return false,
            3 => narrow &= byte < WIDE,
            _ => {}
        }
        last = byte;
    }
    narrow || is_nfc(raw)
}

/// Whether none of the bytes needs decoding or is doubled by its follower, and all belong to characters below U+0300.
fn is_harmless(piece: &[u8; TOGETHER], followers: &[u8; TOGETHER]) -> bool {
    // No branches, so that the compiler takes all bytes at once; `|` is told with the braces beside it.
    let mut found = 0;
    for (&byte, &next) in piece.iter().zip(followers) {
        let is = |other: u8| u8::from(byte == other);
        let mark = is(b'\\') | is(b'`') | is(b'$') | is(b'&') | is(b'<') | u8::from(byte >= WIDE);
        let blank = u8::from(byte.wrapping_sub(b'\t') < 5);
        let brace = u8::from(byte.wrapping_sub(b'{') < 4);
        let twice = is(next) & (is(b' ') | is(b'-') | is(b'\''));
        found |= mark | blank | brace | twice;
    }
    found == 0
}

/// Characters from U+0300 on begin with this byte or a later one.
const WIDE: u8 = 0xCC;

/// How many bytes mean themselves, single blanks between words among them.
fn copied(bytes: &[u8]) -> usize {
    let is_plain = |byte: u8| matches!(CLASS[usize::from(byte)], 0 | 3) && !matches!(byte, b'?' | b'!' | b'^' | b'_');
    let mut len = 0;
    while let Some(&byte) = bytes.get(len) {
        let goes_on = match byte {
            b' ' => bytes.get(len + 1).is_some_and(|next| is_plain(*next)),
            b'-' | b'\'' => bytes.get(len + 1) != Some(&byte),
            _ => is_plain(byte),
        };
        if !goes_on {
            break;
        }
        len += 1;
    }
    len
}

/// White space that is owed before the next character.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Paragraph,
}

/// What the end of a group does.
#[derive(Clone, Copy)]
enum Group {
    Plain,
    /// It closes a quotation.
    Quote,
    /// It ends a super- or subscript; the text's script before it.
    Script(Option<Script>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Above,
    Below,
}

struct Decoder<'t> {
    raw: &'t str,
    blocks: bool,
    at: usize,
    out: String,
    runs: Option<Vec<Run>>,
    gap: Gap,
    gap_at: usize,
    /// Accents that wait for their letter, outermost first, and where the first one stands.
    accents: Vec<char>,
    accents_at: usize,
    groups: Vec<Group>,
    next_group: Group,
    math: bool,
    script: Option<Script>,
    /// Whether the script holds for one character only (`x^2`).
    script_once: bool,
    open_arguments: u8,
}

impl<'t> Decoder<'t> {
    fn new(raw: &'t str, blocks: bool, mapped: bool) -> Self {
        Self {
            raw,
            blocks,
            at: 0,
            out: String::with_capacity(raw.len()),
            runs: mapped.then(Vec::new),
            gap: Gap::None,
            gap_at: 0,
            accents: Vec::new(),
            accents_at: 0,
            groups: Vec::new(),
            next_group: Group::Plain,
            math: false,
            script: None,
            script_once: false,
            open_arguments: 0,
        }
    }

    fn run(mut self) -> Mapped {
        while self.step() {}
        self.bare_accents();
        let Self { raw, mut out, mut runs, .. } = self;
        if !is_nfc(&out) {
            (out, runs) = compose_all(&out, runs);
        }
        Mapped { text: out, runs: runs.unwrap_or_default(), raw_len: raw.len() }
    }

    fn step(&mut self) -> bool {
        let at = self.at;
        let Some(&byte) = self.raw.as_bytes().get(at) else { return false };
        match byte {
            b'\\' => self.backslash(),
            b'{' if self.follows("{\\textless}") && self.escaped_tag() => {}
            b'{' => {
                self.at += 1;
                self.groups.push(std::mem::replace(&mut self.next_group, Group::Plain));
            }
            b'}' => self.close_group(),
            b'$' => self.dollar(),
            b'~' => self.space(Gap::Space, 1),
            b'-' if self.follows("---") => self.token("—", 3),
            b'-' if self.follows("--") => self.token("–", 2),
            b'\'' if self.follows("''") => self.token("”", 2),
            b'`' if self.follows("``") => self.token("“", 2),
            b'?' | b'!' if self.raw.as_bytes().get(at + 1) == Some(&b'`') => {
                self.token(if byte == b'?' { "¿" } else { "¡" }, 2);
            }
            b'`' => self.token("‘", 1),
            b'<' => self.tag(),
            b'&' => self.entity(at),
            b'^' | b'_' if self.math => self.script_next(byte),
            b' ' | b'\n' | b'\r' | b'\t' | 0x0B | 0x0C => self.blank(),
            _ => self.copy(),
        }
        true
    }

    fn follows(&self, text: &str) -> bool {
        self.raw.as_bytes()[self.at..].starts_with(text.as_bytes())
    }

    /// Copies up to the next byte that may mean something.
    fn copy(&mut self) {
        let rest = &self.raw[self.at..];
        let first = rest.chars().next().map_or(1, char::len_utf8);
        if !self.accents.is_empty() || self.script.is_some() {
            self.token_from(self.at, self.at + first);
            return;
        }
        let len = first + copied(&rest.as_bytes()[first..]);
        let (from, to) = (self.at, self.at + len);
        self.flush_gap();
        self.mark(from, true);
        self.out.push_str(&self.raw[from..to]);
        self.at = to;
    }

    /// Emits one character of the raw value, with accents or as a script.
    fn token_from(&mut self, from: usize, to: usize) {
        let raw = self.raw;
        self.token(&raw[from..to], to - from);
    }

    /// Emits `text` for the next `len` bytes.
    fn token(&mut self, text: &str, len: usize) {
        let from = self.at;
        self.at += len;
        self.emit(text, from);
    }

    /// Emits `text` for the bytes from `from` on; the accents that wait go to its first character.
    fn emit(&mut self, text: &str, from: usize) {
        let mut chars = text.chars();
        let Some(first) = chars.next() else { return };
        self.flush_gap();
        let accented = !self.accents.is_empty();
        self.mark(if accented { self.accents_at } else { from }, false);
        match self.script {
            Some(script) => {
                self.out.push(table::script(first, script == Script::Above).unwrap_or(first));
                if self.script_once {
                    self.script = None;
                }
            }
            None if accented => {
                let mut base = match first {
                    'ı' => 'i',
                    'ȷ' => 'j',
                    _ => first,
                };
                let mut rest = String::new();
                while let Some(mark) = self.accents.pop() {
                    match compose(base, mark) {
                        Some(composed) if rest.is_empty() => base = composed,
                        _ => rest.push(mark),
                    }
                }
                self.out.push(base);
                self.out.push_str(&rest);
            }
            None => self.out.push(first),
        }
        self.out.push_str(chars.as_str());
    }

    /// Notes where the text that follows comes from.
    fn mark(&mut self, raw: usize, copied: bool) {
        let out = self.out.len();
        let Some(runs) = &mut self.runs else { return };
        match runs.last() {
            Some(last) if copied && last.copied && raw.wrapping_sub(last.raw) == out - last.out => {}
            _ => runs.push(Run { out, raw, copied }),
        }
    }

    fn flush_gap(&mut self) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        if gap == Gap::None || self.out.is_empty() {
            return;
        }
        let paragraph = gap == Gap::Paragraph && self.blocks;
        self.mark(self.gap_at, !paragraph);
        self.out.push_str(if paragraph { "\n\n" } else { " " });
    }

    fn space(&mut self, gap: Gap, len: usize) {
        self.bare_accents();
        if self.gap == Gap::None {
            self.gap_at = self.at;
        }
        self.gap = self.gap.max(gap);
        self.at += len;
    }

    /// White space: a blank line parts paragraphs.
    fn blank(&mut self) {
        let rest = &self.raw.as_bytes()[self.at..];
        let len = rest.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0x0B).unwrap_or(rest.len());
        if !self.accents.is_empty() {
            self.at += len;
            return;
        }
        let lines = rest[..len].iter().filter(|byte| **byte == b'\n').count();
        let lines = lines.max(rest[..len].iter().filter(|byte| **byte == b'\r').count());
        self.space(if lines > 1 { Gap::Paragraph } else { Gap::Space }, len);
    }

    fn close_group(&mut self) {
        self.bare_accents();
        match self.groups.pop() {
            Some(Group::Quote) => self.token("”", 1),
            Some(Group::Script(before)) => {
                self.script = before;
                self.at += 1;
            }
            _ => self.at += 1,
        }
    }

    /// Accents without a letter: `\'{}`, `\^{}`, `\~{}`.
    fn bare_accents(&mut self) {
        while !self.accents.is_empty() {
            let mark = self.accents.remove(0);
            let from = self.accents_at;
            let text = table::bare(mark);
            let rest = std::mem::take(&mut self.accents);
            self.emit(text.encode_utf8(&mut [0; 4]), from);
            self.accents = rest;
        }
    }

    fn tag(&mut self) {
        if !self.escaped_tag() {
            self.token("<", 1);
        }
    }

    /// `{\textless}br{\textgreater}`; whether it was one.
    fn escaped_tag(&mut self) -> bool {
        let Some((len, tag)) = tags::tag(&self.raw[self.at..]) else { return false };
        match tag {
            tags::Tag::Break => self.space(Gap::Paragraph, len),
            tags::Tag::Drop => self.at += len,
        }
        true
    }

    /// `&`, at `at` or written `\&` up to it.
    fn entity(&mut self, at: usize) {
        let from = self.at;
        match tags::entity(&self.raw[at..]) {
            Some((len, text)) if text == ' ' || text == '\u{A0}' => self.space(Gap::Space, at + len - from),
            Some((len, text)) => self.token(text.encode_utf8(&mut [0; 4]), at + len - from),
            None => self.token("&", at + 1 - from),
        }
    }
}

/// Composes a text to NFC, stretch by stretch between characters that compose with nothing before them.
fn compose_all(text: &str, runs: Option<Vec<Run>>) -> (String, Option<Vec<Run>>) {
    let starts = |c: char| canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
    let mut out = String::with_capacity(text.len());
    let old = Mapped { text: text.to_owned(), runs: runs.clone().unwrap_or_default(), raw_len: usize::MAX };
    let mut new: Vec<Run> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let len = rest.char_indices().skip(1).find(|(_, c)| starts(*c)).map_or(rest.len(), |(next, _)| next);
        if runs.is_some() {
            new.push(Run { out: out.len(), raw: old.raw_offset(at), copied: false });
        }
        out.extend(rest[..len].nfc());
        at += len;
    }
    (out, runs.map(|_| new))
}

#[cfg(test)]
mod tests;
