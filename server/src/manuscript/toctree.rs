//! Sphinx's tables of contents: the documents that the lines of a `toctree` name.

use super::Include;
use super::line::Line;
use siglum_corpus::span::Span;
use std::ops::Range;

/// So many names with wild cards are looked for: each takes a look through folders.
const WILD: usize = 64;

/// Pages that Sphinx makes itself.
const MADE: [&str; 4] = ["self", "genindex", "modindex", "search"];

/// The documents that a `toctree` lists whose options and lines stand in a part of the text.
pub(super) fn entries(text: &str, within: Range<usize>) -> Vec<Include> {
    let (mut found, mut glob, mut at) = (Vec::new(), false, within.start);
    let mut wilds = 0;
    while at < within.end.min(text.len()) {
        let line = Line::at(text, at);
        at = line.next;
        let written = line.of(text).trim();
        let option = written.strip_prefix(':').unwrap_or(written).strip_prefix("glob:");
        glob |= option.is_some_and(|value| !value.trim().eq_ignore_ascii_case("false"));
        let is_option = written.starts_with(':') || written.starts_with("---") || option.is_some();
        if written.is_empty() || is_option {
            continue;
        }
        let name = target(written);
        let wild = name.contains(['*', '?', '[']);
        wilds += usize::from(wild);
        // Without the option, nothing is meant by a wild card.
        let is_meant = !wild || glob && wilds <= WILD;
        if name.is_empty() || name.contains("://") || MADE.contains(&name) || !is_meant {
            continue;
        }
        let start = name.as_ptr() as usize - text.as_ptr() as usize;
        let span = Span::new(start, start + name.len());
        found.push(Include { path: name.to_owned(), dir: String::new(), span, toctree: true });
    }
    found
}

/// What a line names: `chapter`, or `A title <chapter>`.
fn target(line: &str) -> &str {
    let titled = line.strip_suffix('>').and_then(|inner| inner.rsplit_once('<'));
    titled.filter(|(title, _)| !title.trim().is_empty()).map_or(line, |(_, name)| name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_listed_and_options_and_addresses_are_none() {
        let names = |text: &str| {
            let found = entries(text, 0..text.len());
            found.iter().map(|one| one.span.of(text).to_owned()).collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            (":maxdepth: 2\n:caption: A title\n:numbered:\n\nintro\nchapters/one\n", "intro chapters/one"),
            ("   :hidden:\n\n   One <one>\n   The site <https://example.org>\n   self\n", "one"),
            (":glob:\n\nchapters/*\n", "chapters/*"),
            ("chapters/*\nlast.rst", "last.rst"),
            ("---\nglob: true\n---\na*", "a*"),
            ("", ""),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }
}
