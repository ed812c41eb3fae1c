//! What the project holds dear, as tests: layers, sizes, registries and their documentation. A ratchet has a list of
//! exceptions at most, and the list may only shrink.

mod layers;
mod registries;
mod rust;
mod sizes;
mod tree;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the tree as text.
pub fn read(relative: &str) -> String {
    std::fs::read_to_string(root().join(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
}

/// Holds a file that is made from the program itself: `SIGLUM_UPDATE=1 cargo test` writes it anew.
pub fn hold(relative: &str, expected: &str) {
    let path = root().join(relative);
    let actual = std::fs::read_to_string(&path).unwrap_or_default();
    if actual == expected {
        return;
    }
    if std::env::var_os("SIGLUM_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).unwrap();
        std::fs::write(path, expected).unwrap();
        return;
    }
    let difference = actual.lines().zip(expected.lines()).position(|(old, new)| old != new);
    let line = difference.unwrap_or_else(|| actual.lines().count().min(expected.lines().count()));
    let show = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
    panic!(
        "{relative} is out of date from line {} on:\n  has    {}\n  should {}\nSIGLUM_UPDATE=1 cargo test --test e2e writes it.",
        line + 1,
        show(&actual),
        show(expected)
    );
}

/// Holds the part of a file between `<!-- NAME -->` and `<!-- end of NAME -->`.
pub fn hold_part(relative: &str, name: &str, part: &str) {
    // Tests run side by side, and two parts may stand in one file.
    static WRITING: Mutex<()> = Mutex::new(());
    let _guard = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let text = read(relative);
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let start = text.find(&begin).unwrap_or_else(|| panic!("no {begin} in {relative}")) + begin.len();
    let stop = start + text[start..].find(&end).unwrap_or_else(|| panic!("no {end} in {relative}"));
    hold(relative, &format!("{}{part}{}", &text[..start], &text[stop..]));
}
