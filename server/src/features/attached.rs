//! The files that a record says belong to its work, as reference managers write them into BibTeX's `file`.
//!
//! JabRef, Zotero and Mendeley write `description:path:type`, several with `;` between, and a backslash before what is
//! meant as it stands; others write a path. Invariant: what is given is a document of this machine, never a program: it is
//! shown as a link, and a click opens it. Nobody looks whether it is there.

use siglum_corpus::record::Record;
use siglum_corpus::span::Text;
use std::path::{Component, Path, PathBuf};

/// The fields that name files.
const FIELDS: [&str; 4] = ["file", "pdf", "local-url", "localfile"];
/// The kinds of documents that people read a work in.
const READ: [&str; 6] = ["pdf", "epub", "djvu", "ps", "html", "htm"];
/// So many files of a record are told.
const MOST: usize = 8;
/// Longer values are no paths, in bytes.
const LONGEST: usize = 16 << 10;

/// The fields of a record that name files, each with its files; relative ones lie beside the bibliography.
pub fn files<'r>(record: &'r Record, bibliography: &Path) -> impl Iterator<Item = (&'r Text, Vec<PathBuf>)> {
    let named = |label: &Text| FIELDS.iter().any(|field| label.value.eq_ignore_ascii_case(field));
    let fields = record.extra.iter().filter(move |(label, _)| record.format == "bibtex" && named(label));
    fields.map(move |(_, text)| (text, in_value(&text.value, bibliography.parent().unwrap_or(bibliography))))
}

fn in_value(value: &str, folder: &Path) -> Vec<PathBuf> {
    if value.len() > LONGEST {
        return Vec::new();
    }
    // Mendeley writes the backslash of TeX's mathematics.
    let value = value.replace("$\\backslash$", "\\");
    let paths = entries(&value).into_iter().filter_map(|parts| path(&parts, folder));
    paths.take(MOST).collect()
}

/// The parts of each entry, between colons.
fn entries(value: &str) -> Vec<Vec<String>> {
    let mut entries = vec![vec![String::new()]];
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next_if(|next| matches!(next, ':' | ';' | '\\')) } else { None };
        let last = entries.last_mut();
        match (escaped, c, last) {
            (None, ';', _) => entries.push(vec![String::new()]),
            (None, ':', Some(parts)) => parts.push(String::new()),
            (escaped, c, Some(parts)) => {
                parts.iter_mut().last().iter_mut().for_each(|part| part.push(escaped.unwrap_or(c)));
            }
            (_, _, None) => {}
        }
    }
    entries
}

/// The path of an entry, if it is that of a document.
fn path(parts: &[String], folder: &Path) -> Option<PathBuf> {
    let written = match parts {
        [path] => path.clone(),
        [drive, rest] if is_drive(drive) => format!("{drive}:{rest}"),
        // Zotero's folder of linked files is known to Zotero alone.
        [first, _] if first == "attachments" => return None,
        [path, kind] if !kind.contains(['.', '/', '\\']) => path.clone(),
        [_, path] => path.clone(),
        [_, path @ .., _] => path.join(":"),
        [] => return None,
    };
    let written = written.trim();
    let extension = Path::new(written).extension()?.to_str()?.to_ascii_lowercase();
    // No other machine is asked for anything, and no address is taken for a path.
    let remote = written.starts_with(['/', '\\']) && written[1..].starts_with(['/', '\\']);
    let foreign = remote || written.contains("://") || written.chars().any(char::is_control);
    if foreign || !READ.contains(&extension.as_str()) {
        return None;
    }
    if written.split_once(':').is_some_and(|(drive, rest)| is_drive(drive) && rest.starts_with(['/', '\\'])) {
        return cfg!(windows).then(|| PathBuf::from(written)).filter(|path| path.is_absolute());
    }
    // Mendeley leaves the first slash out.
    let rooted = ["home/", "Users/"].iter().any(|root| written.starts_with(root));
    let root = if rooted { Path::new("/") } else { folder };
    let mut path = root.to_owned();
    for component in Path::new(written).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(path.pop()),
            other => path.push(other),
        }
    }
    Some(path)
}

fn is_drive(text: &str) -> bool {
    text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(value: &str) -> Vec<String> {
        in_value(value, Path::new("/thesis/text")).iter().map(|path| path.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn what_reference_managers_write_is_understood() {
        for (value, path) in [
            ("papers/ek.pdf", "/thesis/text/papers/ek.pdf"),
            ("../pdf/ek 2010.pdf", "/thesis/pdf/ek 2010.pdf"),
            (":/home/ek/a.pdf:PDF", "/home/ek/a.pdf"),
            (":docs/a.pdf:PDF", "/thesis/text/docs/a.pdf"),
            ("Full Text PDF:files/12/Ek - 2010.pdf:application/pdf", "/thesis/text/files/12/Ek - 2010.pdf"),
            ("/home/ek/Zotero/storage/ABCD1234/Ek.pdf", "/home/ek/Zotero/storage/ABCD1234/Ek.pdf"),
            (":home/ek/Mendeley/a.pdf:pdf", "/home/ek/Mendeley/a.pdf"),
            ("A\\: title\\; b.pdf", "/thesis/text/A: title; b.pdf"),
            ("Ek:a\\:b.pdf:PDF", "/thesis/text/a:b.pdf"),
        ] {
            assert_eq!(told(value), [path], "{value}");
        }
        assert_eq!(told("a.pdf;:b.html:HTML;c.pdf").len(), 3);
    }

    #[test]
    fn programs_other_machines_and_addresses_are_no_documents() {
        for value in [
            "run.sh",
            "a.exe",
            "a.pdf.desktop",
            "",
            ":",
            "//host/share/a.pdf",
            "\\\\\\\\host\\\\share\\\\a.pdf",
            "https://example.org/a.pdf",
            "C:/Users/ek/a.pdf",
            ":C\\:\\\\Users\\\\ek\\\\a.pdf:PDF",
            "attachments:a.pdf",
            "a\n.pdf",
        ] {
            assert!(told(value).is_empty(), "{value}: {:?}", told(value));
        }
    }

    proptest! {
        #[test]
        fn any_value_is_taken_without_harm(value in "[a-z:;./\\\\ \n$]{0,40}") {
            prop_assert!(told(&value).iter().all(|path| path.starts_with('/')));
        }
    }
}
