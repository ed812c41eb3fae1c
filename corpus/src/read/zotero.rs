//! The library of Zotero: its database, `zotero.sqlite`, as it lies in Zotero's data directory.
//!
//! An item becomes CSL-JSON by Zotero's own tables and is read as that, so that `extra` lines, languages and abstracts
//! mean the same in both. Invariant: values of a database stand at no byte of a file that means anything, so no value has
//! a place: provenances are empty, spans too.
//!
//! Sources: zotero/zotero resource/schema (userdata.sql, system.sql), zotero/zotero-schema (schema.json, `csl`).

mod fields;
mod item;
mod tables;
#[cfg(test)]
mod tests;

use super::{Depth, Origin, Problem, ProblemKind, Reader, Reading};
use crate::read::csl_json::records_of;
use crate::read::keys::give_keys;
use crate::record::Record;
use crate::span::Span;
use item::Item;
use rusqlite::Connection;

/// The reader of Zotero's database. It has no text to read: whoever opens the file calls [`Library::read`].
pub static ZOTERO: Reader = Reader {
    name: "zotero",
    extensions: &["sqlite"],
    sniff: |head| head.starts_with(HEAD),
    read: no_text,
    stream: None,
};

/// How a file of SQLite begins.
pub const HEAD: &str = "SQLite format 3";
/// The word that means the user's library, in settings and on the command line.
pub const WORD: &str = "zotero";

/// Whether a corpus is asked for by Zotero's name: `zotero`, or `zotero#` and a library or collection.
#[must_use]
pub fn is_asked(written: &str) -> bool {
    written.strip_prefix(WORD).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}

/// So many items become text at once.
const AT_ONCE: usize = 512;

fn no_text(_: &str, _: &Origin<'_>) -> Reading {
    Reading { records: Vec::new(), problems: vec![problem("a database is not read as text".to_owned())] }
}

fn problem(words: String) -> Problem {
    Problem { span: Span::default(), kind: ProblemKind::Syntax(words), key: None }
}

/// An open library.
#[derive(Debug)]
pub struct Library {
    /// `zotero.sqlite`.
    pub main: Connection,
    /// `better-bibtex.sqlite`, where citation keys stood before Zotero had a field for them.
    pub keys: Option<Connection>,
}

/// What was read of a library.
#[derive(Debug, Default)]
pub struct Found {
    /// The records, each with the number by which [`Library::record`] gives it again; the user's own library first.
    pub records: Vec<(i64, Record)>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Library {
    /// Reads all works: neither attachments, notes and annotations, nor what is in the bin, nor feeds. With a `selection`
    /// only those of the library or collection of that name (`Thesis`, `Thesis/Chapter 1`, `Our group/Sources`), with what
    /// lies below it.
    #[must_use]
    pub fn read(&self, selection: Option<&str>, origin: &Origin<'_>) -> Found {
        let mut problems = Vec::new();
        let items = tables::items(
            self,
            tables::Wanted { selection, only: None, brief: origin.depth.is_brief() },
            &mut problems,
        );
        let mut records = Vec::with_capacity(items.len());
        for chunk in items.chunks(AT_ONCE) {
            records.extend(records_of_items(chunk, origin.depth));
        }
        give_keys(&mut records, origin, |_| {});
        let ids = items.iter().map(|item| item.id);
        Found { records: ids.zip(records).collect(), problems }
    }

    /// A work by its number; its key is empty where none is stored. `None` where it is not there any more.
    #[must_use]
    pub fn record(&self, id: i64) -> Option<Record> {
        let wanted = tables::Wanted { selection: None, only: Some(id), brief: false };
        let items = tables::items(self, wanted, &mut Vec::new());
        records_of_items(&items, Depth::Full).pop()
    }
}

/// The records of items: as many as there are items.
fn records_of_items(items: &[Item], depth: Depth) -> Vec<Record> {
    let texts: Vec<String> = items.iter().map(Item::csl).collect();
    let text = format!("[{}]", texts.join(","));
    let records = records_of(&text, depth);
    items.iter().zip(records).map(|(item, record)| item.finish(record)).collect()
}
