//! Puts pairs of numbers in order, by counting: hashes are spread evenly, and comparing them is most of what sorting costs.

/// How many bits are counted at once, and how often: together all of a number.
const DIGIT: u32 = 11;
const DIGITS: u32 = 3;
/// Fewer pairs are compared: counting has its price, too.
const FEW: usize = 1 << DIGIT;

/// Puts pairs in ascending order, which those of one first number are in already for the most part.
pub(super) fn sort(pairs: &mut Vec<[u32; 2]>) {
    if pairs.len() < FEW {
        return pairs.sort_unstable();
    }
    let mut from = std::mem::take(pairs);
    let mut to = vec![[0; 2]; from.len()];
    for digit in 0..DIGITS {
        let place = |pair: &[u32; 2]| (pair[0] >> (digit * DIGIT)) as usize & (FEW - 1);
        let mut starts = [0u32; FEW];
        from.iter().for_each(|pair| starts[place(pair)] += 1);
        let mut sum = 0;
        for start in &mut starts {
            (*start, sum) = (sum, sum + *start);
        }
        for pair in &from {
            let start = &mut starts[place(pair)];
            to[*start as usize] = *pair;
            *start += 1;
        }
        std::mem::swap(&mut from, &mut to);
    }
    for run in from.chunk_by_mut(|a, b| a[0] == b[0]) {
        if !run.is_sorted() {
            run.sort_unstable();
        }
    }
    *pairs = from;
}

#[cfg(test)]
mod tests {
    use super::sort;

    #[test]
    fn counting_sorts_as_comparing_does() {
        let mut seed = 7u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed
        };
        for len in [0, 1, 2_047, 2_048, 20_000] {
            let mut pairs: Vec<[u32; 2]> = (0..len).map(|at| [next() >> (at % 29), next() % 100]).collect();
            let mut expected = pairs.clone();
            expected.sort_unstable();
            sort(&mut pairs);
            assert!(pairs == expected, "{len}");
        }
    }
}
