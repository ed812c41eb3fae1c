//! Strings within a few slips of another, without looking at all of them.
//!
//! Every slip spoils at most four of a text's trigrams (a transposition, which touches two letters), so two texts within
//! `d` slips share at least `length + 2 - 4 d` of them. The trigrams are hashed into buckets: that two share a bucket by
//! chance costs a comparison, never an answer. Numbers are ordered by length, so that a list is read only where the
//! lengths fit, and cut into chunks of 65,536, so that a place in a list takes two bytes and what is counted of a chunk
//! stays in the processor's cache. Invariant: [`Grams::near`] answers exactly as comparing with every string would.

use crate::near::{NAME_CAP, osa_of};
use crate::shard::flat::Flat;
use crate::shard::strings::Strings;
use std::ops::Range;

/// Slips spoil this many trigrams at most.
const SPOILT: usize = 4;
/// So many places make a chunk.
const CHUNK: usize = 1 << 16;

/// An index of a list of strings; those longer than [`NAME_CAP`] characters are left out.
#[derive(Debug, Default)]
pub(crate) struct Grams {
    /// The strings' numbers by ascending length; lists name places in this order.
    pub(super) order: Flat<u32>,
    /// For each place, the letters of its string that occur an odd number of times.
    pub(super) letters: Flat<u32>,
    /// For each length from 0 to the cap, where its strings begin in `order`.
    pub(super) lengths: Flat<u32>,
    /// For each chunk, where the list of each bucket begins, and where the last one ends.
    pub(super) starts: Flat<u32>,
    /// Places in their chunk, ascending in each list.
    pub(super) lists: Flat<u16>,
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
        let buckets = buckets(order.len());
        let (mut starts, mut all) = (Vec::new(), Vec::new());
        for chunk in order.chunks(CHUNK) {
            lists(strings, chunk, buckets, &mut starts, &mut all);
        }
        let letters: Vec<u32> = order.iter().map(|number| odd_letters(strings.get(*number as usize))).collect();
        Self {
            order: order.into(),
            letters: letters.into(),
            lengths: lengths.into(),
            starts: starts.into(),
            lists: all.into(),
        }
    }

    /// Whether the tables are as long as each other says.
    pub(super) fn fits(&self) -> bool {
        let starts = self.order.len().div_ceil(CHUNK) * (buckets(self.order.len()) + 1);
        self.order.len() == self.letters.len() && self.starts.len() == starts
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
            Some(shared) => {
                let mut found = Vec::new();
                self.candidates(&chars, shared, from..to, |place| found.extend(compare(place)));
                found
            }
            // Too short for its trigrams to tell anything: few strings are that short.
            None => (from..to).filter_map(&mut compare).collect(),
        }
    }

    /// The places in `range` whose strings share at least `shared` trigrams with the text, and perhaps others.
    fn candidates(&self, chars: &[char], shared: usize, range: Range<u32>, mut each: impl FnMut(u32)) {
        let count = buckets(self.order.len());
        let mut buckets = Vec::new();
        each_bucket(chars, count, &mut buckets);
        // A string that shares k of n trigrams shares k - s of the n - s rarest: the longest lists need not be read.
        let skipped = shared / 4;
        let needed = (shared - skipped).min(usize::from(u8::MAX)) as u8;
        let mut counts = Vec::new();
        let (range, mut chunk) = (range.start as usize..range.end as usize, range.start as usize / CHUNK);
        while chunk * CHUNK < range.end {
            let base = chunk * CHUNK;
            // What of the chunk lies in the range.
            let (low, high) = (range.start.saturating_sub(base), (range.end - base).min(CHUNK));
            let starts = self.starts.get(chunk * (count + 1)..(chunk + 1) * (count + 1)).unwrap_or_default();
            let mut found: Vec<&[u16]> = buckets.iter().map(|&bucket| self.list(starts, bucket, low..high)).collect();
            found.sort_unstable_by_key(|list| list.len());
            found.truncate(found.len() - skipped);
            counts.clear();
            counts.resize(high - low, 0u8);
            for &place in found.into_iter().flatten() {
                let Some(count) = counts.get_mut(usize::from(place) - low) else { continue };
                *count = count.saturating_add(1);
                if *count == needed {
                    each((base + usize::from(place)) as u32);
                }
            }
            chunk += 1;
        }
    }

    /// What of a bucket's list lies in a range of its chunk, whose lists begin at `starts`.
    fn list(&self, starts: &[u32], bucket: u32, range: Range<usize>) -> &[u16] {
        let bucket = bucket as usize;
        let list = match (starts.get(bucket), starts.get(bucket + 1)) {
            (Some(&start), Some(&end)) => self.lists.get(start as usize..end as usize).unwrap_or_default(),
            _ => return &[],
        };
        let start = if range.start == 0 { 0 } else { list.partition_point(|place| usize::from(*place) < range.start) };
        let end =
            if range.end == CHUNK { list.len() } else { list.partition_point(|place| usize::from(*place) < range.end) };
        list.get(start..end).unwrap_or_default()
    }
}

/// How many buckets there are for so many strings: a power of two.
fn buckets(strings: usize) -> usize {
    (strings * 2).next_power_of_two().clamp(64, 1 << 15)
}

/// The letters that occur an odd number of times, each a bit (some share one): a slip changes at most two.
fn odd_letters(text: &str) -> u32 {
    text.chars().fold(0, |letters, letter| letters ^ 1 << (u32::from(letter) & 31))
}

fn length(string: &str) -> usize {
    if string.len() > 4 * NAME_CAP { usize::MAX } else { string.chars().count() }
}

/// Counting sort of all (bucket, place) of a chunk, behind those of the chunks before: lists ascend because places are
/// added in order.
fn lists(strings: &Strings, chunk: &[u32], buckets: usize, starts: &mut Vec<u32>, lists: &mut Vec<u16>) {
    let mut all = Vec::new();
    let mut ends = Vec::with_capacity(chunk.len());
    let mut chars = Vec::new();
    for &number in chunk {
        chars.clear();
        chars.extend(strings.get(number as usize).chars());
        each_bucket(&chars, buckets, &mut all);
        ends.push(all.len());
    }
    let mut next = vec![0u32; buckets + 1];
    for &bucket in &all {
        next[bucket as usize + 1] += 1;
    }
    next[0] = lists.len() as u32;
    for bucket in 0..buckets {
        next[bucket + 1] += next[bucket];
    }
    starts.extend_from_slice(&next);
    lists.resize(lists.len() + all.len(), 0);
    let mut begin = 0;
    for (place, end) in (0..=u16::MAX).zip(ends) {
        for &bucket in &all[begin..end] {
            lists[next[bucket as usize] as usize] = place;
            next[bucket as usize] += 1;
        }
        begin = end;
    }
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
    fn chunks_do_not_change_what_is_found() {
        let texts: Vec<String> = (0..150_000u32).map(|number| format!("{number:06}")).collect();
        let mut list = Strings::default();
        texts.iter().for_each(|text| list.push(text));
        let grams = Grams::new(&list);
        assert!(grams.fits() && grams.order.len() > 2 * CHUNK);
        for text in ["070000", "131072", "0655355", "99"] {
            let mut near = grams.near(&list, text, 1);
            near.sort_unstable();
            let scan = (0u32..).zip(&texts).map(|(number, other)| (number, strsim::osa_distance(text, other)));
            assert_eq!(near, scan.filter(|(_, distance)| *distance <= 1).collect::<Vec<_>>(), "{text}");
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
