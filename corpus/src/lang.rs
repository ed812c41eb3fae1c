//! Languages: tags, names of languages as files write them, detection, and the reader's choice.

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
    /// and polyglossia's names (`french`, `francais`, `canadien`, `ngerman`), English and own names (`Français`).
    #[must_use]
    pub fn parse(_written: &str) -> Option<Self> {
        None
    }
}

/// What language a text is in, with a confidence from 0 to 1; `None` where the text is too short or has no letters.
#[must_use]
pub fn detect(_text: &str) -> Option<(Lang, f32)> {
    None
}
