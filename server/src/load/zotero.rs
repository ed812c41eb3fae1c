//! Zotero's library on disk: found by convention, opened without a lock and without a trace.
//!
//! Zotero keeps its database locked while it runs, so it is opened as SQLite calls immutable: nothing is locked, and nothing
//! is written beside it. What that leaves out is made up for here: a write-ahead log is laid over the pages in memory, and
//! a database that changes while it is read is read again. Invariant: a record is given only while the files look as they
//! did when they were indexed.

mod place;
#[cfg(test)]
mod tests;
mod wal;

use super::cache::Cache;
use super::stamp::Stamp;
use super::{CORPUS_CAP, LoadError, LoadErrorKind, regular};
use crate::config::Words;
use rusqlite::{Connection, OpenFlags};
use siglum_corpus::read::zotero::{HEAD, Library, ZOTERO};
use siglum_corpus::read::{Depth, Origin};
use siglum_corpus::record::Record;
use siglum_corpus::shard::Store;
use siglum_corpus::{Shard, Span};
use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

pub use place::resolve;

/// The ending of a database.
const ENDING: &str = ".sqlite";
/// So often a database is read again that changes meanwhile, and after such a time.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(300);
/// No library takes so long to be read; a database that was made to does.
const LONGEST: Duration = Duration::from_mins(2);
/// The most bytes of a database that a write-ahead log is laid over in memory.
const IMAGE_CAP: u64 = 1 << 30;
/// Files that belong to a database, by what follows its name, and that lie beside it.
const LOGS: [&str; 2] = ["-wal", "-journal"];
const KEYS: [&str; 2] = ["better-bibtex.sqlite", "better-bibtex.migrated"];

/// The file and the selection that a path of a library means: `zotero.sqlite#Thesis` is the collection of that name. `None`
/// for a path that means no database.
#[must_use]
pub fn parts(path: &Path) -> Option<(PathBuf, Option<String>)> {
    let text = path.to_str()?;
    if let Some((file, selection)) = text.split_once(&format!("{ENDING}#")) {
        return Some((PathBuf::from(format!("{file}{ENDING}")), Some(selection.to_owned())));
    }
    text.ends_with(ENDING).then(|| (path.to_owned(), None))
}

/// The files beside a database whose state matters.
fn companions(file: &Path) -> impl Iterator<Item = PathBuf> {
    let with = |file: &Path, ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let logs = LOGS.map(|ending| with(file, ending));
    let keys = KEYS.map(|name| file.with_file_name(name));
    let logs_of_keys = LOGS.map(|ending| with(&keys[0], ending));
    logs.into_iter().chain(keys).chain(logs_of_keys)
}

/// Whether news of a file are news of the library at `path`: of its database, its logs, or Better BibTeX's.
#[must_use]
pub fn concerns(path: &Path, changed: &Path) -> bool {
    parts(path).is_some_and(|(file, _)| file == changed || companions(&file).any(|companion| companion == changed))
}

/// What a library looks like: its files' stamps, and SQLite's own count of changes.
#[must_use]
pub fn state(file: &Path) -> Option<String> {
    let stamp = |path: &Path| std::fs::metadata(path).ok().map(|metadata| Stamp::of_metadata(&metadata).text());
    let mut state = stamp(file)?;
    let _ = write!(state, " {:?}", head(file, 100));
    for companion in companions(file) {
        let _ = write!(state, " {:?}", stamp(&companion));
    }
    Some(state)
}

fn head(file: &Path, bytes: u64) -> Vec<u8> {
    let mut head = Vec::new();
    let read = File::open(file).and_then(|file| file.take(bytes).read_to_end(&mut head));
    read.map(|_| head).unwrap_or_default()
}

/// Reads a library, or takes it from the cache.
pub(super) fn shard(path: &Path, key_pattern: &str, cache: &Cache) -> Result<Arc<Shard>, LoadError> {
    let (file, selection) = parts(path).unwrap_or_else(|| (path.to_owned(), None));
    regular(&file, CORPUS_CAP * 16)?;
    if !head(&file, 16).starts_with(HEAD.as_bytes()) {
        return Err(LoadError::new(path, LoadErrorKind::UnknownFormat));
    }
    let mut last = None;
    for attempt in 0..TRIES {
        let Some(state) = state(&file) else { break };
        let store = Arc::new(Zotero { file: file.clone(), state: state.clone(), open: Mutex::new(None) });
        if let Some(shard) = cache.database(path, key_pattern, &state, store.clone()) {
            return Ok(shard);
        }
        let library =
            open(&file).map_err(|error| LoadError::new(path, LoadErrorKind::Io(Words::plain(error.to_string()))))?;
        let origin = Origin { stem: "zotero", key_pattern, depth: Depth::Brief, ..Origin::default() };
        let found = library.read(selection.as_deref(), &origin);
        let shard = Arc::new(Shard::of_records(path, &ZOTERO, found.records, found.problems, store.clone()));
        if self::state(&file).as_ref() == Some(&state) && !is_being_written(&file) {
            cache.keep_database(key_pattern, &state, &shard);
            return Ok(shard);
        }
        last = Some(shard);
        if attempt + 1 < TRIES {
            thread::sleep(PAUSE);
        }
    }
    // It never held still: what was read last is better than nothing, and its next change is read again.
    last.ok_or_else(|| LoadError::new(path, LoadErrorKind::Missing))
}

/// Whether a transaction is under way, or was when Zotero ended: the journal begins with its mark.
fn is_being_written(file: &Path) -> bool {
    let mut journal = file.as_os_str().to_owned();
    journal.push("-journal");
    head(Path::new(&journal), 8) == [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
}

fn open(file: &Path) -> rusqlite::Result<Library> {
    let main = connect(file)?;
    let kept = KEYS.iter().map(|name| file.with_file_name(name)).find(|keys| keys.is_file());
    // Keys that cannot be read are made, as where there are none.
    Ok(Library { main, keys: kept.and_then(|keys| connect(&keys).ok()) })
}

/// Opens a database for reading, with its write-ahead log where it has one.
fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let mut connection = match wal::image(file, IMAGE_CAP) {
        Some(image) => {
            let mut connection = Connection::open_in_memory()?;
            connection.deserialize_read_exact("main", image.as_slice(), image.len(), true)?;
            connection
        }
        None => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(address(file), flags)?
        }
    };
    // No file of SQLite's own, not even a temporary one; and nothing that the schema of a foreign file might run.
    connection.execute_batch(
        "PRAGMA temp_store = MEMORY; PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;",
    )?;
    let began = Instant::now();
    connection.progress_handler(1 << 20, Some(move || began.elapsed() > LONGEST))?;
    Ok(connection)
}

/// A file as SQLite's URI of a database that nobody changes.
fn address(file: &Path) -> String {
    let mut address = "file:".to_owned();
    let text = file.to_string_lossy();
    let text = if cfg!(windows) { format!("/{}", text.replace('\\', "/")) } else { text.into_owned() };
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                address.push(char::from(byte));
            }
            _ => {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address + "?mode=ro&immutable=1"
}

/// A library as it was when it was indexed.
pub(super) struct Zotero {
    file: PathBuf,
    state: String,
    /// Opened when first asked; of use as long as the state is the same.
    open: Mutex<Option<Library>>,
}

impl std::fmt::Debug for Zotero {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Zotero").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Store for Zotero {
    fn bytes(&self, _: Span) -> io::Result<Vec<u8>> {
        Err(io::Error::other("a database has no text"))
    }

    fn record(&self, number: i64) -> io::Result<Record> {
        let mut slot = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if state(&self.file).as_ref() != Some(&self.state) {
            *slot = None;
            return Err(io::Error::other("the library changed after it was read"));
        }
        let library = match &*slot {
            Some(library) => library,
            None => slot.insert(open(&self.file).map_err(io::Error::other)?),
        };
        library.record(number).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
