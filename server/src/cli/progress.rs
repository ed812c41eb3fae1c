//! How far a long check is, on a terminal only: one line on stderr that is gone when the work is done.

use crate::config::MessageLanguage;
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Work shorter than this shows nothing.
const LONG: Duration = Duration::from_secs(1);
/// How often the line changes.
const STEP: Duration = Duration::from_millis(100);

/// A count of what is done.
pub struct Progress {
    wanted: bool,
    language: MessageLanguage,
    started: Instant,
    last: Mutex<Instant>,
    done: AtomicUsize,
    all: AtomicUsize,
    shown: AtomicBool,
}

impl Progress {
    /// A count that is shown where people may see it.
    pub fn new(quiet: bool, language: MessageLanguage) -> Self {
        let now = Instant::now();
        Self {
            wanted: !quiet && io::stderr().is_terminal() && io::stdout().is_terminal(),
            language,
            started: now,
            last: Mutex::new(now),
            done: AtomicUsize::new(0),
            all: AtomicUsize::new(0),
            shown: AtomicBool::new(false),
        }
    }

    /// So much is to be done.
    pub fn begin(&self, all: usize) {
        self.all.store(all, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    /// One more is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.wanted || self.started.elapsed() < LONG {
            return;
        }
        // Another thread that is writing the line is as good.
        let Ok(mut last) = self.last.try_lock() else { return };
        if last.elapsed() < STEP {
            return;
        }
        *last = Instant::now();
        self.shown.store(true, Ordering::Relaxed);
        let all = self.all.load(Ordering::Relaxed);
        let word = if self.language == MessageLanguage::French { "fichiers" } else { "files" };
        let _ = write!(io::stderr().lock(), "\r{done}/{all} {word}");
    }

    /// The line is taken away.
    pub fn end(&self) {
        if self.shown.swap(false, Ordering::Relaxed) {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}
