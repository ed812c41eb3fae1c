//! Applying fixes, or showing as a unified diff what applying them would change.
//!
//! Of fixes that touch the same place the first one counts; the check runs again for the others. Only the bytes of an
//! edit change: the encoding, the mark, the line ends and all else stay. A fix that needs a letter which the file's
//! encoding lacks is not applied, and a file that changed since it was read is left alone.

use super::lint::Found;
use super::output::Voice;
use super::places::Texts;
use crate::config::Words;
use crate::load;
use crate::rules::{Edit, Fix, Safety};
use crate::words;
use siglum_corpus::source::Source;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A replacement in a file's text, and the fix that it belongs to.
struct Change {
    range: Range<usize>,
    text: String,
    fix: usize,
}

/// The changes of fixes that may be applied together, by file and place.
#[derive(Default)]
pub struct Changes {
    files: BTreeMap<PathBuf, Vec<Change>>,
    /// How many fixes they are.
    pub applied: usize,
}

/// What could not be written.
#[derive(Default)]
pub struct Failed {
    /// Files.
    pub files: usize,
    /// Fixes, among them those whose other files were left alone for it.
    pub fixes: usize,
}

/// The changes of all fixes that may be applied.
pub fn changes(found: &Found, unsafe_too: bool) -> Changes {
    let mut changes = Changes::default();
    for finding in &found.findings {
        let may = |fix: &&Fix| fix.safety == Safety::Safe || unsafe_too;
        let Some(fix) = finding.diagnostic.fixes.iter().find(may) else { continue };
        let place = |edit: &Edit| change(&found.texts, &finding.path, edit, changes.applied);
        let Some(edits) = fix.edits.iter().map(place).collect::<Option<Vec<_>>>() else { continue };
        let is_free = |(path, change): &(PathBuf, Change)| {
            let taken = changes.files.get(path).into_iter().flatten();
            !taken.into_iter().any(|other| touch(&other.range, &change.range))
        };
        if !edits.is_empty() && edits.iter().all(is_free) {
            changes.applied += 1;
            edits.into_iter().for_each(|(path, change)| changes.files.entry(path).or_default().push(change));
        }
    }
    changes.files.values_mut().for_each(|list| list.sort_by_key(|change| change.range.start));
    changes
}

/// An edit as a change of its file; nothing where the file is not there, its encoding lacks a letter, or nothing changes.
fn change(texts: &Texts, own: &Path, edit: &Edit, fix: usize) -> Option<(PathBuf, Change)> {
    let path = edit.path.as_deref().unwrap_or(own);
    let (start, end) = texts.offsets(path, edit.span);
    let encoding = texts.encoding(path)?;
    let text = match texts.line_end(path).filter(|_| edit.text.contains('\n')) {
        Some(end) => with_line_ends(&edit.text, end).into_owned(),
        None => edit.text.clone(),
    };
    encoding.encode(&text)?;
    let old = texts.text(path, edit.span)?;
    (old != text).then(|| (path.to_owned(), Change { range: start..end, text, fix }))
}

/// The text with the line ends of its file.
fn with_line_ends<'a>(text: &'a str, end: &str) -> Cow<'a, str> {
    if end == "\n" || !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\n', end))
}

/// Two insertions at one place touch too: their order would be a guess.
fn touch(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end || a.start == b.start
}

/// Writes the changes. What could not be written is told and counted.
pub fn write(changes: &Changes, texts: &Texts, voice: &Voice) -> Failed {
    let mut lost = BTreeSet::new();
    let mut files = BTreeSet::new();
    let mut ready = BTreeMap::new();
    for (path, list) in &changes.files {
        match texts.whole(path).ok_or_else(changed_since).and_then(|source| Ok((stored(path, &source)?, source))) {
            Ok(file) => drop(ready.insert(path, file)),
            Err(message) => {
                voice.failed(path, &message);
                files.insert(path);
                lost.extend(list.iter().map(|change| change.fix));
            }
        }
    }
    for (path, (bytes, source)) in ready {
        let Some(list) = changes.files.get(path) else { continue };
        // A fix of several files is applied to all of them or to none.
        let kept: Vec<&Change> = list.iter().filter(|change| !lost.contains(&change.fix)).collect();
        let written =
            if kept.is_empty() { Ok(()) } else { load::write::replace(path, &spliced(&bytes, &source, &kept)) };
        if let Err(error) = written {
            voice.failed(path, &Words::of_io(&error));
            files.insert(path);
            lost.extend(kept.iter().map(|change| change.fix));
        }
    }
    Failed { files: files.len(), fixes: lost.len() }
}

fn changed_since() -> Words {
    words!(
        "the file changed while it was checked; it is left alone",
        "le fichier a changé pendant qu'il était vérifié ; il n'est pas modifié"
    )
}

/// The bytes of a file, if they still are those that were checked.
fn stored(path: &Path, source: &Source) -> Result<Vec<u8>, Words> {
    let bytes = load::read_bytes(path).map_err(|error| error.kind.words())?;
    let now = Source::decode(bytes.clone());
    let same = now.encoding == source.encoding && now.text == source.text;
    if same { Ok(bytes) } else { Err(changed_since()) }
}

/// The bytes of a file with the changes put in, all others as they were.
fn spliced(bytes: &[u8], source: &Source, changes: &[&Change]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for change in changes {
        let (start, end) = (source.file_offset(change.range.start), source.file_offset(change.range.end));
        out.extend_from_slice(bytes.get(at..start).unwrap_or_default());
        out.extend(source.encoding.encode(&change.text).unwrap_or_default());
        at = end;
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

/// A replacement in a text.
type Replacement = (Range<usize>, String);

fn changed(text: &str, changes: &[Replacement]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in changes {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(new);
        at = range.end;
    }
    out + text.get(at..).unwrap_or_default()
}

/// How many unchanged lines stand around a change.
const CONTEXT: usize = 3;

/// The changes as a unified diff.
pub fn diff(changes: &Changes, texts: &Texts, voice: &Voice) -> String {
    let mut out = String::new();
    for (path, list) in &changes.files {
        let Some(source) = texts.whole(path) else { continue };
        let name = voice.shown.path(path);
        out.push_str(&format!("--- {name}\n+++ {name}\n"));
        let list: Vec<_> = list.iter().map(|change| (change.range.clone(), change.text.clone())).collect();
        hunks(&source.text, &list, &mut out);
    }
    out
}

/// A run of lines that change, with the changes in it.
struct Hunk {
    lines: Range<usize>,
    changes: Vec<Replacement>,
}

fn hunks(text: &str, changes: &[Replacement], out: &mut String) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut starts = vec![0];
    starts.extend(lines.iter().scan(0, |at, line| {
        *at += line.len();
        Some(*at)
    }));
    // After a last line without an end, its line goes on; after one with an end a new one begins.
    let last = if text.ends_with('\n') { lines.len() } else { lines.len().saturating_sub(1) };
    let line_of = |offset: usize| starts.partition_point(|start| *start <= offset).saturating_sub(1).min(last);
    let mut hunks: Vec<Hunk> = Vec::new();
    for (range, new) in changes {
        let own = line_of(range.start)..(line_of(range.end) + 1).min(lines.len());
        match hunks.last_mut() {
            Some(last) if own.start <= last.lines.end + 2 * CONTEXT => {
                last.lines.end = own.end.max(last.lines.end);
                last.changes.push((range.clone(), new.clone()));
            }
            _ => hunks.push(Hunk { lines: own, changes: vec![(range.clone(), new.clone())] }),
        }
    }
    let mut shift = 0isize;
    for hunk in hunks {
        shift += write_hunk(text, &lines, &starts, &hunk, shift, out);
    }
}

/// Writes a hunk; by how many lines the file grows.
fn write_hunk(text: &str, lines: &[&str], starts: &[usize], hunk: &Hunk, shift: isize, out: &mut String) -> isize {
    let (first, last) = (hunk.lines.start.saturating_sub(CONTEXT), (hunk.lines.end + CONTEXT).min(lines.len()));
    let base = starts[hunk.lines.start];
    let local: Vec<Replacement> =
        hunk.changes.iter().map(|(range, new)| (range.start - base..range.end - base, new.clone())).collect();
    let old = &text[base..starts[hunk.lines.end]];
    let new = changed(old, &local);
    let new_lines = new.split_inclusive('\n').count();
    let grown = new_lines as isize - hunk.lines.len() as isize;
    let (old_count, new_count) = (last - first, ((last - first) as isize + grown) as usize);
    let new_first = (first as isize + shift + 1) as usize;
    out.push_str(&format!("@@ -{},{old_count} +{new_first},{new_count} @@\n", first + 1));
    let mut put = |sign: char, line: &str| {
        let ended = line.strip_suffix('\n');
        out.push_str(&format!("{sign}{}\n", super::paths::visible(ended.unwrap_or(line).trim_end_matches('\r'))));
        if ended.is_none() {
            out.push_str("\\ No newline at end of file\n");
        }
    };
    lines[first..hunk.lines.start].iter().for_each(|line| put(' ', line));
    lines[hunk.lines.clone()].iter().for_each(|line| put('-', line));
    new.split_inclusive('\n').for_each(|line| put('+', line));
    lines[hunk.lines.end..last].iter().for_each(|line| put(' ', line));
    grown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_has_the_lines_around_and_counts_what_grows() {
        let text = "1\n2\n3\n4\n5 [@a]\n6\n7\n8\n9\n";
        let at = text.find('a').unwrap();
        let mut out = String::new();
        hunks(text, &[(at..at + 1, "bb".into())], &mut out);
        assert_eq!(out, "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5 [@a]\n+5 [@bb]\n 6\n 7\n 8\n");
        out.clear();
        hunks("x", &[(1..1, "\n\ny".into())], &mut out);
        assert_eq!(out, "@@ -1,1 +1,3 @@\n-x\n\\ No newline at end of file\n+x\n+\n+y\n\\ No newline at end of file\n");
    }

    #[test]
    fn changes_of_one_text_are_applied_together() {
        assert_eq!(changed("abcd", &[(0..1, "A".into()), (2..2, "-".into()), (3..4, String::new())]), "Ab-c");
    }

    #[test]
    fn a_new_line_ends_as_those_of_its_file() {
        assert_eq!(with_line_ends("a\nb", "\r\n"), "a\r\nb");
        assert_eq!(with_line_ends("a\r\nb", "\r"), "a\rb");
        assert_eq!(with_line_ends("a\nb", "\n"), "a\nb");
    }

    #[test]
    fn only_the_bytes_of_an_edit_change_in_every_encoding() {
        let text = "né [@a] 中\r\nfin";
        let at = text.find('a').unwrap();
        let change = Change { range: at..at + 1, text: "é".into(), fix: 0 };
        let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let new = text.replace("@a", "@é");
        let cases = [
            (text.as_bytes().to_vec(), new.as_bytes().to_vec()),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), [b"\xef\xbb\xbf", new.as_bytes()].concat()),
            ([vec![0xff, 0xfe], utf16(text)].concat(), [vec![0xff, 0xfe], utf16(&new)].concat()),
        ];
        for (old, new) in cases {
            assert_eq!(spliced(&old, &Source::decode(old.clone()), &[&change]), new);
        }
    }

    /// A file of a test's own, which goes with it.
    struct Temporary(PathBuf);

    impl Drop for Temporary {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    #[test]
    fn a_file_that_changed_since_it_was_read_is_left_alone_and_so_are_the_others_of_its_fix() {
        let file = |name: &str| {
            let name = format!("siglum-fix-{}-{name}", std::process::id());
            let path = std::env::temp_dir().join(name);
            load::write::write(&path, b"[@a]").unwrap();
            Temporary(path)
        };
        let (changed, same, own) = (file("changed"), file("same"), file("own"));
        let mut texts = Texts::default();
        let mut changes = Changes::default();
        for (path, fix) in [(&changed.0, 0), (&same.0, 0), (&own.0, 1)] {
            texts.need(path);
            changes.files.insert(path.clone(), vec![Change { range: 2..3, text: "b".into(), fix }]);
        }
        changes.applied = 2;
        load::write::write(&changed.0, b"[@a] new").unwrap();
        let shown = crate::cli::paths::Shown { cwd: std::env::temp_dir() };
        let (language, cache) = (crate::config::MessageLanguage::English, crate::load::cache::Cache::default());
        let voice = Voice { shown, quiet: true, verbose: 0, language, cache };
        let failed = write(&changes, &texts, &voice);
        assert_eq!((failed.files, failed.fixes), (1, 1));
        let now = |path: &Path| String::from_utf8(load::read_bytes(path).unwrap()).unwrap();
        assert_eq!(now(&changed.0), "[@a] new");
        assert_eq!(now(&same.0), "[@a]", "a fix of two files is applied to both or to none");
        assert_eq!(now(&own.0), "[@b]");
    }
}
