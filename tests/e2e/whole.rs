//! Findings in the whole workspace, for clients that ask for them.

use crate::client::{Client, capabilities, initialize_params};
use crate::fixture::Workspace;
use serde_json::{Value, json};
use std::time::Duration;

const PAPER: &str = "
    //- /refs.bib
    @book{ostrom1990, author = {Ostrom, Elinor}, title = {Governing the commons}, year = {1990}}
    //- /open.md
    ---
    bibliography: refs.bib
    ---
    [@ostrom1990]
    //- /closed.md
    ---
    bibliography: other.bib
    ---
    [@ostrom1991] and [@lipsky1980].
    //- /other.bib
    @book{lipsky1980, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = {1980}}
    //- /right.md
    ---
    bibliography: refs.bib
    ---
    [@ostrom1990]
";

fn started(workspace: &Workspace, switch: &str) -> Client {
    let mut can = capabilities();
    can["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    can["textDocument"]["diagnostic"] = json!({});
    let mut params = initialize_params(workspace, can);
    params["initializationOptions"] = json!({ "features": { "workspace-diagnostics": switch } });
    let mut client = Client::spawn();
    let offered = client.initialize(params);
    assert_eq!(offered["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    client.open(workspace, "open.md");
    client
}

/// Asks for the whole workspace: the reports.
fn ask(client: &mut Client, previous: &[(String, String)]) -> Vec<Value> {
    let previous: Vec<_> = previous.iter().map(|(uri, id)| json!({ "uri": uri, "value": id })).collect();
    let answer = client.request("workspace/diagnostic", json!({ "previousResultIds": previous }));
    answer["items"].as_array().unwrap().clone()
}

/// What the client knows after some reports.
fn known(reports: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    reports.iter().map(|one| (text(&one["uri"]), text(&one["resultId"]))).collect()
}

#[test]
fn findings_in_closed_files_are_told_once_and_again_when_something_changed() {
    let workspace = Workspace::new(PAPER);
    let mut client = started(&workspace, "on");
    let first = ask(&mut client, &[]);
    assert_eq!(first.len(), 1, "{first:#?}");
    assert_eq!((&first[0]["uri"], &first[0]["kind"]), (&json!(workspace.uri("closed.md")), &json!("full")));
    assert_eq!(first[0]["items"][0]["code"], "unknown-key", "{first:#?}");
    // The next question waits for a change: the file is written while it waits, or before it is asked once more.
    let previous = known(&first);
    let uris: Vec<_> = previous.iter().map(|(uri, id)| json!({ "uri": uri, "value": id })).collect();
    let asked = client.send_request("workspace/diagnostic", json!({ "previousResultIds": uris }));
    client.idle(Duration::from_millis(900));
    workspace.write("closed.md", workspace.text("closed.md").replace("ostrom1991", "lipsky1980"));
    let change = json!({ "changes": [{ "uri": workspace.uri("closed.md"), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", change.clone());
    let mut answer = client.response(asked).unwrap()["items"].as_array().unwrap().clone();
    if answer[0]["kind"] == "unchanged" {
        // It was answered when the bibliography of the open file had been read.
        answer = ask(&mut client, &previous);
    }
    assert_eq!(answer[0]["items"], json!([]), "{answer:#?}");
    // What has not changed is not sent again.
    client.notify("workspace/didChangeWatchedFiles", change);
    let same = ask(&mut client, &known(&answer));
    assert_eq!(same[0]["kind"], "unchanged", "{same:#?}");
}

#[test]
fn they_come_in_parts_where_the_client_takes_parts_and_a_question_can_be_cancelled() {
    let workspace = Workspace::new(PAPER);
    for number in 0..40 {
        workspace.write(&format!("{number:02}.md"), "---\nbibliography: refs.bib\n---\n[@nobody]\n");
    }
    let mut client = started(&workspace, "on");
    let asked = json!({ "previousResultIds": [], "partialResultToken": "parts" });
    let answer = client.request("workspace/diagnostic", asked);
    assert_eq!(answer["items"], json!([]));
    let parts: Vec<_> = client.notifications.iter().filter(|one| one["params"]["token"] == "parts").collect();
    let sizes: Vec<_> = parts.iter().map(|one| one["params"]["value"]["items"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [16, 16, 9]);
    let previous = json!([{ "uri": workspace.uri("00.md"), "value": "x" }]);
    let waiting = client.send_request("workspace/diagnostic", json!({ "previousResultIds": previous }));
    client.notify("$/cancelRequest", json!({ "id": waiting }));
    assert_eq!(client.response(waiting).unwrap_err()["code"], -32800);
}

#[test]
fn nobody_who_has_not_asked_is_told_of_files_that_are_not_open() {
    let workspace = Workspace::new(PAPER);
    let mut client = started(&workspace, "auto");
    assert_eq!(ask(&mut client, &[]), Vec::<Value>::new());
}
