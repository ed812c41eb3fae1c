//! Plain text: what is typed by hand, citations by author and year and reference lists. Nothing in it is a key.
//!
//! Records come as plain text too. So no folder is searched for plain text; a file that is named, or opened in an
//! editor, is read as a manuscript where no reader knows it for a record.

use super::build::Builder;
use super::line::Line;
use super::{Format, Manuscript};
use std::path::Path;

/// Plain text. It is in no list of extensions and wakes no editor, for the reason above.
pub static FORMAT: Format = Format {
    name: "text",
    extensions: &[],
    language_ids: &[],
    parse,
    resume: None,
    key_may_follow: |_| false,
    comment: ("", ""),
};

/// The extensions of plain text.
const EXTENSIONS: &[&str] = &["txt", "text"];

/// Whether a file is plain text by its name: a record, or a manuscript.
#[must_use]
pub fn is_named_so(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Longer lines than this are whole paragraphs: nobody wraps so late.
const WRAPPED: usize = 120;

fn parse(text: &str) -> Manuscript {
    let mut page = Builder::new(text);
    let by_line = lines_are_paragraphs(text);
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut open = None;
    while at < text.len() {
        let line = Line::at(text, at);
        let written = line.of(text);
        let start = line.start + written.len() - written.trim_start().len();
        let end = line.start + written.trim_end().len();
        at = line.next;
        if start >= end {
            flush(&mut page, &mut open, line.start);
            continue;
        }
        // With a hanging indent only an entry's first line stands at the margin.
        let hanging = open.is_some_and(|(_, _, hangs)| hangs) && start == line.start;
        if by_line || hanging {
            flush(&mut page, &mut open, line.start);
        }
        open = match open {
            None => Some((start, end, false)),
            Some((first, _, hangs)) => Some((first, end, hangs || start > line.start)),
        };
    }
    flush(&mut page, &mut open, text.len());
    page.finish()
}

/// Ends the open paragraph: its start, its end, and whether its later lines are indented.
fn flush(page: &mut Builder<'_>, open: &mut Option<(usize, usize, bool)>, at: usize) {
    if let Some((start, end, _)) = open.take() {
        page.copy_lines(start, end);
        page.end_paragraph(at.max(end));
    }
}

/// Whether each line is a paragraph, as word processors write them: of the lines with text, the longest tenth is longer
/// than anybody wraps.
fn lines_are_paragraphs(text: &str) -> bool {
    let mut lengths: Vec<usize> = text.lines().map(str::len).filter(|&length| length > 0).take(10_000).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() * 9 / 10).is_some_and(|&length| length > WRAPPED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript::testing::hold;

    #[track_caller]
    fn check(text: &str, prose: &str) {
        let m = parse(text);
        assert_eq!(m.prose.text, prose);
        assert!(m.citations.is_empty());
        hold(text, &m);
    }

    #[test]
    fn paragraphs_end_at_blank_lines_and_where_lines_are_not_wrapped() {
        check("One [@a]\ntwo.\n\n  Three\n", "One [@a]\ntwo.\n\nThree\n\n");
        check(
            "Doe, J. (2016).\n   Title.\nRoe, R. (2015).\n   Other.\n",
            "Doe, J. (2016).\nTitle.\n\nRoe, R. (2015).\nOther.\n\n",
        );
        let long = "word ".repeat(30);
        check(&format!("{long}\r\n{long}"), &format!("{0}\n\n{0}\n\n", long.trim_end()));
        check("\u{feff}a\r\nb", "a\nb\n\n");
        check("", "");
    }

    #[test]
    fn quotations_are_candidates_for_titles() {
        let m = parse("See \u{201c}Le titre\u{201d} (2016).");
        assert_eq!(m.prose.emphasis.iter().map(|span| span.of(&m.prose.text)).collect::<Vec<_>>(), ["Le titre"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_the_promises(text in "[ \\t\\r\\na-c“”\"é中\u{feff}\u{FFFC}]{0,60}") {
            hold(&text, &parse(&text));
        }
    }
}
