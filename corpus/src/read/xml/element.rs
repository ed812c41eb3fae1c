//! An element of a record: its children, its attributes, and its text with its places.

use super::pieces::{abstracts_in, joined};
use super::records::Tree;
use super::scan::{attributes, local};
use crate::lang::Lang;
use crate::read::Depth;
use crate::read::abstracts::{Claim, in_language};
use crate::read::decode;
use crate::record::{LangFrom, LangText};
use crate::span::{Decoding, Span, Text};

/// An element. Names are compared without prefix.
#[derive(Clone, Copy, Debug)]
pub struct Element<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) place: usize,
}

impl<'t> Element<'t> {
    /// The text of the file.
    #[must_use]
    pub fn source(&self) -> &'t str {
        self.tree.text
    }

    /// The name without prefix.
    #[must_use]
    pub fn name(&self) -> &'t str {
        local(self.full_name())
    }

    /// The name as written.
    #[must_use]
    pub fn full_name(&self) -> &'t str {
        self.node().name.of(self.tree.text)
    }

    /// The name as written, and where: the label of what is kept in a record's `extra`.
    #[must_use]
    pub fn label(&self) -> Text {
        let span = self.node().name;
        Text::new(decode(&[span.of(self.tree.text)], Decoding::Plain), span, Decoding::Plain)
    }

    /// The whole element with its tags.
    #[must_use]
    pub fn span(&self) -> Span {
        self.node().span
    }

    /// What stands between its tags, tags and references as written.
    #[must_use]
    pub fn inside(&self) -> Span {
        self.node().inside
    }

    fn node(&self) -> &'t super::records::Node {
        &self.tree.nodes[self.place]
    }

    /// The elements in it, in order, without theirs.
    pub fn children(self) -> impl Iterator<Item = Element<'t>> {
        let Element { tree, place } = self;
        let end = self.node().end as usize;
        let mut next = place + 1;
        std::iter::from_fn(move || {
            let node = tree.nodes.get(next).filter(|_| next < end)?;
            let child = Element { tree, place: next };
            next = (node.end as usize).max(next + 1);
            Some(child)
        })
    }

    /// All elements in it of that name, at any depth, in order.
    pub fn descendants(self, name: &str) -> impl Iterator<Item = Element<'t>> {
        let Element { tree, place } = self;
        let all = (place + 1..self.node().end as usize).map(move |place| Element { tree, place });
        all.filter(move |element| element.name() == name)
    }

    /// The first child of that name.
    #[must_use]
    pub fn child(self, name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.name() == name)
    }

    /// All elements at the end of a path of names (`Article/AuthorList/Author`), in order.
    #[must_use]
    pub fn all(self, path: &str) -> Vec<Element<'t>> {
        let mut found = vec![self];
        for name in path.split('/') {
            found =
                found.into_iter().flat_map(|element| element.children().filter(|child| child.name() == name)).collect();
        }
        found
    }

    /// The first element at the end of a path.
    #[must_use]
    pub fn find(self, path: &str) -> Option<Element<'t>> {
        self.all(path).into_iter().next()
    }

    /// The value of an attribute; its name is compared as written (`xml:lang`).
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<Text> {
        let text = self.tree.text;
        let node = self.node();
        let tag = Span { end: node.inside.start, ..node.span };
        let (_, value) = attributes(text, tag).find(|(key, _)| key.of(text) == name)?;
        Some(joined(text, &[value]))
    }

    /// The value of an attribute as a string, empty where there is none.
    #[must_use]
    pub fn attribute_value(self, name: &str) -> String {
        self.attribute(name).map_or_else(String::new, |text| text.value)
    }

    /// What the element says of its own language: `xml:lang`, `lang`, `Language` or `language`.
    #[must_use]
    pub fn lang(self) -> Option<Text> {
        let names = ["xml:lang", "lang", "Language", "language"];
        names.iter().find_map(|name| self.attribute(name)).filter(|text| !text.value.is_empty())
    }

    /// Its text in one line; `None` where it has none.
    #[must_use]
    pub fn text(self) -> Option<Text> {
        Some(joined(self.tree.text, &[self.inside()])).filter(|text| !text.value.is_empty())
    }

    /// The texts of the innermost elements that part words, joined by spaces: `<a><b>1</b><c>2</c></a>` is `1 2`, but
    /// `x <i>y</i>z` is `x yz`.
    #[must_use]
    pub fn leaves(self) -> Text {
        let text = self.tree.text;
        let mut pieces = Vec::new();
        let mut at = self.place;
        let end = self.node().end as usize;
        while at < end {
            let element = Element { tree: self.tree, place: at };
            let is_list = element.holds_elements_only();
            if !is_list {
                pieces.push(element.inside());
            }
            at = if is_list { at + 1 } else { element.node().end as usize };
        }
        joined(text, &pieces)
    }

    /// Whether it holds elements and, beside them, nothing but white space.
    fn holds_elements_only(self) -> bool {
        let blank = |start: u32, end: u32| Span { start, end }.of(self.tree.text).trim().is_empty();
        let mut at = self.inside().start;
        let mut children = self.children().peekable();
        children.peek().is_some()
            && children.all(|child| {
                let before = blank(at, child.span().start);
                at = child.span().end;
                before
            })
            && blank(at, self.inside().end)
    }

    /// Its text as a string, empty where it has none.
    #[must_use]
    pub fn value(self) -> String {
        self.text().map_or_else(String::new, |text| text.value)
    }

    /// The text of the first element at the end of a path that has one.
    #[must_use]
    pub fn text_at(self, path: &str) -> Option<Text> {
        self.all(path).into_iter().find_map(Element::text)
    }

    /// Its text as a title.
    #[must_use]
    pub fn title(self, claim: &Claim<'_>) -> Option<LangText> {
        self.text().map(|text| in_language(text, claim))
    }

    /// Its text as abstracts: paragraphs by blank lines, one abstract per language.
    #[must_use]
    pub fn abstracts(self, claim: &Claim<'_>) -> Vec<LangText> {
        abstracts_in(self.tree.text, &[self.inside()], claim)
    }
}

/// Where the claims of an element come from: what it says of its language, else what the record says.
pub struct Says {
    written: String,
    lang: Option<Lang>,
    record: Option<Lang>,
}

impl Says {
    /// What an element says of its language; `record` is the record's own.
    #[must_use]
    pub fn of(element: Element<'_>, record: Option<Lang>) -> Self {
        let written = element.lang().map_or_else(String::new, |text| text.value);
        Self { lang: Lang::parse(&written), written, record }
    }

    /// As a claim.
    #[must_use]
    pub fn claim(&self, kind: crate::record::TextKind) -> Claim<'_> {
        Claim {
            written: &self.written,
            lang: self.lang.clone(),
            from: LangFrom::Declared,
            record: self.record.clone(),
            kind,
            depth: Depth::Full,
        }
    }
}
