//! Reading Typst again from a mark: between two paragraphs of the file, with nothing open.

use super::{Builder, Frame, Macros, Reader, resolve};
use crate::manuscript::again::{Resume, Resumed, Settle, State};

impl Reader<'_> {
    /// Whether reading is to stop here, where a paragraph of the file begins.
    pub(super) fn pass(&mut self) -> bool {
        let alone = self.stack.len() == 1 && matches!(self.stack.first(), Some(Frame::Markup(_)));
        // Paths that are named are known at the end alone.
        if !alone || self.defines.is_some() || !self.paths.is_empty() || !self.named.is_empty() {
            return false;
        }
        if self.source.take_looked_to_end() {
            self.b.look_to_end();
        }
        let own = self.own();
        self.b.pass(self.at, own, self.changes)
    }

    /// What is known of the manuscript's language, and whether it has a bibliography, since reading went on.
    pub(super) fn own(&self) -> u32 {
        let lang = &self.lang;
        let said = [lang.set.is_some(), lang.region.is_some(), lang.argument.is_some(), self.has_bibliography()];
        said.iter().fold(0, |all, said| all << 1 | u32::from(*said))
    }

    fn has_bibliography(&self) -> bool {
        self.b.m.bibliographies.len() > self.known
    }
}

/// Goes on at a mark.
pub(super) fn resume(text: &str, resume: Resume, _: &Macros) -> Option<Resumed> {
    let State::Typst(wrappers, form, glossary) = resume.state else { return None };
    // What is known of citing is known as it is at the end.
    if resume.changes.0 != resume.changes.1 {
        return None;
    }
    let known = resume.manuscript.bibliographies.len();
    let before = resume.manuscript.includes.len();
    let mut reader = Reader {
        at: resume.at,
        b: Builder::again(text, resume.manuscript, resume.trail),
        wrappers: (*wrappers).clone(),
        form,
        glossary,
        changes: resume.changes.0,
        known,
        ..Reader::new(text)
    };
    reader.read();
    if reader.own() != 0 || !reader.paths.is_empty() || !reader.named.is_empty() {
        return None;
    }
    reader.b.m.includes[before..].sort_by_key(|include| include.span.start);
    let settle: Settle = Box::new(move |manuscript, _, range| resolve(manuscript, glossary, range));
    Some(Resumed { settle: Some(settle), ..reader.b.finish_again(reader.changes == resume.changes.0)? })
}
