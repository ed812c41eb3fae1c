//! How far a `siglum-ignore` comment reaches: over the next block, its sentence, or its line.

use crate::manuscript::{Directive, Manuscript, RegionKind};
use siglum_corpus::Span;

/// How far a block or a sentence may reach, in bytes.
const FAR: usize = 64 << 10;

/// Abbreviations that no sentence ends with, in lower case; single letters are none either.
const ABBREVIATIONS: [&str; 36] = [
    "al", "art", "bd", "cap", "cf", "chap", "dr", "ed", "eds", "etc", "ex", "fig", "ibid", "mme", "mr", "mrs", "ms",
    "nr", "no", "op", "par", "pp", "prof", "sec", "sect", "st", "tab", "tome", "trad", "trans", "univ", "vgl", "vol",
    "vols", "vs", "éd",
];

/// What a comment covers: on a line of its own the next block, up to a blank line; in Markdown within a paragraph its
/// sentence; elsewhere its line.
pub fn reach(text: &str, manuscript: &Manuscript, directive: &Directive) -> Span {
    if directive.own_line {
        return block(text, manuscript, directive);
    }
    let (start, end) = (directive.comment.start as usize, directive.comment.end as usize);
    if text[start..].starts_with("<!--") {
        return sentence(text, start, end, manuscript.in_json);
    }
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    Span::new(line_start, line_end)
}

fn block(text: &str, manuscript: &Manuscript, directive: &Directive) -> Span {
    let end = directive.comment.end as usize;
    let far = (end + FAR).min(text.len());
    let mut at = text[end..].find('\n').map_or(text.len(), |line| end + line + 1);
    let mut content = false;
    while at < far {
        let line_end = text[at..].find('\n').map_or(text.len(), |line| at + line + 1);
        let blank = is_blank(&text[at..line_end], manuscript.in_json);
        if blank && content {
            break;
        }
        content |= !blank && is_read(manuscript, at, line_end);
        at = line_end;
    }
    Span::new(end, at)
}

/// Whether a line ends a block: in a notebook, one of JSON that holds an empty line or closes the cell.
fn is_blank(line: &str, in_json: bool) -> bool {
    let line = line.trim();
    line.is_empty() || (in_json && matches!(line.trim_end_matches(','), "\"\\n\"" | "]" | "}"))
}

/// Whether a line holds something that is read, so that a comment after a comment reaches the same block.
fn is_read(manuscript: &Manuscript, start: usize, end: usize) -> bool {
    let line = Span::new(start, end);
    let first = manuscript.regions.partition_point(|region| region.span.end <= line.start);
    let mut regions = manuscript.regions[first..].iter().take_while(|region| region.span.start < line.end).peekable();
    regions.peek().is_none() || regions.any(|region| region.kind != RegionKind::Masked)
}

/// The sentence that ends at a comment or goes on around it; at the beginning of a paragraph the one that follows.
fn sentence(text: &str, start: usize, end: usize, in_json: bool) -> Span {
    const NEAR: usize = 2 << 10;
    let (from, to) =
        (text.floor_char_boundary(start.saturating_sub(NEAR)), text.ceil_char_boundary((end + NEAR).min(text.len())));
    let from = paragraph_start(&text[from..start], in_json) + from;
    let to = end + paragraph_end(&text[end..to], in_json);
    let before = text[from..start].trim_end();
    if before.is_empty() {
        return Span::new(from, end + first_end(&text[end..to]));
    }
    // Up to the last letter before the comment: is that the end of its sentence?
    let inner = from + before.len();
    let begin = from + last_end(before);
    let closed = is_end(before, before.len());
    let last = if closed { inner } else { end + first_end(&text[end..to]) };
    Span::new(begin, last)
}

/// Where the last paragraph of a text begins.
fn paragraph_start(text: &str, in_json: bool) -> usize {
    let mut at = text.len();
    for line in text.split_inclusive('\n').rev() {
        if line.ends_with('\n') && is_blank(line, in_json) {
            return at;
        }
        at -= line.len();
    }
    0
}

/// Where the first paragraph of a text ends.
fn paragraph_end(text: &str, in_json: bool) -> usize {
    let mut at = 0;
    for (place, line) in text.split_inclusive('\n').enumerate() {
        if place > 0 && is_blank(line, in_json) {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// Where the first sentence of a text ends.
fn first_end(text: &str) -> usize {
    let ends = text.match_indices(['.', '!', '?', '…']).map(|(at, mark)| closing(text, at + mark.len()));
    ends.into_iter().find(|end| is_end(text, *end) && begins(&text[*end..])).unwrap_or(text.len())
}

/// Where the sentence before the last one of a text ends; 0 where there is one only.
fn last_end(text: &str) -> usize {
    let ends = text.match_indices(['.', '!', '?', '…']).map(|(at, mark)| closing(text, at + mark.len()));
    let mut inner = ends.filter(|end| *end < text.len() && is_end(text, *end) && begins(&text[*end..]));
    inner.next_back().unwrap_or(0)
}

/// The place after the quotes, brackets and marks of emphasis that close a sentence.
fn closing(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + (rest.len()
        - rest.trim_start_matches(['.', '!', '?', '"', '\'', '’', '”', '»', ')', ']', '*', '_', '\u{a0}']).len())
}

/// Whether a sentence ends at a place: after its mark, which is not that of an abbreviation or an initial.
fn is_end(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(['"', '\'', '’', '”', '»', ')', ']', '*', '_', '\u{a0}', ' ']);
    if before.ends_with(['!', '?', '…']) {
        return true;
    }
    let Some(before) = before.strip_suffix('.') else { return false };
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let initial = word.chars().count() == 1 && !word.contains(|c: char| c.is_ascii_digit());
    !initial && !ABBREVIATIONS.contains(&word.as_str())
}

/// Whether what follows begins a sentence: a blank, then no small letter and no digit.
fn begins(rest: &str) -> bool {
    let word = rest.trim_start();
    word.len() < rest.len() && !word.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit()) || rest.is_empty()
}
