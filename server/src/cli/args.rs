//! The arguments of the command line, and nothing else.

pub mod french;

use super::report::{FORMATS, Format};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsStr;
use std::path::PathBuf;

/// Checks the citations of manuscripts against bibliographies and records, and serves editors
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
    /// Write a commented siglum.toml from what lies here
    Init(InitArgs),
    /// Completions for a shell, on stdout
    Completions(CompletionsArgs),
    /// The manual page of siglum or of one of its commands, on stdout
    Man(ManArgs),
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
    /// Check the files that FILE names too, one a line or ended by NUL; `-` for stdin
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub source: SourceArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub report: ReportArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub fixes: FixArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub filter: FilterArgs,
    /// The severity from which on the exit status is 1
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Warning)]
    pub fail_on: FailOn,
    /// Check again whenever a file changes
    #[arg(long, conflicts_with_all = ["diff", "write_baseline"])]
    pub watch: bool,
    /// End with status 0 where no manuscript is found
    #[arg(long)]
    pub allow_empty: bool,
}

/// How findings are reported.
#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
pub struct ReportArgs {
    /// How to report, and into which file; may be repeated
    #[arg(long, value_name = "FORMAT[:FILE]", value_parser = TargetParser)]
    pub format: Vec<Target>,
    /// Write the report to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Count the findings by rule instead of showing them (text, short and json formats)
    #[arg(long)]
    pub statistics: bool,
    /// Show at most this many findings (text and short formats)
    #[arg(long, value_name = "N")]
    pub max_findings: Option<usize>,
    /// The language of messages: en or fr
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
}

/// What is mended.
#[derive(Args, Debug)]
#[command(next_help_heading = "Fixes")]
pub struct FixArgs {
    /// Apply the safe fixes
    #[arg(long)]
    pub fix: bool,
    /// Take the unsafe fixes too; with --fix or --diff
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long)]
    pub diff: bool,
}

/// Which findings count.
#[derive(Args, Debug)]
#[command(next_help_heading = "Rules")]
pub struct FilterArgs {
    /// Only these rules
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The severity of a rule: off, hint, info, warning or error; may be repeated
    #[arg(long, value_name = "RULE=LEVEL")]
    pub severity: Vec<String>,
    /// Only findings of which their rule is at least so sure
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Sure::Low)]
    pub min_confidence: Sure,
    /// Leave out the findings that FILE knows
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    pub baseline: Option<PathBuf>,
    /// Write the findings of today to FILE, for --baseline
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fix", "diff"])]
    pub write_baseline: Option<PathBuf>,
}

/// `siglum lsp`. Clients append the first two flags; they change nothing.
#[derive(Args, Debug)]
pub struct LspArgs {
    /// Use stdin and stdout, as always
    #[arg(long)]
    pub stdio: bool,
    /// The editor's process
    #[arg(long = "clientProcessId", value_name = "PID")]
    pub client_process_id: Option<u64>,
    /// Do not read or write the cache
    #[arg(long)]
    pub no_cache: bool,
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
    /// Records in a format for other programs, or only what a manuscript cites
    Export(ExportArgs),
}

/// `siglum corpus export`.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// Citation keys; without any, all records
    #[arg(value_name = "KEY")]
    pub keys: Vec<String>,
    /// Only what this manuscript cites, with the records that those inherit from; may be repeated
    #[arg(long, value_name = "MANUSCRIPT")]
    pub cited: Vec<PathBuf>,
    /// The format
    #[arg(long, value_enum, default_value_t = ExportFormat::Biblatex)]
    pub to: ExportFormat,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub source: SourceArgs,
}

/// Formats of `siglum corpus export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Entries for BibTeX's standard styles
    Bibtex,
    /// Entries for BibLaTeX
    Biblatex,
    /// CSL-JSON, for Pandoc and Zotero
    CslJson,
    /// RIS, for reference managers
    Ris,
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

/// A report and where it goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its format.
    pub format: &'static Format,
    /// Its file; without one it goes to stdout, or where `--output` says.
    pub file: Option<PathBuf>,
}

/// Reads `FORMAT[:FILE]`.
#[derive(Clone)]
pub struct TargetParser;

impl TypedValueParser for TargetParser {
    type Value = Target;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&Arg>, value: &OsStr) -> Result<Target, clap::Error> {
        let text = value.to_string_lossy();
        let (name, file) = text.split_once(':').map_or((&*text, None), |(name, file)| (name, Some(file)));
        let known = FORMATS.iter().copied().find(|format| format.name == name);
        match (known, file) {
            (Some(format), file) if file != Some("") => Ok(Target { format, file: file.map(PathBuf::from) }),
            _ => {
                // The message and its suggestion are those of a value that is none of the possible ones.
                let names = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name));
                let name = if known.is_some() { text.as_ref() } else { name };
                names.parse_ref(command, arg, OsStr::new(name)).map(|_| Target { format: FORMATS[0], file: None })
            }
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about[0]))))
    }
}

/// `siglum init`.
#[derive(Args, Debug)]
pub struct InitArgs {
    /// The folder; without one, this folder
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Write over a siglum.toml that is there
    #[arg(long)]
    pub force: bool,
    /// Write the schema of the settings beside it, for editors that complete TOML
    #[arg(long)]
    pub schema: bool,
    /// The language of the comments: en or fr
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
}

/// `siglum completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// `siglum man`.
#[derive(Args, Debug)]
pub struct ManArgs {
    /// The command; without one, the page of siglum itself
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
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

/// How sure a rule must be of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)] // The levels' own names.
pub enum Sure {
    Low,
    Medium,
    High,
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
