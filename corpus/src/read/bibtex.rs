//! BibTeX and BibLaTeX, as they are written and not only as they should be.
//!
//! Invariant: no input makes it fail, recurse, or take more than linear time; one broken entry hides no other. In reading
//! order: [`scan`] finds entries, [`macros`] puts values together, [`latex`] decodes them, [`names`] and [`fields`] know
//! what they mean.

mod brief;
mod date;
pub mod fields;
pub mod latex;
pub mod macros;
pub mod names;
mod record;
pub mod scan;
pub mod written;

use crate::read::{Depth, Entries, Origin, Problem, Reader, Reading, Stream};
use crate::record::Record;
use crate::shard::Brief;
use crate::span::Decoding;
use macros::Context;
pub use macros::Macros;
use scan::{Scanner, What};
use std::borrow::Cow;
use std::cell::Cell;

/// The reader of `.bib` files.
pub static BIBTEX: Reader = Reader {
    name: "bibtex",
    extensions: &["bib", "bibtex", "biblatex"],
    sniff,
    read,
    stream: Some(Stream::Entries(ENTRIES)),
};

/// How it is read in windows.
const ENTRIES: Entries = Entries { cut: scan::cut, define, briefs, record };

/// Decodes the joined pieces of a value; what is not BibTeX's is taken as it stands.
pub(super) fn decode(raw: &str, decoding: Decoding) -> Cow<'_, str> {
    match decoding {
        Decoding::Latex => latex::decode(raw, false),
        Decoding::LatexBlocks => latex::decode(raw, true),
        Decoding::Verbatim => latex::verbatim(raw),
        Decoding::Month => macros::month(raw.trim()).map_or(Cow::Borrowed(raw), |month| Cow::Owned(month.to_string())),
        _ if raw.is_ascii() => Cow::Borrowed(raw),
        _ => Cow::Owned(crate::read::decode::nfc(raw)),
    }
}

/// Whether an entry with a key and a field begins somewhere.
fn sniff(head: &str) -> bool {
    let mut scanner = Scanner::new(head);
    while let Some(entry) = scanner.next_entry() {
        if entry.what == What::Entry && !entry.key.is_empty() && !entry.fields.is_empty() {
            return true;
        }
    }
    false
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let mut reading = Reading::default();
    let Reading { records, problems } = &mut reading;
    let mut macros = Macros::default();
    walk(text, 0, &mut macros, &mut |problem| problems.push(problem), |context, entry| {
        records.push(record::record(&Context { detects: origin.depth.detects(), ..*context }, entry));
    });
    reading.problems.sort_by_key(|problem| problem.span.start);
    reading
}

fn briefs(
    text: &str,
    base: u32,
    macros: &mut Macros,
    brief: &mut dyn FnMut(Brief<'_>),
    problem: &mut dyn FnMut(Problem),
) {
    let mut values = brief::Values::default();
    walk(text, base, macros, problem, |context, entry| {
        values.gather(context, entry);
        brief(values.brief(context, entry));
    });
}

/// Walks over the entries of a text, keeps the macros and tells the problems.
fn walk<'t>(
    text: &'t str,
    base: u32,
    macros: &mut Macros,
    problem: &mut dyn FnMut(Problem),
    mut found: impl FnMut(&Context<'_, 't>, &scan::RawEntry),
) {
    let spent = Cell::new(0);
    let mut scanner = Scanner::new(text);
    loop {
        let more = match scanner.next_entry() {
            Some(entry) => {
                let context = Context { text, base, macros, spent: &spent, detects: true };
                match entry.what {
                    What::Entry => {
                        context.unknown(entry, &mut *problem);
                        found(&context, entry);
                    }
                    What::Preamble => context.unknown(entry, &mut *problem),
                    What::String => {
                        context.unknown(entry, &mut *problem);
                        macros.define(text, base, entry, &mut *problem);
                    }
                }
                true
            }
            None => false,
        };
        for told in scanner.problems() {
            problem(Problem { span: told.span.shifted(base), ..told });
        }
        if !more {
            return;
        }
    }
}

fn define(text: &str, base: u32, macros: &mut Macros) {
    let mut behind = 0;
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        let word = text.get(at + 1..at + 7).unwrap_or_default();
        let opener = text.get(at + 7..).unwrap_or_default().trim_start().starts_with(['{', '(']);
        if at < behind || !opener || !word.eq_ignore_ascii_case("string") {
            continue;
        }
        let mut scanner = Scanner::new(&text[at..]);
        if let Some(entry) = scanner.next_entry()
            && entry.what == What::String
            && entry.span.start == 0
        {
            behind = at + entry.span.len();
            macros.define(&text[at..], base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)), entry, |_| {});
        }
    }
}

fn record(text: &str, base: u32, macros: &Macros, depth: Depth) -> Option<Record> {
    let (spent, detects) = (Cell::new(0), depth.detects());
    let mut scanner = Scanner::new(text);
    while let Some(entry) = scanner.next_entry() {
        if entry.what == What::Entry {
            return Some(record::record(&Context { text, base, macros, spent: &spent, detects }, entry));
        }
    }
    None
}

#[cfg(test)]
mod peers;
#[cfg(test)]
mod tests;
