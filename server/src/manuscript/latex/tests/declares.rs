//! Bibliographies, included files, roots, languages, headings and keys of its own.

use siglum_corpus::lang::Lang;

use super::*;

#[test]
fn bibliographies_with_the_span_of_each_path() {
    for (text, expected) in [
        ("\\bibliography{a,b}", &["a.bib", "b.bib"][..]),
        ("\\bibliography{%\n  a,% one\n  ../../b.bib\n}", &["a.bib", "../../b.bib"]),
        ("\\bibliography{refs.2020}", &["refs.2020.bib"]),
        ("\\nobibliography{a} \\nobibliography*", &["a.bib"]),
        ("\\addbibresource{x.bib} \\addglobalbib{y.bib} \\addsectionbib{z.bib}", &["x.bib", "y.bib", "z.bib"]),
        ("\\addbibresource[location=local]{../refs/x y.bib}", &["../refs/x y.bib"]),
        ("\\addbibresource[location=remote]{http://x.org/a.bib}", &[]),
        ("\\addbibresource{\\subfix{../x.bib}}", &["../x.bib"]),
        ("\\addbibresource{\"my refs.bib\"}", &["my refs.bib"]),
        ("\\bibliography{\\jobname} % \\bibliography{h}", &[]),
        ("\\newcites{sec}{Secondary} \\bibliographysec{s}", &["s.bib"]),
        ("\\begin{refsection}[r.bib] x \\end{refsection}", &["r.bib"]),
        ("\\bibliographystyle{plain} \\printbibliography[title=x]", &[]),
        ("\\documentclass{a}\\addbibresource{p.bib}\\begin{document}\\end{document}", &["p.bib"]),
    ] {
        let manuscript = parse(text);
        testing::hold(text, &manuscript);
        let found: Vec<_> = manuscript.bibliographies.iter().map(|path| path.path.as_str()).collect();
        assert_eq!(found, expected, "in {text}");
        for path in &manuscript.bibliographies {
            assert!(path.path.starts_with(path.span.of(text)), "in {text}");
        }
    }
}

#[test]
fn included_files() {
    for (text, expected) in [
        (
            "\\input{a} \\input b \\include{c} \\input{d.tex}",
            &[("", "a.tex"), ("", "b.tex"), ("", "c.tex"), ("", "d.tex")][..],
        ),
        (
            "\\input{Partie 1/1.1} \\subfile{s} \\subfileinclude{t}",
            &[("", "Partie 1/1.1.tex"), ("", "s.tex"), ("", "t.tex")],
        ),
        ("\\import{dir/}{f} \\subimport*{../d/}{g.tex}", &[("dir/", "f.tex"), ("../d/", "g.tex")]),
        ("\\InputIfFileExists{x.cfg}{}{}", &[("", "x.cfg")]),
        ("\\input{\\file} \\inputencoding{utf8} % \\input{h}", &[]),
    ] {
        let manuscript = parse(text);
        let found: Vec<_> = manuscript.includes.iter().map(|file| (file.dir.as_str(), file.path.as_str())).collect();
        assert_eq!(found, expected, "in {text}");
    }
}

#[test]
fn the_root_document() {
    for (text, expected) in [
        ("% !TeX root = ../main.tex\nx", Some("../main.tex")),
        ("\n%!TEX ROOT=main\r\nx", Some("main.tex")),
        ("%% ! tex root = a b.tex  \nx", Some("a b.tex")),
        ("\\documentclass[../main.tex]{subfiles}", Some("../main.tex")),
        ("% !TeX program = xelatex\n", None),
        ("x\n%%% Local Variables:\n%%% TeX-master: \"../main\"\n%%% End:", Some("../main.tex")),
        ("%%% TeX-master: t", None),
    ] {
        let root = parse(text).root;
        assert_eq!(root.as_ref().map(|root| root.path.as_str()), expected, "in {text}");
        if let Some(root) = root {
            assert!(root.path.starts_with(root.span.of(text)));
        }
    }
    let late = "\n".repeat(20) + "% !TeX root = main.tex";
    assert_eq!(parse(&late).root, None);
}

#[test]
fn the_language_that_the_preamble_declares() {
    for (text, expected) in [
        ("\\usepackage[english,french]{babel}", "french"),
        ("\\usepackage[main=french,english]{babel}", "french"),
        ("\\usepackage[french, english, shorthands=off]{babel}", "english"),
        ("\\documentclass[12pt,ngerman]{scrbook}\\usepackage{babel}", "ngerman"),
        ("\\documentclass[french]{article}\\usepackage[english]{babel}", "english"),
        ("\\setdefaultlanguage{french}\\setotherlanguage{english}", "french"),
        ("\\setmainlanguage[variant=swiss]{german}", "german"),
        ("\\usepackage[english]{babel}\\babelprovide[main,import]{french}", "french"),
    ] {
        let text = format!("{text}\\begin{{document}}\\selectlanguage{{spanish}}");
        assert_eq!(parse(&text).lang, Lang::parse(expected), "in {text}");
    }
    assert_eq!(parse("\\selectlanguage{french}").lang, None);
}

#[test]
fn headings_with_their_levels() {
    let text =
        "\\part{A}\\chapter[s]{B \\emph{c}}\\section*{D}\\subsection{E}\\subsubsection{F}\\paragraph{G} \\section{}";
    let found: Vec<_> = parse(text).headings.iter().map(|(level, title)| (*level, title.of(text))).collect();
    assert_eq!(found, [(1, "A"), (2, "B \\emph{c}"), (3, "D"), (4, "E"), (5, "F"), (6, "G")]);
}

#[test]
fn items_of_a_bibliography_define_keys() {
    let text = "\\begin{thebibliography}{99}\n\\bibitem[Smith(2000)]{smith} Smith, J.\n\\bibitem{a:b-c} X. \\end{thebibliography}";
    let manuscript = parse(text);
    let found: Vec<_> =
        manuscript.own_keys.iter().map(|own| (own.key.as_str(), own.span.of(text), own.record)).collect();
    assert_eq!(found, [("smith", "smith", true), ("a:b-c", "a:b-c", true)]);
    assert!(manuscript.prose.text.contains("Smith, J."));
}
