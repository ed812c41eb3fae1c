//! How often words are written in a manuscript: a form that is written again and again is meant.

use super::facts::Facts;
use crate::manuscript::said::{Said, Tally, hash};
use crate::manuscript::whole::Whole;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// How often words are written in the paragraphs of a file; those in small letters, in how many of its paragraphs.
#[derive(Clone, Debug, Default)]
pub struct Counts(Tally);

impl Counts {
    /// Puts the words of paragraphs in the place of those of others; gives the hashes of those that are written more or
    /// less often than before.
    pub fn change(&mut self, old: &[Arc<Facts>], new: &[Arc<Facts>]) -> FxHashSet<u64> {
        old.iter().for_each(|facts| self.take(&facts.said));
        new.iter().for_each(|facts| self.add(&facts.said));
        let mut changes: FxHashMap<(u8, u64), i32> = FxHashMap::default();
        for (facts, by) in old.iter().map(|facts| (facts, -1)).chain(new.iter().map(|facts| (facts, 1))) {
            for (folded, spelt) in &facts.said.capitals {
                *changes.entry((0, *folded)).or_insert(0) += by;
                *changes.entry((1, *spelt)).or_insert(0) += by;
            }
            facts.said.smalls.iter().for_each(|word| *changes.entry((2, *word)).or_insert(0) += by);
        }
        changes.into_iter().filter(|(_, by)| *by != 0).map(|((_, word), _)| word).collect()
    }

    /// Adds the words of a paragraph.
    fn add(&mut self, said: &Said) {
        for (folded, spelt) in &said.capitals {
            *self.0.folded.entry(*folded).or_insert(0) += 1;
            *self.0.spelt.entry(*spelt).or_insert(0) += 1;
        }
        said.smalls.iter().for_each(|word| *self.0.smalls.entry(*word).or_insert(0) += 1);
    }

    /// Takes the words of a paragraph away that were added before.
    fn take(&mut self, said: &Said) {
        for (folded, spelt) in &said.capitals {
            less(&mut self.0.folded, *folded);
            less(&mut self.0.spelt, *spelt);
        }
        said.smalls.iter().for_each(|word| less(&mut self.0.smalls, *word));
    }

    /// How often a folded word is written with a capital, in the other files of the manuscript too.
    #[must_use]
    pub fn written(&self, folded: &str, others: &Whole) -> u32 {
        let word = hash(folded);
        of(&self.0.folded, word) + others.written(word)
    }

    /// How often a word is written with a capital in just that spelling, given in small letters; in the other files too.
    #[must_use]
    pub fn spelt(&self, lower: &str, others: &Whole) -> u32 {
        let word = hash(lower);
        of(&self.0.spelt, word) + others.spelt(word)
    }

    /// Whether a folded word is also written in small letters, here or in the other files.
    #[must_use]
    pub fn is_small(&self, folded: &str, others: &Whole) -> bool {
        let word = hash(folded);
        of(&self.0.smalls, word) > 0 || others.is_small(word)
    }
}

fn of(counts: &FxHashMap<u64, u32>, word: u64) -> u32 {
    counts.get(&word).copied().unwrap_or(0)
}

fn less(counts: &mut FxHashMap<u64, u32>, word: u64) {
    if let Some(count) = counts.get_mut(&word) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&word);
        }
    }
}
