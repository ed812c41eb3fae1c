//! A shard as a file of the cache: its flat tables one after the other, mapped as they are.
//!
//! The file begins with what it is ([`Head`]) and where each section lies, and ends with a checksum of all before.
//! Invariant: a file is used only when the same code made it, for the key that is asked for, and its checksum holds.
//! Numbers of tables are in the machine's order of bytes, which is part of the mark.

#[cfg(test)]
mod tests;

use crate::read::bibtex::Macros;
use crate::read::{Entries, Problem, Reader, Stream};
use crate::shard::again::{Again, Way};
use crate::shard::flat::{Flat, Map};
use crate::shard::grams::Grams;
use crate::shard::people::People;
use crate::shard::postings::Lists;
use crate::shard::rows::{Rows, hash};
use crate::shard::strings::Strings;
use crate::shard::tables::Tables;
use crate::shard::{Shard, Store};
use bytemuck::Pod;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// The first bytes, with two that differ by the machine's order of bytes.
const MARK: [u8; 8] = {
    let [one, two] = 0x0102u16.to_ne_bytes();
    [b's', b'i', b'g', b'l', b'u', b'm', one, two]
};
/// Sections begin at multiples of this.
const ALIGN: usize = 8;
/// How many bytes are checked at once.
const WINDOW: usize = 256 << 10;
/// A shard with more to say beside its tables (a million problems, megabytes of macros) is not stored.
const MOST_BESIDE: usize = 64 << 20;

/// What made a file of the cache: the code of this crate. A file that other code made is of no use.
#[must_use]
pub fn made_by() -> u64 {
    // Rows are checked by this hash, which another crate gives.
    xxh3_64(env!("SIGLUM_CORPUS_CODE").as_bytes()) ^ hash(b"siglum")
}

/// The beginning of a file.
struct Head {
    key: u128,
    len: u64,
    sections: u64,
}

impl Head {
    const LEN: usize = 48;

    fn bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..8].copy_from_slice(&MARK);
        bytes[8..16].copy_from_slice(&made_by().to_le_bytes());
        bytes[16..32].copy_from_slice(&self.key.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.len.to_le_bytes());
        bytes[40..].copy_from_slice(&self.sections.to_le_bytes());
        bytes
    }

    /// What the beginning says, if this code wrote it for that key.
    fn read(bytes: &[u8; Self::LEN], key: u128) -> Option<Self> {
        let number = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
        let head = Self { key, len: number(32)?, sections: number(40)? };
        (head.bytes() == *bytes).then_some(head)
    }

    /// Where the first section may begin.
    fn end(&self) -> Option<usize> {
        usize::try_from(self.sections).ok()?.checked_mul(16)?.checked_add(Self::LEN)
    }
}

/// How a shard's records are read again, as it is stored.
#[derive(Serialize, Deserialize)]
enum KeptWay<M> {
    None,
    Number,
    Slice(M),
    Whole { key_pattern: String, file_len: usize, slices: bool },
}

/// What is stored beside the tables: the format, the problems with their lines, how records are read again.
type Beside<P, L, M> = (String, P, L, KeptWay<M>);

impl Shard {
    /// Writes the shard as a file that [`Shard::stored`] maps. `key` stands for what was read, and how.
    ///
    /// # Errors
    /// Those of `out`, and when there is too much to be stored.
    pub fn store(&self, key: u128, out: &mut dyn Write) -> io::Result<()> {
        let way = match &self.again.way {
            Way::None => KeptWay::None,
            Way::Number => KeptWay::Number,
            Way::Slice(_, macros) => KeptWay::Slice(macros),
            Way::Whole { key_pattern, file_len, slices, .. } => {
                KeptWay::Whole { key_pattern: key_pattern.clone(), file_len: *file_len, slices: *slices }
            }
        };
        let beside: Beside<_, _, _> = (self.format.to_owned(), &self.problems, &self.problem_lines, way);
        let beside = Flat::from(serde_json::to_vec(&beside)?);
        if beside.len() > MOST_BESIDE {
            return Err(io::Error::other("too much to be stored"));
        }
        let mut sections = Vec::new();
        beside.put(&mut sections);
        self.rows.put(&mut sections);
        self.tables.put(&mut sections);
        self.people().put(&mut sections);
        write(key, &sections, out)
    }

    /// A shard of the cache, for the file `path`; `None` where it is damaged, not of this code, or not of this key.
    /// `file` is at its beginning, and never changes.
    pub fn stored<F>(path: &Path, reader: &'static Reader, store: Arc<dyn Store>, file: &F, key: u128) -> Option<Self>
    where
        for<'f> &'f F: Read + memmap2::MmapAsRawDesc,
    {
        let head = checked(&mut { file }, key)?;
        let map = Arc::new(Map::of(file).ok()?);
        let mut sections = Sections::new(&map, &head)?;
        let beside: Flat<u8> = Stored::take(&mut sections)?;
        let (format, problems, problem_lines, way): Beside<Vec<Problem>, Vec<(u32, u32)>, Macros> =
            serde_json::from_slice(&beside).ok()?;
        let way = match way {
            KeptWay::None => Way::None,
            KeptWay::Number => Way::Number,
            KeptWay::Slice(macros) => Way::Slice(entries(reader)?, macros),
            KeptWay::Whole { key_pattern, file_len, slices } => Way::Whole { reader, key_pattern, file_len, slices },
        };
        let shard = Self {
            path: path.to_owned(),
            format: reader.name,
            problems,
            problem_lines,
            rows: Stored::take(&mut sections)?,
            tables: Stored::take(&mut sections)?,
            people: OnceLock::from(People::take(&mut sections)?),
            again: Again { store, way },
        };
        let whole = sections.next().is_none() && shard.rows.len() == shard.tables.len() && format == reader.name;
        (whole && shard.problems.len() == shard.problem_lines.len()).then_some(shard)
    }
}

fn entries(reader: &Reader) -> Option<Entries> {
    match reader.stream? {
        Stream::Entries(entries) => Some(entries),
        Stream::Parts(_) => None,
    }
}

/// Writes head, directory, sections and checksum.
fn write(key: u128, sections: &[&[u8]], out: &mut dyn Write) -> io::Result<()> {
    let mut at = Head::LEN + 16 * sections.len();
    let mut ranges = Vec::with_capacity(sections.len());
    for section in sections {
        at = at.next_multiple_of(ALIGN);
        ranges.push(at..at + section.len());
        at += section.len();
    }
    let head = Head { key, len: at as u64 + 16, sections: sections.len() as u64 };
    let mut sum = Xxh3::new();
    let mut put = |bytes: &[u8]| {
        sum.update(bytes);
        out.write_all(bytes)
    };
    put(&head.bytes())?;
    let directory = ranges.iter().flat_map(|range| [range.start as u64, range.end as u64]);
    put(&directory.flat_map(u64::to_le_bytes).collect::<Vec<u8>>())?;
    let mut at = Head::LEN + 16 * sections.len();
    for (section, range) in sections.iter().zip(ranges) {
        put(&[0; ALIGN][..range.start - at])?;
        put(section)?;
        at = range.end;
    }
    out.write_all(&sum.digest128().to_le_bytes())
}

/// Reads a whole file to see whether it is sound. Read, not mapped: pages that are only checked should not count as memory in
/// use.
fn checked(input: &mut dyn Read, key: u128) -> Option<Head> {
    let mut bytes = [0; Head::LEN];
    input.read_exact(&mut bytes).ok()?;
    let head = Head::read(&bytes, key)?;
    let mut sum = Xxh3::new();
    sum.update(&bytes);
    let mut left = head.len.checked_sub(Head::LEN as u64 + 16)?;
    let mut window = vec![0; WINDOW.min(usize::try_from(left).ok()?)];
    while left > 0 {
        let part = window.get_mut(..WINDOW.min(usize::try_from(left).ok()?))?;
        input.read_exact(part).ok()?;
        sum.update(part);
        left -= part.len() as u64;
    }
    let mut written = [0; 16];
    input.read_exact(&mut written).ok()?;
    let ended = input.read(&mut [0]).ok()? == 0;
    (ended && u128::from_le_bytes(written) == sum.digest128()).then_some(head)
}

/// The sections of a mapped file, in their order.
struct Sections<'m> {
    map: &'m Arc<Map>,
    directory: std::slice::Chunks<'m, u8>,
}

impl<'m> Sections<'m> {
    fn new(map: &'m Arc<Map>, head: &Head) -> Option<Self> {
        let directory = map.bytes().get(Head::LEN..head.end()?)?;
        (map.bytes().len() as u64 == head.len).then(|| Self { map, directory: directory.chunks(16) })
    }
}

impl Iterator for Sections<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let (start, end) = self.directory.next()?.split_at_checked(8)?;
        let number = |bytes: &[u8]| usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok();
        Some(number(start)?..number(end)?)
    }
}

/// What is stored as sections.
trait Stored: Sized {
    /// Adds its sections.
    fn put<'a>(&'a self, sections: &mut Vec<&'a [u8]>);
    /// Takes its sections, in the order in which they were put; `None` where they do not fit together.
    fn take(sections: &mut Sections<'_>) -> Option<Self>;
}

impl<T: Pod> Stored for Flat<T> {
    fn put<'a>(&'a self, sections: &mut Vec<&'a [u8]>) {
        sections.push(self.as_bytes());
    }

    fn take(sections: &mut Sections<'_>) -> Option<Self> {
        let range = sections.next()?;
        Self::mapped(sections.map, range)
    }
}

impl Stored for Rows {
    fn put<'a>(&'a self, sections: &mut Vec<&'a [u8]>) {
        let Self { packed, arena, names, persons, links, heirs } = self;
        packed.put(sections);
        arena.put(sections);
        names.put(sections);
        persons.put(sections);
        links.put(sections);
        heirs.put(sections);
    }

    fn take(sections: &mut Sections<'_>) -> Option<Self> {
        let (packed, arena) = (Stored::take(sections)?, Stored::take(sections)?);
        let (names, persons) = (Stored::take(sections)?, Stored::take(sections)?);
        let (links, heirs) = (Stored::take(sections)?, Stored::take(sections)?);
        Some(Self { packed, arena, names, persons, links, heirs })
    }
}

impl Stored for Strings {
    fn put<'a>(&'a self, sections: &mut Vec<&'a [u8]>) {
        let Self { text, ends } = self;
        text.put(sections);
        ends.put(sections);
    }

    fn take(sections: &mut Sections<'_>) -> Option<Self> {
        let strings = Self { text: Stored::take(sections)?, ends: Stored::take(sections)? };
        let end = strings.ends.last().map_or(0, |end| *end as usize);
        (strings.text.len() == end).then_some(strings)
    }
}

impl Stored for Grams {
    fn put<'a>(&'a self, sections: &mut Vec<&'a [u8]>) {
        let Self { order, letters, lengths, starts, lists } = self;
        [order, letters, lengths, starts].into_iter().for_each(|flat| flat.put(sections));
        lists.put(sections);
    }

    fn take(sections: &mut Sections<'_>) -> Option<Self> {
        let [order, letters, lengths, starts] = flats(sections)?;
        let grams = Self { order, letters, lengths, starts, lists: Stored::take(sections)? };
        grams.fits().then_some(grams)
    }
}

impl Stored for Lists {
    fn put<'a>(&'a self, sections: &mut Vec<&'a [u8]>) {
        let Self { counts, starts, data, mark_starts, marks } = self;
        [counts, starts, mark_starts].into_iter().for_each(|flat| flat.put(sections));
        data.put(sections);
        marks.put(sections);
    }

    fn take(sections: &mut Sections<'_>) -> Option<Self> {
        let [counts, starts, mark_starts] = flats(sections)?;
        Some(Self { counts, starts, mark_starts, data: Stored::take(sections)?, marks: Stored::take(sections)? })
    }
}

impl Stored for Tables {
    fn put<'a>(&'a self, sections: &mut Vec<&'a [u8]>) {
        let Self { keys, key_starts, key_rows, ranks, words, postings, works, .. } = self;
        keys.put(sections);
        self.key_grams().put(sections);
        words.put(sections);
        self.word_grams().put(sections);
        [key_starts, key_rows, ranks].into_iter().for_each(|flat| flat.put(sections));
        postings.put(sections);
        works.put(sections);
    }

    fn take(sections: &mut Sections<'_>) -> Option<Self> {
        let (keys, key_grams): (Strings, Grams) = (Stored::take(sections)?, Stored::take(sections)?);
        let (words, word_grams): (Strings, Grams) = (Stored::take(sections)?, Stored::take(sections)?);
        let [key_starts, key_rows, ranks] = flats(sections)?;
        let postings: Lists = Stored::take(sections)?;
        let fits = key_starts.len() == keys.len() + 1 && postings.fits(words.len());
        let works = Stored::take(sections)?;
        fits.then_some(Self {
            keys,
            key_starts,
            key_rows,
            ranks,
            key_grams: OnceLock::from(key_grams),
            words,
            postings,
            word_grams: OnceLock::from(word_grams),
            works,
        })
    }
}

impl Stored for People {
    fn put<'a>(&'a self, sections: &mut Vec<&'a [u8]>) {
        let Self { forms, starts, bearers, grams, given, institutions } = self;
        forms.put(sections);
        starts.put(sections);
        bearers.put(sections);
        grams.put(sections);
        given.put(sections);
        institutions.put(sections);
    }

    fn take(sections: &mut Sections<'_>) -> Option<Self> {
        let (forms, starts): (Strings, Flat<u32>) = (Stored::take(sections)?, Stored::take(sections)?);
        let (bearers, grams) = (Stored::take(sections)?, Stored::take(sections)?);
        let (given, institutions) = (Stored::take(sections)?, Stored::take(sections)?);
        let fits = starts.len() == forms.len() + 1;
        fits.then_some(Self { forms, starts, bearers, grams, given, institutions })
    }
}

/// Several tables of numbers.
fn flats<const N: usize>(sections: &mut Sections<'_>) -> Option<[Flat<u32>; N]> {
    let taken: Option<Vec<_>> = (0..N).map(|_| Stored::take(sections)).collect();
    taken?.try_into().ok()
}
