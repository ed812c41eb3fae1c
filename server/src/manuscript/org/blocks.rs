//! Lines: headlines, blocks, drawers, keywords, tables, lists; what is left is paragraphs.

use super::Reader;
use siglum_corpus::span::Span;

/// A line: its indentation is passed, its end is not read.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    /// Where its text begins.
    at: usize,
    end: usize,
    next: usize,
}

/// Blocks whose contents are no Org.
const RAW: [&str; 4] = ["src", "example", "export", "comment"];
/// Words before a headline's title that say its state.
const STATES: [&str; 8] = ["TODO", "DONE", "NEXT", "WAITING", "WAIT", "HOLD", "CANCELLED", "CANCELED"];
/// Drawers that an export leaves out.
const HIDDEN_DRAWERS: [&str; 2] = ["PROPERTIES", "LOGBOOK"];

impl Reader<'_> {
    /// Reads the text from a line on, line by line.
    pub(super) fn blocks(&mut self, from: usize) {
        let mut at = from;
        let mut after_blank = false;
        while at < self.bytes.len() {
            // An end that is missing makes a difference to all that is behind it.
            let is_fresh = after_blank && self.paragraph.is_none() && self.hidden.is_none() && self.absent.is_empty();
            if is_fresh && self.b.pass(at, self.languages, 0) {
                return;
            }
            let end = self.line_end(at);
            let line = Line { start: at, at: self.skip_blanks(at).min(end), end, next: self.next_line(end) };
            after_blank = line.at == line.end;
            at = self.line(line);
        }
        self.end_paragraph(self.bytes.len());
    }

    /// Reads one line; gives where reading goes on.
    fn line(&mut self, line: Line) -> usize {
        let said = self.slice(line.at, line.end);
        if said.starts_with('*') && line.at == line.start && self.headline(line) {
            return line.next;
        }
        if self.hidden.is_some() {
            return line.next;
        }
        match said.as_bytes().first() {
            None => {
                self.end_paragraph(line.start);
                return line.next;
            }
            Some(b'#') => {
                if let Some(next) = self.hash(line) {
                    return next;
                }
            }
            Some(b':') => {
                if let Some(next) = self.colon(line) {
                    return next;
                }
            }
            Some(b'|') => {
                self.end_paragraph(line.start);
                self.row(line);
                return line.next;
            }
            Some(b'\\') => {
                if let Some(next) = self.environment(line) {
                    return next;
                }
            }
            Some(b'-') if said.len() >= 5 && said.trim_end().bytes().all(|byte| byte == b'-') => {
                self.end_paragraph(line.start);
                return line.next;
            }
            _ => {}
        }
        let planned = ["SCHEDULED:", "DEADLINE:", "CLOSED:", "CLOCK:"].iter().any(|word| said.starts_with(word));
        if planned && self.paragraph.is_none() || said.starts_with("%%(") {
            return line.next;
        }
        let text = self.item(line).or_else(|| self.footnote(line));
        if text.is_some() {
            self.end_paragraph(line.start);
        }
        self.paragraph.get_or_insert(text.unwrap_or(line.at));
        line.next
    }

    /// Ends the paragraph before `end`, and reads it.
    fn end_paragraph(&mut self, end: usize) {
        if let Some(start) = self.paragraph.take() {
            self.objects(start, end);
            self.b.end_paragraph(end);
        }
    }

    /// `** TODO [#A] Title :tag:`
    fn headline(&mut self, line: Line) -> bool {
        let level = self.slice(line.start, line.end).bytes().take_while(|byte| *byte == b'*').count();
        if !matches!(self.byte(line.start + level), b' ' | b'\t') {
            return false;
        }
        self.end_paragraph(line.start);
        if self.hidden.is_some_and(|hidden| level <= hidden) {
            self.hidden = None;
        }
        let mut at = self.skip_blanks(line.start + level).min(line.end);
        let word = |at: usize| self.slice(at, line.end).split([' ', '\t']).next().unwrap_or_default();
        if STATES.contains(&word(at)) {
            at = self.skip_blanks(at + word(at).len()).min(line.end);
        }
        let said = self.slice(at, line.end);
        if said.starts_with("[#") && said.as_bytes().get(3) == Some(&b']') {
            at = self.skip_blanks(at + 4).min(line.end);
        }
        let said = self.slice(at, line.end).trim_end();
        let tags = said.rfind([' ', '\t']).map_or(said, |blank| &said[blank + 1..]);
        let tagged = tags.len() > 2 && tags.starts_with(':') && tags.ends_with(':');
        let end = at + if tagged { said.len() - tags.len() } else { said.len() };
        let left_out = word(at) == "COMMENT" || (tagged && tags.contains(":noexport:"));
        if left_out && self.hidden.is_none() {
            self.hidden = Some(level);
        }
        if self.hidden.is_none() {
            let title = crate::manuscript::build::trimmed(self.text, at, end);
            self.objects(title.start as usize, title.end as usize);
            self.b.end_paragraph(end);
            self.b.heading(u8::try_from(level).unwrap_or(u8::MAX), at, end);
        }
        true
    }

    /// A comment, a block or a keyword.
    fn hash(&mut self, line: Line) -> Option<usize> {
        let said = self.slice(line.at, line.end);
        if said.len() == 1 || said.as_bytes().get(1).is_some_and(u8::is_ascii_whitespace) {
            self.end_paragraph(line.start);
            self.b.comment(Span::new(line.at, line.end), Span::new(line.at + 1, line.end));
            return Some(line.next);
        }
        let keyword = said.strip_prefix("#+")?;
        let name = keyword.split([' ', '\t', ':', '[']).next().unwrap_or_default();
        let lower = name.to_ascii_lowercase();
        if let Some(kind) = lower.strip_prefix("begin_") {
            let next =
                if RAW.contains(&kind) { self.block_end(line.next, &format!("#+end_{kind}"))? } else { line.next };
            self.end_paragraph(line.start);
            return Some(next);
        }
        if lower.starts_with("end_") {
            self.end_paragraph(line.start);
            return Some(line.next);
        }
        let colon = keyword.find(':')?;
        if keyword[..colon].contains([' ', '\t']) && !keyword[..colon].contains('[') {
            return None;
        }
        self.end_paragraph(line.start);
        let value = crate::manuscript::build::trimmed(self.text, line.at + 2 + colon + 1, line.end);
        self.keyword(name, value);
        Some(line.next)
    }

    /// Where the line after the next one begins that is `end`, blanks aside; `None` where there is none.
    fn block_end(&mut self, from: usize, end: &str) -> Option<usize> {
        if self.absent.contains(end) {
            return None;
        }
        let mut at = from;
        while at < self.bytes.len() {
            let line_end = self.line_end(at);
            let line = self.slice(self.skip_blanks(at).min(line_end), line_end).trim_end();
            if line.len() == end.len() && line.eq_ignore_ascii_case(end) {
                return Some(self.next_line(line_end));
            }
            at = self.next_line(line_end);
        }
        self.absent.insert(end.to_owned());
        None
    }

    /// Fixed-width text or a drawer.
    fn colon(&mut self, line: Line) -> Option<usize> {
        let said = self.slice(line.at, line.end).trim_end();
        if said.len() == 1 || said.as_bytes().get(1).is_some_and(u8::is_ascii_whitespace) {
            self.end_paragraph(line.start);
            return Some(line.next);
        }
        let name = said.strip_prefix(':')?.strip_suffix(':')?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
            return None;
        }
        let hidden = HIDDEN_DRAWERS.iter().any(|drawer| name.eq_ignore_ascii_case(drawer));
        let next = if hidden { self.block_end(line.next, ":END:")? } else { line.next };
        self.end_paragraph(line.start);
        Some(next)
    }

    /// `\begin{name}` to `\end{name}`: LaTeX, as it stands.
    fn environment(&mut self, line: Line) -> Option<usize> {
        let name = self.slice(line.at, line.end).strip_prefix("\\begin{")?;
        let name = &name[..name.find('}')?];
        let end = format!("\\end{{{name}}}");
        // Many names without an end are no manuscript's.
        if self.absent.contains(&end) || self.absent.len() > 64 {
            return None;
        }
        let Some(found) = memchr::memmem::find(&self.bytes[line.at..], end.as_bytes()) else {
            self.absent.insert(end);
            return None;
        };
        self.end_paragraph(line.start);
        let line_end = self.line_end(line.at + found);
        Some(self.next_line(line_end))
    }

    /// A row of a table: each cell on its own.
    fn row(&mut self, line: Line) {
        if self.byte(line.at + 1) == b'-' {
            return;
        }
        let mut at = line.at + 1;
        while at < line.end {
            let end = memchr::memchr(b'|', &self.bytes[at..line.end]).map_or(line.end, |found| at + found);
            let cell = crate::manuscript::build::trimmed(self.text, at, end);
            if !cell.is_empty() {
                self.objects(cell.start as usize, cell.end as usize);
                self.b.end_paragraph(cell.end as usize);
            }
            at = end + 1;
        }
    }

    /// Where the text of a list's item begins, if the line is one.
    fn item(&self, line: Line) -> Option<usize> {
        let said = self.slice(line.at, line.end).as_bytes();
        let bullet = match said.first()? {
            b'-' | b'+' => 1,
            b'*' if line.at > line.start => 1,
            byte if byte.is_ascii_alphanumeric() => {
                let digits = said.iter().take_while(|byte| byte.is_ascii_digit()).count().max(1);
                matches!(said.get(digits), Some(b'.' | b')')).then_some(digits + 1)?
            }
            _ => return None,
        };
        if said.get(bullet).is_some_and(|byte| !byte.is_ascii_whitespace()) {
            return None;
        }
        let mut at = self.skip_blanks(line.at + bullet).min(line.end);
        for (open, close) in [("[@", 16), ("[ ]", 3), ("[X]", 3), ("[-]", 3)] {
            let rest = self.slice(at, line.end);
            let length = rest.bytes().take(close).position(|byte| byte == b']').filter(|_| rest.starts_with(open));
            let counts = open != "[@" || rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphanumeric);
            let number = rest.get(2..length.unwrap_or(2)).unwrap_or_default();
            if let Some(length) = length
                && counts
                && (open != "[@" || number.len() == 1 || number.bytes().all(|byte| byte.is_ascii_digit()))
            {
                at = self.skip_blanks(at + length + 1).min(line.end);
            }
        }
        Some(at)
    }

    /// Where the text of a footnote's definition begins, if the line is one.
    fn footnote(&self, line: Line) -> Option<usize> {
        if line.at > line.start {
            return None;
        }
        let name = self.slice(line.at, line.end).strip_prefix("[fn:")?;
        let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)).count();
        (length > 0 && name.as_bytes().get(length) == Some(&b']')).then(|| {
            let at = line.at + "[fn:".len() + length + 1;
            self.skip_blanks(at).min(line.end)
        })
    }
}
