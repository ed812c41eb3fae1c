//! A draft of our own with planted errors of every kind, and as many look-alikes: every error is found with the right
//! answer, and nothing else is said.
//!
//! In `tests/fixtures/draft` a mark, rule, words and answer in white square brackets, plants an error: the words stand in
//! the text, the answer is what the finding expects (nothing where it names none).

use crate::check::json;
use crate::fixture::Workspace;
use crate::ratchets::root;
use siglum::rules::RULES;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A finding: file, where it begins, rule, the words, the answer.
type One = (String, usize, String, String, String);

/// A text without its marks, and what they plant.
fn planted(name: &str, marked: &str) -> (String, Vec<One>) {
    let (mut text, mut planted) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (mark, after) = after.split_once('⟧').expect("a mark is closed");
        let mut parts = mark.splitn(3, '|').map(str::to_owned);
        let mut next = || parts.next().expect("a mark has three parts");
        let (rule, words, answer) = (next(), next(), next());
        text.push_str(before);
        planted.push((name.to_owned(), text.len(), rule, words.clone(), answer));
        text.push_str(&words);
        rest = after;
    }
    (text + rest, planted)
}

/// Lays out the draft; what is planted in it.
fn draft(workspace: &Workspace) -> Vec<One> {
    let mut all = Vec::new();
    let folder = root().join("tests/fixtures/draft");
    for part in ["", "flawed"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_file() {
                continue;
            }
            let name = Path::new(part).join(path.file_name().unwrap()).to_string_lossy().replace('\\', "/");
            let (text, found) = planted(&name, &fs::read_to_string(&path).unwrap());
            workspace.write(&name, text);
            all.extend(found);
        }
    }
    all.sort();
    all
}

#[test]
fn every_planted_error_is_found_and_no_look_alike() {
    let workspace = Workspace::new("//- /.keep\n");
    let planted = draft(&workspace);
    let report = json(&workspace, &["check", ".", "--format", "json"]);
    let mut found: Vec<One> = Vec::new();
    for one in report["diagnostics"].as_array().unwrap() {
        let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let at = |name: &str| usize::try_from(one[name]["byte"].as_u64().unwrap()).unwrap();
        let bytes = fs::read(workspace.path(&text("path"))).unwrap();
        let words = String::from_utf8(bytes[at("start")..at("end")].to_vec()).unwrap();
        found.push((text("path"), at("start"), text("rule"), words, text("expected")));
    }
    found.sort();
    let missed: Vec<_> = planted.iter().filter(|one| !found.contains(one)).collect();
    let wrong: Vec<_> = found.iter().filter(|one| !planted.contains(one)).collect();
    assert!(missed.is_empty() && wrong.is_empty(), "missed: {missed:#?}\nwrong: {wrong:#?}");
    assert!(planted.len() >= 70, "{} errors are planted", planted.len());
    let told: BTreeSet<&str> = planted.iter().map(|(_, _, rule, ..)| rule.as_str()).collect();
    let silent = |name: &str| !told.contains(name) && !NOT_PLANTED.contains(&name);
    let silent: Vec<_> = RULES.iter().map(|rule| rule.name).filter(|name| silent(name)).collect();
    assert!(silent.is_empty(), "nothing is planted for {silent:?}");
}

/// Rules without an error in the draft: off where nothing asks for them.
const NOT_PLANTED: &[&str] = &["unlisted-citation", "missing-abstract", "uncited-record"];
