//! The rows of a shard: what lookup needs of each record, without a heap object of its own.
//!
//! Texts lie in one arena; names of people are interned, since the same ones recur. Rows are arrays of numbers, the same
//! in memory and in the cache ([`Pack`]). About 220 bytes a record.

use crate::record::{ItemType, ParentKind, Role};
use crate::shard::flat::{self, Flat};
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
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub(super) span: Span,
    pub(super) key_span: Span,
    /// The hash of the record's bytes; its number, where it stands in no text.
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

/// A row that is kept as an array of numbers.
pub(super) trait Pack<const N: usize> {
    fn pack(&self) -> [u32; N];
    fn unpack(packed: &[u32; N]) -> Self;
}

/// The bit beside the item type that says that there is a year.
const HAS_YEAR: u32 = 1 << 8;

/// Without where its names and links end and what it inherits: [`Rows::get`] knows.
impl Pack<18> for Row {
    fn pack(&self) -> [u32; 18] {
        let kind = self.item_type as u32 | if self.year.is_some() { HAS_YEAR } else { 0 };
        let Self { span, key_span, hash, line, key, title, doi, names, links, .. } = self;
        [
            [span.start, span.end],
            [key_span.start, key_span.end],
            [*hash as u32, (hash >> 32) as u32],
            [line.0, line.1],
            [key.at, key.len],
            [title.at, title.len],
            [doi.at, doi.len],
            [names.0, links.0],
            [kind, self.year.unwrap_or_default() as u32],
        ]
        .as_flattened()
        .try_into()
        .unwrap_or([0; 18])
    }

    fn unpack(packed: &[u32; 18]) -> Self {
        let [
            span_start,
            span_end,
            key_start,
            key_end,
            hash_low,
            hash_high,
            line,
            line_start,
            key_at,
            key_len,
            title_at,
            title_len,
            doi_at,
            doi_len,
            names,
            links,
            kind,
            year,
        ] = *packed;
        Self {
            span: Span { start: span_start, end: span_end },
            key_span: Span { start: key_start, end: key_end },
            hash: u64::from(hash_low) | u64::from(hash_high) << 32,
            line: (line, line_start),
            key: Str { at: key_at, len: key_len },
            title: Str { at: title_at, len: title_len },
            doi: Str { at: doi_at, len: doi_len },
            year: (kind & HAS_YEAR != 0).then_some(year as i32),
            names: (names, names),
            inherited: (0, 0),
            links: (links, links),
            item_type: ItemType::of_number(kind as u8),
        }
    }
}

/// The bit beside the role that says that a name is a literal.
const LITERAL: u32 = 1 << 8;

impl Pack<7> for NameRow {
    fn pack(&self) -> [u32; 7] {
        let role = match self.role {
            Role::Author => 0,
            Role::Editor => 1,
            Role::Translator => 2,
            Role::Other => 3,
        };
        let kind = role | if self.literal { LITERAL } else { 0 };
        let Self { family, given, particle, .. } = self;
        [family.at, family.len, given.at, given.len, particle.at, particle.len, kind]
    }

    fn unpack(packed: &[u32; 7]) -> Self {
        let [family_at, family_len, given_at, given_len, particle_at, particle_len, kind] = *packed;
        Self {
            family: Str { at: family_at, len: family_len },
            given: Str { at: given_at, len: given_len },
            particle: Str { at: particle_at, len: particle_len },
            role: match kind & !LITERAL {
                0 => Role::Author,
                1 => Role::Editor,
                2 => Role::Translator,
                _ => Role::Other,
            },
            literal: kind & LITERAL != 0,
        }
    }
}

impl Pack<3> for LinkRow {
    fn pack(&self) -> [u32; 3] {
        let kind = match self.kind {
            None => 0,
            Some(ParentKind::Crossref) => 1,
            Some(ParentKind::Xdata) => 2,
            Some(ParentKind::Xref) => 3,
        };
        [self.key.at, self.key.len, kind]
    }

    fn unpack(packed: &[u32; 3]) -> Self {
        let [at, len, kind] = *packed;
        let kind = match kind {
            0 => None,
            1 => Some(ParentKind::Crossref),
            2 => Some(ParentKind::Xdata),
            _ => Some(ParentKind::Xref),
        };
        Self { key: Str { at, len }, kind }
    }
}

/// All rows of a file.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// [`Row`].
    pub(super) packed: Flat<[u32; 18]>,
    /// The texts, UTF-8.
    pub(super) arena: Flat<u8>,
    /// The names of all rows, by their numbers in `persons`.
    pub(super) names: Flat<u32>,
    /// [`NameRow`], each once: the same people write many works.
    pub(super) persons: Flat<[u32; 7]>,
    /// [`LinkRow`].
    pub(super) links: Flat<[u32; 3]>,
    /// Rows that inherit names, ascending, with the names.
    pub(super) heirs: Flat<[u32; 3]>,
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
    pub(super) fn len(&self) -> usize {
        self.packed.len()
    }

    pub(super) fn get(&self, number: usize) -> Option<Row> {
        let mut row = Row::unpack(self.packed.get(number)?);
        // Rows have their names and links in their order.
        let next = self.packed.get(number + 1).map(Row::unpack);
        row.names.1 = next.map_or(self.names.len() as u32, |next| next.names.0);
        row.links.1 = next.map_or(self.links.len() as u32, |next| next.links.0);
        if row.links.0 < row.links.1 {
            let heir = self.heirs.binary_search_by_key(&(number as u32), |heir| heir[0]).ok();
            row.inherited = heir.and_then(|heir| self.heirs.get(heir)).map_or((0, 0), |[_, start, end]| (*start, *end));
        }
        Some(row)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Row> {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    pub(super) fn text(&self, text: Str) -> &str {
        let at = text.at as usize;
        flat::text(&self.arena, at..at + text.len as usize)
    }

    /// Whether a text of the arena is another text: it need not be looked at as characters.
    pub(super) fn is(&self, text: Str, other: &str) -> bool {
        let at = text.at as usize;
        self.arena.get(at..at + text.len as usize) == Some(other.as_bytes())
    }

    pub(super) fn links<'a>(&'a self, row: &Row) -> impl Iterator<Item = LinkRow> + use<'a> {
        slice(&self.links, row.links).iter().map(LinkRow::unpack)
    }

    /// The row's own names, then those it inherits in roles that it has no name for.
    pub(super) fn names<'a>(&'a self, row: &Row) -> impl Iterator<Item = NameView<'a>> + use<'a> {
        let person = |number: &u32| self.persons.get(*number as usize).map(NameRow::unpack);
        let unpacked = move |names| slice(&self.names, names).iter().filter_map(person);
        let roles = unpacked(row.names).fold(0u8, |roles, name| roles | 1 << name.role as u8);
        let more = unpacked(row.inherited).filter(move |name| roles & (1 << name.role as u8) == 0);
        unpacked(row.names).chain(more).map(|name| NameView {
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
