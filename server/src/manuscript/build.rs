//! What lexers build a manuscript with: prose in order, clusters that neither nest nor overlap, regions cut at the end.
//!
//! A lexer walks through the text once and says what it meets, in order. Prose inside an open cluster is the cluster's.

use super::again::{Marks, Resumed, State, Trail};
use super::line::Line;
use super::roles::Target;
use super::{Citation, Cluster, Directive, Form, Malformed, MalformedKind, Manuscript, OwnKey, regions};
use siglum_corpus::span::Span;

/// A manuscript under construction.
pub(super) struct Builder<'a> {
    pub(super) text: &'a str,
    pub(super) m: Manuscript,
    /// Above 0, nothing is prose.
    pub(super) quiet: u32,
    /// Where the paragraph begins in the prose, and its first emphasised span.
    paragraph: usize,
    emphasis: usize,
    cluster: Option<Open>,
    /// Where it may be read again from.
    trail: Trail,
    /// How many pieces, clusters and malformed citations there were where reading went on.
    known: (usize, usize, usize),
}

/// A cluster that is not closed yet.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    /// The place of its first citation.
    first: usize,
    /// Whether it waits for what stands next to it to join.
    waits: bool,
}

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            m: Manuscript::default(),
            quiet: 0,
            paragraph: 0,
            emphasis: 0,
            cluster: None,
            trail: Trail::default(),
            known: (0, 0, 0),
        }
    }

    /// Goes on at a mark.
    pub(super) fn again(text: &'a str, m: Manuscript, trail: Trail) -> Self {
        let known = (m.prose.pieces.len(), m.clusters.len(), m.malformed.len());
        let (paragraph, emphasis) = (m.prose.text.len(), m.prose.emphasis.len());
        Self { m, paragraph, emphasis, trail, known, ..Self::new(text) }
    }

    /// Whether reading is to stop at `at`, where nothing is open; `own` and `changes` as in [`Trail::pass`].
    pub(super) fn pass(&mut self, at: usize, own: u32, changes: u32) -> bool {
        !self.is_silent() && self.out() == self.paragraph && self.trail.pass(at, &self.m, own, changes)
    }

    /// Something was looked for up to the end of the text.
    pub(super) fn look_to_end(&mut self) {
        self.trail.look_to_end();
    }

    /// Hands over what was read again; `None` where the lexer's state is not `equal` to what it was at the end of the text.
    pub(super) fn finish_again(mut self, equal: bool) -> Option<Resumed> {
        self.close_cluster(self.text.len(), false);
        self.end_paragraph(self.text.len());
        let (pieces, clusters, malformed) = self.known;
        regions::cut_on(&mut self.m, pieces, clusters);
        self.m.malformed[malformed..].sort_by_key(|malformed| (malformed.span.start, malformed.span.end));
        let settled = self.trail.is_settled(equal);
        settled.then_some(Resumed { manuscript: self.m, trail: self.trail, spent: 0, root: None, settle: None })
    }

    /// Where the prose ends so far.
    pub(super) fn out(&self) -> usize {
        self.m.prose.text.len()
    }

    fn is_silent(&self) -> bool {
        self.quiet > 0 || self.cluster.is_some()
    }

    /// Prose as it stands.
    pub(super) fn copy(&mut self, start: usize, end: usize) {
        if !self.is_silent() {
            self.m.prose.push(self.text.get(start..end).unwrap_or_default(), Span::new(start, end));
        }
    }

    /// Prose that stands for `start..end`.
    pub(super) fn say(&mut self, said: &str, start: usize, end: usize) {
        if !self.is_silent() {
            self.m.prose.push(said, Span::new(start, end));
        }
    }

    /// Prose as it stands, of several lines: a line's end and the indentation after it become one LF.
    pub(super) fn copy_lines(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let stop = memchr::memchr2(b'\n', b'\r', &self.text.as_bytes()[at..end]).map_or(end, |found| at + found);
            self.copy(at, stop);
            if stop == end {
                return;
            }
            at = self.next_line(stop).min(end);
        }
    }

    /// The line end at `at`; gives the offset after it and the indentation of the next line.
    pub(super) fn next_line(&mut self, at: usize) -> usize {
        let next = Line::at(self.text, at).next;
        // A CR alone is as long as the LF that stands for it, and yet no copy of it.
        let end = if self.text[at..next] == *"\r" { at } else { next };
        self.line_break(at, end);
        next + self.text.as_bytes()[next..].iter().take_while(|&&b| b == b' ' || b == b'\t').count()
    }

    /// Cites the keys of a role or macro as one cluster; without a key it is malformed.
    pub(super) fn cite_targets(&mut self, whole: Span, form: Form, targets: &[Target]) {
        if targets.is_empty() {
            self.malformed(MalformedKind::EmptyKey, whole);
            return;
        }
        let span = |range: &std::ops::Range<usize>| Span::new(range.start, range.end);
        self.open_cluster(whole.start as usize);
        for target in targets {
            let place = self.cite(span(&target.key), span(&target.whole), form);
            self.m.citations[place].locator = target.suffix.as_ref().map(span);
        }
        // What is only listed is nothing that a reader reads.
        let listed = u32::from(form == Form::Nocite);
        self.quiet += listed;
        self.close_cluster(whole.end as usize, false);
        self.quiet -= listed;
    }

    /// A blank for something at `at` that is no prose.
    pub(super) fn blank(&mut self, at: usize) {
        if !self.m.prose.text.ends_with([' ', '\n']) {
            self.say(" ", at, at);
        }
    }

    /// A line end at `start..end` within a paragraph.
    pub(super) fn line_break(&mut self, start: usize, end: usize) {
        if self.out() > self.paragraph && !self.m.prose.text.ends_with('\n') {
            self.say("\n", start, end);
        }
    }

    /// Ends the paragraph at `at`.
    pub(super) fn end_paragraph(&mut self, at: usize) {
        if self.is_silent() || self.out() == self.paragraph {
            return;
        }
        let prose = &mut self.m.prose;
        prose.emphasis.extend(super::quotes::quoted(&prose.text, self.paragraph));
        // Only what is new: a look at all that is known would cost each paragraph the whole text.
        let mut new = prose.emphasis.split_off(self.emphasis);
        new.sort_unstable();
        new.dedup();
        prose.emphasis.append(&mut new);
        let breaks = if prose.text.ends_with('\n') { "\n" } else { "\n\n" };
        prose.push(breaks, Span::new(at, at));
        self.paragraph = prose.text.len();
        self.emphasis = prose.emphasis.len();
    }

    /// Records what was said since `out` as emphasised, blanks trimmed, unless the paragraph has ended since.
    pub(super) fn emphasise(&mut self, out: usize) {
        if out < self.paragraph || self.is_silent() {
            return;
        }
        let said = self.m.prose.text.get(out..).unwrap_or_default();
        let start = out + (said.len() - said.trim_start().len());
        let length = said.trim().len();
        if length > 0 {
            self.m.prose.emphasis.push(Span::new(start, start + length));
        }
    }

    /// Opens a cluster at `start`, or joins the one that waits. False inside another one, which takes the keys.
    pub(super) fn open_cluster(&mut self, start: usize) -> bool {
        match &mut self.cluster {
            Some(open) => std::mem::take(&mut open.waits),
            None => {
                self.cluster = Some(Open { start, first: self.m.citations.len(), waits: false });
                true
            }
        }
    }

    /// Cites a key in the open cluster.
    pub(super) fn cite(&mut self, key: Span, span: Span, form: Form) -> usize {
        debug_assert!(self.cluster.is_some(), "a citation stands in a cluster");
        self.m.citations.push(Citation {
            key: key.of(self.text).to_owned(),
            key_span: key,
            span,
            cluster: self.m.clusters.len() as u32,
            form,
            locator: None,
            crossref: false,
        });
        self.m.citations.len() - 1
    }

    /// Closes the cluster at `end`; where `waits`, what follows joins it. Without a key it is none.
    pub(super) fn close_cluster(&mut self, end: usize, waits: bool) {
        let Some(open) = self.cluster.take() else { return };
        let found = self.m.citations.get(open.first..).unwrap_or_default();
        if waits && !found.is_empty() {
            self.cluster = Some(Open { waits, ..open });
            return;
        }
        let Some(last) = found.iter().map(|citation| citation.span.end).max() else { return };
        let span = Span::new(open.start, end.max(last as usize));
        let cluster = self.m.clusters.len() as u32;
        self.m.clusters.push(Cluster { span, first: open.first as u32, end: self.m.citations.len() as u32 });
        if self.quiet == 0 {
            self.m.prose.push_anchor(cluster, span);
        }
    }

    pub(super) fn malformed(&mut self, kind: MalformedKind, span: Span) {
        self.m.malformed.push(Malformed { span, kind, fix: None });
    }

    /// A key that the manuscript defines.
    pub(super) fn own_key(&mut self, span: Span, record: bool) {
        if !span.is_empty() {
            self.m.own_keys.push(OwnKey { key: span.of(self.text).to_owned(), span, record });
        }
    }

    /// A heading whose title is `start..end`.
    pub(super) fn heading(&mut self, level: u8, start: usize, end: usize) {
        let title = trimmed(self.text, start, end);
        if !title.is_empty() {
            self.m.headings.push((level, title));
        }
    }

    /// A comment, whose text without its marks is `inner`: kept where it is addressed to siglum.
    pub(super) fn comment(&mut self, comment: Span, inner: Span) {
        let span = trimmed(self.text, inner.start as usize, inner.end as usize);
        let said = span.of(self.text);
        if !said.starts_with("siglum-") {
            return;
        }
        let before = self.text[..comment.start as usize].trim_end_matches([' ', '\t']);
        let after = self.text[comment.end as usize..].trim_start_matches([' ', '\t']);
        let begins = before.is_empty() || before.ends_with(['\n', '\r']);
        let ends = after.is_empty() || after.starts_with(['\n', '\r']);
        self.m.directives.push(Directive { text: said.to_owned(), span, comment, own_line: begins && ends });
    }

    /// Hands the manuscript over, its regions cut; it cannot be read again in part.
    pub(super) fn finish(self) -> Manuscript {
        let mut manuscript = self.finish_with(0, (State::None, 0));
        manuscript.marks = Marks::default();
        manuscript
    }

    /// Hands the manuscript over, its regions cut, with what a lexer needs that reads it again; see [`Self::pass`].
    pub(super) fn finish_with(mut self, own: u32, state: (State, u32)) -> Manuscript {
        self.close_cluster(self.text.len(), false);
        self.end_paragraph(self.text.len());
        self.m.regions = regions::cut(self.text.len(), &self.m);
        self.m.malformed.sort_by_key(|malformed| (malformed.span.start, malformed.span.end));
        self.m.marks = self.trail.finish(&self.m, own, state);
        self.m
    }
}

/// `start..end` without white space at its ends.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let inner = text.get(start..end).unwrap_or_default();
    let start = start + (inner.len() - inner.trim_start().len());
    Span::new(start, start + inner.trim().len())
}
