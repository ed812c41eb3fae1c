//! The block structure: paragraphs by their indentation, explicit markup, literal blocks, tables.
//!
//! One pass over the lines. A paragraph is a run of lines of one indentation; what hides a block (a comment, code)
//! passes over it, so the time is linear.

mod explicit;
mod table;

use crate::manuscript::build::Builder;
use crate::manuscript::line::Line;
use siglum_corpus::span::Span;

/// Reads the page from a line on, where these styles of titles are known; gives all that are known then.
pub(super) fn read(page: &mut Builder<'_>, from: usize, styles: Vec<(u8, bool)>) -> Vec<(u8, bool)> {
    let text = page.text;
    let mut reader = Reader::new(page, styles);
    let mut at = from;
    let mut after_blank = false;
    while at < text.len() {
        if after_blank && reader.is_fresh() && reader.page.pass(at, 0, reader.styles.len() as u32) {
            return reader.styles;
        }
        let line = Line::at(text, at);
        after_blank = line.of(text).trim_end().is_empty();
        at = reader.line(line).max(line.next);
    }
    reader.flush(text.len());
    reader.styles
}

/// The state over the lines.
pub(super) struct Reader<'p, 'a> {
    pub(super) page: &'p mut Builder<'a>,
    paragraph: Option<Paragraph>,
    /// The indentation of a paragraph that ended with `::`: what stands deeper below it is literal.
    literal: Option<usize>,
    /// Styles of section titles in the order of their first use: the mark, and whether it stands above as well.
    styles: Vec<(u8, bool)>,
    /// Whether the lines are rows of a simple table.
    table: bool,
}

/// A paragraph that is open.
struct Paragraph {
    start: usize,
    end: usize,
    lines: usize,
    indent: Indent,
}

/// Which lines go on with a paragraph.
#[derive(Clone, Copy)]
enum Indent {
    /// Those at these columns.
    At(usize),
    /// Those deeper than these columns, all alike: after a field's name, a directive's, a footnote's mark.
    Beyond(usize),
}

/// The columns and bytes of the white space at the start of a line; a tab goes to the next multiple of eight.
pub(super) fn indentation(line: &str) -> (usize, usize) {
    let mut columns = 0;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 8 - columns % 8,
            _ => return (columns, at),
        }
    }
    (columns, line.len())
}

impl<'p, 'a> Reader<'p, 'a> {
    fn new(page: &'p mut Builder<'a>, styles: Vec<(u8, bool)>) -> Self {
        Self { page, paragraph: None, literal: None, styles, table: false }
    }

    /// Whether nothing is open.
    fn is_fresh(&self) -> bool {
        self.paragraph.is_none() && self.literal.is_none() && !self.table
    }

    /// Reads one line; gives the offset where reading goes on.
    fn line(&mut self, line: Line) -> usize {
        let written = line.of(self.page.text);
        let (columns, white) = indentation(written);
        let at = line.start + white;
        if written[white..].trim_end().is_empty() {
            self.blank(line.start);
            return line.next;
        }
        if let Some(literal) = self.literal.take() {
            if columns > literal {
                return self.block_end(line.next, literal);
            }
            if columns == literal && written.as_bytes()[white].is_ascii_punctuation() {
                return self.quoted_literal(line, written.as_bytes()[white]);
            }
        }
        if let Some(next) = self.go_on(line, columns, &written[white..]) {
            return next;
        }
        self.flush(line.start);
        self.begin(line, at, columns)
    }

    /// Ends the paragraph at a blank line; what follows one that ends with `::` is literal.
    fn blank(&mut self, at: usize) {
        let Some(paragraph) = &self.paragraph else { return };
        let written = self.page.text[paragraph.start..paragraph.end].trim_end();
        if written.ends_with("::") {
            self.literal = Some(match paragraph.indent {
                Indent::At(columns) | Indent::Beyond(columns) => columns,
            });
        }
        self.flush(at);
    }

    /// Takes a line for a further one of the open paragraph, or for the line under a title.
    fn go_on(&mut self, line: Line, columns: usize, rest: &str) -> Option<usize> {
        let paragraph = self.paragraph.as_mut()?;
        let fits = match paragraph.indent {
            Indent::At(indent) => columns == indent,
            Indent::Beyond(indent) => {
                paragraph.indent = Indent::At(columns);
                columns > indent
            }
        };
        if paragraph.lines == 1 && columns == 0 && fits && is_adornment(rest) {
            let title = self.page.text[paragraph.start..paragraph.end].trim();
            if rest.trim_end().len() >= 4 || rest.trim_end().len() >= title.chars().count() {
                self.heading(rest.as_bytes()[0], false);
                return Some(line.next);
            }
        }
        (fits && !self.table).then(|| {
            paragraph.end = line.end;
            paragraph.lines += 1;
            line.next
        })
    }

    /// Makes a heading of the open paragraph.
    fn heading(&mut self, mark: u8, above: bool) {
        let Some(paragraph) = &self.paragraph else { return };
        let title = &self.page.text[paragraph.start..paragraph.end];
        let start = paragraph.start + title.len() - title.trim_start().len();
        let end = start + title.trim().len();
        let place = self.styles.iter().position(|style| *style == (mark, above)).unwrap_or_else(|| {
            self.styles.push((mark, above));
            self.styles.len() - 1
        });
        self.page.m.headings.push((place.min(8) as u8 + 1, Span::new(start, end)));
        self.flush(end);
    }

    /// Reads a line that goes on with nothing: markup, or the first line of a paragraph, list markers before it.
    fn begin(&mut self, line: Line, at: usize, columns: usize) -> usize {
        let (mut at, mut columns) = (at, columns);
        loop {
            let rest = &self.page.text[at..line.end];
            if let Some(next) = self.markup(line, at, columns) {
                return next;
            }
            let Some(width) = marker(rest).filter(|&width| self.is_item(line, columns + width, rest)) else { break };
            let (white, bytes) = indentation(&rest[width..]);
            at += width + bytes;
            columns += width + white;
            if at >= line.end {
                return line.next;
            }
        }
        self.open(at, line.end, Indent::At(columns));
        line.next
    }

    fn open(&mut self, start: usize, end: usize, indent: Indent) {
        self.paragraph = Some(Paragraph { start, end, lines: 1, indent });
    }

    /// Whether a number begins a list's item: the next line is blank, stands as deep as the item's text, or is an item.
    fn is_item(&self, line: Line, content: usize, rest: &str) -> bool {
        if !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '(') {
            return true;
        }
        let next = Line::at(self.page.text, line.next).of(self.page.text);
        let (columns, white) = indentation(next);
        let below = next[white..].trim_end();
        below.is_empty() || columns >= content || marker(below).is_some()
    }

    /// Reads what is no paragraph; gives the offset after it.
    fn markup(&mut self, line: Line, at: usize, columns: usize) -> Option<usize> {
        let rest = &self.page.text[at..line.end];
        if rest == ".." || rest.starts_with(".. ") || rest.starts_with("..\t") {
            return Some(self.explicit(line, at, columns));
        }
        match rest.as_bytes()[0] {
            b'_' if rest.starts_with("__ ") => return Some(line.next),
            b'>' if rest.starts_with(">>>") => return Some(self.to_blank(line)),
            b'=' | b'-' if at == line.start && is_simple_border(rest) && self.borders(line) => return Some(line.next),
            b'+' if rest.starts_with("+-") || rest.starts_with("+=") => return Some(self.grid(line)),
            b'|' if rest == "|" || rest.starts_with("| ") => {
                self.open(line.end.min(at + 2), line.end, Indent::Beyond(columns));
                return Some(line.next);
            }
            b':' => {
                if let Some(length) = field(rest) {
                    let value = &rest[length..];
                    let start = at + length + value.len() - value.trim_start().len();
                    self.language(&rest[1..length - 1], value.trim());
                    self.open(start.min(line.end), line.end, Indent::Beyond(columns));
                    return Some(line.next);
                }
            }
            _ => {}
        }
        (at == line.start && is_adornment(rest)).then(|| self.adornment(line, rest)).flatten()
    }

    /// The language that a document's first fields declare.
    fn language(&mut self, name: &str, value: &str) {
        if matches!(name.to_ascii_lowercase().as_str(), "lang" | "language") && self.page.m.lang.is_none() {
            self.page.m.lang = siglum_corpus::lang::Lang::parse(value);
        }
    }

    /// A line of marks where no paragraph is open: a transition, or the line above a title.
    fn adornment(&mut self, line: Line, rest: &str) -> Option<usize> {
        let text = self.page.text;
        let title = Line::at(text, line.next);
        let below = Line::at(text, title.next);
        let mark = rest.as_bytes()[0];
        let titled = !title.of(text).trim().is_empty();
        if titled && below.of(text).trim_end() == rest.trim_end() {
            self.open(title.start, title.end, Indent::At(0));
            self.heading(mark, true);
            return Some(below.next);
        }
        (!titled && rest.trim_end().len() >= 4).then_some(line.next)
    }

    /// Takes a border of a simple table; the table ends at one that a blank line follows, unless it is the first.
    fn borders(&mut self, line: Line) -> bool {
        let text = self.page.text;
        let below_blank = Line::at(text, line.next).of(text).trim().is_empty();
        let apart = line.of(text).trim_end().contains(' ');
        if !self.table && (!apart || below_blank) {
            return false;
        }
        self.table = !below_blank;
        true
    }

    /// The end of a quoted literal block: lines that begin with the same mark.
    fn quoted_literal(&self, first: Line, mark: u8) -> usize {
        let text = self.page.text;
        let mut line = first;
        while line.next < text.len() {
            line = Line::at(text, line.next);
            if line.of(text).trim_start().as_bytes().first() != Some(&mark) {
                return line.start;
            }
        }
        text.len()
    }

    /// The end of a run of lines that are not blank.
    fn to_blank(&self, first: Line) -> usize {
        let text = self.page.text;
        let mut at = first.next;
        while at < text.len() {
            let line = Line::at(text, at);
            if line.of(text).trim().is_empty() {
                return at;
            }
            at = line.next;
        }
        at
    }

    /// The start of the first line from `from` on that is not blank and stands at `columns` or further left.
    fn block_end(&self, from: usize, columns: usize) -> usize {
        let text = self.page.text;
        let mut at = from;
        while at < text.len() {
            let line = Line::at(text, at);
            let written = line.of(text);
            let (indent, white) = indentation(written);
            if indent <= columns && !written[white..].trim_end().is_empty() {
                return at;
            }
            at = line.next;
        }
        at
    }

    /// Ends the paragraph.
    fn flush(&mut self, at: usize) {
        let Some(paragraph) = self.paragraph.take() else { return };
        let written = self.page.text[paragraph.start..paragraph.end].trim_end();
        // Of the `::` that announces literal text, one colon is shown, none after white space.
        let shown = match written.strip_suffix("::") {
            Some(before) if before.is_empty() || before.ends_with(char::is_whitespace) => before.trim_end().len(),
            Some(before) => before.len() + 1,
            None => written.len(),
        };
        self.inline(paragraph.start, paragraph.start + shown);
        self.page.end_paragraph(at.max(paragraph.start + shown));
    }
}

/// Whether a line is one mark again and again, as under a title.
fn is_adornment(line: &str) -> bool {
    let line = line.trim_end();
    let first = line.bytes().next().filter(u8::is_ascii_punctuation);
    line.len() >= 2 && first.is_some_and(|first| line.bytes().all(|b| b == first))
}

/// Whether a line is a border of a simple table: runs of `=` (or `-`, below spanning cells) with spaces between.
fn is_simple_border(line: &str) -> bool {
    let line = line.trim_end();
    let mark = line.as_bytes()[0];
    line.len() >= 2 && line.bytes().all(|b| b == mark || b == b' ')
}

/// The bytes of a list's marker at the start of a line, where white space or the line's end follows.
fn marker(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let width = match first {
        '-' | '*' | '+' | '•' | '‣' | '⁃' => first.len_utf8(),
        '(' => enumerator(&line[1..]).filter(|&length| line[1 + length..].starts_with(')'))? + 2,
        _ => enumerator(line).filter(|&length| line[length..].starts_with(['.', ')']))? + 1,
    };
    line[width..].chars().next().is_none_or(|c| c == ' ' || c == '\t').then_some(width)
}

/// The length of a list's number: digits, one letter, a Roman number, `#`.
fn enumerator(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return (digits <= 9).then_some(digits);
    }
    let letters = line.bytes().take(16).take_while(u8::is_ascii_alphabetic).count();
    let roman = |word: &str| word.bytes().all(|b| b"ivxlcdmIVXLCDM".contains(&b));
    match letters {
        0 => line.starts_with('#').then_some(1),
        1 => Some(1),
        _ => roman(&line[..letters]).then_some(letters),
    }
}

/// The length of a field's name with its colons, where white space or the line's end follows: `:author:`.
pub(super) fn field(line: &str) -> Option<usize> {
    let inner = line.strip_prefix(':').filter(|inner| !inner.starts_with([':', ' ', '`']))?;
    let mut from = 0;
    loop {
        let close = from + inner.get(from..)?.find(':')?;
        let after = &inner[close + 1..];
        if (after.is_empty() || after.starts_with([' ', '\t'])) && !inner[..close].ends_with([' ', '\\']) {
            return Some(close + 2);
        }
        if after.starts_with('`') {
            return None;
        }
        from = close + 1;
    }
}
