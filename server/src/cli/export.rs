//! `siglum corpus export`: records in a format for other programs, all or only what manuscripts cite.

use super::args::{ExportArgs, ExportFormat};
use super::gather::{Gatherer, Unit};
use super::output::{Status, Voice, message_language, write_report};
use crate::words;
use rustc_hash::FxHashSet;
use siglum_corpus::Corpus;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::record::{LangText, ParentKind, Record};
use siglum_corpus::write::{Source, Target, bibtex};
use std::path::PathBuf;

/// A record that is exported, and its entry where it is written as one.
struct Chosen {
    record: Record,
    written: Option<bibtex::Entry>,
}

/// Runs the command.
pub fn run(args: &ExportArgs, voice: &mut Voice) -> Status {
    let target = match args.to {
        ExportFormat::Bibtex => Target::BibTex,
        ExportFormat::Biblatex => Target::BibLaTex,
        ExportFormat::CslJson => Target::CslJson,
        ExportFormat::Ris => Target::Ris,
    };
    let mut choice = Choice { target, chosen: Vec::new(), parents: Vec::new(), seen: FxHashSet::default(), lost: 0 };
    let gatherer = Gatherer::new(&args.source, &voice.shown, &voice.cache, &|_| {});
    let mut unknown: Vec<String> = Vec::new();
    let gathered = if args.cited.is_empty() {
        let (corpus, gathered) = gatherer.corpus_here();
        unknown.extend(choice.take_keys(&corpus, &args.keys));
        gathered
    } else {
        let gathered = gatherer.gather(&args.cited, None);
        for unit in &gathered.units {
            unknown.extend(choice.take_cited(unit, &args.keys));
        }
        gathered
    };
    voice.language = message_language(None, gathered.language(), args.source.isolated);
    let mut status = voice.failures(&gathered);
    unknown.sort();
    unknown.dedup();
    for key in &unknown {
        status = status.max(Status::Found);
        voice.tell(&words!("no record has the key \"{key}\"", "aucune notice n'a la clé « {key} »"));
    }
    if choice.lost > 0 {
        let lost = choice.lost;
        status = status.max(Status::Failed);
        voice.tell(&words!(
            "{lost} records changed while they were read; run the command again",
            "{lost} notices ont changé pendant la lecture ; relancez la commande"
        ));
    }
    status.max(write_report(&choice.text(), args.output.as_deref(), voice))
}

/// What is exported, in order: records before those that they inherit from, as BibTeX needs them.
struct Choice {
    target: Target,
    chosen: Vec<Chosen>,
    parents: Vec<Chosen>,
    /// Records that are taken, by file and row.
    seen: FxHashSet<(PathBuf, u32)>,
    lost: usize,
}

impl Choice {
    /// Takes all records, or those of the keys; gives the keys that no record has.
    fn take_keys(&mut self, corpus: &Corpus, keys: &[String]) -> Vec<String> {
        if keys.is_empty() {
            for (shard, rows) in (0u32..).zip(corpus.shards()) {
                (0..rows.len()).for_each(|row| self.take(corpus, RecordId { shard, row }));
            }
        }
        let find = |key: &&String| corpus.find(key, &Scope::All);
        let (known, unknown): (Vec<&String>, Vec<&String>) = keys.iter().partition(|key| find(key).is_some());
        known.iter().filter_map(find).for_each(|id| self.take(corpus, id));
        unknown.into_iter().cloned().collect()
    }

    /// Takes what a manuscript cites (of the keys, if there are any); gives the keys that no record has.
    fn take_cited(&mut self, unit: &Unit, keys: &[String]) -> Vec<String> {
        let mut unknown = Vec::new();
        let cited = unit.manuscript().citations.iter().map(|citation| citation.key.as_str());
        for key in cited.filter(|key| keys.is_empty() || keys.iter().any(|wanted| wanted == key)) {
            let found = unit.corpus.find(key, &unit.served.scope).or_else(|| unit.corpus.find(key, &Scope::All));
            match found {
                Some(id) => self.take(&unit.corpus, id),
                None if key == "*" => {
                    for (shard, rows) in (0u32..).zip(unit.corpus.shards()) {
                        if unit.served.scope.holds(shard) {
                            (0..rows.len()).for_each(|row| self.take(&unit.corpus, RecordId { shard, row }));
                        }
                    }
                }
                None => unknown.push(key.to_owned()),
            }
        }
        unknown
    }

    /// Takes a record and, where the target keeps inheritance, those that it inherits from.
    fn take(&mut self, corpus: &Corpus, id: RecordId) {
        let mut next = vec![(id, false)];
        while let Some((id, as_parent)) = next.pop() {
            let parents = self.take_one(corpus, id, as_parent);
            next.extend(parents.into_iter().map(|parent| (parent, true)));
        }
    }

    /// Takes one record, once; gives those that it inherits from.
    fn take_one(&mut self, corpus: &Corpus, id: RecordId, as_parent: bool) -> Vec<RecordId> {
        let shard = corpus.shard(id);
        if !self.seen.insert((shard.path().to_owned(), id.row)) {
            return Vec::new();
        }
        let inherits = matches!(self.target, Target::BibTex | Target::BibLaTex);
        let read = if inherits { shard.record(id.row) } else { corpus.record(id) };
        let Ok(mut record) = read else {
            self.lost += 1;
            return Vec::new();
        };
        let more = further_abstracts(corpus, id);
        let written = shard.entry_as_written(id.row).filter(|_| inherits).map(|mut entry| {
            entry.add_abstracts(&more);
            entry
        });
        record.abstracts.extend(more);
        let own = Scope::Some(vec![id.shard]);
        let kept = record.parents.iter().filter(|parent| inherits && parent.kind != ParentKind::Xref);
        let found = kept.filter_map(|parent| {
            let key = &parent.key.value;
            corpus.find(key, &own).or_else(|| corpus.find(key, &Scope::All))
        });
        let found = found.collect();
        let list = if as_parent { &mut self.parents } else { &mut self.chosen };
        list.push(Chosen { record, written });
        found
    }

    fn text(&self) -> String {
        let all = self.chosen.iter().chain(&self.parents);
        let sources: Vec<Source<'_>> =
            all.map(|chosen| Source { record: &chosen.record, written: chosen.written.as_ref() }).collect();
        self.target.file(&sources)
    }
}

/// Abstracts of the work that stand in other files, in languages that the record has none in.
fn further_abstracts(corpus: &Corpus, id: RecordId) -> Vec<LangText> {
    corpus
        .abstracts(id)
        .into_iter()
        .filter(|(text, from)| *from != id && text.lang.is_some())
        .map(|(text, _)| text)
        .collect()
}
