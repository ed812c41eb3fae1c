//! Tests of the whole lexer: tables of what docutils does, measured with docutils, and properties.

mod properties;

use super::parse;
use crate::manuscript::MalformedKind;
use crate::manuscript::testing::{hold, words as cites};

#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(cites(&parse(text)), *expected, "{text:?}");
        hold(text, &parse(text));
    }
}

#[test]
fn roles_of_sphinxcontrib_bibtex_cite() {
    check(&[
        (":cite:`a`", "[a]"),
        (":cite:`a,b` :cite:p:`c`", "[a] [b]|[c]"),
        (":cite:t:`a` :cite:ct:`b` :footcite:t:`c`", "a|b|c"),
        (":cite:year:`a` :cite:yearpar:`b`", "-a|-b"),
        (":cite:empty:`a`", "~a"),
        (":footcite:`a` :footcite:ps:`b,c`", "[a]|[b] [c]"),
        (":cite:p:`{see, e.g.}a{p. 3}, {also} b`", "[a] [b]"),
        ("`a`:cite:", "[a]"),
        ("`a, b`:cite:t:.", "a b"),
        (":cite:`a,\nb`", "[a] [b]"),
        ("  :cite:`a,\n  b`", "[a] [b]"),
        ("x:cite:`a`", ""),
        ("(:cite:`a`) -:cite:`b`- «:cite:`c`»", "[a]|[b]|[c]"),
        (":cite:`a`x", ""),
        (":cite:`a`'s", "[a]"),
        (":cite:` a`", ""),
        (":cite:`a `", ""),
        ("\\:cite:`a` \\ :cite:`b`\\ s", "[b]"),
        ("text\\ :cite:`a`\\ s", "[a]"),
        (":ref:`a` :doc:`cite` :math:`\\alpha` `:cite:`", ""),
        (":sup:`:cite:`a``", ""),
        ("*:cite:`a`*", ""),
        ("``:cite:`a```", ""),
        ("|:cite:`a`|", ""),
        ("`text :cite:`_", ""),
        ("@a [@b]", ""),
        (":cite:`a`x :cite:`b` :cite:`c`", "[c]"),
        ("a **** :cite:`b` ****; (*) :cite:`c`", "[b]|[c]"),
        (":cite:`a``:cite:t:`b`", "[a`]|b"),
        (":CITE:`a`", "[a]"),
    ]);
    let text = "See :cite:p:`{see}a{p. 3}, b`.";
    let m = parse(text);
    assert_eq!(m.citations[0].locator.map(|span| span.of(text)), Some("p. 3"));
    assert_eq!(m.citations[0].span.of(text), "{see}a{p. 3}");
    assert_eq!(m.clusters[0].span.of(text), ":cite:p:`{see}a{p. 3}, b`");
}

#[test]
fn citations_have_definitions() {
    let text = "See [Doe99]_, [roe]_ and [Other]_; [1]_ [#a]_ [#]_ [*]_ [x y]_ a[b]_ [c]_d.\n\n.. [Doe99] Doe, J. *A Book*. 1999.\n.. [Roe] Roe.\n\n   More :cite:`m`.\n.. [1] Note :cite:`n`.\n";
    let m = parse(text);
    assert_eq!(cites(&m), "[Doe99]|[roe]|[Other]|[m]|[n]");
    let crossrefs: Vec<_> = m.citations.iter().map(|one| one.crossref).collect();
    assert_eq!(crossrefs, [false, true, true, false, false]);
    let own: Vec<_> = m.own_keys.iter().map(|own| (own.key.as_str(), own.span.of(text), own.record)).collect();
    assert_eq!(own, [("Doe99", "Doe99", true), ("Roe", "Roe", true)]);
    hold(text, &parse(text));
}

#[test]
fn what_is_no_text_holds_no_citation() {
    check(&[
        ("Code::\n\n  :cite:`a`\n\n  :cite:`b`\n\n:cite:`c`", "[c]"),
        ("Code::\n\n> :cite:`a`\n> :cite:`b`\n\n:cite:`c`", "[c]"),
        ("- Code::\n\n    :cite:`a`\n\n  :cite:`b`", "[b]"),
        ("term::\n  :cite:`a`", "[a]"),
        (".. code-block:: python\n   :caption: x\n\n   :cite:`a`\n\n:cite:`c`", "[c]"),
        (".. math:: :cite:`a`\n\n   :cite:`b`\n", ""),
        (".. A comment :cite:`a`\n   :cite:`b`\n\n   :cite:`c`\n:cite:`d`", "[d]"),
        ("..\n   :cite:`a`\n\n:cite:`d`", "[d]"),
        ("..\n\n   :cite:`a`\n", "[a]"),
        (".. _target: :cite:`a`\n__ :cite:`b`\n.. __: c\n\n:cite:`d`", "[d]"),
        (">>> :cite:`a`\n:cite:`b`\n\n:cite:`c`", "[c]"),
        (".. raw:: latex\n\n   :cite:`a`\n", ""),
    ]);
}

#[test]
fn every_kind_of_block_cites() {
    check(&[
        ("Title :cite:`a`\n================\n\n:cite:`b`", "[a]|[b]"),
        ("====\n:cite:`a`\n====\n", "[a]"),
        ("- :cite:`a`\n- b :cite:`c,\n  d`\n\n1. :cite:`e`\n#. :cite:`f`\n", "[a]|[c] [d]|[e]|[f]"),
        ("A. Doe wrote :cite:`a,\nb` it", "[a] [b]"),
        ("term :cite:`a`\n  Definition :cite:`b`\n", "[a]|[b]"),
        (":Field: value :cite:`a`\n   more :cite:`b`\n", "[a]|[b]"),
        (":cite:`a` begins a paragraph\n", "[a]"),
        ("| Line :cite:`a`\n| block :cite:`b`\n", "[a]|[b]"),
        (
            "+-----+-----+\n| a   | :cite:`b` |\n+=====+=====+\n| :cite:`c` | d |\n+-----+-----+\n\n:cite:`e`",
            "[b]|[c]|[e]",
        ),
        (
            "+-----------+-----------+\n| :cite:`a, | :cite:`b, |\n| c`        | d`        |\n+-----------+-----------+\n",
            "[a]|[b]|[c]|[d]",
        ),
        ("+---+-----------+\n| x | [Doe99]_  |\n|   | :cite:`a` |\n+---+-----------+\n", "[Doe99]|[a]"),
        ("=====  =====\na      b\n=====  =====\n:cite:`x`  y\n:cite:`z`  y\n=====  =====\n\n:cite:`e`", "[x]|[z]|[e]"),
        (".. note:: See :cite:`a`\n   and :cite:`b`.\n\n   More :cite:`c`.\n", "[a]|[b]|[c]"),
        (".. figure:: a.png\n   :alt: :cite:`no`\n\n   Caption :cite:`a`.\n\n   Legend :cite:`b`.\n", "[a]|[b]"),
        (".. admonition:: Title :cite:`a`\n   :class: x\n\n   :cite:`b`\n", "[a]|[b]"),
        (".. note::\n\n   .. tip::\n\n      :cite:`a`\n\n   :cite:`b`\n\n:cite:`c`", "[a]|[b]|[c]"),
        (".. |x| replace:: see :cite:`a`\n\n|x|", "[a]"),
        (".. unheard-of:: :cite:`a`\n\n   :cite:`b`\n", "[b]"),
        ("  quoted :cite:`a`\n\n  -- :cite:`b`\n", "[a]|[b]"),
        (".. csv-table:: T\n\n   a, :cite:`b`\n", "[b]"),
    ]);
}

#[test]
fn directives_declare_include_and_list() {
    let text = ":lang: fr\n\n.. include:: part.rst\n\n.. bibliography:: a.bib b.bib\n   :filter: True\n\n   listed\n\n.. siglum-ignore unknown-key -- why\n\n:cite:`x`\n";
    let m = parse(text);
    let paths: Vec<_> = m.bibliographies.iter().map(|found| found.span.of(text)).collect();
    assert_eq!((paths, m.includes[0].span.of(text)), (vec!["a.bib", "b.bib"], "part.rst"));
    assert_eq!((cites(&m).as_str(), m.cites_all), ("~listed|[x]", true));
    assert_eq!(m.lang.as_ref().map(siglum_corpus::Lang::primary), Some("fr"));
    assert_eq!((m.directives[0].text.as_str(), m.directives[0].own_line), ("siglum-ignore unknown-key -- why", true));
    hold(text, &parse(text));
}

#[test]
fn titles_are_headings_by_the_order_of_their_styles() {
    let text = "===\nOne\n===\n\nTwo\n---\n\nThree\n~~~~~\n\nFour\n----\n\nno\n-\n\n----\n\nend\n";
    let found: Vec<_> = parse(text).headings.iter().map(|(level, span)| (*level, span.of(text))).collect();
    assert_eq!(found, [(1, "One"), (2, "Two"), (3, "Three"), (2, "Four")]);
}

#[test]
fn prose_is_what_a_reader_reads() {
    for (text, prose) in [
        ("a *b c* **d** ``e`` :math:`f` `g`", "a b c d   g"),
        ("`Text <http://x.org>`_ name_ anonymous__ `More`__ _`t`", "Text name anonymous More t"),
        ("a\\*b \\ c re\\ *d*", "a*b c red"),
        ("one\n  two", "one\n\ntwo"),
        ("- one\n  two", "one\ntwo"),
        ("Code::\n\n  x", "Code:"),
        ("Code ::\n\n  x", "Code"),
        ("x [1]_ y", "x  y"),
        ("snake_case a_b_ *open", "snake_case a_b *open"),
    ] {
        assert_eq!(parse(text).prose.text.trim_end_matches("\n\n"), prose, "{text:?}");
        hold(text, &parse(text));
    }
    let m = parse("Turnas :cite:`t` in *The Title* and “Le titre”.");
    let emphasis: Vec<_> = m.prose.emphasis.iter().map(|span| span.of(&m.prose.text)).collect();
    assert_eq!(
        (m.prose.text.as_str(), emphasis),
        ("Turnas \u{FFFC} in The Title and “Le titre”.\n\n", vec!["The Title", "Le titre"])
    );
}

#[test]
fn an_open_role_is_malformed() {
    let m = parse("See :cite:`a and :ref:`b");
    assert_eq!((m.malformed.len(), m.malformed[0].kind), (1, MalformedKind::Unclosed));
    assert_eq!(parse(":cite:`{see}`").malformed[0].kind, MalformedKind::EmptyKey);
}

#[test]
fn deep_nests_are_read() {
    let nested: String = (0..400).map(|depth| format!("{}.. note::\n\n", " ".repeat(depth))).collect();
    assert_eq!(cites(&parse(&format!("{nested}:cite:`a`"))), "[a]");
}
