//! Defects of other tools, each a regression test here. The names say whose defect it was and what must not happen.

use crate::client::{Client, siglum};
use crate::fixture::Workspace;
use serde_json::Value;
use std::time::{Duration, Instant};

/// How long a server may take until its corpus is read.
const PATIENCE: Duration = Duration::from_secs(30);

/// `siglum ARGS` in the workspace: its JSON output.
fn json(workspace: &Workspace, args: &[&str]) -> Value {
    let output = siglum().args(args).args(["--format", "json"]).current_dir(&workspace.root).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text} {}", String::from_utf8_lossy(&output.stderr)))
}

/// The findings of `siglum check` as "rule:found".
fn findings(fixture: &str) -> Vec<String> {
    let workspace = Workspace::new(fixture);
    let report = json(&workspace, &["check", "."]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let diagnostics = report["diagnostics"].as_array().unwrap();
    diagnostics.iter().map(|one| format!("{}:{}", text(&one["rule"]), text(&one["found"]))).collect()
}

/// The keys that `siglum citations` finds.
fn keys(fixture: &str) -> Vec<String> {
    let workspace = Workspace::new(fixture);
    let report = json(&workspace, &["citations", "."]);
    let citations = report["citations"].as_array().unwrap();
    citations.iter().map(|one| one["key"].as_str().unwrap().to_owned()).collect()
}

/// The answer to a request at the fixture's cursor, asked until `wanted` accepts it.
fn ask(fixture: &str, method: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let workspace = Workspace::new(fixture);
    let mut client = Client::start(&workspace);
    let cursor = workspace.cursor().clone();
    client.open(&workspace, &cursor.path);
    let end = Instant::now() + PATIENCE;
    loop {
        let answer = client.request_at(method, &workspace, &cursor);
        if wanted(&answer) || Instant::now() > end {
            return answer;
        }
        client.idle(Duration::from_millis(20));
    }
}

fn hover(fixture: &str) -> String {
    let answer = ask(fixture, "textDocument/hover", |answer| !answer.is_null());
    answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

/// The labels that completion offers, asked until there is one.
fn labels(fixture: &str) -> Vec<String> {
    let some = |answer: &Value| answer["items"].as_array().is_some_and(|items| !items.is_empty());
    let answer = ask(fixture, "textDocument/completion", some);
    let items = answer["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
}

const BIB: &str = "//- /refs.bib
@string{risa = {Revue internationale}}
@comment{@book{commented, title = {Not a record}, year = {1999}}}
@article{a, author = {M{\\\"u}ller, Anna}, title = {First work}, journal = risa, year = {2001}}
@book{b, author = {\\O{}stergaard, Bo}, title = {Second imputabilit{\\'e}}, year = {2002}}
@inbook{child, author = {Kind, Karl}, title = {A chapter}, crossref = {parent}}
@book{parent, editor = {Eltern, Eva}, title = {A collection}, year = {2003}}
";

#[test]
fn panache_the_second_key_of_a_cluster_is_not_the_first() {
    let shown = hover(&format!("{BIB}//- /draft.md\nSee [@a; @b$0].\n"));
    assert!(shown.contains("Second imputabilité"), "{shown}");
}

#[test]
fn panache_rename_of_the_second_key_leaves_the_first_alone() {
    let workspace = Workspace::new(&format!("{BIB}//- /draft.md\nSee [@a; @b$0].\n"));
    let mut client = Client::start(&workspace);
    client.open(&workspace, "draft.md");
    let cursor = workspace.cursor().clone();
    let mut params = crate::client::at(&workspace, &cursor);
    params["newName"] = "renamed".into();
    let end = Instant::now() + PATIENCE;
    let edits = loop {
        let answer = client.try_request("textDocument/rename", params.clone()).unwrap_or_default().to_string();
        if answer.contains("refs.bib") || Instant::now() > end {
            break answer;
        }
        client.idle(Duration::from_millis(20));
    };
    assert_eq!(edits.matches("\"newText\":\"renamed\"").count(), 2, "{edits}");
    // Line 0, "See [@a; @b].": the key b is character 10; line 4 of the bibliography holds its record.
    assert!(edits.contains("\"start\":{\"character\":10,\"line\":0}"), "{edits}");
    assert!(edits.contains("\"start\":{\"character\":6,\"line\":3}"), "{edits}");
}

#[test]
fn panache_and_texlab_strings_and_comments_are_no_keys() {
    let mut offered = labels(&format!("{BIB}//- /draft.md\nSee [@$0].\n"));
    offered.sort();
    assert_eq!(offered, ["a", "b", "child", "parent"]);
}

#[test]
fn panache_and_texlab_accents_are_decoded() {
    let shown = hover(&format!("{BIB}//- /draft.md\nSee [@b$0].\n"));
    assert!(shown.contains("imputabilité") && shown.contains("Østergaard"), "{shown}");
}

#[test]
fn texlab_every_key_of_a_multicite_is_seen() {
    let text = "\\begin{document}\n\\parencites{a}{b} \\textcites(x)(y)[p]{a}[q]{b} \\Citet{a}\n\\end{document}\n";
    assert_eq!(keys(&format!("//- /draft.tex\n{text}")), ["a", "b", "a", "b", "a"]);
}

#[test]
fn texlab_completion_knows_more_than_the_key() {
    assert_eq!(
        labels(&format!(
            "{BIB}//- /draft.tex\n\\documentclass{{article}}\n\\begin{{document}}\n\\cite{{muller$0}}\n\\end{{document}}\n"
        )),
        ["a"]
    );
}

#[test]
fn badness_an_answer_is_bounded_and_its_filter_is_what_stands_there() {
    let many: String = (0..200).map(|n| format!("@book{{key{n:03}, title = {{{{\\'E}}t{{\\'e}} {n}}}}}\n")).collect();
    let fixture = format!("//- /refs.bib\n{many}//- /draft.md\nSee [@key$0].\n");
    let answer = ask(&fixture, "textDocument/completion", |answer| answer["items"][0].is_object());
    let items = answer["items"].as_array().unwrap();
    assert!(items.len() <= 50 && answer["isIncomplete"] == true, "{}", items.len());
    assert!(items.iter().all(|item| item["filterText"].as_str().is_none_or(|text| text.starts_with("key"))));
    assert!(!answer.to_string().contains("\\\\'"), "raw LaTeX in {answer}");
}

#[test]
fn badness_inherited_fields_and_encodings_are_not_reported() {
    assert_eq!(findings(&format!("{BIB}//- /draft.md\nSee [@child; @parent].\n")), Vec::<String>::new());
}

#[test]
fn bibli_ls_clusters_are_no_false_positives_and_abstracts_are_whole() {
    assert_eq!(findings(&format!("{BIB}//- /draft.md\nSee [see @a, p. 3; also @b].\n")), Vec::<String>::new());
    let long = "Une phrase de plus pour le lecteur patient. ".repeat(40);
    let bib = format!("//- /refs.bib\n@book{{a, title = {{T}}, abstract = {{{long} Fin du texte.}}}}\n");
    let shown = hover(&format!("{bib}//- /draft.md\nSee [@a$0].\n"));
    assert!(shown.contains("Fin du texte"), "{shown}");
}

#[test]
fn citation_langserver_an_accent_does_not_end_the_index() {
    assert_eq!(findings(&format!("{BIB}//- /draft.md\nSee [@a; @b; @parent].\n")), Vec::<String>::new());
}

#[test]
fn pandoc_citer_hover_does_not_stop_at_punctuation_in_keys() {
    let bib = "//- /refs.bib\n@book{DBLP:conf/x-y.z, title = {Right}}\n@book{DBLP, title = {Wrong}}\n";
    for place in ["@DB$0LP:conf/x-y.z", "@DBLP:conf$0/x-y.z", "@DBLP:conf/x-y.$0z"] {
        let shown = hover(&format!("{bib}//- /draft.md\nSee [{place}].\n"));
        assert!(shown.contains("Right"), "{place}: {shown}");
    }
}

#[test]
fn pandoc_citer_one_missing_comma_hides_nothing() {
    let bib = "//- /refs.bib\n@book{a, title = {First}\n  year = {1999}}\n@book{b, title = {Second}}\n";
    let offered = labels(&format!("{bib}//- /draft.md\nSee [@$0].\n"));
    assert_eq!(offered, ["a", "b"]);
}

#[test]
fn latex_workshop_a_comment_inside_an_entry_does_not_empty_the_list() {
    let bib =
        "//- /refs.bib\n@misc{a,\n  % a remark, with a comma\n  title = {First},\n}\n@misc{b, title = {Second}}\n";
    let text = "\\documentclass{article}\n\\begin{document}\n\\cite{a,b}\n\\bibliography{refs}\n\\end{document}\n";
    assert_eq!(findings(&format!("{bib}//- /draft.tex\n{text}")), Vec::<String>::new());
}

#[test]
fn latex_workshop_bibliographies_over_line_breaks_and_above_are_found() {
    let fixture = "//- /one.bib\n@misc{a, title = {First}}\n//- /lib/two.bib\n@misc{b, title = {Second}}\n//- /text/part/draft.tex
\\documentclass{article}
\\begin{document}
\\cite{a,b}
\\bibliography{../../one,%
  ../../lib/two}
\\end{document}
";
    assert_eq!(findings(fixture), Vec::<String>::new());
}

#[test]
fn quarto_hover_is_not_for_the_whole_line() {
    let fixture = format!("{BIB}//- /draft.md\nSee [@a] and mo$0re of the line.\n");
    let workspace = Workspace::new(&fixture);
    let mut client = Client::start(&workspace);
    client.open(&workspace, "draft.md");
    // A hover over the key answers once the corpus is read; only then does silence elsewhere say anything.
    let key = workspace.find("draft.md", "@a", 1);
    let end = Instant::now() + PATIENCE;
    while client.request_at("textDocument/hover", &workspace, &key).is_null() {
        assert!(Instant::now() < end, "no hover over the key");
        client.idle(Duration::from_millis(20));
    }
    let cursor = workspace.cursor().clone();
    assert!(client.request_at("textDocument/hover", &workspace, &cursor).is_null());
}

#[test]
fn quarto_addresses_with_an_at_sign_are_not_missing_records() {
    let text = "See <https://example.org/@user>, [a page](https://example.org/@user) and me@example.org [@a].\n";
    assert_eq!(findings(&format!("{BIB}//- /draft.md\n{text}")), Vec::<String>::new());
}

#[test]
fn ci_checkers_keys_after_a_comment_in_the_braces_are_seen() {
    let text = "\\begin{document}\n\\citep{a,%\nb}\n\\end{document}\n";
    assert_eq!(keys(&format!("//- /draft.tex\n{text}")), ["a", "b"]);
}

#[test]
fn ci_checkers_commented_and_verbatim_citations_are_none() {
    let text = "\\begin{document}\n% \\citep{x}\n\\begin{verbatim}\n\\citep{y}\n\\end{verbatim}\n\\verb|\\citep{z}| \\citep{a}\n\\end{document}\n";
    assert_eq!(keys(&format!("//- /draft.tex\n{text}")), ["a"]);
}

#[test]
fn ci_checkers_fields_on_one_line_and_editors_alone_are_fine() {
    let bib = "//- /refs.bib\n@book{a, editor = {Eltern, Eva}, title = {A}, year = {2003}, langid = {french}}\n";
    assert_eq!(findings(&format!("{bib}//- /draft.md\nSee [@a].\n")), Vec::<String>::new());
}

#[test]
fn ci_checkers_places_and_years_are_no_citations_and_particles_may_begin_a_sentence() {
    let bib = "//- /refs.bib\n@book{e, author = {van Eijk, Carola}, title = {A}, year = {2014}}\n@book{m, author = {Muller, A. and M{\\\"u}ller, B.}, title = {B}, year = {2015}}\n";
    let text = "In Finland (2016) and Helsinki (2015). Van Eijk [-@e] says so; Muller and Müller [-@m] do too.\n";
    assert_eq!(findings(&format!("{bib}//- /draft.md\n{text}")), Vec::<String>::new());
}
