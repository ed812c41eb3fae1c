//! From byte offsets to what people and programs read: line and column, both from 1, columns in characters.

use crate::load;
use rustc_hash::{FxHashMap, FxHashSet};
use siglum_corpus::Span;
use siglum_corpus::source::Source;
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

/// The texts of the files that a report speaks of, each read once.
#[derive(Default)]
pub struct Texts {
    files: FxHashMap<PathBuf, Option<FileText>>,
    /// Files whose spans count bytes of the text, because the text is what was checked.
    checked: FxHashSet<PathBuf>,
}

impl Texts {
    /// Adds a manuscript that was read already.
    pub fn add(&mut self, path: &Path, source: &Arc<Source>) {
        self.files.insert(path.to_owned(), Some(FileText::new(source.clone())));
        self.checked.insert(path.to_owned());
    }

    /// Reads a file, if it is not there yet.
    pub fn need(&mut self, path: &Path) {
        if !self.files.contains_key(path) {
            let source = load::read_corpus(path).ok();
            self.files.insert(path.to_owned(), source.map(|source| FileText::new(Arc::new(source))));
        }
    }

    /// The text of a file that was added or needed.
    pub fn get(&self, path: &Path) -> Option<&FileText> {
        self.files.get(path)?.as_ref()
    }

    /// The ends of a span of a file as offsets in its text.
    pub fn offsets(&self, path: &Path, span: Span) -> (usize, usize) {
        let is_text = self.checked.contains(path);
        match self.get(path) {
            Some(file) if !is_text => {
                (file.source.text_offset(span.start as usize), file.source.text_offset(span.end as usize))
            }
            _ => (span.start as usize, span.end as usize),
        }
    }

    /// The ends of a span of a file; only bytes where the file is no longer there.
    pub fn points(&self, path: &Path, span: Span) -> (Point, Point) {
        let (start, end) = self.offsets(path, span);
        match self.get(path) {
            Some(file) => (file.point(start), file.point(end)),
            None => {
                let point = |byte| Point { byte, line: 1, column: 1 };
                (point(span.start), point(span.end))
            }
        }
    }
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
