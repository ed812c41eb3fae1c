//! How often words are written in a manuscript: a form that is written again and again is meant.

use super::facts::Facts;
use crate::manuscript::said::hash;
use crate::manuscript::whole::Whole;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// How often the words are written that something hangs on.
#[derive(Debug, Default)]
pub struct Counts {
    folded: FxHashMap<u64, u32>,
    spelt: FxHashMap<u64, u32>,
    smalls: FxHashSet<u64>,
}

impl Counts {
    /// Counts what the facts ask for, over the paragraphs and the other files of the manuscript.
    #[must_use]
    pub fn of(paragraphs: &[(u32, Arc<Facts>)], others: &Whole) -> Self {
        let mut counts = Self::default();
        for (_, facts) in paragraphs {
            for suspect in &facts.suspects {
                let forms = suspect.candidates.iter().map(|candidate| hash(&candidate.form));
                counts.folded.extend(forms.chain([hash(&suspect.folded)]).map(|word| (word, 0)));
            }
            for accent in &facts.accents {
                counts.folded.insert(hash(&accent.folded), 0);
                counts.spelt.extend(accent.spellings.iter().map(|spelling| (hash(spelling), 0)));
            }
        }
        if counts.folded.is_empty() {
            return counts;
        }
        for said in paragraphs.iter().map(|(_, facts)| &facts.said) {
            for (folded, spelt) in &said.capitals {
                if let Some(count) = counts.folded.get_mut(folded) {
                    *count += 1;
                    if let Some(count) = counts.spelt.get_mut(spelt) {
                        *count += 1;
                    }
                }
            }
            let asked = said.smalls.iter().filter(|word| counts.folded.contains_key(word));
            counts.smalls.extend(asked);
        }
        if !others.is_alone() {
            counts.add(others);
        }
        counts
    }

    /// Adds what other files of the manuscript say.
    fn add(&mut self, others: &Whole) {
        self.folded.iter_mut().for_each(|(word, count)| *count += others.written(*word));
        self.spelt.iter_mut().for_each(|(word, count)| *count += others.spelt(*word));
        self.smalls.extend(self.folded.keys().filter(|word| others.is_small(**word)));
    }

    /// How often a folded word is written with a capital.
    #[must_use]
    pub fn written(&self, folded: &str) -> u32 {
        self.folded.get(&hash(folded)).copied().unwrap_or(0)
    }

    /// How often a word is written with a capital in just that spelling, given in small letters.
    #[must_use]
    pub fn spelt(&self, lower: &str) -> u32 {
        self.spelt.get(&hash(lower)).copied().unwrap_or(0)
    }

    /// Whether a folded word is also written in small letters.
    #[must_use]
    pub fn is_small(&self, folded: &str) -> bool {
        self.smalls.contains(&hash(folded))
    }
}
