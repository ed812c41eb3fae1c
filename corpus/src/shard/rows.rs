//! The rows of a shard: what lookup needs of each record, without a heap object of its own.
//!
//! Texts lie in one arena; names of people are interned, since the same ones recur. About 300 bytes a record.

use crate::record::{ItemType, ParentKind, Role};
use crate::shard::{Brief, BriefName};
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// A text in the arena.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Str {
    at: u32,
    len: u32,
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
    family: Str,
    given: Str,
    particle: Str,
    role: Role,
    literal: bool,
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
    pub(super) rows: Vec<Row>,
    arena: String,
    names: Vec<NameRow>,
    links: Vec<LinkRow>,
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

/// Collects rows.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) rows: Rows,
    interned: FxHashMap<u64, Str>,
}

impl Builder {
    /// Adds a record; `bytes` are the record's, as stored.
    pub(super) fn push(&mut self, brief: &Brief<'_>, bytes: &[u8], line: (u32, u32)) {
        let names = self.push_names(&brief.names);
        let links = self.push_links(brief);
        let row = Row {
            span: brief.span,
            key_span: brief.key_span,
            hash: hash(bytes),
            line,
            key: self.store(&brief.key),
            title: self.store(&brief.title),
            doi: self.store(&brief.doi),
            year: brief.year,
            names,
            inherited: (0, 0),
            links,
            item_type: brief.item_type,
        };
        self.rows.rows.push(row);
    }

    fn push_names(&mut self, names: &[BriefName<'_>]) -> (u32, u32) {
        let start = self.rows.names.len() as u32;
        for name in names {
            let row = NameRow {
                family: self.intern(&name.family),
                given: self.intern(&name.given),
                particle: self.intern(&name.particle),
                role: name.role,
                literal: name.literal,
            };
            self.rows.names.push(row);
        }
        (start, self.rows.names.len() as u32)
    }

    fn push_links(&mut self, brief: &Brief<'_>) -> (u32, u32) {
        let start = self.rows.links.len() as u32;
        let aliases = brief.aliases.iter().map(|key| (None, key));
        let parents = brief.parents.iter().map(|(kind, key)| (Some(*kind), key));
        for (kind, key) in aliases.chain(parents) {
            let key = self.store(key);
            self.rows.links.push(LinkRow { key, kind });
        }
        (start, self.rows.links.len() as u32)
    }

    /// Puts a text into the arena; an arena beyond 4 GiB (which no file that is read can fill) takes no more.
    fn store(&mut self, text: &str) -> Str {
        let at = self.rows.arena.len();
        if text.is_empty() || at + text.len() > u32::MAX as usize {
            return Str::default();
        }
        self.rows.arena.push_str(text);
        Str { at: at as u32, len: text.len() as u32 }
    }

    fn intern(&mut self, text: &str) -> Str {
        if text.is_empty() {
            return Str::default();
        }
        let hash = hash(text.as_bytes());
        match self.interned.get(&hash) {
            Some(&known) if self.rows.text(known) == text => known,
            _ => {
                let stored = self.store(text);
                self.interned.insert(hash, stored);
                stored
            }
        }
    }

    /// The rows, with what they inherit: `find` looks a key up.
    pub(super) fn finish(self) -> Rows {
        let mut rows = self.rows;
        rows.rows.shrink_to_fit();
        rows.arena.shrink_to_fit();
        rows.names.shrink_to_fit();
        rows.links.shrink_to_fit();
        rows
    }
}

/// A fast hash of bytes, to notice that a record changed; not for adversaries.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}
