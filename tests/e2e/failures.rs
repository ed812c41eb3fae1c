//! What goes wrong outside: a full disk, a folder that is read-only, files that vanish during the run, a reader that goes
//! away. A clear message, the right status, and nothing half written.
#![cfg(unix)]

use crate::check::{Ran, run, run_command};
use crate::client::siglum;
use crate::fixture::Workspace;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

const REFS: &str = "//- /refs.bib
@article{tuurnas2016, author = {Tuurnas, Sanna}, title = {The impact of co-production}, journal = {Public Administration}, year = {2016}}
";

/// A small file system of its own, which goes with the test.
struct Small(PathBuf);

impl Small {
    /// One of so many bytes; `None`, and a loud word, where none may be mounted.
    fn new(folder: &Path, bytes: usize) -> Option<Self> {
        fs::create_dir(folder).unwrap();
        let size = format!("size={bytes}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(folder.to_owned()));
        }
        // The harness keeps what is printed of tests that pass to itself, but not this.
        let _ = writeln!(std::io::stderr(), "!!! SKIPPED: a full disk: only root can mount a file system");
        None
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// A draft of some 40 KB with a slip that `--fix` mends.
fn long_draft() -> String {
    format!("---\nbibliography: ../refs.bib\n---\n\nSee [@turnas2016].\n\n{}", "Words and words.\n".repeat(2400))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_is_told_and_leaves_every_file_whole() {
    let workspace = Workspace::new(REFS);
    let folder = workspace.path("small");
    let Some(_small) = Small::new(&folder, 96 << 10) else { return };
    workspace.write("small/draft.md", long_draft());
    fs::write(folder.join("report.json"), "old").unwrap();
    let filler = fs::write(folder.join("filler"), vec![0u8; 48 << 10]);
    assert!(filler.is_ok(), "{filler:?}");
    let ran = run(&workspace, &["check", "small/draft.md", "--fix"]);
    assert!(ran.status == 2 && ran.stderr.contains("small/draft.md: the disk is full"), "{ran:?}");
    assert!(!ran.stderr.contains("1 fixed"), "{ran:?}");
    assert_eq!(fs::read_to_string(folder.join("draft.md")).unwrap(), long_draft());
    let fill = |name: &str| {
        let mut file = fs::File::create(folder.join(name)).unwrap();
        while file.write_all(&[0; 512]).is_ok() {}
    };
    fill("more");
    for report in ["small/report.json", "small/new.json"] {
        let ran = run(&workspace, &["check", "small/draft.md", "--format", &format!("json:{report}")]);
        assert!(ran.status == 2 && ran.stderr.contains(&format!("{report}: the disk is full")), "{ran:?}");
    }
    assert_eq!(fs::read_to_string(folder.join("report.json")).unwrap(), "old");
    // The cache is no reason to fail.
    let mut command = siglum();
    command.current_dir(&workspace.root).args(["check", "small/draft.md", "--format", "short"]);
    command.env("SIGLUM_CACHE_DIR", folder.join("cache"));
    let Ran { status, stderr, .. } = run_command(command);
    assert!(status == 1 && !stderr.contains("disk"), "{stderr}");
    let left = names(&folder).into_iter().filter(|name| name != "cache").collect::<Vec<_>>();
    assert_eq!(left, ["draft.md", "filler", "more", "report.json"], "nothing is left beside");
    let cache = folder.join("cache");
    assert!(!cache.exists() || names(&cache).iter().all(|name| !name.contains(".tmp")), "{:?}", names(&cache));
}

#[test]
fn a_read_only_file_system_is_told_and_left_alone() {
    let workspace = Workspace::new(REFS);
    let folder = workspace.path("small");
    let Some(_small) = Small::new(&folder, 1 << 20) else { return };
    workspace.write("small/draft.md", long_draft());
    let options = Command::new("mount").args(["-o", "remount,ro"]).arg(&folder).status().unwrap();
    assert!(options.success());
    for arguments in [&["--fix"][..], &["--format", "json:small/report.json"], &["--write-baseline", "small/base.json"]]
    {
        let ran = run(&workspace, &[&["check", "small/draft.md"], arguments].concat());
        assert!(ran.status == 2 && ran.stderr.contains(": the file system is read-only"), "{arguments:?} {ran:?}");
    }
    assert_eq!(fs::read_to_string(folder.join("draft.md")).unwrap(), long_draft());
    assert_eq!(names(&folder), ["draft.md"]);
    let ran = run(&workspace, &["check", "small/draft.md", "--diff"]);
    assert!(ran.status == 1 && ran.stdout.contains("+See [@tuurnas2016]."), "{ran:?}");
}

#[test]
fn a_file_that_vanishes_during_the_run_is_told_and_the_others_are_checked() {
    let workspace = Workspace::new(REFS);
    let draft = "---\nbibliography: refs.bib\n---\n\nSee [@turnas2016].\n";
    let name = |number: usize| format!("draft-{number:03}.md");
    (0..200).for_each(|number| workspace.write(&name(number), draft));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Also when the test fails: the scope waits for its threads.
        let _done = Done(&done);
        scope.spawn(|| {
            // Odd ones come and go as long as the check runs again and again.
            while !done.load(Ordering::Relaxed) {
                (0..200)
                    .filter(|number| number % 2 == 1)
                    .for_each(|number| drop(fs::remove_file(workspace.path(&name(number)))));
                (0..200).filter(|number| number % 2 == 1).for_each(|number| workspace.write(&name(number), draft));
            }
        });
        for turn in 0..20 {
            let arguments = ["check", ".", "--format", "short", "--jobs", ["1", "2", "8"][turn % 3]];
            let ran = run(&workspace, &arguments);
            let told: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with("siglum: error")).collect();
            let clear = |line: &&str| line.ends_with(": there is no such file or folder") && line.contains("draft-");
            assert!(told.iter().all(clear), "{}", ran.stderr);
            assert_eq!(ran.status, if told.is_empty() { 1 } else { 2 }, "{}", ran.stderr);
            let lines: Vec<&str> = ran.stdout.lines().collect();
            assert!(lines.len() >= 100 && lines.is_sorted(), "{}", ran.stdout);
            assert!(lines.iter().all(|line| line.contains(":5:7: error[unknown-key] ")), "{}", ran.stdout);
        }
    });
}

/// Says that something is done when the value goes.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure_and_keeps_the_status() {
    let workspace = Workspace::new(REFS);
    workspace.write("draft.md", "[@turnas2016]\n\n".repeat(20_000));
    for format in ["text", "short", "json", "sarif"] {
        let mut command = siglum();
        command.current_dir(&workspace.root).args(["check", "draft.md", "--format", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut errors = String::new();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(1), "{format}: {errors}");
        assert!(!errors.contains("panic") && !errors.contains("pipe"), "{format}: {errors}");
    }
}
