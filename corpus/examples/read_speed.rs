//! How fast a `.bib` file is read: `cargo run --release --example read_speed FILE...`, in MB/s on one core.
//!
//! With a folder, every `.bib` file below it is read whole, and the problems are counted and shown.

use siglum_corpus::read::bibtex::scan::Scanner;
use siglum_corpus::read::bibtex::{BIBTEX, Macros};
use siglum_corpus::read::{Origin, Problem, Stream};
use siglum_corpus::source::Source;
use std::path::Path;
use std::time::Instant;

fn main() {
    for argument in std::env::args().skip(1) {
        let path = Path::new(&argument);
        if path.is_dir() { folder(path) } else { file(path) }
    }
}

fn file(path: &Path) {
    let Ok(bytes) = std::fs::read(path) else { return };
    let text = Source::decode(bytes).text;
    let speed = |what: &str, count: usize, start: Instant| {
        let seconds = start.elapsed().as_secs_f64();
        println!("{what:7} {:8.1} MB/s  {seconds:6.3} s  {count}", text.len() as f64 / 1e6 / seconds);
    };
    let start = Instant::now();
    let mut scanner = Scanner::new(&text);
    let mut count = 0;
    while scanner.next_entry().is_some() {
        count += 1;
    }
    speed("scan", count, start);
    let Some(Stream::Entries(stream)) = BIBTEX.stream else { return };
    let start = Instant::now();
    let mut macros = Macros::default();
    (stream.define)(&text, 0, &mut macros);
    speed("define", 0, start);
    let (mut count, mut problems) = (0, 0);
    let start = Instant::now();
    (stream.briefs)(&text, 0, &mut macros, &mut |brief| count += usize::from(!brief.key.is_empty()), &mut |_| {
        problems += 1;
    });
    speed("briefs", count, start);
    println!("problems {problems}");
    if text.len() < 30_000_000 {
        let start = Instant::now();
        let reading = (BIBTEX.read)(&text, &Origin::default());
        speed("records", reading.records.len(), start);
    }
}

fn folder(path: &Path) {
    let mut entries: Vec<_> =
        std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            folder(&entry);
        } else if entry.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("bib")) {
            let Ok(bytes) = std::fs::read(&entry) else { continue };
            let text = Source::decode(bytes).text;
            let start = Instant::now();
            let reading = (BIBTEX.read)(&text, &Origin::default());
            println!(
                "{} {} records, {} problems, {:?}",
                entry.display(),
                reading.records.len(),
                reading.problems.len(),
                start.elapsed()
            );
            for problem in reading.problems.iter().take(8) {
                show(&text, problem);
            }
        }
    }
}

fn show(text: &str, problem: &Problem) {
    let (start, end) = (problem.span.range().start, problem.span.range().end);
    let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
    let before: String = text[..start].chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
    let inside: String = text[start..end].chars().take(40).collect();
    let after: String = text[end..].chars().take(30).collect();
    println!("  {line}: {:?} {:?} {before:?} >{inside:?}< {after:?}", problem.kind, problem.key);
}
