//! What leaves the program: reports, messages, the exit status.

use super::args::{Color, SourceArgs};
use super::gather::Gathered;
use super::paths::{Shown, visible};
use crate::config::{MessageLanguage, Words, system_locale};
use crate::load;
use crate::load::cache::Cache;
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

/// What is said on stderr, in the reader's language.
pub struct Voice {
    /// How paths are shown.
    pub shown: Shown,
    /// Whether only failures are told.
    pub quiet: bool,
    /// How much more than usual is told.
    pub verbose: u8,
    /// The language.
    pub language: MessageLanguage,
    /// Where corpus files that were read are kept.
    pub cache: Cache,
}

impl Voice {
    /// Says a line that is ready.
    #[allow(clippy::unused_self)] // Who speaks is the voice, also where it has nothing to add.
    pub fn say(&self, line: &str) {
        // There is nobody to tell that stderr is closed.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// A word or a short phrase in the reader's language.
    pub fn word<'w>(&self, en: &'w str, fr: &'w str) -> &'w str {
        if self.language == MessageLanguage::French { fr } else { en }
    }

    /// Says something in passing, unless only failures are told.
    pub fn tell(&self, words: &Words) {
        if !self.quiet {
            self.say(&format!("siglum: {}", visible(words.get(self.language))));
        }
    }

    /// Says what the curious ask for with `-v`.
    pub fn detail(&self, words: impl FnOnce() -> Words) {
        if self.verbose > 0 {
            self.tell(&words());
        }
    }

    /// The command cannot be done as it was given, or not be done.
    pub fn usage(&self, message: &Words) -> Status {
        self.problem(&Problem { grave: true, place: None, message });
        Status::Failed
    }

    /// A file cannot be read or written.
    pub fn failed(&self, path: &Path, message: &Words) -> Status {
        self.problem(&Problem { grave: true, place: Some(self.shown.path(path)), message });
        Status::Failed
    }

    fn problem(&self, problem: &Problem<'_>) {
        let french = self.language == MessageLanguage::French;
        let kind = match (problem.grave, french) {
            (true, false) => "error:",
            (true, true) => "erreur :",
            (false, false) => "warning:",
            (false, true) => "avertissement :",
        };
        let place = problem.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        self.say(&format!("siglum: {kind} {place}{}", visible(problem.message.get(self.language))));
    }

    /// Tells what could not be read.
    pub fn failures(&self, gathered: &Gathered) -> Status {
        for error in &gathered.config_errors {
            let place = format!("{}:{}:{}", self.shown.path(&error.path), error.line, error.column);
            self.problem(&Problem { grave: true, place: Some(place), message: &error.message });
        }
        let told = gathered.errors.iter().map(|error| (true, error));
        let told = told.chain(gathered.warnings.iter().filter(|_| !self.quiet).map(|error| (false, error)));
        for (grave, error) in told {
            let place = Some(self.shown.path(&error.path));
            self.problem(&Problem { grave, place, message: &error.kind.words() });
        }
        let failed = !gathered.config_errors.is_empty() || !gathered.errors.is_empty();
        if failed { Status::Failed } else { Status::Clean }
    }
}

/// What is wrong, and where.
struct Problem<'a> {
    /// Whether the status is 2.
    grave: bool,
    place: Option<String>,
    message: &'a Words,
}

/// Writes a report to stdout or to a file. A reader that went away is no failure.
pub fn write_report(text: &str, file: Option<&Path>, voice: &Voice) -> Status {
    let written = match file {
        Some(file) => load::write::write(&voice.shown.cwd.join(file), text.as_bytes()),
        None => {
            let mut stdout = io::stdout().lock();
            stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        }
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            voice.failed(file.unwrap_or(Path::new("stdout")), &Words::of_io(&error))
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
pub fn message_language(
    flag: Option<MessageLanguage>,
    configured: Option<MessageLanguage>,
    isolated: bool,
) -> MessageLanguage {
    let system = || locale(isolated).and_then(|locale| MessageLanguage::of(&locale));
    flag.or(configured).or_else(system).unwrap_or_default()
}

/// The system's locale, unless nothing of it is to count.
pub fn locale(isolated: bool) -> Option<String> {
    if isolated { None } else { system_locale() }
}
