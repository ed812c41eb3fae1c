//! The formats of `check`: held against their schemas, and against names and texts that would break them.

use crate::check::{PAPER, json, run};
use crate::fixture::Workspace;
use crate::ratchets::read;
use crate::schema::faults;
use serde_json::{Value, json};
use std::fs;

/// Every format that has a document of its own.
const FORMATS: [&str; 10] =
    ["text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"];

/// Drafts with findings of several severities, with fixes and related places, and names that break what is not escaped.
fn hostile() -> Workspace {
    let workspace = Workspace::new(PAPER);
    let evil =
        "\u{1b}]0;t\u{7}\u{202e} [@nobody\u{9b}31m] [@turnas2016] [@a%::b] \u{2066}\n\n[@tuurnas2016; @tuurnas2016]\n";
    let name = if cfg!(windows) { "évil 100%.md" } else { "évil 100%::error,a=b\n<&\">.md" };
    workspace.write(name, evil);
    workspace.write("[x](http).md", "[@tuurnas2016, @ostrom1996] [](x) [@[a](b)]\n");
    workspace
}

fn report(workspace: &Workspace, format: &str) -> String {
    let ran = run(workspace, &["check", "--format", format, "--color", "never"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    ran.stdout
}

fn follows(schema: &str, text: &str) {
    let schema: Value = serde_json::from_str(&read(schema)).unwrap();
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let faults = faults(&schema, &value);
    assert!(faults.is_empty(), "{}\n{text}", faults.join("\n"));
}

#[test]
fn documents_follow_their_schemas() {
    for workspace in [Workspace::new(PAPER), hostile()] {
        follows("tests/schemas/sarif-2.1.0.json", &report(&workspace, "sarif"));
        follows("tests/schemas/code-quality.json", &report(&workspace, "gitlab"));
        follows("tests/schemas/rdjson.json", &report(&workspace, "rdjson"));
        follows("docs/schema/report.json", &report(&workspace, "json"));
    }
    let clean = Workspace::new("//- /refs.json\n[]\n//- /a.md\nNothing.\n");
    for (schema, format) in [
        ("tests/schemas/sarif-2.1.0.json", "sarif"),
        ("tests/schemas/code-quality.json", "gitlab"),
        ("docs/schema/report.json", "json"),
    ] {
        follows(schema, &run(&clean, &["check", "--format", format]).stdout);
    }
}

#[test]
fn sarif_has_what_code_scanning_shows() {
    let workspace = Workspace::new(PAPER);
    let log: Value = serde_json::from_str(&report(&workspace, "sarif")).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = &run["results"][0];
    let rule = run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize]["id"].as_str();
    assert_eq!((rule, &result["ruleId"]), (Some("unknown-key"), &json!("unknown-key")));
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(*region, json!({ "startLine": 1, "startColumn": 26, "endLine": 1, "endColumn": 36 }));
    let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "tuurnas2016");
    assert!(result["partialFingerprints"]["siglum/v1"].as_str().is_some_and(|print| print.len() == 32));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
}

/// The elements of a document with their depth, its markup being sound.
fn elements(text: &str) -> Vec<(usize, String)> {
    let (mut open, mut found) = (Vec::<String>::new(), Vec::new());
    for part in text.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap_or_else(|| panic!("an open tag: {part}"));
        assert!(!after.contains('>') || !after.contains('"'), "markup in text: {after}");
        let name = tag.trim_end_matches('/').split([' ', '\n']).next().unwrap().to_owned();
        if tag.starts_with('?') {
            continue;
        }
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        found.push((open.len(), name.clone()));
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    found
}

#[test]
fn xml_is_sound_whatever_stands_in_names_and_texts() {
    let workspace = hostile();
    let junit = report(&workspace, "junit");
    let found = elements(&junit);
    assert_eq!(found[0], (0, "testsuites".to_owned()));
    assert!(
        found[1..]
            .iter()
            .all(|(depth, name)| ["testsuites", "testsuite", "testcase"].get(*depth).is_none_or(|known| known == name))
    );
    assert!(junit.contains("<testsuite name=\"clean.md\" tests=\"1\" failures=\"0\""), "{junit}");
    let checkstyle = report(&workspace, "checkstyle");
    let found = elements(&checkstyle);
    assert!(found.iter().all(|(depth, name)| ["checkstyle", "file", "error"][*depth] == name), "{checkstyle}");
}

#[test]
fn nothing_that_a_terminal_obeys_or_a_runner_takes_for_a_command_is_printed() {
    let workspace = hostile();
    for format in FORMATS {
        let text = report(&workspace, format);
        let bad =
            |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        // JSON escapes controls but keeps the marks of direction, which are text for programs.
        let is_json = ["json", "jsonl", "sarif", "gitlab", "rdjson"].contains(&format);
        let found = text.chars().find(|c| if is_json { c.is_control() && *c != '\n' } else { bad(*c) });
        assert_eq!(found, None, "{format}: {text}");
    }
    let github = report(&workspace, "github");
    for line in github.lines() {
        let (head, message) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")).expect("a command");
        assert!(["error", "warning", "notice"].contains(&head.split(' ').next().unwrap()), "{line}");
        assert_eq!(head.matches("file=").count(), 1, "{line}");
        let escapes =
            |text: &str| text.split('%').skip(1).all(|rest| ["25", "3A", "2C"].iter().any(|e| rest.starts_with(e)));
        assert!(escapes(head) && escapes(message), "{line}");
    }
    if !cfg!(windows) {
        assert!(github.contains("file=évil 100%25%3A%3Aerror%2Ca=b\\u{a}<&\">.md,line=1"), "{github}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_whatever_the_number_of_threads() {
    let workspace = hostile();
    for number in 0..30 {
        workspace.write(&format!("{number}/a.md"), "[@turnas2016; @ostrm1996]\n\n[@tuurnas2016; @tuurnas2016]\n");
    }
    for format in FORMATS {
        let first = report(&workspace, format);
        for jobs in ["1", "2", "8"] {
            let ran = run(&workspace, &["check", "--format", format, "--color", "never", "--jobs", jobs]);
            assert!(ran.stdout == first, "{format} with {jobs} threads");
        }
    }
}

#[test]
fn several_reports_are_written_in_one_run() {
    let workspace = Workspace::new(PAPER);
    let args =
        ["check", "draft.md", "--format", "github", "--format", "sarif:out.sarif", "--format", "json:out/none.json"];
    let ran = run(&workspace, &args);
    assert!(ran.status == 2 && ran.stderr.contains("out/none.json: there is no such file or folder"), "{ran:?}");
    assert!(ran.stdout.starts_with("::error file=draft.md,"), "{ran:?}");
    follows("tests/schemas/sarif-2.1.0.json", &fs::read_to_string(workspace.path("out.sarif")).unwrap());
    let ran = run(&workspace, &["check", "draft.md", "--format", "sarif", "-o", "b.sarif"]);
    assert!(ran.status == 1 && ran.stdout.is_empty(), "{ran:?}");
    assert_eq!(fs::read(workspace.path("b.sarif")).unwrap(), fs::read(workspace.path("out.sarif")).unwrap());
    for args in [
        &["--format", "text", "--format", "json"][..],
        &["--format", "json:a", "--format", "sarif:a"],
        &["--format", "json:a", "-o", "b"],
        &["--format", "jsn"],
        &["--format", "json:"],
        &["--format", "sarif", "--statistics"],
    ] {
        let ran = run(&workspace, &[&["check", "draft.md"], args].concat());
        assert!(ran.status == 2 && ran.stdout.is_empty(), "{args:?}: {ran:?}");
    }
    assert!(run(&workspace, &["check", "--format", "jsn"]).stderr.contains("'json'"), "a suggestion");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_that_is_told() {
    let workspace = Workspace::new(PAPER);
    let ran = run(&workspace, &["check", "draft.md", "-o", "/dev/full"]);
    assert!(ran.status == 2 && ran.stderr.contains("/dev/full: the disk is full"), "{ran:?}");
    let mut command = crate::client::siglum();
    command.current_dir(&workspace.root).args(["check", "clean.md", "--format", "json"]);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = command.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("stdout: the disk is full"));
}

#[test]
fn findings_may_be_asked_for_by_how_sure_they_are() {
    let workspace = Workspace::new(PAPER);
    let report = json(&workspace, &["check", "--format", "json", "--min-confidence", "high"]);
    assert_eq!(report["diagnostics"][0]["confidence"], "high", "a key is there or not");
    assert_eq!(run(&workspace, &["check", "--min-confidence", "total"]).status, 2);
}

#[test]
fn rules_are_counted() {
    let workspace = hostile();
    let ran = run(&workspace, &["check", "--statistics"]);
    assert!(ran.stdout.lines().any(|line| line.ends_with("  repeated-citation (1 --fix)")), "{ran:?}");
    let counted = json(&workspace, &["check", "--statistics", "--format", "json"]);
    assert!(counted["statistics"].as_array().is_some_and(|list| list.iter().any(|one| one["rule"] == "unknown-key")));
    let schema: Value = serde_json::from_str(&read("docs/schema/report.json")).unwrap();
    assert!(faults(&schema, &counted).is_empty());
}

#[test]
fn findings_that_a_baseline_knows_are_left_out_wherever_they_move() {
    let workspace = Workspace::new(PAPER);
    let ran = run(&workspace, &["check", "draft.md", "--write-baseline", "ci/known.json"]);
    assert_eq!(ran.status, 2, "no such folder: {ran:?}");
    fs::create_dir(workspace.path("ci")).unwrap();
    let ran = run(&workspace, &["check", "draft.md", "--write-baseline", "ci/known.json"]);
    assert!(ran.status == 0 && ran.stderr.contains("1 findings are written to ci/known.json"), "{ran:?}");
    let ran = run(&workspace, &["check", "draft.md", "--baseline", "ci/known.json"]);
    assert!(ran.status == 0 && ran.stdout.is_empty() && ran.stderr.contains("1 known to the baseline"), "{ran:?}");
    workspace.write("draft.md", "New.\n\nMoved and changed [see @turnas2016, p. 3].\n\nAnd again [@turnas2016].\n");
    let ran = run(&workspace, &["check", "draft.md", "--baseline", "ci/known.json", "--format", "short"]);
    assert!(ran.status == 1 && ran.stdout.starts_with("draft.md:5:"), "one more of the kind is new: {ran:?}");
    let report = json(&workspace, &["check", "draft.md", "--baseline", "ci/known.json", "--format", "json"]);
    assert_eq!(report["summary"]["baselined"], 1);
    workspace.write("ci/known.json", "{}");
    let ran = run(&workspace, &["check", "draft.md", "--baseline", "ci/known.json"]);
    assert!(ran.status == 2 && ran.stderr.contains("ci/known.json: this is no baseline"), "{ran:?}");
    assert_eq!(run(&workspace, &["check", "draft.md", "--baseline", "gone.json"]).status, 2);
}

#[test]
fn files_may_be_named_by_a_list() {
    let workspace = Workspace::new(PAPER);
    workspace.write("lines.txt", "draft.md\nclean.md\n");
    workspace.write("nul.txt", "draft.md\0clean.md\0");
    for list in ["lines.txt", "nul.txt"] {
        let report = json(&workspace, &["check", "--files-from", list, "--format", "json"]);
        assert_eq!(report["summary"]["files"], 3, "{list}");
    }
    assert_eq!(run(&workspace, &["check", "--files-from", "gone.txt"]).status, 2);
}

#[test]
fn guesses_can_be_left_out_and_reports_say_how_sure_a_finding_is() {
    let workspace = Workspace::new(
        "//- /refs.bib
@book{t16, author = {Tuurnas, Sanna and Stenvall, Jari and Rannisto, Pasi-Heikki}, title = {T}, year = {2016}}
//- /a.md
Ranisto dit que oui [voir @t16]. Turnas (2016) aussi. Stenvell [-@t16].
",
    );
    let names = |least: &str| -> Vec<String> {
        let report = json(&workspace, &["check", "a.md", "--format", "json", "--min-confidence", least]);
        let found = report["diagnostics"].as_array().unwrap().iter();
        found.map(|one| format!("{} {}", one["found"].as_str().unwrap(), one["confidence"].as_str().unwrap())).collect()
    };
    assert_eq!(names("low"), ["Ranisto low", "Turnas medium", "Stenvell high"]);
    assert_eq!(names("medium"), ["Turnas medium", "Stenvell high"]);
    assert_eq!(names("high"), ["Stenvell high"]);
    let sarif = json(&workspace, &["check", "a.md", "--format", "sarif"]);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.iter().map(|one| one["rank"].as_f64().unwrap()).collect::<Vec<_>>(), [30.0, 60.0, 90.0]);
}
