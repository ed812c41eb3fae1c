//! A key through all files that name it: definition, references, highlights and rename.

use crate::client::{Client, at};
use crate::fixture::{Cursor, Workspace};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PROJECT: &str = "
    //- /book/refs.bib
    @collection{whole2001, title = {The whole}, year = {2001}}
    @incollection{part2001, ids = {old:part, older}, title = {A part}, crossref = {whole2001}, related = {other1999,whole2001}}
    @book{other1999, title = {Other}, year = {1999}}
    //- /book/more.bib
    @incollection{third2001, title = {whole2001}, xref = {whole2001}}
    //- /book/main.tex
    \\documentclass{book}
    \\addbibresource{refs.bib}
    \\addbibresource{more.bib}
    \\input{macros}
    \\begin{document}
    \\input{ch/one}
    \\cite{other1999,whole2001}
    \\end{document}
    //- /book/macros.tex
    \\newcommand{\\whole}{\\textcite{whole2001}}
    \\newcommand{\\see}[1]{\\parencite{#1}}
    //- /book/ch/one.tex
    As \\see{whole2001} and \\parencites{part2001}{old:part} say.
    //- /book/notes.md
    ---
    bibliography: [refs.bib, more.bib]
    ---
    See [@other1999; @whole2001, p. 3].
    //- /elsewhere/refs.bib
    @book{whole2001, title = {Another whole}}
    //- /elsewhere/a.md
    ---
    bibliography: refs.bib
    ---
    See [@whole2001].
    //- /README.md
    Not [@whole2001].
";

/// The texts of the workspace's files after an edit.
fn applied(workspace: &Workspace, edit: &Value) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for file in edit["documentChanges"].as_array().unwrap() {
        let uri = file["textDocument"]["uri"].as_str().unwrap();
        let (path, text) = workspace.fixture.files.iter().find(|(path, _)| workspace.uri(path) == uri).unwrap();
        let mut text = text.clone();
        let offset = |text: &str, place: &Value| {
            let line = place["line"].as_u64().unwrap() as usize;
            let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            start + place["character"].as_u64().unwrap() as usize
        };
        let mut edits: Vec<_> = file["edits"].as_array().unwrap().iter().collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(offset(&text, &edit["range"]["start"])));
        for edit in edits {
            let range = offset(&text, &edit["range"]["start"])..offset(&text, &edit["range"]["end"]);
            text.replace_range(range, edit["newText"].as_str().unwrap());
        }
        texts.insert(path.clone(), text);
    }
    texts
}

fn rename(client: &mut Client, workspace: &Workspace, cursor: &Cursor, new: &str) -> Result<Value, Value> {
    let mut asked = at(workspace, cursor);
    asked["newName"] = json!(new);
    client.try_request("textDocument/rename", asked)
}

/// Files of the fixture in which a word was put in the place of another, as many times as given, and nothing else.
#[track_caller]
fn check(workspace: &Workspace, edit: &Value, (old, new): (&str, &str), expected: &[(&str, usize)]) {
    let texts = applied(workspace, edit);
    let counts: Vec<_> = texts.iter().map(|(path, text)| (path.as_str(), text.matches(new).count())).collect();
    assert_eq!(counts, expected);
    for (path, text) in &texts {
        let before = workspace.text(path);
        assert_eq!(text.matches(old).count() + text.matches(new).count(), before.matches(old).count(), "{text}");
    }
}

const RENAMED: [(&str, usize); 6] = [
    ("book/ch/one.tex", 1),
    ("book/macros.tex", 1),
    ("book/main.tex", 1),
    ("book/more.bib", 1),
    ("book/notes.md", 1),
    ("book/refs.bib", 3),
];

#[test]
fn a_key_is_renamed_in_every_file_that_means_its_record_and_in_no_other() {
    let workspace = Workspace::new(PROJECT);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "book/main.tex");
    let cursor = workspace.find("book/main.tex", "whole2001", 2);
    let edit = rename(&mut client, &workspace, &cursor, "all2001").unwrap();
    check(&workspace, &edit, ("whole2001", "all2001"), &RENAMED);
    let files = edit["documentChanges"].as_array().unwrap();
    let versions: Vec<_> = files.iter().filter(|file| !file["textDocument"]["version"].is_null()).collect();
    assert_eq!(versions.len(), 1, "only what is open has a version");
    for taken in ["other1999", "old:part", "third2001"] {
        let refused = rename(&mut client, &workspace, &cursor, taken).unwrap_err();
        assert_eq!(refused["code"], -32803, "{refused}");
    }
    // The same, asked from the bibliography, with everything open.
    for path in ["book/refs.bib", "book/more.bib", "book/ch/one.tex", "book/notes.md", "elsewhere/a.md"] {
        client.open(&workspace, path);
    }
    let cursor = workspace.find("book/refs.bib", "whole2001", 2);
    let prepared = client.request_at("textDocument/prepareRename", &workspace, &cursor);
    assert_eq!(prepared["placeholder"], "whole2001");
    let edit = rename(&mut client, &workspace, &cursor, "all2001").unwrap();
    check(&workspace, &edit, ("whole2001", "all2001"), &RENAMED);
    let versions = edit["documentChanges"].as_array().unwrap().iter();
    assert_eq!(versions.filter(|file| file["textDocument"]["version"] == 1).count(), 5);
    // And from the field of another record.
    let cursor = workspace.find("book/refs.bib", "crossref = {whole2001", 14);
    let edit = rename(&mut client, &workspace, &cursor, "all2001").unwrap();
    check(&workspace, &edit, ("whole2001", "all2001"), &RENAMED);
}

#[test]
fn another_name_of_a_record_is_renamed_alone() {
    let workspace = Workspace::new(PROJECT);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "book/ch/one.tex");
    let cursor = workspace.find("book/ch/one.tex", "old:part", 1);
    let edit = rename(&mut client, &workspace, &cursor, "new:part").unwrap();
    check(&workspace, &edit, ("old:part", "new:part"), &[("book/ch/one.tex", 1), ("book/refs.bib", 1)]);
}

#[test]
fn references_are_every_place_that_names_the_key_and_definitions_its_record() {
    let workspace = Workspace::new(PROJECT);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "book/ch/one.tex");
    client.open(&workspace, "book/refs.bib");
    let mut asked = at(&workspace, &workspace.find("book/ch/one.tex", "whole2001", 0));
    asked["context"] = json!({ "includeDeclaration": true });
    let counts = |found: &Value| {
        let mut counts = BTreeMap::<String, usize>::new();
        for one in found.as_array().unwrap() {
            let uri = one["uri"].as_str().unwrap();
            let path = workspace.fixture.files.iter().find(|(path, _)| workspace.uri(path) == uri);
            *counts.entry(path.unwrap().0.clone()).or_default() += 1;
        }
        counts.into_iter().collect::<Vec<_>>()
    };
    let expected = RENAMED.map(|(path, count)| (path.to_owned(), count));
    assert_eq!(counts(&client.request("textDocument/references", asked)), expected);
    let pointer = workspace.find("book/refs.bib", "crossref = {whole2001", 14);
    let found = client.request_at("textDocument/definition", &workspace, &pointer);
    assert_eq!(found[0]["range"]["start"], json!({ "line": 0, "character": 12 }));
    let found = client.request_at("textDocument/documentHighlight", &workspace, &pointer);
    let kinds: Vec<_> = found.as_array().unwrap().iter().map(|one| one["kind"].as_u64().unwrap()).collect();
    assert_eq!(kinds, [3, 2, 2], "written once, read twice");
}

#[test]
fn an_item_of_another_files_list_is_defined_and_renamed_there() {
    let workspace = Workspace::new(
        "
        //- /main.tex
        \\documentclass{article}
        \\begin{document}
        \\cite{a,own}
        \\input{list}
        \\end{document}
        //- /list.tex
        \\begin{thebibliography}{9}
        \\bibitem{a} A.
        \\bibitem[Own]{own} Own, see \\cite{a}.
        \\end{thebibliography}
        //- /other.tex
        \\documentclass{article}
        \\begin{document}\\cite{own}\\bibitem{own} Another.\\end{document}
    ",
    );
    let mut client = Client::start(&workspace);
    client.open(&workspace, "main.tex");
    let cursor = workspace.find("main.tex", "own", 1);
    let found = client.request_at("textDocument/definition", &workspace, &cursor);
    assert_eq!(found[0]["uri"], workspace.uri("list.tex"));
    assert_eq!(found[0]["range"]["start"], json!({ "line": 2, "character": 14 }));
    let edit = rename(&mut client, &workspace, &cursor, "mine").unwrap();
    check(&workspace, &edit, ("own", "mine"), &[("list.tex", 1), ("main.tex", 1)]);
    assert_eq!(rename(&mut client, &workspace, &cursor, "a").unwrap_err()["code"], -32803);
}
