//! AsciiDoc: the macros of asciidoctor-bibtex and asciidoctor-bibliography, and bibliographies typed by hand (`[[[key]]]`).
//!
//! Blocks are read line by line; a citation stands in one line, as asciidoctor-bibtex has it. What is monospaced or
//! passed through holds none, although that tool would look there: it is where the syntax is shown.

mod blocks;
mod inline;
mod macros;
#[cfg(test)]
mod tests;

use super::build::Builder;
use super::{Format, Manuscript};

/// AsciiDoc.
pub static FORMAT: Format = Format {
    name: "asciidoc",
    extensions: &["adoc", "asciidoc", "asc"],
    language_ids: &["asciidoc", "asciidoctor"],
    parse,
    resume: None,
    key_may_follow: super::typing::asciidoc,
    comment: ("//", ""),
};

fn parse(text: &str) -> Manuscript {
    let mut page = Builder::new(text);
    blocks::read(&mut page);
    page.finish()
}
