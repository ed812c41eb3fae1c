//! What all manuscripts cite that a corpus file serves.

use crate::manuscript::Manuscript;
use crate::manuscript::whole::Whole;
use std::collections::BTreeSet;

/// The keys that are cited. Whoever makes one answers for it that no other manuscript uses the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Whether a manuscript cites the whole bibliography.
    pub all: bool,
    /// The keys, as they are cited.
    pub keys: BTreeSet<String>,
}

impl Uses {
    /// Adds what a manuscript cites, and what the other files of it do.
    pub fn add(&mut self, manuscript: &Manuscript, whole: &Whole) {
        self.all |= manuscript.cites_all || whole.cites_all();
        let own = manuscript.citations.iter().map(|citation| citation.key.as_str());
        self.keys.extend(own.chain(whole.cited()).map(str::to_owned));
    }
}
