//! `MyST`: roles, directives, labels; and knitr's blocks of text.

use super::{check, cites, parse};

#[test]
fn roles_cite() {
    check(&[
        ("{cite:p}`a,b` {cite:t}`c;d` {cite}`e`", "[a] [b]|c d|[e]"),
        ("{cite:p}`{see}key{p. 3}`", "[key]"),
        ("{cite:p}`{see, e.g.}a{p. 3}, {also}b`", "[a] [b]"),
        ("{cite:year}`a` {cite:yearpar}`b`", "-a|-b"),
        ("{cite:author}`a` {cite:authorpars}`b` {cite:cauthors}`c`", "[a]|[b]|[c]"),
        ("{footcite}`a` {footcite:t}`b`", "[a]|b"),
        ("{cite:empty}`a,b`", "~a ~b"),
        ("{citep}`a` {citet}`b`", "[a]|b"),
        ("{cite:p}`a\nb, c`", "[a] [c]"),
        ("{math}`@a` {ref}`x` {doc}`cite`", ""),
        ("`{cite}`a", ""),
    ]);
    let text = "{cite:p}`{see}key{p. 3}`";
    let m = parse(text);
    assert_eq!(m.citations[0].locator.map(|span| span.of(text)), Some("p. 3"));
    assert_eq!(m.citations[0].span.of(text), "{see}key{p. 3}");
}

#[test]
fn tags_of_notebooks_cite() {
    check(&[
        ("By <cite data-cite=\"a,b\">them</cite> <strong data-cite='c'>(C)</strong>", "[a] [b]|[c]"),
        ("<cite data-cite-t=\"a\"/> <cite data-footcite=\"b\">", "a|[b]"),
        ("<cite>a</cite> <a href=\"cite=@a\" data-x=\"cite\">b</a> <cite data-cite=a>", ""),
    ]);
}

#[test]
fn directives_hold_text_or_code() {
    check(&[
        ("```{note}\nSee [@a].\n```\n@b", "[a]|b"),
        ("~~~{admonition} On {cite:t}`t`\n:class: tip\nSee {cite}`a`.\n~~~\n", "t|[a]"),
        ("````{note}\n```{figure} x.png\n:name: fig-x\nBy [@a].\n```\n```python\n@b\n```\n@c\n````\n@d", "[a]|c|d"),
        ("```{code-cell} python\n@a\n```\n```{math}\n@b\n```\n```{r}\n@c\n```\n", ""),
        ("```{unheard-of}\n@a\n```\n", ""),
        (":::{note} @t\n:name: x@y\n@a\n:::\n@b", "t|a|b"),
        (":::{math}\n@a\n:::\n@b", "b"),
        (":::{math}\n@a\n", "a"),
        ("::::{grid}\n:::{card} [@t]\n@a\n:::\n::::\n", "[t]|a"),
        ("```{list-table} By @t\n:header-rows: 1\n* - @a\n  - @b\n```\n", "t|a|b"),
        ("- item\n\n  ```{tip}\n  @a\n  ```\n\n      @b\n", "a"),
        ("```{note}\n- item\n\n  @a\n```\n    @b\n\n@c", "a|c"),
        ("```{prf:theorem} T\n---\nlabel: thm-x\n---\n@a\n```\n", "a"),
        ("```{theorem, label=\"x\"}\nAs in @a.\n```\n", "a"),
        ("```{note}\n@a\n", "a"),
        ("> ```{note}\n> @a\n> ```\n> @b", "a|b"),
    ]);
}

#[test]
fn directives_declare_include_and_label() {
    let text = "(sec-a)=\n# A\n\n```{bibliography} a.bib b.bib\n:filter: docname in docnames\n```\n\n```{include} part.md\n```\n\n\
                ```{figure} x.png\n:name: fig-x\n```\n\n```{table} T\n---\nlabel: tbl-y\n---\n```\n";
    let m = parse(text);
    let paths: Vec<_> = m.bibliographies.iter().map(|found| found.span.of(text)).collect();
    assert_eq!(paths, ["a.bib", "b.bib"]);
    assert_eq!(m.includes[0].span.of(text), "part.md");
    let labels: Vec<_> = m.own_keys.iter().map(|own| (own.key.as_str(), own.span.of(text))).collect();
    assert_eq!(labels, [("sec-a", "sec-a"), ("fig-x", "fig-x"), ("tbl-y", "tbl-y")]);
}

#[test]
fn arguments_and_bodies_are_prose_and_options_are_not() {
    let m = parse("```{admonition} A title\n:class: tip\n\nThe body.\n```\n\n```{figure} x.png\nThe caption.\n```\n");
    assert_eq!(m.prose.text, "A title\n\nThe body.\n\nThe caption.\n\n");
    assert_eq!(cites(&m), "");
}

#[test]
fn blocks_of_restructured_text_cite_as_it_does() {
    let text = "One [@a].\n\n```{eval-rst}\nAs :cite:t:`b` and [Doe99]_ say, *in a title*.\n\n.. [Doe99] Doe\n.. bibliography:: c.bib\n```\n\nTwo {cite:p}`d`.\n";
    let m = parse(text);
    assert_eq!(m.citations.iter().map(|one| one.key_span.of(text)).collect::<Vec<_>>(), ["a", "b", "Doe99", "d"]);
    assert!(m.citations.iter().all(|one| one.key == one.key_span.of(text)));
    assert_eq!(m.bibliographies[0].span.of(text), "c.bib");
    assert_eq!((m.own_keys[0].span.of(text), m.own_keys[0].record), ("Doe99", true));
    let anchor = crate::manuscript::ANCHOR;
    let prose = format!("One {anchor}.\n\nAs {anchor} and {anchor} say, in a title.\n\nDoe\n\nTwo {anchor}.\n\n");
    assert_eq!(m.prose.text, prose);
    assert_eq!(m.prose.source(m.prose.emphasis[0]).of(text), "in a title");
    let colons = ":::{eval-rst}\n:cite:`x`\n:::\n[@y]\n";
    assert_eq!(cites(&parse(colons)), cites(&parse("{cite}`x`\n\n[@y]\n")));
}

#[test]
fn tables_of_contents_list_documents() {
    let text = "```{toctree}\n:glob:\n:caption: X\n\nintro\nThe end <ch/end>\nmore/*\n```\n";
    let listed: Vec<_> = parse(text).includes.into_iter().map(|one| (one.path, one.toctree)).collect();
    assert_eq!(listed, ["intro", "ch/end", "more/*"].map(|path| (path.to_owned(), true)));
}
