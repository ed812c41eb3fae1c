//! From the inside of an element, tags and all, to its text: what [`Decoding::Xml`] and [`Decoding::XmlBlocks`] mean.
//!
//! Invariant: the result depends on nothing but the characters, and a stretch of the inside gives the stretch of the text
//! that [`Flat::raw`] says, wherever it is cut: tags need not be in pairs.
//!
//! [`Decoding::Xml`]: crate::span::Decoding::Xml
//! [`Decoding::XmlBlocks`]: crate::span::Decoding::XmlBlocks

use super::scan::{Scanner, Token, What, attributes, local, tag_name};
use crate::entities;
use crate::lang::{Stand, heading_at};
use crate::span::Span;
use std::ops::Range;

/// Elements that part paragraphs, in lower case: of JATS, TEI, HTML, PubMed and Érudit.
const BLOCKS: [&str; 34] = [
    "ab",
    "abstractsection",
    "abstracttext",
    "alinea",
    "blockquote",
    "br",
    "break",
    "caption",
    "dd",
    "def-item",
    "disp-formula",
    "disp-quote",
    "div",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "item",
    "lb",
    "li",
    "list",
    "list-item",
    "ol",
    "p",
    "para",
    "sec",
    "simpara",
    "title",
    "titre",
    "ul",
];
/// Elements that part words.
const CELLS: [&str; 4] = ["entry", "tab", "td", "th"];
/// Elements that mark words, where a section of CDATA holds HTML.
const INLINE: [&str; 15] =
    ["a", "b", "bold", "em", "font", "i", "italic", "sc", "small", "span", "strong", "sub", "sup", "tt", "u"];
/// Elements whose content is no text of the value: notes, and a formula said a second time.
const ASIDE: [&str; 7] = ["annotation", "annotation-xml", "fn", "note", "object-id", "renvoi", "script"];

/// A text and the way back from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flat {
    /// The text: white space folded to one space or, in blocks, to a blank line where paragraphs part. Not yet NFC.
    pub text: String,
    runs: Vec<Run>,
}

/// Some characters of the text and where they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    out: usize,
    raw: Range<usize>,
    /// Whether the bytes are the characters; else they stand for them as a whole.
    copied: bool,
}

impl Flat {
    /// The bytes that a range of the text was read from.
    #[must_use]
    pub fn raw(&self, range: Range<usize>) -> Range<usize> {
        let holding = |offset: usize| {
            let place = self.runs.partition_point(|run| run.out <= offset);
            self.runs.get(place.saturating_sub(1))
        };
        let (Some(first), Some(last)) = (holding(range.start), holding(range.end.saturating_sub(1))) else {
            return 0..0;
        };
        let start = if first.copied { first.raw.start + (range.start - first.out) } else { first.raw.start };
        let end = if last.copied { last.raw.start + (range.end - last.out) } else { last.raw.end };
        let start = start.min(first.raw.end);
        start..end.min(last.raw.end).max(start)
    }
}

/// What stands between two words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Break,
}

struct Flattening<'r> {
    raw: &'r str,
    blocks: bool,
    flat: Flat,
    gap: Gap,
    /// Where in the text the present line of the raw text begins.
    line: usize,
    /// The element that is passed over, and how many of its name are open.
    aside: Option<(&'r str, usize)>,
    /// The kind of the last formula, until the next one is wrapped: the same formula may be said in both.
    formula: &'static str,
}

/// The text of some XML. With `blocks`, paragraphs are parted by a blank line, else all is one line.
#[must_use]
pub fn flatten(raw: &str, blocks: bool) -> Flat {
    let mut doing = Flattening::new(raw, blocks);
    for token in Scanner::new(raw) {
        doing.token(token);
    }
    doing.flat
}

/// The text of a string that may hold markup: tags known to mark text are tags, all else is text. Blocks as in
/// [`flatten`].
#[must_use]
pub fn flatten_known(raw: &str, blocks: bool) -> Flat {
    let mut doing = Flattening::new(raw, blocks);
    doing.section(0..raw.len());
    doing.flat
}

impl<'r> Flattening<'r> {
    fn new(raw: &'r str, blocks: bool) -> Self {
        let flat = Flat { text: String::with_capacity(raw.len()), runs: Vec::new() };
        Self { raw, blocks, flat, gap: Gap::None, line: 0, aside: None, formula: "" }
    }

    fn token(&mut self, token: Token) {
        match token.what {
            What::Skipped => {}
            What::Start | What::End | What::Empty => self.tag(token),
            _ if self.aside.is_some() => {}
            What::Text | What::Stray => self.characters(token.start..token.end),
            What::CData => self.section(token.start + "<![CDATA[".len()..token.end - "]]>".len()),
        }
    }

    /// The inside of a section of CDATA: HTML as a rule, so that tags known to mark text are tags.
    fn section(&mut self, range: Range<usize>) {
        let inside = self.raw.get(range.clone()).unwrap_or_default();
        for token in Scanner::new(inside) {
            let moved = Token { start: range.start + token.start, end: range.start + token.end, ..token };
            let name = || local(tag_name(self.raw, moved).of(self.raw)).to_ascii_lowercase();
            let is_tag = matches!(token.what, What::Start | What::End | What::Empty)
                && [&BLOCKS[..], &INLINE, &CELLS].iter().any(|list| list.contains(&name().as_str()));
            if is_tag {
                self.tag(moved);
            } else {
                self.characters(moved.start..moved.end);
            }
        }
    }

    fn tag(&mut self, tag: Token) {
        let written = local(tag_name(self.raw, tag).of(self.raw));
        if let Some((name, open)) = &mut self.aside {
            match tag.what {
                What::Start if written == *name => *open += 1,
                What::End if written == *name => *open -= 1,
                _ => {}
            }
            if *open == 0 {
                self.aside = None;
            }
            return;
        }
        let name = written.to_ascii_lowercase();
        if matches!(name.as_str(), "alternatives" | "inline-formula" | "disp-formula") {
            self.formula = "";
        }
        if tag.what == What::Start && (self.is_aside(&name, tag) || self.is_said(&name, tag)) {
            self.aside = Some((written, 1));
        } else if BLOCKS.contains(&name.as_str()) {
            self.gap = self.gap.max(Gap::Break);
        } else if CELLS.contains(&name.as_str()) {
            self.gap = self.gap.max(Gap::Space);
        }
        if name == "abstracttext" && tag.what == What::Start {
            self.label(tag);
        }
    }

    /// Notes, and the marks that point to notes and addresses.
    fn is_aside(&self, name: &str, tag: Token) -> bool {
        let points = |kind: &str| matches!(kind, "fn" | "aff" | "corresp" | "author-notes" | "table-fn");
        ASIDE.contains(&name) || (name == "xref" && self.attribute(tag, "ref-type").is_some_and(points))
    }

    /// Whether a formula was said just before in the other of its two notations, or is a whole document of LaTeX.
    fn is_said(&mut self, name: &str, tag: Token) -> bool {
        let kind = match name {
            "math" => "math",
            "tex-math" => "tex-math",
            _ => return false,
        };
        let document = || self.raw.get(tag.end..).is_some_and(|rest| rest.trim_start().starts_with("\\documentclass"));
        let said = !self.formula.is_empty() && self.formula != kind || document();
        if !said {
            self.formula = kind;
        }
        said
    }

    fn attribute(&self, tag: Token, name: &str) -> Option<&'r str> {
        let mut all = attributes(self.raw, Span::new(tag.start, tag.end));
        all.find(|(key, _)| key.of(self.raw) == name).map(|(_, value)| value.of(self.raw))
    }

    /// The label of a section of PubMed's abstracts stands in an attribute.
    fn label(&mut self, tag: Token) {
        let Some(label) = self.attribute(tag, "Label").map(|raw| flatten(raw, false).text) else { return };
        if !label.is_empty() && !matches!(label.as_str(), "UNLABELLED" | "UNASSIGNED") {
            let end = if label.ends_with([':', '.', '?']) { "" } else { ":" };
            self.push(&format!("{label}{end}"), tag.start..tag.end, false);
            self.gap = Gap::Space;
        }
    }

    /// Characters and references.
    fn characters(&mut self, range: Range<usize>) {
        let raw = self.raw.get(..range.end).unwrap_or_default();
        let mut at = range.start;
        while let Some(first) = raw.as_bytes().get(at) {
            let rest = &raw[at..];
            if is_space(*first) {
                let end = rest.bytes().position(|byte| !is_space(byte)).unwrap_or(rest.len());
                let lines = line_ends(&rest.as_bytes()[..end]);
                let breaks = lines >= 2 || (lines == 1 && self.line_is_heading());
                self.gap = self.gap.max(if breaks { Gap::Break } else { Gap::Space });
                if lines > 0 {
                    self.line = self.flat.text.len();
                }
                at += end;
                continue;
            }
            if let Some((length, c)) = entities::reference(rest).filter(|_| *first == b'&') {
                match c {
                    // A line end that is written as a reference is meant.
                    '\n' | '\r' => self.gap = self.gap.max(Gap::Break),
                    ' ' | '\t' => self.gap = self.gap.max(Gap::Space),
                    c => self.push(c.encode_utf8(&mut [0; 4]), at..at + length, false),
                }
                at += length;
                continue;
            }
            let end = at + words(rest.as_bytes());
            self.push(&raw[at..end], at..end, true);
            at = end;
        }
    }

    /// Whether the line so far is a heading alone (`Résumé`), below which the text begins.
    fn line_is_heading(&self) -> bool {
        let line = self.flat.text.get(self.line..).unwrap_or_default().trim_start();
        let heading = |line| heading_at(line, 0).is_some_and(|heading| heading.stand == Stand::Line);
        self.blocks && (1..=40).contains(&line.len()) && heading(line)
    }

    fn push(&mut self, text: &str, raw: Range<usize>, copied: bool) {
        if !self.flat.text.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Break if self.blocks => self.flat.text.push_str("\n\n"),
                Gap::Space | Gap::Break => self.flat.text.push(' '),
            }
        }
        self.gap = Gap::None;
        self.flat.runs.push(Run { out: self.flat.text.len(), raw, copied });
        self.flat.text.push_str(text);
    }
}

/// How many bytes are words with single blanks between them, up to a reference.
fn words(bytes: &[u8]) -> usize {
    let is_word = |byte: u8| !is_space(byte) && byte != b'&';
    let goes_on =
        |at: usize, byte: u8| is_word(byte) || (byte == b' ' && bytes.get(at + 1).copied().is_some_and(is_word));
    let end = bytes.iter().enumerate().skip(1).find(|(at, byte)| !goes_on(*at, **byte));
    end.map_or(bytes.len(), |(at, _)| at)
}

/// How many lines end in some bytes, by LF, CR or both.
fn line_ends(bytes: &[u8]) -> usize {
    let ends = |(at, byte): &(usize, &u8)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    bytes.iter().enumerate().filter(ends).count()
}

/// Whether a text that is not empty is its own flattening: it has no markup and no references, and its words are parted by
/// single blanks.
#[must_use]
pub fn is_flat(raw: &str) -> bool {
    const BLOCK: usize = 64;
    let bytes = raw.as_bytes();
    let special = |byte: u8| u8::from(byte == b'<') | u8::from(byte == b'&') | u8::from(byte.wrapping_sub(b'\t') < 5);
    let doubled = |one: u8, next: u8| u8::from(one == b' ') & u8::from(next == b' ');
    let inside = (0..bytes.len()).step_by(BLOCK).all(|start| {
        let block = &bytes[start..bytes.len().min(start + BLOCK)];
        let next = &bytes[start + 1..bytes.len().min(start + 1 + BLOCK)];
        let found = block.iter().fold(0, |found, byte| found | special(*byte));
        block.iter().zip(next).fold(found, |found, (one, next)| found | doubled(*one, *next)) == 0
    });
    inside && !bytes.is_empty() && !bytes.starts_with(b" ") && !bytes.ends_with(b" ")
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
