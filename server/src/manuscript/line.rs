//! Lines of a text.

/// A line: its bytes without the line end, and where the next one begins. LF, CR and CRLF end a line.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Where the next line begins.
    pub next: usize,
}

impl Line {
    /// The line that begins at `start`.
    #[must_use]
    pub fn at(text: &str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let rest = bytes.get(start..).unwrap_or_default();
        match memchr::memchr2(b'\n', b'\r', rest) {
            Some(found) => {
                let end = start + found;
                let crlf = bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n');
                Self { start, end, next: end + 1 + usize::from(crlf) }
            }
            None => Self { start, end: text.len(), next: text.len() },
        }
    }

    /// Its text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}
