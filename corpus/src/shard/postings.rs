//! Where words stand: for each word of a set of records, the rows that have it and the places in them.
//!
//! A posting is a row, told by its distance from the one before, and three bits of places: two bytes where the distance
//! allows, else four. A million records have twenty million of them. Invariant: rows ascend in the list of a word.

use crate::shard::flat::Flat;
use crate::shard::tables::place::BITS;
use std::ops::Range;

/// So many postings of a long list are gone through to find a row.
const STEP: usize = 256;
/// The bit of a number that is the first of two.
const LONG: u16 = 1 << 15;
const PLACES: u32 = (1 << BITS) - 1;

/// A word of a record: the row, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posting {
    row: u32,
    places: u8,
}

impl Posting {
    pub(crate) fn row(self) -> u32 {
        self.row
    }

    pub(crate) fn places(self) -> u8 {
        self.places
    }
}

/// The lists of all words, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// How many postings the words before each have, and all words together.
    pub(super) counts: Flat<u32>,
    /// Where the list of each word begins in `data`, and where the last one ends.
    pub(super) starts: Flat<u32>,
    pub(super) data: Flat<u16>,
    /// Where the marks of each word begin in `marks`, and where those of the last one end.
    pub(super) mark_starts: Flat<u32>,
    /// For every [`STEP`] postings of a list, the row before and the place in the list.
    pub(super) marks: Flat<[u32; 2]>,
}

/// Words of records, one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Postings<'a> {
    lists: &'a Lists,
    first: usize,
    last: usize,
}

impl Lists {
    /// The postings of some words; words in turn, so rows may recur.
    pub(super) fn of(&self, words: Range<usize>) -> Postings<'_> {
        Postings { lists: self, first: words.start, last: words.end.max(words.start) }
    }

    /// Whether there are as many lists as that.
    pub(super) fn fits(&self, words: usize) -> bool {
        [&self.counts, &self.starts, &self.mark_starts].into_iter().all(|table| table.len() == words + 1)
    }

    fn list(&self, word: usize) -> &[u16] {
        slice(&self.data, &self.starts, word)
    }

    /// Makes the marks.
    fn mark(&mut self, words: usize) {
        let (mut starts, mut marks) = (vec![0u32], Vec::new());
        for word in 0..words {
            let (mut list, mut row, mut at, mut count) = (self.list(word), 0, 0u32, 0usize);
            while let Some((posting, rest)) = next(list, row) {
                at += (list.len() - rest.len()) as u32;
                (list, row, count) = (rest, posting.row, count + 1);
                if count.is_multiple_of(STEP) {
                    marks.push([row, at]);
                }
            }
            starts.push(marks.len() as u32);
        }
        (self.mark_starts, self.marks) = (starts.into(), marks.into());
    }
}

fn slice<'a, T>(all: &'a [T], starts: &[u32], word: usize) -> &'a [T] {
    match (starts.get(word), starts.get(word + 1)) {
        (Some(&start), Some(&end)) => all.get(start as usize..end as usize).unwrap_or_default(),
        _ => &[],
    }
}

/// The first posting of a list that follows one of `row`, and the rest of the list.
fn next(list: &[u16], row: u32) -> Option<(Posting, &[u16])> {
    let (&first, mut rest) = list.split_first()?;
    let mut value = u32::from(first);
    if first & LONG != 0 {
        let (&second, after) = rest.split_first()?;
        value = u32::from(first & !LONG) << 16 | u32::from(second);
        rest = after;
    }
    Some((Posting { row: row.wrapping_add(value >> BITS), places: (value & PLACES) as u8 }, rest))
}

impl<'a> Postings<'a> {
    pub(crate) fn len(self) -> usize {
        let count = |word: usize| self.lists.counts.get(word).map_or(0, |count| *count as usize);
        count(self.last).saturating_sub(count(self.first))
    }

    /// The words one by one.
    pub(crate) fn words(self) -> impl Iterator<Item = Postings<'a>> {
        (self.first..self.last).map(move |word| Self { first: word, last: word + 1, ..self })
    }

    /// The posting of a row, of the first of the words.
    pub(crate) fn find(self, row: u32) -> Option<Posting> {
        let marks = slice(&self.lists.marks, &self.lists.mark_starts, self.first);
        let mark = marks.partition_point(|[before, _]| *before < row).checked_sub(1).and_then(|mark| marks.get(mark));
        let (mut at, start) = mark.map_or((0, 0), |[before, start]| (*before, *start as usize));
        let mut list = self.lists.list(self.first).get(start..)?;
        loop {
            let (posting, rest) = next(list, at)?;
            if posting.row >= row {
                return (posting.row == row).then_some(posting);
            }
            (list, at) = (rest, posting.row);
        }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Posting> + use<'a> {
        let mut words = self.first..self.last;
        let (mut list, mut row): (&[u16], u32) = (&[], 0);
        std::iter::from_fn(move || {
            while list.is_empty() {
                (list, row) = (self.lists.list(words.next()?), 0);
            }
            let (posting, rest) = next(list, row)?;
            (list, row) = (rest, posting.row);
            Some(posting)
        })
    }
}

/// Collects postings, record by record.
#[derive(Default)]
pub(super) struct ListsBuilder {
    /// Words by number with their places, of one record after the other.
    stream: Vec<u32>,
    /// Where each record begins in `stream`.
    rows: Vec<u32>,
    /// What was found of a record when others had begun: its row, and as in `stream`.
    late: Vec<(u32, u32)>,
}

impl ListsBuilder {
    /// Begins the next record.
    pub(super) fn begin(&mut self) {
        self.rows.push(self.stream.len() as u32);
    }

    /// Adds a word by its number; `last` is where the word was put last, or [`u32::MAX`].
    pub(super) fn post(&mut self, row: u32, number: u32, places: u8, last: &mut u32) {
        let packed = number << BITS | u32::from(places);
        let begun = self.rows.last().filter(|_| row as usize + 1 == self.rows.len());
        let Some(&begun) = begun else { return self.late.push((row, packed)) };
        // What lies before the record is far away in memory: it is not looked at.
        let of_record = if *last < begun { None } else { self.stream.get_mut(*last as usize) };
        match of_record {
            Some(known) => *known |= packed,
            None => {
                *last = self.stream.len() as u32;
                self.stream.push(packed);
            }
        }
    }

    /// The lists of `words` words; `ranks` tells which of them each number is.
    pub(super) fn finish(mut self, ranks: &[u32], words: usize) -> Lists {
        self.late.sort_unstable();
        let (mut counts, mut starts) = (vec![0u32; words + 1], vec![0u32; words + 1]);
        let mut rows = vec![0u32; words];
        self.walk(ranks, |word, row, _| {
            counts[word + 1] += 1;
            starts[word + 1] += 1 + u32::from(row - rows[word] >= 1 << (15 - BITS));
            rows[word] = row;
        });
        for word in 0..words {
            counts[word + 1] += counts[word];
            starts[word + 1] += starts[word];
        }
        let mut data = vec![0u16; starts.last().map_or(0, |end| *end as usize)];
        let mut next = starts.clone();
        rows.fill(0);
        self.walk(ranks, |word, row, places| {
            let value = (row - rows[word]) << BITS | u32::from(places);
            rows[word] = row;
            let at = next[word] as usize;
            if value < u32::from(LONG) {
                data[at] = value as u16;
                next[word] += 1;
            } else {
                data[at] = LONG | (value >> 16) as u16;
                data[at + 1] = value as u16;
                next[word] += 2;
            }
        });
        let mut lists = Lists { counts: counts.into(), starts: starts.into(), data: data.into(), ..Lists::default() };
        lists.mark(words);
        lists
    }

    /// Calls `each` with the word, the row and the places of every posting; rows ascend.
    fn walk(&self, ranks: &[u32], mut each: impl FnMut(usize, u32, u8)) {
        let mut late = self.late.as_slice();
        let mut mixed: Vec<(u32, u8)> = Vec::new();
        let unpacked = |packed: &u32| (ranks[(packed >> BITS) as usize], (packed & PLACES) as u8);
        for (row, &start) in self.rows.iter().enumerate() {
            let end = self.rows.get(row + 1).map_or(self.stream.len(), |end| *end as usize);
            let own = self.stream.get(start as usize..end).unwrap_or_default().iter().map(unpacked);
            let row = row as u32;
            let (more, rest) = late.split_at(late.iter().take_while(|(of, _)| *of == row).count());
            late = rest;
            if more.is_empty() {
                own.for_each(|(word, places)| each(word as usize, row, places));
                continue;
            }
            mixed.clear();
            mixed.extend(own.chain(more.iter().map(|(_, packed)| unpacked(packed))));
            mixed.sort_unstable();
            mixed.dedup_by(|later, first| {
                let same = later.0 == first.0;
                first.1 |= if same { later.1 } else { 0 };
                same
            });
            mixed.iter().for_each(|(word, places)| each(*word as usize, row, *places));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_row_is_found_in_a_long_list() {
        let mut builder = ListsBuilder::default();
        let mut last = u32::MAX;
        for row in 0..20_000u32 {
            builder.begin();
            if row % 7 < 3 {
                builder.post(row, 0, 1, &mut last);
            }
        }
        let lists = builder.finish(&[0], 1);
        for row in 0..20_001 {
            let found = lists.of(0..1).find(row).map(Posting::row);
            assert_eq!(found, (row % 7 < 3 && row < 20_000).then_some(row));
        }
    }

    proptest! {
        #[test]
        fn what_was_posted_is_listed(
            posts in proptest::collection::vec((0u32..4, 1u8..8, prop_oneof![Just(0u32), Just(1), Just(2), Just(5_000)]), 0..12),
            late in proptest::collection::vec((0u32..3, 0u32..4, 1u8..8), 0..6),
        ) {
            let mut builder = ListsBuilder::default();
            let (mut last, mut row) = ([u32::MAX; 4], 0);
            let mut expected: BTreeMap<(u32, u32), u8> = BTreeMap::new();
            builder.begin();
            for (number, places, distance) in posts {
                (0..distance).for_each(|_| builder.begin());
                row += distance;
                builder.post(row, number, places, &mut last[number as usize]);
                *expected.entry((3 - number, row)).or_default() |= places;
            }
            for (at, number, places) in late.into_iter().filter(|(at, ..)| *at < row) {
                builder.post(at, number, places, &mut last[number as usize]);
                *expected.entry((3 - number, at)).or_default() |= places;
            }
            let lists = builder.finish(&[3, 2, 1, 0], 4);
            prop_assert!(lists.fits(4));
            for word in 0..4usize {
                let found: Vec<_> = lists.of(word..word + 1).iter().map(|one| (one.row(), one.places())).collect();
                let of_word = expected.iter().filter(|((of, _), _)| *of == word as u32);
                prop_assert_eq!(&found, &of_word.map(|((_, row), places)| (*row, *places)).collect::<Vec<_>>());
                prop_assert_eq!(lists.of(word..word + 1).len(), found.len());
                let rows = (0..=row).filter_map(|row| lists.of(word..word + 1).find(row));
                prop_assert_eq!(&rows.map(|one| (one.row(), one.places())).collect::<Vec<_>>(), &found);
            }
            prop_assert_eq!(lists.of(0..4).iter().count(), expected.len());
        }
    }
}
