//! LaTeX: the root document of a file, and all that the root document includes.
//!
//! TeX reads every path from the root document's folder. A chapter does not say whose it is; so its root is the document
//! that a magic comment names, else one in its folder or above that includes it.

use super::{Discovery, Plan, Question, folders_up, normal};
use crate::manuscript::{BibliographyRef, Include, Manuscript, latex};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How deep files may include each other, and how many are followed.
const INCLUDES: (usize, usize) = (16, 2_000);
/// How many documents of a folder are asked whether they include a chapter.
const CANDIDATES: usize = 200;

/// A root document with all it includes.
#[derive(Debug, Default)]
pub(super) struct Closure {
    /// The root itself and the files it includes.
    files: FxHashSet<PathBuf>,
    /// The bibliographies that these declare, in order, each with the file that declares it.
    bibliographies: Vec<(BibliographyRef, PathBuf)>,
    /// The keys that these define, each with its file.
    keys: Vec<(String, PathBuf)>,
}

impl Discovery<'_> {
    /// Fills the plan of a LaTeX file.
    pub(super) fn plan_latex(&mut self, question: &Question<'_>, plan: &mut Plan) {
        let own = self.closure(question, question.path, Some(question.manuscript));
        let mut roots = self.named_root(question);
        if roots.is_empty() && own.bibliographies.is_empty() {
            roots = self.including_roots(question);
        }
        if let Some(root) = roots.first() {
            plan.root_document = Some(root.clone());
        }
        self.declare_closure(question, plan, question.path, &own);
        for root in roots {
            let closure = self.closure(question, &root, None);
            self.declare_closure(question, plan, &root, &closure);
        }
    }

    fn declare_closure(&mut self, question: &Question<'_>, plan: &mut Plan, root: &Path, closure: &Closure) {
        let folder = root.parent().unwrap_or(root);
        for (reference, by) in &closure.bibliographies {
            let folders = [folder, by.parent().unwrap_or(by)];
            self.declare(question, plan, (reference, by), &folders);
        }
        plan.depends.extend(closure.files.iter().filter(|path| *path != question.path).cloned());
        let others = closure.keys.iter().filter(|(_, by)| by != question.path);
        plan.project_keys.extend(others.map(|(key, _)| key.clone()));
    }

    /// The root document that the file names: `% !TeX root = ../main.tex`, `\documentclass[../main]{subfiles}`.
    fn named_root(&mut self, question: &Question<'_>) -> Vec<PathBuf> {
        let Some(root) = &question.manuscript.root else {
            return Vec::new();
        };
        let folder = question.path.parent().unwrap_or(question.path);
        let found = self.tex_file(&[folder], "", &root.path);
        found.filter(|root| root != question.path).into_iter().collect()
    }

    /// The documents that include the file: those of the nearest folder upward that has any.
    fn including_roots(&mut self, question: &Question<'_>) -> Vec<PathBuf> {
        for folder in folders_up(question.path, question.root) {
            let entries = self.folder(folder);
            let is_document = |path: &&PathBuf| {
                *path != question.path
                    && path.extension().and_then(|e| e.to_str()).is_some_and(|e| latex::FORMAT.extensions.contains(&e))
            };
            let documents: Vec<_> = entries.iter().filter(is_document).take(CANDIDATES).cloned().collect();
            let mut roots = Vec::new();
            for document in documents {
                let closure = self.closure(question, &document, None);
                if closure.files.contains(question.path) && !closure.bibliographies.is_empty() {
                    roots.push(document);
                }
            }
            if !roots.is_empty() {
                return roots;
            }
        }
        Vec::new()
    }

    /// A document with all it includes, found once. `known` is its text where it is the manuscript asked about.
    fn closure(&mut self, question: &Question<'_>, root: &Path, known: Option<&Manuscript>) -> Arc<Closure> {
        if let Some(closure) = self.closures.get(root).filter(|_| known.is_none()) {
            return closure.clone();
        }
        let folder = root.parent().unwrap_or(root).to_owned();
        let mut closure = Closure::default();
        let mut stack = vec![(root.to_owned(), 0)];
        while let Some((path, depth)) = stack.pop() {
            if closure.files.len() >= INCLUDES.1 || !closure.files.insert(path.clone()) {
                continue;
            }
            let loaded;
            let manuscript = match known.filter(|_| path == root) {
                Some(known) => known,
                None => {
                    loaded = self.document(question, &path, &latex::FORMAT);
                    let Some(manuscript) = loaded.as_deref() else { continue };
                    manuscript
                }
            };
            let declared = manuscript.bibliographies.iter().map(|reference| (reference.clone(), path.clone()));
            closure.bibliographies.extend(declared);
            let keys = manuscript.own_keys.iter().filter(|key| key.record);
            closure.keys.extend(keys.map(|key| (key.key.clone(), path.clone())));
            if depth < INCLUDES.0 {
                // In the order of the text: the last one pushed is the first one followed.
                let includes = self.includes(&manuscript.includes, &folder, &path);
                stack.extend(includes.into_iter().rev().map(|path| (path, depth + 1)));
            }
        }
        let closure = Arc::new(closure);
        if known.is_none() {
            self.closures.insert(root.to_owned(), closure.clone());
        }
        closure
    }

    /// The files that are included and there: read from the root's folder, as TeX does, else from the file's own.
    fn includes(&self, includes: &[Include], root_folder: &Path, by: &Path) -> Vec<PathBuf> {
        let own = by.parent().unwrap_or(by);
        let folders = [root_folder, own];
        includes.iter().filter_map(|include| self.tex_file(&folders, &include.dir, &include.path)).collect()
    }

    /// A file as TeX finds it: with `.tex` added first (`\input{1.1}` reads `1.1.tex`), then as it is.
    fn tex_file(&self, folders: &[&Path], dir: &str, name: &str) -> Option<PathBuf> {
        if super::is_remote(name) || super::is_remote(dir) {
            return None;
        }
        let paths = folders.iter().map(|folder| folder.join(dir).join(name));
        let mut candidates = paths.flat_map(|path| {
            let mut with = path.clone().into_os_string();
            with.push(".tex");
            let whole = path.extension().is_some_and(|extension| extension == "tex");
            let with = (!whole).then(|| PathBuf::from(with));
            with.into_iter().chain([path]).map(|path| normal(&path))
        });
        candidates.find(|path| self.files.is_file(path))
    }
}
