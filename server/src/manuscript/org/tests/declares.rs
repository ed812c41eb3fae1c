//! What a manuscript declares: bibliographies, includes, its language, its headings, what it says to siglum.

use super::*;

fn bibliographies(text: &str) -> Vec<String> {
    let manuscript = parse(text);
    manuscript.bibliographies.into_iter().map(|one| one.path).collect()
}

#[test]
fn bibliographies_in_all_shapes() {
    for (text, expected) in [
        ("#+bibliography: refs.bib\n#+BIBLIOGRAPHY: \"my refs.bib\"", &["refs.bib", "my refs.bib"][..]),
        ("#+bibliography: my refs.bib", &["my refs.bib"]),
        ("#+bibliography: refs plain option:-d", &["refs.bib"]),
        ("bibliography:a.bib,b", &["a.bib", "b.bib"]),
        ("[[bibliography:a.bib]] bibliographystyle:plain", &["a.bib"]),
        ("#+latex_header: \\addbibresource{x.bib}\n#+LATEX_HEADER: \\usepackage{y}", &["x.bib"]),
        ("# bibliography:a.bib\n#+print_bibliography:\n#+cite_export: csl x.csl", &[]),
    ] {
        assert_eq!(bibliographies(text), expected, "in {text}");
    }
}

#[test]
fn files_language_headings_and_directives() {
    let text = "#+title: T\n#+language: fr\n#+include: \"ch/1.org::*A\" :lines \"1-2\"\n#+INCLUDE: x.r src r\n#+setupfile: s.org\n\
                * One\n** TODO Two /x/  :a:b:\n# siglum-ignore unknown-key -- in press\n[cite:@a]\n";
    let manuscript = parse(text);
    assert!(manuscript.complete && !parse("* x").complete);
    assert_eq!(manuscript.lang.as_ref().map(Lang::as_str), Some("fr"));
    let paths: Vec<_> = manuscript.includes.iter().map(|include| include.path.as_str()).collect();
    assert_eq!(paths, ["ch/1.org", "s.org"]);
    let headings: Vec<_> = manuscript.headings.iter().map(|(level, span)| (*level, span.of(text))).collect();
    assert_eq!(headings, [(1, "One"), (2, "Two /x/")]);
    let directives: Vec<_> = manuscript.directives.iter().map(|one| (one.text.as_str(), one.own_line)).collect();
    assert_eq!(directives, [("siglum-ignore unknown-key -- in press", true)]);
    assert!(parse("[cite/nocite:@*]").cites_all && parse("nocite:*x").citations.len() == 1);
}
