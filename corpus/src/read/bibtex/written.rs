//! Entries as they are written, with their macros put in: what is copied elsewhere must not lose what it says in LaTeX.

use super::macros::{Context, Macros};
use super::scan::{RawEntry, RawField, RawPiece, Scanner, What};
use crate::span::Span;
use std::cell::Cell;

/// An entry: values are LaTeX, as they stand between their braces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The word behind `@`.
    pub kind: String,
    /// The key.
    pub key: String,
    /// Names of fields and their values, in order.
    pub fields: Vec<(String, Value)>,
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// What stands in braces or quotes.
    Braced(String),
    /// A number, the macro of a month, or what is put together of such.
    Bare(String),
}

/// Where a field of an entry stands, in bytes of the text that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Span,
    /// Its whole value, with braces or quotes and `#`.
    pub value: Span,
    /// Whether the value says nothing: `{}`, `""`, blanks and braces alone.
    pub is_empty: bool,
}

/// The fields of the first entry of a text as they are written, repeated and empty ones too.
#[must_use]
pub fn fields(text: &str) -> Vec<Field> {
    let mut scanner = Scanner::new(text);
    while let Some(entry) = scanner.next_entry() {
        if entry.what == What::Entry {
            let blank = |piece: &RawPiece| {
                !piece.bare
                    && piece.span.of(text).bytes().all(|byte| byte.is_ascii_whitespace() || b"{}".contains(&byte))
            };
            let field = |field: &RawField| Field {
                name: field.name,
                value: field.value,
                is_empty: entry.pieces_of(field).iter().all(blank),
            };
            return entry.fields.iter().map(field).collect();
        }
    }
    Vec::new()
}

/// The first entry of a text that begins at byte `base` of its file. `None` where a value could not be closed: it would not
/// be the same elsewhere.
#[must_use]
pub fn entry(text: &str, base: u32, macros: &Macros) -> Option<Entry> {
    let spent = Cell::new(0);
    let mut scanner = Scanner::new(text);
    let found = loop {
        let entry = scanner.next_entry()?;
        if entry.what == What::Entry {
            break entry;
        }
    };
    let context = Context { text, base, macros, spent: &spent, detects: true };
    found.ok.then_some(())?;
    let fields = found.fields.iter().map(|field| {
        let value = value(&context, found, field);
        let closed = !matches!(&value, Value::Braced(text) if !is_balanced(text));
        closed.then(|| (field.name.of(text).to_owned(), value))
    });
    let fields = fields.collect::<Option<_>>()?;
    let (kind, key) = (found.kind.of(text).to_owned(), found.key.of(text).to_owned());
    (!key.is_empty()).then_some(Entry { kind, key, fields })
}

fn value(context: &Context<'_, '_>, entry: &RawEntry, field: &RawField) -> Value {
    let pieces = entry.pieces_of(field);
    let value = context.value(entry, field);
    let mut bare =
        pieces.iter().filter(|piece| piece.bare).map(|piece| context.knows(piece.span.of(context.text), entry));
    let (known, foreign) = (bare.clone().any(|knows| knows), bare.any(|knows| !knows));
    if foreign && !known {
        // A number, or a month, whose macro is the style's and not the file's: it goes along as it is.
        return Value::Bare(field.value.of(context.text).to_owned());
    }
    Value::Braced(value.text.into_owned())
}

/// Whether braces are in pairs, as BibTeX counts them: with a backslash or without.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0i64;
    let holds = text.bytes().all(|byte| {
        depth += i64::from(byte == b'{') - i64::from(byte == b'}');
        depth >= 0
    });
    holds && depth == 0
}
