//! `siglum check`: gather, analyse, mend, report, exit status.

use super::args::{CheckArgs, FailOn, ReportArgs, Sure, Target};
use super::baseline::Baseline;
use super::filter::Filter;
use super::fix::{self, Changes};
use super::gather::{Gathered, Gatherer};
use super::lint::{Found, analyse_all};
use super::output::{Status, Voice, color, message_language, write_report};
use super::paths::visible;
use super::progress::Progress;
use super::remember::Remember;
use super::report::{Finding, Format, Report, TEXT, summary_line};
use super::watch;
use crate::config::{MessageLanguage, Words};
use crate::load;
use crate::rules::{Confidence, Severity};
use crate::words;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is to be done, once the arguments are understood.
pub struct Plan<'a> {
    pub args: &'a CheckArgs,
    /// What is checked.
    pub paths: Vec<PathBuf>,
    /// The reports, at most one of them for stdout.
    pub targets: Vec<Target>,
    filter: Filter,
    baseline: Option<Baseline>,
    /// The language that a flag asks for.
    language: Option<MessageLanguage>,
}

/// Runs the check, once or at every change.
pub fn run(args: &CheckArgs, voice: &mut Voice) -> Status {
    let plan = match Plan::new(args, voice) {
        Ok(plan) => plan,
        Err(message) => return voice.usage(&message),
    };
    if args.watch { watch::run(&plan, voice) } else { once(&plan, voice).0 }
}

/// Runs the check once; what it looked at is given back.
pub fn once(plan: &Plan<'_>, voice: &mut Voice) -> (Status, Gathered) {
    let started = Instant::now();
    let args = plan.args;
    let (gathered, mut found, mut status) = looked(plan, voice);
    if gathered.units.is_empty() && gathered.named.is_empty() && status == Status::Clean && !args.allow_empty {
        status = voice.usage(&words!(
            "no manuscript was found (see --allow-empty)",
            "aucun manuscrit n'a été trouvé (voir --allow-empty)"
        ));
        return (status, gathered);
    }
    voice.detail(|| looked_at(&found, started));
    if found.unnamed > 0 {
        voice.tell(&unnamed(found.unnamed));
    }
    found.summary.milliseconds = (voice.verbose > 0).then(|| started.elapsed().as_millis());
    if let Some(file) = &args.filter.write_baseline {
        let written = Baseline::of(&found, voice).write(file, voice);
        return (status.max(written), gathered);
    }
    if args.fixes.diff {
        return (status.max(diff(plan, &found, voice)), gathered);
    }
    let verdict = verdict(args.fail_on, &found.findings);
    (status.max(report(plan, &found, status, voice)).max(verdict), gathered)
}

fn looked_at(found: &Found, started: Instant) -> Words {
    let (files, records, spent) = (found.files.len(), found.summary.records, started.elapsed().as_millis());
    words!("{files} files and {records} records in {spent} ms", "{files} fichiers et {records} notices en {spent} ms")
}

/// Why the records of bibliographies were not checked.
fn unnamed(count: usize) -> Words {
    words!(
        "{count} bibliographies are used because they lie here; their records are checked where a manuscript or the settings name them",
        "{count} bibliographies servent parce qu'elles se trouvent ici ; leurs notices sont vérifiées là où un manuscrit ou les réglages les nomment"
    )
}

impl<'a> Plan<'a> {
    fn new(args: &'a CheckArgs, voice: &mut Voice) -> Result<Self, Words> {
        let language = match args.report.lang.as_deref().map(MessageLanguage::of) {
            Some(None) => return Err(words!("--lang takes en or fr", "--lang prend en ou fr")),
            known => known.flatten(),
        };
        voice.language = message_language(language, None, args.source.isolated);
        let stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
        if args.fixes.unsafe_fixes && !args.fixes.fix && !args.fixes.diff {
            return Err(words!(
                "--unsafe-fixes goes with --fix, to apply them, or with --diff, to see them",
                "--unsafe-fixes va avec --fix, pour les appliquer, ou avec --diff, pour les voir"
            ));
        }
        if stdin && args.fixes.fix && !args.fixes.diff {
            return Err(words!(
                "--fix cannot change stdin; --diff shows what it would change",
                "--fix ne peut pas modifier l'entrée standard ; --diff montre ce qu'il changerait"
            ));
        }
        let mut paths = args.paths.clone();
        if let Some(list) = &args.files_from {
            paths.extend(files_from(list, stdin, voice)?);
        }
        let baseline = args.filter.baseline.as_ref().map(|file| Baseline::read(file, voice)).transpose()?;
        let targets = targets(&args.report)?;
        Ok(Self { args, paths, targets, filter: Filter::new(&args.filter)?, baseline, language })
    }
}

/// The paths that a file names, one a line, or each ended by NUL as `git ls-files -z` prints them.
fn files_from(list: &Path, stdin_is_text: bool, voice: &Voice) -> Result<Vec<PathBuf>, Words> {
    let text = if list.as_os_str() == "-" {
        if stdin_is_text {
            return Err(words!(
                "stdin is either a text or a list of files, not both",
                "l'entrée standard est un texte ou une liste de fichiers, pas les deux"
            ));
        }
        std::io::read_to_string(std::io::stdin()).map_err(|error| Words::of_io(&error))?
    } else {
        let read = load::read_list(&voice.shown.cwd.join(list));
        read.map_err(|error| {
            let (path, why) = (voice.shown.path(&error.path), error.kind.words());
            why.at(&path)
        })?
    };
    let lines: Vec<&str> = if text.contains('\0') { text.split('\0').collect() } else { text.lines().collect() };
    Ok(lines.into_iter().filter(|line| !line.is_empty()).map(PathBuf::from).collect())
}

/// The reports with their files: at most one goes to stdout, and no two into one file.
fn targets(args: &ReportArgs) -> Result<Vec<Target>, Words> {
    let mut targets = args.format.clone();
    if targets.is_empty() {
        targets.push(Target { format: &TEXT, file: None });
    }
    let without: Vec<usize> = (0..targets.len()).filter(|place| targets[*place].file.is_none()).collect();
    match (&without[..], &args.output) {
        ([place], Some(file)) => targets[*place].file = Some(file.clone()),
        ([] | [_], None) => {}
        ([], Some(_)) => {
            return Err(words!(
                "--output has no report to write: every --format names its file",
                "--output n'a pas de rapport à écrire : chaque --format nomme son fichier"
            ));
        }
        _ => {
            return Err(words!(
                "only one report can go to stdout; give the others a file: --format sarif:report.sarif",
                "un seul rapport peut aller sur la sortie standard ; donnez un fichier aux autres : --format sarif:rapport.sarif"
            ));
        }
    }
    let mut files: Vec<_> = targets.iter().filter_map(|target| target.file.as_ref()).collect();
    files.sort();
    if let Some(pair) = files.windows(2).find(|pair| pair[0] == pair[1]) {
        let file = pair[0].display();
        return Err(words!("two reports for {file}", "deux rapports pour {file}"));
    }
    let counted = |format: &Format| format.human || format.name == "json";
    if let Some(target) = targets.iter().find(|target| args.statistics && !counted(target.format)) {
        let name = target.format.name;
        return Err(words!(
            "--statistics goes with text, short and json, not with {name}",
            "--statistics va avec text, short et json, pas avec {name}"
        ));
    }
    Ok(targets)
}

/// How often fixes are applied before what is left is reported: one fix may make way for another. Fixes that undo one
/// another would never end.
const PASSES: usize = 10;

/// Gathers, analyses and leaves out; with `--fix`, until nothing more can be fixed.
fn looked(plan: &Plan<'_>, voice: &mut Voice) -> (Gathered, Found, Status) {
    let args = plan.args;
    let progress = Progress::new(args.source.quiet, voice.language);
    let mut fixed = 0;
    for pass in 0.. {
        let adjust = |config: &mut crate::config::Config| plan.filter.adjust(config);
        let gatherer = Gatherer::new(&args.source, &voice.shown, &voice.cache, &adjust);
        let gathered = gatherer.gather(&plan.paths, args.stdin_filename.as_deref());
        voice.language = message_language(plan.language, gathered.language(), args.source.isolated);
        let remember = Remember::new(&voice.cache, &voice.shown.cwd);
        let mut found = analyse_all(&gathered, &remember, &progress);
        let least = confidence(args.filter.min_confidence);
        found.retain(|finding, _| finding.diagnostic.confidence >= least);
        if let Some(baseline) = &plan.baseline {
            found.summary.baselined = baseline.leave_out(&mut found, voice);
        }
        found.summary.fixed = fixed;
        let may_fix = args.fixes.fix && !args.fixes.diff && pass < PASSES;
        let changes = if may_fix { fix::changes(&found, args.fixes.unsafe_fixes) } else { Changes::default() };
        if changes.applied == 0 {
            let status = voice.failures(&gathered);
            return (gathered, found, status);
        }
        let failed = fix::write(&changes, &found.texts, voice);
        fixed += changes.applied - failed.fixes;
        if failed.files > 0 {
            found.summary.fixed = fixed;
            let status = voice.failures(&gathered).max(Status::Failed);
            return (gathered, found, status);
        }
    }
    unreachable!("the last pass has nothing to apply")
}

/// Shows what fixes would change; status 1 where they would.
fn diff(plan: &Plan<'_>, found: &Found, voice: &Voice) -> Status {
    let changes = fix::changes(found, plan.args.fixes.unsafe_fixes);
    let file = plan.targets.first().and_then(|target| target.file.as_deref());
    let written = write_report(&fix::diff(&changes, &found.texts, voice), file, voice);
    written.max(if changes.applied > 0 { Status::Found } else { Status::Clean })
}

/// Writes every report, and the line that ends those for people.
fn report(plan: &Plan<'_>, found: &Found, so_far: Status, voice: &Voice) -> Status {
    let args = plan.args;
    let mut status = Status::Clean;
    let mut report = Report {
        findings: &found.findings,
        files: &found.files,
        texts: &found.texts,
        summary: found.summary,
        shown: &voice.shown,
        language: voice.language,
        color: false,
        max: args.report.max_findings.unwrap_or(usize::MAX),
        statistics: args.report.statistics,
        failing: least(args.fail_on),
        complete: so_far != Status::Failed,
    };
    for target in &plan.targets {
        report.color = color(&args.source, target.file.is_some());
        status = status.max(write_report(&(target.format.render)(&report), target.file.as_deref(), voice));
    }
    let document = |target: &Target| target.file.is_none() && !target.format.lines;
    if !voice.quiet && !plan.targets.iter().any(document) {
        voice.say(&visible(&summary_line(&report, args.fixes.fix)));
    }
    status
}

fn confidence(sure: Sure) -> Confidence {
    match sure {
        Sure::Low => Confidence::Low,
        Sure::Medium => Confidence::Medium,
        Sure::High => Confidence::High,
    }
}

/// The severity from which on a finding makes the check fail.
fn least(fail_on: FailOn) -> Option<Severity> {
    match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    }
}

fn verdict(fail_on: FailOn, findings: &[Finding]) -> Status {
    let grave = |least| findings.iter().any(|finding| finding.diagnostic.severity >= least);
    if least(fail_on).is_some_and(grave) { Status::Found } else { Status::Clean }
}
