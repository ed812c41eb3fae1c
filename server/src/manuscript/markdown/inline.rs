//! The inline lexer: one paragraph in, tokens, citations and brackets out.
//!
//! One pass over the paragraph's bytes; every closing delimiter is found through an index or a bounded search, so the
//! time is linear whatever the input. Offsets here are those of the paragraph's own text (see [`Leaf`]).

use super::cluster::{Bracket, Cite, Event, Group};
use super::key::{self, Braced};
use super::scan::{self, Angle, Next, Ticks};
use super::{Leaf, Out, myst, tex};

/// What a token is to the prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Copied.
    Text,
    /// Stands for one character.
    Decoded(char),
    /// Gone, and its neighbours stay apart: code, math, raw TeX.
    Space,
    /// Gone without a trace: tags, comments, link targets, attributes.
    Nothing,
    /// A line's end.
    Newline,
    /// A bracket that is markup only when [`Tok::pair`] is set.
    Bracket,
    /// A run of `*` or `_`, dropped when it has its match.
    Emphasis { closes: bool, opens: bool },
    /// A citation, by its place among the paragraph's.
    Cite(u32),
}

/// A token of a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tok {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// Its first byte, for runs of emphasis.
    pub byte: u8,
    /// Whether it is markup and thus no prose (brackets of links, matched emphasis).
    pub markup: bool,
}

/// The lexer's state over one paragraph; kept between paragraphs for its memory.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pub toks: Vec<Tok>,
    pub cites: Vec<Cite>,
    pub groups: Vec<Group>,
    pub events: Vec<Event>,
    pub brackets: Vec<Bracket>,
    ticks: Ticks,
    /// The next `-->` and the next `$$`.
    comment: Next,
    dollars: Next,
    /// Emphasis runs open so far, by `*` and `_`: an `@` right after a closing one is no citation.
    pub open_runs: [u32; 2],
    /// Where the last closing emphasis run ended.
    closed_at: usize,
}

/// Bytes that may begin something other than text.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"\n\r\\`$<&[];@*_{";
    let mut at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

impl Inline {
    /// Lexes a paragraph.
    pub(super) fn lex(&mut self, leaf: &Leaf<'_>, out: &mut Out<'_>) {
        self.reset(leaf.text);
        let bytes = leaf.text.as_bytes();
        let mut pos = 0;
        while pos < bytes.len() {
            let plain = bytes[pos..].iter().position(|&b| SPECIAL[b as usize]).unwrap_or(bytes.len() - pos);
            if plain > 0 {
                self.text(pos, pos + plain);
                pos += plain;
                continue;
            }
            pos = self.special(leaf, pos, out);
        }
        self.close_paragraph(leaf, out);
    }

    fn reset(&mut self, text: &str) {
        self.toks.clear();
        self.cites.clear();
        self.groups.clear();
        self.events.clear();
        self.brackets.clear();
        self.ticks.fill(text);
        self.comment = Next::default();
        self.dollars = Next::default();
        self.open_runs = [0; 2];
        self.closed_at = usize::MAX;
    }

    /// Reads what begins at a special byte; gives the offset after it.
    fn special(&mut self, leaf: &Leaf<'_>, pos: usize, out: &mut Out<'_>) -> usize {
        let text = leaf.text;
        match text.as_bytes()[pos] {
            b'\n' | b'\r' => self.newline(text, pos),
            b'\\' => self.backslash(leaf, pos, out),
            b'`' => self.code(text, pos),
            b'$' => self.math(text, pos),
            b'<' => self.angle(leaf, pos, out),
            b'&' => match scan::entity(text, pos) {
                Some((end, c)) => self.push(Kind::Decoded(c), pos, end),
                None => self.text(pos, pos + 1),
            },
            b'[' => self.open_bracket(text, pos),
            b']' => self.close_bracket(leaf, pos, out),
            b';' => {
                self.events.push(Event::Semicolon(pos as u32));
                self.text(pos, pos + 1)
            }
            b'@' => self.at_sign(leaf, pos, out),
            b'{' => self.brace(leaf, pos, out),
            _ => self.emphasis(text, pos),
        }
    }

    /// Appends a token and gives its end.
    pub(super) fn push(&mut self, kind: Kind, start: usize, end: usize) -> usize {
        self.toks.push(Tok { kind, start: start as u32, end: end as u32, byte: 0, markup: false });
        end
    }

    /// Appends text, to the last token where that is text too.
    pub(super) fn text(&mut self, start: usize, end: usize) -> usize {
        match self.toks.last_mut() {
            Some(last) if last.kind == Kind::Text && last.end as usize == start => last.end = end as u32,
            _ => {
                self.push(Kind::Text, start, end);
            }
        }
        end
    }

    /// Takes the last byte of text back (`!` before `[`, `-` before `@`) where it is `byte` and ends at `pos`.
    fn take_back(&mut self, text: &str, pos: usize, byte: u8) -> bool {
        let Some(last) = self.toks.last_mut() else { return false };
        let fits = last.kind == Kind::Text
            && last.end as usize == pos
            && pos > 0
            && text.as_bytes().get(pos - 1) == Some(&byte);
        if fits {
            last.end -= 1;
            if last.end == last.start {
                self.toks.pop();
            }
        }
        fits
    }

    fn newline(&mut self, text: &str, pos: usize) -> usize {
        let bytes = text.as_bytes();
        let after = if text[pos..].starts_with("\r\n") { pos + 2 } else { pos + 1 };
        self.push(Kind::Newline, pos, after);
        after + bytes[after..].iter().take_while(|&&b| b == b' ' || b == b'\t').count()
    }

    fn backslash(&mut self, leaf: &Leaf<'_>, pos: usize, out: &mut Out<'_>) -> usize {
        let text = leaf.text;
        let rest = &text[pos + 1..];
        let Some(c) = rest.chars().next() else { return self.text(pos, pos + 1) };
        let end = pos + 1 + c.len_utf8();
        match c {
            '\n' | '\r' => return self.newline(text, pos + 1),
            '@' if rest.starts_with("@ref(") => {
                let close = scan::balanced(text, pos + 5, b'(', b')');
                return self.push(Kind::Nothing, pos, close.unwrap_or(end));
            }
            '#' if text[..pos].ends_with('(') => {
                if let Some(close) = tex::bookdown_label(text, end) {
                    out.own_label(leaf.span(end, close));
                    return self.push(Kind::Nothing, pos, close);
                }
            }
            '(' | '[' => {
                if let Some(close) = tex::backslash_math(text, pos) {
                    return self.push(Kind::Space, pos, close);
                }
            }
            _ => {}
        }
        if c.is_ascii_alphabetic() {
            let close = if rest.starts_with("begin{") { tex::environment(text, pos) } else { None };
            return self.push(Kind::Space, pos, close.unwrap_or_else(|| tex::command(text, pos)));
        }
        match c {
            ' ' => self.push(Kind::Decoded(' '), pos, end),
            c if c.is_alphanumeric() => self.text(pos, end),
            c => self.push(Kind::Decoded(c), pos, end),
        }
    }

    fn code(&mut self, text: &str, pos: usize) -> usize {
        let after = scan::run(text, pos, b'`');
        // A run that finds no match gives its first tick up as text, as Pandoc does: "`` a`" holds the code " a".
        for start in pos..after {
            let Some(end) = self.ticks.close(start, after - start) else { continue };
            if start > pos {
                self.text(pos, start);
            }
            let end = scan::attributes(text, end).unwrap_or(end);
            return self.push(Kind::Space, start, end);
        }
        self.text(pos, after)
    }

    fn math(&mut self, text: &str, pos: usize) -> usize {
        if text[pos..].starts_with("$$") {
            let from = pos + 2;
            return match self.dollars.find(text, from + 1, b"$$") {
                Some(close) => self.push(Kind::Space, pos, close + 2),
                None => self.text(pos, pos + 1),
            };
        }
        match scan::inline_math(text, pos) {
            Some(end) => self.push(Kind::Space, pos, end),
            None => self.text(pos, pos + 1),
        }
    }

    fn angle(&mut self, leaf: &Leaf<'_>, pos: usize, out: &mut Out<'_>) -> usize {
        let text = leaf.text;
        match scan::angle(text, pos, |from| self.comment.find(text, from, b"-->").map(|at| at + 3)) {
            Some(Angle::Comment(end)) => {
                out.comment(leaf.span(pos, end));
                self.push(Kind::Nothing, pos, end)
            }
            Some(Angle::Tag(end)) => {
                if let Some(role) = myst::cited_in_tag(text, pos, end) {
                    return self.role(leaf, &role, out);
                }
                let name = text[pos + 1..end].trim_start_matches('/');
                let apart = ["br", "p>", "td", "th", "tr", "li", "div", "hr"].iter().any(|tag| name.starts_with(tag));
                self.push(if apart { Kind::Space } else { Kind::Nothing }, pos, end)
            }
            Some(Angle::Autolink(end)) => self.push(Kind::Space, pos, end),
            None => self.text(pos, pos + 1),
        }
    }

    fn open_bracket(&mut self, text: &str, pos: usize) -> usize {
        if text[pos..].starts_with("[^") {
            let name =
                text[pos + 2..].bytes().take_while(|&b| !b.is_ascii_whitespace() && b != b']' && b != b'[').count();
            let end = pos + 2 + name;
            if name > 0 && text.as_bytes().get(end) == Some(&b']') {
                return self.push(Kind::Nothing, pos, end + 1);
            }
        }
        let note = self.take_back(text, pos, b'^');
        let image = !note && self.take_back(text, pos, b'!');
        self.brackets.push(Bracket {
            tok: self.toks.len() as u32,
            start: pos as u32,
            events: self.events.len() as u32,
            note,
            runs: std::mem::take(&mut self.open_runs),
        });
        self.push(Kind::Bracket, pos - usize::from(note || image), pos + 1)
    }

    /// The end of what may follow a bracket and makes it a link or a span: a target or attributes.
    pub(super) fn after_bracket(text: &str, pos: usize) -> Option<usize> {
        match text.as_bytes().get(pos)? {
            b'(' => scan::target(text, pos),
            b'{' => scan::attributes(text, pos),
            _ => None,
        }
    }

    fn at_sign(&mut self, leaf: &Leaf<'_>, pos: usize, out: &mut Out<'_>) -> usize {
        let text = leaf.text;
        if !self.boundary(text, pos) {
            return self.text(pos, pos + 1);
        }
        let rest = &text[pos + 1..];
        let (key, end) = match key::simple(rest) {
            0 if rest.starts_with('{') => match key::braced(&rest[1..]) {
                Braced::Key(length) => (pos + 2..pos + 2 + length, pos + 3 + length),
                Braced::Open => {
                    let word = key::simple(&rest[1..]);
                    if word > 0 {
                        out.unclosed(leaf.span(pos, pos + 2 + word));
                    }
                    return self.text(pos, pos + 2);
                }
            },
            0 => return self.text(pos, pos + 1),
            length => (pos + 1..pos + 1 + length, pos + 1 + length),
        };
        if key.is_empty() {
            out.empty_key(leaf.span(pos, end));
            return self.push(Kind::Nothing, pos, end);
        }
        let suppress = self.suppresses(text, pos) && self.take_back(text, pos, b'-');
        self.cite(pos - usize::from(suppress)..end, key, suppress)
    }

    /// Appends a citation of a key.
    fn cite(&mut self, whole: std::ops::Range<usize>, key: std::ops::Range<usize>, suppress: bool) -> usize {
        let place = self.cites.len() as u32;
        self.cites.push(Cite::new(whole.clone(), key, suppress));
        self.events.push(Event::Cite(place));
        self.push(Kind::Cite(place), whole.start, whole.end)
    }

    /// Whether an `@` at `pos` may begin a citation: Pandoc asks that no word ends there, and no full stop.
    fn boundary(&self, text: &str, pos: usize) -> bool {
        let follows_text = self.toks.last().is_some_and(|last| last.kind == Kind::Text && last.end as usize == pos);
        if !follows_text {
            return self.closed_at != pos;
        }
        !ends_word(&text[..pos])
    }

    /// Whether the `-` before an `@` is the mark that leaves the author out: alone, not part of a dash or a word. Only
    /// the text right before counts: after a command or a key the mark holds.
    fn suppresses(&self, text: &str, pos: usize) -> bool {
        let Some(last) = self.toks.last().filter(|last| last.kind == Kind::Text) else { return false };
        let before = text.get(last.start as usize..pos).unwrap_or_default();
        let stem = before.trim_end_matches('-');
        let dashes = before.len() - stem.len();
        dashes % 3 == 1 && !(dashes == 1 && ends_word(stem))
    }

    fn brace(&mut self, leaf: &Leaf<'_>, pos: usize, out: &mut Out<'_>) -> usize {
        let text = leaf.text;
        if ["{{<", "{{%", "{{#"].iter().any(|mark| text[pos..].starts_with(mark)) {
            let window = &text.as_bytes()[pos..text.len().min(pos + 1024)];
            if let Some(length) = memchr::memmem::find(window, b"}}") {
                out.shortcode(leaf, pos, pos + length + 2);
                return self.push(Kind::Nothing, pos, pos + length + 2);
            }
        }
        if let Some(role) = myst::role(text, pos, |at, length| self.ticks.close(at, length)) {
            return self.role(leaf, &role, out);
        }
        if text[pos..].starts_with("{#")
            && let Some(end) = scan::attributes(text, pos)
        {
            out.attributes(leaf, pos, end);
            return self.push(Kind::Nothing, pos, end);
        }
        self.text(pos, pos + 1)
    }

    /// Takes the keys of a `MyST` role over as one cluster.
    fn role(&mut self, leaf: &Leaf<'_>, role: &myst::Role, out: &mut Out<'_>) -> usize {
        let start = role.span.start;
        let first = self.cites.len();
        for item in &role.keys {
            let mut cite = Cite::new(item.whole.clone(), item.key.clone(), false);
            cite.form = Some(role.form);
            cite.locator.clone_from(&item.suffix);
            self.cites.push(cite);
        }
        if self.cites.len() == first {
            out.empty_key(leaf.span(start, role.span.end));
            return self.push(Kind::Nothing, start, role.span.end);
        }
        self.groups.push(Group { start: start as u32, end: role.span.end as u32 });
        self.push(Kind::Cite(first as u32), start, role.span.end)
    }

    fn emphasis(&mut self, text: &str, pos: usize) -> usize {
        let byte = text.as_bytes()[pos];
        let end = scan::run(text, pos, byte);
        let before = text[..pos].chars().next_back();
        let after = text[end..].chars().next();
        let word = |c: Option<char>| c.is_some_and(key::is_alphanumeric);
        let solid = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let intraword = byte == b'_' && word(before) && word(after);
        let opens = solid(after) && !intraword && !(byte == b'_' && word(before));
        let closes = solid(before) && !intraword && !(byte == b'_' && word(after));
        let open = &mut self.open_runs[usize::from(byte == b'_')];
        if closes && *open > 0 {
            *open -= 1;
            self.closed_at = end;
        } else if opens {
            *open += 1;
        }
        let kind = Kind::Emphasis { closes, opens };
        self.toks.push(Tok { kind, start: pos as u32, end: end as u32, byte, markup: false });
        end
    }
}

/// Whether a text ends with a word, as Pandoc reads words: a full stop belongs to them, an ellipsis of three does not.
fn ends_word(text: &str) -> bool {
    match text.chars().next_back() {
        Some('.') => text.bytes().rev().take_while(|&b| b == b'.').take(30).count() % 3 != 0,
        last => last.is_some_and(key::is_alphanumeric),
    }
}
