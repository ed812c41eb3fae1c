//! The values of a file one after the other: those of its top list, or its lines (JSON Lines), or the only one.

use super::{Kind, Parser, Tree, Value};
use crate::read::{Before, Problem, ProblemKind, Reading};

/// Reads every value at the top of a text, or in the list at its top; `take` makes records of one. The problems are
/// in the order of the text; those of the parser name the record that they are in.
pub fn read_values(text: &str, take: impl FnMut(Value<'_>, &mut Reading)) -> Reading {
    read_part(text, true, &mut Before::default(), take).0
}

/// Does it in parts: see [`crate::read::ReadPart`].
pub fn read_part(
    text: &str,
    end: bool,
    before: &mut Before,
    mut take: impl FnMut(Value<'_>, &mut Reading),
) -> (Reading, usize) {
    let mut parser = Parser::new(text);
    parser.room = parser.room.saturating_sub(before.told);
    let mut reading = Reading::default();
    let mut used = None;
    while let Some(byte) = parser.peek() {
        let start = parser.at;
        match byte {
            b'[' if !before.opened => before.opened = true,
            b',' | b']' => {}
            _ => {
                let seen = parser.problems.len();
                parser.saw_end = false;
                let tree = parser.value();
                if !end && (parser.saw_end || parser.at >= text.len()) {
                    // With what follows it may be another value.
                    parser.problems.truncate(seen);
                    used = Some(start);
                    break;
                }
                let from = reading.records.len();
                if !tree.nodes.is_empty() {
                    take(Value::new(text, &tree), &mut reading);
                }
                let key = reading.records.get(from).map(|record| record.key.value.clone());
                let key = key.filter(|key| !key.is_empty());
                parser.problems.iter_mut().skip(seen).for_each(|problem| problem.key.clone_from(&key));
                parser.at = parser.at.max(start + usize::from(parser.at == start));
                while !text.is_char_boundary(parser.at) {
                    parser.at += 1;
                }
                continue;
            }
        }
        parser.at += 1;
    }
    before.told += parser.problems.len();
    reading.problems.append(&mut parser.problems);
    reading.problems.sort_by_key(|problem| problem.span);
    (reading, used.unwrap_or(text.len()))
}

/// The first object of a text, at its top or in the list at its top.
pub fn first_object(text: &str) -> Option<Tree> {
    let mut parser = Parser::new(text);
    if parser.peek() == Some(b'[') {
        parser.at += 1;
    }
    (parser.peek() == Some(b'{')).then(|| parser.value())
}

/// Whether a text is `[]`, as far as it goes.
pub fn is_empty_list(text: &str) -> bool {
    let mut parser = Parser::new(text);
    let opened = parser.peek() == Some(b'[');
    parser.at += usize::from(opened);
    opened && parser.peek() == Some(b']')
}

/// Says that a value is no record; `object` is what is said of one that is an object.
pub fn not_a_record(value: Value<'_>, object: &str) -> Problem {
    let what = match value.kind() {
        Some(Kind::Object) | None => object.to_string(),
        Some(Kind::Array) => "a list".to_string(),
        Some(Kind::String) => "a string".to_string(),
        Some(Kind::Literal) => value.span().of(value.text).chars().take(40).collect(),
    };
    Problem { span: value.span(), kind: ProblemKind::NotARecord(what), key: None }
}
