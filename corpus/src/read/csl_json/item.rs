//! One item of CSL-JSON as a record.

use super::{item_type, names, note, variables};
use crate::lang::Lang;
use crate::read::Depth;
use crate::read::abstracts::{Claim, in_language};
use crate::read::json::{Kind, Value, abstracts_at, marked_abstracts_at};
use crate::read::{dates, decode};
use crate::record::{Date, Declared, LangFrom, LangText, Record, TextKind, Variable};
use crate::span::{Decoding, Span, Text};

/// An object that describes a work.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The object.
    pub value: Value<'a>,
    /// How much of it is wanted.
    pub depth: Depth,
}

impl Item<'_> {
    /// The record. Its key is empty where the item has none.
    pub fn record(self) -> Record {
        let mut record = Record { format: super::CSL_JSON.name, span: self.value.span(), ..Record::default() };
        if let Some(value) = self.value.get("language") {
            for written in value.texts() {
                record.languages.push(Declared { lang: Lang::parse(&written.value), written });
            }
        }
        for value in self.value.children() {
            self.take(value, &mut record);
        }
        key_and_aliases(&mut record);
        record
    }

    /// Puts one member where it belongs.
    fn take(&self, value: Value<'_>, record: &mut Record) {
        let name = value.name();
        match &*name {
            "id" | "citation-key" => take_key(value, &name, record),
            "type" => {
                record.type_written = value.written();
                record.item_type = item_type(&record.type_written.value);
            }
            "language" => {}
            "issued" => self.take_issued(value, record),
            "keyword" => take_keywords(value, record),
            "categories" | "subject" => record.keywords.extend(value.texts()),
            "custom" if value.kind() == Some(Kind::Object) => {
                value.children().for_each(|child| self.take_custom(child, record));
            }
            "note" => self.take_note(value, record),
            "multi" if value.kind() == Some(Kind::Object) => self.take_multi(value, record),
            "author" | "editor" | "translator" => take_names(value, &name, record),
            _ if variables::NAMES.contains(&&*name) => take_names(value, &name, record),
            _ if variables::DATES.contains(&&*name) => self.take_date(value, &name, record),
            _ => self.take_text(value, &name, record),
        }
    }

    /// Titles, abstracts, variables, and the rest.
    fn take_text(&self, value: Value<'_>, name: &str, record: &mut Record) {
        if let Some((base, lang)) = suffixed(name) {
            let claim = self.claim(record, &name[base.len() + 1..], lang);
            return match base {
                "abstract" => self.take_abstract(value, &claim, record),
                _ => titles(value, &Claim { kind: TextKind::Translated, ..claim }, &mut record.titles),
            };
        }
        let plain = self.claim(record, "", None);
        let kind = |kind| Claim { kind, ..plain.clone() };
        match name {
            "title" => titles(value, &plain, &mut record.titles),
            "title-short" | "shortTitle" | "short-title" => {
                titles(value, &kind(TextKind::Short), &mut record.titles);
            }
            "original-title" => titles(value, &kind(TextKind::Original), &mut record.titles),
            "translated-title" => titles(value, &kind(TextKind::Translated), &mut record.titles),
            "subtitle" => titles(value, &kind(TextKind::Subtitle), &mut record.titles),
            "container-title" => titles(value, &plain, &mut record.containers),
            "container-title-short" | "journalAbbreviation" | "short-container-title" => {
                titles(value, &kind(TextKind::Short), &mut record.containers);
            }
            "abstract" => self.take_abstract(value, &plain, record),
            _ => match variables::standard(name).filter(|_| value.kind() != Some(Kind::Object)) {
                Some(name) => {
                    record.variables.extend(value.texts().into_iter().map(|text| Variable { name, text }));
                }
                None => record.extra.push((value.key(), value.written())),
            },
        }
    }

    fn take_abstract(&self, value: Value<'_>, claim: &Claim<'_>, record: &mut Record) {
        if self.depth.is_brief() {
            return;
        }
        for whole in value.texts() {
            // Crossref's abstracts arrive as JATS, tags and all.
            let read = if whole.value.contains("</") { marked_abstracts_at } else { abstracts_at };
            record.abstracts.extend(read(self.value.text, &whole, claim));
        }
    }

    fn take_custom(&self, value: Value<'_>, record: &mut Record) {
        let name = value.key().value;
        if suffixed(&name).is_some() || matches!(name.as_str(), "original-title" | "translated-title") {
            self.take_text(value, &name, record);
        } else {
            record.extra.push((value.key(), value.written()));
        }
    }

    /// Juris-M's texts in other languages: `{"main": {"title": "fr"}, "_keys": {"title": {"en": "The title"}}}`.
    fn take_multi(&self, value: Value<'_>, record: &mut Record) {
        for variable in value.get("_keys").iter().flat_map(|keys| keys.children()) {
            let name = variable.key().value;
            for text in variable.children().filter(|text| text.is_full()) {
                let tag = text.key().value;
                let claim = Claim { kind: TextKind::Translated, ..self.claim(record, &tag, Lang::parse(&tag)) };
                match name.as_str() {
                    "title" => titles(text, &claim, &mut record.titles),
                    "container-title" => titles(text, &claim, &mut record.containers),
                    "abstract" => self.take_abstract(text, &claim, record),
                    _ => record.extra.push((variable.key(), text.written())),
                }
            }
        }
        for main in value.get("main").iter().flat_map(|main| main.children()).filter(|main| main.is_full()) {
            record.extra.push((main.key(), main.written()));
        }
    }

    /// What is known of a text's language: its own tag, and the record's.
    fn claim<'c>(&self, record: &Record, written: &'c str, lang: Option<Lang>) -> Claim<'c> {
        let own = record.languages.first().and_then(|declared| declared.lang.clone());
        Claim { written, lang, from: LangFrom::Declared, record: own, kind: TextKind::Main, depth: self.depth }
    }

    /// The whole note as a variable, and its labelled lines: some of them are what the record lacks.
    fn take_note(&self, value: Value<'_>, record: &mut Record) {
        let text = value.written();
        record.variables.push(Variable { name: "note", text: text.clone() });
        if value.kind() != Some(Kind::String) {
            return;
        }
        for (label, value) in note::lines(self.value.text, &text) {
            let is = |names: &[&str]| names.iter().any(|name| label.value.eq_ignore_ascii_case(name));
            if is(&["standard_id", "citation key", "tex.ids", "ids"]) {
                record.aliases.push(value.clone());
            } else if let Some(lang) = labelled(&label.value, "abstract") {
                record.abstracts.extend(abstracts_at(
                    self.value.text,
                    &value,
                    &self.claim(record, &label.value, Some(lang)),
                ));
            } else if is(&["original title", "original-title"]) {
                let claim = Claim { kind: TextKind::Original, ..self.claim(record, "", None) };
                record.titles.push(in_language(value.clone(), &claim));
            } else if is(&["title translation", "translated title", "translated-title"]) {
                let claim = Claim { kind: TextKind::Translated, depth: self.depth, ..Claim::default() };
                record.titles.push(in_language(value.clone(), &claim));
            } else if let Some(name) = variables::standard(&label.value).filter(|name| *name != "note") {
                record.variables.push(Variable { name, text: value.clone() });
            }
            record.extra.push((label, value));
        }
    }

    /// `issued`: the first date of `date-parts`, else what `raw` or `literal` says. A season is kept in `extra`.
    fn take_issued(&self, value: Value<'_>, record: &mut Record) {
        let inner = Item { value, ..*self };
        for name in ["season", "circa"] {
            if let Some(child) = value.get(name) {
                record.extra.push((child.key(), child.written()));
            }
        }
        record.issued = inner.date();
        if record.issued.is_none() {
            record.extra.push((value.key(), value.written()));
        }
    }

    /// A date variable, as it is written or as its parts in JSON.
    fn take_date(&self, value: Value<'_>, name: &str, record: &mut Record) {
        let known = variables::DATES.iter().find(|known| **known == name).copied();
        let written = Item { value, ..*self }.date().map_or_else(|| value.written(), |date| date.written);
        record.variables.extend(known.map(|name| Variable { name, text: written }));
    }

    /// This object, list of parts or string as a date.
    fn date(&self) -> Option<Date> {
        if self.value.kind() == Some(Kind::Array) {
            return list_date(self.value).or_else(|| raw_date(self.value));
        }
        if self.value.kind() != Some(Kind::Object) {
            return raw_date(self.value);
        }
        let written = |name| self.value.get(name).and_then(raw_date);
        self.value
            .get("date-parts")
            .and_then(date_parts)
            .or_else(|| written("raw"))
            .or_else(|| written("literal"))
            .or_else(|| year_date(self.value))
    }
}

/// `{year: 2016, month: 3, day: 12}`, as older YAML for Pandoc has it.
fn year_date(value: Value<'_>) -> Option<Date> {
    let number = |name| value.get(name)?.string().trim().parse::<i32>().ok();
    let small = |name, most| number(name).and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=most).contains(n));
    let (month, day) = (small("month", 12), small("day", 31));
    Some(Date { year: number("year")?, month, day, end_year: None, written: value.written() })
}

/// Such dates in a list: one, or the two ends of a range.
fn list_date(value: Value<'_>) -> Option<Date> {
    let mut dates = value.children().map(year_date);
    let first = dates.next()??;
    let end_year = dates.next().flatten().map(|date| date.year).filter(|end| *end > first.year);
    Some(Date { end_year, written: value.written(), ..first })
}

fn take_key(value: Value<'_>, name: &str, record: &mut Record) {
    let text = value.written();
    if text.value.is_empty() || text.value == "null" {
        return;
    }
    if name == "id" && record.key.value.is_empty() {
        record.key = text;
    } else if text.value != record.key.value {
        record.aliases.push(text);
    }
}

fn titles(value: Value<'_>, claim: &Claim<'_>, into: &mut Vec<LangText>) {
    // CSL's own marks (`<i>`, `<sub>`, `<span class="nocase">`) are no part of a title's words.
    let marked = value.kind() == Some(Kind::String) && value.written().from.decoding == Decoding::Json;
    let marked = marked && value.string().contains("</");
    for text in if marked { vec![value.unmarked()] } else { value.texts() } {
        // A list of titles is the same title in several languages.
        let more = claim.kind == TextKind::Main && into.iter().any(|title| title.kind == TextKind::Main);
        let kind = if more { TextKind::Parallel } else { claim.kind };
        into.push(in_language(text, &Claim { kind, ..claim.clone() }));
    }
}

fn take_names(value: Value<'_>, variable: &str, record: &mut Record) {
    let names = names::read(value, variable, &mut record.extra);
    if names.is_empty() {
        record.extra.push((value.key(), value.written()));
    }
    record.names.extend(names);
}

fn take_keywords(value: Value<'_>, record: &mut Record) {
    for whole in value.texts() {
        let Some(span) = whole.from.spans.first() else { continue };
        let raw = span.of(value.text);
        let separator = if raw.contains(';') { ';' } else { ',' };
        let mut start = span.start as usize;
        for piece in raw.split(separator) {
            let word = piece.trim();
            let at = start + piece.find(word).unwrap_or(0);
            start += piece.len() + 1;
            if !word.is_empty() {
                let span = Span::new(at, at + word.len());
                record.keywords.push(Text::new(decode(&[word], whole.from.decoding), span, whole.from.decoding));
            }
        }
    }
}

/// A date as a string writes it.
pub fn raw_date(value: Value<'_>) -> Option<Date> {
    let written = value.written();
    let parts = dates::parse(&written.value)?;
    Some(Date { year: parts.year, month: parts.month, day: parts.day, end_year: parts.end_year, written })
}

/// `[[2016, 3, 12], [2017]]`; numbers may be strings.
pub fn date_parts(value: Value<'_>) -> Option<Date> {
    let mut lists = value.children();
    let number = |value: Value<'_>| value.string().trim().parse::<i32>().ok();
    let first: Vec<Option<i32>> = lists.next()?.children().map(number).collect();
    let year = first.first().copied().flatten()?;
    let small = |at: usize, most: u8| {
        first.get(at).copied().flatten().and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=most).contains(n))
    };
    let end_year = lists.next().and_then(|list| list.children().next()).and_then(number);
    Some(Date { year, month: small(1, 12), day: small(2, 31), end_year, written: value.written() })
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
