//! What manuscript.rs promises, for any text; and an end in time.

use super::parse;
use crate::manuscript::testing::{hold, words as cites};

#[test]
fn deep_and_long_nests_end() {
    let parts = [
        "[",
        "[@a",
        "[@a;",
        "@{",
        "`",
        "$a ",
        "<a b='",
        "<!-- -->",
        "<pre></pre>",
        "*a ",
        "[a](",
        "\\a{",
        "> ",
        "- ",
        "```\n",
        "|a",
        "---\na: b\n\n",
        "^[",
        "{cite}`",
        "[^1]: ",
        "(@a)\n",
        "[x]: y\n",
        "{#a",
        "@a[",
        "\\begin{a}\\end{a}",
    ];
    for part in parts {
        for head in ["", "---\nx: "] {
            parse(&format!("{head}{}", part.repeat(30_000 / part.len())));
        }
    }
    for part in ["[", "{", "- ", "? ", "a: ", "&a [", "!a ", "a: [\n"] {
        let text = format!("---\nbibliography: x.bib\ny: {}\n---\n@a", part.repeat(10_000));
        let m = parse(&text);
        assert_eq!((cites(&m).as_str(), m.bibliographies.len()), ("a", 1), "{part:?}");
    }
}

#[test]
fn a_cluster_has_a_region_of_its_own() {
    for text in ["@a![@a]", "![@a; @b]", "!![@a]", "^[@a]![@a](u)"] {
        hold(text, &parse(text));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_keeps_the_promises(text in "\\PC{0,80}") {
        hold(&text, &parse(&text));
    }

    #[test]
    fn text_made_of_marks_keeps_the_promises(parts in proptest::collection::vec(proptest::sample::select(vec![
        "@a", "@é", "-@b", "[", "]", ";", ", ", " ", "\n", "\n\n", "> ", "- ", "    ", "\t", "`", "```\n", "$", "$$", "*", "_",
        "<", ">", "<!--", "-->", "(", ")", "{", "}", "{#x}", "^[", "![", "\\", "\\@", "\\b", "&eacute;", "|", "|---|\n",
        "---\n", "a: b\n", "# ", "=", "(@x) ", "[^1]", ":", "\"", "“", "”", "\r\n", "\r", "中", "\u{308}", "{cite}", "word",
        "{{< include x >}}", "@{", "~~~\n", "nocite: ", "...\n", "\u{FFFC}", "1. ", "<!-- siglum-x -->",
    ]), 0..40)) {
        let text = parts.concat();
        hold(&text, &parse(&text));
    }
}

/// What opens, closes and reaches far, for texts that are edited.
const EDITED: [&str; 46] = [
    "Word one. ",
    "Word two. ",
    "\n\n",
    "\n\n",
    "\n\n",
    "\n",
    "[@a; @b] ",
    "@c ",
    "[@d ",
    "]",
    "```\n",
    "~~~\n",
    "````\n",
    "<!--",
    "-->",
    "<!-- siglum-ignore x -->\n",
    "$$",
    "$",
    "> ",
    "- item\n",
    "1. item\n",
    "    ",
    "\\begin{align}",
    "\\end{align}",
    "---\n",
    "a: b\n",
    "lang: fr\n",
    "title: x\n",
    "nocite: '@*'\n",
    "...\n",
    "(@ex) example\n",
    "@ex ",
    "| a | b |\n",
    "|---|---|\n",
    "::: {.note}\n",
    ":::\n",
    "```{note}\n",
    ":::{figure}\n",
    "*em* ",
    "\"quoted\" ",
    "# Head {#id}\n",
    "<pre>",
    "</pre>\n",
    "[x]: http://y\n",
    "\r\n\r\n",
    "Long words that fill a line so that marks stand apart, as they do in a book. ",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_read_again_is_what_is_read_afresh(
        text in proptest::collection::vec(0..1000usize, 0..120),
        edits in proptest::collection::vec((0..20_000usize, 0..40usize, proptest::collection::vec(0..1000usize, 0..3)), 1..6),
    ) {
        crate::manuscript::again::tests::hold(&super::super::FORMAT, &EDITED, &text, &edits);
    }
}
