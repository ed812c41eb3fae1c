//! The server as a peer: life cycle, framing, encodings, hostile input. Numbers in brackets are the requirements of the
//! project's reliability page.

use crate::client::{Client, capabilities, captured, initialize_params, siglum};
use crate::fixture::Workspace;
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SMALL: &str = "
    //- /refs.bib
    @article{key2020, author = {Smith, Jane}, title = {On things}, year = {2020}}
    //- /a.md
    ---
    bibliography: refs.bib
    ---
    See [@key2020] and [@nokey].
";

/// Slow test machines need more than the second that is asked for.
const SOON: Duration = Duration::from_secs(5);

fn frame(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn error_code(answer: Result<Value, Value>) -> i64 {
    answer.expect_err("an error")["code"].as_i64().expect("a code")
}

fn in_test_mode(workspace: &Workspace) -> Client {
    let mut client = Client::spawn_command(siglum().arg("lsp").env("SIGLUM_TEST", "1"));
    client.initialize(initialize_params(workspace, capabilities()));
    client
}

fn command(name: &str, arguments: Value) -> Value {
    json!({ "command": name, "arguments": arguments })
}

#[test]
fn shutdown_in_every_spelling_and_exit_end_with_success_while_stdin_is_open() {
    // [1]
    for params in [r#","params":null"#, r#","params":{}"#, ""] {
        let workspace = Workspace::new(SMALL);
        let mut client = Client::start(&workspace);
        client.write_raw(&frame(&format!(r#"{{"jsonrpc":"2.0","id":77,"method":"shutdown"{params}}}"#)));
        assert_eq!(client.response(77), Ok(Value::Null), "{params}");
        client.write_raw(&frame(r#"{"jsonrpc":"2.0","method":"exit"}"#));
        let status = client.wait_exit(SOON).expect("the server ends");
        assert_eq!(status.code(), Some(0), "{params}");
    }
}

#[test]
fn exit_without_shutdown_ends_with_failure() {
    // [2]
    let workspace = Workspace::new(SMALL);
    let mut client = Client::start(&workspace);
    client.notify("exit", Value::Null);
    assert_eq!(client.wait_exit(SOON).expect("the server ends").code(), Some(1));
}

#[test]
fn the_end_of_stdin_ends_the_server() {
    // [3]
    let workspace = Workspace::new(SMALL);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    client.close_stdin();
    assert!(client.wait_exit(SOON).is_some());
}

#[test]
#[cfg(target_os = "linux")]
fn the_death_of_the_editor_ends_the_server() {
    // [4]
    let mut editor = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let workspace = Workspace::new(SMALL);
    let mut client = Client::spawn();
    let mut params = initialize_params(&workspace, capabilities());
    params["processId"] = json!(editor.id());
    client.initialize(params);
    client.idle(Duration::from_millis(200));
    assert_eq!(client.wait_exit(Duration::ZERO), None);
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert!(client.wait_exit(Duration::from_secs(10)).is_some());
}

#[test]
fn every_state_answers_as_the_protocol_says() {
    // [5]
    let workspace = Workspace::new(SMALL);
    let mut client = Client::spawn();
    let hover = json!({ "textDocument": { "uri": workspace.uri("a.md") }, "position": { "line": 0, "character": 0 } });
    assert_eq!(error_code(client.try_request("textDocument/hover", hover.clone())), -32002);
    client.initialize(initialize_params(&workspace, capabilities()));
    assert_eq!(error_code(client.try_request("siglum/unknown", json!({}))), -32601);
    assert_eq!(error_code(client.try_request("$/unknown", json!({}))), -32601);
    client.notify("$/unknown", json!({}));
    client.notify("siglum/unknown", json!({}));
    assert_eq!(error_code(client.try_request("initialize", json!({ "capabilities": {} }))), -32600);
    assert_eq!(error_code(client.try_request("textDocument/hover", json!({ "textDocument": 3 }))), -32602);
    client.request("shutdown", Value::Null);
    assert_eq!(error_code(client.try_request("textDocument/hover", hover)), -32600);
}

#[test]
fn requests_sent_before_the_answer_to_initialize_are_answered() {
    let workspace = Workspace::new(SMALL);
    let mut client = Client::spawn();
    let initialize = client.send_request("initialize", initialize_params(&workspace, capabilities()));
    client.notify("initialized", json!({}));
    client.open(&workspace, "a.md");
    let outline = json!({ "textDocument": { "uri": workspace.uri("a.md") } });
    let symbols = client.send_request("textDocument/documentSymbol", outline);
    assert!(client.response(initialize).is_ok());
    assert!(client.response(symbols).is_ok());
}

#[test]
fn bad_input_is_answered_and_the_next_request_too() {
    // [6], [8]
    let nested = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let bad: &[(&str, Vec<u8>)] = &[
        ("malformed JSON", frame(r#"{"jsonrpc":"2.0","id":1,"method":"#)),
        ("no JSON", frame("hello")),
        ("an empty body", frame("")),
        ("invalid UTF-8", [&b"Content-Length: 4\r\n\r\n"[..], b"\"\xFF\xFE\""].concat()),
        ("a header without a length", b"Content-Type: text/plain\r\n\r\n".to_vec()),
        ("a length that is no number", b"Content-Length: many\r\n\r\n{}".to_vec()),
        ("a negative length", b"Content-Length: -1\r\n\r\n{}".to_vec()),
        ("garbage", b"\x00\x01GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()),
        ("garbage without a line end", vec![b'x'; 100_000]),
        ("deep JSON", frame(&nested)),
        ("a batch", frame("[]")),
        ("a number", frame("3")),
        ("no method", frame(r#"{"jsonrpc":"2.0"}"#)),
        ("a method that is no string", frame(r#"{"jsonrpc":"2.0","id":5,"method":7}"#)),
        ("too short a length", b"Content-Length: 3\r\n\r\n{\"jsonrpc\":\"2.0\"}".to_vec()),
    ];
    let workspace = Workspace::new(SMALL);
    let mut client = Client::start(&workspace);
    for (what, bytes) in bad {
        client.write_raw(bytes);
        let answer = client.request("workspace/symbol", json!({ "query": "" }));
        assert!(answer.is_array(), "after {what}: {answer}");
    }
    let codes: Vec<_> = client.notifications.iter().filter_map(|message| message["error"]["code"].as_i64()).collect();
    assert!(codes.iter().filter(|code| **code == -32700).count() >= 8, "{codes:?}");
    client.write_raw(b"content-length: 72\nContent-Type: application/vscode-jsonrpc; charset=utf-8\n\n");
    let body = r#"{"jsonrpc":"2.0","id":4711,"method":"workspace/symbol","params":{"query":""}}"#;
    client.write_raw(&[&body.as_bytes()[..72]].concat());
    client.write_raw(&[format!("Content-Length: {}\n\n", body.len()).as_bytes(), body.as_bytes()].concat());
    assert!(client.response(4711).is_ok(), "a header whose lines end in LF alone");
    assert_eq!(client.shutdown().code(), Some(0));
}

#[test]
fn a_frame_that_claims_too_much_is_refused_without_taking_memory() {
    // [7]
    let workspace = Workspace::new(SMALL);
    let mut client = Client::start(&workspace);
    client.write_raw(b"Content-Length: 99000000000\r\n\r\n{\"jsonrpc\":\"2.0\"}");
    assert!(client.request("workspace/symbol", json!({ "query": "" })).is_array());
    let refused = client.wait_for("the refusal", |message| message["error"]["code"] == -32700);
    assert_eq!(refused["id"], Value::Null);
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", client.pid())) {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kib < 50 << 10, "{kib} KiB");
    }
}

#[test]
#[cfg(debug_assertions)]
fn a_panic_becomes_an_error_and_the_next_request_is_answered() {
    // [9]
    let workspace = Workspace::new(SMALL);
    let mut client = in_test_mode(&workspace);
    client.open(&workspace, "a.md");
    for name in ["panic-here", "panic-on-pool", "panic-on-loop"] {
        let asked = command(name, json!([workspace.uri("a.md")]));
        assert_eq!(error_code(client.try_request("workspace/executeCommand", asked)), -32603, "{name}");
        assert!(client.request("workspace/symbol", json!({ "query": "" })).is_array());
    }
    assert_eq!(client.shutdown().code(), Some(0));
}

#[test]
fn the_first_known_encoding_is_taken_and_utf_16_where_there_is_none() {
    // [14]
    let cases = [
        (json!(["utf-8", "utf-16", "utf-32"]), "utf-8"),
        (json!(["utf-32", "utf-8"]), "utf-32"),
        (json!(["utf-16"]), "utf-16"),
        (json!(["utf-7", "utf-8"]), "utf-8"),
        (json!(["utf-7"]), "utf-16"),
        (json!([]), "utf-16"),
        (Value::Null, "utf-16"),
    ];
    for (offer, expected) in cases {
        let workspace = Workspace::new(SMALL);
        let mut capabilities = capabilities();
        capabilities["general"]["positionEncodings"] = offer.clone();
        let (_client, answer) = Client::start_with(&workspace, capabilities);
        assert_eq!(answer["capabilities"]["positionEncoding"], expected, "{offer}");
    }
}

#[test]
fn captured_clients_get_what_they_asked_for_and_no_more() {
    for editor in ["vscode", "nvim", "eglot", "ale"] {
        let workspace = Workspace::new(SMALL);
        let mut client = Client::spawn();
        let params = captured(editor, &workspace);
        let said = params["capabilities"].clone();
        let answer = client.initialize(params);
        let offered = &answer["capabilities"];
        let encodings = &said["general"]["positionEncodings"];
        let expected = if encodings.is_array() { &encodings[0] } else { &json!("utf-16") };
        assert_eq!(&offered["positionEncoding"], expected, "{editor}");
        client.open(&workspace, "a.md");
        let uri = workspace.uri("a.md");
        // A client that pulls and can be told to pull again pulls; every other one is pushed to, and never both.
        if offered["diagnosticProvider"].is_object() {
            assert_eq!(editor, "vscode");
            let asked = json!({ "textDocument": { "uri": uri } });
            let report = client.request("textDocument/diagnostic", asked);
            assert_eq!(report["items"][0]["code"], "unknown-key", "{report}");
            assert_eq!(client.published(&uri), None);
        } else {
            let found = client.wait_diagnostics(&uri, |list| !list.is_empty());
            assert_eq!(found[0]["code"], "unknown-key", "{editor}");
        }
        let asks: Vec<_> = client.requests.iter().map(|request| request["method"].as_str().unwrap()).collect();
        if said["workspace"]["didChangeWatchedFiles"]["dynamicRegistration"] != json!(true) {
            assert!(!asks.contains(&"client/registerCapability"), "{editor}: {asks:?}");
        }
        if said["window"]["workDoneProgress"] != json!(true) {
            assert!(!asks.contains(&"window/workDoneProgress/create"), "{editor}: {asks:?}");
        }
        if said["workspace"]["configuration"] != json!(true) {
            assert!(!asks.contains(&"workspace/configuration"), "{editor}: {asks:?}");
        }
        assert_eq!(client.shutdown().code(), Some(0), "{editor}");
    }
}

#[test]
fn a_client_that_answers_nothing_is_served_all_the_same() {
    let workspace = Workspace::new(SMALL);
    let mut client = Client::spawn();
    client.answers = false;
    client.initialize(initialize_params(&workspace, capabilities()));
    client.open(&workspace, "a.md");
    client.wait_diagnostics(&workspace.uri("a.md"), |list| !list.is_empty());
    assert_eq!(client.shutdown().code(), Some(0));
}

#[test]
#[cfg(debug_assertions)]
fn a_cancelled_request_is_answered_at_once() {
    // [27]
    let workspace = Workspace::new(SMALL);
    let mut client = in_test_mode(&workspace);
    let id = client.send_request("workspace/executeCommand", command("wait", json!([])));
    let began = Instant::now();
    client.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(error_code(client.response(id)), -32800);
    assert!(began.elapsed() < SOON);
    for id in 1_000_000..1_001_000 {
        client.notify("$/cancelRequest", json!({ "id": id }));
    }
    assert!(client.request("workspace/symbol", json!({ "query": "" })).is_array());
}

#[test]
fn five_hundred_questions_at_once_are_all_answered() {
    let workspace = Workspace::new(SMALL);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "a.md");
    let asked = json!({ "textDocument": { "uri": workspace.uri("a.md") }, "position": { "line": 3, "character": 8 } });
    let methods = ["textDocument/hover", "textDocument/definition", "textDocument/documentHighlight"];
    let sent: Vec<_> = (0..500).map(|n| client.send_request(methods[n % 3], asked.clone())).collect();
    for id in sent {
        let answer = client.response(id);
        assert!(answer.is_ok(), "{answer:?}");
    }
}

#[test]
fn files_out_of_an_untrusted_workspace_and_devices_are_not_opened() {
    // [34]
    let outside = Workspace::new("//- /secret.bib\n@book{secret, title = {Secret}, year = {2000}}\n");
    let secret = outside.path("secret.bib");
    let workspace = Workspace::new("//- /a.md\ntext\n//- /b.md\ntext\n");
    let up = "../".repeat(workspace.root.components().count());
    let declared =
        format!("{up}{}, {}, /dev/zero, //host/share/x.bib", &secret.display().to_string()[1..], secret.display());
    let text = format!("---\nbibliography: [{declared}]\n---\n[@secret]\n");
    for (trusted, found) in [(false, 0), (true, 1)] {
        let mut client = Client::spawn();
        let mut params = initialize_params(&workspace, capabilities());
        params["initializationOptions"] = json!({ "trusted": trusted });
        client.initialize(params);
        client.open_text(&workspace.uri("a.md"), "markdown", &text);
        let at = json!({ "textDocument": { "uri": workspace.uri("a.md") }, "position": { "line": 3, "character": 4 } });
        let hover = client.request("textDocument/hover", at);
        assert_eq!(hover.is_object(), trusted, "{hover}");
        let doctor = client.request("workspace/executeCommand", command("siglum.doctor", json!([])));
        assert_eq!(doctor["corpus"].as_array().unwrap().len(), found, "{doctor:#}");
    }
}

#[test]
fn the_settings_of_an_untrusted_workspace_name_no_file_outside_of_it() {
    let outside = Workspace::new("//- /secret.bib\n@book{secret, title = {Secret}, year = {2000}}\n");
    let secret = outside.path("secret.bib").display().to_string();
    let folder = outside.root.display();
    let inside = "//- /own.bib\n@book{own, title = {Own}, year = {2001}}\n//- /a.md\n[@secret] [@own]\n";
    let workspace = Workspace::new(inside);
    workspace.write("siglum.toml", format!("corpus = [\"own.bib\", \"{secret}\", \"{folder}/*.bib\"]\n"));
    for (trusted, expected) in [(false, 1), (true, 2)] {
        let mut client = Client::spawn();
        let mut params = initialize_params(&workspace, capabilities());
        params["initializationOptions"] = json!({ "trusted": trusted });
        client.initialize(params);
        client.open(&workspace, "a.md");
        client.wait_diagnostics(&workspace.uri("a.md"), |_| true);
        let doctor = client.request("workspace/executeCommand", command("siglum.doctor", json!([])));
        let paths = doctor["corpus"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap());
        let ours = paths.filter(|path| path.ends_with("/own.bib") || *path == secret);
        assert_eq!(ours.count(), expected, "{doctor:#}");
    }
    // What the reader's own settings name is read all the same.
    let mut client = Client::spawn();
    let mut params = initialize_params(&workspace, capabilities());
    params["initializationOptions"] = json!({ "trusted": false, "corpus": [secret] });
    client.initialize(params);
    client.open(&workspace, "a.md");
    client.wait_diagnostics(&workspace.uri("a.md"), |_| true);
    let doctor = client.request("workspace/executeCommand", command("siglum.doctor", json!([])));
    assert!(doctor["corpus"].to_string().contains(&secret), "{doctor:#}");
}
