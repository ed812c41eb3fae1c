//! Notebooks that are open: each cell is a document, and together they are one manuscript.
//!
//! A cell has no path of its own; discovery is asked for the notebook's, about what all cells declare.

use super::Workspace;
use super::document::{Document, Parsed};
use crate::manuscript::Manuscript;
use siglum_corpus::Lang;
use std::path::PathBuf;
use std::sync::Arc;

/// A notebook, as its cells know it.
#[derive(Debug, PartialEq, Eq)]
pub struct Notebook {
    /// Its address.
    pub uri: String,
    /// Its path, where it has one.
    pub path: Option<PathBuf>,
}

impl Workspace {
    /// The cells of a notebook, in the order of their addresses.
    fn cells(&self, notebook: &Notebook) -> Vec<&Document> {
        let of_this = |document: &Document| document.notebook.as_ref().is_some_and(|other| other.uri == notebook.uri);
        let mut cells: Vec<_> = self.documents.iter().filter(|(_, document)| of_this(document)).collect();
        cells.sort_unstable_by_key(|(uri, _)| *uri);
        cells.into_iter().map(|(_, document)| document).collect()
    }

    /// What discovery is asked about: the document, or for a cell what it cites with what all cells declare.
    #[must_use]
    pub fn declaring(&self, document: &Document) -> Arc<Parsed> {
        let own = document.parsed();
        let Some(notebook) = &document.notebook else { return Arc::clone(own) };
        let mut all = Manuscript {
            citations: own.manuscript.citations.clone(),
            clusters: own.manuscript.clusters.clone(),
            cites_all: own.manuscript.cites_all,
            ..Manuscript::default()
        };
        for cell in self.cells(notebook) {
            let said = &cell.parsed().manuscript;
            all.bibliographies.extend(said.bibliographies.iter().cloned());
            all.own_keys.extend(said.own_keys.iter().cloned());
            all.includes.extend(said.includes.iter().cloned());
            all.complete |= said.complete;
        }
        Arc::new(Parsed { version: own.version, manuscript: all, ..Parsed::default() })
    }

    /// What the choice of languages depends on for a cell: the language that one of the cells declares, and how long
    /// they are together.
    #[must_use]
    pub fn notebook_basis(&self, notebook: &Notebook) -> (Option<Lang>, usize) {
        let cells = self.cells(notebook);
        let declared = cells.iter().find_map(|cell| cell.parsed().manuscript.lang.clone());
        (declared, cells.iter().map(|cell| cell.parsed().text.len()).sum())
    }

    /// A manuscript of all the prose of a notebook, for detecting its language.
    #[must_use]
    pub fn notebook_prose(&self, notebook: &Notebook) -> Manuscript {
        let mut all = Manuscript { lang: self.notebook_basis(notebook).0, ..Manuscript::default() };
        for cell in self.cells(notebook) {
            all.prose.text.push_str(&cell.parsed().manuscript.prose.text);
        }
        all
    }

    /// Makes discovery be asked again for the other cells of these notebooks.
    pub(super) fn ask_cells(&mut self, notebooks: &[Arc<Notebook>]) {
        for document in self.documents.values_mut().filter(|document| !document.planning) {
            document.ask_again |= document.notebook.as_ref().is_some_and(|own| notebooks.contains(own));
        }
    }
}
