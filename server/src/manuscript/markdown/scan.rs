//! Scanners of inline constructs that hold no citations: code, math, raw HTML, raw TeX, link targets, entities.
//!
//! Each takes the text and the offset of the construct's first byte, and gives the offset after its last byte, or
//! `None` where the text is something else. None looks past its text, which is one paragraph.

use siglum_corpus::entities;

/// The offset after a run of `byte` that starts at `at`.
pub(super) fn run(text: &str, at: usize, byte: u8) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while bytes.get(end) == Some(&byte) {
        end += 1;
    }
    end
}

/// At most `bytes` bytes from the start of a text, cut at a character's boundary.
pub(super) fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The runs of backticks of a paragraph, so that every opening run finds its closing one without scanning again.
#[derive(Debug, Default)]
pub(super) struct Ticks {
    /// (length, start) of each run, sorted.
    runs: Vec<(u32, u32)>,
}

impl Ticks {
    /// Finds all runs of a paragraph.
    pub(super) fn fill(&mut self, text: &str) {
        self.runs.clear();
        let mut from = 0;
        while let Some(found) = memchr::memchr(b'`', text.as_bytes().get(from..).unwrap_or_default()) {
            let start = from + found;
            from = run(text, start, b'`');
            self.runs.push(((from - start) as u32, start as u32));
        }
        self.runs.sort_unstable();
    }

    /// The end of a code span that opens at `at`, where `length` backticks stand; closed by a run of the same length.
    pub(super) fn close(&self, at: usize, length: usize) -> Option<usize> {
        let after = (length as u32, (at + length) as u32);
        let place = self.runs.partition_point(|&run| run < after);
        self.runs.get(place).filter(|&&(found, _)| found as usize == length).map(|&(_, start)| start as usize + length)
    }
}

/// The next occurrence of a mark, remembered: asked for ever larger offsets, it looks at each byte once.
#[derive(Debug, Default)]
pub(super) enum Next {
    #[default]
    Unsearched,
    At(usize),
    Absent,
}

impl Next {
    /// Where the next `mark` at or after `from` begins.
    pub(super) fn find(&mut self, text: &str, from: usize, mark: &[u8]) -> Option<usize> {
        match *self {
            Self::Absent => return None,
            Self::At(found) if found >= from => return Some(found),
            _ => {}
        }
        let found = memchr::memmem::find(text.as_bytes().get(from..)?, mark).map(|at| from + at);
        *self = found.map_or(Self::Absent, Self::At);
        found
    }
}

/// The end of `$...$` at `at`: no space after the opening dollar, none before the closing one, no digit after it.
pub(super) fn inline_math(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut pos = at + 1;
    if bytes.get(pos)?.is_ascii_whitespace() {
        return None;
    }
    loop {
        match bytes.get(pos)? {
            b'\\' => pos += 2,
            b'$' => break,
            _ => pos += 1,
        }
    }
    let empty = pos == at + 1;
    let spaced = bytes.get(pos.wrapping_sub(1)).is_some_and(u8::is_ascii_whitespace);
    let digit = bytes.get(pos + 1).is_some_and(u8::is_ascii_digit);
    (!empty && !spaced && !digit).then_some(pos + 1)
}

/// The longest argument of a raw TeX command, link target or attribute list: a bound on repeated tries.
const LONGEST_ARGUMENT: usize = 4096;

/// The end of a balanced group that opens at `at`. A backslash hides the byte after it.
pub(super) fn balanced(text: &str, at: usize, open: u8, close: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let last = bytes.len().min(at + LONGEST_ARGUMENT);
    if bytes.get(at) != Some(&open) || memchr::memchr(close, &bytes[at..last]).is_none() {
        return None;
    }
    let (mut depth, mut pos) = (0_usize, at);
    while pos < last {
        match bytes[pos] {
            b'\\' => pos += 1,
            b if b == open => depth += 1,
            b if b == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(pos + 1);
                }
            }
            _ => {}
        }
        pos += 1;
    }
    None
}

/// The end of a link's target `(url "title")` at `at`. A title may hold parentheses; the URL's are balanced.
pub(super) fn target(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let last = bytes.len().min(at + LONGEST_ARGUMENT);
    memchr::memchr(b')', &bytes[at..last])?;
    let (mut depth, mut pos, mut quote) = (0_usize, at, None);
    while pos < last {
        let byte = bytes[pos];
        match quote {
            Some(mark) if byte == mark => quote = None,
            Some(_) if byte == b'\\' => pos += 1,
            Some(_) => {}
            None => match byte {
                b'\\' => pos += 1,
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(pos + 1);
                    }
                }
                b'"' | b'\'' if bytes[pos - 1].is_ascii_whitespace() => quote = Some(byte),
                _ => {}
            },
        }
        pos += 1;
    }
    None
}

/// The end of an attribute list `{#id .class key="value" -}` at `at`, or of a raw one `{=html}`.
pub(super) fn attributes(text: &str, at: usize) -> Option<usize> {
    let end = balanced(text, at, b'{', b'}')?;
    let inner = text.get(at + 1..end - 1)?.trim_start();
    let first = inner.as_bytes().first().copied();
    let key = inner.split(['=', ' ']).next().unwrap_or_default();
    let looks = match first {
        None | Some(b'#' | b'.' | b'=') => true,
        Some(b'-') => inner.trim_end() == "-",
        Some(b) => b.is_ascii_alphabetic() && inner.get(key.len()..).is_some_and(|rest| rest.starts_with('=')),
    };
    looks.then_some(end)
}

/// What a `<` begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Angle {
    /// `<!-- ... -->`, ending here.
    Comment(usize),
    /// A tag, a declaration or a processing instruction.
    Tag(usize),
    /// `<https://...>` or `<mail@address>`.
    Autolink(usize),
}

/// Reads what a `<` at `at` begins. `comment_end` finds the next `-->` at or after an offset.
pub(super) fn angle(text: &str, at: usize, comment_end: impl FnOnce(usize) -> Option<usize>) -> Option<Angle> {
    let rest = text.get(at + 1..)?;
    if rest.starts_with("!--") {
        return comment_end(at + 4).map(Angle::Comment);
    }
    match rest.as_bytes().first()? {
        b'!' | b'?' => short_until(text, at + 2, b'>').map(Angle::Tag),
        b'/' => tag(text, at + 2).map(Angle::Tag),
        b if b.is_ascii_alphabetic() => {
            autolink(text, at + 1).map(Angle::Autolink).or_else(|| tag(text, at + 1).map(Angle::Tag))
        }
        b if b.is_ascii_alphanumeric() => autolink(text, at + 1).map(Angle::Autolink),
        _ => None,
    }
}

fn short_until(text: &str, at: usize, byte: u8) -> Option<usize> {
    let window = text.as_bytes().get(at..text.len().min(at + LONGEST_ARGUMENT))?;
    memchr::memchr(byte, window).map(|found| at + found + 1)
}

/// `scheme:...>` or `local@domain>` without white space or `<`.
fn autolink(text: &str, at: usize) -> Option<usize> {
    let window = text.as_bytes().get(at..text.len().min(at + LONGEST_ARGUMENT))?;
    let end = window.iter().position(|&b| b == b'>' || b == b'<' || b.is_ascii_whitespace())?;
    let inner = window.get(..end).filter(|_| window.get(end) == Some(&b'>'))?;
    let scheme = inner.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')))?;
    let is_url = scheme >= 2 && inner.get(scheme) == Some(&b':');
    let is_mail = !is_url && memchr::memchr2(b'"', b'=', inner).is_none() && memchr::memchr(b'@', inner).is_some();
    (is_url || is_mail).then_some(at + end + 1)
}

/// The end of a tag whose name starts at `at`: names, attributes with values quoted or not, `>`.
fn tag(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut pos = at;
    if !bytes.get(pos)?.is_ascii_alphabetic() {
        return None;
    }
    while bytes.get(pos).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':')) {
        pos += 1;
    }
    if !matches!(bytes.get(pos)?, b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r') {
        return None;
    }
    let last = bytes.len().min(at + LONGEST_ARGUMENT);
    let mut after_equals = false;
    while pos < last {
        match bytes[pos] {
            b'>' => return Some(pos + 1),
            b'"' | b'\'' if after_equals => {
                let quote = bytes[pos];
                pos = short_until(text, pos + 1, quote)?;
                after_equals = false;
                continue;
            }
            b'<' | b'"' | b'\'' => return None,
            b'=' => after_equals = true,
            b if b.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        pos += 1;
    }
    None
}

/// A character reference at `at` (`&eacute;`, `&#233;`, `&#xE9;`): its end and the character.
pub(super) fn entity(text: &str, at: usize) -> Option<(usize, char)> {
    let (length, c) = entities::reference(text.get(at..)?)?;
    Some((at + length, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_math_is_what_pandoc_takes_for_math() {
        let table = [
            ("$x$", Some(3)),
            ("$x @a$ b", Some(6)),
            ("$5 and @a $6", None),
            ("$x @a $", None),
            ("$x @a$5", None),
            ("$ x$", None),
            ("$a\\$b$", Some(6)),
            ("$$", None),
            ("$", None),
        ];
        for (text, end) in table {
            assert_eq!(inline_math(text, 0), end, "{text}");
        }
    }

    #[test]
    fn angles_are_tags_autolinks_or_text() {
        let comment = |text: &'static str| move |from: usize| text.get(from..)?.find("-->").map(|at| from + at + 3);
        let table = [
            ("<https://m.social/@user> x", Some(Angle::Autolink(24))),
            ("<foo@bar.com>", Some(Angle::Autolink(13))),
            ("<a href=\"@x>y\">", Some(Angle::Tag(15))),
            ("</a>", Some(Angle::Tag(4))),
            ("<br/>", Some(Angle::Tag(5))),
            ("<!-- @x --> y", Some(Angle::Comment(11))),
            ("<!-- @x", None),
            ("< 3", None),
            ("<a <b>", None),
            ("<3@x", None),
        ];
        for (text, expected) in table {
            assert_eq!(angle(text, 0, comment(text)), expected, "{text}");
        }
    }

    #[test]
    fn code_closes_with_a_run_of_its_own_length() {
        let mut ticks = Ticks::default();
        ticks.fill("`` a ` b `` c `");
        assert_eq!(ticks.close(0, 2), Some(11));
        assert_eq!(ticks.close(5, 1), Some(15));
        assert_eq!(ticks.close(14, 1), None);
    }

    #[test]
    fn entities_decode() {
        assert_eq!(entity("&eacute;x", 0), Some((8, 'é')));
        assert_eq!(entity("&#233;", 0), Some((6, 'é')));
        assert_eq!(entity("&#xE9;", 0), Some((6, 'é')));
        assert_eq!(entity("&nope;", 0), None);
        assert_eq!(entity("& b;", 0), None);
    }
}
