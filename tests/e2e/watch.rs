//! `--watch`: the check runs again at a change.

use crate::check::PAPER;
use crate::client::siglum;
use crate::fixture::Workspace;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A process that ends with the test.
struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn line(lines: &Receiver<String>) -> String {
    lines.recv_timeout(Duration::from_mins(1)).expect("a line comes")
}

#[test]
fn a_change_is_checked() {
    let workspace = Workspace::new(PAPER);
    let mut command = siglum();
    command.current_dir(&workspace.root).args(["check", "--watch", "--format", "short"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut watching = Watching(child);
    let (sender, lines) = channel();
    let (stdout, stderr) = (watching.0.stdout.take().unwrap(), watching.0.stderr.take().unwrap());
    let other = sender.clone();
    std::thread::spawn(move || {
        BufReader::new(stdout).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line)));
    });
    std::thread::spawn(move || {
        BufReader::new(stderr).lines().map_while(Result::ok).for_each(|line| drop(other.send(line)));
    });
    let mut first: Vec<_> = (0..3).map(|_| line(&lines)).collect();
    first.sort();
    assert!(first.iter().any(|line| line.starts_with("draft.md:1:26: error[unknown-key]")), "{first:?}");
    assert!(first.iter().any(|line| line.contains("waiting for changes")), "{first:?}");
    workspace.write("clean.md", "See [@ostrm1996].\n");
    let again: Vec<_> = (0..4).map(|_| line(&lines)).collect();
    assert!(again.iter().any(|line| line.starts_with("clean.md:1:7: error[unknown-key]")), "{again:?}");
}
