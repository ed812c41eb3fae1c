//! What is remembered between two looks at the same manuscript, with the same corpus and what of it serves. It spares work
//! and changes no answer.

use super::cited::CitedNames;
use super::facts::Facts;
use super::kinds::Kinds;
use super::paragraphs::FORGOTTEN;
use super::tally::Counts;
use super::verdict::Judged;
use crate::manuscript::again::Reading;
use crate::rules::lookup::Keys;
use crate::rules::works::Works;
use rustc_hash::FxHashMap;
use siglum_corpus::{Lang, Span};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// The memory of a manuscript.
#[derive(Debug, Default)]
pub struct Memory {
    past: Mutex<Past>,
    works: Works,
}

/// What the last look left. What is known of paragraphs stands in lists of the same length, in the order of the paragraphs.
#[derive(Debug, Default)]
pub struct Past {
    /// What was looked at last.
    pub seen: Option<Reading>,
    /// What its keys are to it.
    pub keys: Option<Arc<Keys>>,
    /// The names of the records that it cites.
    pub names: CitedNames,
    /// The languages of the manuscript.
    pub languages: Vec<Lang>,
    /// Whether it declares them.
    pub declared: bool,
    /// Where its paragraphs stand in the prose.
    pub spans: Arc<Vec<Span>>,
    /// Their hashes.
    pub hashes: Vec<u64>,
    /// What is known of each.
    pub facts: Arc<Vec<Arc<Facts>>>,
    /// Of which kinds that is.
    pub kinds: Arc<Vec<Kinds>>,
    /// Which of their words are slips of names, as far as they have suspects.
    pub judged: Vec<Option<Box<Judged>>>,
    /// In how many of those judgements it counts how often a word is written, by its hash.
    pub weighed: FxHashMap<u64, u32>,
    /// How often its words are written.
    pub counts: Arc<Counts>,
    /// Paragraphs that it had: an edit that is taken back finds them again.
    pub gone: FxHashMap<u64, Arc<Facts>>,
    /// Whether a paragraph is to be looked at again that nobody changed.
    pub forgetful: bool,
}

/// So many paragraphs are remembered beyond those that the manuscript has at the moment.
const SPARE: usize = 1024;

impl Past {
    /// Forgets the paragraphs of which that is true.
    pub fn forget(&mut self, is_old: impl Fn(&Facts) -> bool) {
        for (hash, facts) in self.hashes.iter_mut().zip(self.facts.iter()) {
            if is_old(facts) {
                *hash = FORGOTTEN;
                self.forgetful = true;
            }
        }
        self.gone.retain(|_, facts| !is_old(facts));
    }

    /// Keeps paragraphs that the manuscript has no more, or elsewhere.
    pub fn set_aside(&mut self, range: Range<usize>) {
        if self.gone.len() > self.hashes.len() + SPARE {
            self.gone.clear();
        }
        let known = self.hashes[range.clone()].iter().zip(&self.facts[range]);
        let kept = known.filter(|(hash, _)| **hash != FORGOTTEN);
        self.gone.extend(kept.map(|(hash, facts)| (*hash, Arc::clone(facts))));
    }

    /// Puts paragraphs in the place of others; where they stand is known already.
    pub fn put(&mut self, old: Range<usize>, hashes: impl Iterator<Item = u64>, facts: Vec<Arc<Facts>>) {
        if old.is_empty() && facts.is_empty() {
            return;
        }
        self.hashes.splice(old.clone(), hashes);
        Arc::make_mut(&mut self.kinds).splice(old.clone(), facts.iter().map(|facts| facts.kinds()));
        let gone = self.judged.splice(old.clone(), facts.iter().map(|_| None));
        gone.flatten().for_each(|judged| judged.leave(&mut self.weighed));
        Arc::make_mut(&mut self.facts).splice(old, facts);
    }
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
    use crate::manuscript::again::{Edit, read_again};
    use crate::manuscript::{Format, Macros, asciidoc, latex, markdown, org, rst, typst};
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

    /// Citations of a key in the formats.
    const CITES: [(&Format, &str); 6] = [
        (&markdown::FORMAT, "[@KEY]"),
        (&latex::FORMAT, "\\cite{KEY}"),
        (&typst::FORMAT, "#cite(<KEY>)"),
        (&org::FORMAT, "[cite:@KEY]"),
        (&rst::FORMAT, ":cite:p:`KEY`"),
        (&asciidoc::FORMAT, "cite:[KEY]"),
    ];

    /// A piece as the format has it.
    fn piece(nth: usize, cites: &str) -> String {
        let piece = PIECES[nth % PIECES.len()];
        let Some((before, rest)) = piece.split_once("[@") else { return piece.to_owned() };
        let (key, behind) = rest.split_once(']').unwrap_or((rest, ""));
        format!("{before}{}{behind}", cites.replace("KEY", key))
    }

    /// An edit: where (in parts of the text's length), how many bytes go, and which pieces come.
    fn edits() -> impl Strategy<Value = Vec<(f64, usize, Vec<usize>)>> {
        let edit = (0.0..1.0f64, 0..40usize, proptest::collection::vec(0..PIECES.len(), 0..4));
        proptest::collection::vec(edit, 1..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn what_is_remembered_changes_no_finding(
            format in 0..CITES.len(),
            all in any::<bool>(),
            long in 0..3usize,
            pieces in proptest::collection::vec(0..PIECES.len(), 0..32),
            edits in edits(),
        ) {
            let (format, cites) = CITES[format];
            let mut fixture = Fixture::new(BIB);
            if all {
                let scope = ("misspelled-author".to_owned(), "scope".to_owned());
                fixture.config.options.insert(scope, "all".to_owned());
            }
            let memory = Memory::default();
            // The language of a text is that of its beginning.
            let beginning = "This is what was said of all that in the beginning, and then again.\n\n".repeat(long * 30);
            let mut text: String = pieces.into_iter().map(|nth| piece(nth, cites)).collect();
            text.insert_str(0, &beginning);
            let mut known = (format.parse)(&text);
            for (at, removed, put) in std::iter::once((0.0, 0, Vec::new())).chain(edits) {
                let start = text.floor_char_boundary((text.len() as f64 * at.max(at * long as f64 / 2.0)) as usize);
                let end = text.ceil_char_boundary((start + removed).min(text.len()));
                let put: String = put.into_iter().map(|nth| piece(nth, cites)).collect();
                let edit = Edit::of(&text, start..end, &put);
                text.replace_range(start..end, &put);
                known = read_again(format, &Macros::default(), known, &edit, &text);
                let fresh = (format.parse)(&text);
                prop_assert_eq!(&known, &fresh, "{}", text);
                let served = fixture.served(&fresh);
                let context = |manuscript| Context::new((&text, manuscript), &fixture.corpus, &served, &fixture.config);
                let remembered = analyse(&context(&known).remembering(&memory));
                prop_assert_eq!(remembered, analyse(&context(&fresh)), "{}", text);
            }
        }
    }

    #[test]
    fn a_letter_costs_one_paragraph() {
        let fixture = Fixture::new(BIB);
        let memory = Memory::default();
        let mut text = "Lipski (1980) and others [@l80] say so. Turnas.\n\n".repeat(300);
        let mut known = (markdown::FORMAT.parse)(&text);
        let mut facts = Vec::new();
        for _ in 0..3 {
            let at = text.len() / 2;
            let edit = Edit::of(&text, at..at, "x");
            text.insert(at, 'x');
            known = read_again(&markdown::FORMAT, &Macros::default(), known, &edit, &text);
            let served = fixture.served(&known);
            let context = Context::new((&text, &known), &fixture.corpus, &served, &fixture.config);
            drop(analyse(&context.remembering(&memory)));
            let past = memory.take();
            let other = past.facts.iter().zip(&facts).filter(|(new, old)| !Arc::ptr_eq(new, old)).count();
            assert!(facts.is_empty() || other == 1, "{other}");
            assert_eq!(past.seen.as_ref(), Some(known.marks.reading()));
            facts = past.facts.to_vec();
            memory.keep(past);
        }
    }
}
