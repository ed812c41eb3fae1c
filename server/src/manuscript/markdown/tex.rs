//! Raw TeX in Markdown: commands with their arguments, environments, math in backslashes, bookdown's labels.
//!
//! As in the module of scanners, each function takes an offset and gives the offset after the construct.

use super::scan;

/// Commands that take no argument, as Pandoc knows them, sorted: after them a bracket is text (`\LaTeX[@a]` cites).
const WITHOUT_OPTIONS: &[&str] = &[
    "AA",
    "AE",
    "L",
    "LaTeX",
    "Large",
    "O",
    "OE",
    "P",
    "S",
    "TeX",
    "aa",
    "ae",
    "copyright",
    "dots",
    "euro",
    "footnotesize",
    "hfill",
    "i",
    "j",
    "l",
    "large",
    "ldots",
    "lq",
    "newline",
    "normalsize",
    "o",
    "oe",
    "pounds",
    "raggedright",
    "rq",
    "slash",
    "small",
    "ss",
    "textasciitilde",
    "textbackslash",
    "textquoteleft",
    "textregistered",
    "tiny",
    "today",
    "vfill",
];

/// The end of a raw TeX command at `at` (a backslash before a letter) with its arguments. White space may stand before
/// the first where it is in brackets: Pandoc reads `\noindent [@a]` as a command with an argument.
pub(super) fn command(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut pos = at + 1;
    while bytes.get(pos).is_some_and(u8::is_ascii_alphabetic) {
        pos += 1;
    }
    let name = text.get(at + 1..pos).unwrap_or_default();
    let takes_options = WITHOUT_OPTIONS.binary_search(&name).is_err();
    if bytes.get(pos) == Some(&b'*') && matches!(bytes.get(pos + 1), Some(b'{' | b'[')) {
        pos += 1;
    }
    let bracket =
        pos + bytes.get(pos..).unwrap_or_default().iter().take(100).take_while(|b| b.is_ascii_whitespace()).count();
    if takes_options && bytes.get(bracket) == Some(&b'[') {
        pos = scan::balanced(text, bracket, b'[', b']').unwrap_or(pos);
    }
    loop {
        let after = match bytes.get(pos) {
            Some(b'{') => scan::balanced(text, pos, b'{', b'}'),
            Some(b'[') if takes_options => scan::balanced(text, pos, b'[', b']'),
            _ => None,
        };
        match after {
            Some(end) => pos = end,
            None => return pos,
        }
    }
}

/// The end of bookdown's label after `(\#`, its closing parenthesis left out: `eq:name`.
pub(super) fn bookdown_label(text: &str, at: usize) -> Option<usize> {
    let length = text[at..].bytes().take_while(|&b| b.is_ascii_alphanumeric() || b":-_/.".contains(&b)).count();
    let end = at + length;
    (text[at..end].contains(':') && text.as_bytes().get(end) == Some(&b')')).then_some(end)
}

/// The end of `\(...\)` or `\[...\]` where it is math: Pandoc takes it for escaped brackets unless told otherwise, so
/// it must hold no `@`, and something that only math has.
pub(super) fn backslash_math(text: &str, pos: usize) -> Option<usize> {
    let close: &[u8] = if text[pos..].starts_with("\\(") { b"\\)" } else { b"\\]" };
    let window = text.as_bytes().get(pos + 2..text.len().min(pos + 1024))?;
    let inner = &window[..memchr::memmem::find(window, close)?];
    let math = inner.iter().any(|b| b"\\^_=".contains(b)) && memchr::memchr(b'@', inner).is_none();
    math.then_some(pos + 4 + inner.len())
}

/// The end of a raw TeX environment that begins at `pos`.
pub(super) fn environment(text: &str, pos: usize) -> Option<usize> {
    let name_end = scan::balanced(text, pos + 6, b'{', b'}')?;
    let close = format!("\\end{}", &text[pos + 6..name_end]);
    let window = text.as_bytes().get(name_end..text.len().min(name_end + 16_384))?;
    memchr::memmem::find(window, close.as_bytes()).map(|at| name_end + at + close.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tex_commands_take_the_arguments_that_touch_them() {
        let table = [
            ("\\cite{a} b", 8),
            ("\\citep[see][p. 3]{a}", 20),
            ("\\LaTeX[@a]", 6),
            ("\\LaTeX [@a]", 6),
            ("\\noindent [@a] b", 14),
            ("\\foo{} [@a] b", 6),
            ("\\cite*{a}", 9),
            ("\\a{b", 2),
        ];
        for (text, end) in table {
            assert_eq!(command(text, 0), end, "{text}");
        }
    }

    #[test]
    fn lists_for_searching_are_sorted() {
        assert!(WITHOUT_OPTIONS.is_sorted());
    }
}
