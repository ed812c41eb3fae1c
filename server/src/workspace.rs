//! All that the language server knows: open documents, the corpus, and which files serve which document. One owner.
//!
//! It does no I/O and starts no work: it says what is to be done ([`Workspace::unplanned`], [`Workspace::need`]) and is
//! told what was found. Invariant: a corpus file that is open in the editor is what its buffer says, whatever the disk
//! says meanwhile.

mod asking;
pub mod document;
pub mod lines;
pub mod notebooks;

use crate::config::{self, Config};
use crate::features::View;
use crate::load::LoadError;
use crate::load::stamp::Stamp;
use crate::manuscript::{self, Format};
use crate::rules::Served;
use crate::rules::near::memory::Memory;
use crate::rules::record::RecordMemory;
use document::{Document, Findings, LanguageBasis, Learned, Parsed, Planned, Role};
use rustc_hash::FxHashMap;
use siglum_corpus::index::Scope;
use siglum_corpus::{Corpus, Lang, Shard};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The state of the server.
#[derive(Default)]
pub struct Workspace {
    /// Open documents by their address, spelt as the editor spells it.
    pub documents: FxHashMap<String, Document>,
    /// All corpus files that were read.
    pub corpus: Corpus,
    /// Counts the changes of `corpus`.
    pub generation: u64,
    /// The editor's folders.
    pub folders: Vec<PathBuf>,
    /// The client's locale.
    pub locale: Option<String>,
    /// The language that the reader asked for last, before all others.
    pub language: Option<Lang>,
    /// The corpus files of each folder that was walked.
    pub listings: FxHashMap<PathBuf, Arc<[PathBuf]>>,
    files: FxHashMap<PathBuf, File>,
    opened: u64,
    records: Arc<RecordMemory>,
}

/// What is known of a corpus file on disk.
#[derive(Debug)]
struct File {
    /// Its state when it was last read; `None` when it was not there.
    stamp: Option<Stamp>,
    /// Whether it is being read.
    loading: bool,
    /// Whether it changed while it was being read.
    again: bool,
    /// Why it could not be read.
    error: Option<LoadError>,
}

/// A corpus file and how reading it went.
#[derive(Debug)]
pub struct Loaded {
    /// The file.
    pub path: PathBuf,
    /// Its state before it was read.
    pub stamp: Option<Stamp>,
    /// What was read.
    pub result: Result<Arc<Shard>, LoadError>,
}

/// A document with all that serves it, at one moment; cheap to clone.
#[derive(Clone)]
pub struct DocView {
    /// Its path.
    pub path: Option<PathBuf>,
    /// The path of the notebook that it is a cell of.
    pub notebook: Option<PathBuf>,
    /// What it is.
    pub role: Role,
    /// Its text and what it says.
    pub parsed: Arc<Parsed>,
    /// The corpus.
    pub corpus: Corpus,
    /// Which corpus this is.
    pub generation: u64,
    /// What of it serves.
    pub served: Arc<Served>,
    /// How that was found; `None` before discovery has answered.
    pub planned: Option<Arc<Planned>>,
    /// Settings.
    pub config: Arc<Config>,
    /// The reader's languages.
    pub languages: Arc<[Lang]>,
    /// What is remembered of its paragraphs, with this corpus.
    pub memory: Arc<Memory>,
    /// The findings in this text with this corpus, where they are known.
    pub findings: Option<Arc<Findings>>,
    /// What was found in the records of corpus files.
    pub records: Arc<RecordMemory>,
    /// What else was found out of it.
    pub learned: Learned,
}

impl DocView {
    /// The view of a manuscript on disk, for questions that need no corpus.
    #[must_use]
    pub fn of_disk(parsed: Arc<Parsed>, path: &Path, role: Role) -> Self {
        Self {
            path: Some(path.to_path_buf()),
            notebook: None,
            role,
            parsed,
            corpus: Corpus::default(),
            generation: 0,
            served: Arc::default(),
            planned: None,
            config: Arc::default(),
            languages: Arc::default(),
            memory: Arc::default(),
            findings: None,
            records: Arc::default(),
            learned: Learned::default(),
        }
    }

    /// Where it lies: for a cell, where its notebook does.
    #[must_use]
    pub fn place(&self) -> Option<&Path> {
        self.path.as_deref().or(self.notebook.as_deref())
    }

    /// The view that features take.
    #[must_use]
    pub fn view(&self, markdown: bool) -> View<'_> {
        View {
            path: self.path.as_deref(),
            text: &self.parsed.text,
            format: format_of(self.role),
            manuscript: &self.parsed.manuscript,
            corpus: &self.corpus,
            served: &self.served,
            config: &self.config,
            languages: &self.languages,
            markdown,
            links: false,
        }
    }
}

impl Workspace {
    /// Opens a document, in the place of an open one of the same address.
    pub fn open(&mut self, uri: &str, mut document: Document) {
        self.opened += 1;
        document.serial = self.opened;
        self.documents.insert(uri.to_owned(), document);
    }

    /// Takes discovery's answer; gives the corpus files that are to be read for it. `None`: it failed.
    pub fn planned(&mut self, uri: &str, planned: Option<Planned>) -> Vec<PathBuf> {
        let Some(document) = self.documents.get_mut(uri) else { return Vec::new() };
        document.planning = false;
        let planned = Arc::new(planned.unwrap_or_default());
        document.know_macros(&planned.plan.macros);
        if document.planned.as_ref() != Some(&planned) {
            document.served = None;
            document.planned = Some(Arc::clone(&planned));
            // What is being worked out on the old answer is old.
            self.generation += 1;
        }
        let files = planned.plan.files(&planned.workspace);
        self.need(files.into_iter().map(Path::to_path_buf))
    }

    /// Of these corpus files, those that must be read now; they count as being read from here on.
    pub fn need(&mut self, paths: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
        let mut start = Vec::new();
        for path in paths {
            if self.files.contains_key(&path) || self.buffer(&path).is_some() {
                continue;
            }
            let file = File { stamp: None, loading: true, again: false, error: None };
            self.files.insert(path.clone(), file);
            start.push(path);
        }
        start
    }

    /// Takes news of the disk: gives the files to be read again. Files that are not known are not ours.
    pub fn changed(&mut self, news: Vec<(PathBuf, Option<Stamp>)>) -> Vec<PathBuf> {
        let mut start = Vec::new();
        let mut came_or_went = false;
        for (path, stamp) in news {
            let Some(file) = self.files.get_mut(&path) else { continue };
            came_or_went |= file.stamp.is_some() != stamp.is_some();
            if file.loading {
                file.again = true;
            } else if file.stamp != stamp {
                file.loading = true;
                start.push(path);
            }
        }
        if came_or_went {
            self.forget_plans();
        }
        start
    }

    /// Takes files that were read into the corpus. Gives those that changed meanwhile and must be read once more.
    pub fn loaded(&mut self, batch: Vec<Loaded>) -> Vec<PathBuf> {
        let mut again = Vec::new();
        for Loaded { path, stamp, result } in batch {
            let Some(file) = self.files.get_mut(&path) else { continue };
            let repeat = std::mem::take(&mut file.again);
            *file = File { stamp, loading: repeat, again: false, error: result.as_ref().err().cloned() };
            if repeat {
                again.push(path.clone());
            }
            if self.buffer(&path).is_none() {
                self.corpus = match result {
                    Ok(shard) => self.corpus.with(shard),
                    Err(_) => self.corpus.without(&path),
                };
            }
        }
        self.generation += 1;
        again
    }

    /// Takes a shard that was read from a buffer.
    pub fn buffered(&mut self, uri: &str, serial: u64, version: i32, shard: Option<Arc<Shard>>) {
        let Some(document) = self.documents.get_mut(uri).filter(|document| document.serial == serial) else { return };
        document.busy = false;
        document.shard_version = Some(version);
        let Some(shard) = shard else { return };
        self.corpus = self.corpus.with(shard);
        self.generation += 1;
    }

    /// Forgets a buffer: gives the file if it must now be read from the disk, else its records go.
    pub fn close(&mut self, uri: &str) -> Vec<PathBuf> {
        let Some(document) = self.documents.remove(uri) else { return Vec::new() };
        if document.is_manuscript() {
            // From here on the disk says what it says.
            self.ask_dependents(document.path.as_slice());
        }
        let Some(path) = document.path.filter(|_| matches!(document.role, Role::Bibliography)) else {
            return Vec::new();
        };
        self.files.remove(&path);
        let wanted = self.documents.values().filter_map(|document| document.planned.as_ref());
        if wanted.clone().any(|planned| planned.plan.files(&planned.workspace).contains(&path.as_path())) {
            return self.need(std::iter::once(path));
        }
        self.corpus = self.corpus.without(&path);
        self.generation += 1;
        Vec::new()
    }

    /// The address of the open buffer of a corpus file.
    #[must_use]
    pub fn buffer(&self, path: &Path) -> Option<&str> {
        let mut open = self.documents.iter();
        let found = open.find(|(_, document)| document.is_bibliography() && document.path.as_deref() == Some(path));
        found.map(|(uri, _)| uri.as_str())
    }

    /// The corpus files that are known, whether or not they could be read.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// Files that could not be read, and why.
    pub fn errors(&self) -> impl Iterator<Item = &LoadError> {
        self.files.values().filter_map(|file| file.error.as_ref())
    }

    /// Whether any corpus file is being read.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.files.values().any(|file| file.loading)
    }

    /// Forgets what was read, so that all is read again.
    pub fn forget_files(&mut self) -> Vec<PathBuf> {
        self.forget_plans();
        let mut start = Vec::new();
        for (path, file) in &mut self.files {
            if file.loading {
                file.again = true;
            } else {
                file.loading = true;
                start.push(path.clone());
            }
        }
        start
    }

    /// Whether what serves the document is still being found out or read for the first time.
    #[must_use]
    pub fn is_waiting(&self, uri: &str) -> bool {
        let Some(document) = self.documents.get(uri) else { return false };
        match document.role {
            Role::Manuscript(_) => {}
            Role::Bibliography => return document.path.is_some() && document.shard_version != Some(document.version),
            // What is said of settings is in the language that they ask for.
            Role::Settings => return document.planned.is_none(),
            Role::Other => return false,
        }
        let Some(planned) = &document.planned else { return true };
        let unread = |path: &&Path| {
            let first = self.files.get(*path).is_some_and(|file| file.loading && file.stamp.is_none());
            first || self.buffer(path).is_some_and(|uri| self.is_unread(uri))
        };
        planned.plan.files(&planned.workspace).iter().any(unread)
    }

    /// Whether a buffer has not been read yet.
    fn is_unread(&self, uri: &str) -> bool {
        self.documents.get(uri).is_some_and(|document| document.shard_version.is_none())
    }

    /// A document with all that serves it.
    pub fn view(&mut self, uri: &str) -> Option<DocView> {
        let document = self.documents.get_mut(uri)?;
        let parsed = Arc::clone(document.parsed());
        let planned = document.planned.clone();
        let config = planned.as_ref().map_or_else(Arc::default, |planned| Arc::clone(&planned.config));
        let (served, memory) = match &document.served {
            Some((generation, served, memory)) if *generation == self.generation => {
                (Arc::clone(served), Arc::clone(memory))
            }
            _ => (
                Arc::new(match &planned {
                    Some(_) if document.is_bibliography() => Served {
                        scope: Scope::Some(document.path.iter().filter_map(|path| self.corpus.place(path)).collect()),
                        declared: true,
                        ..Served::default()
                    },
                    Some(planned) => planned.plan.served(&self.corpus, &planned.workspace),
                    None => Served { scope: Scope::Some(Vec::new()), pending: true, ..Served::default() },
                }),
                Arc::default(),
            ),
        };
        document.served = Some((self.generation, Arc::clone(&served), Arc::clone(&memory)));
        // With records of its own, places in the corpus are others, and so is what is remembered over them.
        let own = document.with_own_records(&self.corpus, self.generation, &served);
        let (corpus, served, memory) = match own {
            Some(own) => (own.corpus, own.served, own.memory),
            None => (self.corpus.clone(), served, memory),
        };
        let (path, notebook, role) = (document.path.clone(), document.notebook.clone(), document.role);
        let learned = document.learned.clone();
        let findings = document.current_findings(self.generation).cloned();
        let languages = self.languages(uri, &parsed, &config)?;
        Some(DocView {
            path,
            served: placed(served, &parsed, notebook.is_some()),
            notebook: notebook.and_then(|notebook| notebook.path.clone()),
            role,
            planned,
            parsed,
            corpus,
            generation: self.generation,
            config,
            languages,
            memory,
            findings,
            records: Arc::clone(&self.records),
            learned,
        })
    }

    /// The reader's languages for a document.
    fn languages(&mut self, uri: &str, parsed: &Parsed, config: &Arc<Config>) -> Option<Arc<[Lang]>> {
        let document = self.documents.get(uri)?;
        let notebook = document.notebook.clone();
        let known = match &notebook {
            Some(notebook) => self.notebook_basis(notebook),
            None => (parsed.manuscript.lang.clone(), parsed.text.len()),
        };
        let basis = LanguageBasis::new(known, config, self.language.as_ref());
        if let Some((_, languages)) = document.languages.as_ref().filter(|(old, _)| old.holds_for(&basis)) {
            return Some(Arc::clone(languages));
        }
        let of_notebook = notebook.map(|notebook| self.notebook_prose(&notebook));
        let manuscript = of_notebook.as_ref().unwrap_or(&parsed.manuscript);
        let mut languages = config::reader_languages(config, manuscript, self.locale.as_deref());
        if let Some(asked) = &self.language {
            languages.retain(|language| !language.matches(asked));
            languages.insert(0, asked.clone());
        }
        let languages: Arc<[Lang]> = languages.into();
        self.documents.get_mut(uri)?.languages = Some((basis, Arc::clone(&languages)));
        Some(languages)
    }

    /// The folder of the editor that holds a path: the innermost one.
    #[must_use]
    pub fn folder_of(&self, path: &Path) -> Option<&Path> {
        let holding = self.folders.iter().filter(|folder| path.starts_with(folder));
        holding.max_by_key(|folder| folder.as_os_str().len()).map(PathBuf::as_path)
    }
}

/// The format of a document.
fn format_of(role: Role) -> &'static Format {
    match role {
        Role::Manuscript(format) => format,
        Role::Bibliography | Role::Settings | Role::Other => &manuscript::markdown::FORMAT,
    }
}

/// The same answer with the places of missing bibliographies as they are in this version of the text. What another
/// cell of a notebook declares is told there.
fn placed(served: Arc<Served>, parsed: &Parsed, is_cell: bool) -> Arc<Served> {
    if served.missing.iter().all(|(_, span)| span.is_none()) {
        return served;
    }
    let mut served = Served::clone(&served);
    if is_cell {
        let declared = |written: &str| parsed.manuscript.bibliographies.iter().any(|one| one.path == written);
        let before = served.missing.len();
        served.missing.retain(|(written, _)| declared(written));
        served.pending |= served.missing.len() < before;
    }
    for (written, span) in &mut served.missing {
        let now = parsed.manuscript.bibliographies.iter().find(|bibliography| bibliography.path == *written);
        if let (Some(span), Some(now)) = (span, now) {
            *span = now.span;
        }
    }
    Arc::new(served)
}
