//! Looking around in the bytes of a `.bib` text without reading them: names, blanks, anchors.
//!
//! Invariant: every function looks at a bounded stretch or moves to what it returns, so that the scanner stays linear.

/// How far an anchor's word and key are looked at, in bytes.
const WORD: usize = 40;
const KEY: usize = 300;
/// How long a key can be, in bytes.
const MAX_KEY: usize = 4096;
/// How far an entry within a value is looked through to see whether the value goes on behind it, in bytes.
const MAX_EMBEDDED: usize = 64 << 10;

/// Bytes that can stand in names of fields, types and macros; all of UTF-8's upper half can.
pub(super) const fn is_name_byte(byte: u8) -> bool {
    !matches!(
        byte,
        0..=b' ' | 0x7F | b'{' | b'}' | b'(' | b')' | b',' | b'=' | b'"' | b'#' | b'%' | b'\'' | b'@' | b'\\' | b'~'
    )
}

/// The end of the name that begins at `at`; `at` itself if none does.
pub(super) fn name_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !is_name_byte(*byte)).unwrap_or(rest.len())
}

/// Behind white space (ASCII, and the no-break space, the byte order mark and the zero width space of UTF-8).
#[inline]
pub(super) fn skip_blank(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'!'..=b'~') | None => at,
        _ => behind_blank(bytes, at),
    }
}

fn behind_blank(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b' ' | b'\n' | b'\r' | b'\t' | 0x0B | 0x0C => 1,
            0xC2 if bytes.get(at + 1) == Some(&0xA0) => 2,
            0xEF if bytes.get(at + 1..at + 3) == Some(&[0xBB, 0xBF]) => 3,
            0xE2 if bytes.get(at + 1..at + 3) == Some(&[0x80, 0x8B]) => 3,
            _ => break,
        };
    }
    at
}

/// Behind white space and `%` comments.
pub(super) fn skip_comments(bytes: &[u8], at: usize) -> usize {
    let mut at = skip_blank(bytes, at);
    while bytes.get(at) == Some(&b'%') {
        at = skip_blank(bytes, line_end(bytes, at));
    }
    at
}

/// The line break that ends the line of `at`, or the end of the text.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
}

/// `end` without the white space before it, but not before `start`.
pub(super) fn trimmed_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start && bytes[end - 1].is_ascii_whitespace() {
        end -= 1;
    }
    end
}

/// Where only blanks stand before `at` in its line: the line's start.
fn line_start(bytes: &[u8], at: usize) -> Option<usize> {
    let mut start = at;
    while start > 0 && matches!(bytes[start - 1], b' ' | b'\t') {
        start -= 1;
    }
    (start == 0 || matches!(bytes[start - 1], b'\n' | b'\r')).then_some(start)
}

/// Whether an entry seems to begin at the `@` at `at`: `@word{key,` anywhere behind a blank or a brace; at the start of a
/// line also `@word{,`, `@word{key` before a field, `@string{name =`, `@comment{` and `@preamble{`.
pub(super) fn anchor(bytes: &[u8], at: usize) -> bool {
    let at_line = line_start(bytes, at).is_some();
    if !at_line && !matches!(bytes[at - 1], b' ' | b'\t' | b'}' | b')') {
        return false;
    }
    let window = &bytes[..bytes.len().min(at + WORD)];
    let word = at + 1;
    let word_end = name_end(window, word);
    let opener = word_end + window[word_end..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if word == word_end || !matches!(bytes.get(opener), Some(b'{' | b'(')) {
        return false;
    }
    let kind = &bytes[word..word_end];
    let is = |name: &str| at_line && kind.eq_ignore_ascii_case(name.as_bytes());
    if is("comment") || is("preamble") {
        return true;
    }
    let window = &bytes[..bytes.len().min(opener + KEY)];
    let key = skip_blank(window, opener + 1);
    let stop = |byte: &u8| matches!(byte, b',' | b'\n' | b'\r' | b'{' | b'}' | b'=' | b'"' | b'\\' | b'@' | b'#');
    let key_end = key + window[key..].iter().position(stop).unwrap_or(window.len() - key);
    match window.get(key_end) {
        Some(b',') => key_end > key || at_line,
        Some(b'=') => is("string"),
        Some(b'\n' | b'\r') => {
            let next = skip_blank(window, key_end);
            at_line && key_end > key && (window.get(next) == Some(&b',') || field_at(bytes, next))
        }
        _ => false,
    }
}

/// The next anchor at the start of a line at or behind `at`, or the end of the text.
pub(super) fn next_line_anchor(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr_iter(b'@', rest)
        .map(|found| at + found)
        .find(|found| line_start(bytes, *found).is_some() && anchor(bytes, *found))
        .unwrap_or(bytes.len())
}

/// The last anchor at the start of a line: a place to cut a window. Prefers one behind a closed entry, since a value may
/// hold an example of an entry. Steps back before a `@comment{` that is not closed in the window.
pub(super) fn last_entry(bytes: &[u8]) -> usize {
    let bytes = &bytes[..open_comment(bytes)];
    let mut last = None;
    let anchors = memchr::memrchr_iter(b'@', bytes).filter(|at| line_start(bytes, *at).is_some());
    for at in anchors.filter(|at| anchor(bytes, *at)).take(64) {
        let before = trimmed_end(bytes, 0, at);
        if before == 0 || matches!(bytes[before - 1], b'}' | b')') {
            return at;
        }
        last.get_or_insert(at);
    }
    last.unwrap_or(0)
}

/// Where a `@comment{` begins that is not closed; the end of the text if there is none.
fn open_comment(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'@', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        let Some(word) = bytes.get(at..at + 7) else { break };
        if !word.eq_ignore_ascii_case(b"comment") {
            continue;
        }
        let opener = skip_blank(bytes, at + 7);
        if bytes.get(opener) == Some(&b'{') {
            match balanced_end(bytes, opener + 1, bytes.len()) {
                Some(end) => at = end,
                None => return start,
            }
        }
    }
    bytes.len()
}

/// Behind the brace that closes what was opened just before `at`, if it comes within `limit` bytes.
pub(super) fn balanced_end(bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
    let rest = bytes.get(at..at.saturating_add(limit).min(bytes.len()))?;
    let mut depth = 1usize;
    for found in memchr::memchr2_iter(b'{', b'}', rest) {
        depth = if rest[found] == b'{' { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return Some(at + found + 1);
        }
    }
    None
}

/// Behind the brace that closes what was opened just before `at`, if it comes before anything that looks like an entry:
/// what is looked at for one entry is never looked at for the next. With `escapes`, a brace behind a backslash counts for
/// none.
pub(super) fn closed_in_entry(bytes: &[u8], at: usize, escapes: bool) -> Option<usize> {
    let mut depth = 1usize;
    for found in memchr::memchr3_iter(b'{', b'}', b'@', bytes.get(at..)?) {
        let here = at + found;
        match bytes[here] {
            b'@' if opens(bytes, here) => return None,
            b'@' => {}
            _ if escapes && is_escaped(bytes, here) => {}
            b'{' => depth += 1,
            _ => depth -= 1,
        }
        if depth == 0 {
            return Some(here + 1);
        }
    }
    None
}

/// Whether a word and an opening brace or parenthesis follow the `@` at `at`.
fn opens(bytes: &[u8], at: usize) -> bool {
    let word = skip_blank(bytes, at + 1);
    let end = name_end(bytes, word);
    end > word && matches!(bytes.get(skip_blank(bytes, end)), Some(b'{' | b'('))
}

/// Whether a field seems to begin behind a comma in a stretch.
pub(super) fn has_field(bytes: &[u8], start: usize, end: usize) -> bool {
    let stretch = bytes.get(start..end).unwrap_or_default();
    memchr::memchr_iter(b',', stretch).any(|found| field_after_comma(bytes, start + found))
}

/// Whether a backslash makes a letter of what stands at `at`: one that is no letter itself.
pub(super) fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[at.saturating_sub(8)..at];
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Whether the entry at the anchor `at` is an example within a value: behind its end the value goes on and is closed
/// before another entry begins.
pub(super) fn embedded(bytes: &[u8], at: usize) -> bool {
    let window = &bytes[..bytes.len().min(at + MAX_EMBEDDED)];
    let Some(opener) = memchr::memchr2(b'{', b'(', &window[at..]).map(|found| at + found) else { return false };
    let mut depth = usize::from(window[opener] == b'{') + 1;
    for found in memchr::memchr3_iter(b'{', b'}', b'@', &window[opener + 1..]) {
        let here = opener + 1 + found;
        match window[here] {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ if anchor(bytes, here) => return false,
            _ => {}
        }
        if depth == 0 {
            return true;
        }
    }
    false
}

/// Whether `name =` and a value stand at `at`.
pub(super) fn field_at(bytes: &[u8], at: usize) -> bool {
    let window = &bytes[..bytes.len().min(at + 120)];
    let end = name_end(window, at);
    let equals = skip_blank(window, end);
    if end == at || !bytes[at].is_ascii_alphabetic() || window.get(equals) != Some(&b'=') {
        return false;
    }
    let value = skip_blank(window, equals + 1);
    match window.get(value) {
        Some(b'{' | b'"') => true,
        Some(byte) if byte.is_ascii_alphanumeric() => {
            let next = name_end(window, value);
            let next = next + window[next..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            matches!(window.get(next), None | Some(b',' | b'\n' | b'\r' | b'}' | b'#'))
        }
        _ => false,
    }
}

/// Whether a field follows the comma at `at`.
pub(super) fn field_after_comma(bytes: &[u8], at: usize) -> bool {
    let window = &bytes[..bytes.len().min(at + 200)];
    field_at(bytes, skip_blank(window, at + 1))
}

/// Whether the entry at `at` was meant to be commented out: its line begins with `%`, and so does the next one that is
/// not empty, or the entry ends in its line. (BibTeX knows no such comment, Biber does.)
pub(super) fn commented_out(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[at.saturating_sub(KEY)..at];
    let line = memchr::memrchr2(b'\n', b'\r', before).map_or(before, |found| &before[found + 1..]);
    if line.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'%') {
        return false;
    }
    let end = line_end(bytes, at);
    let next = skip_blank(bytes, end);
    matches!(bytes.get(next), Some(b'%')) || bytes[at..end].trim_ascii_end().ends_with(b"}")
}

/// The end of the key that begins at `at`: before the comma, the end of the line or the entry. Where `=` comes first the
/// key is missing (`@misc{title = ...`), or its comma is (`@misc{key title = ...`).
pub(super) fn key_end(text: &str, at: usize, close: u8) -> usize {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(at + MAX_KEY);
    let stop = |byte: u8| matches!(byte, b',' | b'\n' | b'\r' | b'}' | b'{' | b'"' | b'=') || byte == close;
    let mut end = at;
    while end < limit && !stop(bytes[end]) {
        end += 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    match bytes.get(end) {
        Some(b'=') if field_at(bytes, at) && !bytes[end + 1].is_ascii_alphabetic() => return at,
        Some(b'=' | b'{' | b'"') => {
            let words = trimmed_end(bytes, at, end);
            if let Some(blank) = bytes[at..words].iter().position(u8::is_ascii_whitespace) {
                return at + blank;
            }
            if bytes[end] == b'=' {
                let rest = bytes[end..limit].iter().position(|byte| *byte != b'=' && stop(*byte));
                end += rest.unwrap_or(limit - end);
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
            }
        }
        _ => {}
    }
    trimmed_end(bytes, at, end)
}
