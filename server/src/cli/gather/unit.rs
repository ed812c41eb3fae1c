//! What was gathered: manuscripts and named bibliographies, each with its settings and its corpus.

use crate::cli::given::Lexed;
use crate::config::{Config, ConfigError, MessageLanguage};
use crate::load::LoadError;
use crate::manuscript::{Format, Manuscript};
use crate::project::Plan;
use crate::rules::{Given, Served};
use rustc_hash::{FxHashMap, FxHashSet};
use siglum_corpus::Corpus;
use siglum_corpus::source::Source;
use std::path::PathBuf;
use std::sync::Arc;

/// A manuscript with all that serves it.
pub struct Unit {
    /// Its path, absolute.
    pub path: PathBuf,
    /// Its text.
    pub source: Arc<Source>,
    /// How often it cites.
    pub citations: usize,
    pub(super) format: &'static Format,
    pub(super) lexed: Lexed,
    /// Its settings.
    pub config: Arc<Config>,
    /// The file they come from.
    pub config_file: Option<PathBuf>,
    /// How its bibliographies were found.
    pub plan: Plan,
    /// The corpus files that matter to it.
    pub corpus: Corpus,
    /// Which of them serve it.
    pub served: Served,
    /// The settings of those that serve it, by their places, where some hold for single files only.
    pub per_file: FxHashMap<u32, Arc<Config>>,
}

impl Unit {
    /// What it says; read when it is first asked for.
    pub fn manuscript(&self) -> &Manuscript {
        self.lexed.get_or_init(|| self.format.parse_among(&self.source.text, &self.plan.macros))
    }

    /// What the rules are given beside what it says.
    pub fn given(&self) -> Given<'_> {
        Given { text: &self.source.text, corpus: &self.corpus, served: &self.served, config: &self.config }
    }

    /// The name of its format.
    pub fn format(&self) -> &'static str {
        self.format.name
    }

    /// The settings that hold for one of the corpus files that serve it.
    pub fn config_of(&self, place: u32) -> &Config {
        self.per_file.get(&place).unwrap_or(&self.config)
    }
}

/// A bibliography that was named as a path.
pub struct Named {
    /// Its path, absolute.
    pub path: PathBuf,
    /// Its settings.
    pub config: Arc<Config>,
    /// It and the corpus of the settings.
    pub corpus: Corpus,
}

/// All that was gathered.
#[derive(Default)]
pub struct Gathered {
    /// Manuscripts, by path.
    pub units: Vec<Unit>,
    /// Bibliographies named as paths, by path.
    pub named: Vec<Named>,
    /// What could not be read and was asked for: the status is 2.
    pub errors: Vec<LoadError>,
    /// What could not be read and was only found.
    pub warnings: Vec<LoadError>,
    /// Settings that cannot be used.
    pub config_errors: Vec<ConfigError>,
    /// The language of messages that settings with an error ask for all the same.
    pub language: Option<MessageLanguage>,
}

impl Gathered {
    /// The language of messages that the settings ask for.
    #[must_use]
    pub fn language(&self) -> Option<MessageLanguage> {
        let configured = self.units.first().and_then(|unit| unit.config.message_language);
        configured.or(self.language)
    }
}

impl Gathered {
    /// The corpora, those of the same files once.
    pub fn corpora(&self) -> impl Iterator<Item = &Corpus> {
        let all = self.units.iter().map(|unit| &unit.corpus).chain(self.named.iter().map(|named| &named.corpus));
        let mut seen = FxHashSet::default();
        all.filter(move |corpus| seen.insert((corpus.shards().as_ptr(), corpus.shards().len())))
    }
}
