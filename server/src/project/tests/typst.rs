//! Typst's projects, over files in memory.

use super::{Bond, Memory, Path, declared, missing};

#[test]
fn paths_are_read_from_the_file_that_names_them_and_rooted_ones_from_the_root() {
    let main =
        "#import \"lib/conf.typ\": conf\n#show: conf\n#include \"ch/1.typ\"\n= A <a>\n#bibliography(\"/b/x.bib\")";
    let files = Memory::new(&[
        ("/w/main.typ", main),
        ("/w/lib/conf.typ", "#let conf(doc) = { doc; bibliography(\"y.bib\") }"),
        ("/w/ch/1.typ", "@a @k @l #include \"/ch/2.typ\""),
        ("/w/ch/2.typ", "#figure([x]) <l> @k2"),
        ("/w/b/x.bib", ""),
        ("/w/lib/y.bib", ""),
    ]);
    for path in ["/w/main.typ", "/w/lib/conf.typ", "/w/ch/1.typ", "/w/ch/2.typ"] {
        let plan = files.plan(path);
        assert!(declared(&plan).contains(&"/w/lib/y.bib") && missing(&plan).is_empty(), "{path}");
    }
    assert_eq!(declared(&files.plan("/w/ch/2.typ")), ["/w/b/x.bib", "/w/lib/y.bib"]);
    let plan = files.plan("/w/ch/1.typ");
    assert!(plan.whole.defines("a") && plan.whole.defines("l") && plan.whole.cites("k2"));
    assert_eq!(plan.root_document.as_deref(), Some(Path::new("/w/main.typ")));
}

#[test]
fn files_that_code_reads_serve_where_they_are_there() {
    let text = "#show: paper.with(bibliography-file: \"refs.bib\", bib: \"other.bib\")\n#bibliography(\"gone.bib\")";
    let files = Memory::new(&[("/w/x.typ", text), ("/w/refs.bib", "")]);
    let plan = files.plan("/w/x.typ");
    assert_eq!((declared(&plan), missing(&plan)), (vec!["/w/refs.bib"], vec!["gone.bib"]));
}

#[test]
fn pieces_know_each_others_labels() {
    let files = Memory::new(&[("/w/1.typ", "@fig @k"), ("/w/2.typ", "#figure([x]) <fig>"), ("/w/r.bib", "")]);
    let plan = files.plan("/w/1.typ");
    assert!(plan.undeclared && plan.whole.defines("fig"));
    assert_eq!(plan.parts.bond, Bond::Pieces);
}
