//! The entries of a broken file, and the fields of a broken entry, by their indentation.

use crate::span::Span;
use std::ops::Range;

/// An entry: a member at the margin, or an element of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its bytes; of an element without its dash.
    pub range: Range<usize>,
    /// Whether it is an element of a list.
    pub in_list: bool,
}

/// A broken entry in parts.
pub struct Split {
    /// Its key, where it is a member.
    pub key: Option<Span>,
    /// Its fields.
    pub fields: Vec<Range<usize>>,
}

/// The lines of a range, with their ends.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let start = at;
        let rest = text.get(start..range.end).filter(|rest| !rest.is_empty())?;
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let ending = if rest[length..].starts_with("\r\n") { 2 } else { 1 };
        at = (start + length + ending).min(range.end);
        Some(start..at)
    })
}

/// The indentation of a line; `None` for one that is blank or a comment.
fn indent(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches([' ', '\t']);
    let blank = bare.trim().is_empty() || bare.starts_with('#');
    (!blank).then(|| line.len() - bare.len())
}

/// The entries of a range: elements of the list under a key, or the members at the margin.
pub fn entries(text: &str, range: Range<usize>, list: Option<&str>) -> Vec<Chunk> {
    let mut found: Vec<Chunk> = Vec::new();
    // Where the entries of the list are indented; `None` outside of it.
    let mut inside: Option<Option<usize>> = list.is_none().then_some(Some(0));
    for line in lines(text, range.clone()) {
        let written = &text[line.clone()];
        let Some(indent) = indent(written) else {
            grow(&mut found, line.end);
            continue;
        };
        let bare = written.trim();
        if bare == "---" || bare == "..." {
            continue;
        }
        let dashed = bare.starts_with("- ") || bare == "-";
        if let Some(name) = list {
            if indent == 0 && !dashed {
                inside = (bare.trim_end_matches(':') == name && bare.ends_with(':')).then_some(None);
                continue;
            }
            let Some(level) = &mut inside else { continue };
            let first = level.is_none() && dashed;
            let level = *level.get_or_insert(if first { indent } else { usize::MAX });
            if dashed && indent == level {
                found.push(Chunk { range: line.start + indent + 1..line.end, in_list: true });
                continue;
            }
        } else if indent == 0 {
            found.push(Chunk { range: line.clone(), in_list: false });
            continue;
        }
        grow(&mut found, line.end);
    }
    // A list at the top without a name.
    if found.is_empty() && list.is_some() { bare_list(text, range) } else { found }
}

fn bare_list(text: &str, range: Range<usize>) -> Vec<Chunk> {
    let mut found: Vec<Chunk> = Vec::new();
    for line in lines(text, range) {
        let written = &text[line.clone()];
        if indent(written) == Some(0) && written.starts_with("- ") {
            found.push(Chunk { range: line.start + 1..line.end, in_list: true });
        } else {
            grow(&mut found, line.end);
        }
    }
    found
}

fn grow(found: &mut [Chunk], end: usize) {
    found.iter_mut().next_back().into_iter().for_each(|last| last.range.end = end);
}

/// The fields of an entry: the lines indented as its first field is, each with what is indented more.
pub fn fields(text: &str, chunk: &Chunk) -> Option<Split> {
    let mut all = lines(text, chunk.range.clone()).filter(|line| indent(&text[line.clone()]).is_some());
    let mut split = Split { key: None, fields: Vec::new() };
    let first = all.next()?;
    let head = &text[first.clone()];
    let mut level = None;
    if chunk.in_list {
        // The first field stands behind the dash: its column is the level of the others.
        let lead = head.len() - head.trim_start().len();
        let before = text[..first.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        level = Some(first.start + lead - before);
        split.fields.push(first.start + lead..first.end);
    } else {
        let name = head.trim_end().strip_suffix(':')?;
        let quoted = name.len() >= 2
            && (name.starts_with('"') && name.ends_with('"') || name.starts_with('\'') && name.ends_with('\''));
        let quotes = usize::from(quoted);
        split.key = Some(Span::new(first.start + quotes, first.start + name.len() - quotes));
    }
    for line in all {
        let depth = indent(&text[line.clone()])?;
        let level = *level.get_or_insert(depth);
        match split.fields.last_mut() {
            Some(last) if depth > level => last.end = line.end,
            Some(_) if depth == level && text[line.clone()].trim_start().starts_with("- ") => {
                split.fields.iter_mut().next_back().into_iter().for_each(|last| last.end = line.end);
            }
            _ => split.fields.push(line),
        }
    }
    Some(split)
}
