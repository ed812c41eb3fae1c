//! The cache of corpus files that were read: the one place that siglum writes to unasked.
//!
//! A file's shard lies under the hash of its content and of all that changes how it is read; a ticket says which content a
//! path had when it looked as it does now, so that a file that nobody touched is not even read. Both are written beside
//! and renamed, so that several processes never see half a file; whatever is damaged, stale or of another version is
//! made anew, and where nothing can be written siglum goes on without. Nothing is written while somebody waits:
//! [`Cache::write`] does it afterwards. Beside shards, [`memo`] holds what was found in manuscripts.

mod beside;
pub mod memo;
mod place;
#[cfg(test)]
mod tests;
mod ticket;

use super::FileStore;
use super::stamp::Stamp;
use memo::Memo;
use rustc_hash::FxHashMap;
use siglum_corpus::Shard;
use siglum_corpus::read::Reader;
use siglum_corpus::read::zotero::ZOTERO;
use siglum_corpus::shard::{Options, Store, made_by};
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};
use ticket::Ticket;
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

/// Smaller files are read faster than they are looked up, in bytes.
const LEAST: u64 = 64 << 10;
/// How large the cache may grow, in bytes.
const CAP: u64 = 1 << 30;
/// How many records are written when the process is about to end: 50 MB of them, a tenth of a second's work.
const LAST: u32 = 120_000;
/// A shard that was used is marked so again after this time: what was not used for longest goes first.
const FRESH: Duration = Duration::from_hours(1);
/// The windows in which a file is hashed, in bytes.
const WINDOW: usize = 256 << 10;

/// The cache, or none.
#[derive(Debug, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
    /// Smaller files are not kept.
    least: u64,
    cap: u64,
    waiting: Mutex<Vec<Waiting>>,
    /// Of what content the shards are that were given out, by path.
    contents: Mutex<FxHashMap<PathBuf, u128>>,
    memo: Box<OnceLock<Memo>>,
    /// Held while it is written.
    writing: Mutex<()>,
}

/// What is to be written.
#[derive(Debug)]
struct Waiting {
    names: Names,
    /// The hash of the content, or of the state of a database.
    content: u128,
    /// What remembers the content; a database has none.
    ticket: Option<Ticket>,
    /// The shard, where it is not there yet.
    shard: Option<Arc<Shard>>,
    /// The content that the path had before, if it is known.
    before: Option<u128>,
}

/// A corpus file that is to be read.
pub(super) struct Asked<'a> {
    pub(super) path: &'a Path,
    pub(super) metadata: &'a Metadata,
    pub(super) reader: &'static Reader,
    pub(super) key_pattern: &'a str,
}

impl Asked<'_> {
    fn read(&self, input: &mut dyn Read) -> io::Result<Arc<Shard>> {
        let options = Options { key_pattern: self.key_pattern };
        Shard::read(self.path, Some(self.reader), input, self.store(), options).map(Arc::new)
    }

    fn store(&self) -> Arc<FileStore> {
        Arc::new(FileStore::new(self.path, self.metadata))
    }
}

/// How what belongs to a file is called in the cache.
#[derive(Clone, Debug)]
struct Names {
    /// The hash of all that changes how a file is read, and of what reads it.
    settings: u64,
    size: u64,
    ticket: String,
}

impl Names {
    fn new(asked: &Asked<'_>) -> Self {
        let stem = asked.path.file_stem().unwrap_or_default().as_encoded_bytes();
        let made_by = made_by().to_le_bytes();
        let parts: [&[u8]; 4] = [&made_by, asked.reader.name.as_bytes(), asked.key_pattern.as_bytes(), stem];
        let settings = xxh3_64(&joined(&parts));
        let path = std::path::absolute(asked.path).unwrap_or_else(|_| asked.path.to_owned());
        let ticket = xxh3_128(&joined(&[&settings.to_le_bytes(), path.as_os_str().as_encoded_bytes()]));
        Self { settings, size: asked.metadata.len(), ticket: format!("{ticket:032x}.ticket") }
    }

    /// Those of a database, whose path says where it lies and what of it is selected.
    fn of_database(path: &Path, key_pattern: &str) -> Self {
        let made_by = made_by().to_le_bytes();
        let parts: [&[u8]; 3] = [&made_by, key_pattern.as_bytes(), path.as_os_str().as_encoded_bytes()];
        Self { settings: xxh3_64(&joined(&parts)), size: 0, ticket: String::new() }
    }

    /// How the shards of all contents of this size begin.
    fn prefix(&self) -> String {
        format!("{:016x}-{:x}-", self.settings, self.size)
    }

    fn shard(&self, content: u128) -> String {
        format!("{}{content:032x}.shard", self.prefix())
    }

    fn key(&self, content: u128) -> u128 {
        xxh3_128(&joined(&[&self.settings.to_le_bytes(), &content.to_le_bytes()]))
    }
}

/// Parts as one piece that tells them apart.
fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let part = |part: &&[u8]| [&(part.len() as u64).to_le_bytes(), *part].concat();
    parts.iter().flat_map(part).collect()
}

impl Cache {
    /// The user's cache, where the system's convention says; `None` of it where `wanted` is false or there is no such place.
    #[must_use]
    pub fn of_user(wanted: bool) -> Self {
        Self { folder: place::folder().filter(|_| wanted), least: LEAST, cap: CAP, ..Self::default() }
    }

    #[cfg(test)]
    pub(super) fn at(folder: PathBuf, cap: u64) -> Self {
        Self { folder: Some(folder), cap, ..Self::default() }
    }

    /// The shard of a file: the one that is kept, else what reading gives.
    pub(super) fn shard(&self, asked: &Asked<'_>) -> io::Result<Arc<Shard>> {
        let Some(folder) = &self.folder else { return asked.read(&mut File::open(asked.path)?) };
        // The time is taken before the reading: what is written meanwhile is not older than it.
        let taken = SystemTime::now();
        let stamp = Stamp::of_metadata(asked.metadata);
        let names = Names::new(asked);
        if stamp.size < self.least {
            return Ok(self.read(asked, &stamp, &names)?.0);
        }
        let known = Ticket::read(&folder.join(&names.ticket));
        let before = known.as_ref().map(|ticket| ticket.content);
        let trusted = known.filter(|ticket| ticket.holds(&stamp)).map(|ticket| ticket.content);
        let content = trusted.or_else(|| likely(folder, &names).then(|| hash_of(asked)).flatten());
        if let Some(content) = content
            && let Some(shard) = open(folder, &names, content, (asked.path, asked.reader), asked.store())
        {
            self.note(asked.path, names.key(content));
            if trusted.is_none() && Stamp::of(asked.path).as_ref() == Some(&stamp) {
                let ticket = Some(Ticket::new(&stamp, taken, content));
                self.keep(Waiting { names, content, ticket, shard: None, before });
            }
            return Ok(Arc::new(shard));
        }
        let (shard, content) = self.read(asked, &stamp, &names)?;
        if let Some(content) = content {
            let ticket = Some(Ticket::new(&stamp, taken, content));
            self.keep(Waiting { names, content, ticket, shard: Some(Arc::clone(&shard)), before });
        }
        Ok(shard)
    }

    /// Reads a file; with the hash of its content where it is for certain what its stamp says.
    fn read(&self, asked: &Asked<'_>, stamp: &Stamp, names: &Names) -> io::Result<(Arc<Shard>, Option<u128>)> {
        let mut input = Hashed::new(File::open(asked.path)?);
        let shard = asked.read(&mut input)?;
        // A file that changed while it was read, or was not read to its end, is not what its stamp says.
        let whole = input.len == stamp.size && Stamp::of(asked.path).as_ref() == Some(stamp);
        let content = whole.then(|| input.sum.digest128());
        if let Some(content) = content {
            self.note(asked.path, names.key(content));
        }
        Ok((shard, content))
    }

    fn note(&self, path: &Path, identity: u128) {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), identity);
    }

    /// What tells the shard of a file that was read from one of another content, or one that was read in another way;
    /// `None` where that is not known.
    #[must_use]
    pub fn identity(&self, path: &Path) -> Option<u128> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied()
    }

    /// The shard of a database in this state, if it is kept.
    pub(super) fn database(
        &self,
        path: &Path,
        key_pattern: &str,
        state: &str,
        store: Arc<dyn Store>,
    ) -> Option<Arc<Shard>> {
        let names = Names::of_database(path, key_pattern);
        let content = xxh3_128(state.as_bytes());
        self.note(path, names.key(content));
        open(self.folder.as_deref()?, &names, content, (path, &ZOTERO), store).map(Arc::new)
    }

    /// Keeps the shard of a database in this state.
    pub(super) fn keep_database(&self, key_pattern: &str, state: &str, shard: &Arc<Shard>) {
        let names = Names::of_database(shard.path(), key_pattern);
        let content = xxh3_128(state.as_bytes());
        self.note(shard.path(), names.key(content));
        self.keep(Waiting { names, content, ticket: None, shard: Some(Arc::clone(shard)), before: None });
    }

    fn keep(&self, waiting: Waiting) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(waiting);
    }

    /// Whether anything is to be written.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.folder.is_some() && !self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Writes what was read since the last time; what cannot be written is not.
    pub fn write(&self) {
        self.write_of(u32::MAX);
    }

    /// The same for who is about to end: nothing is begun that takes long, and what is being written is waited for.
    pub fn write_last(&self) {
        self.write_of(LAST);
    }

    /// Writes of shards those that hold so many records together; the others are not kept.
    fn write_of(&self, most: u32) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let mut left = most;
        waiting.retain(|one| {
            let room = left.checked_sub(one.shard.as_ref().map_or(0, |shard| shard.len()));
            left = room.unwrap_or(left);
            room.is_some()
        });
        let Some(folder) = self.folder.as_deref() else { return };
        let memo = self.memo.get().map_or(Ok(false), |memo| memo.write(folder));
        if waiting.is_empty() && matches!(memo, Ok(false)) {
            return;
        }
        let shards = || beside::make(folder).and_then(|()| waiting.iter().try_for_each(|one| self.put(folder, one)));
        let written = memo.and_then(|_| shards());
        if let Err(error) = written {
            // A full disk, or one that is read-only: nothing is lost but time.
            tracing::debug!("the cache is not written: {error}");
        }
        beside::sweep(folder, self.cap);
    }

    fn put(&self, folder: &Path, one: &Waiting) -> io::Result<()> {
        let name = one.names.shard(one.content);
        let place = folder.join(&name);
        if let Some(shard) = one.shard.as_deref().filter(|_| !place.exists()) {
            beside::put(&place, self.cap, &mut |out| shard.store(one.names.key(one.content), out))?;
        }
        if let Some(ticket) = &one.ticket {
            beside::put(&folder.join(&one.names.ticket), self.cap, &mut |out| out.write_all(&ticket.bytes()))?;
        }
        // What the path held before is of no use; its size may have been another one.
        let ending = one.before.filter(|before| *before != one.content).map(|before| format!("-{before:032x}.shard"));
        let settings = format!("{:016x}-", one.names.settings);
        let is_old = |other: &String| {
            let before = ending.as_ref().is_some_and(|ending| other.ends_with(ending));
            other.starts_with(&settings) && *other != name && (before || one.ticket.is_none())
        };
        for old in beside::names(folder).filter(is_old) {
            let _ = fs::remove_file(folder.join(old));
        }
        Ok(())
    }
}

/// Whether a shard of a content of that size is there: if none is, the file need not be hashed to look for it.
fn likely(folder: &Path, names: &Names) -> bool {
    let prefix = names.prefix();
    beside::names(folder).any(|name| name.starts_with(&prefix))
}

/// The shard that is kept for a content. One that cannot be used is removed: it will be made anew.
fn open(
    folder: &Path,
    names: &Names,
    content: u128,
    (path, reader): (&Path, &'static Reader),
    store: Arc<dyn Store>,
) -> Option<Shard> {
    let place = folder.join(names.shard(content));
    let file = beside::open(&place)?;
    let shard = Shard::stored(path, reader, store, &file, names.key(content));
    if shard.is_none() {
        let _ = fs::remove_file(&place);
    } else if file.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|used| is_old(used, FRESH)) {
        let _ = file.set_modified(SystemTime::now());
    }
    shard
}

fn is_old(time: SystemTime, age: Duration) -> bool {
    time.elapsed().is_ok_and(|elapsed| elapsed > age)
}

/// The hash of a file's content, if it is still as long as it was.
fn hash_of(asked: &Asked<'_>) -> Option<u128> {
    let mut input = Hashed::new(File::open(asked.path).ok()?);
    let mut window = vec![0; WINDOW];
    while input.read(&mut window).ok()? > 0 && input.len <= asked.metadata.len() {}
    (input.len == asked.metadata.len()).then(|| input.sum.digest128())
}

/// Hashes what is read.
struct Hashed {
    file: File,
    sum: Xxh3,
    len: u64,
}

impl Hashed {
    fn new(file: File) -> Self {
        Self { file, sum: Xxh3::new(), len: 0 }
    }
}

impl Read for Hashed {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(bytes)?;
        self.sum.update(bytes.get(..count).unwrap_or_default());
        self.len += count as u64;
        Ok(count)
    }
}
