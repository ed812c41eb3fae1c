//! Tests of the whole lexer: tables of what Pandoc does, measured with pandoc 3.9, and properties.

mod myst;
mod properties;

use super::parse;
use crate::manuscript::MalformedKind;
use crate::manuscript::testing::words as cites;

#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        let m = parse(text);
        assert_eq!(cites(&m), *expected, "{text:?}");
        for citation in &m.citations {
            assert_eq!(citation.key_span.of(text), citation.key, "{text:?}");
        }
    }
}

#[test]
fn keys_begin_where_no_word_ends() {
    check(&[
        ("@a", "a"),
        ("foo@bar.com", ""),
        ("é@i", ""),
        ("3@j", ""),
        ("(foo@bar.com)", ""),
        ("x.@k", ""),
        ("x..@k", ""),
        ("...@k", "k"),
        ("see (@k)", "k"),
        ("/@k =@k \"@k\" …@k —@k '@k'", "k|k|k|k|k|k"),
        ("a-@b", "b"),
        ("foo_@x", "x"),
        ("*x*@a _x_@a", ""),
        ("`x`@a", "a"),
        ("x^2^@a", "a"),
        ("don't@a", ""),
        ("\u{b2}@a", ""),
        ("\u{308}@k", "k"),
        ("@@a", "a"),
        ("@-abc @:abc", ""),
        ("@Été2010 @Müller @中文", "Été2010|Müller|中文"),
    ]);
}

#[test]
fn markers_leave_the_author_out() {
    check(&[
        ("-@k", "-k"),
        ("--@x", "x"),
        ("---@x", "x"),
        ("----@x", "-x"),
        ("[-@k]", "-k"),
        ("[--@k]", "[k]"),
        ("[- @a]", "[a]"),
        ("-@{a}", "-a"),
        ("@a-@b \\foo-@c", "a|-b|-c"),
        ("*@x*", "x"),
        ("**@x**", "x"),
        ("_@x_", "x_"),
    ]);
}

#[test]
fn braces_hold_any_key() {
    check(&[
        ("@{a}b", "a"),
        ("@{https://x.org/a?b=c}", "https://x.org/a?b=c"),
        ("@{a{b}c}", "a{b}c"),
        ("@{a b}", ""),
        ("@{a\nb}", ""),
        ("@{a", ""),
    ]);
    let m = parse("See @{}.");
    assert_eq!((m.citations.len(), m.malformed[0].kind), (0, MalformedKind::EmptyKey));
}

#[test]
fn brackets_are_clusters_as_in_pandoc() {
    check(&[
        ("[see @a; -@b, {pp. iv, (x)} suf]", "[a] -b"),
        ("[@a;@b]", "[a] [b]"),
        ("[@a\n;\n@b]", "[a] [b]"),
        ("[ @a ]", "[a]"),
        ("[[@a]]", "[a]"),
        ("[[@a|alias]]", "[a]"),
        ("[@a, @b]", "[a] b"),
        ("[@a]{.x}", "a"),
        ("[@a](u)", "a"),
        ("[@a][p. 3]", "a"),
        ("[@a][@b]", "a|[b]"),
        ("![@a; @b]", "[a] [b]"),
        ("[@a]: http://x.org", "[a]"),
        ("[see @a\nand more]", "[a]"),
        ("[*see* @a]", "[a]"),
        ("[@a, **33**; @b]", "[a] [b]"),
        ("[@a [p. 3]]", "[a]"),
        ("[see [@b] x @a]", "[b] [a]"),
        ("[@a [@b]]", "[a] [b]"),
        ("[;@a]", "a"),
        ("[@a;]", "a"),
        ("[@a;;@b]", "a|b"),
        ("[@a; see]", "a"),
        ("[see; @a]", "a"),
        ("[see; also @a]", "a"),
        ("[@a; see; @b]", "a|b"),
        ("\\[@a\\]", "a"),
        ("\\@x [\\@a]", ""),
        ("![alt @k](u)", "k"),
        ("^[see @a]", "a"),
        ("^[see [@a]]", "[a]"),
        ("[link text @k](http://x.org/@u)", "k"),
    ]);
}

#[test]
fn a_bracket_after_a_key_is_its_locator() {
    check(&[
        ("@k [p. 3]", "k"),
        ("@k[p. 4]", "k"),
        ("@k\n[p. 3]", "k"),
        ("@k [p. 3; @b]", "k [b]"),
        ("@k [see @b]", "k [b]"),
        ("@k [@b](u)", "k|b"),
        ("@k [p. 3](u)", "k"),
        ("@k\n\n[p. 3]", "k"),
        ("-@k [p. 3]", "-k"),
    ]);
    for text in ["@k [p. 3]", "@k[p. 3]", "[@k, p. 3]", "[see @k p. 3]", "@k [p. 3; @b]"] {
        let m = parse(text);
        assert_eq!(m.citations[0].locator.map(|span| span.of(text)), Some("p. 3"), "{text}");
        assert_eq!(m.clusters[0].span.of(text), text);
    }
    let text = "see @k [p. 3](u)";
    assert_eq!(parse(text).clusters[0].span.of(text), "@k");
    let text = "[see @a, p. 3; -@b, {pp. iv, (x)} suf]";
    let m = parse(text);
    assert_eq!(m.citations[0].span.of(text), "see @a, p. 3");
    assert_eq!(m.citations[1].span.of(text), "-@b, {pp. iv, (x)} suf");
    assert_eq!(m.citations[1].locator.map(|span| span.of(text)), Some("{pp. iv, (x)} suf"));
}

#[test]
fn masked_text_holds_no_citation() {
    check(&[
        ("`@a` ``@a ` @b``", ""),
        ("`` @a` @b", "b"),
        ("$x @a$", ""),
        ("$$x @a\n@b$$", ""),
        ("$5 and @a $6", "a"),
        ("$$ @a", "a"),
        ("$$@a$", ""),
        ("[^1]\n\n[^1]:      @a", "a"),
        ("\\noindent [@a]", ""),
        ("```\n@a\n```\n@b", "b"),
        ("````\n```\n@a\n```\n````\n@b", "b"),
        ("~~~\n@a\n~~~\n", ""),
        ("```{r fig.cap=\"@x\"}\n#| label: @y\n@a\n```\n", ""),
        ("``` foo bar\n@a\n```\n", ""),
        ("foo\n```\n@a\n```\n", ""),
        ("```\n@a\n", "a"),
        ("> ```\n> @a\n> ```\n> @b", "b"),
        ("foo\n    @a\n", "a"),
        ("foo\n\n    @a\n", ""),
        ("- foo\n\n      @a\n", ""),
        ("- foo\n\n    @a\n", "a"),
        ("1. foo\n\n        @a\n", ""),
        ("[^1]\n\n[^1]: foo\n\n        @a\n", ""),
        ("<https://m.social/@user> <foo@bar.com>", ""),
        ("<a href=\"@x\">@y</a>", "y"),
        ("<pre>\n@a\n\n@b</pre>", ""),
        ("<script>\n@a\n</script>\n@b", "b"),
        ("<div>\n@a\n</div>", "a"),
        ("a <!-- @a\n\n@b --> @c", "c"),
        ("<!-- @a\n\n@b -->\n\n@c", "c"),
        ("<!-- @a -->@c", "c"),
        ("-     @a", ""),
        ("[x]: http://x.org/@a\n", ""),
        ("![x](u/@a \"title @b\")", ""),
        ("\\cite{@a} \\textbf{see @a}", ""),
        ("\\LaTeX [@a]", "[a]"),
        ("\\begin{equation}\n@a\n\n@b\n\\end{equation} @c", "c"),
        ("x \\begin{a}@b\\end{a} @c", "c"),
        ("# @h {#sec-x title=\"@a\"}", "h"),
        ("\\@ref(fig:x) (\\#eq:x)", ""),
        ("http://x.org/@u", "u"),
    ]);
}

#[test]
fn every_kind_of_block_cites() {
    check(&[
        ("> quoted [@a;\n> @b]", "[a] [b]"),
        ("- item @a\n- item @b\n", "a|b"),
        ("| x | y |\n|---|---|\n| [@a] | @b |\n", "[a]|b"),
        ("Head @h\n======\n\ntext", "h"),
        ("# Head [@h]\n", "[h]"),
        ("| line @a\n| block @b\n", "a|b"),
        ("Note[^1].\n\n[^1]: Body @k\n", "k"),
        ("::: {.note}\n@a\n:::\n", "a"),
        ("Term\n:   Definition @a\n", "a"),
    ]);
}

#[test]
fn example_lists_label_and_refer() {
    check(&[
        ("(@good) x\n\n(@good) @good [@good] (@other) -@good\n", "[good]|other"),
        ("See @late.\n\n(@late) x\n", ""),
        ("@a. b", ""),
        ("as shown by\n@a. Next @a", "a|a"),
    ]);
    let m = parse("(@good) x\n");
    assert_eq!((m.own_keys[0].key.as_str(), m.own_keys[0].record), ("good", false));
}

#[test]
fn malformed_brackets_are_named_and_mended_where_that_is_certain() {
    let table = [
        ("[@a, @b]", MalformedKind::CommaBetweenKeys, Some("[@a; @b]")),
        ("[@a @b]", MalformedKind::CommaBetweenKeys, Some("[@a; @b]")),
        ("[@a and @b]", MalformedKind::CommaBetweenKeys, None),
        ("[@a;]", MalformedKind::EmptyItem, Some("[@a]")),
        ("[;@a]", MalformedKind::EmptyItem, Some("[@a]")),
        ("[@a;;@b]", MalformedKind::EmptyItem, Some("[@a;@b]")),
        ("[@a; see]", MalformedKind::EmptyItem, None),
        ("[@a", MalformedKind::Unclosed, None),
        ("@{a b", MalformedKind::Unclosed, None),
    ];
    for (text, kind, mended) in table {
        let m = parse(text);
        assert_eq!(m.malformed.len(), 1, "{text}");
        assert_eq!(m.malformed[0].kind, kind, "{text}");
        let fixed = m.malformed[0]
            .fix
            .as_ref()
            .map(|(span, new)| format!("{}{new}{}", &text[..span.start as usize], &text[span.end as usize..]));
        assert_eq!(fixed.as_deref(), mended, "{text}");
    }
    for text in ["[@a; @b]", "[@a](u)", "[x; y] @a", "[see @a, p. 3]", "@a [p. 3; @b]", "[@a, but see @b]"] {
        assert_eq!(parse(text).malformed, [], "{text}");
    }
}

#[test]
fn metadata_declares_and_cites() {
    let text = "---\ntitle: \"On @a\"\nbibliography: [x.bib, 'y z.bib']\nlang: fr\nabstract: |\n  We follow [@b;\n  @c].\n\n  More @d.\nnocite: |\n  @n1, @n2\nreferences:\n- id: own\n  title: Own @t\n---\nBody @e.\n";
    let m = parse(text);
    assert_eq!(cites(&m), "a|[b] [c]|d|~n1|~n2|t|e");
    let paths: Vec<_> = m.bibliographies.iter().map(|found| (found.path.as_str(), found.span.of(text))).collect();
    assert_eq!(paths, [("x.bib", "x.bib"), ("y z.bib", "y z.bib")]);
    assert_eq!((m.own_keys[0].key.as_str(), m.own_keys[0].record), ("own", true));
    assert!(!m.cites_all);
    assert!(parse("---\nnocite: '@*'\n---\n").cites_all);
}

#[test]
fn broken_metadata_costs_no_citation_of_the_body() {
    let text = "---\ntitle: [x\n  : {\nbibliography: x.bib\n---\n@a";
    let m = parse(text);
    assert_eq!(cites(&m), "a");
    assert_eq!(m.bibliographies[0].path, "x.bib");
    assert_eq!(cites(&parse("---\ntitle: \"x\n@a")), "a");
    let toml = parse("+++\nbibliography = [\"a.bib\", \"b.bib\"]\n+++\n@k");
    assert_eq!((toml.bibliographies.len(), cites(&toml).as_str()), (2, "k"));
}

#[test]
fn cross_references_are_marked() {
    for prefix in ["fig", "tbl", "lst", "eq", "sec", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol"] {
        for key in [format!("{prefix}-x"), format!("{}-x", prefix.to_uppercase())] {
            let m = parse(&format!("See @{key} and [-@{key}]."));
            assert!(m.citations.len() == 2 && m.citations.iter().all(|citation| citation.crossref), "{key}");
        }
    }
    let m = parse("---\ncrossref:\n  custom:\n    - key: dia\n---\n@dia-x @fig:y @smith-2004");
    let marks: Vec<_> = m.citations.iter().map(|citation| citation.crossref).collect();
    assert_eq!(marks, [true, true, false]);
}

#[test]
fn labels_includes_and_directives_are_found() {
    let text = "# T {#sec-a}\n\n$$x$$ {#eq-b}\n\n(\\#eq:c)\n\n{{< include _d.qmd >}} {{#include m.md:3}}\n\n```{r, child='e.Rmd'}\n```\n\n<!-- siglum-ignore unknown-key -->\n@k <!-- siglum-ignore -->\n";
    let m = parse(text);
    let labels: Vec<_> = m.own_keys.iter().map(|own| own.key.as_str()).collect();
    assert_eq!(labels, ["sec-a", "eq-b", "eq:c"]);
    let includes: Vec<_> = m.includes.iter().map(|include| (include.path.as_str(), include.span.of(text))).collect();
    assert_eq!(includes, [("_d.qmd", "_d.qmd"), ("m.md", "m.md"), ("e.Rmd", "e.Rmd")]);
    let directives: Vec<_> = m.directives.iter().map(|found| (found.text.as_str(), found.own_line)).collect();
    assert_eq!(directives, [("siglum-ignore unknown-key", true), ("siglum-ignore", false)]);
    assert_eq!(m.headings.iter().map(|(level, span)| (*level, span.of(text))).collect::<Vec<_>>(), [(1, "T")]);
}

#[test]
fn prose_is_what_a_reader_reads() {
    let table = [
        ("a^[See Foo.] b", "a See Foo.  b"),
        ("[Foo](http://x.org) [Bar][1] ![alt](x)", "Foo Bar alt"),
        ("a[^1] b", "a b"),
        ("<b>bold</b> a<br>b <!-- gone -->", "bold a b "),
        ("> one\n> two", "one\ntwo"),
        ("snake_case 2*3*4 * x", "snake_case 234 * x"),
        ("`code` $x$ \\emph{x}", "     "),
    ];
    for (text, prose) in table {
        assert_eq!(parse(text).prose.text.trim_end_matches("\n\n"), prose, "{text}");
    }
    let text = "Turnas et *al.* [@t] caf&eacute; `x` a\\*b\nnext “Le titre” _em [@k]_.\n\n# Head\n\n- item\n";
    let m = parse(text);
    let expected = "Turnas et al. \u{FFFC} café   a*b\nnext “Le titre” em \u{FFFC}.\n\nHead\n\nitem\n\n";
    let emphasis: Vec<_> = m.prose.emphasis.iter().map(|span| span.of(&m.prose.text)).collect();
    assert_eq!(m.prose.text, expected);
    assert_eq!(emphasis, ["al.", "Le titre", "em \u{FFFC}"]);
}

#[test]
fn keys_of_peers_defects_are_whole() {
    check(&[
        ("[@a; @b; @c]", "[a] [b] [c]"),
        ("@a-b:c/d, [@x.y+z]", "a-b:c/d|[x.y+z]"),
        ("[post](https://m.social/@user) <https://m.social/@user> ![](x/@y.png)", ""),
        ("[post]: https://m.social/@user\n\nMail me@example.org.", ""),
    ]);
    // The second key of a cluster stands in its own place, so that nothing done to it touches the first.
    let m = parse("[@a; @b]");
    assert_eq!(m.citations[1].key_span.of("[@a; @b]"), "b");
}

#[test]
fn a_list_item_goes_on_after_a_quotation_or_a_comment_in_it() {
    check(&[
        ("1. x\n\n    > # @a\n\n    | h | @b |\n    |---|----|\n    | x | @c |\n", "a|b|c"),
        ("- x\n\n    > @a\n\n    > @b\n\n    @c\n", "a|b|c"),
        ("- <!-- @no --> x\n\n    @a\n\n    - @b\n", "a|b"),
        ("> - x\n>\n>     @a\n\n    @code\n", "a"),
        ("- x\n\n> @a\n\n    @code\n", "a"),
        ("*[*@a* b] c* @b", "[a]|b"),
        ("# [@a]{.x}\n\n# [@b] {.x}", "a|[b]"),
    ]);
}
