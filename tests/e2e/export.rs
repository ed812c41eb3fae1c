//! `siglum corpus export`: what goes out can come in again, and only what was asked for goes out.

use crate::client::siglum;
use crate::fixture::Workspace;
use std::fs;

const PAPER: &str = r#"
    //- /refs.bib
    @string{pup = "Presses de l'Universit{\'e}"}
    @book{legault2001, author = {Legault, Gaston}, title = {Compétence}, publisher = pup, year = 2001}
    @incollection{part2001, crossref = {legault2001}, author = {Ek, Åsa}, title = {A {DNA} part}}
    @article{ostrom1996, author = {Ostrom, Elinor}, title = {Crossing}, journal = {World Development}, year = 1996}
    //- /records/ostrom1996.txt
    Titre | Crossing | |
    ---|---|---|
    Auteur | Elinor Ostrom | |
    Année de publication | 1996 | |
    Résumé | Le fossé entre l'État et le marché se laisse franchir par la coproduction de services publics, montre cet article. | |
    //- /draft.md
    ---
    bibliography: refs.bib
    ---
    See [@part2001] and [@nobody1900].
"#;

fn export(workspace: &Workspace, args: &[&str]) -> (String, String, i32) {
    let output = siglum().current_dir(&workspace.root).args(["corpus", "export"]).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn a_manuscript_takes_what_it_cites_along_with_the_parents() {
    let workspace = Workspace::new(PAPER);
    let (text, told, status) = export(&workspace, &["--cited", "draft.md", "--to", "bibtex"]);
    assert_eq!(
        text,
        "@incollection{part2001,\n  crossref = {legault2001},\n  author = {Ek, Åsa},\n  title = {A {DNA} part},\n}\n\n\
         @book{legault2001,\n  author = {Legault, Gaston},\n  title = {Compétence},\n  publisher = {Presses de l'Universit{\\'e}},\n  year = 2001,\n}\n"
    );
    assert!(told.contains("nobody1900"), "{told}");
    assert_eq!(status, 1);
    // CSL-JSON knows no inheritance: the part has its book's year.
    let (text, ..) = export(&workspace, &["--cited", "draft.md", "--to", "csl-json"]);
    let items: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(items.as_array().map(Vec::len), Some(1));
    assert_eq!(items[0]["issued"]["date-parts"][0][0], 2001);
}

#[test]
fn abstracts_of_other_files_go_along_and_come_back() {
    let workspace = Workspace::new(PAPER);
    for (to, name) in [("biblatex", "out.bib"), ("csl-json", "out.json"), ("ris", "out.ris")] {
        let args = ["ostrom1996", "--corpus", "refs.bib", "--corpus", "records", "--to", to, "-o", name];
        let (text, told, status) = export(&workspace, &args);
        assert_eq!((text.as_str(), status), ("", 0), "{told}");
        let written = fs::read_to_string(workspace.root.join(name)).unwrap();
        assert!(written.contains("coproduction de services publics"), "{written}");
        if to != "ris" {
            let show = ["corpus", "show", "ostrom1996", "--lang", "fr", "--corpus", name];
            let output = siglum().current_dir(&workspace.root).args(show).output().unwrap();
            assert!(String::from_utf8_lossy(&output.stdout).contains("coproduction de services publics"), "{written}");
        }
    }
}

#[test]
fn the_fix_adds_a_record_in_the_style_of_the_bibliography() {
    let workspace = Workspace::new(
        r#"
        //- /own.json
        [
            {
                "id": "lipsky1980",
                "type": "book",
                "title": "Street-level bureaucracy"
            }
        ]
        //- /refs.bib
        @article{ostrom1996, author = {Ostrom, Elinor}, title = {Crossing the {G}reat divide}, year = {1996}}
        //- /siglum.toml
        corpus = ["refs.bib"]
        //- /draft.md
        ---
        bibliography: own.json
        ---
        Discretion [@lipsky1980; @ostrom1996].
        "#,
    );
    let check = |args: &[&str]| siglum().current_dir(&workspace.root).arg("check").args(args).output().unwrap();
    check(&["draft.md", "--fix", "--unsafe-fixes", "--select", "missing-from-bibliography"]);
    let text = fs::read_to_string(workspace.root.join("own.json")).unwrap();
    let item = "    {\n        \"id\": \"ostrom1996\",\n        \"type\": \"article-journal\",\n        \"title\": \"Crossing the Great divide\",";
    assert!(text.contains(item), "{text}");
    assert_eq!(check(&["draft.md"]).status.code(), Some(0));
}
