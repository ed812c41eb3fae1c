//! The disk as discovery sees it.

use super::{SEARCH_CAP, SMALL_CAP, is_regular, is_remote, read_capped, read_text};
use crate::manuscript::whole::Part;
use crate::manuscript::{Format, Macros};
use crate::project::Files;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The disk, for discovery.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn is_file(&self, path: &Path) -> bool {
        !path.to_str().is_some_and(is_remote) && is_regular(path)
    }

    fn read(&self, path: &Path) -> Option<String> {
        read_capped(path, SMALL_CAP).ok().map(|source| source.text)
    }

    fn list(&self, dir: &Path) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(dir) else {
            return Vec::new();
        };
        let mut paths: Vec<_> = entries.take(SEARCH_CAP.0).flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        fs::canonicalize(path).ok()
    }

    fn part(&self, path: &Path, format: &Format, macros: &Macros) -> Option<Arc<Part>> {
        let source = read_text(path).ok()?;
        Some(Arc::new(Part::of(&format.parse_among(&source.text, macros))))
    }
}
