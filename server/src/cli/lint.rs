//! All rules over all that was gathered, in parallel, in order.

use super::gather::{Gathered, Named, Unit};
use super::places::Texts;
use super::progress::Progress;
use super::remember::{Place, Remember};
use super::report::{Finding, Summary};
use super::uses::uses;
use crate::analysis::{Findings, analyse, analyse_file};
use crate::config::Config;
use crate::rules::uses::Uses;
use crate::rules::{Context, FileContext, Shared};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use siglum_corpus::Corpus;
use siglum_corpus::index::Scope;
use std::path::{Path, PathBuf};

/// What was found, with all that a report needs.
pub struct Found {
    /// The findings, by path and place.
    pub findings: Vec<Finding>,
    /// The files that were checked, in order.
    pub files: Vec<PathBuf>,
    /// The texts of the files that they speak of.
    pub texts: Texts,
    /// The numbers.
    pub summary: Summary,
    /// How many bibliographies serve and were not checked, since nothing names them.
    pub unnamed: usize,
}

/// One thing to analyse.
enum Task<'a> {
    Manuscript(&'a Unit),
    File { path: &'a Path, corpus: &'a Corpus, config: &'a Config, place: u32, uses: Option<Uses> },
}

/// Analyses the manuscripts, the bibliographies they use, each once, and those that were named.
pub fn analyse_all(gathered: &Gathered, remember: &Remember<'_>, progress: &Progress) -> Found {
    let (tasks, unnamed) = tasks(gathered);
    progress.begin(tasks.len());
    let shared = shared(gathered);
    let one = |task: &Task<'_>| {
        let found = remembered(task, remember, &shared);
        progress.step();
        found
    };
    let results: Vec<(PathBuf, Findings)> = tasks.par_iter().map(one).collect();
    progress.end();
    let mut summary = Summary { files: tasks.len(), records: records(gathered), ..Summary::default() };
    summary.citations = gathered.units.iter().map(|unit| unit.citations).sum();
    let mut findings = Vec::new();
    let mut files: Vec<PathBuf> = results.iter().map(|(path, _)| path.clone()).collect();
    files.sort();
    for (path, found) in results {
        summary.suppressed += found.suppressed;
        let with_path = |diagnostic| Finding { path: path.clone(), diagnostic };
        findings.extend(found.diagnostics.into_iter().map(with_path));
    }
    // Stable: of one place in one file the order of the analysis stays.
    findings.sort_by(|a, b| (&a.path, a.diagnostic.span).cmp(&(&b.path, b.diagnostic.span)));
    findings.iter().for_each(|finding| summary.count(finding.diagnostic.severity));
    let texts = texts(gathered, &findings);
    Found { findings, files, texts, summary, unnamed }
}

impl Found {
    /// Leaves out findings, and counts what is left.
    pub fn retain(&mut self, mut keep: impl FnMut(&Finding, &Texts) -> bool) -> usize {
        let before = self.findings.len();
        let texts = &self.texts;
        self.findings.retain(|finding| keep(finding, texts));
        (self.summary.errors, self.summary.warnings, self.summary.infos) = (0, 0, 0);
        self.findings.iter().for_each(|finding| self.summary.count(finding.diagnostic.severity));
        before - self.findings.len()
    }
}

/// What is to be analysed, and how many bibliographies are not: of several that merely lie in the workspace of a manuscript
/// which declares none, any record may be meant for another text, and none is criticised. The only one is its own.
fn tasks(gathered: &Gathered) -> (Vec<Task<'_>>, usize) {
    let mut tasks: Vec<Task<'_>> = gathered.units.iter().map(Task::Manuscript).collect();
    let mut seen = FxHashSet::default();
    for Named { path, config, corpus } in &gathered.named {
        if let Some(place) = corpus.place(path).filter(|_| seen.insert(path.as_path())) {
            tasks.push(Task::File { path, corpus, config, place, uses: uses(gathered, path, config) });
        }
    }
    let mut unnamed: FxHashSet<&Path> = FxHashSet::default();
    for unit in gathered.units.iter().filter(|unit| !unit.plan.off) {
        let Scope::Some(places) = &unit.served.scope else { continue };
        if !unit.served.declared && places.len() > 1 {
            let shards = places.iter().filter_map(|place| unit.corpus.shards().get(*place as usize));
            unnamed.extend(shards.map(|shard| shard.path()));
            continue;
        }
        for place in places {
            let Some(shard) = unit.corpus.shards().get(*place as usize) else { continue };
            if seen.insert(shard.path()) {
                let (corpus, config) = (&unit.corpus, unit.config_of(*place));
                let (path, place) = (shard.path(), *place);
                tasks.push(Task::File { path, corpus, config, place, uses: uses(gathered, path, config) });
            }
        }
    }
    (tasks, unnamed.difference(&seen).count())
}

/// The findings of a task: those that are remembered, else what the rules say now.
fn remembered(task: &Task<'_>, remember: &Remember<'_>, shared: &Works) -> (PathBuf, Findings) {
    let (path, place): (&Path, Option<Place>) = match task {
        Task::Manuscript(unit) => (&unit.path, remember.of_unit(unit)),
        Task::File { path, .. } => (path, file_context(task).and_then(|context| remember.of_file(path, &context))),
    };
    if let Some(found) = place.and_then(|place| remember.get(place)) {
        return (path.to_owned(), found);
    }
    let found = analyse_one(task, shared);
    if let Some(place) = place {
        remember.keep(place, &found.1);
    }
    found
}

/// What is known of the works that manuscripts cite, by what it hangs on: the files, which of them serve, and the settings. All
/// of these live as long as what was gathered.
type Works = FxHashMap<(usize, usize, Scope), Shared>;

fn shared(gathered: &Gathered) -> Works {
    gathered.units.iter().map(|unit| (works_of(unit), Shared::default())).collect()
}

fn works_of(unit: &Unit) -> (usize, usize, Scope) {
    let files = unit.corpus.shards().as_ptr() as usize;
    (files, std::ptr::from_ref::<Config>(&unit.config) as usize, unit.served.scope.clone())
}

fn analyse_one(task: &Task<'_>, shared: &Works) -> (PathBuf, Findings) {
    match task {
        Task::Manuscript(unit) => {
            let context = Context::of(unit.given(), unit.manuscript());
            let context = match shared.get(&works_of(unit)) {
                Some(shared) => context.sharing(shared),
                None => context,
            };
            (unit.path.clone(), analyse(&context))
        }
        Task::File { path, .. } => {
            ((*path).to_owned(), file_context(task).map(|context| analyse_file(&context)).unwrap_or_default())
        }
    }
}

/// What the rules are given of a bibliography.
fn file_context<'a>(task: &'a Task<'_>) -> Option<FileContext<'a>> {
    let Task::File { corpus, config, place, uses, .. } = task else { return None };
    let context = FileContext::new(corpus, *place, config)?;
    Some(FileContext { uses: uses.as_ref(), ..context })
}

/// How many records the corpora hold, each file counted once.
fn records(gathered: &Gathered) -> usize {
    let mut seen = FxHashSet::default();
    let shards = gathered.corpora().flat_map(|corpus| corpus.shards());
    shards.filter(|shard| seen.insert(shard.path())).map(|shard| shard.len() as usize).sum()
}

/// The files that a finding speaks of.
fn spoken_of(finding: &Finding) -> impl Iterator<Item = &Path> {
    let diagnostic = &finding.diagnostic;
    let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).filter_map(|edit| edit.path.as_deref());
    let related = diagnostic.related.iter().filter_map(|related| related.path.as_deref());
    std::iter::once(finding.path.as_path()).chain(edits).chain(related)
}

fn texts(gathered: &Gathered, findings: &[Finding]) -> Texts {
    let mut texts = Texts::default();
    let spoken: FxHashSet<&Path> = findings.iter().flat_map(spoken_of).collect();
    for unit in gathered.units.iter().filter(|unit| spoken.contains(unit.path.as_path())) {
        texts.add(&unit.path, &unit.source);
    }
    gathered.corpora().for_each(|corpus| texts.serve(corpus.shards()));
    spoken.into_iter().for_each(|path| texts.need(path));
    texts
}
