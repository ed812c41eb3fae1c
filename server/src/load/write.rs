//! Writing: whole or not at all, so that no reader ever sees half a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file whole: a regular file by way of one beside it, a device or a pipe as it is.
///
/// # Errors
/// The system's; a regular file is then as it was.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if !metadata.is_file() => {
            let mut file = OpenOptions::new().write(true).open(path)?;
            file.write_all(bytes)
        }
        Ok(_) => replace(path, bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let beside = Beside::new(path)?;
            beside.fill(bytes)?;
            beside.keep(path)
        }
        Err(error) => Err(error),
    }
}

/// Puts other bytes in the place of a file: written beside it and renamed. Its permissions stay; through a link the file
/// itself is replaced, not the link.
///
/// # Errors
/// The system's; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let metadata = fs::metadata(&path)?;
    // Who may not write to a file may not replace it either, though the folder would allow it.
    OpenOptions::new().append(true).open(&path)?;
    let beside = Beside::new(&path)?;
    beside.fill(bytes)?;
    fs::set_permissions(&beside.path, metadata.permissions())?;
    beside.keep(&path)
}

/// A new file beside another one; gone when the value goes, unless it was kept.
struct Beside {
    path: PathBuf,
    kept: bool,
}

/// What the names of files that stand in for others hold.
pub const MARK: &str = ".siglum-";

impl Beside {
    fn new(path: &Path) -> io::Result<Self> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!("{MARK}{}", std::process::id()));
        let path = path.with_file_name(name);
        // New, so that nothing that lies there, link or file, is written through.
        OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self { path, kept: false })
    }

    fn fill(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::options().write(true).open(&self.path)?;
        file.write_all(bytes)?;
        // A full disk may show only now, and the name must not change before the bytes are there.
        file.sync_all()
    }

    fn keep(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.kept {
            // What was begun is of no use; there is nothing to tell that the first error does not.
            let _ = fs::remove_file(&self.path);
        }
    }
}
