//! What a line begins: fences, headings, list markers, table rules, definitions. Pure functions over one line.

use super::key;

/// The columns and bytes of the white space at the start of a line; a tab goes to the next multiple of four.
pub(super) fn indent(line: &str) -> (usize, usize) {
    let mut columns = 0;
    for (at, b) in line.bytes().enumerate() {
        match b {
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            _ => return (columns, at),
        }
    }
    (columns, line.len())
}

/// A fence of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fence {
    pub mark: u8,
    pub length: usize,
}

/// The fence that a line (without its indentation) opens. Backticks in its info string make it a code span.
pub(super) fn fence(line: &str) -> Option<Fence> {
    let mark = *line.as_bytes().first().filter(|&&b| b == b'`' || b == b'~')?;
    let length = line.bytes().take_while(|&b| b == mark).count();
    let plain = mark == b'~' || !line[length..].contains('`');
    (length >= 3 && plain).then_some(Fence { mark, length })
}

/// Whether a line closes a fence. Marks of block quotations and indentation before it are passed over.
pub(super) fn closes(line: &str, fence: Fence) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let length = line.bytes().take_while(|&b| b == fence.mark).count();
    length >= fence.length && line[length..].trim().is_empty()
}

/// The level of an ATX heading and the offset of its text.
pub(super) fn heading(line: &str) -> Option<(u8, usize)> {
    let level = line.bytes().take_while(|&b| b == b'#').count();
    let rest = line.get(level..)?;
    let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    ((1..=6).contains(&level) && (spaces > 0 || rest.is_empty())).then_some((level as u8, level + spaces))
}

/// Whether a line is a thematic break; if not, where it is known that it is none.
pub(super) fn rule(line: &str) -> Result<(), usize> {
    let mut marks = line.bytes().enumerate().filter(|(_, b)| !b.is_ascii_whitespace());
    let first = marks.next().map(|(_, b)| b).filter(|b| b"-*_".contains(b)).ok_or(0_usize)?;
    let mut count = 1;
    for (at, mark) in marks {
        if mark != first {
            return Err(at);
        }
        count += 1;
    }
    if count >= 3 { Ok(()) } else { Err(0) }
}

/// The level of a heading that is underlined with `line`.
pub(super) fn underline(line: &str) -> Option<u8> {
    let line = line.trim_end();
    match line.as_bytes().first()? {
        b'=' if line.bytes().all(|b| b == b'=') => Some(1),
        b'-' if line.bytes().all(|b| b == b'-') => Some(2),
        _ => None,
    }
}

/// Whether a line is the rule below a pipe table's head, or a border of a grid table.
pub(super) fn is_table_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.contains(['|', '+']) && line.bytes().all(|b| b"|+-:= \t".contains(&b))
        || line.starts_with("+=") && line.bytes().all(|b| b"+=:".contains(&b))
}

/// A list item's marker.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// The bytes of the marker and the white space after it.
    pub bytes: usize,
    /// The columns of the same.
    pub columns: usize,
    /// Where an example's label stands in the line.
    pub label: Option<(usize, usize)>,
}

/// The list marker at the start of a line without its indentation: bullets, numbers, letters, examples, definitions.
pub(super) fn marker(line: &str) -> Option<Marker> {
    let bytes = line.as_bytes();
    let mut label = None;
    let width = match *bytes.first()? {
        b'-' | b'*' | b'+' | b':' | b'~' => 1,
        b'(' if bytes.get(1) == Some(&b'@') => {
            let length = key::example_label(&line[2..]);
            label = Some((2, 2 + length));
            (bytes.get(2 + length) == Some(&b')')).then_some(3 + length)?
        }
        b'@' => {
            let length = key::example_label(&line[1..]);
            label = Some((1, 1 + length));
            matches!(bytes.get(1 + length), Some(b'.' | b')')).then_some(2 + length)?
        }
        b'(' => enumerator(&line[1..]).filter(|&length| bytes.get(1 + length) == Some(&b')'))? + 2,
        _ => enumerator(line).filter(|&length| matches!(bytes.get(length), Some(b'.' | b')')))? + 1,
    };
    let rest = &line[width..];
    let (columns, spaces) = indent(rest);
    if spaces == 0 && !rest.is_empty() {
        return None;
    }
    let capital = width == 2 && bytes[1] == b'.' && bytes[0].is_ascii_uppercase();
    let page = width == 2 && bytes.starts_with(b"p.") && rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if (capital && columns < 2 && !rest.is_empty()) || page {
        return None; // "B. Russell" and "p. 3" begin no list.
    }
    // What follows a label may stand at four columns, however long the label is.
    let columns = if label.is_some() { 4 } else { width + if columns > 4 { 1 } else { columns } };
    Some(Marker { bytes: width + spaces, columns, label: label.filter(|(start, end)| end > start) })
}

/// The length of a list number: digits, one letter, a Roman number, or `#`.
fn enumerator(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return (digits <= 9).then_some(digits);
    }
    let letters = line.bytes().take(16).take_while(u8::is_ascii_alphabetic).count();
    let roman =
        |word: &str| word.bytes().all(|b| b"ivxlcdm".contains(&b)) || word.bytes().all(|b| b"IVXLCDM".contains(&b));
    match letters {
        0 => line.starts_with('#').then_some(1),
        1 => Some(1),
        _ => roman(&line[..letters]).then_some(letters),
    }
}

/// The length of a footnote definition's head `[^x]:`.
pub(super) fn footnote(line: &str) -> Option<usize> {
    let name = line.strip_prefix("[^")?;
    let length = name.bytes().take_while(|&b| !b.is_ascii_whitespace() && b != b']' && b != b'[').count();
    (length > 0 && name[length..].starts_with("]:")).then_some(length + 4)
}

/// Whether a line defines a reference `[x]: url "title"`. One that begins with `@` is a citation, and one that goes on
/// with words after the address is text.
pub(super) fn is_reference(line: &str) -> bool {
    let Some(inner) = line.strip_prefix('[').filter(|inner| !inner.starts_with(['@', '^', ']'])) else { return false };
    let mut depth = 0_usize;
    for (at, b) in inner.bytes().enumerate() {
        match b {
            b'[' => depth += 1,
            b']' if depth == 0 => return inner[at + 1..].strip_prefix(':').is_some_and(is_address),
            b']' => depth -= 1,
            _ => {}
        }
    }
    false
}

/// Whether a text is an address with at most a title or attributes after it.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let end = if text.starts_with('<') { text.find('>').map(|at| at + 1) } else { text.find([' ', '\t']) };
    let after = end.map_or("", |end| text[end..].trim_start());
    !text.is_empty() && (after.is_empty() || after.starts_with(['"', '\'', '(', '{']))
}

/// The cells of a table's row, as ranges of its bytes: cut at each `|` that no backslash hides and no code span holds.
pub(super) fn cells(line: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = line.as_bytes();
    let mut cells = Vec::new();
    let (mut start, mut at, mut code) = (0, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => code = !code && memchr::memchr(b'`', &bytes[at + 1..]).is_some(),
            b'|' if !code => {
                cells.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    cells.push(start..bytes.len());
    cells.retain(|cell| !line[cell.clone()].trim().is_empty());
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_markers_are_pandocs() {
        for line in
            ["- x", "* x", "1. x", "12) x", "(1) x", "a. x", "iv. x", "#. x", "(@) x", "(@good) x", "@a. b", ": d"]
        {
            assert!(marker(line).is_some(), "{line}");
        }
        for line in ["-x", "-@key x", "1966 x", "@a x", "see. x", "(see) x", "@a.b c", "word) x", "p. 3", "B. Russell"]
        {
            assert!(marker(line).is_none(), "{line}");
        }
    }

    #[test]
    fn references_are_an_address_and_at_most_a_title() {
        for line in ["[x]: http://x.org/@a", "[x]: <u v> \"t\"", "[a [b]]: u 't'"] {
            assert!(is_reference(line), "{line}");
        }
        for line in ["[x]: see @a for more", "[@x]: u", "[^x]: u", "[x]:", "[x] u"] {
            assert!(!is_reference(line), "{line}");
        }
    }

    #[test]
    fn cells_respect_escapes_and_code() {
        let line = "| a \\| b | `x|y` | c |";
        let found: Vec<_> = cells(line).into_iter().map(|cell| line[cell].trim()).collect();
        assert_eq!(found, ["a \\| b", "`x|y`", "c"]);
    }
}
