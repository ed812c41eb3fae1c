//! The arguments of the command line, and nothing else.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Checks the citations of manuscripts against bibliographies and records, and serves editors.
#[derive(Debug, Parser)]
#[command(name = "siglum", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lint manuscripts, and the bibliographies they use
    Check(Box<CheckArgs>),
    /// The language server, on stdin and stdout
    Lsp(LspArgs),
    /// Look into the corpus: bibliographies and records
    Corpus(CorpusArgs),
    /// The citations found in manuscripts: key, place, form
    Citations(CitationsArgs),
    /// The documentation of a rule; without a name, the table of rules
    Explain(ExplainArgs),
    /// Which bibliographies, settings and language hold for a file, and why
    Doctor(DoctorArgs),
}

/// What every command that looks at manuscripts or corpora understands.
#[derive(Args, Clone, Debug, Default)]
pub struct SourceArgs {
    /// A bibliography, a record, a folder or a glob of them; may be repeated
    #[arg(long, value_name = "PATH")]
    pub corpus: Vec<String>,
    /// A configuration file to use instead of the one found upward from each manuscript
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub config: Option<PathBuf>,
    /// Ignore configuration files and the environment, but not front matter
    #[arg(long)]
    pub isolated: bool,
    /// How many threads read and check; 0 for as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// Do not read or write the cache
    #[arg(long)]
    pub no_cache: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Say only what was found
    #[arg(short, long)]
    pub quiet: bool,
    /// Say more; may be repeated
    #[arg(short, long, action = clap::ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
}

/// `siglum check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Manuscripts, bibliographies, folders, or `-` for stdin; without any, this folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The name that text on stdin would have as a file
    #[arg(long, value_name = "FILE")]
    pub stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub source: SourceArgs,
    /// How to report
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Write the report to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Apply the safe fixes
    #[arg(long)]
    pub fix: bool,
    /// Apply the unsafe fixes too
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long)]
    pub diff: bool,
    /// Only these rules
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The severity of a rule: off, hint, info, warning or error; may be repeated
    #[arg(long, value_name = "RULE=LEVEL")]
    pub severity: Vec<String>,
    /// The severity from which on the exit status is 1
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Warning)]
    pub fail_on: FailOn,
    /// Show at most this many findings (text and short formats)
    #[arg(long, value_name = "N")]
    pub max_findings: Option<usize>,
    /// The language of messages: en or fr
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
    /// End with status 0 where no manuscript is found
    #[arg(long)]
    pub allow_empty: bool,
}

/// `siglum lsp`. Clients append these flags; they change nothing.
#[derive(Args, Debug)]
pub struct LspArgs {
    /// Use stdin and stdout, as always
    #[arg(long)]
    pub stdio: bool,
    /// The editor's process
    #[arg(long = "clientProcessId", value_name = "PID")]
    pub client_process_id: Option<u64>,
}

/// `siglum corpus`.
#[derive(Args, Debug)]
pub struct CorpusArgs {
    /// What to show.
    #[command(subcommand)]
    pub command: CorpusCommand,
}

/// The commands of `siglum corpus`.
#[derive(Debug, Subcommand)]
pub enum CorpusCommand {
    /// All records, one a line
    List(CorpusView),
    /// A record by its key, with its abstracts in full
    Show {
        /// The citation key
        key: String,
        /// Only the abstract and title in this language, where there is one
        #[arg(long, value_name = "LANGUAGE")]
        lang: Option<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        view: CorpusView,
    },
    /// Records by words of their keys, names, titles and years
    Search {
        /// The words
        #[arg(required = true)]
        words: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        view: CorpusView,
    },
    /// How many records, of which kinds, in which files
    Stats(CorpusView),
}

/// How the corpus is found and shown.
#[derive(Args, Clone, Debug)]
pub struct CorpusView {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub source: SourceArgs,
    /// How to print
    #[arg(long, value_enum, default_value_t = PlainFormat::Text)]
    pub format: PlainFormat,
}

/// `siglum citations`.
#[derive(Args, Debug)]
pub struct CitationsArgs {
    /// Manuscripts, folders, or `-` for stdin; without any, this folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The name that text on stdin would have as a file
    #[arg(long, value_name = "FILE")]
    pub stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub source: SourceArgs,
    /// How to print
    #[arg(long, value_enum, default_value_t = PlainFormat::Text)]
    pub format: PlainFormat,
}

/// `siglum explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// The rule's name
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
    /// The language: en or fr
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
}

/// `siglum doctor`.
#[derive(Args, Debug)]
pub struct DoctorArgs {
    /// A manuscript or a folder; without any, this folder
    #[arg(value_name = "FILE")]
    pub path: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub source: SourceArgs,
}

/// Formats of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// The source with marks under it, and the record
    Text,
    /// One line a finding
    Short,
    /// For programs
    Json,
}

/// Formats of the other commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// From which severity on findings make a check fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)] // The severities' own names.
pub enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
