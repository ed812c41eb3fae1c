//! What is remembered between two looks at the same manuscript, with the same corpus and what of it serves. It spares work
//! and changes no answer.

use super::cited::CitedNames;
use super::facts::Facts;
use super::tally::Counts;
use crate::rules::lookup::Keys;
use crate::rules::works::Works;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The memory of a manuscript.
#[derive(Debug, Default)]
pub struct Memory {
    past: Mutex<Past>,
    works: Works,
}

/// What the last look left.
#[derive(Debug, Default)]
pub struct Past {
    /// What its keys are to it.
    pub keys: Option<Arc<Keys>>,
    /// The names of the records that it cites.
    pub names: CitedNames,
    /// The hashes of its paragraphs, in order, and what is known of each.
    pub hashes: Vec<u64>,
    /// What is known of each.
    pub facts: Arc<Vec<Arc<Facts>>>,
    /// How often its words are written.
    pub counts: Arc<Counts>,
    /// Paragraphs that it had: an edit that is taken back finds them again.
    pub gone: FxHashMap<u64, Arc<Facts>>,
}

impl Memory {
    /// What is known of the works that the manuscript cites.
    pub(in crate::rules) fn works(&self) -> &Works {
        &self.works
    }

    /// Takes out what the last look left. Who looks at the same time finds nothing and does all the work.
    pub fn take(&self) -> Past {
        // Values are moved in and out whole: what a panic left is whole.
        std::mem::take(&mut *self.past.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Leaves something for the next look.
    pub fn keep(&self, past: Past) {
        *self.past.lock().unwrap_or_else(PoisonError::into_inner) = past;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyse;
    use crate::manuscript::markdown;
    use crate::rules::Context;
    use crate::rules::testing::Fixture;
    use proptest::prelude::*;

    const BIB: &str = "//- /refs.bib
@book{t16, author = {Tuurnas, Sanna and Stenvall, Jari}, title = {The impact of co-production on frontline accountability}, year = 2016}
@book{l80, author = {Lipsky, Michael}, title = {Street-level bureaucracy and its dilemmas}, year = 1980}
@book{m99, author = {Müller, Anna and Tuurmas, Bo}, title = {Other things that matter in the end}, year = 1999}
";

    /// Pieces of manuscripts: names with slips and without, titles, citations, and what ends a paragraph.
    const PIECES: [&str; 18] = [
        "Turnas ",
        "Tuurnas et Stenval [@t16] ",
        "Lipski (1980) ",
        "Lipsky (1981) ",
        "Muller ",
        "Müller ",
        "muller ",
        "[@l80] ",
        "[@m99] ",
        "[@t61] ",
        "@nobody1900 ",
        "*Street-level bureaucracy and its dilemas* ",
        "\"The impact of coproduction on frontline acountability\" ",
        "Lipsky, M. (1980). Street-level bureacracy and its dilemmas. ",
        "\n\n",
        "\n\n",
        "and so on. ",
        "Stenvall ",
    ];

    fn texts() -> impl Strategy<Value = Vec<Vec<usize>>> {
        let change = (0..24usize, 0..4usize, proptest::collection::vec(0..PIECES.len(), 0..4));
        (proptest::collection::vec(0..PIECES.len(), 0..24), proptest::collection::vec(change, 1..6)).prop_map(
            |(mut text, changes)| {
                let mut all = vec![text.clone()];
                for (at, removed, put) in changes {
                    let at = at.min(text.len());
                    text.splice(at..(at + removed).min(text.len()), put);
                    all.push(text.clone());
                }
                all
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_remembered_changes_no_finding(texts in texts()) {
            let fixture = Fixture::new(BIB);
            let memory = Memory::default();
            for pieces in texts {
                let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
                let manuscript = (markdown::FORMAT.parse)(&text);
                let served = fixture.served(&manuscript);
                let context = || Context::new((&text, &manuscript), &fixture.corpus, &served, &fixture.config);
                let remembered = analyse(&context().remembering(&memory));
                prop_assert_eq!(remembered, analyse(&context()), "{}", text);
            }
        }
    }
}
