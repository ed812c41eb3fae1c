//! The grammar of a citation key, as Pandoc's `simpleCiteIdentifier` has it.
//!
//! Invariant: every function looks at each byte a bounded number of times and returns offsets on character boundaries.

use unicode_normalization::char::is_combining_mark;

/// Prefixes of Quarto's cross-references, which are written like citations (`@fig-map`).
const QUARTO: &[&str] = &[
    "fig", "tbl", "lst", "eq", "sec", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol", "rem", "alg",
    "prf", "nte", "wrn", "cau", "tip", "imp",
];

/// Prefixes of pandoc-crossref and its kin (`@fig:map`).
const PANDOC_CROSSREF: &[&str] =
    &["fig", "eq", "tbl", "tab", "lst", "sec", "thm", "lem", "cor", "prp", "prop", "def", "exm", "rem", "alg"];

/// A letter or a digit as Pandoc (Haskell's `isAlphaNum`) sees it: combining marks are neither.
pub(super) fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric() && !is_combining_mark(c))
}

fn is_regular(c: char) -> bool {
    c == '_' || is_alphanumeric(c)
}

/// The length of the key at the start of `text`, which follows an `@`; 0 where there is none.
///
/// A letter, digit, `_` or `*` begins it; then letters, digits and `_`, single marks of `:.#$%&-+?<>~/` before one of
/// those, and `:` or `/` before a slash.
pub(super) fn simple(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    match chars.next() {
        Some((_, c)) if c == '*' || is_regular(c) => {}
        _ => return 0,
    }
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let goes_on = is_regular(c)
            || (":.#$%&-+?<>~/".contains(c) && next.is_some_and(is_regular))
            || (matches!(c, ':' | '/') && next == Some('/'));
        if !goes_on {
            return at;
        }
    }
    text.len()
}

/// What stands between the braces of `@{...}`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Braced {
    /// The key is this long; braces stand around it.
    Key(usize),
    /// White space or the end comes before the closing brace.
    Open,
}

/// The longest braced key in bytes: a bound on the work for `@{@{@{...`, far above any key.
const LONGEST_BRACED: usize = 512;

/// The key of `@{...}`; `text` begins after the opening brace. Braces inside are balanced, white space ends the try.
pub(super) fn braced(text: &str) -> Braced {
    let window = &text.as_bytes()[..text.len().min(LONGEST_BRACED)];
    if memchr::memchr(b'}', window).is_none() {
        return Braced::Open;
    }
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().take_while(|&(at, _)| at < LONGEST_BRACED) {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Braced::Key(at),
            '}' => depth -= 1,
            c if c.is_whitespace() => return Braced::Open,
            _ => {}
        }
    }
    Braced::Open
}

/// Whether a key is a cross-reference by its prefix: Quarto's with `-` in any case, pandoc-crossref's with `:`, or one
/// of the manuscript's own.
pub fn is_crossref(key: &str, custom: &[String]) -> bool {
    let Some(at) = key.find(['-', ':']) else { return false };
    let (prefix, mark) = (&key[..at], key.as_bytes()[at]);
    if key.len() == at + 1 {
        return false;
    }
    let known = if mark == b'-' { QUARTO } else { PANDOC_CROSSREF };
    known.iter().any(|name| name.eq_ignore_ascii_case(prefix))
        || (mark == b'-' && custom.iter().any(|name| name.eq_ignore_ascii_case(prefix)))
}

/// The length of an example list's label at the start of `text`: letters and digits, joined by single `_` or `-`.
pub(super) fn example_label(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, '_' | '-') && chars.peek().is_some_and(|&(_, next)| is_alphanumeric(next));
        if !(is_alphanumeric(c) || joins) {
            return at;
        }
        end = at + c.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_end_where_pandoc_ends_them() {
        let table = [
            ("a::b", "a"),
            ("a..b", "a"),
            ("a--b", "a"),
            ("a-.b", "a"),
            ("a__b", "a__b"),
            ("a_-b", "a_-b"),
            ("foo_ x", "foo_"),
            ("x_", "x_"),
            ("x*", "x"),
            ("a.", "a"),
            ("a:", "a"),
            ("a-", "a"),
            ("a/", "a"),
            ("a!", "a"),
            ("a, b", "a"),
            ("DBLP:conf/cvpr/X", "DBLP:conf/cvpr/X"),
            ("doi:10.1000/xyz(3)", "doi:10.1000/xyz"),
            ("10.1000/182", "10.1000/182"),
            ("Smith2004:p.3", "Smith2004:p.3"),
            ("y<br>z", "y<br>z"),
            ("w&amp;v", "w&amp"),
            ("Été2010", "Été2010"),
            ("Müller", "Müller"),
            ("中文", "中文"),
            ("Mu\u{308}ller", "Mu"),
            ("-abc", ""),
            (":abc", ""),
            ("*", "*"),
            ("*abc", "*abc"),
            ("http://x.org/y", "http://x.org/y"),
            ("a:// x", "a:/"),
            ("_", "_"),
            ("\u{b2}a", "\u{b2}a"),
            ("", ""),
        ];
        for (text, key) in table {
            assert_eq!(&text[..simple(text)], key, "@{text}");
        }
    }

    #[test]
    fn braced_keys_take_anything_but_white_space_and_unbalanced_braces() {
        let table = [
            ("a}b", Braced::Key(1)),
            ("a{b}c}", Braced::Key(5)),
            ("}", Braced::Key(0)),
            ("a b}", Braced::Open),
            ("a\nb}", Braced::Open),
            ("a", Braced::Open),
        ];
        for (text, expected) in table {
            assert_eq!(braced(text), expected, "@{{{text}");
        }
    }

    #[test]
    fn cross_references_are_known_by_their_prefix_in_any_case() {
        for prefix in QUARTO {
            assert!(is_crossref(&format!("{prefix}-x"), &[]));
            assert!(is_crossref(&format!("{}-x", prefix.to_uppercase()), &[]));
        }
        for key in ["fig:x", "Fig:x", "Tbl:a-b", "eq:1"] {
            assert!(is_crossref(key, &[]), "{key}");
        }
        for key in ["figure-x", "fig", "fig-", "smith-2004", "doi:10.1/x", "Eqx-1"] {
            assert!(!is_crossref(key, &[]), "{key}");
        }
        assert!(is_crossref("Dia-x", &["dia".to_owned()]));
    }
}
