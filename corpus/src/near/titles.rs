//! Titles: their words, and how much alike two of them are, word by word (near-miss.md, section 8).

use crate::fold::fold;
use crate::near::osa;

/// The most words of a title that are compared: longer ones are cut, so that a hostile title costs nothing.
pub const WORDS_CAP: usize = 64;
/// The most words of a line in which a title is looked for.
pub const LINE_CAP: usize = 192;
/// What aligning two words costs that are a slip apart.
const NEAR: f64 = 0.3;
/// What a word costs that only one side has.
const MISSING: f64 = 0.8;
/// What two neighbours cost that stand the other way round.
const SWAPPED: f64 = 0.5;

/// The words of a title: folded, split at everything but letters and digits, possessives dropped, `&` and its kin as
/// `and`. At most [`WORDS_CAP`].
#[must_use]
pub fn title_words(title: &str) -> Vec<String> {
    let title: String = title.chars().take(super::TITLE_CAP).collect();
    let folded = fold(&title.replace('&', " and ")).replace("'s ", " ");
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let one = |word: &str| if matches!(word, "et" | "und") { "and".to_owned() } else { word.to_owned() };
    words.map(one).take(WORDS_CAP).collect()
}

/// The main title: what stands before a colon, full stop, question or exclamation mark, or a dash, where white space
/// follows it.
#[must_use]
pub fn main_title(title: &str) -> &str {
    let mut before = title;
    let mut chars = title.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = matches!(c, ':' | '.' | '?' | '!' | '\u{2013}' | '\u{2014}');
        if ends && chars.peek().is_none_or(|(_, next)| next.is_whitespace()) {
            before = &title[..at];
            break;
        }
    }
    before.trim_end()
}

/// A difference between two titles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A word stands for another: (of the first title, of the second), by their places.
    Other(usize, usize),
    /// A word of the first that the second lacks.
    Extra(usize),
    /// A word of the second that the first lacks.
    Missing(usize),
    /// Two neighbours of the first, from this place on, stand the other way round in the second.
    Swapped(usize),
}

/// How two titles compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    /// From 0 to 1: one less the cost of the cheapest alignment per word of the longer title.
    pub similarity: f64,
    /// What differs, in order.
    pub differences: Vec<Difference>,
}

/// Aligns the words of two titles at the least cost.
#[must_use]
pub fn align(a: &[String], b: &[String]) -> Alignment {
    let a = &a[..a.len().min(WORDS_CAP)];
    let b = &b[..b.len().min(WORDS_CAP)];
    let width = b.len() + 1;
    // Cost and the step that led to a cell; row by row.
    let mut table = vec![(0.0, Step::Start); (a.len() + 1) * width];
    for row in 0..=a.len() {
        for column in 0..=b.len() {
            if row + column > 0 {
                table[row * width + column] = cheapest(&table, width, a, b, row, column);
            }
        }
    }
    let cost = table[a.len() * width + b.len()].0;
    let longer = a.len().max(b.len()).max(1) as f64;
    Alignment { similarity: (1.0 - cost / longer).max(0.0), differences: differences(&table, width, a, b) }
}

/// Where in the words of a line a title stands at the least cost: what is before and after it costs nothing. At most
/// [`LINE_CAP`] words of the line are looked at.
#[must_use]
pub fn locate(title: &[String], line: &[String]) -> std::ops::Range<usize> {
    let title = &title[..title.len().min(WORDS_CAP)];
    let line = &line[..line.len().min(LINE_CAP)];
    let width = line.len() + 1;
    let mut table = vec![(0.0, Step::Start); (title.len() + 1) * width];
    for row in 1..=title.len() {
        for column in 0..=line.len() {
            table[row * width + column] = cheapest(&table, width, title, line, row, column);
        }
    }
    let last = &table[title.len() * width..];
    let cheaper = |a: &usize, b: &usize| last[*a].0.total_cmp(&last[*b].0);
    let end = (0..width).min_by(cheaper).unwrap_or(0);
    let (mut row, mut column) = (title.len(), end);
    while row > 0 {
        match table[row * width + column].1 {
            Step::Both => (row, column) = (row - 1, column - 1),
            Step::Extra => row -= 1,
            Step::Missing => column -= 1,
            Step::Swap => (row, column) = (row - 2, column - 2),
            Step::Start => break,
        }
    }
    column..end
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    Start,
    Both,
    Extra,
    Missing,
    Swap,
}

fn cheapest(table: &[(f64, Step)], width: usize, a: &[String], b: &[String], row: usize, column: usize) -> (f64, Step) {
    let at = |row: usize, column: usize| table[row * width + column].0;
    let mut best = (f64::INFINITY, Step::Start);
    let mut offer = |cost: f64, step| {
        if cost < best.0 {
            best = (cost, step);
        }
    };
    if row > 0 && column > 0 {
        offer(at(row - 1, column - 1) + word_cost(&a[row - 1], &b[column - 1]), Step::Both);
    }
    if row > 0 {
        offer(at(row - 1, column) + MISSING, Step::Extra);
    }
    if column > 0 {
        offer(at(row, column - 1) + MISSING, Step::Missing);
    }
    if row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1] {
        offer(at(row - 2, column - 2) + SWAPPED, Step::Swap);
    }
    best
}

/// The cost of one word standing for another.
fn word_cost(a: &str, b: &str) -> f64 {
    if a == b {
        return 0.0;
    }
    let length = a.chars().count().max(b.chars().count());
    match osa(a, b, 64) {
        Some(distance) if is_near(distance, length) => NEAR,
        _ if length < 4 => 1.0,
        Some(distance) => (0.4 + distance as f64 / length as f64).min(1.2),
        None => 1.2,
    }
}

/// Whether two words are a slip apart: one edit from three letters, two from six.
#[must_use]
pub fn is_near(distance: usize, length: usize) -> bool {
    (distance <= 1 && length >= 3) || (distance <= 2 && length >= 6)
}

fn differences(table: &[(f64, Step)], width: usize, a: &[String], b: &[String]) -> Vec<Difference> {
    let (mut row, mut column) = (a.len(), b.len());
    let mut out = Vec::new();
    while row + column > 0 {
        match table[row * width + column].1 {
            Step::Both => {
                (row, column) = (row - 1, column - 1);
                if a[row] != b[column] {
                    out.push(Difference::Other(row, column));
                }
            }
            Step::Extra => {
                row -= 1;
                out.push(Difference::Extra(row));
            }
            Step::Missing => {
                column -= 1;
                out.push(Difference::Missing(column));
            }
            Step::Swap => {
                (row, column) = (row - 2, column - 2);
                out.push(Difference::Swapped(row));
            }
            Step::Start => break,
        }
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn aligned(a: &str, b: &str) -> Alignment {
        align(&title_words(a), &title_words(b))
    }

    #[test]
    fn titles_of_the_specification() {
        let title = "L'impact de la coproduction sur l'imputabilité sur le terrain";
        for (other, from, to) in [
            ("L’impact de la coproduction sur l’imputabilite sur le terrain", 1.0, 1.0),
            ("L'impact de la coproduction sur l'imputabilité sur la terrain", 0.8, 0.99),
            ("L'impact de la coproduction sur l'imputabilité le sur terrain", 0.9, 0.99),
            ("L'impact de la coprodution sur l'imputabilité sur le terrain", 0.95, 0.99),
            ("Un tout autre titre", 0.0, 0.4),
        ] {
            let similarity = aligned(title, other).similarity;
            assert!((from..=to).contains(&similarity), "{other}: {similarity}");
        }
        assert_eq!(aligned("Lectures on Government & Binding", "Lectures on Government and Binding").similarity, 1.0);
    }

    #[test]
    fn main_titles_end_at_punctuation_before_a_space() {
        for (title, main) in [
            ("L'impact : le cas", "L'impact"),
            ("What now? A reply", "What now"),
            ("Node.js in use", "Node.js in use"),
            ("A \u{2014} b", "A"),
            ("Plain", "Plain"),
        ] {
            assert_eq!(main_title(title), main);
        }
    }

    proptest! {
        #[test]
        fn a_title_is_like_itself_and_likeness_has_no_side(a in "[a-e ]{0,40}", b in "[a-e ]{0,40}") {
            prop_assert_eq!(aligned(&a, &a).similarity, 1.0);
            let (there, back) = (aligned(&a, &b).similarity, aligned(&b, &a).similarity);
            prop_assert!((there - back).abs() < 1e-9 && (0.0..=1.0).contains(&there));
        }
    }
}
