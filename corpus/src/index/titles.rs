//! The records whose titles share the rarest words with some words: candidates for a title that is quoted with a slip.
//!
//! The words are those of the index that lookup has anyway; a word that no title has is looked for with a slip or two. The
//! work is bounded by the number of words and postings, not by the corpus.

use crate::index::{Corpus, RecordId, Scope};
use crate::shard::{Postings, cut, place};
use rustc_hash::{FxHashMap, FxHashSet};

/// So many candidates are kept (near-miss.md, section 8).
const CANDIDATES: usize = 8;
/// So many postings are looked at, the rarest words' first.
const POSTINGS: usize = 4_000;
/// The two rarest words are looked at all the same, up to so many postings.
const AT_LEAST: usize = 2;
const MOST: usize = 20_000;
/// So many unknown words are looked for with a slip, where fewer known ones than [`ENOUGH`] tell the title.
const UNKNOWN: usize = 4;
/// So many rare words that are spelt right tell a title.
const ENOUGH: usize = 3;
/// A word of more records, or of more than one in fifty, tells nothing by itself.
const RARE: (usize, usize) = (8, 1_000);
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
            let mut lists: Vec<Postings<'_>> = Vec::new();
            let mut unknown = Vec::new();
            for word in &distinct {
                match tables.words.find(word) {
                    Some(number) => lists.push(tables.postings(number..number + 1)),
                    None => unknown.push(*word),
                }
            }
            // Looking for slips costs most: it is done where the words that are spelt right do not tell the title.
            if lists.iter().filter(|list| list.len() <= (tables.len() / 50).clamp(RARE.0, RARE.1)).count() < ENOUGH {
                let slips = |word: &str| SLIPS.iter().filter(|from| word.chars().count() >= **from).count();
                for (word, slips) in
                    unknown.iter().map(|word| (*word, slips(word))).filter(|(_, slips)| *slips > 0).take(UNKNOWN)
                {
                    let near = tables.word_grams().near(&tables.words, word, slips);
                    lists.extend(near.iter().map(|(number, _)| *number as usize).map(|at| tables.postings(at..at + 1)));
                }
            }
            lists.sort_by_key(|list| list.len());
            let mut looked = 0;
            for (place, list) in lists.into_iter().enumerate() {
                looked += list.len();
                if looked > if place < AT_LEAST { MOST } else { POSTINGS } {
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
