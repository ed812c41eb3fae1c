//! Languages: tags, names of languages as files write them, detection, and the parts of a text in two languages.
//!
//! Invariant: every tag that [`Lang::parse`] returns begins with a two-letter code where ISO 639-1 has one, so that
//! `fre`, `fra`, `french` and `fr` are one language.

mod detect;
mod headings;
mod names;
mod split;

pub use detect::{detect, speaks, word_count};
pub use headings::{Heading, Stand, heading_at};
pub use split::{Part, split_languages};

/// A language tag (BCP 47), lower-case language with an optional region: `fr`, `fr-CA`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang(String);

impl Lang {
    /// A tag as given; not validated (use [`Lang::parse`] for what files write).
    #[must_use]
    pub fn new(tag: impl Into<String>) -> Self {
        Self(tag.into())
    }

    /// The whole tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without its region: `fr` of `fr-CA`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether both are the same language, whatever the region.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.primary() == other.primary()
    }

    /// A language as files write it: BCP 47 (`fr`, `fr_CA`, `fr-FR`), ISO 639-2 B and T codes (`fre`, `fra`), babel's
    /// and polyglossia's names (`french`, `francais`, `canadien`, `ngerman`), English and own names (`Français`), and
    /// what POSIX calls a locale (`fr_CA.UTF-8`). `None` for what is none of them, and for `und`, `mul` and `zxx`.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        names::parse(written).map(Self)
    }
}

/// The letters of a text as they are compared: lower case, without accents.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter_map(plain_char).collect()
}

/// A letter in lower case without its accent; `None` for a combining mark.
pub(crate) fn plain_char(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    if unicode_normalization::char::is_combining_mark(c) {
        return None;
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    let mut base = None;
    unicode_normalization::char::decompose_canonical(lower, |part| {
        base.get_or_insert(part);
    });
    base
}
