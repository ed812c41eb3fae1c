//! How fast manuscripts are read: megabytes a second of one core, for each format, on a page of its own repeated.
//!
//! `cargo run --release -p siglum --example lexing`; a file as an argument is read instead, by its extension.

use siglum::manuscript::{FORMATS, Format, format_of};
use std::path::Path;
use std::time::{Duration, Instant};

/// How large the text is, and how often it is read: the best time is the least disturbed.
const SIZE: usize = 8 << 20;
const TIMES: usize = 7;

const PROSE: &str = "The accounts that scholars give of coproduction differ more in their words than in what they find. \
Where citizens take a part in a service, the professionals who offered it alone answer for less of it, and it is said \
less clearly who answers for the rest. This was seen in Finland, in Quebec and elsewhere, with small numbers at first. ";

/// A paragraph of a format: prose, citations, emphasis, a note.
fn page(format: &str) -> Option<String> {
    let (cites, heading) = match format {
        "markdown" => {
            ("See [@tuurnas2016, p. 3; @smith2004] and *a title* by @doe1999.^[A note on [@a].]", "## A heading")
        }
        "latex" => (
            "See \\parencite[3]{tuurnas2016,smith2004} and \\emph{a title} by \\textcite{doe1999}.\\footnote{On \\cite{a}.}",
            "\\section{A heading}",
        ),
        "typst" => (
            "See @tuurnas2016[p. 3] @smith2004 and _a title_ by #cite(<doe1999>, form: \"prose\").#footnote[On @a.]",
            "== A heading",
        ),
        "org" => (
            "See [cite:@tuurnas2016 p. 3;@smith2004] and /a title/ by [cite/t:@doe1999].[fn::On [cite:@a].]",
            "** A heading",
        ),
        _ => return None,
    };
    Some(format!("{heading}\n\n{PROSE}{cites} {PROSE}\n\n{PROSE}{PROSE}\n\n"))
}

fn measure(format: &Format, text: &str) {
    let once = || -> (Duration, usize) {
        let began = Instant::now();
        let manuscript = (format.parse)(text);
        (began.elapsed(), manuscript.citations.len())
    };
    let (time, citations) = (0..TIMES).map(|_| once()).min().unwrap_or_default();
    let rate = text.len() as f64 / time.as_secs_f64() / 1e6;
    println!("{:10} {rate:7.0} MB/s  ({} bytes, {citations} citations)", format.name, text.len());
}

fn main() {
    if let Some(path) = std::env::args().nth(1) {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let format = format_of(Path::new(&path)).unwrap_or_else(|| panic!("{path}: no format reads it"));
        return measure(format, &text);
    }
    for format in FORMATS {
        if let Some(page) = page(format.name) {
            measure(format, &page.repeat(SIZE / page.len()));
        }
    }
}
