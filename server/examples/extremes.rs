//! What hostile input costs a lookup: records with 50,000 authors, titles of a million characters, lines of ten megabytes,
//! keys and names that all begin alike. Prints each lookup's CPU time, and fails where one takes more than 50 ms. Linux
//! only.
//!
//! `cargo run --release -p siglum --example extremes`

use siglum::analysis::analyse;
use siglum::config::Config;
use siglum::features::{View, completion, definition, hover};
use siglum::manuscript::{Manuscript, markdown};
use siglum::rules::{Context, Served};
use siglum_corpus::{Corpus, Shard};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// So long a lookup may take, in milliseconds.
const LONGEST: f64 = 50.0;

/// CPU time of this thread so far, in milliseconds. The kernel counts when a thread gives way.
fn cpu() -> f64 {
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|time| time.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

fn main() -> ExitCode {
    let mut slow = 0;
    for (name, bib, text) in cases() {
        let corpus = Corpus::new(vec![Arc::new(Shard::of_text(Path::new("/refs.bib"), bib.as_str()))]);
        println!(
            "{name}: {} records, {} bytes; manuscript of {} bytes",
            corpus.shards()[0].len(),
            bib.len(),
            text.len()
        );
        let manuscript = (markdown::FORMAT.parse)(&text);
        slow += case(&corpus, &text, &manuscript);
    }
    ExitCode::from(u8::from(slow > 0))
}

/// A corpus and a manuscript that ask much.
fn cases() -> Vec<(&'static str, String, String)> {
    let authors = |count: usize| {
        let mut all = String::new();
        for number in 0..count {
            let _ = write!(all, "{}Smith{}, Anna", if number > 0 { " and " } else { "" }, letters(number));
        }
        all
    };
    let crowd = format!(
        "@book{{crowd, author = {{{}}}, title = {{On many hands in one work}}, year = 2001}}\n\
         @book{{other, author = {{Smithaa, Anna}}, title = {{Another work of hands}}, year = 2002}}\n",
        authors(50_000)
    );
    let title: String = (0..180_000).fold(String::new(), |title, number| title + letters(number).as_str() + " ab ");
    let long = format!("@book{{long, author = {{Miller, Ada}}, title = {{{title}}}, year = 2001}}\n");
    let mut alike = String::new();
    for number in 0..100_000 {
        let word = letters(number);
        let _ = writeln!(
            alike,
            "@book{{aaaaaaaaaaaaaaaaaaaa{number}, author = {{Aaaaaaaaaaaaaaa{word}, Anna}}, title = {{Aaaaaaaaaa aaaaaaaaaaa aaaaaaaaa {word}}}, year = 2001}}"
        );
    }
    let mut namesakes = String::new();
    for number in 0..100_000 {
        let _ = writeln!(
            namesakes,
            "@book{{k{number}, author = {{Smith, Anna and Smyth, Bo}}, title = {{The same title for all of us}}, year = 2001}}"
        );
    }
    let words = |names: &str, key: &str| {
        format!(
            "See [@{key}] and [@{key}x].\n\n{names} (2001) wrote *On many hand in one works* and \"The same title for all off us\".\n\n\
             {names}, A. (2001). The same titel for all of us, and more of that kind.\n"
        )
    };
    let line = "word and Smithaa (2001) then [@other] ".repeat(270_000);
    vec![
        ("50,000 authors in a record", crowd.clone(), words("Smithab, Smithac et al.", "crowd")),
        (
            "a title of a million characters",
            long.clone(),
            words("Miller", "long").replace("On many hand in one works", &title[..4000]),
        ),
        (
            "100,000 keys, names and titles that begin alike",
            alike,
            words("Aaaaaaaaaaaaaaabz", "aaaaaaaaaaaaaaaaaaaa5000"),
        ),
        ("100,000 namesakes", namesakes, words("Smith and Smyht", "k5000")),
        ("a line of ten megabytes", crowd, line),
    ]
}

/// A number as letters.
fn letters(number: usize) -> String {
    let mut left = number + 26;
    let mut all = String::new();
    while left > 0 {
        all.push(char::from(b'a' + (left % 26) as u8));
        left /= 26;
    }
    all
}

/// Measures the lookups over one corpus; gives how many are slow.
fn case(corpus: &Corpus, text: &str, manuscript: &Manuscript) -> usize {
    let (served, config) = (Served::default(), Config::default());
    let view = View {
        path: Some(Path::new("/draft.md")),
        text,
        format: &markdown::FORMAT,
        manuscript,
        corpus,
        served: &served,
        config: &config,
        languages: &[],
        markdown: true,
        links: false,
    };
    let mut slow = 0;
    let mut measure = |what: &str, run: &dyn Fn() -> usize| {
        let began = cpu();
        let found = run();
        let took = cpu() - began;
        slow += usize::from(took > LONGEST);
        println!("  {what:24} {took:8.2} ms, {found} found{}", if took > LONGEST { "  <- slow" } else { "" });
    };
    // Tables that a file's first near miss builds are counted by themselves: they are built once.
    let other = "See [@qwertzq].\n\nQwertzu and Qwerta, A. (2001). Quite another title of some length.\n";
    let other_read = (markdown::FORMAT.parse)(other);
    let began = cpu();
    let _ = analyse(&Context::new((other, &other_read), corpus, &served, &config));
    println!("  the first question {:13.2} ms", cpu() - began);
    let key = text.find("[@").map_or(0, |at| at + 3);
    measure("hover over a key", &|| hover::hover(&view, key).map_or(0, |shown| shown.text.len()));
    measure("hover over a typed work", &|| {
        let at = text.find("(2001)").map_or(0, |at| at + 1);
        siglum::features::meant::at(&view, at)
            .and_then(|meant| hover::of_words(&view, meant))
            .map_or(0, |shown| shown.text.len())
    });
    for typed in [3, 6] {
        measure("completion", &|| completion::complete(&view, key + typed - 1).items.len());
    }
    measure("definition", &|| definition::definition(&view, key).len());
    // A paragraph alone: what a keystroke in it costs.
    for paragraph in text.split("\n\n").filter(|paragraph| paragraph.len() < 1 << 16) {
        let one = (markdown::FORMAT.parse)(paragraph);
        let began: String = paragraph.chars().take(12).collect();
        measure(&format!("check of \"{began}\""), &|| {
            analyse(&Context::new((paragraph, &one), corpus, &served, &config)).diagnostics.len()
        });
    }
    slow
}
