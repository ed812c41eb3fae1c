//! `Key: value` lines of `note`: Zotero's and Manubot's way to keep what CSL-JSON has no place for.

use crate::read::decode::each_char_of;
use crate::span::{Decoding, Span, Text};

/// The lines of a string, as label and value. Lines without a label are left out: the
/// whole note is kept as a variable.
pub fn lines(text: &str, note: &Text) -> Vec<(Text, Text)> {
    let inside = note.from.spans.first().copied().unwrap_or_default();
    let decoding = note.from.decoding;
    let raw = inside.of(text);
    let base = inside.start as usize;
    let mut ends = Vec::new();
    // In a block of YAML lines are lines; elsewhere their ends are written.
    let plain = if decoding == Decoding::Yaml { Decoding::Plain } else { decoding };
    each_char_of(raw, plain, |at, c| {
        if c == '\n' {
            ends.push(at);
        }
    });
    ends.push(raw.len());
    let mut found = Vec::new();
    let mut start = 0;
    for end in ends {
        let line = raw.get(start..end).unwrap_or_default();
        found.extend(label_and_value(line, base + start, decoding));
        // A line end is written `\n`, or is one byte where a program did not escape it.
        start = end + if raw[end..].starts_with('\\') { 2 } else { 1 };
        if raw.get(end..).is_some_and(|rest| rest.starts_with("\\u")) {
            start = end + 6;
        }
    }
    found
}

fn label_and_value(line: &str, base: usize, decoding: Decoding) -> Option<(Text, Text)> {
    let colon = line.find(':')?;
    let (label, value) = (line[..colon].trim(), line[colon + 1..].trim());
    let named = label.starts_with(|c: char| c.is_alphabetic()) && label.len() <= 40 && !label.contains(['\\', '/']);
    if !named || value.is_empty() || value.starts_with("//") || label.split_whitespace().count() > 4 {
        return None;
    }
    let place = |part: &str, near: usize| {
        let start = base + near + line[near..].find(part).unwrap_or(0);
        let span = Span::new(start, start + part.len());
        Text::new(crate::read::decode(&[part], decoding), span, decoding)
    };
    Some((place(label, 0), place(value, colon + 1)))
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::span::{Decoding, Span, Text};

    #[test]
    fn lines_with_a_label_are_taken() {
        let text = r"license: http://x.org/\nThis was made by a program.\nstandard_id: doi:10.1038/x\nOriginal Title: L\u2019été";
        let found = lines(text, &Text::new(text, Span::new(0, text.len()), Decoding::Json));
        let shown: Vec<_> = found.iter().map(|(label, value)| (label.value.as_str(), value.value.as_str())).collect();
        assert_eq!(
            shown,
            [("license", "http://x.org/"), ("standard_id", "doi:10.1038/x"), ("Original Title", "L’été")]
        );
    }
}
