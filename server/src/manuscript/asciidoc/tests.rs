//! Tests of the whole lexer: what asciidoctor and asciidoctor-bibtex read, and properties.

mod properties;

use super::parse;
use crate::manuscript::testing::{hold, words as cites};

#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        let m = parse(text);
        assert_eq!(cites(&m), *expected, "{text:?}");
        hold(text, &m);
    }
}

#[test]
fn macros_cite() {
    check(&[
        ("See cite:[a], citenp:[b(3), c].", "[a]|b c"),
        ("cite:see[a(pp. 3, 4)] cite:[b]", "[a]|[b]"),
        ("citet:[a, page=3]+[b] citeyear:[c] nocite:[d]", "a b|-c|~d"),
        ("cite:[a,\nb]", ""),
        ("line one cite:[a]\nline two cite:[b]", "[a]|[b]"),
        ("http://x.org/cite:[a] link:u[see cite:[b]] footnote:[See cite:[c].]", "[b]|[c]"),
        ("`cite:[a]` +cite:[b]+ pass:[cite:[c]] ++cite:[d]++ `+cite:[e]+`", ""),
        ("_see cite:[a]_ *cite:[b]* \"`cite:[c]`\"", "[a]|[b]|[c]"),
        ("\\cite:[a] @a [@b] mail@example.org", ""),
        ("{attr} cite:[a]", "[a]"),
    ]);
    let text = "cite:see[a(p. 3), b]";
    let m = parse(text);
    assert_eq!(m.citations[0].locator.map(|span| span.of(text)), Some("p. 3"));
    assert_eq!((m.citations[0].span.of(text), m.clusters[0].span.of(text)), ("a(p. 3)", text));
}

#[test]
fn what_is_no_text_holds_no_citation() {
    check(&[
        ("----\ncite:[a]\n----\ncite:[b]", "[b]"),
        ("....\ncite:[a]\n....\n", ""),
        ("++++\ncite:[a]\n++++\n", ""),
        ("////\ncite:[a]\n////\n\ncite:[b]", "[b]"),
        ("```ruby\ncite:[a]\n```\ncite:[b]", "[b]"),
        ("// cite:[a]\ncite:[b]", "[b]"),
        ("[source]\ncite:[a]\n\ncite:[b]", "[b]"),
        ("[stem]\n++++\ncite:[a]\n++++\n", ""),
        ("[source,ruby]\n----\ncite:[a]\n----\n", ""),
        (" cite:[a]\n\ncite:[b]", "[b]"),
        (":attr: cite:[a]\n:x: y\n\ncite:[b]", "[b]"),
        ("image::cite:[a][x]\n", ""),
        ("----\ncite:[a]\n", "[a]"),
        ("-----\ncite:[a]\n----\ncite:[b]\n-----\n", ""),
        ("---\ntitle: cite:[a]\n---\ncite:[b]", "[b]"),
    ]);
}

#[test]
fn every_kind_of_block_cites() {
    check(&[
        ("= Title cite:[a]\n\n== Section cite:[b]\n", "[a]|[b]"),
        (".Block title cite:[a]\n====\ncite:[b]\n====\n", "[a]|[b]"),
        ("* item cite:[a]\n** sub cite:[b]\n. one cite:[c]\n1. two cite:[d]\n", "[a]|[b]|[c]|[d]"),
        ("term cite:[a]:: definition cite:[b]\n", "[a]|[b]"),
        ("* item\n+\ncite:[a]\n", "[a]"),
        ("* item\n  goes on cite:[a]\n", "[a]"),
        ("NOTE: cite:[a]\n", "[a]"),
        ("[quote, Someone]\n____\ncite:[a]\n____\n", "[a]"),
        ("****\ncite:[a]\n****\n--\ncite:[b]\n--\n", "[a]|[b]"),
        ("|===\n|a |cite:[b]\n\n|cite:[c] |d\n|===\n\ncite:[e]", "[b]|[c]|[e]"),
        ("Title cite:[a]\n--------------\n\ncite:[b]", "[a]|[b]"),
        ("ifdef::x[see cite:[a]]\n", "[a]"),
    ]);
}

#[test]
fn references_typed_by_hand_are_cited_by_their_keys() {
    let text = "See <<pp>>, <<pp,p. 3>> and <<sec-x>>.\n\n[[sec-x]]\n[bibliography]\n== References\n\n* [[[pp]]] Andy Hunt. The Pragmatic Programmer.\n* [[[gof,2]]] Erich Gamma.\n";
    let m = parse(text);
    assert_eq!(cites(&m), "[pp]|[pp]");
    let own: Vec<_> = m.own_keys.iter().map(|own| (own.key.as_str(), own.record)).collect();
    assert_eq!(own, [("sec-x", false), ("pp", true), ("gof", true)]);
    assert!(m.prose.text.contains("Andy Hunt. The Pragmatic Programmer."));
    hold(text, &m);
}

#[test]
fn documents_declare_include_and_comment() {
    let text = "= T\n:lang: fr\n:bibtex-file: {docdir}/refs.bib\n\ninclude::part.adoc[leveloffset=+1]\n\n// siglum-ignore unknown-key\ncite:[x] \n\nbibliography::more.bib[apa]\n";
    let m = parse(text);
    let paths: Vec<_> = m.bibliographies.iter().map(|found| (found.path.as_str(), found.span.of(text))).collect();
    assert_eq!(paths, [("refs.bib", "refs.bib"), ("more.bib", "more.bib")]);
    assert_eq!((m.includes[0].span.of(text), m.lang.is_some()), ("part.adoc", true));
    assert_eq!((m.directives[0].text.as_str(), m.directives[0].own_line), ("siglum-ignore unknown-key", true));
    assert_eq!(m.headings.iter().map(|(level, span)| (*level, span.of(text))).collect::<Vec<_>>(), [(1, "T")]);
    assert!(parse(":bibtex-file: *.bib\n").bibliographies.is_empty());
    hold(text, &m);
}

#[test]
fn prose_is_what_a_reader_reads() {
    for (text, prose) in [
        ("a *b* _c_ `d` +e+ #f#", "a b c   f"),
        ("snake_case a__b__ 2*3", "snake_case ab 2*3"),
        ("See http://x.org[the page] and https://y.org, link:z[Z].", "See the page] and  Z]."),
        ("\"`Le titre`\" {empty}x", "\"Le titre\" x"),
        ("one\ntwo", "one\ntwo"),
        ("<<a,the section>> [.role]#text#", "the section text"),
    ] {
        let m = parse(text);
        assert_eq!(m.prose.text.trim_end_matches("\n\n"), prose, "{text:?}");
        hold(text, &m);
    }
    let m = parse("Turnas cite:[t] in _The Title_ and \"`Le titre`\".");
    let emphasis: Vec<_> = m.prose.emphasis.iter().map(|span| span.of(&m.prose.text)).collect();
    assert_eq!(emphasis, ["The Title", "Le titre"]);
}

#[test]
fn nested_emphasis_and_lines_of_many_lengths_end() {
    let nested = "_a ".repeat(2_000) + &"b_ ".repeat(2_000);
    hold(&nested, &parse(&nested));
    let lengths: String = (4..300).map(|length| "-".repeat(length) + "\n").collect();
    parse(&lengths);
}
