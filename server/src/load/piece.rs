//! A piece of a file, for showing a place in it without reading all of it.

use super::{CORPUS_CAP, regular};
use siglum_corpus::Span;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Pieces are not longer than this, in bytes: an entry is not either.
const MOST: u64 = 16 << 20;

/// The bytes of a span of a regular file, fewer where the file ends earlier; `None` where it cannot be read.
#[must_use]
pub fn bytes(path: &Path, span: Span) -> Option<Vec<u8>> {
    regular(path, CORPUS_CAP).ok()?;
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::Start(u64::from(span.start))).ok()?;
    let mut bytes = Vec::new();
    file.take((span.len() as u64).min(MOST)).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Where a word stands in a regular file, in bytes from its beginning; read window by window.
#[must_use]
pub fn find_all(path: &Path, word: &str) -> Vec<u32> {
    const WINDOW: usize = 1 << 20;
    let mut found = Vec::new();
    if word.is_empty() || word.len() >= WINDOW || regular(path, CORPUS_CAP).is_err() {
        return found;
    }
    let Ok(mut file) = File::open(path) else { return found };
    let (mut window, mut base) = (Vec::with_capacity(WINDOW), 0);
    loop {
        let room = (WINDOW - window.len()) as u64;
        let read = file.by_ref().take(room).read_to_end(&mut window).unwrap_or_default();
        let places = memchr::memmem::find_iter(&window, word.as_bytes());
        found.extend(places.filter_map(|at| u32::try_from(base + at).ok()));
        if (read as u64) < room {
            return found;
        }
        // The word may stand across the border; all of it stands in the rest only then.
        let kept = window.len() - (word.len() - 1);
        base += kept;
        window.drain(..kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_across_the_borders_of_windows() {
        let path = std::env::temp_dir().join(format!("siglum-piece-{}", std::process::id()));
        let places = [0, (1 << 20) - 2, (2 << 20) - 40, 3 << 20];
        let mut text = vec![b'.'; (3 << 20) + 3];
        for place in places {
            text[place..place + 3].copy_from_slice(b"key");
        }
        std::fs::write(&path, text).unwrap();
        let found = find_all(&path, "key");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(found, places.map(|place| place as u32));
        assert!(find_all(&path, "key").is_empty() && find_all(Path::new("/dev/zero"), "key").is_empty());
    }
}
