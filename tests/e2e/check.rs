//! The command line from outside: `check` and its kin, their output and exit status.

use crate::client::siglum;
use crate::fixture::Workspace;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

/// What a command printed, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

pub fn run(workspace: &Workspace, args: &[&str]) -> Ran {
    let mut command = siglum();
    command.current_dir(&workspace.root).args(args);
    run_command(command)
}

pub fn run_command(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let status = output.status.code().expect("no signal ended it");
    Ran { stdout: text(output.stdout), stderr: text(output.stderr), status }
}

pub fn json(workspace: &Workspace, args: &[&str]) -> Value {
    let ran = run(workspace, args);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// A draft with one key that no record has.
pub const PAPER: &str = r#"
    //- /refs.json
    [
      {"id": "tuurnas2016", "type": "article-journal", "title": "L'impact", "issued": {"date-parts": [[2016, 3]]},
       "author": [{"family": "Tuurnas", "given": "Sanna"}], "container-title": "RISA"},
      {"id": "ostrom1996", "type": "article", "title": "Crossing the great divide"}
    ]
    //- /draft.md
    Élan [@tuurnas2016] et [@turnas2016].
    //- /clean.md
    See [@ostrom1996, p. 3].
"#;

#[test]
fn findings_end_with_status_1_and_none_with_0() {
    let workspace = Workspace::new(PAPER);
    let ran = run(&workspace, &["check", "draft.md", "--format", "short"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stdout.starts_with("draft.md:1:26: error[unknown-key] "), "{ran:?}");
    assert!(ran.stderr.contains(": 1 error, 0 warnings, 0 infos, 1 mended by --fix"), "{ran:?}");
    let ran = run(&workspace, &["check", "clean.md"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""));
    assert_eq!(run(&workspace, &["check", "draft.md", "--fail-on", "never"]).status, 0);
    assert_eq!(run(&workspace, &["check", "draft.md", "--severity", "unknown-key=info"]).status, 0);
    assert_eq!(
        run(&workspace, &["check", "draft.md", "--severity", "unknown-key=info", "--fail-on", "info"]).status,
        1
    );
    assert_eq!(run(&workspace, &["check", "draft.md", "--ignore", "unknown-key"]).status, 0);
    assert_eq!(run(&workspace, &["check", "draft.md", "--select", "duplicate-key"]).status, 0);
}

#[test]
fn the_text_report_shows_the_line_the_cure_and_the_record() {
    let workspace = Workspace::new(PAPER);
    let ran = run(&workspace, &["check", "draft.md", "-q"]);
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert_eq!(lines[2], "1 | Élan [@tuurnas2016] et [@turnas2016].", "{ran:?}");
    assert_eq!(lines[3], "  |                          ^^^^^^^^^^ Cite \"tuurnas2016\"");
    assert_eq!(lines[4], "  ::: refs.json:2");
    assert_eq!(ran.stderr, "");
}

#[test]
fn the_json_report_has_the_documented_shape() {
    let workspace = Workspace::new(PAPER);
    let report = json(&workspace, &["check", "draft.md", "--format", "json"]);
    assert_eq!(report["version"], 1);
    let diagnostic = &report["diagnostics"][0];
    assert_eq!(diagnostic["rule"], "unknown-key");
    assert_eq!(diagnostic["severity"], "error");
    assert_eq!(diagnostic["path"], "draft.md");
    assert_eq!(diagnostic["start"], serde_json::json!({"byte": 26, "line": 1, "column": 26}));
    assert_eq!(diagnostic["end"], serde_json::json!({"byte": 36, "line": 1, "column": 36}));
    assert_eq!(diagnostic["found"], "turnas2016");
    assert_eq!(diagnostic["expected"], "tuurnas2016");
    assert_eq!(diagnostic["key"], "turnas2016");
    assert_eq!(diagnostic["fix"]["safety"], "safe");
    assert_eq!(diagnostic["fix"]["edits"][0]["text"], "tuurnas2016");
    assert_eq!(diagnostic["fix"]["edits"][0]["start"]["byte"], 26);
    assert_eq!(diagnostic["related"][0]["path"], "refs.json");
    assert_eq!(diagnostic["related"][0]["start"]["line"], 2);
    let mut summary: Vec<_> = report["summary"].as_object().unwrap().keys().map(String::as_str).collect();
    summary.sort_unstable();
    let known = "baselined citations errors files fixed infos milliseconds records suppressed warnings";
    assert_eq!(summary.join(" "), known);
    assert_eq!(report["summary"]["files"], 2);
    assert_eq!(report["summary"]["citations"], 2);
    assert_eq!(report["summary"]["records"], 2);
}

#[test]
fn bytes_are_those_of_the_file_as_stored() {
    let workspace = Workspace::new(PAPER);
    let text = "Élan [@turnas2016].\r\n";
    workspace.write("bom.md", ["\u{feff}".as_bytes(), text.as_bytes()].concat());
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    workspace.write("latin.md", latin);
    let start = |path: &str| json(&workspace, &["check", path, "--format", "json"])["diagnostics"][0]["start"].clone();
    assert_eq!(start("bom.md"), serde_json::json!({"byte": 11, "line": 1, "column": 8}));
    assert_eq!(start("latin.md"), serde_json::json!({"byte": 7, "line": 1, "column": 8}));
}

#[test]
fn what_cannot_be_read_is_told_with_status_2_and_the_rest_is_checked() {
    let workspace = Workspace::new(PAPER);
    workspace.write("binary.md", b"a\0b");
    workspace.write("notes.xyz", "text");
    fs::create_dir(workspace.path("folder.md")).unwrap();
    let cases = [
        ("gone.md", "gone.md: there is no such file or folder"),
        ("binary.md", "binary.md: this is a binary file, not text"),
        ("notes.xyz", "notes.xyz: no format reads this file"),
        ("--corpus=gone.bib", "gone.bib: there is no such file or folder"),
        ("--corpus=binary.md", "binary.md: this is a binary file, not text"),
        ("--corpus=folder.md", "folder.md: no bibliography or record is found there"),
        ("--config=gone.toml", "gone.toml: there is no such file or folder"),
        ("--config=folder.md", "folder.md: this is a folder; a file is needed here"),
    ];
    for (arg, message) in cases {
        let ran = run(&workspace, &["check", "draft.md", arg, "--format", "short"]);
        assert_eq!(ran.status, 2, "{arg}: {ran:?}");
        assert!(ran.stderr.contains(message), "{arg}: {ran:?}");
        if !arg.starts_with("--con") && !arg.starts_with("--corpus") {
            assert!(ran.stdout.contains("draft.md:1:26"), "{arg}: nothing else is lost: {ran:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_and_a_pipe_are_told() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new(PAPER);
    let path = workspace.path("clean.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything.
    if fs::read(&path).is_err() {
        let ran = run(&workspace, &["check", "clean.md"]);
        assert_eq!(ran.status, 2);
        assert!(ran.stderr.contains("clean.md: the file cannot be read: permission is denied"), "{ran:?}");
    }
    let ran = run(&workspace, &["check", "draft.md", "--corpus", "/dev/zero"]);
    assert!(ran.status == 2 && ran.stderr.contains("/dev/zero: this is a device, a pipe or a socket"), "{ran:?}");
}

#[test]
fn a_bibliography_that_is_not_there_is_a_finding_and_no_failure() {
    let workspace = Workspace::new("//- /draft.md\n---\nbibliography: gone.bib\n---\n[@a] [@b]\n");
    let ran = run(&workspace, &["check", "draft.md", "--format", "short"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stdout.starts_with("draft.md:2:15: error[missing-bibliography] "), "{ran:?}");
    assert_eq!(ran.stdout.lines().count(), 1);
}

#[test]
fn a_bibliography_that_is_missing_is_told_once_for_all_chapters() {
    let workspace = Workspace::new(
        r"
        //- /main.tex
        \addbibresource{gone.bib}\input{a}\input{b}
        //- /a.tex
        \cite{x}
        //- /b.tex
        \cite{y}
        ",
    );
    let ran = run(&workspace, &["check", "--format", "short"]);
    assert!(ran.stdout.starts_with("main.tex:1:17: ") && ran.stdout.lines().count() == 1, "{ran:?}");
    let ran = run(&workspace, &["check", "a.tex", "b.tex", "--format", "short"]);
    assert!(ran.stdout.starts_with("a.tex:1:1: ") && ran.stdout.lines().count() == 1, "{ran:?}");
}

#[test]
fn a_folder_without_manuscripts_is_not_green() {
    let workspace = Workspace::new("//- /notes.txt\nnothing\n");
    let ran = run(&workspace, &["check"]);
    assert!(ran.status == 2 && ran.stderr.contains("no manuscript was found"), "{ran:?}");
    assert_eq!(run(&workspace, &["check", "--allow-empty"]).status, 0);
}

#[test]
fn misspelt_settings_and_flags_have_a_place_and_a_suggestion() {
    let workspace = Workspace::new(PAPER);
    workspace.write("siglum.toml", "corpus = []\nlanguage = [\"fr\"]\n");
    let ran = run(&workspace, &["check", "draft.md"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("siglum.toml:2:1: unknown key `language`; did you mean `languages`?"), "{ran:?}");
    assert_eq!(run(&workspace, &["check", "clean.md", "--isolated"]).status, 0);
    workspace.write("siglum.toml", "[rules]\nunknown-kye = \"error\"\n");
    let ran = run(&workspace, &["check", "draft.md"]);
    assert!(ran.stderr.contains("siglum.toml:2:1: unknown rule `unknown-kye`; did you mean `unknown-key`?"), "{ran:?}");
    for args in [&["check", "--formt", "json"][..], &["chekc"], &["check", "--select", "nothing"], &[]] {
        let ran = run(&workspace, args);
        assert!(ran.status == 2 && !ran.stderr.is_empty(), "{args:?}: {ran:?}");
    }
    let ran = run(&workspace, &["check", "--formt", "json"]);
    assert!(ran.stderr.contains("--format"), "a suggestion: {ran:?}");
    assert_eq!(run(&workspace, &["--version"]).status, 0);
}

#[test]
fn the_nearest_settings_win_and_flags_win_over_them() {
    let workspace = Workspace::new(PAPER);
    workspace.write("siglum.toml", "[rules]\nunknown-key = \"off\"\n");
    workspace.write("sub/draft.md", workspace.text("draft.md"));
    assert_eq!(run(&workspace, &["check", "draft.md", "sub/draft.md"]).status, 0);
    workspace.write("sub/.siglum.toml", "");
    let ran = run(&workspace, &["check", ".", "--format", "short"]);
    assert!(ran.stdout.starts_with("sub/draft.md:1:26") && ran.stdout.lines().count() == 1, "{ran:?}");
    assert_eq!(run(&workspace, &["check", "draft.md", "--severity", "unknown-key=error"]).status, 1);
}

#[test]
fn the_order_is_that_of_paths_and_places_whatever_the_number_of_threads() {
    let mut fixture = PAPER.to_owned();
    for name in ["z", "a/b", "m", "a"] {
        fixture.push_str(&format!("    //- /{name}.md\n    [@turnas2016; @ostrm1996]\n\n    [@tuurnas206]\n"));
    }
    let workspace = Workspace::new(&fixture);
    let outputs: Vec<_> =
        ["1", "2", "7"].iter().map(|jobs| run(&workspace, &["check", "--format", "short", "--jobs", jobs])).collect();
    assert!(outputs.iter().all(|ran| *ran == outputs[0]), "{outputs:?}");
    let paths: Vec<_> = outputs[0].stdout.lines().map(|line| line.split(':').next().unwrap()).collect();
    let mut sorted = paths.clone();
    sorted.sort_by_key(|path| std::path::PathBuf::from(path));
    assert_eq!(paths, sorted);
    assert_eq!(paths.len(), 13);
}

#[test]
fn ignored_and_hidden_files_are_left_out_and_links_in_circles_end() {
    let workspace = Workspace::new(PAPER);
    workspace.write(".gitignore", "build/\n");
    workspace.write("build/draft.md", "[@nobody]");
    workspace.write(".hidden/draft.md", "[@nobody]");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&workspace.root, workspace.path("loop")).unwrap();
    let ran = run(&workspace, &["check", "--format", "short"]);
    assert_eq!(ran.stdout.lines().count(), 1, "{ran:?}");
}

#[test]
fn text_on_stdin_is_checked_under_the_name_it_is_given() {
    let workspace = Workspace::new(PAPER);
    let mut command = siglum();
    command.current_dir(&workspace.root).args(["check", "-", "--stdin-filename", "sub/new.tex", "--format", "short"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"\\cite{turnas2016}").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("sub/new.tex:1:7: error[unknown-key]"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    let workspace = Workspace::new(PAPER);
    workspace.write("evil.md", "\u{1b}]0;title\u{7}\u{202e} [@nobody\u{9b}31m] [@tuurnas206]\n");
    for format in ["text", "short"] {
        let ran = run(&workspace, &["check", "evil.md", "--format", format, "--color", "never"]);
        let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!ran.stdout.contains(bad) && !ran.stderr.contains(bad), "{ran:?}");
        assert_eq!(ran.status, 1);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let workspace = Workspace::new("//- /refs.json\n[{\"id\": \"a\"}]\n");
    workspace.write("draft.md", "[@nobody]\n\n".repeat(20_000));
    let mut command = siglum();
    command.current_dir(&workspace.root).args(["check", "draft.md"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!String::from_utf8(output.stderr).unwrap().contains("error:"));
}

#[test]
fn the_corpus_of_the_command_line_tells_what_the_bibliography_lacks() {
    let workspace = Workspace::new(PAPER);
    workspace.write("own/refs.json", "[{\"id\": \"ostrom1996\", \"title\": \"T\"}]");
    workspace.write("own/draft.md", "---\nbibliography: refs.json\n---\n[@ostrom1996; @tuurnas2016; @nobody]\n");
    let ran = run(&workspace, &["check", "own/draft.md", "--corpus", "refs.json", "--format", "short"]);
    let rules: Vec<_> = ran.stdout.lines().filter_map(|line| line.split(['[', ']']).nth(1)).collect();
    assert_eq!(rules, ["missing-from-bibliography", "unknown-key"], "{ran:?}");
    workspace.write("bare/draft.md", "[@tuurnas2016]\n");
    assert_eq!(run(&workspace, &["check", "bare/draft.md", "--corpus", "refs.json"]).status, 0);
    workspace.write("gone/draft.md", "---\nbibliography: gone.json\n---\n[@tuurnas2016; @nobody]\n");
    let ran = run(&workspace, &["check", "gone/draft.md", "--corpus", "refs.json", "--isolated", "--format", "short"]);
    assert!(ran.stdout.contains("missing-bibliography") && !ran.stdout.contains("unknown-key"), "{ran:?}");
}

#[test]
fn citations_have_key_place_form_and_record() {
    let workspace = Workspace::new(PAPER);
    let found = json(&workspace, &["citations", "clean.md", "--format", "json"]);
    assert_eq!(found["version"], 1);
    let citation = &found["citations"][0];
    assert_eq!(citation["key"], "ostrom1996");
    assert_eq!(citation["form"], "normal");
    assert_eq!(citation["start"], serde_json::json!({"byte": 6, "line": 1, "column": 7}));
    assert_eq!(citation["resolved"]["path"], "refs.json");
    assert_eq!(citation["resolved"]["start"]["line"], 4);
    let ran = run(&workspace, &["citations", "draft.md"]);
    assert!(ran.stdout.starts_with("draft.md:1:8: tuurnas2016 (normal) -> refs.json:2\n"), "{ran:?}");
    assert!(ran.stdout.ends_with("draft.md:1:26: turnas2016 (normal) -> no record\n"), "{ran:?}");
}

#[test]
fn the_corpus_is_shown_searched_listed_and_counted() {
    let workspace = Workspace::new(PAPER);
    let ran = run(&workspace, &["corpus", "show", "tuurnas2016"]);
    assert!(ran.stdout.contains("title") && ran.stdout.contains("authors: Sanna Tuurnas"), "{ran:?}");
    assert!(ran.stdout.contains("date: 2016-03"), "{ran:?}");
    let items = json(&workspace, &["corpus", "show", "tuurnas2016", "--format", "json"]);
    assert_eq!(items[0]["id"], "tuurnas2016");
    assert_eq!(items[0]["issued"]["date-parts"][0], serde_json::json!([2016, 3]));
    assert_eq!(items[0]["custom"]["siglum"]["path"], "refs.json");
    let ran = run(&workspace, &["corpus", "show", "turnas2016"]);
    assert!(ran.status == 1 && ran.stderr.contains("tuurnas2016"), "{ran:?}");
    let ran = run(&workspace, &["corpus", "search", "great", "divide"]);
    assert!(ran.stdout.starts_with("refs.json:4: ostrom1996"), "{ran:?}");
    assert_eq!(run(&workspace, &["corpus", "list"]).stdout.lines().count(), 2);
    assert_eq!(json(&workspace, &["corpus", "stats", "--format", "json"])["records"], 2);
    assert_eq!(run(&workspace, &["corpus", "list", "--corpus", "gone.bib"]).status, 2);
}

#[test]
fn the_command_line_speaks_french_where_the_system_does() {
    let workspace = Workspace::new(PAPER);
    let french = |args: &[&str]| {
        let output = siglum().current_dir(&workspace.root).env("LANG", "fr_CA.UTF-8").args(args).output().unwrap();
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat()
    };
    for (args, said) in [
        (&["check", "--help"][..], "Appliquer les corrections sûres"),
        (&["check", "--help"], "Rapport:"),
        (&["check", "--formt", "json"], "vouliez-vous dire --format ?"),
        (&["check", "draft.md"], "aucune notice ne porte la clé « turnas2016 »"),
        (&["check", "gone.md"], "erreur : gone.md: ce fichier ou ce dossier n'existe pas"),
        (&["doctor", "draft.md"], "sert : refs.json (csl-json, 2 notices, 0 problèmes)"),
        (&["corpus", "show", "tuurnas2016"], "auteurs: Sanna Tuurnas"),
        (&["corpus", "stats"], "2 notices dans 1 fichiers"),
        (&["citations", "draft.md"], "pas de notice"),
        (&["explain"], "Une clé citée"),
    ] {
        let printed = french(args);
        assert!(printed.contains(said), "{args:?}: {said} is not in {printed}");
    }
}

#[test]
fn rules_are_explained_in_both_languages() {
    let workspace = Workspace::new(PAPER);
    assert!(run(&workspace, &["explain"]).stdout.contains("unknown-key "));
    assert!(run(&workspace, &["explain", "unknown-key"]).stdout.contains("## Why"));
    assert!(run(&workspace, &["explain", "unknown-key", "--lang", "fr"]).stdout.contains("clé"));
    let ran = run(&workspace, &["explain", "unknown-kye"]);
    assert!(ran.status == 2 && ran.stderr.contains("did you mean `unknown-key`?"), "{ran:?}");
}

#[test]
fn doctor_says_what_serves_and_why() {
    let workspace = Workspace::new(PAPER);
    let ran = run(&workspace, &["doctor", "draft.md"]);
    assert!(ran.stdout.contains("serves: refs.json (csl-json, 2 records, 0 problems)"), "{ran:?}");
    assert!(ran.stdout.contains("nothing is declared"), "{ran:?}");
    assert!(ran.stdout.contains("settings: none"), "{ran:?}");
}

#[test]
fn records_of_bibliographies_that_merely_lie_there_are_not_criticised() {
    let workspace = Workspace::new(
        "//- /draft.md\nSee [@a2001].\n//- /one.bib\n@book{a2001, author = {A}, title = {}, year = 2001}\n//- /two.bib\n@book{b2002, author = {B}, title = {}, year = 2002}\n",
    );
    let checked = |arguments: &[&str]| {
        let ran = run(&workspace, &[&["check", "--format", "short"], arguments].concat());
        (
            ran.stdout.matches("empty-field").count(),
            ran.stderr.contains("2 bibliographies are used because they lie here"),
        )
    };
    assert_eq!(checked(&["draft.md"]), (0, true));
    assert_eq!(checked(&["draft.md", "-q"]), (0, false));
    assert_eq!(checked(&["draft.md", "one.bib"]).0, 1, "one is named");
    assert_eq!(checked(&["draft.md", "--corpus", "one.bib", "--corpus", "two.bib"]), (2, false));
    workspace.write("siglum.toml", "corpus = [\"*.bib\"]\n");
    assert_eq!(checked(&["draft.md"]), (2, false));
    std::fs::remove_file(workspace.path("siglum.toml")).unwrap();
    std::fs::remove_file(workspace.path("two.bib")).unwrap();
    assert_eq!(checked(&["draft.md"]), (1, false), "the only one is the manuscript's own");
}
