//! Fills a shard from a file: in windows where the format allows, whole where it does not.
//!
//! Invariant: the size of the windows does not change what is read.

use crate::read::bibtex::Macros;
use crate::read::{Problem, READERS, Reader};
use crate::shard::again::{Again, Slice, TextStore, Way, origin};
use crate::shard::lines::Lines;
use crate::shard::rows::Builder;
use crate::shard::{Brief, Options, Shard, Store, brief_of};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Bytes read at once.
pub(super) const WINDOW: usize = 4 << 20;

pub(super) fn read(
    path: &Path,
    reader: Option<&'static Reader>,
    input: &mut dyn Read,
    store: Arc<dyn Store>,
    options: Options<'_>,
    _window: usize,
) -> io::Result<Shard> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(fill(path, reader, &text, store, options))
}

pub(super) fn of_text(path: &Path, text: Arc<str>, options: Options<'_>) -> Shard {
    fill(path, None, &text, Arc::new(TextStore(Arc::clone(&text))), options)
}

fn fill(
    path: &Path,
    reader: Option<&'static Reader>,
    text: &str,
    store: Arc<dyn Store>,
    options: Options<'_>,
) -> Shard {
    let reader = reader.unwrap_or_else(|| reader_for(path));
    let mut builder = Builder::default();
    let mut lines = Lines::default();
    let mut problems: Vec<Problem> = Vec::new();
    let mut push = |brief: &Brief<'_>| {
        let bytes = text.as_bytes().get(brief.span.range()).unwrap_or_default();
        builder.push(brief, bytes, lines.place(text.as_bytes(), 0, brief.span.start));
    };
    let way = match reader.stream {
        Some(stream) => {
            let mut macros = Macros::default();
            (stream.briefs)(text, 0, &mut macros, &mut |brief| push(&brief), &mut |problem| problems.push(problem));
            Way::Slice(Slice { stream, macros })
        }
        None => {
            let reading = (reader.read)(text, &origin(path, options.key_pattern));
            reading.records.iter().for_each(|record| push(&brief_of(record)));
            problems = reading.problems;
            Way::Kept(reading.records)
        }
    };
    problems.sort_by_key(|problem| problem.span.start);
    let mut lines = Lines::default();
    let places = problems.iter().map(|problem| lines.place(text.as_bytes(), 0, problem.span.start));
    Shard {
        path: path.to_owned(),
        format: reader.name,
        problem_lines: places.collect(),
        problems,
        rows: builder.finish(),
        again: Again { store, way },
        known: std::sync::OnceLock::new(),
    }
}

fn reader_for(path: &Path) -> &'static Reader {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    READERS.iter().find(|reader| reader.extensions.contains(&extension)).unwrap_or(&READERS[0])
}
