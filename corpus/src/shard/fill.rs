//! Fills a shard from a file: in windows where the format allows, whole where it does not.
//!
//! Invariant: the size of the windows does not change what is read. Spans of rows and problems count bytes of the file as
//! stored, whatever its encoding.

use crate::read::bibtex::Macros;
use crate::read::{Origin, Problem, ProblemKind, Reader, Stream, reader_for};
use crate::record::Record;
use crate::shard::again::{Again, TextStore, Way, origin};
use crate::shard::build::Builder;
use crate::shard::lines::Lines;
use crate::shard::rows::{Pack, Row, hash};
use crate::shard::{Options, Shard, Store, brief_of};
use crate::source::{Encoding, Source, looks_twice_encoded};
use crate::span::Span;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Bytes read at once.
pub(super) const WINDOW: usize = 4 << 20;
/// The longest entry, and the longest file of a format that is read whole, in bytes.
const CAP: usize = 512 << 20;
/// How much of a file is shown to [`Reader::sniff`], in bytes.
const HEAD: usize = 64 << 10;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Where a file comes from, and how it is to be read.
pub(super) struct File<'a> {
    pub(super) path: &'a Path,
    pub(super) input: &'a mut dyn Read,
    pub(super) store: Arc<dyn Store>,
    pub(super) key_pattern: &'a str,
    pub(super) window: usize,
}

/// What has been read.
#[derive(Default)]
struct Fill {
    builder: Builder,
    lines: Lines,
    problems: Vec<Problem>,
    problem_lines: Vec<(u32, u32)>,
}

pub(super) fn of_text(path: &Path, text: Arc<str>, options: Options<'_>) -> Shard {
    let reader = find_reader(path, text.as_bytes());
    let store = Arc::new(TextStore(Arc::clone(&text)));
    let mut fill = Fill::default();
    let Some(reader) = reader else { return fill.finish(path, "", Again { store, way: Way::None }) };
    let way = match reader.stream {
        Some(stream) if !text.starts_with('\u{feff}') => {
            let mut macros = Macros::default();
            fill.binary(text.as_bytes(), 0);
            fill.briefs(&stream, &text, 0, &mut macros);
            Way::Slice(stream, macros)
        }
        _ => fill.whole(reader, text.as_bytes().to_vec(), path, options.key_pattern),
    };
    fill.finish(path, reader.name, Again { store, way })
}

pub(super) fn of_records(
    path: &Path,
    reader: &'static Reader,
    records: Vec<(i64, Record)>,
    problems: Vec<Problem>,
    store: Arc<dyn Store>,
) -> Shard {
    let mut fill = Fill { problem_lines: vec![(0, 0); problems.len()], problems, ..Fill::default() };
    for (number, record) in &records {
        fill.builder.push_numbered(&brief_of(record), *number as u64);
    }
    fill.finish(path, reader.name, Again { store, way: Way::Number })
}

pub(super) fn read(file: File<'_>, reader: Option<&'static Reader>) -> io::Result<Shard> {
    let File { path, input, store, key_pattern, window } = file;
    let mut bytes = Vec::new();
    let ended = top_up(&mut bytes, input, window)?;
    let Some(reader) = reader.or_else(|| find_reader(path, &bytes)) else {
        return Ok(Fill::default().finish(path, "", Again { store, way: Way::None }));
    };
    if let Some(stream) = reader.stream.filter(|_| !starts_utf16(&bytes)) {
        let mut windows = Windows { bytes, base: 0, ended, input: &mut *input, window };
        if let Some((fill, macros)) = windows.read(&stream)? {
            return Ok(fill.finish(path, reader.name, Again { store, way: Way::Slice(stream, macros) }));
        }
        bytes = store.bytes(Span::new(0, windows.base))?;
        bytes.append(&mut windows.bytes);
    }
    let room = CAP.saturating_sub(bytes.len()) as u64 + 1;
    input.take(room).read_to_end(&mut bytes)?;
    let mut fill = Fill::default();
    if bytes.len() > CAP {
        fill.too_long(0, CAP);
        return Ok(fill.finish(path, reader.name, Again { store, way: Way::None }));
    }
    let way = fill.whole(reader, bytes, path, key_pattern);
    Ok(fill.finish(path, reader.name, Again { store, way }))
}

fn find_reader(path: &Path, bytes: &[u8]) -> Option<&'static Reader> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let head = Source::repaired(head.to_vec()).text;
    reader_for(path.extension().and_then(|extension| extension.to_str()).unwrap_or_default(), &head)
}

fn starts_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])
}

/// Reads until there are `size` bytes; whether the input has ended.
fn top_up(bytes: &mut Vec<u8>, input: &mut dyn Read, size: usize) -> io::Result<bool> {
    let missing = size.saturating_sub(bytes.len());
    bytes.reserve_exact(missing);
    Ok(input.take(missing as u64).read_to_end(bytes)? < missing)
}

/// A file going by in windows.
struct Windows<'a> {
    bytes: Vec<u8>,
    /// Where `bytes` begin in the file.
    base: usize,
    ended: bool,
    input: &'a mut dyn Read,
    window: usize,
}

impl Windows<'_> {
    /// Reads all that there is; `None` as soon as the file turns out not to be UTF-8, or to be so twice (what was read of it and not yet
    /// used is left in `bytes`).
    fn read(&mut self, stream: &Stream) -> io::Result<Option<(Fill, Macros)>> {
        let mut fill = Fill::default();
        let mut macros = Macros::default();
        let mut size = self.window;
        if self.bytes.starts_with(BOM) {
            self.bytes.drain(..BOM.len());
            self.base = BOM.len();
        }
        loop {
            if !self.ended {
                self.ended = top_up(&mut self.bytes, self.input, size)?;
            }
            let Some(text) = utf8(&self.bytes, self.ended).filter(|text| !looks_twice_encoded(text.as_bytes())) else {
                return Ok(None);
            };
            if self.base + text.len() >= u32::MAX as usize {
                fill.too_long(self.base, self.base + text.len());
                return Ok(Some((fill, macros)));
            }
            let cut = if self.ended || size >= CAP { text.len() } else { (stream.cut)(text) };
            if cut == 0 && !self.ended {
                size *= 2;
                continue;
            }
            let part = text.get(..cut).unwrap_or(text);
            fill.binary(part.as_bytes(), self.base);
            fill.briefs(stream, part, self.base as u32, &mut macros);
            if self.ended {
                return Ok(Some((fill, macros)));
            }
            let used = part.len();
            self.bytes.drain(..used);
            self.bytes.shrink_to(2 * self.window);
            self.base += used;
            size = self.window.max(self.bytes.len() + self.window / 2);
        }
    }
}

/// The bytes as text, but for a character at the end that is not complete yet; `None` if they are not UTF-8.
fn utf8(bytes: &[u8], ended: bool) -> Option<&str> {
    // Many times as fast where there is nothing wrong; what is wrong, and where, the slower check tells.
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Some(text);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() && !ended => {
            std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()
        }
        Err(_) => None,
    }
}

impl Fill {
    /// Reads a window of a text that begins at byte `base`.
    fn briefs(&mut self, stream: &Stream, text: &str, base: u32, macros: &mut Macros) {
        let mut problems = Vec::new();
        let mut lines = self.lines;
        let push = &mut |brief: crate::shard::Brief<'_>| {
            let start = brief.span.start.saturating_sub(base) as usize;
            let bytes = text.as_bytes().get(start..start + brief.span.len()).unwrap_or_default();
            self.builder.push(&brief, bytes, lines.place(text.as_bytes(), base, brief.span.start));
        };
        (stream.briefs)(text, base, macros, push, &mut |problem| problems.push(problem));
        self.note(problems, text, base);
        self.lines = lines;
        self.lines.place(text.as_bytes(), base, base + text.len() as u32);
    }

    /// Keeps problems of a window with their lines; `self.lines` still stands at its beginning.
    fn note(&mut self, mut problems: Vec<Problem>, text: &str, base: u32) {
        problems.sort_by_key(|problem| problem.span.start);
        let mut lines = self.lines;
        let places = problems.iter().map(|problem| lines.place(text.as_bytes(), base, problem.span.start));
        self.problem_lines.extend(places);
        self.problems.append(&mut problems);
    }

    /// Notes NUL bytes, once.
    fn binary(&mut self, bytes: &[u8], base: usize) {
        if self.problems.iter().any(|problem| problem.kind == ProblemKind::Binary) {
            return;
        }
        if let Some(at) = memchr::memchr(0, bytes) {
            let place = self.lines.clone().place(bytes, base as u32, (base + at) as u32);
            let span = Span::new(base + at, base + at + 1);
            self.problems.push(Problem { span, kind: ProblemKind::Binary, key: None });
            self.problem_lines.push(place);
        }
    }

    fn too_long(&mut self, at: usize, bytes: usize) {
        self.problems.push(Problem { span: Span::new(at, at), kind: ProblemKind::TooLong(bytes as u64), key: None });
        self.problem_lines.push(self.lines.clone().place(&[], at as u32, at as u32));
    }

    /// Reads a whole file in any encoding.
    fn whole(&mut self, reader: &'static Reader, bytes: Vec<u8>, path: &Path, key_pattern: &str) -> Way {
        let stored = bytes.clone();
        let source = Source::repaired(bytes);
        self.note(source.problems(), &source.text, 0);
        let key_pattern = key_pattern.to_owned();
        if let Some(stream) = reader.stream {
            let mut macros = Macros::default();
            self.briefs(&stream, &source.text, 0, &mut macros);
        } else {
            let reading = (reader.read)(&source.text, &Origin { brief: true, ..origin(path, &key_pattern) });
            for record in &reading.records {
                let line = self.lines.place(source.text.as_bytes(), 0, record.span.start);
                self.builder.push(&brief_of(record), record.span.of(&source.text).as_bytes(), line);
            }
            self.lines = Lines::default();
            self.note(reading.problems, &source.text, 0);
        }
        let file_len = stored.len();
        let plain = source.encoding == Encoding::Utf8;
        if !plain {
            self.place_in_file(&source, &stored);
        }
        Way::Whole { reader, key_pattern, file_len, slices: plain && reader.stream.is_none() }
    }

    /// Turns all spans of a decoded text into spans of the file.
    fn place_in_file(&mut self, source: &Source, stored: &[u8]) {
        for packed in self.builder.rows.packed.to_mut() {
            let mut row = Row::unpack(packed);
            row.span = source.file_span(row.span);
            row.key_span = source.file_span(row.key_span);
            row.line.1 = source.file_offset(row.line.1 as usize) as u32;
            row.hash = hash(stored.get(row.span.range()).unwrap_or_default());
            *packed = row.pack();
        }
        for (problem, line) in self.problems.iter_mut().zip(&mut self.problem_lines) {
            problem.span = source.file_span(problem.span);
            line.1 = source.file_offset(line.1 as usize) as u32;
        }
    }

    fn finish(self, path: &Path, format: &'static str, again: Again) -> Shard {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let (rows, tables) = self.builder.finish(stem);
        let mut problems: Vec<_> = self.problems.into_iter().zip(self.problem_lines).collect();
        problems.sort_by_key(|(problem, _)| problem.span);
        let (problems, problem_lines) = problems.into_iter().unzip();
        Shard { path: path.to_owned(), format, problems, problem_lines, rows, tables, again, people: OnceLock::new() }
    }
}
