//! How text and paths are shown to people: paths from the current folder, no character that a terminal obeys.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// How paths are shown.
pub struct Shown {
    /// The current folder.
    pub cwd: PathBuf,
}

impl Shown {
    /// Paths as seen from the current folder.
    pub fn here() -> Self {
        Self { cwd: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")) }
    }

    /// The path, relative where it lies below the current folder, with forward slashes, as it is.
    pub fn raw(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.cwd).ok().filter(|rest| !rest.as_os_str().is_empty());
        let shown = relative.unwrap_or(path).to_string_lossy();
        if std::path::MAIN_SEPARATOR == '\\' { shown.replace('\\', "/") } else { shown.into_owned() }
    }

    /// The path for people.
    pub fn path(&self, path: &Path) -> String {
        visible(&self.raw(path)).into_owned()
    }
}

/// The text with control characters, and those that change the direction of text, made visible as `\u{..}`. Of white
/// space only the blank is kept.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Controls (C0, C1, DEL), marks and overrides of direction, separators of lines, tags and the byte order mark.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(visible("\u{202e}x\u{9b}\t"), "\\u{202e}x\\u{9b}\\u{9}");
        assert_eq!(visible("Étude — “x”"), "Étude — “x”");
    }

    #[test]
    fn paths_below_the_current_folder_are_relative() {
        let shown = Shown { cwd: PathBuf::from("/paper") };
        assert_eq!(shown.path(Path::new("/paper/a/b.md")), "a/b.md");
        assert_eq!(shown.path(Path::new("/papers/b.md")), "/papers/b.md");
    }
}
