//! Records that are looked at whole: what they inherit, the same work elsewhere, and its abstracts.

use crate::fold::{fold, words};
use crate::index::inherit::inherit;
use crate::index::{Corpus, RecordId, Scope};
use crate::read::Depth;
use crate::record::{Declared, LangText, Parent, ParentKind, Record, TextKind};
use crate::shard::{
    Entry, Stale, bare_doi, doi_hash, is_one_work, last_word, notice_hash, stem_hash, title_hash, work_hash,
    work_hashes,
};
use crate::span::Text;
use std::path::Path;

/// How far inheritance is followed.
const DEPTH: usize = 16;
/// How many records one inherits from, at most.
const ANCESTORS: usize = 64;
/// How many records of one work are told.
const COMPANIONS: usize = 64;
/// How many other records of a work are read.
const READ: usize = 16;

impl Corpus {
    /// The record with what it inherits through crossref and xdata. A parent is looked for in the record's own file, then
    /// in all others; circles end, and so do chains beyond 16.
    ///
    /// # Errors
    /// [`Stale`] when its file is not what was indexed. Parents that cannot be read are left out.
    pub fn record(&self, id: RecordId) -> Result<Record, Stale> {
        self.record_of(id, Depth::Full)
    }

    /// The same, as much of it as is wanted: for whoever asks for many.
    ///
    /// # Errors
    /// As [`Corpus::record`].
    pub fn record_of(&self, id: RecordId, depth: Depth) -> Result<Record, Stale> {
        let mut record = self.shard(id).record_of(id.row, depth)?;
        let mut visited = vec![id];
        // The nearest parents first: what they say stands before what is inherited from further away.
        let mut layer = heirs(&record.parents, id);
        for _ in 0..DEPTH {
            let mut next = Vec::new();
            for (kind, key, from) in layer {
                let Some(parent) = self.parent(&key, from) else { continue };
                if visited.contains(&parent) || visited.len() >= ANCESTORS {
                    continue;
                }
                visited.push(parent);
                let Ok(found) = self.shard(parent).record_of(parent.row, depth) else { continue };
                next.extend(heirs(&found.parents, parent));
                inherit(&mut record, &found, kind);
            }
            layer = next;
        }
        Ok(record)
    }

    fn parent(&self, key: &str, from: RecordId) -> Option<RecordId> {
        self.find(key, &Scope::Some(vec![from.shard])).or_else(|| self.find(key, &Scope::All))
    }

    /// Other records of the same work: of the same DOI or another identifier, or of the same title (in any language that
    /// the records have it in), year and first name; and the file of one record whose name is the record's key, or the
    /// records whose key is this file's name. At most 64.
    #[must_use]
    pub fn companions(&self, id: RecordId) -> Vec<RecordId> {
        self.companions_of(id, self.shard(id).record(id.row).ok().as_ref())
    }

    /// Those of [`Corpus::companions`] that the index tells by itself, by DOI or main title: for rules, which ask for every
    /// record of a file. No record is read.
    #[must_use]
    pub fn indexed_companions(&self, id: RecordId) -> Vec<RecordId> {
        self.companions_of(id, None)
    }

    /// The records that retract the work of a DOI: notices, by path and place. At most 64.
    #[must_use]
    pub fn notices_of(&self, doi: &str) -> Vec<RecordId> {
        let bare = bare_doi(doi);
        let mut found = Vec::new();
        let retracts = |record: Record| {
            let mut all = record.variables.iter().filter(|variable| variable.name == "retracts");
            all.any(|variable| bare_doi(&variable.text.value) == bare)
        };
        self.works(notice_hash(doi), &mut found, |_, id| self.shard(id).record(id.row).is_ok_and(retracts));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The same where the record has been read already; `None` for one that cannot be read any more.
    fn companions_of(&self, id: RecordId, own: Option<&Record>) -> Vec<RecordId> {
        let entry = self.entry(id);
        let mut found = Vec::new();
        if !entry.doi().is_empty() {
            self.works(doi_hash(entry.doi()), &mut found, |other, _| other.doi() == entry.doi());
        }
        if let Some(work) = work_hash(entry.title(), entry.year(), entry.names().next().map(|name| name.family)) {
            self.works(work, &mut found, |other, _| is_same_work(&entry, other));
        }
        if !entry.key().is_empty() {
            let is_stem = |_: &Entry<'_>, other: RecordId| stem(self.shard(other).path()) == entry.key();
            self.works(stem_hash(entry.key()), &mut found, is_stem);
        }
        if self.shard(id).len() == 1 {
            found.extend(self.find_all(stem(self.shard(id).path()), &Scope::All));
        }
        if let Some(own) = own {
            self.by_other_marks(id, own, &mut found);
        }
        found.retain(|other| *other != id);
        found.sort_unstable();
        found.dedup();
        found.truncate(COMPANIONS);
        found
    }

    /// Records that share another title or an identifier: what the index knows of them does not tell, so they are read.
    fn by_other_marks(&self, id: RecordId, own: &Record, found: &mut Vec<RecordId>) {
        let mut read = 0;
        for work in title_hash(own).into_iter().chain(work_hashes(own)) {
            let mut others = Vec::new();
            self.works(work, &mut others, |_, other| other != id && !found.contains(&other));
            for other in others {
                read += 1;
                if read <= COMPANIONS && self.shard(other).record(other.row).is_ok_and(|other| is_one_work(own, &other))
                {
                    found.push(other);
                }
            }
        }
    }

    /// The records under a hash, but for those that only share the hash.
    fn works(&self, hash: u32, found: &mut Vec<RecordId>, is_one: impl Fn(&Entry<'_>, RecordId) -> bool) {
        self.ask(&Scope::All, |segment| {
            let ids = segment.tables.works(hash).filter_map(|row| segment.id(row));
            found.extend(ids.filter(|other| is_one(&self.entry(*other), *other)).take(COMPANIONS));
        });
    }

    /// Whether two records are of one work by what the index knows of them: an equal DOI, or title, year and first name.
    #[must_use]
    pub fn are_one_work(&self, a: RecordId, b: RecordId) -> bool {
        let (a, b) = (self.entry(a), self.entry(b));
        let doi = !a.doi().is_empty() && a.doi() == b.doi();
        doi || (!a.title().is_empty() && a.year().is_some() && a.names().next().is_some() && is_same_work(&a, &b))
    }

    /// The record, and the other records of its work: its companions, and theirs, since one file may know the DOI and
    /// the next the title in another language. At most 16 others are read.
    ///
    /// # Errors
    /// [`Stale`] when the record's own file is not what was indexed; others that cannot be read are left out.
    pub fn work(&self, id: RecordId) -> Result<Work, Stale> {
        let mut work = Work { id, record: self.record(id)?, others: Vec::new() };
        let mut known = vec![id];
        let mut next = 0;
        while next <= work.others.len() && work.others.len() < READ {
            let (from, own) = match next.checked_sub(1).and_then(|place| work.others.get(place)) {
                Some((from, own)) => (*from, own),
                None => (id, &work.record),
            };
            next += 1;
            let mut found = self.companions_of(from, Some(own));
            found.retain(|other| !known.contains(other));
            found.truncate(READ - work.others.len());
            known.extend(&found);
            work.others.extend(found.into_iter().filter_map(|other| Some((other, self.record(other).ok()?))));
        }
        Ok(work)
    }

    /// Abstracts of the work, each with the record that holds it: see [`Work::abstracts`].
    #[must_use]
    pub fn abstracts(&self, id: RecordId) -> Vec<(LangText, RecordId)> {
        let work = self.work(id);
        work.map_or_else(
            |_| Vec::new(),
            |work| work.abstracts().into_iter().map(|(text, from)| (text.clone(), from)).collect(),
        )
    }
}

/// One work as several files describe it: a record and its companions, read once. Every value comes with its record.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The record that was asked for.
    pub id: RecordId,
    /// What it says, with what it inherits.
    pub record: Record,
    /// The other records of the work: companions by path and place, then theirs.
    pub others: Vec<(RecordId, Record)>,
}

impl Work {
    /// All records of the work, the one that was asked for first.
    pub fn records(&self) -> impl Iterator<Item = (RecordId, &Record)> {
        [(self.id, &self.record)].into_iter().chain(self.others.iter().map(|(id, record)| (*id, record)))
    }

    /// The abstracts: the record's own first, then those of the others; of two in one language and of one kind the first,
    /// of equal texts one.
    #[must_use]
    pub fn abstracts(&self) -> Vec<(&LangText, RecordId)> {
        self.texts(|record| &record.abstracts)
    }

    /// The titles: the record's own, then what the others have in other languages or of other kinds.
    #[must_use]
    pub fn titles(&self) -> Vec<(&LangText, RecordId)> {
        self.texts(|record| &record.titles)
    }

    fn texts<'w>(&'w self, of: impl Fn(&'w Record) -> &'w Vec<LangText>) -> Vec<(&'w LangText, RecordId)> {
        let mut found: Vec<(&LangText, RecordId)> = Vec::new();
        for (id, record) in self.records() {
            // What a record says itself is kept whole, also two texts in one language.
            let before = found.len();
            for text in of(record) {
                let known = |known: &LangText| known.text == text.text;
                let covered = found[..before].iter().any(|(other, _)| is_same_language(other, text));
                if !covered && !found.iter().any(|(text, _)| known(text)) {
                    found.push((text, id));
                }
            }
        }
        found
    }

    /// The first value of a variable in any record: the record's own, else another's.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<(&Text, RecordId)> {
        self.records().find_map(|(id, record)| Some((record.variable(name)?, id)))
    }

    /// The identifiers of the work by their CSL names (`DOI`, `PMID`, `ISBN`, `URL` ...): of each name and value one.
    #[must_use]
    pub fn identifiers(&self) -> Vec<(&'static str, &Text, RecordId)> {
        let mut found: Vec<(&'static str, &Text, RecordId)> = Vec::new();
        for (id, record) in self.records() {
            for variable in record.variables.iter().filter(|variable| IDENTIFIERS.contains(&variable.name)) {
                let same = |(name, text, _): &(&str, &Text, RecordId)| {
                    *name == variable.name && bare(&text.value) == bare(&variable.text.value)
                };
                if !found.iter().any(same) {
                    found.push((variable.name, &variable.text, id));
                }
            }
        }
        found
    }

    /// The languages that the records declare for the work: of each one.
    #[must_use]
    pub fn languages(&self) -> Vec<(&Declared, RecordId)> {
        let mut found: Vec<(&Declared, RecordId)> = Vec::new();
        for (id, record) in self.records() {
            for declared in &record.languages {
                let same = |other: &Declared| match (&other.lang, &declared.lang) {
                    (Some(a), Some(b)) => a.matches(b),
                    _ => other.written.value == declared.written.value,
                };
                if !found.iter().any(|(other, _)| same(other)) {
                    found.push((declared, id));
                }
            }
        }
        found
    }
}

/// The variables that identify a work.
const IDENTIFIERS: [&str; 6] = ["DOI", "PMID", "PMCID", "ISBN", "ISSN", "URL"];

/// An identifier as it is compared.
fn bare(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two texts say the same: in one language, and both the text itself or of one other kind.
fn is_same_language(a: &LangText, b: &LangText) -> bool {
    let same = match (&a.lang, &b.lang) {
        (Some(a), Some(b)) => a.matches(b),
        (None, None) => true,
        _ => false,
    };
    let whole = |kind: TextKind| {
        matches!(kind, TextKind::Main | TextKind::Translated | TextKind::Parallel | TextKind::Original)
    };
    same && (a.kind == b.kind || (whole(a.kind) && whole(b.kind)))
}

fn heirs(parents: &[Parent], from: RecordId) -> Vec<(ParentKind, String, RecordId)> {
    let kept = parents.iter().filter(|parent| parent.kind != ParentKind::Xref).take(ANCESTORS);
    kept.map(|parent| (parent.kind, parent.key.value.clone(), from)).collect()
}

fn is_same_work(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let family = |entry: &Entry<'_>| entry.names().next().map(|name| last_word(&fold(name.family)).to_owned());
    a.year() == b.year() && family(a) == family(b) && words(&fold(a.title())).eq(words(&fold(b.title())))
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}
