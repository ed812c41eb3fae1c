//! Records that no manuscript cites, in the editor: known from all manuscripts of the workspace, open or closed.

use crate::client::{Client, capabilities, initialize_params};
use crate::fixture::Workspace;
use serde_json::{Value, json};
use std::time::Duration;

const PAPER: &str = "
    //- /siglum.toml
    [rules]
    uncited-record = \"hint\"
    //- /text/refs.bib
    @book{ostrom1990, author = {Ostrom, Elinor}, title = {Governing the commons}, year = {1990}}
    @book{lipsky1980, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = {1980}}
    @book{fig-weber1922, author = {Weber, Max}, title = {Economy and society}, year = {1922}}
    @book{tilly1984, author = {Tilly, Charles}, title = {Big structures}, year = {1984}}
    //- /text/closed.md
    ---
    bibliography: refs.bib
    ---
    [@ostrom1990] and @fig-weber1922.
    //- /text/open.md
    ---
    bibliography: refs.bib
    ---
    Nothing yet.
    //- /other/else.md
    ---
    bibliography: own.bib
    ---
    Another work of that key: [@tilly1984].
    //- /other/own.bib
    @book{tilly1984, author = {Tilly, Charles}, title = {Something else}, year = {1984}}
";

/// The keys that are said to be uncited.
fn uncited(list: &[Value]) -> Vec<String> {
    let ours = list.iter().filter(|one| one["code"] == "uncited-record");
    let keys = ours.inspect(|one| assert_eq!((&one["severity"], &one["tags"]), (&json!(4), &json!([1])), "{one}"));
    keys.map(|one| one["data"]["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn uncited_records_are_faded_until_something_cites_them() {
    let workspace = Workspace::new(PAPER);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "text/refs.bib");
    let refs = workspace.uri("text/refs.bib");
    client.wait_diagnostics(&refs, |list| uncited(list) == ["lipsky1980", "tilly1984"]);
    client.open(&workspace, "text/open.md");
    let draft = workspace.uri("text/open.md");
    client.change(&draft, 2, json!([{ "text": "---\nbibliography: refs.bib\n---\nNow [@lipsky1980].\n" }]));
    client.wait_diagnostics(&refs, |list| uncited(list) == ["tilly1984"]);
    client.change(&draft, 3, json!([{ "text": "---\nbibliography: refs.bib\nnocite: '@*'\n---\nAll.\n" }]));
    client.wait_diagnostics(&refs, |list| uncited(list).is_empty());
    // What is on disk counts again, and a manuscript that comes there.
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": draft } }));
    client.wait_diagnostics(&refs, |list| uncited(list) == ["lipsky1980", "tilly1984"]);
    workspace.write("text/new.md", "---\nbibliography: refs.bib\n---\n[@tilly1984]\n");
    let change = json!([{ "uri": workspace.uri("text/new.md"), "type": 1 }]);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": change }));
    client.wait_diagnostics(&refs, |list| uncited(list) == ["lipsky1980"]);
}

#[test]
fn a_client_that_asks_for_findings_is_told_to_ask_again() {
    let workspace = Workspace::new(PAPER);
    let mut can = capabilities();
    can["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    can["textDocument"]["diagnostic"] = json!({ "tagSupport": { "valueSet": [1] } });
    let (mut client, _) = Client::start_with(&workspace, can);
    client.open(&workspace, "text/refs.bib");
    let ask = json!({ "textDocument": { "uri": workspace.uri("text/refs.bib") } });
    let told = |client: &mut Client| {
        let answer = client.request("textDocument/diagnostic", ask.clone());
        uncited(answer["items"].as_array().unwrap_or(&Vec::new()))
    };
    assert!(told(&mut client).is_empty(), "nobody has looked yet");
    let deadline = std::time::Instant::now() + crate::client::PATIENCE;
    while !client.requests.iter().any(|one| one["method"] == "workspace/diagnostic/refresh") {
        assert!(std::time::Instant::now() < deadline, "{:?}", client.requests);
        client.idle(Duration::from_millis(100));
    }
    client.idle(Duration::from_millis(1500));
    assert_eq!(told(&mut client), ["lipsky1980", "tilly1984"]);
}

#[test]
fn a_client_that_asks_about_a_large_bibliography_is_answered_at_once_and_told_to_ask_again() {
    let workspace = Workspace::new("//- /draft.md\nNothing.\n");
    let entry = |number| format!("@book{{key{number}, title = {{A title}}, note = {{}}, year = 2001}}\n");
    workspace.write("refs.bib", (0..2_000).map(entry).collect::<String>());
    let mut can = capabilities();
    can["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    can["textDocument"]["diagnostic"] = json!({});
    let (mut client, _) = Client::start_with(&workspace, can);
    let (uri, text) = (workspace.uri("refs.bib"), std::fs::read_to_string(workspace.path("refs.bib")).unwrap());
    client.open_text(&uri, "bibtex", &text);
    let empty = |client: &mut Client| {
        let answer = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
        answer["items"].as_array().unwrap().iter().filter(|one| one["code"] == "empty-field").count()
    };
    // What takes a sweep is not known yet, unless this machine was so slow that the server has rested meanwhile.
    let first = empty(&mut client);
    let asked =
        |client: &Client| client.requests.iter().filter(|one| one["method"] == "workspace/diagnostic/refresh").count();
    let (before, deadline) = (asked(&client), std::time::Instant::now() + crate::client::PATIENCE);
    while first == 0 && asked(&client) == before {
        assert!(std::time::Instant::now() < deadline, "{:?}", client.requests);
        client.idle(Duration::from_millis(50));
    }
    assert_eq!(empty(&mut client), 500, "with those of other rules as many as are sent");
}

#[test]
fn nothing_is_said_where_not_all_manuscripts_are_known() {
    let workspace = Workspace::new(PAPER);
    let mut params = initialize_params(&workspace, capabilities());
    for key in ["workspaceFolders", "rootUri"] {
        params[key] = Value::Null;
    }
    let mut client = Client::spawn();
    client.initialize(params);
    client.open(&workspace, "text/refs.bib");
    let refs = workspace.uri("text/refs.bib");
    client.wait_diagnostics(&refs, |_| true);
    client.idle(Duration::from_secs(2));
    assert!(uncited(&client.published(&refs).unwrap()).is_empty());
    // A library that no manuscript declares is meant to hold more than is cited.
    let library = "//- /siglum.toml\ncorpus = [\"refs.bib\"]\n[rules]\nuncited-record = \"hint\"\n//- /refs.bib\n@book{a, title = {A}}\n//- /draft.md\nNothing.\n";
    let workspace = Workspace::new(library);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "refs.bib");
    client.wait_diagnostics(&workspace.uri("refs.bib"), |_| true);
    client.idle(Duration::from_secs(2));
    assert!(uncited(&client.published(&workspace.uri("refs.bib")).unwrap()).is_empty());
}

#[test]
fn a_thousand_manuscripts_and_more_are_looked_at_piece_by_piece() {
    let workspace = Workspace::new(
        "//- /siglum.toml\n[rules]\nuncited-record = \"hint\"\n//- /refs.bib\n@book{a, title = {A}}\n@book{b, title = {B}}\n",
    );
    for number in 0..1_200 {
        let cited = if number == 7 { "[@b]" } else { "" };
        workspace
            .write(&format!("notes/{number}.md"), format!("---\nbibliography: ../refs.bib\n---\n\nNote {cited}.\n"));
    }
    let mut client = Client::start(&workspace);
    client.open(&workspace, "refs.bib");
    client.wait_diagnostics(&workspace.uri("refs.bib"), |list| uncited(list) == ["a"]);
}
