//! Grid tables: every line of a cell is a paragraph of the prose, and a citation may go on in the next one.

use super::Reader;
use crate::manuscript::grid::{self, Piece};
use crate::manuscript::line::Line;

impl Reader<'_, '_> {
    /// Reads a grid table whose first line is `first`; gives the offset after it.
    pub(super) fn grid(&mut self, first: Line) -> usize {
        let text = self.page.text;
        let (mut corners, mut row) = (Vec::new(), Vec::new());
        let mut line = first;
        loop {
            let written = line.of(text).trim();
            let is_border = written.starts_with("+-") || written.starts_with("+=") || written.contains("+--");
            if !written.starts_with(['+', '|']) || is_border {
                self.row(&row, &corners);
                row.clear();
            }
            if !written.starts_with(['+', '|']) {
                return line.start.max(first.next);
            }
            if is_border {
                grid::corners(line.of(text), &mut corners);
            } else {
                row.push(line);
            }
            if line.next >= text.len() {
                self.row(&row, &corners);
                return text.len();
            }
            line = Line::at(text, line.next);
        }
    }

    fn row(&mut self, lines: &[Line], corners: &[usize]) {
        for piece in grid::pieces(self.page.text, lines, corners, super::super::parse) {
            self.piece(&piece);
        }
    }

    /// Reads one line of a cell: its citations are known where it has several lines.
    fn piece(&mut self, piece: &Piece) {
        let (mut at, end) = (piece.span.start as usize, piece.span.end as usize);
        for (share, cited) in &piece.cited {
            self.inline(at, share.start as usize);
            at = share.end as usize;
            if cited.is_empty() {
                self.page.blank(at);
                continue;
            }
            self.page.open_cluster(share.start as usize);
            for one in cited {
                let place = self.page.cite(one.key_span, one.span, one.form);
                self.page.m.citations[place].locator = one.locator;
            }
            self.page.close_cluster(at, false);
        }
        self.inline(at, end);
        self.page.end_paragraph(end);
    }
}
