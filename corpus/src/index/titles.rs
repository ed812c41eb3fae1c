//! The records whose titles share the rarest words with some words: candidates for a title that is quoted with a slip.
//!
//! The words are those of the index that lookup has anyway; a word that no title has is looked for with a slip or two. The
//! work is bounded by the number of words and postings, not by the corpus.

use crate::index::{Corpus, RecordId, Scope};
use crate::shard::{cut, place};
use rustc_hash::{FxHashMap, FxHashSet};

/// So many candidates are kept (near-miss.md, section 8).
const CANDIDATES: usize = 8;
/// So many postings are looked at, the rarest words' first.
const POSTINGS: usize = 20_000;
/// So many unknown words are looked for with a slip.
const UNKNOWN: usize = 12;
/// So many words are looked up.
const WORDS: usize = 48;
/// From how many letters on an unknown word may have one slip, and two.
const SLIPS: [usize; 2] = [5, 8];

impl Corpus {
    /// The records that share the most telling words (by inverse frequency) with `words`, folded as
    /// [`crate::near::title_words`] gives them; the best first, at most eight.
    #[must_use]
    pub fn titles_like(&self, words: &[String], scope: &Scope) -> Vec<RecordId> {
        self.titles.get(&words.join(" "), scope, || self.rank_titles(words, scope)).to_vec()
    }

    fn rank_titles(&self, words: &[String], scope: &Scope) -> Vec<RecordId> {
        let mut distinct: Vec<&str> = words.iter().map(|word| cut(word)).take(WORDS).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let mut scores: FxHashMap<RecordId, f64> = FxHashMap::default();
        self.ask(scope, |segment| {
            let tables = segment.tables;
            let mut lists: Vec<&[_]> = Vec::new();
            let mut unknown = 0;
            for word in &distinct {
                if let Some(number) = tables.words.find(word) {
                    lists.push(tables.postings(number..number + 1));
                    continue;
                }
                let letters = word.chars().count();
                let slips = SLIPS.iter().filter(|from| letters >= **from).count();
                if slips > 0 && unknown < UNKNOWN {
                    unknown += 1;
                    let near = tables.word_grams.near(&tables.words, word, slips);
                    lists.extend(near.iter().map(|(number, _)| *number as usize).map(|at| tables.postings(at..at + 1)));
                }
            }
            lists.sort_by_key(|list| list.len());
            let mut looked = 0;
            for list in lists {
                looked += list.len();
                if looked > POSTINGS {
                    break;
                }
                let weight = (1.0 + tables.len() as f64 / list.len().max(1) as f64).ln();
                let mut seen = FxHashSet::default();
                for posting in list.iter().filter(|posting| posting.places() & place::TEXT != 0) {
                    let Some(id) = segment.id(posting.row()).filter(|id| seen.insert(*id)) else { continue };
                    *scores.entry(id).or_insert(0.0) += weight;
                }
            }
        });
        let mut best: Vec<_> = scores.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.into_iter().take(CANDIDATES).map(|(id, _)| id).collect()
    }
}
