//! An element of a record: its children, its attributes, and its text with its places.

use super::flat::flatten;
use super::records::Tree;
use super::scan::{attributes, local};
use crate::lang::Lang;
use crate::read::abstracts::{Claim, abstracts_of, in_language};
use crate::read::decode;
use crate::record::{LangFrom, LangText};
use crate::span::{Decoding, Provenance, Span, Text};
use std::ops::Range;

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
        }
    }
}

/// The text of some pieces of XML in one line, white space at their ends left out.
#[must_use]
pub fn joined(text: &str, pieces: &[Span]) -> Text {
    let spans: Vec<Span> = pieces.iter().map(|piece| trimmed(text, *piece)).filter(|piece| !piece.is_empty()).collect();
    let raw: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    Text { value: decode(&raw, Decoding::Xml), from: Provenance { spans, decoding: Decoding::Xml } }
}

/// The abstracts in some pieces of XML, which are its paragraphs.
#[must_use]
pub fn abstracts_in(text: &str, pieces: &[Span], claim: &Claim<'_>) -> Vec<LangText> {
    let mut raw = String::new();
    let mut places = Vec::new();
    for piece in pieces.iter().map(|piece| trimmed(text, *piece)).filter(|piece| !piece.is_empty()) {
        if !raw.is_empty() {
            raw.push_str("\n\n");
        }
        places.push((raw.len(), piece));
        raw.push_str(piece.of(text));
    }
    let flat = flatten(&raw, true);
    abstracts_of(&flat.text, claim, |range| {
        let spans = back(&places, &flat.raw(range));
        let raw: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
        Text { value: decode(&raw, Decoding::XmlBlocks), from: Provenance { spans, decoding: Decoding::XmlBlocks } }
    })
}

/// The spans of the file that a range of the joined pieces covers.
fn back(places: &[(usize, Span)], range: &Range<usize>) -> Vec<Span> {
    let within = places.iter().filter(|(at, piece)| *at < range.end && range.start < at + piece.len());
    let part = |(at, piece): &(usize, Span)| {
        let base = piece.start as usize;
        let end = range.end.min(at + piece.len());
        Span::new(base + range.start.saturating_sub(*at), base + end - at)
    };
    within.map(part).collect()
}

/// A span without the white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let body = span.of(text);
    let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let start = span.start as usize + body.len() - body.trim_start_matches(space).len();
    Span::new(start, start + body.trim_matches(space).len())
}
