//! Grid tables as reStructuredText and Pandoc draw them: cells of several lines that stand side by side.
//!
//! A citation may go on in the next line of its cell, with other cells' text in between. Each line's share of it becomes
//! a cluster of its own, so that clusters stay in order and apart.

use super::line::Line;
use super::{Citation, Manuscript};
use rustc_hash::FxHashMap;
use siglum_corpus::span::Span;
use unicode_normalization::char::is_combining_mark;

/// What stands in one cell in one line.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its text, white space at its ends left out.
    pub span: Span,
    /// What is cited in it, in order: the share of a cluster, and its citations. Empty where the cell is one line.
    pub cited: Vec<(Span, Vec<Citation>)>,
}

/// The columns at which a border has its corners.
pub(super) fn corners(border: &str, known: &mut Vec<usize>) {
    let found = columns(border).filter(|&(_, _, c)| c == '+').map(|(column, _, _)| column);
    known.extend(found);
    known.sort_unstable();
    known.dedup();
}

/// The pieces of a row's lines, in order of place. `corners` are the columns where cells may end; `parse` reads a cell.
pub(super) fn pieces(text: &str, lines: &[Line], corners: &[usize], parse: fn(&str) -> Manuscript) -> Vec<Piece> {
    let mut pieces = Vec::new();
    // By the column at which each cell begins, the pieces of it.
    let mut cells: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for line in lines {
        for (column, span) in split(text, *line, corners) {
            cells.entry(column).or_default().push(pieces.len());
            pieces.push(Piece { span, cited: Vec::new() });
        }
    }
    for cell in cells.values() {
        let lines = cell.iter().filter(|&&piece| !pieces[piece].span.is_empty());
        if lines.take(2).count() > 1 {
            cite(text, cell, &mut pieces, parse);
        }
    }
    pieces.retain(|piece| !piece.span.is_empty());
    pieces
}

/// Reads a cell whose pieces are `cell`, and gives each of them its share of what is cited.
fn cite(text: &str, cell: &[usize], pieces: &mut [Piece], parse: fn(&str) -> Manuscript) {
    let mut joined = String::new();
    let mut starts = Vec::new();
    for &piece in cell {
        starts.push(joined.len());
        joined.push_str(pieces[piece].span.of(text));
        joined.push('\n');
    }
    if memchr::memchr3(b'@', b'`', b'_', joined.as_bytes()).is_none() {
        return;
    }
    let found = parse(&joined);
    for cluster in &found.clusters {
        let cited = found.citations_in(cluster);
        let first = starts.partition_point(|&start| start <= cluster.span.start as usize).saturating_sub(1);
        let end = starts.partition_point(|&start| start < cluster.span.end as usize);
        for place in first..end {
            let start = starts[place];
            let piece = &mut pieces[cell[place]];
            let from = piece.span.start as usize;
            let here = |span: Span| {
                let start_of = (span.start as usize).max(start) - start;
                let end_of = (span.end as usize).saturating_sub(start).min(piece.span.len());
                (start_of < end_of).then(|| Span::new(from + start_of, from + end_of))
            };
            let Some(share) = here(cluster.span) else { continue };
            let is_here = |one: &&Citation| here(one.key_span).is_some_and(|key| key.len() == one.key.len());
            let moved = cited.iter().filter(is_here).map(|one| Citation {
                key_span: here(one.key_span).unwrap_or_default(),
                span: here(one.span).unwrap_or(share),
                locator: one.locator.and_then(here),
                ..one.clone()
            });
            let moved = moved.collect();
            piece.cited.push((share, moved));
        }
    }
}

/// The cells of a line: the column at which each begins, and its text.
fn split(text: &str, line: Line, corners: &[usize]) -> Vec<(usize, Span)> {
    let written = line.of(text);
    let is_bar = |column: usize, c: char| c == '|' && corners.binary_search(&column).is_ok();
    // Characters of a width that is not known here put the bars elsewhere; then every bar counts.
    let fits = columns(written.trim_end()).last().is_some_and(|(column, _, c)| is_bar(column, c));
    let mut cells = Vec::new();
    let mut start = None;
    for (column, at, c) in columns(written) {
        if c != '|' || (fits && !is_bar(column, c)) {
            continue;
        }
        if let Some((first, from)) = start {
            let inner = &written[from..at];
            let begin = line.start + from + (inner.len() - inner.trim_start().len());
            // A blank line of a cell keeps its place.
            let begin = if inner.trim().is_empty() { line.start + from } else { begin };
            cells.push((first, Span::new(begin, begin + inner.trim().len())));
        }
        start = Some((column, at + 1));
    }
    cells
}

/// The characters of a line with the column and the offset of each.
fn columns(line: &str) -> impl Iterator<Item = (usize, usize, char)> + '_ {
    let mut column = 0;
    line.char_indices().map(move |(at, c)| {
        let here = column;
        column += width(c);
        (here, at, c)
    })
}

/// How many columns a character takes, as far as tables of text are concerned.
fn width(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{1F300}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        c if is_combining_mark(c) => 0,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_what_stands_between_the_corners() {
        let mut corners = Vec::new();
        super::corners("+---+-----+", &mut corners);
        assert_eq!(corners, [0, 4, 10]);
        for (text, expected) in [
            ("| a | b   |", vec![(0, "a"), (4, "b")]),
            ("| a | b|c |", vec![(0, "a"), (4, "b|c")]),
            ("| a   c   |", vec![(0, "a   c")]),
            ("| 中| b   |", vec![(0, "中"), (4, "b")]),
            ("| é | x |", vec![(0, "é"), (4, "x")]),
            ("", vec![]),
        ] {
            let found = split(text, Line::at(text, 0), &corners);
            let found: Vec<_> = found.into_iter().map(|(column, span)| (column, span.of(text))).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
