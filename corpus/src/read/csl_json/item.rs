//! One item of CSL-JSON as a record.

use super::json::{Kind, Tree};
use super::{item_type, names, note, variables};
use crate::lang::Lang;
use crate::read::abstracts::{Claim, abstracts_of, in_language};
use crate::read::decode::each_char;
use crate::read::{dates, decode};
use crate::record::{Date, Declared, LangFrom, LangText, Record, TextKind, Variable};
use crate::span::{Decoding, Span, Text};

/// An object of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The file's text.
    pub text: &'a str,
    /// The tree it is in.
    pub tree: &'a Tree,
    /// Its place there.
    pub place: usize,
    /// Whether only what the index needs is wanted: see [`Origin::brief`](crate::read::Origin).
    pub brief: bool,
}

impl Item<'_> {
    /// What kind of value stands at a place.
    pub fn kind(&self, place: usize) -> Option<Kind> {
        self.tree.nodes.get(place).map(|node| node.kind)
    }

    fn span(&self, place: usize) -> Span {
        self.tree.nodes.get(place).map_or(Span::default(), |node| node.span)
    }

    /// The name of a member.
    pub fn key(&self, place: usize) -> String {
        self.key_text(place).value
    }

    /// The name of a member and where it stands.
    pub fn key_text(&self, place: usize) -> Text {
        let span = self.tree.nodes.get(place).and_then(|node| node.key).unwrap_or_default();
        Text::new(decode(&[span.of(self.text)], Decoding::Json), span, Decoding::Json)
    }

    /// The member of that name.
    pub fn member(&self, name: &str) -> Option<usize> {
        let named = |place: &usize| {
            let key = self.tree.nodes.get(*place).and_then(|node| node.key);
            key.is_some_and(|key| key.of(self.text) == name)
        };
        self.tree.children(self.place).find(named)
    }

    /// The text of a value.
    pub fn string(&self, place: usize) -> String {
        self.text_of(place).value
    }

    /// The text of a value and where it stands; of a list or an object, its JSON.
    pub fn text_of(&self, place: usize) -> Text {
        let span = self.span(place);
        let decoding = match self.kind(place) {
            Some(Kind::String | Kind::Literal) => Decoding::Json,
            _ => Decoding::Plain,
        };
        Text::new(decode(&[span.of(self.text)], decoding), span, decoding)
    }

    /// The texts of a string, or of each string in a list; empty ones and `null` are left out.
    fn texts(&self, place: usize) -> Vec<Text> {
        let places: Vec<usize> = match self.kind(place) {
            Some(Kind::Array) => self.tree.children(place).collect(),
            _ => vec![place],
        };
        let full = |text: &Text| !text.value.trim().is_empty() && text.value != "null";
        places.into_iter().map(|place| self.text_of(place)).filter(full).collect()
    }

    /// The record. Its key is empty where the item has none.
    pub fn record(self) -> Record {
        let mut record = Record { format: super::CSL_JSON.name, span: self.span(self.place), ..Record::default() };
        if let Some(place) = self.member("language") {
            for written in self.texts(place) {
                record.languages.push(Declared { lang: Lang::parse(&written.value), written });
            }
        }
        for place in self.tree.children(self.place) {
            self.take(place, &mut record);
        }
        key_and_aliases(&mut record);
        record
    }

    /// Puts one member where it belongs.
    fn take(&self, place: usize, record: &mut Record) {
        let name = self.key(place);
        match name.as_str() {
            "id" | "citation-key" => self.take_key(place, &name, record),
            "type" => {
                record.type_written = self.text_of(place);
                record.item_type = item_type(&record.type_written.value);
            }
            "language" => {}
            "issued" => self.take_issued(place, record),
            "keyword" => self.take_keywords(place, record),
            "categories" | "subject" => record.keywords.extend(self.texts(place)),
            "custom" if self.kind(place) == Some(Kind::Object) => {
                self.tree.children(place).for_each(|child| self.take_custom(child, record));
            }
            "note" => self.take_note(place, record),
            "author" | "editor" | "translator" => self.take_names(place, &name, record),
            _ if variables::NAMES.contains(&name.as_str()) => self.take_names(place, &name, record),
            _ if variables::DATES.contains(&name.as_str()) => self.take_date(place, &name, record),
            _ => self.take_text(place, &name, record),
        }
    }

    /// Titles, abstracts, variables, and the rest.
    fn take_text(&self, place: usize, name: &str, record: &mut Record) {
        if let Some((base, lang)) = suffixed(name) {
            let claim = claim(record, &name[base.len() + 1..], lang);
            return match base {
                "abstract" => self.take_abstract(place, &claim, record),
                _ => self.titles(place, &Claim { kind: TextKind::Translated, ..claim }, &mut record.titles),
            };
        }
        let plain = claim(record, "", None);
        let kind = |kind| Claim { kind, ..plain.clone() };
        match name {
            "title" => self.titles(place, &plain, &mut record.titles),
            "title-short" | "shortTitle" | "short-title" => {
                self.titles(place, &kind(TextKind::Short), &mut record.titles);
            }
            "original-title" => self.titles(place, &kind(TextKind::Original), &mut record.titles),
            "translated-title" => self.titles(place, &kind(TextKind::Translated), &mut record.titles),
            "subtitle" => self.titles(place, &kind(TextKind::Subtitle), &mut record.titles),
            "container-title" => self.titles(place, &plain, &mut record.containers),
            "container-title-short" | "journalAbbreviation" | "short-container-title" => {
                self.titles(place, &kind(TextKind::Short), &mut record.containers);
            }
            "abstract" => self.take_abstract(place, &plain, record),
            _ => match variables::standard(name).filter(|_| self.kind(place) != Some(Kind::Object)) {
                Some(name) => {
                    record.variables.extend(self.texts(place).into_iter().map(|text| Variable { name, text }));
                }
                None => record.extra.push((self.key_text(place), self.text_of(place))),
            },
        }
    }

    fn take_key(&self, place: usize, name: &str, record: &mut Record) {
        let text = self.text_of(place);
        if text.value.is_empty() || text.value == "null" {
            return;
        }
        if name == "id" && record.key.value.is_empty() {
            record.key = text;
        } else if text.value != record.key.value {
            record.aliases.push(text);
        }
    }

    fn titles(&self, place: usize, claim: &Claim<'_>, into: &mut Vec<LangText>) {
        for text in self.texts(place) {
            // A list of titles is the same title in several languages.
            let more = claim.kind == TextKind::Main && into.iter().any(|title| title.kind == TextKind::Main);
            let kind = if more { TextKind::Parallel } else { claim.kind };
            into.push(in_language(text, &Claim { kind, ..claim.clone() }));
        }
    }

    fn take_abstract(&self, place: usize, claim: &Claim<'_>, record: &mut Record) {
        if self.brief {
            return;
        }
        for whole in self.texts(place) {
            let Some(span) = whole.from.spans.first().copied() else { continue };
            record.abstracts.extend(parts(self.text, span, claim));
        }
    }

    fn take_names(&self, place: usize, variable: &str, record: &mut Record) {
        let names = names::read(*self, place, variable, &mut record.extra);
        if names.is_empty() {
            record.extra.push((self.key_text(place), self.text_of(place)));
        }
        record.names.extend(names);
    }

    fn take_keywords(&self, place: usize, record: &mut Record) {
        for whole in self.texts(place) {
            let Some(span) = whole.from.spans.first() else { continue };
            let raw = span.of(self.text);
            let separator = if raw.contains(';') { ';' } else { ',' };
            let mut start = span.start as usize;
            for piece in raw.split(separator) {
                let word = piece.trim();
                let at = start + piece.find(word).unwrap_or(0);
                start += piece.len() + 1;
                if !word.is_empty() {
                    let span = Span::new(at, at + word.len());
                    record.keywords.push(Text::new(decode(&[word], Decoding::Json), span, Decoding::Json));
                }
            }
        }
    }

    fn take_custom(&self, place: usize, record: &mut Record) {
        let name = self.key(place);
        if suffixed(&name).is_some() || matches!(name.as_str(), "original-title" | "translated-title") {
            self.take_text(place, &name, record);
        } else {
            record.extra.push((self.key_text(place), self.text_of(place)));
        }
    }

    /// The whole note as a variable, and its labelled lines: some of them are what the record lacks.
    fn take_note(&self, place: usize, record: &mut Record) {
        let text = self.text_of(place);
        let span = self.span(place);
        record.variables.push(Variable { name: "note", text });
        if self.kind(place) != Some(Kind::String) {
            return;
        }
        for (label, value) in note::lines(self.text, span) {
            let is = |names: &[&str]| names.iter().any(|name| label.value.eq_ignore_ascii_case(name));
            let line = value.from.spans.first().copied().unwrap_or_default();
            if is(&["standard_id", "citation key", "tex.ids", "ids"]) {
                record.aliases.push(value.clone());
            } else if let Some(lang) = labelled(&label.value, "abstract") {
                record.abstracts.extend(parts(self.text, line, &claim(record, &label.value, Some(lang))));
            } else if is(&["original title", "original-title"]) {
                let claim = Claim { kind: TextKind::Original, ..claim(record, "", None) };
                record.titles.push(in_language(value.clone(), &claim));
            } else if is(&["title translation", "translated title", "translated-title"]) {
                let claim = Claim { kind: TextKind::Translated, ..Claim::default() };
                record.titles.push(in_language(value.clone(), &claim));
            } else if let Some(name) = variables::standard(&label.value).filter(|name| *name != "note") {
                record.variables.push(Variable { name, text: value.clone() });
            }
            record.extra.push((label, value));
        }
    }

    /// `issued`: the first date of `date-parts`, else what `raw` or `literal` says. A season is kept in `extra`.
    fn take_issued(&self, place: usize, record: &mut Record) {
        let inner = Item { place, ..*self };
        for name in ["season", "circa"] {
            if let Some(child) = inner.member(name) {
                record.extra.push((self.key_text(child), self.text_of(child)));
            }
        }
        record.issued = inner.date();
        if record.issued.is_none() {
            record.extra.push((self.key_text(place), self.text_of(place)));
        }
    }

    /// A date variable, as it is written or as its parts in JSON.
    fn take_date(&self, place: usize, name: &str, record: &mut Record) {
        let known = variables::DATES.iter().find(|known| **known == name).copied();
        let written = Item { place, ..*self }.date().map_or_else(|| self.text_of(place), |date| date.written);
        record.variables.extend(known.map(|name| Variable { name, text: written }));
    }

    /// This object, list of parts or string as a date.
    fn date(&self) -> Option<Date> {
        if self.kind(self.place) != Some(Kind::Object) {
            return self.raw_date(self.place);
        }
        let written = |name| self.member(name).and_then(|place| self.raw_date(place));
        self.member("date-parts")
            .and_then(|place| self.date_parts(place))
            .or_else(|| written("raw"))
            .or_else(|| written("literal"))
    }

    fn raw_date(&self, place: usize) -> Option<Date> {
        let written = self.text_of(place);
        let parts = dates::parse(&written.value)?;
        Some(Date { year: parts.year, month: parts.month, day: parts.day, end_year: parts.end_year, written })
    }

    /// `[[2016, 3, 12], [2017]]`; numbers may be strings.
    fn date_parts(&self, place: usize) -> Option<Date> {
        let mut lists = self.tree.children(place);
        let number = |place: usize| self.string(place).trim().parse::<i32>().ok();
        let first: Vec<Option<i32>> = self.tree.children(lists.next()?).map(number).collect();
        let year = first.first().copied().flatten()?;
        let small = |at: usize, most: u8| {
            first.get(at).copied().flatten().and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=most).contains(n))
        };
        let end_year = lists.next().and_then(|list| self.tree.children(list).next()).and_then(number);
        Some(Date { year, month: small(1, 12), day: small(2, 31), end_year, written: self.text_of(place) })
    }
}

/// A citation key is better than a program's own address of the item.
fn key_and_aliases(record: &mut Record) {
    let place = record.aliases.iter().position(|alias| !alias.value.contains("://"));
    let poor = record.key.value.is_empty() || record.key.value.contains("://");
    if let (true, Some(place)) = (poor, place) {
        let old = std::mem::replace(&mut record.key, record.aliases.remove(place));
        if !old.value.is_empty() {
            record.aliases.push(old);
        }
    }
    let key = record.key.value.clone();
    record.aliases.retain(|alias| alias.value != key);
}

/// What is known of a text's language: its own tag, and the record's.
fn claim<'a>(record: &Record, written: &'a str, lang: Option<Lang>) -> Claim<'a> {
    let own = record.languages.first().and_then(|declared| declared.lang.clone());
    Claim { written, lang, from: LangFrom::Declared, record: own, kind: TextKind::Main }
}

/// `abstract_fr`, `abstract-fr`, `title_en`: the name before the tag, and the language.
fn suffixed(name: &str) -> Option<(&'static str, Option<Lang>)> {
    ["abstract", "title"].into_iter().find_map(|base| {
        let tag = name.strip_prefix(base)?.strip_prefix(['_', '-'])?;
        Some((base, Some(Lang::parse(tag)?)))
    })
}

/// `Abstract (fr)`, `tex.abstract_fr`: the language.
fn labelled(label: &str, base: &str) -> Option<Lang> {
    let label = label.trim_start_matches("tex.").to_lowercase();
    let tag = label.strip_prefix(base)?.trim_start().strip_prefix(['(', '_', '-', '['])?;
    Lang::parse(tag.trim_end_matches([')', ']']))
}

/// The abstracts in the inside of a JSON string, each with its place.
fn parts(text: &str, inside: Span, claim: &Claim<'_>) -> Vec<LangText> {
    let raw = inside.of(text);
    let mut decoded = String::with_capacity(raw.len());
    let mut from = Vec::new();
    let plain = !raw.contains('\\');
    each_char(raw, |at, c| {
        if !plain {
            from.push((decoded.len(), at));
        }
        decoded.push(c);
    });
    let back = |offset: usize| match from.binary_search_by_key(&offset, |pair| pair.0) {
        _ if plain => offset,
        Ok(place) => from.get(place).map_or(raw.len(), |pair| pair.1),
        Err(_) => raw.len(),
    };
    abstracts_of(&decoded, claim, |range| {
        let (start, end) = (back(range.start), back(range.end));
        let piece = raw.get(start..end).unwrap_or_default();
        let base = inside.start as usize;
        Text::new(decode(&[piece], Decoding::Json), Span::new(base + start, base + end), Decoding::Json)
    })
}
