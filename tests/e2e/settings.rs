//! Configuration files from outside: extension, files with settings of their own, formats, schemas.

use crate::check::{PAPER, run};
use crate::fixture::Workspace;
use crate::ratchets::{hold, root};
use crate::schema::faults;
use serde_json::Value;

fn pretty(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).unwrap() + "\n"
}

#[test]
fn the_published_schemas_are_the_programs_own() {
    hold("docs/schema/siglum.json", &pretty(&siglum::config::keys::schema()));
    hold("docs/schema/report.json", &pretty(&siglum::cli::report_schema()));
}

#[test]
fn what_the_schema_accepts_is_what_the_program_reads() {
    let schema = siglum::config::keys::schema();
    let cases = [
        ("corpus = [\"refs.json\"]\nextend = \"base.toml\"\n", true),
        ("[rules]\nunknown-key = \"info\"\nmisspelled-author = { severity = \"off\", scope = \"cited\" }\n", true),
        ("[per-file]\n\"old/*.md\" = [\"unknown-key\"]\n\"*.tex\" = { unknown-key = \"info\" }\n", true),
        ("[formats]\n\"*.txt\" = \"markdown\"\n[authors]\nsame-as = [[\"a\", \"b\"]]\n", true),
        ("corpsu = []\n", false),
        ("message-language = \"de\"\n", false),
        ("[rules]\nunknown-kye = \"info\"\n", false),
        ("[rules]\nunknown-key = \"fatal\"\n", false),
        ("[per-file]\n\"old/*.md\" = [\"unknown-kye\"]\n", false),
        ("[formats]\n\"*.txt\" = \"markdwon\"\n", false),
        ("[authors]\nsame-as = [[\"a\"]]\n", false),
    ];
    let workspace = Workspace::new(PAPER);
    workspace.write("base.toml", "");
    for (text, valid) in cases {
        workspace.write("siglum.toml", text);
        let value: Value = toml::from_str(text).unwrap();
        assert_eq!(faults(&schema, &value).is_empty(), valid, "the schema on {text}");
        let ran = run(&workspace, &["check", "clean.md"]);
        assert_eq!(ran.status == 0, valid, "the program on {text}: {ran:?}");
    }
}

#[test]
fn files_have_severities_of_their_own_and_flags_win() {
    let workspace = Workspace::new(PAPER);
    workspace.write("siglum.toml", "[per-file]\n\"draft.md\" = [\"unknown-key\"]\n");
    assert_eq!(run(&workspace, &["check", "draft.md"]).status, 0);
    assert_eq!(run(&workspace, &["check", "draft.md", "--severity", "unknown-key=error"]).status, 1);
    workspace.write("siglum.toml", "[per-file]\n\"draft.md\" = { unknown-key = \"info\" }\n");
    let ran = run(&workspace, &["check", "draft.md", "--format", "short"]);
    assert!(ran.status == 0 && ran.stdout.contains(": info[unknown-key]"), "{ran:?}");
}

#[test]
fn a_bibliography_has_settings_of_its_own_whichever_manuscript_uses_it() {
    let workspace = Workspace::new(PAPER);
    workspace.write("refs.bib", "@article{tuurnas2016, title = {A}, note = {}}\n");
    workspace.write("draft.md", "---\nbibliography: refs.bib\n---\n[@tuurnas2016]\n");
    let told = |paths: &[&str]| {
        let ran = run(&workspace, &[&["check", "--format", "short"], paths].concat());
        ran.stdout
            .lines()
            .find(|line| line.ends_with("[empty-field] the field \"note\" is empty"))
            .map(ToOwned::to_owned)
    };
    assert!(told(&["draft.md"]).is_some_and(|line| line.starts_with("refs.bib:1:36: info")));
    workspace
        .write("siglum.toml", "[per-file]\n\"*.md\" = [\"empty-field\"]\n\"refs.bib\" = { empty-field = \"error\" }\n");
    for paths in [["draft.md"], ["refs.bib"]] {
        assert!(told(&paths).is_some_and(|line| line.contains("error[empty-field]")), "{paths:?}");
    }
    workspace.write("siglum.toml", "[per-file]\n\"refs.bib\" = [\"empty-field\"]\n");
    for paths in [["draft.md"], ["refs.bib"]] {
        assert_eq!(told(&paths), None, "{paths:?}");
    }
}

#[test]
fn a_format_may_be_given_to_other_files_which_are_then_found() {
    let workspace = Workspace::new(PAPER);
    workspace.write("siglum.toml", "[formats]\n\"*.tekst\" = \"latex\"\n");
    workspace.write("a.tekst", "\\cite{turnas2016}\n");
    let ran = run(&workspace, &["check", "--format", "short"]);
    assert!(ran.stdout.starts_with("a.tekst:1:7: error[unknown-key]"), "{ran:?}");
    assert_eq!(run(&workspace, &["check", "a.tekst", "--isolated"]).status, 2);
}

#[test]
fn a_file_may_extend_another_one_and_its_faults_have_their_own_place() {
    let workspace = Workspace::new(PAPER);
    workspace.write("house/siglum.toml", "[rules]\nunknown-key = \"off\"\n");
    workspace.write("siglum.toml", "extend = \"house/siglum.toml\"\n");
    assert_eq!(run(&workspace, &["check", "draft.md"]).status, 0);
    workspace.write("house/siglum.toml", "\n[rule]\nunknown-key = \"off\"\n");
    let ran = run(&workspace, &["check", "draft.md"]);
    assert!(ran.status == 2, "{ran:?}");
    assert!(ran.stderr.contains("house/siglum.toml:2:2: unknown key `rule`; did you mean `rules`?"), "{ran:?}");
    let ran = run(&workspace, &["check", "draft.md", "--lang", "fr"]);
    assert!(ran.stderr.contains("siglum: erreur : ") && ran.stderr.contains("vouliez-vous dire `rules` ?"), "{ran:?}");
}

#[test]
fn faulty_settings_are_told_in_the_language_that_they_ask_for() {
    let workspace = Workspace::new(PAPER);
    workspace.write("siglum.toml", "message-language = \"fr\"\ncorpsu = []\n");
    for command in
        [&["check", "draft.md"][..], &["citations", "draft.md"], &["doctor", "draft.md"], &["corpus", "list"]]
    {
        let ran = run(&workspace, command);
        assert!(ran.status == 2 && ran.stderr.contains("siglum.toml:2:1: `corpsu` n'est pas connu"), "{ran:?}");
    }
    let ran = run(&workspace, &["check", "draft.md", "--lang", "en"]);
    assert!(ran.stderr.contains("unknown key `corpsu`"), "{ran:?}");
}

#[test]
fn pyproject_is_a_place_for_settings() {
    let workspace = Workspace::new(PAPER);
    workspace.write("pyproject.toml", "[project]\nname = \"thesis\"\n\n[tool.siglum.rules]\nunknown-key = \"off\"\n");
    assert_eq!(run(&workspace, &["check", "draft.md"]).status, 0);
}

#[test]
fn the_project_checks_its_own_example() {
    let output = crate::client::siglum().current_dir(root()).args(["check", "examples", "--fail-on", "never"]).output();
    assert_eq!(output.unwrap().status.code(), Some(0));
}

#[test]
fn init_writes_settings_that_hold_and_does_not_overwrite() {
    let workspace = Workspace::new(PAPER);
    workspace.write("draft.md", "---\nlang: fr\nbibliography: refs.json\n---\n[@tuurnas2016]\n");
    workspace.write("more \"x\".bib", "@book{a, title = {T}}\n");
    let ran = run(&workspace, &["init", "--schema"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let text = std::fs::read_to_string(workspace.path("siglum.toml")).unwrap();
    assert!(text.starts_with("#:schema ./siglum.schema.json\n"), "{text}");
    assert!(
        text.contains("\ncorpus = [\"more \\\"x\\\".bib\", \"refs.json\"]\n")
            && text.contains("\nlanguages = [\"fr\"]\n"),
        "{text}"
    );
    let all: String = text
        .lines()
        .map(|line| format!("{}\n", line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line)))
        .collect();
    let faults = faults(&siglum::config::keys::schema(), &toml::from_str::<Value>(&all).unwrap());
    assert!(faults.iter().all(|fault| fault.starts_with("$.authors.same-as")), "{faults:?}\n{all}");
    assert_eq!(run(&workspace, &["check"]).status, 0);
    let ran = run(&workspace, &["init"]);
    assert!(ran.status == 2 && ran.stderr.contains("siglum.toml: it is there already"), "{ran:?}");
    assert_eq!(run(&workspace, &["init", "--force", "--lang", "fr"]).status, 0);
    assert!(std::fs::read_to_string(workspace.path("siglum.toml")).unwrap().contains("# Mots qui ne sont pas"));
}

#[test]
fn a_list_of_retracted_works_is_read_and_one_that_is_not_there_is_told() {
    let workspace = Workspace::new(PAPER);
    workspace.write("siglum.toml", "retracted = [\"lists/bad.txt\"]\n");
    let args = ["check", "draft.md", "--format", "short", "--select", "retracted-work"];
    let ran = run(&workspace, &args);
    assert!(ran.status == 2 && ran.stderr.contains("bad.txt"), "{ran:?}");
    workspace.write("lists/bad.txt", "@tuurnas2016\n");
    let ran = run(&workspace, &args);
    assert!(ran.status == 1 && ran.stdout.contains("bad.txt lists tuurnas2016"), "{ran:?}");
}

#[test]
fn what_nothing_cites_is_told_where_all_manuscripts_are_known() {
    let workspace = Workspace::new(PAPER);
    workspace.write("own/refs.bib", "@book{a, author = {Ek, A.}, title = {One}, year = 2000, publisher = {P}}\n@book{b, author = {Bo, B.}, title = {Two}, year = 2001, publisher = {P}}\n");
    workspace.write("own/one.md", "---\nbibliography: refs.bib\n---\n[@a]\n");
    workspace.write("own/two.md", "---\nbibliography: refs.bib\n---\nNothing.\n");
    let check = |path: &str| {
        let args = ["check", path, "--format", "short", "--severity", "uncited-record=info", "--fail-on", "info"];
        run(&workspace, &args)
    };
    let ran = check("own");
    assert!(ran.status == 1 && ran.stdout.contains("no manuscript cites \"b\""), "{ran:?}");
    assert!(!ran.stdout.contains("\"a\""), "{ran:?}");
    assert_eq!(check("own/one.md").status, 0, "the other manuscript is not known");
    workspace.write("own/two.md", "---\nbibliography: refs.bib\n---\n[@b]\n");
    assert_eq!(check("own").status, 0, "what was remembered is forgotten");
}

#[test]
fn shells_and_manual_pages_know_every_flag() {
    let workspace = Workspace::new(PAPER);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = run(&workspace, &["completions", shell]);
        assert!(ran.status == 0 && ran.stdout.contains("write-baseline"), "{shell}");
    }
    assert!(run(&workspace, &["completions", "fish"]).stdout.contains("sarif"), "formats are completed");
    assert!(run(&workspace, &["man"]).stdout.contains(".TH siglum"));
    assert!(run(&workspace, &["man", "check"]).stdout.contains("min"));
    let ran = run(&workspace, &["man", "chekc"]);
    assert!(ran.status == 2 && ran.stderr.contains("did you mean `check`?"), "{ran:?}");
}
