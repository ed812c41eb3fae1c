//! The prose of a LaTeX manuscript: accents decoded, dashes and quotes as characters, emphasis. Invariant: a decoded
//! character is a piece of its own, with the source it stands for.

use siglum_corpus::latex;
use siglum_corpus::span::Span;

use super::Reader;
use crate::manuscript::RegionKind;

/// What a brace opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameKind {
    Plain,
    Emphasis,
    Quote,
    Note,
    /// A heading, by its place.
    Heading(usize),
}

/// An open brace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    kind: FrameKind,
    /// Where its text begins in the prose, and in which paragraph: emphasis does not go beyond it.
    out: u32,
    paragraph: u32,
}

impl Reader<'_> {
    fn out(&self) -> u32 {
        self.manuscript.prose.text.len() as u32
    }

    /// Prose that stands for `start..end`.
    pub(super) fn text(&mut self, text: &str, start: usize, end: usize) {
        if !self.hidden && !text.is_empty() {
            self.mark(RegionKind::Prose, start, end);
            self.manuscript.prose.push(text, Span::new(start, end));
        }
    }

    /// Prose as it stands.
    pub(super) fn copy(&mut self, start: usize, end: usize) {
        self.text(self.source.slice(start, end), start, end);
    }

    /// A blank for something that is no prose.
    pub(super) fn blank(&mut self, start: usize, end: usize) {
        if !self.hidden && !self.manuscript.prose.text.ends_with([' ', '\n']) {
            self.manuscript.prose.push(" ", Span::new(start, end));
        }
    }

    /// Ends the paragraph; `start..end` is what ends it.
    pub(super) fn end_paragraph(&mut self, start: usize, end: usize) {
        self.paragraph += 1;
        self.quote = None;
        let prose = &mut self.manuscript.prose;
        if self.hidden || prose.text.is_empty() || prose.text.ends_with("\n\n") {
            return;
        }
        let breaks = if prose.text.ends_with('\n') { "\n" } else { "\n\n" };
        prose.push(breaks, Span::new(start, end));
    }

    /// A line end at `start`, which ends the paragraph where an empty line follows.
    pub(super) fn line_break(&mut self, start: usize) -> usize {
        let mut at = start + self.source.eol(start);
        if !self.source.ends_paragraph(start) {
            if !self.manuscript.prose.text.is_empty() && !self.manuscript.prose.text.ends_with('\n') {
                self.text("\n", start, at);
            }
            return at;
        }
        loop {
            let next = self.source.skip_blanks(at);
            match self.source.eol(next) {
                0 => break,
                eol => at = next + eol,
            }
        }
        self.fresh = true;
        self.end_paragraph(start, at);
        at
    }

    /// Opens a brace at `open`.
    pub(super) fn open(&mut self, open: usize, kind: FrameKind) -> usize {
        self.frames.push(Frame { kind, out: self.out(), paragraph: self.paragraph });
        open + 1
    }

    /// Opens the group that is the argument of a command from `start`; where there is none, goes on after its name.
    pub(super) fn open_argument(&mut self, start: usize, at: usize, kind: FrameKind) -> usize {
        let open = self.source.skip_space(at);
        if self.source.byte(open) != b'{' {
            return at;
        }
        match kind {
            FrameKind::Quote => self.text("“", start, open + 1),
            FrameKind::Note => self.text(" (", start, open + 1),
            _ => {}
        }
        self.open(open, kind)
    }

    pub(super) fn heading(&mut self, at: usize, level: u8) -> usize {
        let open = self.source.skip_space(at);
        if self.hidden || self.source.byte(open) != b'{' {
            return at;
        }
        self.manuscript.headings.push((level, Span::new(open + 1, open + 1)));
        self.open(open, FrameKind::Heading(self.manuscript.headings.len() - 1))
    }

    pub(super) fn close(&mut self, at: usize) -> usize {
        let Some(frame) = self.frames.pop() else { return at + 1 };
        let same = frame.paragraph == self.paragraph;
        match frame.kind {
            FrameKind::Emphasis if same => self.emphasise(frame.out, self.out()),
            FrameKind::Quote => {
                if same {
                    self.emphasise(frame.out, self.out());
                }
                self.text("”", at, at + 1);
            }
            FrameKind::Note => self.text(")", at, at + 1),
            FrameKind::Heading(place) => {
                if let Some((_, span)) = self.manuscript.headings.get_mut(place).filter(|_| same) {
                    span.end = at as u32;
                }
                self.end_paragraph(at, at + 1);
            }
            _ => {}
        }
        at + 1
    }

    /// `{\em ...}`: the rest of the group is emphasised.
    pub(super) fn emphasise_rest(&mut self) {
        let (out, paragraph) = (self.out(), self.paragraph);
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.kind == FrameKind::Plain) {
            *frame = Frame { kind: FrameKind::Emphasis, out, paragraph };
        }
    }

    /// Records an emphasised or quoted span of the prose, blanks trimmed.
    fn emphasise(&mut self, start: u32, end: u32) {
        let text = self.manuscript.prose.text.get(start as usize..end as usize).unwrap_or_default();
        let from = start as usize + (text.len() - text.trim_start().len());
        let trimmed = text.trim();
        if !self.hidden && !trimmed.is_empty() {
            self.manuscript.prose.emphasis.push(Span::new(from, from + trimmed.len()));
        }
    }

    /// A quotation mark that opens or closes.
    pub(super) fn quote(&mut self, mark: &str, opens: bool, start: usize, end: usize) {
        if !opens
            && let Some((out, paragraph)) = self.quote.take().filter(|(_, paragraph)| *paragraph == self.paragraph)
        {
            debug_assert_eq!(paragraph, self.paragraph);
            self.emphasise(out, self.out());
        }
        self.text(mark, start, end);
        if opens {
            self.quote = Some((self.out(), self.paragraph));
        }
    }

    /// Characters that TeX's fonts make of several: dashes and quotes. Returns after them.
    pub(super) fn ligature(&mut self, at: usize) -> usize {
        let (next, third) = (self.source.byte(at + 1), self.source.byte(at + 2));
        match (self.source.byte(at), next, third) {
            (b'-', b'-', b'-') => self.replace(at, 3, "—"),
            (b'-', b'-', _) => self.replace(at, 2, "–"),
            (b'`' | b'"', b'`', _) => {
                self.quote("“", true, at, at + 2);
                at + 2
            }
            (b'\'' | b'"', b'\'', _) => {
                self.quote("”", false, at, at + 2);
                at + 2
            }
            (b'`', ..) => self.replace(at, 1, "‘"),
            (b'~', ..) => self.replace(at, 1, " "),
            // The next column of a table: words on its sides are no neighbours.
            (b'&', ..) => self.replace(at, 1, " | "),
            _ => {
                self.copy(at, at + 1);
                at + 1
            }
        }
    }

    fn replace(&mut self, at: usize, len: usize, text: &str) -> usize {
        self.text(text, at, at + len);
        at + len
    }

    /// Typographic quotes as characters, of two or three bytes; other characters that begin so are copied.
    pub(super) fn quote_character(&mut self, at: usize) -> usize {
        let Some(found) = self.source.slice(at, self.source.len()).chars().next() else { return at + 1 };
        let end = at + found.len_utf8();
        match found {
            '«' | '“' if self.quote.is_none() || found == '«' => {
                self.quote(self.source.slice(at, end), true, at, end);
            }
            '„' => self.quote("„", true, at, end),
            '»' | '”' | '“' => self.quote(self.source.slice(at, end), false, at, end),
            _ => self.copy(at, end),
        }
        end
    }

    /// A symbol command's text; quotes among them open and close.
    pub(super) fn symbol(&mut self, name: &str, text: &'static str, start: usize, end: usize) {
        match name {
            "og" | "guillemetleft" | "guillemotleft" | "textquotedblleft" | "quotedblbase" => {
                self.quote(text, true, start, end);
            }
            "fg" | "guillemetright" | "guillemotright" | "textquotedblright" => self.quote(text, false, start, end),
            _ => self.text(text, start, end),
        }
    }

    /// An accent command from `start` to `at` with its base: `\'e`, `\"{u}`, `\^\i`, `\c{c}`. Returns after it.
    pub(super) fn accent(&mut self, mark: char, start: usize, at: usize) -> usize {
        let Some((base, end)) = self.accent_base(at) else { return at };
        match latex::accent(mark, base) {
            Some(composed) => self.text(composed.encode_utf8(&mut [0; 4]), start, end),
            // Unicode has no such character: the base as it stands, whose mark no reader compares.
            None => self.text(base.encode_utf8(&mut [0; 4]), start, end),
        }
        end
    }

    /// The one character under an accent, and what follows it.
    fn accent_base(&self, at: usize) -> Option<(char, usize)> {
        let at = self.source.skip_blanks(at);
        let braced = self.source.byte(at) == b'{';
        let inside = if braced { self.source.skip_blanks(at + 1) } else { at };
        let (base, end) = if self.source.byte(inside) == b'\\' {
            let end = self.source.name_end(inside + 1, false);
            let base = latex::symbol(self.source.slice(inside + 1, end))?.chars().next()?;
            (base, self.source.skip_blanks(end))
        } else {
            let base =
                self.source.slice(inside, self.source.len()).chars().next().filter(|base| base.is_alphabetic())?;
            (base, inside + base.len_utf8())
        };
        if !braced {
            return Some((base, end));
        }
        (self.source.byte(end) == b'}').then_some((base, end + 1))
    }
}
