//! SQLite's write-ahead log, laid over its database in memory: what Zotero has written and not yet moved to its place.
//!
//! The format is that of sqlite.org/fileformat2.html#walformat. Frames count up to the last commit whose checksums hold,
//! as for SQLite itself.

use std::fs::File;
use std::io::Read;
use std::path::Path;

const HEADER: usize = 32;
const FRAME: usize = 24;

/// The database with its log; `None` where there is no log, it holds no commit, or both are above `cap` bytes.
pub(super) fn image(file: &Path, cap: u64) -> Option<Vec<u8>> {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    let log = whole(Path::new(&name), cap).filter(|log| log.len() > HEADER)?;
    let commits = Frames::new(&log)?.committed()?;
    let mut image = whole(file, cap)?;
    for frame in &commits.frames {
        let end = frame.at.checked_add(commits.page)?;
        if image.len() < end {
            image.resize(end, 0);
        }
        image.get_mut(frame.at..end)?.copy_from_slice(log.get(frame.data..frame.data + commits.page)?);
    }
    image.truncate(commits.size);
    // A database in memory has no log: it says that it is of the other kind.
    image.get_mut(18..20)?.fill(1);
    Some(image)
}

fn whole(path: &Path, cap: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(cap + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= cap).then_some(bytes)
}

/// Frames up to a commit.
struct Committed {
    frames: Vec<Page>,
    /// The size of a page, and of the database, in bytes.
    page: usize,
    size: usize,
}

/// A page in the log: where it belongs, and where it stands.
struct Page {
    at: usize,
    data: usize,
}

struct Frames<'a> {
    log: &'a [u8],
    page: usize,
    big: bool,
    sum: (u32, u32),
}

impl<'a> Frames<'a> {
    fn new(log: &'a [u8]) -> Option<Self> {
        let magic = number(log, 0)?;
        let page = number(log, 8)? as usize;
        let known = magic & !1 == 0x377f_0682 && (512..=65536).contains(&page) && page.is_power_of_two();
        let big = magic & 1 == 1;
        let sum = checksum(log.get(..24)?, big, (0, 0));
        let holds = sum == (number(log, 24)?, number(log, 28)?);
        (known && holds).then_some(Self { log, page, big, sum })
    }

    fn committed(mut self) -> Option<Committed> {
        let salt = self.log.get(16..24)?;
        let mut frames = Vec::new();
        let mut done = None;
        let mut at = HEADER;
        while let (Some(head), Some(data)) =
            (self.log.get(at..at + FRAME), self.log.get(at + FRAME..at + FRAME + self.page))
        {
            let sum = checksum(data, self.big, checksum(&head[..8], self.big, self.sum));
            if head.get(8..16) != Some(salt) || (number(head, 16), number(head, 20)) != (Some(sum.0), Some(sum.1)) {
                break;
            }
            self.sum = sum;
            let page = number(head, 0)?.checked_sub(1)? as usize;
            frames.push(Page { at: page.checked_mul(self.page)?, data: at + FRAME });
            let size = number(head, 4)? as usize;
            if size > 0 {
                done = Some((frames.len(), size.checked_mul(self.page)?));
            }
            at += FRAME + self.page;
        }
        let (count, size) = done?;
        frames.truncate(count);
        // A page beyond the end was cut off by a later commit.
        frames.retain(|frame| frame.at < size);
        Some(Committed { frames, page: self.page, size })
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn checksum(bytes: &[u8], big: bool, start: (u32, u32)) -> (u32, u32) {
    let word = |bytes: [u8; 4]| if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
    let (words, _) = bytes.as_chunks::<4>();
    let (pairs, _) = words.as_chunks::<2>();
    pairs.iter().fold(start, |(one, two), [a, b]| {
        let one = one.wrapping_add(word(*a)).wrapping_add(two);
        (one, two.wrapping_add(word(*b)).wrapping_add(one))
    })
}
