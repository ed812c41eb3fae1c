//! A small synchronous LSP client over the real binary. It answers the server's requests, keeps every notification,
//! and gives up after [`PATIENCE`]: no test hangs. The server is killed when the value goes.

use crate::fixture::{Cursor, Workspace};
use crate::transcript::Transcript;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// The longest a test waits for one answer; long, since test machines are slow and shared.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A client with its server.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    next_id: i64,
    responses: HashMap<i64, Value>,
    /// Every notification so far, in order.
    pub notifications: Vec<Value>,
    /// Every request of the server so far, in order.
    pub requests: Vec<Value>,
    /// What `workspace/configuration` is answered with, by section (`{"siglum": {...}}`).
    pub settings: Value,
    /// Whether the server's requests are answered.
    pub answers: bool,
    stderr: Arc<Mutex<String>>,
    transcript: Transcript,
}

/// A command for the real binary, without the user's own configuration.
pub fn siglum() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_siglum"));
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "CI"] {
        command.env_remove(name);
    }
    // No cache, unless a test names a folder for it.
    command.env("SIGLUM_CACHE_DIR", "");
    command
}

/// What a client that can do everything says of itself.
pub fn capabilities() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "window": { "workDoneProgress": true, "showMessage": {} },
        "workspace": {
            "configuration": true, "applyEdit": true, "workspaceFolders": true,
            "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": true },
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] },
        },
        "textDocument": {
            "publishDiagnostics": {
                "relatedInformation": true, "versionSupport": true, "codeDescriptionSupport": true, "dataSupport": true,
                "tagSupport": { "valueSet": [1, 2] },
            },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "completion": {
                "completionItem": {
                    "documentationFormat": ["markdown", "plaintext"], "labelDetailsSupport": true,
                    "resolveSupport": { "properties": ["documentation"] },
                },
            },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                "dataSupport": true, "isPreferredSupport": true,
            },
            "rename": { "prepareSupport": true },
            "codeLens": {}, "documentLink": {}, "foldingRange": { "rangeLimit": 5000 }, "inlayHint": {},
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
    })
}

/// `initialize` params for a workspace.
pub fn initialize_params(workspace: &Workspace, capabilities: Value) -> Value {
    let root = workspace.uri("");
    let root = root.trim_end_matches('/');
    json!({
        "processId": std::process::id(), "rootUri": root, "capabilities": capabilities,
        "workspaceFolders": [{ "uri": root, "name": "fixture" }],
    })
}

impl Client {
    /// Starts `siglum lsp` and says nothing yet.
    pub fn spawn() -> Self {
        let mut command = siglum();
        command.arg("lsp");
        Self::spawn_command(&mut command)
    }

    /// Starts a command that speaks the protocol on its standard input and output.
    pub fn spawn_command(command: &mut Command) -> Self {
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the binary starts");
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut log = child.stderr.take().expect("stderr is piped");
        let stderr = Arc::new(Mutex::new(String::new()));
        let (sender, incoming) = channel();
        let transcript = Transcript::new();
        let heard = transcript.clone();
        thread::spawn(move || {
            let mut stdout = stdout;
            while let Some(message) = read_message(&mut stdout) {
                heard.keep("server", &message);
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let kept = Arc::clone(&stderr);
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(length @ 1..) = log.read(&mut chunk) {
                kept.lock().unwrap().push_str(&String::from_utf8_lossy(&chunk[..length]));
            }
        });
        let stdin = child.stdin.take();
        Self {
            child,
            stdin,
            incoming,
            next_id: 0,
            responses: HashMap::new(),
            notifications: Vec::new(),
            requests: Vec::new(),
            settings: json!({}),
            answers: true,
            stderr,
            transcript,
        }
    }

    /// A server that is initialized for a workspace by a client that can do everything.
    pub fn start(workspace: &Workspace) -> Self {
        Self::start_with(workspace, capabilities()).0
    }

    /// A server that is initialized by a client with these capabilities, and what it answered.
    pub fn start_with(workspace: &Workspace, capabilities: Value) -> (Self, Value) {
        let mut client = Self::spawn();
        let answer = client.initialize(initialize_params(workspace, capabilities));
        (client, answer)
    }

    /// `initialize` and `initialized`; gives the result of the former.
    pub fn initialize(&mut self, params: Value) -> Value {
        let answer = self.request("initialize", params);
        self.notify("initialized", json!({}));
        answer
    }

    /// Writes bytes as they are.
    pub fn write_raw(&mut self, bytes: &[u8]) {
        self.transcript.keep("client", &Value::Null);
        self.write(bytes);
    }

    /// A server that has gone is no error: what it does then is for the test to see.
    fn write(&mut self, bytes: &[u8]) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(bytes).and_then(|()| stdin.flush());
        }
    }

    /// Writes a message with its header.
    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.transcript.keep("client", message);
        self.write(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its id at once.
    pub fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params }));
        self.next_id
    }

    /// Waits for the answer to a request: its result, or its error.
    pub fn response(&mut self, id: i64) -> Result<Value, Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(mut response) = self.responses.remove(&id) {
                return match response.get_mut("error") {
                    Some(error) => Err(error.take()),
                    None => Ok(response["result"].take()),
                };
            }
            assert!(self.receive(deadline), "no answer to request {id}; the server said:\n{}", self.stderr());
        }
    }

    /// Sends a request and waits for its result or its error.
    pub fn try_request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.send_request(method, params);
        self.response(id)
    }

    /// Sends a request and waits for its result.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.try_request(method, params).unwrap_or_else(|error| panic!("{method} was answered with {error}"))
    }

    /// A request at a cursor (`textDocument/hover` and its like).
    pub fn request_at(&mut self, method: &str, workspace: &Workspace, cursor: &Cursor) -> Value {
        self.request(method, at(workspace, cursor))
    }

    /// Opens a file of the workspace as its fixture has it, version 1, under the usual language id of its extension.
    pub fn open(&mut self, workspace: &Workspace, relative: &str) {
        let language = match relative.rsplit('.').next() {
            Some("tex") => "latex",
            Some("bib") => "bibtex",
            Some("qmd") => "quarto",
            _ => "markdown",
        };
        self.open_text(&workspace.uri(relative), language, workspace.text(relative));
    }

    /// Opens a document, version 1.
    pub fn open_text(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes a document. Each change is `{"range", "text"}` or `{"text"}`.
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Waits for a notification, past or future, that `wanted` accepts.
    pub fn wait_for(&mut self, what: &str, mut wanted: impl FnMut(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = 0;
        loop {
            if let Some(found) = self.notifications[seen..].iter().find(|message| wanted(message)) {
                return found.clone();
            }
            seen = self.notifications.len();
            let patient = self.receive(deadline);
            let log = || format!("{:#?}\nthe server said:\n{}", self.notifications, self.stderr());
            assert!(patient, "waited in vain for {what}; there were {}", log());
        }
    }

    /// Waits until the diagnostics last published for a document are such that `wanted` accepts them.
    pub fn wait_diagnostics(&mut self, uri: &str, mut wanted: impl FnMut(&[Value]) -> bool) -> Vec<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let newest = self.published(uri);
            if let Some(list) = newest.as_ref().filter(|list| wanted(list)) {
                return list.clone();
            }
            let patient = self.receive(deadline);
            assert!(patient, "waited in vain; the last diagnostics are {newest:#?}\nstderr:\n{}", self.stderr());
        }
    }

    /// The diagnostics last published for a document.
    pub fn published(&self, uri: &str) -> Option<Vec<Value>> {
        let of_uri = |message: &&Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
        };
        self.notifications.iter().rev().find(of_uri)?["params"]["diagnostics"].as_array().cloned()
    }

    /// Takes in what arrives during `time`, without waiting for anything in particular.
    pub fn idle(&mut self, time: Duration) {
        let deadline = Instant::now() + time;
        while self.receive(deadline) {}
    }

    /// Takes in one message; false when the deadline passed or the server closed its output.
    fn receive(&mut self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.incoming.recv_timeout(left) {
            Ok(message) => self.sort(message),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
        }
        true
    }

    /// Puts a message where it belongs and answers it when it is a request.
    fn sort(&mut self, message: Value) {
        match (message.get("id"), message.get("method")) {
            (Some(_), Some(_)) => {
                if self.answers {
                    let result = self.answer(&message);
                    self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
                }
                self.requests.push(message);
            }
            // An error without an id (-32700 and its like) is kept where notifications are: `"id": null`.
            (Some(Value::Null) | None, _) => self.notifications.push(message),
            (Some(id), None) => {
                self.responses.insert(id.as_i64().expect("ids are ours"), message);
            }
        }
    }

    fn answer(&self, request: &Value) -> Value {
        let items = request["params"]["items"].as_array();
        match (request["method"].as_str(), items) {
            (Some("workspace/configuration"), Some(items)) => {
                let section = |item: &Value| match item["section"].as_str() {
                    Some(name) => self.settings[name].clone(),
                    None => self.settings.clone(),
                };
                items.iter().map(section).collect()
            }
            (Some("workspace/applyEdit"), _) => json!({ "applied": true }),
            _ => Value::Null,
        }
    }

    /// Closes the server's standard input.
    pub fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// `shutdown` and `exit`, with standard input kept open; gives the exit status.
    pub fn shutdown(&mut self) -> ExitStatus {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.wait_exit(PATIENCE).unwrap_or_else(|| panic!("the server did not exit"))
    }

    /// Waits for the server's end; `None` when it still runs after `time`.
    pub fn wait_exit(&mut self, time: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + time;
        loop {
            match self.child.try_wait().expect("the child is ours") {
                Some(status) => return Some(status),
                None if Instant::now() >= deadline => return None,
                None => thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// The server's process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What the server wrote to its standard error so far.
    pub fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `TextDocumentPositionParams` of a cursor.
pub fn at(workspace: &Workspace, cursor: &Cursor) -> Value {
    json!({
        "textDocument": { "uri": workspace.uri(&cursor.path) },
        "position": { "line": cursor.line, "character": cursor.character },
    })
}

/// Reads one message; `None` at the end of the stream or where the server does not keep to the protocol.
fn read_message(stream: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length?];
    stream.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The `initialize` params that a real editor sends (`ale`, `eglot`, `nvim`, `vscode`), captured, for a workspace.
pub fn captured(editor: &str, workspace: &Workspace) -> Value {
    let path = format!("{}/tests/fixtures/initialize/{editor}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut params = serde_json::from_str::<Value>(&text).unwrap()["params"].take();
    let root = workspace.uri("").trim_end_matches('/').to_owned();
    params["processId"] = json!(std::process::id());
    params["rootPath"] = json!(workspace.root);
    params["rootUri"] = json!(root);
    if !params["workspaceFolders"].is_null() {
        params["workspaceFolders"] = json!([{ "uri": root, "name": "fixture" }]);
    }
    params
}
