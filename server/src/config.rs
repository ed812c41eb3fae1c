//! Settings: what a configuration file, the editor and the command line say, merged.

mod chain;
pub mod edit;
mod faults;
pub mod features;
mod file;
pub mod keys;
pub mod retractions;
mod value;
mod words;

use crate::manuscript::{FORMATS, Format, Manuscript, format_of};
use crate::project::Files;
use crate::rules::{RULES, Severity};
use siglum_corpus::fold::{fold, nfc};
use siglum_corpus::{Lang, lang};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use chain::{beyond, message_language, read};
pub use faults::faults;
pub use file::{ConfigError, parse};
pub use words::Words;

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
    /// Names that are one person's (`[authors] same-as`).
    pub same_as: Vec<Vec<String>>,
    /// Words that are no misspelt names.
    pub known_words: Vec<String>,
    /// Lists of retracted works: files, absolute.
    pub retracted: Vec<String>,
    /// What these lists hold, once somebody has read them.
    pub retractions: retractions::Retractions,
    /// The languages in which every cited work is to have an abstract.
    pub abstracts: Vec<Lang>,
    /// How a record without a key gets one; empty for the default.
    pub key_pattern: String,
    /// Which features are on, in which format.
    pub features: features::Features,
    /// Options of rules, by rule and name; see [`keys::OPTIONS`].
    pub options: BTreeMap<(String, String), String>,
    /// By glob of absolute paths: severities that hold for these files only.
    pub per_file: Vec<(String, BTreeMap<String, Severity>)>,
    /// By glob of absolute paths: the name of the format in which these files are read.
    pub formats: Vec<(String, &'static str)>,
}

impl Config {
    /// What an option of a rule is set to.
    #[must_use]
    pub fn option(&self, rule: &str, name: &str) -> Option<&str> {
        self.options.iter().find(|((of, own), _)| of == rule && own == name).map(|(_, value)| value.as_str())
    }

    /// Whether two family names are said to be one person's: both stand in one list of `[authors] same-as`. Names that
    /// differ in accents alone are told apart by these.
    #[must_use]
    pub fn are_same(&self, one: &str, other: &str) -> bool {
        let accents = fold(one) == fold(other);
        let has = |list: &[String], family: &str| {
            let family = family.trim();
            list.iter()
                .map(|name| family_of(name))
                .any(|name| if accents { nfc(name) == nfc(family) } else { fold(name) == fold(family) })
        };
        self.same_as.iter().any(|list| has(list, one) && has(list, other))
    }

    /// The settings for one file: those of `[per-file]` put over the others. Borrowed where none of them is meant.
    #[must_use]
    pub fn of_file(&self, path: &Path) -> Cow<'_, Self> {
        let mut own = Cow::Borrowed(self);
        for (_, severities) in self.per_file.iter().filter(|(glob, _)| matches(glob, path)) {
            own.to_mut().severities.extend(severities.iter().map(|(rule, level)| (rule.clone(), *level)));
        }
        own
    }

    /// The format of a manuscript: by `[formats]`, else by its extension.
    #[must_use]
    pub fn format_of(&self, path: &Path) -> Option<&'static Format> {
        let named = self.formats.iter().rev().find(|(glob, _)| matches(glob, path));
        let named = named.and_then(|(_, name)| FORMATS.iter().copied().find(|format| format.name == *name));
        named.or_else(|| format_of(path))
    }
}

/// The family name of a name as settings have it: "Bovaird, Tony", "Tony Bovaird", "Bovaird".
fn family_of(name: &str) -> &str {
    match name.split_once(',') {
        Some((family, _)) => family.trim(),
        None => name.trim().rsplit(char::is_whitespace).next().unwrap_or_default(),
    }
}

/// Whether a path matches a glob: `*` stays in its folder, `**` does not.
fn matches(glob: &str, path: &Path) -> bool {
    let glob = globset::GlobBuilder::new(glob).literal_separator(true).build();
    glob.is_ok_and(|glob| glob.compile_matcher().is_match(path))
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
pub const NAMES: [&str; 3] = ["siglum.toml", ".siglum.toml", "pyproject.toml"];

/// The configuration file that holds for a file in `folder`: `siglum.toml`, `.siglum.toml` or a `pyproject.toml` with
/// `[tool.siglum]`, there or in the nearest folder upward.
#[must_use]
pub fn find(files: &dyn Files, folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find_map(|folder| {
        let holds = |path: &PathBuf| {
            files.is_file(path) && (!is_shared(path) || files.read(path).is_some_and(|text| has_settings(path, &text)))
        };
        NAMES.iter().map(|name| folder.join(name)).find(holds)
    })
}

/// Whether a file of settings is not ours alone.
#[must_use]
pub fn is_shared(path: &Path) -> bool {
    path.ends_with("pyproject.toml")
}

/// Whether the text of a file that may hold settings does.
#[must_use]
pub fn has_settings(path: &Path, text: &str) -> bool {
    !is_shared(path) || text.contains("tool.siglum")
}

/// The system's locale, as POSIX finds it.
#[must_use]
pub fn system_locale() -> Option<String> {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set)
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
pub fn rule_name(name: &str) -> Result<(), Words> {
    let names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
    if names.contains(&name) { Ok(()) } else { Err(unknown("rule", "règle", name, &names)) }
}

/// "unknown rule X", with the nearest of the known names, else with all of them. What is unknown is named in English
/// and French.
pub(crate) fn unknown(en: &str, fr: &str, name: &str, known: &[&str]) -> Words {
    match nearest(name, known) {
        Some(nearest) => crate::words!(
            "unknown {en} `{name}`; did you mean `{nearest}`?",
            "`{name}` n'est pas connu comme {fr} ; vouliez-vous dire `{nearest}` ?"
        ),
        None => {
            let known = known.join(", ");
            crate::words!(
                "unknown {en} `{name}`; known are {known}",
                "`{name}` n'est pas connu comme {fr} ; sont connus : {known}"
            )
        }
    }
}

/// The known name that is meant by a misspelt one, where it is near enough.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let name: String = name.chars().take(64).collect();
    let near = |known: &&str| strsim::osa_distance(&name, known);
    known.iter().copied().min_by_key(near).filter(|known| near(known) <= 2 + known.len() / 8)
}
