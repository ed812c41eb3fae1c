//! The book: its examples are run, page by page, in a folder of their own.
//!
//! A fence with `file=NAME` is a file; a fence of `console` holds commands after `$ `, each followed by what it prints,
//! where `$?` is the status of the command before. `SIGLUM_UPDATE=1` writes what is printed into the pages.

use crate::client::siglum;
use crate::fixture::Workspace;
use crate::ratchets::{hold, hold_part, read, root};
use siglum::cli::report_formats;
use siglum::rules::{RULES, Rule};
use std::path::Path;
use std::process::Command;

/// The pages with examples.
const PAGES: [&str; 6] = [
    "docs/guide/first-check.md",
    "docs/guide/authors.md",
    "docs/guide/offices.md",
    "docs/guide/coming-from.md",
    "docs/command-line.md",
    "docs/configuration.md",
];

/// The folder of the binary, so that a shell finds it.
fn folder() -> String {
    let binary = siglum().get_program().to_owned();
    Path::new(&binary).parent().expect("the binary lies in a folder").to_string_lossy().into_owned()
}

/// Runs a line of a shell; what it printed, errors after the rest, and its status.
fn shell(workspace: &Workspace, line: &str, status: i32) -> (String, i32) {
    let mut command = Command::new("sh");
    let path = format!("{}:{}", folder(), std::env::var("PATH").unwrap_or_default());
    command.current_dir(&workspace.root).env("PATH", path).env("LC_ALL", "C");
    for name in ["NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let output = command.arg("-c").arg(line.replace("$?", &status.to_string())).output().expect("sh runs");
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).expect("it prints UTF-8");
    let root = workspace.root.to_string_lossy().into_owned();
    (text.replace(&root, "/paper"), output.status.code().expect("no signal ended it"))
}

/// A console block with what its commands print now.
fn console(workspace: &Workspace, block: &str, status: &mut i32) -> String {
    let mut out = String::new();
    for line in block.lines().filter(|line| line.starts_with("$ ")) {
        let (printed, code) = shell(workspace, &line[2..], *status);
        *status = code;
        out.push_str(&format!("{line}\n{printed}"));
    }
    out
}

/// The page with its examples run.
fn run_page(text: &str, workspace: &Workspace) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut status = 0;
    while let Some((before, fenced)) = rest.split_once("```") {
        let (info, body) = fenced.split_once('\n').expect("a fence ends its line");
        let (block, after) = body.split_once("```").expect("a fence is closed");
        let block = if info == "console" { console(workspace, block, &mut status) } else { block.to_owned() };
        if let Some(name) = info.split(' ').find_map(|word| word.strip_prefix("file=")) {
            workspace.write(name, &block);
        }
        out.push_str(&format!("{before}```{info}\n{block}```"));
        rest = after;
    }
    out + rest
}

#[cfg(unix)]
#[test]
fn examples_print_what_the_pages_say() {
    for page in PAGES {
        let workspace = Workspace::new("//- /.keep\n");
        hold(page, &run_page(&read(page), &workspace));
    }
}

/// The commands of a recipe: what follows `- run: `, `- ` or a tab.
fn recipes(text: &str) -> Vec<&str> {
    let lines = text.lines().map(|line| line.trim_start().trim_start_matches("- ").trim_start_matches("run: "));
    lines.filter(|line| line.starts_with("siglum check")).collect()
}

#[cfg(unix)]
#[test]
fn recipes_of_ci_run_and_can_look() {
    let page = read("docs/guide/offices.md");
    let workspace = Workspace::new("//- /.keep\n");
    run_page(&page, &workspace);
    let mut seen = 0;
    for file in [".github/workflows/citations.yml", ".gitlab-ci.yml", "Makefile"] {
        for command in recipes(&std::fs::read_to_string(workspace.path(file)).unwrap()) {
            let (printed, status) = shell(&workspace, command, 0);
            assert!(status < 2, "{file}: {command}: {printed}");
            seen += 1;
        }
    }
    assert_eq!(seen, 3, "each recipe checks");
    for report in ["siglum.sarif", "gl-code-quality-report.json", "siglum.xml"] {
        assert!(workspace.path(report).is_file(), "{report}");
    }
}

/// The guide's own promise: the job fails, then passes.
#[cfg(unix)]
#[test]
fn the_guide_leads_from_a_failing_to_a_passing_job() {
    let page = read("docs/guide/first-check.md");
    let workspace = Workspace::new("//- /.keep\n");
    let (before, after) = page.split_once("## The fix").expect("the guide has its fix");
    run_page(before, &workspace);
    let workflow = std::fs::read_to_string(workspace.path(".github/workflows/citations.yml")).unwrap();
    let job = *recipes(&workflow).first().expect("the job checks");
    let (printed, status) = shell(&workspace, job, 0);
    assert!(status == 1 && printed.starts_with("::warning file=draft.md,line=5,"), "{printed}");
    run_page(after, &workspace);
    let (printed, status) = shell(&workspace, job, 0);
    assert_eq!(status, 0, "{printed}");
}

#[test]
fn the_book_has_every_page_and_every_page_is_there() {
    let row = |rule: &&Rule| format!("  - [{0}](rules/en/{0}.md)\n", rule.name);
    let french = |rule: &&Rule| format!("  - [{0}](rules/fr/{0}.md)\n", rule.name);
    let rows: String = RULES.iter().map(row).collect();
    let french: String = RULES.iter().map(french).collect();
    hold_part("docs/SUMMARY.md", "rules", &format!("{rows}- [Règles, en français](rules.md)\n{french}"));
    let summary = read("docs/SUMMARY.md");
    for page in PAGES.iter().map(|page| page.trim_start_matches("docs/")) {
        assert!(summary.contains(&format!("]({page})")), "{page} is not in the book");
    }
    let linked = summary.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    for (page, _) in linked {
        assert!(root().join("docs").join(page).is_file(), "{page} is not there");
    }
}

#[test]
fn the_book_lists_the_formats_of_reports() {
    let row = |(name, about): (&str, [&str; 2])| format!("| `{name}` | {} |\n", about[0]);
    let rows: String = report_formats().map(row).collect();
    hold_part("docs/command-line.md", "formats", &format!("| format | what |\n|---|---|\n{rows}"));
}
