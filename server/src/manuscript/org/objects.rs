//! The objects of a paragraph: citations, links, notes, markup, and what hides its text.

use super::Reader;
/// Bytes that may be more than text.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut marks = "[=~*/_+$\\{@<:\n\r".as_bytes();
    while let [first, rest @ ..] = marks {
        table[*first as usize] = true;
        marks = rest;
    }
    table
};

/// A paragraph that is being read.
pub(super) struct Scope {
    start: usize,
    pub(super) end: usize,
    /// Where the last `@` stands.
    pub(super) last_sign: Option<usize>,
    /// The closing bracket of each opening one, by place.
    brackets: Vec<(usize, usize)>,
    /// Open emphasis: the mark, and where it begins in the prose.
    marks: Vec<(u8, usize)>,
    /// Where the text of the mark or note that was opened last begins: a line of its own, as markup sees it.
    opened: usize,
    /// Where the open notes close.
    notes: Vec<usize>,
    /// Where a mark of [`MARKS`] that can close comes next, as far as it is known; `MAX` where none does.
    closes: [usize; 4],
    /// Closing marks that come no more.
    absent: Vec<&'static str>,
}

/// Marks of emphasis.
const MARKS: [u8; 4] = *b"*/_+";
/// How far a thing that stands on one line may reach, in bytes: only hostile lines are longer.
const REACH: usize = 1_000;
/// How long a target or an address in angle brackets may be, in bytes.
const ANGLE: usize = 300;

impl Scope {
    /// The bracket that closes the one at `open`.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        let place = self.brackets.binary_search_by_key(&open, |pair| pair.0).ok()?;
        self.brackets.get(place).map(|pair| pair.1)
    }
}

/// Square brackets that match, in order of the opening ones.
fn matching(bytes: &[u8], base: usize) -> Vec<(usize, usize)> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for at in memchr::memchr2_iter(b'[', b']', bytes) {
        if bytes[at] == b'[' {
            open.push(at);
        } else if let Some(start) = open.pop() {
            found.push((base + start, base + at));
        }
    }
    found.sort_unstable();
    found
}

impl<'a> Reader<'a> {
    /// Reads the objects between two places.
    pub(super) fn objects(&mut self, start: usize, end: usize) {
        let mut scope = Scope {
            start,
            end,
            last_sign: memchr::memrchr(b'@', self.bytes.get(start..end).unwrap_or_default()).map(|at| start + at),
            brackets: matching(self.bytes.get(start..end).unwrap_or_default(), start),
            marks: Vec::new(),
            opened: usize::MAX,
            notes: Vec::new(),
            closes: [0; 4],
            absent: Vec::new(),
        };
        let mut at = start;
        while at < end {
            if let Some(&close) = scope.notes.last().filter(|close| **close <= at) {
                scope.notes.pop();
                // Something that hides its text may have gone beyond.
                if close == at {
                    self.b.say(")", at, at + 1);
                    at += 1;
                }
                continue;
            }
            // A note's closing bracket is special too.
            let stop = scope.notes.last().copied().unwrap_or(end).min(end);
            let plain = self.bytes[at..stop].iter().position(|byte| SPECIAL[*byte as usize]).unwrap_or(stop - at);
            if plain > 0 {
                at = self.plain(at, at + plain, &scope);
                continue;
            }
            at = self.object(at, &mut scope).min(end);
        }
    }

    /// Copies text; a link's type at its end is left for the link. Gives where reading goes on.
    fn plain(&mut self, at: usize, end: usize, scope: &Scope) -> usize {
        let said = self.slice(at, end);
        let word = said.len() - said.bytes().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let start = at + word;
        let free = !self.slice(scope.start, start).ends_with(char::is_alphanumeric);
        // The star of `citet*` stands between the type and the colon.
        let star = usize::from(self.byte(end) == b'*' && self.byte(end + 1) == b':');
        if free && self.byte(end + star) == b':' && word < said.len() && end + star < scope.end {
            let name = self.slice(start, end + star);
            if let Some(after) = self.plain_link(start, name, scope.end, at) {
                return after;
            }
        }
        if self.byte(end) == b'_'
            && free
            && matches!(&said[word..], "src" | "call")
            && let Some(after) = self.inline_code(end + 1, scope)
        {
            self.b.copy(at, start);
            return after;
        }
        self.b.copy(at, end);
        end
    }

    /// `src_lang[..]{...}` and `call_name[..](...)`: the end, where the name begins at `at`.
    fn inline_code(&self, at: usize, scope: &Scope) -> Option<usize> {
        let rest = self.window(at, scope.end);
        let name = rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | '{' | '('))?;
        let mut at = at + name;
        if name == 0 {
            return None;
        }
        if self.byte(at) == b'[' {
            at = scope.closing(at)? + 1;
        }
        let close = match self.byte(at) {
            b'{' => b'}',
            b'(' => b')',
            _ => return None,
        };
        memchr::memchr(close, self.window(at, scope.end).as_bytes()).map(|found| at + found + 1)
    }

    /// Reads what begins at a special byte; gives where reading goes on.
    fn object(&mut self, at: usize, scope: &mut Scope) -> usize {
        let next = self.byte(at + 1);
        match self.byte(at) {
            b'[' => self.bracket(at, scope),
            mark @ (b'=' | b'~') => match self.verbatim(at, mark, scope) {
                Some(end) => self.hide(at, end),
                None => self.text(at, 1),
            },
            mark @ (b'*' | b'/' | b'_' | b'+') => self.mark(at, mark, scope),
            b'$' => match self.dollars(at, scope) {
                Some(end) => self.hide(at, end),
                None => self.text(at, 1),
            },
            b'\\' => self.backslash(at, scope),
            b'{' if self.slice(at, scope.end).starts_with("{{{") => self.hidden(at, "}}}", scope),
            b'@' if next == b'@' => self.hidden(at, "@@", scope),
            b'<' => self.angle(at, scope),
            b'\n' | b'\r' => {
                let after = self.next_line(at);
                self.b.line_break(at, after);
                self.skip_blanks(after)
            }
            _ => self.text(at, 1),
        }
    }

    /// The text at `at`, as far as a thing on one line reaches.
    pub(super) fn window(&self, at: usize, limit: usize) -> &'a str {
        let mut end = limit.min(at + REACH);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.slice(at, end)
    }

    pub(super) fn text(&mut self, at: usize, length: usize) -> usize {
        self.b.copy(at, at + length);
        at + length
    }

    /// Leaves out what stands for nothing that is read.
    fn hide(&mut self, at: usize, end: usize) -> usize {
        self.b.blank(at);
        end
    }

    /// Hides all up to a closing mark.
    fn hidden(&mut self, at: usize, close: &'static str, scope: &mut Scope) -> usize {
        match self.find(at + close.len(), close, scope) {
            Some(found) => self.hide(at, found + close.len()),
            None => self.text(at, 1),
        }
    }

    /// Where a closing mark comes next in the paragraph.
    fn find(&self, from: usize, close: &'static str, scope: &mut Scope) -> Option<usize> {
        if scope.absent.contains(&close) {
            return None;
        }
        let rest = self.bytes.get(from..scope.end).unwrap_or_default();
        let found = memchr::memmem::find(rest, close.as_bytes()).map(|found| from + found);
        if found.is_none() {
            scope.absent.push(close);
        }
        found
    }

    fn begins_markup(&self, at: usize, scope: &Scope) -> bool {
        let before = self.slice(scope.start, at).chars().next_back();
        let after = self.slice(at + 1, scope.end).chars().next();
        (at == scope.opened || before.is_none_or(|c| c.is_whitespace() || "-–—('\"{".contains(c)))
            && after.is_some_and(|c| !c.is_whitespace())
    }

    fn ends_markup(&self, at: usize, scope: &Scope) -> bool {
        let before = self.slice(scope.start, at).chars().next_back();
        let after = self.slice(at + 1, scope.end).chars().next();
        let ends = |c: char| {
            let closes = scope.marks.iter().any(|(mark, _)| char::from(*mark) == c);
            c.is_whitespace() || closes || "-–—.,;:!?'\")}\\[".contains(c)
        };
        before.is_some_and(|c| !c.is_whitespace()) && (scope.notes.last() == Some(&(at + 1)) || after.is_none_or(ends))
    }

    /// The end of `=verbatim=` or `~code~`.
    fn verbatim(&self, at: usize, mark: u8, scope: &mut Scope) -> Option<usize> {
        let name = if mark == b'=' { "=" } else { "~" };
        if scope.absent.contains(&name) || !self.begins_markup(at, scope) {
            return None;
        }
        let mut from = at + 2;
        while let Some(found) = memchr::memchr(mark, self.bytes.get(from..scope.end).unwrap_or_default()) {
            from += found;
            if self.ends_markup(from, scope) {
                return Some(from + 1);
            }
            from += 1;
        }
        scope.absent.push(name);
        None
    }

    fn mark(&mut self, at: usize, mark: u8, scope: &mut Scope) -> usize {
        let open = scope.marks.iter().rposition(|(open, _)| *open == mark);
        if let Some(place) = open.filter(|_| self.ends_markup(at, scope)) {
            let (_, out) = scope.marks[place];
            scope.marks.truncate(place);
            self.b.emphasise(out);
            return at + 1;
        }
        // At most one of each mark is open: within itself it means nothing.
        if open.is_none() && self.begins_markup(at, scope) && self.closes_later(at, mark, scope) {
            scope.marks.push((mark, self.b.out()));
            scope.opened = at + 1;
            return at + 1;
        }
        self.text(at, 1)
    }

    /// Whether a mark that can close follows.
    fn closes_later(&self, at: usize, mark: u8, scope: &mut Scope) -> bool {
        let place = MARKS.iter().position(|known| *known == mark).unwrap_or_default();
        if scope.closes[place] > at + 1 {
            return scope.closes[place] < usize::MAX;
        }
        let mut from = at + 2;
        while let Some(found) = memchr::memchr(mark, self.bytes.get(from..scope.end).unwrap_or_default()) {
            from += found;
            if self.ends_markup(from, scope) {
                scope.closes[place] = from;
                return true;
            }
            from += 1;
        }
        scope.closes[place] = usize::MAX;
        false
    }

    /// The end of `$math$` or `$$math$$`.
    fn dollars(&self, at: usize, scope: &mut Scope) -> Option<usize> {
        if self.byte(at + 1) == b'$' {
            return self.find(at + 2, "$$", scope).map(|found| found + 2);
        }
        let not_inside = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'.');
        if (at > scope.start && self.byte(at - 1) == b'$') || not_inside(self.byte(at + 1)) || self.byte(at + 1) == b';'
        {
            return None;
        }
        let close = memchr::memchr(b'$', self.bytes.get(at + 1..scope.end)?).map(|found| at + 1 + found)?;
        let after = self.slice(close + 1, scope.end).chars().next();
        let ends = after.is_none_or(|c| c.is_whitespace() || (!c.is_alphanumeric() && c != '$'));
        (!not_inside(self.byte(close - 1)) && ends).then_some(close + 1)
    }

    fn backslash(&mut self, at: usize, scope: &mut Scope) -> usize {
        let close = match self.byte(at + 1) {
            b'(' => "\\)",
            b'[' => "\\]",
            b'\\' => {
                self.b.blank(at);
                return at + 2;
            }
            byte if byte.is_ascii_alphabetic() => return self.command(at, scope),
            _ => return self.text(at, 1),
        };
        match self.find(at + 2, close, scope) {
            Some(found) => self.hide(at, found + 2),
            None => self.text(at, 1),
        }
    }

    /// A command of LaTeX or an entity, with its arguments on the line.
    fn command(&mut self, at: usize, scope: &Scope) -> usize {
        let name = self.slice(at + 1, scope.end).bytes().take_while(u8::is_ascii_alphabetic).count();
        let mut end = at + 1 + name;
        if self.slice(at, end).to_ascii_lowercase().contains("cite")
            && let Some(after) = self.latex_citation(at, scope.end)
        {
            return after;
        }
        end += usize::from(self.byte(end) == b'*');
        loop {
            let close = match self.byte(end) {
                b'[' => b']',
                b'{' => b'}',
                _ => break,
            };
            let line = self.window(end, scope.end).as_bytes();
            match line.iter().skip(1).position(|byte| matches!(byte, b'{' | b'}' | b'[' | b']' | b'\n' | b'\r')) {
                Some(found) if line.get(found + 1) == Some(&close) => end += found + 2,
                _ => break,
            }
        }
        self.hide(at, end)
    }

    /// A target `<<...>>`, a link `<http://...>`, a date `<2020-01-01>`.
    fn angle(&mut self, at: usize, scope: &Scope) -> usize {
        let marks = self.slice(at, scope.end).bytes().take(4).take_while(|byte| *byte == b'<').count();
        let inner = self.window(at + marks, scope.end.min(at + ANGLE));
        let close = inner.bytes().position(|byte| matches!(byte, b'>' | b'\n' | b'\r'));
        let Some(close) = close.filter(|close| marks < 4 && inner[*close..].starts_with('>')) else {
            return self.text(at, marks);
        };
        let said = &inner[..close];
        let typed = said.split_once(':').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-".contains(&byte))
        });
        let dated = said.as_bytes().first().is_some_and(u8::is_ascii_digit) && said.contains('-');
        if marks == 1 && !typed && !dated {
            return self.text(at, 1);
        }
        self.hide(at, (at + marks + close + marks).min(scope.end))
    }

    fn bracket(&mut self, at: usize, scope: &mut Scope) -> usize {
        let said = self.slice(at, scope.end);
        if said.starts_with("[cite")
            && let Some(end) = self.citation(at, scope)
        {
            return end;
        }
        if said.starts_with("[[")
            && let Some(end) = self.bracket_link(at, scope)
        {
            return end;
        }
        if let Some(note) = said.strip_prefix("[fn:") {
            let name = note.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)).count();
            let after = at + 4 + name;
            match (self.byte(after), scope.closing(at)) {
                (b']', _) => return after + 1,
                (b':', Some(close)) => {
                    scope.notes.push(close);
                    scope.opened = after + 1;
                    self.b.say(" (", at, after + 1);
                    return after + 1;
                }
                _ => {}
            }
        }
        self.text(at, 1)
    }
}
