//! What holds of every text, and that hostile texts cost no more than others.

use proptest::prelude::*;

use super::*;
use crate::manuscript::testing;

/// Checks what holds of every manuscript, and that each letter of the prose has a source.
pub(super) fn hold(text: &str, manuscript: &Manuscript) {
    testing::hold(text, manuscript);
    let prose = &manuscript.prose;
    for (at, letter) in prose.text.char_indices() {
        let source = prose.source(Span::new(at, at + letter.len_utf8()));
        assert!(text.get(source.range()).is_some_and(|text| !text.is_empty()), "the source of {letter:?} at {at}");
    }
}

/// What LaTeX is made of.
const PIECES: &[&str] = &[
    "\\cite",
    "\\parencites",
    "\\nocite",
    "\\volcite",
    "\\citet*",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "a",
    "é",
    "中",
    ",",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "%",
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "\\begin{",
    "\\end{",
    "document}",
    "verbatim}",
    "align}",
    "\\iffalse",
    "\\fi",
    "\\else",
    "\\ifx",
    "\\newcommand",
    "\\mycite",
    "#1",
    "\\def",
    "\\let",
    "=",
    "\\emph",
    "\\section",
    "\\footnote",
    "\\verb|",
    "|",
    "\\'",
    "\\\"",
    "\\c",
    "\\ss",
    "--",
    "``",
    "''",
    "«",
    "»",
    "„",
    "~",
    "&",
    "\\\\",
    "\\",
    "\u{FFFC}",
    "\\bibliography",
    "\\input",
    "\\import",
    "\\bibitem",
    "\\label",
    "\\textquote",
    "*",
    "siglum-ignore",
    "\\em",
    "\"`",
    "\u{301}",
];

/// Pieces that LaTeX is made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        hold(&text, &parse(&text));
    }

    #[test]
    fn any_mixture_of_latex_is_read(text in pieces()) {
        hold(&text, &parse(&text));
    }

    /// A fault in one place does not lose the citations of other paragraphs.
    #[test]
    fn other_paragraphs_keep_their_citations(broken in "[^\\\\%$]{0,20}") {
        let text = format!("\\cite{{a}}\n\n\\emph{{ \\cite{{{broken}\n\n\\cite{{b}}");
        let manuscript = parse(&text);
        let keys: Vec<_> = manuscript.citations.iter().map(|citation| citation.key.as_str()).collect();
        prop_assert!(keys.contains(&"a") && keys.contains(&"b"));
    }
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    testing::hold_in_time(
        parse,
        &[
            "{",
            "}",
            "\\begin{x}",
            "\\begin{verbatim}",
            "\\begin{align}",
            "\\emph{",
            "\\cite{",
            "\\cite[",
            "\\cites{a}[",
            "\\label{",
            "\\x[",
            "\\iffalse",
            "$",
            "$$ ",
            "\\(",
            "\\[",
            "\\section{",
            "\\footnote{",
            "\\newcommand{\\x}{",
            "\\def\\x#1{",
            "\\cite[{\\cite",
            "\\verb|",
            "%\n",
            "\\cite%\n",
            "\n",
            " \n",
            "\\'",
            "``",
            "\\let\\a\\b ",
            "\\cite(",
            "\\cites(",
            "\\mask{\\label{",
            "\\cite<",
            ",",
        ],
        "]}",
    );
}
