//! Pandoc's Markdown with its projects: Quarto (`_quarto.yml`, `_metadata.yml`) and bookdown (`index.Rmd`).

use super::sphinx::conf;
use super::{Discovery, Plan, Question, folders_up};
use crate::manuscript::yaml::{self, Project};
use crate::manuscript::{BibliographyRef, Manuscript, markdown};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files that declare a bibliography for what lies in and below their folder.
const PROJECT_FILES: [&str; 10] = [
    "_quarto.yml",
    "_quarto.yaml",
    "_metadata.yml",
    "_metadata.yaml",
    "_bookdown.yml",
    "_bookdown.yaml",
    "myst.yml",
    "myst.yaml",
    JUPYTER_BOOK[0],
    JUPYTER_BOOK[1],
];
/// Jupyter Book's first generation, which is built on Sphinx; the name is Jekyll's as well.
const JUPYTER_BOOK: [&str; 2] = ["_config.yml", "_config.yaml"];
/// The first chapter of a book, whose front matter holds for all.
const INDEX_FILES: [&str; 4] = ["index.Rmd", "index.rmd", "index.qmd", "index.md"];
/// Files of a repository that are written for its host: an `@name` in them is a person, not a citation.
const REPOSITORY_FILES: [&str; 24] = [
    "authors",
    "backers",
    "changelog",
    "changes",
    "citation",
    "code_of_conduct",
    "codeowners",
    "contributing",
    "contributors",
    "copying",
    "credits",
    "governance",
    "history",
    "install",
    "issue_template",
    "licence",
    "license",
    "maintainers",
    "news",
    "pull_request_template",
    "readme",
    "security",
    "support",
    "thanks",
];

impl Discovery<'_> {
    /// Fills the plan of a Markdown file.
    pub(super) fn plan_markdown(&mut self, question: &Question<'_>, plan: &mut Plan) {
        if is_repository_file(question.path) && !declares(question.manuscript) {
            plan.off = true;
            return;
        }
        let folders = folders_up(question.path, question.root);
        // Pandoc reads a path from the folder it runs in, which is the manuscript's or one above.
        for reference in &question.manuscript.bibliographies {
            let rooted = rooted_in_project(reference, &folders, self);
            self.declare(question, plan, (&rooted, question.path), &folders);
        }
        let mut in_project = false;
        for (up, folder) in folders.iter().enumerate() {
            let of_sphinx = self.declare_sphinx(question, plan, folder) || self.is_jupyter_book(question, folder);
            in_project |= self.declare_project(question, plan, folder) | of_sphinx;
            if of_sphinx && !["myst.yml", "myst.yaml"].iter().any(|name| self.files.is_file(&folder.join(name))) {
                Self::silence_at_signs(question, plan);
            }
            if up == 0 || in_project {
                self.declare_index(question, plan, folder);
            }
            if in_project {
                break;
            }
        }
    }

    /// What the project files of a folder declare. True when one of them marks the root of a project.
    fn declare_project(&mut self, question: &Question<'_>, plan: &mut Plan, folder: &Path) -> bool {
        let mut is_root = false;
        for name in PROJECT_FILES {
            let path = folder.join(name);
            let Some(project) = self.project_file(question, &path) else {
                continue;
            };
            for reference in &project.bibliographies {
                let rooted = BibliographyRef { path: without_root(&reference.path).to_owned(), ..reference.clone() };
                self.declare(question, plan, (&rooted, &path), &[folder]);
            }
            plan.project_keys.extend(project.own_keys.iter().map(|key| key.path.clone()));
            let keys = question.manuscript.citations.iter().map(|citation| &citation.key);
            plan.project_keys.extend(keys.filter(|key| project.is_crossref(key)).cloned());
            // Jekyll's file of that name declares nothing, and says nothing of what lies above.
            if JUPYTER_BOOK.contains(&name) && project.bibliographies.is_empty() {
                continue;
            }
            is_root |= !name.starts_with("_metadata");
            plan.root_document.get_or_insert_with(|| path.clone());
            plan.depends.push(path);
        }
        is_root
    }

    /// Whether a folder holds a book of Jupyter Book's first generation, known by its bibliographies.
    fn is_jupyter_book(&mut self, question: &Question<'_>, folder: &Path) -> bool {
        JUPYTER_BOOK.iter().any(|name| {
            self.project_file(question, &folder.join(name)).is_some_and(|project| !project.bibliographies.is_empty())
        })
    }

    pub(super) fn project_file(&mut self, question: &Question<'_>, path: &Path) -> Option<Arc<Project>> {
        if let Some(known) = self.projects.get(path) {
            return known.clone();
        }
        let readable = self.files.is_file(path) && self.may_read(question, path);
        let text = if readable { self.files.read(path) } else { None };
        let of_sphinx = path.file_name().is_some_and(|name| name == "conf.py");
        let project = text.map(|text| Arc::new(if of_sphinx { conf(&text) } else { yaml::project(&text) }));
        self.projects.insert(path.to_owned(), project.clone());
        project
    }

    /// What the first chapter of a book declares for the others.
    fn declare_index(&mut self, question: &Question<'_>, plan: &mut Plan, folder: &Path) {
        let paths = INDEX_FILES.map(|name| folder.join(name));
        let Some(path) = paths.into_iter().find(|path| path != question.path && self.files.is_file(path)) else {
            return;
        };
        let Some(index) = self.document(question, &path, &markdown::FORMAT) else {
            return;
        };
        for reference in &index.bibliographies {
            self.declare(question, plan, (reference, &path), &[folder]);
        }
        let keys = index.own_keys.iter().filter(|key| key.record);
        plan.project_keys.extend(keys.map(|key| key.key.clone()));
        plan.root_document.get_or_insert_with(|| path.clone());
        plan.depends.push(path);
    }
}

/// A declaration that begins with a slash, read from the root of its Quarto project where no such file is on disk.
fn rooted_in_project(reference: &BibliographyRef, folders: &[&Path], discovery: &Discovery<'_>) -> BibliographyRef {
    let path = without_root(&reference.path);
    let is_file = |path: &Path| discovery.files.is_file(path);
    let inside = path != reference.path && !is_file(Path::new(&reference.path));
    let rooted = inside && folders.iter().any(|folder| is_file(&folder.join(path)));
    let path = if rooted { path } else { &reference.path };
    BibliographyRef { path: path.to_owned(), span: reference.span }
}

/// The path without the slash that stands for the project's root in Quarto.
fn without_root(path: &str) -> &str {
    match path.strip_prefix('/') {
        Some(rest) if !rest.starts_with('/') => rest,
        _ => path,
    }
}

fn declares(manuscript: &Manuscript) -> bool {
    !manuscript.bibliographies.is_empty() || manuscript.own_keys.iter().any(|key| key.record)
}

/// Whether a file is one of a repository's own, by its name: `README.md`, `README.fr.md`, `LICENSE-CC0.md`.
fn is_repository_file(path: &Path) -> bool {
    let stem: PathBuf = path.file_stem().map(PathBuf::from).unwrap_or_default();
    let stem = stem.to_str().unwrap_or_default().to_lowercase().replace('-', "_");
    let fits =
        |name: &&str| stem.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_']));
    let in_host_folder = path.parent().is_some_and(|folder| folder.ends_with(".github"));
    in_host_folder || REPOSITORY_FILES.iter().any(fits)
}
