//! A value of a tree with the text it stands in: members by name, strings decoded, each with its place.

use super::{Kind, Tree};
use crate::read::decode;
use crate::record::Name;
use crate::span::{Decoding, Provenance, Span, Text};
use std::borrow::Cow;

/// A value of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    /// The file's text.
    pub text: &'a str,
    /// The tree it is in.
    pub tree: &'a Tree,
    /// Its place there.
    pub place: usize,
}

impl<'a> Value<'a> {
    /// The whole of a tree.
    pub fn new(text: &'a str, tree: &'a Tree) -> Self {
        Self { text, tree, place: 0 }
    }

    /// What kind of value it is; `None` for one that is not there.
    pub fn kind(self) -> Option<Kind> {
        self.tree.nodes.get(self.place).map(|node| node.kind)
    }

    /// Where it stands.
    pub fn span(self) -> Span {
        self.tree.nodes.get(self.place).map_or(Span::default(), |node| node.span)
    }

    /// The values directly in it: members of an object, elements of a list.
    pub fn children(self) -> impl Iterator<Item = Value<'a>> {
        self.tree.children(self.place).map(move |place| Self { place, ..self })
    }

    /// Its name as written, where it is a member.
    pub fn raw_key(self) -> &'a str {
        self.tree.nodes.get(self.place).and_then(|node| node.key).map_or("", |key| key.of(self.text))
    }

    /// Its name and where that stands; empty, and nowhere, where it is no member.
    pub fn key(self) -> Text {
        let Some(span) = self.tree.nodes.get(self.place).and_then(|node| node.key) else { return Text::made("") };
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        let decoding = match before.as_bytes().last() {
            _ if !self.tree.yaml => Decoding::Json,
            Some(b'"') => Decoding::YamlDouble,
            Some(b'\'') => Decoding::YamlSingle,
            _ => Decoding::Yaml,
        };
        Text::new(decode(&[span.of(self.text)], decoding), span, decoding)
    }

    /// Its name alone; empty where it is no member.
    pub fn name(self) -> Cow<'a, str> {
        let raw = self.raw_key();
        let plain = raw.is_ascii() && !raw.contains(['\\', '\'']);
        if plain { Cow::Borrowed(raw) } else { Cow::Owned(self.key().value) }
    }

    /// The first member of that name.
    pub fn get(self, name: &str) -> Option<Value<'a>> {
        let is_named = |child: &Value<'_>| {
            let raw = child.raw_key();
            // An escape is longer than what it stands for; in JSON, no program writes one into such a name.
            raw == name || child.tree.yaml && raw.len() > name.len() && raw.contains('\\') && child.name() == name
        };
        self.children().find(|child| child.kind().is_some() && is_named(child))
    }

    /// Its text and where it stands; of a list or an object, its JSON.
    pub fn written(self) -> Text {
        let decoding = self.tree.nodes.get(self.place).map_or(Decoding::Plain, |node| node.decoding);
        Text::new(decode(&[self.span().of(self.text)], decoding), self.span(), decoding)
    }

    /// Its text alone.
    pub fn string(self) -> String {
        self.written().value
    }

    /// The elements of a list, or the value itself.
    pub fn each(self) -> Vec<Value<'a>> {
        if self.kind() == Some(Kind::Array) { self.children().collect() } else { vec![self] }
    }

    /// Whether it is a string or a literal that says something.
    pub fn is_full(self) -> bool {
        let raw = self.span().of(self.text).trim();
        match self.kind() {
            Some(Kind::String) => !raw.is_empty(),
            Some(Kind::Literal) => !raw.is_empty() && raw != "null",
            Some(Kind::Object | Kind::Array) => self.children().next().is_some(),
            None => false,
        }
    }

    /// The texts of a string, or of each string in a list; empty ones and `null` are left out.
    pub fn texts(self) -> Vec<Text> {
        self.each().into_iter().filter(|value| value.is_full()).map(Value::written).collect()
    }

    /// A person's name of a given and a family name; `None` without a family name.
    pub fn person(given: Option<Value<'_>>, family: Option<Value<'_>>) -> Option<Name> {
        let family = family.filter(|family| family.kind() == Some(Kind::String))?;
        let given = given.filter(|given| given.kind() == Some(Kind::String) && given.is_full());
        let parts: Vec<Text> = given.into_iter().chain([family]).map(Value::written).collect();
        let raw: Vec<&str> = given.into_iter().chain([family]).map(|part| part.span().of(part.text)).collect();
        let spans = parts.iter().flat_map(|part| part.from.spans.iter().copied()).collect();
        let written =
            Text { value: decode(&raw, Decoding::Json), from: Provenance { spans, decoding: Decoding::Json } };
        let given = given.map_or(String::new(), Value::string);
        Some(Name { given, family: family.string(), written, ..Name::default() })
    }
}
