//! A record out of one entry: every field has its place, and what has none is kept under its own name.

use super::fields::{self, Target};
use super::latex::decode_mapped;
use super::macros::{Context, Value};
use super::scan::{RawEntry, RawField};
use super::{date, names};
use crate::lang::Lang;
use crate::read::Depth;
use crate::read::abstracts::{Claim, abstracts_of, in_language, undetected};
use crate::read::decode::nfc;
use crate::record::{Date, Declared, LangFrom, LangText, Name, Parent, Record, Role, TextKind, Variable};
use crate::span::{Decoding, Span, Text};
use std::ops::Range;

/// Builds the record of an entry.
pub(super) fn record(context: &Context<'_, '_>, entry: &RawEntry) -> Record {
    let kind = entry.kind.of(context.text);
    let mut record = Record {
        key: plain(context, entry.key),
        item_type: fields::item_type(kind),
        type_written: plain(context, entry.kind),
        format: super::BIBTEX.name,
        span: context.place(entry.span),
        ..Record::default()
    };
    let mut build = Build { context, entry, lang: None, dates: Dates::default() };
    let all = targets(context.text, entry);
    for (field, _) in all.iter().filter(|(_, target)| *target == Target::Language) {
        build.languages(&mut record, field);
    }
    build.lang = record.languages.iter().find_map(|declared| declared.lang.clone());
    for (field, target) in &all {
        build.field(&mut record, field, *target);
    }
    build.issued(&mut record);
    record
}

/// The fields and where they go; of a field that is repeated only the first one goes there, the others are kept.
pub(super) fn targets<'e>(text: &str, entry: &'e RawEntry) -> Vec<(&'e RawField, Target)> {
    let mut seen = 0u128;
    let target = |field: &'e RawField| (field, first_target(text, field, &mut seen));
    entry.fields.iter().map(target).collect()
}

/// A field's target, unless `seen` holds the field already.
pub(super) fn first_target(text: &str, field: &RawField, seen: &mut u128) -> Target {
    let (place, target) = fields::target(text, field.name);
    let bit = place.map_or(0, |place| 1 << place);
    if *seen & bit != 0 {
        return Target::Extra;
    }
    *seen |= bit;
    target
}

/// How a date is decoded: in `2016~` the tilde says that it is uncertain, and is no blank.
fn date_decoding(raw: &str) -> Decoding {
    let is_edtf = raw.trim().bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'~'));
    if is_edtf { Decoding::Verbatim } else { Decoding::Latex }
}

/// Text as it stands: keys, types, names of fields.
fn plain(context: &Context<'_, '_>, span: Span) -> Text {
    Text::new(nfc(span.of(context.text)), context.place(span), Decoding::Plain)
}

#[derive(Default)]
struct Dates {
    date: Option<Text>,
    year: Option<Text>,
    month: Option<u8>,
    day: Option<u8>,
}

struct Build<'c, 't> {
    context: &'c Context<'c, 't>,
    entry: &'c RawEntry,
    lang: Option<Lang>,
    dates: Dates,
}

impl Build<'_, '_> {
    fn field(&mut self, record: &mut Record, field: &RawField, target: Target) {
        let value = self.context.value(self.entry, field);
        let name = field.name.of(self.context.text);
        match target {
            Target::Names(role) => self.names(record, field, &value, role),
            Target::Title(kind) => record.titles.extend(self.title(name, &value, kind)),
            Target::Abstract => record.abstracts.extend(self.abstracts(name, &value)),
            Target::Container(kind) => {
                let text = value.all(Decoding::Latex);
                record.containers.push(LangText { text: text.value, kind, from: text.from, ..LangText::default() });
            }
            Target::Variable(name) => self.variable(record, field, &value, name, Decoding::Latex),
            Target::Verbatim(name) => self.variable(record, field, &value, name, Decoding::Verbatim),
            Target::Number => {
                let name = fields::number_of(record.item_type);
                self.variable(record, field, &value, name, Decoding::Latex);
            }
            Target::Date => self.dates.date = Some(value.all(date_decoding(&value.text))),
            Target::Year => self.dates.year = Some(value.all(Decoding::Latex)),
            Target::Month | Target::Day => {
                let text = value.all(if value.month { Decoding::Month } else { Decoding::Latex });
                match target {
                    Target::Month => self.dates.month = date::month(&text.value),
                    _ => self.dates.day = text.value.parse().ok().filter(|day| (1..=31).contains(day)),
                }
                self.extra(record, field, text);
            }
            Target::Keywords => {
                record.keywords.extend(parts(&value.text).map(|part| value.part(part, Decoding::Latex)));
            }
            Target::Language => {}
            Target::Ids => record.aliases.extend(keys(&value)),
            Target::Parent(kind) => record.parents.extend(keys(&value).map(|key| Parent { kind, key })),
            Target::File => self.extra(record, field, value.all(Decoding::Verbatim)),
            Target::Extra => self.extra(record, field, value.all(Decoding::LatexBlocks)),
        }
    }

    fn extra(&self, record: &mut Record, field: &RawField, text: Text) {
        record.extra.push((plain(self.context, field.name), text));
    }

    /// A variable that has a value already keeps it; the other one is kept under the field's name.
    fn variable(
        &self,
        record: &mut Record,
        field: &RawField,
        value: &Value<'_>,
        name: &'static str,
        decoding: Decoding,
    ) {
        let text = value.all(decoding);
        if text.value.is_empty() {
            return;
        }
        match record.variable(name) {
            Some(_) => self.extra(record, field, text),
            None => record.variables.push(Variable { name, text }),
        }
    }

    fn names(&self, record: &mut Record, field: &RawField, value: &Value<'_>, role: Role) {
        let role_written = field.name.of(self.context.text);
        for range in names::split(&value.text) {
            let written = value.part(range.clone(), Decoding::Latex);
            let raw = value.text.get(range).unwrap_or_default();
            if raw.eq_ignore_ascii_case("others") {
                self.extra(record, field, written);
                continue;
            }
            let parts = names::parse(raw);
            let text = |part: &str| super::latex::decode(part, false).into_owned();
            let name = Name { role, role_written: role_written.to_owned(), written, ..Name::default() };
            record.names.push(if parts.literal {
                Name { literal: Some(text(parts.family)), ..name }
            } else {
                Name {
                    family: text(parts.family),
                    given: text(parts.given),
                    particle: text(parts.particle),
                    suffix: text(parts.suffix),
                    ..name
                }
            });
        }
    }

    /// What is claimed of a text by the name of its field.
    fn claim<'n>(&self, name: &'n str, kind: TextKind) -> Claim<'n> {
        let written = fields::language_of(name).map_or("", |(_, written)| written);
        let from = if written.is_empty() { LangFrom::Unknown } else { LangFrom::Declared };
        Claim { written, lang: Lang::parse(written), from, record: self.lang.clone(), kind, depth: Depth::Full }
    }

    fn title(&self, name: &str, value: &Value<'_>, kind: TextKind) -> Option<LangText> {
        let text = value.part(annotation(name, &value.text), Decoding::Latex);
        let claim = self.claim(name, kind);
        let made = |text| if self.context.detects { in_language(text, &claim) } else { undetected(text, &claim) };
        (!text.value.is_empty()).then(|| made(text))
    }

    /// The abstracts in a field. A part of the text is found again in the raw value through the decoder's offset map.
    fn abstracts(&self, name: &str, value: &Value<'_>) -> Vec<LangText> {
        let whole = annotation(name, &value.text);
        if !self.context.detects {
            let text = undetected(value.part(whole, Decoding::LatexBlocks), &self.claim(name, TextKind::Main));
            return if text.text.is_empty() { Vec::new() } else { vec![text] };
        }
        let raw = value.text.get(whole.clone()).unwrap_or_default();
        let mapped = decode_mapped(raw, true);
        let place = |range: Range<usize>| {
            let (from, to) = (mapped.raw_offset(range.start), mapped.raw_offset(range.end));
            value.part(whole.start + from..whole.start + to.max(from), Decoding::LatexBlocks)
        };
        abstracts_of(&mapped.text, &self.claim(name, TextKind::Main), place)
    }

    fn languages(&self, record: &mut Record, field: &RawField) {
        let value = self.context.value(self.entry, field);
        let parts: Vec<_> = names::split(&value.text)
            .flat_map(|range| {
                let start = range.start;
                let inside = value.text.get(range).unwrap_or_default();
                self::parts(inside).map(move |part| start + part.start..start + part.end).collect::<Vec<_>>()
            })
            .collect();
        for part in parts {
            let written = value.part(part, Decoding::Latex);
            let lang = Lang::parse(&written.value);
            record.languages.push(Declared { written, lang });
        }
    }

    /// The date of issue: `date`, else `year` with `month` and `day`. What cannot be read is kept.
    fn issued(&mut self, record: &mut Record) {
        let Dates { date, year, month, day } = std::mem::take(&mut self.dates);
        for (text, label, month, day) in [(date, "date", None, None), (year, "year", month, day)] {
            let Some(written) = text else { continue };
            match date::parse(&written.value) {
                Some(parts) if record.issued.is_none() => {
                    let month = parts.month.or(month);
                    let day = parts.day.or(day.filter(|_| month.is_some()));
                    record.issued = Some(Date { year: parts.year, month, day, end_year: parts.end_year, written });
                }
                _ => {
                    let field = self
                        .entry
                        .fields
                        .iter()
                        .find(|field| field.name.of(self.context.text).eq_ignore_ascii_case(label));
                    record.extra.extend(field.map(|field| (plain(self.context, field.name), written)));
                }
            }
        }
    }
}

/// The text in a data annotation, `={"..."}` (BibLaTeX manual, section 3.7); the whole value of any other field.
pub(super) fn annotation(name: &str, text: &str) -> Range<usize> {
    let whole = 0..text.len();
    if !name.contains("+an") {
        return whole;
    }
    let inside = text.trim_start().strip_prefix('=').map(str::trim);
    match inside.and_then(|inside| inside.strip_prefix('"')).and_then(|inside| inside.strip_suffix('"')) {
        Some(inside) => {
            let start = text.find('"').map_or(0, |quote| quote + 1);
            start..start + inside.len()
        }
        None => whole,
    }
}

/// The parts of a list: between commas and semicolons outside braces.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let mut depth = 0usize;
        for (at, byte) in text.bytes().enumerate().skip(start) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b',' | b';' if depth == 0 => {
                    next = Some(at + 1);
                    return Some(start..at);
                }
                _ => {}
            }
        }
        next = None;
        Some(start..text.len())
    })
    .map(|range| names::trim(text, range))
    .filter(|range| !range.is_empty())
}

/// The keys of a comma list.
fn keys<'v>(value: &'v Value<'_>) -> impl Iterator<Item = Text> + 'v {
    parts(&value.text).map(|part| value.part(part, Decoding::Plain))
}
