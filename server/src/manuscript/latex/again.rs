//! Reading LaTeX to the end, and again from a mark: between two paragraphs behind the preamble, with no brace open.

use super::files;
use super::mask;
use super::{Macros, Reader};
use crate::manuscript::again::{Resume, Resumed, State};
use crate::manuscript::{Manuscript, RegionKind};
use std::sync::Arc;

/// Goes on at a mark; gives up where the text has a preamble and had none, or where it defines something new.
pub(super) fn resume(text: &str, resume: Resume, macros: &Macros) -> Option<Resumed> {
    let State::Latex(has_preamble, wrappers, bibliography_commands) = resume.state else { return None };
    // Macros are known as they are at the end.
    if resume.changes.0 != resume.changes.1 || has_preamble != mask::has_preamble(text) {
        return None;
    }
    let before = (resume.manuscript.headings.len(), resume.manuscript.prose.emphasis.len());
    let mut reader = Reader {
        at: resume.at,
        manuscript: resume.manuscript,
        hidden: false,
        wrappers: (*wrappers).clone(),
        bibliography_commands: bibliography_commands.to_vec(),
        changes: resume.changes.0,
        trail: resume.trail,
        titled: before.0,
        ..Reader::new(text, macros.clone())
    };
    reader.run();
    if reader.changes != resume.changes.0 || reader.declared.times > 0 {
        return None;
    }
    reader.tidy(before.1);
    // A comment in the first or the last lines names the root, else the class, which stands before the mark.
    let root = files::root(text).or(resume.root.filter(|root| (root.span.end as usize) < resume.at));
    let spent = reader.source.spent();
    Some(Resumed { manuscript: reader.manuscript, trail: reader.trail, spent, root, settle: None })
}

impl Reader<'_> {
    /// Reads to the end, or to where it is known what follows.
    pub(super) fn run(&mut self) {
        while self.at < self.source.len() {
            if std::mem::take(&mut self.fresh) && self.frames.is_empty() && !self.hidden && self.pass() {
                return;
            }
            match self.step(self.at) {
                Some(next) => self.at = next.max(self.at + 1),
                None => return,
            }
        }
    }

    /// Whether reading is to stop here, where nothing is open.
    fn pass(&mut self) -> bool {
        if self.source.take_looked_to_end() {
            self.trail.look_to_end();
        }
        self.drop_untitled();
        self.trail.pass(self.at, &self.manuscript, self.declared.times, self.changes)
    }

    /// Drops the new headings that got no title.
    fn drop_untitled(&mut self) {
        let new = self.manuscript.headings.split_off(self.titled.min(self.manuscript.headings.len()));
        self.manuscript.headings.extend(new.into_iter().filter(|(_, title)| !title.is_empty()));
        self.titled = self.manuscript.headings.len();
    }

    /// Puts what was said in order of closing in order of place, from this emphasised span on.
    fn tidy(&mut self, emphasis: usize) {
        self.drop_untitled();
        self.manuscript.prose.emphasis[emphasis..].sort_unstable_by_key(|span| (span.start, span.end));
    }

    /// Hands the manuscript over.
    pub(super) fn finish(mut self, has_preamble: bool) -> Manuscript {
        self.mark(RegionKind::Masked, 0, self.source.len());
        self.tidy(0);
        let state = State::Latex(has_preamble, Arc::new(self.wrappers.clone()), self.bibliography_commands.into());
        let marks = self.trail.finish(&self.manuscript, self.declared.times, (state, self.changes));
        self.manuscript.marks = marks.at_cost(self.source.spent());
        self.manuscript.macros = Macros::defined(self.wrappers);
        self.manuscript.lang = self.declared.lang;
        self.manuscript
    }
}
