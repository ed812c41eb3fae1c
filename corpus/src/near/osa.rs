//! Optimal string alignment distance in a band: cost grows with the length times the bound, not with the square.

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
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    osa_chars(&a, &b, max)
}

/// [`osa`] of texts that are already characters.
pub(crate) fn osa_chars(a: &[char], b: &[char], max: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > max || a.len().max(b.len()) > TITLE_CAP {
        return None;
    }
    let (a, b) = trimmed(a, b);
    let beyond = max + 1;
    // Rows of the table: two before, one before, and the one being filled; cells outside the band are `beyond`.
    let mut older = vec![beyond; b.len() + 1];
    let mut old: Vec<usize> = (0..=b.len()).map(|column| column.min(beyond)).collect();
    let mut new = vec![beyond; b.len() + 1];
    for (row, &letter) in (1usize..).zip(a) {
        let before = row.checked_sub(2).and_then(|at| a.get(at)).copied();
        let first = row.saturating_sub(max).max(1);
        let last = (row + max).min(b.len());
        new[first - 1] = if first == 1 { row.min(beyond) } else { beyond };
        let mut best = new[first - 1];
        for column in first..=last {
            let mut cost =
                (old[column].min(new[column - 1]) + 1).min(old[column - 1] + usize::from(letter != b[column - 1]));
            if column > 1 && before == Some(b[column - 1]) && b[column - 2] == letter {
                cost = cost.min(older[column - 2] + 1);
            }
            new[column] = cost.min(beyond);
            best = best.min(new[column]);
        }
        if let Some(cell) = new.get_mut(last + 1) {
            *cell = beyond;
        }
        if best > max {
            return None;
        }
        std::mem::swap(&mut older, &mut old);
        std::mem::swap(&mut old, &mut new);
    }
    old.last().copied().filter(|distance| *distance <= max)
}

/// Both texts without their common beginning and end, which add nothing to the distance.
fn trimmed<'a>(a: &'a [char], b: &'a [char]) -> (&'a [char], &'a [char]) {
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
