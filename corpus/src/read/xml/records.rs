//! The records of a file, each as a tree of its elements.
//!
//! Invariant: an element lies within the one that it stands in; a tree has at most [`MOST`] elements and is at most
//! [`DEEPEST`] deep, and what is beyond stays text of the elements around it.

use super::element::Element;
use super::scan::{Scanner, Token, What, local, tag_name};
use crate::read::{Problem, ProblemKind};
use crate::span::Span;

/// Elements nested deeper than this are not told apart from the text around them.
const DEEPEST: usize = 256;
/// Elements of one record beyond this many are not told apart either.
const MOST: usize = 1 << 20;
/// Problems told of one record.
const TOLD: usize = 8;
/// Elements of HTML that need no end.
const VOID: [&str; 6] = ["br", "hr", "img", "wbr", "p", "li"];

/// An element in a tree: its descendants follow it, up to `end`.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The name with its prefix.
    pub name: Span,
    /// The whole element.
    pub span: Span,
    /// What stands between its tags; empty at the end of an empty element.
    pub inside: Span,
    /// The place after its last descendant.
    pub end: u32,
}

/// The elements of a record, in the order of their start tags.
#[derive(Clone, Debug)]
pub struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
}

impl<'t> Tree<'t> {
    /// The tree of a whole text, its first element being the root; problems are told.
    pub fn new(text: &'t str, problem: &mut dyn FnMut(Problem)) -> Self {
        let mut build = Build::new(text, problem);
        for token in Scanner::new(text) {
            if token.what == What::Start && build.open.is_empty() && !build.tree.nodes.is_empty() {
                break;
            }
            build.token(token);
        }
        build.finish(text.len());
        build.tree
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Option<Element<'_>> {
        (!self.nodes.is_empty()).then_some(Element { tree: self, place: 0 })
    }
}

/// Calls `found` with every element of one of these names (without prefix) that stands in no other of them, in order.
/// A record that begins before the one of the same name ended ends that one.
pub fn each_record(text: &str, names: &[&str], found: &mut dyn FnMut(Element<'_>), problem: &mut dyn FnMut(Problem)) {
    let mut build = Build::new(text, problem);
    for token in Scanner::new(text) {
        let begins = matches!(token.what, What::Start | What::Empty);
        let name = if begins { local(tag_name(text, token).of(text)) } else { "" };
        if !build.open.is_empty() && begins && build.is_root(name) {
            build.tell(Span::new(token.start, token.start), ProblemKind::UnclosedEntry);
            build.finish(token.start);
            build.hand(found);
        }
        if build.open.is_empty() && !(begins && names.contains(&name)) {
            continue;
        }
        build.token(token);
        if build.open.is_empty() {
            build.hand(found);
        }
    }
    if !build.open.is_empty() {
        build.tell(Span::new(text.len(), text.len()), ProblemKind::UnclosedEntry);
        build.finish(text.len());
        build.hand(found);
    }
}

/// An element that is open.
struct Open {
    name: Span,
    /// Its place in the tree; `None` where it is too deep to have one.
    place: Option<usize>,
}

struct Build<'t, 'p> {
    tree: Tree<'t>,
    open: Vec<Open>,
    /// Elements that are open beyond the depth that is looked into.
    beyond: usize,
    told: usize,
    problem: &'p mut dyn FnMut(Problem),
}

impl<'t, 'p> Build<'t, 'p> {
    fn new(text: &'t str, problem: &'p mut dyn FnMut(Problem)) -> Self {
        Self { tree: Tree { text, nodes: Vec::new() }, open: Vec::new(), beyond: 0, told: 0, problem }
    }

    fn is_root(&self, name: &str) -> bool {
        self.tree.nodes.first().is_some_and(|root| local(root.name.of(self.tree.text)) == name)
    }

    fn tell(&mut self, span: Span, kind: ProblemKind) {
        self.told += 1;
        if self.told <= TOLD {
            (self.problem)(Problem { span, kind, key: None });
        }
    }

    fn token(&mut self, token: Token) {
        if token.torn {
            self.tell(Span::new(token.start, token.end), ProblemKind::UnclosedValue);
        }
        match token.what {
            What::Start => self.start(token),
            What::Empty => self.empty(token),
            What::End => self.end(token),
            What::Stray => {
                let what = "\"<\" that begins no tag".to_owned();
                self.tell(Span::new(token.start, token.end), ProblemKind::Syntax(what));
            }
            What::Text | What::CData | What::Skipped => {}
        }
    }

    fn node(&mut self, token: Token, name: Span) -> Option<usize> {
        let place = self.tree.nodes.len();
        if place >= MOST {
            return None;
        }
        let inside = Span::new(token.end, token.end);
        let span = Span::new(token.start, token.end);
        self.tree.nodes.push(Node { name, span, inside, end: place as u32 + 1 });
        Some(place)
    }

    fn start(&mut self, token: Token) {
        let name = tag_name(self.tree.text, token);
        if self.open.len() >= DEEPEST {
            if self.beyond == 0 {
                self.tell(Span::new(token.start, token.end), ProblemKind::TooDeep);
            }
            self.beyond += 1;
            return;
        }
        let place = self.node(token, name);
        self.open.push(Open { name, place });
    }

    fn empty(&mut self, token: Token) {
        let name = tag_name(self.tree.text, token);
        if self.open.len() < DEEPEST {
            self.node(token, name);
        }
    }

    fn end(&mut self, token: Token) {
        let text = self.tree.text;
        let name = tag_name(text, token).of(text);
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(place) = self.open.iter().rposition(|open| open.name.of(text) == name) else {
            if !VOID.contains(&name) {
                let what = format!("</{}> ends nothing", short(name));
                self.tell(Span::new(token.start, token.end), ProblemKind::Syntax(what));
            }
            return;
        };
        while let Some(open) = self.open.pop() {
            let last = self.open.len() == place;
            self.close(&open, token.start, if last { token.end } else { token.start });
            if last {
                break;
            }
            let unclosed = open.name.of(text);
            if !VOID.contains(&unclosed.to_ascii_lowercase().as_str()) {
                let what = format!("<{}> is not closed before </{}>", short(unclosed), short(name));
                self.tell(Span::new(token.start, token.end), ProblemKind::Syntax(what));
            }
        }
    }

    /// Closes an element whose content ends at `at`, and which ends at `after`.
    fn close(&mut self, open: &Open, at: usize, after: usize) {
        let end = self.tree.nodes.len() as u32;
        if let Some(node) = open.place.and_then(|place| self.tree.nodes.get_mut(place)) {
            node.inside = Span::new(node.inside.start as usize, at);
            node.span = Span::new(node.span.start as usize, after);
            node.end = end;
        }
    }

    /// Closes what is open.
    fn finish(&mut self, at: usize) {
        while let Some(open) = self.open.pop() {
            self.close(&open, at, at);
        }
        self.beyond = 0;
    }

    /// Hands the record over and makes room for the next.
    fn hand(&mut self, found: &mut dyn FnMut(Element<'_>)) {
        if let Some(root) = self.tree.root() {
            found(root);
        }
        self.tree.nodes.clear();
        self.told = 0;
    }
}

/// A name for a message.
fn short(name: &str) -> String {
    name.chars().take(40).collect()
}
