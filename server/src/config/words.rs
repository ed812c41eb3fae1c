//! A sentence in every language of the interface. The type holds both, so none can be written in one only.

use super::MessageLanguage;
use std::fmt;
use std::io;

/// A sentence in English and in French, its words already put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// A sentence in English and in French, each a format string over the variables that it names.
#[macro_export]
macro_rules! words {
    ($en:literal, $fr:literal $(,)?) => {
        $crate::config::Words { en: format!($en), fr: format!($fr) }
    };
}

impl Words {
    /// What is the same in every language: the system's own words, a number.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        let en = text.into();
        Self { fr: en.clone(), en }
    }

    /// The sentence with the place that it is about before it, as each language sets its colon.
    #[must_use]
    pub fn at(&self, place: &str) -> Self {
        Self { en: format!("{place}: {}", self.en), fr: format!("{place} : {}", self.fr) }
    }

    /// The sentence in a language.
    #[must_use]
    pub fn get(&self, language: MessageLanguage) -> &str {
        match language {
            MessageLanguage::English => &self.en,
            MessageLanguage::French => &self.fr,
        }
    }

    /// Why the system could not read or write; in its own words where it is none of the common reasons.
    #[must_use]
    pub fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => {
                words!("there is no such file or folder", "ce fichier ou ce dossier n'existe pas")
            }
            io::ErrorKind::PermissionDenied => words!("permission is denied", "l'accès est refusé"),
            io::ErrorKind::StorageFull => words!("the disk is full", "le disque est plein"),
            io::ErrorKind::ReadOnlyFilesystem => {
                words!("the file system is read-only", "le système de fichiers est en lecture seule")
            }
            io::ErrorKind::IsADirectory => {
                words!("this is a folder; a file is needed here", "c'est un dossier ; il faut ici un fichier")
            }
            _ => Self::plain(error.to_string()),
        }
    }
}

/// English, for logs and for what has no reader's language.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_put_into_both_sentences() {
        let (count, place) = (2, "a");
        let said = words!("{count} files in {place}", "{count} fichiers dans {place}");
        assert_eq!(said.get(MessageLanguage::English), "2 files in a");
        assert_eq!(said.get(MessageLanguage::French), "2 fichiers dans a");
    }
}
