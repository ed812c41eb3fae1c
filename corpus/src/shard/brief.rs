//! The brief of a whole record: how formats that build records at once enter the index.

use crate::record::{Name, Record};
use crate::shard::{Brief, BriefName};
use std::borrow::Cow;

/// What the index needs of a record.
#[must_use]
pub fn brief_of(record: &Record) -> Brief<'_> {
    Brief {
        key: Cow::Borrowed(&record.key.value),
        key_span: record.key.from.cover().unwrap_or(crate::Span { start: record.span.start, end: record.span.start }),
        span: record.span,
        aliases: record.aliases.iter().map(|alias| Cow::Borrowed(alias.value.as_str())).collect(),
        item_type: record.item_type,
        year: record.year(),
        title: Cow::Borrowed(record.title().map_or("", |title| &title.text)),
        names: record.names.iter().map(brief_name).collect(),
        doi: bare_doi(record.variable("DOI").map_or("", |doi| &doi.value)),
        parents: record.parents.iter().map(|parent| (parent.kind, Cow::Borrowed(parent.key.value.as_str()))).collect(),
        words: Cow::Owned(words(record)),
        works: super::work_hashes(record),
    }
}

fn brief_name(name: &Name) -> BriefName<'_> {
    BriefName {
        role: name.role,
        family: Cow::Borrowed(name.literal.as_deref().unwrap_or(&name.family)),
        given: Cow::Borrowed(&name.given),
        particle: Cow::Borrowed(&name.particle),
        literal: name.literal.is_some(),
    }
}

/// Keywords, and the titles beside the first, so that a record is found by its title in either language.
fn words(record: &Record) -> String {
    let shown = record.title().map(|title| title.text.as_str());
    let titles = record.titles.iter().map(|title| title.text.as_str()).filter(|title| Some(*title) != shown);
    let keywords = record.keywords.iter().map(|keyword| keyword.value.as_str());
    keywords.chain(titles).collect::<Vec<_>>().join(" ")
}

/// A DOI without its resolver, in lower case.
pub(crate) fn bare_doi(written: &str) -> Cow<'_, str> {
    let start = written.find("10.").unwrap_or(0);
    let bare = written.get(start..).unwrap_or_default().trim();
    if bare.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Owned(bare.to_ascii_lowercase());
    }
    Cow::Borrowed(bare)
}
