//! A small format for the tests of shards and index: an entry a line, `key|year|family;family|title|doi|parent`, closed by
//! a full stop at the line's end. Read by the same interface as BibTeX, so that what is tested here does not wait for it.

use crate::read::bibtex::Macros;
use crate::read::{Entries, Problem, ProblemKind, Reader, Reading, Stream};
use crate::record::{Date, LangText, Name, Parent, ParentKind, Record, Role, Variable};
use crate::shard::fill::{self, File};
use crate::shard::{Brief, Shard, brief_of};
use crate::span::{Decoding, Span, Text};
use std::path::Path;
use std::sync::Arc;

/// Read in windows.
pub(crate) static LINES: Reader = Reader {
    name: "lines",
    extensions: &["lines"],
    sniff: |_| true,
    read: |text, _| Reading { records: records(text, 0).collect(), problems: Vec::new() },
    stream: Some(Stream::Entries(Entries {
        cut,
        define: |_, _, _| {},
        briefs,
        record: |text, base, _: &Macros, _| records(text, base).next(),
    })),
};

/// Read whole.
pub(crate) static WHOLE: Reader = Reader { name: "whole", stream: None, ..LINES };

fn cut(text: &str) -> usize {
    text.rfind('\n').map_or(0, |at| at + 1)
}

fn briefs(text: &str, base: u32, _: &mut Macros, brief: &mut dyn FnMut(Brief<'_>), problem: &mut dyn FnMut(Problem)) {
    for record in records(text, base) {
        brief(brief_of(&record));
        if record.titles.is_empty() {
            problem(Problem {
                span: record.span,
                kind: ProblemKind::ExpectedField,
                key: Some(record.key.value.clone()),
            });
        }
    }
}

fn records(text: &str, base: u32) -> impl Iterator<Item = Record> {
    let mut at = base as usize;
    let lines = text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line.trim_end_matches(['\n', '\r']))
    });
    lines.filter(|(_, line)| line.contains('|')).map(|(at, line)| record(at, line))
}

fn record(at: usize, line: &str) -> Record {
    let mut fields = line.split('|');
    let mut next = || fields.next().unwrap_or_default();
    let key = next();
    let plain = |text: &str| Text::new(text, Span::new(at, at), Decoding::Plain);
    let year = next().parse().ok();
    let family = |family: &str| Name { family: family.to_owned(), role: Role::Author, ..Name::default() };
    let names = next().split(';').filter(|name| !name.is_empty()).map(family).collect();
    let title = next();
    let title = (!title.is_empty()).then(|| LangText { text: title.to_owned(), ..LangText::default() });
    let doi = next();
    let doi = (!doi.is_empty()).then(|| Variable { name: "DOI", text: plain(doi) });
    let parents = next().split(';').filter(|key| !key.is_empty());
    let parents = parents.map(|key| Parent { kind: ParentKind::Crossref, key: plain(key) }).collect();
    Record {
        key: Text::new(key, Span::new(at, at + key.len()), Decoding::Plain),
        issued: year.map(|year| Date { year, ..Date::default() }),
        names,
        abstracts: title.iter().cloned().collect(),
        titles: title.into_iter().collect(),
        variables: doi.into_iter().collect(),
        parents,
        format: "lines",
        span: Span::new(at, at + line.len()),
        ..Record::default()
    }
}

/// A shard of a text of that format, read in windows of so many bytes.
pub(crate) fn read(path: &str, bytes: &[u8], reader: &'static Reader, window: usize) -> Shard {
    #[derive(Debug)]
    struct Bytes(Vec<u8>);
    impl crate::shard::Store for Bytes {
        fn bytes(&self, span: Span) -> std::io::Result<Vec<u8>> {
            Ok(self.0.get(span.range()).unwrap_or_default().to_vec())
        }

        fn size(&self) -> Option<u64> {
            Some(self.0.len() as u64)
        }
    }
    let store = Arc::new(Bytes(bytes.to_vec()));
    let file = File { path: Path::new(path), input: &mut &*bytes, store, key_pattern: "", window };
    fill::read(file, Some(reader)).expect("memory does not fail")
}

/// A shard of a text of that format.
pub(crate) fn shard(path: &str, text: &str) -> Arc<Shard> {
    Arc::new(read(path, text.as_bytes(), &LINES, fill::WINDOW))
}
