//! Typst: each path is read from the file that names it, or, where it begins with a slash, from the project's root.
//!
//! That root is the folder of the main file, or one above. What code reads by `read("x.bib")`, or hands to a template,
//! serves where it is there.

use super::parts::{Closure, Resolve};
use super::{Discovery, Plan, Question, Way, folders_up, has_corpus_extension, normal, relative, without_root};
use crate::manuscript::{BibliographyRef, Format, Include, typst};
use std::path::{Path, PathBuf};

/// Typst's way.
pub(super) static WAY: Way = Way { format: "typst", plan };

/// How many folders up a project's root may lie.
const FOLDERS: usize = 16;

const FORMAT: (&Format, Resolve) = (&typst::FORMAT, included);

fn plan(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan) {
    relative::plan(discovery, question, plan, FORMAT, declare);
}

fn declare(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan, root: &Path, closure: &Closure) {
    for (reference, by) in &closure.bibliographies {
        discovery.declare_from(question, plan, root, (reference, by));
    }
    for by in closure.sorted.iter() {
        let Some(part) = discovery.part(question, by, &typst::FORMAT) else { continue };
        for include in part.includes.iter().filter(|include| has_corpus_extension(Path::new(&include.path))) {
            if found(discovery, &include.path, root.parent().unwrap_or(root), by).is_some() {
                let reference = BibliographyRef { path: include.path.clone(), span: include.span };
                discovery.declare_from(question, plan, root, (&reference, by));
            }
        }
    }
}

impl Discovery<'_> {
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
