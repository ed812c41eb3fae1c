//! A sorted list of distinct strings in one piece of memory.

use std::ops::Range;

/// Distinct strings in ascending order, numbered from 0.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, number: usize) -> &str {
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(number).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|number| self.get(number))
    }

    /// Adds a string that sorts behind all others.
    pub(crate) fn push(&mut self, string: &str) {
        self.text.push_str(string);
        self.ends.push(self.text.len() as u32);
    }

    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The first string that `behind` holds for, when it holds for all from some place on.
    fn partition(&self, range: Range<usize>, behind: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = usize::midpoint(low, high);
            if behind(self.get(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    pub(crate) fn find(&self, string: &str) -> Option<usize> {
        let number = self.partition(0..self.len(), |other| other >= string);
        (number < self.len() && self.get(number) == string).then_some(number)
    }

    /// The strings that begin with `prefix`.
    pub(crate) fn with_prefix(&self, prefix: &str) -> Range<usize> {
        let start = self.partition(0..self.len(), |other| other >= prefix);
        let end = self.partition(start..self.len(), |other| !other.starts_with(prefix));
        start..end
    }
}

/// Puts strings in ascending order: `texts` gives each by its number.
pub(crate) fn sorted<'a>(count: usize, text: impl Fn(usize) -> &'a str) -> Vec<u32> {
    // Eight bytes decide most comparisons without a look at the text.
    let head = |number: usize| {
        let mut head = [0u8; 8];
        head.iter_mut().zip(text(number).bytes()).for_each(|(to, from)| *to = from);
        u64::from_be_bytes(head)
    };
    let mut order: Vec<(u64, u32)> = (0..count).map(|number| (head(number), number as u32)).collect();
    order.sort_unstable_by(|a, b| {
        let texts = || text(a.1 as usize).cmp(text(b.1 as usize)).then(a.1.cmp(&b.1));
        a.0.cmp(&b.0).then_with(texts)
    });
    order.into_iter().map(|(_, number)| number).collect()
}
