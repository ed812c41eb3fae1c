//! Reading the protocol's frames from a stream that may hold anything.
//!
//! Invariant: only the end of the stream ends the reading. What is no frame is skipped up to the next header that names
//! a length, and reported once; no more memory is taken than bytes have really come.

use std::io::{self, BufRead, Read};

/// Frames longer than this are refused.
pub const MAX_FRAME: u64 = 512 << 20;

/// Header lines are read in pieces of this length, so that a stream without line ends costs no memory.
const MAX_LINE: u64 = 8 << 10;

/// What was found in the stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// The body of a frame.
    Body(Vec<u8>),
    /// Something that is no frame; reading goes on behind it.
    Garbage(&'static str),
    /// The end of the stream.
    End,
}

/// A reader of frames.
pub struct Frames<R> {
    input: R,
    /// The end of a piece that had no line end: a header may begin in it.
    carried: Vec<u8>,
    /// Whether the garbage being skipped has been reported.
    reported: bool,
}

/// What a header line says.
enum Header {
    Empty,
    Length(u64),
    BadLength,
    Other,
    End,
}

impl<R: BufRead> Frames<R> {
    /// Reads frames from `input`.
    pub fn new(input: R) -> Self {
        Self { input, carried: Vec::new(), reported: false }
    }

    /// The next frame, or what stands in its place.
    #[allow(clippy::should_implement_trait)] // It never ends with `None`: the end is a find of its own.
    pub fn next(&mut self) -> Found {
        let mut length = None;
        let mut other = false;
        loop {
            match self.header() {
                Header::End => return Found::End,
                Header::Length(n) => length = Some(n),
                Header::BadLength => {
                    if let Some(garbage) = self.garbage("a frame's length is no number") {
                        return garbage;
                    }
                }
                Header::Other => other = true,
                Header::Empty => match length {
                    Some(n) if n <= MAX_FRAME => return self.body(n),
                    Some(_) => {
                        length = None;
                        if let Some(garbage) = self.garbage("a frame is longer than 512 MiB") {
                            return garbage;
                        }
                    }
                    None if other => {
                        other = false;
                        if let Some(garbage) = self.garbage("a frame has no length") {
                            return garbage;
                        }
                    }
                    None => {}
                },
            }
        }
    }

    /// Reports garbage, but only once until a frame is read again.
    fn garbage(&mut self, what: &'static str) -> Option<Found> {
        let first = !self.reported;
        self.reported = true;
        first.then_some(Found::Garbage(what))
    }

    /// The body of a frame. The buffer grows with what comes, not with what the header claims.
    fn body(&mut self, length: u64) -> Found {
        self.reported = false;
        let mut body = Vec::new();
        match self.input.by_ref().take(length).read_to_end(&mut body) {
            Ok(read) if read as u64 == length => Found::Body(body),
            _ => Found::End,
        }
    }

    /// One header line, or a piece of what stands in its place.
    fn header(&mut self) -> Header {
        let mut line = std::mem::take(&mut self.carried);
        match read_piece(&mut self.input, &mut line) {
            Ok(0) | Err(_) => return Header::End,
            Ok(_) => {}
        }
        if !line.ends_with(b"\n") {
            // A piece of a long line: its end may be the beginning of a header.
            let keep = line.len().saturating_sub(64);
            self.carried = line.split_off(keep);
            return Header::Other;
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            return Header::Empty;
        }
        // The name is looked for anywhere in the line: after a refused or too long body it is glued to the body's end.
        let Some(at) = find_length(line) else { return Header::Other };
        let number = line[at..].trim_ascii();
        match std::str::from_utf8(number).ok().and_then(|number| number.parse().ok()) {
            Some(length) => Header::Length(length),
            None => Header::BadLength,
        }
    }
}

/// Reads up to a line end, or [`MAX_LINE`] bytes.
fn read_piece(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    loop {
        match input.by_ref().take(MAX_LINE).read_until(b'\n', line) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

/// The place behind the last `Content-Length:` of a line.
fn find_length(line: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    let last = line.len().checked_sub(NAME.len())?;
    (0..=last).rev().find_map(|at| line[at..at + NAME.len()].eq_ignore_ascii_case(NAME).then_some(at + NAME.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &[u8]) -> Vec<Found> {
        let mut frames = Frames::new(input);
        let mut found = Vec::new();
        loop {
            let next = frames.next();
            let end = next == Found::End;
            found.push(next);
            if end {
                return found;
            }
        }
    }

    fn body(text: &str) -> Found {
        Found::Body(text.as_bytes().to_vec())
    }

    #[test]
    fn crlf_and_lf_headers_are_read() {
        assert_eq!(
            all(b"Content-Length: 2\r\n\r\n{}content-length:3\nContent-Type: x\n\n[1]"),
            [body("{}"), body("[1]"), Found::End]
        );
    }

    #[test]
    fn a_frame_after_garbage_is_read() {
        let found = all(b"hello\r\n\r\nContent-Length: 2\r\n\r\n{}");
        assert!(matches!(found[..], [Found::Garbage(_), Found::Body(_), Found::End]), "{found:?}");
        let found = all(b"Content-Length: many\r\n\r\n{\"a\":1}Content-Length: 2\r\n\r\n{}");
        assert!(matches!(found[..], [Found::Garbage(_), Found::Body(_), Found::End]), "{found:?}");
    }

    #[test]
    fn a_frame_that_claims_too_much_is_refused_and_the_next_one_read() {
        for filler in [0, 10, 8 * 1024 - 30, 100_000] {
            let mut input = b"Content-Length: 99000000000\r\n\r\n".to_vec();
            input.extend(std::iter::repeat_n(b'x', filler));
            input.extend_from_slice(b"Content-Length: 2\r\n\r\n{}");
            let found = all(&input);
            assert!(matches!(found[..], [Found::Garbage(_), Found::Body(_), Found::End]), "{filler}: {found:?}");
        }
    }

    #[test]
    fn a_stream_that_ends_within_a_frame_ends_the_reading() {
        assert_eq!(all(b"Content-Length: 20\r\n\r\n{}"), [Found::End]);
        assert_eq!(all(b"Content-Le"), [Found::Garbage("a frame has no length"), Found::End][1..]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(input: Vec<u8>) {
            all(&input);
        }
    }
}
