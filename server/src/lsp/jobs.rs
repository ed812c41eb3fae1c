//! Work that runs beside the loop, over what it was given, and answers with an event. A job that panics answers too.

use super::event::Event;
use super::settings;
use crate::analysis::{analyse, analyse_file};
use crate::config::{self, Config, Words};
use crate::load::{self, Disk, LoadError, LoadErrorKind, memory::Memory, stamp::Stamp};
use crate::manuscript::whole::Part;
use crate::manuscript::{Format, Macros};
use crate::project::{self, Discovery, Files, Plan, Question};
use crate::rules::{Context, Diagnostic, FileContext};
use crate::workspace::document::{Findings, Parsed, Planned, Role};
use crate::workspace::{DocView, Loaded};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// Runs a job on the pool. `else_` is said in its place should it panic.
pub fn start(to: &UnboundedSender<Event>, else_: Event, job: impl FnOnce() -> Event + Send + 'static) {
    let to = to.clone();
    tokio::task::spawn_blocking(move || {
        let event = catch_unwind(AssertUnwindSafe(job)).unwrap_or(else_);
        drop(to.send(event));
    });
}

/// The disk with the editor's open files over it, and a memory of what closed manuscripts say.
pub struct Overlay {
    /// Open files.
    pub open: FxHashMap<PathBuf, Arc<Parsed>>,
    /// Closed ones that were read before.
    pub memory: Arc<Memory>,
}

impl Files for Overlay {
    fn is_file(&self, path: &Path) -> bool {
        self.open.contains_key(path) || Disk.is_file(path)
    }

    fn read(&self, path: &Path) -> Option<String> {
        self.open.get(path).map(|open| open.text.clone()).or_else(|| Disk.read(path))
    }

    fn list(&self, dir: &Path) -> Vec<PathBuf> {
        Disk.list(dir)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        Disk.canonical(path)
    }

    fn part(&self, path: &Path, format: &Format, macros: &Macros) -> Option<Arc<Part>> {
        match self.open.get(path) {
            Some(open) if macros.is_empty() => Some(Arc::new(Part::of(&open.manuscript))),
            Some(open) => Some(Arc::new(Part::of(&format.parse_among(&open.text, macros)))),
            None => self.memory.part(path, format, macros),
        }
    }
}

/// What discovery is asked about one document.
pub struct PlanJob {
    /// Its address.
    pub uri: String,
    /// Its path.
    pub path: Option<PathBuf>,
    /// What it is.
    pub role: Role,
    /// Its text and what it says.
    pub parsed: Arc<Parsed>,
    /// Open files.
    pub files: Overlay,
    /// The editor's folder that holds it, or the first one.
    pub folder: Option<PathBuf>,
    /// The editor's settings.
    pub settings: Arc<Value>,
    /// The client's locale.
    pub locale: Option<String>,
    /// Whether files outside of the folder may be read.
    pub trusted: bool,
    /// What is known of folders' corpus files.
    pub listings: FxHashMap<PathBuf, Arc<[PathBuf]>>,
}

impl PlanJob {
    /// Asks discovery. A folder that was walked for it comes along.
    #[must_use]
    pub fn run(self) -> Event {
        let path = self.place();
        let parent = path.parent().unwrap_or(&path).to_path_buf();
        let root = self.folder.clone().unwrap_or_else(|| project::root_of(&self.files, &path, &parent));
        let (config, problems) = self.config(&parent, &root);
        let config = config.of_file(&path).into_owned();
        let (corpus, _) = load::corpus_files(&config.corpus);
        let plan = match self.role {
            Role::Manuscript(_) => Discovery::new(&self.files).plan(&Question {
                path: &path,
                manuscript: &self.parsed.manuscript,
                config: &config,
                root: &root,
                trusted: self.trusted,
                corpus: &corpus,
            }),
            Role::Bibliography | Role::Other => Plan { corpus, ..Plan::default() },
        };
        let mut walked = None;
        let workspace = if plan.undeclared && plan.corpus.is_empty() {
            Arc::clone(self.listings.get(&root).unwrap_or_else(|| walked.insert(load::workspace_files(&root).0.into())))
        } else {
            Arc::default()
        };
        let listing = walked.map(|files| (root, files));
        let planned = Planned { plan, config: Arc::new(config), workspace, problems };
        Event::Planned { uri: self.uri, planned: Some(Box::new(planned)), listing }
    }

    /// Its path; an untitled document lies in the first folder.
    fn place(&self) -> PathBuf {
        let extension = match self.role {
            Role::Manuscript(format) => format.extensions.first().copied().unwrap_or_default(),
            Role::Bibliography | Role::Other => "bib",
        };
        let folder = || self.folder.clone().unwrap_or_else(std::env::temp_dir);
        self.path.clone().unwrap_or_else(|| folder().join("untitled").with_extension(extension))
    }

    /// The settings that hold: the file's, then the editor's over them.
    fn config(&self, folder: &Path, root: &Path) -> (Config, Vec<String>) {
        let mut problems = Vec::new();
        let mut config = Config::default();
        if let Some(path) = config::find(&self.files, folder)
            && let Some(text) = self.files.read(&path)
        {
            match config::read(&self.files, &path, &text) {
                Ok(parsed) => config = parsed,
                Err(error) => problems.push(error.to_string()),
            }
        }
        settings::merge(&mut config, &self.settings, root, &mut problems);
        settings::follow_locale(&mut config, self.locale.as_deref());
        (config, problems)
    }
}

/// Reads corpus files, a few at a time so that what is there can be used before all is.
///
/// With `progress`, it is said first when this will take a while.
pub fn load(to: &UnboundedSender<Event>, id: u64, paths: Vec<PathBuf>, key_pattern: String, progress: bool) {
    const AT_ONCE: usize = 8;
    const HEAVY: (usize, u64) = (40, 16 << 20);
    let to = to.clone();
    tokio::task::spawn_blocking(move || {
        let size = || paths.iter().filter_map(|path| Stamp::of(path)).map(|stamp| stamp.size).sum::<u64>();
        if progress && (paths.len() >= HEAVY.0 || size() >= HEAVY.1) {
            drop(to.send(Event::Heavy(id)));
        }
        let chunks = paths.len().div_ceil(AT_ONCE);
        for (done, chunk) in paths.chunks(AT_ONCE).enumerate() {
            let batch = catch_unwind(|| read_chunk(chunk, &key_pattern)).unwrap_or_else(|_| failed(chunk));
            let left = chunks - done - 1;
            drop(to.send(Event::Loaded { id, batch, left }));
        }
    });
}

fn read_chunk(paths: &[PathBuf], key_pattern: &str) -> Vec<Loaded> {
    // The stamp is taken before the reading: what is written meanwhile makes the file look changed afterwards.
    let stamps: Vec<_> = paths.iter().map(|path| Stamp::of(path)).collect();
    let results = load::load_shards(paths, key_pattern);
    let read = paths.iter().zip(stamps).zip(results);
    read.map(|((path, stamp), result)| Loaded { path: path.clone(), stamp, result }).collect()
}

/// The answer for files whose reading panicked.
fn failed(paths: &[PathBuf]) -> Vec<Loaded> {
    let error =
        |path: &PathBuf| LoadError { path: path.clone(), kind: LoadErrorKind::Io(Words::plain("internal error")) };
    let loaded = |path: &PathBuf| Loaded { path: path.clone(), stamp: Stamp::of(path), result: Err(error(path)) };
    paths.iter().map(loaded).collect()
}

/// The findings in a document.
#[must_use]
pub fn diagnose(view: &DocView) -> Findings {
    let list = match view.role {
        Role::Manuscript(_) => {
            analyse(&Context {
                text: &view.parsed.text,
                manuscript: &view.parsed.manuscript,
                corpus: &view.corpus,
                served: &view.served,
                config: &view.config,
            })
            .diagnostics
        }
        Role::Bibliography => of_bibliography(view).unwrap_or_default(),
        Role::Other => Vec::new(),
    };
    Findings { version: view.parsed.version, generation: view.generation, list }
}

fn of_bibliography(view: &DocView) -> Option<Vec<Diagnostic>> {
    let place = view.corpus.place(view.path.as_deref()?)?;
    let shard = view.corpus.shards().get(place as usize)?;
    Some(analyse_file(&FileContext { corpus: &view.corpus, place, shard, config: &view.config }).diagnostics)
}
