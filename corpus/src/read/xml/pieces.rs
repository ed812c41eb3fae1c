//! Texts and abstracts out of pieces of a file: the insides of elements, or lines in which markup may stand.

use super::flat::{Flat, flatten, flatten_known, is_flat};
use crate::read::abstracts::{Claim, abstracts_of, undetected};
use crate::read::decode;
use crate::record::LangText;
use crate::span::{Decoding, Provenance, Span, Text};
use std::ops::Range;

/// The text of some pieces of XML in one line, white space at their ends left out.
#[must_use]
pub fn joined(text: &str, pieces: &[Span]) -> Text {
    line(text, pieces, Decoding::Xml)
}

/// The text of some pieces in which markup may stand, in one line.
#[must_use]
pub fn marked(text: &str, pieces: &[Span]) -> Text {
    line(text, pieces, Decoding::Marked)
}

/// The abstracts in some pieces of XML, which are its paragraphs.
#[must_use]
pub fn abstracts_in(text: &str, pieces: &[Span], claim: &Claim<'_>) -> Vec<LangText> {
    blocks(text, pieces, claim, Decoding::XmlBlocks)
}

/// The abstracts in some pieces in which markup may stand, which are its paragraphs.
#[must_use]
pub fn marked_abstracts(text: &str, pieces: &[Span], claim: &Claim<'_>) -> Vec<LangText> {
    blocks(text, pieces, claim, Decoding::MarkedBlocks)
}

fn line(text: &str, pieces: &[Span], decoding: Decoding) -> Text {
    let spans: Vec<Span> = pieces.iter().map(|piece| trimmed(text, *piece)).filter(|piece| !piece.is_empty()).collect();
    let raw: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    Text { value: decode(&raw, decoding), from: Provenance { spans, decoding } }
}

fn blocks(text: &str, pieces: &[Span], claim: &Claim<'_>, decoding: Decoding) -> Vec<LangText> {
    let spans = || pieces.iter().map(|piece| trimmed(text, *piece)).filter(|piece| !piece.is_empty());
    if !claim.depth.detects() && spans().all(|piece| is_flat(piece.of(text))) {
        let (spans, raw): (Vec<Span>, Vec<&str>) = spans().map(|piece| (piece, piece.of(text))).unzip();
        let whole = undetected(Text { value: decode(&raw, decoding), from: Provenance { spans, decoding } }, claim);
        return if whole.text.is_empty() { Vec::new() } else { vec![whole] };
    }
    let mut raw = String::new();
    let mut places = Vec::new();
    for piece in spans() {
        if !raw.is_empty() {
            raw.push_str("\n\n");
        }
        places.push((raw.len(), piece));
        raw.push_str(piece.of(text));
    }
    let flat = flat_of(&raw, decoding);
    abstracts_of(&flat.text, claim, |range| {
        let spans = back(&places, &flat.raw(range));
        let raw: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
        Text { value: decode(&raw, decoding), from: Provenance { spans, decoding } }
    })
}

fn flat_of(raw: &str, decoding: Decoding) -> Flat {
    if decoding == Decoding::XmlBlocks { flatten(raw, true) } else { flatten_known(raw, true) }
}

/// The spans of the file that a range of the joined pieces covers.
fn back(places: &[(usize, Span)], range: &Range<usize>) -> Vec<Span> {
    let within = places.iter().filter(|(at, piece)| *at < range.end && range.start < at + piece.len());
    let part = |(at, piece): &(usize, Span)| {
        let base = piece.start as usize;
        let end = range.end.min(at + piece.len());
        Span::new(base + range.start.saturating_sub(*at), base + end - at)
    };
    within.map(part).collect()
}

/// A span without the white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let body = span.of(text);
    let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let start = span.start as usize + body.len() - body.trim_start_matches(space).len();
    Span::new(start, start + body.trim_matches(space).len())
}
