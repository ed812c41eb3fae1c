//! `--watch`: the check runs again whenever a file that it looked at, or that lies beside one, changes.

use super::check::{Plan, once};
use super::gather::Gathered;
use super::output::{Status, Voice};
use crate::config::Words;
use crate::load::write::MARK;
use crate::words;
use notify::{Event, RecursiveMode, Watcher};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Changes that come closer together than this are one.
const PAUSE: Duration = Duration::from_millis(100);

/// Checks until it is ended from outside.
pub fn run(plan: &Plan<'_>, voice: &mut Voice) -> Status {
    let (sender, events) = channel();
    let mut watcher = match notify::recommended_watcher(sender) {
        Ok(watcher) => watcher,
        Err(error) => return voice.usage(&cannot(&error)),
    };
    let written: Vec<PathBuf> =
        plan.targets.iter().filter_map(|target| Some(voice.shown.cwd.join(target.file.as_ref()?))).collect();
    let mut watched = BTreeMap::new();
    loop {
        if io::stdout().is_terminal() {
            let _ = write!(io::stdout().lock(), "\u{1b}[2J\u{1b}[H");
        }
        let (_, gathered) = once(plan, voice);
        voice.cache.write();
        for (folder, mode) in folders(plan, &gathered, voice) {
            if watched.insert(folder.clone(), mode) != Some(mode)
                && let Err(error) = watcher.watch(&folder, mode)
            {
                voice.failed(&folder, &cannot(&error));
            }
        }
        voice.tell(&words!("waiting for changes; Ctrl-C ends", "en attente de changements ; Ctrl-C termine"));
        if !wait(&events, &written) {
            return Status::Failed;
        }
    }
}

fn cannot(error: &notify::Error) -> Words {
    let reason = error.to_string();
    words!("cannot watch: {reason}", "impossible de surveiller : {reason}")
}

/// The folders to watch: those that were named, with all below, and those of every file that was looked at.
fn folders(plan: &Plan<'_>, gathered: &Gathered, voice: &Voice) -> BTreeMap<PathBuf, RecursiveMode> {
    let mut folders = BTreeMap::new();
    let mut add = |file: &Path| {
        if let Some(folder) = file.parent() {
            folders.entry(folder.to_owned()).or_insert(RecursiveMode::NonRecursive);
        }
    };
    for unit in &gathered.units {
        add(&unit.path);
        unit.config_file.iter().for_each(|file| add(file));
        unit.corpus.shards().iter().for_each(|shard| add(shard.path()));
    }
    gathered.named.iter().flat_map(|named| named.corpus.shards()).for_each(|shard| add(shard.path()));
    let here = [PathBuf::from(".")];
    let named = if plan.paths.is_empty() { &here[..] } else { &plan.paths };
    for path in named.iter().map(|path| crate::project::normal(&voice.shown.cwd.join(path))) {
        if path.is_dir() {
            folders.insert(path, RecursiveMode::Recursive);
        }
    }
    folders
}

/// Waits for a change that matters, then for a pause; false when no more can come.
fn wait(events: &Receiver<notify::Result<Event>>, written: &[PathBuf]) -> bool {
    loop {
        match events.recv() {
            Ok(Ok(event)) if matters(&event, written) => break,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    while events.recv_timeout(PAUSE).is_ok() {}
    true
}

/// Whether an event is a change of something other than our own reports.
fn matters(event: &Event, written: &[PathBuf]) -> bool {
    let ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.contains(MARK) || written.contains(path)
    };
    !event.kind.is_access() && !event.paths.iter().all(ours)
}
