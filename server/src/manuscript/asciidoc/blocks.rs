//! The block structure: which lines are text, and which are code, comments, macros, attributes.
//!
//! One pass over the lines. Delimited blocks of text nest by themselves, since their delimiters are passed over; those
//! of anything else are passed over whole.

use crate::manuscript::build::Builder;
use crate::manuscript::line::Line;
use crate::manuscript::{BibliographyRef, Include};
use rustc_hash::FxHashSet;
use siglum_corpus::lang::Lang;
use siglum_corpus::span::Span;

/// Reads the page.
pub(super) fn read<'a>(page: &mut Builder<'a>, references: FxHashSet<&'a str>) {
    let start = front_matter(page, if page.text.starts_with('\u{feff}') { 3 } else { 0 });
    read_from(page, references, start);
}

/// Reads the page from a line on.
pub(super) fn read_from<'a>(page: &mut Builder<'a>, references: FxHashSet<&'a str>, from: usize) {
    let text = page.text;
    let mut reader = Reader::new(page, references);
    let mut at = from;
    let mut after_blank = false;
    while at < text.len() {
        if after_blank && reader.is_fresh() && reader.page.pass(at, 0, 0) {
            return;
        }
        let line = Line::at(text, at);
        after_blank = line.of(text).trim_end().is_empty();
        at = reader.line(line).max(line.next);
    }
    reader.flush(text.len());
}

/// The keys that the manuscript defines as references (`[[[key]]]`).
pub(super) fn references(text: &str) -> FxHashSet<&str> {
    let mut references = FxHashSet::default();
    for at in memchr::memmem::find_iter(text.as_bytes(), b"[[[") {
        let inner = &text[at + 3..];
        let length = inner.bytes().take(256).position(|b| matches!(b, b']' | b',' | b'\n'));
        references.extend(length.and_then(|length| inner.get(..length)).map(str::trim));
    }
    references
}

/// The offset after front matter, which static site generators take off.
fn front_matter(page: &mut Builder<'_>, start: usize) -> usize {
    let text = page.text;
    let first = Line::at(text, start);
    if first.of(text).trim_end() != "---" {
        return start;
    }
    let mut at = first.next;
    while at < text.len() {
        let line = Line::at(text, at);
        if line.of(text).trim_end() == "---" {
            return line.next;
        }
        at = line.next;
    }
    page.look_to_end();
    start
}

/// The state over the lines.
pub(super) struct Reader<'p, 'a> {
    pub(super) page: &'p mut Builder<'a>,
    /// The keys that the manuscript defines as references (`[[[key]]]`).
    references: FxHashSet<&'a str>,
    paragraph: Option<(usize, usize)>,
    /// Whether the next block is no text, as an attribute above it says (`[source]`, `[stem]`).
    hidden: bool,
    /// Whether the lines are rows of a table, and what ends it.
    table: Option<&'a str>,
    /// Delimiters that do not come any more.
    absent: FxHashSet<&'a str>,
}

impl<'p, 'a> Reader<'p, 'a> {
    fn new(page: &'p mut Builder<'a>, references: FxHashSet<&'a str>) -> Self {
        Self { page, references, paragraph: None, hidden: false, table: None, absent: FxHashSet::default() }
    }

    /// Whether nothing is open, and no delimiter is missing, which would make a difference to all that is behind it.
    fn is_fresh(&self) -> bool {
        self.paragraph.is_none() && !self.hidden && self.table.is_none() && self.absent.is_empty()
    }

    /// Whether a key is defined as a reference.
    pub(super) fn is_reference(&self, key: &str) -> bool {
        self.references.contains(key)
    }

    /// Reads one line; gives the offset where reading goes on.
    fn line(&mut self, line: Line) -> usize {
        let written = line.of(self.page.text).trim_end();
        if written.is_empty() {
            self.flush(line.start);
            self.hidden = false;
            return line.next;
        }
        if let Some(delimiter) = delimiter(written) {
            self.flush(line.start);
            return self.delimited(line, written, delimiter);
        }
        if written.starts_with("//") && !written.starts_with("///") {
            self.remark(line, written);
            return line.next;
        }
        if self.table.is_some() {
            self.row(line, written);
            return line.next;
        }
        if self.paragraph.is_none() {
            return self.begin(line, written);
        }
        if self.directive(line, written) {
            return line.next;
        }
        if written == "+" || item(written).is_some() {
            self.flush(line.start);
            return self.begin(line, written);
        }
        if let Some(next) = self.underlined(line, written) {
            return next;
        }
        if let Some((_, end)) = &mut self.paragraph {
            *end = line.end;
        }
        line.next
    }

    /// Reads a line where no paragraph is open.
    fn begin(&mut self, line: Line, written: &'a str) -> usize {
        if self.attribute(written) || self.directive(line, written) || self.attributes(line, written) {
            return line.next;
        }
        if written == "+" {
            return line.next;
        }
        if self.hidden {
            return self.run_end(line);
        }
        if self.title(line, written) {
            return line.next;
        }
        let mut start = line.start;
        match item(written) {
            Some(width) => start += width,
            // Indented text is literal.
            None if written.starts_with([' ', '\t']) => return self.run_end(line),
            None => {}
        }
        let rest = &self.page.text[start..line.end];
        start += rest.len() - rest.trim_start().len();
        if start < line.end {
            self.paragraph = Some((start, line.end));
        }
        line.next
    }

    /// A delimiter of a block: that of text is passed over, another's block is.
    fn delimited(&mut self, line: Line, written: &'a str, kind: Delimiter) -> usize {
        let hidden = std::mem::take(&mut self.hidden);
        match kind {
            Delimiter::Table => {
                let closes = self.table == Some(written);
                self.table = if closes { None } else { Some(written) };
                return line.next;
            }
            Delimiter::Text if !hidden => return line.next,
            _ => {}
        }
        let Some(close) = self.closing(line.next, written) else { return line.next };
        if kind == Delimiter::Comment {
            let inner = Span::new(line.next, close.start.max(line.next));
            self.page.comment(Span::new(line.start, close.end), inner);
        }
        close.next
    }

    /// The line that closes a delimited block. A fence that names a language is closed by one that does not.
    fn closing(&mut self, from: usize, written: &'a str) -> Option<Line> {
        let mark = if written.starts_with("```") { "```" } else { written };
        if self.absent.contains(mark) {
            return None;
        }
        let text = self.page.text;
        let mut at = from;
        while at < text.len() {
            let line = Line::at(text, at);
            if line.of(text).trim_end() == mark {
                return Some(line);
            }
            at = line.next;
        }
        self.absent.insert(mark);
        None
    }

    /// A comment of one line.
    fn remark(&mut self, line: Line, written: &str) {
        let end = line.start + written.len();
        self.page.comment(Span::new(line.start, end), Span::new(line.start + 2, end));
    }

    /// An attribute `:name: value`.
    fn attribute(&mut self, written: &'a str) -> bool {
        let Some((name, value)) = written.strip_prefix(':').and_then(|rest| rest.split_once(':')) else { return false };
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '!');
        let apart = value.is_empty() || value.starts_with([' ', '\t']);
        if name.is_empty() || !name.chars().all(plain) || !apart {
            return false;
        }
        let value = value.trim();
        match name {
            "bibtex-file" | "bibliography-database" => self.bibliography(value),
            "lang" => self.page.m.lang = self.page.m.lang.take().or_else(|| Lang::parse(value)),
            _ => {}
        }
        true
    }

    /// A bibliography as it is named: a pattern or an attribute is no name, so that nothing is declared by it.
    fn bibliography(&mut self, value: &'a str) {
        let path = value.strip_prefix("{docdir}/").unwrap_or(value);
        if !path.is_empty() && !path.contains(['*', '?', '{', '[']) {
            let start = path.as_ptr() as usize - self.page.text.as_ptr() as usize;
            let span = Span::new(start, start + path.len());
            self.page.m.bibliographies.push(BibliographyRef { path: path.to_owned(), span });
        }
    }

    /// A block macro `name::target[...]`: an include, the bibliography's place, an image; or a condition.
    fn directive(&mut self, line: Line, written: &'a str) -> bool {
        let (name, rest) =
            written.split_at(written.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'_').count());
        let Some(rest) = rest.strip_prefix("::").filter(|rest| !name.is_empty() && rest.ends_with(']')) else {
            return false;
        };
        let Some((target, inside)) = rest.split_once('[').filter(|(target, _)| !target.contains(' ')) else {
            return false;
        };
        match name {
            "bibliography" => self.bibliography(target),
            "include" if !target.is_empty() => {
                let start = target.as_ptr() as usize - self.page.text.as_ptr() as usize;
                let span = Span::new(start, start + target.len());
                self.page.m.includes.push(Include {
                    path: target.to_owned(),
                    dir: String::new(),
                    span,
                    toctree: false,
                });
            }
            // A condition with text is text.
            "ifdef" | "ifndef" if inside.len() > 1 => {
                self.flush(line.start);
                let start = line.start + written.len() - inside.len();
                self.inline(start, line.start + written.len() - 1);
                self.page.end_paragraph(line.end);
            }
            _ => {}
        }
        true
    }

    /// A line of attributes for the block below: `[source,ruby]`, `[[id]]`, `[#id.role]`, `[quote, Name]`.
    fn attributes(&mut self, line: Line, written: &str) -> bool {
        if written.starts_with("[[[") || !written.starts_with('[') || !written.ends_with(']') {
            return false;
        }
        let inner = &written[1..written.len() - 1];
        // Anything else is text that happens to stand in brackets.
        let begins = |c: char| c.is_alphanumeric() || "_.#%{,\"'[".contains(c);
        if !inner.is_empty() && !inner.starts_with(begins) {
            return false;
        }
        if let Some(label) = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
            let length = label.find(',').unwrap_or(label.len());
            self.page.own_key(Span::new(line.start + 2, line.start + 2 + length), false);
            return true;
        }
        let word = inner.split([',', '%', '.', '#']).next().unwrap_or_default().trim();
        let style = [
            "source",
            "listing",
            "literal",
            "pass",
            "stem",
            "latexmath",
            "asciimath",
            "comment",
            "plantuml",
            "mermaid",
            "ditaa",
            "graphviz",
        ];
        self.hidden |= style.contains(&word);
        if let Some(at) = inner.find('#').filter(|&at| inner[..at].bytes().all(|b| b.is_ascii_alphanumeric())) {
            let id = &inner[at + 1..];
            let length = id.find(|c: char| !(c.is_alphanumeric() || "-_:".contains(c))).unwrap_or(id.len());
            let start = line.start + 1 + at + 1;
            self.page.own_key(Span::new(start, start + length), false);
        }
        true
    }

    /// A title: of a section (`== Title`), or of the block below (`.Title`).
    fn title(&mut self, line: Line, written: &str) -> bool {
        let level =
            written.bytes().take_while(|&b| b == b'=').count().max(written.bytes().take_while(|&b| b == b'#').count());
        let (start, of_section) = if (1..=6).contains(&level) && written[level..].starts_with([' ', '\t']) {
            (line.start + level, true)
        } else if written.starts_with('.') && !written[1..].starts_with(['.', ' ', '\t']) && written.len() > 1 {
            (line.start + 1, false)
        } else {
            return false;
        };
        let end = line.start + written.len();
        if of_section {
            self.page.heading(level as u8, start, end);
        }
        let white = self.page.text[start..end].len() - self.page.text[start..end].trim_start().len();
        self.inline(start + white, end);
        self.page.end_paragraph(end);
        true
    }

    /// A title of one line that the next one underlines.
    fn underlined(&mut self, line: Line, written: &str) -> Option<usize> {
        let (start, end) = self.paragraph?;
        let title = &self.page.text[start..end];
        let mark = written.bytes().next()?;
        let level = b"=-~^+".iter().position(|&one| one == mark)?;
        let length = title.trim().chars().count();
        let fits = written.bytes().all(|b| b == mark) && written.len().abs_diff(length) <= 1 && written.len() > 1;
        if !fits || title.contains(['\n', '\r']) {
            return None;
        }
        self.page.heading(level as u8 + 1, start, end);
        self.flush(end);
        Some(line.next)
    }

    /// A row of a table: each cell is a paragraph.
    fn row(&mut self, line: Line, written: &str) {
        let mut at = line.start;
        for cell in written.split('|') {
            let start = at + cell.len() - cell.trim_start().len();
            let end = start + cell.trim().len();
            at += cell.len() + 1;
            if end > start {
                self.inline(start, end);
                self.page.end_paragraph(end);
            }
        }
    }

    /// The end of a run of lines that are not blank.
    fn run_end(&mut self, first: Line) -> usize {
        self.hidden = false;
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

    /// Ends the paragraph.
    fn flush(&mut self, at: usize) {
        if let Some((start, end)) = self.paragraph.take() {
            let end = start + self.page.text[start..end].trim_end().len();
            self.inline(start, end);
            self.page.end_paragraph(at.max(end));
        }
    }
}

/// What a line of marks delimits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delimiter {
    Text,
    Table,
    Comment,
    Other,
}

/// The delimiter that a line is.
fn delimiter(line: &str) -> Option<Delimiter> {
    let first = line.bytes().next()?;
    if matches!(line, "--") {
        return Some(Delimiter::Text);
    }
    if matches!(line, "|===" | ",===" | ":===" | "!===")
        || (line.len() > 4 && line.as_bytes()[1..].iter().all(|&b| b == b'=') && b"|,:!".contains(&first))
    {
        return Some(Delimiter::Table);
    }
    if line.starts_with("```") && !line[3..].contains('`') {
        return Some(Delimiter::Other);
    }
    let alike = line.len() >= 4 && line.bytes().all(|b| b == first);
    match first {
        _ if !alike => None,
        b'=' | b'*' | b'_' => Some(Delimiter::Text),
        b'-' | b'.' | b'+' => Some(Delimiter::Other),
        b'/' => Some(Delimiter::Comment),
        _ => None,
    }
}

/// The bytes of a list's marker and what is no text before an item: `* `, `.. `, `1. `, `term:: `, `<1> `.
fn item(written: &str) -> Option<usize> {
    let lead = written.len() - written.trim_start().len();
    let rest = &written[lead..];
    let first = rest.bytes().next()?;
    let width = match first {
        b'*' | b'.' => rest.bytes().take_while(|&b| b == first).count(),
        b'-' => 1,
        b'<' => rest.find('>').filter(|&end| end < 4)? + 1,
        b'0'..=b'9' => rest.bytes().take_while(u8::is_ascii_digit).count() + 1,
        b'a'..=b'z' | b'A'..=b'Z' if rest[1..].starts_with('.') => 2,
        _ => return None,
    };
    let marked = !first.is_ascii_digit() || rest.as_bytes().get(width - 1) == Some(&b'.');
    (marked && rest.get(width..)?.starts_with([' ', '\t'])).then_some(lead + width + 1)
}
