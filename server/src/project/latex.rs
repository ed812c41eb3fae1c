//! LaTeX: the root document of a file, and all that the root document includes.
//!
//! TeX reads every path from the root document's folder. A chapter does not say whose it is; so its root is the document
//! that a magic comment names, else one in its folder or above that includes it.

use super::parts::{Bond, Closure, Resolve};
use super::{Discovery, Plan, Question, Way, normal};
use crate::manuscript::{Format, Include, latex};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// LaTeX's way.
pub(super) static WAY: Way = Way { format: "latex", plan };

/// How root documents may name further ones.
const ROOTS: usize = 4;

const FORMAT: (&Format, Resolve) = (&latex::FORMAT, included);

fn plan(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan) {
    let own = discovery.closure(question, question.path, FORMAT);
    let complete = question.manuscript.complete;
    let mut roots = discovery.named_roots(question);
    if roots.is_empty() && (!complete || own.bibliographies.is_empty()) {
        roots = discovery.including(question, FORMAT);
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
            self.declare(question, plan, (reference, by), &folders);
        }
    }

    /// The root document that the file names (`% !TeX root = ../main.tex`, `\documentclass[../main]{subfiles}`), and
    /// the one that this names.
    fn named_roots(&mut self, question: &Question<'_>) -> Vec<(PathBuf, Arc<Closure>)> {
        let mut roots = Vec::new();
        let mut path = question.path.to_owned();
        let mut named = question.manuscript.root.clone();
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
