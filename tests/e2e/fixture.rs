//! Fixtures are text: `//- /path` starts a file, `$0` is a cursor. A [`Workspace`] is a fixture laid out on disk, in a
//! folder of its own that goes when the value goes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// Several files as one text.
pub struct Fixture {
    /// The files in order: path without the leading slash, and text without cursors.
    pub files: Vec<(String, String)>,
    /// The cursors in order.
    pub cursors: Vec<Cursor>,
}

/// A place that `$0` marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The file's path without the leading slash.
    pub path: String,
    /// Bytes from the file's start.
    pub offset: usize,
    /// The line, from 0; LF, CR and CRLF end a line.
    pub line: u32,
    /// The place in the line, in UTF-16 units.
    pub character: u32,
}

impl Fixture {
    /// Parses a fixture. White space before the first `//-` is taken off every line, so that fixtures may be indented.
    pub fn parse(text: &str) -> Self {
        let (mut files, mut cursors) = (Vec::<(String, String)>::new(), Vec::new());
        let indent = text.find("//- ").map_or("", |at| &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..at]);
        assert!(indent.trim().is_empty(), "a fixture begins with a line `//- /path`: {text}");
        for line in text.split_inclusive('\n') {
            let line = line.strip_prefix(indent).unwrap_or(line.trim_start_matches([' ', '\t']));
            if let Some(path) = line.strip_prefix("//- /") {
                files.push((path.trim_end().to_owned(), String::new()));
            } else if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
            }
        }
        assert!(!files.is_empty(), "a fixture has at least one line `//- /path`: {text}");
        for (path, text) in &mut files {
            while let Some(offset) = text.find("$0") {
                text.replace_range(offset..offset + 2, "");
                cursors.push(Cursor::at(path, text, offset));
            }
        }
        Self { files, cursors }
    }
}

impl Cursor {
    /// The cursor at `offset` bytes of `text`.
    pub fn at(path: &str, text: &str, offset: usize) -> Self {
        let before = text[..offset].replace("\r\n", "\n").replace('\r', "\n");
        let last = before.rsplit('\n').next().unwrap_or_default();
        let line = before.matches('\n').count() as u32;
        Self { path: path.to_owned(), offset, line, character: last.encode_utf16().count() as u32 }
    }
}

/// A fixture on disk.
pub struct Workspace {
    /// The folder, absolute and without symlinks.
    pub root: PathBuf,
    /// What was laid out in it.
    pub fixture: Fixture,
}

impl Workspace {
    /// Lays a fixture out in a new folder.
    pub fn new(fixture: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("siglum-e2e-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().join(name);
        fs::create_dir_all(&root).unwrap();
        let workspace = Self { root: root.canonicalize().unwrap(), fixture: Fixture::parse(fixture) };
        for (path, text) in &workspace.fixture.files {
            workspace.write(path, text);
        }
        workspace
    }

    /// The absolute path of one of its files.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The URI of one of its files.
    pub fn uri(&self, relative: &str) -> String {
        uri(&self.path(relative))
    }

    /// The text of a file of the fixture, without its cursors.
    pub fn text(&self, relative: &str) -> &str {
        let file = self.fixture.files.iter().find(|(path, _)| path == relative);
        file.map(|(_, text)| text.as_str()).unwrap_or_else(|| panic!("no file {relative} in the fixture"))
    }

    /// The only cursor, or the first.
    pub fn cursor(&self) -> &Cursor {
        self.fixture.cursors.first().expect("the fixture has a cursor")
    }

    /// The place where `needle` first stands in a file of the fixture, `skip` bytes into it.
    pub fn find(&self, relative: &str, needle: &str, skip: usize) -> Cursor {
        let text = self.text(relative);
        let at = text.find(needle).unwrap_or_else(|| panic!("no {needle:?} in {relative}"));
        Cursor::at(relative, text, at + skip)
    }

    /// Writes a file, with the folders it needs.
    pub fn write(&self, relative: &str, text: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// A path as a `file:` URI.
pub fn uri(path: &Path) -> String {
    let mut uri = String::from("file://");
    for byte in path.to_str().expect("fixtures have Unicode paths").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[test]
fn a_fixture_has_files_and_cursors() {
    let fixture = Fixture::parse("\n    //- /a/b.md\n    é𝒳$0x\n      indented\n    //- /c.bib\n    @book{$0}\n");
    let texts = [("a/b.md", "é𝒳x\n  indented\n"), ("c.bib", "@book{}\n")];
    assert_eq!(fixture.files, texts.map(|(path, text)| (path.to_owned(), text.to_owned())));
    assert_eq!(fixture.cursors[0], Cursor { path: "a/b.md".into(), offset: 6, line: 0, character: 3 });
    assert_eq!(fixture.cursors[1], Cursor { path: "c.bib".into(), offset: 6, line: 0, character: 6 });
}
