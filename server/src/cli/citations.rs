//! `siglum citations`: what is cited, where and how, and the record that each key finds.

use super::args::{CitationsArgs, PlainFormat};
use super::corpus::pretty;
use super::gather::{Gathered, Gatherer, Unit};
use super::output::{Status, Voice, message_language, write_report};
use super::paths::visible;
use super::places::{FileText, Texts};
use super::report::point;
use crate::manuscript::Citation;
use crate::rules::{Context, lookup};
use serde_json::{Value, json};
use siglum_corpus::Span;
use siglum_corpus::index::RecordId;
use std::fmt::Write;

/// Runs the command.
pub fn run(args: &CitationsArgs, voice: &mut Voice) -> Status {
    let gatherer = Gatherer::new(&args.source, &voice.shown, &voice.cache, &|_| {});
    let gathered = gatherer.gather(&args.paths, args.stdin_filename.as_deref());
    voice.language = message_language(None, gathered.language(), args.source.isolated);
    let status = voice.failures(&gathered);
    let text = match args.format {
        PlainFormat::Text => text(&gathered, voice),
        PlainFormat::Json => json(&gathered, voice),
    };
    status.max(write_report(&text, None, voice))
}

fn resolve(unit: &Unit, citation: &Citation) -> Option<RecordId> {
    let context = Context::new((&unit.source.text, unit.manuscript()), &unit.corpus, &unit.served, &unit.config);
    lookup::find(&context, &citation.key)
}

fn text(gathered: &Gathered, voice: &Voice) -> String {
    let mut out = String::new();
    for unit in &gathered.units {
        let path = voice.shown.path(&unit.path);
        let file = FileText::new(unit.source.clone());
        for citation in &unit.manuscript().citations {
            let start = file.point(citation.key_span.start as usize);
            let locator = citation.locator.map(|span| span.of(&unit.source.text)).unwrap_or_default();
            let words: Vec<_> = locator.split_whitespace().collect();
            let locator = if words.is_empty() { String::new() } else { format!(" [{}]", words.join(" ")) };
            let record = resolve(unit, citation).map_or(voice.word("no record", "pas de notice").to_owned(), |id| {
                let line = unit.corpus.entry(id).line().0 + 1;
                format!("{}:{line}", voice.shown.path(unit.corpus.shard(id).path()))
            });
            let (key, form) = (visible(&citation.key), citation.form.name());
            let (line, column) = (start.line, start.column);
            let _ = writeln!(out, "{path}:{line}:{column}: {key} ({form}){} -> {record}", visible(&locator));
        }
    }
    out
}

fn json(gathered: &Gathered, voice: &Voice) -> String {
    let mut texts = Texts::default();
    for unit in &gathered.units {
        texts.add(&unit.path, &unit.source);
        texts.serve(unit.corpus.shards());
        unit.corpus.shards().iter().for_each(|shard| texts.need(shard.path()));
    }
    let mut citations = Vec::new();
    for unit in &gathered.units {
        citations.extend(unit.manuscript().citations.iter().map(|citation| one(unit, citation, &texts, voice)));
    }
    pretty(&json!({ "version": 1, "citations": citations }))
}

fn one(unit: &Unit, citation: &Citation, texts: &Texts, voice: &Voice) -> Value {
    let (start, end) = texts.points(&unit.path, citation.key_span);
    let resolved = resolve(unit, citation).map(|id| {
        let (path, entry) = (unit.corpus.shard(id).path(), unit.corpus.entry(id));
        // A key that was made stands nowhere: then the whole record is meant.
        let span = if entry.key_span().is_empty() { entry.span() } else { entry.key_span() };
        let (start, end) = texts.points(path, span);
        json!({ "path": voice.shown.raw(path), "start": point(start), "end": point(end) })
    });
    json!({
        "path": voice.shown.raw(&unit.path),
        "key": citation.key,
        "start": point(start),
        "end": point(end),
        "form": citation.form.name(),
        "crossref": citation.crossref,
        "locator": citation.locator.map(|span: Span| span.of(&unit.source.text)),
        "resolved": resolved,
    })
}
