//! What closed manuscripts say to the others of their project: read once, and again when the file has changed.

use super::stamp::Stamp;
use super::{Disk, is_remote};
use crate::manuscript::Format;
use crate::manuscript::whole::Part;
use crate::project::Files;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// More files than this are not remembered: nobody's project has them, but a folder of a million notes may.
const MOST: usize = 20_000;

/// A memory of manuscripts on disk, shared by all that ask.
#[derive(Debug, Default)]
pub struct Memory(Mutex<FxHashMap<PathBuf, (Stamp, Arc<Part>)>>);

impl Memory {
    /// What the manuscript says, `None` where it cannot be read.
    #[must_use]
    pub fn part(&self, path: &Path, format: &Format) -> Option<Arc<Part>> {
        if path.to_str().is_some_and(is_remote) {
            return None;
        }
        let stamp = Stamp::of(path)?;
        let known = |known: &FxHashMap<PathBuf, (Stamp, Arc<Part>)>| {
            known.get(path).filter(|(old, _)| *old == stamp).map(|(_, part)| Arc::clone(part))
        };
        // Nothing is done under the lock that could fail halfway: what a panic left is whole.
        if let Some(part) = known(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Some(part);
        }
        let part = Disk.part(path, format)?;
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.len() >= MOST {
            memory.clear();
        }
        memory.insert(path.to_owned(), (stamp, Arc::clone(&part)));
        Some(part)
    }
}
