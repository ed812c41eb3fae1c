//! Discovery as the language server asks it: over the editor's open files and the disk below them.

use super::event::Event;
use super::settings;
use crate::config::{self, Config, Words};
use crate::load::{self, Disk, memory::Memory};
use crate::manuscript::whole::Part;
use crate::manuscript::{Format, Macros, Manuscript};
use crate::project::{self, Discovery, Files, Plan, Question};
use crate::workspace::document::{Parsed, Planned, Role};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The corpus files of a folder that was walked.
pub type Listing = (PathBuf, Arc<[PathBuf]>);

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

/// What discovery needs beside the document that it is asked about.
pub struct Planner {
    /// Files.
    pub files: Overlay,
    /// The editor's folders.
    pub folders: Vec<PathBuf>,
    /// The editor's settings.
    pub settings: Arc<Value>,
    /// The client's locale.
    pub locale: Option<String>,
    /// Whether files outside of the folders may be read.
    pub trusted: bool,
    /// What is known of folders' corpus files.
    pub listings: FxHashMap<PathBuf, Arc<[PathBuf]>>,
}

/// What discovery is asked about one document.
pub struct PlanJob {
    /// Its address.
    pub uri: String,
    /// Its path, or that of its notebook.
    pub path: Option<PathBuf>,
    /// Whether it is a cell of a notebook.
    pub is_cell: bool,
    /// What it is.
    pub role: Role,
    /// Its text and what it says.
    pub parsed: Arc<Parsed>,
    /// All else.
    pub planner: Arc<Planner>,
}

impl PlanJob {
    /// Asks discovery. A folder that was walked for it comes along.
    #[must_use]
    pub fn run(self) -> Event {
        let planner = &*self.planner;
        let path = self.place();
        let mut discovery = Discovery::new(&planner.files);
        let (mut planned, listing) = planner.plan(&mut discovery, &path, self.role, &self.parsed.manuscript);
        if self.is_cell {
            // What another cell defines is known in this one.
            let keys = &mut planned.plan.whole.project_keys;
            keys.extend(self.parsed.manuscript.own_keys.iter().map(|own| own.key.clone()));
            keys.sort_unstable();
            keys.dedup();
        }
        Event::Planned { uri: self.uri, planned: Some(Box::new(planned)), listing }
    }

    /// Its path; an untitled document lies in the first folder.
    fn place(&self) -> PathBuf {
        let extension = match self.role {
            Role::Manuscript(format) => format.extensions.first().copied().unwrap_or_default(),
            Role::Bibliography | Role::Settings | Role::Other => "bib",
        };
        let folder = || self.planner.folders.first().cloned().unwrap_or_else(std::env::temp_dir);
        self.path.clone().unwrap_or_else(|| folder().join("untitled").with_extension(extension))
    }
}

impl Planner {
    /// What serves a document at a path. A folder that was walked for it comes along.
    pub fn plan(
        &self,
        discovery: &mut Discovery<'_>,
        path: &Path,
        role: Role,
        manuscript: &Manuscript,
    ) -> (Planned, Option<Listing>) {
        let parent = path.parent().unwrap_or(path);
        let holding = self.folders.iter().filter(|folder| path.starts_with(folder));
        let folder = holding.max_by_key(|folder| folder.as_os_str().len()).cloned();
        let root = folder.unwrap_or_else(|| project::root_of(&self.files, path, parent));
        let (config, problems) = self.config(parent, &root);
        let config = config.of_file(path).into_owned();
        let (corpus, _) = load::corpus_files(&config.corpus);
        let plan = match role {
            Role::Manuscript(_) => {
                let part = discovery.known(path).unwrap_or_else(|| Arc::new(Part::of(manuscript)));
                let (config, root, corpus) = (&config, &root, &corpus);
                discovery.plan(&Question { path, part: &part, config, root, trusted: self.trusted, corpus })
            }
            Role::Bibliography | Role::Other => Plan { corpus, ..Plan::default() },
            Role::Settings => Plan::default(),
        };
        let mut walked = None;
        let workspace = if plan.undeclared && plan.corpus.is_empty() {
            Arc::clone(self.listings.get(&root).unwrap_or_else(|| walked.insert(load::workspace_files(&root).0.into())))
        } else {
            Arc::default()
        };
        let listing = walked.map(|files| (root, files));
        (Planned { plan, config: Arc::new(config), workspace, problems }, listing)
    }

    /// The settings that hold: the file's, then the editor's over them.
    fn config(&self, folder: &Path, root: &Path) -> (Config, Vec<Words>) {
        let mut problems = Vec::new();
        let mut config = Config::default();
        if let Some(path) = config::find(&self.files, folder)
            && let Some(text) = self.files.read(&path)
        {
            match config::read(&self.files, &path, &text) {
                Ok(parsed) => config = parsed,
                Err(error) => {
                    // What is wrong is said in the language that the file asks for all the same.
                    config.message_language = config::message_language(&self.files, &path, &text);
                    problems.push(error.words());
                }
            }
            if !self.trusted {
                // Whoever wrote the workspace's settings may not choose what else of the disk is read; what the reader's
                // own settings name is put over it below.
                let named = config.corpus.iter().filter(|pattern| is_below(pattern, root)).cloned().collect::<Vec<_>>();
                let files = load::corpus_files(&named).0.into_iter();
                let inside = files.filter(|path| project::is_inside(&self.files, path, root));
                config.corpus = inside.map(|path| path.to_string_lossy().into_owned()).collect();
            }
        }
        settings::merge(&mut config, &self.settings, root, &mut problems);
        let lists = config
            .retracted
            .iter()
            .filter(|path| self.trusted || project::is_inside(&self.files, Path::new(path), root));
        let (retractions, unread) = self.files.memory.retractions(&lists.cloned().collect::<Vec<_>>());
        config.retractions = retractions;
        problems.extend(unread);
        settings::follow_locale(&mut config, self.locale.as_deref());
        (config, problems)
    }
}

/// Whether a pattern may name something below a folder: its plain beginning is below it, without steps back.
fn is_below(pattern: &str, root: &Path) -> bool {
    let plain = pattern.find(['*', '?', '[', '{']).map_or(pattern, |special| &pattern[..special]);
    !pattern.split(['/', '\\']).any(|part| part == "..") && Path::new(plain).starts_with(root)
}
