//! Pandoc's Markdown with its projects: which of their files declare bibliographies, and which chapters are one book.

use super::parts::{Bond, Closure, Resolve};
use super::sphinx::{self, conf};
use super::{Discovery, Plan, Question, Way, books, folders_up, normal, without_root};
use crate::manuscript::whole::Part;
use crate::manuscript::yaml::{self, Project};
use crate::manuscript::{BibliographyRef, Format, Include, markdown};
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

/// Markdown's way.
pub(super) static WAY: Way = Way { format: "markdown", plan };

/// Markdown, and how its includes are found.
pub(super) const LEXED: (&Format, Resolve) = (&markdown::FORMAT, included);

fn plan(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan) {
    if is_repository_file(question.path) && !declares(question.part) {
        plan.off = true;
        return;
    }
    let folders = folders_up(question.path, question.root);
    // Pandoc reads a path from the folder it runs in, which is the manuscript's or one above.
    for reference in &question.part.bibliographies {
        let rooted = discovery.rooted_in_project(reference, &folders);
        discovery.declare(question, plan, (&rooted, question.path), &folders);
    }
    let mut in_project = false;
    for (up, folder) in folders.iter().enumerate() {
        let of_sphinx = discovery.declare_sphinx(question, plan, folder) || discovery.is_jupyter_book(question, folder);
        in_project |= discovery.declare_project(question, plan, folder) | of_sphinx;
        let is_myst = || ["myst.yml", "myst.yaml"].iter().any(|name| discovery.files.is_file(&folder.join(name)));
        plan.at_is_text |= of_sphinx && !is_myst();
        if up == 0 || in_project {
            discovery.declare_index(question, plan, folder);
        }
        if in_project {
            break;
        }
    }
    bind(discovery, question, plan, &folders);
}

/// Finds the other files of the manuscript: those of its book, else those that include each other, else pieces.
fn bind(discovery: &mut Discovery<'_>, question: &Question<'_>, plan: &mut Plan, folders: &[&Path]) {
    for folder in folders {
        let Some(book) = discovery.book(question, folder) else { continue };
        plan.depends.push(book.by.clone());
        if book.files.contains(question.path) {
            plan.root_document.get_or_insert_with(|| book.by.clone()).clone_from(&book.by);
            plan.parts.bind(book.sorted.clone(), Bond::Project);
            return;
        }
    }
    let mut closures = discovery.including_each_other(question, plan, LEXED);
    discovery.including_of_sphinx(question, plan, (sphinx::LEXED, folders), &mut closures);
    let mut bond = Bond::Includes;
    if closures.len() == 1 {
        let books: Vec<_> = folders.iter().filter_map(|folder| discovery.book(question, folder)).collect();
        let claimed = |path: &Path| is_repository_file(path) || books.iter().any(|book| book.files.contains(path));
        for piece in discovery.pieces(question, LEXED, &claimed) {
            bond = Bond::Pieces;
            closures.push(discovery.closure(question, &piece, LEXED));
        }
    }
    discovery.bind(plan, &closures, bond);
}

/// The file that is included: beside the file that includes it, else beside the document that all begins with; with a
/// slash, from the root of its project.
pub(super) fn included(discovery: &Discovery<'_>, include: &Include, root_folder: &Path, by: &Path) -> Option<PathBuf> {
    if super::is_remote(&include.path) || include.path.contains("://") {
        return None;
    }
    let own = by.parent().unwrap_or(by);
    let is_file = |path: &PathBuf| discovery.files.is_file(path);
    if let Some(path) = include.path.strip_prefix('/') {
        return own.ancestors().take(16).map(|folder| normal(&folder.join(path))).find(is_file);
    }
    [own, root_folder].into_iter().map(|folder| normal(&folder.join(&include.path))).find(is_file)
}

/// The first chapter of a book in a folder.
pub(super) fn index_file(discovery: &Discovery<'_>, folder: &Path) -> Option<PathBuf> {
    INDEX_FILES.iter().map(|name| folder.join(name)).find(|path| discovery.files.is_file(path))
}

impl Discovery<'_> {
    /// The file with all it includes, and the documents that include it: what those declare holds for it too.
    pub(super) fn including_each_other(
        &mut self,
        question: &Question<'_>,
        plan: &mut Plan,
        way: (&'static Format, Resolve),
    ) -> Vec<Arc<Closure>> {
        let mut closures = vec![self.closure(question, question.path, way)];
        self.included_by(question, plan, way, &mut closures);
        closures
    }

    /// Adds the documents of a format that include the file: what those declare holds for it too.
    pub(super) fn included_by(
        &mut self,
        question: &Question<'_>,
        plan: &mut Plan,
        way: (&'static Format, Resolve),
        closures: &mut Vec<Arc<Closure>>,
    ) {
        for (root, closure) in self.including(question, way) {
            let folders = folders_up(&root, question.root);
            let part = self.part(question, &root, way.0);
            for reference in part.iter().flat_map(|part| &part.bibliographies) {
                let rooted = self.rooted_in_project(reference, &folders);
                self.declare(question, plan, (&rooted, &root), &folders);
            }
            plan.root_document = Some(root);
            closures.push(closure);
        }
    }

    /// What the project files of a folder declare. True when one of them marks the root of a project.
    pub(super) fn declare_project(&mut self, question: &Question<'_>, plan: &mut Plan, folder: &Path) -> bool {
        let mut is_root = false;
        for name in PROJECT_FILES {
            let path = folder.join(name);
            let Some(project) = self.project_file(question, &path) else {
                continue;
            };
            self.declare_settings(question, plan, (&path, &project), folder);
            // Quarto's `metadata-files:` are read as if they stood in the project's own.
            for more in project
                .includes
                .iter()
                .filter(|include| [".yml", ".yaml"].iter().any(|end| include.path.ends_with(end)))
            {
                let path = normal(&folder.join(&more.path));
                if let Some(project) = self.project_file(question, &path) {
                    self.declare_settings(question, plan, (&path, &project), folder);
                    plan.depends.push(path);
                }
            }
            // Jekyll's file of that name declares nothing, and says nothing of what lies above.
            if JUPYTER_BOOK.contains(&name) && project.bibliographies.is_empty() {
                continue;
            }
            is_root |= !name.starts_with("_metadata");
            plan.root_document.get_or_insert_with(|| path.clone());
            plan.depends.push(path);
        }
        self.declare_manubot(question, plan, folder) || is_root
    }

    fn declare_settings(
        &mut self,
        question: &Question<'_>,
        plan: &mut Plan,
        (path, project): (&Path, &Project),
        folder: &Path,
    ) {
        for reference in &project.bibliographies {
            let rooted = BibliographyRef { path: without_root(&reference.path).to_owned(), ..reference.clone() };
            self.declare(question, plan, (&rooted, path), &[folder]);
        }
        plan.whole.project_keys.extend(project.own_keys.iter().map(|key| key.path.clone()));
        plan.whole.crossrefs.extend(project.crossref_keys.iter().cloned());
    }

    /// The references that Manubot reads without being told.
    fn declare_manubot(&mut self, question: &Question<'_>, plan: &mut Plan, folder: &Path) -> bool {
        if !books::is_manubot(self, folder) {
            return false;
        }
        for path in self.folder(folder).iter().filter(|path| books::is_manual_references(path)) {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let reference = BibliographyRef { path: name.to_owned(), span: siglum_corpus::Span::default() };
            self.declare(question, plan, (&reference, path), &[folder]);
        }
        true
    }

    /// A declaration that begins with a slash, read from the root of its project where no such file is on disk.
    pub(super) fn rooted_in_project(&self, reference: &BibliographyRef, folders: &[&Path]) -> BibliographyRef {
        let path = without_root(&reference.path);
        let is_file = |path: &Path| self.files.is_file(path);
        let inside = path != reference.path && !is_file(Path::new(&reference.path));
        let rooted = inside && folders.iter().any(|folder| is_file(&folder.join(path)));
        let path = if rooted { path } else { &reference.path };
        BibliographyRef { path: path.to_owned(), span: reference.span }
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
        let Some(path) = index_file(self, folder).filter(|path| path != question.path) else {
            return;
        };
        let Some(index) = self.part(question, &path, &markdown::FORMAT) else {
            return;
        };
        for reference in &index.bibliographies {
            self.declare(question, plan, (reference, &path), &[folder]);
        }
        plan.whole.project_keys.extend(index.own_keys.iter().map(|key| key.to_string()));
        plan.root_document.get_or_insert_with(|| path.clone());
        plan.depends.push(path);
    }
}

fn declares(part: &Part) -> bool {
    !part.bibliographies.is_empty() || part.defines_records
}

/// Whether a file is one of a repository's own, by its name: `README.md`, `README.fr.md`, `LICENSE-CC0.md`.
pub(super) fn is_repository_file(path: &Path) -> bool {
    let stem: PathBuf = path.file_stem().map(PathBuf::from).unwrap_or_default();
    let stem = stem.to_str().unwrap_or_default().to_lowercase().replace('-', "_");
    let fits =
        |name: &&str| stem.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_']));
    let in_host_folder = path.parent().is_some_and(|folder| folder.ends_with(".github"));
    in_host_folder || REPOSITORY_FILES.iter().any(fits)
}
