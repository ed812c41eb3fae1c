//! LaTeX, row by row: what each construct cites, hides, says and declares.

mod cites;
mod declares;
mod hides;
mod properties;
mod says;

use super::*;
use crate::manuscript::testing;

fn cited(text: &str) -> Vec<String> {
    testing::cited(text, &parse(text))
}

/// Checks rows of a text and what it cites.
fn check(rows: &[(&str, &[&str])]) {
    for (text, expected) in rows {
        assert_eq!(cited(text), *expected, "in {text}");
    }
}
