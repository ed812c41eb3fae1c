//! Which rows have which words of a query: a bit a row of the tables, and counts for the rows of the rarest word alone.
//!
//! A set of a million rows takes 190 KB here, which stays in the processor's cache while the postings of common words go by.

use super::complete::Fit;
use crate::shard::{Posting, place};

/// The rows of the rarest word of a query, with the words that they have so far.
pub(super) struct Marked {
    /// A bit for each row of the tables.
    bits: Vec<u64>,
    /// How many rows have their bits before each word of `bits`.
    before: Vec<u32>,
    slots: Vec<Slot>,
}

/// How many words a row has: at all, as they begin, in names or key only. Each counts while no word is missing.
#[derive(Clone, Copy, Default)]
struct Slot {
    any: u8,
    begun: u8,
    names: u8,
}

impl Marked {
    /// The rows of these postings, of tables of `rows` rows.
    pub(super) fn of(rows: usize, postings: impl Iterator<Item = Posting>) -> Self {
        let mut bits = vec![0u64; rows.div_ceil(64)];
        for posting in postings {
            if let Some(word) = bits.get_mut(posting.row() as usize / 64) {
                *word |= 1 << (posting.row() % 64);
            }
        }
        let mut total = 0;
        let mut count = |word: &u64| {
            total += word.count_ones();
            total - word.count_ones()
        };
        let before = bits.iter().map(&mut count).collect();
        Self { bits, before, slots: vec![Slot::default(); total as usize] }
    }

    /// Counts the word number `turn` for the row of a posting.
    pub(super) fn raise(&mut self, turn: u8, posting: Posting, misspelt: bool) {
        let (at, bit) = (posting.row() as usize / 64, 1u64 << (posting.row() % 64));
        // Most postings of a common word are of rows that lack the rarer ones: one look at them must do.
        let Some(&word) = self.bits.get(at).filter(|word| **word & bit != 0) else { return };
        let place = self.before.get(at).copied().unwrap_or(0) + (word & (bit - 1)).count_ones();
        let Some(slot) = self.slots.get_mut(place as usize) else { return };
        let raise = |count: &mut u8| *count += u8::from(*count == turn);
        raise(&mut slot.any);
        if !misspelt {
            raise(&mut slot.begun);
            if posting.places() & (place::KEY | place::NAME) != 0 {
                raise(&mut slot.names);
            }
        }
    }

    /// The rows that have so many words, ascending.
    pub(super) fn rows(&self, count: u8) -> Vec<u32> {
        self.all().filter(|(slot, _)| slot.any == count).map(|(_, row)| row).collect()
    }

    /// The rows that have all `count` words, ascending, with how well they fit.
    pub(super) fn hits(&self, count: u8) -> impl Iterator<Item = (Fit, u32)> {
        self.all().filter(move |(slot, _)| slot.any == count).map(move |(slot, row)| {
            let fit = match () {
                () if slot.names == count => Fit::Names,
                () if slot.begun == count => Fit::Words,
                () => Fit::Slip,
            };
            (fit, row)
        })
    }

    fn all(&self) -> impl Iterator<Item = (&Slot, u32)> {
        let rows = self.bits.iter().enumerate().flat_map(|(at, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(at as u32 * 64 + bit)
            })
        });
        self.slots.iter().zip(rows)
    }
}
