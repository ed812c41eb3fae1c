//! What stands beside the text (hints, lenses, links, folds, outlines of bibliographies), which of it is on, and what
//! else is completed and mended: paths, labels of locators, known words, records.

use crate::client::{Client, capabilities, initialize_params};
use crate::fixture::Workspace;
use serde_json::{Value, json};

const PAPER: &str = "
    //- /refs.bib
    @article{tuurnas2016,
      author = {Tuurnas, Sanna and Rannisto, Pasi-Heikki},
      title = {Coproduction at the counter},
      doi = {10.3166/risa.821.0143},
      year = {2016}
    }

    @book{ostrom1990,
      author = {Ostrom, Elinor},
      title = {Governing the commons},
      url = {javascript:alert(1)},
      year = {1990}
    }
    //- /a.md
    ---
    bibliography: refs.bib
    ---
    Tuurnas and Ranisto [-@tuurnas2016] and [@tuurnas2016; @ostrom1990].
    //- /closed.tex
    \\cite{ostrom1990} \\cite{ostrom1990}
";

fn whole() -> Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } })
}

fn about(workspace: &Workspace, file: &str) -> Value {
    json!({ "textDocument": { "uri": workspace.uri(file) }, "range": whole() })
}

/// A client whose settings are `options`, with both files open and read.
fn started(workspace: &Workspace, options: Value) -> Client {
    let mut client = Client::spawn();
    let mut params = initialize_params(workspace, capabilities());
    params["initializationOptions"] = options;
    client.initialize(params);
    client.open(workspace, "a.md");
    client.open(workspace, "refs.bib");
    client.wait_diagnostics(&workspace.uri("a.md"), |_| true);
    client
}

fn list(client: &mut Client, method: &str, params: Value) -> Vec<Value> {
    client.request(method, params).as_array().cloned().unwrap_or_default()
}

#[test]
fn an_entry_tells_how_often_it_is_cited_in_open_and_closed_manuscripts() {
    let workspace = Workspace::new(PAPER);
    let mut client = started(&workspace, json!({ "commands": ["siglum.showCitations"] }));
    let lenses = list(&mut client, "textDocument/codeLens", about(&workspace, "refs.bib"));
    let titles: Vec<_> = lenses.iter().map(|lens| lens["command"]["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["cited 2 times", "cited 3 times"]);
    assert_eq!(lenses[1]["range"]["start"], json!({ "line": 7, "character": 6 }));
    assert_eq!(lenses[1]["command"]["command"], "siglum.showCitations");
    assert!(list(&mut client, "textDocument/codeLens", about(&workspace, "a.md")).is_empty());
}

#[test]
fn hints_are_off_until_they_are_asked_for() {
    let workspace = Workspace::new(PAPER);
    let mut client = started(&workspace, json!({}));
    assert!(list(&mut client, "textDocument/inlayHint", about(&workspace, "a.md")).is_empty());
    let mut client = started(&workspace, json!({ "features": { "markdown": { "inlay-hints": "on" } } }));
    let hints = list(&mut client, "textDocument/inlayHint", about(&workspace, "a.md"));
    assert_eq!(hints.len(), 3);
    assert_eq!(hints[2]["label"], "(Ostrom 1990)");
    assert_eq!(hints[0]["label"], "(Tuurnas & Rannisto 2016)");
}

#[test]
fn links_lead_to_files_and_to_the_web_and_to_nothing_that_runs() {
    let workspace = Workspace::new(PAPER);
    let mut client = started(&workspace, json!({}));
    let targets = |links: Vec<Value>| -> Vec<String> {
        links.iter().map(|link| link["target"].as_str().unwrap().to_owned()).collect()
    };
    let links = list(&mut client, "textDocument/documentLink", about(&workspace, "a.md"));
    assert_eq!(targets(links), [workspace.uri("refs.bib")]);
    let links = list(&mut client, "textDocument/documentLink", about(&workspace, "refs.bib"));
    assert_eq!(targets(links), ["https://doi.org/10.3166/risa.821.0143"]);
}

#[test]
fn a_bibliography_has_an_outline_and_folds() {
    let workspace = Workspace::new(PAPER);
    let mut client = started(&workspace, json!({}));
    let outline = list(&mut client, "textDocument/documentSymbol", about(&workspace, "refs.bib"));
    let names: Vec<_> = outline.iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["tuurnas2016", "ostrom1990"]);
    assert_eq!(outline[1]["range"]["start"]["line"], 7);
    assert_eq!(outline[1]["detail"], "Ostrom 1990 · Governing the commons");
    let folds = list(&mut client, "textDocument/foldingRange", about(&workspace, "refs.bib"));
    let lines: Vec<_> = folds.iter().map(|fold| (fold["startLine"].clone(), fold["endLine"].clone())).collect();
    assert_eq!(lines, [(json!(0), json!(4)), (json!(7), json!(11))]);
}

#[test]
fn what_another_server_does_is_left_to_it_unless_it_is_on() {
    let workspace = Workspace::new(PAPER);
    let place = json!({ "textDocument": { "uri": workspace.uri("a.md") }, "position": { "line": 3, "character": 25 } });
    let beside = json!({ "markdown": ["completion", "definition", "no such thing"] });
    let mut client = started(&workspace, json!({ "beside": beside }));
    assert!(client.request("textDocument/completion", place.clone()).is_null());
    assert!(client.request("textDocument/definition", place.clone()).is_null());
    assert!(client.request("textDocument/hover", place.clone()).is_object());
    let mut client =
        started(&workspace, json!({ "beside": beside, "features": { "completion": "on", "hover": "off" } }));
    assert!(client.request("textDocument/completion", place.clone()).is_object());
    assert!(client.request("textDocument/hover", place.clone()).is_null());
    let settings = "//- /siglum.toml\n[features]\ndiagnostics = \"off\"\n[features.latex]\nhover = \"off\"\n";
    let silent = Workspace::new(&format!("{settings}//- /a.md\n[@nobody]\n//- /refs.bib\n@book{{a, title = {{A}}}}\n"));
    let mut client = started(&silent, json!({}));
    client.change(&silent.uri("a.md"), 2, json!([{ "text": "[@nobody2]\n" }]));
    assert_eq!(client.wait_diagnostics(&silent.uri("a.md"), |_| true), Vec::<Value>::new());
}

/// The actions at a place of the manuscript, by their titles.
fn actions(client: &mut Client, workspace: &Workspace, line: u32, character: u32) -> Vec<Value> {
    let at = json!({ "line": line, "character": character });
    let params = json!({
        "textDocument": { "uri": workspace.uri("a.md") }, "range": { "start": at, "end": at },
        "context": { "diagnostics": [] },
    });
    list(client, "textDocument/codeAction", params)
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let titles = || actions.iter().map(|action| action["title"].as_str().unwrap_or_default()).collect::<Vec<_>>();
    actions.iter().find(|action| action["title"] == title).unwrap_or_else(|| panic!("no {title} in {:?}", titles()))
}

#[test]
fn a_name_may_be_right_in_the_manuscript_the_record_wrong_or_both_known() {
    let workspace = Workspace::new(PAPER);
    let mut client = started(&workspace, json!({}));
    let found = actions(&mut client, &workspace, 3, 14);
    let corrected =
        &titled(&found, "Correct the record tuurnas2016: write \"Ranisto\" there")["edit"]["documentChanges"][0];
    assert_eq!(corrected["textDocument"]["uri"], workspace.uri("refs.bib"));
    assert_eq!(corrected["edits"][0]["range"]["start"], json!({ "line": 1, "character": 31 }));
    assert_eq!(corrected["edits"][0]["newText"], "Ranisto");
    let known = &titled(&found, "\"Ranisto\" is right: add it to known-words")["edit"]["documentChanges"];
    assert_eq!(known[0], json!({ "kind": "create", "uri": workspace.uri("siglum.toml") }));
    assert_eq!(known[1]["edits"][0]["newText"], "known-words = [\"Ranisto\"]\n");
    titled(&found, "Ignore misspelled-author here");
    let file = &titled(&found, "Ignore misspelled-author in this file")["edit"]["documentChanges"][0]["edits"][0];
    assert_eq!(file["range"]["start"], json!({ "line": 3, "character": 0 }));
    workspace.write("siglum.toml", "known-words = [\"Ek\"]\n");
    let found = actions(&mut client, &workspace, 3, 14);
    let known = &titled(&found, "\"Ranisto\" is right: add it to known-words")["edit"]["documentChanges"][0];
    assert_eq!(known["edits"][0]["newText"], ", \"Ranisto\"");
}

#[test]
fn paths_of_bibliographies_and_labels_of_locators_complete() {
    let files = "//- /refs.bib\n@book{a, title = {A}}\n//- /lib/more.bib\n@book{b, title = {B}}\n//- /a.md\ntext\n";
    let workspace = Workspace::new(files);
    let mut client = started(&workspace, json!({}));
    let complete = |client: &mut Client, uri: &str, language: &str, text: &str| -> Vec<String> {
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        client.open_text(uri, language, text);
        let line = text.matches('\n').count();
        let character = text.rsplit('\n').next().unwrap().len();
        let at = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
        let items = client.request("textDocument/completion", at)["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| item["textEdit"]["newText"].as_str().unwrap().to_owned()).collect()
    };
    let (markdown, latex) = (workspace.uri("a.md"), workspace.uri("b.tex"));
    assert_eq!(complete(&mut client, &markdown, "markdown", "---\nbibliography: "), ["refs.bib", "lib/more.bib"]);
    assert_eq!(complete(&mut client, &latex, "latex", "\\addbibresource{"), ["refs.bib", "lib/more.bib"]);
    assert_eq!(complete(&mut client, &latex, "latex", "\\bibliography{"), ["refs", "lib/more"]);
    assert_eq!(complete(&mut client, &markdown, "markdown", "---\nlang: fr\n---\nVoir [@a, ch"), ["chap. "]);
    assert_eq!(complete(&mut client, &markdown, "markdown", "See [@a, p"), ["p. ", "pp. ", "para. ", "pt. "]);
    assert_eq!(complete(&mut client, &markdown, "markdown", "Not here, p"), Vec::<String>::new());
}

#[test]
fn reading_can_be_cancelled_and_what_was_read_serves() {
    let mut files = String::from("//- /a.md\n[@key0] [@key59]\n");
    for number in 0..60 {
        files.push_str(&format!("//- /lib/{number:02}.bib\n@book{{key{number}, title = {{Title {number}}}}}\n"));
    }
    let workspace = Workspace::new(&files);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    let begin = client.wait_for("progress", |message| message["params"]["value"]["kind"] == "begin");
    assert_eq!(begin["params"]["value"]["cancellable"], true);
    client.notify("window/workDoneProgress/cancel", json!({ "token": begin["params"]["token"] }));
    client.wait_for("the end", |message| message["params"]["value"]["kind"] == "end");
    // Whatever was cancelled: the server answers, and reads all when it is asked to.
    client.request("workspace/executeCommand", json!({ "command": "siglum.reindex" }));
    let found = client.request("workspace/symbol", json!({ "query": "Title 59" }));
    assert!(found.is_array());
}
