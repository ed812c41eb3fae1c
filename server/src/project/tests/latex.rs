//! LaTeX: macros of other files, packages beside the document, and where TeX looks for bibliographies.

use super::{Memory, Path, Plan, declared, missing};
use crate::manuscript::latex;

/// The keys that a file of a manuscript cites, read with what the other files define.
fn cites(files: &Memory, path: &str) -> Vec<String> {
    let plan = files.plan(path);
    let manuscript = latex::FORMAT.parse_among(&files.0[Path::new(path)], &plan.macros);
    manuscript.citations.into_iter().map(|citation| citation.key).collect()
}

fn parts(plan: &Plan) -> Vec<&str> {
    plan.parts.others().map(|path| path.to_str().unwrap().trim_start_matches("/w/")).collect()
}

#[test]
fn a_macro_of_the_preamble_cites_in_every_file() {
    let files = Memory::new(&[
        ("/w/main.tex", "\\documentclass{book}\\input{preamble}\\begin{document}\\input{ch/a}\\see{m}\\end{document}"),
        ("/w/preamble.tex", "\\newcommand{\\see}[2][]{\\inner[#1]{#2}}\n\\newcommand{\\citemark}[1]{(#1)}"),
        ("/w/inner.tex", "\\newcommand{\\inner}[2][]{\\parencite[#1]{#2}}"),
        ("/w/ch/a.tex", "\\see[p. 3]{a}, \\see{b} \\citemark{no} \\seen{no} \\input{inner}"),
    ]);
    assert_eq!(cites(&files, "/w/ch/a.tex"), ["a", "b"]);
    assert_eq!(cites(&files, "/w/main.tex"), ["m"]);
    assert_eq!(files.plan("/w/main.tex").whole.cited().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(files.plan("/w/ch/a.tex").whole.cited().collect::<Vec<_>>(), ["m"]);
}

#[test]
fn packages_and_classes_beside_the_document_define_macros() {
    let files = Memory::new(&[
        (
            "/w/main.tex",
            "\\documentclass{thesis}\\usepackage{graphicx, own ,sub/third}\\begin{document}\\see{a}\\mark{b}\\citet{c}\\deep{d}",
        ),
        ("/w/thesis.cls", "\\LoadClass{book}\\RequirePackage{own}\\newcommand\\see[1]{\\footcite{#1}}"),
        ("/w/own.sty", "\\def\\citet#1{\\@internal{#1}}\\newcommand{\\mark}[1]{\\textbf{#1}}\\addbibresource{r.bib}"),
        ("/w/sub/third.sty", "\\makeatletter\\def\\d@ep#1{\\cite{#1}}\\def\\deep#1{\\d@ep{#1}}"),
        ("/w/r.bib", ""),
    ]);
    assert_eq!(cites(&files, "/w/main.tex"), ["a", "c", "d"]);
    let plan = files.plan("/w/main.tex");
    assert_eq!(parts(&plan), ["own.sty", "sub/third.sty", "thesis.cls"]);
    assert_eq!(declared(&plan), ["/w/r.bib"]);
}

#[test]
fn the_bibliography_lies_in_the_one_folder_nearby_that_has_it() {
    let root = "\\documentclass{article}\\begin{document}\\bibliography{IEEEabrv,\n  refs}";
    let one = Memory::new(&[("/w/p/main.tex", root), ("/w/p/bib/refs.bib", ""), ("/w/p/bib/x.bib", "")]);
    let plan = one.plan("/w/p/main.tex");
    assert_eq!((declared(&plan), missing(&plan)), (vec!["/w/p/bib/refs.bib"], vec![]));
    assert!(plan.refused.is_empty());
    let two = Memory::new(&[("/w/p/main.tex", root), ("/w/p/bib/refs.bib", ""), ("/w/p/old/refs.bib", "")]);
    assert_eq!(missing(&two.plan("/w/p/main.tex")), ["refs.bib"]);
    let above = Memory::new(&[("/w/a/b/main.tex", "\\bibliography{../../refs}"), ("/w/refs.bib", "")]);
    assert_eq!(declared(&above.plan("/w/a/b/main.tex")), ["/w/refs.bib"]);
    let example = Memory::new(&[("/w/main.tex", "\\addbibresource{biblatex-examples.bib}")]);
    assert_eq!(example.plan("/w/main.tex").refused, ["biblatex-examples.bib"]);
}

#[test]
fn a_shared_file_finds_the_document_beside_its_folder() {
    let files = Memory::new(&[
        ("/w/paper/main.tex", "\\documentclass{article}\\bibliography{r}\\begin{document}\\input{../shared/intro}"),
        ("/w/paper/r.bib", ""),
        ("/w/shared/intro.tex", "\\cite{a}"),
        ("/w/other/x.tex", "\\cite{b}"),
    ]);
    let plan = files.plan("/w/shared/intro.tex");
    assert_eq!((declared(&plan), parts(&plan)), (vec!["/w/paper/r.bib"], vec!["paper/main.tex"]));
    assert!(parts(&files.plan("/w/other/x.tex")).is_empty());
}

#[test]
fn only_what_is_included_is_still_a_part() {
    let files = Memory::new(&[
        (
            "/w/main.tex",
            "\\documentclass{book}\\includeonly{a}\\begin{document}\\include{a}\\include{b}\n%\\include{c}\n\
             \\iffalse\\include{d}\\fi\\loadglsentries{terms}\\end{document}\\include{e}",
        ),
        ("/w/a.tex", "\\cite{a}"),
        ("/w/b.tex", "\\cite{b}"),
        ("/w/c.tex", "\\cite{c}"),
        ("/w/d.tex", "\\cite{d}"),
        ("/w/e.tex", "\\cite{e}"),
        ("/w/terms.tex", "\\newglossaryentry{x}{description={As \\cite{t}}}"),
    ]);
    assert_eq!(files.plan("/w/a.tex").whole.cited().collect::<Vec<_>>(), ["b", "t"]);
}
