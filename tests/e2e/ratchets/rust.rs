//! Just enough of Rust's lexical grammar to look at our own code: comments and literals blanked, tests cut off,
//! functions found. Blanking keeps every byte's place, so that lines still count.

use super::root;
use std::path::Path;

/// A source file.
pub struct Source {
    /// Its path in the workspace, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its text with comments, strings and characters blanked.
    pub code: String,
    /// Where its `#[cfg(test)]` module begins, in bytes; its length where it has none.
    pub tests: usize,
}

impl Source {
    /// The code without its tests.
    pub fn product(&self) -> &str {
        &self.code[..self.tests]
    }

    /// The number of the line at `offset`, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count() + 1
    }

    /// The module path inside its crate, as in `rules::unknown_key`; empty for `lib.rs`.
    pub fn module(&self) -> String {
        let inside = self.path.split_once("src/").map_or("", |(_, inside)| inside);
        let module = inside.trim_end_matches(".rs").replace('/', "::");
        if module == "lib" { String::new() } else { module }
    }
}

/// All Rust files below a folder of the workspace, sorted.
pub fn sources(folder: &str) -> Vec<Source> {
    let mut folders = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(source(&path));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "no Rust files in {folder}");
    found
}

fn source(path: &Path) -> Source {
    let text = std::fs::read_to_string(path).unwrap();
    let code = blank(&text);
    let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
    // A file of tests has no product at all; elsewhere the tests stand at the bottom.
    let tests = if is_of_tests(path, &name) { 0 } else { tests_module(&code) };
    Source { path: name, text, code, tests }
}

/// Whether a whole file is tests: its parent declares it under `#[cfg(test)]`, or it lies in a folder of tests.
fn is_of_tests(path: &Path, name: &str) -> bool {
    let (Some(folder), Some(stem)) = (path.parent(), path.file_stem().and_then(|stem| stem.to_str())) else {
        return false;
    };
    let parent = std::fs::read_to_string(folder.with_extension("rs")).unwrap_or_default();
    let declared = ["", "pub(crate) ", "pub "]
        .iter()
        .any(|visible| parent.contains(&format!("#[cfg(test)]\n{visible}mod {stem};")));
    declared || (name.contains("src/") && name.contains("/tests/"))
}

/// Where the module of tests begins: `mod tests {` or its like under `#[cfg(test)]`, not a declaration `mod testing;`.
fn tests_module(code: &str) -> usize {
    let is_body = |at: &usize| {
        let rest = code[*at..]
            .split_once("]\n")
            .map_or("", |(attribute, rest)| if attribute.contains("test") { rest } else { "" });
        rest.starts_with("mod ") && rest.find(['{', ';']).is_some_and(|end| rest.as_bytes()[end] == b'{')
    };
    code.match_indices("#[cfg(").map(|(at, _)| at).find(is_body).unwrap_or(code.len())
}

/// Blanks comments and literals; newlines stay.
pub fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = literal_end(bytes, at);
        if end > at {
            out[at..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
        at = end.max(at + 1);
    }
    String::from_utf8(out).expect("whole literals are blanked")
}

/// The end of the comment or literal that begins at `at`; `at` where none does.
fn literal_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let after_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    match rest {
        [b'/', b'/', ..] => at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment_end(bytes, at),
        [b'r', b'"' | b'#', ..] if !after_word => raw_string_end(bytes, at + 1),
        [b'b', b'r', b'"' | b'#', ..] if !after_word => raw_string_end(bytes, at + 2),
        [b'"', ..] => quoted_end(bytes, at, b'"'),
        [b'\'', b'\\', ..] => quoted_end(bytes, at, b'\''),
        [b'\'', first, ..] => {
            let width = match first {
                0..0x80 => 1,
                0x80..0xE0 => 2,
                0xE0..0xF0 => 3,
                _ => 4,
            };
            if rest.get(1 + width) == Some(&b'\'') { at + width + 2 } else { at }
        }
        _ => at,
    }
}

fn quoted_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

fn raw_string_end(bytes: &[u8], mut at: usize) -> usize {
    let begin = at;
    let hashes = bytes[at..].iter().take_while(|byte| **byte == b'#').count();
    at += hashes;
    if bytes.get(at) != Some(&b'"') {
        return begin - 1; // a raw identifier, `r#type`
    }
    let close = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
    let found = bytes[at + 1..].windows(close.len()).position(|window| window == close);
    found.map_or(bytes.len(), |found| at + 1 + found + close.len())
}

fn block_comment_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The functions of blanked code: (name, first byte, lines from `fn` to the closing brace).
pub fn functions(code: &str) -> Vec<(&str, usize, usize)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + 3..];
        let name = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())];
        let Some(open) = rest.find(['{', ';']).filter(|open| !name.is_empty() && rest.as_bytes()[*open] == b'{') else {
            continue;
        };
        let body = &rest[open..];
        let mut depth = 0;
        let end = body.bytes().position(|byte| {
            depth += i32::from(byte == b'{') - i32::from(byte == b'}');
            depth == 0
        });
        let end = end.unwrap_or(body.len());
        found.push((name, at, rest[..open + end].matches('\n').count() + 1));
    }
    found
}

#[test]
fn blanking_keeps_places_and_code() {
    let code = "let a = \"x{\\\"\"; // {\nlet b = 'é'; let c: &'a str = r#\"\"{\"#; /* { /* */ */ f('\\'', '{')";
    let blanked = blank(code);
    assert_eq!(blanked.len(), code.len());
    assert!(!blanked.contains('{'), "{blanked}");
    assert!(blanked.contains("&'a str") && blanked.contains("let c") && blanked.contains("f("), "{blanked}");
}

#[test]
fn functions_are_measured() {
    let code = blank("trait T { fn none(&self); }\nfn one() {}\npub fn three(x: fn(u8)) {\n  if x { \"}\" }\n}\n");
    let lines: Vec<_> = functions(&code).into_iter().map(|(name, _, lines)| (name, lines)).collect();
    assert_eq!(lines, [("one", 1), ("three", 3)]);
}
