//! Where the lines of a text begin. Lines end at LF, CR and CRLF and nowhere else, as the protocol says.
//!
//! Invariant: `starts` begins with 0, ascends, and every start is a character boundary.

/// The lines of one version of a text.
#[derive(Debug, Default)]
pub struct Lines {
    starts: Vec<u32>,
    len: u32,
}

impl Lines {
    /// The lines of a text. A text without any line end has one line; one after the last line end is empty.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let before_lf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if !before_lf {
                starts.push(narrow(at + 1));
            }
        }
        Self { starts, len: narrow(bytes.len()) }
    }

    /// How many lines there are: one at least.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len().max(1)
    }

    /// The line that holds a byte, and the byte at which it begins. Past the end: the last line.
    #[must_use]
    pub fn at(&self, offset: usize) -> (usize, usize) {
        let offset = narrow(offset).min(self.len);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        (line, self.start(line))
    }

    /// The byte at which a line begins; the end of the text for lines that are not there.
    #[must_use]
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.len) as usize
    }

    /// The line's bytes without its line end.
    #[must_use]
    pub fn span(&self, line: usize, text: &str) -> (usize, usize) {
        let start = self.start(line);
        let end = self.start(line.saturating_add(1)).max(start);
        let body = text.get(start..end).unwrap_or_default();
        let body = body.strip_suffix('\n').unwrap_or(body);
        let body = body.strip_suffix('\r').unwrap_or(body);
        (start, start + body.len())
    }
}

/// Offsets beyond `u32` are clamped: no text that large is opened.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lf_cr_and_crlf_end_a_line() {
        let count = |text: &str| Lines::new(text).count();
        assert_eq!(count(""), 1);
        assert_eq!(count("a\nb\rc\r\nd"), 4);
        assert_eq!(count("a\n"), 2);
        assert_eq!(count("a\u{2028}b\u{85}c\u{b}d\u{c}e"), 1);
        assert_eq!(count("\r\r\n\n"), 4);
    }

    #[test]
    fn a_line_ends_before_its_line_end() {
        let text = "ab\r\ncd\ref\n";
        let lines = Lines::new(text);
        assert_eq!(lines.span(0, text), (0, 2));
        assert_eq!(lines.span(1, text), (4, 6));
        assert_eq!(lines.span(2, text), (7, 9));
        assert_eq!(lines.span(3, text), (10, 10));
        assert_eq!(lines.span(99, text), (10, 10));
        assert_eq!(lines.at(5), (1, 4));
        assert_eq!(lines.at(999), (3, 10));
    }
}
