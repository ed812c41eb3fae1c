//! The names of the records that a manuscript cites: few, so that every word can be compared with them.

use rustc_hash::{FxHashMap, FxHashSet};
use siglum_corpus::Corpus;
use siglum_corpus::index::{NearForm, RecordId};
use siglum_corpus::near::{Forms, jaro_winkler, osa};

/// So many names of a record are compared: nobody types the names behind them.
const NAMES: usize = 256;
/// A word is compared with names up to so many slips away.
const SLIPS: usize = 2;
/// So many new or lost names are put in or taken out one by one.
const FEW: usize = 256;

/// The forms of the cited names, folded.
#[derive(Debug, Default)]
pub struct CitedNames {
    records: FxHashSet<RecordId>,
    /// Of how many records each form is.
    counts: FxHashMap<String, u32>,
    /// The forms in order.
    forms: Vec<Form>,
}

/// A form of a name, or a word that is compared with those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    folded: String,
    /// How many characters it has.
    length: usize,
    /// Which letters it has an odd number of; a slip changes at most two.
    letters: u32,
}

/// A word for which names were asked.
pub type Asked = Form;

impl Form {
    /// A folded word or name.
    #[must_use]
    pub fn new(folded: String) -> Self {
        Self { length: folded.chars().count(), letters: odd_letters(&folded), folded }
    }

    /// Whether a name may be within two slips of the word.
    #[must_use]
    pub fn is_near(&self, other: &Self) -> bool {
        self.length.abs_diff(other.length) <= SLIPS
            && (self.letters ^ other.letters).count_ones() as usize <= 2 * SLIPS
            && osa(&self.folded, &other.folded, SLIPS).is_some()
    }
}

impl CitedNames {
    /// Makes them the names of these records; gives the forms that came or went.
    pub fn update(&mut self, corpus: &Corpus, records: &FxHashSet<RecordId>) -> Vec<Form> {
        if self.records == *records {
            return Vec::new();
        }
        let mut touched = FxHashSet::default();
        let counts = &mut self.counts;
        for id in records.difference(&self.records) {
            for form in forms(corpus, *id) {
                let count = counts.entry(form.clone()).or_insert(0);
                *count += 1;
                if *count == 1 && !touched.remove(&form) {
                    touched.insert(form);
                }
            }
        }
        for id in self.records.difference(records) {
            for form in forms(corpus, *id) {
                let Some(count) = counts.get_mut(&form) else { continue };
                *count -= 1;
                if *count == 0 {
                    counts.remove(&form);
                    if !touched.remove(&form) {
                        touched.insert(form);
                    }
                }
            }
        }
        self.records.clone_from(records);
        let changed: Vec<Form> = touched.into_iter().map(Form::new).collect();
        self.change(&changed);
        changed
    }

    /// Puts in the forms that came, and takes out those that went.
    fn change(&mut self, changed: &[Form]) {
        if changed.len() > FEW {
            self.forms = self.counts.keys().cloned().map(Form::new).collect();
            self.forms.sort_unstable_by(|a, b| a.folded.cmp(&b.folded));
            return;
        }
        for form in changed {
            match self.forms.binary_search_by(|known| known.folded.cmp(&form.folded)) {
                Ok(place) => drop(self.forms.remove(place)),
                Err(place) => self.forms.insert(place, form.clone()),
            }
        }
    }

    /// The forms within two slips of a folded word, the nearest first.
    #[must_use]
    pub fn near(&self, word: &Form) -> Vec<NearForm> {
        let folded = &word.folded;
        let possible = self.forms.iter().filter(|form| {
            form.length.abs_diff(word.length) <= SLIPS
                && (form.letters ^ word.letters).count_ones() as usize <= 2 * SLIPS
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
}

/// The forms of a record's names, each once.
fn forms(corpus: &Corpus, id: RecordId) -> FxHashSet<String> {
    let names = corpus.entry(id).names();
    let forms = names.take(NAMES).flat_map(|name| {
        let forms = Forms::of(&name);
        let literal = forms.literal;
        forms.forms.into_iter().filter(move |form| !(literal && form.part))
    });
    forms.flat_map(|form| [form.folded, form.translit]).collect()
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
        let [first, second] = [0, 1].map(|row| RecordId { shard: 0, row });
        let mut cited = CitedNames::default();
        let near = |cited: &CitedNames, word: &str| {
            let near = cited.near(&Form::new(word.to_owned())).into_iter();
            near.map(|form| form.folded).collect::<Vec<_>>()
        };
        assert_eq!(cited.update(&corpus, &[first].into_iter().collect()).len(), 3);
        assert_eq!(near(&cited, "turnas"), ["tuurnas"]);
        assert_eq!(near(&cited, "mueler"), ["mueller", "muller"]);
        assert!(near(&cited, "tuurnas").is_empty() && near(&cited, "else").is_empty());
        assert_eq!(cited.update(&corpus, &[first, second].into_iter().collect()), [Form::new("tuurmas".to_owned())]);
        assert_eq!(near(&cited, "turmas"), ["tuurmas", "tuurnas"]);
        assert_eq!(cited.update(&corpus, &[second].into_iter().collect()).len(), 3);
        assert_eq!(near(&cited, "tuurnas"), ["tuurmas"]);
        assert!(cited.update(&corpus, &[second].into_iter().collect()).is_empty());
    }
}
