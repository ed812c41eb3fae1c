//! When discovery is asked, and again: a document declares something else, or what others say to it has changed.
//!
//! Invariant: being asked again makes nobody else be asked again; only a change of what a document says does.

use super::Workspace;
use super::document::Role;
use super::notebooks::Notebook;
use crate::manuscript::format_of;
use crate::manuscript::whole::Part;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Workspace {
    /// The documents for which discovery is to be asked, now marked as asked.
    pub fn unplanned(&mut self) -> Vec<String> {
        let (mut uris, changed, notebooks) = self.declaring_anew();
        if !changed.is_empty() || !notebooks.is_empty() {
            // A chapter that declares something else changes what serves the documents that include it.
            self.ask_dependents(&changed);
            self.ask_cells(&notebooks);
            uris.extend(self.declaring_anew().0);
        }
        uris
    }

    /// The documents that are to be asked about, now marked as asked; and the paths of those among them whose
    /// declarations differ from those that discovery was asked about, or the notebooks that they are cells of.
    fn declaring_anew(&mut self) -> (Vec<String>, Vec<PathBuf>, Vec<Arc<Notebook>>) {
        let (mut uris, mut changed, mut notebooks) = (Vec::new(), Vec::new(), Vec::new());
        for (uri, document) in &mut self.documents {
            let ours = !matches!(document.role, Role::Other);
            let looked = document.asked.is_some() && document.asked_version == document.version;
            if document.planning || !ours || (looked && !document.ask_again) {
                continue;
            }
            document.asked_version = document.version;
            let declarations = document.declarations();
            let differs = document.asked.as_ref() != Some(&declarations);
            if differs || document.ask_again {
                document.ask_again = false;
                document.asked = Some(declarations);
                document.planning = true;
                uris.push(uri.clone());
            }
            if differs {
                document.said = (Some(Part::without_words(&document.parsed().manuscript)), document.version);
                changed.extend(document.path.clone());
                notebooks.extend(document.notebook.clone());
            }
        }
        (uris, changed, notebooks)
    }

    /// Makes discovery be asked again for every document.
    pub fn forget_plans(&mut self) {
        self.listings.clear();
        for document in self.documents.values_mut() {
            document.ask_again = true;
        }
    }

    /// Looks at what edited documents say to the other files of their manuscripts; where it changed, discovery is to be
    /// asked again for those. For a moment of rest: it reads each edited text's citations.
    pub fn tell_parts(&mut self) {
        let mut changed = Vec::new();
        for document in self.documents.values_mut() {
            let looked = document.said.1 == document.version;
            let Some(path) = document.path.clone().filter(|_| document.is_manuscript() && !looked) else { continue };
            let now = Part::without_words(&document.parsed().manuscript);
            let same = document.said.0.as_ref().is_some_and(|before| before.tells_the_same(&now));
            document.said = (Some(now), document.version);
            if !same {
                changed.push(path);
            }
        }
        self.ask_dependents(&changed);
    }

    /// Makes discovery be asked again for the documents whose answer these files are part of.
    pub(super) fn ask_dependents(&mut self, paths: &[PathBuf]) {
        for document in self.documents.values_mut() {
            let plan = document.planned.as_ref().map(|planned| &planned.plan);
            // One that is being worked out may have missed the news.
            let own = document.path.as_ref().is_some_and(|own| paths.contains(own));
            let missed = document.planning && !own;
            document.ask_again |= missed || plan.is_some_and(|plan| paths.iter().any(|path| plan.depends_on(path)));
        }
    }

    /// Makes discovery be asked again for the documents in whose folders something happened to other manuscripts: a
    /// chapter may be new.
    pub fn ask_neighbours(&mut self, paths: &[PathBuf]) {
        let folders: Vec<(&PathBuf, Option<&Path>)> =
            paths.iter().filter(|path| format_of(path).is_some()).map(|path| (path, path.parent())).collect();
        for document in self.documents.values_mut().filter(|document| document.is_manuscript()) {
            let Some(own) = &document.path else { continue };
            document.ask_again |= folders.iter().any(|(path, folder)| *folder == own.parent() && *path != own);
        }
    }
}
