//! What was found in a folder's manuscripts the last time, so that a second check of the same texts need not look again:
//! one file for each folder that siglum is run in, a line for each thing remembered.
//!
//! A line says what it is about (`id`), for which content it was worked out, and what came of it, as JSON. Nothing is
//! believed without its content: whoever asks says for which one. The file is damaged when its sum says so, and is then as
//! good as none; the one of two processes that ends last leaves its file.

use super::{Cache, beside, is_old, joined};
use rustc_hash::{FxHashMap, FxHashSet};
use siglum_corpus::shard::made_by;
use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Larger files are begun anew with what is of use now, in bytes.
const MOST: usize = 64 << 20;
/// How a line begins: two hashes in hexadecimal, each with a blank behind it.
const HEAD: usize = 66;

/// What is remembered of the manuscripts of a folder.
#[derive(Debug, Default)]
pub struct Memo {
    /// Where it lies; nothing is remembered without a place.
    place: Option<PathBuf>,
    old: String,
    /// The old lines: for which content, and where in `old` what came of it stands.
    lines: FxHashMap<u128, (u128, Range<usize>)>,
    /// What was asked for and is true still.
    used: Mutex<FxHashSet<u128>>,
    new: Mutex<FxHashMap<u128, (u128, String)>>,
}

/// A hash of parts that tells them apart.
#[must_use]
pub fn hash(parts: &[&[u8]]) -> u128 {
    xxh3_128(&joined(parts))
}

/// The code that made a file: this very one, or the file is of no use.
fn code() -> String {
    format!("siglum {:016x} {}", made_by(), env!("SIGLUM_CODE"))
}

impl Memo {
    /// What is remembered for a folder in the cache; nothing where there is no cache.
    pub(super) fn open(cache: Option<&Path>, folder: &Path) -> Self {
        let Some(cache) = cache else { return Self::default() };
        let name = hash(&[b"memo", folder.as_os_str().as_encoded_bytes()]);
        let place = cache.join(format!("{name:032x}.memo"));
        let old = read(&place).unwrap_or_default();
        let lines = lines(&old);
        Self { place: Some(place), old, lines, ..Self::default() }
    }

    /// Whether anything is remembered at all.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.place.is_some()
    }

    /// What came of this, if it is remembered for this content.
    #[must_use]
    pub fn get(&self, id: u128, content: u128) -> Option<&str> {
        let (_, range) = self.lines.get(&id).filter(|(known, _)| *known == content)?;
        lock(&self.used).insert(id);
        self.old.get(range.clone())
    }

    /// Remembers what came of this for a content. The text is JSON on one line.
    pub fn keep(&self, id: u128, content: u128, text: String) {
        if self.is_on() && !text.contains('\n') {
            lock(&self.new).insert(id, (content, text));
        }
    }

    /// Writes what is new to the cache, with what is there; whether there was anything.
    pub(super) fn write(&self, cache: &Path) -> std::io::Result<bool> {
        let new = std::mem::take(&mut *lock(&self.new));
        let (Some(place), false) = (&self.place, new.is_empty()) else { return Ok(false) };
        let used = lock(&self.used);
        let mut body = String::with_capacity(self.old.len() + 1024);
        let mut line = |id: u128, content: u128, text: &str| {
            body.push_str(&format!("{id:032x} {content:032x} "));
            body.push_str(text);
            body.push('\n');
        };
        let grown = self.old.len() + new.values().map(|(_, text)| text.len() + HEAD + 1).sum::<usize>();
        let mut old: Vec<_> = self.lines.iter().filter(|(id, _)| !new.contains_key(id)).collect();
        old.retain(|(id, _)| grown <= MOST || used.contains(id));
        old.sort_unstable_by_key(|(_, (_, range))| range.start);
        for (id, (content, range)) in old {
            line(*id, *content, self.old.get(range.clone()).unwrap_or_default());
        }
        let mut new: Vec<_> = new.into_iter().collect();
        new.sort_unstable_by_key(|(id, _)| *id);
        new.iter().for_each(|(id, (content, text))| line(*id, *content, text));
        beside::make(cache)?;
        let head = format!("{} {:016x}\n", code(), xxh3_64(body.as_bytes()));
        beside::put(place, MOST as u64 * 2, &mut |out| {
            out.write_all(head.as_bytes())?;
            out.write_all(body.as_bytes())
        })?;
        Ok(true)
    }
}

impl Cache {
    /// What is remembered of the manuscripts of a folder: that of the first one that is asked for.
    #[must_use]
    pub fn memo(&self, folder: &Path) -> &Memo {
        self.memo.get_or_init(|| Memo::open(self.folder.as_deref(), folder))
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The lines of a file, if it is whole and this code's. One that is of no use is removed.
fn read(place: &Path) -> Option<String> {
    let mut file = beside::open(place)?;
    let mut text = String::new();
    let whole = file.by_ref().take(MOST as u64 * 2).read_to_string(&mut text).is_ok();
    let body = whole.then(|| body(&text)).flatten();
    let Some(start) = body else {
        let _ = fs::remove_file(place);
        return None;
    };
    if file.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|used| is_old(used, super::FRESH)) {
        let _ = file.set_modified(SystemTime::now());
    }
    text.drain(..start);
    Some(text)
}

/// Where the lines begin behind the first one, which vouches for them.
fn body(text: &str) -> Option<usize> {
    let (head, body) = text.split_once('\n')?;
    let sum = head.strip_prefix(&code())?.trim_start();
    (u64::from_str_radix(sum, 16) == Ok(xxh3_64(body.as_bytes()))).then_some(head.len() + 1)
}

fn lines(text: &str) -> FxHashMap<u128, (u128, Range<usize>)> {
    let mut lines = FxHashMap::default();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let hash = |from: usize| u128::from_str_radix(text.get(start + from..start + from + 32)?, 16).ok();
        if let (Some(id), Some(content)) = (hash(0), hash(33)) {
            lines.insert(id, (content, start + HEAD..end));
        }
        start = end + 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn folder(name: &str) -> Folder {
        Folder(std::env::temp_dir().join(format!("siglum-memo-{}-{name}", std::process::id())))
    }

    fn kept(folder: &Folder) -> Memo {
        Memo::open(Some(&folder.0), Path::new("/drafts"))
    }

    #[test]
    fn what_is_kept_is_there_the_next_time_for_its_content_alone() {
        let folder = folder("kept");
        let memo = kept(&folder);
        assert_eq!(memo.get(1, 10), None);
        memo.keep(1, 10, "{\"a\":1}".to_owned());
        memo.keep(2, 20, "[]".to_owned());
        memo.write(&folder.0).unwrap();
        let memo = kept(&folder);
        assert_eq!((memo.get(1, 10), memo.get(1, 11), memo.get(2, 20)), (Some("{\"a\":1}"), None, Some("[]")));
        memo.keep(1, 11, "{}".to_owned());
        memo.write(&folder.0).unwrap();
        let memo = kept(&folder);
        assert_eq!((memo.get(1, 10), memo.get(1, 11), memo.get(2, 20)), (None, Some("{}"), Some("[]")));
        assert_eq!(Memo::open(Some(&folder.0), Path::new("/others")).get(1, 11), None);
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let folder = folder("damaged");
        let memo = kept(&folder);
        memo.keep(1, 10, "{\"a\":1}".to_owned());
        memo.write(&folder.0).unwrap();
        let place = memo.place.clone().unwrap();
        let whole = fs::read(&place).unwrap();
        for (at, byte) in whole.iter().enumerate() {
            let mut bytes = whole.clone();
            bytes[at] = byte ^ 1;
            fs::write(&place, &bytes).unwrap();
            assert_eq!(kept(&folder).get(1, 10), None, "byte {at}");
            fs::write(&place, &whole[..at]).unwrap();
            assert_eq!(kept(&folder).get(1, 10), None, "cut at {at}");
        }
        fs::write(&place, &whole).unwrap();
        assert!(kept(&folder).get(1, 10).is_some());
    }

    #[test]
    fn without_a_cache_nothing_is_remembered() {
        let memo = Memo::open(None, Path::new("/drafts"));
        memo.keep(1, 10, "{}".to_owned());
        assert!(!memo.is_on() && lock(&memo.new).is_empty());
    }
}
