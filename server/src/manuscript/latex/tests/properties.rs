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

/// What opens, closes and reaches far, for texts that are edited.
const EDITED: &[&str] = &[
    "Word one. ",
    "Word two. ",
    "\n\n",
    "\n\n",
    "\n\n",
    "\n",
    " ",
    "\\cite{a,b} ",
    "\\mine{k} ",
    "\\parencite[see][3]{c} ",
    "{",
    "}",
    "[",
    "]",
    "$",
    "$$",
    "\\[",
    "\\]",
    "\\begin{verbatim}",
    "\\end{verbatim}",
    "\\begin{align}",
    "\\end{align}",
    "\\begin{document}",
    "\\end{document}",
    "\\iffalse ",
    "\\fi ",
    "% siglum-ignore x\n",
    "%",
    "\\newcommand{\\mine}[1]{\\cite{#1}}\n",
    "\\newcites{sec}{S}\n",
    "\\bibliographysec{x}\n",
    "\\documentclass[french]{article}\n",
    "\\usepackage[main=english]{babel}\n",
    "\\setmainlanguage{german}\n",
    "\\section{Head}\n",
    "\\section{Head\n\nless}",
    "\\emph{em} ",
    "``quoted'' ",
    "\\footnote{note} ",
    "\\nocite{*} ",
    "\\bibitem{k} ",
    "\\input{f} ",
    "\\verb|x| ",
    "\\'e",
    "~",
    "\r\n\r\n",
    "\\par ",
    "\\item ",
    "% !TeX root = main.tex\n",
    "TeX-master: \"m\"\n",
    "Long words that fill a line so that marks stand apart, as they do in a book. ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_read_again_is_what_is_read_afresh(
        text in proptest::collection::vec(0..1000usize, 0..120),
        edits in proptest::collection::vec((0..20_000usize, 0..40usize, proptest::collection::vec(0..1000usize, 0..3)), 1..6),
    ) {
        crate::manuscript::again::tests::hold(&FORMAT, EDITED, &text, &edits);
    }
}
