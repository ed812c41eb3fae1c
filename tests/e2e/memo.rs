//! What is remembered of manuscripts changes no answer: not what is found, not in which order, whatever changed since.

use crate::check::{Ran, run_command};
use crate::client::siglum;
use crate::fixture::Workspace;
use std::fs;
use std::path::PathBuf;

/// Manuscripts of several kinds: alone, a book in chapters with macros of its own, pieces of one text, with records of
/// their own; and slips in all of them.
const PROJECT: &str = "//- /refs.bib
@article{tuurnas2016, author = {Tuurnas, Sanna and Stenvall, Jari and Rannisto, Pasi-Heikki}, title = {The impact of co-production on frontline accountability}, year = {2016}}
@book{lipsky1980, author = {Lipsky, Michael}, title = {Street-Level Bureaucracy}, year = {1980}}
@book{ostrom1996, author = {Ostrom, Elinor}, title = {Crossing the great divide}, year = {1996}, crossref = {gone}}
//- /alone.md
---
bibliography: refs.bib
---
Selon Ranisto [-@tuurnas2016], non. Voir [@lipsky1980; @lipsky1980] et [@lipski1980]. Ostrum (1996) aussi.

<!-- siglum-ignore unknown-key -- on purpose -->

Et [@personne].
//- /own.md
---
references:
- id: doe2001
  type: book
  title: A title
  author:
  - family: Doe
    given: Jane
  issued: 2001
---
Do [@doe2001], and [@deo2001]. Joe (2001) too.
//- /book/main.tex
\\documentclass{book}
\\newcommand{\\mycite}[1]{\\textcite{#1}}
\\addbibresource{../refs.bib}
\\begin{document}
\\include{one}
\\include{two}
\\end{document}
//- /book/one.tex
Selon Stenvell \\mycite{tuurnas2016}, et \\mycite{lipski1980}.
//- /book/two.tex
Stenvell et Stenvell et Stenvell, \\cite{ostrom1996,ostrom1996}.
//- /notes/a.typ
#bibliography(\"/refs.bib\")
Lipski @lipsky1980 and @lipsky1981.
//- /notes/b.org
#+bibliography: ../refs.bib
Lipski [cite:@lipsky1980] and [cite:@lipsky1981].
";

fn project() -> Workspace {
    let workspace = Workspace::new(PROJECT);
    fs::create_dir(workspace.path(".git")).unwrap();
    workspace
}

/// `check .` with these arguments and this cache.
fn check(workspace: &Workspace, arguments: &[&str]) -> Ran {
    let mut command = siglum();
    command.args(["check", "."]).args(arguments).current_dir(&workspace.root);
    command.env("SIGLUM_CACHE_DIR", workspace.path(".cache"));
    run_command(command)
}

/// The reports of every format, as one text.
fn reports(workspace: &Workspace, arguments: &[&str]) -> String {
    let formats = ["text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"];
    let named = formats.map(|format| format!("{format}:.cache-{format}"));
    let mut all: Vec<&str> = named.iter().flat_map(|named| ["--format", named]).collect();
    all.extend(arguments);
    let ran = check(workspace, &all);
    assert_eq!(ran.status, 1, "{ran:?}");
    let read = |format| fs::read_to_string(workspace.path(&format!(".cache-{format}"))).unwrap();
    formats.map(read).concat() + &ran.stdout + &ran.stderr
}

fn memo(workspace: &Workspace) -> PathBuf {
    let entries = fs::read_dir(workspace.path(".cache")).unwrap();
    let mut memos =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "memo"));
    memos.next().expect("what was found is kept")
}

#[test]
fn the_same_bytes_cold_and_warm_whatever_the_number_of_jobs_in_twenty_runs() {
    let workspace = project();
    let plain = reports(&workspace, &["--no-cache", "--jobs", "1"]);
    for rule in ["unknown-key", "misspelled-author", "repeated-citation", "broken-crossref", "ignored by comments"] {
        assert!(plain.contains(rule), "{rule}: {plain}");
    }
    assert!(!workspace.path(".cache").exists(), "--no-cache writes nothing");
    for turn in 0..20 {
        let jobs = ["1", "2", "8"][turn % 3];
        if turn % 5 == 0 {
            let _ = fs::remove_dir_all(workspace.path(".cache"));
        }
        assert!(reports(&workspace, &["--jobs", jobs]) == plain, "run {turn} with {jobs} jobs");
    }
    let before = fs::read(memo(&workspace)).unwrap();
    assert!(reports(&workspace, &["--jobs", "2"]) == plain);
    let after = fs::read(memo(&workspace)).unwrap();
    assert!(after == before, "{} -> {}", String::from_utf8_lossy(&before), String::from_utf8_lossy(&after));
}

#[test]
fn whatever_changes_the_answer_is_that_of_a_first_look() {
    let workspace = project();
    reports(&workspace, &[]);
    let changes: [(&str, &str, &str); 7] = [
        ("refs.bib", "Rannisto", "Ranisto"),
        ("alone.md", "lipski1980", "lipsky1980"),
        ("book/main.tex", "textcite{#1}", "emph{#1}"),
        ("book/two.tex", "Stenvell et", "Stenvall et Stenvell et Stenvell et Stenvell et Stenvell et Stenvell et"),
        ("own.md", "Doe\n", "Joe\n"),
        ("notes/a.typ", "/refs.bib", "refs.bib"),
        ("refs.bib", "1980", "1981"),
    ];
    for (file, old, new) in changes {
        let text = fs::read_to_string(workspace.path(file)).unwrap();
        assert!(text.contains(old), "{file}: {text}");
        workspace.write(file, text.replace(old, new));
        let plain = reports(&workspace, &["--no-cache"]);
        assert!(reports(&workspace, &[]) == plain, "{file}: {old} became {new}");
        assert!(reports(&workspace, &[]) == plain, "{file}, warm");
    }
    for (settings, flags) in [
        ("[rules]\nunknown-key = \"info\"\n", &[][..]),
        ("[authors]\nknown = [\"Ostrum\"]\n", &[]),
        ("[per-file]\n\"book/*\" = [\"repeated-citation\"]\n", &["--severity", "repeated-citation=error"]),
        ("", &["--ignore", "misspelled-author"]),
        ("", &["--corpus", "refs.bib"]),
    ] {
        workspace.write("siglum.toml", settings);
        let plain = reports(&workspace, &[flags, &["--no-cache"]].concat());
        assert!(reports(&workspace, flags) == plain, "{settings} {flags:?}");
        assert!(reports(&workspace, flags) == plain, "{settings} {flags:?}, warm");
    }
}

#[test]
fn what_is_damaged_or_written_by_several_at_once_is_made_anew() {
    let workspace = project();
    let plain = reports(&workspace, &["--no-cache"]);
    reports(&workspace, &[]);
    let place = memo(&workspace);
    let whole = fs::read(&place).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for damaged in [&b""[..], b"siglum", &whole[..whole.len() / 2], &flipped, b"\xff\xfe\n"] {
        fs::write(&place, damaged).unwrap();
        assert!(reports(&workspace, &[]) == plain);
        assert!(reports(&workspace, &[]) == plain);
    }
    fs::remove_file(&place).unwrap();
    fs::create_dir(&place).unwrap();
    assert!(reports(&workspace, &[]) == plain, "a folder lies where the file should");
    fs::remove_dir(&place).unwrap();
    let short = check(&workspace, &["--no-cache", "--format", "short"]).stdout;
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert!(check(&workspace, &["--format", "short"]).stdout == short));
        }
    });
    assert!(reports(&workspace, &[]) == plain);
    let left = fs::read_dir(workspace.path(".cache")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".tmp")));
}
