//! reStructuredText with Sphinx: the roles of sphinxcontrib-bibtex, citations `[Doe99]_` with their definitions.
//!
//! Behaviour is docutils': blocks by their indentation, then the inline lexer over each paragraph where it stands.

mod blocks;
mod inline;
#[cfg(test)]
mod tests;

use super::again::{Resume, Resumed, Settle, State};
use super::build::Builder;
use super::{Format, Macros, Manuscript};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// reStructuredText.
pub static FORMAT: Format = Format {
    name: "rst",
    extensions: &["rst", "rest"],
    language_ids: &["restructuredtext", "rst"],
    parse,
    resume: Some(resume),
    key_may_follow: super::typing::rst,
    // A comment ends where the indentation does; the blank line keeps the next paragraph out of it.
    comment: ("..", "\n"),
};

fn parse(text: &str) -> Manuscript {
    let mut page = Builder::new(text);
    let styles = blocks::read(&mut page, if text.starts_with('\u{feff}') { 3 } else { 0 }, Vec::new());
    let changes = styles.len() as u32;
    let mut manuscript = page.finish_with(0, (State::Rst(styles.into()), changes));
    let all = 0..manuscript.citations.len();
    resolve(&mut manuscript, text.as_bytes(), all);
    manuscript
}

/// Goes on at a mark.
fn resume(text: &str, resume: Resume, _: &Macros) -> Option<Resumed> {
    let State::Rst(styles) = resume.state else { return None };
    let mut page = Builder::again(text, resume.manuscript, resume.trail);
    let now = blocks::read(&mut page, resume.at, styles.get(..resume.changes.0 as usize)?.to_vec());
    let settle: Settle = Box::new(|manuscript, text, range| resolve(manuscript, text.as_bytes(), range));
    Some(Resumed { settle: Some(settle), ..page.finish_again(*now == *styles)? })
}

/// Makes cross-references of the citations `[Doe99]_` whose definition stands elsewhere: in another file of the
/// project, or spelt in another case.
fn resolve(manuscript: &mut Manuscript, text: &[u8], range: Range<usize>) {
    let own: FxHashSet<&str> =
        manuscript.own_keys.iter().filter(|own| own.record).map(|own| own.key.as_str()).collect();
    for citation in manuscript.citations.get_mut(range).into_iter().flatten() {
        let (whole, key) = (citation.span, citation.key_span);
        let bracketed = whole.start + 1 == key.start && key.end + 2 == whole.end;
        if bracketed && text.get(key.end as usize..whole.end as usize) == Some(b"]_") {
            citation.crossref = !own.contains(citation.key.as_str());
        }
    }
}
