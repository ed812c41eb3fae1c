//! Counts lines while a file goes by, so that a row knows its line without the file being read again.
//!
//! A line ends at LF, CR or CRLF, as the language server protocol says. Positions are asked in ascending order.

/// A place in the count: the lines before `at`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lines {
    /// The line of `at`, from 0.
    line: u32,
    /// The byte at which that line begins.
    start: u32,
    /// How far the file was looked through, in bytes.
    at: u32,
    /// The byte after a CR that ended a line: a LF there belongs to it.
    after_cr: Option<u32>,
}

impl Lines {
    /// Lines of which the first begins at a byte: behind a byte order mark.
    pub(super) fn from(at: u32) -> Self {
        Self { start: at, at, ..Self::default() }
    }

    /// The line of the byte `to` and where it begins; `window` is the part of the file that begins at byte `base`.
    /// A position before the last one asked answers as that one.
    pub(super) fn place(&mut self, window: &[u8], base: u32, to: u32) -> (u32, u32) {
        self.at = self.at.max(base);
        let from = (self.at - base) as usize;
        let end = (to.saturating_sub(base) as usize).min(window.len());
        let Some(part) = window.get(from..end) else { return (self.line, self.start) };
        if self.after_cr.is_none() && memchr::memchr(b'\r', part).is_none() {
            // Counting is many times as fast as looking at each; most files have no CR.
            if let Some(last) = memchr::memrchr(b'\n', part) {
                self.line += memchr::memchr_iter(b'\n', part).count() as u32;
                self.start = self.at + last as u32 + 1;
            }
            self.at += part.len() as u32;
            return (self.line, self.start);
        }
        for offset in memchr::memchr2_iter(b'\n', b'\r', part) {
            let at = self.at + offset as u32;
            let is_cr = part.get(offset) == Some(&b'\r');
            if is_cr || self.after_cr != Some(at) {
                self.line += 1;
            }
            self.start = at + 1;
            self.after_cr = is_cr.then_some(at + 1);
        }
        self.at += part.len() as u32;
        (self.line, self.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn windows_do_not_change_the_count(text in "[a\r\n]{0,40}", cut in 0usize..40, to in 0usize..40) {
            let (text, to) = (text.as_bytes(), to.min(text.len()));
            let whole = Lines::default().place(text, 0, to as u32);
            let cut = cut.min(to);
            let mut lines = Lines::default();
            lines.place(&text[..cut], 0, cut as u32);
            prop_assert_eq!(lines.place(&text[cut..], cut as u32, to as u32), whole);
            let before = &text[..to];
            let ends = before.iter().enumerate().filter(|&(at, &byte)| {
                byte == b'\r' || byte == b'\n' && (at == 0 || before[at - 1] != b'\r')
            });
            prop_assert_eq!(whole.0 as usize, ends.count());
        }
    }
}
