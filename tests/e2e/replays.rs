//! Sessions of the four editors whose `initialize` was captured, of a client that can do nothing, and of one that can do
//! everything: each is asked for all that the server offers to it. tests/protocol/check holds the answers against the
//! protocol's meta model and against what the client said of itself.

use crate::client::{Client, capabilities, captured, initialize_params};
use crate::fixture::Workspace;
use serde_json::{Value, json};

const PAPER: &str = "
    //- /refs.bib
    @article{tuurnas2016,
      author = {Tuurnas, Sanna and Rannisto, Pasi-Heikki},
      title = {Coproduction at the counter},
      doi = {10.3166/risa.821.0143}, year = {2016},
      abstract = {Le mélange des fonctions entre professionnels et utilisateurs crée un environnement nouveau.}
    }

    @book{ostrom1990,
      author = {Ostrom, Elinor},
      title = {Governing the commons},
      year = {1990}
    }
    @book{ostrom1990, title = {Twice}, year = 1990,
    //- /more.bib
    @book{lipsky1980, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = {1980}}
    //- /a.md
    ---
    bibliography: refs.bib
    lang: fr
    ---
    # One

    Tuurnas et Ranisto [-@tuurnas2016], [@tuurnas2016; @ostrom1990, p. 3]; Tuurnas & Rannisto (2016).
    See [@turnas2016; @lipsky1980] and [@ostr]. <!-- siglum-ignore repeated-citation -->
    //- /closed.md
    ---
    bibliography: refs.bib
    ---
    See [@nobody] and [@ostrom1990].
";

fn whole() -> Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } })
}

/// Asks about a place: all that hangs on one.
fn ask_at(client: &mut Client, workspace: &Workspace, (file, words, skip): (&str, &str, usize)) {
    let cursor = workspace.find(file, words, skip);
    for method in ["hover", "completion", "definition", "documentHighlight", "prepareRename"] {
        let answer = client.try_request(&format!("textDocument/{method}"), crate::client::at(workspace, &cursor));
        let item = answer.ok().and_then(|mut answer| answer.get_mut("items")?.get_mut(0).map(Value::take));
        if let Some(item) = item {
            client.request("completionItem/resolve", item);
        }
    }
    let mut asked = crate::client::at(workspace, &cursor);
    asked["context"] = json!({ "includeDeclaration": true });
    client.request("textDocument/references", asked.clone());
    for new in ["renamed2016", "ostrom1990"] {
        asked["newName"] = json!(new);
        drop(client.try_request("textDocument/rename", asked.clone()));
    }
}

/// Asks about a file: all that the server offers to this client.
fn ask_about(client: &mut Client, workspace: &Workspace, file: &str, offered: &Value) {
    let document = json!({ "uri": workspace.uri(file) });
    for (provider, method) in [
        ("documentSymbolProvider", "documentSymbol"),
        ("documentLinkProvider", "documentLink"),
        ("foldingRangeProvider", "foldingRange"),
        ("codeLensProvider", "codeLens"),
        ("inlayHintProvider", "inlayHint"),
        ("diagnosticProvider", "diagnostic"),
    ] {
        if !offered[provider].is_null() {
            client.request(&format!("textDocument/{method}"), json!({ "textDocument": document, "range": whole() }));
        }
    }
    if !offered["codeActionProvider"].is_null() {
        let given = client.published(&workspace.uri(file)).unwrap_or_default();
        let asked = json!({ "textDocument": document, "range": whole(), "context": { "diagnostics": given, "triggerKind": 1 } });
        client.request("textDocument/codeAction", asked);
    }
}

fn ask_everything(client: &mut Client, workspace: &Workspace, offered: &Value) {
    for file in ["a.md", "refs.bib"] {
        ask_about(client, workspace, file, offered);
    }
    for place in [
        ("a.md", "ostrom1990", 3),
        ("a.md", "-@tuurnas2016", 4),
        ("a.md", "Tuurnas & R", 2),
        ("a.md", "Ranisto", 2),
        ("a.md", "@ostr]", 5),
        ("a.md", "refs.bib", 3),
        ("refs.bib", "ostrom1990", 2),
    ] {
        ask_at(client, workspace, place);
    }
    for words in ["ostrom", "", "mélange"] {
        client.request("workspace/symbol", json!({ "query": words }));
    }
    let place = json!({ "line": 6, "character": 30 });
    for (name, arguments) in [
        ("siglum.doctor", json!([workspace.uri("a.md")])),
        ("siglum.language", json!(["en"])),
        ("siglum.abstract", json!([workspace.uri("a.md"), place, "fr"])),
        ("siglum.reindex", json!([])),
    ] {
        client.request("workspace/executeCommand", json!({ "command": name, "arguments": arguments }));
    }
}

/// A session from the first message to the last.
fn replay(workspace: &Workspace, params: Value) {
    let mut client = Client::spawn();
    let offered = client.initialize(params)["capabilities"].take();
    client.open(workspace, "a.md");
    client.open(workspace, "refs.bib");
    if offered["diagnosticProvider"].is_null() {
        client.wait_diagnostics(&workspace.uri("a.md"), |list| list.iter().any(|one| one["code"] == "unknown-key"));
    }
    ask_everything(&mut client, workspace, &offered);
    let edit = json!({ "start": { "line": 4, "character": 0 }, "end": { "line": 4, "character": 1 } });
    client.change(&workspace.uri("a.md"), 2, json!([{ "range": edit, "text": "#" }]));
    ask_about(&mut client, workspace, "a.md", &offered);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": workspace.uri("a.md") } }));
    assert_eq!(client.shutdown().code(), Some(0));
}

#[test]
fn captured_editors_are_answered_whatever_they_ask() {
    for editor in ["vscode", "nvim", "eglot", "ale"] {
        let workspace = Workspace::new(PAPER);
        replay(&workspace, captured(editor, &workspace));
    }
}

#[test]
fn a_client_that_offers_nothing_is_answered_whatever_it_asks() {
    let workspace = Workspace::new(PAPER);
    replay(&workspace, initialize_params(&workspace, json!({})));
}

#[test]
fn a_client_that_offers_everything_is_answered_whatever_it_asks() {
    let workspace = Workspace::new(PAPER);
    let mut can = capabilities();
    can["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    can["textDocument"]["diagnostic"] = json!({ "relatedDocumentSupport": true });
    can["notebookDocument"] = json!({ "synchronization": {} });
    let mut params = initialize_params(&workspace, can);
    params["initializationOptions"] =
        json!({ "features": { "inlay-hints": "on" }, "commands": ["siglum.readIn", "siglum.showCitations"] });
    replay(&workspace, params);
}
