//! What the rules about single records are given: one record of a corpus file, decoded once for all of them.
//!
//! Invariant: what such a rule finds depends on the file, the settings and nothing else, unless it asks
//! [`RecordContext::corpus`] or inherits from another file; that is noticed, and only the rest is remembered.

mod memory;

pub use memory::RecordMemory;

use super::{Diagnostic, FileContext, Message, Rule};
use crate::config::Config;
use siglum_corpus::Corpus;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::read::Depth;
use siglum_corpus::read::bibtex::written::{self, Field};
use siglum_corpus::record::{ParentKind, Record};
use siglum_corpus::shard::Entry;
use siglum_corpus::span::Span;
use std::cell::{Cell, OnceCell};

/// What a record rule is given.
pub struct RecordContext<'a> {
    /// The record as its file says it, without inheritance.
    pub record: &'a Record,
    /// Its own text, the bytes of [`Record::span`]; empty where the file is not UTF-8.
    pub text: &'a str,
    file: &'a FileContext<'a>,
    row: u32,
    /// Set once something beyond the file was asked.
    beyond: &'a Cell<bool>,
    whole: OnceCell<Option<Record>>,
    fields: OnceCell<Vec<Field>>,
}

impl<'a> RecordContext<'a> {
    /// The record in a row of a file. `beyond` is set once a rule asks what other files say.
    #[must_use]
    pub fn new(
        file: &'a FileContext<'a>,
        row: u32,
        (record, text): (&'a Record, &'a str),
        beyond: &'a Cell<bool>,
    ) -> Self {
        Self { record, text, file, row, beyond, whole: OnceCell::new(), fields: OnceCell::new() }
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &'a Config {
        self.file.config
    }

    /// Its place in [`RecordContext::corpus`].
    #[must_use]
    pub fn id(&self) -> RecordId {
        RecordId { shard: self.file.place, row: self.row }
    }

    /// What the index knows of it.
    #[must_use]
    pub fn entry(&self) -> Entry<'a> {
        self.file.shard.entry(self.row)
    }

    /// The name of the file's reader (`bibtex`).
    #[must_use]
    pub fn format(&self) -> &'static str {
        self.file.shard.format()
    }

    /// Whether the file is of a format that people keep bibliographies in, rather than the answer of a service or a
    /// catalogue, which nobody mends.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        const KEPT: [&str; 7] = ["bibtex", "csl-json", "csl-yaml", "hayagriva", "ris", "endnote", "zotero-rdf"];
        KEPT.contains(&self.format())
    }

    /// All corpus files. Findings in a file of which a rule asks this are worked out anew whenever any file changes.
    #[must_use]
    pub fn corpus(&self) -> &'a Corpus {
        self.beyond.set(true);
        self.file.corpus
    }

    /// The record with what it inherits through `crossref` and `xdata`; no language is looked for in its texts.
    pub fn whole(&self) -> &Record {
        let inherits = self.record.parents.iter().any(|parent| parent.kind != ParentKind::Xref);
        let whole = || {
            if !inherits {
                return None;
            }
            let own = Scope::Some(vec![self.file.place]);
            let here = |key: &str| self.file.corpus.find(key, &own);
            let mut parents = self.record.parents.iter();
            // A parent may have parents elsewhere: only one without any of its own is surely of this file alone.
            let all_here = parents.all(|parent| {
                here(&parent.key.value).is_some_and(|id| self.file.corpus.entry(id).parents().next().is_none())
            });
            self.beyond.set(self.beyond.get() || !all_here);
            self.file.corpus.record_of(self.id(), Depth::Undetected).ok()
        };
        self.whole.get_or_init(whole).as_ref().unwrap_or(self.record)
    }

    /// Whether it points to a record that nobody has: what it would inherit is not known.
    #[must_use]
    pub fn is_orphan(&self) -> bool {
        let inherits = self.record.parents.iter().filter(|parent| parent.kind != ParentKind::Xref);
        let mut keys = inherits.map(|parent| parent.key.value.as_str());
        keys.any(|key| {
            let here = self.file.corpus.find(key, &Scope::Some(vec![self.file.place])).is_some();
            !here && self.corpus().find(key, &Scope::All).is_none()
        })
    }

    /// Its fields as they are written, with places in [`RecordContext::text`]; none but in BibTeX.
    pub fn fields(&self) -> &[Field] {
        let bibtex = self.format() == "bibtex";
        self.fields.get_or_init(|| if bibtex { written::fields(self.text) } else { Vec::new() })
    }

    /// What stands at a span of the file, where that lies in the record's own text; else nothing.
    #[must_use]
    pub fn written(&self, span: Span) -> &'a str {
        let start = self.record.span.start;
        let inside = |at: u32| at.checked_sub(start);
        let (Some(from), Some(to)) = (inside(span.start), inside(span.end)) else { return "" };
        Span { start: from, end: to }.of(self.text)
    }

    /// The span in the file of one in [`RecordContext::text`].
    #[must_use]
    pub fn placed(&self, inside: Span) -> Span {
        inside.shifted(self.record.span.start)
    }

    /// A finding in it. What does not stand in the record (a macro's text, a value that was made) is told at its key.
    #[must_use]
    pub fn finding(&self, rule: &'static Rule, span: Option<Span>, message: Message) -> Diagnostic {
        let whole = self.record.span;
        let inside = span.filter(|span| whole.start <= span.start && span.end <= whole.end);
        let key = self.record.key.from.cover();
        let span = inside.or(key).unwrap_or(Span { start: whole.start, end: whole.start });
        let mut diagnostic = Diagnostic::new(rule, span, message);
        diagnostic.key = Some(self.record.key.value.clone());
        diagnostic
    }
}
