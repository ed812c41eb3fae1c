//! Jupyter notebooks: the Markdown lexer over each Markdown cell, its places carried back through JSON's escapes.
//!
//! Cells are read one by one, as Pandoc and Jupyter do. A raw cell counts for the metadata that it may hold (Quarto).

mod cells;
#[cfg(test)]
mod tests;

use super::markdown;
use super::{Format, Manuscript, Prose, regions};
use cells::{Cell, Kind};
use siglum_corpus::span::Span;

/// Jupyter notebooks.
pub static FORMAT: Format = Format {
    name: "jupyter",
    extensions: &["ipynb"],
    language_ids: &[],
    parse,
    resume: None,
    key_may_follow: super::typing::markdown,
    // A comment would have to be written as JSON.
    comment: ("", ""),
};

/// A raw cell as a document of its own, as editors hand it over: only its metadata counts.
pub static RAW_CELL: Format = Format {
    name: "raw cell",
    extensions: &[],
    language_ids: &["raw"],
    parse: markdown::parse_metadata,
    resume: None,
    key_may_follow: super::typing::markdown,
    comment: ("", ""),
};

fn parse(text: &str) -> Manuscript {
    let mut out = Manuscript { in_json: true, ..Manuscript::default() };
    for cell in cells::read(text) {
        add(text, &cell, &mut out);
    }
    out.regions = regions::cut(text.len(), &out);
    out
}

/// Reads a cell and adds what it says.
fn add(text: &str, cell: &Cell, out: &mut Manuscript) {
    let parse = match cell.kind {
        Kind::Markdown => markdown::FORMAT.parse,
        Kind::Raw => RAW_CELL.parse,
        Kind::Other => return,
    };
    // What JSON decodes to is a text with places, as prose is.
    let decoded = cells::decode(text, &cell.source);
    if decoded.text.is_empty() {
        return;
    }
    let said = parse(&decoded.text);
    let place = |span: Span| place(&decoded, span);
    let cluster = out.clusters.len() as u32;
    let prose = out.absorb(said, &place);
    add_prose(&prose, &decoded, cluster, &mut out.prose);
}

/// Adds the prose of a cell; a piece that was copied from several pieces of JSON becomes as many.
fn add_prose(prose: &Prose, decoded: &Prose, cluster: u32, out: &mut Prose) {
    let base = out.text.len() as u32;
    let mut anchors = prose.anchors.iter().peekable();
    for (at, piece) in prose.pieces.iter().enumerate() {
        let end = prose.pieces.get(at + 1).map_or(prose.text.len() as u32, |next| next.out);
        if let Some(&&(_, number)) = anchors.peek().filter(|anchor| anchor.0 == piece.out) {
            anchors.next();
            out.push_anchor(number + cluster, place(decoded, piece.source));
            continue;
        }
        let written = &prose.text[piece.out as usize..end as usize];
        if written.len() != piece.source.len() {
            out.push(written, place(decoded, piece.source));
            continue;
        }
        let mut from = piece.source.start;
        while from < piece.source.end {
            let (source, until) = run(decoded, from, piece.source.end);
            let start = (from - piece.source.start) as usize;
            let part = &written[start..start + (until - from) as usize];
            out.push(part, source);
            from = until;
        }
    }
    out.emphasis.extend(prose.emphasis.iter().map(|span| Span { start: span.start + base, end: span.end + base }));
}

/// The place in the file of a span of a cell.
fn place(decoded: &Prose, span: Span) -> Span {
    if !span.is_empty() {
        return decoded.source(span);
    }
    let at = match span.start {
        0 => decoded.pieces.first().map_or(0, |piece| piece.source.start),
        start => decoded.source(Span { start: start - 1, end: start }).end,
    };
    Span { start: at, end: at }
}

/// The place of what stands at `from` in a cell, as far as it goes without a break, and where that ends in the cell.
fn run(decoded: &Prose, from: u32, end: u32) -> (Span, u32) {
    let Some(at) = decoded.piece_at(from) else { return (Span::default(), end) };
    let until = decoded.pieces.get(at + 1).map_or(end, |next| next.out.min(end));
    (decoded.source(Span { start: from, end: until }), until)
}
