//! Discovery: which bibliographies serve a manuscript, found as the format's own tools find them. Pure over [`Files`].
//!
//! Two steps: [`Discovery::plan`] says which files are needed (no corpus file is read for that), the shell loads them,
//! and [`Plan::served`] says what of the corpus serves. Paths are absolute and free of `.` and `..`.

mod asciidoc;
mod books;
mod latex;
mod markdown;
mod org;
pub mod own;
mod parts;
mod relative;
mod sphinx;
#[cfg(test)]
mod tests;
mod typst;

use crate::config::Config;
use crate::manuscript::said::Tally;
use crate::manuscript::whole::{Part, Whole};
use crate::manuscript::yaml::Project;
use crate::manuscript::{BibliographyRef, Format, Macros};
use crate::rules::Served;
pub use parts::{Bond, Parts};
use rustc_hash::FxHashMap;
use siglum_corpus::Corpus;
use siglum_corpus::index::Scope;
use siglum_corpus::read::READERS;
use siglum_corpus::span::Span;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// What discovery asks of the world. An editor's open files lie over the disk's.
pub trait Files: Sync {
    /// Whether a regular file is there.
    fn is_file(&self, path: &Path) -> bool;
    /// The text of a small file (settings, a manuscript), `None` where it cannot be read.
    fn read(&self, path: &Path) -> Option<String>;
    /// The entries of a folder as whole paths, sorted; empty where it cannot be listed.
    fn list(&self, dir: &Path) -> Vec<PathBuf>;
    /// The path without links, `None` where nothing is there.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;
    /// What a manuscript says to others, where other files of it define these macros; `None` where it cannot be read.
    /// Who knows already need not read it.
    fn part(&self, path: &Path, format: &Format, macros: &Macros) -> Option<Arc<Part>> {
        self.read(path).map(|text| Arc::new(Part::of(&format.parse_among(&text, macros))))
    }
    /// How often the words of a manuscript are written, of which it is known what else it says.
    fn words(&self, _path: &Path) -> Option<Tally> {
        None
    }
}

/// How manuscripts of a format find their bibliographies and each other. A format that has a way of its own adds a
/// file beside this one and a place in [`WAYS`].
struct Way {
    /// The format's name.
    format: &'static str,
    /// Fills a plan.
    plan: fn(&mut Discovery<'_>, &Question<'_>, &mut Plan),
}

/// The ways. Formats without one are searched as Markdown is.
static WAYS: &[&Way] = &[&markdown::WAY, &latex::WAY, &typst::WAY, &org::WAY, &sphinx::WAY, &asciidoc::WAY];

/// A question to discovery.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The manuscript's path, absolute.
    pub path: &'a Path,
    /// What it says to others.
    pub part: &'a Arc<Part>,
    /// Settings.
    pub config: &'a Config,
    /// The folder above which nothing is looked for: the workspace's or the repository's root.
    pub root: &'a Path,
    /// Whether files outside of `root` may be read: true on the command line and in a trusted workspace.
    pub trusted: bool,
    /// Corpus files of the configuration and of `--corpus`, from [`crate::load::corpus_files`].
    pub corpus: &'a [PathBuf],
}

/// A bibliography that is declared and there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The file.
    pub path: PathBuf,
    /// As declared.
    pub written: String,
    /// The file that declares it.
    pub by: PathBuf,
}

/// What serves a manuscript, before anything is loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Declared bibliographies, in order, each once.
    pub declared: Vec<Declared>,
    /// Declared ones that are not there: as declared, and where in the manuscript (`None`: in another file).
    pub missing: Vec<(String, Option<Span>)>,
    /// Declared ones that may not or cannot be read (path policy, a URL, a format that no reader knows): as declared.
    pub refused: Vec<String>,
    /// Corpus files of the configuration.
    pub corpus: Vec<PathBuf>,
    /// Whether nothing is declared, so that the corpus of the configuration serves, else the workspace's files.
    pub undeclared: bool,
    /// The root document (LaTeX) or project file that declares for it, where that is another file.
    pub root_document: Option<PathBuf>,
    /// The files of the manuscript; this one alone where it is whole in itself.
    pub parts: Parts,
    /// What the others of them say.
    pub whole: Whole,
    /// The cite commands that the others define: the manuscript is to be read with these.
    pub macros: Macros,
    /// Files that are neither this manuscript nor one of its parts and were read or looked for: the answer may change
    /// when one of them does.
    pub depends: Vec<PathBuf>,
    /// Whether the file is no manuscript to lint (README.md and its kin without a bibliography).
    pub off: bool,
    /// See [`Served::at_is_text`].
    pub at_is_text: bool,
}

impl Plan {
    /// The corpus files to load: the declared ones and those of the configuration; else those of the workspace, from
    /// [`crate::load::workspace_files`].
    #[must_use]
    pub fn files<'a>(&'a self, workspace: &'a [PathBuf]) -> Vec<&'a Path> {
        let mut files: Vec<&Path> = self.declared.iter().map(|declared| declared.path.as_path()).collect();
        files.extend(self.corpus.iter().map(PathBuf::as_path));
        if self.asks_workspace() {
            files.extend(workspace.iter().map(PathBuf::as_path));
        }
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Whether the answer may change when this file does.
    #[must_use]
    pub fn depends_on(&self, path: &Path) -> bool {
        self.parts.has_other(path) || self.depends.binary_search_by(|known| known.as_path().cmp(path)).is_ok()
    }

    /// Whether neither the manuscript nor the configuration names a corpus file.
    #[must_use]
    pub fn asks_workspace(&self) -> bool {
        self.undeclared && self.corpus.is_empty()
    }

    /// What of the corpus serves. A declared file without a shard makes the answer pending: where nothing could be
    /// looked up, no key is unknown.
    #[must_use]
    pub fn served(&self, corpus: &Corpus, workspace: &[PathBuf]) -> Served {
        let mut pending = !self.refused.is_empty();
        let mut places = Vec::new();
        let mut serve = |path: &Path, needed: bool| match corpus.place(path) {
            Some(place) => places.push(place),
            None => pending |= needed,
        };
        if !self.undeclared {
            self.declared.iter().for_each(|declared| serve(&declared.path, true));
            // What the settings name stands in for a bibliography that is missing; no key is unknown meanwhile.
            if !self.missing.is_empty() {
                self.corpus.iter().for_each(|path| serve(path, false));
            }
        } else if !self.corpus.is_empty() {
            self.corpus.iter().for_each(|path| serve(path, true));
        } else {
            workspace.iter().for_each(|path| serve(path, false));
        }
        places.sort_unstable();
        places.dedup();
        Served {
            scope: Scope::Some(places),
            declared: !self.asks_workspace(),
            missing: self.missing.clone(),
            pending,
            whole: self.whole.clone(),
            off: self.off,
            at_is_text: self.at_is_text,
            own: None,
        }
    }
}

/// Discovery with a memory of what it has read; make a new one when files have changed.
pub struct Discovery<'f> {
    files: &'f dyn Files,
    known: FxHashMap<PathBuf, Option<Arc<Part>>>,
    folders: FxHashMap<PathBuf, Arc<Vec<PathBuf>>>,
    closures: FxHashMap<PathBuf, Arc<parts::Closure>>,
    includers: FxHashMap<(PathBuf, &'static str), Arc<Vec<(PathBuf, Arc<parts::Closure>)>>>,
    pieces: FxHashMap<(PathBuf, &'static str), parts::Pieces>,
    projects: FxHashMap<PathBuf, Option<Arc<Project>>>,
    books: FxHashMap<PathBuf, Option<Arc<books::Book>>>,
    wholes: FxHashMap<PathBuf, Vec<parts::Known>>,
}

impl<'f> Discovery<'f> {
    /// Discovery over these files.
    #[must_use]
    pub fn new(files: &'f dyn Files) -> Self {
        Self {
            files,
            known: FxHashMap::default(),
            folders: FxHashMap::default(),
            closures: FxHashMap::default(),
            includers: FxHashMap::default(),
            pieces: FxHashMap::default(),
            projects: FxHashMap::default(),
            books: FxHashMap::default(),
            wholes: FxHashMap::default(),
        }
    }

    /// Makes known what a manuscript says, so that it need not be read and parsed for others.
    pub fn know(&mut self, path: &Path, part: Arc<Part>) {
        self.known.insert(path.to_owned(), Some(part));
    }

    /// What a manuscript says, if that is known.
    #[must_use]
    pub fn known(&self, path: &Path) -> Option<Arc<Part>> {
        self.known.get(path).cloned().flatten()
    }

    /// Which files serve a manuscript.
    #[must_use]
    pub fn plan(&mut self, question: &Question<'_>) -> Plan {
        let mut plan = Plan { corpus: question.corpus.to_vec(), ..Plan::default() };
        if !self.known.contains_key(question.path) {
            self.know(question.path, Arc::clone(question.part));
        }
        plan.parts = Parts::alone(question.path);
        let format = question.config.format_of(question.path).map_or("markdown", |format| format.name);
        let way = WAYS.iter().copied().find(|way| way.format == format).unwrap_or(&markdown::WAY);
        (way.plan)(self, question, &mut plan);
        self.see_whole(&mut plan);
        plan.root_document = plan.root_document.take().filter(|root| root != question.path);
        plan.undeclared = plan.declared.is_empty() && plan.missing.is_empty() && plan.refused.is_empty();
        plan.depends.retain(|path| !plan.parts.contains(path));
        plan.depends.sort();
        plan.depends.dedup();
        plan
    }

    /// Adds a declared bibliography: the first of the folders that holds it. `span` is its place, where the manuscript
    /// itself declares it.
    fn declare(
        &mut self,
        question: &Question<'_>,
        plan: &mut Plan,
        (reference, by): (&BibliographyRef, &Path),
        folders: &[&Path],
    ) {
        let written = reference.path.as_str();
        let span = (by == question.path).then_some(reference.span);
        let Some(local) = local_path(written).filter(|_| !is_url(written)) else {
            plan.refused.push(written.to_owned());
            return;
        };
        let candidates: Vec<_> = folders.iter().map(|folder| normal(&folder.join(&local))).collect();
        let exact = candidates.iter().find(|path| self.files.is_file(path)).cloned();
        let found = exact.clone().or_else(|| candidates.iter().find_map(|path| self.other_case(path)));
        plan.depends.extend(candidates.into_iter().take(1));
        if exact.is_none() {
            plan.missing.push((written.to_owned(), span));
        }
        let Some(path) = found else {
            return;
        };
        if !has_corpus_extension(&path) || !self.may_read(question, &path) {
            plan.refused.push(written.to_owned());
        } else if !plan.declared.iter().any(|declared| declared.path == path) {
            plan.declared.push(Declared { path, written: written.to_owned(), by: by.to_owned() });
        }
    }

    /// The file of that name in another case: `collab.bib` for `Collab.bib`, as on the author's own machine.
    fn other_case(&mut self, path: &Path) -> Option<PathBuf> {
        let name = path.file_name()?.to_str()?.to_lowercase();
        let folder = self.folder(path.parent()?);
        let same = |path: &&PathBuf| {
            path.file_name().and_then(|other| other.to_str()).is_some_and(|other| other.to_lowercase() == name)
        };
        folder.iter().find(same).filter(|path| self.files.is_file(path)).cloned()
    }

    /// The path policy: any regular file where the workspace is trusted, else only what lies below its root, links
    /// resolved.
    fn may_read(&self, question: &Question<'_>, path: &Path) -> bool {
        question.trusted || is_inside(self.files, path, question.root)
    }

    /// What another manuscript says, read and parsed once.
    fn part(&mut self, question: &Question<'_>, path: &Path, format: &Format) -> Option<Arc<Part>> {
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let readable = self.files.is_file(path) && self.may_read(question, path);
        let part = if readable { self.files.part(path, format, &Macros::default()) } else { None };
        self.known.insert(path.to_owned(), part.clone());
        part
    }

    /// What lies in a folder.
    fn folder(&mut self, folder: &Path) -> Arc<Vec<PathBuf>> {
        let files = self.files;
        self.folders.entry(folder.to_owned()).or_insert_with(|| Arc::new(files.list(folder))).clone()
    }
}

/// Whether a path is below a folder, links resolved.
#[must_use]
pub fn is_inside(files: &dyn Files, path: &Path, root: &Path) -> bool {
    let (Some(path), Some(root)) = (files.canonical(path), files.canonical(root)) else { return false };
    path.starts_with(root)
}

/// Whether a corpus format has this file's extension.
#[must_use]
pub fn has_corpus_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    READERS.iter().any(|reader| reader.extensions.contains(&extension.as_str()))
}

/// Whether the path names another machine (`\\host\share`), however this system reads it.
#[must_use]
pub fn is_remote(path: &str) -> bool {
    let mut chars = path.chars();
    let slash = |c: Option<char>| matches!(c, Some('/' | '\\'));
    let unc = slash(chars.next()) && slash(chars.next()) && !slash(chars.next());
    // `\\?\C:\` is a local path in Windows' long form.
    unc && (!path.starts_with(r"\\?\") || path.to_ascii_uppercase().starts_with(r"\\?\UNC\"))
}

/// Whether a declared bibliography lies on the network: it is never fetched.
fn is_url(written: &str) -> bool {
    written.split_once("://").is_some_and(|(scheme, _)| {
        scheme != "file"
            && !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+')
    })
}

/// The path that a declaration names, `file:` taken off; `None` for another machine.
fn local_path(written: &str) -> Option<PathBuf> {
    let path = match written.strip_prefix("file://") {
        Some(rest) => percent_decoded(rest.strip_prefix("localhost").unwrap_or(rest)),
        None => written.to_owned(),
    };
    let file_url = written.starts_with("file://");
    (!is_remote(&path) && (!file_url || path.starts_with('/'))).then(|| PathBuf::from(path))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The path without `.` and `..`, by its letters alone.
#[must_use]
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// The path without the slash that stands for the project's root in Quarto and Typst.
fn without_root(path: &str) -> &str {
    match path.strip_prefix('/') {
        Some(rest) if !rest.starts_with('/') => rest,
        _ => path,
    }
}

/// The folders from the file's own up to `root`; the file's own alone where it does not lie below `root`.
fn folders_up<'a>(path: &'a Path, root: &'a Path) -> Vec<&'a Path> {
    let own = path.parent().unwrap_or(path);
    if !own.starts_with(root) {
        return vec![own];
    }
    own.ancestors().take_while(|folder| folder.starts_with(root)).collect()
}

/// The root of the project that a manuscript belongs to, for the command line: the nearest folder upward that holds
/// `.git` or `.hg`; else `given`, where the file lies below it; else the file's own folder.
#[must_use]
pub fn root_of(files: &dyn Files, path: &Path, given: &Path) -> PathBuf {
    let own = path.parent().unwrap_or(path);
    let repository =
        own.ancestors().find(|folder| [".git", ".hg"].iter().any(|mark| files.canonical(&folder.join(mark)).is_some()));
    let root = repository.unwrap_or(if own.starts_with(given) { given } else { own });
    root.to_owned()
}
