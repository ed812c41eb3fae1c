//! Reading a configuration file. Every error has a place; nothing that is not understood is passed over.

use super::{Config, MessageLanguage, rule_name, severity, unknown};
use crate::project::normal;
use siglum_corpus::Lang;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A setting that cannot be used, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Line, from 1; 0 where the error has no place.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path.display(), self.line, self.column, self.message)
    }
}

impl std::error::Error for ConfigError {}

/// An error at a place of the text.
type Fault = (Range<usize>, String);
type Value<'a> = Spanned<DeValue<'a>>;

/// Reads the text of a configuration file. Relative paths are taken from the file's folder.
///
/// # Errors
/// [`ConfigError`] at the first thing that cannot be understood.
pub fn parse(path: &Path, text: &str) -> Result<Config, ConfigError> {
    read(path, text).map_err(|(span, message)| place(path, text, span.start, message))
}

fn place(path: &Path, text: &str, offset: usize, message: String) -> ConfigError {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() as u32 + 1;
    ConfigError { path: path.to_owned(), line, column, message }
}

fn read(path: &Path, text: &str) -> Result<Config, Fault> {
    let root = DeTable::parse(text).map_err(|error| (error.span().unwrap_or(0..0), error.message().to_owned()))?;
    let folder = path.parent().unwrap_or(path);
    let mut config = Config::default();
    if !path.ends_with("pyproject.toml") {
        return settings(&mut config, root.get_ref(), folder).map(|()| config);
    }
    let tool = root.get_ref().get("tool").and_then(|tool| tool.get_ref().as_table());
    if let Some(table) = tool.and_then(|tool| tool.get("siglum")) {
        settings(&mut config, self::table(table, "tool.siglum")?, folder)?;
    }
    Ok(config)
}

fn settings(config: &mut Config, table: &DeTable<'_>, folder: &Path) -> Result<(), Fault> {
    const KEYS: [&str; 7] =
        ["corpus", "languages", "message-language", "rules", "authors", "known-words", "key-pattern"];
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "corpus" => {
                config.corpus = strings(value, "corpus")?.iter().map(|path| absolute(folder, path.get_ref())).collect();
            }
            "languages" => {
                let tags = strings(value, "languages")?;
                config.languages = tags.into_iter().map(language).collect::<Result<_, _>>()?;
            }
            "message-language" => {
                let tag = string(value, "message-language")?;
                let known = MessageLanguage::of(tag);
                let message = || (value.span(), format!("messages are in `en` or `fr`, not in `{tag}`"));
                config.message_language = Some(known.ok_or_else(message)?);
            }
            "rules" => rules(config, self::table(value, "rules")?)?,
            "authors" => authors(config, self::table(value, "authors")?)?,
            "known-words" => config.known_words = owned(strings(value, "known-words")?),
            "key-pattern" => string(value, "key-pattern")?.clone_into(&mut config.key_pattern),
            other => return Err((key.span(), unknown("key", other, &KEYS))),
        }
    }
    Ok(())
}

fn rules(config: &mut Config, table: &DeTable<'_>) -> Result<(), Fault> {
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        rule_name(name).map_err(|message| (key.span(), message))?;
        let level = string(value, name)?;
        let known = severity(level);
        let message = || (value.span(), unknown("severity", level, &["off", "hint", "info", "warning", "error"]));
        config.severities.insert(name.to_owned(), known.ok_or_else(message)?);
    }
    Ok(())
}

fn authors(config: &mut Config, table: &DeTable<'_>) -> Result<(), Fault> {
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "known" => config.known_authors = owned(strings(value, "authors.known")?),
            other => return Err((key.span(), unknown("key", other, &["known"]))),
        }
    }
    Ok(())
}

fn table<'v, 'a>(value: &'v Value<'a>, key: &str) -> Result<&'v DeTable<'a>, Fault> {
    value.get_ref().as_table().ok_or_else(|| (value.span(), format!("`{key}` must be a table")))
}

fn string<'v>(value: &'v Value<'_>, key: &str) -> Result<&'v str, Fault> {
    value.get_ref().as_str().ok_or_else(|| (value.span(), format!("`{key}` must be a string")))
}

fn strings<'v, 'a>(value: &'v Value<'a>, key: &str) -> Result<Vec<Spanned<Cow<'v, str>>>, Fault> {
    let array = value.get_ref().as_array();
    let array = array.ok_or_else(|| (value.span(), format!("`{key}` must be a list of strings")))?;
    let one = |item: &'v Value<'a>| {
        let text = item.get_ref().as_str().ok_or_else(|| (item.span(), format!("`{key}` must hold strings only")))?;
        Ok(Spanned::new(item.span(), Cow::Borrowed(text)))
    };
    array.iter().map(one).collect()
}

fn owned(strings: Vec<Spanned<Cow<'_, str>>>) -> Vec<String> {
    strings.into_iter().map(|string| string.into_inner().into_owned()).collect()
}

fn language(tag: Spanned<Cow<'_, str>>) -> Result<Lang, Fault> {
    let message = || (tag.span(), format!("`{}` is not the tag of a language, such as `fr` or `en`", tag.get_ref()));
    Lang::parse(tag.get_ref()).ok_or_else(message)
}

/// A path of the configuration, `~` being the user's folder.
fn absolute(folder: &Path, written: &str) -> String {
    let home = written.strip_prefix("~/").and_then(|rest| Some(std::env::home_dir()?.join(rest)));
    let path = home.unwrap_or_else(|| folder.join(written));
    normal(&path).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (u32, u32, String) {
        let error = parse(Path::new("/paper/siglum.toml"), text).unwrap_err();
        (error.line, error.column, error.message)
    }

    #[test]
    fn settings_are_read_and_paths_are_those_of_the_file() {
        let text =
            "corpus = [\"refs.bib\", \"../records/*.txt\"]\nknown-words = [\"Legault\"]\n[authors]\nknown = [\"Ek\"]\n";
        let config = parse(Path::new("/paper/siglum.toml"), text).unwrap();
        assert_eq!(config.corpus, ["/paper/refs.bib", "/records/*.txt"]);
        assert_eq!(config.known_words, ["Legault"]);
        assert_eq!(config.known_authors, ["Ek"]);
    }

    #[test]
    fn a_misspelt_key_has_a_place_and_a_suggestion() {
        let (line, column, message) = error("\n  corpsu = []\n");
        assert_eq!((line, column), (2, 3));
        assert_eq!(message, "unknown key `corpsu`; did you mean `corpus`?");
    }

    #[test]
    fn a_value_of_another_kind_has_a_place() {
        assert_eq!(error("corpus = \"refs.bib\"\n"), (1, 10, "`corpus` must be a list of strings".to_owned()));
        assert_eq!(error("é = 1").1, 1);
        assert_eq!(error("corpus = [\"é\", 1]").1, 16);
    }

    #[test]
    fn broken_toml_has_a_place() {
        assert_eq!(error("corpus = []\n= 3\n").0, 2);
    }

    #[test]
    fn pyproject_holds_settings_in_its_tool_table() {
        let path = Path::new("/paper/pyproject.toml");
        let config = parse(path, "[project]\nname = \"x\"\n[tool.siglum]\nknown-words = [\"a\"]\n").unwrap();
        assert_eq!(config.known_words, ["a"]);
        assert!(parse(path, "[tool.siglum]\nwords = [\"a\"]\n").is_err());
    }
}
