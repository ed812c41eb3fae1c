//! Work that runs beside the loop, over what it was given, and answers with an event. A job that panics answers too.

use super::event::Event;
use crate::analysis::{analyse, analyse_file};
use crate::config::Words;
use crate::load::{self, LoadError, LoadErrorKind, cache::Cache, stamp::Stamp};
use crate::rules::{Context, Diagnostic, FileContext};
use crate::words;
use crate::workspace::document::{Findings, Role};
use crate::workspace::{DocView, Loaded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc::UnboundedSender;

/// Runs a job on the pool. `else_` is said in its place should it panic.
pub fn start(to: &UnboundedSender<Event>, else_: Event, job: impl FnOnce() -> Event + Send + 'static) {
    let to = to.clone();
    tokio::task::spawn_blocking(move || {
        let event = catch_unwind(AssertUnwindSafe(job)).unwrap_or(else_);
        drop(to.send(event));
    });
}

/// Corpus files to read.
pub struct LoadJob {
    /// Tells this work from other.
    pub id: u64,
    /// The files.
    pub paths: Vec<PathBuf>,
    /// How a record without a key gets one.
    pub key_pattern: String,
    /// Whether progress is shown.
    pub progress: bool,
    /// Where what was read is kept.
    pub cache: Arc<Cache>,
    /// Set when nobody wants the rest.
    pub cancelled: Arc<AtomicBool>,
}

/// Reads corpus files, a few at a time so that what is there can be used before all is.
///
/// With `progress`, it is said first when this will take a while. What is not read yet when `cancelled` is set is not.
pub fn load(to: &UnboundedSender<Event>, work: LoadJob) {
    let LoadJob { id, paths, key_pattern, progress, cache, cancelled } = work;
    const AT_ONCE: usize = 8;
    const HEAVY: (usize, u64) = (40, 16 << 20);
    let to = to.clone();
    tokio::task::spawn_blocking(move || {
        let size = || paths.iter().filter_map(|path| Stamp::of(path)).map(|stamp| stamp.size).sum::<u64>();
        if progress && (paths.len() >= HEAVY.0 || size() >= HEAVY.1) {
            drop(to.send(Event::Heavy(id)));
        }
        let chunks = paths.len().div_ceil(AT_ONCE);
        for (done, chunk) in paths.chunks(AT_ONCE).enumerate() {
            let batch = if cancelled.load(Ordering::Relaxed) {
                failed(chunk, &words!("reading it was cancelled", "sa lecture a été interrompue"))
            } else {
                let read = catch_unwind(AssertUnwindSafe(|| read_chunk(chunk, &key_pattern, &cache)));
                read.unwrap_or_else(|_| failed(chunk, &words!("internal error", "erreur interne")))
            };
            let left = chunks - done - 1;
            drop(to.send(Event::Loaded { id, batch, left }));
        }
    });
}

fn read_chunk(paths: &[PathBuf], key_pattern: &str, cache: &Cache) -> Vec<Loaded> {
    // The stamp is taken before the reading: what is written meanwhile makes the file look changed afterwards.
    let stamps: Vec<_> = paths.iter().map(|path| Stamp::of(path)).collect();
    let results = load::load_shards(paths, key_pattern, cache);
    let read = paths.iter().zip(stamps).zip(results);
    read.map(|((path, stamp), result)| Loaded { path: path.clone(), stamp, result }).collect()
}

/// The answer for files that were not read, and why.
fn failed(paths: &[PathBuf], why: &Words) -> Vec<Loaded> {
    let error = |path: &PathBuf| LoadError { path: path.clone(), kind: LoadErrorKind::Io(why.clone()) };
    let loaded = |path: &PathBuf| Loaded { path: path.clone(), stamp: Stamp::of(path), result: Err(error(path)) };
    paths.iter().map(loaded).collect()
}

/// The findings in a document.
#[must_use]
pub fn diagnose(view: &DocView) -> Findings {
    found(view, false)
}

/// So many records are swept over while a client waits, which takes no time that anybody notices.
const FEW: u32 = 500;

/// The findings in a document for a client that waits for them: a large file's records that were not swept over are left
/// for later.
#[must_use]
pub fn diagnose_soon(view: &DocView) -> Findings {
    let shard = || view.corpus.shards().get(view.corpus.place(view.path.as_deref()?)? as usize);
    found(view, shard().is_some_and(|shard| shard.len() > FEW))
}

/// The findings in a document that are there at once: records that were not swept over are left for later.
#[must_use]
pub fn diagnose_first(view: &DocView) -> Findings {
    found(view, true)
}

fn found(view: &DocView, later: bool) -> Findings {
    let list = match view.role {
        Role::Manuscript(_) => {
            let parsed = &view.parsed;
            let context = Context::new((&parsed.text, &parsed.manuscript), &view.corpus, &view.served, &view.config);
            analyse(&context.remembering(&view.memory)).diagnostics
        }
        Role::Bibliography => of_bibliography(view, later).unwrap_or_default(),
        Role::Settings | Role::Other => Vec::new(),
    };
    Findings { version: view.parsed.version, generation: view.generation, learned: view.learned.changes, list }
}

fn of_bibliography(view: &DocView, later: bool) -> Option<Vec<Diagnostic>> {
    let place = view.corpus.place(view.path.as_deref()?)?;
    let context = FileContext::new(&view.corpus, place, &view.config)?;
    Some(
        analyse_file(&FileContext {
            memory: Some(&view.records),
            later,
            uses: view.learned.uses.as_deref(),
            ..context
        })
        .diagnostics,
    )
}
