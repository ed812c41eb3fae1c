//! reStructuredText with Sphinx: the roles of sphinxcontrib-bibtex, citations `[Doe99]_` with their definitions.
//!
//! Behaviour is docutils': blocks by their indentation, then the inline lexer over each paragraph where it stands.

mod blocks;
mod inline;
#[cfg(test)]
mod tests;

use super::build::Builder;
use super::{Format, Manuscript};
use rustc_hash::FxHashSet;

/// reStructuredText.
pub static FORMAT: Format = Format {
    name: "rst",
    extensions: &["rst", "rest"],
    language_ids: &["restructuredtext", "rst"],
    parse,
    resume: None,
    key_may_follow: super::typing::rst,
    // A comment ends where the indentation does; the blank line keeps the next paragraph out of it.
    comment: ("..", "\n"),
};

fn parse(text: &str) -> Manuscript {
    let mut page = Builder::new(text);
    let references = blocks::read(&mut page);
    let mut manuscript = page.finish();
    resolve(&mut manuscript, &references);
    manuscript
}

/// Makes cross-references of the citations `[Doe99]_` whose definition stands elsewhere: in another file of the
/// project, or spelt in another case. `references` are their places.
fn resolve(manuscript: &mut Manuscript, references: &[u32]) {
    let own: FxHashSet<&str> =
        manuscript.own_keys.iter().filter(|own| own.record).map(|own| own.key.as_str()).collect();
    for &place in references {
        if let Some(citation) = manuscript.citations.get_mut(place as usize) {
            citation.crossref = !own.contains(citation.key.as_str());
        }
    }
}
