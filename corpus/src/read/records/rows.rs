//! Lines of a text record as labelled fields, and the borders between the records of one file.
//!
//! Invariant: every line that is not layout (rules, lone pipes, blank lines) stands in a field of some record: as its
//! label, as a piece of its value, or in a field without a label. Pieces are trimmed and lie on character boundaries.

use super::labels::{Meaning, may_be_label, meaning, normal};
use crate::span::Span;
use std::ops::Range;

/// A label and what stands under it.
#[derive(Clone, Debug)]
pub struct Field {
    /// The label; empty for text that has none.
    pub label: Span,
    /// What it means, if it is in the dictionary.
    pub meaning: Option<Meaning>,
    /// The value, in pieces.
    pub pieces: Vec<Span>,
    /// Whether it was a row of a table, not a line `Label : value`.
    pub piped: bool,
}

/// The fields of one record.
#[derive(Debug, Default)]
pub struct Block {
    /// In order.
    pub fields: Vec<Field>,
    /// Whether it is one row of a table whose columns are labelled.
    pub columnar: bool,
}

impl Block {
    /// From its first label or value to its last; the labels above a table's columns are not part of a row.
    #[must_use]
    pub fn span(&self) -> Span {
        let label = |field: &Field| (!self.columnar).then_some(field.label);
        let spans = || self.fields.iter().flat_map(|field| field.pieces.iter().copied().chain(label(field)));
        let start = spans().filter(|span| !span.is_empty()).map(|span| span.start).min().unwrap_or_default();
        Span { start, end: spans().map(|span| span.end).max().unwrap_or(start) }
    }
}

/// What a line is.
#[derive(Debug, PartialEq)]
enum Line {
    Blank,
    /// `---|---|`: layout of a table.
    Rule,
    /// `---`, `===` or a form feed: the border of two records.
    Border,
    /// Only pipes.
    Empty,
    /// A label, its meaning, and the value beside it.
    Row {
        label: Range<usize>,
        meaning: Option<Meaning>,
        value: Range<usize>,
        piped: bool,
    },
    Text(Range<usize>),
}

/// The lines of a text with their ends (`\n`, `\r\n` or `\r`) left out.
pub fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let rest = text.get(start..)?;
        let end = rest.find(['\n', '\r']).map(|at| start + at);
        next = end.map(|end| end + if text[end..].starts_with("\r\n") { 2 } else { 1 });
        Some(start..end.unwrap_or(text.len()))
    })
}

/// The records of a text.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut scan =
        Scan { text, blocks: Vec::new(), block: Block::default(), blank: 0, first: String::new(), columns: Vec::new() };
    let mut ahead = lines(text).map(|range| (range.clone(), classify(text, range))).peekable();
    while let Some((range, line)) = ahead.next() {
        let ruled = ahead.peek().is_some_and(|(_, next)| *next == Line::Rule);
        if scan.column_row(&range, &line, ruled) {
            continue;
        }
        match line {
            Line::Blank => scan.blank += 1,
            Line::Rule | Line::Empty => scan.blank = 0,
            // A line under a heading underlines it.
            Line::Border if scan.awaits() => {}
            Line::Border => scan.finish(),
            Line::Row { label, meaning, value, piped } => {
                let field = Field { label: Span::from(label), meaning, pieces: Vec::new(), piped };
                scan.row(field, value, ruled);
            }
            Line::Text(range) => scan.text(range),
        }
    }
    scan.finish();
    scan.blocks
}

struct Scan<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    block: Block,
    /// Blank lines since the last line that was none.
    blank: usize,
    /// The normal form of the record's first label.
    first: String,
    /// The labels of a table that has a record in each row: by column.
    columns: Vec<Option<(Span, Meaning)>>,
}

impl Scan<'_> {
    fn finish(&mut self) {
        if !self.block.fields.is_empty() {
            self.blocks.push(std::mem::take(&mut self.block));
        }
        self.first.clear();
        self.blank = 0;
    }

    /// Takes a line of a table whose first row holds the labels; false if it is none.
    fn column_row(&mut self, range: &Range<usize>, line: &Line, ruled: bool) -> bool {
        let line_text = self.text.get(range.clone()).unwrap_or_default();
        let piped = has_pipe(line_text);
        if !piped {
            self.columns.clear();
            return false;
        }
        let cells =
            cells(line_text).into_iter().map(|cell| Span::new(range.start + cell.start, range.start + cell.end));
        if self.columns.is_empty() {
            if ruled && matches!(line, Line::Row { .. }) {
                let text = self.text;
                let columns: Vec<_> = cells.map(|cell| Some((cell, meaning(cell.of(text))?))).collect();
                let known = columns.iter().flatten().count();
                let header = known >= 2 && columns.iter().flatten().any(|(_, is)| matches!(is, Meaning::Title(..)));
                self.columns = if header { columns } else { Vec::new() };
            }
            return !self.columns.is_empty();
        }
        if !matches!(line, Line::Rule | Line::Empty) {
            self.finish();
            let columns = self.columns.iter().cloned().chain(std::iter::repeat(None));
            for (cell, column) in cells.zip(columns).filter(|(cell, _)| !cell.is_empty()) {
                let (label, meaning) =
                    column.map_or((Span { end: cell.start, ..cell }, None), |(label, is)| (label, Some(is)));
                self.block.fields.push(Field { label, meaning, pieces: vec![cell], piped: true });
            }
            self.block.columnar = true;
            self.finish();
        }
        true
    }

    /// Whether the last field has a label and no value yet.
    fn awaits(&self) -> bool {
        self.block.fields.last().is_some_and(|field| field.pieces.is_empty())
    }

    fn row(&mut self, field: Field, value: Range<usize>, ruled: bool) {
        let line = field.label.start as usize..value.end.max(field.label.end as usize);
        if self.continues(&field, &value) {
            return self.text(line);
        }
        if self.begins_record(&field, ruled) {
            self.finish();
        }
        if self.first.is_empty() {
            self.first = normal(field.label.of(self.text));
        }
        self.block.fields.push(field);
        self.blank = 0;
        if !value.is_empty() {
            self.piece(value);
        }
    }

    /// Whether what looks like a label is a part of the open value.
    fn continues(&self, field: &Field, value: &Range<usize>) -> bool {
        let Some(open) = self.block.fields.last() else { return false };
        let in_abstract = matches!(open.meaning, Some(Meaning::Abstract(..)));
        match &field.meaning {
            None if field.piped => value.is_empty() && open.pieces.is_empty(),
            None => in_abstract || open.pieces.is_empty() || self.block.fields.len() < 2,
            // "Source : Éditeur (via Cairn.info)" closes an abstract; "Source | Revue" is a row.
            Some(Meaning::Container) if !field.piped && in_abstract => {
                let has = self.block.fields.iter().any(|field| field.meaning == Some(Meaning::Container));
                let said = self.text.get(value.clone()).unwrap_or_default();
                normal(field.label.of(self.text)) == "source"
                    && (has || said.contains("via ") || said.starts_with("Éditeur"))
            }
            Some(_) => false,
        }
    }

    /// Whether a row is the first of a new record: a title again, another label of which a record has one, the label
    /// that the record began with, or a new table after a blank line.
    fn begins_record(&self, field: &Field, ruled: bool) -> bool {
        let fields = &self.block.fields;
        if fields.is_empty() {
            return false;
        }
        let label = normal(field.label.of(self.text));
        let same = || fields.iter().any(|other| other.meaning.is_some() && normal(other.label.of(self.text)) == label);
        match &field.meaning {
            Some(Meaning::Title(..)) if self.blank >= 2 => true,
            Some(Meaning::Title(..) | Meaning::Container | Meaning::Issue | Meaning::Pages | Meaning::Key)
                if same() =>
            {
                true
            }
            Some(_) if self.first == label && fields.len() >= 3 && self.has_title() => true,
            _ => ruled && self.blank > 0 && field.piped && field.meaning.is_some() && self.has_title(),
        }
    }

    fn has_title(&self) -> bool {
        self.block.fields.iter().any(|field| matches!(field.meaning, Some(Meaning::Title(..))))
    }

    fn text(&mut self, range: Range<usize>) {
        if self.block.fields.is_empty() {
            let field =
                Field { label: Span::new(range.start, range.start), meaning: None, pieces: Vec::new(), piped: false };
            self.block.fields.push(field);
        }
        self.piece(range);
        self.blank = 0;
    }

    /// Adds to the open value; what only white space divides from the last piece is joined to it.
    fn piece(&mut self, range: Range<usize>) {
        let Some(open) = self.block.fields.last_mut() else { return };
        if let Some(last) = open.pieces.last_mut() {
            let between = self.text.get(last.end as usize..range.start);
            if between.is_some_and(|between| between.trim().is_empty()) {
                last.end = Span::from(range).end;
                return;
            }
        }
        open.pieces.push(Span::from(range));
    }
}

fn classify(text: &str, range: Range<usize>) -> Line {
    let line = text.get(range.clone()).unwrap_or_default();
    let bare = line.trim();
    if bare.is_empty() {
        return if line.contains('\u{c}') { Line::Border } else { Line::Blank };
    }
    let only = |marks: &str| bare.chars().all(|c| marks.contains(c));
    if only("-") && bare.len() >= 3 || only("=") && bare.len() >= 3 || only("* ") && bare.len() >= 3 {
        return Line::Border;
    }
    if only("| \t") {
        return Line::Empty;
    }
    if only("|-:+= \t") && bare.contains('-') {
        return Line::Rule;
    }
    let found = if has_pipe(line) { pipe_row(line) } else { colon_row(line).or_else(|| lone_label(line)) };
    let shift = |part: Range<usize>| range.start + part.start..range.start + part.end;
    match found {
        Some(Line::Row { label, meaning, value, piped }) => {
            Line::Row { label: shift(label), meaning, value: shift(value), piped }
        }
        Some(Line::Text(part)) => Line::Text(shift(part)),
        Some(other) => other,
        None => Line::Text(shift(trimmed(line, 0..line.len()))),
    }
}

fn has_pipe(line: &str) -> bool {
    pipes(line).next().is_some()
}

/// Pipes that no backslash escapes.
fn pipes(line: &str) -> impl Iterator<Item = usize> {
    line.match_indices('|').map(|(at, _)| at).filter(|at| *at == 0 || line.as_bytes().get(at - 1) != Some(&b'\\'))
}

/// The cells between pipes, trimmed.
fn cells(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for end in pipes(line).chain([line.len()]) {
        found.push(trimmed(line, start..end));
        start = end + 1;
    }
    found
}

/// A row of a table: the first cell is the label if it is known, or short with a value beside it; all cells from the
/// second on are the value, pipes in it included.
fn pipe_row(line: &str) -> Option<Line> {
    let cells = cells(line);
    let mut full = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    let (place, first) = full.next()?;
    let rest: Vec<&Range<usize>> = full.map(|(_, cell)| cell).collect();
    let value = match (rest.first(), rest.last()) {
        (Some(from), Some(to)) => from.start..to.end,
        _ => first.end..first.end,
    };
    let whole = first.start..value.end;
    let label = line.get(first.clone())?;
    let meaning = meaning(label);
    let led = usize::from(line.trim_start().starts_with('|'));
    let is_label = meaning.is_some() || (place <= led && may_be_label(label) && (!value.is_empty() || lone(label)));
    Some(if is_label {
        Line::Row { label: decorated(line, first.clone()), meaning, value, piped: true }
    } else {
        Line::Text(whole)
    })
}

/// Whether an unknown word alone in its row may be a label whose value follows: no sentence, and with a capital.
fn lone(label: &str) -> bool {
    label.starts_with(char::is_uppercase) && !label.ends_with(['.', ',', ')']) && !label.contains(", ")
}

/// A line `Label : value`, the label with a capital or set in bold.
fn colon_row(line: &str) -> Option<Line> {
    let mut head = line.len().min(80);
    while !line.is_char_boundary(head) {
        head -= 1;
    }
    let colon = line[..head].find([':', '\t']).filter(|at| *at > 0)?;
    let label = decorated(line, 0..colon);
    let written = line.get(label.clone())?;
    let value = trimmed(line, colon + 1..line.len());
    let value = skip_marks(line, value);
    if !written.starts_with(char::is_uppercase) && !line[..colon].contains("**")
        || line[value.start..].starts_with("//")
    {
        return None;
    }
    let meaning = meaning(written);
    if meaning.is_none() && (value.is_empty() || !may_be_label(written) || written.split_whitespace().count() > 3) {
        return None;
    }
    Some(Line::Row { label, meaning, value, piped: false })
}

/// A known label alone on its line.
fn lone_label(line: &str) -> Option<Line> {
    let label = decorated(line, 0..line.len());
    let written = line.get(label.clone())?;
    let meaning = meaning(written).filter(|_| written.starts_with(char::is_uppercase))?;
    let value = label.end..label.end;
    Some(Line::Row { label, meaning: Some(meaning), value, piped: false })
}

/// A range without white space and the marks that decorate a label.
fn decorated(line: &str, range: Range<usize>) -> Range<usize> {
    let body = line.get(range.clone()).unwrap_or_default();
    let marks = |c: char| c.is_whitespace() || "*_#>-.:".contains(c);
    let start = range.start + body.len() - body.trim_start_matches(marks).len();
    let end = range.start + body.trim_end_matches(marks).len();
    start..end.max(start)
}

/// A value without the `**` that closes its label's bold.
fn skip_marks(line: &str, value: Range<usize>) -> Range<usize> {
    match line.get(value.clone()).and_then(|body| body.strip_prefix("**")) {
        Some(_) => trimmed(line, value.start + 2..value.end),
        None => value,
    }
}

fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let body = line.get(range.clone()).unwrap_or_default();
    let start = range.start + body.len() - body.trim_start().len();
    let end = range.start + body.trim_end().len();
    start..end.max(start)
}
