//! Near misses: how far two spellings are apart, and when a slip is likely.

/// Optimal string alignment distance: insertions, deletions, substitutions and transpositions of neighbours, in
/// characters. `None` above `max`, or where a text is longer than 512 characters.
#[must_use]
pub fn osa(a: &str, b: &str, max: usize) -> Option<usize> {
    if a.len() > 2048 || b.len() > 2048 {
        return None;
    }
    let distance = strsim::osa_distance(a, b);
    (distance <= max).then_some(distance)
}
