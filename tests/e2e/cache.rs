//! The cache from outside: it lies where the system says, changes no answer, and is all that siglum writes.

use crate::client::{Client, siglum};
use crate::fixture::Workspace;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A draft with a slip, and a bibliography that is large enough to be kept.
fn workspace() -> Workspace {
    let workspace = Workspace::new("//- /draft.md\n---\nbibliography: refs.bib\n---\nSee [@key1200] and [@kye7].\n");
    let entry = |number| {
        format!(
            "@book{{key{number},\n  title = {{The title of {number}}},\n  author = {{Doe, Jane}},\n  year = 2001\n}}\n"
        )
    };
    fs::write(workspace.root.join("refs.bib"), (0..1500).map(entry).collect::<String>()).unwrap();
    workspace
}

/// The binary as a user has it, with this folder as home.
fn at_home(home: &Path) -> Command {
    let mut command = siglum();
    command.env_remove("SIGLUM_CACHE_DIR").env_remove("XDG_CACHE_HOME").env("HOME", home).env("LOCALAPPDATA", home);
    command
}

/// All files below a folder, hidden ones too, without their contents.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn check(workspace: &Workspace, mut command: Command, flags: &[&str]) -> String {
    let output = command
        .args(["check", "draft.md", "--format", "short"])
        .args(flags)
        .current_dir(&workspace.root)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_cache_changes_no_answer_and_is_all_that_is_written() {
    let workspace = workspace();
    let home = workspace.root.join("home");
    fs::create_dir(&home).unwrap();
    let before = files(&workspace.root);
    let plain = check(&workspace, at_home(&home), &["--no-cache"]);
    assert_eq!(files(&workspace.root), before, "--no-cache writes nothing");
    assert!(plain.contains("key7"), "{plain}");
    assert_eq!(check(&workspace, at_home(&home), &[]), plain);
    let written: Vec<_> = files(&workspace.root).into_iter().filter(|path| !before.contains(path)).collect();
    assert_eq!(written.len(), 4, "a shard, a ticket, what was found, and the folder's tag: {written:?}");
    let conventional = ["home/.cache/siglum", "home/Library/Caches/siglum", "home/siglum/cache"];
    let is_ours = |path: &PathBuf| conventional.iter().any(|folder| path.starts_with(workspace.root.join(folder)));
    assert!(written.iter().all(is_ours), "{written:?}");
    let bytes = || written.iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>();
    let kept = bytes();
    assert_eq!(check(&workspace, at_home(&home), &[]), plain);
    // The bibliography was written a moment ago: its ticket may be renewed, its shard stays.
    let shards = |all: Vec<Vec<u8>>| all.into_iter().filter(|bytes| bytes.len() > 4096).collect::<Vec<_>>();
    assert_eq!(shards(bytes()), shards(kept));
    for path in &written {
        fs::write(path, "damaged").unwrap();
    }
    assert_eq!(check(&workspace, at_home(&home), &[]), plain);
}

#[test]
fn a_session_that_is_over_at_once_leaves_a_cache() {
    let workspace = workspace();
    let folder = workspace.root.join("cache");
    let mut command = siglum();
    let mut client = Client::spawn_command(command.arg("lsp").env("SIGLUM_CACHE_DIR", &folder));
    client.initialize(crate::client::initialize_params(&workspace, crate::client::capabilities()));
    client.notify("initialized", json!({}));
    client.open(&workspace, "draft.md");
    client.wait_diagnostics(&workspace.uri("draft.md"), |list| !list.is_empty());
    assert!(client.shutdown().success());
    let names: Vec<_> =
        files(&folder).into_iter().filter_map(|path| path.extension().map(|it| it.to_owned())).collect();
    assert!(names.iter().any(|name| name == "shard") && names.iter().all(|name| name != "tmp"), "{names:?}");
}

#[test]
fn the_server_writes_the_cache_when_nobody_waits_and_starts_from_it() {
    let workspace = workspace();
    let folder = workspace.root.join("cache");
    for _ in 0..2 {
        let mut command = siglum();
        let mut client = Client::spawn_command(command.arg("lsp").env("SIGLUM_CACHE_DIR", &folder));
        client.initialize(crate::client::initialize_params(&workspace, crate::client::capabilities()));
        client.notify("initialized", json!({}));
        client.open(&workspace, "draft.md");
        let hover = client.request(
            "textDocument/hover",
            json!({ "textDocument": { "uri": workspace.uri("draft.md") }, "position": { "line": 3, "character": 8 } }),
        );
        assert!(hover.to_string().contains("The title of 1200"), "{hover}");
        let until = Instant::now() + Duration::from_secs(30);
        while files(&folder).len() < 3 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(files(&folder).len(), 3);
    }
}
