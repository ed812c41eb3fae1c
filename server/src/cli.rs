//! The command line: one file a command, one a report.

mod args;
mod baseline;
mod check;
mod citations;
mod corpus;
mod csl;
mod doctor;
mod explain;
mod export;
mod filter;
mod fix;
mod gather;
mod given;
mod help;
mod init;
mod lint;
mod output;
mod paths;
mod places;
mod progress;
mod remember;
mod report;
mod uses;
mod watch;

use crate::config::{MessageLanguage, Words};
use crate::load::cache::Cache;
use args::{Arguments, Command, SourceArgs, french};
use clap::{CommandFactory, FromArgMatches};
use output::{Status, Voice};
use paths::Shown;
use std::process::ExitCode;

/// The formats of reports: name, and what each is for in English and French.
pub fn report_formats() -> impl Iterator<Item = (&'static str, [&'static str; 2])> {
    report::FORMATS.iter().map(|format| (format.name, format.about))
}

/// The JSON schema of the report of `check --format json`.
#[must_use]
pub fn report_schema() -> serde_json::Value {
    report::schema()
}

/// How the command line ends.
pub enum Outcome {
    /// With this status.
    Exit(ExitCode),
    /// The language server is asked for, with this cache.
    Serve(Cache),
}

/// Runs the command line.
#[must_use]
pub fn run() -> Outcome {
    let language = output::message_language(None, None, false);
    let mut command = french::localized(Arguments::command(), language);
    let parsed = command.try_get_matches_from_mut(std::env::args_os());
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and versions go to stdout with status 0, errors of usage to stderr with status 2.
            match french::error(&error).filter(|_| language == MessageLanguage::French) {
                Some(said) => eprint!("{said}"),
                None => drop(error.print()),
            }
            return Outcome::Exit(ExitCode::from(error.exit_code() as u8));
        }
    };
    let status = match arguments.command {
        Command::Lsp(args) => return Outcome::Serve(Cache::of_user(!args.no_cache)),
        Command::Check(args) => with(&args.source, |voice| check::run(&args, voice)),
        Command::Corpus(args) => with(args.source(), |voice| corpus::run(&args, voice)),
        Command::Citations(args) => with(&args.source, |voice| citations::run(&args, voice)),
        Command::Doctor(args) => with(&args.source, |voice| doctor::run(&args, voice)),
        Command::Init(args) => with(&SourceArgs::default(), |voice| init::run(&args, voice)),
        Command::Completions(args) => with(&SourceArgs::default(), |voice| help::completions(&args, voice)),
        Command::Man(args) => with(&SourceArgs::default(), |voice| help::man(&args, voice)),
        Command::Explain(args) => with(&SourceArgs::default(), |voice| explain::run(&args, voice)),
    };
    Outcome::Exit(status.into())
}

/// Runs a command on as many threads as are asked for.
fn with(source: &SourceArgs, command: impl FnOnce(&mut Voice) -> Status + Send) -> Status {
    let language = output::message_language(None, None, source.isolated);
    let cache = Cache::of_user(!source.no_cache);
    let mut voice = Voice { shown: Shown::here(), quiet: source.quiet, verbose: source.verbose, language, cache };
    match rayon::ThreadPoolBuilder::new().num_threads(source.jobs).build() {
        Ok(pool) => {
            let status = pool.install(|| command(&mut voice));
            // The answer is out; what comes now makes the next one faster.
            voice.cache.write();
            status
        }
        Err(error) => voice.usage(&Words::plain(error.to_string())),
    }
}
