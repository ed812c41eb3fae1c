//! The tokens of XML: text, tags, sections of CDATA, and what is passed over. Nothing is expanded.
//!
//! Invariant: the tokens are in order, touch each other and cover the text; they are found in time linear in it,
//! whatever it holds. A `<` that begins no markup is text.

use crate::span::Span;
use memchr::memmem;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Characters and references, up to the next `<`.
    Text,
    /// `<![CDATA[...]]>`, with its marks.
    CData,
    /// `<name ...>`.
    Start,
    /// `</name>`.
    End,
    /// `<name .../>`.
    Empty,
    /// A comment, an instruction, or the document type with all that it declares.
    Skipped,
    /// A `<` that begins no markup.
    Stray,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub what: What,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
    /// Whether it is a tag with a value that is not closed: it ends at its first `>`.
    pub torn: bool,
}

/// Finds the tokens of a text.
#[derive(Clone, Debug)]
pub struct Scanner<'t> {
    text: &'t str,
    /// Where the next token begins.
    pub at: usize,
    /// Which closers do not occur any more, so that none is looked for twice.
    missing: [bool; 4],
}

/// What opens markup that is not a tag, what closes it, and what it is.
const MARKUP: [(&str, &str, What); 4] = [
    ("<!--", "-->", What::Skipped),
    ("<![CDATA[", "]]>", What::CData),
    ("<?", "?>", What::Skipped),
    ("<!", ">", What::Skipped),
];

impl<'t> Scanner<'t> {
    /// A scanner at the beginning of a text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, missing: [false; 4] }
    }

    fn markup(&mut self, start: usize) -> Option<Token> {
        let rest = self.text.get(start..)?;
        let place = MARKUP.iter().position(|(opener, ..)| rest.starts_with(opener))?;
        let (opener, closer, what) = MARKUP[place];
        if self.missing[place] {
            return None;
        }
        let body = rest.get(opener.len()..)?;
        let length = if place == 3 { declaration(body) } else { memmem::find(body.as_bytes(), closer.as_bytes()) };
        let Some(length) = length else {
            self.missing[place] = true;
            return None;
        };
        Some(Token { what, start, end: start + opener.len() + length + closer.len(), torn: false })
    }

    /// A tag: up to `>` outside of a value. No `<` stands in one, so that a broken tag costs no more than itself.
    fn tag(&self, start: usize) -> Option<Token> {
        let bytes = self.text.as_bytes();
        let closing = bytes.get(start + 1) == Some(&b'/');
        let name = start + 1 + usize::from(closing);
        bytes.get(name).filter(|byte| is_name_start(**byte))?;
        let mut quote = None;
        let mut after_equals = false;
        let mut first = None;
        for (at, &byte) in bytes.iter().enumerate().skip(name) {
            match (quote, byte) {
                (_, b'<') => break,
                (None, b'>') => return Some(Token { what: self.kind(name, at), start, end: at + 1, torn: false }),
                (Some(_), b'>') => first = first.or(Some(at)),
                (Some(open), _) if open == byte => quote = None,
                (None, b'"' | b'\'') if after_equals => quote = Some(byte),
                _ => {}
            }
            after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
        }
        let end = first?;
        Some(Token { what: self.kind(name, end), start, end: end + 1, torn: true })
    }

    /// What a tag is, whose name begins at `name` and which ends with the `>` at `end`.
    fn kind(&self, name: usize, end: usize) -> What {
        let before = |at: usize| self.text.as_bytes().get(at - 1) == Some(&b'/');
        match () {
            () if before(name) => What::End,
            () if before(end) => What::Empty,
            () => What::Start,
        }
    }
}

impl Iterator for Scanner<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let first = *bytes.get(start)?;
        let token = if first == b'<' {
            let found = self.markup(start).or_else(|| self.tag(start));
            found.unwrap_or(Token { what: What::Stray, start, end: start + 1, torn: false })
        } else {
            let length = bytes.get(start..).and_then(|rest| memchr::memchr(b'<', rest));
            let end = length.map_or(bytes.len(), |length| start + length);
            Token { what: What::Text, start, end, torn: false }
        };
        self.at = token.end;
        Some(token)
    }
}

/// The length of a declaration up to its `>`: that of a document type may stand after a subset in brackets.
fn declaration(body: &str) -> Option<usize> {
    let bytes = body.as_bytes();
    let mut at = 0;
    let mut inside = false;
    loop {
        match *bytes.get(at)? {
            b'<' if bytes[at..].starts_with(b"<!--") => at += memmem::find(&bytes[at..], b"-->")? + 2,
            quote @ (b'"' | b'\'') => at += memchr::memchr(quote, bytes.get(at + 1..)?)? + 1,
            b'[' => inside = true,
            b']' => inside = false,
            b'>' if !inside => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// The length of a name with its prefix.
fn name_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c))).unwrap_or(text.len())
}

/// The name in a tag, with its prefix. `tag` is a start tag, an end tag or an empty element.
#[must_use]
pub fn tag_name(text: &str, tag: Token) -> Span {
    let start = tag.start + if tag.what == What::End { 2 } else { 1 };
    let length = text.get(start..tag.end).map_or(0, name_length);
    Span::new(start, start + length)
}

/// A name without its prefix.
#[must_use]
pub fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

/// The attributes of a start tag or an empty element: names and the insides of values, as bytes of `text`.
pub fn attributes(text: &str, tag: Span) -> impl Iterator<Item = (Span, Span)> + '_ {
    let inside = tag.of(text);
    let skip = 1 + inside.get(1..).map_or(0, name_length);
    let base = tag.start as usize;
    let mut at = skip.min(inside.len());
    std::iter::from_fn(move || {
        let rest = inside.get(at..)?;
        at += rest.find(|c: char| !c.is_whitespace() && c != '/')?;
        let name = at..at + name_length(&inside[at..]);
        if name.is_empty() {
            return None;
        }
        at = name.end;
        let after = inside[at..].trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            return Some((shifted(&name, base), Span::new(base + at, base + at)));
        };
        at = inside.len() - value.len();
        let range = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => at + 1..at + 1 + value.get(1..)?.find(quote)?,
            _ => at..at + value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len()),
        };
        at = range.end + usize::from(range.start > at);
        Some((shifted(&name, base), shifted(&range, base)))
    })
}

fn shifted(range: &std::ops::Range<usize>, base: usize) -> Span {
    Span::new(base + range.start, base + range.end)
}
