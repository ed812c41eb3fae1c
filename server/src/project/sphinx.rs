//! Sphinx and Jupyter Book: bibliographies of `conf.py` and `_config.yml`, which serve all documents below.

use super::parts::{Bond, Closure, Resolve};
use super::{Discovery, Plan, Question, Way, folders_up, markdown, normal};
use crate::manuscript::yaml::Project;
use crate::manuscript::{self, BibliographyRef, Format, Include, rst};
use globset::GlobBuilder;
use siglum_corpus::span::Span;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name in `conf.py` (sphinxcontrib-bibtex).
const SETTING: &str = "bibtex_bibfiles";

/// The way of reStructuredText.
pub(super) static WAY: Way = Way { format: "rst", plan };

/// reStructuredText, and how its includes are found.
pub(super) const LEXED: (&Format, Resolve) = (&rst::FORMAT, markdown::included);

fn plan(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan) {
    let folders = folders_up(question.path, question.root);
    for reference in &question.part.bibliographies {
        let rooted = discovery.rooted_in_project(reference, &folders);
        discovery.declare(question, plan, (&rooted, question.path), &folders);
    }
    for folder in &folders {
        let of_sphinx = discovery.declare_sphinx(question, plan, folder);
        if discovery.declare_project(question, plan, folder) || of_sphinx {
            break;
        }
    }
    let mut closures = discovery.including_each_other(question, plan, LEXED);
    discovery.including_of_sphinx(question, plan, (markdown::LEXED, &folders), &mut closures);
    discovery.bind(plan, &closures, Bond::Includes);
}

impl Discovery<'_> {
    /// Declares what the `conf.py` of a folder does. True when there is one: the folder is the root of the documents.
    pub(super) fn declare_sphinx(&mut self, question: &Question<'_>, plan: &mut Plan, folder: &Path) -> bool {
        let path = folder.join("conf.py");
        let Some(project) = self.project_file(question, &path) else {
            return false;
        };
        for reference in &project.bibliographies {
            self.declare(question, plan, (reference, &path), &[folder]);
        }
        plan.refused.extend(project.unread.iter().cloned());
        plan.root_document.get_or_insert_with(|| path.clone());
        plan.depends.push(path);
        true
    }
}

/// The formats of documents that a table of contents may list, by their extensions, in the order in which they are tried.
const DOCUMENTS: [&str; 3] = ["rst", "md", "ipynb"];
/// So deep are folders looked through for a wild card that stands for several, and so many folders and documents are taken.
const WILD: (usize, usize) = (8, 2_000);

/// The format of a document that a table of contents may list, where that is another one than the document's that lists
/// it.
pub(super) fn format_of(path: &Path, by: &Format) -> Option<&'static Format> {
    let mixed = ["rst", "markdown"].contains(&by.name);
    let listed = |format: &&Format| ["rst", "markdown", "jupyter"].contains(&format.name);
    manuscript::format_of(path).filter(|format| mixed && listed(format))
}

impl Discovery<'_> {
    /// Adds the documents of Sphinx's other format whose tables of contents list the file.
    pub(super) fn including_of_sphinx(
        &mut self,
        question: &Question<'_>,
        plan: &mut Plan,
        (way, folders): ((&'static Format, Resolve), &[&Path]),
        closures: &mut Vec<Arc<Closure>>,
    ) {
        if folders.iter().any(|folder| self.files.is_file(&folder.join("conf.py"))) {
            self.included_by(question, plan, way, closures);
        }
    }

    /// The documents that an entry of a table of contents lists: beside the document whose table it is; with a slash,
    /// from the root of its project.
    pub(super) fn listed(&self, entry: &Include, by: &Path) -> Vec<PathBuf> {
        if super::is_remote(&entry.path) {
            return Vec::new();
        }
        let own = by.parent().unwrap_or(by);
        let (folder, name) = match entry.path.strip_prefix('/') {
            // Without a root nothing is searched: it might be the whole disk.
            Some(name) => match own.ancestors().take(16).find(|folder| self.files.is_file(&folder.join("conf.py"))) {
                Some(root) => (root, name),
                None => return Vec::new(),
            },
            None => (own, &*entry.path),
        };
        if name.contains(['*', '?', '[']) {
            let below = name.split('/').all(|part| part != "..");
            return if below { self.matching(folder, name) } else { Vec::new() };
        }
        self.document(&normal(&folder.join(name))).into_iter().collect()
    }

    /// The document of a name without an extension, or with one.
    fn document(&self, path: &Path) -> Option<PathBuf> {
        let with = |extension: &&str| PathBuf::from(format!("{}.{extension}", path.display()));
        let mut candidates = DOCUMENTS.iter().map(with).chain([path.to_owned()]);
        candidates.find(|path| is_document(path) && self.files.is_file(path))
    }

    /// The documents below a folder that a name with wild cards means, in order.
    fn matching(&self, folder: &Path, name: &str) -> Vec<PathBuf> {
        let Ok(glob) = GlobBuilder::new(name).literal_separator(true).build() else { return Vec::new() };
        let glob = glob.compile_matcher();
        let fixed = name.split('/').take_while(|part| !part.contains(['*', '?', '[']));
        let base = normal(&folder.join(fixed.collect::<PathBuf>()));
        let root = normal(folder);
        let depth = if name.contains("**") { WILD.0 } else { name.matches('/').count().min(WILD.0) };
        let (mut found, mut stack, mut seen) = (Vec::new(), vec![(base, depth)], 0);
        while let Some((folder, depth)) = stack.pop() {
            seen += 1;
            if seen + found.len() > WILD.1 {
                break;
            }
            for path in self.files.list(&folder) {
                if path.extension().is_none() && depth > 0 {
                    stack.push((path, depth - 1));
                } else if is_document(&path)
                    && path.strip_prefix(&root).is_ok_and(|inside| glob.is_match(inside.with_extension("")))
                    && self.files.is_file(&path)
                {
                    found.push(path);
                }
            }
        }
        found.sort();
        found
    }
}

/// Whether a file has the extension of a document.
fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    DOCUMENTS.contains(&extension)
}

/// What a `conf.py` declares: the string literals of `bibtex_bibfiles = [...]`. Code is not run: a list that holds more
/// than literals declares bibliographies that cannot be known here.
pub(super) fn conf(text: &str) -> Project {
    let mut project = Project::default();
    for (at, _) in text.match_indices(SETTING) {
        let line = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let value = text[at + SETTING.len()..].trim_start_matches([' ', '\t', '+']);
        let Some(value) = value.strip_prefix('=').filter(|value| line == at && !value.starts_with('=')) else {
            continue;
        };
        let start = text.len() - value.len();
        if !literals(value, start, &mut project.bibliographies) {
            project.unread.push(SETTING.to_owned());
        }
    }
    project
}

/// Takes the string literals of a list or tuple; false where it holds anything else.
fn literals(value: &str, at: usize, out: &mut Vec<BibliographyRef>) -> bool {
    let bytes = value.as_bytes();
    let (mut pos, mut depth, mut plain) = (0, 0_usize, true);
    while let Some(&byte) = bytes.get(pos) {
        match byte {
            b'[' | b'(' => depth += 1,
            b']' | b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            b'\'' | b'"' => {
                let Some(length) = value[pos + 1..].find([byte as char, '\n']) else { return false };
                let path = value[pos + 1..pos + 1 + length].to_owned();
                if !path.is_empty() {
                    let start = at + pos + 1;
                    out.push(BibliographyRef { path, span: Span::new(start, start + length) });
                }
                pos += length + 1;
                if depth == 0 {
                    break;
                }
            }
            b'#' => pos += value[pos..].find('\n').unwrap_or(value.len() - pos),
            b'\n' if depth == 0 => break,
            b',' | b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => plain = false,
        }
        pos += 1;
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_declared_and_code_is_not_run() {
        let paths = |text: &str| {
            let found = conf(text);
            let paths: Vec<_> = found.bibliographies.iter().map(|one| one.span.of(text).to_owned()).collect();
            (paths.join(" "), found.unread.is_empty())
        };
        for (text, expected, known) in [
            ("bibtex_bibfiles = ['a.bib', \"b/c.bib\"]\nx = ['d']", "a.bib b/c.bib", true),
            ("x = 1\nbibtex_bibfiles = [\n  'a.bib',  # 'no.bib'\n]\n", "a.bib", true),
            ("bibtex_bibfiles = ('a.bib',)\nbibtex_bibfiles += ['b.bib']\n", "a.bib b.bib", true),
            ("bibtex_bibfiles = glob('*.bib')\n", "*.bib", false),
            ("bibtex_bibfiles = FILES\n['x']", "", false),
            ("# bibtex_bibfiles = ['a.bib']\n", "", true),
            ("bibtex_bibfiles = ['a.bib", "", false),
            ("bibtex_bibfiles == ['a.bib']", "", true),
        ] {
            assert_eq!(paths(text), (expected.to_owned(), known), "{text}");
        }
    }
}
