//! Settings: what a configuration file, the editor and the command line say, merged.

mod file;

use crate::manuscript::Manuscript;
use crate::project::Files;
use crate::rules::{RULES, Severity};
use siglum_corpus::{Lang, lang};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use file::{ConfigError, parse};

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

impl MessageLanguage {
    /// The language of a tag or a locale (`fr`, `fr_CA.UTF-8`), if the interface speaks it.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "fr" => Some(Self::French),
            _ => None,
        }
    }
}

/// How much prose is given to the detector, in bytes: it needs some forty words.
const PROSE: usize = 4_000;

/// Why the reader is taken to read a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The `languages` setting.
    Setting,
    /// The manuscript declares it.
    Declared,
    /// The manuscript's prose is in it.
    Detected,
    /// The client's or the system's locale.
    Locale,
    /// Nothing is known.
    Default,
}

/// The languages to show abstracts in, the dearest first: the setting, else the manuscript's own, else the language
/// its prose is found to be in, else the client's locale; then English and French where they are not in the list yet.
#[must_use]
pub fn reader_languages(config: &Config, manuscript: &Manuscript, locale: Option<&str>) -> Vec<Lang> {
    chosen_languages(config, manuscript, locale).0
}

/// [`reader_languages`], with the reason for the first one.
#[must_use]
pub fn chosen_languages(config: &Config, manuscript: &Manuscript, locale: Option<&str>) -> (Vec<Lang>, Chosen) {
    let detected = || {
        let prose = &manuscript.prose.text;
        lang::detect(&prose[..prose.floor_char_boundary(PROSE)]).map(|(lang, _)| lang)
    };
    let locale = || Lang::parse(locale?.split('.').next().unwrap_or_default());
    let (mut languages, why) = if !config.languages.is_empty() {
        (config.languages.clone(), Chosen::Setting)
    } else if let Some(lang) = &manuscript.lang {
        (vec![lang.clone()], Chosen::Declared)
    } else if let Some(lang) = detected() {
        (vec![lang], Chosen::Detected)
    } else if let Some(lang) = locale() {
        (vec![lang], Chosen::Locale)
    } else {
        (Vec::new(), Chosen::Default)
    };
    for common in ["en", "fr"].map(Lang::new) {
        if !languages.iter().any(|lang| lang.matches(&common)) {
            languages.push(common);
        }
    }
    (languages, why)
}

/// The names of the configuration file, in the order in which they are looked for in a folder.
const NAMES: [&str; 3] = ["siglum.toml", ".siglum.toml", "pyproject.toml"];

/// The configuration file that holds for a file in `folder`: `siglum.toml`, `.siglum.toml` or a `pyproject.toml` with
/// `[tool.siglum]`, there or in the nearest folder upward.
#[must_use]
pub fn find(files: &dyn Files, folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find_map(|folder| {
        let holds = |path: &PathBuf| {
            let shared = path.ends_with("pyproject.toml");
            files.is_file(path) && (!shared || files.read(path).is_some_and(|text| text.contains("tool.siglum")))
        };
        NAMES.iter().map(|name| folder.join(name)).find(holds)
    })
}

/// The severity of that name.
#[must_use]
pub fn severity(name: &str) -> Option<Severity> {
    [Severity::Off, Severity::Hint, Severity::Info, Severity::Warning, Severity::Error]
        .into_iter()
        .find(|severity| severity.name() == name)
}

/// Checks the name of a rule.
///
/// # Errors
/// A sentence that names the nearest rule.
pub fn rule_name(name: &str) -> Result<(), String> {
    let names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
    if names.contains(&name) { Ok(()) } else { Err(unknown("rule", name, &names)) }
}

/// "unknown rule X", with the nearest of the known names, else with all of them.
pub(crate) fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let near = |known: &&str| strsim::osa_distance(name, known);
    let nearest = known.iter().copied().min_by_key(near).filter(|known| near(known) <= 2 + known.len() / 8);
    match nearest {
        Some(nearest) => format!("unknown {what} `{name}`; did you mean `{nearest}`?"),
        None => format!("unknown {what} `{name}`; known are {}", known.join(", ")),
    }
}
