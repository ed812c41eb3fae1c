//! What a file looked like at one moment, so that it is read again when, and only when, it changed.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The state of a regular file: two equal stamps mean that nobody wrote to it, replaced it or changed who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Its size in bytes.
    pub size: u64,
    modified: Option<SystemTime>,
    identity: Identity,
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
        let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(Self { size: metadata.len(), modified: metadata.modified().ok(), identity: identity(&metadata) })
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> Identity {}

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
