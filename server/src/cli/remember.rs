//! Findings that are remembered: those of the same text with the same settings and the same bibliographies, found by this
//! very code, are found once.
//!
//! Invariant: all that the rules are given is part of what findings are remembered for. A field that is added to what
//! they are given does not compile here until it is.

use super::gather::Unit;
use crate::analysis::Findings;
use crate::config::Config;
use crate::load::cache::Cache;
use crate::load::cache::memo::{Memo, hash};
use crate::rules::{FileContext, Given, Served};
use rustc_hash::FxHashMap;
use siglum_corpus::Corpus;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Where findings are remembered. What is the same for many manuscripts is hashed once, and found by its address: it lives
/// as long as what was gathered.
pub struct Remember<'a> {
    cache: &'a Cache,
    memo: &'a Memo,
    configs: Mutex<FxHashMap<usize, u128>>,
    corpora: Mutex<FxHashMap<usize, Option<u128>>>,
}

/// What findings are remembered by: what they are about, and of what they are true.
#[derive(Clone, Copy)]
pub struct Place {
    id: u128,
    content: u128,
}

impl<'a> Remember<'a> {
    /// What is remembered in a folder.
    pub fn new(cache: &'a Cache, folder: &Path) -> Self {
        Self { cache, memo: cache.memo(folder), configs: Mutex::default(), corpora: Mutex::default() }
    }

    /// The findings in that place, if they are known.
    pub fn get(&self, place: Place) -> Option<Findings> {
        serde_json::from_str(self.memo.get(place.id, place.content)?).ok()
    }

    /// Remembers findings.
    pub fn keep(&self, place: Place, findings: &Findings) {
        if let Ok(text) = serde_json::to_string(findings) {
            self.memo.keep(place.id, place.content, text);
        }
    }

    /// The place of a manuscript's findings; `None` where nothing is remembered.
    pub fn of_unit(&self, unit: &Unit) -> Option<Place> {
        let Given { text, corpus, served: by, config } = unit.given();
        let text = hash(&[text.as_bytes()]);
        let corpus = self.corpus(corpus, Some((&unit.path, text)))?;
        // What a text says hangs on its format and on the macros that other files define.
        let macros = format!("{:?}", unit.plan.macros);
        let served = served(by);
        let parts: [&[u8]; 5] = [
            &text.to_le_bytes(),
            unit.format().as_bytes(),
            macros.as_bytes(),
            served.as_bytes(),
            &corpus.to_le_bytes(),
        ];
        Some(self.place(b"manuscript", &unit.path, config, hash(&parts)))
    }

    /// The place of a bibliography's findings.
    pub fn of_file(&self, path: &Path, context: &FileContext<'_>) -> Option<Place> {
        // The file is the corpus's at the path; memory and time spare work, and nothing here is left for later.
        let FileContext { corpus, place: _, shard: _, config, memory: _, later: _, uses } = *context;
        let corpus = self.corpus(corpus, None)?;
        let uses = uses.map(|uses| format!("{uses:?}")).unwrap_or_default();
        let content = hash(&[&corpus.to_le_bytes(), uses.as_bytes()]);
        Some(self.place(b"bibliography", path, config, content))
    }

    fn place(&self, kind: &[u8], path: &Path, config: &Config, content: u128) -> Place {
        let config = self.config(config).to_le_bytes();
        Place { id: hash(&[kind, path.as_os_str().as_encoded_bytes(), &config]), content }
    }

    /// The settings as a hash.
    fn config(&self, config: &Config) -> u128 {
        let address = std::ptr::from_ref(config) as usize;
        let mut known = self.configs.lock().unwrap_or_else(PoisonError::into_inner);
        // All of a setting is in what it shows of itself, and a new one is there by itself.
        *known.entry(address).or_insert_with(|| hash(&[format!("{config:?}").as_bytes()]))
    }

    /// The corpus as a hash; `None` where the content of a shard is not known. `own` is the manuscript, whose own records
    /// are a shard too.
    fn corpus(&self, corpus: &Corpus, own: Option<(&Path, u128)>) -> Option<u128> {
        if !self.memo.is_on() {
            return None;
        }
        let address = corpus.shards().as_ptr() as usize;
        let known = |this: &Self| this.corpora.lock().unwrap_or_else(PoisonError::into_inner).get(&address).copied();
        if let Some(known) = known(self) {
            return known;
        }
        let identity = |path: &Path| {
            own.filter(|(own, _)| *own == path).map(|(_, text)| text).or_else(|| self.cache.identity(path))
        };
        let mut parts = Vec::with_capacity(corpus.shards().len());
        for shard in corpus.shards() {
            let content = identity(shard.path())?.to_le_bytes();
            parts.push([shard.path().as_os_str().as_encoded_bytes(), &[0], &content].concat());
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let whole = Some(hash(&parts));
        self.corpora.lock().unwrap_or_else(PoisonError::into_inner).insert(address, whole);
        whole
    }
}

/// How a manuscript is served, as text.
fn served(served: &Served) -> String {
    let Served { scope, declared, missing, pending, whole, at_is_text, own, off } = served;
    let whole = whole.identity();
    format!("{scope:?} {declared} {missing:?} {pending} {whole:032x} {at_is_text} {own:?} {off}")
}
