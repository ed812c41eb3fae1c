//! The names of the records that a manuscript cites: few, so that every word can be compared with them.

use rustc_hash::FxHashSet;
use siglum_corpus::Corpus;
use siglum_corpus::index::{NearForm, RecordId};
use siglum_corpus::near::{Forms, jaro_winkler, osa};
use std::sync::OnceLock;

/// So many names of a record are compared: nobody types the names behind them.
const NAMES: usize = 256;
/// A word is compared with names up to so many slips away.
const SLIPS: usize = 2;

/// The forms of the cited names, folded; worked out when first asked for.
pub struct CitedNames<'a> {
    corpus: &'a Corpus,
    records: &'a FxHashSet<RecordId>,
    forms: OnceLock<Vec<Form>>,
}

struct Form {
    folded: String,
    /// How many characters it has.
    length: usize,
    /// Which letters it has an odd number of; a slip changes at most two.
    letters: u32,
}

impl<'a> CitedNames<'a> {
    /// The names of these records.
    #[must_use]
    pub fn new(corpus: &'a Corpus, records: &'a FxHashSet<RecordId>) -> Self {
        Self { corpus, records, forms: OnceLock::new() }
    }

    /// The forms within two slips of a folded word, the nearest first.
    #[must_use]
    pub fn near(&self, folded: &str) -> Vec<NearForm> {
        let (length, letters) = (folded.chars().count(), odd_letters(folded));
        let forms = self.forms.get_or_init(|| self.forms());
        let possible = forms.iter().filter(|form| {
            form.length.abs_diff(length) <= SLIPS && (form.letters ^ letters).count_ones() as usize <= 2 * SLIPS
        });
        let mut near: Vec<NearForm> = possible
            .filter_map(|form| {
                let distance = osa(folded, &form.folded, SLIPS).filter(|distance| *distance > 0)?;
                let similarity = jaro_winkler(folded, &form.folded);
                Some(NearForm { folded: form.folded.clone(), distance: distance as u8, similarity })
            })
            .collect();
        near.sort_by(|a, b| a.distance.cmp(&b.distance).then(b.similarity.total_cmp(&a.similarity)));
        near
    }

    fn forms(&self) -> Vec<Form> {
        let mut seen = FxHashSet::default();
        for id in self.records {
            for name in self.corpus.entry(*id).names().take(NAMES) {
                let forms = Forms::of(&name);
                let kept = forms.forms.into_iter().filter(|form| !(forms.literal && form.part));
                kept.for_each(|form| seen.extend([form.folded, form.translit]));
            }
        }
        let mut forms: Vec<String> = seen.into_iter().collect();
        forms.sort_unstable();
        forms
            .into_iter()
            .map(|folded| Form { length: folded.chars().count(), letters: odd_letters(&folded), folded })
            .collect()
    }
}

fn odd_letters(text: &str) -> u32 {
    text.chars().fold(0, |letters, letter| letters ^ 1 << (u32::from(letter) & 31))
}

#[cfg(test)]
mod tests {
    use super::*;
    use siglum_corpus::Shard;
    use std::path::Path;
    use std::sync::Arc;

    #[test]
    fn only_the_names_of_cited_records_are_near() {
        let text = "@book{a, author = {Tuurnas, Sanna and Müller, A.}, year = 1999}\n@book{b, author = {Tuurmas, B.}, year = 1998}";
        let corpus = Corpus::new(vec![Arc::new(Shard::of_text(Path::new("/a.bib"), text))]);
        let records: FxHashSet<_> = [RecordId { shard: 0, row: 0 }].into_iter().collect();
        let cited = CitedNames::new(&corpus, &records);
        let near = |word| cited.near(word).into_iter().map(|form| form.folded).collect::<Vec<_>>();
        assert_eq!(near("turnas"), ["tuurnas"]);
        assert_eq!(near("mueler"), ["mueller", "muller"]);
        assert!(near("tuurnas").is_empty() && near("else").is_empty());
    }
}
