//! YAML as the trees that the readers of JSON know: mappings are objects, sequences arrays, and every scalar has its place.
//!
//! Invariant: no input makes it fail or recurse; one broken entry hides no other. The whole text is parsed; where that
//! fails, entry by entry, and an entry that fails again field by field. Aliases are copied within a budget, so that they
//! cannot explode.

mod build;
mod chunks;
pub mod scalar;

use super::json::{Kind, Node, Tree};
use super::{Problem, ProblemKind};
use crate::span::{Decoding, Span};
use build::parse;
use std::ops::Range;

/// The documents of a text, and what was wrong with them.
#[derive(Debug, Default)]
pub struct Yaml {
    /// A tree for each document; what could be read of a broken one is in one tree.
    pub trees: Vec<Tree>,
    /// The faults of syntax.
    pub problems: Vec<Problem>,
}

/// Reads the YAML in a range of a text. `list` names the member at the top whose elements are entries of their own
/// (`references`); without it the members at the top are.
#[must_use]
pub fn read(text: &str, range: Range<usize>, list: Option<&str>) -> Yaml {
    let whole = parse(text, range.clone());
    let Some(fault) = whole.fault else {
        return Yaml { trees: whole.trees, problems: Vec::new() };
    };
    let mut yaml = Yaml::default();
    let mut tree = Assembly::new(range.start);
    for chunk in chunks::entries(text, range, list) {
        entry(text, &chunk, &mut tree, &mut yaml.problems);
    }
    if yaml.problems.is_empty() {
        // Each entry is sound by itself: what is wrong stands between them.
        yaml.problems.push(fault);
    }
    yaml.trees.push(tree.finish());
    yaml
}

/// Reads one entry; a broken one field by field.
fn entry(text: &str, chunk: &chunks::Chunk, tree: &mut Assembly, problems: &mut Vec<Problem>) {
    let alone = parse(text, chunk.range.clone());
    let Some(fault) = alone.fault else {
        return alone.trees.iter().for_each(|part| tree.entry(part, chunk.in_list));
    };
    problems.push(fault);
    let Some(split) = chunks::fields(text, chunk) else {
        // Nothing but what was read before the fault is left of it.
        return alone.trees.iter().for_each(|part| tree.entry(part, chunk.in_list));
    };
    tree.open(split.key, chunk);
    for field in split.fields {
        let part = parse(text, field);
        part.trees.iter().for_each(|part| tree.members(part, 0));
    }
    tree.close(chunk.range.end);
}

/// A tree that is put together of entries: an object, or an array where the entries are elements of a list.
struct Assembly {
    tree: Tree,
    open: Vec<usize>,
}

impl Assembly {
    fn new(at: usize) -> Self {
        let root = Node { kind: Kind::Object, key: None, span: Span::new(at, at), end: 1, decoding: Decoding::Plain };
        Self { tree: Tree { nodes: vec![root], yaml: true }, open: Vec::new() }
    }

    /// Takes over an entry of a tree: its only element, or its members.
    fn entry(&mut self, part: &Tree, in_list: bool) {
        let Some(root) = part.nodes.first() else { return };
        if in_list && root.kind == Kind::Object {
            return self.copy(part, 0);
        }
        self.members(part, 0);
    }

    /// Takes over what stands directly in a node.
    fn members(&mut self, part: &Tree, place: usize) {
        let places: Vec<usize> = part.children(place).collect();
        places.into_iter().for_each(|place| self.copy(part, place));
    }

    fn copy(&mut self, part: &Tree, place: usize) {
        let Some(node) = part.nodes.get(place) else { return };
        let base = self.tree.nodes.len();
        let nodes = part.nodes.get(place..node.end).unwrap_or_default();
        self.tree.nodes.extend(nodes.iter().map(|node| Node { end: node.end - place + base, ..node.clone() }));
    }

    fn open(&mut self, key: Option<Span>, chunk: &chunks::Chunk) {
        self.open.push(self.tree.nodes.len());
        let span = Span::from(chunk.range.clone());
        self.tree.nodes.push(Node { kind: Kind::Object, key, span, end: 0, decoding: Decoding::Plain });
    }

    fn close(&mut self, end: usize) {
        let after = self.tree.nodes.len();
        if let Some(node) = self.open.pop().and_then(|place| self.tree.nodes.get_mut(place)) {
            node.end = after;
            node.span = Span::new(node.span.start as usize, end);
        }
    }

    fn finish(mut self) -> Tree {
        let end = self.tree.nodes.len();
        let last = self.tree.nodes.last().map_or(0, |node| node.span.end as usize);
        if let Some(root) = self.tree.nodes.first_mut() {
            root.end = end;
            root.span = Span::new(root.span.start as usize, last);
        }
        self.tree
    }
}

/// A fault of syntax at a place.
fn fault(at: usize, what: String) -> Problem {
    Problem { span: Span::new(at, at), kind: ProblemKind::Syntax(what), key: None }
}

#[cfg(test)]
mod tests;
