//! Which files matter beside the open ones.

use crate::load::zotero;
use crate::manuscript::FORMATS;
use crate::workspace::Workspace;
use siglum_corpus::read::READERS;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Names of files whose text is settings, ours or a project's.
const SETTINGS: [&str; 6] =
    ["siglum.toml", ".siglum.toml", "pyproject.toml", "_quarto.yml", "_quarto.yaml", "_bookdown.yml"];

/// The patterns of files that a client is asked to watch.
#[must_use]
pub fn watched() -> Vec<String> {
    let corpus = READERS.iter().flat_map(|reader| reader.extensions);
    let manuscripts = FORMATS.iter().flat_map(|format| format.extensions);
    let extensions: BTreeSet<_> = corpus.chain(manuscripts).copied().collect();
    let mut patterns: Vec<_> = extensions.iter().map(|extension| format!("**/*.{extension}")).collect();
    patterns.extend(SETTINGS.iter().map(|name| format!("**/{name}")));
    patterns
}

/// Whether a file's text is settings.
#[must_use]
pub fn is_settings(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| SETTINGS.contains(&name))
}

/// The folders in which something may happen that matters: those of corpus files, and of what discovery looked at.
#[must_use]
pub fn folders(workspace: &Workspace) -> BTreeSet<PathBuf> {
    let plans = workspace.documents.values().filter_map(|document| document.planned.as_ref());
    let depends = plans.flat_map(|planned| {
        let depends = planned.plan.depends.iter().map(PathBuf::as_path);
        depends.chain(planned.plan.parts.others())
    });
    let documents = workspace.documents.values().filter_map(|document| document.path.as_deref());
    let files = workspace.files().chain(depends).chain(documents);
    // The path of a library may go on behind its file: `zotero.sqlite#Thesis/Chapter 1`.
    let folder = |path: &Path| match zotero::parts(path) {
        Some((file, _)) => file.parent().map(Path::to_path_buf),
        None => path.parent().map(Path::to_path_buf),
    };
    files.filter_map(folder).collect()
}
