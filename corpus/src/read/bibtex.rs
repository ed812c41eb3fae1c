//! BibTeX and BibLaTeX, as they are written and not only as they should be.
//!
//! Invariant: no input makes it fail, recurse, or take more than linear time; one broken entry hides no other.

pub mod latex;
pub mod scan;

use crate::read::{Origin, Problem, Reader, Reading, Stream};
use crate::record::Record;
use crate::shard::Brief;

/// The reader of `.bib` files.
pub static BIBTEX: Reader = Reader {
    name: "bibtex",
    extensions: &["bib", "bibtex", "biblatex"],
    sniff,
    read,
    stream: Some(Stream { cut, define, briefs, record }),
};

/// The `@string` definitions of a file, by name and place.
#[derive(Clone, Debug, Default)]
pub struct Macros {}

fn sniff(_head: &str) -> bool {
    false
}

fn read(_text: &str, _origin: &Origin<'_>) -> Reading {
    Reading::default()
}

fn cut(_text: &str) -> usize {
    0
}

fn define(_text: &str, _base: u32, _macros: &mut Macros) {}

fn briefs(
    _text: &str,
    _base: u32,
    _macros: &mut Macros,
    _brief: &mut dyn FnMut(Brief<'_>),
    _problem: &mut dyn FnMut(Problem),
) {
}

fn record(_text: &str, _base: u32, _macros: &Macros) -> Option<Record> {
    None
}
