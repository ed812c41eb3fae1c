//! Which kinds of facts a paragraph has: a rule looks at the paragraphs that have its own, and at no other.

use super::facts::Facts;

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// Words that may be slips of names.
    pub const SUSPECTS: Self = Self(1);
    /// Words that are.
    pub const SLIPS: Self = Self(1 << 1);
    /// Names with other accents.
    pub const ACCENTS: Self = Self(1 << 2);
    /// Given names, and names with other particles, or the wrong way round.
    pub const NAMES: Self = Self(1 << 3);
    /// A typed reference.
    pub const LISTED: Self = Self(1 << 4);
    /// Works that are cited by names and a year.
    pub const TYPED: Self = Self(1 << 5);
    /// The look of an entry of a reference list.
    pub const ENTRY: Self = Self(1 << 6);
    /// Titles that differ.
    pub const TITLES: Self = Self(1 << 7);

    /// Whether both have a kind.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// All kinds of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The same with a kind, or without it.
    #[must_use]
    pub fn with(self, kind: Self, has: bool) -> Self {
        Self(if has { self.0 | kind.0 } else { self.0 & !kind.0 })
    }
}

impl Facts {
    /// The kinds that a paragraph has, but for slips, which hang on the whole manuscript.
    #[must_use]
    pub fn kinds(&self) -> Kinds {
        let names = !(self.given.is_empty() && self.particles.is_empty() && self.inverted.is_empty());
        [
            (Kinds::SUSPECTS, !self.suspects.is_empty()),
            (Kinds::ACCENTS, !self.accents.is_empty()),
            (Kinds::NAMES, names),
            (Kinds::LISTED, self.listed.is_some()),
            (Kinds::TYPED, !self.typed.is_empty()),
            (Kinds::ENTRY, self.entry.is_some()),
            (Kinds::TITLES, !self.titles.is_empty()),
        ]
        .into_iter()
        .fold(Kinds::default(), |kinds, (kind, has)| kinds.with(kind, has))
    }
}
