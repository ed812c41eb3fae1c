//! Commands of the server: the language of abstracts, the abstract in a language, the doctor.

use crate::client::{Client, capabilities, initialize_params};
use crate::fixture::Workspace;
use serde_json::{Value, json};

const BILINGUAL: &str = "
    //- /refs.bib
    @article{tuurnas2016,
      author = {Tuurnas, Sanna}, title = {Coproduction}, year = {2016},
      abstract = {Le mélange des fonctions entre professionnels, bénévoles et utilisateurs des services crée un environnement nouveau et complexe dans le cadre de la production des services publics.

    Abstract

    Mixing of roles between professionals, volunteers and service users creates a new, complex environment in which to produce and deliver public services.},
    }
    @book{broken2000, title = {No comma} year = {2000}}
    //- /a.md
    ---
    lang: fr
    bibliography: [refs.bib, gone.bib]
    ---
    Voir [@tuurnas2016] et [@nobody].
";
const FRENCH: &str = "Le mélange des fonctions";
const ENGLISH: &str = "Mixing of roles";

fn key(workspace: &Workspace) -> Value {
    json!({ "textDocument": { "uri": workspace.uri("a.md") }, "position": { "line": 4, "character": 8 } })
}

fn hovered(client: &mut Client, workspace: &Workspace) -> String {
    client.request("textDocument/hover", key(workspace))["contents"]["value"].as_str().expect("a hover").to_owned()
}

fn run(client: &mut Client, name: &str, arguments: Value) -> Value {
    client.request("workspace/executeCommand", json!({ "command": name, "arguments": arguments }))
}

/// A client that says which commands links of a hover may run.
fn started(workspace: &Workspace, commands: Value) -> Client {
    let mut client = Client::spawn();
    let mut params = initialize_params(workspace, capabilities());
    params["initializationOptions"] = json!({ "commands": commands });
    client.initialize(params);
    client.open(workspace, "a.md");
    client
}

#[test]
fn a_link_shows_the_other_language_where_the_client_can_follow_it() {
    let workspace = Workspace::new(BILINGUAL);
    let mut client = started(&workspace, json!(["siglum.readIn"]));
    let french = hovered(&mut client, &workspace);
    assert!(french.contains(FRENCH) && !french.contains(ENGLISH), "{french}");
    assert!(french.contains("(command:siglum.readIn?%5B%22en%22%5D)"), "{french}");
    run(&mut client, "siglum.language", json!(["en"]));
    let english = hovered(&mut client, &workspace);
    assert!(english.contains(ENGLISH) && !english.contains(FRENCH), "{english}");
    assert!(english.contains("(command:siglum.readIn?%5B%22fr%22%5D)"), "{english}");
    run(&mut client, "siglum.language", json!([null]));
    assert_eq!(hovered(&mut client, &workspace), french);
}

#[test]
fn without_links_both_abstracts_are_shown_and_the_asked_one_comes_first() {
    let workspace = Workspace::new(BILINGUAL);
    let mut client = started(&workspace, json!([]));
    let shown = hovered(&mut client, &workspace);
    assert!(shown.find(FRENCH) < shown.find(ENGLISH) && !shown.contains("command:"), "{shown}");
    let place = key(&workspace);
    let asked = json!([place["textDocument"]["uri"], place["position"], "en"]);
    let page = run(&mut client, "siglum.abstract", asked);
    let text = page["value"].as_str().unwrap();
    assert_eq!(page["kind"], "markdown");
    assert!(text.find(ENGLISH) < text.find(FRENCH) && text.contains(FRENCH), "{text}");
    assert_eq!(hovered(&mut client, &workspace), shown);
    let nowhere = json!({ "command": "siglum.abstract", "arguments": [] });
    assert_eq!(client.try_request("workspace/executeCommand", nowhere).expect_err("no place")["code"], -32602);
}

#[test]
fn the_doctor_says_what_serves_and_what_is_wrong_at_which_line() {
    let workspace = Workspace::new(BILINGUAL);
    let mut client = started(&workspace, json!([]));
    hovered(&mut client, &workspace);
    let doctor = run(&mut client, "siglum.doctor", json!([workspace.uri("a.md")]));
    let document = &doctor["documents"][0];
    assert_eq!(
        (&document["records"], &document["problems"], &document["unknown"], &document["missing"]),
        (&json!(2), &json!(1), &json!(1), &json!(["gone.bib"])),
        "{doctor:#}"
    );
    let page = document["page"].as_str().expect("a page");
    for told in ["refs.bib (bibtex, 2 records)", "line 9: a comma is missing", "gone.bib", "nobody", "French, English"]
    {
        assert!(page.contains(told), "no {told} in\n{page}");
    }
}
