//! Optimal string alignment distance in a band: cost grows with the length times the bound, not with the square.

use crate::near::NAME_CAP;

/// The longest text that is compared, in characters.
pub const TITLE_CAP: usize = 512;

/// Optimal string alignment distance: insertions, deletions, substitutions and transpositions of neighbours, in
/// characters, no part edited twice. `None` above `max`, or where a text is longer than [`TITLE_CAP`].
#[must_use]
pub fn osa(a: &str, b: &str, max: usize) -> Option<usize> {
    if a == b {
        return Some(0);
    }
    if a.len().min(b.len()) > 4 * TITLE_CAP || a.len().abs_diff(b.len()) > 4 * (TITLE_CAP + max) {
        return None;
    }
    if a.is_ascii() && b.is_ascii() {
        return osa_of(a.as_bytes(), b.as_bytes(), max);
    }
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    osa_of(&a, &b, max)
}

/// [`osa`] of texts that are already letters: characters, or bytes where both texts are ASCII.
pub(crate) fn osa_of<T: Copy + Eq>(a: &[T], b: &[T], max: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > max || a.len().max(b.len()) > TITLE_CAP {
        return None;
    }
    let max = max.min(TITLE_CAP);
    let (a, b) = trimmed(a, b);
    if a.is_empty() || b.is_empty() {
        return Some(a.len().max(b.len()));
    }
    // Words need no memory of their own.
    let mut few = [[0u16; NAME_CAP + 2]; 3];
    if b.len() <= NAME_CAP {
        let [older, old, new] = &mut few;
        return in_rows(a, b, max, [older, old, new]);
    }
    let mut many = [(); 3].map(|()| vec![0u16; b.len() + 2]);
    let [older, old, new] = &mut many;
    in_rows(a, b, max, [older, old, new])
}

/// Fills the table row by row; the rows are two before, one before, and the one being filled, each longer than `b` by two.
/// Cells outside the band hold more than `max`.
fn in_rows<T: Copy + Eq>(a: &[T], b: &[T], max: usize, rows: [&mut [u16]; 3]) -> Option<usize> {
    let [mut older, mut old, mut new] = rows;
    let beyond = max as u16 + 1;
    older.fill(beyond);
    new.fill(beyond);
    (0u16..).zip(&mut *old).for_each(|(column, cell)| *cell = column.min(beyond));
    for row in 1..=a.len() {
        let first = row.saturating_sub(max).max(1);
        let last = (row + max).min(b.len());
        new[first - 1] = if first == 1 { (row as u16).min(beyond) } else { beyond };
        let mut best = new[first - 1];
        for column in first..=last {
            let (letter, other) = (a[row - 1], b[column - 1]);
            let mut cost = (old[column].min(new[column - 1]) + 1).min(old[column - 1] + u16::from(letter != other));
            if row > 1 && column > 1 && a[row - 2] == other && letter == b[column - 2] {
                cost = cost.min(older[column - 2] + 1);
            }
            new[column] = cost.min(beyond);
            best = best.min(new[column]);
        }
        new[last + 1] = beyond;
        if best > max as u16 {
            return None;
        }
        (older, old, new) = (old, new, older);
    }
    old.get(b.len()).map(|distance| usize::from(*distance)).filter(|distance| *distance <= max)
}

/// Both texts without their common beginning and end, which add nothing to the distance.
fn trimmed<'a, T: Eq>(a: &'a [T], b: &'a [T]) -> (&'a [T], &'a [T]) {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_band_gives_the_distance_of_the_whole_table(a in "[abcé]{0,9}", b in "[abcé]{0,9}", max in 0usize..5) {
            let whole = strsim::osa_distance(&a, &b);
            prop_assert_eq!(osa(&a, &b, max), (whole <= max).then_some(whole));
        }
    }

    #[test]
    fn hostile_lengths_are_refused_at_once() {
        let long = "a".repeat(3_000_000);
        assert_eq!(osa(&long, "a", 3), None);
        assert_eq!(osa(&long, &format!("{long}b"), 3), None);
        assert_eq!(osa("", "ab", 3), Some(2));
    }
}
