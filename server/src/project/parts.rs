//! Which files are one manuscript: what they include, what includes them, and pieces that lie together.
//!
//! A file that is complete in itself belongs to others only where one of them, or a project, says so.

use super::{Discovery, Plan, Question, folders_up, is_remote, normal, sphinx};
use crate::manuscript::whole::Together;
use crate::manuscript::{BibliographyRef, Format, Include, Macros, latex};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How deep files may include each other, and how many are followed.
const INCLUDES: (usize, usize) = (16, 2_000);
/// Macros may be made of macros that a third file defines, and those of others: so often is looked again.
const ROUNDS: usize = 3;
/// How many documents of a folder are asked whether they include a file.
const CANDIDATES: usize = 200;
/// More pieces than this in one folder are no manuscript but a collection, of notes for example.
const PIECES: usize = 200;

/// Finds the file that an include names: the include, the folder of the document that all begins with, the file that
/// includes.
pub(super) type Resolve = fn(&Discovery<'_>, &Include, &Path, &Path) -> Option<PathBuf>;

/// Pieces of a folder, each with the bibliographies that it declares.
pub(super) type Pieces = Arc<Vec<(PathBuf, Vec<String>)>>;

/// The files of one manuscript, seen from one of them. The list is shared between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    all: Arc<[PathBuf]>,
    own: PathBuf,
    /// What holds them together.
    pub bond: Bond,
}

/// What makes one manuscript of several files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bond {
    /// There is only one file.
    #[default]
    None,
    /// They include each other.
    Includes,
    /// A project's file lists them.
    Project,
    /// They are pieces, none complete in itself, in one folder and with the same bibliographies.
    Pieces,
}

impl Parts {
    /// A manuscript of one file.
    #[must_use]
    pub fn alone(path: &Path) -> Self {
        Self { all: Arc::new([]), own: path.to_owned(), bond: Bond::None }
    }

    /// Makes the file one manuscript with these files, of which it is one.
    pub(super) fn bind(&mut self, all: Arc<[PathBuf]>, bond: Bond) {
        if all.len() > 1 {
            (self.all, self.bond) = (all, bond);
        }
    }

    /// The other files, sorted.
    pub fn others(&self) -> impl Iterator<Item = &Path> {
        self.all.iter().map(PathBuf::as_path).filter(|path| *path != self.own)
    }

    /// Whether the file is another one of them.
    #[must_use]
    pub fn has_other(&self, path: &Path) -> bool {
        self.own != path && self.contains(path)
    }

    /// Whether the file is one of them; the own one counts too.
    #[must_use]
    pub fn contains(&self, path: &Path) -> bool {
        self.own == path || self.all.binary_search_by(|known| known.as_path().cmp(path)).is_ok()
    }
}

/// A manuscript of several files, worked out.
pub(super) struct Known {
    files: Arc<[PathBuf]>,
    together: Arc<Together>,
    /// The files that define macros.
    macros: Vec<(PathBuf, Macros)>,
}

/// A document with all it includes.
#[derive(Debug, Default)]
pub(super) struct Closure {
    /// The document itself and the files it includes, as far as they could be read.
    pub files: FxHashSet<PathBuf>,
    /// The same, sorted.
    pub sorted: Arc<[PathBuf]>,
    /// The bibliographies that these declare, in order, each with the file that declares it.
    pub bibliographies: Vec<(BibliographyRef, PathBuf)>,
}

/// The files in order, each once.
pub(super) fn sorted<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Arc<[PathBuf]> {
    let mut files: Vec<&PathBuf> = files.collect();
    files.sort_unstable();
    files.dedup();
    files.into_iter().cloned().collect()
}

impl Discovery<'_> {
    /// A document with all it includes, found once.
    pub(super) fn closure(
        &mut self,
        question: &Question<'_>,
        root: &Path,
        (format, resolve): (&Format, Resolve),
    ) -> Arc<Closure> {
        if let Some(closure) = self.closures.get(root) {
            return closure.clone();
        }
        let folder = root.parent().unwrap_or(root).to_owned();
        let mut closure = Closure::default();
        let mut stack = vec![(root.to_owned(), 0)];
        while let Some((path, depth)) = stack.pop() {
            if closure.files.len() >= INCLUDES.1 || closure.files.contains(&path) {
                continue;
            }
            let format = latex::package_format(&path).or_else(|| sphinx::format_of(&path, format)).unwrap_or(format);
            let Some(part) = self.part(question, &path, format) else { continue };
            let declared = part.bibliographies.iter().map(|reference| (reference.clone(), path.clone()));
            closure.bibliographies.extend(declared);
            if depth < INCLUDES.0 {
                // In the order of the text: the last one pushed is the first one followed.
                let found = part.includes.iter().rev().flat_map(|include| {
                    if include.toctree {
                        self.listed(include, &path)
                    } else {
                        resolve(self, include, &folder, &path).into_iter().collect()
                    }
                });
                stack.extend(found.map(|path| (path, depth + 1)));
                let packages = self.packages(&part.packages, &folder);
                stack.extend(packages.into_iter().map(|path| (path, depth + 1)));
            }
            closure.files.insert(path);
        }
        closure.sorted = sorted(closure.files.iter());
        let closure = Arc::new(closure);
        self.closures.insert(root.to_owned(), closure.clone());
        closure
    }

    /// The packages and classes that lie beside the root document.
    fn packages(&mut self, names: &[String], folder: &Path) -> Vec<PathBuf> {
        if names.is_empty() {
            return Vec::new();
        }
        let beside = self.folder(folder);
        let path = |name: &String| {
            let path = normal(&folder.join(name));
            let found =
                if name.contains('/') { self.files.is_file(&path) } else { beside.binary_search(&path).is_ok() };
            found.then_some(path)
        };
        names.iter().filter(|name| !is_remote(name)).filter_map(path).collect()
    }

    /// The documents that include the file, themselves included by none of the others: those of the nearest folder
    /// upward that has a complete one, or one that declares a bibliography.
    pub(super) fn including(
        &mut self,
        question: &Question<'_>,
        way: (&'static Format, Resolve),
    ) -> Vec<(PathBuf, Arc<Closure>)> {
        let mut found = Vec::new();
        for folder in folders_up(question.path, question.root) {
            let includers = self.includers(question, folder, way);
            let of_this = |(path, closure): &&(PathBuf, Arc<Closure>)| {
                path != question.path && closure.files.contains(question.path)
            };
            let first = found.len();
            found.extend(includers.iter().filter(of_this).cloned());
            let is_root = |(path, closure): &(PathBuf, Arc<Closure>)| {
                let complete = self.known.get(path).is_some_and(|part| part.as_ref().is_some_and(|part| part.complete));
                complete || !closure.bibliographies.is_empty()
            };
            if found[first..].iter().any(is_root) {
                break;
            }
        }
        let outer = |(path, _): &&(PathBuf, Arc<Closure>)| {
            !found.iter().any(|(other, closure)| other != path && closure.files.contains(path))
        };
        let roots: Vec<_> = found.iter().filter(outer).cloned().collect();
        // In a circle each includes the other.
        if roots.is_empty() { found } else { roots }
    }

    /// The documents of a folder that include any file.
    pub(super) fn includers(
        &mut self,
        question: &Question<'_>,
        folder: &Path,
        way: (&'static Format, Resolve),
    ) -> Arc<Vec<(PathBuf, Arc<Closure>)>> {
        let id = (folder.to_owned(), way.0.name);
        if let Some(known) = self.includers.get(&id) {
            return known.clone();
        }
        let documents = self.documents(folder, way.0);
        let mut found = Vec::new();
        for document in documents.into_iter().take(CANDIDATES) {
            let includes = self.part(question, &document, way.0).is_some_and(|part| !part.includes.is_empty());
            if includes {
                let closure = self.closure(question, &document, way);
                found.push((document, closure));
            }
        }
        let found = Arc::new(found);
        self.includers.insert(id, found.clone());
        found
    }

    /// The files of a format in a folder.
    pub(super) fn documents(&mut self, folder: &Path, format: &Format) -> Vec<PathBuf> {
        let entries = self.folder(folder);
        let is_document = |path: &&PathBuf| {
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            format.extensions.contains(&extension.to_ascii_lowercase().as_str())
        };
        entries.iter().filter(is_document).cloned().collect()
    }

    /// The pieces in the file's folder that belong together with it: it and they are complete in no way, are claimed by
    /// nobody, and declare the same bibliographies.
    pub(super) fn pieces(
        &mut self,
        question: &Question<'_>,
        way: (&'static Format, Resolve),
        claimed: &dyn Fn(&Path) -> bool,
    ) -> Vec<PathBuf> {
        let all = self.all_pieces(question, way, claimed);
        let Some((_, declared)) = all.iter().find(|(path, _)| path == question.path) else { return Vec::new() };
        let pieces = all.iter().filter(|(_, other)| other == declared).map(|(path, _)| path.clone());
        let pieces: Vec<PathBuf> = pieces.collect();
        if pieces.len() > PIECES { Vec::new() } else { pieces }
    }

    /// The pieces in the file's folder with the bibliographies that each declares, found once.
    fn all_pieces(
        &mut self,
        question: &Question<'_>,
        way: (&'static Format, Resolve),
        claimed: &dyn Fn(&Path) -> bool,
    ) -> Pieces {
        let folder = question.path.parent().unwrap_or(question.path);
        let id = (folder.to_owned(), way.0.name);
        if let Some(known) = self.pieces.get(&id) {
            return known.clone();
        }
        let mut documents = self.documents(folder, way.0);
        if documents.len() > PIECES * 2 {
            documents.clear();
        }
        let included = if documents.is_empty() { FxHashSet::default() } else { self.included(question, way) };
        let mut pieces = Vec::new();
        for document in documents {
            let Some(part) = self.part(question, &document, way.0) else { continue };
            let taken = included.contains(&document) || claimed(&document);
            if !part.complete && part.root.is_none() && !taken {
                pieces.push((document, part.bibliographies.iter().map(|one| one.path.clone()).collect()));
            }
        }
        let pieces = Arc::new(pieces);
        self.pieces.insert(id, pieces.clone());
        pieces
    }

    /// The files that documents in the file's folder and in those above include.
    fn included(&mut self, question: &Question<'_>, way: (&'static Format, Resolve)) -> FxHashSet<PathBuf> {
        let mut included = FxHashSet::default();
        for folder in folders_up(question.path, question.root) {
            let includers = self.includers(question, folder, way);
            let files = includers
                .iter()
                .flat_map(|(document, closure)| closure.files.iter().filter(move |file| *file != document));
            included.extend(files.cloned());
        }
        included
    }

    /// Makes the file one manuscript with all that these documents include.
    pub(super) fn bind(&mut self, plan: &mut Plan, closures: &[Arc<Closure>], bond: Bond) {
        // Mostly one root includes all; its list is then shared by all its files.
        let holds_all = |one: &&Arc<Closure>| {
            closures.iter().all(|other| Arc::ptr_eq(one, other) || other.files.is_subset(&one.files))
        };
        let all = match closures.iter().find(holds_all) {
            Some(closure) => closure.sorted.clone(),
            None => self.shared(sorted(closures.iter().flat_map(|closure| &closure.files))),
        };
        plan.parts.bind(all, bond);
    }

    /// The same list as another file of the manuscript has.
    fn shared(&self, all: Arc<[PathBuf]>) -> Arc<[PathBuf]> {
        let known = all.first().and_then(|first| self.wholes.get(first)).into_iter().flatten();
        known.map(|known| &known.files).find(|files| ***files == *all).cloned().unwrap_or(all)
    }

    /// Fills in what the other files of the manuscript say, and the macros that they define.
    pub(super) fn see_whole(&mut self, plan: &mut Plan) {
        plan.whole.project_keys.sort();
        plan.whole.project_keys.dedup();
        let Some(first) = plan.parts.all.first() else { return };
        let is_this = |known: &Known| Arc::ptr_eq(&known.files, &plan.parts.all);
        if !self.wholes.get(first).is_some_and(|known| known.iter().any(is_this)) {
            self.count(&plan.parts.all);
            let macros = self.expand(&plan.parts.all);
            let part = |path: &PathBuf| self.known.get(path).and_then(Option::as_deref);
            let together = Arc::new(Together::of(plan.parts.all.iter().filter_map(part)));
            let known = Known { files: plan.parts.all.clone(), together, macros };
            self.wholes.entry(first.clone()).or_default().push(known);
        }
        let Some(known) = self.wholes.get(first).and_then(|known| known.iter().find(|known| is_this(known))) else {
            return;
        };
        let own = self.known.get(&plan.parts.own).cloned().flatten().unwrap_or_default();
        plan.macros = of_others(&known.macros, &plan.parts.own);
        plan.whole.see(known.together.clone(), own);
    }

    /// Counts the words of files that others ask for them.
    fn count(&mut self, files: &[PathBuf]) {
        let uncounted = |path: &&PathBuf| {
            self.known.get(*path).is_some_and(|part| part.as_ref().is_some_and(|part| part.words.is_none()))
        };
        let asked: Vec<&PathBuf> = files.iter().filter(uncounted).collect();
        let counted: Vec<_> = asked.par_iter().map(|path| self.files.words(path)).collect();
        for (path, words) in asked.into_iter().zip(counted) {
            if let Some(Some(part)) = self.known.get_mut(path) {
                Arc::make_mut(part).words = words;
            }
        }
    }

    /// Reads the files of a manuscript again that use cite commands which others of them define; gives these.
    fn expand(&mut self, files: &[PathBuf]) -> Vec<(PathBuf, Macros)> {
        let mut defined = self.defined(files);
        for _ in 0..ROUNDS {
            if defined.is_empty() {
                break;
            }
            for path in files {
                let macros = of_others(&defined, path);
                let part = (!macros.is_empty())
                    .then(|| self.files.part(path, latex::package_format(path).unwrap_or(&latex::FORMAT), &macros))
                    .flatten();
                if let Some(part) = part {
                    self.known.insert(path.clone(), Some(part));
                }
            }
            let now = self.defined(files);
            if now == defined {
                break;
            }
            defined = now;
        }
        defined
    }

    /// The files that define macros, with them.
    fn defined(&self, files: &[PathBuf]) -> Vec<(PathBuf, Macros)> {
        let macros = |path: &PathBuf| Some((path.clone(), self.known.get(path)?.as_ref()?.macros.clone()));
        files.iter().filter_map(macros).filter(|(_, macros)| !macros.is_empty()).collect()
    }
}

/// What the files but this one define.
fn of_others(defined: &[(PathBuf, Macros)], path: &Path) -> Macros {
    let mut others = defined.iter().filter(|(by, _)| by != path).map(|(_, macros)| macros);
    match (others.next(), others.next()) {
        (None, _) => Macros::default(),
        (Some(only), None) => only.clone(),
        _ => Macros::of_all(defined.iter().filter(|(by, _)| by != path).map(|(_, macros)| macros)),
    }
}
