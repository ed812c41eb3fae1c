//! Definitions of macros: which of them are cite commands of the author's own. Invariant: a definition is skipped whole,
//! and a macro is a cite command only if one of its parameters is, alone, a key of a cite command in its body.

use super::Reader;
use super::cite;
use super::lex::Source;
use super::names::{self, Param, Shape, Spec};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How a definition is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Definition {
    /// `\newcommand{\x}[2][default]{body}`
    Command,
    /// `\NewDocumentCommand{\x}{s o m}{body}`
    Document,
    /// `\def\x#1#2{body}`
    Def,
    /// `\let\x=\y`
    Let,
    /// `\DeclareCiteCommand{\x}[..]{..}{..}{..}{..}`, and with `multi` `\DeclareMultiCiteCommand{\xs}[..]{\x}{..}`
    Cite { multi: bool },
}

/// Cite commands of authors' own, defined in one file and used in others of the same manuscript; and macros whose names
/// look like cite commands' and that are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Macros(Arc<[(Box<str>, Spec)]>);

impl Macros {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These and more; of one name the first definition holds.
    #[must_use]
    pub fn of_all<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        let mut list: Vec<(Box<str>, Spec)> = Vec::new();
        for (name, spec) in all.flat_map(|macros| macros.0.iter()) {
            if !list.iter().any(|(known, _)| known == name) {
                list.push((name.clone(), spec.clone()));
            }
        }
        Self::sorted(list)
    }

    fn sorted(mut list: Vec<(Box<str>, Spec)>) -> Self {
        list.sort_by(|a, b| a.0.cmp(&b.0));
        Self(list.into())
    }

    /// Those of one file, as far as other files read differently for them: a package's own commands stay what they are.
    pub(super) fn defined(wrappers: FxHashMap<String, Spec>) -> Self {
        let tells = |(name, spec): &(String, Spec)| match spec.shape {
            Shape::Macro { keys: 0, .. } => names::classify(name).is_some_and(|spec| !spec.known),
            _ => true,
        };
        let list = wrappers.into_iter().filter(tells).map(|(name, spec)| (name.into(), spec));
        Self::sorted(list.collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&Spec> {
        let place = self.0.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.0.get(place).map(|(_, spec)| spec)
    }

    /// Whether a text reads differently for them: it uses one.
    #[must_use]
    pub fn concern(&self, text: &str) -> bool {
        let uses = |(name, _): &(Box<str>, Spec)| {
            let letters = text.match_indices(&**name).take(USES);
            letters.into_iter().any(|(at, _)| text[..at].ends_with('\\'))
        };
        self.0.iter().any(uses)
    }
}

/// So many occurrences of a name are looked at; a text with more of them is read anew in any case.
const USES: usize = 10_000;

impl Reader<'_> {
    /// Reads a definition whose own name ends at `name_end`; returns where it ends.
    pub(super) fn definition(&mut self, kind: Definition, name_end: usize) -> usize {
        let at = name_end + usize::from(self.source.byte(name_end) == b'*');
        let Some((name, at)) = defined_name(&self.source, at) else { return at };
        match kind {
            Definition::Let => self.alias(name, at),
            Definition::Cite { multi } => {
                let shape = if multi { Shape::Multi } else { Shape::Single { skip: 0, fields: 0 } };
                let spec = names::classify(name).map(|spec| Spec { known: false, ..spec });
                let form = spec.map_or(crate::manuscript::Form::Normal, |spec| spec.form);
                self.define(name, Spec { form, shape, known: false });
                skip_arguments(&self.source, at)
            }
            Definition::Command => {
                let (params, open) = command_params(&self.source, at);
                self.body(name, &params, open)
            }
            Definition::Document => {
                let open = self.source.skip_space(at);
                let Some(close) = self.source.long_group(open) else { return at };
                let params = document_params(self.source.slice(open + 1, close - 1));
                self.body(name, &params, self.source.skip_space(close))
            }
            Definition::Def => {
                let (params, open) = def_params(&self.source, at);
                self.body(name, &params, open)
            }
        }
    }

    /// Takes a definition over; one that changes nothing counts for nothing.
    fn define(&mut self, name: &str, spec: Spec) {
        let same = self.wrappers.get(name) == Some(&spec);
        if !same {
            self.changes += 1;
            self.wrappers.insert(name.to_owned(), spec);
        }
    }

    /// `\let\x\y`: what `\y` is, `\x` is too.
    fn alias(&mut self, name: &str, at: usize) -> usize {
        let at = self.source.skip_blanks(at);
        let at = self.source.skip_blanks(at + usize::from(self.source.byte(at) == b'='));
        if self.source.byte(at) != b'\\' {
            return at;
        }
        let end = self.source.name_end(at + 1, true);
        let target = self.source.slice(at + 1, end);
        if let Some(spec) = self.spec(target) {
            self.define(name, Spec { known: false, ..spec });
        }
        // A control symbol (`\let\x\&`) is one character long.
        if end == at + 1 {
            end + self.source.slice(end, self.source.len()).chars().next().map_or(0, char::len_utf8)
        } else {
            end
        }
    }

    /// Reads a body at `open`: a cite command with a parameter for its key makes the macro one; literal keys count.
    fn body(&mut self, name: &str, params: &[Param], open: usize) -> usize {
        let Some(close) = self.source.long_group(open) else { return open };
        let is_inner = self.package && self.source.slice(open, close).contains('@');
        match self.wrapper(params, open + 1, close - 1) {
            Some(spec) => self.define(name, spec),
            // Redefined as something that cites nothing of its arguments; a package's inner workings may yet do it.
            None if !params.is_empty() && !is_inner => self.define(name, NO_CITE),
            None => {}
        }
        self.mask_with_cites(open, close, true);
        close
    }

    /// The spec of a macro with this body, if it passes a parameter on as a key.
    fn wrapper(&self, params: &[Param], start: usize, end: usize) -> Option<Spec> {
        let mut spec: Option<Spec> = None;
        let mut at = start;
        while let Some(found) = memchr::memchr(b'\\', self.source.bytes.get(at..end)?) {
            let name_end = self.source.name_end(at + found + 1, true);
            let name = self.source.slice(at + found + 1, name_end);
            if let Some(inner) = self.spec(name) {
                let keys = self.passed_on(at + found, name_end, &inner, end);
                if keys != 0 {
                    match &mut spec {
                        Some(Spec { shape: Shape::Macro { keys: all, .. }, .. }) => *all |= keys,
                        _ => {
                            let shape = Shape::Macro { params: params.to_vec(), keys };
                            spec = Some(Spec { form: inner.form, shape, known: false });
                        }
                    }
                }
            }
            at = name_end.max(at + found + 2).min(end);
        }
        spec
    }

    /// Which parameters (bit 0 is `#1`) stand as whole keys in the arguments of an inner cite command.
    fn passed_on(&self, start: usize, name_end: usize, inner: &Spec, end: usize) -> u16 {
        let cites = cite::read(&self.source, start, name_end, inner);
        let mut keys = 0;
        for group in self.source.slice(name_end, cites.end.min(end)).split('{').skip(1) {
            let Some((list, _)) = group.split_once('}') else { continue };
            for item in list.split(',') {
                if let Some(digit @ b'1'..=b'9') = item.trim().strip_prefix('#').and_then(|n| n.bytes().next()) {
                    keys |= 1 << (digit - b'1');
                }
            }
        }
        keys
    }
}

/// A macro whose name looks like a cite command's and which its author made into something else.
const NO_CITE: Spec =
    Spec { form: crate::manuscript::Form::Normal, shape: Shape::Macro { params: Vec::new(), keys: 0 }, known: false };

/// The name that is defined, `{\x}` or `\x`, and what follows it.
fn defined_name<'a>(source: &Source<'a>, at: usize) -> Option<(&'a str, usize)> {
    let open = source.skip_space(at);
    let braced = source.byte(open) == b'{';
    let at = if braced { source.skip_space(open + 1) } else { open };
    if source.byte(at) != b'\\' {
        return None;
    }
    let end = source.name_end(at + 1, true);
    let name = source.slice(at + 1, end);
    if end == at + 1 {
        return None;
    }
    Some((name, if braced { source.closing(open, b'}', false)? } else { end }))
}

/// `[2][default]` of `\newcommand`, and where the body should begin.
fn command_params(source: &Source, at: usize) -> (Vec<Param>, usize) {
    let open = source.skip_space(at);
    let Some(close) = source.optional(open) else { return (Vec::new(), open) };
    let count: usize = source.slice(open + 1, close - 1).trim().parse().unwrap_or(0);
    let mut params = vec![Param::Group; count.min(9)];
    let open = source.skip_space(close);
    let Some(close) = source.optional(open) else { return (params, open) };
    if let Some(first) = params.first_mut() {
        *first = Param::Optional;
    }
    (params, source.skip_space(close))
}

/// The argument specification of xparse: `s o m O{default} d()`.
fn document_params(spec: &str) -> Vec<Param> {
    let mut params = Vec::new();
    let mut depth = 0usize;
    let mut letters = spec.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            's' => params.push(Param::Star),
            'o' | 'O' => params.push(Param::Optional),
            'm' | 'v' => params.push(Param::Group),
            'd' | 'D' => {
                let round = letters.next() == Some('(');
                letters.next();
                params.push(if round { Param::Parens } else { Param::Optional });
            }
            _ => {}
        }
    }
    params.truncate(9);
    params
}

/// The parameter text of `\def`: `#1#2` or `[#1]#2`; delimited parameters of other kinds count as groups.
fn def_params(source: &Source, at: usize) -> (Vec<Param>, usize) {
    let mut params = Vec::new();
    let mut at = at;
    while at < source.len() && params.len() < 9 {
        match source.byte(at) {
            b'#' if source.byte(at + 1).is_ascii_digit() => {
                let bracketed = at > 0 && source.byte(at - 1) == b'[' && source.byte(at + 2) == b']';
                params.push(if bracketed { Param::Optional } else { Param::Group });
                at += 2;
            }
            b'[' | b']' | b' ' => at += 1,
            _ => break,
        }
    }
    (params, at)
}

/// Skips every `[..]` and `{..}` that follows.
pub(super) fn skip_arguments(source: &Source, at: usize) -> usize {
    let mut at = at;
    loop {
        let open = source.skip_space(at);
        let Some(close) = source.optional(open).or_else(|| source.long_group(open)) else { return at };
        at = close;
    }
}
