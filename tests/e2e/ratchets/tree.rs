//! The tree as git keeps it: every test file is run, nothing names this machine.

use super::{read, root};
use std::path::Path;
use std::process::Command;

/// What git tracks, or nothing where this is no clone.
fn tracked() -> Vec<String> {
    let output = Command::new("git").arg("-C").arg(root()).args(["ls-files", "-z"]).output();
    let names = output.map(|output| output.stdout).unwrap_or_default();
    let names = String::from_utf8(names).expect("our names are Unicode");
    names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_end_to_end_file_is_a_module() {
    for source in super::rust::sources("tests/e2e") {
        let Some((parent, stem)) = source.path.trim_end_matches(".rs").rsplit_once('/') else { continue };
        if stem == "main" {
            continue;
        }
        let parent = if parent == "tests/e2e" { "tests/e2e/main.rs".to_owned() } else { format!("{parent}.rs") };
        assert!(read(&parent).contains(&format!("mod {stem};\n")), "{} is not run: no `mod` in {parent}", source.path);
    }
}

#[test]
fn every_source_file_is_a_module() {
    for source in ["corpus/src", "server/src"].into_iter().flat_map(super::rust::sources) {
        let Some((parent, stem)) = source.path.trim_end_matches(".rs").rsplit_once('/') else { continue };
        if matches!(stem, "main" | "lib") {
            continue;
        }
        let parent = if parent.ends_with("/src") { format!("{parent}/lib.rs") } else { format!("{parent}.rs") };
        assert!(read(&parent).contains(&format!("mod {stem};\n")), "{} is dead: no `mod` in {parent}", source.path);
    }
}

#[test]
fn no_file_names_this_machine() {
    let home = std::env::var("HOME").unwrap_or_default();
    let here = root().to_string_lossy().into_owned();
    let paths = [format!("{here}/"), format!("{home}/"), ["/work", "/shared"].concat(), ["/work", "/main"].concat()];
    let mut found = Vec::new();
    for name in tracked() {
        let text = std::fs::read(root().join(&name)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let named = paths.iter().filter(|path| path.len() > 4 && text.contains(path.as_str()));
        found.extend(named.map(|path| format!("{name}: {path}")));
    }
    assert!(found.is_empty(), "paths of this machine in the tree:\n{}", found.join("\n"));
}

/// The targets of a page's links to files of the tree, code left out.
fn links(text: &str) -> Vec<&str> {
    let mut code = false;
    let prose = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        !fence && !code
    });
    let targets = prose.flat_map(|line| line.split("](").skip(1)).filter_map(|rest| rest.split_once(')'));
    let files = targets.map(|(target, _)| target.split('#').next().unwrap_or_default());
    files.filter(|target| !target.is_empty() && !target.contains("://")).collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut dead = Vec::new();
    for page in tracked()
        .iter()
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "md") && !name.starts_with("docs/rules/"))
    {
        let path = root().join(page);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let folder = path.parent().expect("a page lies in a folder");
        dead.extend(links(&text).iter().filter(|to| !folder.join(to).exists()).map(|to| format!("{page}: {to}")));
    }
    assert!(dead.is_empty(), "links that lead nowhere:\n{}", dead.join("\n"));
}
