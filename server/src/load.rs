//! The only place of the server that touches the disk: reading, walking, and asking what is there.
//!
//! Invariant: nothing but regular files is ever opened; what a path is, is asked before it is opened.

pub mod cache;
mod disk;
mod error;
pub mod memory;
pub mod piece;
pub mod stamp;
mod store;
pub mod write;
pub mod zotero;

use crate::config::Words;
use crate::config::retractions::Retractions;
pub use crate::project::has_corpus_extension;
use crate::project::is_remote;
use cache::{Asked, Cache};
pub use disk::Disk;
pub use error::{LoadError, LoadErrorKind};
use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;
use rayon::prelude::*;
use siglum_corpus::read::zotero::is_asked;
use siglum_corpus::read::{READERS, Reader};
use siglum_corpus::shard::{Options, Shard};
use siglum_corpus::source::Source;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{FileStore, TextStore};

/// Corpus files above this many bytes are refused: spans are `u32`.
pub const CORPUS_CAP: u64 = u32::MAX as u64;
/// Manuscripts above this many bytes are refused.
pub const MANUSCRIPT_CAP: u64 = 64 << 20;
/// Settings and project files above this many bytes are not read.
const SMALL_CAP: u64 = 4 << 20;
/// Lists of retracted works above this many bytes are refused; Retraction Watch's is a tenth of it.
const LIST_CAP: u64 = 512 << 20;
/// How much of a file is looked at to tell its format, in bytes.
const SNIFF: u64 = 64 << 10;
/// How many entries a search for corpus files looks at, and how many files it takes.
const SEARCH_CAP: (usize, usize) = (20_000, 1_000);
/// The same for a folder that somebody named: it may hold a record a file, thousands of them.
const NAMED_CAP: (usize, usize) = (500_000, 100_000);

/// What a path is, before it is opened: a regular file not above `cap`, or an error.
fn regular(path: &Path, cap: u64) -> Result<Metadata, LoadError> {
    if path.to_str().is_some_and(is_remote) {
        return Err(LoadError::new(path, LoadErrorKind::Remote));
    }
    let metadata = fs::metadata(path).map_err(|error| LoadError::io(path, &error))?;
    let kind = if metadata.is_dir() {
        LoadErrorKind::Directory
    } else if !metadata.is_file() {
        LoadErrorKind::NotRegular
    } else if metadata.len() > cap {
        LoadErrorKind::TooLarge(cap)
    } else {
        return Ok(metadata);
    };
    Err(LoadError::new(path, kind))
}

/// The first `limit` bytes of a regular file.
fn head(path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    read.map_err(|error| LoadError::io(path, &error))?;
    Ok(bytes)
}

/// Whether the beginning of a file is that of no text.
fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 4] = [b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG"];
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    MAGIC.iter().any(|magic| bytes.starts_with(magic)) || (!utf16 && memchr::memchr(0, bytes).is_some())
}

/// The beginning of a file as text, without a character that was cut in two.
fn beginning(mut bytes: Vec<u8>) -> String {
    if bytes.len() as u64 >= SNIFF {
        while bytes.last().is_some_and(|byte| *byte >= 0x80) {
            bytes.pop();
        }
    }
    Source::decode(bytes).text
}

fn extension(path: &Path) -> String {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase()
}

/// Whether the extension alone does not tell a corpus file: other software writes `.json` and `.txt` too.
fn is_common(extension: &str) -> bool {
    matches!(extension, "json" | "txt" | "text" | "md" | "xml" | "yaml" | "yml")
}

/// The reader for a file that somebody named: by extension; among several by the look; else any by the look.
fn reader_for(path: &Path, text: &str) -> Option<&'static Reader> {
    let extension = extension(path);
    let claims = |reader: &&&Reader| reader.extensions.contains(&extension.as_str());
    let mut sniffed = READERS.iter().filter(|reader| (reader.sniff)(text));
    let by_both = READERS.iter().filter(claims).find(|reader| (reader.sniff)(text));
    // What looks like none of them is read by the one that the extension is first of all, else by the most tolerant.
    let first = |reader: &&&Reader| reader.extensions.first() == Some(&extension.as_str());
    let named = || READERS.iter().find(first).or_else(|| READERS.iter().rev().find(claims));
    by_both.or_else(named).or_else(|| sniffed.next()).copied()
}

/// Reads a corpus file into a shard, or takes it from the cache. `key_pattern` is the setting of that name.
///
/// # Errors
/// [`LoadError`] when it is not there, not a regular file, too large, binary, or of no known format.
pub fn load_shard(path: &Path, key_pattern: &str, cache: &Cache) -> Result<Arc<Shard>, LoadError> {
    if zotero::parts(path).is_some() {
        return zotero::shard(path, key_pattern, cache);
    }
    let metadata = regular(path, CORPUS_CAP)?;
    let bytes = head(path, SNIFF)?;
    if is_binary(&bytes) {
        return Err(LoadError::new(path, LoadErrorKind::Binary));
    }
    let reader = reader_for(path, &beginning(bytes));
    let reader = reader.ok_or_else(|| LoadError::new(path, LoadErrorKind::UnknownFormat))?;
    let asked = Asked { path, metadata: &metadata, reader, key_pattern };
    cache.shard(&asked).map_err(|error| LoadError::io(path, &error))
}

/// A shard of a text in memory: a corpus file that is open in an editor.
///
/// # Errors
/// [`LoadErrorKind::UnknownFormat`].
pub fn shard_of_text(path: &Path, text: &str, key_pattern: &str) -> Result<Arc<Shard>, LoadError> {
    let head = text.get(..text.floor_char_boundary(SNIFF as usize)).unwrap_or(text);
    // A buffer of a common extension is a corpus file by its look alone: other software's files are edited, too.
    let ours = |reader: &&Reader| !is_common(&extension(path)) || (reader.sniff)(head);
    let reader =
        reader_for(path, head).filter(ours).ok_or_else(|| LoadError::new(path, LoadErrorKind::UnknownFormat))?;
    let store = Arc::new(TextStore::new(text));
    let shard = Shard::read(path, Some(reader), &mut text.as_bytes(), store, Options { key_pattern });
    shard.map(Arc::new).map_err(|error| LoadError::io(path, &error))
}

/// Reads corpus files in parallel; one answer a path, in the paths' order.
#[must_use]
pub fn load_shards(paths: &[PathBuf], key_pattern: &str, cache: &Cache) -> Vec<Result<Arc<Shard>, LoadError>> {
    paths.par_iter().map(|path| load_shard(path, key_pattern, cache)).collect()
}

/// Reads a manuscript.
///
/// # Errors
/// [`LoadError`] when it is not there, not a regular file, above [`MANUSCRIPT_CAP`], or binary.
pub fn read_text(path: &Path) -> Result<Source, LoadError> {
    read_capped(path, MANUSCRIPT_CAP)
}

/// Reads a corpus file as text, for reports.
///
/// # Errors
/// As [`read_text`], above [`CORPUS_CAP`].
pub fn read_corpus(path: &Path) -> Result<Source, LoadError> {
    read_capped(path, CORPUS_CAP)
}

/// The bytes of a manuscript or a corpus file.
///
/// # Errors
/// [`LoadError`] when it is not there, not a regular file, or too large.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, LoadError> {
    regular(path, CORPUS_CAP)?;
    head(path, CORPUS_CAP)
}

/// Reads what the user hands to a command as a file or a pipe: a list of files, a baseline.
///
/// # Errors
/// The system's.
pub fn read_list(path: &Path) -> Result<String, LoadError> {
    if path.is_dir() {
        return Err(LoadError::new(path, LoadErrorKind::Directory));
    }
    head(path, MANUSCRIPT_CAP).map(|bytes| Source::decode(bytes).text)
}

/// The lists of retracted works that the settings name; what cannot be read is in the second list.
#[must_use]
pub fn retractions(paths: &[String]) -> (Retractions, Vec<LoadError>) {
    let (mut lists, mut errors) = (Vec::new(), Vec::new());
    for path in paths.iter().map(Path::new) {
        match read_capped(path, LIST_CAP) {
            Ok(source) => lists.push((file_name(path), source.text)),
            Err(error) => errors.push(error),
        }
    }
    (Retractions::of(lists.iter().map(|(name, text)| (name.as_str(), text.as_str()))), errors)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read_capped(path: &Path, cap: u64) -> Result<Source, LoadError> {
    regular(path, cap)?;
    // The file may have grown since; what is read stays below the cap all the same.
    let bytes = head(path, cap)?;
    if is_binary(bytes.get(..SNIFF as usize).unwrap_or(&bytes)) {
        return Err(LoadError::new(path, LoadErrorKind::Binary));
    }
    Ok(Source::decode(bytes))
}

/// A walk over a folder as `git` and `ripgrep` see it: hidden and ignored files left out, links to folders not followed.
fn walk(root: &Path) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    // An ignore file holds without a repository too; the user's global one does not: the same tree, the same answer.
    builder.require_git(false).git_global(false).follow_links(false);
    builder
}

fn is_regular(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// The manuscripts that the paths name: files as they are, folders walked (hidden and ignored files left out, links not
/// followed) for what is said to be a manuscript. Sorted, each once; what cannot be read is in the second list.
#[must_use]
pub fn manuscripts(paths: &[PathBuf], is_manuscript: &mut dyn FnMut(&Path) -> bool) -> (Vec<PathBuf>, Vec<LoadError>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match regular(path, u64::MAX) {
            Ok(_) => found.push(path.clone()),
            Err(LoadError { kind: LoadErrorKind::Directory, .. }) => {
                walk_manuscripts(path, is_manuscript, &mut found, &mut errors);
            }
            Err(error) => errors.push(error),
        }
    }
    found.sort();
    found.dedup();
    (found, errors)
}

fn walk_manuscripts(
    folder: &Path,
    is_manuscript: &mut dyn FnMut(&Path) -> bool,
    found: &mut Vec<PathBuf>,
    errors: &mut Vec<LoadError>,
) {
    for entry in walk(folder).build() {
        match entry {
            Ok(entry) => {
                let path = entry.into_path();
                if is_manuscript(&path) && is_regular(&path) {
                    found.push(path);
                }
            }
            Err(error) => errors.push(LoadError::new(folder, LoadErrorKind::Io(Words::plain(error.to_string())))),
        }
    }
}

/// The corpus files that files, folders and globs name, sorted, each once; a pattern that names nothing is an error.
#[must_use]
pub fn corpus_files(patterns: &[String]) -> (Vec<PathBuf>, Vec<LoadError>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for pattern in patterns {
        let path = Path::new(pattern);
        let before = found.len();
        if is_asked(pattern) {
            match zotero::resolve(pattern) {
                Some(library) => found.push(library),
                None => errors.push(LoadError::new(path, LoadErrorKind::Missing)),
            }
            continue;
        }
        let selected = zotero::parts(path).filter(|(_, selection)| selection.is_some());
        match regular(selected.as_ref().map_or(path, |(file, _)| file), u64::MAX) {
            Ok(_) => found.push(path.to_owned()),
            Err(LoadError { kind: LoadErrorKind::Directory, .. }) => found.extend(files_below(path, NAMED_CAP).0),
            Err(LoadError { kind: LoadErrorKind::Missing, .. }) if pattern.contains(['*', '?', '[', '{']) => {
                found.extend(glob(pattern));
            }
            Err(error) => {
                errors.push(error);
                continue;
            }
        }
        if found.len() == before {
            errors.push(LoadError::new(path, LoadErrorKind::NoMatch));
        }
    }
    found.sort();
    found.dedup();
    (found, errors)
}

/// The files that match an absolute glob: `*` stays in its folder, `**` does not.
fn glob(pattern: &str) -> Vec<PathBuf> {
    let special = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
    let cut = pattern[..special].rfind(['/', '\\']).map_or(0, |slash| slash + 1);
    let (base, rest) = pattern.split_at(cut);
    let base = Path::new(if base.is_empty() { "." } else { base });
    let mut overrides = OverrideBuilder::new(base);
    let Ok(Ok(overrides)) = overrides.add(&format!("/{rest}")).map(|builder| builder.build()) else {
        return Vec::new();
    };
    let entries = walk(base).overrides(overrides).build().take(NAMED_CAP.0).flatten();
    entries.map(ignore::DirEntry::into_path).filter(|path| is_regular(path)).collect()
}

/// The corpus files below a workspace root: those of a corpus extension, and JSON and text files that look like one
/// of the formats. The flag says whether the search was cut short (at 20,000 entries or 1,000 files).
#[must_use]
pub fn workspace_files(root: &Path) -> (Vec<PathBuf>, bool) {
    files_below(root, SEARCH_CAP)
}

/// Corpus files below a folder, up to so many entries and files.
fn files_below(root: &Path, (most_entries, most_files): (usize, usize)) -> (Vec<PathBuf>, bool) {
    let mut found = Vec::new();
    let mut cut = false;
    for (count, entry) in walk(root).build().flatten().enumerate() {
        if count >= most_entries || found.len() >= most_files {
            cut = true;
            break;
        }
        let path = entry.into_path();
        // A Markdown file may hold a table of a record; but what lies about as a manuscript is one.
        let may_be = has_corpus_extension(&path) && crate::manuscript::format_of(&path).is_none();
        if may_be && regular(&path, CORPUS_CAP).is_ok() && looks_like_corpus(&path) {
            found.push(path);
        }
    }
    found.sort();
    (found, cut)
}

/// Whether a file is plain text that no reader knows for a record: a manuscript, where somebody names it.
#[must_use]
pub fn is_plain_manuscript(path: &Path) -> bool {
    crate::manuscript::plain::is_named_so(path) && regular(path, MANUSCRIPT_CAP).is_ok() && !looks_like_corpus(path)
}

/// Whether a file of a corpus extension is one indeed; asked of the file's beginning where the extension is common.
fn looks_like_corpus(path: &Path) -> bool {
    let extension = extension(path);
    if !is_common(&extension) {
        // Other programs have databases, too.
        return extension != "sqlite" || path.file_name().is_some_and(|name| name == "zotero.sqlite");
    }
    let Ok(bytes) = head(path, SNIFF) else {
        return false;
    };
    if is_binary(&bytes) {
        return false;
    }
    let text = beginning(bytes);
    READERS.iter().any(|reader| reader.extensions.contains(&extension.as_str()) && (reader.sniff)(&text))
}
