//! The text of a scalar: escapes undone, line ends folded to a space, blank lines kept as one.

use crate::span::Decoding;

/// Calls `seen` with the byte of `raw` where each character of the text is written, and the character. `raw` is the
/// inside of a scalar, or a part of it.
pub fn each_char(raw: &str, decoding: Decoding, mut seen: impl FnMut(usize, char)) {
    let mut at = 0;
    // Where white space began, and how many line ends are in it.
    let mut gap: Option<(usize, usize)> = None;
    let mut begun = false;
    while let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()) {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            let ends = usize::from(c == '\n' || (c == '\r' && !raw[at..].starts_with("\r\n")));
            let (start, lines) = gap.unwrap_or((at, 0));
            gap = Some((start, lines + ends));
            at += 1;
            continue;
        }
        if let Some((start, lines)) = gap.take()
            && begun
        {
            if lines >= 2 {
                seen(start, '\n');
                seen(start + 1, '\n');
            } else {
                seen(start, ' ');
            }
        }
        begun = true;
        let (c, length) = match (decoding, c) {
            (Decoding::YamlSingle, '\'') if raw[at..].starts_with("''") => (Some('\''), 2),
            (Decoding::YamlDouble, '\\') => escape(&raw[at..]),
            _ => (Some(c), c.len_utf8()),
        };
        c.into_iter().for_each(|c| seen(at, c));
        at += length;
    }
}

/// The character of an escape and its length; `None` for a line end that is escaped.
fn escape(raw: &str) -> (Option<char>, usize) {
    let Some(c) = raw.chars().nth(1) else { return (Some('\\'), 1) };
    let plain = match c {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return by_number(raw, 2),
        'u' => return by_number(raw, 4),
        'U' => return by_number(raw, 8),
        '\n' | '\r' => {
            let rest = raw[1..].trim_start_matches([' ', '\t', '\n', '\r']);
            return (None, raw.len() - rest.len());
        }
        other => other,
    };
    (Some(plain), 1 + c.len_utf8())
}

fn by_number(raw: &str, digits: usize) -> (Option<char>, usize) {
    let written = raw.get(2..2 + digits).filter(|written| written.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match written.and_then(|written| u32::from_str_radix(written, 16).ok()) {
        Some(code) => (Some(char::from_u32(code).unwrap_or('\u{fffd}')), 2 + digits),
        None => (Some('\u{fffd}'), 2),
    }
}

/// The text of a scalar, or of a part of one, not yet NFC.
#[must_use]
pub fn text(raw: &str, decoding: Decoding) -> String {
    let mut out = String::with_capacity(raw.len());
    each_char(raw, decoding, |_, c| out.push(c));
    out
}
