//! What the index needs of an entry, straight from its bytes: nothing is copied where nothing is decoded.
//!
//! Invariant: it is what [`crate::shard::brief_of`] makes of the entry's record; a property test holds that.

use super::fields::{self, Target};
use super::latex::is_plain;
use super::macros::{Context, Value};
use super::record::{annotation, first_target, parts};
use super::scan::RawEntry;
use super::{date, decode, names};
use crate::record::{ParentKind, Role, TextKind};
use crate::shard::{Brief, BriefName, Marks, bare_doi, is_number};
use crate::span::Decoding;
use std::borrow::Cow;
use std::ops::Range;

/// The values that a brief borrows from; their room is used again from entry to entry.
#[derive(Default)]
pub(super) struct Values<'t> {
    names: Vec<(Role, Value<'t>)>,
    titles: Vec<(TextKind, Value<'t>, Range<usize>)>,
    keywords: Option<Value<'t>>,
    ids: Option<Value<'t>>,
    parents: Vec<(ParentKind, Value<'t>)>,
    doi: Option<Value<'t>>,
    /// Identifiers that name one work, such as PubMed's.
    numbers: Vec<(&'static str, Value<'t>)>,
    date: Option<Value<'t>>,
    year: Option<Value<'t>>,
}

impl<'t> Values<'t> {
    /// Gathers the fields of an entry that count.
    pub fn gather(&mut self, context: &Context<'_, 't>, entry: &RawEntry) {
        self.names.clear();
        self.titles.clear();
        self.parents.clear();
        self.numbers.clear();
        (self.keywords, self.ids, self.doi, self.date, self.year) = (None, None, None, None, None);
        let mut seen = 0;
        for field in &entry.fields {
            let target = first_target(context.text, field, &mut seen);
            let value = || context.value(entry, field);
            match target {
                Target::Names(role) => self.names.push((role, value())),
                Target::Title(kind) => {
                    let value = value();
                    let inside = annotation(field.name.of(context.text), &value.text);
                    self.titles.push((kind, value, inside));
                }
                Target::Keywords => self.keywords = Some(value()),
                Target::Ids => self.ids = Some(value()),
                Target::Parent(kind) => self.parents.push((kind, value())),
                Target::Verbatim("DOI") => self.doi = Some(value()),
                Target::Verbatim(name) if is_number(name) => self.numbers.push((name, value())),
                Target::Date => self.date = Some(value()),
                Target::Year => self.year = Some(value()),
                _ => {}
            }
        }
    }

    /// The brief of the entry that was gathered.
    pub fn brief<'v>(&'v self, context: &Context<'_, 't>, entry: &RawEntry) -> Brief<'v>
    where
        't: 'v,
    {
        let titles = self.titles();
        let main = titles.iter().position(|(kind, _)| *kind == TextKind::Main).unwrap_or(0);
        let title = titles.get(main).map_or(Cow::Borrowed(""), |(_, title)| title.clone());
        let year = [&self.date, &self.year].into_iter().flatten();
        let year = year.filter_map(|value| date::parse(&latex(&value.text))).map(|parts| parts.year).next();
        let names: Vec<BriefName<'_>> = self.names.iter().flat_map(|(role, value)| people(*role, value)).collect();
        let numbers: Vec<(&'static str, Cow<'_, str>)> =
            self.numbers.iter().map(|(name, value)| (*name, decode(&value.text, Decoding::Verbatim))).collect();
        let marks = || Marks {
            titles: titles.iter().map(|(kind, title)| (*kind, &**title)).collect(),
            family: names.first().map_or("", |name| &name.family),
            year,
            numbers: numbers.iter().map(|(name, value)| (*name, &**value)).collect(),
        };
        // Most records have one title and no number: their main title and their DOI are all that tells them.
        let works = if titles.len() > 1 || !numbers.is_empty() { marks().hashes() } else { Vec::new() };
        Brief {
            key: decode(entry.key.of(context.text), Decoding::Plain),
            key_span: context.place(entry.key),
            span: context.place(entry.span),
            aliases: self.ids.iter().flat_map(keys).collect(),
            item_type: fields::item_type(entry.kind.of(context.text)),
            year,
            words: self.words(&titles, &title),
            title,
            names,
            doi: self.doi(),
            parents: self.parents.iter().flat_map(|(kind, value)| keys(value).map(|key| (*kind, key))).collect(),
            works,
        }
    }

    fn titles(&self) -> Vec<(TextKind, Cow<'_, str>)> {
        let decoded = self.titles.iter().map(|(kind, value, inside)| (*kind, latex(&value.text[inside.clone()])));
        decoded.filter(|(_, title)| !title.is_empty()).collect()
    }

    fn words<'v>(&'v self, titles: &[(TextKind, Cow<'v, str>)], shown: &str) -> Cow<'v, str> {
        let keywords = self.keywords.iter().flat_map(|value| {
            let latex = latex_parts(&value.text);
            parts(&value.text).map(move |part| latex(&value.text[part]))
        });
        let others = titles.iter().map(|(_, title)| title.clone()).filter(|title| title != shown);
        let mut words = keywords.chain(others);
        let Some(first) = words.next() else { return Cow::Borrowed("") };
        let Some(second) = words.next() else { return first };
        let mut all = first.into_owned();
        for word in [second].into_iter().chain(words) {
            all.push(' ');
            all.push_str(&word);
        }
        Cow::Owned(all)
    }

    fn doi(&self) -> Cow<'_, str> {
        let Some(value) = &self.doi else { return Cow::Borrowed("") };
        match decode(&value.text, Decoding::Verbatim) {
            Cow::Borrowed(doi) => bare_doi(doi),
            Cow::Owned(doi) => Cow::Owned(bare_doi(&doi).into_owned()),
        }
    }
}

fn latex(text: &str) -> Cow<'_, str> {
    decode(text, Decoding::Latex)
}

/// Decodes the parts of a value: what needs no decoding as a whole needs none in its parts.
fn latex_parts<'v>(value: &str) -> impl Fn(&'v str) -> Cow<'v, str> + Copy + use<'v> {
    let plain = is_plain(value);
    move |part| if plain { Cow::Borrowed(part.trim_matches(' ')) } else { latex(part) }
}

/// The keys of a comma list.
fn keys<'v>(value: &'v Value<'_>) -> impl Iterator<Item = Cow<'v, str>> {
    parts(&value.text).map(|part| decode(&value.text[part], Decoding::Plain))
}

/// The names of a field.
fn people<'v>(role: Role, value: &'v Value<'_>) -> impl Iterator<Item = BriefName<'v>> {
    let names = names::split(&value.text).map(|range| &value.text[range]);
    let latex = latex_parts(&value.text);
    names.filter(|name| !name.eq_ignore_ascii_case("others")).map(move |name| {
        let parts = names::parse(name);
        BriefName {
            role,
            family: latex(parts.family),
            given: latex(parts.given),
            particle: latex(parts.particle),
            literal: parts.literal,
        }
    })
}
