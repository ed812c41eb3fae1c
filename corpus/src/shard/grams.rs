//! Strings within a few slips of another, without looking at all of them.
//!
//! Every slip spoils at most four of a text's trigrams (a transposition, which touches two letters), so two texts within
//! `d` slips share at least `length + 2 - 4 d` of them. The trigrams are hashed into buckets: that two share a bucket by
//! chance costs a comparison, never an answer. Numbers are ordered by length, so that a list is read only where the
//! lengths fit. Invariant: [`Grams::near`] answers exactly as comparing with every string would.

use crate::near::{NAME_CAP, osa_of};
use crate::shard::flat::Flat;
use crate::shard::strings::Strings;

/// Slips spoil this many trigrams at most.
const SPOILT: usize = 4;

/// An index of a list of strings; those longer than [`NAME_CAP`] characters are left out.
#[derive(Debug, Default)]
pub(crate) struct Grams {
    /// The strings' numbers by ascending length; lists name places in this order.
    pub(super) order: Flat<u32>,
    /// For each place, the letters of its string that occur an odd number of times.
    pub(super) letters: Flat<u32>,
    /// For each length from 0 to the cap, where its strings begin in `order`.
    pub(super) lengths: Flat<u32>,
    /// Where each bucket's list begins.
    pub(super) starts: Flat<u32>,
    pub(super) lists: Flat<u32>,
}

impl Grams {
    pub(crate) fn new(strings: &Strings) -> Self {
        let mut by_length: Vec<Vec<u32>> = vec![Vec::new(); NAME_CAP + 1];
        for (number, string) in (0u32..).zip(strings.iter()) {
            if let Some(list) = by_length.get_mut(length(string)) {
                list.push(number);
            }
        }
        let mut lengths = Vec::with_capacity(NAME_CAP + 2);
        let mut total = 0;
        for list in &by_length {
            lengths.push(total);
            total += list.len() as u32;
        }
        lengths.push(total);
        let order: Vec<u32> = by_length.concat();
        let buckets = (order.len() * 2).next_power_of_two().clamp(64, 1 << 15);
        let (starts, lists) = lists(strings, &order, buckets);
        let letters: Vec<u32> = order.iter().map(|number| odd_letters(strings.get(*number as usize))).collect();
        Self {
            order: order.into(),
            letters: letters.into(),
            lengths: lengths.into(),
            starts: starts.into(),
            lists: lists.into(),
        }
    }

    /// The numbers of the strings within `max` slips of `text`, each with its distance; in no order.
    pub(crate) fn near(&self, strings: &Strings, text: &str, max: usize) -> Vec<(u32, usize)> {
        if self.order.is_empty() || text.len() > 4 * NAME_CAP {
            return Vec::new();
        }
        let chars: Vec<char> = text.chars().collect();
        let place = |length: usize| self.lengths.get(length.min(NAME_CAP + 1)).copied().unwrap_or(0);
        let (from, to) = (place(chars.len().saturating_sub(max)), place(chars.len() + max + 1));
        let (is_ascii, letters) = (text.is_ascii(), odd_letters(text));
        let mut wide = Vec::with_capacity(NAME_CAP);
        let mut compare = |place: u32| {
            // Most candidates end here, without a look at their text.
            let differ = letters ^ self.letters.get(place as usize).copied()?;
            let number = self.order.get(place as usize).copied().filter(|_| differ.count_ones() as usize <= 2 * max)?;
            let other = strings.get(number as usize);
            let distance = if is_ascii && other.is_ascii() {
                osa_of(text.as_bytes(), other.as_bytes(), max)
            } else {
                wide.clear();
                wide.extend(other.chars());
                osa_of(&chars, &wide, max)
            };
            distance.map(|distance| (number, distance))
        };
        match (chars.len() + 2).checked_sub(SPOILT * max).filter(|shared| *shared > 0) {
            Some(shared) => self.candidates(&chars, shared, from..to).into_iter().filter_map(compare).collect(),
            // Too short for its trigrams to tell anything: few strings are that short.
            None => (from..to).filter_map(&mut compare).collect(),
        }
    }

    /// The places in `range` whose strings share at least `shared` trigrams with the text, and perhaps others.
    fn candidates(&self, chars: &[char], shared: usize, range: std::ops::Range<u32>) -> Vec<u32> {
        let mut buckets = Vec::new();
        each_bucket(chars, self.starts.len() - 1, &mut buckets);
        let mut found: Vec<&[u32]> = buckets.iter().map(|&bucket| self.list(bucket, &range)).collect();
        // A string that shares k of n trigrams shares k - s of the n - s rarest: the longest lists need not be read.
        found.sort_unstable_by_key(|list| list.len());
        let skipped = shared / 4;
        found.truncate(found.len() - skipped);
        let needed = (shared - skipped).min(usize::from(u8::MAX)) as u8;
        let mut counts = vec![0u8; range.len()];
        let mut places = Vec::new();
        for &place in found.into_iter().flatten() {
            let Some(count) = counts.get_mut((place - range.start) as usize) else { continue };
            *count = count.saturating_add(1);
            if *count == needed {
                places.push(place);
            }
        }
        places
    }

    fn list(&self, bucket: u32, range: &std::ops::Range<u32>) -> &[u32] {
        let bucket = bucket as usize;
        let list = match (self.starts.get(bucket), self.starts.get(bucket + 1)) {
            (Some(&start), Some(&end)) => self.lists.get(start as usize..end as usize).unwrap_or_default(),
            _ => return &[],
        };
        let start = list.partition_point(|place| *place < range.start);
        let end = list.partition_point(|place| *place < range.end);
        list.get(start..end).unwrap_or_default()
    }
}

/// The letters that occur an odd number of times, each a bit (some share one): a slip changes at most two.
fn odd_letters(text: &str) -> u32 {
    text.chars().fold(0, |letters, letter| letters ^ 1 << (u32::from(letter) & 31))
}

fn length(string: &str) -> usize {
    if string.len() > 4 * NAME_CAP { usize::MAX } else { string.chars().count() }
}

/// Counting sort of all (bucket, place): lists ascend because places are added in order.
fn lists(strings: &Strings, order: &[u32], buckets: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; buckets + 1];
    let mut all = Vec::new();
    let mut ends = Vec::with_capacity(order.len());
    let mut chars = Vec::new();
    for &number in order {
        chars.clear();
        chars.extend(strings.get(number as usize).chars());
        each_bucket(&chars, buckets, &mut all);
        ends.push(all.len());
    }
    for &bucket in &all {
        starts[bucket as usize + 1] += 1;
    }
    for bucket in 0..buckets {
        starts[bucket + 1] += starts[bucket];
    }
    let mut next = starts.clone();
    let mut lists = vec![0u32; all.len()];
    let mut begin = 0;
    for (place, end) in (0u32..).zip(ends) {
        for &bucket in &all[begin..end] {
            lists[next[bucket as usize] as usize] = place;
            next[bucket as usize] += 1;
        }
        begin = end;
    }
    (starts, lists)
}

/// The buckets of a text's trigrams, with two blanks before and behind it; the second of two equal ones is another one.
fn each_bucket(chars: &[char], buckets: usize, out: &mut Vec<u32>) {
    let at =
        |place: usize| place.checked_sub(2).and_then(|place| chars.get(place)).map_or(0, |&c| u64::from(u32::from(c)));
    let mut grams = [0u64; NAME_CAP + 8];
    for (place, slot) in (0..chars.len() + 2).zip(0..grams.len()) {
        let gram = at(place) << 42 | at(place + 1) << 21 | at(place + 2);
        let again = grams[..slot].iter().filter(|other| **other == gram).count() as u64;
        grams[slot] = gram;
        out.push(spread(gram ^ again << 63 ^ again, buckets));
    }
}

/// Fibonacci hashing; `buckets` is a power of two.
fn spread(gram: u64, buckets: usize) -> u32 {
    (gram.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as u32 & (buckets as u32 - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_index_finds_what_a_scan_finds(
            strings in proptest::collection::btree_set("[ab1é]{0,14}", 0..40),
            text in "[ab1é]{0,14}",
            max in 1usize..4,
        ) {
            let mut list = Strings::default();
            strings.iter().for_each(|string| list.push(string));
            let mut near = Grams::new(&list).near(&list, &text, max);
            near.sort_unstable();
            let scan = (0u32..).zip(&strings).map(|(number, other)| (number, strsim::osa_distance(&text, other)));
            prop_assert_eq!(near, scan.filter(|(_, distance)| *distance <= max).collect::<Vec<_>>());
        }
    }

    #[test]
    fn long_strings_are_left_out() {
        let mut list = Strings::default();
        list.push(&"a".repeat(100_000));
        let grams = Grams::new(&list);
        assert_eq!(grams.near(&list, &"a".repeat(99_999), 3), []);
        assert_eq!(grams.near(&list, &"a".repeat(66), 3), []);
    }
}
