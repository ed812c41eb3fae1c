//! What a set of records is looked up by: keys, words, and hashes of works. One file's, or many small files' together.
//!
//! A row here is a record of the set. All tables are flat and sorted: a lookup is a binary search and a walk over what it
//! finds. Keys and words are folded.

use crate::fold::{camel_parts, fold_into};
use crate::shard::flat::Flat;
use crate::shard::grams::Grams;
use crate::shard::order;
use crate::shard::postings::{Lists, ListsBuilder, Postings};
use crate::shard::strings::{Strings, sorted};
use crate::shard::words::{SHORT, WORD_CAP, beginning, kept, mixed, word_mark};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Where a word stands in a record.
pub(crate) mod place {
    /// In the key.
    pub(crate) const KEY: u8 = 1;
    /// In a family name, or it is the year.
    pub(crate) const NAME: u8 = 2;
    /// In the title, a given name or a keyword.
    pub(crate) const TEXT: u8 = 4;
    /// How many bits a place takes.
    pub(crate) const BITS: u32 = 3;
}

/// The most rows of one set; a row and its places have 31 bits in a posting.
pub(crate) const MAX_ROWS: usize = 1 << (31 - place::BITS);
/// The tables of a set of records.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// Keys and aliases.
    pub(crate) keys: Strings,
    pub(super) key_starts: Flat<u32>,
    /// The rows of each key, ascending.
    pub(super) key_rows: Flat<u32>,
    /// The place of each row's own key among the keys.
    pub(crate) ranks: Flat<u32>,
    pub(super) key_grams: OnceLock<Grams>,
    pub(crate) words: Strings,
    /// Where the words stand.
    pub(super) postings: Lists,
    pub(super) word_grams: OnceLock<Grams>,
    /// Hash of a work and row, sorted.
    pub(super) works: Flat<[u32; 2]>,
}

impl Tables {
    /// Keys within a few slips of another; made when first asked for, since what is spelt right needs none of it.
    pub(crate) fn key_grams(&self) -> &Grams {
        self.key_grams.get_or_init(|| Grams::new(&self.keys))
    }

    /// Words within a few slips of another; made when first asked for.
    pub(crate) fn word_grams(&self) -> &Grams {
        self.word_grams.get_or_init(|| Grams::new(&self.words))
    }

    /// Makes the next of these; whether there was one to make.
    pub(super) fn prepare(&self) -> bool {
        if self.key_grams.get().is_none() {
            self.key_grams();
            return true;
        }
        let missing = self.word_grams.get().is_none();
        self.word_grams();
        missing
    }

    pub(super) fn is_prepared(&self) -> bool {
        self.key_grams.get().is_some() && self.word_grams.get().is_some()
    }

    /// The rows of a folded key or alias, ascending.
    pub(crate) fn rows_of(&self, folded: &str) -> &[u32] {
        self.keys.find(folded).map_or(&[], |key| self.rows_at(key))
    }

    /// The rows of a key by its number.
    pub(crate) fn rows_at(&self, key: usize) -> &[u32] {
        slice(&self.key_rows, &self.key_starts, key, key + 1)
    }

    /// Where the words of these numbers stand; words in turn, so rows may recur.
    pub(crate) fn postings(&self, words: std::ops::Range<usize>) -> Postings<'_> {
        self.postings.of(words)
    }

    /// The rows under a hash of a work.
    pub(crate) fn works(&self, hash: u32) -> impl Iterator<Item = u32> + '_ {
        let works = &*self.works;
        let start = works.partition_point(|work| work[0] < hash);
        works.get(start..).unwrap_or_default().iter().take_while(move |work| work[0] == hash).map(|work| work[1])
    }

    /// The hashes of works that several rows share, each with its rows as pairs of both, ascending.
    pub(crate) fn shared_works(&self) -> impl Iterator<Item = &[[u32; 2]]> {
        self.works.chunk_by(|a, b| a[0] == b[0]).filter(|run| run.len() > 1)
    }

    /// How many rows the set has.
    pub(crate) fn len(&self) -> usize {
        self.ranks.len()
    }
}

fn slice<'a, T>(all: &'a [T], starts: &[u32], from: usize, to: usize) -> &'a [T] {
    match (starts.get(from), starts.get(to)) {
        (Some(&start), Some(&end)) => all.get(start as usize..end as usize).unwrap_or_default(),
        _ => &[],
    }
}

/// Collects the records of a set.
#[derive(Default)]
pub(crate) struct TablesBuilder {
    key_text: String,
    /// (start, end, row) of folded keys and aliases.
    keys: Vec<(u32, u32, u32)>,
    /// The number in `keys` of each row's own key.
    own: Vec<u32>,
    word_text: String,
    words: Vec<Word>,
    /// Numbers of short words, which are their own marks.
    short: FxHashMap<u64, u32>,
    /// Numbers of the others; a word whose mark is taken by another gets a number each time, which `finish` mends.
    long: FxHashMap<u64, u32>,
    postings: ListsBuilder,
    works: Vec<[u32; 2]>,
    /// The numbers of years: a corpus has few.
    years: FxHashMap<u32, u32>,
    folded: String,
    /// The mark of the text that was added last: see [`mark_of`].
    mark: Option<u64>,
}

/// A word while records are collected.
#[derive(Clone, Copy, Default)]
struct Word {
    start: u32,
    len: u32,
    /// Its last posting: see [`ListsBuilder::post`].
    last: u32,
}

impl TablesBuilder {
    /// Begins a record: those added next are of this row. Rows are numbered in the order of the calls.
    pub(crate) fn row(&mut self, key: &str) -> u32 {
        let row = self.own.len() as u32;
        self.own.push(self.keys.len() as u32);
        self.postings.begin();
        self.alias(row, key);
        row
    }

    /// Begins a record that gets its key by [`TablesBuilder::name`].
    pub(crate) fn row_unnamed(&mut self) -> u32 {
        let row = self.own.len() as u32;
        self.own.push(self.keys.len() as u32);
        self.postings.begin();
        self.push_key(row, "");
        row
    }

    /// Gives a record its key.
    pub(crate) fn name(&mut self, row: u32, key: &str) {
        let place = self.own.get(row as usize).copied().unwrap_or(u32::MAX) as usize;
        self.alias(row, key);
        // The key takes the place that was left for it, so that the rows of equal keys stay in order.
        if let Some(named) = self.keys.pop()
            && let Some(slot) = self.keys.get_mut(place)
        {
            *slot = named;
        }
    }

    /// Adds a further key.
    pub(crate) fn alias(&mut self, row: u32, key: &str) {
        self.push_key(row, key);
        self.text(row, key, place::KEY);
        // Most keys have no capitals, and a part begins with one.
        let small = key.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        if !small && key.len() <= 4 * WORD_CAP && camel_parts(key).nth(1).is_some() {
            camel_parts(key).for_each(|part| self.text(row, part, place::KEY));
        }
    }

    fn push_key(&mut self, row: u32, key: &str) {
        let start = self.key_text.len() as u32;
        fold_into(key, &mut self.key_text);
        self.keys.push((start, self.key_text.len() as u32, row));
    }

    /// Adds the words of a text.
    pub(crate) fn text(&mut self, row: u32, text: &str, places: u8) {
        self.each_word(text, |tables, number| tables.post(row, number, places));
    }

    /// What [`mark_of`] tells of the text that was added last.
    pub(crate) fn last_mark(&self) -> Option<u64> {
        self.mark
    }

    /// The numbers of the words of a text, for [`TablesBuilder::post`].
    pub(crate) fn numbers(&mut self, text: &str, numbers: &mut Vec<u32>) {
        self.each_word(text, |_, number| numbers.push(number));
    }

    fn each_word(&mut self, text: &str, mut each: impl FnMut(&mut Self, u32)) {
        let mut folded = std::mem::take(&mut self.folded);
        folded.clear();
        // A longer text has more words than are kept, or none that anybody types.
        fold_into(beginning(text), &mut folded);
        let mut mark = 0;
        for word in kept(&folded) {
            let of_word = word_mark(word);
            mark = mixed(mark, of_word);
            let number = self.number(word, of_word);
            each(self, number);
        }
        self.mark = (!folded.is_empty()).then_some(mark);
        self.folded = folded;
    }

    /// Adds a year.
    pub(crate) fn year(&mut self, row: u32, year: i32) {
        let year = year.unsigned_abs();
        let number = match self.years.get(&year) {
            Some(number) => *number,
            None => {
                let word = year.to_string();
                let number = self.number(&word, word_mark(&word));
                self.years.insert(year, number);
                number
            }
        };
        self.post(row, number, place::NAME);
    }

    /// Adds a hash under which other records of the same work are found.
    pub(crate) fn work(&mut self, row: u32, hash: u32) {
        self.works.push([hash, row]);
    }

    fn word(&mut self, row: u32, word: &str, places: u8) {
        let number = self.number(word, word_mark(word));
        self.post(row, number, places);
    }

    /// Adds a word by its number.
    pub(crate) fn post(&mut self, row: u32, number: u32, places: u8) {
        if let Some(word) = self.words.get_mut(number as usize) {
            self.postings.post(row, number, places, &mut word.last);
        }
    }

    fn number(&mut self, word: &str, mark: u64) -> u32 {
        let next = self.words.len() as u32;
        let is_short = word.len() <= SHORT;
        let numbers = if is_short { &mut self.short } else { &mut self.long };
        let number = *numbers.entry(mark).or_insert(next);
        if number < next && (is_short || self.word_at(number as usize) == word) {
            return number;
        }
        let start = self.word_text.len() as u32;
        self.word_text.push_str(word);
        self.words.push(Word { start, len: word.len() as u32, last: u32::MAX });
        next
    }

    fn word_at(&self, number: usize) -> &str {
        let word = self.words.get(number).copied().unwrap_or_default();
        self.word_text.get(word.start as usize..(word.start + word.len) as usize).unwrap_or_default()
    }

    /// Adds all records of another set behind those that are here.
    pub(crate) fn absorb(&mut self, other: &Tables) {
        let base = self.own.len() as u32;
        self.own.resize(self.own.len() + other.len(), 0);
        (0..other.len()).for_each(|_| self.postings.begin());
        for key in 0..other.keys.len() {
            for &row in other.rows_at(key) {
                if other.ranks.get(row as usize) == Some(&(key as u32)) {
                    self.own[(base + row) as usize] = self.keys.len() as u32;
                }
                self.push_key(base + row, other.keys.get(key));
            }
        }
        for (number, word) in other.words.iter().enumerate() {
            for posting in other.postings(number..number + 1).iter() {
                self.word(base + posting.row(), word, posting.places());
            }
        }
        self.works.extend(other.works.iter().map(|[hash, row]| [*hash, base + row]));
    }

    /// The tables.
    pub(crate) fn finish(mut self) -> Tables {
        (self.short, self.long) = Default::default();
        let mut tables = Tables::default();
        self.finish_words(&mut tables);
        self.finish_keys(&mut tables);
        order::sort(&mut self.works);
        tables.works = self.works.into();
        tables
    }

    fn finish_words(&mut self, tables: &mut Tables) {
        let order = sorted(self.words.len(), |number| self.word_at(number));
        let mut places = vec![0u32; order.len()];
        for number in order {
            let word = self.word_at(number as usize);
            let known = tables.words.ends_with(word);
            if !known {
                tables.words.push(word);
            }
            places[number as usize] = tables.words.len() as u32 - 1;
        }
        self.words = Vec::new();
        self.word_text = String::new();
        tables.postings = std::mem::take(&mut self.postings).finish(&places, tables.words.len());
        tables.words.shrink();
    }

    fn finish_keys(&mut self, tables: &mut Tables) {
        let text = |number: usize| {
            let (start, end, _) = self.keys.get(number).copied().unwrap_or_default();
            self.key_text.get(start as usize..end as usize).unwrap_or_default()
        };
        let mut places = vec![0u32; self.keys.len()];
        for number in sorted(self.keys.len(), text) {
            let key = text(number as usize);
            let known = tables.keys.ends_with(key);
            if !known {
                tables.keys.push(key);
            }
            places[number as usize] = tables.keys.len() as u32 - 1;
        }
        let keyed = self.keys.iter().zip(&places).map(|((_, _, row), place)| (*place, *row));
        (tables.key_starts, tables.key_rows) = grouped(tables.keys.len(), keyed);
        tables.ranks = self.own.iter().map(|own| places[*own as usize]).collect::<Vec<_>>().into();
        tables.keys.shrink();
    }
}

/// Counting sort of values by group: where each group begins, and the values.
fn grouped(groups: usize, values: impl ExactSizeIterator<Item = (u32, u32)> + Clone) -> (Flat<u32>, Flat<u32>) {
    let mut starts = vec![0u32; groups + 1];
    let mut out = vec![0; values.len()];
    for (group, _) in values.clone() {
        starts[group as usize + 1] += 1;
    }
    for group in 0..groups {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    for (group, value) in values {
        let at = &mut next[group as usize];
        out[*at as usize] = value;
        *at += 1;
    }
    (starts.into(), out.into())
}
