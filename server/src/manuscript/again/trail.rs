//! The marks that a lexer leaves on its way.

use super::Edit;
use super::join::Moved;
use super::since::{Reading, Since};
use crate::manuscript::latex::Wrappers;
use crate::manuscript::{Form, Manuscript, Prose};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Marks stand at least so many bytes apart; in tests they may be anywhere.
const APART: usize = if cfg!(test) { 1 } else { 256 };
/// A mark nearer to the beginning is none: what stands first in a text is read in other ways.
const FIRST: usize = 8;
/// Searches that are limited over a whole text may have cost so many times its length: well below any limit.
const SPENT: usize = 4;
/// How many lists of a manuscript grow while it is read.
pub(super) const LISTS: usize = 13;

/// Where a text may be read again from, and what a lexer needs for that. It says nothing about what the text says, so all
/// marks are equal.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    list: Vec<Mark>,
    state: State,
    /// How often the state changed while the text was read.
    changes: u32,
    /// How many times something was said that is true of the whole manuscript.
    far: u32,
    spent: usize,
    /// Tells this reading from every other.
    reading: Reading,
    since: Option<Since>,
}

impl Marks {
    /// Tells what was read from every other reading of a text.
    #[must_use]
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// What the manuscript, whose prose this is, shares with an earlier reading, where it was made of just that one, or is
    /// it.
    #[must_use]
    pub fn since(&self, reading: &Reading, prose: &Prose) -> Option<Since> {
        if self.reading == *reading {
            return Some(Since::nothing(reading, prose.text.len() as u32));
        }
        self.since.clone().filter(|since| since.of == *reading)
    }

    /// The same of a manuscript that was made of another.
    pub(super) fn made(self, since: Since) -> Self {
        Self { reading: Reading::default(), since: Some(since), ..self }
    }

    /// The same, where searches that are limited over the whole text have cost so much.
    pub(in crate::manuscript) fn at_cost(self, spent: usize) -> Self {
        Self { spent, ..self }
    }
}

impl PartialEq for Marks {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What a lexer knows at a mark that the text behind it does not tell.
#[derive(Clone, Debug, Default)]
pub(in crate::manuscript) enum State {
    /// Nothing.
    #[default]
    None,
    /// Markdown: where the body begins, prefixes of cross-references that metadata adds, labels of examples, sorted.
    Markdown(usize, Arc<[String]>, Arc<[String]>),
    /// AsciiDoc: keys that the text defines as references, sorted.
    Asciidoc(Arc<[String]>),
    /// reStructuredText: styles of titles in the order of their first use.
    Rst(Arc<[(u8, bool)]>),
    /// Typst: functions that cite, how a citation shows that does not say, and whether there is a glossary.
    Typst(Arc<FxHashMap<String, Option<Form>>>, Form, bool),
    /// LaTeX: whether the text has a preamble, the author's macros, and commands that name bibliographies.
    Latex(bool, Arc<Wrappers>, Arc<[String]>),
}

/// A place at which the lexer stood as at the beginning of a text.
#[derive(Clone, Copy, Debug)]
pub(in crate::manuscript) struct Mark {
    at: u32,
    /// How far the lexer looked between the mark before and this one; [`u32::MAX`]: to the end of the text.
    reach: u32,
    /// How many times something was said so far that is true of the whole manuscript.
    far: u32,
    /// How often the lexer's state had changed.
    changes: u32,
    lens: Lens,
}

/// How long the lists of a manuscript are.
pub(in crate::manuscript) type Lens = [u32; LISTS];

impl Mark {
    /// Where it is.
    pub fn at(&self) -> usize {
        self.at as usize
    }

    /// How often the lexer's state had changed.
    pub fn changes(&self) -> u32 {
        self.changes
    }

    /// How long the manuscript's lists were there.
    pub fn lens(&self) -> &Lens {
        &self.lens
    }
}

/// The lengths of a manuscript's lists.
pub(in crate::manuscript) fn lens(m: &Manuscript) -> Lens {
    [
        m.citations.len(),
        m.clusters.len(),
        m.malformed.len(),
        m.bibliographies.len(),
        m.own_keys.len(),
        m.includes.len(),
        m.directives.len(),
        m.headings.len(),
        m.packages.len(),
        m.prose.text.len(),
        m.prose.pieces.len(),
        m.prose.anchors.len(),
        m.prose.emphasis.len(),
    ]
    .map(|len| len as u32)
}

/// The place of the prose among [`Lens`].
const PROSE: usize = 9;

/// What is true of a whole manuscript: language, `cites_all`, `complete`, a root, macros, and one more of the lexer's own.
type Scalars = (bool, bool, bool, bool, bool, u32);

fn scalars(m: &Manuscript, own: u32) -> Scalars {
    (m.lang.is_some(), m.cites_all, m.complete, m.root.is_some(), !m.macros.is_empty(), own)
}

/// What a lexer carries along to mark its way, and to know where it may stop.
#[derive(Debug, Default)]
pub(in crate::manuscript) struct Trail {
    marks: Marks,
    /// How far was looked since the last mark.
    reach: u32,
    far: u32,
    scalars: Scalars,
    until: Option<Until>,
}

/// Where reading again may stop.
#[derive(Debug)]
struct Until {
    edit: Edit,
    /// The marks of the old text behind the one where reading goes on.
    old: Vec<Mark>,
    /// Both counts of [`Mark`] where reading goes on.
    far: u32,
    changes: u32,
    /// The one at which it stopped.
    found: Option<usize>,
}

impl Trail {
    /// Goes on at the last mark before an edit that nothing before it looked beyond.
    pub(super) fn resume(mut marks: Marks, edit: &Edit, text: &str) -> Option<(Self, Mark)> {
        let mut reach = 0;
        let mut place = None;
        for (nth, mark) in marks.list.iter().enumerate() {
            reach = reach.max(mark.reach);
            if mark.at() >= edit.start || reach as usize > edit.start {
                break;
            }
            // What ends at a mark was looked at up to the first letter behind it.
            let behind = text.get(mark.at()..edit.start).unwrap_or_default();
            if !behind.trim_ascii_start().is_empty() {
                place = Some(nth);
            }
        }
        let start = *marks.list.get(place?)?;
        let rest = marks.list.split_off(place? + 1);
        let until = Some(Until { edit: *edit, old: rest, far: start.far, changes: start.changes, found: None });
        Some((Self { marks, far: start.far, until, ..Self::default() }, start))
    }

    /// What the lexer knew at the end of the old text, and how often that had changed on the way.
    pub(super) fn state(&self) -> (State, u32) {
        (self.marks.state.clone(), self.marks.changes)
    }

    /// Whether the lexer's state is what it was: where reading stopped, it is; at the end it is to be equal.
    pub(in crate::manuscript) fn is_settled(&self, equal: bool) -> bool {
        equal || self.until.as_ref().is_some_and(|until| until.found.is_some())
    }

    /// The lexer looked for something up to the end of the text.
    pub(in crate::manuscript) fn look_to_end(&mut self) {
        self.reach = u32::MAX;
    }

    /// The lexer stands at `at` as at the beginning of a text; `own` changes with what it knows of the whole manuscript
    /// beside what it has said, and `changes` with its state. Whether it is to stop: from here on all is as it was.
    pub(in crate::manuscript) fn pass(&mut self, at: usize, m: &Manuscript, own: u32, changes: u32) -> bool {
        if let Some(until) = self.until.as_mut().filter(|until| at > until.edit.new) {
            let before = until.edit.before(at);
            if let Ok(place) = until.old.binary_search_by_key(&before, |mark| mark.at)
                && let Some(mark) = until.old.get(place)
            {
                let same = (mark.far, mark.changes) == (until.far, until.changes)
                    && (self.far, changes) == (until.far, until.changes);
                if same && (mark.lens[PROSE] == 0) == m.prose.text.is_empty() {
                    until.found = Some(place);
                    return true;
                }
            }
        }
        let last = self.marks.list.last().map_or(0, |mark| mark.at as usize);
        if at < (last + APART).max(FIRST) {
            return false;
        }
        self.notice(m, own);
        let mark = Mark { at: at as u32, reach: self.reach, far: self.far, changes, lens: lens(m) };
        self.marks.list.push(mark);
        self.reach = 0;
        false
    }

    /// Counts what is true of the whole manuscript.
    fn notice(&mut self, m: &Manuscript, own: u32) {
        let scalars = scalars(m, own);
        if self.scalars != scalars {
            self.scalars = scalars;
            self.far += 1;
        }
    }

    /// The marks of a text that was read from its beginning; `own` and `changes` as in [`Self::pass`].
    pub(in crate::manuscript) fn finish(mut self, m: &Manuscript, own: u32, (state, changes): (State, u32)) -> Marks {
        self.notice(m, own);
        Marks { state, changes, far: self.far, ..self.marks }
    }

    /// The old mark at which the lexer stopped.
    pub(super) fn end(&self) -> Option<&Mark> {
        let until = self.until.as_ref()?;
        until.old.get(until.found?)
    }

    /// The marks of the text as it is now: the new ones, and the old ones behind them where they are now. `None` where
    /// the searches might have cost more than is allowed.
    pub(super) fn join(mut self, moved: &Moved, spent: usize, length: usize) -> Option<Marks> {
        let spent = self.marks.spent + spent;
        if spent > SPENT * length {
            return None;
        }
        let until = self.until?;
        // To the end of the text, nothing may have been said of the whole manuscript that is said no more.
        if until.found.is_none() && (self.far, self.marks.far) != (until.far, until.far) {
            return None;
        }
        if let Some(found) = until.found {
            let moved_to = |reach: u32| if matches!(reach, 0 | u32::MAX) { reach } else { until.edit.moved(reach) };
            let old = until.old.into_iter().skip(found);
            let first = self.marks.list.len();
            self.marks.list.extend(old.map(|mark| Mark {
                at: until.edit.moved(mark.at),
                reach: moved_to(mark.reach),
                lens: moved.lens(&mark.lens),
                ..mark
            }));
            // What the old text made the lexer look at before it stopped no longer matters.
            if let Some(mark) = self.marks.list.get_mut(first) {
                (mark.reach, mark.lens) = (self.reach, moved.here());
            }
        }
        Some(Marks { spent, ..self.marks })
    }
}
