//! Cite commands: how their arguments are read. Invariant: a key's span holds the key and nothing else.

use siglum_corpus::span::Span;

use super::lex::Source;
use super::names::{Param, Shape, Spec, starred};
use crate::manuscript::{Form, Malformed, MalformedKind};

/// What one cite command says.
#[derive(Debug, Default)]
pub(super) struct Cites {
    /// After its last argument.
    pub(super) end: usize,
    pub(super) keys: Vec<Key>,
    pub(super) malformed: Vec<Malformed>,
    /// Optional arguments and macros' other arguments, which may cite on their own.
    pub(super) notes: Vec<Span>,
    /// `{*}`.
    pub(super) all: bool,
}

/// A key of a command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) span: Span,
    /// The item with its notes.
    pub(super) item: Span,
    pub(super) locator: Option<Span>,
    pub(super) form: Form,
}

/// Reads the arguments of the cite command whose backslash is at `start` and whose name ends at `name_end`.
pub(super) fn read(source: &Source, start: usize, name_end: usize, spec: &Spec) -> Cites {
    let name = source.slice(start + 1, name_end);
    let mut reader = Reader { source, start, form: spec.form, cites: Cites { end: name_end, ..Cites::default() } };
    let mut at = name_end;
    if !matches!(spec.shape, Shape::Macro { .. }) && source.byte(at) == b'*' {
        reader.form = starred(spec.form, name);
        at += 1;
        reader.cites.end = at;
    }
    let outcome = match &spec.shape {
        Shape::Single { skip, fields } => reader.single(at, *skip, *fields),
        Shape::Multi => reader.multi(at),
        Shape::Volume { multi } => reader.volumes(at, *multi),
        Shape::Macro { params, keys } => reader.user_macro(at, params, *keys),
    };
    if let Err(kind) = outcome {
        reader.fail(kind, spec.known);
    }
    // Notes after which no key came are read where they stand.
    let end = reader.cites.end;
    reader.cites.notes.retain(|note| note.end as usize <= end);
    reader.cites
}

struct Reader<'a, 'b> {
    source: &'b Source<'a>,
    start: usize,
    form: Form,
    cites: Cites,
}

/// What went wrong, and where.
type Outcome = Result<(), (MalformedKind, usize)>;

impl Reader<'_, '_> {
    fn single(&mut self, at: usize, skip: u8, fields: u8) -> Outcome {
        let mut at = at;
        for _ in 0..skip {
            let open = self.source.skip_space(at);
            at = self.source.group(open).ok_or((MalformedKind::MissingKey, at))?;
        }
        let (open, locator) = self.notes(at);
        let close = self.key_group(open)?;
        self.keys(open + 1, close - 1, Span::new(self.start, close), locator);
        for _ in 0..fields {
            let (open, _) = self.notes(self.cites.end);
            let Some(close) = self.source.group(open) else { break };
            self.cites.end = close;
        }
        Ok(())
    }

    fn multi(&mut self, at: usize) -> Outcome {
        let mut at = at;
        for _ in 0..2 {
            let open = self.source.skip_space(at);
            if self.source.byte(open) != b'(' {
                break;
            }
            let Some(close) = self.source.closing(open, b')', false) else { break };
            self.cites.notes.push(Span::new(open + 1, close - 1));
            at = close;
        }
        let mut first = true;
        loop {
            let (open, locator) = self.notes(at);
            if !first && (self.source.byte(open) != b'{' || (open > at && !self.continues(at, open))) {
                return Ok(());
            }
            let close = self.key_group(open)?;
            let item = Span::new(self.source.skip_space(at), close);
            self.keys(open + 1, close - 1, item, locator);
            (at, first) = (close, false);
        }
    }

    /// Whether the group at `open`, after blanks at `at`, still belongs to a multicite: it looks like keys.
    fn continues(&self, at: usize, open: usize) -> bool {
        let next = self.source.byte(at);
        if matches!(next, b'[' | b'{' | b'%') {
            return true;
        }
        let Some(close) = self.source.group(open) else { return false };
        let inside = self.source.slice(open + 1, close - 1).trim();
        !inside.is_empty() && !inside.contains(['\\', '{', '$', ' '])
    }

    fn volumes(&mut self, at: usize, multi: bool) -> Outcome {
        let mut at = at;
        let mut first = true;
        loop {
            let (volume, _) = self.notes(at);
            if !first && (self.source.byte(volume) != b'{' || (volume > at && !self.continues(at, volume))) {
                return Ok(());
            }
            let volume_end = self.key_group(volume)?;
            let (open, locator) = self.notes(volume_end);
            let close = self.key_group(open)?;
            let item = if multi { Span::new(self.source.skip_space(at), close) } else { Span::new(self.start, close) };
            self.keys(open + 1, close - 1, item, locator);
            if !multi {
                return Ok(());
            }
            (at, first) = (close, false);
        }
    }

    fn user_macro(&mut self, at: usize, params: &[Param], keys: u16) -> Outcome {
        let mut at = at;
        let mut locator = None;
        for (place, param) in params.iter().enumerate() {
            let open = self.source.skip_space(at);
            let is_key = keys >> place & 1 == 1;
            let close = match param {
                Param::Star => Some(open).filter(|_| self.source.byte(open) == b'*').map(|open| open + 1),
                Param::Optional => self.source.optional(open),
                Param::Parens => Some(open)
                    .filter(|_| self.source.byte(open) == b'(')
                    .and_then(|o| self.source.closing(o, b')', false)),
                Param::Group => Some(self.source.group(open).ok_or((MalformedKind::MissingKey, at))?),
            };
            let Some(close) = close else { continue };
            at = close;
            let inside = Span::new(open + 1, (close - 1).max(open + 1));
            if is_key && *param != Param::Star {
                self.keys(open + 1, close - 1, Span::new(self.start, close), locator);
            } else if *param != Param::Star {
                self.cites.notes.push(inside);
                if *param == Param::Optional && !inside.is_empty() {
                    locator = Some(inside);
                }
            }
            self.cites.end = close;
        }
        Ok(())
    }

    /// Skips `[...]` and `<...>` and says what follows them and which is the postnote (the last one).
    fn notes(&mut self, at: usize) -> (usize, Option<Span>) {
        let mut at = at;
        let mut locator = None;
        loop {
            let open = self.source.skip_space(at);
            let close = match self.source.byte(open) {
                b'[' => self.source.optional(open),
                b'<' => self.source.closing(open, b'>', false),
                _ => None,
            };
            let Some(close) = close else { return (open, locator) };
            let note = Span::new(open + 1, close - 1);
            if self.source.byte(open) == b'[' {
                locator = Some(note).filter(|note| !note.is_empty());
            }
            self.cites.notes.push(note);
            at = close;
        }
    }

    /// The end of the group of keys at `open`.
    fn key_group(&self, open: usize) -> Result<usize, (MalformedKind, usize)> {
        if self.source.byte(open) != b'{' {
            return Err((MalformedKind::MissingKey, open));
        }
        self.source.group(open).ok_or((MalformedKind::Unclosed, open))
    }

    /// Reads a list of keys. Keys made by macros (`#1`, `\x`) are no keys; empty ones are malformed.
    fn keys(&mut self, start: usize, end: usize, item: Span, locator: Option<Span>) {
        self.cites.end = end + 1;
        let items = self.source.items(start, end);
        let several = items.len() > 1;
        let empty = items.iter().filter(|key| key.is_empty()).count();
        for (place, &span) in items.iter().enumerate() {
            let last = place + 1 == items.len();
            if span.is_empty() {
                self.empty_key(span, several && empty < items.len(), last, item);
                continue;
            }
            let text = self.source.of(span);
            if text == "*" && self.form == Form::Nocite {
                self.cites.all = true;
                continue;
            }
            if text.contains(['\\', '#', '{', '}', '%']) {
                continue;
            }
            let starred = usize::from(text.len() > 1 && text.starts_with('*'));
            let span = Span { start: span.start + starred as u32, end: span.end };
            let item = if several { span } else { item };
            self.cites.keys.push(Key { span, item, locator: locator.filter(|_| last), form: self.form });
        }
    }

    /// An empty item at `place`: its comma goes where other keys stay.
    fn empty_key(&mut self, place: Span, mendable: bool, last: bool, item: Span) {
        let malformed = if mendable {
            let comma = if last { self.comma_before(place.start as usize) } else { place.start as usize };
            let comma = Span::new(comma, comma + 1);
            Malformed { span: comma, kind: MalformedKind::EmptyKey, fix: Some((comma, String::new())) }
        } else {
            Malformed { span: item, kind: MalformedKind::EmptyKey, fix: None }
        };
        if self.cites.malformed.last() != Some(&malformed) {
            self.cites.malformed.push(malformed);
        }
    }

    /// The comma before the empty last item that ends at `end`; comments may hold others.
    fn comma_before(&self, end: usize) -> usize {
        let mut at = self.start;
        let mut comma = end.saturating_sub(1);
        while at < end {
            match self.source.byte(at) {
                b'%' => at = self.source.line_end(at),
                b',' => comma = at,
                _ => {}
            }
            at += 1;
        }
        comma
    }

    fn fail(&mut self, (kind, at): (MalformedKind, usize), known: bool) {
        let next = self.source.byte(at);
        let as_token =
            self.start > 0 && self.source.byte(self.start - 1) == b'{' || matches!(next, b'\\' | b'}' | b'#');
        let end = match kind {
            MalformedKind::Unclosed => self.unclosed_end(at + 1),
            _ if !known || as_token => return,
            _ => self.cites.end,
        };
        if kind == MalformedKind::Unclosed && !known {
            return;
        }
        self.cites.malformed.push(Malformed { span: Span::new(self.start, end), kind, fix: None });
    }

    /// The end of what was meant as keys where no brace closes them: the next command, bracket or line end.
    fn unclosed_end(&self, start: usize) -> usize {
        let rest = self.source.bytes.get(start..).unwrap_or_default();
        let stop = |byte: &u8| matches!(byte, b'\\' | b'{' | b'}' | b'%' | b'\n' | b'\r');
        let end = start + rest.iter().position(stop).unwrap_or(rest.len());
        start + self.source.slice(start, end).trim_end().len()
    }
}
