//! Markup: what is prose, what is emphasised, references and labels.

use super::code::Expr;
use super::lex::is_wordy;
use super::{Frame, Last, Reader};
use crate::manuscript::{Form, MalformedKind};
use siglum_corpus::span::Span;

/// Markup that is open: the file, or the content between brackets.
#[derive(Default)]
pub(super) struct Markup {
    kind: Content,
    /// Where it begins, after its bracket.
    start: usize,
    /// Brackets of the text itself.
    nesting: u32,
    /// Open `*` and `_`, each with the place of the prose where it opened.
    marks: Vec<(u8, usize)>,
    /// The level of the open heading, and where its title begins.
    heading: Option<(u8, usize)>,
    /// Whether only blanks and comments came since the line's beginning.
    line_start: bool,
    /// Whether the text goes on in the paragraph around it.
    joins: bool,
    /// What was called with the content, so that further brackets belong to it too.
    callee: Option<(Span, usize)>,
}

/// What the content is to what stands around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Content {
    /// The file itself.
    #[default]
    File,
    /// It goes on in the paragraph.
    Flow,
    /// Paragraphs of its own.
    Block,
    /// Emphasised; with where it begins in the prose.
    Emphasis(usize),
    /// A footnote's, in brackets in the prose.
    Note,
    /// A heading's, of this level.
    Heading(u8),
    /// The supplement of a citation, by its place; and whether the cluster is the citation's own.
    Supplement { citation: usize, owner: bool },
}

/// Bytes that may be more than text.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut marks = "\\/`*_#[]$~:-<@\n\r\x0B\x0C".as_bytes();
    while let [first, rest @ ..] = marks {
        table[*first as usize] = true;
        marks = rest;
    }
    table[0xC2] = true;
    table[0xE2] = true;
    table
};

impl Markup {
    pub(super) fn file() -> Self {
        Self { line_start: true, ..Self::default() }
    }
}

impl Reader<'_> {
    fn top(&mut self) -> &mut Markup {
        match self.stack.last_mut() {
            Some(Frame::Markup(markup)) => markup,
            _ => &mut self.idle,
        }
    }

    /// Reads what stands at the present place.
    pub(super) fn markup(&mut self) {
        let at = self.at;
        if self.top().line_start {
            return self.line_start();
        }
        let byte = self.source.byte(at);
        if !SPECIAL[byte as usize] {
            let rest = &self.source.bytes[at..];
            let end =
                rest.iter().position(|byte| SPECIAL[*byte as usize]).map_or(self.source.len(), |found| at + found);
            self.b.copy(at, end);
            self.at = end;
            return;
        }
        match byte {
            b'\\' => self.backslash(),
            b'`' => self.raw(),
            b'#' => self.embed(),
            b'@' if self.source.is_word_at(at + 1) => self.reference(),
            b'<' => self.label(),
            b'*' | b'_' => self.mark(byte),
            b'[' => {
                self.top().nesting += 1;
                self.text(at + 1);
            }
            b']' => self.bracket(),
            b'$' if self.source.has_dollar(at + 1) => {
                self.b.blank(at);
                self.stack.push(Frame::Math);
                self.at = at + 1;
            }
            b'/' => match self.source.comment(at) {
                Some(end) => self.comment(at, end),
                None => self.text(at + 1),
            },
            b':' => self.colon(),
            b'~' => self.shorthand(" ", 1),
            b'-' => self.dashes(),
            _ if self.source.newline(at) > 0 => self.newline(),
            _ => self.text(self.source.next(at)),
        }
    }

    /// Text up to `end`.
    fn text(&mut self, end: usize) {
        self.b.copy(self.at, end);
        self.at = end;
    }

    fn shorthand(&mut self, said: &str, length: usize) {
        self.b.say(said, self.at, self.at + length);
        self.at += length;
    }

    /// The beginning of a line or of content: headings and items of lists.
    fn line_start(&mut self) {
        let at = self.source.skip_blanks(self.at);
        if let Some(end) = self.source.comment(at) {
            return self.comment(at, end);
        }
        self.at = at;
        if self.source.newline(at) > 0 {
            return self.newline();
        }
        self.top().line_start = false;
        let ends = |at: usize| at >= self.source.len() || self.source.char_at(at).is_some_and(char::is_whitespace);
        let run = |at: usize, fits: fn(&u8) -> bool| self.source.bytes[at..].iter().take_while(|b| fits(b)).count();
        let end = match self.source.byte(at) {
            b'=' => {
                let level = run(at, |byte| *byte == b'=');
                if ends(at + level) {
                    self.b.end_paragraph(at);
                    self.at = self.source.skip_blanks(at + level);
                    self.top().heading = Some((u8::try_from(level).unwrap_or(u8::MAX), at + level));
                }
                return;
            }
            b'-' | b'+' | b'/' => at + 1,
            b'0'..=b'9' => {
                let digits = run(at, u8::is_ascii_digit);
                if self.source.byte(at + digits) != b'.' {
                    return;
                }
                at + digits + 1
            }
            _ => return,
        };
        if ends(end) {
            self.b.end_paragraph(at);
            self.at = self.source.skip_blanks(end);
        }
    }

    fn newline(&mut self) {
        let start = self.at;
        let (end, lines) = self.source.skip_space(start);
        self.close_heading(start);
        let markup = self.top();
        markup.line_start = true;
        if lines < 2 {
            self.b.line_break(start, start + self.source.newline(start));
        } else {
            markup.marks.clear();
            let kind = markup.kind;
            // Brackets of the file's own text make no difference to anything.
            self.fresh = kind == Content::File;
            self.b.end_paragraph(start);
            if let Content::Supplement { .. } = kind {
                self.close_markup(start, false);
            }
        }
        self.at = end;
    }

    fn close_heading(&mut self, end: usize) {
        if let Some((level, start)) = self.top().heading.take() {
            self.top().marks.clear();
            self.b.heading(level, start, end);
            self.b.end_paragraph(end);
        }
    }

    fn backslash(&mut self) {
        let at = self.at;
        let Some(c) = self.source.char_at(at + 1) else { return self.text(at + 1) };
        if c.is_whitespace() {
            self.b.line_break(at, at + 1);
            self.at = at + 1;
            return;
        }
        let hex = self.source.slice(at + 3, self.source.word_end(at + 3));
        let close = at + 3 + hex.len();
        if self.source.starts(at + 1, "u{") && self.source.byte(close) == b'}' {
            let decoded = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
            self.b.say(decoded.unwrap_or(' ').encode_utf8(&mut [0; 4]), at, close + 1);
            self.at = close + 1;
            return;
        }
        let end = self.source.next(at + 1);
        self.b.say(c.encode_utf8(&mut [0; 4]), at, end);
        self.at = end;
    }

    fn raw(&mut self) {
        match self.source.raw(self.at) {
            Some(end) => {
                self.b.blank(self.at);
                self.at = end;
            }
            None => {
                let rest = &self.source.bytes[self.at..];
                self.text(self.at + rest.iter().take_while(|byte| **byte == b'`').count());
            }
        }
    }

    /// `http://...` is a link, and what it holds no reference.
    fn colon(&mut self) {
        let at = self.at;
        let before = self.source.slice(at.saturating_sub(5), at);
        let is_link = before.ends_with("http") || before.ends_with("https");
        if self.source.starts(at, "://") && is_link {
            self.at = self.source.link_end(at + 3);
            self.b.blank(at);
        } else {
            self.text(at + 1);
        }
    }

    fn dashes(&mut self) {
        let next = self.source.byte(self.at + 1);
        match (next, self.source.byte(self.at + 2)) {
            (b'-', b'-') => self.shorthand("—", 3),
            (b'-', _) => self.shorthand("–", 2),
            // A soft hyphen.
            (b'?', _) => self.at += 2,
            _ => self.text(self.at + 1),
        }
    }

    /// `*` and `_`, which are text within a word.
    fn mark(&mut self, mark: u8) {
        let at = self.at;
        let beside = [self.source.char_before(at), self.source.char_at(at + 1)];
        if beside.iter().all(|c| c.is_some_and(is_wordy)) {
            return self.text(at + 1);
        }
        self.at = at + 1;
        let out = self.b.out();
        let marks = &mut self.top().marks;
        match marks.last() {
            Some((open, from)) if *open == mark => {
                let from = *from;
                marks.pop();
                self.b.emphasise(from);
            }
            _ => marks.push((mark, out)),
        }
    }

    fn label(&mut self) {
        let at = self.at;
        let Some(end) = self.source.label(at) else { return self.text(at + 1) };
        self.close_heading(at);
        self.b.own_key(Span::new(at + 1, end - 1), false);
        self.at = end;
    }

    /// `@key` or `@key[supplement]`.
    fn reference(&mut self) {
        let at = self.at;
        let end = self.source.key_end(at + 1);
        let owner = self.b.open_cluster(at);
        let form = self.form;
        let citation = self.b.cite(Span::new(at + 1, end), Span::new(at, end), form);
        self.at = end;
        if self.source.byte(end) == b'[' {
            self.open_content(end, Content::Supplement { citation, owner }, None);
        } else if owner {
            let waits = self.cites_next(end);
            self.b.close_cluster(end, waits);
        }
    }

    /// Whether only blanks stand between `at` and a further citation: Typst shows them together.
    pub(super) fn cites_next(&self, at: usize) -> bool {
        let (next, lines) = self.source.skip_space(at);
        lines < 2
            && ((self.source.byte(next) == b'@' && self.source.is_word_at(next + 1))
                || self.source.starts(next, "#cite("))
    }

    /// Opens the content whose bracket stands at `open`.
    pub(super) fn open_content(&mut self, open: usize, kind: Content, callee: Option<(Span, usize)>) {
        let joins = matches!(self.stack.last(), Some(Frame::Expr(_) | Frame::Markup(_)));
        match kind {
            Content::Block | Content::Heading(_) => self.b.end_paragraph(open),
            Content::Note => self.b.say(" (", open, open + 1),
            _ => {}
        }
        *self.closers.of(b']') += 1;
        self.stack.push(Frame::Markup(Markup {
            kind: if let Content::Emphasis(_) = kind { Content::Emphasis(self.b.out()) } else { kind },
            start: open + 1,
            line_start: true,
            joins,
            callee,
            ..Markup::default()
        }));
        self.at = open + 1;
    }

    fn bracket(&mut self) {
        let at = self.at;
        let markup = self.top();
        if markup.nesting > 0 || markup.kind == Content::File {
            markup.nesting = markup.nesting.saturating_sub(1);
            return self.text(at + 1);
        }
        self.close_markup(at, true);
    }

    /// Closes the markup on top, whose text ends at `end`; the bracket there is its own where it `closes`.
    pub(super) fn close_markup(&mut self, end: usize, closes: bool) {
        self.close_heading(end);
        let Some(Frame::Markup(markup)) = self.stack.pop() else { return };
        if markup.kind == Content::File {
            return;
        }
        *self.closers.of(b']') -= 1;
        let after = end + usize::from(closes);
        self.at = after;
        match markup.kind {
            Content::Emphasis(out) => self.b.emphasise(out),
            Content::Note => self.b.say(")", end, after),
            Content::Block => self.b.end_paragraph(end),
            Content::Heading(level) => {
                self.b.heading(level, markup.start, end);
                self.b.end_paragraph(end);
            }
            Content::Supplement { citation, owner } => {
                return self.close_supplement((citation, owner), markup.start, end, closes);
            }
            Content::File | Content::Flow => {}
        }
        self.last = Last { end: after, callee: markup.callee.filter(|_| markup.joins), keyword: None };
    }

    fn close_supplement(&mut self, (citation, owner): (usize, bool), start: usize, end: usize, closes: bool) {
        let after = end + usize::from(closes);
        let locator = crate::manuscript::build::trimmed(self.source.text, start, end);
        if let Some(citation) = self.b.m.citations.get_mut(citation) {
            if closes {
                citation.span.end = after as u32;
                citation.locator = Some(locator).filter(|locator| !locator.is_empty());
            } else {
                let span = Span { start: citation.span.start, end: start as u32 };
                self.b.malformed(MalformedKind::Unclosed, span);
            }
        }
        if owner {
            let waits = closes && self.cites_next(after);
            // What is not closed is cut to its keys.
            self.b.close_cluster(if closes { after } else { start.saturating_sub(1) }, waits);
        }
    }

    /// `#`: code follows, where an expression does.
    pub(super) fn embed(&mut self) {
        self.stack.push(Frame::Expr(Expr::new(self.at)));
        self.at += 1;
    }

    /// The form of a citation by the name of Typst's `form` parameter.
    pub(super) fn form_named(name: &str) -> Option<Form> {
        Some(match name {
            "normal" | "full" => Form::Normal,
            "prose" | "author" => Form::AuthorInText,
            "year" => Form::SuppressAuthor,
            _ => return None,
        })
    }
}
