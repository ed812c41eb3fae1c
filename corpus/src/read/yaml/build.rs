//! From the parser's events to trees.

use super::fault;
use crate::read::Problem;
use crate::read::json::{Kind, Node, Tree};
use crate::span::{Decoding, Span};
use crate::yaml::{Offsets, inner};
use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::ops::Range;

/// Structures deeper than this are not looked into.
const DEEPEST: usize = 64;
/// How many values all aliases of a text may stand for.
const COPIES: usize = 20_000;

/// The documents of a piece of YAML, up to the first fault.
pub struct Parsed {
    pub trees: Vec<Tree>,
    pub fault: Option<Problem>,
}

/// Parses a range of a text; spans count bytes of the text.
pub fn parse(text: &str, range: Range<usize>) -> Parsed {
    let piece = text.get(range.clone()).unwrap_or_default();
    let mut build = Build {
        text,
        base: range.start,
        offsets: Offsets::new(piece),
        piece,
        trees: Vec::new(),
        nodes: Vec::new(),
        open: Vec::new(),
        key: None,
        anchors: FxHashMap::default(),
        copies: COPIES,
        reached: range.start,
    };
    let mut parser = Parser::new_from_str(piece);
    let mut found = None;
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => {
                let span = build.offsets.bytes(span);
                if let Some(at) = build.event(event, span) {
                    found = Some(fault(at, "nested too deep".to_owned()));
                    break;
                }
            }
            Err(error) => {
                let at = range.start + build.offsets.byte(error.marker().index());
                found = Some(fault(at.min(range.end), error.info().to_owned()));
                break;
            }
        }
    }
    build.document();
    Parsed { trees: build.trees, fault: found }
}

struct Build<'t> {
    text: &'t str,
    base: usize,
    piece: &'t str,
    offsets: Offsets,
    trees: Vec<Tree>,
    nodes: Vec<Node>,
    open: Vec<usize>,
    /// The key whose value comes next.
    key: Option<Span>,
    /// The nodes of an anchor.
    anchors: FxHashMap<usize, Range<usize>>,
    copies: usize,
    /// Where the last value or bracket ends.
    reached: usize,
}

impl Build<'_> {
    /// Takes an event; the place where it is nested too deep, if it is.
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> Option<usize> {
        match event {
            Event::MappingStart(anchor, _) => self.begin(Kind::Object, anchor, span.start),
            Event::SequenceStart(anchor, _) => self.begin(Kind::Array, anchor, span.start),
            Event::MappingEnd | Event::SequenceEnd => {
                self.end(span.end);
                None
            }
            Event::Scalar(value, style, anchor, _) => {
                self.scalar(&value, style, anchor, span);
                None
            }
            Event::Alias(anchor) => {
                self.alias(anchor);
                None
            }
            Event::DocumentEnd => {
                self.document();
                None
            }
            _ => None,
        }
    }

    /// Whether the next scalar is a key.
    fn wants_key(&self) -> bool {
        let top = self.open.last().and_then(|place| self.nodes.get(*place));
        self.key.is_none() && top.is_some_and(|node| node.kind == Kind::Object)
    }

    fn begin(&mut self, kind: Kind, anchor: usize, start: usize) -> Option<usize> {
        if self.open.len() >= DEEPEST {
            return Some(self.base + start);
        }
        if self.wants_key() {
            // A structure as a key is no name that anybody asks for.
            self.key = Some(Span::new(self.base + start, self.base + start));
        }
        let place = self.nodes.len();
        if anchor > 0 {
            self.anchors.insert(anchor, place..place);
        }
        self.open.push(place);
        let at = self.base + start;
        let key = self.key.take();
        self.nodes.push(Node { kind, key, span: Span::new(at, at), end: 0, decoding: Decoding::Plain });
        None
    }

    /// Closes the innermost structure: it ends where the last value in it does, or at its bracket.
    fn end(&mut self, end: usize) {
        let after = self.nodes.len();
        let bracket = self.piece.get(..end).is_some_and(|before| before.ends_with(['}', ']']));
        let Some(place) = self.open.pop() else { return };
        let Some(node) = self.nodes.get_mut(place) else { return };
        node.end = after;
        if bracket {
            self.reached = self.reached.max(self.base + end);
        }
        node.span = Span::new(node.span.start as usize, self.reached);
        self.anchors
            .values_mut()
            .filter(|nodes| nodes.start == place && nodes.end == place)
            .for_each(|nodes| nodes.end = after);
        self.key = None;
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, anchor: usize, span: Range<usize>) {
        let span = inner(self.piece, span, style, self.base);
        if self.wants_key() {
            self.key = Some(span);
            return;
        }
        let decoding = match style {
            ScalarStyle::SingleQuoted => Decoding::YamlSingle,
            ScalarStyle::DoubleQuoted => Decoding::YamlDouble,
            _ => Decoding::Yaml,
        };
        let plain = style == ScalarStyle::Plain;
        let null = plain && matches!(value, "~" | "null" | "Null" | "NULL");
        let span = if null || value.trim().is_empty() { Span { end: span.start, ..span } } else { span };
        self.reached = self.reached.max(span.end as usize);
        let kind = if plain && is_literal(value) { Kind::Literal } else { Kind::String };
        let place = self.nodes.len();
        if anchor > 0 {
            self.anchors.insert(anchor, place..place + 1);
        }
        let key = self.key.take();
        self.nodes.push(Node { kind, key, span, end: place + 1, decoding });
    }

    /// Copies what an alias stands for, as far as the budget goes; what is not closed yet stands for nothing.
    fn alias(&mut self, anchor: usize) {
        let nodes = self.anchors.get(&anchor).cloned().unwrap_or_default();
        if self.wants_key() {
            self.key = self.nodes.get(nodes.start).filter(|_| !nodes.is_empty()).map(|node| node.span);
            self.key = self.key.or(Some(Span::default()));
            return;
        }
        let key = self.key.take();
        if nodes.is_empty() || nodes.len() > self.copies {
            return;
        }
        self.copies -= nodes.len();
        let base = self.nodes.len();
        let copies: Vec<Node> = self.nodes[nodes.clone()]
            .iter()
            .map(|node| Node { end: node.end - nodes.start + base, ..node.clone() })
            .collect();
        self.nodes.extend(copies);
        if let Some(first) = self.nodes.get_mut(base) {
            first.key = key;
        }
    }

    /// Ends a document; what is still open was broken off.
    fn document(&mut self) {
        while !self.open.is_empty() {
            self.end(0);
        }
        self.key = None;
        self.anchors.clear();
        if !self.nodes.is_empty() {
            self.trees.push(Tree { nodes: std::mem::take(&mut self.nodes), yaml: true });
        }
        debug_assert!(self.text.len() >= self.base);
    }
}

/// Whether a plain scalar is a number, a truth value or nothing.
fn is_literal(value: &str) -> bool {
    matches!(value, "" | "~" | "null" | "Null" | "NULL" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE")
        || value.parse::<f64>().is_ok_and(f64::is_finite)
}
