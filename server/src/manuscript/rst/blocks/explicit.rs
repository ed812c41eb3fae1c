//! Explicit markup, which begins with two full stops: footnotes, citations, targets, directives, comments.

use super::super::inline::{is_footnote, label, role_name};
use super::{Indent, Reader, field, indentation};
use crate::manuscript::line::Line;
use crate::manuscript::roles::Target;
use crate::manuscript::{BibliographyRef, Form, Include, OwnKey, directives, toctree};
use siglum_corpus::span::Span;

/// A directive's first line.
#[derive(Clone, Copy)]
struct Head<'a> {
    name: &'a str,
    /// Where its arguments begin, and the line's end.
    at: usize,
    end: usize,
    /// The columns of its two full stops.
    columns: usize,
    /// Where its next line begins.
    next: usize,
}

impl<'a> Reader<'_, 'a> {
    /// Reads explicit markup whose two full stops stand at `at`; gives the offset where reading goes on.
    pub(super) fn explicit(&mut self, line: Line, at: usize, columns: usize) -> usize {
        let text = self.page.text;
        let rest = &text[at + 2..line.end];
        let start = at + 2 + rest.len() - rest.trim_start().len();
        let body = text[start..line.end].trim_end();
        if let Some(next) = self.note(line, start, columns) {
            return next;
        }
        if body.starts_with('_') {
            return self.block_end(line.next, columns);
        }
        let named = match body.strip_prefix('|').and_then(|inner| inner.find("| ")) {
            Some(close) => {
                let after = &body[close + 3..];
                start + body.len() - after.trim_start().len()
            }
            None => start,
        };
        if let Some((name, arguments)) = directive(&text[named..line.end]) {
            let head = Head { name, at: named + arguments, end: line.end, columns, next: line.next };
            return self.directive(head);
        }
        self.remark(line, at, start, columns)
    }

    /// A footnote `.. [1] text`, or a citation's definition `.. [Doe99] text`.
    fn note(&mut self, line: Line, start: usize, columns: usize) -> Option<usize> {
        let text = self.page.text;
        let label = label(text[start..line.end].strip_prefix('[')?)?;
        let after = start + label.len() + 2;
        let rest = text[after..line.end].trim_start();
        if rest.len() == line.end - after && !rest.is_empty() {
            return None;
        }
        if !is_footnote(label) {
            let place = Span::new(start + 1, start + 1 + label.len());
            self.page.m.own_keys.push(OwnKey { key: label.to_owned(), span: place, record: true });
        }
        if !rest.trim_end().is_empty() {
            self.open(line.end - rest.len(), line.end, Indent::Beyond(columns));
        }
        Some(line.next)
    }

    /// A comment. Two full stops alone before a blank line hide nothing.
    fn remark(&mut self, line: Line, at: usize, start: usize, columns: usize) -> usize {
        let text = self.page.text;
        let next = Line::at(text, line.next);
        if start >= line.end && next.of(text).trim().is_empty() {
            return line.next;
        }
        let end = self.block_end(line.next, columns);
        let length = text[at..end].trim_end().len();
        self.page.comment(Span::new(at, at + length), Span::new(start.min(at + length), at + length));
        end
    }

    /// A directive; gives the offset of its body where that is text, else the offset after it.
    fn directive(&mut self, head: Head<'a>) -> usize {
        match head.name {
            "bibliography" => return self.bibliography(head),
            "include" => {
                let path = self.page.text[head.at..head.end].trim();
                if !path.is_empty() {
                    let place = Span::new(head.at, head.at + path.len());
                    self.page.m.includes.push(Include {
                        path: path.to_owned(),
                        dir: String::new(),
                        span: place,
                        toctree: false,
                    });
                }
                return self.block_end(head.next, head.columns);
            }
            "toctree" => {
                let end = self.block_end(head.next, head.columns);
                self.page.m.includes.extend(toctree::entries(self.page.text, head.next..end));
                return end;
            }
            name if directives::hold_code(name) => return self.block_end(head.next, head.columns),
            _ => {}
        }
        let arguments = self.lines_while(head.next, head.columns, |rest| field(rest).is_none());
        // A replacement is the text that stands for a substitution.
        if directives::are_titled(head.name) || head.name == "replace" {
            let end = head.at + self.page.text[head.at..arguments].trim_end().len();
            if end > head.at {
                self.inline(head.at, end);
                self.page.end_paragraph(end);
            }
        }
        self.lines_while(arguments, head.columns, |_| true)
    }

    /// The offset after the lines from `from` on that are deeper than `columns`, not blank, and wanted.
    fn lines_while(&self, from: usize, columns: usize, wanted: impl Fn(&str) -> bool) -> usize {
        let text = self.page.text;
        let mut at = from;
        while at < text.len() {
            let line = Line::at(text, at);
            let written = line.of(text);
            let (indent, white) = indentation(written);
            let rest = written[white..].trim_end();
            if rest.is_empty() || indent <= columns || !wanted(rest) {
                return at;
            }
            at = line.next;
        }
        at
    }

    /// `.. bibliography:: a.bib b.bib`, with options, and keys that are listed without being cited.
    fn bibliography(&mut self, head: Head<'a>) -> usize {
        let text = self.page.text;
        let files = text[head.at..head.end].split_ascii_whitespace();
        for file in files {
            let start = file.as_ptr() as usize - text.as_ptr() as usize;
            let place = Span::new(start, start + file.len());
            self.page.m.bibliographies.push(BibliographyRef { path: file.to_owned(), span: place });
        }
        let end = self.block_end(head.next, head.columns);
        let mut at = head.next;
        while at < end {
            let line = Line::at(text, at);
            at = line.next;
            let key = line.of(text).trim();
            if let Some(length) = field(key) {
                let (name, value) = (&key[1..length - 1], key[length..].trim());
                self.page.m.cites_all |= name == "all" || (name == "filter" && value == "True");
            } else if !key.is_empty() && !key.contains(char::is_whitespace) {
                let start = key.as_ptr() as usize - text.as_ptr() as usize;
                let place = start..start + key.len();
                let target = Target { whole: place.clone(), key: place.clone(), suffix: None };
                self.page.cite_targets(Span::new(place.start, place.end), Form::Nocite, &[target]);
            }
        }
        end
    }
}

/// The name of a directive at the start of a text, and where its arguments begin.
fn directive(text: &str) -> Option<(&str, usize)> {
    let length = role_name(text);
    let after = text[length..].strip_prefix(' ').unwrap_or(&text[length..]).strip_prefix("::")?;
    let arguments = after.trim_start();
    let apart = after.is_empty() || arguments.len() < after.len();
    (length > 0 && apart).then(|| (&text[..length], text.len() - arguments.len()))
}
