//! LaTeX: the root document of a file, and all that the root document includes.
//!
//! TeX reads every path from the root document's folder. A chapter does not say whose it is; so its root is the document
//! that a magic comment names, else one in its folder or above that includes it.

use super::parts::{Bond, Closure, Resolve};
use super::{Discovery, Plan, Question, Way, folders_up, normal};
use crate::manuscript::{Format, Include, latex};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// LaTeX's way.
pub(super) static WAY: Way = Way { format: "latex", plan };

/// How many root documents may name one after the other.
const ROOTS: usize = 4;
/// How many folders beside a file are looked into.
const SUBFOLDERS: usize = 50;
/// Bibliographies with records that TeX's distributions bring along.
const DISTRIBUTED: [&str; 3] = ["IEEEexample.bib", "biblatex-examples.bib", "xampl.bib"];
/// Those that only abbreviate names of journals.
const ABBREVIATIONS: [&str; 3] = ["IEEEabrv.bib", "IEEEfull.bib", "mrabbrev.bib"];

const FORMAT: (&Format, Resolve) = (&latex::FORMAT, included);

fn plan(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan) {
    let own = discovery.closure(question, question.path, FORMAT);
    let complete = question.part.complete;
    let mut roots = discovery.named_roots(question);
    if roots.is_empty() && (!complete || own.bibliographies.is_empty()) {
        roots = discovery.including(question, FORMAT);
        if roots.is_empty() && !complete {
            roots = discovery.including_from_beside(question);
        }
    }
    plan.root_document = roots.first().map(|(root, _)| root.clone());
    discovery.declare_closure(question, plan, question.path, &own);
    let mut closures = vec![own];
    for (root, closure) in roots {
        discovery.declare_closure(question, plan, &root, &closure);
        closures.push(closure);
    }
    let mut bond = Bond::Includes;
    if closures.len() == 1 && !complete {
        for piece in discovery.pieces(question, FORMAT, &|_| false) {
            bond = Bond::Pieces;
            closures.push(discovery.closure(question, &piece, FORMAT));
        }
    }
    discovery.bind(plan, &closures, bond);
}

impl Discovery<'_> {
    fn declare_closure(&mut self, question: &Question<'_>, plan: &mut Plan, root: &Path, closure: &Closure) {
        let folder = root.parent().unwrap_or(root);
        for (reference, by) in &closure.bibliographies {
            let folders = [folder, by.parent().unwrap_or(by)];
            let elsewhere = self.along_the_search_path(question, &folders, &reference.path);
            let name = reference.path.as_str();
            let here = elsewhere.is_some() || folders.iter().any(|folder| self.files.is_file(&folder.join(name)));
            if !here && (DISTRIBUTED.contains(&name) || ABBREVIATIONS.contains(&name)) {
                plan.refused.extend(DISTRIBUTED.contains(&name).then(|| name.to_owned()));
                continue;
            }
            let folders: Vec<&Path> = folders.into_iter().chain(elsewhere.as_deref()).collect();
            self.declare(question, plan, (reference, by), &folders);
        }
    }

    /// The folder that holds a bibliography which lies in neither of these: TeX may look in any (`BIBINPUTS`), so the
    /// one folder nearby that has it is the one.
    fn along_the_search_path(&mut self, question: &Question<'_>, folders: &[&Path; 2], name: &str) -> Option<PathBuf> {
        let is_name = Path::new(name).components().count() == 1;
        if !is_name || folders.iter().any(|folder| self.files.is_file(&folder.join(name))) {
            return None;
        }
        let mut found = Vec::new();
        for folder in folders_up(question.path, question.root) {
            let entries = self.folder(folder);
            let inside = entries.iter().filter(|path| path.extension().is_none()).take(SUBFOLDERS);
            let all = std::iter::once(folder.to_owned()).chain(inside.cloned());
            found.extend(all.filter(|folder| self.files.is_file(&folder.join(name))));
        }
        found.dedup();
        if found.len() == 1 { found.pop() } else { None }
    }

    /// The root document that the file names (`% !TeX root = ../main.tex`, `\documentclass[../main]{subfiles}`), and
    /// the one that this names.
    fn named_roots(&mut self, question: &Question<'_>) -> Vec<(PathBuf, Arc<Closure>)> {
        let mut roots = Vec::new();
        let mut path = question.path.to_owned();
        let mut named = question.part.root.clone();
        while let Some(root) = named.filter(|_| roots.len() < ROOTS) {
            let folder = path.parent().unwrap_or(&path);
            let Some(found) = self.tex_file(&[folder], "", &root.path) else { break };
            if found == question.path || roots.iter().any(|(known, _)| *known == found) {
                break;
            }
            let closure = self.closure(question, &found, FORMAT);
            named = self.part(question, &found, &latex::FORMAT).and_then(|part| part.root.clone());
            roots.push((found.clone(), closure));
            path = found;
        }
        roots.reverse();
        roots
    }

    /// The documents in folders beside the file's, or beside one above, that include it: `\input{../shared/intro}`.
    fn including_from_beside(&mut self, question: &Question<'_>) -> Vec<(PathBuf, Arc<Closure>)> {
        for folder in folders_up(question.path, question.root).into_iter().skip(1) {
            let entries = self.folder(folder);
            let beside = entries.iter().filter(|path| path.extension().is_none() && !question.path.starts_with(path));
            for sub in beside.take(SUBFOLDERS) {
                let includers = self.includers(question, sub, FORMAT);
                let roots = includers.iter().filter(|(_, closure)| closure.files.contains(question.path));
                let roots: Vec<_> = roots.cloned().collect();
                if !roots.is_empty() {
                    return roots;
                }
            }
        }
        Vec::new()
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

/// The file that is included: read from the root's folder, as TeX does, else from the file's own.
fn included(discovery: &Discovery<'_>, include: &Include, root_folder: &Path, by: &Path) -> Option<PathBuf> {
    let own = by.parent().unwrap_or(by);
    discovery.tex_file(&[root_folder, own], &include.dir, &include.path)
}
