//! AsciiDoc: the macros of asciidoctor-bibtex and asciidoctor-bibliography, and bibliographies typed by hand (`[[[key]]]`).
//!
//! Blocks are read line by line; a citation stands in one line, as asciidoctor-bibtex has it. What is monospaced or
//! passed through holds none, although that tool would look there: it is where the syntax is shown.

mod blocks;
mod inline;
mod macros;
#[cfg(test)]
mod tests;

use super::again::{Resume, Resumed, State};
use super::build::Builder;
use super::{Format, Macros, Manuscript};

/// AsciiDoc.
pub static FORMAT: Format = Format {
    name: "asciidoc",
    extensions: &["adoc", "asciidoc", "asc"],
    language_ids: &["asciidoc", "asciidoctor"],
    parse,
    resume: Some(resume),
    key_may_follow: super::typing::asciidoc,
    comment: ("//", ""),
};

fn parse(text: &str) -> Manuscript {
    let mut page = Builder::new(text);
    let references = blocks::references(text);
    blocks::read(&mut page, references.clone());
    let mut keys: Vec<String> = references.into_iter().map(str::to_owned).collect();
    keys.sort_unstable();
    page.finish_with(0, (State::Asciidoc(keys.into()), 0))
}

/// Goes on at a mark; gives up where the text defines other references than before.
fn resume(text: &str, resume: Resume, _: &Macros) -> Option<Resumed> {
    let State::Asciidoc(known) = resume.state else { return None };
    let references = blocks::references(text);
    if known.len() != references.len() || !known.iter().all(|key| references.contains(key.as_str())) {
        return None;
    }
    let mut page = Builder::again(text, resume.manuscript, resume.trail);
    blocks::read_from(&mut page, references, resume.at);
    page.finish_again(true)
}
