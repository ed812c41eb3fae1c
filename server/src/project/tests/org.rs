//! Org's projects, over files in memory.

use super::{Memory, Path, declared, missing};

#[test]
fn bibliographies_are_read_from_the_file_that_names_them() {
    let main = "#+title: T\n#+setupfile: lib/setup.org\n#+include: \"ch/1.org\"\n#+bibliography: gone.bib\n";
    let files = Memory::new(&[
        ("/w/main.org", main),
        ("/w/lib/setup.org", "#+bibliography: y.bib\n"),
        ("/w/ch/1.org", "[cite:@a]\n#+include: 2.org\n"),
        ("/w/ch/2.org", "[cite:@b]\n"),
        ("/w/lib/y.bib", ""),
    ]);
    let plan = files.plan("/w/main.org");
    assert_eq!((declared(&plan), missing(&plan)), (vec!["/w/lib/y.bib"], vec!["gone.bib"]));
    let plan = files.plan("/w/ch/2.org");
    assert_eq!(declared(&plan), ["/w/lib/y.bib"]);
    assert_eq!(plan.root_document.as_deref(), Some(Path::new("/w/main.org")));
    assert!(plan.whole.cites("a"));
}

#[test]
fn a_note_without_a_bibliography_is_served_by_the_workspace() {
    let files = Memory::new(&[("/w/note.org", "[cite:@a]\n"), ("/w/refs.bib", "")]);
    assert!(files.plan("/w/note.org").asks_workspace());
}
