//! What holds of every text, and that hostile texts cost no more than others.

use super::*;
use proptest::prelude::*;

/// What Typst is made of.
const PIECES: &[&str] = &[
    "@",
    "@a",
    "@b:",
    "<",
    ">",
    "<a>",
    "#",
    "#cite(",
    "#ref(",
    "label(\"",
    "#let x = ",
    "#if ",
    "#for ",
    "#context ",
    "else",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "$",
    "`",
    "```",
    "\"",
    "\\",
    "//",
    "/*",
    "*/",
    "*",
    "_",
    "=",
    "= ",
    "- ",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "a",
    "é",
    "中",
    "\u{301}",
    "\u{2028}",
    "\u{85}",
    "\u{A0}",
    "https://",
    ":",
    ".",
    "..",
    ",",
    ";",
    "supplement: ",
    "form: \"prose\"",
    "#footnote[",
    "#quote(attribution: ",
    "#emph[",
    "--",
    "-?",
    "~",
    "\u{FFFC}",
    "#set text(lang: \"fr\")",
    "#bibliography(\"x.bib\")",
    "#import \"x\"",
    "siglum-ignore",
    "'",
    "0x1",
    "1.",
    "not ",
    "#cite(<k>)",
    "@k[",
    "set",
    "show",
    "\\u{e9}",
    "#[",
    "#{",
    "#(",
    "#$",
    "+",
    "=>",
];

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        testing::hold(&text, &parse(&text));
    }

    #[test]
    fn any_mixture_of_typst_is_read(parts in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = parts.concat();
        testing::hold(&text, &parse(&text));
    }

    /// A heading stands in markup, whatever is broken above.
    #[test]
    fn other_sections_keep_their_citations(broken in "[^/`\"$\\\\]{0,20}") {
        let text = format!("@a\n\n#f({broken}\n\n= Heading\n@b");
        let keys = cited(&text);
        prop_assert!(keys.contains(&"n b".to_owned()), "{keys:?} in {text}");
    }
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    testing::hold_in_time(
        parse,
        &[
            "[",
            "]",
            "(",
            "#[",
            "#(",
            "#{",
            "#f[",
            "#f(",
            "@a[",
            "@a ",
            "#cite(",
            "#cite(<a>,",
            "#cite(<k>) ",
            "$",
            "`",
            "``` ",
            "\"",
            "#\"",
            "#(\"",
            "/*",
            "*/",
            "//\n",
            "*",
            "_",
            "*_",
            "= a\n",
            "#if ",
            "#if a ",
            "#if a [",
            "#if a {} else ",
            "#context ",
            "#let a = ",
            "#let a(",
            "#(a: ",
            "((",
            "#f(a: (",
            "<a",
            "<a>",
            "\\",
            "\\u{",
            "https://(",
            "https://a ",
            "@",
            "#",
            "#a.",
            "#a()",
            "`a``b",
            "#not ",
            "#let c = cite;#c(<k>);",
            "{",
            "#for a in ",
            "#quote(attribution: ",
            "#f(\n= a\n",
            "- ",
            "1.",
            "#a[][]",
            "#cite((",
            "#cite(label(",
            "\u{2028}",
            "\u{E2}",
            "#(cite(",
        ],
        "])}$\"`",
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
    "\r\n\r\n",
    "\"quoted\" ",
    "    ",
    "Long words that fill a line so that marks stand apart, as they do in a book. ",
    "@a ",
    "@b[p. 3] ",
    "@c[",
    "]",
    "[",
    "#cite(<d>) ",
    "#cite(<d>",
    "(",
    ")",
    "{",
    "}",
    "#let mine(k) = cite(k)\n",
    "#mine(<e>) ",
    "#set cite(form: \"prose\")\n",
    "#set text(lang: \"fr\")\n",
    "#bibliography(\"r.bib\")\n",
    "#let p = \"r.bib\"\n",
    "#bibliography(p)\n",
    "$",
    "$x$ ",
    "`",
    "```\n",
    "\"",
    "/*",
    "*/",
    "// siglum-ignore x\n",
    "<fig> ",
    "@fig ",
    "= Head\n",
    "- item\n",
    "*em* ",
    "_em_ ",
    "#footnote[note] ",
    "#include \"f.typ\"\n",
    "#import \"@preview/glossarium:1\": x\n",
    "#[block] ",
    "#emph[x] ",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_read_again_is_what_is_read_afresh(
        text in proptest::collection::vec(0..1000usize, 0..120),
        edits in proptest::collection::vec((0..20_000usize, 0..40usize, proptest::collection::vec(0..1000usize, 0..3)), 1..6),
    ) {
        crate::manuscript::again::tests::hold(&crate::manuscript::typst::FORMAT, EDITED, &text, &edits);
    }
}
