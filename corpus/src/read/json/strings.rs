//! Strings of JSON that hold abstracts, or markup: their texts with the way back to the file.

use super::{Kind, Value};
use crate::read::abstracts::{Claim, abstracts_of, undetected};
use crate::read::decode;
use crate::read::decode::each_char_of;
use crate::read::xml::flatten_known;
use crate::record::LangText;
use crate::span::{Decoding, Span, Text};
use std::ops::Range;

/// A string without its escapes, and where each of its characters is written.
struct Unescaped {
    text: String,
    /// (offset in the text, offset in the string as written); empty where they are the same.
    from: Vec<(usize, usize)>,
    raw: usize,
}

impl Unescaped {
    fn new(raw: &str, decoding: Decoding) -> Self {
        if decoding == Decoding::Json && !raw.contains('\\') {
            return Self { text: raw.to_owned(), from: Vec::new(), raw: raw.len() };
        }
        let mut text = String::with_capacity(raw.len());
        let mut from = Vec::new();
        each_char_of(raw, decoding, |at, c| {
            from.push((text.len(), at));
            text.push(c);
        });
        Self { text, from, raw: raw.len() }
    }

    fn back(&self, range: &Range<usize>) -> Range<usize> {
        let back = |offset: usize| match self.from.binary_search_by_key(&offset, |pair| pair.0) {
            _ if self.from.is_empty() => offset,
            Ok(place) => self.from.get(place).map_or(self.raw, |pair| pair.1),
            Err(_) => self.raw,
        };
        back(range.start)..back(range.end)
    }
}

/// A part of the inside of a string as a text.
fn part(text: &str, inside: Span, range: Range<usize>, decoding: Decoding) -> Text {
    let start = inside.start as usize;
    let span = Span::new(start + range.start, start + range.end);
    Text::new(decode(&[span.of(text)], decoding), span, decoding)
}

/// The abstracts in a string; `whole` is the string as its value says it.
pub fn abstracts_at(text: &str, whole: &Text, claim: &Claim<'_>) -> Vec<LangText> {
    let Some(&inside) = whole.from.spans.first() else { return Vec::new() };
    let decoding = whole.from.decoding;
    if !claim.depth.detects() {
        let whole = undetected(whole.clone(), claim);
        return if whole.text.is_empty() { Vec::new() } else { vec![whole] };
    }
    let unescaped = Unescaped::new(inside.of(text), decoding);
    abstracts_of(&unescaped.text, claim, |range| part(text, inside, unescaped.back(&range), decoding))
}

/// The abstracts in a string of JSON that may hold markup, as JATS or HTML.
pub fn marked_abstracts_at(text: &str, whole: &Text, claim: &Claim<'_>) -> Vec<LangText> {
    let Some(&inside) = whole.from.spans.first() else { return Vec::new() };
    let raw = inside.of(text);
    if whole.from.decoding != Decoding::Json || !raw.contains(['<', '&']) {
        return abstracts_at(text, whole, claim);
    }
    let unescaped = Unescaped::new(raw, Decoding::Json);
    let flat = flatten_known(&unescaped.text, true);
    abstracts_of(&flat.text, claim, |range| {
        part(text, inside, unescaped.back(&flat.raw(range)), Decoding::JsonMarkupBlocks)
    })
}

impl Value<'_> {
    /// Its text without the markup that marks words, in one line: for titles.
    pub fn unmarked(self) -> Text {
        let inside = self.span();
        let marked = self.kind() == Some(Kind::String) && inside.of(self.text).contains(['<', '&']);
        if marked { part(self.text, inside, 0..inside.len(), Decoding::JsonMarkup) } else { self.written() }
    }

    /// The abstracts in a string that may hold markup, as JATS or HTML.
    pub fn marked_abstracts(self, claim: &Claim<'_>) -> Vec<LangText> {
        marked_abstracts_at(self.text, &self.written(), claim)
    }
}
