//! Names as BibTeX takes them apart (btxdoc; Tame the BeaST, section 11), and BibLaTeX's `family=..., given=...`.
//!
//! Invariant: every part is a slice of the raw name, so that it has bytes of its own; time is linear in the field.

use super::latex::group_end;
use std::ops::Range;

/// A name's parts as they stand, not decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts<'t> {
    /// First names.
    pub given: &'t str,
    /// The "von" part.
    pub particle: &'t str,
    /// The last name; the whole name if `literal`.
    pub family: &'t str,
    /// The "Jr" part.
    pub suffix: &'t str,
    /// Whether the name is one in braces: an institution.
    pub literal: bool,
}

/// The ranges of the names in a field: parted by `and` in any case, between white space, outside braces.
pub fn split(field: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = field.as_bytes();
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        let (end, next) = next_and(bytes, from);
        start = next;
        Some(from..end)
    })
    .map(|range| trim(field, range))
    .filter(|range| !range.is_empty())
}

/// The range without white space at its ends.
pub fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = text.get(range.clone()).unwrap_or_default();
    let start = range.end - inside.trim_ascii_start().len();
    start..start + inside.trim_ascii().len()
}

/// The end of the name that begins at `from`, and the beginning of the next one.
fn next_and(bytes: &[u8], from: usize) -> (usize, Option<usize>) {
    let mut depth = 0usize;
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            byte if depth == 0 && byte.is_ascii_whitespace() => {
                let word = at + 1;
                let after = bytes.get(word + 3).is_none_or(u8::is_ascii_whitespace);
                if after && bytes.get(word..word + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"and")) {
                    return (at, Some(word + 3));
                }
            }
            _ => {}
        }
        at += 1;
    }
    (bytes.len(), None)
}

/// Takes one name apart.
#[must_use]
pub fn parse(name: &str) -> Parts<'_> {
    let name = name.trim();
    if name.starts_with('{') && group_end(name, 0) == Some(name.len()) {
        return Parts { family: name, literal: true, ..Parts::default() };
    }
    if let Some(parts) = extended(name) {
        return parts;
    }
    let mut commas = commas(name);
    let part = |from: usize, to: usize| name.get(from..to).unwrap_or_default().trim_ascii();
    match (commas.next(), commas.next()) {
        (None, _) => in_reading_order(name),
        (Some(comma), None) => {
            let (particle, family) = von_last(part(0, comma));
            Parts { given: part(comma + 1, name.len()), particle, family, ..Parts::default() }
        }
        (Some(first), Some(second)) => {
            let (particle, family) = von_last(part(0, first));
            let (suffix, given) = (part(first + 1, second), part(second + 1, name.len()));
            Parts { given, particle, family, suffix, literal: false }
        }
    }
}

/// The commas outside braces.
fn commas(name: &str) -> impl Iterator<Item = usize> {
    let mut depth = 0usize;
    name.bytes().enumerate().filter_map(move |(at, byte)| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
        None
    })
}

/// The words of a name: parted by white space and `~` outside braces.
fn words(name: &str) -> impl Iterator<Item = Range<usize>> {
    let mut depth = 0usize;
    let mut start = None;
    // The end of the name ends its last word.
    let bytes = name.bytes().map(Some).chain([None]).enumerate();
    bytes.filter_map(move |(at, byte)| {
        let parts = byte.is_none_or(|byte| depth == 0 && (byte.is_ascii_whitespace() || byte == b'~'));
        match byte {
            Some(b'{') => depth += 1,
            Some(b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if parts {
            return start.take().map(|from| from..at);
        }
        start.get_or_insert(at);
        None
    })
}

/// `First von Last`.
fn in_reading_order(name: &str) -> Parts<'_> {
    let words: Vec<_> = words(name).collect();
    let Some(last) = words.len().checked_sub(1) else { return Parts::default() };
    let low = |place: &usize| is_low(&name[words[*place].clone()]);
    let first_low = (0..last).find(low);
    let family = match first_low {
        Some(first) => (first..last).rev().find(low).unwrap_or(first) + 1,
        None => last,
    };
    let given = first_low.unwrap_or(last);
    let slice = |from: usize, to: usize| match (words.get(from), to.checked_sub(1).and_then(|to| words.get(to))) {
        (Some(first), Some(end)) if from < to => &name[first.start..end.end],
        _ => "",
    };
    let particle = first_low.map_or("", |first| slice(first, family));
    Parts { given: slice(0, given), particle, family: slice(family, words.len()), ..Parts::default() }
}

/// `von Last`, as before a comma.
fn von_last(name: &str) -> (&str, &str) {
    // Only what begins low is a particle: "Garcia y Lopez" is one family name.
    if name.starts_with(|first: char| first.is_ascii_uppercase())
        || !words(name).next().is_some_and(|word| is_low(&name[word]))
    {
        return ("", name);
    }
    let words: Vec<_> = words(name).collect();
    let last = words.len().saturating_sub(1);
    let Some(von) = (0..last).rev().find(|place| is_low(&name[words[*place].clone()])) else { return ("", name) };
    (&name[words[0].start..words[von].end], &name[words[von + 1].start..])
}

/// Whether a word begins in lower case by BibTeX's rule: the first letter outside braces, or the first one of a special
/// character (`{\'e}`, `{\oe}`). A word without one is taken as upper case.
fn is_low(word: &str) -> bool {
    let mut depth = 0usize;
    let chars = word.char_indices().peekable();
    for (at, c) in chars {
        match c {
            '{' if depth == 0 && word[at + 1..].starts_with('\\') => return special_is_low(&word[at + 2..]),
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '\\' if depth == 0 => return special_is_low(&word[at + 1..]),
            c if depth == 0 && c.is_alphabetic() => return c.is_lowercase(),
            _ => {}
        }
    }
    false
}

/// The case of a special character, from behind its backslash: that of a letter command, else of the accented letter.
fn special_is_low(rest: &str) -> bool {
    let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = &rest[..len];
    if matches!(name, "i" | "j" | "o" | "l" | "oe" | "ae" | "aa" | "ss" | "dh" | "th" | "dj" | "ng") {
        return true;
    }
    if matches!(name, "O" | "L" | "OE" | "AE" | "AA" | "DH" | "TH" | "DJ" | "NG") {
        return false;
    }
    let letters = rest[len..].char_indices().find(|(_, c)| c.is_alphabetic() || *c == '\\');
    match letters {
        Some((at, '\\')) => {
            let inner = &rest[len + at + 1..];
            inner.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
        }
        Some((_, c)) => c.is_lowercase(),
        None => false,
    }
}

/// BibLaTeX's extended format (manual, section 3.4): `family=Simon, given={Pierre}, prefix=de`.
fn extended(name: &str) -> Option<Parts<'_>> {
    let first = &name[..memchr::memchr(b'=', name.as_bytes())?];
    if !matches!(first.trim(), "family" | "given" | "prefix" | "suffix" | "useprefix") {
        return None;
    }
    let mut parts = Parts::default();
    let mut start = 0;
    for end in commas(name).chain([name.len()]) {
        let piece = name.get(start..end).unwrap_or_default();
        start = end + 1;
        let Some((key, value)) = piece.split_once('=') else { continue };
        let value = value.trim();
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        match key.trim() {
            "family" => parts.family = value,
            "given" => parts.given = value,
            "prefix" => parts.particle = value,
            "suffix" => parts.suffix = value,
            _ => {}
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::{parse, split};

    fn parts(name: &str) -> [&str; 4] {
        let parts = parse(name);
        [parts.given, parts.particle, parts.family, parts.suffix]
    }

    #[test]
    fn names_part_as_bibtex_parts_them() {
        let cases = [
            ("Jean-Paul Sartre", ["Jean-Paul", "", "Sartre", ""]),
            ("Ludwig van Beethoven", ["Ludwig", "van", "Beethoven", ""]),
            ("van Beethoven, Ludwig", ["Ludwig", "van", "Beethoven", ""]),
            (
                "Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin",
                ["Charles Louis Xavier Joseph", "de la", "Vall{\\'e}e Poussin", ""],
            ),
            ("de la Fontaine, Jr, Jean", ["Jean", "de la", "Fontaine", "Jr"]),
            ("Van Eijk, Carola", ["Carola", "", "Van Eijk", ""]),
            ("Jean d'Alembert", ["Jean", "", "d'Alembert", ""]),
            ("jean de la fontaine", ["", "jean de la", "fontaine", ""]),
            ("Plato", ["", "", "Plato", ""]),
            ("{\\'E}ric {\\'e}t{\\'e} Xu", ["{\\'E}ric", "{\\'e}t{\\'e}", "Xu", ""]),
            ("Donald~E. Knuth", ["Donald~E.", "", "Knuth", ""]),
            ("Jean {de la} Fontaine", ["Jean {de la}", "", "Fontaine", ""]),
            ("Ortega y Gasset, José", ["José", "", "Ortega y Gasset", ""]),
            ("Émile Zola", ["Émile", "", "Zola", ""]),
            ("family=Simon, given={Pierre, M.}, prefix=de, useprefix=true", ["{Pierre, M.}", "de", "Simon", ""]),
            ("", ["", "", "", ""]),
        ];
        for (name, expected) in cases {
            assert_eq!(parts(name), expected, "{name}");
        }
        assert!(parse("{World Health and Food Organization}").literal);
        assert!(!parse("{\\'E}ric").literal);
    }

    #[test]
    fn lists_part_at_and_outside_braces() {
        let field = "A and B\n\tAND {C and D} and  Ferdinand Brandt and others";
        let names: Vec<_> = split(field).map(|range| &field[range]).collect();
        assert_eq!(names, ["A", "B", "{C and D}", "Ferdinand Brandt", "others"]);
    }

    #[test]
    fn fifty_thousand_names_take_linear_time() {
        let field = vec!["Anne {de} Smith"; 50_000].join(" and ");
        assert_eq!(split(&field).filter(|range| !parse(&field[range.clone()]).literal).count(), 50_000);
    }
}
