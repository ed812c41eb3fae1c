//! Our own watching of the folders that hold corpus files: not every client watches, and none watches `~/Zotero`.

use super::event::Event;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::PathBuf;
use tokio::sync::mpsc::UnboundedSender;

/// So many folders are watched; the files of further ones are looked at when something is asked.
const MOST: usize = 256;

/// The watched folders.
pub struct Watch {
    watcher: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
}

impl Watch {
    /// A watcher that reports to `to`. Where the system gives none, nothing is watched.
    pub fn new(to: UnboundedSender<Event>) -> Self {
        let report = move |event: notify::Result<notify::Event>| {
            if let Ok(event) = event
                && !matches!(event.kind, EventKind::Access(_))
            {
                drop(to.send(Event::Disk(event.paths)));
            }
        };
        let watcher = notify::recommended_watcher(report);
        if let Err(error) = &watcher {
            tracing::warn!("files are not watched: {error}");
        }
        Self { watcher: watcher.ok(), folders: BTreeSet::new() }
    }

    /// Watches these folders and no others.
    pub fn set(&mut self, folders: BTreeSet<PathBuf>) {
        let Some(watcher) = &mut self.watcher else { return };
        for gone in self.folders.difference(&folders) {
            drop(watcher.unwatch(gone));
        }
        for new in folders.difference(&self.folders).take(MOST) {
            // A folder that is not there cannot be watched; the next question looks again.
            drop(watcher.watch(new, RecursiveMode::NonRecursive));
        }
        self.folders = folders;
    }
}
