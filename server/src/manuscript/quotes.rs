//! Quoted spans of the prose: candidates for titles.

use siglum_corpus::span::Span;

/// Quoted spans of a piece of prose: `"..."`, `“...”`, `« ... »`, `‘...’`, without their marks.
pub(super) fn quoted(prose: &str, from: usize) -> Vec<Span> {
    let text = prose.get(from..).unwrap_or_default();
    let mut open: [Option<usize>; 5] = [None; 5];
    let mut spans = Vec::new();
    // All marks begin with one of three bytes, with which few other characters begin.
    for at in memchr::memchr3_iter(b'"', 0xC2, 0xE2, text.as_bytes()) {
        let Some(c) = text[at..].chars().next() else { continue };
        let end = at + c.len_utf8();
        let before = || text[..at].chars().next_back().unwrap_or(' ');
        let after = || text[end..].chars().next();
        match c {
            '“' | '«' | '‘' | '„' => open[slot(c)] = Some(end),
            '"' if open[0].is_none() && !before().is_alphanumeric() => open[0] = Some(end),
            '"' | '”' | '»' | '’' => {
                let in_word = c == '’' && after().is_some_and(char::is_alphanumeric);
                let taken = if in_word { None } else { open[slot(c)].take() };
                // „German“ closes with what opens elsewhere, so its own slot is tried first.
                spans.extend(taken.map(|start| trimmed(text, start, at, from)));
            }
            _ => {}
        }
        if c == '“'
            && let Some(start) = open[4].take()
        {
            open[1] = None;
            spans.push(trimmed(text, start, at, from));
        }
    }
    spans.retain(|span| !span.is_empty());
    spans
}

fn slot(c: char) -> usize {
    match c {
        '“' | '”' => 1,
        '«' | '»' => 2,
        '‘' | '’' => 3,
        '„' => 4,
        _ => 0,
    }
}

fn trimmed(text: &str, start: usize, end: usize, from: usize) -> Span {
    let inner = text.get(start..end).unwrap_or_default();
    let lead = inner.len() - inner.trim_start().len();
    let length = inner.trim().len();
    Span::new(from + start + lead, from + start + lead + length)
}
