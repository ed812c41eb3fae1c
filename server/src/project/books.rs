//! Markdown's books: the files that a project's own file puts together into one manuscript.

use super::parts::{Closure, sorted};
use super::{Discovery, Question, markdown, normal, percent_decoded};
use crate::manuscript::markdown::FORMAT;
use crate::manuscript::yaml::{self, Entry};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A book: its chapters with all they include.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// The file that says so.
    pub by: PathBuf,
    /// The files.
    pub files: FxHashSet<PathBuf>,
    /// The same, sorted.
    pub sorted: Arc<[PathBuf]>,
}

/// How a kind of book is found in a folder: the file that says so and the chapters, in order.
type Find = fn(&mut Discovery<'_>, &Question<'_>, &Path) -> Option<(PathBuf, Vec<PathBuf>)>;

/// The kinds of books; of one folder the first that is found holds.
static KINDS: [Find; 7] = [quarto, bookdown, myst, jupyter_book, mdbook, manubot, index];

/// The extensions that a chapter named without one may have.
const EXTENSIONS: [&str; 3] = ["md", "qmd", "Rmd"];

impl Discovery<'_> {
    /// The book in a folder, found once.
    pub(super) fn book(&mut self, question: &Question<'_>, folder: &Path) -> Option<Arc<Book>> {
        if let Some(known) = self.books.get(folder) {
            return known.clone();
        }
        let found = KINDS.iter().find_map(|find| find(self, question, folder));
        let book = found.map(|(by, chapters)| {
            let closures = chapters.iter().map(|path| self.closure(question, path, markdown::LEXED));
            let closures: Vec<Arc<Closure>> = closures.collect();
            let files: FxHashSet<PathBuf> = closures.iter().flat_map(|one| one.files.iter().cloned()).collect();
            Arc::new(Book { by, sorted: sorted(files.iter()), files })
        });
        self.books.insert(folder.to_owned(), book.clone());
        book
    }

    /// A file of settings beside a book's chapters, with its text.
    fn settings(&self, question: &Question<'_>, folder: &Path, names: &[&str]) -> Option<(PathBuf, String)> {
        let path = names.iter().map(|name| folder.join(name)).find(|path| self.files.is_file(path))?;
        let text = self.may_read(question, &path).then(|| self.files.read(&path)).flatten()?;
        Some((path, text))
    }

    /// The chapter of that name, with an extension where it has none.
    fn chapter(&self, folder: &Path, name: &str) -> Option<PathBuf> {
        let name = name.trim();
        if name.is_empty() || super::is_remote(name) || name.contains("://") {
            return None;
        }
        let path = normal(&folder.join(name));
        let with = |extension: &&str| PathBuf::from(format!("{}.{extension}", path.display()));
        let mut candidates = std::iter::once(path.clone()).chain(EXTENSIONS.iter().map(with));
        candidates.find(|path| self.files.is_file(path))
    }

    fn chapters<'a>(&self, folder: &Path, names: impl Iterator<Item = &'a str>) -> Vec<PathBuf> {
        names.filter_map(|name| self.chapter(folder, name)).collect()
    }

    /// The R Markdown files of a folder as bookdown takes them: the index first, those with `_` left out.
    fn rmd_files(&mut self, folder: &Path) -> Vec<PathBuf> {
        let is_rmd = |path: &PathBuf| extension(path) == "rmd" && !name(path).starts_with('_');
        let mut files: Vec<_> = self.documents(folder, &FORMAT).into_iter().filter(is_rmd).collect();
        files.sort_by_key(|path| !name(path).eq_ignore_ascii_case("index.rmd"));
        files
    }
}

fn entries(text: &str) -> Vec<Entry<'_>> {
    const LONGEST: usize = 1 << 20;
    if text.len() > LONGEST { Vec::new() } else { yaml::entries(text, 0..text.len()) }
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn extension(path: &Path) -> String {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase()
}

/// The last name of a path through YAML: `file` of `toc[].children[].file`.
fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// Quarto: `book: chapters:` and `appendices:` in a project of type `book`. Pages of a website are manuscripts.
fn quarto(discovery: &mut Discovery<'_>, question: &Question<'_>, folder: &Path) -> Option<(PathBuf, Vec<PathBuf>)> {
    let (path, text) = discovery.settings(question, folder, &["_quarto.yml", "_quarto.yaml"])?;
    let entries = entries(&text);
    let is_book = entries.iter().any(|entry| entry.path == "project.type" && entry.value.trim() == "book");
    let is_chapter = |entry: &&Entry<'_>| {
        (entry.path.starts_with("book.chapters[]") || entry.path.starts_with("book.appendices[]"))
            && matches!(last(&entry.path), "chapters[]" | "appendices[]" | "part" | "file" | "href")
    };
    let chapters = entries.iter().filter(is_chapter).map(|entry| &*entry.value);
    is_book.then(|| (path, discovery.chapters(folder, chapters)))
}

/// bookdown: `rmd_files`, else every R Markdown file of the folder and, with `rmd_subdir`, of those below.
fn bookdown(discovery: &mut Discovery<'_>, question: &Question<'_>, folder: &Path) -> Option<(PathBuf, Vec<PathBuf>)> {
    let (path, text) = discovery.settings(question, folder, &["_bookdown.yml", "_bookdown.yaml"])?;
    let entries = entries(&text);
    let listed = entries.iter().filter(|entry| entry.path.starts_with("rmd_files"));
    let mut chapters = discovery.chapters(folder, listed.map(|entry| &*entry.value));
    let all = chapters.is_empty();
    if all {
        chapters = discovery.rmd_files(folder);
    }
    for entry in entries.iter().filter(|entry| entry.path.starts_with("rmd_subdir")) {
        match entry.value.trim() {
            "true" | "yes" | "TRUE" => {
                let subfolders = discovery.folder(folder);
                for sub in subfolders.iter().filter(|path| path.extension().is_none()) {
                    chapters.extend(discovery.rmd_files(sub));
                }
            }
            "false" | "no" | "FALSE" => {}
            sub => chapters.extend(discovery.rmd_files(&normal(&folder.join(sub)))),
        }
    }
    Some((path, chapters))
}

/// `MyST`: `project: toc:`.
fn myst(discovery: &mut Discovery<'_>, question: &Question<'_>, folder: &Path) -> Option<(PathBuf, Vec<PathBuf>)> {
    let (path, text) = discovery.settings(question, folder, &["myst.yml", "myst.yaml"])?;
    let entries = entries(&text);
    let is_file = |entry: &&Entry<'_>| entry.path.starts_with("project.toc[]") && last(&entry.path) == "file";
    let chapters = discovery.chapters(folder, entries.iter().filter(is_file).map(|entry| &*entry.value));
    (!chapters.is_empty()).then_some((path, chapters))
}

/// Jupyter Book: `_toc.yml`, of its first form (a list) and of its second (`root`, `parts`, `chapters`).
fn jupyter_book(
    discovery: &mut Discovery<'_>,
    question: &Question<'_>,
    folder: &Path,
) -> Option<(PathBuf, Vec<PathBuf>)> {
    let (path, text) = discovery.settings(question, folder, &["_toc.yml", "_toc.yaml"])?;
    let entries = entries(&text);
    let is_file = |entry: &&Entry<'_>| entry.path == "root" || last(&entry.path) == "file";
    let chapters = discovery.chapters(folder, entries.iter().filter(is_file).map(|entry| &*entry.value));
    (!chapters.is_empty()).then_some((path, chapters))
}

/// mdBook: the links of `SUMMARY.md`.
fn mdbook(discovery: &mut Discovery<'_>, question: &Question<'_>, folder: &Path) -> Option<(PathBuf, Vec<PathBuf>)> {
    let (path, text) = discovery.settings(question, folder, &["SUMMARY.md"])?;
    let targets = text.match_indices("](").filter_map(|(at, mark)| {
        let target = text[at + mark.len()..].split([')', '\n']).next()?;
        let target = target.trim().trim_start_matches('<').trim_end_matches('>');
        Some(percent_decoded(target.split('#').next().unwrap_or_default()))
    });
    let targets: Vec<String> = targets.collect();
    let chapters = discovery.chapters(folder, targets.iter().map(String::as_str));
    (!chapters.is_empty()).then_some((path, chapters))
}

/// Manubot: the numbered files of `content`.
fn manubot(discovery: &mut Discovery<'_>, question: &Question<'_>, folder: &Path) -> Option<(PathBuf, Vec<PathBuf>)> {
    if !is_manubot(discovery, folder) {
        return None;
    }
    let files = discovery.documents(folder, &FORMAT);
    let numbered = |path: &PathBuf| name(path).starts_with(|c: char| c.is_ascii_digit());
    let chapters: Vec<_> = files.into_iter().filter(numbered).collect();
    let by = ["metadata.yaml", "metadata.yml"].map(|name| folder.join(name));
    let by = by.into_iter().find(|path| discovery.files.is_file(path)).or_else(|| chapters.first().cloned())?;
    let _ = question;
    Some((by, chapters))
}

/// Whether a folder is a Manubot manuscript's: `content` with its front matter, its metadata or its references.
pub(super) fn is_manubot(discovery: &mut Discovery<'_>, folder: &Path) -> bool {
    let marks = ["metadata.yaml", "metadata.yml", "00.front-matter.md"];
    folder.file_name().is_some_and(|name| name == "content")
        && discovery.folder(folder).iter().any(|path| marks.contains(&name(path)) || is_manual_references(path))
}

/// Whether a file holds references that Manubot reads by its name: `manual-references.json`.
pub(super) fn is_manual_references(path: &Path) -> bool {
    name(path).starts_with("manual-references")
}

/// A book without a file of settings: an index that is complete, and the pieces beside it of the same kind.
fn index(discovery: &mut Discovery<'_>, question: &Question<'_>, folder: &Path) -> Option<(PathBuf, Vec<PathBuf>)> {
    let path = markdown::index_file(discovery, folder)?;
    if !discovery.part(question, &path, &FORMAT)?.complete {
        return None;
    }
    let kind = extension(&path);
    let mut chapters = vec![path.clone()];
    for other in discovery.documents(folder, &FORMAT).into_iter().filter(|other| extension(other) == kind) {
        let piece = !markdown::is_repository_file(&other) && !name(&other).starts_with('_');
        if piece && discovery.part(question, &other, &FORMAT).is_some_and(|part| !part.complete) {
            chapters.push(other);
        }
    }
    Some((path, chapters))
}
