//! What the files of one manuscript say together: a book in chapters is judged as one text.
//!
//! A file is asked by its others for little of what it says, its [`Part`]. All files of a manuscript share one
//! [`Together`], so that a book of a thousand chapters holds its keys once; a [`Whole`] is that, seen from one of them.

use super::said::Tally;
use super::{BibliographyRef, Include, Macros, Manuscript, PathRef};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::xxh3_128;

/// What one file says that matters to the other files of its manuscript.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The keys that it cites, sorted, each once; cross-references left out.
    pub cited: Box<[Box<str>]>,
    /// The keys of its cross-references, sorted, each once: a record may have such a key all the same.
    pub crossrefs: Box<[Box<str>]>,
    /// Whether it cites the whole bibliography.
    pub cites_all: bool,
    /// The keys that it defines, labels too, sorted, each once.
    pub own_keys: Box<[Box<str>]>,
    /// Whether it defines records (`\bibitem`, `references:`).
    pub defines_records: bool,
    /// See [`Manuscript::bibliographies`].
    pub bibliographies: Vec<BibliographyRef>,
    /// See [`Manuscript::includes`].
    pub includes: Vec<Include>,
    /// See [`Manuscript::root`].
    pub root: Option<PathRef>,
    /// See [`Manuscript::packages`].
    pub packages: Vec<String>,
    /// See [`Manuscript::macros`].
    pub macros: Macros,
    /// See [`Manuscript::complete`].
    pub complete: bool,
    /// How often its words are written; `None` where nobody has asked yet, as in a manuscript of one file.
    #[serde(skip)]
    pub words: Option<Tally>,
}

impl Part {
    /// What this manuscript says to others.
    #[must_use]
    pub fn of(manuscript: &Manuscript) -> Self {
        Self { words: Some(Tally::of(&manuscript.prose)), ..Self::without_words(manuscript) }
    }

    /// What it says to others but for its words, which take longest: enough for [`Part::tells_the_same`].
    #[must_use]
    pub fn without_words(manuscript: &Manuscript) -> Self {
        let keys = |crossref: bool| {
            let those = manuscript.citations.iter().filter(move |citation| citation.crossref == crossref);
            distinct(those.map(|citation| citation.key.as_str()))
        };
        Self {
            cited: keys(false),
            crossrefs: keys(true),
            cites_all: manuscript.cites_all,
            own_keys: distinct(manuscript.own_keys.iter().map(|key| key.key.as_str())),
            defines_records: manuscript.defines_records(),
            bibliographies: manuscript.bibliographies.clone(),
            includes: manuscript.includes.clone(),
            root: manuscript.root.clone(),
            packages: manuscript.packages.clone(),
            macros: manuscript.macros.clone(),
            complete: manuscript.complete,
            words: None,
        }
    }
}

impl Part {
    /// Whether both cite and define the same keys.
    #[must_use]
    pub fn tells_the_same(&self, other: &Self) -> bool {
        (&self.cited, &self.own_keys, self.cites_all) == (&other.cited, &other.own_keys, other.cites_all)
    }
}

fn distinct<'a>(keys: impl Iterator<Item = &'a str>) -> Box<[Box<str>]> {
    let mut keys: Vec<&str> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().map(Box::from).collect()
}

/// What all files of a manuscript say.
#[derive(Debug, Default, PartialEq)]
pub struct Together {
    /// The keys that are cited, sorted, each with the number of files that cite it.
    cited: Vec<(Box<str>, u32)>,
    /// The keys that are defined, the same.
    own_keys: Vec<(Box<str>, u32)>,
    /// How many files cite the whole bibliography.
    cites_all: u32,
    /// How many files there are.
    files: u32,
    /// How often their words are written; empty for one file.
    words: Tally,
    /// See [`Together::identity`].
    identity: OnceLock<u128>,
}

impl Together {
    /// What these files say.
    #[must_use]
    pub fn of<'a>(parts: impl Iterator<Item = &'a Part> + Clone) -> Self {
        Self {
            cited: counted(parts.clone().flat_map(|part| part.cited.iter())),
            own_keys: counted(parts.clone().flat_map(|part| part.own_keys.iter())),
            cites_all: parts.clone().map(|part| u32::from(part.cites_all)).sum(),
            files: parts.clone().map(|_| 1).sum(),
            words: words(parts),
            identity: OnceLock::new(),
        }
    }

    /// A hash of all of it, worked out once.
    fn identity(&self) -> u128 {
        *self.identity.get_or_init(|| {
            let mut said = format!("{:?} {:?} {} {}", self.cited, self.own_keys, self.cites_all, self.files);
            said.push_str(&format!(" {:?}", self.words.sums()));
            xxh3_128(said.as_bytes())
        })
    }
}

fn words<'a>(parts: impl Iterator<Item = &'a Part> + Clone) -> Tally {
    let mut all = Tally::default();
    if parts.clone().nth(1).is_some() {
        parts.filter_map(|part| part.words.as_ref()).for_each(|words| all.add(words));
    }
    all
}

fn counted<'a>(keys: impl Iterator<Item = &'a Box<str>>) -> Vec<(Box<str>, u32)> {
    let mut keys: Vec<&str> = keys.map(Box::as_ref).collect();
    keys.sort_unstable();
    let runs = keys.chunk_by(|a, b| a == b);
    runs.filter_map(|run| Some((Box::from(*run.first()?), run.len() as u32))).collect()
}

/// What the other files of a manuscript say, seen from one of them. Empty for a manuscript of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whole {
    together: Arc<Together>,
    /// What the file itself said when the others were asked.
    own: Arc<Part>,
    /// Keys that files of the project define which are no manuscripts (`references:` in `_quarto.yml`), sorted.
    pub project_keys: Vec<String>,
    /// Prefixes of cross-references that the project adds (`dia` for `@dia-x`).
    pub crossrefs: Vec<String>,
}

impl Whole {
    /// Takes what all files say, of which the one that says `own` is looked from.
    pub fn see(&mut self, together: Arc<Together>, own: Arc<Part>) {
        self.together = together;
        self.own = own;
    }

    /// The whole of a file and these others, for tests.
    #[must_use]
    pub fn of(own: &Manuscript, others: &[&Manuscript]) -> Self {
        let own = Arc::new(Part::of(own));
        let parts: Vec<Part> = others.iter().map(|other| Part::of(other)).collect();
        let all = Together::of(std::iter::once(&*own).chain(&parts));
        Self { together: Arc::new(all), own, ..Self::default() }
    }

    /// A hash of what the files say, the own one among them: equal ones tell a rule the same of one text.
    #[must_use]
    pub fn identity(&self) -> u128 {
        let said = format!("{:032x} {:?} {:?}", self.together.identity(), self.project_keys, self.crossrefs);
        xxh3_128(said.as_bytes())
    }

    /// Whether no other file belongs to the manuscript.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.together.files <= 1
    }

    /// Whether another file cites the key.
    #[must_use]
    pub fn cites(&self, key: &str) -> bool {
        of_others(&self.together.cited, &self.own.cited, key)
    }

    /// Whether another file cites the whole bibliography.
    #[must_use]
    pub fn cites_all(&self) -> bool {
        self.together.cites_all > u32::from(self.own.cites_all)
    }

    /// The keys that other files cite, sorted, each once.
    pub fn cited(&self) -> impl Iterator<Item = &str> {
        let others = |(key, count): &&(Box<str>, u32)| *count > u32::from(holds(&self.own.cited, key));
        self.together.cited.iter().filter(others).map(|(key, _)| &**key)
    }

    /// How often other files write a capitalised word, by the hash of its fold.
    #[must_use]
    pub fn written(&self, folded: u64) -> u32 {
        less(&self.together.words.folded, self.own.words.as_ref().map(|words| &words.folded), folded)
    }

    /// How often other files write a capitalised word in just that spelling, by the hash of it in small letters.
    #[must_use]
    pub fn spelt(&self, lower: u64) -> u32 {
        less(&self.together.words.spelt, self.own.words.as_ref().map(|words| &words.spelt), lower)
    }

    /// Whether another file writes a word in small letters, by the hash of its fold.
    #[must_use]
    pub fn is_small(&self, folded: u64) -> bool {
        less(&self.together.words.smalls, self.own.words.as_ref().map(|words| &words.smalls), folded) > 0
    }

    /// Whether another file defines the key: a `\bibitem`, `references:` in front matter or in the project's file, or a
    /// cross-reference of the project's own kind.
    #[must_use]
    pub fn defines(&self, key: &str) -> bool {
        of_others(&self.together.own_keys, &self.own.own_keys, key)
            || self.project_keys.binary_search_by(|known| known.as_str().cmp(key)).is_ok()
            || (!self.crossrefs.is_empty() && super::markdown::is_crossref(key, &self.crossrefs))
    }
}

/// What the others add to the own file's count.
fn less(all: &FxHashMap<u64, u32>, own: Option<&FxHashMap<u64, u32>>, word: u64) -> u32 {
    let of = |counts: &FxHashMap<u64, u32>| counts.get(&word).copied().unwrap_or(0);
    of(all).saturating_sub(own.map_or(0, of))
}

fn holds(keys: &[Box<str>], key: &str) -> bool {
    keys.binary_search_by(|known| (**known).cmp(key)).is_ok()
}

/// Whether more files than the own one have the key.
fn of_others(all: &[(Box<str>, u32)], own: &[Box<str>], key: &str) -> bool {
    let found = all.binary_search_by(|(known, _)| (**known).cmp(key));
    let count = found.ok().and_then(|place| all.get(place)).map_or(0, |(_, count)| *count);
    count > u32::from(holds(own, key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript::latex;

    #[test]
    fn a_whole_is_what_the_others_say() {
        let read = |text| (latex::FORMAT.parse)(text);
        let own = read("\\cite{a,b}\\bibitem{x} X");
        let others = [read("\\cite{b,c}\\cite{c}"), read("\\nocite{*}\\bibitem{y} Y")];
        let whole = Whole::of(&own, &[&others[0], &others[1]]);
        assert_eq!(whole.cited().collect::<Vec<_>>(), ["b", "c"]);
        assert!(!whole.cites("a") && whole.cites("b") && whole.cites("c") && whole.cites_all() && !whole.is_alone());
        assert!(!whole.defines("x") && whole.defines("y"));
        let alone = Whole::of(&others[1], &[]);
        assert!(alone.is_alone() && !alone.cites_all() && !alone.defines("y"));
        assert_eq!(Whole::default().cited().count(), 0);
    }
}
