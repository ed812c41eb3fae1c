//! What a file looked like at one moment, so that it is read again when, and only when, it changed.

use super::zotero;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};
use xxhash_rust::xxh3::xxh3_64;

/// The state of a regular file: two equal stamps mean that nobody wrote to it, replaced it or changed who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Its size in bytes.
    pub size: u64,
    modified: Option<SystemTime>,
    identity: Identity,
    /// What lies beside a database and belongs to it, as a hash; 0 for other files.
    beside: u64,
}

/// What tells a file from another one of the same name: inode and time of status change where there are such things.
#[cfg(unix)]
type Identity = (u64, i64, i64);
#[cfg(not(unix))]
type Identity = ();

impl Stamp {
    /// The stamp of a file; `None` where no regular file is there.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let database = zotero::parts(path);
        let file = database.as_ref().map_or(path, |(file, _)| file);
        let metadata = fs::metadata(file).ok().filter(fs::Metadata::is_file)?;
        let state = database.as_ref().and_then(|(file, _)| zotero::state(file));
        let beside = state.map_or(0, |state| xxh3_64(state.as_bytes()));
        Some(Self { beside, ..Self::of_metadata(&metadata) })
    }

    /// The stamp of a file that was looked at already.
    #[must_use]
    pub fn of_metadata(metadata: &fs::Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok(), identity: identity(metadata), beside: 0 }
    }

    /// The stamp as text: equal texts are equal stamps.
    #[must_use]
    pub fn text(&self) -> String {
        let modified = self.modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        format!("{} {:?} {:?}", self.size, modified.map(|time| time.as_nanos()), self.identity)
    }

    /// Whether nothing can have been written at or after `taken` without the stamp telling: clocks of file systems count in
    /// steps of up to two seconds, and two writes in one step look alike.
    #[must_use]
    pub fn is_settled(&self, taken: SystemTime) -> bool {
        let Some(before) = taken.checked_sub(STEP) else { return false };
        self.modified.is_some_and(|modified| modified < before) && identity_is_older(&self.identity, before)
    }
}

/// The coarsest step of a file system's clock that is in use (FAT).
const STEP: Duration = Duration::from_secs(2);

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(unix)]
fn identity_is_older((_, changed, _): &Identity, time: SystemTime) -> bool {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).map(|since| since.as_secs());
    since.is_ok_and(|since| u64::try_from(*changed).is_ok_and(|changed| changed < since))
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> Identity {}

#[cfg(not(unix))]
fn identity_is_older((): &Identity, _: SystemTime) -> bool {
    true
}

/// When a process began, in the system's own count; `None` where it is not there, is dead and not yet buried, or the
/// system does not tell. Two processes that had the same number one after the other differ in it.
#[must_use]
pub fn process_start(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold anything: what follows the last bracket is state, parent, ...; see proc(5).
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let state = fields.next()?;
    let start = fields.nth(18)?;
    (!matches!(state, "Z" | "X")).then(|| start.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_a_beginning_and_no_process_has_the_number_zero() {
        if cfg!(target_os = "linux") {
            assert_eq!(process_start(std::process::id()), process_start(std::process::id()));
            assert!(process_start(std::process::id()).is_some());
        }
        assert_eq!(process_start(0), None);
    }
}
