//! The server while a manuscript is written: hover, completion, diagnostics, code actions, rename. Numbers in brackets
//! are the requirements of the project's reliability page.

use crate::client::{Client, at, capabilities, captured, initialize_params, siglum};
use crate::fixture::{Cursor, Workspace};
use serde_json::{Value, json};
use std::time::Duration;

const TWO: &str = "
    //- /refs.bib
    @article{smith2020, author = {Smith, Jane}, title = {On things}, year = {2020},
      abstract = {We study the things that are there.}}
    @book{tuurnas2016, author = {Tuurnas, Sanna}, title = {Coproduction}, year = {2016}}
    //- /a.md
    ---
    bibliography: refs.bib
    ---
    First [@smi$0th2020; @tuur$0nas2016, p. 3].

    Then @smith2020 and [@nob$0ody].
    //- /chapter/b.md
    ---
    bibliography: ../refs.bib
    ---
    Also [@smith2020].
";

fn symbol_query(words: &str) -> Value {
    json!({ "query": words })
}

fn codes(list: &[Value]) -> Vec<&str> {
    list.iter().filter_map(|diagnostic| diagnostic["code"].as_str()).collect()
}

fn has(list: &[Value], code: &str) -> bool {
    codes(list).contains(&code)
}

/// A small generator, so that a failing case can be had again from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn text(&mut self) -> String {
        const PIECES: [&str; 12] =
            ["a", "bc ", "[@", "]", "\n", "\r\n", "\r", "\u{2028}", "é", "𝒳", "e\u{301}", "---\nbibliography: x.bib\n"];
        (0..self.roll(4)).map(|_| PIECES[self.roll(12) as usize]).collect()
    }
}

/// The byte of a position, by the protocol's words.
fn byte_of(text: &str, line: u64, character: u64, encoding: &str) -> usize {
    let mut start = 0;
    for _ in 0..line {
        let Some(end) = text[start..].find(['\n', '\r']).map(|end| start + end) else { return text.len() };
        start = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    let end = text[start..].find(['\n', '\r']).map_or(text.len(), |end| start + end);
    let mut units = 0;
    for (at, char) in text[start..end].char_indices() {
        units += match encoding {
            "utf-8" => char.len_utf8(),
            "utf-16" => char.len_utf16(),
            _ => 1,
        } as u64;
        if units > character {
            return start + at;
        }
    }
    end
}

#[test]
#[cfg(debug_assertions)]
fn a_thousand_edits_in_a_burst_leave_the_text_that_the_client_has() {
    // [12], [15]
    for (seed, encoding) in [(1, "utf-8"), (2, "utf-16"), (3, "utf-32"), (4, "utf-16")] {
        let workspace = Workspace::new("//- /a.md\n[@a]\n");
        let uri = workspace.uri("a.md");
        let mut client = Client::spawn_command(siglum().arg("lsp").env("SIGLUM_TEST", "1"));
        let mut capabilities = capabilities();
        capabilities["general"]["positionEncodings"] = json!([encoding]);
        client.initialize(initialize_params(&workspace, capabilities));
        client.open(&workspace, "a.md");
        let (mut dice, mut text) = (Dice(seed), workspace.text("a.md").to_owned());
        for version in 2..1002 {
            let mut changes = Vec::new();
            for _ in 0..=dice.roll(3) {
                let (line, end_line) = (dice.roll(12), dice.roll(12));
                let (character, end_character) = (dice.roll(12), dice.roll(12));
                let new = dice.text();
                let start = byte_of(&text, line, character, encoding);
                let end = byte_of(&text, end_line, end_character, encoding);
                let (line, character, end_line, end_character, start, end) = if start <= end {
                    (line, character, end_line, end_character, start, end)
                } else {
                    (end_line, end_character, line, character, end, start)
                };
                text.replace_range(start..end, &new);
                let range = json!({
                    "start": { "line": line, "character": character },
                    "end": { "line": end_line, "character": end_character },
                });
                changes.push(json!({ "range": range, "text": new }));
            }
            client.change(&uri, version, changes.into());
            if version % 97 == 0 {
                let position = json!({ "line": dice.roll(20), "character": dice.roll(20) });
                client.send_request(
                    "textDocument/hover",
                    json!({ "textDocument": { "uri": uri }, "position": position }),
                );
            }
        }
        let asked = json!({ "command": "text", "arguments": [uri] });
        assert_eq!(client.request("workspace/executeCommand", asked), json!(text), "seed {seed}, {encoding}");
    }
}

#[test]
fn no_position_is_an_error() {
    // [13]
    let workspace = Workspace::new("//- /a.md\n𝒳 [@a]\r\n\u{2028}é\n");
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    let document = json!({ "uri": workspace.uri("a.md") });
    for (line, character) in
        [(0u64, 1u64), (0, 99), (1, 4_294_967_295), (2, 0), (99, 7), (4_294_967_295, 4_294_967_295)]
    {
        let position = json!({ "line": line, "character": character });
        let range = json!({ "start": position, "end": { "line": 0, "character": 0 } });
        let asked = json!({
            "textDocument": document, "position": position, "range": range, "newName": "x",
            "context": { "includeDeclaration": true, "diagnostics": [], "triggerKind": 1 },
        });
        for method in
            ["hover", "completion", "definition", "references", "documentHighlight", "prepareRename", "codeAction"]
        {
            let answer = client.try_request(&format!("textDocument/{method}"), asked.clone());
            assert!(answer.is_ok(), "{method} at {line}:{character}: {answer:?}");
        }
        let change = json!([{ "range": range, "text": "" }]);
        client.change(&workspace.uri("a.md"), 1, change);
    }
}

#[test]
fn the_hover_is_that_of_the_key_under_the_cursor_also_the_second_of_a_cluster() {
    let workspace = Workspace::new(TWO);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    let shown = |client: &mut Client, cursor: &Cursor| {
        client.request_at("textDocument/hover", &workspace, cursor)["contents"]["value"].to_string()
    };
    let first = shown(&mut client, &workspace.fixture.cursors[0]);
    assert!(first.contains("On things") && first.contains("We study the things that are there"), "{first}");
    let second = shown(&mut client, &workspace.fixture.cursors[1]);
    assert!(second.contains("Coproduction") && !second.contains("On things"), "{second}");
}

#[test]
fn the_definition_is_the_record_and_the_references_are_every_citation() {
    let workspace = Workspace::new(TWO);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    let cursor = workspace.cursor();
    let found = client.request_at("textDocument/definition", &workspace, cursor);
    assert_eq!(found[0]["uri"], workspace.uri("refs.bib"));
    assert_eq!(found[0]["range"]["start"], json!({ "line": 0, "character": 9 }));
    let second = client.request_at("textDocument/definition", &workspace, &workspace.fixture.cursors[1]);
    assert_eq!(second[0]["range"]["start"], json!({ "line": 2, "character": 6 }));
    let mut asked = at(&workspace, cursor);
    asked["context"] = json!({ "includeDeclaration": false });
    let references = client.request("textDocument/references", asked);
    let uris: Vec<_> = references.as_array().unwrap().iter().map(|one| one["uri"].clone()).collect();
    assert_eq!(uris, [workspace.uri("a.md"), workspace.uri("a.md"), workspace.uri("chapter/b.md")]);
    let highlights = client.request_at("textDocument/documentHighlight", &workspace, cursor);
    assert_eq!(highlights.as_array().unwrap().len(), 2);
    let symbols = client.request("workspace/symbol", symbol_query("coproduction"));
    assert_eq!(symbols[0]["location"]["uri"], workspace.uri("refs.bib"), "{symbols}");
}

#[test]
fn renaming_the_second_key_of_a_cluster_leaves_the_first_alone() {
    let workspace = Workspace::new(TWO);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    let mut asked = at(&workspace, &workspace.fixture.cursors[1]);
    let prepared = client.request("textDocument/prepareRename", asked.clone());
    assert_eq!(prepared["placeholder"], "tuurnas2016");
    asked["newName"] = json!("tuurnas2016a");
    let edit = client.request("textDocument/rename", asked.clone());
    let files = edit["documentChanges"].as_array().unwrap();
    let of = |uri: String| files.iter().find(|file| file["textDocument"]["uri"] == uri).unwrap();
    assert_eq!(of(workspace.uri("a.md"))["textDocument"]["version"], 1);
    assert_eq!(of(workspace.uri("a.md"))["edits"].as_array().unwrap().len(), 1);
    assert_eq!(of(workspace.uri("refs.bib"))["edits"][0]["range"]["start"], json!({ "line": 2, "character": 6 }));
    assert_eq!(files.len(), 2);
    asked["newName"] = json!("smith2020");
    let refused = client.try_request("textDocument/rename", asked).unwrap_err();
    assert_eq!(refused["code"], -32803);
}

#[test]
fn completion_offers_few_items_whose_edit_is_the_key_alone() {
    // [25], [26]
    let many: String = (0..200)
        .map(|n| format!("@book{{smith{n}, title = {{Thing {n}}}, year = {{2000}}, abstract = {{Long words}}}}\n"))
        .collect();
    let text = "---\nbibliography: refs.bib\n---\nSee [@smi].\n";
    for editor in ["vscode", "nvim", "eglot", "ale"] {
        let workspace = Workspace::new(&format!("//- /refs.bib\n{many}//- /a.md\n{text}"));
        let mut client = Client::spawn();
        client.initialize(captured(editor, &workspace));
        client.open(&workspace, "a.md");
        let list = client.request_at("textDocument/completion", &workspace, &workspace.find("a.md", "smi]", 3));
        let items = list["items"].as_array().unwrap();
        assert!((1..=50).contains(&items.len()), "{editor}: {}", items.len());
        assert_eq!(list["isIncomplete"], true);
        let item = &items[0];
        let range = json!({ "start": { "line": 3, "character": 6 }, "end": { "line": 3, "character": 9 } });
        assert_eq!(item["textEdit"]["range"], range, "{editor}");
        assert!(item["filterText"].as_str().unwrap().starts_with("smi"), "{item}");
        let documented = items.iter().filter(|item| !item["documentation"].is_null()).count();
        if editor == "vscode" {
            assert_eq!(documented, 0);
            let resolved = client.request("completionItem/resolve", item.clone());
            assert!(resolved["documentation"]["value"].as_str().unwrap().contains("Long words"), "{resolved}");
            assert!(!item["labelDetails"].is_null());
        } else {
            assert_eq!(documented, 10, "{editor}");
            assert!(item["labelDetails"].is_null());
        }
        if editor == "ale" {
            assert_eq!(item["documentation"]["kind"], "plaintext");
        }
    }
}

#[test]
fn the_last_edit_is_analysed_and_no_older_one_is_published_after_it() {
    // [30]
    let workspace = Workspace::new(TWO);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    let uri = workspace.uri("a.md");
    for version in 2..200 {
        let text = format!("---\nbibliography: refs.bib\n---\n{}[@unknown{version}]\n", "word ".repeat(version));
        client.change(&uri, version as i64, json!([{ "text": text }]));
    }
    let last =
        client.wait_diagnostics(&uri, |list| list.iter().any(|one| one["message"].to_string().contains("unknown199")));
    assert_eq!(last.len(), 1, "{last:#?}");
    client.idle(Duration::from_millis(300));
    let versions: Vec<_> = client
        .notifications
        .iter()
        .filter(|message| message["params"]["uri"] == uri && !message["params"]["version"].is_null())
        .map(|message| message["params"]["version"].as_i64().unwrap())
        .collect();
    assert!(versions.is_sorted(), "{versions:?}");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.wait_diagnostics(&uri, <[Value]>::is_empty);
}

#[test]
fn a_bibliography_that_changes_vanishes_or_becomes_a_folder_is_followed() {
    // [32], [33]: by a client that watches nothing.
    let workspace = Workspace::new(TWO);
    let mut client = Client::spawn();
    client.initialize(captured("ale", &workspace));
    client.open(&workspace, "a.md");
    let uri = workspace.uri("a.md");
    let unknown = |list: &[Value]| codes(list).iter().filter(|code| **code == "unknown-key").count();
    client.wait_diagnostics(&uri, |list| unknown(list) == 1);
    let old = workspace.text("refs.bib").to_owned();
    workspace.write("refs.bib", format!("{old}@book{{nobody, title = {{N}}, year = {{2001}}}}\n"));
    client.wait_diagnostics(&uri, |list| unknown(list) == 0);
    workspace.write("refs.bib", &old.as_bytes()[..20]);
    client.wait_diagnostics(&uri, |list| unknown(list) > 1);
    std::fs::remove_file(workspace.path("refs.bib")).unwrap();
    client.wait_diagnostics(&uri, |list| has(list, "missing-bibliography"));
    std::fs::create_dir(workspace.path("refs.bib")).unwrap();
    client.idle(Duration::from_millis(200));
    std::fs::remove_dir(workspace.path("refs.bib")).unwrap();
    workspace.write("refs.bib", &old);
    client.wait_diagnostics(&uri, |list| codes(list) == ["unknown-key"]);
    assert_eq!(client.shutdown().code(), Some(0));
}

#[test]
fn an_open_bibliography_is_what_its_buffer_says() {
    let workspace = Workspace::new(TWO);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    let (uri, bibliography) = (workspace.uri("a.md"), workspace.uri("refs.bib"));
    client.wait_diagnostics(&uri, |list| has(list, "unknown-key"));
    client.open(&workspace, "refs.bib");
    let text = format!(
        "{}@book{{nobody, title = {{N}}, year = {{2001}}}}\n@book{{nobody, title = {{N}}}}\n",
        workspace.text("refs.bib")
    );
    client.change(&bibliography, 2, json!([{ "text": text }]));
    client.wait_diagnostics(&uri, |list| !has(list, "unknown-key"));
    client.wait_diagnostics(&bibliography, |list| has(list, "duplicate-key"));
    workspace.write("refs.bib", "");
    client.idle(Duration::from_millis(300));
    assert!(!has(&client.published(&uri).unwrap(), "unknown-key"));
    workspace.write("refs.bib", workspace.text("refs.bib"));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": bibliography } }));
    client.wait_diagnostics(&uri, |list| has(list, "unknown-key"));
}

#[test]
fn the_nearest_key_is_offered_as_a_fix_where_the_cursor_is() {
    let workspace = Workspace::new(
        "
        //- /refs.bib
        @book{smith2020, title = {On things}, author = {Smith, Jane}, year = {2020}}
        //- /a.md
        ---
        bibliography: refs.bib
        ---
        See [@smiht2020] and [@other1999].
        ",
    );
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    client.wait_diagnostics(&workspace.uri("a.md"), |list| has(list, "unknown-key"));
    let position = json!({ "line": 3, "character": 10 });
    let asked = json!({
        "textDocument": { "uri": workspace.uri("a.md") },
        "range": { "start": position, "end": position },
        "context": { "diagnostics": [] },
    });
    let actions = client.request("textDocument/codeAction", asked);
    let fix = &actions[0];
    assert_eq!(fix["kind"], "quickfix", "{actions:#}");
    assert_eq!(fix["edit"]["documentChanges"][0]["edits"][0]["newText"], "smith2020");
    let range = &fix["edit"]["documentChanges"][0]["edits"][0]["range"];
    assert_eq!(range, &json!({ "start": { "line": 3, "character": 6 }, "end": { "line": 3, "character": 15 } }));
}

#[test]
fn an_untitled_document_is_served_by_the_workspace() {
    let workspace = Workspace::new(TWO);
    let mut client = Client::start(&workspace);
    client.open_text("untitled:Untitled-1", "markdown", "See [@smith2020].\n");
    let asked = json!({ "textDocument": { "uri": "untitled:Untitled-1" }, "position": { "line": 0, "character": 9 } });
    let hover = client.request("textDocument/hover", asked);
    assert!(hover["contents"]["value"].to_string().contains("On things"), "{hover}");
}

#[test]
fn messages_are_in_the_clients_language_and_settings_take_hold() {
    let workspace = Workspace::new(TWO);
    let mut client = Client::spawn();
    let mut params = initialize_params(&workspace, capabilities());
    params["locale"] = json!("fr");
    client.settings = json!({ "siglum": null });
    client.initialize(params);
    client.open(&workspace, "a.md");
    let uri = workspace.uri("a.md");
    let french = client.wait_diagnostics(&uri, |list| has(list, "unknown-key"));
    let english = "//- /x.md\n";
    assert!(!french[0]["message"].to_string().contains("no record"), "{french:#?} {english}");
    client.settings = json!({ "siglum": { "messageLanguage": "en", "rules": { "unknown-key": "hint" } } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    let changed = client.wait_diagnostics(&uri, |list| list.iter().any(|one| one["severity"] == 4));
    assert_ne!(changed[0]["message"], french[0]["message"]);
}

#[test]
fn findings_are_told_again_after_an_edit_that_changes_none() {
    let workspace = Workspace::new(
        "//- /refs.bib\n@book{a, title = {A}}\n//- /draft.md\n---\nbibliography: refs.bib\n---\nSee [@b].\n\nText.\n",
    );
    let mut client = Client::start(&workspace);
    client.open(&workspace, "draft.md");
    let uri = workspace.uri("draft.md");
    client.wait_diagnostics(&uri, |list| list.len() == 1);
    // The line is written anew as it was: an editor may have lost the mark in it.
    let at = |line: u64| serde_json::json!({ "line": line, "character": 0 });
    let anew = serde_json::json!([{ "range": { "start": at(3), "end": at(4) }, "text": "See [@b].\n" }]);
    client.change(&uri, 2, anew);
    let mut told = Vec::new();
    client.wait_for("the same findings", |one| {
        let list = &one["params"]["diagnostics"];
        let is_told = one["method"] == "textDocument/publishDiagnostics" && one["params"]["uri"] == uri;
        told.extend(Some(list.clone()).filter(|list| is_told && list[0].is_object()));
        told.len() == 2
    });
    assert_eq!(told[0], told[1]);
}
