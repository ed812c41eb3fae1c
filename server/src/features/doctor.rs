//! The doctor: which corpus files serve a document, how many records, and what is wrong with them; as numbers for an
//! editor's status line and as a page for its reader. The answer to "why does nothing complete?".

use super::View;
use super::show::{language_name, visible};
use crate::analysis::faults;
use crate::config::{MessageLanguage, Words};
use crate::rules::{Diagnostic, FileContext, lookup};
use rustc_hash::FxHashSet;
use siglum_corpus::Shard;
use siglum_corpus::index::Scope;
use std::fmt::Write;
use std::path::Path;

/// So many faults of a file are listed.
const LISTED: usize = 20;

/// What a look at a document tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// The places, in the corpus, of the files that serve.
    pub files: Vec<u32>,
    /// How many records they have.
    pub records: u64,
    /// How many faults of syntax.
    pub faults: usize,
    /// Citations of no record, in order, each key once.
    pub unknown: Vec<String>,
    /// Declared bibliographies that are not there, as written.
    pub missing: Vec<String>,
}

/// Looks at what serves a document; cheap enough for every change of it.
#[must_use]
pub fn examine(view: &View<'_>) -> Examined {
    let mut found = Examined::default();
    for (place, shard) in (0u32..).zip(view.corpus.shards()) {
        if view.served.scope.holds(place) {
            found.files.push(place);
            found.records += u64::from(shard.len());
            found.faults += shard.problems().len();
        }
    }
    let context = super::hover::context(view);
    let own = |key: &str| view.manuscript.own_keys.iter().any(|own| own.key == key);
    let mut seen = FxHashSet::default();
    for citation in view.manuscript.citations.iter().filter(|one| !one.crossref && one.key != "*") {
        let key = citation.key.as_str();
        let known = || lookup::find(&context, key).or_else(|| view.corpus.find(key, &Scope::All)).is_some();
        if seen.insert(key) && !known() && !own(key) {
            found.unknown.push(key.to_owned());
        }
    }
    found.missing = view.served.missing.iter().map(|(written, _)| written.clone()).collect();
    found
}

/// The page about a document, in plain text and in the language of messages. `problems`: what could not be understood
/// in its settings or be read.
#[must_use]
pub fn page(view: &View<'_>, name: &str, problems: &[&Words]) -> String {
    let french = view.config.message_language.unwrap_or_default() == MessageLanguage::French;
    let say = |en: &'static str, fr: &'static str| if french { fr } else { en };
    let found = examine(view);
    let mut out = String::new();
    let _ = writeln!(out, "siglum {}\n\n{}\n", env!("CARGO_PKG_VERSION"), visible(name));
    let (format, citations) = (view.format.name, view.manuscript.citations.len());
    let noun = if citations == 1 { "citation" } else { "citations" };
    let _ = writeln!(out, "{} {format}, {citations} {noun}", say("Format:", "Format :"));
    if view.served.off {
        out.push_str(say(
            "Not linted: a file of the repository, by its name, without a bibliography.\n",
            "Non vérifié : un fichier du dépôt, d'après son nom, sans bibliographie.\n",
        ));
    }
    languages(&mut out, view, say("Abstracts are shown in:", "Les résumés sont montrés en :"));
    out.push('\n');
    out.push_str(match (found.files.is_empty(), view.served.declared) {
        (true, _) => say("No bibliography serves this document.\n", "Aucune bibliographie ne sert ce document.\n"),
        (false, true) => say("Bibliographies that serve it:\n", "Bibliographies qui le servent :\n"),
        (false, false) => say(
            "It declares no bibliography: all that lie in the workspace serve.\n",
            "Il ne déclare aucune bibliographie : toutes celles de l'espace de travail le servent.\n",
        ),
    });
    for place in &found.files {
        file(&mut out, view, *place, say);
    }
    let beside =
        (0u32..).zip(view.corpus.shards()).map(|(place, _)| place).filter(|place| !found.files.contains(place));
    let beside: Vec<_> = beside.collect();
    if !beside.is_empty() {
        out.push_str(say("\nKnown beside them:\n", "\nConnues en plus :\n"));
    }
    for place in beside {
        file(&mut out, view, place, say);
    }
    list(&mut out, say("Declared but not there:", "Déclarées mais absentes :"), &found.missing);
    list(&mut out, say("Keys that no record has:", "Clés qu'aucune notice ne porte :"), &found.unknown);
    let language = view.config.message_language.unwrap_or_default();
    let problems: Vec<_> = problems.iter().map(|words| words.get(language).to_owned()).collect();
    list(&mut out, say("Problems:", "Problèmes :"), &problems);
    if view.served.pending {
        out.push_str(say("\nStill reading; look again.\n", "\nLecture en cours ; regardez encore.\n"));
    }
    out
}

fn languages(out: &mut String, view: &View<'_>, label: &str) {
    let interface = view.config.message_language.unwrap_or_default();
    let names: Vec<_> = view.languages.iter().map(|lang| language_name(lang, interface)).collect();
    let _ = writeln!(out, "{label} {}", names.join(", "));
}

fn list(out: &mut String, label: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{label}");
    for item in items.iter().take(LISTED) {
        let _ = writeln!(out, "  {}", visible(item));
    }
    if items.len() > LISTED {
        let _ = writeln!(out, "  ... {}", items.len() - LISTED);
    }
}

/// A corpus file with its faults, each at its line.
fn file(out: &mut String, view: &View<'_>, place: u32, say: impl Fn(&'static str, &'static str) -> &'static str) {
    let Some(shard) = view.corpus.shards().get(place as usize) else { return };
    let (path, one) = (visible(&shown(shard.path())), shard.len() == 1);
    let records = if one { say("record", "notice") } else { say("records", "notices") };
    let _ = writeln!(out, "  {path} ({}, {} {records})", shard.format(), shard.len());
    if shard.problems().is_empty() {
        return;
    }
    let Some(context) = FileContext::new(view.corpus, place, view.config) else { return };
    let faults = faults(&context);
    let at_problem = faults.iter().filter_map(|fault| Some((line(shard, fault)?, fault)));
    let language = view.config.message_language.unwrap_or_default();
    for (line, fault) in at_problem.take(LISTED) {
        let place = format!("{} {line}{}", say("line", "ligne"), say(":", " :"));
        let _ = writeln!(out, "    {place} {}", fault.message.render(fault.rule, language));
    }
}

/// The line, from 1, of a fault of syntax; `None` for findings of another kind.
fn line(shard: &Shard, fault: &Diagnostic) -> Option<u32> {
    let place = shard.problems().iter().position(|problem| problem.span == fault.span)?;
    shard.problem_lines().get(place).map(|(line, _)| line + 1)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
