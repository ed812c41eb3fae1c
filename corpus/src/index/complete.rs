//! Completion: the records that a half-typed key or some words may mean.
//!
//! No query looks at all records: the key's prefix is a range of the sorted keys, a word's prefix a range of the sorted
//! words, and a word that nothing begins with is looked up among the words within a slip or two.

use crate::fold::{camel_parts, fold, words};
use crate::index::marked::Marked;
use crate::index::plan::Segment;
use crate::near::osa;
use crate::shard::{Postings, Tables, cut};
use std::ops::Range;

/// So many words of a query count.
const WORDS: usize = 8;
/// So many postings of the rarest word are looked at, and of each other one.
const POSTINGS: [usize; 2] = [1 << 16, 1 << 20];
/// Where so many times as many rows have a word as rows are left, these are looked up one by one.
const SPARSE: usize = 128;
/// A word with fewer postings than this is also looked for with a slip.
const FEW: usize = 3;
/// From how many letters on a word may have one slip, and two.
const SLIPS: [usize; 2] = [4, 8];
/// So many words that begin like the query's are compared with it.
const LIKELY: usize = 2048;

/// How well a record fits, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    ExactKey,
    KeyPrefix,
    /// Every word begins a part of the key, a name or the year.
    Names,
    /// Every word begins some word.
    Words,
    /// A word is misspelt.
    Slip,
}

/// A query as it is looked up.
pub(super) struct Query {
    /// Folded and trimmed.
    whole: String,
    words: Vec<Word>,
}

/// A word of a query.
struct Word {
    folded: String,
    /// How many words of records begin so, counted up to [`FEW`].
    begun: usize,
}

impl Query {
    pub(super) fn new(query: &str) -> Self {
        Self::of_parts(fold(query.trim()).into_owned(), std::iter::once(query))
    }

    /// The query with its words cut at camel case; `None` where that changes nothing.
    pub(super) fn camel(query: &str) -> Option<Self> {
        camel_parts(query).nth(1)?;
        Some(Self::of_parts(fold(query.trim()).into_owned(), camel_parts(query)))
    }

    fn of_parts<'a>(whole: String, parts: impl Iterator<Item = &'a str>) -> Self {
        let mut found: Vec<Word> = Vec::new();
        for part in parts.take(WORDS) {
            for word in words(&fold(part)).take(WORDS).map(cut) {
                if found.len() < WORDS && !found.iter().any(|known| known.folded == word) {
                    found.push(Word { folded: word.to_owned(), begun: 0 });
                }
            }
        }
        Self { whole, words: found }
    }

    /// Counts what begins like the words in a segment. Asked of all segments first: whether a word is looked for with a
    /// slip must not depend on how the corpus is cut into segments.
    pub(super) fn count(&mut self, segment: &Segment<'_>) {
        for word in &mut self.words {
            let begun = segment.tables.words.with_prefix(&word.folded);
            let postings = segment.tables.postings(begun).iter().filter(|posting| segment.id(posting.row()).is_some());
            word.begun += postings.take(FEW).count();
        }
    }
}

/// A record that fits: how well, its key's number, its row.
pub(super) type Hit = (Fit, u32, u32);

/// The best `limit` records of a segment, the best first, and whether there may be more.
pub(super) fn complete(segment: &Segment<'_>, query: &Query, limit: usize) -> (Vec<Hit>, bool) {
    let tables = segment.tables;
    let mut hits = by_key(segment, &query.whole, limit + 1);
    let mut cut = false;
    if hits.len() <= limit && !query.words.is_empty() {
        let mut known: Vec<u32> = hits.iter().map(|hit| hit.2).collect();
        known.sort_unstable();
        let (mut more, words_cut) = by_words(tables, query);
        cut = words_cut;
        more.retain(|hit| known.binary_search(&hit.2).is_err() && segment.id(hit.2).is_some());
        hits.append(&mut more);
    }
    if hits.len() > limit + 1 {
        hits.select_nth_unstable(limit);
        hits.truncate(limit + 1);
    }
    hits.sort_unstable();
    let more = cut || hits.len() > limit;
    hits.truncate(limit);
    (hits, more)
}

/// The records whose key begins with the query, in the order of keys.
fn by_key(segment: &Segment<'_>, whole: &str, limit: usize) -> Vec<Hit> {
    let tables = segment.tables;
    let mut hits: Vec<Hit> = Vec::new();
    for key in tables.keys.with_prefix(whole) {
        let fit = if tables.keys.get(key).len() == whole.len() { Fit::ExactKey } else { Fit::KeyPrefix };
        for &row in tables.rows_at(key) {
            // A record whose alias fits as well as its key is listed once.
            if segment.id(row).is_some() && !hits.iter().rev().take(64).any(|hit| hit.2 == row) {
                hits.push((fit, key as u32, row));
            }
            if hits.len() >= limit {
                return hits;
            }
        }
    }
    hits
}

/// Where a word of the query stands: ranges of words, those that it begins first.
struct Places {
    begun: Range<usize>,
    misspelt: Vec<usize>,
    total: usize,
}

impl Places {
    /// The postings of the words, each slice with whether its word is misspelt in the query.
    fn slices<'a>(&'a self, tables: &'a Tables) -> impl Iterator<Item = (Postings<'a>, bool)> {
        let misspelt = self.misspelt.iter().map(|&number| (tables.postings(number..number + 1), true));
        std::iter::once((tables.postings(self.begun.clone()), false)).chain(misspelt)
    }
}

fn places(tables: &Tables, query: &Word) -> Places {
    let word = query.folded.as_str();
    let begun = tables.words.with_prefix(word);
    let total = tables.postings(begun.clone()).len();
    let mut misspelt = Vec::new();
    let length = word.chars().count();
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    if query.begun < FEW && !is_number && length >= SLIPS[0] {
        let slips = if length >= SLIPS[1] { 2 } else { 1 };
        misspelt.extend(tables.word_grams().near(&tables.words, word, slips).into_iter().map(|near| near.0 as usize));
        misspelt.extend(half_typed(tables, word, length));
        misspelt.sort_unstable();
        misspelt.dedup();
        misspelt.retain(|number| !begun.contains(number));
    }
    let more: usize = misspelt.iter().map(|&number| tables.postings(number..number + 1).len()).sum();
    Places { begun, misspelt, total: total + more }
}

/// Words that begin like `word` with one slip, in its second half.
fn half_typed<'a>(tables: &'a Tables, word: &'a str, length: usize) -> impl Iterator<Item = usize> + 'a {
    let half = word.char_indices().nth((length / 2).max(3)).map_or(word.len(), |(at, _)| at);
    let likely = tables.words.with_prefix(word.get(..half).unwrap_or(word)).take(LIKELY);
    likely.filter(move |&number| {
        let other = tables.words.get(number);
        (length - 1..=length + 1).any(|end| {
            let end = other.char_indices().nth(end).map_or(other.len(), |(at, _)| at);
            osa(word, other.get(..end).unwrap_or(other), 1).is_some()
        })
    })
}

/// The records that have all words of the query, and whether some may have been left out.
fn by_words(tables: &Tables, query: &Query) -> (Vec<Hit>, bool) {
    let mut all: Vec<Places> = query.words.iter().map(|word| places(tables, word)).collect();
    all.sort_by_key(|places| places.total);
    let Some(rarest) = all.first() else { return (Vec::new(), false) };
    let mut marked =
        Marked::of(tables.len(), rarest.slices(tables).flat_map(|(postings, _)| postings.iter().take(POSTINGS[0])));
    for (turn, places) in (0u8..).zip(&all) {
        // The rows that have all rarer words.
        let left = (turn > 0).then(|| marked.rows(turn));
        if left.as_ref().is_some_and(Vec::is_empty) {
            return (Vec::new(), false);
        }
        for (postings, misspelt) in places.slices(tables) {
            raise(&mut marked, turn, (postings, misspelt), left.as_deref());
        }
    }
    let count = all.len() as u8;
    let rank = |row: u32| tables.ranks.get(row as usize).copied().unwrap_or(u32::MAX);
    let hits: Vec<Hit> = marked.hits(count).map(|(fit, row)| (fit, rank(row), row)).collect();
    let cut = rarest.total > POSTINGS[0] && !hits.is_empty();
    (hits, cut)
}

/// Counts some words for the rows that they stand in, of which only those that are `left` matter.
fn raise(marked: &mut Marked, turn: u8, (postings, misspelt): (Postings<'_>, bool), left: Option<&[u32]>) {
    let mut room = POSTINGS[usize::from(turn > 0)];
    for word in postings.words() {
        let count = word.len();
        match left.filter(|left| count <= room && count / SPARSE > left.len()) {
            Some(left) => {
                let found = left.iter().filter_map(|row| word.find(*row));
                found.for_each(|posting| marked.raise(turn, posting, misspelt));
            }
            None => word.iter().take(room).for_each(|posting| marked.raise(turn, posting, misspelt)),
        }
        room = room.saturating_sub(count);
        if room == 0 {
            return;
        }
    }
}
