//! The words that a manuscript says, as hashes: how often one is written, and whether in small letters too.

use super::Prose;
use super::words::{Word, cores, is_capital, words};
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};
use siglum_corpus::fold::fold;
use siglum_corpus::span::Span;
use std::hash::BuildHasher;
use xxhash_rust::xxh3::xxh3_64;

/// The words of a stretch of prose, as hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// For each capitalised word, in order: its fold, and its spelling in small letters, without possessive and elision.
    pub capitals: Vec<(u64, u64)>,
    /// The folds of the words in small letters, each once, in order of hash.
    pub smalls: Vec<u64>,
}

impl Said {
    /// The words of a stretch.
    #[must_use]
    pub fn of(prose: &Prose, words: &[Word]) -> Self {
        let mut said = Self::default();
        for word in words {
            let text = word.text(prose);
            if is_capital(text) {
                if let Some(core) = cores(prose, *word).pop() {
                    said.capitals.push((hash(&core.folded), hash(&core.text.to_lowercase())));
                }
            } else {
                said.smalls.push(hash(&fold(text)));
            }
        }
        said.smalls.sort_unstable();
        said.smalls.dedup();
        said
    }
}

/// How often the words of a file are written, by hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Capitalised words by their folds.
    pub folded: FxHashMap<u64, u32>,
    /// Capitalised words by their spellings in small letters.
    pub spelt: FxHashMap<u64, u32>,
    /// Words in small letters by their folds: in how many files they are written.
    pub smalls: FxHashMap<u64, u32>,
}

impl Tally {
    /// The words of one file.
    #[must_use]
    pub fn of(prose: &Prose) -> Self {
        let all: Vec<Word> = words(prose, Span::new(0, prose.text.len())).collect();
        let said = Said::of(prose, &all);
        let mut tally = Self::default();
        for (folded, spelt) in said.capitals {
            *tally.folded.entry(folded).or_insert(0) += 1;
            *tally.spelt.entry(spelt).or_insert(0) += 1;
        }
        tally.smalls = said.smalls.into_iter().map(|word| (word, 1)).collect();
        tally
    }

    /// A hash of each count; the words stand in no order, so their hashes are added up.
    #[must_use]
    pub fn sums(&self) -> [u64; 3] {
        let sum = |counts: &FxHashMap<u64, u32>| {
            let each = counts
                .iter()
                .map(|(word, count)| xxh3_64(&[word.to_le_bytes(), u64::from(*count).to_le_bytes()].concat()));
            each.fold(0, u64::wrapping_add)
        };
        [sum(&self.folded), sum(&self.spelt), sum(&self.smalls)]
    }

    /// Adds the words of another file.
    pub fn add(&mut self, other: &Self) {
        let sum = |all: &mut FxHashMap<u64, u32>, more: &FxHashMap<u64, u32>| {
            more.iter().for_each(|(word, count)| *all.entry(*word).or_insert(0) += count);
        };
        sum(&mut self.folded, &other.folded);
        sum(&mut self.spelt, &other.spelt);
        sum(&mut self.smalls, &other.smalls);
    }
}

/// The hash under which a word is counted.
#[must_use]
pub fn hash(word: &str) -> u64 {
    FxBuildHasher.hash_one(word)
}
