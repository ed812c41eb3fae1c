//! The two bilingual records that everything is kept on first: a catalogue's table, and a bare pair of abstracts.

use crate::client::{Client, siglum};
use crate::fixture::Workspace;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// A workspace that has both records, and a manuscript in `lang` that cites them.
fn workspace(lang: &str) -> Workspace {
    let workspace = Workspace::new(&format!(
        "//- /draft.md\n---\nlang: {lang}\n---\n\nVoir [@tuurnas2016; @000_abstract_pair].\n//- /siglum.toml\ncorpus = [\"*.txt\"]\n"
    ));
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/seeds");
    for name in ["000_abstract_pair.txt", "002_catalogue_record.txt"] {
        workspace.write(name, std::fs::read(seeds.join(name)).unwrap());
    }
    workspace
}

/// Where the texts stand in `shown`, in order of place; panics where one is missing.
fn order<'a>(shown: &str, texts: &[&'a str]) -> Vec<&'a str> {
    let plain = shown.replace('\\', "");
    let place = |text: &&str| plain.find(*text).unwrap_or_else(|| panic!("{text:?} is not in {plain}"));
    let mut texts = texts.to_vec();
    texts.sort_by_key(place);
    texts
}

fn hover(client: &mut Client, workspace: &Workspace, key: &str) -> String {
    let cursor = workspace.find("draft.md", key, 3);
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = client.request_at("textDocument/hover", workspace, &cursor);
        if let Some(text) = answer["contents"]["value"].as_str() {
            return text.to_owned();
        }
        assert!(Instant::now() < end, "no hover over {key}");
        client.idle(Duration::from_millis(20));
    }
}

#[test]
fn hover_shows_both_abstracts_of_both_in_the_manuscripts_language_first() {
    // First words and last words of each abstract: both languages in full.
    let table = [
        "Le mélange des fonctions",
        "pour atteindre les objectifs du service.",
        "Mixing of roles",
        "effective service outcomes.",
    ];
    let pair =
        ["Deux questions sont abordées", "citoyens.", "In this article, I answer", "professionals and citizens."];
    for (lang, first, second) in [("fr", 0, 2), ("en", 2, 0)] {
        let workspace = workspace(lang);
        let mut client = Client::start(&workspace);
        client.open(&workspace, "draft.md");
        for (key, texts) in [("tuurnas2016", table), ("000_abstract_pair", pair)] {
            let shown = hover(&mut client, &workspace, key);
            let expected = [texts[first], texts[first + 1], texts[second], texts[second + 1]];
            assert_eq!(order(&shown, &expected), expected, "{lang}: {shown}");
            assert!(!shown.contains("via Cairn.info"), "the trailer is kept, not shown: {shown}");
        }
    }
}

#[test]
fn the_table_is_taken_apart_and_every_value_has_its_place() {
    let workspace = workspace("fr");
    let run = |args: &[&str]| {
        let output = siglum().args(args).current_dir(&workspace.root).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let items: Value = serde_json::from_str(&run(&["corpus", "show", "tuurnas2016", "--format", "json"])).unwrap();
    let item = &items[0];
    assert_eq!(item["author"][2], json!({"family": "Rannisto", "given": "Pasi-Heikki"}), "{item}");
    for (name, value) in [
        ("title", "L'impact de la coproduction sur l'imputabilité sur le terrain : Le cas du service de conciliation"),
        ("container-title", "Revue Internationale des Sciences Administratives"),
        ("volume", "82"),
        ("issue", "1"),
        ("page", "143-160"),
        ("URL", "http://www.cairn.info/article.php?ID_ARTICLE=RISA_821_0143"),
    ] {
        assert_eq!(item[name], value, "{item}");
    }
    assert_eq!(item["issued"]["date-parts"], json!([[2016, 3]]));
    let shown = run(&["corpus", "show", "tuurnas2016"]);
    order(
        &shown,
        &["Sanna Tuurnas, Jari Stenvall, Pasi-Heikki Rannisto", "Le mélange des fonctions", "Mixing of roles"],
    );
    let shown = run(&["corpus", "show", "000_abstract_pair"]);
    assert_eq!(
        order(&shown, &["abstract (en", "In this article", "abstract (fr", "Deux questions"])[0],
        "abstract (en"
    );
}

#[test]
fn records_are_found_by_words_of_their_abstracts() {
    let workspace = workspace("fr");
    let output = siglum().args(["corpus", "search", "coproduction", "finlande"]).current_dir(&workspace.root).output();
    let found = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(found.contains("tuurnas2016") && !found.contains("000_abstract_pair"), "{found}");
}
