//! Writing files whole, beside their place, and bounding the folder that they lie in.

use super::is_old;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

/// What somebody began to write and did not finish in this time will not be finished.
const ABANDONED: Duration = Duration::from_hours(1);
/// What a small file takes on a disk, in bytes.
const BLOCK: u64 = 4096;
/// Tells programs that make backups what the folder is (bford.info/cachedir).
const TAG: &[u8] =
    b"Signature: 8a477f597d28d172789f06886806bc55\n# The cache of siglum; it can be removed at any time.\n";
const TAG_NAME: &str = "CACHEDIR.TAG";

/// Makes the folder, for the user alone.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    let tag = folder.join(TAG_NAME);
    if tag.exists() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    put(&tag, u64::MAX, &mut |out| out.write_all(TAG))
}

/// Opens a file of the cache so that it can be marked as used, where that is allowed.
pub(super) fn open(place: &Path) -> Option<File> {
    let both = OpenOptions::new().read(true).append(true).open(place);
    both.or_else(|_| File::open(place)).ok()
}

/// Puts a file in its place, whole: it is written beside it, forced to the disk, and renamed. One above `cap` bytes is not
/// kept.
pub(super) fn put(place: &Path, cap: u64, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().subsec_nanos();
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{count}-{now}.tmp", std::process::id()));
    let beside = place.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        if file.metadata()?.len() > cap {
            return Err(io::Error::other("more than the cache may hold"));
        }
        drop(file);
        fs::rename(&beside, place)
    });
    if written.is_err() {
        // What was begun is of no use; the first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// The names in the folder.
pub(super) fn names(folder: &Path) -> impl Iterator<Item = String> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}

/// Removes what was abandoned and, while there are more than `cap` bytes, what was not used for longest.
pub(super) fn sweep(folder: &Path, cap: u64) {
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().unwrap_or_default();
        let Ok(metadata) = entry.metadata() else { continue };
        let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        if has_ending(&name, "tmp") && is_old(used, ABANDONED) {
            let _ = fs::remove_file(entry.path());
        } else if has_ending(&name, "shard") || has_ending(&name, "ticket") || has_ending(&name, "memo") {
            kept.push((used, metadata.len().max(BLOCK), entry.path()));
        }
    }
    kept.sort();
    let mut total: u64 = kept.iter().map(|(_, len, _)| len).sum();
    for (_, len, path) in kept {
        if total <= cap {
            return;
        }
        if fs::remove_file(path).is_ok() {
            total -= len;
        }
    }
}

/// Whether a file of the cache is of that kind: nothing else in the folder is ever touched.
fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == ending)
}
