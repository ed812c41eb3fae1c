//! Why a file could not be used, in every language of the interface.

use crate::config::Words;
use crate::words;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a file could not be used: what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub kind: LoadErrorKind,
}

/// What is wrong with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadErrorKind {
    /// Nothing is there.
    Missing,
    /// A folder where a file is needed.
    Directory,
    /// A device, a pipe or a socket.
    NotRegular,
    /// A path to another machine (`\\host\share`).
    Remote,
    /// More bytes than are read: the cap.
    TooLarge(u64),
    /// Not text: it holds NUL bytes, or begins as an archive or a PDF does.
    Binary,
    /// No format reads such a file.
    UnknownFormat,
    /// A glob or a folder in which no corpus file was found.
    NoMatch,
    /// The system's reason.
    Io(Words),
}

impl LoadErrorKind {
    /// What is wrong, in every language of the interface.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Missing => words!("there is no such file or folder", "ce fichier ou ce dossier n'existe pas"),
            Self::Directory => {
                words!("this is a folder; a file is needed here", "c'est un dossier ; il faut ici un fichier")
            }
            Self::NotRegular => words!(
                "this is a device, a pipe or a socket, not a regular file",
                "c'est un périphérique, un tube ou une socket, pas un fichier ordinaire"
            ),
            Self::Remote => words!(
                "paths to other machines are never opened; copy the file to this one",
                "les chemins vers d'autres machines ne sont jamais ouverts ; copiez le fichier sur celle-ci"
            ),
            Self::TooLarge(cap) => {
                let cap = cap >> 20;
                words!(
                    "the file is larger than the {cap} MiB that are read",
                    "le fichier dépasse les {cap} Mio qui sont lus"
                )
            }
            Self::Binary => words!("this is a binary file, not text", "c'est un fichier binaire, pas du texte"),
            Self::UnknownFormat => words!(
                "no format reads this file (a manuscript or a bibliography, by its extension)",
                "aucun format ne lit ce fichier (un manuscrit ou une bibliographie, d'après son extension)"
            ),
            Self::NoMatch => {
                words!("no bibliography or record is found there", "aucune bibliographie ni notice n'y est trouvée")
            }
            Self::Io(words) => words.clone(),
        }
    }
}

impl fmt::Display for LoadErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.kind)
    }
}

impl std::error::Error for LoadError {}

impl LoadError {
    /// What is wrong, with the path before it.
    #[must_use]
    pub fn words(&self) -> Words {
        self.kind.words().at(&self.path.display().to_string())
    }

    pub(super) fn new(path: &Path, kind: LoadErrorKind) -> Self {
        Self { path: path.to_owned(), kind }
    }

    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => LoadErrorKind::Missing,
            io::ErrorKind::PermissionDenied => LoadErrorKind::Io(words!(
                "the file cannot be read: permission is denied",
                "le fichier ne peut pas être lu : l'accès est refusé"
            )),
            _ => LoadErrorKind::Io(Words::of_io(error)),
        };
        Self::new(path, kind)
    }
}
