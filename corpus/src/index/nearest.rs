//! The keys spelt most nearly like an unknown one, from the trigrams of the keys.
//!
//! The same unknown keys are asked at every keystroke: answers are remembered with the corpus they are of.

use crate::fold::fold;
use crate::index::{Corpus, NearKey, RecordId, Scope};
use crate::near::{NAME_CAP, jaro_winkler};

/// So many records of one key are looked at.
const SAME_KEY: usize = 4096;
/// So many near keys are ranked.
const RANKED: usize = 4096;

impl Corpus {
    /// The keys spelt most nearly like `key`, at most `limit`: within max(1, min(3, length / 4)) slips, letters and
    /// accents folded; the fewest slips first, then the fewest as written, then the most alike, then in the order of keys.
    /// Keys of more than 64 characters are near nothing.
    #[must_use]
    pub fn nearest_keys(&self, key: &str, scope: &Scope, limit: usize) -> Vec<NearKey> {
        if key.is_empty() || key.len() > 4 * NAME_CAP {
            return Vec::new();
        }
        let near = self.memo.get(key, scope, || self.rank_near(key, scope));
        near.iter().take(limit).copied().collect()
    }

    fn rank_near(&self, key: &str, scope: &Scope) -> Vec<NearKey> {
        let folded = fold(key);
        let within = (folded.chars().count() / 4).clamp(1, 3);
        let mut found: Vec<(usize, &str, RecordId)> = Vec::new();
        self.ask(scope, |segment| {
            for (number, distance) in segment.tables.key_grams().near(&segment.tables.keys, &folded, within) {
                let rows = segment.tables.rows_at(number as usize);
                let ids = rows.iter().filter_map(|row| segment.id(*row)).take(SAME_KEY);
                for id in ids {
                    let entry = self.entry(id);
                    let spelt = std::iter::once(entry.key()).chain(entry.aliases());
                    let spelt = spelt.filter(|spelt| fold(spelt) == segment.tables.keys.get(number as usize));
                    found.extend(spelt.map(|spelt| (distance, spelt, id)));
                }
            }
        });
        rank(key, found)
    }
}

fn rank(key: &str, mut found: Vec<(usize, &str, RecordId)>) -> Vec<NearKey> {
    found.sort_unstable();
    // The same key in several files is one answer.
    found.dedup_by(|later, first| later.1 == first.1);
    found.truncate(RANKED);
    let exact = |spelt: &str| strsim::osa_distance(key, spelt);
    let mut ranked: Vec<_> = found
        .into_iter()
        .map(|(distance, spelt, id)| (distance, exact(spelt), jaro_winkler(key, spelt), spelt, id))
        .collect();
    ranked.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)).then(a.3.cmp(b.3)));
    let nearest = ranked.first().map(|near| near.0);
    let unique = ranked.iter().filter(|near| Some(near.0) == nearest).count() == 1;
    let near = ranked.into_iter().map(|(distance, _, _, _, id)| NearKey {
        id,
        distance: distance as u8,
        unique: unique && Some(distance) == nearest,
    });
    near.collect()
}
