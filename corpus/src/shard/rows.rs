//! The rows of a shard: what lookup needs of each record, without a heap object of its own.
//!
//! Texts lie in one arena; names of people are interned, since the same ones recur. About 300 bytes a record.

use crate::record::{ItemType, ParentKind, Role};
use crate::span::Span;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// A text in the arena.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Str {
    pub(super) at: u32,
    pub(super) len: u32,
}

/// One record.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) span: Span,
    pub(super) key_span: Span,
    /// The hash of the record's bytes.
    pub(super) hash: u64,
    /// The line of the record's start, from 0, and the byte where it begins.
    pub(super) line: (u32, u32),
    pub(super) key: Str,
    pub(super) title: Str,
    pub(super) doi: Str,
    pub(super) year: Option<i32>,
    pub(super) names: (u32, u32),
    /// Names of the nearest record that it inherits names from.
    pub(super) inherited: (u32, u32),
    pub(super) links: (u32, u32),
    pub(super) item_type: ItemType,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct NameRow {
    pub(super) family: Str,
    pub(super) given: Str,
    pub(super) particle: Str,
    pub(super) role: Role,
    pub(super) literal: bool,
}

/// An alias, or a parent.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkRow {
    pub(super) key: Str,
    /// `None` for an alias.
    pub(super) kind: Option<ParentKind>,
}

/// All rows of a file.
#[derive(Debug, Default)]
pub(super) struct Rows {
    #[allow(clippy::struct_field_names)] // They are the rows.
    pub(super) rows: Vec<Row>,
    pub(super) arena: String,
    pub(super) names: Vec<NameRow>,
    pub(super) links: Vec<LinkRow>,
}

/// A name of a row: CSL's parts, decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameView<'a> {
    /// The role.
    pub role: Role,
    /// The family name without particle, or the whole literal name.
    pub family: &'a str,
    /// The given names; empty for a literal.
    pub given: &'a str,
    /// The particle, or empty.
    pub particle: &'a str,
    /// Whether `family` is a literal name (an institution).
    pub literal: bool,
}

impl Rows {
    pub(super) fn text(&self, text: Str) -> &str {
        let at = text.at as usize;
        self.arena.get(at..at + text.len as usize).unwrap_or_default()
    }

    pub(super) fn links(&self, row: &Row) -> &[LinkRow] {
        slice(&self.links, row.links)
    }

    /// The row's own names, then those it inherits in roles that it has no name for.
    pub(super) fn names<'a>(&'a self, row: &Row) -> impl Iterator<Item = NameView<'a>> + use<'a> {
        let own = slice(&self.names, row.names);
        let inherited = slice(&self.names, row.inherited);
        let roles = own.iter().fold(0u8, |roles, name| roles | 1 << name.role as u8);
        let more = inherited.iter().filter(move |name| roles & (1 << name.role as u8) == 0);
        own.iter().chain(more).map(|name| NameView {
            role: name.role,
            family: self.text(name.family),
            given: self.text(name.given),
            particle: self.text(name.particle),
            literal: name.literal,
        })
    }
}

fn slice<T>(all: &[T], (start, end): (u32, u32)) -> &[T] {
    all.get(start as usize..end as usize).unwrap_or_default()
}

/// A fast hash of bytes, to notice that a record changed; not for adversaries.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}
