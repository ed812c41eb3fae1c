//! Works that are named without a key: by names and a year, in a typed reference list, by a name with a slip.

use crate::client::{Client, at};
use crate::fixture::Workspace;
use serde_json::{Value, json};

const PROJECT: &str = "
    //- /refs.bib
    @article{tuurnas2016, author = {Tuurnas, Sanna and Stenvall, Jari and Rannisto, Pasi-Heikki},
      title = {The impact of co-production on frontline accountability}, year = {2016},
      abstract = {Mixing of roles between professionals and users.}}
    @book{lipsky1980, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = {1980}}
    //- /one.md
    ---
    bibliography: refs.bib
    ---
    As Tuurnas et al. (2016) and Turnas, Stenvall and Rannisto (2016) say [@tuurnas2016].

    # References

    Tuurnas, S., Stenvall, J. & Rannisto, P.-H. (2016). The impact of co-production on frontline accountability.
    //- /two.md
    ---
    bibliography: refs.bib
    ---
    It is so (see Tuurnas, Stenvall & Rannisto, 2016), not Lipsky (1980).
";

fn text_of(hover: &Value) -> &str {
    hover["contents"]["value"].as_str().unwrap_or_default()
}

#[test]
fn hover_definition_and_references_know_works_that_are_named_without_a_key() {
    let workspace = Workspace::new(PROJECT);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "one.md");
    for words in ["Tuurnas et al", "Tuurnas, S."] {
        let cursor = workspace.find("one.md", words, 1);
        let hover = client.request_at("textDocument/hover", &workspace, &cursor);
        assert!(text_of(&hover).contains("Mixing of roles"), "{words}: {hover}");
        let places = client.request_at("textDocument/definition", &workspace, &cursor);
        let record = workspace.find("refs.bib", "tuurnas2016", 1);
        assert_eq!(places[0]["uri"], workspace.uri("refs.bib"), "{words}: {places}");
        assert_eq!(places[0]["range"]["start"]["line"], json!(record.line), "{words}: {places}");
        let mut asked = at(&workspace, &cursor);
        asked["context"] = json!({ "includeDeclaration": true });
        let found = client.request("textDocument/references", asked);
        let found: Vec<_> = found.as_array().unwrap().iter().map(|place| (&place["uri"], &place["range"])).collect();
        let line = |file: &str| workspace.uri(file);
        let uris: Vec<_> = found.iter().map(|(uri, _)| uri.as_str().unwrap().to_owned()).collect();
        assert_eq!(
            uris,
            [line("refs.bib"), line("one.md"), line("one.md"), line("one.md"), line("two.md")],
            "{words}: {found:#?}"
        );
        assert!(client.request_at("textDocument/prepareRename", &workspace, &cursor).is_null(), "{words}");
        let marks = client.request_at("textDocument/documentHighlight", &workspace, &cursor);
        assert_eq!(marks.as_array().map(Vec::len), Some(3), "{words}: {marks}");
    }
}

#[test]
fn hover_over_a_name_with_a_slip_shows_the_record_that_is_meant() {
    let workspace = Workspace::new(PROJECT);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "one.md");
    let slip = |list: &[Value]| list.iter().any(|one| one["code"] == "misspelled-author");
    client.wait_diagnostics(&workspace.uri("one.md"), slip);
    let hover = client.request_at("textDocument/hover", &workspace, &workspace.find("one.md", "Turnas", 1));
    assert!(text_of(&hover).contains("Mixing of roles"), "{hover}");
}
