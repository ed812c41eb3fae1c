//! Blocks that another mark closes: fences of code and of directives, HTML, raw TeX.
//!
//! Each search for a closing mark that finds none is remembered, so that no text is searched twice for it.

use super::super::lines::{self, Fence};
use super::super::{Mode, Out, directive, meta, scan};
use super::{Blocks, Line};
use siglum_corpus::span::Span;

impl<'a> Blocks<'a> {
    /// Passes over a fenced code block that begins on `line`; nothing where no line closes it, as in Pandoc.
    pub(super) fn fence(&mut self, line: Line, rest: &str, out: &mut Out<'a>) -> Option<usize> {
        let fence = lines::fence(rest)?;
        let slot = usize::from(fence.mark == b'~');
        if fence.length >= self.unclosed[slot] {
            self.looked_to_end = true;
            return None;
        }
        let Some(closing) = self.closing_fence(line.next, fence) else {
            self.looked_to_end = true;
            self.unclosed[slot] = fence.length;
            return None;
        };
        self.flush(out);
        if let Some(head) = directive::head(rest) {
            out.directive(head);
            let body = out.options(line.next, closing.start);
            out.body(head, line.next, closing.start);
            if head.holds_text() && self.directives.len() < 64 {
                self.title(head, out);
                self.directives.push((closing.start, self.lists.len()));
                return Some(body);
            }
        }
        meta::chunk(self.text, Span::new(line.end - rest.len(), line.end), line.next..closing.start, out);
        Some(closing.next)
    }

    /// Reads the argument of a directive where it is text.
    fn title(&self, head: directive::Head<'_>, out: &mut Out<'a>) {
        if head.is_titled() {
            let start = head.argument.as_ptr() as usize - self.text.as_ptr() as usize;
            out.whole(Span::new(start, start + head.argument.len()), false, Mode::Prose);
        }
    }

    /// Whether the line closes the innermost open directive.
    pub(super) fn closes_directive(&mut self, line: Line, out: &mut Out<'a>) -> bool {
        let mut closes = false;
        while let Some(&(closing, lists)) = self.directives.last().filter(|open| open.0 <= line.start) {
            self.directives.pop();
            self.blank(out);
            self.lists.truncate(lists);
            closes = closing == line.start;
        }
        closes
    }

    /// Reads a line of colons: of a directive, whose body is text unless its name says otherwise, or of a division.
    pub(super) fn colons(&mut self, line: Line, rest: &str, out: &mut Out<'a>) -> usize {
        let Some(head) = directive::head(rest) else { return line.next };
        out.directive(head);
        let length = rest.bytes().take_while(|&b| b == b':').count();
        let fence = Fence { mark: b':', length };
        self.looked_to_end |= length >= self.unclosed[2];
        if head.holds_text_in_colons() || length >= self.unclosed[2] {
            self.title(head, out);
            return out.options(line.next, self.text.len());
        }
        match self.closing_fence(line.next, fence) {
            Some(closing) => {
                self.flush(out);
                out.options(line.next, closing.start);
                out.body(head, line.next, closing.start);
                closing.next
            }
            None => {
                self.looked_to_end = true;
                self.unclosed[2] = length;
                line.next
            }
        }
    }

    fn closing_fence(&self, from: usize, fence: Fence) -> Option<Line> {
        let mut pos = from;
        while pos < self.text.len() {
            let line = Line::at(self.text, pos);
            if lines::closes(&self.text[line.start..line.end], fence) {
                return Some(line);
            }
            pos = line.next;
        }
        None
    }

    /// The end of an HTML block at `at` whose content is no Markdown: a comment, `<script>`, `<style>`, `<pre>`.
    pub(super) fn html(&mut self, at: usize, out: &mut Out<'a>) -> Option<usize> {
        let rest = &self.text[at..];
        if rest.starts_with("<!--") {
            let end = self.find(at + 4, "-->")?;
            out.comment(Span::new(at, end));
            return Some(end);
        }
        let tag = ["script", "style", "pre", "textarea"].into_iter().find(|tag| {
            let name = rest.as_bytes().get(1..=tag.len());
            let ends = rest.as_bytes().get(1 + tag.len()).is_some_and(|b| !b.is_ascii_alphanumeric() && *b != b'-');
            ends && name.is_some_and(|name| name.eq_ignore_ascii_case(tag.as_bytes()))
        })?;
        let end = self.find(at, &format!("</{tag}"))?;
        let close = memchr::memchr(b'>', &self.text.as_bytes()[end..]);
        self.looked_to_end |= close.is_none();
        close.map(|close| end + close + 1)
    }

    /// The end of the raw TeX environment at `at`.
    pub(super) fn environment(&mut self, at: usize) -> Option<usize> {
        let name_end = scan::balanced(self.text, at + 6, b'{', b'}').filter(|end| end - at < 64)?;
        let name = self.text.get(at + 6..name_end)?;
        self.find(name_end, &format!("\\end{name}"))
    }

    /// The offset after the next `mark` from `from` on; remembers when there is none left.
    pub(super) fn find(&mut self, from: usize, mark: &str) -> Option<usize> {
        if self.absent.contains(mark) {
            self.looked_to_end = true;
            return None;
        }
        let found = memchr::memmem::find(self.text.as_bytes().get(from..)?, mark.as_bytes());
        if found.is_none() {
            self.looked_to_end = true;
            self.absent.insert(mark.to_owned());
        }
        found.map(|at| from + at + mark.len())
    }
}
