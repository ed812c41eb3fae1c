//! What a keystroke in a large manuscript costs, phase by phase: the median of many, in milliseconds of CPU time, which is
//! comparable on a busy machine. CPU time is read from /proc: Linux only.
//!
//! `cargo run --release -p siglum --example keystrokes -- MANUSCRIPT [KEY]`
//!
//! The manuscript is opened as an editor opens it, with the bibliographies that it declares; then letters are typed one
//! at a time in a paragraph of its middle, its start and its end, and a citation of KEY (else of one that no record has)
//! is put in and taken out. The rules, and what they share of near misses, are measured one by one beside it.

use rustc_hash::FxHashMap;
use serde_json::json;
use siglum::load::{cache::Cache, load_shards, stamp::Stamp};
use siglum::lsp::answer::diagnostics;
use siglum::lsp::capabilities::Client;
use siglum::lsp::event::{Event, Open, Snapshot};
use siglum::lsp::planner::{Overlay, PlanJob, Planner};
use siglum::lsp::{convert, jobs};
use siglum::rules::{Check, Context, RULES};
use siglum::workspace::document::Document;
use siglum::workspace::{Loaded, Workspace};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::mpsc::unbounded_channel;
use tower_lsp::ls_types::TextDocumentContentChangeEvent;

const URI: &str = "file:///draft";
/// How many letters are typed at each place.
const LETTERS: usize = 40;
/// Steps of a keystroke, in order.
const STEPS: [&str; 6] = ["edit", "read", "discovery", "view", "analysis", "publish"];

/// An editor with one open manuscript.
struct Session {
    workspace: Workspace,
    version: i32,
    back: tokio::sync::mpsc::UnboundedSender<Event>,
}

/// What keystrokes cost, in milliseconds.
#[derive(Default)]
struct Costs {
    steps: [Vec<f64>; STEPS.len()],
    rules: Vec<Vec<f64>>,
    findings: usize,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (path, key) = (arguments.next().map(PathBuf::from), arguments.next());
    let Some(path) = path else { return eprintln!("which manuscript?") };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut session = Session::open(&path, &text);
    for (place, part) in [("middle", 0.5), ("start", 0.02), ("end", 0.97)] {
        let at = paragraph(&text, (text.len() as f64 * part) as usize);
        let mut costs = Costs::default();
        for nth in 0..LETTERS {
            let letter = char::from(b'a' + (nth % 26) as u8).to_string();
            session.key(&text, at, 0, &letter, &mut costs);
        }
        session.key(&text, at, LETTERS, "", &mut Costs::default());
        costs.print(&format!("letters at the {place} (byte {at})"), text.len());
    }
    let at = paragraph(&text, text.len() / 2);
    let mut costs = Costs::default();
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let key = key.unwrap_or_else(|| "nobody1900".to_owned());
    let citation = &citation(extension).replace("nobody1900", &key);
    for _ in 0..LETTERS / 2 {
        session.key(&text, at, 0, citation, &mut costs);
        session.key(&text, at, citation.len(), "", &mut costs);
    }
    costs.print("a citation put in and taken out", text.len());
}

/// CPU time of this thread so far, in milliseconds. The kernel counts when a thread gives way.
fn cpu() -> f64 {
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|time| time.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

/// A citation of a key that no record has, in a format.
fn citation(extension: &str) -> &'static str {
    match extension {
        "tex" => "\\cite{nobody1900}",
        "typ" => "#cite(<nobody1900>)",
        "org" => "[cite:@nobody1900]",
        "rst" => ":cite:p:`nobody1900`",
        "adoc" => "cite:[nobody1900]",
        _ => "[@nobody1900]",
    }
}

/// A place in a paragraph near `at`: between two letters of a line of prose.
fn paragraph(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let is_prose =
        |line: &str| line.len() > 60 && line.chars().all(|c| c.is_alphanumeric() || " ,.;:()'’é-–".contains(c));
    let mut start = at + text[text.ceil_char_boundary(at)..].find('\n').unwrap_or(0) + 1;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n').take(20_000) {
        if is_prose(line.trim_end()) {
            let blank = line.find(' ').unwrap_or(0);
            return start + blank + usize::from(bytes[start + blank] == b' ');
        }
        start += line.len();
    }
    panic!("no prose near byte {at}")
}

impl Session {
    fn open(path: &Path, text: &str) -> Self {
        let (back, _) = unbounded_channel();
        let mut session = Self { workspace: Workspace::default(), version: 1, back };
        session.workspace.open(URI, Document::new(Some(path.to_path_buf()), "", 1, text));
        session.workspace.unplanned();
        let Some(document) = session.workspace.documents.get(URI) else { return session };
        let job = PlanJob {
            uri: URI.to_owned(),
            path: Some(path.to_path_buf()),
            is_cell: false,
            role: document.role,
            parsed: Arc::clone(document.parsed()),
            planner: Arc::new(planner()),
        };
        if let Event::Planned { planned, .. } = job.run() {
            let files = session.workspace.planned(URI, planned.map(|planned| *planned));
            let shards = load_shards(&files, "", &Cache::default());
            let loaded = |(path, result): (PathBuf, _)| Loaded { stamp: Stamp::of(&path), path, result };
            session.workspace.loaded(files.into_iter().zip(shards).map(loaded).collect());
        }
        let records: u32 = session.workspace.corpus.shards().iter().map(|shard| shard.len()).sum();
        println!("{}: {} bytes, {records} records", path.display(), text.len());
        session
    }

    /// One edit and all that follows it: `removed` bytes at `at` of the original text are replaced by `text`.
    fn key(&mut self, original: &str, at: usize, removed: usize, text: &str, costs: &mut Costs) {
        self.version += 1;
        let line = original[..at].matches('\n').count();
        let column = original[..at].rsplit('\n').next().unwrap_or_default().encode_utf16().count();
        let range = json!({ "start": { "line": line, "character": column },
                            "end": { "line": line, "character": column + removed } });
        let change: TextDocumentContentChangeEvent =
            serde_json::from_value(json!({ "range": range, "text": text })).expect("a change");
        let began = cpu();
        let mut last = began;
        let mut step = 0;
        let mut note = |costs: &mut Costs| {
            costs.steps[step].push(cpu() - last);
            step += 1;
            last = cpu();
        };
        let version = self.version;
        let document = self.workspace.documents.get_mut(URI).expect("it is open");
        document.edit(version, |rope| convert::apply(rope, std::slice::from_ref(&change), Client::default().encoding));
        note(costs);
        document.parsed();
        note(costs);
        assert!(self.workspace.unplanned().is_empty(), "no discovery");
        note(costs);
        let view = self.workspace.view(URI).expect("it is open");
        note(costs);
        let findings = jobs::diagnose(&view);
        note(costs);
        let open = Open { uri: URI.to_owned(), serial: 1, view: view.clone() };
        let snapshot = self.snapshot(&open);
        let list = diagnostics::all(&snapshot, &open, &findings);
        let message = serde_json::to_string(&list).expect("JSON");
        note(costs);
        costs.findings = findings.list.len();
        std::hint::black_box(message);
        let parsed = &view.parsed;
        let context = Context::new((&parsed.text, &parsed.manuscript), &view.corpus, &view.served, &view.config);
        let context = context.remembering(&view.memory);
        costs.rules.resize_with(RULES.len() + 1, Vec::new);
        let began = cpu();
        context.reading();
        costs.rules[RULES.len()].push(cpu() - began);
        for (place, rule) in RULES.iter().enumerate() {
            let began = cpu();
            if let Check::Manuscript(check) = rule.check {
                check(&context, &mut Vec::new());
            }
            costs.rules[place].push(cpu() - began);
        }
    }

    fn snapshot(&self, open: &Open) -> Snapshot {
        Snapshot {
            client: Arc::new(Client { related_information: true, data: true, ..Client::default() }),
            current: Some(open.clone()),
            findings: None,
            back: self.back.clone(),
            open: vec![open.clone()],
            corpus: self.workspace.corpus.clone(),
            folders: Vec::new(),
            planner: planner(),
            errors: Vec::new(),
        }
    }
}

fn planner() -> Planner {
    Planner {
        files: Overlay { open: FxHashMap::default(), memory: Arc::default() },
        folders: Vec::new(),
        settings: Arc::default(),
        locale: None,
        trusted: true,
        listings: FxHashMap::default(),
    }
}

impl Costs {
    fn print(mut self, what: &str, size: usize) {
        let mut shown = String::new();
        let mut sum = 0.0;
        for (name, costs) in STEPS.iter().zip(&mut self.steps) {
            let cost = median(costs);
            sum += cost;
            shown += &format!("  {name} {cost:.2}");
        }
        println!("{what}, {:.1} MB, {} findings: {sum:.2} ms =", size as f64 / 1e6, self.findings);
        println!("{shown}");
        let names = RULES.iter().map(|rule| rule.name).chain(["(shared, when all is known)"]);
        let rules = names.zip(&mut self.rules).map(|(name, costs)| (median(costs), name));
        let mut rules: Vec<_> = rules.filter(|(cost, _)| *cost >= 0.02).collect();
        rules.sort_by(|a, b| b.0.total_cmp(&a.0));
        println!(
            "  of the analysis {}",
            rules.iter().map(|(cost, name)| format!(" {name} {cost:.2}")).collect::<String>()
        );
    }
}

fn median(costs: &mut [f64]) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs.get(costs.len() / 2).copied().unwrap_or(0.0)
}
