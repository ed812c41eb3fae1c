//! Configuration files that extend one another: the settings that they make, what is wrong in them, and the language in
//! which that is to be said, which has to be found whatever else is wrong.

use super::faults::faults;
use super::file::{folder, place, root, settings, table_of};
use super::value::{Fault, absolute, string};
use super::{Config, ConfigError, MessageLanguage, Words};
use crate::project::Files;
use crate::words;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// How many files may extend one another.
const DEPTH: usize = 16;

/// Files that extend one another, the nearest first.
struct Chain {
    files: Vec<(PathBuf, String)>,
    /// Why the last one's `extend` leads no further, where it says one that does not.
    broken: Option<Fault>,
}

impl Chain {
    fn of(files: &dyn Files, path: &Path, text: &str) -> Self {
        let mut chain = Self { files: vec![(path.to_owned(), text.to_owned())], broken: None };
        while let Some((path, text)) = chain.files.last()
            && let Some((span, parent)) = parent(path, text)
        {
            match chain.next(files, &parent) {
                Ok(text) => chain.files.push((parent, text)),
                Err(words) => {
                    chain.broken = Some((span, words));
                    break;
                }
            }
        }
        chain
    }

    fn next(&self, files: &dyn Files, parent: &Path) -> Result<String, Words> {
        if self.files.len() >= DEPTH || self.files.iter().any(|(known, _)| known == parent) {
            return Err(words!("`extend` leads back to a file that extends", "`extend` ramène à un fichier qui étend"));
        }
        let shown = parent.display();
        let is_toml = parent.extension().is_some_and(|extension| extension == "toml");
        let text = files.read(parent).filter(|_| is_toml);
        text.ok_or_else(|| words!("{shown} cannot be read", "{shown} ne peut pas être lu"))
    }
}

/// The file that a configuration extends, and where it says so. What else the text says may be wrong.
fn parent(path: &Path, text: &str) -> Option<(Range<usize>, PathBuf)> {
    let (root, _) = DeTable::parse_recoverable(text);
    let value = table_of(path, root.get_ref()).ok()??.get("extend")?;
    let written = string(value, "extend").ok()?;
    Some((value.span(), PathBuf::from(absolute(folder(path), written))))
}

/// Reads the text of a configuration file and those that it extends: the nearest wins.
///
/// # Errors
/// [`ConfigError`] at the first thing that cannot be understood, in whichever file it stands.
pub fn read(files: &dyn Files, path: &Path, text: &str) -> Result<Config, ConfigError> {
    let chain = Chain::of(files, path, text);
    let mut config = Config::default();
    for (path, text) in chain.files.iter().rev() {
        let root = root(path, text)?;
        if let Some(table) = table_of(path, &root).map_err(|fault| place(path, text, fault))? {
            settings(&mut config, table, folder(path)).map_err(|fault| place(path, text, fault))?;
        }
    }
    match (chain.broken, chain.files.last()) {
        (Some(fault), Some((path, text))) => Err(place(path, text, fault)),
        _ => Ok(config),
    }
}

/// The language of messages that a configuration file asks for, or one that it extends; whatever else is wrong there.
#[must_use]
pub fn message_language(files: &dyn Files, path: &Path, text: &str) -> Option<MessageLanguage> {
    Chain::of(files, path, text).files.iter().find_map(|(path, text)| {
        let (root, _) = DeTable::parse_recoverable(text);
        let value = table_of(path, root.get_ref()).ok()??.get("message-language")?;
        MessageLanguage::of(value.get_ref().as_str()?)
    })
}

/// What is wrong beyond the text of a configuration file: that its `extend` leads nowhere, and the first fault of each
/// file that it extends. All of it is told at the file's own `extend`.
#[must_use]
pub fn beyond(files: &dyn Files, path: &Path, text: &str) -> Vec<(Fault, Option<ConfigError>)> {
    let Some((span, _)) = parent(path, text) else { return Vec::new() };
    let chain = Chain::of(files, path, text);
    let last = chain.files.len() - 1;
    let mut found = Vec::new();
    for (place_in, (path, text)) in chain.files.iter().enumerate() {
        let own = if place_in == 0 { None } else { faults(path, text).into_iter().next() };
        let broken = chain.broken.clone().filter(|_| place_in == last);
        let Some(fault) = own.or(broken) else { continue };
        if place_in == 0 {
            found.push((fault, None));
            continue;
        }
        let error = place(path, text, fault);
        found.push(((span.clone(), error.words()), Some(error)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Severity;

    /// Files by their path.
    struct Tree(&'static [(&'static str, &'static str)]);

    impl Files for Tree {
        fn is_file(&self, path: &Path) -> bool {
            self.read(path).is_some()
        }
        fn read(&self, path: &Path) -> Option<String> {
            self.0.iter().find(|(name, _)| Path::new(name) == path).map(|(_, text)| (*text).to_owned())
        }
        fn list(&self, _: &Path) -> Vec<PathBuf> {
            Vec::new()
        }
        fn canonical(&self, path: &Path) -> Option<PathBuf> {
            Some(path.to_owned())
        }
    }

    fn read_at(tree: &Tree, path: &str) -> Result<Config, ConfigError> {
        let text = tree.read(Path::new(path)).unwrap();
        read(tree, Path::new(path), &text)
    }

    const TREE: Tree = Tree(&[
        (
            "/a/siglum.toml",
            "corpus = [\"lib.bib\"]\nknown-words = [\"x\"]\n[rules]\nunknown-key = \"info\"\nduplicate-key = \"off\"\n",
        ),
        ("/a/b/siglum.toml", "extend = \"../siglum.toml\"\nknown-words = [\"y\"]\n[rules]\nunknown-key = \"error\"\n"),
        ("/a/c/siglum.toml", "extend = \"siglum.toml\"\n"),
        ("/a/d/siglum.toml", "\nextend = \"gone.toml\"\n"),
        ("/a/e/siglum.toml", "extend = \"../f.toml\"\n"),
        ("/a/f.toml", "\nmessage-language = \"fr\"\ncorpsu = []\n"),
        ("/a/g/siglum.toml", "corpsu = []\nextend = \"../d/siglum.toml\"\nmessage-language = \"en\"\nx = [\n"),
    ]);

    #[test]
    fn the_nearest_of_files_that_extend_one_another_wins_and_known_words_add_up() {
        let config = read_at(&TREE, "/a/b/siglum.toml").unwrap();
        assert_eq!(config.corpus, ["/a/lib.bib"]);
        assert_eq!(config.known_words, ["x", "y"]);
        assert_eq!(config.severities["unknown-key"], Severity::Error);
        assert_eq!(config.severities["duplicate-key"], Severity::Off);
        let error = read_at(&TREE, "/a/c/siglum.toml").unwrap_err();
        assert!(error.message.en.contains("leads back") && error.line == 1, "{error}");
        let error = read_at(&TREE, "/a/d/siglum.toml").unwrap_err();
        assert!(error.message.en.contains("/a/d/gone.toml cannot be read") && error.line == 2, "{error}");
        let error = read_at(&TREE, "/a/e/siglum.toml").unwrap_err();
        assert!(error.path.ends_with("f.toml") && error.line == 3, "{error}");
    }

    #[test]
    fn the_language_of_messages_is_found_whatever_is_wrong() {
        let asked = |path: &str| message_language(&TREE, Path::new(path), &TREE.read(Path::new(path)).unwrap());
        assert_eq!(asked("/a/e/siglum.toml"), Some(MessageLanguage::French));
        assert_eq!(asked("/a/g/siglum.toml"), Some(MessageLanguage::English));
        assert_eq!(asked("/a/b/siglum.toml"), None);
    }

    #[test]
    fn faults_of_extended_files_are_told_where_they_are_extended() {
        let told = |path: &str| {
            let text = TREE.read(Path::new(path)).unwrap();
            let found = beyond(&TREE, Path::new(path), &text).into_iter();
            found.map(|((range, words), _)| format!("{}: {}", &text[range], words.fr)).collect::<Vec<_>>()
        };
        assert_eq!(told("/a/b/siglum.toml"), <[String; 0]>::default());
        let [one] = &told("/a/e/siglum.toml")[..] else { panic!("one fault") };
        assert!(one.starts_with("\"../f.toml\": /a/f.toml:3:1 : `corpsu` n'est pas connu"), "{one}");
        let [one] = &told("/a/d/siglum.toml")[..] else { panic!("one fault") };
        assert_eq!(one, "\"gone.toml\": /a/d/gone.toml ne peut pas être lu");
        let [one] = &told("/a/g/siglum.toml")[..] else { panic!("one fault") };
        assert!(one.starts_with("\"../d/siglum.toml\": /a/d/siglum.toml:2:10 : /a/d/gone.toml ne peut"), "{one}");
    }
}
