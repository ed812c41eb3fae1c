//! One item, and what it is in CSL-JSON.

use super::fields;
use crate::read::dates;
use crate::read::people;
use crate::record::Record;
use crate::shard::forget_places;
use crate::span::{Span, Text};

/// An item of a library.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) id: i64,
    /// The item type, as Zotero names it.
    pub(super) kind: String,
    /// Where it opens in Zotero: `zotero://select/...`.
    pub(super) address: String,
    /// The name of its group; empty for the user's own library.
    pub(super) group: String,
    /// Fields by name, in Zotero's order.
    pub(super) fields: Vec<(String, String)>,
    pub(super) creators: Vec<Creator>,
    pub(super) tags: Vec<String>,
    /// The collections that it lies in, as paths.
    pub(super) collections: Vec<String>,
    /// Addresses of related items.
    pub(super) related: Vec<String>,
    /// The key that Better BibTeX keeps for it.
    pub(super) kept_key: Option<String>,
}

/// A creator of an item.
#[derive(Debug, Default)]
pub(super) struct Creator {
    pub(super) kind: String,
    pub(super) first: String,
    pub(super) last: String,
    /// One name, of an institution or of a person whose parts are not told.
    pub(super) whole: bool,
}

impl Item {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The citation key: Zotero's own, else the one pinned in `extra`, else the one that Better BibTeX keeps.
    fn citation_key(&self) -> Option<&str> {
        let pinned = self.field("extra").and_then(|extra| {
            extra.lines().find_map(|line| {
                let (label, value) = line.split_once(':')?;
                label.trim().eq_ignore_ascii_case("citation key").then(|| value.trim())
            })
        });
        let own = self.field("citationKey").map(str::trim);
        let keys = [own, pinned, self.kept_key.as_deref()];
        keys.into_iter().flatten().find(|key| !key.is_empty())
    }

    /// The item as an object of CSL-JSON.
    pub(super) fn csl(&self) -> String {
        let mut members = vec![member("type", &quoted(fields::item_type(&self.kind)))];
        members.extend(self.citation_key().map(|key| member("id", &quoted(key))));
        for (name, value) in self.fields.iter().filter(|(name, _)| name != "citationKey") {
            members.push(match fields::date(name) {
                Some(variable) => member(variable, &format!("{{\"raw\":{}}}", quoted(&date(value)))),
                None => member(fields::variable(name), &quoted(value)),
            });
        }
        members.extend(self.creators.iter().map(|creator| member(fields::creator(&creator.kind), &creator.csl())));
        format!("{{{}}}", members.join(","))
    }

    /// The record that was read of [`Item::csl`], with what CSL-JSON has no place for and without places.
    pub(super) fn finish(&self, mut record: Record) -> Record {
        forget_places(&mut record);
        record.format = super::ZOTERO.name;
        record.span = Span::default();
        record.type_written = Text::made(&self.kind);
        record.keywords.extend(self.tags.iter().map(Text::made));
        let group = (!self.group.is_empty()).then_some(&self.group);
        let more = std::iter::once(("zotero", &self.address)).chain(group.map(|group| ("library", group)));
        let more = more.chain(self.collections.iter().map(|path| ("collection", path)));
        let more = more.chain(self.related.iter().map(|address| ("related", address)));
        record.extra.extend(more.map(|(label, value)| (Text::made(label), Text::made(value))));
        record
    }
}

impl Creator {
    /// A list of this one name.
    fn csl(&self) -> String {
        if self.whole || self.first.is_empty() {
            return format!("[{{\"literal\":{}}}]", quoted(&self.last));
        }
        // Zotero keeps particles with the family name, and suffixes behind the given ones.
        let (given, suffix) = self.first.rsplit_once(", ").unwrap_or((&self.first, ""));
        let name = people::of_parts(&self.last, given, suffix);
        let parts = [
            ("family", &name.family),
            ("given", &name.given),
            ("non-dropping-particle", &name.particle),
            ("suffix", &name.suffix),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(_, part)| !part.is_empty())
            .map(|(label, part)| member(label, &quoted(part)))
            .collect();
        format!("[{{{}}}]", parts.join(","))
    }
}

fn member(name: &str, value: &str) -> String {
    format!("{}:{value}", quoted(name))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Zotero keeps a date twice: `2016-03-00 March 2016`, in figures and as it was typed. What was typed says more where it
/// is understood.
fn date(value: &str) -> String {
    let Some((figures, typed)) = value.split_at_checked(10).filter(|(figures, _)| is_figures(figures)) else {
        return value.to_owned();
    };
    let figures = figures.trim_end_matches("-00");
    let typed = typed.trim();
    let is_time = typed.len() == 8 && typed.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let year = figures.get(..4).and_then(|year| year.parse::<i32>().ok());
    let agrees = dates::parse(typed).is_some_and(|parts| Some(parts.year) == year && parts.end_year.is_some());
    if (agrees || figures.starts_with("0000")) && !is_time { typed.to_owned() } else { figures.to_owned() }
}

fn is_figures(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}
