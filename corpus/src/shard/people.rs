//! The people of a set of records: under which folded forms each is known, and which forms are nearly some word.
//!
//! Built when it is first asked for: hover and completion need none of it. Invariant: a person is found under every form
//! that [`Forms`] gives its name.

use crate::fold::{fold, translit};
use crate::near::{Forms, NAME_CAP};
use crate::shard::flat::Flat;
use crate::shard::grams::Grams;
use crate::shard::strings::{Strings, sorted};
use crate::shard::{Entry, NameView};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::hash::BuildHasher;

/// So many names of one record are known: nobody types the names behind them.
pub(crate) const NAMES_CAP: u32 = 4096;

/// The people of a set of records.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Folded forms of family names, whole, in parts, and transliterated.
    pub(super) forms: Strings,
    pub(super) starts: Flat<u32>,
    /// For each form the (row, place among the row's names) of who bears it, ascending.
    pub(super) bearers: Flat<[u32; 2]>,
    pub(super) grams: Grams,
    /// Hashes of folded given names, in parts; ascending.
    pub(super) given: Flat<u64>,
    /// Hashes of the folded words of institutions' names; ascending.
    pub(super) institutions: Flat<u64>,
}

impl People {
    /// The people of these records, each with its row.
    pub(crate) fn of<'a>(entries: impl Iterator<Item = (u32, Entry<'a>)>) -> Self {
        let mut people = Self::default();
        let mut found = Found::default();
        for (row, entry) in entries {
            for (nth, name) in (0..NAMES_CAP).zip(entry.names()) {
                found.words(&name);
                let forms = found.forms_of(&name);
                found.bearers.extend(forms.map(|form| (form, row, nth)));
            }
        }
        people.finish(found);
        people
    }

    fn finish(&mut self, mut found: Found<'_>) {
        let order = sorted(found.texts.len(), |number| found.texts[number].as_str());
        let mut ranks = vec![0u32; order.len()];
        for (rank, number) in (0u32..).zip(&order) {
            ranks[*number as usize] = rank;
            self.forms.push(&found.texts[*number as usize]);
        }
        self.forms.shrink();
        found.bearers.iter_mut().for_each(|bearer| bearer.0 = ranks[bearer.0 as usize]);
        found.bearers.sort_unstable();
        found.bearers.dedup();
        let mut starts = vec![0; order.len() + 1];
        for (form, ..) in &found.bearers {
            starts[*form as usize + 1] += 1;
        }
        for form in 0..order.len() {
            starts[form + 1] += starts[form];
        }
        self.starts = starts.into();
        self.bearers = found.bearers.into_iter().map(|(_, row, nth)| [row, nth]).collect::<Vec<_>>().into();
        self.given = ascending(found.given);
        self.institutions = ascending(found.institutions);
        self.grams = Grams::new(&self.forms);
    }

    /// Whether someone's family name is of that folded form.
    pub(crate) fn is_family(&self, folded: &str) -> bool {
        self.forms.find(folded).is_some()
    }

    /// Whether it is someone's given name, or a part of one, folded.
    pub(crate) fn is_given(&self, folded: &str) -> bool {
        self.given.binary_search(&hash(folded)).is_ok()
    }

    /// Whether it is a word of an institution's name, folded.
    pub(crate) fn is_of_institution(&self, folded: &str) -> bool {
        self.institutions.binary_search(&hash(folded)).is_ok()
    }

    /// Who bears a name of that folded form: (row, place among the row's names), ascending.
    pub(crate) fn bearers(&self, folded: &str) -> &[[u32; 2]] {
        let Some(form) = self.forms.find(folded) else { return &[] };
        match (self.starts.get(form), self.starts.get(form + 1)) {
            (Some(&start), Some(&end)) => self.bearers.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The forms within `max` slips of a folded word, in no order.
    pub(crate) fn near(&self, folded: &str, max: usize) -> impl Iterator<Item = (&str, usize)> {
        let near = self.grams.near(&self.forms, folded, max);
        near.into_iter().map(|(number, distance)| (self.forms.get(number as usize), distance))
    }
}

/// What is collected while records are looked at.
#[derive(Default)]
struct Found<'a> {
    /// Names that were taken apart already, with the numbers of their forms in `lists`.
    known: FxHashMap<(bool, &'a str), (u32, u32)>,
    lists: Vec<u32>,
    numbers: FxHashMap<String, u32>,
    texts: Vec<String>,
    /// (form, row, place among the row's names).
    bearers: Vec<(u32, u32, u32)>,
    seen: FxHashSet<(bool, &'a str)>,
    given: FxHashSet<u64>,
    institutions: FxHashSet<u64>,
}

impl<'a> Found<'a> {
    /// Given names, and the words of an institution; the same text once, however many bear it.
    fn words(&mut self, name: &NameView<'a>) {
        let text = if name.literal { name.family } else { name.given };
        if text.is_empty() || !self.seen.insert((name.literal, text)) {
            return;
        }
        let words = if name.literal { &mut self.institutions } else { &mut self.given };
        let folded = fold(text);
        let parts = folded.split([' ', '-', '.', ',', '\u{a0}']).filter(|part| part.len() > 2);
        words.extend(parts.map(hash));
        words.insert(hash(&folded));
        words.insert(hash(&translit(text)));
    }

    /// The numbers of a name's forms.
    fn forms_of(&mut self, name: &NameView<'a>) -> impl Iterator<Item = u32> + use<'a> {
        let key = (name.literal, name.family);
        let range = match self.known.get(&key) {
            Some(range) => *range,
            None => {
                let start = self.lists.len() as u32;
                for form in Forms::of(name).forms.into_iter().filter(|form| !(name.literal && form.part)) {
                    self.add(form.folded.clone());
                    if form.translit != form.folded {
                        self.add(form.translit);
                    }
                }
                let range = (start, self.lists.len() as u32);
                self.known.insert(key, range);
                range
            }
        };
        let numbers = self.lists.get(range.0 as usize..range.1 as usize).unwrap_or_default().to_vec();
        numbers.into_iter()
    }

    fn add(&mut self, folded: String) {
        if folded.is_empty() || folded.len() > 4 * NAME_CAP {
            return;
        }
        let number = self.texts.len() as u32;
        let number = *self.numbers.entry(folded).or_insert_with_key(|folded| {
            self.texts.push(folded.clone());
            number
        });
        self.lists.push(number);
    }
}

fn ascending(hashes: FxHashSet<u64>) -> Flat<u64> {
    let mut hashes: Vec<u64> = hashes.into_iter().collect();
    hashes.sort_unstable();
    hashes.into()
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}
