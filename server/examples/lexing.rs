//! How fast manuscripts are read: megabytes a second of one core, for each format, on a page of its own repeated, and on
//! one that is nearly all marks. CPU time is read from /proc: Linux only.
//!
//! `cargo run --release -p siglum --example lexing`; a file as an argument is read instead, by its extension.

use siglum::manuscript::{FORMATS, Format, format_of};
use std::path::Path;

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
        "rst" => (
            "See :cite:p:`tuurnas2016,smith2004` and *a title* by :cite:t:`doe1999` [#n]_ and [Doe99]_.",
            "A heading\n=========",
        ),
        "asciidoc" => (
            "See cite:[tuurnas2016(3),smith2004] and _a title_ by citenp:[doe1999].footnote:[On cite:[a].]",
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

/// A line of a format that is nearly all marks.
fn marks(format: &str) -> Option<&'static str> {
    Some(match format {
        "markdown" => {
            "*em* **strong** `code` [a](b) [@key] <x@y.z> [^1] \\* $x$ ![i](j) ~~s~~ a_b @doe1999 ^2^ {#id}\n\n"
        }
        "latex" => {
            "\\emph{a} \\textbf{b} $x$ \\cite{key} \\ref{r} {\\em c} \\'e \\& ~ -- \\item \\label{l} \\footnote{d} % e\n\n"
        }
        "typst" => "_em_ *strong* `code` #emph[a] @key $x$ <l> #link(\"b\")[c] \\* #cite(<key>) // d\n\n",
        "org" => {
            "/em/ *strong* ~code~ =verb= [[a][b]] [cite:@key] _u_ +s+ <2026-01-01> [fn:1] \\alpha $x$ a_b {{{m}}}\n\n"
        }
        "rst" => {
            "*em* **strong** `title` ``lit`` |sub| [Doe99]_ :cite:p:`key` link_ a_b c\\* :ref:`x <y>` `a`_ [1]_\n\n"
        }
        "asciidoc" => {
            "*strong* _em_ `mono` ++pass++ <<ref,text>> cite:[key] {attr} [[id]] #hi# link:x[y] a:b c: _d_\n\n"
        }
        _ => return None,
    })
}

/// CPU time of this thread so far, in seconds. The kernel counts when a thread gives way.
fn cpu() -> f64 {
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|time| time.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn measure(format: &Format, what: &str, text: &str) {
    let once = || -> (f64, usize) {
        let began = cpu();
        let manuscript = (format.parse)(text);
        (cpu() - began, manuscript.citations.len())
    };
    let least = |one: (f64, usize), other: (f64, usize)| if other.0 < one.0 { other } else { one };
    let (time, citations) = (0..TIMES).map(|_| once()).reduce(least).unwrap_or_default();
    let rate = text.len() as f64 / time / 1e6;
    println!("{:10} {what:6} {rate:7.0} MB/s  ({} bytes, {citations} citations)", format.name, text.len());
}

fn main() {
    if let Some(path) = std::env::args().nth(1) {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let format = format_of(Path::new(&path)).unwrap_or_else(|| panic!("{path}: no format reads it"));
        return measure(format, "file", &text);
    }
    for format in FORMATS {
        if let Some(page) = page(format.name) {
            measure(format, "prose", &page.repeat(SIZE / page.len()));
        }
        if let Some(line) = marks(format.name) {
            measure(format, "marks", &line.repeat(SIZE / line.len()));
        }
    }
}
