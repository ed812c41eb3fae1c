//! What closed manuscripts say to the others of their project: read once, and again when the file has changed.

use super::stamp::Stamp;
use super::{Disk, LoadError, is_remote};
use crate::config::Words;
use crate::config::retractions::Retractions;
use crate::manuscript::whole::Part;
use crate::manuscript::{Format, Macros};
use crate::project::Files;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// More files than this are not remembered: nobody's project has them, but a folder of a million notes may.
const MOST: usize = 20_000;

/// A memory of manuscripts on disk, shared by all that ask.
#[derive(Debug, Default)]
pub struct Memory(Mutex<FxHashMap<PathBuf, Known>>, Mutex<Lists>);

/// The lists of retracted works that were read last, for which files and states of them.
#[derive(Debug, Default)]
struct Lists {
    stamps: Vec<(String, Option<Stamp>)>,
    read: Retractions,
    problems: Vec<Words>,
}

/// What one file says.
#[derive(Debug)]
struct Known {
    stamp: Stamp,
    /// Read alone, and with what other files define.
    parts: Vec<(Macros, Arc<Part>)>,
}

impl Memory {
    /// What the lists of retracted works hold, and what could not be read: the same as before while they did not change.
    pub fn retractions(&self, paths: &[String]) -> (Retractions, Vec<Words>) {
        let stamps: Vec<_> = paths.iter().map(|path| (path.clone(), Stamp::of(Path::new(path)))).collect();
        let mut lists = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        if lists.stamps != stamps {
            let (read, errors) = super::retractions(paths);
            *lists = Lists { stamps, read, problems: errors.iter().map(LoadError::words).collect() };
        }
        (lists.read.clone(), lists.problems.clone())
    }

    /// What the manuscript says, `None` where it cannot be read.
    #[must_use]
    pub fn part(&self, path: &Path, format: &Format, macros: &Macros) -> Option<Arc<Part>> {
        if path.to_str().is_some_and(is_remote) {
            return None;
        }
        let stamp = Stamp::of(path)?;
        // Nothing is done under the lock that could fail halfway: what a panic left is whole.
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(path).filter(|known| known.stamp == stamp).and_then(|known| {
            let same = known.parts.iter().find(|(others, _)| others == macros);
            same.map(|(_, part)| Arc::clone(part))
        });
        if known.is_some() {
            return known;
        }
        let part = Disk.part(path, format, macros)?;
        let mut memory = lock();
        if memory.len() >= MOST {
            memory.clear();
        }
        let known = memory.entry(path.to_owned()).or_insert_with(|| Known { stamp, parts: Vec::new() });
        if known.stamp != stamp {
            *known = Known { stamp, parts: Vec::new() };
        }
        // Alone and with the macros of one project: others are old.
        known.parts.retain(|(others, _)| others.is_empty() && !macros.is_empty());
        known.parts.push((macros.clone(), Arc::clone(&part)));
        Some(part)
    }
}
