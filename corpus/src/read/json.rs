//! A tolerant JSON parser with byte spans: a flat tree of one value, and what was wrong with it. YAML makes the same trees.
//!
//! Invariants: it always ends, in time linear in the text; it keeps its own stack, so no depth can overflow; every span
//! lies on character boundaries, strings' spans being their insides.

mod service;
mod strings;
mod value;
mod walk;

pub use service::Service;
pub use strings::{abstracts_at, marked_abstracts_at};
pub use value::Value;
pub use walk::{first_object, is_empty_list, not_a_record, read_part, read_values};

use super::{Problem, ProblemKind};
use crate::span::{Decoding, Span};

/// How deep values may be nested: CSL-JSON needs six levels.
const DEEPEST: usize = 64;
/// How far it is looked whether a quote closes a string, in bytes.
const LOOK_AHEAD: usize = 200;
/// How many problems of one file are told.
const MOST_PROBLEMS: usize = 1000;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `{...}`
    Object,
    /// `[...]`
    Array,
    /// `"..."`: the span is the inside.
    String,
    /// A number, `true`, `null`, or whatever else stands there bare.
    Literal,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The inside of its name, in an object.
    pub key: Option<Span>,
    /// Where it stands.
    pub span: Span,
    /// The place after its last descendant.
    pub end: usize,
    /// How a string or a literal becomes its text.
    pub decoding: Decoding,
}

/// One value and all in it, in the order of the text.
#[derive(Debug, Default)]
pub struct Tree {
    /// The nodes; the value itself is the first.
    pub nodes: Vec<Node>,
    /// Whether names are YAML's, whose escapes hang on the quotes around them.
    pub yaml: bool,
}

impl Tree {
    /// The places of the values directly in the one at `place`.
    pub fn children(&self, place: usize) -> impl Iterator<Item = usize> {
        let end = self.nodes.get(place).map_or(0, |node| node.end);
        let mut next = place + 1;
        std::iter::from_fn(move || {
            let place = next;
            next = self.nodes.get(place)?.end.max(place + 1);
            (place < end).then_some(place)
        })
    }
}

/// Reads values one after the other from a text.
pub struct Parser<'a> {
    text: &'a str,
    /// Where the next value is looked for.
    pub at: usize,
    nodes: Vec<Node>,
    open: Vec<usize>,
    key: Option<Span>,
    /// Whether a value was completed and no comma seen since.
    needs_comma: bool,
    after_comma: bool,
    /// What was wrong.
    pub problems: Vec<Problem>,
    /// How many more problems are told.
    room: usize,
    /// Whether the end of the text decided how something was read.
    saw_end: bool,
}

impl<'a> Parser<'a> {
    /// A parser at the beginning of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            nodes: Vec::new(),
            open: Vec::new(),
            key: None,
            needs_comma: false,
            after_comma: false,
            problems: Vec::new(),
            room: MOST_PROBLEMS,
            saw_end: false,
        }
    }

    /// The next byte that is not white space.
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(c) = self.text.get(self.at..)?.chars().next() {
            if !c.is_whitespace() && c != '\u{feff}' {
                return self.text.as_bytes().get(self.at).copied();
            }
            self.at += c.len_utf8();
        }
        None
    }

    /// The value at the next byte: to its end, to the end of the text, or to where the next value of the list begins.
    pub fn value(&mut self) -> Tree {
        self.nodes.clear();
        self.open.clear();
        self.key = None;
        self.needs_comma = false;
        self.after_comma = false;
        while let Some(byte) = self.peek() {
            if !self.step(byte) || self.open.is_empty() {
                break;
            }
        }
        if !self.open.is_empty() {
            let start = self.nodes.first().map_or(self.at, |node| node.span.start as usize);
            self.problem(start, self.at, ProblemKind::UnclosedEntry);
            self.close_to(0);
        }
        Tree { nodes: std::mem::take(&mut self.nodes), yaml: false }
    }

    /// Notes a problem.
    pub fn problem(&mut self, start: usize, end: usize, kind: ProblemKind) {
        if self.problems.len() < self.room {
            self.problems.push(Problem { span: Span::new(start, end), kind, key: None });
        }
    }

    fn top(&self) -> Option<Kind> {
        self.open.last().and_then(|place| self.nodes.get(*place)).map(|node| node.kind)
    }

    /// Takes one token; false when the value ends before it.
    fn step(&mut self, byte: u8) -> bool {
        match byte {
            b'{' | b'[' => return self.opening(byte),
            b'}' => return self.closing(Kind::Object),
            b']' => return self.closing(Kind::Array),
            b',' => {
                self.at += 1;
                self.needs_comma = false;
                self.after_comma = true;
                self.key = None;
            }
            b':' => self.at += 1,
            b'"' => {
                let span = self.string();
                self.scalar(Kind::String, span);
            }
            _ => {
                let rest = &self.text[self.at..];
                let ends = |c: char| c.is_whitespace() || ",:{}[]\"".contains(c);
                let len = rest.find(ends).unwrap_or(rest.len()).max(1);
                let span = Span::new(self.at, self.at + len);
                self.at += len;
                self.scalar(Kind::Literal, span);
            }
        }
        true
    }

    fn opening(&mut self, byte: u8) -> bool {
        let kind = if byte == b'{' { Kind::Object } else { Kind::Array };
        if self.top() == Some(Kind::Object) && self.key.is_none() && kind == Kind::Object {
            // A record begins where a name should stand: what is open was not closed.
            if self.open.len() == 1 {
                return false;
            }
            self.problem(self.at, self.at, ProblemKind::UnclosedEntry);
            self.close_to(self.open.len() - 1);
            self.after_comma = true;
        }
        self.comma_before_value();
        if self.open.len() >= DEEPEST {
            self.problem(self.at, self.at + 1, ProblemKind::TooDeep);
            self.skip_deep();
            self.done();
            return true;
        }
        self.open.push(self.nodes.len());
        let key = self.key.take();
        self.nodes.push(Node { kind, key, span: Span::new(self.at, self.at + 1), end: 0, decoding: Decoding::Plain });
        self.at += 1;
        self.after_comma = false;
        true
    }

    fn closing(&mut self, kind: Kind) -> bool {
        let is_kind = |place: &usize| self.nodes.get(*place).is_some_and(|node| node.kind == kind);
        let Some(depth) = self.open.iter().rposition(is_kind) else {
            if self.open.is_empty() {
                self.at += 1;
            }
            return false;
        };
        if self.after_comma {
            self.problem(self.at, self.at, ProblemKind::Syntax("a comma before the end".into()));
        }
        if depth + 1 < self.open.len() {
            self.problem(self.at, self.at + 1, ProblemKind::UnclosedValue);
            self.close_to(depth + 1);
        }
        self.at += 1;
        self.close_to(depth);
        true
    }

    /// Closes what is open down to a depth, at the present place.
    fn close_to(&mut self, depth: usize) {
        let end = self.nodes.len();
        for place in self.open.drain(depth.min(self.open.len())..) {
            if let Some(node) = self.nodes.get_mut(place) {
                node.end = end;
                node.span = Span::new(node.span.start as usize, self.at);
            }
        }
        self.done();
    }

    fn done(&mut self) {
        self.key = None;
        self.needs_comma = true;
        self.after_comma = false;
    }

    fn comma_before_value(&mut self) {
        if self.needs_comma && self.key.is_none() {
            self.problem(self.at, self.at, ProblemKind::MissingComma);
            self.needs_comma = false;
        }
    }

    /// A string or a bare word: a name if a colon follows and one is wanted, else a value.
    fn scalar(&mut self, kind: Kind, span: Span) {
        let colon = self.peek() == Some(b':');
        if colon && self.top() == Some(Kind::Array) && self.open.len() > 1 {
            self.problem(span.start as usize, span.start as usize, ProblemKind::UnclosedValue);
            self.close_to(self.open.len() - 1);
            self.needs_comma = false;
        }
        if self.top() == Some(Kind::Object) && self.key.is_none() {
            if self.needs_comma {
                self.problem(span.start as usize, span.start as usize, ProblemKind::MissingComma);
            }
            self.needs_comma = false;
            self.after_comma = false;
            if colon {
                self.key = Some(span);
                self.at += 1;
            } else {
                self.problem(span.start as usize, span.end as usize, ProblemKind::ExpectedField);
            }
            return;
        }
        self.comma_before_value();
        let key = self.key.take();
        let end = self.nodes.len() + 1;
        self.nodes.push(Node { kind, key, span, end, decoding: Decoding::Json });
        self.done();
    }

    /// The inside of the string that begins here. A quote that nothing in JSON can follow is taken as text, and a string
    /// that is not closed ends with its line.
    fn string(&mut self) -> Span {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut at = start;
        let mut first = None;
        while at < bytes.len() {
            at += memchr::memchr3(b'"', b'\\', b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
            let Some(&byte) = bytes.get(at) else { break };
            match byte {
                b'\\' => at += 1,
                b'"' if self.closes(at) => return self.string_to(start, at, at + 1),
                b'"' => first = first.or(Some(at)),
                b'\n' => match (first, self.next_quote(at)) {
                    (None, Some(quote)) if self.closes(quote) => return self.string_to(start, quote, quote + 1),
                    _ => break,
                },
                _ => {}
            }
            at += 1;
        }
        self.saw_end |= at >= bytes.len();
        let end = first.unwrap_or_else(|| {
            let line = &self.text[start..at.min(self.text.len())];
            start + line.trim_end().trim_end_matches(',').len()
        });
        self.problem(start - 1, end, ProblemKind::UnclosedValue);
        self.string_to(start, end, if first.is_some() { end + 1 } else { end })
    }

    fn string_to(&mut self, start: usize, end: usize, next: usize) -> Span {
        self.at = next;
        Span::new(start, end)
    }

    /// Whether a quote closes a string: what JSON allows after one follows, or the next string.
    fn closes(&mut self, quote: usize) -> bool {
        let rest = self.text.as_bytes().get(quote + 1..).unwrap_or_default();
        let next = rest.iter().take(LOOK_AHEAD).find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        self.saw_end |= next.is_none() && rest.len() < LOOK_AHEAD;
        matches!(next, None | Some(b',' | b':' | b'}' | b']' | b'\n' | b'"'))
    }

    /// The next quote that is not escaped.
    fn next_quote(&mut self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        loop {
            let next = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default());
            self.saw_end |= next.is_none();
            at += next?;
            if bytes.get(at) == Some(&b'"') {
                return Some(at);
            }
            at += 2;
        }
    }

    /// Skips a value that is nested too deep, by counting brackets.
    fn skip_deep(&mut self) {
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += self.text[self.at..].chars().next().map_or(1, char::len_utf8);
            if depth == 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Parser, Tree};
    use proptest::prelude::*;

    /// All values of a text in a compact notation, and how many problems there were.
    fn show(text: &str) -> (Vec<String>, usize) {
        let mut parser = Parser::new(text);
        let mut values = Vec::new();
        while parser.peek().is_some() {
            let before = parser.at;
            let tree = parser.value();
            if !tree.nodes.is_empty() {
                values.push(one(text, &tree, 0));
            }
            parser.at = parser.at.max(before + usize::from(parser.at == before));
        }
        (values, parser.problems.len())
    }

    fn one(text: &str, tree: &Tree, place: usize) -> String {
        let node = &tree.nodes[place];
        let key = node.key.map_or(String::new(), |key| format!("{}=", key.of(text)));
        let inner = tree.children(place).map(|child| one(text, tree, child)).collect::<Vec<_>>().join(" ");
        match node.kind {
            Kind::Object => format!("{key}{{{inner}}}"),
            Kind::Array => format!("{key}[{inner}]"),
            Kind::String => format!("{key}'{}'", node.span.of(text)),
            Kind::Literal => format!("{key}{}", node.span.of(text)),
        }
    }

    #[test]
    fn sound_json_is_read() {
        let text = r#"{"a": 1, "b": ["x\"y", {}, []], "c": {"d": null}} "#;
        assert_eq!(show(text), (vec![r#"{a=1 b=['x\"y' {} []] c={d=null}}"#.to_string()], 0));
    }

    #[test]
    fn broken_json_keeps_what_is_sound() {
        for (text, shown) in [
            ("{\"a\": 1 \"b\": 2}", "{a=1 b=2}"),
            ("{\"a\": 1, \"b\": 2,}", "{a=1 b=2}"),
            ("{\"a\": \"x,\n \"b\": 2}", "{a='x' b=2}"),
            ("{\"a\": \"say \"yes\" now\", \"b\": 2}", "{a='say ' b=2}"),
            ("{\"a\": [1, 2, \"b\": 2}", "{a=[1 2] b=2}"),
            ("{\"a\": [{\"f\": 1}}", "{a=[{f=1}]}"),
            ("{\"a\": [{\"f\": 1, {\"f\": 2}], \"b\": 3}", "{a=[{f=1} {f=2}] b=3}"),
            ("{a: 1, b: x}", "{a=1 b=x}"),
        ] {
            let (values, problems) = show(text);
            if text.contains("yes") {
                assert_eq!(values, [r#"{a='say "yes" now' b=2}"#], "{text}");
                continue;
            }
            assert_eq!(values, [shown], "{text}");
            assert!(problems > 0 || text.starts_with("{a"), "{text}");
        }
    }

    #[test]
    fn an_unclosed_object_ends_where_the_next_begins() {
        let (values, _) = show("{\"a\": 1, \n {\"a\": 2}");
        assert_eq!(values, ["{a=1}", "{a=2}"]);
        assert_eq!(show("{\"a\": \"x\ny\"}").0, ["{a='x\ny'}"]);
    }

    #[test]
    fn deep_nesting_is_refused_in_linear_time() {
        for unit in ["[", "{\"a\":", "[{\"a\":\""] {
            let (_, problems) = show(&unit.repeat(200_000));
            assert!(problems > 0);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|[\\[\\]{}:,\"\n\\\\]|\"a\":){0,60}") {
            let (values, _) = show(&text);
            prop_assert!(values.len() <= text.len());
        }
    }
}
