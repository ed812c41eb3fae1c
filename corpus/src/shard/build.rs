//! Builds the rows and the tables of a shard from the readers' briefs.
//!
//! Invariant: rows stand in the order of the briefs, and the tables know each row under the same number.

use crate::fold::{fold, fold_into};
use crate::record::ParentKind;
use crate::shard::order;
use crate::shard::rows::{LinkRow, NameRow, Pack, Row, Rows, Str, hash};
use crate::shard::tables::{MAX_ROWS, Tables, TablesBuilder, place};
use crate::shard::words::{beginning, mark_of};
use crate::shard::{Brief, BriefName, NameView};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// How many names of one record are found by completion.
const NAMES_CAP: usize = 4096;
/// So many different persons of one hash are told apart; more are kept as often as they are named.
const SAME_HASH: usize = 4;
/// How far inheritance is followed.
const DEPTH: usize = 16;
/// How many records one inherits from, at most.
const ANCESTORS: usize = 64;

/// Collects the records of a file.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) rows: Rows,
    tables: TablesBuilder,
    interned: FxHashMap<u64, Interned>,
    /// The names of all rows; [`Builder::finish`] keeps those once that recur.
    names: Vec<[u32; 7]>,
    /// Room for a folded family name.
    family: String,
    /// The words of interned texts, by their numbers in the tables.
    numbers: Vec<u32>,
}

/// A text that recurs, with its words in [`Builder::numbers`].
#[derive(Clone, Copy)]
struct Interned {
    text: Str,
    words: (u32, u32),
}

impl Builder {
    /// Adds a record; `bytes` are the record's, as stored.
    pub(super) fn push(&mut self, brief: &Brief<'_>, bytes: &[u8], line: (u32, u32)) {
        self.push_hashed(brief, hash(bytes), line);
    }

    /// Adds a record that stands in no text, by its number.
    pub(super) fn push_numbered(&mut self, brief: &Brief<'_>, number: u64) {
        self.push_hashed(brief, number, (0, 0));
    }

    fn push_hashed(&mut self, brief: &Brief<'_>, hash: u64, line: (u32, u32)) {
        if self.rows.len() >= MAX_ROWS {
            return;
        }
        let number = if brief.key.is_empty() { self.tables.row_unnamed() } else { self.tables.row(&brief.key) };
        let names = self.push_names(&brief.names, number);
        let links = self.push_links(brief);
        let row = Row {
            span: brief.span,
            key_span: brief.key_span,
            hash,
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
        self.rows.packed.to_mut().push(row.pack());
        self.index(brief, number);
    }

    /// Gives a row that has no key one.
    pub(super) fn name(&mut self, number: u32, key: &str) {
        let key_text = self.store(key);
        self.tables.name(number, key);
        let Some(packed) = self.rows.packed.to_mut().get_mut(number as usize) else { return };
        let mut row = Row::unpack(packed);
        row.key = key_text;
        *packed = row.pack();
    }

    /// Enters a record into the tables; its names are entered already.
    fn index(&mut self, brief: &Brief<'_>, row: u32) {
        brief.aliases.iter().for_each(|alias| self.tables.alias(row, alias));
        brief.year.iter().for_each(|year| self.tables.year(row, *year));
        self.tables.text(row, &brief.title, place::TEXT);
        let family = brief.names.first().map(|name| &*name.family);
        self.family.clear();
        fold_into(family.unwrap_or_default(), &mut self.family);
        let family = family.map(|_| self.family.as_str());
        if let Some(work) = marked_work_hash(self.tables.last_mark(), brief.year, family) {
            self.tables.work(row, work);
        }
        self.tables.text(row, &brief.words, place::TEXT);
        if !brief.doi.is_empty() {
            self.tables.work(row, doi_hash(&brief.doi));
        }
        brief.works.iter().for_each(|work| self.tables.work(row, *work));
    }

    fn push_names(&mut self, names: &[BriefName<'_>], number: u32) -> (u32, u32) {
        let start = self.names.len() as u32;
        for (at, name) in names.iter().enumerate() {
            let known = at < NAMES_CAP;
            let row = NameRow {
                family: self.intern(&name.family, known.then_some((number, place::NAME))),
                given: self.intern(&name.given, known.then_some((number, place::TEXT))),
                particle: self.intern(&name.particle, None),
                role: name.role,
                literal: name.literal,
            };
            self.names.push(row.pack());
        }
        (start, self.names.len() as u32)
    }

    /// Keeps each person once: whose parts stand in the same places of the arena is the same. All are sorted at once, which
    /// takes a fraction of looking each up in a table that no cache holds.
    fn share_names(&mut self) {
        let names = std::mem::take(&mut self.names);
        let hashes = names.iter().map(|name| short(hash(bytemuck::cast_slice(name))));
        let mut order: Vec<[u32; 2]> = hashes.zip(0..).map(|(hash, at)| [hash, at]).collect();
        order::sort(&mut order);
        let mut first: Vec<u32> = (0..names.len() as u32).collect();
        for run in order.chunk_by(|a, b| a[0] == b[0]).filter(|run| run.len() > 1) {
            for (nth, [_, at]) in run.iter().enumerate() {
                let mut before = run.iter().take(nth.min(SAME_HASH)).map(|[_, before]| *before);
                if let Some(known) = before.find(|before| names.get(*before as usize) == names.get(*at as usize)) {
                    first[*at as usize] = known;
                }
            }
        }
        let (numbers, persons) = (self.rows.names.to_mut(), self.rows.persons.to_mut());
        for (at, name) in names.iter().enumerate() {
            let known = numbers.get(first[at] as usize).copied();
            numbers.push(known.unwrap_or(persons.len() as u32));
            if known.is_none() {
                persons.push(*name);
            }
        }
    }

    fn push_links(&mut self, brief: &Brief<'_>) -> (u32, u32) {
        let start = self.rows.links.len() as u32;
        let aliases = brief.aliases.iter().map(|key| (None, key));
        let parents = brief.parents.iter().map(|(kind, key)| (Some(*kind), key));
        for (kind, key) in aliases.chain(parents) {
            let key = self.store(key);
            self.rows.links.to_mut().push(LinkRow { key, kind }.pack());
        }
        (start, self.rows.links.len() as u32)
    }

    /// Puts a text into the arena; an arena beyond 4 GiB (which no file that is read can fill) takes no more.
    fn store(&mut self, text: &str) -> Str {
        let at = self.rows.arena.len();
        if text.is_empty() || at + text.len() > u32::MAX as usize {
            return Str::default();
        }
        self.rows.arena.to_mut().extend_from_slice(text.as_bytes());
        Str { at: at as u32, len: text.len() as u32 }
    }

    /// Puts a text that may recur into the arena, and posts its words for a row.
    fn intern(&mut self, text: &str, post: Option<(u32, u8)>) -> Str {
        if text.is_empty() {
            return Str::default();
        }
        let hash = hash(text.as_bytes());
        let interned = match self.interned.get(&hash) {
            Some(&known) if self.rows.is(known.text, text) => known,
            _ => {
                let stored = self.store(text);
                let start = self.numbers.len() as u32;
                self.tables.numbers(text, &mut self.numbers);
                let interned = Interned { text: stored, words: (start, self.numbers.len() as u32) };
                self.interned.insert(hash, interned);
                interned
            }
        };
        if let Some((row, places)) = post {
            let (start, end) = interned.words;
            let numbers = self.numbers.get(start as usize..end as usize).unwrap_or_default();
            for number in numbers {
                self.tables.post(row, *number, places);
            }
        }
        interned.text
    }

    /// The rows with what they inherit, and the tables. `stem` is the file's name without extension: a file that holds one
    /// record belongs to the record of that key as well.
    pub(super) fn finish(mut self, stem: &str) -> (Rows, Tables) {
        self.interned = FxHashMap::default();
        self.numbers = Vec::new();
        self.share_names();
        self.inherit();
        if self.rows.len() == 1 && !stem.is_empty() {
            self.tables.work(0, stem_hash(stem));
        }
        let mut rows = self.rows;
        rows.packed.to_mut().shrink_to_fit();
        rows.arena.to_mut().shrink_to_fit();
        rows.names.to_mut().shrink_to_fit();
        rows.persons.to_mut().shrink_to_fit();
        rows.links.to_mut().shrink_to_fit();
        (rows, self.tables.finish())
    }

    /// Gives years, names and titles to the rows that have parents in this file and none of their own.
    fn inherit(&mut self) {
        let rows = &self.rows;
        let inherits = |row: &Row| rows.links(row).any(|link| passes_on(link.kind));
        let heirs: Vec<_> = (0usize..).zip(rows.iter()).filter(|(_, row)| inherits(row)).collect();
        if heirs.is_empty() {
            return;
        }
        let wanted = heirs.iter().flat_map(|(_, heir)| rows.links(heir)).map(|link| (rows.text(link.key), None));
        let mut known: FxHashMap<&str, Option<usize>> = wanted.collect();
        for (at, row) in rows.iter().enumerate() {
            if let Some(place @ None) = known.get_mut(rows.text(row.key)) {
                *place = Some(at);
            }
        }
        let gains: Vec<_> = heirs.into_iter().map(|(heir, _)| (heir, gain(rows, heir, &known))).collect();
        for (heir, gain) in gains {
            self.bequeath(heir, &gain);
        }
    }

    fn bequeath(&mut self, heir: usize, gain: &Gain) {
        let Some(mut row) = self.rows.get(heir) else { return };
        row.year = row.year.or(gain.year);
        row.inherited = gain.names.unwrap_or_default();
        if row.title == Str::default() {
            row.title = gain.title.unwrap_or_default();
        }
        if let Some(packed) = self.rows.packed.to_mut().get_mut(heir) {
            *packed = row.pack();
        }
        if let Some((start, end)) = gain.names {
            self.rows.heirs.to_mut().push([heir as u32, start, end]);
        }
        gain.year.iter().for_each(|year| self.tables.year(heir as u32, *year));
        let names: Vec<NameView<'_>> = self.rows.names(&row).take(NAMES_CAP).collect();
        for name in &names {
            self.tables.text(heir as u32, name.family, place::NAME);
        }
        let title = self.rows.text(row.title);
        self.tables.text(heir as u32, title, place::TEXT);
        if let Some(work) = work_hash(title, row.year, names.first().map(|name| name.family)) {
            self.tables.work(heir as u32, work);
        }
    }
}

fn passes_on(kind: Option<ParentKind>) -> bool {
    matches!(kind, Some(ParentKind::Crossref | ParentKind::Xdata))
}

/// What a row inherits.
#[derive(Default)]
struct Gain {
    year: Option<i32>,
    names: Option<(u32, u32)>,
    title: Option<Str>,
}

/// Looks for what the row lacks in its parents, then in theirs; circles end, since no record is visited twice.
fn gain(rows: &Rows, heir: usize, known: &FxHashMap<&str, Option<usize>>) -> Gain {
    let mut gain = Gain::default();
    let mut visited = vec![heir];
    let mut layer = vec![(heir, true)];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (child, by_xdata) in layer {
            let Some(child) = rows.get(child) else { continue };
            for link in rows.links(&child).filter(|link| passes_on(link.kind)).take(ANCESTORS) {
                let Some(&Some(parent)) = known.get(rows.text(link.key)) else { continue };
                if visited.contains(&parent) || visited.len() > ANCESTORS {
                    continue;
                }
                visited.push(parent);
                let by_xdata = by_xdata && link.kind == Some(ParentKind::Xdata);
                let Some(row) = rows.get(parent) else { continue };
                gain.year = gain.year.or(row.year);
                gain.names = gain.names.or((row.names.0 < row.names.1).then_some(row.names));
                gain.title = gain.title.or((by_xdata && row.title != Str::default()).then_some(row.title));
                next.push((parent, by_xdata));
            }
        }
        layer = next;
    }
    gain
}

/// The hash of a DOI among works.
pub(crate) fn doi_hash(doi: &str) -> u32 {
    short(hash(doi.as_bytes()) ^ 1)
}

/// The hash under which a file of one record is found by its stem.
pub(crate) fn stem_hash(stem: &str) -> u32 {
    short(hash(stem.as_bytes()) ^ 2)
}

/// The hash of a work by its title, year and first name; `None` where one of them is missing.
pub(crate) fn work_hash(title: &str, year: Option<i32>, family: Option<&str>) -> Option<u32> {
    marked_work_hash(mark_of(&fold(beginning(title))), year, family.map(fold).as_deref())
}

/// The same of the mark of a title and a name that is folded.
fn marked_work_hash(title: Option<u64>, year: Option<i32>, family: Option<&str>) -> Option<u32> {
    let mut hasher = FxHasher::default();
    hasher.write_i32(year?);
    hasher.write(last_word(family?).as_bytes());
    hasher.write_u64(title?);
    Some(short(hasher.finish() ^ 3))
}

/// The last word of a folded family name: whether a particle stands with it differs from file to file.
pub(crate) fn last_word(family: &str) -> &str {
    family.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or(family)
}

/// The hash of an identifier other than a DOI, under its name.
pub(super) fn identifier_hash(name: &str, value: &str) -> u32 {
    short(hash(format!("{name}:{value}").as_bytes()) ^ 4)
}

fn short(hash: u64) -> u32 {
    (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}
