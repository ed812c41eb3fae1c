//! Several files as one manuscript, over the real binary.

use crate::check::{json as checked, run};
use crate::client::{Client, siglum};
use crate::fixture::Workspace;
use serde_json::{Value, json};
use std::io::Write;
use std::process::Stdio;

const BOOK: &str = "
    //- /refs.bib
    @misc{smith2020, title = {On things}, year = {2020}}
    //- /main.tex
    \\documentclass{book}
    \\addbibresource{refs.bib}
    \\begin{document}
    \\input{ch/one}
    \\input{list}
    \\end{document}
    //- /ch/one.tex
    As \\cite{smith2020,own} says.
    //- /list.tex
    \\begin{thebibliography}{9}\\end{thebibliography}
";

const WITH_ITEM: &str = "\\begin{thebibliography}{9}\\bibitem{own} Own.\\end{thebibliography}\n";

fn unknown(list: &[Value]) -> usize {
    list.iter().filter(|one| one["code"] == "unknown-key").count()
}

#[test]
fn what_another_open_file_defines_is_known_before_it_is_saved_and_forgotten_when_it_is_closed() {
    let workspace = Workspace::new(BOOK);
    let mut client = Client::start(&workspace);
    let (one, list) = (workspace.uri("ch/one.tex"), workspace.uri("list.tex"));
    client.open(&workspace, "ch/one.tex");
    client.wait_diagnostics(&one, |found| unknown(found) == 1);
    client.open(&workspace, "list.tex");
    client.change(&list, 2, json!([{ "text": WITH_ITEM }]));
    client.wait_diagnostics(&one, |found| unknown(found) == 0);
    client.change(&list, 3, json!([{ "text": WITH_ITEM.replace("own", "other") }]));
    client.wait_diagnostics(&one, |found| unknown(found) == 1);
    client.change(&list, 4, json!([{ "text": WITH_ITEM }]));
    client.wait_diagnostics(&one, |found| unknown(found) == 0);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": list } }));
    client.wait_diagnostics(&one, |found| unknown(found) == 1);
}

#[test]
fn what_a_closed_file_defines_is_followed_on_disk() {
    let workspace = Workspace::new(BOOK);
    let mut client = Client::start(&workspace);
    let one = workspace.uri("ch/one.tex");
    client.open(&workspace, "ch/one.tex");
    client.wait_diagnostics(&one, |found| unknown(found) == 1);
    workspace.write("list.tex", WITH_ITEM);
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": workspace.uri("list.tex"), "type": 2 }] }),
    );
    client.wait_diagnostics(&one, |found| unknown(found) == 0);
}

#[test]
fn a_macro_that_another_open_file_defines_cites_at_once() {
    let workspace = Workspace::new(
        "
        //- /refs.bib
        @book{smith2020, title = {On things}, year = {2020}}
        //- /main.tex
        \\documentclass{book}
        \\addbibresource{refs.bib}
        \\input{preamble}
        \\begin{document}
        \\see{nobody} and \\cite{smith2020}
        \\end{document}
        //- /preamble.tex
        \\newcommand{\\other}[1]{#1}
    ",
    );
    let mut client = Client::start(&workspace);
    let main = workspace.uri("main.tex");
    client.open(&workspace, "main.tex");
    client.wait_diagnostics(&main, <[Value]>::is_empty);
    client.open(&workspace, "preamble.tex");
    let uri = workspace.uri("preamble.tex");
    client.change(&uri, 2, json!([{ "text": "\\newcommand{\\see}[1]{\\cite{#1}}\n" }]));
    client.wait_diagnostics(&main, |found| unknown(found) == 1);
    client.change(&uri, 3, json!([{ "text": "\\newcommand{\\see}[1]{\\emph{#1}}\n" }]));
    client.wait_diagnostics(&main, |found| unknown(found) == 0);
}

#[test]
fn a_chapter_that_is_checked_alone_knows_its_book_and_doctor_tells_it() {
    let workspace = Workspace::new(BOOK);
    workspace.write("list.tex", WITH_ITEM);
    let alone = checked(&workspace, &["check", "ch/one.tex", "--format", "json"]);
    assert_eq!(alone["diagnostics"].as_array().map(Vec::len), Some(0), "{alone}");
    assert_eq!(run(&workspace, &["check"]).status, 0);
    let doctor = run(&workspace, &["doctor", "ch/one.tex"]).stdout;
    assert!(doctor.contains("belongs to: main.tex (which includes it)"), "{doctor}");
    assert!(
        doctor.contains("one manuscript with (they include each other):\n    list.tex\n    main.tex\n"),
        "{doctor}"
    );
}

#[test]
fn text_on_stdin_is_a_part_in_the_place_of_its_file() {
    let workspace = Workspace::new(BOOK);
    let mut command = siglum();
    command.current_dir(&workspace.root).args(["check", "-", "ch/one.tex", "--stdin-filename", "list.tex"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(WITH_ITEM.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}
