//! What is cited. Each row was compared with Pandoc's reader of Org, and with org-element's rules where that differs.

use super::*;
use crate::manuscript::MalformedKind;

#[test]
fn citations_of_org_cite() {
    check(&[
        ("See [cite:@a].", &["n a"]),
        ("[cite:see @a p. 3; also @b, ch. 2]", &["n a | p. 3", "n b | , ch. 2"]),
        ("[cite:common;@a;@b;end]", &["n a", "n b"]),
        ("[cite: \n @a]", &["n a"]),
        ("[cite/text/c:@a] [cite/t:@b] [cite/noauthor:@c] [cite/n:@d]", &["t a", "t b", "s c", "l d"]),
        ("[cite:-@a]", &["s a"]),
        ("[cite:@a/b:c.d+e&f] [cite:@a.]", &["n a/b:c.d+e&f", "n a."]),
        ("[cite:@Été2010; @中文]", &["n Été2010", "n 中文"]),
        ("[cite:@a,@b]", &["n a | ,@b"]),
        ("[cite:@a [x] y]", &["n a | [x] y"]),
        ("[cite:@a p. 3 @x; foo; @b]", &["n a | p. 3 @x", "n b"]),
        ("[cite/style name:@a] [Cite:@b] [cite/:@c] [@d] @e", &["n b"]),
        ("[cite:@a\n\n@b]", &["n a"]),
        ("x[cite:@a]y[cite:@b]", &["n a", "n b"]),
    ]);
}

#[test]
fn links_of_org_ref() {
    check(&[
        ("cite:a,b and citet:c.", &["n a", "n b", "t c"]),
        ("(citep:a), parencite:b; citet*:c citeyear:d nocite:e", &["n a", "n b", "t c", "s d", "l e"]),
        ("[[cite:a,b][pre::post]] [[citet:c][see::p. 3]]", &["n a", "n b", "t c | p. 3"]),
        ("[[cite:&a]] [[cite:See &a p. 3;and &b;end]] cite:&c", &["n a", "n a | p. 3", "n b", "n c"]),
        ("excite:a cite: a write:b http://x.org/cite:c", &[]),
        ("\\cite{a} \\citep[p. 3]{b,c} \\alpha{} \\emph{x}", &["n a", "n b", "n c | p. 3"]),
    ]);
}

#[test]
fn what_is_code_comment_or_left_out_cites_nothing() {
    check(&[
        ("=[cite:@k]= ~[cite:@k]~ [cite:@a] a=b [cite:@b] c=d", &["n a", "n b"]),
        ("# [cite:@k]\n  # [cite:@k]\n[cite:@a]\n#no [cite:@b]", &["n a", "n b"]),
        (": [cite:@k]\n[cite:@a]", &["n a"]),
        ("#+begin_src r\n[cite:@k]\n#+end_src\n#+BEGIN_EXAMPLE\n[cite:@k]\n#+END_EXAMPLE\n[cite:@a]", &["n a"]),
        ("#+begin_export html\n[cite:@k]\n#+end_export\n#+begin_comment\n[cite:@k]\n#+end_comment", &[]),
        (
            "#+begin_quote\n[cite:@a]\n#+end_quote\n#+begin_verse\n[cite:@b]\n#+end_verse\n#+begin_note\n[cite:@c]",
            &["n a", "n b", "n c"],
        ),
        ("#+begin_src r\n[cite:@a]", &["n a"]),
        ("$[cite:@k]$ \\([cite:@k]\\) \\[[cite:@k]\\] [cite:@a] 5$ and 6$", &["n a"]),
        ("\\begin{align}\n[cite:@k]\n\\end{align}\n[cite:@a]", &["n a"]),
        ("{{{m([cite:@k])}}} @@html:[cite:@k]@@ src_r{[cite:@k]} call_f([cite:@k]) [cite:@a]", &["n a"]),
        (":PROPERTIES:\n:X: [cite:@k]\n:END:\n:LOGBOOK:\n[cite:@k]\n:END:\n:MINE:\n[cite:@a]\n:END:", &["n a"]),
        ("* COMMENT x\n[cite:@k]\n** y\n[cite:@k]\n* y :noexport:\n[cite:@k]\n* z :a:\n[cite:@a]", &["n a"]),
        ("[[http://x.org/@k][see [cite:@k]]]", &[]),
        ("#+attr_html: [cite:@k]\n#+title: On [cite:@t]\n#+caption: From [cite:@c]\n", &["n t", "n c"]),
    ]);
}

#[test]
fn citations_stand_in_everything() {
    check(&[
        (
            "* TODO [#A] On [cite:@a] :tag:\n- [ ] [cite:@b] :: x\n  1. [@3] [cite:@c]\n     + [cite:@d]",
            &["n a", "n b", "n c", "n d"],
        ),
        ("| a | [cite:@a] |\n|---+---|\n| [cite:@b;@c] | x |", &["n a", "n b", "n c"]),
        ("x[fn:1] y[fn::see [cite:@n]] z[fn:name:[cite:@o]]\n\n[fn:1] [cite:@m]", &["n n", "n o", "n m"]),
        ("*[cite:@b]* /x [cite:@c]/ +[cite:@d]+ _[cite:@e]_ \"[cite:@f]\"", &["n b", "n c", "n d", "n e", "n f"]),
    ]);
}

#[test]
fn prose_is_what_a_reader_reads() {
    for (text, expected) in [
        ("As Smith [cite:@a] says, *here* and /there/.", "As Smith ¤ says, here and there."),
        ("* TODO Title :x:\nText\nmore\n\n- one\n- two", "Title\n\nText\nmore\n\none\n\ntwo"),
        ("a[fn:1] b[fn::A note.] c =code= d", "a b (A note.) c  d"),
        ("[[http://x.org][A link]] and [[http://y.org]]", "A link and "),
        ("see https://x.org/a_b_c now, 2*3*4 a_b", "see  now, 2*3*4 a_b"),
        ("| a | b |", "a\n\nb"),
        ("one cite:a two", "one ¤ two"),
    ] {
        let manuscript = parse(text);
        testing::hold(text, &manuscript);
        assert_eq!(manuscript.prose.text.trim_end_matches('\n').replace('\u{FFFC}', "¤"), expected, "in {text}");
    }
    let prose = parse("In /The Art of It/ and \"A Third\", *and /inner/ bold* /not\n\nclosed/ x").prose;
    let found: Vec<_> = prose.emphasis.iter().map(|span| span.of(&prose.text)).collect();
    assert_eq!(found, ["The Art of It", "A Third", "and inner bold", "inner"]);
}

#[test]
fn what_is_malformed_is_said() {
    for (text, kind) in [
        ("[cite:@a and more\n\nx", MalformedKind::Unclosed),
        ("[cite:@]", MalformedKind::EmptyKey),
        ("[cite:]", MalformedKind::EmptyKey),
        ("[[cite:]]", MalformedKind::EmptyKey),
    ] {
        let kinds: Vec<_> = parse(text).malformed.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [kind], "in {text}");
    }
}
