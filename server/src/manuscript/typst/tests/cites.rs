//! What is cited. Each row was compared with Typst 0.15.2 (`typst query`); `tests/differential` does it again.

use super::*;
use crate::manuscript::MalformedKind;

#[test]
fn keys_end_where_typst_ends_them() {
    check(&[
        ("See @smith2020.", &["n smith2020"]),
        ("@a-b_c:d.e: x", &["n a-b_c:d.e"]),
        ("@DBLP:conf/x/Y", &["n DBLP:conf"]),
        ("@a+b", &["n a"]),
        ("foo@bar.com", &["n bar.com"]),
        ("@k中 文", &["n k中"]),
        ("@Été @é", &["n Été", "n é"]),
        ("@123 @-lead", &["n 123", "n -lead"]),
        ("@.k @:k @ k @", &[]),
        ("@k:. @k..", &["n k", "n k"]),
        ("_@k_ _", &["n k_"]),
        ("*@k*", &["n k"]),
        ("@k~@a", &["n k", "n a"]),
        ("\"@k\" '@a'", &["n k", "n a"]),
    ]);
}

#[test]
fn supplements_are_locators() {
    check(&[
        ("@k[p. 3] x", &["n k | p. 3"]),
        ("@k [x]", &["n k"]),
        ("@k[ [p.] 3 ][q]", &["n k | [p.] 3"]),
        ("@k[see @a[x]]", &["n k | see @a[x]", "n a | x"]),
        ("@k[`]`]", &["n k | `]`"]),
        ("#cite(<k>, supplement: [p. 3])", &["n k | p. 3"]),
        ("#cite(supplement: \"7\", form: \"year\", <k>)", &["s k | 7"]),
        ("#cite(<k>, supplement: none)", &["n k"]),
    ]);
}

#[test]
fn calls_cite() {
    check(&[
        ("#cite(<k>)", &["n k"]),
        ("#cite(<k>, form: \"prose\") x", &["t k"]),
        ("#cite(<k>, form: \"author\")", &["t k"]),
        ("#cite(<k>, form: none)", &["l k"]),
        ("#std.cite(<k>)", &["n k"]),
        ("#cite(label(\"DBLP:conf/x/Y\"))", &["n DBLP:conf/x/Y"]),
        ("#ref(<k>) #ref(label(\"a\"), supplement: [x])", &["n k", "n a | x"]),
        ("#quote(attribution: <k>)[text]", &["t k"]),
        ("#quote(attribution: label(\"a\"))[text @b]", &["t a", "n b"]),
        ("$ #cite(<k>) $", &["n k"]),
        ("#{ cite(<k>); [@a] }", &["n k", "n a"]),
        ("#link(<k>)[x] #footnote(<n>) #query(<k>)", &[]),
        ("#show cite: it => it\n#set cite(form: \"year\")\n@k #cite(<a>, form: \"prose\")", &["s k", "t a"]),
        ("#let c = cite.with(form: \"prose\")\n#c(<k>) #d(<k>)", &["t k"]),
        ("#let p(key, ..rest) = cite(key, form: \"prose\", ..rest)\n#p(<k>) #p(label(\"a\"))", &["t k", "t a"]),
        ("#cite-group(<a>, <b>) #citegroup[@c @d] #cites((<e>, <f>))", &["n a", "n b", "n c", "n d", "n e", "n f"]),
        ("#cite(key) #cite(\"k\")", &[]),
    ]);
}

#[test]
fn what_is_code_math_raw_string_or_comment_cites_nothing() {
    check(&[
        ("// @k\n@a", &["n a"]),
        ("/* @k /* @b */ @c */ @a", &["n a"]),
        ("/* @k", &[]),
        ("`@k` ``@b`` ```@c``` @a", &["n b", "n a"]),
        ("````\n```@k```\n```` @a", &["n a"]),
        ("$ @k \"@k\" \\$ @k $ @a", &["n a"]),
        ("\\@k \\\\@a", &["n a"]),
        ("#\"@k\" #(\"@k\") @a", &["n a"]),
        ("https://x.org/@k http://y.org/(@k)a xhttps://z/@k @a", &["n a"]),
        ("ftp://x/@k", &[]),
        ("#let s = \"\n@k \\\" @k\"\n@a", &["n a"]),
        ("costs \\$5 or 5\\$ @a", &["n a"]),
        ("a $ b @a", &["n a"]),
        ("a ` b @a", &["n a"]),
    ]);
}

#[test]
fn expressions_end_where_typst_ends_them() {
    check(&[
        ("#let x = 1 + 2\n@k", &["n k"]),
        ("#let x = 1; @k", &["n k"]),
        ("#let f(x) = {\n  x\n}\n@k", &["n k"]),
        ("#let x = 1 /* \n */ + 2\n@k", &["n k"]),
        ("#let x = 3 // @b\n@k", &["n k"]),
        ("#1.@k #\"a\"@a #(1)@b #none@c", &["n k", "n a", "n b", "n c"]),
        ("#calc.max(1, 2)@k #(1, 2).at(0)@a", &["n k", "n a"]),
        ("#x.y.z[@k](1)[@a].b @c", &["n k", "n a", "n c"]),
        ("#context text.lang@k #context [@a] @b", &["n k", "n a", "n b"]),
        ("#if 1 < 2 [@a] @k", &["n a", "n k"]),
        ("#if a == [x] [@a] else if not b.c(1)[z] and (2 in d) [@b] else [@c] @k", &["n a", "n b", "n c", "n k"]),
        ("#if a {[@a]} else {[@b]} @k", &["n a", "n b", "n k"]),
        ("#for (a, b) in ((1, 2),) [@a] @k", &["n a", "n k"]),
        ("#for x in range(2) { [@a] }\n@k", &["n a", "n k"]),
        ("#while false [@a] @k", &["n a", "n k"]),
        ("#if if x {true} else {false} [@a] @k", &["n a", "n k"]),
        ("#import calc: max; @k", &["n k"]),
        ("#import \"x.typ\": *\n@k", &["n k"]),
        ("#set text(size: 1pt) if true; @k", &["n k"]),
        ("#show \"foo\": [@k]\n@a", &["n k", "n a"]),
        ("#show: it => {\n  it\n}\n@a", &["n a"]),
        ("#table(\n  columns: 2,\n  [@a], [@b],\n\n  [`]`], [$ ] $], // ]\n) @k", &["n a", "n b", "n k"]),
        ("#[a [b] @a] @k", &["n a", "n k"]),
        ("#let x = [@a] + [@b] @k", &["n a", "n b", "n k"]),
        ("# @k #) @a", &["n k", "n a"]),
        ("= A #emph[@a] <x>\n@k", &["n a", "n k"]),
    ]);
}

#[test]
fn labels_of_the_document_are_no_citations() {
    check(&[
        ("= Intro <intro>\n@intro and @introduction", &["x intro", "n introduction"]),
        ("@f\n#figure([x]) <f>", &["x f"]),
        ("$ x $ <e> @e #[x]<l> @l", &["x e", "x l"]),
        ("#label(\"made\") @made", &["x made"]),
        ("#cite(<k>) @k", &["n k", "n k"]),
        ("@fig:elsewhere @eq-elsewhere", &["x fig:elsewhere", "x eq-elsewhere"]),
        (
            "#import \"@preview/glossarium:0.5.0\": *\n#let e = ((key: \"html\", short: \"H\"),)\n@html @html:pl @a:pl",
            &["x html", "x html:pl", "n a:pl"],
        ),
        (
            "#import \"@preview/glossy:0.8.0\": *\n#show: init-glossary.with((html: (short: \"H\")))\n@html:cap",
            &["x html:cap"],
        ),
    ]);
}

#[test]
fn citations_side_by_side_are_one_cluster() {
    for (text, expected) in [
        ("@a @b", &["@a @b"][..]),
        ("@a[p. 1]\n@b #cite(<c>) x", &["@a[p. 1]\n@b #cite(<c>)"]),
        ("@a, @b", &["@a", "@b"]),
        ("@a\n\n@b", &["@a", "@b"]),
        ("#cite(<a>, supplement: [@b])", &["#cite(<a>, supplement: [@b])"]),
        ("{#cite(<a>)}", &["#cite(<a>)"]),
        ("#{cite(<a>)}", &["cite(<a>)"]),
    ] {
        let manuscript = parse(text);
        testing::hold(text, &manuscript);
        let found: Vec<_> = manuscript.clusters.iter().map(|cluster| cluster.span.of(text)).collect();
        assert_eq!(found, expected, "in {text}");
    }
}

#[test]
fn what_is_not_closed_is_said_and_the_rest_is_read() {
    for (text, kind, keys) in [
        ("@a[p. 3 and\n\n@b", MalformedKind::Unclosed, &["n a", "n b"][..]),
        ("@a[p. 3 @c", MalformedKind::Unclosed, &["n a", "n c"]),
        ("#cite(<a>\n\n@b", MalformedKind::Unclosed, &["n a", "n b"]),
        ("#cite() @b", MalformedKind::MissingKey, &["n b"]),
        ("#figure(cite(<a>,\n\n= Heading\n@b", MalformedKind::Unclosed, &["n a", "n b"]),
    ] {
        assert_eq!(cited(text), keys, "in {text}");
        let kinds: Vec<_> = parse(text).malformed.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [kind], "in {text}");
    }
    assert_eq!(cited("#figure(\n\n= Heading\n@b"), ["n b"]);
}

#[test]
fn a_call_of_what_a_call_with_prose_gives_begins_behind_it() {
    for text in ["#cite[a](<k>)", "#cite[a](<k>"] {
        super::super::super::testing::hold(text, &super::super::parse(text));
    }
}
