//! Reading a text again after an edit: only what the edit touches is lexed, and all else is moved.
//!
//! While a lexer reads, it marks the places at which it stands as at the beginning of a text: between two paragraphs, with
//! nothing open ([`trail`]). What it says of a text from a mark on hangs on the text from there on alone. So after an edit
//! it goes on at the last mark before the edit that nothing before it looked beyond, and stops at the first place behind
//! the edit where the old text has a mark: from there on all is as it was. Where the edit touches what reaches far (front
//! matter, a preamble, definitions of macros), all is read. Invariant: what is read again equals what is read afresh.

mod join;
mod since;
mod trail;

use super::{Format, Macros, Manuscript, PathRef};
use join::{Known, Moved};
pub use since::{Reading, Since};
use std::ops::Range;
pub use trail::Marks;
pub(super) use trail::{State, Trail};

/// What a lexer needs to go on at a mark.
pub(super) struct Resume {
    /// What was said up to the mark.
    pub manuscript: Manuscript,
    /// Where it goes on, and where it may stop.
    pub trail: Trail,
    /// The mark.
    pub at: usize,
    /// What the lexer left for this when it had read the old text.
    pub state: State,
    /// How often the lexer's state had changed at the mark, and at the end of the old text.
    pub changes: (u32, u32),
    /// The root document that the old text named.
    pub root: Option<PathRef>,
}

/// What a lexer leaves that went on at a mark.
pub(super) struct Resumed {
    /// What is said up to where it stopped.
    pub manuscript: Manuscript,
    /// Where it stopped.
    pub trail: Trail,
    /// What the searches cost that are limited over the whole text.
    pub spent: usize,
    /// The root document that the text names.
    pub root: Option<PathRef>,
    /// What is done when the manuscript is whole again.
    pub settle: Option<Settle>,
}

/// What a lexer decides over a whole manuscript: given the text, and the citations about which it is to decide.
pub(super) type Settle = Box<dyn FnOnce(&mut Manuscript, &str, Range<usize>)>;

/// A stretch of a text in the place of another.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Its end in the old text.
    pub old: usize,
    /// Its end in the new one.
    pub new: usize,
}

/// Reads a text of which an older version was read that was edited, with macros which other files of the manuscript define.
#[must_use]
pub fn read_again(format: &Format, macros: &Macros, known: Manuscript, edit: &Edit, text: &str) -> Manuscript {
    again(format, macros, known, edit, text).unwrap_or_else(|| format.parse_among(text, macros))
}

pub(super) fn again(
    format: &Format,
    macros: &Macros,
    mut known: Manuscript,
    edit: &Edit,
    text: &str,
) -> Option<Manuscript> {
    // Macros of other files are LaTeX's.
    let resume = format.resume.filter(|_| macros.is_empty() || format.name == "latex")?;
    let marks = std::mem::take(&mut known.marks);
    let of = marks.reading().clone();
    let (trail, start) = Trail::resume(marks, edit, text)?;
    let ((state, changes), at) = (trail.state(), start.at());
    let (head, rest) = Known::cut(known, &start);
    let root = rest.root();
    let resumed =
        resume(text, Resume { manuscript: head, trail, at, state, changes: (start.changes(), changes), root }, macros)?;
    let Resumed { mut manuscript, trail, spent, root, settle } = resumed;
    let mut moved = Moved::of(&manuscript, &trail, edit);
    let replaced = rest.join(&mut manuscript, &mut moved, text.len())?;
    manuscript.root = root;
    if let Some(settle) = settle {
        let unsettled = replaced.unsettled(&manuscript);
        settle(&mut manuscript, text, unsettled);
    }
    let since = replaced.since(of, &manuscript);
    manuscript.marks = trail.join(&moved, spent, text.len())?.made(since);
    Some(manuscript)
}

impl Edit {
    /// The edit that puts a text in the place of a part of another, without what both share at its ends.
    #[must_use]
    pub fn of(text: &str, part: Range<usize>, put: &str) -> Self {
        let from = part.start;
        let Self { start, old, new } = Self::between(text.get(part).unwrap_or_default(), put);
        Self { start: from + start, old: from + old, new: from + new }
    }

    /// The one edit that makes one text of the other: what they share at both ends is left out.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Self {
        let (a, b) = (old.as_bytes(), new.as_bytes());
        let shorter = a.len().min(b.len());
        let same = |at: usize, step: usize| a[at..at + step] == b[at..at + step];
        let start = new.floor_char_boundary(old.floor_char_boundary(shared(shorter, same)));
        let (from_a, from_b) = (|at: usize| a.len() - at, |at: usize| b.len() - at);
        let same = |at: usize, step: usize| a[from_a(at + step)..from_a(at)] == b[from_b(at + step)..from_b(at)];
        let end = a.len() - shared(shorter - start, same);
        let end = old.ceil_char_boundary(end);
        Self { start, old: end, new: b.len() - (a.len() - end) }
    }

    /// Where a place behind the edit is now.
    fn moved(&self, at: u32) -> u32 {
        (at as usize + self.new - self.old) as u32
    }

    /// Where a place behind the edit was before.
    fn before(&self, at: usize) -> u32 {
        (at + self.old - self.new) as u32
    }
}

/// How many bytes are the same, up to `most`: compared in large steps, then in small ones.
fn shared(most: usize, same: impl Fn(usize, usize) -> bool) -> usize {
    let mut at = 0;
    for step in [1 << 14, 1 << 7, 1] {
        while at + step <= most && same(at, step) {
            at += step;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_what_differs() {
        for (old, new, expected) in [
            ("abc", "abxc", (2, 2, 3)),
            ("abc", "abc", (3, 3, 3)),
            ("aaa", "aa", (2, 3, 2)),
            ("aé", "aè", (1, 3, 3)),
            ("a中b", "a丮b", (1, 4, 4)),
            ("", "x", (0, 0, 1)),
        ] {
            let edit = Edit::between(old, new);
            assert_eq!((edit.start, edit.old, edit.new), expected, "{old} {new}");
            assert_eq!(format!("{}{}{}", &old[..edit.start], &new[edit.start..edit.new], &old[edit.old..]), new);
        }
    }
}
