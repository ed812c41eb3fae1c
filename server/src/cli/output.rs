//! What leaves the program: reports, messages, the exit status.

use super::args::{Color, SourceArgs};
use super::gather::Gathered;
use super::paths::{Shown, visible};
use crate::config::{Config, MessageLanguage};
use crate::load;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// The exit status, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 0: nothing at or above the level that fails.
    Clean,
    /// 1: findings.
    Found,
    /// 2: could not look.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// What is said on stderr.
pub struct Voice {
    /// How paths are shown.
    pub shown: Shown,
    /// Whether only failures are told.
    pub quiet: bool,
}

impl Voice {
    /// Says a line.
    #[allow(clippy::unused_self)] // Who speaks is the voice, also where it has nothing to add.
    pub fn say(&self, line: &str) {
        // There is nobody to tell that stderr is closed.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// The command cannot be done as it was given.
    pub fn usage(&self, message: &str) -> Status {
        self.say(&format!("siglum: error: {}", visible(message)));
        Status::Failed
    }

    /// Tells what could not be read.
    pub fn failures(&self, gathered: &Gathered) -> Status {
        let place = |path: &Path| self.shown.path(path);
        for error in &gathered.config_errors {
            let (line, column) = (error.line, error.column);
            self.say(&format!("siglum: error: {}:{line}:{column}: {}", place(&error.path), visible(&error.message)));
        }
        for error in &gathered.errors {
            self.say(&format!("siglum: error: {}: {}", place(&error.path), visible(&error.kind.to_string())));
        }
        for error in gathered.warnings.iter().filter(|_| !self.quiet) {
            self.say(&format!("siglum: warning: {}: {}", place(&error.path), visible(&error.kind.to_string())));
        }
        let failed = !gathered.config_errors.is_empty() || !gathered.errors.is_empty();
        if failed { Status::Failed } else { Status::Clean }
    }
}

/// Writes a report to stdout or to a file. A reader that went away is no failure.
pub fn write_report(text: &str, file: Option<&Path>, voice: &Voice) -> Status {
    let written = match file {
        Some(file) => load::write(&voice.shown.cwd.join(file), text.as_bytes()),
        None => {
            let mut stdout = io::stdout().lock();
            stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        }
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let name = file.map_or("stdout".to_owned(), |file| file.display().to_string());
            voice.usage(&format!("{name}: {error}"))
        }
        _ => Status::Clean,
    }
}

/// Whether the report is coloured: as asked; else on a terminal, unless `NO_COLOR` is set, or where `CLICOLOR_FORCE` is.
pub fn color(args: &SourceArgs, to_file: bool) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => !to_file && !set("NO_COLOR") && (set("CLICOLOR_FORCE") || io::stdout().is_terminal()),
    }
}

/// The language of messages: the flag, the settings, the system.
pub fn message_language(flag: Option<MessageLanguage>, config: Option<&Config>, isolated: bool) -> MessageLanguage {
    let configured = config.and_then(|config| config.message_language);
    let system = || locale(isolated).and_then(|locale| MessageLanguage::of(&locale));
    flag.or(configured).or_else(system).unwrap_or_default()
}

/// The system's locale, as POSIX finds it.
pub fn locale(isolated: bool) -> Option<String> {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter(|_| !isolated).find_map(set)
}
