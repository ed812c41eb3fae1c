//! What a manuscript declares: bibliographies, includes, its language, its headings, what it says to siglum.

use super::*;

fn bibliographies(text: &str) -> Vec<String> {
    let manuscript = parse(text);
    assert!(manuscript.bibliographies.iter().all(|one| one.span.of(text) == one.path));
    manuscript.bibliographies.into_iter().map(|one| one.path).collect()
}

#[test]
fn bibliographies_in_all_shapes() {
    for (text, expected) in [
        ("#bibliography(\"x.bib\")", &["x.bib"][..]),
        ("#bibliography((\"a.bib\", \"b.yml\"), style: \"my.csl\", title: \"refs.bib\")", &["a.bib", "b.yml"]),
        ("#bibliography(\"/lib/x.bib\", full: true)", &["/lib/x.bib"]),
        ("#bibliography(sources: \"x.yaml\")", &["x.yaml"]),
        ("#bibliography(bytes(read(\"x.bib\")))", &["x.bib"]),
        ("#bibliography(path(\"../x.bib\"))", &["../x.bib"]),
        ("#show: paper.with(bibliography: bibliography(\"x.bib\"))", &["x.bib"]),
        ("#let refs = \"x.bib\"\n#bibliography(refs)", &["x.bib"]),
        ("#let refs = (\"x.bib\", \"y.bib\")\n#bibliography(refs)", &["x.bib", "y.bib"]),
        ("#bibliography(\"a.bib\")\n#bibliography(\"b.bib\")", &["a.bib", "b.bib"]),
        ("#bibliography(sys.inputs.at(\"bib\", default: \"x.bib\"))", &[]),
        ("#bibliography(name)", &[]),
        ("bibliography(\"x.bib\")", &[]),
        ("#set bibliography(style: \"ieee\")", &[]),
    ] {
        assert_eq!(bibliographies(text), expected, "in {text}");
    }
    assert!(parse("#bibliography(\"x.bib\", full: true)").cites_all);
    assert!(!parse("#bibliography(\"x.bib\", full: false)").cites_all);
}

#[test]
fn a_bibliography_within_the_manuscript_defines_its_keys() {
    let text = "#bibliography(bytes(```bib @book{knuth, title={T}}\n@misc{ two ,\n}```.text)) @knuth";
    let own: Vec<_> = parse(text).own_keys.into_iter().map(|own| (own.key, own.record)).collect();
    assert_eq!(own, [("knuth".to_owned(), true), ("two".to_owned(), true)]);
    assert_eq!(cited(text), ["n knuth"]);
}

#[test]
fn files_that_are_read() {
    let text = "#import \"t.typ\": a\n#include \"ch/1.typ\"\n#import \"@preview/x:0.1.0\": y\n#{ include \"2.typ\" }\n\
                #show: ieee.with(bibliography-file: \"refs.bib\", refs: \"r.yml\", data: read(\"z.yml\"))\nimport \"no.typ\"";
    let manuscript = parse(text);
    let paths: Vec<_> = manuscript.includes.iter().map(|include| include.path.as_str()).collect();
    assert_eq!(paths, ["t.typ", "ch/1.typ", "2.typ", "refs.bib", "r.yml"]);
}

#[test]
fn the_language_is_the_rules_else_a_templates() {
    for (text, expected) in [
        ("#set text(font: \"X\", lang: \"fr\")", Some("fr")),
        ("#set text(lang: \"fr\", region: \"ca\")", Some("fr-CA")),
        ("#set text(lang: \"de\")\n#set text(lang: \"en\")", Some("de")),
        ("#text(lang: \"fr\")[x]", None),
        ("#show: thesis.with(lang: \"es\")\n", Some("es")),
        ("#show: thesis.with(lang: \"es\")\n#set text(lang: \"it\")", Some("it")),
        ("#let conf(doc) = {\n  set text(lang: \"pt\")\n  doc\n}", Some("pt")),
    ] {
        let lang = parse(text).lang;
        assert_eq!(lang.as_ref().map(Lang::as_str), expected, "in {text}");
    }
}

#[test]
fn headings_have_levels_and_titles() {
    let text = "= One <a>\n  == Two `x`\ntext = no\n=no\n#heading[Three]\n#[= Four] // c\n/* c */ = Five";
    let headings: Vec<_> = parse(text).headings.iter().map(|(level, span)| (*level, span.of(text))).collect();
    assert_eq!(headings, [(1, "One"), (2, "Two `x`"), (1, "Three"), (1, "Four"), (1, "Five")]);
}

#[test]
fn comments_may_be_addressed_to_siglum() {
    let text = "// siglum-ignore unknown-key -- in press\n@a /* siglum-ignore unknown-key */ // not siglum-ignore\n#f(\n// siglum-ignore x\n)";
    let manuscript = parse(text);
    let found: Vec<_> = manuscript.directives.iter().map(|one| (one.span.of(text), one.own_line)).collect();
    assert_eq!(
        found,
        [
            ("siglum-ignore unknown-key -- in press", true),
            ("siglum-ignore unknown-key", false),
            ("siglum-ignore x", true)
        ]
    );
    assert_eq!(manuscript.directives[1].comment.of(text), "/* siglum-ignore unknown-key */");
}
