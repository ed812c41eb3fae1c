//! Records out of lines: what each line is, a format says.

use super::{Block, Field, lines, trimmed};
use crate::span::Span;
use std::ops::Range;

/// What a line is to a format of tagged lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A field: its tag, and the value on this line.
    Field(Span, Range<usize>),
    /// A field that no record has two of: it begins one.
    First(Span, Range<usize>),
    /// More of the last value.
    More,
    /// The record ends before this line, which is none of it.
    Border,
    /// The record ends with this line.
    Last,
    /// Nothing.
    Skip,
}

/// The records of a text. `what` is told each line, and whether a record is open.
pub fn gather(text: &str, mut what: impl FnMut(Range<usize>, bool) -> Line) -> Vec<Block> {
    let mut found = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    let mut end = 0;
    for line in lines(text) {
        let said = what(line.clone(), !fields.is_empty());
        let last = if said == Line::Last { line.end } else { end };
        if matches!(said, Line::First(..) | Line::Border | Line::Last) && !fields.is_empty() {
            found.push(Block::new(std::mem::take(&mut fields), last));
        }
        match said {
            Line::Field(tag, value) | Line::First(tag, value) => fields.push(Field::new(text, tag, value)),
            Line::More if !trimmed(text, line.clone()).is_empty() => {
                fields.iter_mut().next_back().into_iter().for_each(|open| open.push(text, line.clone()));
            }
            Line::More | Line::Border | Line::Last | Line::Skip => continue,
        }
        end = line.end;
    }
    if !fields.is_empty() {
        found.push(Block::new(fields, end));
    }
    found
}
