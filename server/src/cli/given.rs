//! The disk with the manuscripts over it that a command was given: what came through stdin is not what the disk has.

use crate::load::Disk;
use crate::manuscript::whole::Part;
use crate::manuscript::{Format, Macros};
use crate::project::Files;
use rustc_hash::FxHashMap;
use siglum_corpus::source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The texts that were read, by path, over the disk.
pub struct Given(pub FxHashMap<PathBuf, Arc<Source>>);

impl Files for Given {
    fn is_file(&self, path: &Path) -> bool {
        self.0.contains_key(path) || Disk.is_file(path)
    }

    fn read(&self, path: &Path) -> Option<String> {
        self.0.get(path).map(|source| source.text.clone()).or_else(|| Disk.read(path))
    }

    fn list(&self, dir: &Path) -> Vec<PathBuf> {
        Disk.list(dir)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        Disk.canonical(path)
    }

    fn part(&self, path: &Path, format: &Format, macros: &Macros) -> Option<Arc<Part>> {
        match self.0.get(path) {
            Some(source) => Some(Arc::new(Part::of(&format.parse_among(&source.text, macros)))),
            None => Disk.part(path, format, macros),
        }
    }
}
