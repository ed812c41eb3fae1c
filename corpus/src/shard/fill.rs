//! Fills a shard from a file: in windows where the format allows, whole where it does not.
//!
//! Invariant: the size of the windows does not change what is read. Spans of rows and problems count bytes of the file as
//! stored, whatever its encoding.

use crate::read::bibtex::Macros;
use crate::read::keys::{Base, KeyMaker};
use crate::read::{Before, Depth, Entries, Origin, Problem, ProblemKind, Reader, Reading, Stream, reader_for};
use crate::record::Record;
use crate::shard::again::{Again, TextStore, Way, origin};
use crate::shard::buffer::Buffer;
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
pub(super) const CAP: usize = 512 << 20;
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
    /// What the keys of records are made of that have none yet: where each begins, its row.
    keyless: Vec<(u32, u32, Base)>,
}

pub(super) fn of_text(path: &Path, text: Arc<str>, options: Options<'_>) -> Shard {
    let reader = find_reader(path, text.as_bytes());
    let store = Arc::new(TextStore(Arc::clone(&text)));
    let mut fill = Fill::default();
    let Some(reader) = reader else { return fill.finish(path, "", Again { store, way: Way::None }) };
    let way = match reader.stream {
        Some(Stream::Entries(entries)) if !text.starts_with('\u{feff}') => {
            let mut macros = Macros::default();
            fill.binary(text.as_bytes(), 0, Lines::default());
            fill.briefs(&entries, &text, 0, &mut macros);
            Way::Slice(entries, macros)
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
    let mut buffer = Buffer::default();
    let ended = buffer.top_up(input, window.max(BOM.len()))?;
    let Some(reader) = reader.or_else(|| find_reader(path, buffer.bytes())) else {
        return Ok(Fill::default().finish(path, "", Again { store, way: Way::None }));
    };
    let mut bytes = Vec::new();
    if let Some(stream) = reader.stream.filter(|_| !starts_utf16(buffer.bytes())) {
        let mut windows = Windows { buffer, base: 0, ended, input: &mut *input, window };
        if let Some((fill, way)) = windows.fill(reader, stream, path, key_pattern)? {
            return Ok(fill.finish(path, reader.name, Again { store, way }));
        }
        bytes = store.bytes(Span::new(0, windows.base))?;
        buffer = windows.buffer;
    }
    bytes.append(&mut buffer.into_bytes());
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

/// Whether a format is read straight from the bytes.
pub(super) fn is_entries(reader: &Reader) -> bool {
    matches!(reader.stream, Some(Stream::Entries(_)))
}

fn starts_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])
}

/// A file going by in windows.
struct Windows<'a> {
    buffer: Buffer,
    /// Where the buffer begins in the file.
    base: usize,
    ended: bool,
    input: &'a mut dyn Read,
    window: usize,
}

impl Windows<'_> {
    /// Reads all that there is; as [`Windows::read`].
    fn fill(
        &mut self,
        reader: &'static Reader,
        stream: Stream,
        path: &Path,
        key_pattern: &str,
    ) -> io::Result<Option<(Fill, Way)>> {
        match stream {
            Stream::Entries(entries) => {
                let mut macros = Macros::default();
                let fill = self.read(|fill, text, base, all| {
                    let cut = if all { text.len() } else { (entries.cut)(text) };
                    fill.briefs(&entries, text.get(..cut).unwrap_or(text), base, &mut macros);
                    cut
                })?;
                Ok(fill.map(|fill| (fill, Way::Slice(entries, macros))))
            }
            Stream::Parts(part) => {
                let mut before = Before::default();
                let mut keys = KeyMaker::new(&origin(path, key_pattern));
                let fill = self.read(|fill, text, base, all| {
                    let (reading, used) = part(text, all, &mut before, Depth::Brief);
                    fill.part(reading, text.get(..used).unwrap_or(text), base, &keys);
                    used
                })?;
                let Some(mut fill) = fill else { return Ok(None) };
                fill.name(&mut keys);
                let file_len = self.base + self.buffer.bytes().len();
                Ok(Some((fill, Way::Whole { reader, key_pattern: key_pattern.to_owned(), file_len, slices: true })))
            }
        }
    }

    /// Reads all that there is: `take` reads a part of the file that begins at a byte, all of it where it is told so, and
    /// tells how many bytes it used. `None` as soon as the file turns out not to be UTF-8, or to be so twice (what was read of it and not yet
    /// used is left in the buffer).
    fn read(&mut self, mut take: impl FnMut(&mut Fill, &str, u32, bool) -> usize) -> io::Result<Option<Fill>> {
        let mut fill = Fill::default();
        let mut size = self.window;
        if self.buffer.bytes().starts_with(BOM) {
            self.buffer.leave(BOM.len(), self.window);
            self.base = BOM.len();
            fill.lines = Lines::from(BOM.len() as u32);
        }
        loop {
            if !self.ended {
                self.ended = self.buffer.top_up(self.input, size)?;
            }
            let text = utf8(self.buffer.bytes(), self.ended).filter(|text| !looks_twice_encoded(text.as_bytes()));
            let Some(text) = text else { return Ok(None) };
            if self.base + text.len() >= u32::MAX as usize {
                fill.too_long(self.base, self.base + text.len());
                return Ok(Some(fill));
            }
            let lines = fill.lines;
            let used = take(&mut fill, text, self.base as u32, self.ended || size >= CAP);
            if used == 0 && !self.ended {
                size *= 2;
                continue;
            }
            fill.binary(text.as_bytes().get(..used).unwrap_or_default(), self.base, lines);
            if self.ended {
                return Ok(Some(fill));
            }
            self.buffer.leave(used, 2 * self.window);
            self.base += used;
            size = self.window.max(self.buffer.bytes().len() + self.window / 2);
        }
    }
}

/// The bytes as text, but for a character at the end that is not complete yet; `None` if they are not UTF-8.
fn utf8(bytes: &[u8], ended: bool) -> Option<&str> {
    let whole = if ended { bytes.len() } else { bytes.len() - cut_short(bytes) };
    simdutf8::basic::from_utf8(bytes.get(..whole)?).ok()
}

/// How many bytes at the end begin a character and lack the rest of it.
fn cut_short(bytes: &[u8]) -> usize {
    let last = bytes.get(bytes.len().saturating_sub(3)..).unwrap_or_default();
    let begun = |at: &usize| {
        let needed = match last.get(*at) {
            Some(0xF0..) => 4,
            Some(0xE0..) => 3,
            Some(0xC0..) => 2,
            _ => 1,
        };
        last.len() - at < needed
    };
    (0..last.len()).find(begun).map_or(0, |at| last.len() - at)
}

impl Fill {
    /// Reads a window of a text that begins at byte `base`.
    fn briefs(&mut self, stream: &Entries, text: &str, base: u32, macros: &mut Macros) {
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

    /// Takes what was read of a part of a file that begins at byte `base`.
    fn part(&mut self, reading: Reading, text: &str, base: u32, keys: &KeyMaker<'_>) {
        let mut lines = self.lines;
        for record in &reading.records {
            let mut brief = brief_of(record);
            brief.span = brief.span.shifted(base);
            brief.key_span = brief.key_span.shifted(base);
            if record.key.value.is_empty() {
                let row = self.builder.rows.len() as u32;
                self.keyless.push((brief.span.start, row, keys.base(record)));
            }
            let line = lines.place(text.as_bytes(), base, brief.span.start);
            self.builder.push(&brief, record.span.of(text).as_bytes(), line);
        }
        let problems = reading.problems.into_iter();
        self.note(
            problems.map(|problem| Problem { span: problem.span.shifted(base), ..problem }).collect(),
            text,
            base,
        );
        self.lines = lines;
        self.lines.place(text.as_bytes(), base, base + text.len() as u32);
    }

    /// Gives keys to the records that have none, now that all others are known.
    fn name(&mut self, keys: &mut KeyMaker<'_>) {
        let keyless = std::mem::take(&mut self.keyless);
        if keyless.is_empty() {
            return;
        }
        self.builder.rows.iter().for_each(|row| keys.taken(self.builder.rows.text(row.key)));
        let made: Vec<(u32, String)> = keyless
            .iter()
            .map(|(start, row, base)| {
                let key = keys.make_of(base);
                self.builder.name(*row, &key);
                (*start, key)
            })
            .collect();
        for problem in self.problems.iter_mut().filter(|problem| problem.key.as_deref() == Some("")) {
            let record = made.binary_search_by_key(&problem.span.start, |(start, _)| *start);
            problem.key = record.ok().and_then(|at| made.get(at)).map(|(_, key)| key.clone());
        }
    }

    /// Keeps problems of a window with their lines; `self.lines` still stands at its beginning.
    fn note(&mut self, mut problems: Vec<Problem>, text: &str, base: u32) {
        problems.sort_by_key(|problem| problem.span.start);
        let mut lines = self.lines;
        let places = problems.iter().map(|problem| lines.place(text.as_bytes(), base, problem.span.start));
        self.problem_lines.extend(places);
        self.problems.append(&mut problems);
    }

    /// Notes NUL bytes, once; `lines` stands at the beginning of the bytes.
    fn binary(&mut self, bytes: &[u8], base: usize, mut lines: Lines) {
        if self.problems.iter().any(|problem| problem.kind == ProblemKind::Binary) {
            return;
        }
        if let Some(at) = memchr::memchr(0, bytes) {
            let place = lines.place(bytes, base as u32, (base + at) as u32);
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
        if let Some(Stream::Entries(entries)) = reader.stream {
            let mut macros = Macros::default();
            self.briefs(&entries, &source.text, 0, &mut macros);
        } else {
            let reading = (reader.read)(&source.text, &Origin { depth: Depth::Brief, ..origin(path, &key_pattern) });
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
        Way::Whole { reader, key_pattern, file_len, slices: plain && !is_entries(reader) }
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
        problems.sort_by_key(|(problem, _)| (problem.span, problem.kind != ProblemKind::Binary));
        let (problems, problem_lines) = problems.into_iter().unzip();
        Shard { path: path.to_owned(), format, problems, problem_lines, rows, tables, again, people: OnceLock::new() }
    }
}
