//! Applying fixes, or showing as a unified diff what applying them would change.
//!
//! Of fixes that touch the same place the first one counts; the check runs again for the others. A file that is not
//! UTF-8 is left alone: a fix may need a letter that its encoding lacks.

use super::check::Found;
use super::output::Voice;
use super::places::Texts;
use crate::load;
use crate::rules::{Fix, Safety};
use siglum_corpus::source::Encoding;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A replacement in a file's text.
type Change = (Range<usize>, String);

/// The changes of all fixes that may be applied, by file and place, and how many fixes these are.
pub fn changes(found: &Found, unsafe_too: bool) -> (BTreeMap<PathBuf, Vec<Change>>, usize) {
    let mut changes = BTreeMap::<PathBuf, Vec<Change>>::new();
    let mut applied = 0;
    for finding in &found.findings {
        let may = |fix: &&Fix| fix.safety == Safety::Safe || unsafe_too;
        let Some(fix) = finding.diagnostic.fixes.iter().find(may) else {
            continue;
        };
        let place = |edit: &crate::rules::Edit| {
            let path = edit.path.as_deref().unwrap_or(&finding.path);
            let (start, end) = found.texts.offsets(path, edit.span);
            (path.to_owned(), (start..end, edit.text.clone()))
        };
        let edits: Vec<_> = fix.edits.iter().map(place).collect();
        let is_free = |(path, (range, _)): &(PathBuf, Change)| {
            let taken = changes.get(path).into_iter().flatten();
            is_editable(&found.texts, path) && !taken.into_iter().any(|(other, _)| touch(other, range))
        };
        if !edits.is_empty() && edits.iter().all(is_free) {
            applied += 1;
            edits.into_iter().for_each(|(path, change)| changes.entry(path).or_default().push(change));
        }
    }
    changes.values_mut().for_each(|list| list.sort_by_key(|(range, _)| range.start));
    (changes, applied)
}

/// Two insertions at one place touch too: their order would be a guess.
fn touch(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end || a.start == b.start
}

fn is_editable(texts: &Texts, path: &Path) -> bool {
    texts.get(path).is_some_and(|file| matches!(file.source.encoding, Encoding::Utf8 | Encoding::Utf8Bom))
}

/// Writes the changes. How many files could not be written is told and returned.
pub fn write(changes: &BTreeMap<PathBuf, Vec<Change>>, texts: &Texts, voice: &Voice) -> usize {
    let mut failed = 0;
    for (path, list) in changes {
        let Some(file) = texts.get(path) else { continue };
        let mark = if file.source.encoding == Encoding::Utf8Bom { "\u{feff}" } else { "" };
        let text = format!("{mark}{}", changed(&file.source.text, list));
        if let Err(error) = load::replace(path, text.as_bytes()) {
            voice.usage(&format!("{}: {error}", voice.shown.path(path)));
            failed += 1;
        }
    }
    failed
}

fn changed(text: &str, changes: &[Change]) -> String {
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
pub fn diff(changes: &BTreeMap<PathBuf, Vec<Change>>, texts: &Texts, voice: &Voice) -> String {
    let mut out = String::new();
    for (path, list) in changes {
        let Some(file) = texts.get(path) else { continue };
        let name = voice.shown.path(path);
        out.push_str(&format!("--- {name}\n+++ {name}\n"));
        hunks(&file.source.text, list, &mut out);
    }
    out
}

/// A run of lines that change, with the changes in it.
struct Hunk {
    lines: Range<usize>,
    changes: Vec<Change>,
}

fn hunks(text: &str, changes: &[Change], out: &mut String) {
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
    let local: Vec<Change> =
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
}
