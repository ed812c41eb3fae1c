//! Discovery: which bibliographies serve a manuscript, found as the format's own tools find them. Pure over [`Files`].
//!
//! Two steps: [`Discovery::plan`] says which files are needed (no corpus file is read for that), the shell loads them,
//! and [`Plan::served`] says what of the corpus serves. Paths are absolute and free of `.` and `..`.

use crate::config::Config;
use crate::manuscript::Manuscript;
use crate::rules::Served;
use siglum_corpus::Corpus;
use siglum_corpus::span::Span;
use std::path::{Path, PathBuf};

/// What discovery asks of the world. An editor's open files lie over the disk's.
pub trait Files: Sync {
    /// Whether a regular file is there.
    fn is_file(&self, path: &Path) -> bool;
    /// The text of a small file (settings, a manuscript), `None` where it cannot be read.
    fn read(&self, path: &Path) -> Option<String>;
    /// What lies in a folder, sorted; empty where it cannot be listed.
    fn list(&self, dir: &Path) -> Vec<PathBuf>;
    /// The path without links, `None` where nothing is there.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;
}

/// A question to discovery.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The manuscript's path, absolute.
    pub path: &'a Path,
    /// What it says.
    pub manuscript: &'a Manuscript,
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Declared bibliographies, in order.
    pub declared: Vec<Declared>,
    /// Declared ones that are not there: as declared, and where in the manuscript (`None`: in another file).
    pub missing: Vec<(String, Option<Span>)>,
    /// Declared ones that may not be read (path policy, a URL): as declared.
    pub refused: Vec<String>,
    /// Corpus files of the configuration.
    pub corpus: Vec<PathBuf>,
    /// Whether nothing is declared, so that the corpus of the configuration serves, else the workspace's files.
    pub undeclared: bool,
    /// The root document (LaTeX) or project file that declares for it, where that is another file.
    pub root_document: Option<PathBuf>,
    /// Keys that other files of the project define.
    pub project_keys: Vec<String>,
    /// Files other than the manuscript that were read or looked for: the answer may change when one of them does.
    pub depends: Vec<PathBuf>,
    /// Whether the file is no manuscript to lint (README.md and its kin without a bibliography).
    pub off: bool,
}

impl Plan {
    /// The corpus files to load: the declared ones and those of the configuration; else those of the workspace, from
    /// [`crate::load::workspace_files`].
    #[must_use]
    pub fn files<'a>(&'a self, _workspace: &'a [PathBuf]) -> Vec<&'a Path> {
        todo!()
    }

    /// What of the corpus serves. A declared file without a shard makes the answer pending.
    #[must_use]
    pub fn served(&self, _corpus: &Corpus, _workspace: &[PathBuf]) -> Served {
        todo!()
    }
}

/// Discovery with a memory of what it has read; make a new one when files have changed.
pub struct Discovery<'f> {
    files: &'f dyn Files,
}

impl<'f> Discovery<'f> {
    /// Discovery over these files.
    #[must_use]
    pub fn new(files: &'f dyn Files) -> Self {
        Self { files }
    }

    /// Which files serve a manuscript.
    #[must_use]
    pub fn plan(&mut self, _question: &Question<'_>) -> Plan {
        let _ = self.files;
        todo!()
    }
}

/// The root of the project that a manuscript belongs to, for the command line: the nearest folder upward that holds
/// `.git` or `.hg`; else `given`, where the file lies below it; else the file's own folder.
#[must_use]
pub fn root_of(_files: &dyn Files, _path: &Path, _given: &Path) -> PathBuf {
    todo!()
}
