//! The configuration file in the editor: completion, documentation, and faults with their places.

use crate::client::{Client, capabilities};
use crate::fixture::Workspace;
use serde_json::{Value, json};

const SETTINGS: &str = "
    //- /siglum.toml
    corpsu = []
    message-language = \"fr\"

    [rules]
    unknown-key = \"of\"
    unknown-kye = \"off\"
    //- /other.toml
    corpsu = []
    //- /draft.md
    Nothing.
";

fn opened(workspace: &Workspace, client: &mut Client, name: &str) -> String {
    client.open_text(&workspace.uri(name), "toml", workspace.text(name));
    workspace.uri(name)
}

#[test]
fn faults_have_places_and_go_with_the_typing() {
    let workspace = Workspace::new(SETTINGS);
    let mut client = Client::start(&workspace);
    opened(&workspace, &mut client, "other.toml");
    let uri = opened(&workspace, &mut client, "siglum.toml");
    let list = client.wait_diagnostics(&uri, |list| list.len() == 3);
    let start = |one: &Value| (one["range"]["start"]["line"].as_u64(), one["range"]["start"]["character"].as_u64());
    let places: Vec<_> = list.iter().map(start).collect();
    assert_eq!(places, [(Some(0), Some(0)), (Some(4), Some(14)), (Some(5), Some(0))]);
    assert!(list[0]["message"].as_str().unwrap().contains("`corpus`"), "{list:?}");
    assert!(list.iter().all(|one| one["severity"] == 1 && one["source"] == "siglum"));
    client.change(
        &uri,
        2,
        json!([{ "text": "corpus = []\nmessage-language = \"fr\"\n[rules]\nunknown-kye = \"off\"\n" }]),
    );
    client.wait_diagnostics(&uri, |list| list.len() == 1 && list[0]["range"]["start"]["line"] == 3);
    client.change(&uri, 3, json!([{ "text": "corpus = []\n" }]));
    client.wait_diagnostics(&uri, <[Value]>::is_empty);
    assert!(client.published(&workspace.uri("other.toml")).is_none_or(|list| list.is_empty()));
}

#[test]
fn keys_and_values_are_offered_and_explained() {
    let workspace = Workspace::new(SETTINGS);
    let (mut client, _) = Client::start_with(&workspace, capabilities());
    let uri = opened(&workspace, &mut client, "siglum.toml");
    let at = |line: u64, character: u64| json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
    let value = client.request("textDocument/completion", at(4, 15));
    let labels: Vec<_> =
        value["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["off", "hint", "info", "warning", "error"]);
    let edit = &value["items"][1]["textEdit"];
    assert_eq!((&edit["newText"], &edit["range"]["end"]["character"]), (&json!("\"hint\""), &json!(18)));
    let key = client.request("textDocument/completion", at(0, 3));
    let corpus = key["items"].as_array().unwrap().iter().find(|item| item["label"] == "corpus").cloned().unwrap();
    assert!(corpus["documentation"].as_str().unwrap().contains("motifs"), "{corpus}");
    let hover = client.request("textDocument/hover", at(4, 3));
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("**rules.unknown-key**"), "{hover}");
    assert!(client.request("textDocument/hover", at(2, 0)).is_null());
}

#[test]
fn messages_are_in_the_language_that_faulty_settings_ask_for() {
    let workspace = Workspace::new("//- /siglum.toml\nmessage-language = \"fr\"\nx = [\n//- /draft.md\nNothing.\n");
    let mut client = Client::start(&workspace);
    let uri = opened(&workspace, &mut client, "siglum.toml");
    let list = client.wait_diagnostics(&uri, |list| list.len() == 1);
    assert!(list[0]["message"].as_str().unwrap().starts_with("ce n'est pas du TOML"), "{list:?}");
    // Without a word of the file's, the client's locale counts.
    client.change(&uri, 2, json!([{ "text": "x = []\n" }]));
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    client.wait_diagnostics(&uri, |list| list.len() == 1 && list[0]["message"] == "unknown key `x`; known are extend, corpus, languages, message-language, abstracts, retracted, known-words, key-pattern, rules, authors, per-file, formats, features");
    let told = client.wait_for("a word on the settings", |message| message["method"] == "window/showMessage");
    assert_eq!(told["params"]["type"], 2);
    assert!(told["params"]["message"].as_str().unwrap().contains("siglum.toml:2:6 : ce n'est pas du TOML"), "{told}");
}

#[test]
fn a_fault_of_an_extended_file_is_told_where_it_is_extended_and_goes_when_it_is_mended() {
    let workspace =
        Workspace::new("//- /siglum.toml\nextend = \"house/ours.toml\"\n//- /house/ours.toml\n\ncorpsu = []\n");
    let mut client = Client::start(&workspace);
    let uri = opened(&workspace, &mut client, "siglum.toml");
    let list = client.wait_diagnostics(&uri, |list| list.len() == 1);
    let message = list[0]["message"].as_str().unwrap();
    assert!(message.contains("ours.toml:2:1: unknown key `corpsu`"), "{message}");
    assert_eq!(list[0]["range"]["start"], json!({ "line": 0, "character": 9 }));
    let other = &list[0]["relatedInformation"][0]["location"];
    assert_eq!(
        (&other["uri"], &other["range"]["start"]["line"]),
        (&json!(workspace.uri("house/ours.toml")), &json!(1))
    );
    workspace.write("house/ours.toml", "corpus = []\n");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    client.wait_diagnostics(&uri, <[Value]>::is_empty);
}

#[test]
fn the_settings_in_a_pyproject_are_served_and_nothing_else_of_it() {
    let workspace = Workspace::new(
        "//- /pyproject.toml\n[project]\nnam = \"x\"\n[tool.siglum]\ncorpsu = []\n//- /other/pyproject.toml\n[project\n",
    );
    let (mut client, _) = Client::start_with(&workspace, capabilities());
    opened(&workspace, &mut client, "other/pyproject.toml");
    let uri = opened(&workspace, &mut client, "pyproject.toml");
    let at = |line: u64| json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": 3 } });
    let list = client.wait_diagnostics(&uri, |list| list.len() == 1);
    assert_eq!(list[0]["range"]["start"]["line"], 3);
    let offered = client.request("textDocument/completion", at(3));
    assert!(offered["items"].as_array().unwrap().iter().any(|item| item["label"] == "corpus"), "{offered}");
    assert_eq!(client.request("textDocument/completion", at(1))["items"], json!([]));
    assert!(client.published(&workspace.uri("other/pyproject.toml")).is_none_or(|list| list.is_empty()));
}
