//! Records as CSL-JSON; what CSL has no place for (languages, places in files) stands in `custom.siglum`.

use super::paths::Shown;
use serde_json::{Map, Value, json};
use siglum_corpus::index::RecordId;
use siglum_corpus::record::{LangFrom, LangText, Record, Role, TextKind};
use siglum_corpus::span::Provenance;
use siglum_corpus::write::csl;
use siglum_corpus::{Corpus, Lang};
use std::path::Path;

/// The record of a corpus as a CSL item. `None` when its file changed while it was read.
pub fn item(corpus: &Corpus, id: RecordId, shown: &Shown) -> Option<Value> {
    let record = corpus.record(id).ok()?;
    let abstracts = corpus.abstracts(id);
    let mut item = Map::new();
    item.insert("id".into(), json!(record.key.value));
    item.insert("type".into(), json!(record.item_type.as_csl()));
    let mut add = |name: &str, value: Option<Value>| value.map(|value| item.insert(name.to_owned(), value));
    add("title", record.title().map(|title| json!(title.text)));
    add("container-title", record.containers.first().map(|container| json!(container.text)));
    for (role, name) in [(Role::Author, "author"), (Role::Editor, "editor"), (Role::Translator, "translator")] {
        let names: Vec<_> = record.names_of(role).map(csl::name_parts).collect();
        add(name, (!names.is_empty()).then_some(Value::Array(names)));
    }
    add("issued", record.issued.as_ref().map(|date| json!({ "date-parts": csl::date_parts(date) })));
    add("abstract", abstracts.first().map(|(text, _)| json!(text.shown())));
    let language = record.languages.iter().find_map(|declared| declared.lang.as_ref());
    add("language", language.map(|lang| json!(lang.as_str())));
    let keywords: Vec<_> = record.keywords.iter().map(|keyword| keyword.value.as_str()).collect();
    add("keyword", (!keywords.is_empty()).then(|| json!(keywords.join(", "))));
    for variable in &record.variables {
        add(variable.name, Some(csl::value(&variable.text.value)));
    }
    add("custom", Some(json!({ "siglum": ours(corpus, id, &record, &abstracts, shown) })));
    Some(Value::Object(item))
}

/// A variable's value for people.
pub fn plain(text: &str) -> String {
    let Some(parts) = csl::parts_in(text) else {
        return text.to_owned();
    };
    let part = |part: &Value| part.as_str().map_or_else(|| part.to_string(), str::to_owned);
    let date = |date: &Value| date.as_array().map(|parts| parts.iter().map(part).collect::<Vec<_>>().join("-"));
    parts.as_array().map(|dates| dates.iter().filter_map(date).collect::<Vec<_>>().join("/")).unwrap_or_default()
}

fn ours(corpus: &Corpus, id: RecordId, record: &Record, abstracts: &[(LangText, RecordId)], shown: &Shown) -> Value {
    let path = |id: RecordId| corpus.shard(id).path();
    let own = path(id);
    let titles: Vec<_> = record.titles.iter().map(|title| lang_text(title, own, shown)).collect();
    let abstracts: Vec<_> = abstracts.iter().map(|(text, from)| lang_text(text, path(*from), shown)).collect();
    let extra: Vec<_> =
        record.extra.iter().map(|(label, value)| json!({ "label": label.value, "value": value.value })).collect();
    json!({
        "path": shown.raw(own),
        "format": record.format,
        "start": record.span.start,
        "end": record.span.end,
        "line": corpus.entry(id).line().0 + 1,
        "titles": titles,
        "abstracts": abstracts,
        "extra": extra,
    })
}

fn lang_text(text: &LangText, path: &Path, shown: &Shown) -> Value {
    let detected = text.detected.as_ref().map(|(lang, confidence)| {
        json!({ "lang": lang.as_str(), "confidence": (f64::from(*confidence) * 100.0).round() / 100.0 })
    });
    json!({
        "text": text.text,
        "lang": text.lang.as_ref().map(Lang::as_str),
        "lang-from": lang_from(text.lang_from),
        "declared": text.declared,
        "detected": detected,
        "kind": kind(text.kind),
        "path": shown.raw(path),
        "places": places(&text.from),
    })
}

/// Byte ranges of the file as stored.
fn places(from: &Provenance) -> Vec<Value> {
    from.spans.iter().map(|span| json!({ "start": span.start, "end": span.end })).collect()
}

/// The name of a way to know a language.
pub fn lang_from(from: LangFrom) -> &'static str {
    match from {
        LangFrom::Declared => "declared",
        LangFrom::Label => "label",
        LangFrom::Detected => "detected",
        LangFrom::Record => "record",
        LangFrom::Unknown => "unknown",
    }
}

/// The name of a kind of text.
pub fn kind(kind: TextKind) -> &'static str {
    match kind {
        TextKind::Main => "main",
        TextKind::Translated => "translated",
        TextKind::Original => "original",
        TextKind::Parallel => "parallel",
        TextKind::Short => "short",
        TextKind::Subtitle => "subtitle",
        TextKind::PlainLanguage => "plain-language",
        TextKind::Graphical => "graphical",
        TextKind::Teaser => "teaser",
        TextKind::Mixed => "mixed",
    }
}
