//! `siglum check`: gather, analyse in parallel, sort, report, exit status.

use super::args::{CheckArgs, FailOn, ReportFormat};
use super::fix;
use super::gather::{Gathered, Gatherer, Named, Unit};
use super::output::{Status, Voice, color, message_language, write_report};
use super::places::Texts;
use super::report::{Finding, Report, Summary, render, summary_line};
use crate::analysis::{Findings, analyse, analyse_file};
use crate::config::{self, Config, rule_name};
use crate::rules::{Context, FileContext, RULES, Severity};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use siglum_corpus::Corpus;
use siglum_corpus::index::Scope;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs the check.
pub fn run(args: &CheckArgs, voice: &mut Voice) -> Status {
    let started = Instant::now();
    let severities = match severities(args) {
        Ok(severities) => severities,
        Err(message) => return voice.usage(&message),
    };
    let language = match args.lang.as_deref().map(config::MessageLanguage::of) {
        Some(None) => return voice.usage("--lang takes en or fr"),
        known => known.flatten(),
    };
    let adjust = |config: &mut Config| severities(config);
    let (gathered, mut found, mut status) = looked(args, voice, &adjust);
    if gathered.units.is_empty() && gathered.named.is_empty() && status == Status::Clean && !args.allow_empty {
        return voice.usage("no manuscript was found (see --allow-empty)");
    }
    if args.diff {
        let (changes, count) = fix::changes(&found, args.unsafe_fixes);
        status = status.max(write_report(&fix::diff(&changes, &found.texts, voice), args.output.as_deref(), voice));
        return status.max(if count > 0 { Status::Found } else { Status::Clean });
    }
    found.summary.milliseconds = started.elapsed().as_millis();
    let config = gathered.units.first().map(|unit| &*unit.config);
    let report = Report {
        findings: &found.findings,
        texts: &found.texts,
        summary: found.summary,
        shown: &voice.shown,
        language: message_language(language, config, args.source.isolated),
        color: color(&args.source, args.output.is_some()),
        max: args.max_findings.unwrap_or(usize::MAX),
    };
    let text = render(args.format, &report);
    let line = summary_line(&report);
    status = status.max(write_report(&text, args.output.as_deref(), voice));
    if args.format != ReportFormat::Json && !args.source.quiet {
        voice.say(&line);
    }
    status.max(verdict(args.fail_on, &found.findings))
}

/// How often fixes are applied before what is left is reported: one fix may make way for another.
const PASSES: usize = 5;

/// Gathers and analyses; with `--fix`, until nothing more can be fixed.
fn looked(args: &CheckArgs, voice: &Voice, adjust: &(dyn Fn(&mut Config) + Sync)) -> (Gathered, Found, Status) {
    let mut fixed = 0;
    let mut pass = 0;
    loop {
        let gatherer = Gatherer::new(&args.source, &voice.shown, adjust);
        let gathered = gatherer.gather(&args.paths, args.stdin_filename.as_deref());
        let mut found = analyse_all(&gathered);
        found.summary.fixed = fixed;
        let from_stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
        let may_fix = (args.fix || args.unsafe_fixes) && !args.diff && !from_stdin && pass < PASSES;
        let (changes, count) = if may_fix { fix::changes(&found, args.unsafe_fixes) } else { Default::default() };
        if count == 0 {
            let status = voice.failures(&gathered);
            return (gathered, found, status);
        }
        if fix::write(&changes, &found.texts, voice) > 0 {
            let status = voice.failures(&gathered).max(Status::Failed);
            return (gathered, found, status);
        }
        fixed += count;
        pass += 1;
    }
}

fn verdict(fail_on: FailOn, findings: &[Finding]) -> Status {
    let least = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Info => Severity::Info,
        FailOn::Never => return Status::Clean,
    };
    let grave = findings.iter().any(|finding| finding.diagnostic.severity >= least);
    if grave { Status::Found } else { Status::Clean }
}

/// What `--select`, `--ignore` and `--severity` do to the settings.
fn severities(args: &CheckArgs) -> Result<impl Fn(&mut Config) + Sync + use<>, String> {
    let mut levels = Vec::new();
    for name in args.select.iter().chain(&args.ignore) {
        rule_name(name)?;
    }
    for setting in &args.severity {
        let (rule, level) =
            setting.split_once('=').ok_or_else(|| format!("--severity takes RULE=LEVEL, not {setting}"))?;
        rule_name(rule)?;
        let known = config::severity(level);
        let level = known.ok_or_else(|| format!("{level} is no severity: off, hint, info, warning or error"))?;
        levels.push((rule.to_owned(), level));
    }
    let (select, ignore) = (args.select.clone(), args.ignore.clone());
    Ok(move |config: &mut Config| {
        for rule in RULES.iter().filter(|_| !select.is_empty()) {
            let level = config.severities.entry(rule.name.to_owned()).or_insert(rule.severity);
            if !select.iter().any(|name| name == rule.name) {
                *level = Severity::Off;
            } else if *level == Severity::Off {
                *level = Severity::Warning;
            }
        }
        config.severities.extend(ignore.iter().map(|name| (name.clone(), Severity::Off)));
        config.severities.extend(levels.iter().cloned());
    })
}

/// What was found, with all that a report needs.
pub struct Found {
    /// The findings, by path and place.
    pub findings: Vec<Finding>,
    /// The texts of the files that they speak of.
    pub texts: Texts,
    /// The numbers.
    pub summary: Summary,
}

/// One thing to analyse.
enum Task<'a> {
    Manuscript(&'a Unit),
    File { path: &'a Path, corpus: &'a Corpus, config: &'a Config, place: u32 },
}

/// Analyses the manuscripts, the bibliographies they use, each once, and those that were named.
pub fn analyse_all(gathered: &Gathered) -> Found {
    let tasks = tasks(gathered);
    let results: Vec<(PathBuf, Findings)> = tasks.par_iter().map(analyse_one).collect();
    let mut summary = Summary { files: tasks.len(), records: records(gathered), ..Summary::default() };
    summary.citations = gathered.units.iter().map(|unit| unit.manuscript.citations.len()).sum();
    let mut findings = Vec::new();
    for (path, found) in results {
        summary.suppressed += found.suppressed;
        let with_path = |diagnostic| Finding { path: path.clone(), diagnostic };
        findings.extend(found.diagnostics.into_iter().map(with_path));
    }
    // Stable: of one place in one file the order of the analysis stays.
    findings.sort_by(|a, b| (&a.path, a.diagnostic.span).cmp(&(&b.path, b.diagnostic.span)));
    findings.iter().for_each(|finding| summary.count(finding.diagnostic.severity));
    let texts = texts(gathered, &findings);
    Found { findings, texts, summary }
}

fn tasks(gathered: &Gathered) -> Vec<Task<'_>> {
    let mut tasks: Vec<Task<'_>> = gathered.units.iter().map(Task::Manuscript).collect();
    let mut seen = FxHashSet::default();
    for Named { path, config, corpus } in &gathered.named {
        if let Some(place) = corpus.place(path).filter(|_| seen.insert(path.as_path())) {
            tasks.push(Task::File { path, corpus, config, place });
        }
    }
    for unit in gathered.units.iter().filter(|unit| !unit.plan.off) {
        let Scope::Some(places) = &unit.served.scope else { continue };
        for place in places {
            let Some(shard) = unit.corpus.shards().get(*place as usize) else { continue };
            if seen.insert(shard.path()) {
                let (corpus, config) = (&unit.corpus, &*unit.config);
                tasks.push(Task::File { path: shard.path(), corpus, config, place: *place });
            }
        }
    }
    tasks
}

fn analyse_one(task: &Task<'_>) -> (PathBuf, Findings) {
    match task {
        Task::Manuscript(unit) => {
            let context = Context {
                text: &unit.source.text,
                manuscript: &unit.manuscript,
                corpus: &unit.corpus,
                served: &unit.served,
                config: &unit.config,
            };
            (unit.path.clone(), analyse(&context))
        }
        Task::File { path, corpus, config, place } => {
            let Some(shard) = corpus.shards().get(*place as usize) else {
                return ((*path).to_owned(), Findings::default());
            };
            let context = FileContext { corpus, place: *place, shard, config };
            ((*path).to_owned(), analyse_file(&context))
        }
    }
}

/// How many records the corpora hold, each file counted once.
fn records(gathered: &Gathered) -> usize {
    let corpora =
        gathered.units.iter().map(|unit| &unit.corpus).chain(gathered.named.iter().map(|named| &named.corpus));
    let mut seen = FxHashSet::default();
    let shards = corpora.flat_map(|corpus| corpus.shards());
    shards.filter(|shard| seen.insert(shard.path())).map(|shard| shard.len() as usize).sum()
}

fn texts(gathered: &Gathered, findings: &[Finding]) -> Texts {
    let mut texts = Texts::default();
    let spoken: FxHashSet<&Path> = findings.iter().map(|finding| finding.path.as_path()).collect();
    for unit in gathered.units.iter().filter(|unit| spoken.contains(unit.path.as_path())) {
        texts.add(&unit.path, &unit.source);
    }
    for finding in findings {
        texts.need(&finding.path);
        let diagnostic = &finding.diagnostic;
        let edits = diagnostic.fixes.iter().take(1).flat_map(|fix| &fix.edits).filter_map(|edit| edit.path.as_deref());
        let related = diagnostic.related.iter().filter_map(|related| related.path.as_deref());
        edits.chain(related).for_each(|path| texts.need(path));
    }
    texts
}
