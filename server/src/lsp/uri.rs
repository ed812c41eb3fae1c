//! Addresses and paths.

use std::path::{Component, Path, PathBuf};
use tower_lsp::ls_types::Uri;

/// Parses an address; `None` for what is none.
#[must_use]
pub fn parse(text: &str) -> Option<Uri> {
    text.parse().ok()
}

/// The path of a `file:` address, free of `.` and `..`; `None` for untitled buffers and other schemes, and for files of
/// other machines, which are never opened.
#[must_use]
pub fn to_path(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    let host = uri.authority().map(|authority| authority.host()).unwrap_or_default();
    if !(host.is_empty() || host.eq_ignore_ascii_case("localhost")) {
        return None;
    }
    let path = uri.to_file_path()?;
    path.is_absolute().then(|| normal(&path))
}

/// The `file:` address of an absolute path.
#[must_use]
pub fn from_path(path: &Path) -> Option<Uri> {
    path.is_absolute().then(|| Uri::from_file_path(path)).flatten()
}

/// The path without `.` and `..`, by its words alone.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(out.pop()),
            other => out.push(other),
        }
    }
    out
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn path(text: &str) -> Option<PathBuf> {
        to_path(&parse(text)?)
    }

    #[test]
    fn percent_encoded_paths_are_decoded_and_dots_resolved() {
        assert_eq!(path("file:///a/b%20c/%C3%A9t%C3%A9.md"), Some(PathBuf::from("/a/b c/été.md")));
        assert_eq!(path("file:///a/./b/../c.md"), Some(PathBuf::from("/a/c.md")));
        assert_eq!(path("file://localhost/a.md"), Some(PathBuf::from("/a.md")));
    }

    #[test]
    fn other_machines_and_other_schemes_have_no_path() {
        assert_eq!(path("file://server/share/a.bib"), None);
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("vscode-notebook-cell:/a.md#c1"), None);
    }

    #[test]
    fn an_address_made_from_a_path_leads_back_to_it() {
        let there = PathBuf::from("/a b/é%41#?.bib");
        assert_eq!(to_path(&from_path(&there).unwrap()), Some(there));
    }
}
