//! What holds of every text, and that hostile texts cost no more than others.

use super::*;
use proptest::prelude::*;

/// What Org is made of.
const PIECES: &[&str] = &[
    "[cite:",
    "[cite/t:",
    "@a",
    "@",
    "&b",
    ";",
    "]",
    "[",
    "[[",
    "]]",
    "][",
    "cite:",
    "citet*:",
    "[[cite:",
    "http://",
    "a",
    "é",
    "中",
    "\u{301}",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "* ",
    "** TODO ",
    "COMMENT",
    ":noexport:",
    "- ",
    "1. ",
    "[@3] ",
    "| ",
    "|-",
    "#",
    "# ",
    "#+begin_src",
    "#+end_src",
    "#+begin_quote",
    "#+title: ",
    "#+bibliography: ",
    ":PROPERTIES:",
    ":END:",
    ": ",
    "=",
    "~",
    "*",
    "/",
    "_",
    "+",
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\cite{",
    "}",
    "{",
    "{{{",
    "}}}",
    "@@",
    "<",
    ">",
    "<<",
    "[fn::",
    "[fn:1]",
    "src_r{",
    "call_f(",
    ")",
    "\\begin{x}",
    "\\end{x}",
    "\\",
    "siglum-ignore",
    "\u{FFFC}",
    "\"",
    ",",
    ":",
    "-----",
    "%%(",
];

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        testing::hold(&text, &parse(&text));
    }

    #[test]
    fn any_mixture_of_org_is_read(parts in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = parts.concat();
        testing::hold(&text, &parse(&text));
    }

    /// A fault in one paragraph does not lose the citations of others.
    #[test]
    fn other_paragraphs_keep_their_citations(broken in "[^*#:|\\\\]{0,20}") {
        let keys = cited(&format!("[cite:@a]\n\n[cite:{broken}\n\n[cite:@b]"));
        prop_assert!(keys.contains(&"n a".to_owned()) && keys.contains(&"n b".to_owned()), "{keys:?}");
    }
}

/// What hostile texts repeat.
const HOSTILE: &[&str] = &[
    "[",
    "]",
    "[cite:",
    "[cite:@a",
    "[cite:@a;",
    "[cite:@a]",
    "[cite/",
    "[[",
    "[[cite:a]",
    "[[cite:&a;",
    "cite:a ",
    "cite:",
    "cite:a,",
    "*",
    "*a ",
    "*a* ",
    "/x* *a ",
    "=",
    "=a ",
    "=a= ",
    "~a",
    "$",
    "$a ",
    "$$ ",
    "\\(",
    "\\[",
    "\\cite",
    "\\cite{",
    "\\a{}",
    "\\a[",
    "{{{",
    "@@",
    "@@a",
    "<",
    "<a:",
    "<<<",
    "[fn::",
    "[fn:a:",
    "[fn:1]",
    "src_",
    "src_a{",
    "call_a(",
    "\n",
    "* a\n",
    "#+begin_src\n",
    "#+begin_a\n",
    "#+a: b\n",
    ":a:\n",
    ":PROPERTIES:\n",
    "\\begin{a}\n",
    "| a ",
    "|-\n",
    "- ",
    "- a\n",
    "1. [@1] ",
    "# a\n",
    "(((",
    "cite:(",
    ":",
    "_",
    "a_",
    "+a",
    "@",
    "&",
];

#[test]
fn hostile_texts_are_read_in_linear_time() {
    testing::hold_in_time(parse, HOSTILE, "]})>");
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
    "\r\n\r\n",
    "\"quoted\" ",
    "    ",
    "Long words that fill a line so that marks stand apart, as they do in a book. ",
    "[cite:@a;@b] ",
    "[cite/t:@c",
    "]",
    "cite:d ",
    "#+begin_src\n",
    "#+end_src\n",
    "#+begin_quote\n",
    "#+end_quote\n",
    "# siglum-ignore x\n",
    "* Head\n",
    "** Sub :noexport:\n",
    "** COMMENT x\n",
    "#+title: T\n",
    "#+language: fr\n",
    "#+language: de\n",
    "#+bibliography: r.bib\n",
    "#+include: f.org\n",
    ":PROPERTIES:\n",
    ":END:\n",
    "| a | b |\n",
    "- item\n",
    "\\begin{align}\n",
    "\\end{align}\n",
    "[fn:1] note\n",
    "/em/ ",
    "=code= ",
    "$x$ ",
    "nocite:* ",
    "[[cite:&e]] ",
    "-----\n",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_read_again_is_what_is_read_afresh(
        text in proptest::collection::vec(0..1000usize, 0..120),
        edits in proptest::collection::vec((0..20_000usize, 0..40usize, proptest::collection::vec(0..1000usize, 0..3)), 1..6),
    ) {
        crate::manuscript::again::tests::hold(&crate::manuscript::org::FORMAT, EDITED, &text, &edits);
    }
}
