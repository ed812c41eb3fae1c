//! The rules: what a linter of citations says. One rule a file; this file holds what they share and the list.
//!
//! A rule is a pure function of what it is given; it does no I/O and knows neither LSP nor other rules. Adding one:
//! write `rules/your_rule.rs` beside an existing one, add its `mod` line and its place in [`RULES`].

use crate::config::Config;
use crate::manuscript::Manuscript;
use crate::manuscript::whole::Whole;
pub use finding::{Confidence, Diagnostic, Edit, Fix, Message, MessageText, Related, Safety, Severity};
use lookup::Keys;
use near::Reading;
use near::memory::Memory;
use record::{RecordContext, RecordMemory};
use siglum_corpus::Corpus;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::shard::Shard;
use siglum_corpus::span::Span;
use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;
use uses::Uses;
pub use works::Shared;
use works::{Cited, Works};

mod ambiguous_citation;
mod author_diacritics;
mod author_order;
mod broken_crossref;
mod damaged_text;
mod duplicate_key;
mod duplicate_record;
mod empty_field;
mod finding;
mod inconsistent_author;
mod kept;
mod language_mismatch;
pub mod lookup;
mod malformed_citation;
mod malformed_identifier;
mod malformed_name;
mod missing_abstract;
mod missing_author;
mod missing_bibliography;
mod missing_field;
mod missing_from_bibliography;
mod misspelled_author;
mod misspelled_title;
pub mod near;
pub mod record;
mod record_differs;
mod repeated_citation;
mod repeated_field;
mod retracted_work;
mod superseded_preprint;
mod swapped_name;
#[cfg(test)]
pub(crate) mod testing;
mod twins;
mod uncited_record;
mod unknown_key;
mod unlisted_citation;
mod unreadable_record;
pub mod unused_ignore;
pub mod uses;
mod works;
mod wrong_identifier;
mod wrong_particle;
mod wrong_year;

/// A rule.
pub struct Rule {
    /// Its name, which reads as "allow NAME" (`unknown-key`).
    pub name: &'static str,
    /// Its severity where the configuration says nothing.
    pub severity: Severity,
    /// Its documentation: what, why, example, cure.
    pub docs: Docs,
    /// The sentences it can say.
    pub messages: &'static [MessageText],
    /// The rule itself.
    pub check: Check,
}

/// A rule's documentation in the languages of the interface, in Markdown. Its examples, fenced as `siglum-finds` and
/// `siglum-silent`, are fixtures that a test runs.
pub struct Docs {
    /// One line for lists.
    pub summary: [&'static str; 2],
    /// English.
    pub en: &'static str,
    /// French.
    pub fr: &'static str,
}

/// What a rule looks at.
pub enum Check {
    /// A manuscript with the corpus that serves it.
    Manuscript(fn(&Context<'_>, &mut Vec<Diagnostic>)),
    /// A corpus file that a manuscript uses, or that is open in an editor.
    Bibliography(fn(&FileContext<'_>, &mut Vec<Diagnostic>)),
    /// A manuscript, and the corpus files that manuscripts use.
    Both(fn(&Context<'_>, &mut Vec<Diagnostic>), fn(&FileContext<'_>, &mut Vec<Diagnostic>)),
    /// One record of such a file. The analysis decodes each record once for all these rules.
    Record(fn(&RecordContext<'_>, &mut Vec<Diagnostic>)),
    /// A corpus file with what all manuscripts cite that it serves; not run where these are not all known.
    Uses(fn(&FileContext<'_>, &Uses, &mut Vec<Diagnostic>)),
    /// What comments silence: the analysis judges it when all other rules have run.
    Ignores,
}

/// What a manuscript rule is given.
pub struct Context<'a> {
    /// The manuscript's text.
    pub text: &'a str,
    /// What it says.
    pub manuscript: &'a Manuscript,
    /// All corpus files.
    pub corpus: &'a Corpus,
    /// Which of them serve this manuscript, and which of its bibliographies are missing.
    pub served: &'a Served,
    /// Settings.
    pub config: &'a Config,
    /// What was known of the manuscript's paragraphs before; it spares work and changes no finding.
    memory: Option<&'a Memory>,
    shared: Option<&'a Shared>,
    reading: OnceCell<Reading>,
    works: Works,
    keys: OnceCell<Arc<Keys>>,
}

/// All that the findings in a manuscript depend on, but for what its text says by its format. Whoever remembers findings
/// takes this apart (`cli/remember.rs`), so that a new field does not compile there until it counts.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The manuscript's text.
    pub text: &'a str,
    /// All corpus files.
    pub corpus: &'a Corpus,
    /// Which of them serve this manuscript.
    pub served: &'a Served,
    /// Settings.
    pub config: &'a Config,
}

impl<'a> Context<'a> {
    /// What the rules are given for one look at a manuscript.
    #[must_use]
    pub fn new(
        (text, manuscript): (&'a str, &'a Manuscript),
        corpus: &'a Corpus,
        served: &'a Served,
        config: &'a Config,
    ) -> Self {
        Self::of(Given { text, corpus, served, config }, manuscript)
    }

    /// The same, where it is told apart what is given beside what the text says.
    #[must_use]
    pub fn of(given: Given<'a>, manuscript: &'a Manuscript) -> Self {
        let Given { text, corpus, served, config } = given;
        // The other fields spare work and change no finding; what does change one is `Given`.
        Self {
            text,
            manuscript,
            corpus,
            served,
            config,
            memory: None,
            shared: None,
            reading: OnceCell::new(),
            works: Works::default(),
            keys: OnceCell::new(),
        }
    }

    /// The same with the memory of earlier looks at the same manuscript, with the same corpus and what serves.
    #[must_use]
    pub fn remembering(self, memory: &'a Memory) -> Self {
        Self { memory: Some(memory), ..self }
    }

    /// The same with what is known from other manuscripts of the same corpus, scope and settings; it spares work and
    /// changes no finding.
    #[must_use]
    pub fn sharing(self, shared: &'a Shared) -> Self {
        Self { shared: Some(shared), ..self }
    }

    /// What the near-miss rules know of the manuscript; worked out when it is first asked for.
    pub fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| {
            let mut past = self.memory.map(Memory::take).unwrap_or_default();
            let reading = Reading::of(self, &mut past);
            if let Some(memory) = self.memory {
                memory.keep(past);
            }
            reading
        })
    }

    /// What the manuscript's keys are to it.
    pub fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| Arc::clone(&self.reading().keys))
    }

    /// What is known of the works that the manuscript cites.
    fn works(&self) -> &Works {
        let own = || self.shared.map_or(&self.works, |shared| &shared.0);
        self.memory.map_or_else(own, Memory::works)
    }

    /// The records that this file cites, each once, in the order in which it cites them.
    fn cited(&self) -> &[Cited] {
        &self.keys().works
    }
}

/// What a bibliography rule is given.
pub struct FileContext<'a> {
    /// All corpus files.
    pub corpus: &'a Corpus,
    /// This one, by its place in the corpus.
    pub place: u32,
    /// This one.
    pub shard: &'a Shard,
    /// Settings.
    pub config: &'a Config,
    /// What was found in the records of files before; it spares work and changes no finding.
    pub memory: Option<&'a RecordMemory>,
    /// Whether the rules about records say only what is remembered: they are asked again when there is time for a sweep.
    pub later: bool,
    /// What all manuscripts cite that it serves as their own bibliography; `None` where these are not all known.
    pub uses: Option<&'a Uses>,
}

impl<'a> FileContext<'a> {
    /// What the rules are given for one look at a corpus file; `None` for a place that the corpus does not have.
    #[must_use]
    pub fn new(corpus: &'a Corpus, place: u32, config: &'a Config) -> Option<Self> {
        let shard = corpus.shards().get(place as usize)?;
        Some(Self { corpus, place, shard, config, memory: None, later: false, uses: None })
    }
}

/// How a manuscript is served with bibliographies: the answer of discovery.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Served {
    /// The shards in which its keys are looked up.
    pub scope: Scope,
    /// Whether these were declared (by the manuscript, its project, or the command line), rather than all that lies
    /// in the workspace. Only then can a key be missing from the bibliography.
    pub declared: bool,
    /// Declared bibliographies that are not there: as declared, and where in the manuscript (`None` when another file
    /// of its project declares it).
    pub missing: Vec<(String, Option<Span>)>,
    /// Declared bibliographies that could not be read or are still being read: unknown-key waits.
    pub pending: bool,
    /// What the other files of the same manuscript say: which keys they cite and define. A rule that asks whether
    /// something is cited asks this too: the work may be cited in another chapter.
    pub whole: Whole,
    /// Whether the project's tool (Sphinx) reads `@name` as text, where Pandoc would read a citation.
    pub at_is_text: bool,
    /// The place of the manuscript's own records (`references:` in its front matter) in the corpus, where it has any.
    pub own: Option<u32>,
    /// Whether the file is not linted at all: a README of a software project, where `@user` is a person.
    pub off: bool,
}

/// The rules, in the order of the documentation.
pub static RULES: &[&Rule] = &[
    &unknown_key::RULE,
    &missing_bibliography::RULE,
    &missing_from_bibliography::RULE,
    &malformed_citation::RULE,
    &repeated_citation::RULE,
    &misspelled_author::RULE,
    &author_diacritics::RULE,
    &wrong_year::RULE,
    &misspelled_title::RULE,
    &missing_author::RULE,
    &author_order::RULE,
    &swapped_name::RULE,
    &wrong_particle::RULE,
    &ambiguous_citation::RULE,
    &unlisted_citation::RULE,
    &duplicate_key::RULE,
    &duplicate_record::RULE,
    &wrong_identifier::RULE,
    &record_differs::RULE,
    &inconsistent_author::RULE,
    &malformed_name::RULE,
    &missing_field::RULE,
    &repeated_field::RULE,
    &empty_field::RULE,
    &malformed_identifier::RULE,
    &damaged_text::RULE,
    &language_mismatch::RULE,
    &broken_crossref::RULE,
    &unreadable_record::RULE,
    &retracted_work::RULE,
    &superseded_preprint::RULE,
    &missing_abstract::RULE,
    &uncited_record::RULE,
    &unused_ignore::RULE,
];

/// The rule of that name.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// An address within the project's home, if it has one.
#[must_use]
pub fn address(path: &str) -> Option<String> {
    let home = env!("CARGO_PKG_HOMEPAGE");
    (!home.is_empty()).then(|| format!("{home}{path}"))
}

/// The address of a rule's page.
#[must_use]
pub fn page(rule: &str) -> Option<String> {
    address(&format!("/rules/{rule}"))
}

/// The place of a record's key, as a related place.
#[must_use]
pub fn record_of(corpus: &Corpus, id: RecordId, message: Message) -> Related {
    let shard = &corpus.shards()[id.shard as usize];
    let entry = shard.entry(id.row);
    let span = if entry.key_span().is_empty() { entry.span() } else { entry.key_span() };
    Related { path: Some(shard.path().to_owned()), span, message }
}

/// A file's name without its folders, for messages.
#[must_use]
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
