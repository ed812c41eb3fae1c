//! A ticket: which content a file had when it looked as it does now.

use crate::load::stamp::Stamp;
use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, SystemTime};
use xxhash_rust::xxh3::xxh3_64;

/// More than a ticket has, in bytes.
const CAP: u64 = 4096;

/// The content of a file by its stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    stamp: String,
    /// When the stamp was taken, in seconds of the Unix epoch.
    taken: u64,
    /// The hash of the content.
    pub(super) content: u128,
}

impl Ticket {
    pub(super) fn new(stamp: &Stamp, taken: SystemTime, content: u128) -> Self {
        let taken = taken.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        Self { stamp: stamp.text(), taken, content }
    }

    /// Whether a file of this stamp has the ticket's content for certain.
    pub(super) fn holds(&self, stamp: &Stamp) -> bool {
        let taken = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(self.taken));
        self.stamp == stamp.text() && taken.is_some_and(|taken| stamp.is_settled(taken))
    }

    /// The ticket as a file: a line each, the last one a checksum.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\n{}\n{:032x}\n", self.stamp, self.taken, self.content);
        let sum = xxh3_64(text.as_bytes());
        let _ = writeln!(text, "{sum:016x}");
        text.into_bytes()
    }

    /// The ticket in a file; `None` where there is none, or not a whole one.
    pub(super) fn read(path: &Path) -> Option<Self> {
        let mut text = String::new();
        File::open(path).ok()?.take(CAP).read_to_string(&mut text).ok()?;
        let mut lines = text.lines();
        let mut next = || lines.next();
        let (stamp, taken, content) = (next()?.to_owned(), next()?, next()?);
        let ticket = Self { stamp, taken: taken.parse().ok()?, content: u128::from_str_radix(content, 16).ok()? };
        (ticket.bytes() == text.as_bytes()).then_some(ticket)
    }
}
