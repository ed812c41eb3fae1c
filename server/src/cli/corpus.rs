//! `siglum corpus`: a look into bibliographies and records.

use super::args::{CorpusArgs, CorpusCommand, PlainFormat, SourceArgs};
use super::csl;
use super::export;
use super::gather::Gatherer;
use super::output::{Status, Voice, message_language, write_report};
use super::paths::visible;
use crate::config::Words;
use crate::features::search;
use crate::features::symbols::short;
use crate::words;
use rayon::prelude::*;
use serde_json::{Value, json};
use siglum_corpus::fold::{fold, words};
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::record::{Date, LangFrom, LangText, Record, Role, TextKind};
use siglum_corpus::{Corpus, Lang};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How many records a search shows.
const SHOWN: usize = 50;

impl CorpusArgs {
    /// How the corpus is found.
    pub fn source(&self) -> &SourceArgs {
        match &self.command {
            CorpusCommand::List(view) | CorpusCommand::Stats(view) => &view.source,
            CorpusCommand::Show { view, .. } | CorpusCommand::Search { view, .. } => &view.source,
            CorpusCommand::Export(args) => &args.source,
        }
    }
}

/// Runs a command on the corpus.
pub fn run(args: &CorpusArgs, voice: &mut Voice) -> Status {
    let view = match &args.command {
        CorpusCommand::List(view) | CorpusCommand::Stats(view) => view,
        CorpusCommand::Show { view, .. } | CorpusCommand::Search { view, .. } => view,
        CorpusCommand::Export(args) => return export::run(args, voice),
    };
    let gatherer = Gatherer::new(&view.source, &voice.shown, &voice.cache, &|_| {});
    let (corpus, gathered) = gatherer.corpus_here();
    voice.language = message_language(None, gathered.language(), view.source.isolated);
    let status = voice.failures(&gathered);
    if corpus.shards().is_empty() {
        return status.max(voice.usage(&words!(
            "no bibliography and no record is found here (see --corpus)",
            "aucune bibliographie ni notice n'est trouvée ici (voir --corpus)"
        )));
    }
    let look = Look { corpus: &corpus, voice, json: view.format == PlainFormat::Json };
    let (text, found) = match &args.command {
        CorpusCommand::List(_) => look.list(&all(&corpus)),
        CorpusCommand::Stats(_) => look.stats(),
        CorpusCommand::Search { words, .. } => look.list(&found_by(&corpus, &words.join(" "))),
        CorpusCommand::Show { key, lang, .. } => look.show(key, lang.as_deref()),
        CorpusCommand::Export(_) => (String::new(), Status::Clean),
    };
    status.max(found).max(write_report(&text, None, voice))
}

fn all(corpus: &Corpus) -> Vec<RecordId> {
    let shards = (0u32..).zip(corpus.shards());
    shards.flat_map(|(shard, rows)| (0..rows.len()).map(move |row| RecordId { shard, row })).collect()
}

/// Records by words: those that the index finds, then those whose abstracts, containers or notes hold every word.
fn found_by(corpus: &Corpus, query: &str) -> Vec<RecordId> {
    let mut found = corpus.search(query, SHOWN);
    let query = fold(query);
    let wanted: Vec<&str> = words(&query).collect();
    if found.len() >= SHOWN || wanted.is_empty() {
        return found;
    }
    let holds = |id: &RecordId| search::holds(corpus, *id, &wanted);
    let more: Vec<RecordId> = all(corpus).into_par_iter().filter(|id| !found.contains(id)).filter(holds).collect();
    found.extend(more.into_iter().take(SHOWN - found.len()));
    found
}

struct Look<'a> {
    corpus: &'a Corpus,
    voice: &'a Voice,
    json: bool,
}

impl Look<'_> {
    fn place(&self, id: RecordId) -> String {
        let line = self.corpus.entry(id).line().0 + 1;
        format!("{}:{line}", self.voice.shown.path(self.corpus.shard(id).path()))
    }

    /// The records in one line each; status 1 where there is none, as grep has it.
    fn list(&self, ids: &[RecordId]) -> (String, Status) {
        let status = if ids.is_empty() { Status::Found } else { Status::Clean };
        if self.json {
            return (self.items(ids), status);
        }
        let mut out = String::new();
        for id in ids {
            let entry = self.corpus.entry(*id);
            let names = short(self.corpus, *id);
            let parts = [entry.key(), &names, entry.title()].into_iter().filter(|part| !part.trim().is_empty());
            let parts: Vec<_> = parts.map(visible).collect();
            let _ = writeln!(out, "{}: {}", self.place(*id), parts.join(": "));
        }
        (out, status)
    }

    fn items(&self, ids: &[RecordId]) -> String {
        let items: Vec<_> = ids.par_iter().filter_map(|id| csl::item(self.corpus, *id, &self.voice.shown)).collect();
        pretty(&Value::Array(items))
    }

    fn show(&self, key: &str, lang: Option<&str>) -> (String, Status) {
        let mut ids = self.corpus.find_all(key, &Scope::All);
        if ids.is_empty() {
            ids = self.corpus.find_folded(key, &Scope::All);
        }
        if ids.is_empty() {
            let near = self.corpus.nearest_keys(key, &Scope::All, 3);
            let near: Vec<_> = near.iter().map(|near| self.corpus.entry(near.id).key()).collect();
            self.voice.usage(&no_record(key, &near.join(", ")));
            return (String::new(), Status::Found);
        }
        if self.json {
            return (self.items(&ids), Status::Clean);
        }
        let lang = lang.and_then(Lang::parse);
        let mut out = String::new();
        for id in ids {
            match self.corpus.record(id) {
                Ok(record) => self.sheet(&mut out, id, &record, lang.as_ref()),
                Err(_) => self.voice.tell(&changed(&self.place(id))),
            }
        }
        (out, Status::Clean)
    }

    fn sheet(&self, out: &mut String, id: RecordId, record: &Record, lang: Option<&Lang>) {
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{} ({}), {}", visible(&record.key.value), record.item_type.as_csl(), self.place(id));
        for title in &record.titles {
            line(out, &format!("{}{}", self.voice.word("title", "titre"), self.described(title)), &title.text);
        }
        self.names(out, record);
        for container in &record.containers {
            line(out, self.voice.word("in", "dans"), &container.text);
        }
        if let Some(date) = &record.issued {
            line(out, "date", &date_shown(date));
        }
        for variable in &record.variables {
            line(out, variable.name, &csl::plain(&variable.text.value));
        }
        let keywords: Vec<_> = record.keywords.iter().map(|keyword| keyword.value.as_str()).collect();
        line(out, self.voice.word("keywords", "mots clés"), &keywords.join(", "));
        for (label, value) in &record.extra {
            line(out, &label.value, &value.value);
        }
        self.abstracts(out, id, lang);
    }

    fn names(&self, out: &mut String, record: &Record) {
        let roles = [
            (Role::Author, self.voice.word("authors", "auteurs")),
            (Role::Editor, self.voice.word("editors", "éditeurs")),
            (Role::Translator, self.voice.word("translators", "traducteurs")),
        ];
        for (role, label) in roles {
            let names: Vec<_> = record.names_of(role).map(|name| name.full()).collect();
            line(out, label, &names.join(", "));
        }
        for name in record.names_of(Role::Other) {
            line(out, &name.role_written, &name.full());
        }
    }

    /// `(fr, by its label)`, with the kind where it is not the main one.
    fn described(&self, text: &LangText) -> String {
        let from = csl::lang_from(text.lang_from);
        let from = match text.lang_from {
            LangFrom::Declared => self.voice.word(from, "déclarée"),
            LangFrom::Label => self.voice.word(from, "étiquette"),
            LangFrom::Detected => self.voice.word(from, "détectée"),
            LangFrom::Record => self.voice.word(from, "notice"),
            LangFrom::Unknown => self.voice.word(from, "inconnue"),
        };
        let lang = text.lang.as_ref().map(|lang| format!("{}, {from}", lang.as_str()));
        let kind = (text.kind != TextKind::Main).then(|| csl::kind(text.kind).to_owned());
        let parts: Vec<String> = lang.into_iter().chain(kind).collect();
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
    }

    /// The abstracts in full; where a language is asked for and there, only that one.
    fn abstracts(&self, out: &mut String, id: RecordId, lang: Option<&Lang>) {
        let mut texts = self.corpus.abstracts(id);
        let is_wanted =
            |text: &LangText| lang.is_some_and(|lang| text.lang.as_ref().is_some_and(|own| own.matches(lang)));
        if texts.iter().any(|(text, _)| is_wanted(text)) {
            texts.retain(|(text, _)| is_wanted(text));
        }
        for (text, from) in texts {
            let source = if from == id {
                String::new()
            } else {
                format!(", {} {}", self.voice.word("from", "de"), self.place(from))
            };
            let word = self.voice.word("abstract", "résumé");
            let _ = writeln!(out, "\n{word}{}{source}:", self.described(&text));
            let trailer = text.trailer.clone().and_then(|range| text.text.get(range)).unwrap_or_default();
            for paragraph in text.shown().split("\n\n").chain([trailer]) {
                let words: Vec<_> = paragraph.split_whitespace().collect();
                if !words.is_empty() {
                    let _ = writeln!(out, "{}", visible(&words.join(" ")));
                }
            }
        }
    }

    fn stats(&self) -> (String, Status) {
        let ids = all(self.corpus);
        let records: Vec<_> = ids.par_iter().filter_map(|id| self.corpus.record(*id).ok()).collect();
        let mut types = BTreeMap::<&str, usize>::new();
        let mut abstracts = BTreeMap::<String, usize>::new();
        for record in &records {
            *types.entry(record.item_type.as_csl()).or_default() += 1;
            for text in &record.abstracts {
                let lang = text.lang.as_ref().map_or("unknown", Lang::primary);
                *abstracts.entry(lang.to_owned()).or_default() += 1;
            }
        }
        let text = if self.json { self.stats_json(&types, &abstracts) } else { self.stats_text(&types, &abstracts) };
        (text, Status::Clean)
    }

    fn stats_json(&self, types: &BTreeMap<&str, usize>, abstracts: &BTreeMap<String, usize>) -> String {
        let files: Vec<_> = self.corpus.shards().iter().map(|shard| {
            let problems = shard.problems().len();
            json!({ "path": self.voice.shown.raw(shard.path()), "format": shard.format(), "records": shard.len(), "problems": problems })
        }).collect();
        let records: u32 = self.corpus.shards().iter().map(|shard| shard.len()).sum();
        let types = json!(types);
        pretty(&json!({ "version": 1, "records": records, "files": files, "types": types, "abstracts": abstracts }))
    }

    fn stats_text(&self, types: &BTreeMap<&str, usize>, abstracts: &BTreeMap<String, usize>) -> String {
        let mut out = String::new();
        for shard in self.corpus.shards() {
            let (path, problems) = (self.voice.shown.path(shard.path()), shard.problems().len());
            let (records, format) = (shard.len(), shard.format());
            let line = words!(
                "{path}: {records} records ({format}), {problems} problems",
                "{path} : {records} notices ({format}), {problems} problèmes"
            );
            let _ = writeln!(out, "{}", line.get(self.voice.language));
        }
        let records: u32 = self.corpus.shards().iter().map(|shard| shard.len()).sum();
        let files = self.corpus.shards().len();
        let line = words!("{records} records in {files} files", "{records} notices dans {files} fichiers");
        let _ = writeln!(out, "{}", line.get(self.voice.language));
        for (name, count) in types {
            let _ = writeln!(out, "  {name}: {count}");
        }
        let _ = writeln!(out, "{}", self.voice.word("abstracts by language", "résumés par langue"));
        for (lang, count) in abstracts {
            let _ = writeln!(out, "  {lang}: {count}");
        }
        out
    }
}

fn changed(place: &str) -> Words {
    words!("{place}: the file changed while it was read", "{place} : le fichier a changé pendant sa lecture")
}

fn no_record(key: &str, near: &str) -> Words {
    if near.is_empty() {
        return words!("no record has the key \"{key}\"", "aucune notice n'a la clé « {key} »");
    }
    words!(
        "no record has the key \"{key}\"; near it are {near}",
        "aucune notice n'a la clé « {key} » ; en sont proches {near}"
    )
}

/// The date as written; in its parts where it was written for programs.
fn date_shown(date: &Date) -> String {
    let written = date.written.value.trim();
    if !written.is_empty() && !written.starts_with(['[', '{']) {
        return written.to_owned();
    }
    let mut shown = date.year.to_string();
    for part in [date.month, date.month.and(date.day)].into_iter().flatten() {
        let _ = write!(shown, "-{part:02}");
    }
    let end = date.end_year.map(|year| format!("/{year}")).unwrap_or_default();
    shown + &end
}

fn line(out: &mut String, label: &str, value: &str) {
    if !value.trim().is_empty() {
        let words: Vec<_> = value.split_whitespace().collect();
        let _ = writeln!(out, "  {}: {}", visible(label), visible(&words.join(" ")));
    }
}

/// JSON with a final line end.
pub fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
