//! What the rules about records found in files, for as long as the files stay what they are.

use crate::config::Config;
use crate::rules::Diagnostic;
use rustc_hash::FxHashMap;
use siglum_corpus::{Corpus, Shard};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What was found in the records of files that did not change since. Cheap to keep: findings, not records.
#[derive(Debug, Default)]
pub struct RecordMemory(Mutex<FxHashMap<PathBuf, Known>>);

#[derive(Debug)]
struct Known {
    shard: Weak<Shard>,
    /// The corpus, where a rule asked what other files say.
    corpus: Option<Weak<[Arc<Shard>]>>,
    config: Config,
    found: Arc<Vec<Diagnostic>>,
}

impl RecordMemory {
    /// What was found in a file with these settings, if it is the very one that was looked at, and so is what else was.
    #[must_use]
    pub fn get(&self, shard: &Arc<Shard>, corpus: &Corpus, config: &Config) -> Option<Arc<Vec<Diagnostic>>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get(shard.path())?;
        let beyond = known.corpus.as_ref().is_none_or(|known| known.ptr_eq(&corpus.mark()));
        let same = beyond && std::ptr::eq(known.shard.as_ptr(), Arc::as_ptr(shard)) && known.config == *config;
        same.then(|| Arc::clone(&known.found))
    }

    /// Keeps what was found in a file, for as long as the file is; and as the corpus is, where one is given.
    pub fn keep(&self, shard: &Arc<Shard>, corpus: Option<&Corpus>, config: &Config, found: Arc<Vec<Diagnostic>>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, known| known.shard.strong_count() > 0);
        let corpus = corpus.map(Corpus::mark);
        let known = Known { shard: Arc::downgrade(shard), corpus, config: config.clone(), found };
        all.insert(shard.path().to_owned(), known);
    }
}
