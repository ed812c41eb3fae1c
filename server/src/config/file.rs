//! Reading a configuration file. Every error has a place; nothing that is not understood is passed over.

use super::keys::{KEYS, Key, OPTIONS, SEVERITIES};
use super::value::{Fault, Value, absolute, add, language, owned, string, strings, table};
use super::{Config, MessageLanguage, Words, is_shared, rule_name, severity, unknown};
use crate::manuscript::FORMATS;
use crate::rules::Severity;
use crate::words;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::DeTable;

/// A setting that cannot be used, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Line, from 1; 0 where the error has no place.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The stretch of the file's text that is meant, in bytes.
    pub span: Range<usize>,
    /// What is wrong and how to mend it.
    pub message: Words,
}

impl ConfigError {
    /// The message with its place before it.
    #[must_use]
    pub fn words(&self) -> Words {
        let place = format!("{}:{}:{}", self.path.display(), self.line, self.column);
        self.message.at(&place)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path.display(), self.line, self.column, self.message)
    }
}

impl std::error::Error for ConfigError {}

/// Reads the text of a configuration file without the files that it extends. Relative paths are taken from its folder.
///
/// # Errors
/// [`ConfigError`] at the first thing that cannot be understood.
pub fn parse(path: &Path, text: &str) -> Result<Config, ConfigError> {
    let mut config = Config::default();
    let root = root(path, text)?;
    match table_of(path, &root).map_err(|fault| place(path, text, fault))? {
        Some(table) => settings(&mut config, table, folder(path)).map_err(|fault| place(path, text, fault))?,
        None => return Ok(config),
    }
    Ok(config)
}

pub(super) fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

pub(super) fn place(path: &Path, text: &str, (span, message): Fault) -> ConfigError {
    let before = &text[..text.floor_char_boundary(span.start)];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() as u32 + 1;
    ConfigError { path: path.to_owned(), line, column, span, message }
}

pub(super) fn root<'a>(path: &Path, text: &'a str) -> Result<DeTable<'a>, ConfigError> {
    let root = DeTable::parse(text).map(Spanned::into_inner);
    root.map_err(|error| place(path, text, broken(&error)))
}

/// A fault of the text's form, which the parser names in English.
pub(super) fn broken(error: &toml::de::Error) -> Fault {
    let what = error.message();
    (error.span().unwrap_or(0..0), words!("this is no TOML: {what}", "ce n'est pas du TOML : {what}"))
}

/// The table of our settings: the whole file, or `[tool.siglum]` of a `pyproject.toml`.
pub(super) fn table_of<'v, 'a>(path: &Path, root: &'v DeTable<'a>) -> Result<Option<&'v DeTable<'a>>, Fault> {
    if !is_shared(path) {
        return Ok(Some(root));
    }
    let tool = root.get("tool").and_then(|tool| tool.get_ref().as_table());
    tool.and_then(|tool| tool.get("siglum")).map(|value| table(value, "tool.siglum")).transpose()
}

pub(super) fn settings(config: &mut Config, table: &DeTable<'_>, folder: &Path) -> Result<(), Fault> {
    keyed(config, table, folder, KEYS)
}

/// Reads a table by the list of its keys.
fn keyed(config: &mut Config, table: &DeTable<'_>, folder: &Path, keys: &[Key]) -> Result<(), Fault> {
    for (name, value) in table {
        let written = name.get_ref().as_ref();
        let Some(key) = keys.iter().find(|key| key.name == written) else {
            let known: Vec<_> = keys.iter().map(|key| key.name).collect();
            return Err((name.span(), unknown("key", "clé", written, &known)));
        };
        (key.set)(config, value, folder)?;
    }
    Ok(())
}

pub(super) fn corpus(config: &mut Config, value: &Value<'_>, folder: &Path) -> Result<(), Fault> {
    config.corpus = strings(value, "corpus")?.iter().map(|path| absolute(folder, path.get_ref())).collect();
    Ok(())
}

/// The file itself is read by [`super::read`]; here only its form is looked at.
pub(super) fn extend(_: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    string(value, "extend").map(drop)
}

pub(super) fn languages(config: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    config.languages = strings(value, "languages")?.into_iter().map(language).collect::<Result<_, _>>()?;
    Ok(())
}

pub(super) fn abstracts(config: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    config.abstracts = strings(value, "abstracts")?.into_iter().map(language).collect::<Result<_, _>>()?;
    Ok(())
}

/// The lists are read by whoever may touch the disk.
pub(super) fn retracted(config: &mut Config, value: &Value<'_>, folder: &Path) -> Result<(), Fault> {
    config.retracted = strings(value, "retracted")?.iter().map(|path| absolute(folder, path.get_ref())).collect();
    Ok(())
}

pub(super) fn message_language(config: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    let tag = string(value, "message-language")?;
    let message = || {
        words!("messages are in `en` or `fr`, not in `{tag}`", "les messages sont en `en` ou en `fr`, pas en `{tag}`")
    };
    config.message_language = Some(MessageLanguage::of(tag).ok_or_else(|| (value.span(), message()))?);
    Ok(())
}

pub(super) fn known_words(config: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    add(&mut config.known_words, strings(value, "known-words")?);
    Ok(())
}

pub(super) fn key_pattern(config: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    string(value, "key-pattern")?.clone_into(&mut config.key_pattern);
    Ok(())
}

/// `[rules]`: a severity by name, or a table with the severity and the rule's own options.
pub(super) fn rules(config: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    for (key, value) in table(value, "rules")? {
        let name = key.get_ref().as_ref();
        rule_name(name).map_err(|message| (key.span(), message))?;
        match value.get_ref().as_table() {
            Some(table) => options(config, name, table)?,
            None => drop(config.severities.insert(name.to_owned(), level(value, name)?)),
        }
    }
    Ok(())
}

fn options(config: &mut Config, rule: &str, table: &DeTable<'_>) -> Result<(), Fault> {
    let own: Vec<_> = OPTIONS.iter().filter(|option| option.rule == rule).collect();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        if name == "severity" {
            config.severities.insert(rule.to_owned(), level(value, name)?);
            continue;
        }
        let Some(option) = own.iter().find(|option| option.name == name) else {
            let known: Vec<_> = std::iter::once("severity").chain(own.iter().map(|option| option.name)).collect();
            return Err((key.span(), unknown("option", "option", name, &known)));
        };
        let said = string(value, name)?;
        if !option.values.contains(&said) {
            return Err((value.span(), unknown("value", "valeur", said, option.values)));
        }
        config.options.insert((rule.to_owned(), name.to_owned()), said.to_owned());
    }
    Ok(())
}

/// A severity by its name.
fn level(value: &Value<'_>, key: &str) -> Result<Severity, Fault> {
    let name = string(value, key)?;
    severity(name).ok_or_else(|| (value.span(), unknown("severity", "sévérité", name, &SEVERITIES)))
}

/// `[per-file]`: by glob, rules that are off, or severities by rule.
pub(super) fn per_file(config: &mut Config, value: &Value<'_>, folder: &Path) -> Result<(), Fault> {
    for (pattern, value) in table(value, "per-file")? {
        let mut severities = BTreeMap::new();
        if let Some(table) = value.get_ref().as_table() {
            for (key, value) in table {
                let name = key.get_ref().as_ref();
                rule_name(name).map_err(|message| (key.span(), message))?;
                severities.insert(name.to_owned(), level(value, name)?);
            }
        } else {
            for name in strings(value, pattern.get_ref())? {
                rule_name(name.get_ref()).map_err(|message| (name.span(), message))?;
                severities.insert(name.get_ref().clone().into_owned(), Severity::Off);
            }
        }
        config.per_file.push((glob(pattern, folder)?, severities));
    }
    Ok(())
}

/// `[formats]`: by glob, the format of manuscripts.
pub(super) fn formats(config: &mut Config, value: &Value<'_>, folder: &Path) -> Result<(), Fault> {
    for (pattern, value) in table(value, "formats")? {
        let name = string(value, pattern.get_ref())?;
        let known: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        let format = FORMATS.iter().find(|format| format.name == name);
        let format = format.ok_or_else(|| (value.span(), unknown("format", "format", name, &known)))?;
        config.formats.push((glob(pattern, folder)?, format.name));
    }
    Ok(())
}

/// A pattern of the settings as one of absolute paths; without a slash it holds in every folder below.
fn glob(pattern: &Spanned<Cow<'_, str>>, folder: &Path) -> Result<String, Fault> {
    let written = pattern.get_ref().as_ref();
    let below = if written.contains('/') { String::new() } else { "**/".to_owned() };
    let root = globset::escape(&folder.to_string_lossy());
    let pattern_of = format!("{}/{below}{}", root.trim_end_matches('/'), written.trim_start_matches("./"));
    match globset::Glob::new(&pattern_of) {
        Ok(_) => Ok(pattern_of),
        Err(error) => {
            let reason = error.kind().to_string();
            let message = words!(
                "`{written}` is no pattern of paths: {reason}",
                "`{written}` n'est pas un motif de chemins : {reason}"
            );
            Err((pattern.span(), message))
        }
    }
}

pub(super) fn authors(config: &mut Config, value: &Value<'_>, folder: &Path) -> Result<(), Fault> {
    keyed(config, table(value, "authors")?, folder, super::keys::AUTHORS)
}

pub(super) fn known_authors(config: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    add(&mut config.known_authors, strings(value, "authors.known")?);
    Ok(())
}

/// `same-as`: lists of names that are one person's.
pub(super) fn same_as(config: &mut Config, value: &Value<'_>, _: &Path) -> Result<(), Fault> {
    let lists = value.get_ref().as_array();
    let message = || {
        words!(
            "`authors.same-as` must be a list of lists of names",
            "`authors.same-as` doit être une liste de listes de noms"
        )
    };
    for list in lists.ok_or_else(|| (value.span(), message()))? {
        let names = owned(strings(list, "authors.same-as")?);
        if names.len() < 2 {
            let message = words!("a list of `same-as` needs two names", "une liste de `same-as` demande deux noms");
            return Err((list.span(), message));
        }
        config.same_as.push(names);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (u32, u32, String) {
        let error = parse(Path::new("/paper/siglum.toml"), text).unwrap_err();
        (error.line, error.column, error.message.en)
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

    #[test]
    fn files_have_severities_and_formats_of_their_own() {
        let text = "[per-file]\n\"old/*.md\" = [\"unknown-key\"]\n\"*.tex\" = { repeated-citation = \"error\" }\n[formats]\n\"*.txt\" = \"markdown\"\n";
        let config = parse(Path::new("/paper[1]/siglum.toml"), text).unwrap();
        let severity = |path: &str, rule: &str| config.of_file(Path::new(path)).severities.get(rule).copied();
        assert_eq!(severity("/paper[1]/old/a.md", "unknown-key"), Some(Severity::Off));
        assert_eq!(severity("/paper[1]/old/deep/a.md", "unknown-key"), None);
        assert_eq!(severity("/paper[1]/deep/er/a.tex", "repeated-citation"), Some(Severity::Error));
        assert_eq!(severity("/elsewhere/a.tex", "repeated-citation"), None);
        assert_eq!(config.format_of(Path::new("/paper[1]/a.txt")).map(|format| format.name), Some("markdown"));
        assert_eq!(config.format_of(Path::new("/paper[1]/a.tex")).map(|format| format.name), Some("latex"));
        assert!(config.format_of(Path::new("/paper[1]/a.bib")).is_none());
        assert!(error("[per-file]\n\"a\" = [\"unknown-kye\"]\n").2.contains("did you mean `unknown-key`?"));
        assert!(error("[formats]\n\"*.x\" = \"markdwon\"\n").2.contains("did you mean `markdown`?"));
        assert!(error("[formats]\n\"{\" = \"markdown\"\n").2.contains("is no pattern of paths"));
    }

    #[test]
    fn rules_have_severities_and_options() {
        let text = "[rules.misspelled-author]\nseverity = \"info\"\nscope = \"cited\"\n[authors]\nsame-as = [[\"Bovaird, T.\", \"Bovaird, Tony\"]]\n";
        let config = parse(Path::new("/a/siglum.toml"), text).unwrap();
        assert_eq!(config.severities["misspelled-author"], Severity::Info);
        assert_eq!(config.option("misspelled-author", "scope"), Some("cited"));
        assert_eq!(config.same_as, [["Bovaird, T.", "Bovaird, Tony"]]);
        assert!(error("[rules.misspelled-author]\nscop = \"cited\"\n").2.contains("did you mean `scope`?"));
        assert!(error("[rules.misspelled-author]\nscope = \"sited\"\n").2.contains("did you mean `cited`?"));
        assert!(error("[authors]\nsame-as = [[\"a\"]]\n").2.contains("two names"));
    }
}
