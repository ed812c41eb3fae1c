//! Records that are looked at whole: what they inherit, the same work elsewhere, and its abstracts.

use crate::fold::{fold, words};
use crate::index::inherit::inherit;
use crate::index::{Corpus, RecordId, Scope};
use crate::record::{LangText, Parent, ParentKind, Record};
use crate::shard::{Entry, Stale, doi_hash, stem_hash, work_hash};
use std::path::Path;

/// How far inheritance is followed.
const DEPTH: usize = 16;
/// How many records one inherits from, at most.
const ANCESTORS: usize = 64;
/// How many records of one work are told.
const COMPANIONS: usize = 64;
/// How many records are read for abstracts.
const READ: usize = 16;

impl Corpus {
    /// The record with what it inherits through crossref and xdata. A parent is looked for in the record's own file, then
    /// in all others; circles end, and so do chains beyond 16.
    ///
    /// # Errors
    /// [`Stale`] when its file is not what was indexed. Parents that cannot be read are left out.
    pub fn record(&self, id: RecordId) -> Result<Record, Stale> {
        let mut record = self.shard(id).record(id.row)?;
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
                let Ok(found) = self.shard(parent).record(parent.row) else { continue };
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

    /// Other records of the same work: of the same DOI, or of the same title, year and first name; and the file of one
    /// record whose name is the record's key, or the records whose key is this file's name. At most 64.
    #[must_use]
    pub fn companions(&self, id: RecordId) -> Vec<RecordId> {
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
        found.retain(|other| *other != id);
        found.sort_unstable();
        found.dedup();
        found.truncate(COMPANIONS);
        found
    }

    /// The records under a hash, but for those that only share the hash.
    fn works(&self, hash: u32, found: &mut Vec<RecordId>, is_one: impl Fn(&Entry<'_>, RecordId) -> bool) {
        self.ask(&Scope::All, |segment| {
            let ids = segment.tables.works(hash).filter_map(|row| segment.id(row));
            found.extend(ids.filter(|other| is_one(&self.entry(*other), *other)).take(COMPANIONS));
        });
    }

    /// Abstracts of the work, each with the record that holds it: the record's own first, then those of its
    /// [companions](Corpus::companions); of two in one language and of one kind the first, of equal texts one.
    #[must_use]
    pub fn abstracts(&self, id: RecordId) -> Vec<(LangText, RecordId)> {
        self.abstracts_with(id, self.record(id).map(|record| record.abstracts).unwrap_or_default())
    }

    /// The same where the record has been read already: `own` are its abstracts.
    #[must_use]
    pub fn abstracts_with(&self, id: RecordId, own: Vec<LangText>) -> Vec<(LangText, RecordId)> {
        let mut found: Vec<(LangText, RecordId)> = Vec::new();
        // What a record says itself is kept whole, also two texts in one language.
        for text in own {
            if !found.iter().any(|(known, _)| known.text == text.text) {
                found.push((text, id));
            }
        }
        for other in self.companions(id).into_iter().take(READ) {
            for text in self.record(other).map(|record| record.abstracts).unwrap_or_default() {
                let known = |known: &LangText| known.text == text.text || is_same_language(known, &text);
                if !found.iter().any(|(text, _)| known(text)) {
                    found.push((text, other));
                }
            }
        }
        found
    }
}

fn is_same_language(a: &LangText, b: &LangText) -> bool {
    let same = match (&a.lang, &b.lang) {
        (Some(a), Some(b)) => a.matches(b),
        (None, None) => true,
        _ => false,
    };
    same && a.kind == b.kind
}

fn heirs(parents: &[Parent], from: RecordId) -> Vec<(ParentKind, String, RecordId)> {
    let kept = parents.iter().filter(|parent| parent.kind != ParentKind::Xref).take(ANCESTORS);
    kept.map(|parent| (parent.kind, parent.key.value.clone(), from)).collect()
}

fn is_same_work(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let family = |entry: &Entry<'_>| entry.names().next().map(|name| fold(name.family).into_owned());
    a.year() == b.year() && family(a) == family(b) && words(&fold(a.title())).eq(words(&fold(b.title())))
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}
