//! Typst: each path is read from the file that names it, or, where it begins with a slash, from the project's root.
//!
//! That root is the folder of the main file, or one above. A chapter does not say whose it is; its main file is one in
//! its folder or above that includes it. What code reads by `read("x.bib")`, or hands to a template, serves where it is
//! there.

use super::parts::{Bond, Closure, Resolve};
use super::{Discovery, Plan, Question, Way, folders_up, has_corpus_extension, normal, without_root};
use crate::manuscript::{BibliographyRef, Format, Include, typst};
use std::path::{Path, PathBuf};

/// Typst's way.
pub(super) static WAY: Way = Way { format: "typst", plan };

/// How many folders up a project's root may lie.
const FOLDERS: usize = 16;

const FORMAT: (&Format, Resolve) = (&typst::FORMAT, included);

fn plan(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan) {
    let own = discovery.closure(question, question.path, FORMAT);
    let complete = question.manuscript.complete;
    let roots = if complete { Vec::new() } else { discovery.including(question, FORMAT) };
    plan.root_document = roots.first().map(|(root, _)| root.clone());
    discovery.declare_typst(question, plan, question.path, &own);
    let mut closures = vec![own];
    for (root, closure) in roots {
        discovery.declare_typst(question, plan, &root, &closure);
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
    fn declare_typst(&mut self, question: &Question<'_>, plan: &mut Plan, root: &Path, closure: &Closure) {
        for (reference, by) in &closure.bibliographies {
            self.declare_from(question, plan, root, (reference, by));
        }
        for by in closure.sorted.iter() {
            let Some(part) = self.part(question, by, &typst::FORMAT) else { continue };
            for include in part.includes.iter().filter(|include| has_corpus_extension(Path::new(&include.path))) {
                if found(self, &include.path, root.parent().unwrap_or(root), by).is_some() {
                    let reference = BibliographyRef { path: include.path.clone(), span: include.span };
                    self.declare_from(question, plan, root, (&reference, by));
                }
            }
        }
    }

    fn declare_from(
        &mut self,
        question: &Question<'_>,
        plan: &mut Plan,
        root: &Path,
        (reference, by): (&BibliographyRef, &Path),
    ) {
        let path = without_root(&reference.path);
        let local = BibliographyRef { path: path.to_owned(), span: reference.span };
        if path == reference.path {
            self.declare(question, plan, (&local, by), &[by.parent().unwrap_or(by)]);
        } else {
            self.declare(question, plan, (&local, by), &folders_up(root, question.root));
        }
    }
}

fn included(discovery: &Discovery<'_>, include: &Include, root_folder: &Path, by: &Path) -> Option<PathBuf> {
    let is_document = !has_corpus_extension(Path::new(&include.path));
    found(discovery, &include.path, root_folder, by).filter(|_| is_document)
}

/// The file that `by` names so.
fn found(discovery: &Discovery<'_>, written: &str, root_folder: &Path, by: &Path) -> Option<PathBuf> {
    if super::is_remote(written) {
        return None;
    }
    let path = without_root(written);
    let is_file = |path: &PathBuf| discovery.files.is_file(path);
    if path == written {
        return Some(normal(&by.parent().unwrap_or(by).join(path))).filter(is_file);
    }
    let mut rooted = root_folder.ancestors().take(FOLDERS).map(|folder| normal(&folder.join(path)));
    rooted.find(is_file)
}
