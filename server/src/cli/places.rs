//! From byte offsets to what people and programs read: line and column, both from 1, columns in characters.

mod pieces;

use crate::load;
use pieces::Pieces;
use rustc_hash::FxHashMap;
use siglum_corpus::source::{Encoding, Source};
use siglum_corpus::{Shard, Span};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A place in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// Bytes from the start of the file as stored.
    pub byte: u32,
    /// The line, from 1. LF, CR and CRLF end a line, as in the language server protocol.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

/// A file's text with its lines.
pub struct FileText {
    /// The text.
    pub source: Arc<Source>,
    /// Where each line begins in the text, in bytes.
    lines: Vec<usize>,
    /// Within lines longer than [`STEP`]: an offset, and how many characters of its line stand before it.
    marks: Vec<(usize, usize)>,
}

/// How many bytes of an endless line are counted through for a column.
const STEP: usize = 4096;

/// The marks of a text.
fn marks(text: &str, lines: &[usize]) -> Vec<(usize, usize)> {
    let mut marks = Vec::new();
    for (place, start) in lines.iter().enumerate() {
        let end = lines.get(place + 1).copied().unwrap_or(text.len());
        let (mut at, mut characters) = (*start, 0);
        while end - at > STEP {
            let next = text.floor_char_boundary(at + STEP);
            characters += text[at..next].chars().count();
            at = next;
            marks.push((at, characters));
        }
    }
    marks
}

impl FileText {
    /// The lines of a text.
    pub fn new(source: Arc<Source>) -> Self {
        let bytes = source.text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
            .map(|at| at + 1);
        let lines: Vec<usize> = std::iter::once(0).chain(ends).collect();
        let marks = marks(&source.text, &lines);
        Self { source, lines, marks }
    }

    /// The place of an offset in the text.
    pub fn point(&self, offset: usize) -> Point {
        let text = &self.source.text;
        let offset = text.floor_char_boundary(offset);
        let line = self.lines.partition_point(|start| *start <= offset).saturating_sub(1);
        let mark = self.marks.partition_point(|mark| mark.0 <= offset).checked_sub(1).map(|place| self.marks[place]);
        let (from, before) = mark.filter(|mark| mark.0 >= self.lines[line]).unwrap_or((self.lines[line], 0));
        let column = before + text[from..offset].chars().count();
        let byte = self.source.file_offset(offset);
        Point { byte: byte as u32, line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// The text of a line, from 1, without its end; and where it begins.
    pub fn line(&self, line: u32) -> (&str, usize) {
        let place = (line as usize).saturating_sub(1);
        let start = self.lines.get(place).copied().unwrap_or(self.source.text.len());
        let end = self.lines.get(place + 1).copied().unwrap_or(self.source.text.len());
        (self.source.text[start..end].trim_end_matches(['\n', '\r']), start)
    }
}

/// A line of a file with a stretch that is meant.
pub struct Quote<'a> {
    /// The line's number, from 1.
    pub number: u32,
    /// The line without its end, as far as anybody looks at it.
    pub line: Cow<'a, str>,
    /// What is meant, in bytes of the line; it may end behind the line.
    pub mark: (usize, usize),
}

/// A file that a report speaks of.
enum Held {
    /// A manuscript, whose text is what was checked: spans count bytes of it.
    Checked(FileText),
    /// A file whose spans count bytes as stored.
    Stored(FileText),
    /// A corpus file that is read piece by piece.
    Pieces(Pieces),
}

impl Held {
    fn offsets(&self, span: Span) -> (usize, usize) {
        match self {
            Self::Checked(_) => (span.start as usize, span.end as usize),
            Self::Stored(file) => {
                (file.source.text_offset(span.start as usize), file.source.text_offset(span.end as usize))
            }
            Self::Pieces(pieces) => pieces.offsets(span),
        }
    }
}

/// The files that a report speaks of. Manuscripts are held; of a corpus file in UTF-8 only what is looked at is read.
#[derive(Default)]
pub struct Texts {
    files: FxHashMap<PathBuf, Option<Held>>,
    shards: FxHashMap<PathBuf, Arc<Shard>>,
}

impl Texts {
    /// Adds a manuscript that was read already.
    pub fn add(&mut self, path: &Path, source: &Arc<Source>) {
        self.files.insert(path.to_owned(), Some(Held::Checked(FileText::new(source.clone()))));
    }

    /// Tells of corpus files that were read already, and need not be read again when they are needed.
    pub fn serve(&mut self, shards: &[Arc<Shard>]) {
        for shard in shards {
            if !self.shards.contains_key(shard.path()) {
                self.shards.insert(shard.path().to_owned(), Arc::clone(shard));
            }
        }
    }

    /// Makes a file ready, if it is not.
    pub fn need(&mut self, path: &Path) {
        if self.files.contains_key(path) {
            return;
        }
        let pieces = self.shards.get(path).and_then(Pieces::of).map(Held::Pieces);
        let read = || load::read_corpus(path).ok().map(|source| Held::Stored(FileText::new(Arc::new(source))));
        self.files.insert(path.to_owned(), pieces.or_else(read));
    }

    fn get(&self, path: &Path) -> Option<&Held> {
        self.files.get(path)?.as_ref()
    }

    /// Whether a file was added or needed, and could be read.
    pub fn has(&self, path: &Path) -> bool {
        self.get(path).is_some()
    }

    /// How a file is encoded.
    pub fn encoding(&self, path: &Path) -> Option<Encoding> {
        Some(match self.get(path)? {
            Held::Checked(file) | Held::Stored(file) => file.source.encoding,
            Held::Pieces(pieces) => pieces.encoding,
        })
    }

    /// All the text of a file, for whoever changes it; `None` where it is no longer what was checked.
    pub fn whole(&self, path: &Path) -> Option<Arc<Source>> {
        match self.get(path)? {
            Held::Checked(file) | Held::Stored(file) => Some(Arc::clone(&file.source)),
            Held::Pieces(pieces) => {
                let source = load::read_corpus(path).ok()?;
                (pieces.is_current() && source.encoding == pieces.encoding).then(|| Arc::new(source))
            }
        }
    }

    /// The characters that end the first line of a file; `None` for a file of one line.
    pub fn line_end(&self, path: &Path) -> Option<&'static str> {
        match self.get(path)? {
            Held::Checked(file) | Held::Stored(file) => line_end(&file.source.text),
            Held::Pieces(pieces) => pieces.line_end(),
        }
    }

    /// The ends of a span of a file as offsets in its text.
    pub fn offsets(&self, path: &Path, span: Span) -> (usize, usize) {
        self.get(path).map_or((span.start as usize, span.end as usize), |file| file.offsets(span))
    }

    /// The text of a span of a file; `None` where it cuts a character.
    pub fn text(&self, path: &Path, span: Span) -> Option<Cow<'_, str>> {
        let held = self.get(path)?;
        match held {
            Held::Checked(file) | Held::Stored(file) => {
                let (start, end) = held.offsets(span);
                file.source.text.get(start..end).map(Cow::Borrowed)
            }
            Held::Pieces(pieces) => pieces.text(span).map(Cow::Owned),
        }
    }

    /// The ends of a span of a file; only bytes where the file is no longer there.
    pub fn points(&self, path: &Path, span: Span) -> (Point, Point) {
        let gone = |byte| Point { byte, line: 1, column: 1 };
        match self.get(path) {
            Some(Held::Pieces(pieces)) => {
                let point = |byte| pieces.point(byte).unwrap_or_else(|| gone(byte));
                (point(span.start), point(span.end))
            }
            Some(held @ (Held::Checked(file) | Held::Stored(file))) => {
                let (start, end) = held.offsets(span);
                (file.point(start), file.point(end))
            }
            None => (gone(span.start), gone(span.end)),
        }
    }

    /// Lines and columns of the ends of a span of a file, both from 1, columns in bytes of its text.
    pub fn columns_in_bytes(&self, path: &Path, span: Span) -> Option<[(u32, usize); 2]> {
        let held = self.get(path)?;
        let [Some(start), Some(end)] = (match held {
            Held::Pieces(pieces) => [pieces.column_in_bytes(span.start), pieces.column_in_bytes(span.end)],
            Held::Checked(file) | Held::Stored(file) => {
                let (start, end) = held.offsets(span);
                [start, end].map(|offset| {
                    let line = file.point(offset).line;
                    Some((line, offset.saturating_sub(file.line(line).1) + 1))
                })
            }
        }) else {
            return None;
        };
        Some([start, end])
    }

    /// The line in which a span of a file begins.
    pub fn quote(&self, path: &Path, span: Span) -> Option<Quote<'_>> {
        let held = self.get(path)?;
        match held {
            Held::Pieces(pieces) => pieces.quote(span),
            Held::Checked(file) | Held::Stored(file) => {
                let (start, end) = held.offsets(span);
                let number = file.point(start).line;
                let (line, line_start) = file.line(number);
                let mark = (start.saturating_sub(line_start), end.saturating_sub(line_start).min(line.len()));
                Some(Quote { number, line: Cow::Borrowed(line), mark })
            }
        }
    }
}

/// The characters that end the first line of a text.
fn line_end(text: &str) -> Option<&'static str> {
    let end = memchr::memchr2(b'\n', b'\r', text.as_bytes())?;
    Some(match &text.as_bytes()[end..] {
        [b'\r', b'\n', ..] => "\r\n",
        [b'\r', ..] => "\r",
        _ => "\n",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_lf_cr_and_crlf_only_and_columns_count_characters() {
        let text = "a\u{2028}\rb\r\né𝒳x\n";
        let file = FileText::new(Arc::new(Source::decode(text.as_bytes().to_vec())));
        assert_eq!(file.point(text.find('b').unwrap()), Point { byte: 5, line: 2, column: 1 });
        assert_eq!(file.point(text.find('x').unwrap()), Point { byte: 14, line: 3, column: 3 });
        assert_eq!(file.point(text.len() + 9), Point { byte: 16, line: 4, column: 1 });
        assert_eq!(file.line(3).0, "é𝒳x");
    }

    #[test]
    fn bytes_are_those_of_the_file_as_stored() {
        let file = FileText::new(Arc::new(Source::decode(b"\xef\xbb\xbfab".to_vec())));
        assert_eq!(file.point(1), Point { byte: 4, line: 1, column: 2 });
        let file = FileText::new(Arc::new(Source::decode(b"\xe9t\xe9!".to_vec())));
        assert_eq!(file.point("été".len()), Point { byte: 3, line: 1, column: 4 });
    }

    #[test]
    fn columns_of_endless_lines_are_those_of_a_count_from_the_start() {
        let text = format!("a\n{}\n{}é", "é€x".repeat(STEP), "y".repeat(STEP + 1));
        let file = FileText::new(Arc::new(Source::decode(text.clone().into_bytes())));
        for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)).step_by(97) {
            let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
            assert_eq!(file.point(offset).column as usize, text[start..offset].chars().count() + 1, "{offset}");
        }
    }
}
