//! Grid tables: every line of a cell is a paragraph of the prose, and a citation may go on in the next one.

use super::super::lines;
use super::super::{Mode, Out};
use super::{Blocks, Line};
use crate::manuscript::Cluster;
use crate::manuscript::grid::{self, Piece};
use siglum_corpus::span::Span;

impl<'a> Blocks<'a> {
    /// Reads a grid table whose first border is `first`; gives the offset after it.
    pub(super) fn grid(&mut self, first: Line, out: &mut Out<'a>) -> usize {
        let text = self.text;
        let (mut corners, mut row) = (Vec::new(), Vec::new());
        let mut line = first;
        loop {
            let written = line.of(text).trim_start_matches([' ', '>', '\t']).trim_end();
            let is_border = lines::is_table_rule(written) && written.contains('+');
            if is_border || !written.starts_with('|') {
                for piece in grid::pieces(text, &row, &corners, super::super::parse_cell) {
                    out.piece(&piece);
                }
                row.clear();
            }
            if is_border {
                grid::corners(line.of(text), &mut corners);
            } else if written.starts_with('|') {
                row.push(line);
            } else {
                return line.start.max(first.next);
            }
            if line.next >= text.len() {
                for piece in grid::pieces(text, &row, &corners, super::super::parse_cell) {
                    out.piece(&piece);
                }
                return text.len();
            }
            line = Line::at(text, line.next);
        }
    }
}

impl Out<'_> {
    /// Reads one line of a cell: its citations are known where it has several lines.
    fn piece(&mut self, piece: &Piece) {
        let mut at = piece.span.start as usize;
        for (share, cited) in &piece.cited {
            self.part(at, share.start as usize);
            at = share.end as usize;
            let (first, cluster) = (self.m.citations.len() as u32, self.m.clusters.len() as u32);
            for one in cited.iter().filter(|one| !self.is_example(&one.key)).cloned().collect::<Vec<_>>() {
                let crossref = self.is_crossref(&one.key);
                self.m.citations.push(crate::manuscript::Citation { cluster, crossref, ..one });
            }
            let end = self.m.citations.len() as u32;
            if end > first {
                self.m.clusters.push(Cluster { span: *share, first, end });
                self.m.prose.push_anchor(cluster, *share);
            }
        }
        self.part(at, piece.span.end as usize);
    }

    fn part(&mut self, start: usize, end: usize) {
        if end > start {
            self.whole(Span::new(start, end), true, Mode::Prose);
        }
    }
}
