//! Values that are no LaTeX (URLs, DOIs, file names), but in which people and programs escape what LaTeX would read.

use std::borrow::Cow;

/// Undoes the escapes in a URL, a DOI or the like: `\_`, `{\_}`, `\url{...}`, `{\textless}`, `\textasciitilde{}`,
/// `$\sim$`. White space at the ends is cut off; all else stands.
#[must_use]
pub fn verbatim(raw: &str) -> Cow<'_, str> {
    let raw = raw.trim();
    if !raw.contains(['\\', '{']) {
        return Cow::Borrowed(raw);
    }
    let raw = whole_url(raw);
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'\\', b'{', &raw.as_bytes()[at..]) {
        let special = at + found;
        out.push_str(&raw[at..special]);
        let (text, len) = escape(&raw[special..]);
        out.push_str(text);
        at = special + len;
    }
    out.push_str(&raw[at..]);
    Cow::Owned(out)
}

/// What is in `\url{...}` where that is the whole value.
fn whole_url(raw: &str) -> &str {
    let argument = raw.strip_prefix("\\url").unwrap_or_default().trim_start();
    match group_end(argument, 0) {
        Some(end) if end == argument.len() => &argument[1..end - 1],
        _ => raw,
    }
}

/// Words behind a backslash that programs write into URLs.
const WORDS: [(&str, &str); 9] = [
    ("textasciitilde", "~"),
    ("textunderscore", "_"),
    ("textless", "<"),
    ("textgreater", ">"),
    ("textbackslash", "\\"),
    ("textasciicircum", "^"),
    ("textbar", "|"),
    ("textdollar", "$"),
    ("textendash", "–"),
];

/// What stands at a backslash or a brace, and how many bytes it takes.
fn escape(text: &str) -> (&str, usize) {
    let braced = text.starts_with("{\\");
    let inner = if braced { &text[1..] } else { text };
    if !inner.starts_with('\\') {
        return (&text[..1], 1);
    }
    let word = inner[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = &inner[1..=word];
    let (found, mut len) = if let Some((_, sign)) = WORDS.iter().find(|(known, _)| *known == name) {
        (*sign, 1 + word)
    } else if word == 0 && inner[1..].starts_with(['_', '%', '&', '#', '$', '~', '^', '{', '}']) {
        (&inner[1..2], 2)
    } else {
        return (&text[..1], 1);
    };
    if inner[len..].starts_with("{}") {
        len += 2;
    }
    if braced {
        let closed = inner[len..].starts_with('}');
        return if closed { (found, len + 2) } else { (&text[..1], 1) };
    }
    (found, len)
}

/// Behind the brace that closes the group that begins at `at`; `None` where none does or it is not closed.
pub(in crate::read::bibtex) fn group_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    let mut depth = 0usize;
    for found in memchr::memchr2_iter(b'{', b'}', &bytes[at..]) {
        depth = if bytes[at + found] == b'{' { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return Some(at + found + 1);
        }
    }
    None
}
