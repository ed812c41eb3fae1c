//! Notebooks in an editor: cells as documents of one manuscript.

use crate::client::{Client, capabilities};
use crate::fixture::Workspace;
use serde_json::{Value, json};

const BOOK: &str = "
    //- /refs.bib
    @article{smith2020, author = {Smith, Jane}, title = {On things}, year = {2020},
      abstract = {We study the things that are there.}}
    //- /other.bib
    @article{doe2021, author = {Doe, John}, title = {Others}, year = {2021}}
";

fn cell(workspace: &Workspace, name: &str, language: &str, text: &str) -> Value {
    json!({ "uri": address(workspace, name), "languageId": language, "version": 1, "text": text })
}

fn address(workspace: &Workspace, name: &str) -> String {
    workspace.uri("book.ipynb").replacen("file:", "vscode-notebook-cell:", 1) + "#" + name
}

/// A client that tells of notebooks, with one of these cells open.
fn start(workspace: &Workspace, cells: &[Value]) -> Client {
    let mut can = capabilities();
    can["notebookDocument"] = json!({ "synchronization": { "dynamicRegistration": false } });
    let (mut client, answer) = Client::start_with(workspace, can);
    let selector = &answer["capabilities"]["notebookDocumentSync"]["notebookSelector"][0]["cells"];
    assert_eq!(*selector, json!([{ "language": "markdown" }, { "language": "raw" }]));
    let kinds: Vec<_> = cells.iter().map(|cell| json!({ "kind": 1, "document": cell["uri"] })).collect();
    let notebook = json!({
        "uri": workspace.uri("book.ipynb"), "notebookType": "jupyter-notebook", "version": 1, "cells": kinds,
    });
    client.notify("notebookDocument/didOpen", json!({ "notebookDocument": notebook, "cellTextDocuments": cells }));
    client
}

fn change(client: &mut Client, workspace: &Workspace, cells: Value) {
    let notebook = json!({ "uri": workspace.uri("book.ipynb"), "version": 2 });
    client.notify("notebookDocument/didChange", json!({ "notebookDocument": notebook, "change": { "cells": cells } }));
}

/// The keys of the findings of unknown-key.
fn unknown_key(list: &[Value]) -> Vec<&str> {
    let unknown = list.iter().filter(|one| one["code"] == "unknown-key");
    unknown.filter_map(|one| one["data"]["key"].as_str()).collect()
}

#[test]
fn cells_are_served_by_what_one_of_them_declares() {
    let workspace = Workspace::new(BOOK);
    let cells = [
        cell(&workspace, "a", "raw", "---\nbibliography: refs.bib\n---\n"),
        cell(&workspace, "b", "markdown", "See [@smith2020] and [@doe2021].\n"),
    ];
    let mut client = start(&workspace, &cells);
    let second = address(&workspace, "b");
    client.wait_diagnostics(&second, |list| unknown_key(list) == ["doe2021"]);
    let at = json!({ "textDocument": { "uri": second }, "position": { "line": 0, "character": 8 } });
    let hover = client.request("textDocument/hover", at.clone());
    assert!(hover["contents"]["value"].as_str().unwrap_or_default().contains("We study the things"), "{hover}");
    let places = client.request(
        "textDocument/references",
        json!({ "textDocument": at["textDocument"],
        "position": at["position"], "context": { "includeDeclaration": false } }),
    );
    assert_eq!(places[0]["uri"], second.as_str(), "{places}");

    // Another declaration in the first cell, and the second one knows the other key.
    let whole = json!([{ "text": "---\nbibliography: other.bib\n---\n" }]);
    let document = json!({ "uri": address(&workspace, "a"), "version": 2 });
    change(&mut client, &workspace, json!({ "textContent": [{ "document": document, "changes": whole }] }));
    client.wait_diagnostics(&second, |list| {
        let lacking = list.iter().filter(|one| one["code"] == "missing-from-bibliography");
        lacking.map(|one| &one["data"]["key"]).eq(["smith2020"])
    });
    client.shutdown();
}

#[test]
fn cells_come_and_go() {
    let workspace = Workspace::new(BOOK);
    let mut client = start(&workspace, &[cell(&workspace, "a", "markdown", "[@nobody]\n")]);
    client.wait_diagnostics(&address(&workspace, "a"), |list| unknown_key(list).len() == 1);
    let new = cell(&workspace, "b", "markdown", "[@smth2020] [@\n");
    let array = json!({ "start": 0, "deleteCount": 1, "cells": [{ "kind": 1, "document": new["uri"] }] });
    let closed = json!([{ "uri": address(&workspace, "a") }]);
    let structure = json!({ "array": array, "didOpen": [new], "didClose": closed });
    change(&mut client, &workspace, json!({ "structure": structure }));
    let second = address(&workspace, "b");
    client.wait_diagnostics(&second, |list| unknown_key(list).len() == 1);
    assert_eq!(client.published(&address(&workspace, "a")), Some(Vec::new()));
    let at = json!({ "textDocument": { "uri": second }, "position": { "line": 0, "character": 14 } });
    let list = client.request("textDocument/completion", at);
    assert_eq!(list["items"][0]["label"], "doe2021", "{list}");
    let notebook = json!({ "uri": workspace.uri("book.ipynb") });
    client.notify("notebookDocument/didSave", json!({ "notebookDocument": notebook }));
    let cells = json!([{ "uri": second }]);
    client.notify("notebookDocument/didClose", json!({ "notebookDocument": notebook, "cellTextDocuments": cells }));
    client.wait_diagnostics(&address(&workspace, "b"), <[Value]>::is_empty);
    client.shutdown();
}
