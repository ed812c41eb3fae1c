//! The block structure: which lines are paragraphs, headings, cells, and which are code or markup.
//!
//! One pass over the lines with a stack of list indentations. What is no paragraph is passed over and thereby masked.
//! Searches for closing marks remember that there are none left, so the time is linear.

mod fences;
mod grid;

use super::lines;
use super::{Leaf, Mode, Out, meta, scan};
use crate::manuscript::OwnKey;
pub(super) use crate::manuscript::line::Line;
use rustc_hash::FxHashSet;
use siglum_corpus::span::Span;

/// Reads the blocks from byte `from` on.
pub(super) fn read<'a>(text: &'a str, from: usize, out: &mut Out<'a>) {
    let mut blocks = Blocks::new(text);
    let mut pos = from;
    while pos < text.len() {
        if blocks.is_fresh() {
            if std::mem::take(&mut blocks.looked_to_end) {
                out.trail.look_to_end();
            }
            if out.pass(pos) {
                return;
            }
        }
        let line = blocks.line_at(pos);
        let next = blocks.line(line, out);
        pos = if next > pos { next } else { line.next };
    }
    blocks.flush(out);
}

/// The labels of example lists from byte `from` on: they may be used before they are defined.
pub(super) fn examples(text: &str, from: usize) -> FxHashSet<&str> {
    let bytes = text.as_bytes();
    let mut examples = FxHashSet::default();
    for found in memchr::memchr_iter(b'@', bytes.get(from..).unwrap_or_default()) {
        let at = from + found;
        let before = at.checked_sub(1).map_or(b'\n', |before| bytes[before]);
        let open = if before == b'(' { at - 1 } else { at };
        // Most stand in a bracket, or behind a letter.
        if !matches!(before, b'(' | b' ' | b'>' | b'\n' | b'\r') || !begins_block(text, open) {
            continue;
        }
        let window = scan::prefix(&text[open..], 256);
        if let Some((start, end)) = lines::marker(window).and_then(|marker| marker.label) {
            examples.insert(&text[open + start..open + end]);
        }
    }
    examples
}

/// Whether the line that `at` begins (indentation aside) follows a blank line or another item `(@...)`.
fn begins_block(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let margin = |b: &&u8| **b == b' ' || **b == b'>';
    let head = at - bytes[..at].iter().rev().take(9).take_while(margin).count();
    if head == 0 {
        return true;
    }
    if !matches!(bytes[head - 1], b'\n' | b'\r') {
        return false;
    }
    let before = text[..head - 1].trim_end_matches('\r');
    let line = before.rfind(['\n', '\r']).map_or(before, |end| &before[end + 1..]);
    let line = line.trim_start_matches([' ', '\t', '>']);
    line.is_empty() || line.starts_with("(@")
}

struct Blocks<'a> {
    text: &'a str,
    /// Whether the line before was blank.
    after_blank: bool,
    /// Whether a closing mark was looked for up to the end of the text.
    looked_to_end: bool,
    /// The line that was looked at last: its end is not searched again when reading goes on within it.
    last: Line,
    /// Up to here nothing that begins behind the last line's start is a thematic break: so "- - - a" is looked through once.
    no_rule: usize,
    /// The paragraph so far, line by line.
    para: Vec<Span>,
    /// Whether something other than line ends and white space stands between its lines.
    gapped: bool,
    /// The columns at which the content of each open list item (or footnote, definition) begins.
    lists: Vec<usize>,
    /// For each open block quotation, how many of the list items are open around it.
    quotes: Vec<usize>,
    /// Whether the lines are rows of a table.
    table: bool,
    /// Fences that no later line closes: by mark, the shortest length known.
    unclosed: [usize; 3],
    /// Other closing marks that do not come any more.
    absent: FxHashSet<String>,
    /// Directives that are open: where the line that closes each begins, and how deep in lists it stands.
    directives: Vec<(usize, usize)>,
}

impl<'a> Blocks<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            after_blank: true,
            looked_to_end: false,
            last: Line::at(text, 0),
            no_rule: 0,
            para: Vec::new(),
            gapped: false,
            lists: Vec::new(),
            quotes: Vec::new(),
            table: false,
            unclosed: [usize::MAX; 3],
            absent: FxHashSet::default(),
            directives: Vec::new(),
        }
    }

    /// Whether nothing is open: reading may begin here.
    fn is_fresh(&self) -> bool {
        self.after_blank
            && !self.table
            && self.para.is_empty()
            && self.lists.is_empty()
            && self.quotes.is_empty()
            && self.directives.is_empty()
    }

    /// The line, or the rest of one, that begins at `start`.
    fn line_at(&mut self, start: usize) -> Line {
        if !(self.last.start..=self.last.end).contains(&start) {
            self.last = Line::at(self.text, start);
        }
        Line { start, ..self.last }
    }

    /// Reads one line; gives the offset where reading goes on where that is beyond the next line.
    fn line(&mut self, line: Line, out: &mut Out<'a>) -> usize {
        self.after_blank = false;
        if self.closes_directive(line, out) {
            return line.next;
        }
        // The rest of a line after a block that ended in it belongs where that did.
        let resumed = line.start > self.last.start;
        let (depth, mut at) = if resumed { (self.quotes.len(), line.start) } else { self.strip_quotes(line) };
        let (mut columns, white) = lines::indent(&self.text[at..line.end]);
        if resumed {
            columns = self.content().unwrap_or(0);
        }
        at += white;
        if at >= line.end {
            self.blank(out);
            self.quote(line, depth);
            self.after_blank = !resumed;
            return line.next;
        }
        if self.para.is_empty() {
            self.quote(line, depth);
            self.leave_lists(columns);
        }
        loop {
            let base = self.content().unwrap_or(0);
            if self.para.is_empty() && columns >= base + 4 {
                return line.next; // Indented code.
            }
            let Some(after) = self.enter_container(line, at, columns, out) else { break };
            let (white_columns, white) = lines::indent(&self.text[after..line.end]);
            at = after + white;
            columns = self.content().unwrap_or(columns);
            if at >= line.end || white_columns > 4 {
                return line.next; // Empty, or indented code.
            }
        }
        if let Some(next) = self.special(line, at, out) {
            return next;
        }
        self.add(line, at)
    }

    /// Whether the rest of a line, which begins at `at`, is a thematic break.
    fn is_rule(&mut self, rest: &str, at: usize) -> bool {
        if at < self.no_rule {
            return false;
        }
        let found = lines::rule(rest);
        if let Err(length) = found {
            self.no_rule = at + length;
        }
        found.is_ok()
    }

    /// The depth of block quotation of a line and the offset after its marks.
    fn strip_quotes(&self, line: Line) -> (usize, usize) {
        let text = &self.text[line.start..line.end];
        let (mut depth, mut at) = (0, 0);
        loop {
            let (columns, white) = lines::indent(&text[at..]);
            // The items that are open where this quotation would begin.
            let open = self.quotes.get(depth).copied().unwrap_or(self.lists.len());
            let floor = depth.checked_sub(1).and_then(|outer| self.quotes.get(outer)).copied().unwrap_or(0);
            let content = self.lists.get(floor..open).and_then(|lists| lists.last()).copied().unwrap_or(0);
            if columns > content + 3 || text.as_bytes().get(at + white) != Some(&b'>') {
                return (depth, line.start + at);
            }
            depth += 1;
            at += white + 1;
            if text.as_bytes().get(at) == Some(&b' ') {
                at += 1;
            }
        }
    }

    /// Ends the paragraph and the table at a blank line.
    fn blank(&mut self, out: &mut Out<'a>) {
        self.flush(out);
        self.table = false;
    }

    /// Leaves the list items whose content a line at `columns` does not reach.
    fn leave_lists(&mut self, columns: usize) {
        while self.content().is_some_and(|content| columns < content) {
            self.lists.pop();
        }
    }

    /// Where the content of the innermost list item begins that is open in this block quotation.
    fn content(&self) -> Option<usize> {
        self.lists.get(self.floor()..)?.last().copied()
    }

    /// How many list items are open around the innermost block quotation.
    fn floor(&self) -> usize {
        self.quotes.last().copied().unwrap_or(0)
    }

    /// Leaves block quotations down to `depth`, with the list items in them, or enters some. A list item goes on after
    /// a quotation in it.
    fn quote(&mut self, line: Line, depth: usize) {
        if let Some(&open) = self.quotes.get(depth) {
            self.lists.truncate(open);
            self.quotes.truncate(depth);
        } else if depth > self.quotes.len() {
            if self.quotes.is_empty() {
                let (columns, _) = lines::indent(&self.text[line.start..line.end]);
                self.leave_lists(columns);
            }
            self.quotes.resize(depth, self.lists.len());
        }
    }

    /// Enters a list item or footnote that begins at `at`; gives the offset after its marker.
    fn enter_container(&mut self, line: Line, at: usize, columns: usize, out: &mut Out<'a>) -> Option<usize> {
        let rest = &self.text[at..line.end];
        if self.table {
            return None;
        }
        if let Some(length) = lines::footnote(rest) {
            self.flush(out);
            self.lists.truncate(self.floor());
            self.lists.push(4);
            let (_, white) = lines::indent(&rest[length..]);
            return Some(at + length + white);
        }
        let marker = lines::marker(rest)?;
        // A list interrupts a paragraph only within a list.
        let definition = matches!(rest.as_bytes()[0], b':' | b'~');
        if (!self.para.is_empty() && self.content().is_none() && !definition) || self.is_rule(rest, at) {
            return None;
        }
        self.flush(out);
        self.leave_lists(columns);
        if self.lists.len() < 64 {
            self.lists.push(columns + marker.columns);
        }
        if let Some((start, end)) = marker.label {
            let span = Span::new(at + start, at + end);
            out.m.own_keys.push(OwnKey { key: span.of(self.text).to_owned(), span, record: false });
        }
        Some(at + rest[..marker.bytes].trim_end().len())
    }

    /// Reads what is no paragraph; gives the offset after it.
    fn special(&mut self, line: Line, at: usize, out: &mut Out<'a>) -> Option<usize> {
        let rest = &self.text[at..line.end];
        let first = *rest.as_bytes().first()?;
        if matches!(first, b'`' | b'~')
            && let Some(next) = self.fence(line, rest, out)
        {
            return Some(next);
        }
        if rest.starts_with(":::") {
            self.flush(out);
            return Some(self.colons(line, rest, out));
        }
        if self.para.is_empty() { self.opener(line, at, out) } else { self.underlined(line, rest, out) }
    }

    /// Reads a block that can only begin where no paragraph is open.
    fn opener(&mut self, line: Line, at: usize, out: &mut Out<'a>) -> Option<usize> {
        let rest = &self.text[at..line.end];
        match rest.as_bytes()[0] {
            b'-' if rest.trim_end() == "---" && at == line.start => {
                if let Some(next) = meta::block(self.text, line, out) {
                    return Some(next);
                }
            }
            b'#' => {
                if let Some((level, text_at)) = lines::heading(rest) {
                    self.heading(level, Span::new(at + text_at, line.end), out);
                    return Some(line.next);
                }
            }
            b'(' if rest.trim_end().ends_with(")=") => {
                let label = &rest[1..rest.trim_end().len() - 2];
                if !label.is_empty() && !label.contains([' ', '(', ')']) {
                    out.own_label(Span::new(at + 1, at + 1 + label.len()));
                    return Some(line.next);
                }
            }
            b'[' if lines::is_reference(rest) => return Some(line.next),
            b'<' => {
                if let Some(end) = self.html(at, out) {
                    return Some(self.rest_of_line(end));
                }
            }
            b'\\' if rest.starts_with("\\begin{") => {
                if let Some(end) = self.environment(at) {
                    return Some(self.rest_of_line(end));
                }
            }
            b'%' if line.start == 0 => {
                self.para.push(Span::new(at + 1, line.end));
                self.flush(out);
                return Some(line.next);
            }
            _ => {}
        }
        if self.is_rule(rest, at) {
            return Some(line.next);
        }
        self.row(line, at, out)
    }

    /// Where reading goes on after a block that ends within a line: at its rest, or at the next line.
    fn rest_of_line(&mut self, end: usize) -> usize {
        let line = self.line_at(end);
        if self.text[end..line.end].trim().is_empty() { line.next } else { end }
    }

    /// Reads a row of a table, if the line is one.
    fn row(&mut self, line: Line, at: usize, out: &mut Out<'a>) -> Option<usize> {
        let rest = &self.text[at..line.end];
        if lines::is_table_rule(rest) {
            if rest.starts_with('+') && rest.trim_end().ends_with('+') {
                return Some(self.grid(line, out));
            }
            self.table = true;
            return Some(line.next);
        }
        if !self.table {
            // Only a line with a bar can head a pipe table; the rule below it decides.
            memchr::memchr(b'|', rest.as_bytes())?;
            let below = Line::at(self.text, line.next);
            let below = self.text[below.start.min(below.end)..below.end].trim_start_matches([' ', '>', '\t']);
            self.table = lines::is_table_rule(below);
        }
        if self.table && rest.contains('|') {
            for cell in lines::cells(rest) {
                out.whole(Span::new(at + cell.start, at + cell.end), true, Mode::Prose);
            }
            return Some(line.next);
        }
        if let Some(content) = rest.strip_prefix("| ") {
            out.whole(Span::new(line.end - content.len(), line.end), false, Mode::Prose);
            return Some(line.next);
        }
        None
    }

    /// Makes a heading of a paragraph of one line when the next line underlines it.
    fn underlined(&mut self, line: Line, rest: &str, out: &mut Out<'a>) -> Option<usize> {
        let level = lines::underline(rest).filter(|_| self.para.len() == 1)?;
        let title = self.para.pop()?;
        self.gapped = false;
        self.heading(level, title, out);
        Some(line.next)
    }

    fn heading(&mut self, level: u8, title: Span, out: &mut Out<'a>) {
        let mut end = title.start as usize + title.of(self.text).trim_end().len();
        let start = title.start as usize;
        let text = &self.text[start..end];
        // Attributes right after a bracket or code are those of a span or of the code.
        if let Some(open) = text.rfind('{').filter(|&open| !text[..open].ends_with([']', '`']))
            && scan::attributes(text, open) == Some(text.len())
        {
            let map = [(0, title.start)];
            out.attributes(&Leaf { text, map: &map, is_cell: false }, open, text.len());
            end = start + text[..open].trim_end().len();
        }
        let text = &self.text[start..end];
        let closing = text.trim_end_matches('#');
        if closing.ends_with([' ', '\t']) || closing.is_empty() {
            end = start + closing.trim_end().len();
        }
        let span = Span::new(start, end);
        out.m.headings.push((level, span));
        out.whole(span, false, Mode::Prose);
    }

    /// Adds a line to the paragraph; a comment that it opens may take it further. Gives where reading goes on.
    fn add(&mut self, line: Line, at: usize) -> usize {
        self.gapped |= !self.para.is_empty() && self.text.as_bytes()[line.start..at].contains(&b'>');
        let content = &self.text[at..line.end];
        let opens = memchr::memchr(b'<', content.as_bytes()).and_then(|_| content.rfind("<!--"));
        let open = opens
            .filter(|&open| !content[open..].contains("-->") && content[..open].matches('`').count().is_multiple_of(2));
        if let Some(end) = open.and_then(|open| self.find(at + open, "-->")) {
            let last = Line::at(self.text, end);
            self.para.push(Span::new(at, last.end));
            return last.next;
        }
        self.para.push(Span::new(at, line.end));
        line.next
    }

    /// Ends the paragraph.
    fn flush(&mut self, out: &mut Out<'a>) {
        if let (Some(first), Some(last)) = (self.para.first(), self.para.last()) {
            if self.gapped {
                out.lines(&self.para, Mode::Prose);
            } else {
                out.whole(Span { start: first.start, end: last.end }, false, Mode::Prose);
            }
        }
        self.para.clear();
        self.gapped = false;
    }
}
