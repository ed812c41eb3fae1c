//! What happens to a bibliography on disk while the server runs: it lives, and completion and findings are right again
//! soon. Requirements [32] and [33] of the project's reliability page.

use crate::client::{Client, captured, siglum};
use crate::fixture::Workspace;
use serde_json::json;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::time::{Duration, Instant};

/// Two seconds are promised; a test machine that is shared gets five times as much.
const SOON: Duration = Duration::from_secs(10);

const PAPER: &str = "
    //- /refs.bib
    @book{key1, title = {One}, year = {2001}}
    //- /draft.md
    ---
    bibliography: refs.bib
    ---
    See [@key$0].
";

/// A bibliography of some records whose abstracts make it long.
fn records(keys: impl Iterator<Item = u32>) -> String {
    let long = "word ".repeat(200);
    keys.map(|key| format!("@book{{key{key}, title = {{Title {key}}}, year = {{2001}}, abstract = {{{long}}}}}\n"))
        .collect()
}

/// The keys that completion offers.
fn offered(client: &mut Client, workspace: &Workspace) -> Vec<String> {
    let answer = client.request_at("textDocument/completion", workspace, workspace.cursor());
    let items = answer["items"].as_array().cloned().unwrap_or_default();
    let mut keys: Vec<String> = items.iter().filter_map(|item| Some(item["label"].as_str()?.to_owned())).collect();
    keys.sort();
    keys
}

/// Waits until completion offers these keys and no other.
#[track_caller]
fn becomes(client: &mut Client, workspace: &Workspace, keys: &[&str]) {
    let start = Instant::now();
    loop {
        let now = offered(client, workspace);
        if now == keys {
            return;
        }
        assert!(start.elapsed() < SOON, "{now:?} are offered, and not {keys:?}");
        client.idle(Duration::from_millis(20));
    }
}

/// A server of a client that watches nothing, so that it watches itself.
fn start(workspace: &Workspace, mut client: Client) -> Client {
    client.initialize(captured("ale", workspace));
    client.open(workspace, "draft.md");
    becomes(&mut client, workspace, &["key1"]);
    client
}

#[test]
fn a_bibliography_that_is_written_piece_by_piece_is_right_when_it_is_whole() {
    let workspace = Workspace::new(PAPER);
    let mut client = start(&workspace, Client::spawn());
    let text = records(1..4);
    let mut file = fs::File::create(workspace.path("refs.bib")).unwrap();
    becomes(&mut client, &workspace, &[]);
    // Cut within the second record: what is there is read as far as it goes.
    let cut = text.find("Title 2").unwrap();
    file.write_all(&text.as_bytes()[..cut]).unwrap();
    file.sync_all().unwrap();
    becomes(&mut client, &workspace, &["key1", "key2"]);
    file.write_all(&text.as_bytes()[cut..]).unwrap();
    drop(file);
    becomes(&mut client, &workspace, &["key1", "key2", "key3"]);
    // Shortened while it is long, and filled again.
    OpenOptions::new().write(true).open(workspace.path("refs.bib")).unwrap().set_len(3).unwrap();
    becomes(&mut client, &workspace, &[]);
    workspace.write("refs.bib", &text);
    becomes(&mut client, &workspace, &["key1", "key2", "key3"]);
    assert_eq!(client.shutdown().code(), Some(0));
}

#[test]
fn a_bibliography_that_is_replaced_removed_or_a_folder_for_a_while_is_followed() {
    let workspace = Workspace::new(PAPER);
    let mut client = start(&workspace, Client::spawn());
    let (path, beside) = (workspace.path("refs.bib"), workspace.path("refs.bib.new"));
    // As editors and reference managers save: written beside it and renamed.
    fs::write(&beside, records(2..4)).unwrap();
    fs::rename(&beside, &path).unwrap();
    becomes(&mut client, &workspace, &["key2", "key3"]);
    // Of the same size and, as far as a clock of files tells, of the same time.
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&beside, records(5..7)).unwrap();
    fs::File::options().write(true).open(&beside).unwrap().set_modified(time).unwrap();
    fs::rename(&beside, &path).unwrap();
    becomes(&mut client, &workspace, &["key5", "key6"]);
    fs::remove_file(&path).unwrap();
    becomes(&mut client, &workspace, &[]);
    workspace.write("refs.bib", records(1..2));
    becomes(&mut client, &workspace, &["key1"]);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    becomes(&mut client, &workspace, &[]);
    fs::remove_dir(&path).unwrap();
    workspace.write("refs.bib", records(8..9));
    becomes(&mut client, &workspace, &["key8"]);
    assert_eq!(client.shutdown().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_bibliography_that_becomes_unreadable_is_followed() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    /// Nobody's number, on Linux and elsewhere.
    const NOBODY: u32 = 65_534;
    let workspace = Workspace::new(PAPER);
    let path = workspace.path("refs.bib");
    let mut command = siglum();
    // Root reads everything: for root, the server runs as nobody.
    if fs::metadata(&path).unwrap().uid() == 0 {
        command.uid(NOBODY);
        if !siglum().uid(NOBODY).arg("--version").output().is_ok_and(|output| output.status.success()) {
            eprintln!("not tested: nobody may not run the binary");
            return;
        }
    }
    let mut client = start(&workspace, Client::spawn_command(command.arg("lsp")));
    let allow = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    allow(0o000);
    becomes(&mut client, &workspace, &[]);
    let hover = client.request_at("textDocument/hover", &workspace, &workspace.find("draft.md", "@key", 2));
    assert_eq!(hover, json!(null));
    allow(0o644);
    becomes(&mut client, &workspace, &["key1"]);
    workspace.write("refs.bib", records(1..3));
    becomes(&mut client, &workspace, &["key1", "key2"]);
    assert_eq!(client.shutdown().code(), Some(0));
}
