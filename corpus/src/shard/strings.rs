//! A sorted list of distinct strings in one piece of memory.

use crate::shard::flat::{self, Flat};
use std::ops::Range;

/// Distinct strings in ascending order, numbered from 0.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    pub(super) text: Flat<u8>,
    pub(super) ends: Flat<u32>,
}

impl Strings {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, number: usize) -> &str {
        flat::text(&self.text, self.range(number))
    }

    fn range(&self, number: usize) -> Range<usize> {
        let ends = &*self.ends;
        let start = number.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
        let end = ends.get(number).copied().unwrap_or(start);
        start as usize..end as usize
    }

    /// The bytes of a string, which sort as the string does.
    fn bytes(&self, number: usize) -> &[u8] {
        self.text.get(self.range(number)).unwrap_or_default()
    }

    /// Whether the string that was added last is this one.
    pub(crate) fn ends_with(&self, string: &str) -> bool {
        self.len().checked_sub(1).is_some_and(|last| self.bytes(last) == string.as_bytes())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|number| self.get(number))
    }

    /// Adds a string that sorts behind all others.
    pub(crate) fn push(&mut self, string: &str) {
        let text = self.text.to_mut();
        text.extend_from_slice(string.as_bytes());
        let end = text.len() as u32;
        self.ends.to_mut().push(end);
    }

    pub(crate) fn shrink(&mut self) {
        self.text.to_mut().shrink_to_fit();
        self.ends.to_mut().shrink_to_fit();
    }

    /// The first string that `behind` holds for, when it holds for all from some place on.
    fn partition(&self, range: Range<usize>, behind: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = usize::midpoint(low, high);
            if behind(self.bytes(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    pub(crate) fn find(&self, string: &str) -> Option<usize> {
        let number = self.partition(0..self.len(), |other| other >= string.as_bytes());
        (number < self.len() && self.bytes(number) == string.as_bytes()).then_some(number)
    }

    /// The strings that begin with `prefix`.
    pub(crate) fn with_prefix(&self, prefix: &str) -> Range<usize> {
        let prefix = prefix.as_bytes();
        let start = self.partition(0..self.len(), |other| other >= prefix);
        let end = self.partition(start..self.len(), |other| !other.starts_with(prefix));
        start..end
    }
}

/// Puts strings in ascending order: `texts` gives each by its number.
pub(crate) fn sorted<'a>(count: usize, text: impl Fn(usize) -> &'a str) -> Vec<u32> {
    // Sixteen bytes decide most comparisons without a look at the text; keys of one author share the first eight.
    let head = |number: usize| {
        let mut head = [0u8; 16];
        let bytes = text(number).as_bytes();
        let length = bytes.len().min(head.len());
        head[..length].copy_from_slice(&bytes[..length]);
        u128::from_be_bytes(head)
    };
    let mut order: Vec<(u128, u32)> = (0..count).map(|number| (head(number), number as u32)).collect();
    order.sort_unstable_by(|a, b| {
        let texts = || text(a.1 as usize).cmp(text(b.1 as usize)).then(a.1.cmp(&b.1));
        a.0.cmp(&b.0).then_with(texts)
    });
    order.into_iter().map(|(_, number)| number).collect()
}
