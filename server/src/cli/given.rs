//! The disk with the manuscripts over it that a command was given: what came through stdin is not what the disk has.

use crate::load::cache::memo::{Memo, hash};
use crate::load::{self, Disk};
use crate::manuscript::said::Tally;
use crate::manuscript::whole::Part;
use crate::manuscript::{Format, Macros, Manuscript};
use crate::project::Files;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use siglum_corpus::source::Source;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A manuscript that is read when it is first asked for.
pub type Lexed = Arc<OnceLock<Manuscript>>;

/// The texts that were read, over the disk.
pub struct Given<'m> {
    /// By path.
    pub read: FxHashMap<PathBuf, (Arc<Source>, &'static Format, Lexed)>,
    /// What is remembered of them.
    pub memo: &'m Memo,
}

impl Files for Given<'_> {
    fn is_file(&self, path: &Path) -> bool {
        self.read.contains_key(path) || Disk.is_file(path)
    }

    fn read(&self, path: &Path) -> Option<String> {
        self.read.get(path).map(|(source, ..)| source.text.clone()).or_else(|| Disk.read(path))
    }

    fn list(&self, dir: &Path) -> Vec<PathBuf> {
        Disk.list(dir)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        Disk.canonical(path)
    }

    fn part(&self, path: &Path, format: &Format, macros: &Macros) -> Option<Arc<Part>> {
        let source = match self.read.get(path) {
            Some((source, ..)) => Arc::clone(source),
            None => Arc::new(load::read_text(path).ok()?),
        };
        let mut said = Said::of(self.memo, path, &source.text, (format, macros));
        Arc::make_mut(&mut said.part).words = Some(words(self.memo, path, &source.text, (format, macros), &said.lexed));
        Some(said.part)
    }

    fn words(&self, path: &Path) -> Option<Tally> {
        let (source, format, lexed) = self.read.get(path)?;
        Some(words(self.memo, path, &source.text, (format, &Macros::default()), lexed))
    }
}

/// How often the words of a manuscript are written; remembered, as what it says.
fn words(memo: &Memo, path: &Path, text: &str, way: (&Format, &Macros), lexed: &OnceLock<Manuscript>) -> Tally {
    let count = || Tally::of(&lexed.get_or_init(|| way.0.parse_among(text, way.1)).prose);
    if !memo.is_on() {
        return count();
    }
    let (id, content) = (id(b"words", path, text, way), hash(&[text.as_bytes()]));
    if let Some(words) = memo.get(id, content).and_then(|kept| serde_json::from_str(kept).ok()) {
        return words;
    }
    let words = count();
    if let Ok(kept) = serde_json::to_string(&words) {
        memo.keep(id, content, kept);
    }
    words
}

/// What is remembered of a manuscript that is read in one way.
fn id(what: &[u8], path: &Path, text: &str, (format, macros): (&Format, &Macros)) -> u128 {
    let macros = if macros.concern(text) { format!("{macros:?}") } else { String::new() };
    hash(&[what, path.as_os_str().as_encoded_bytes(), format.name.as_bytes(), macros.as_bytes()])
}

/// What a manuscript says, as far as it must be known before the rules run.
pub struct Said {
    /// What it says to others.
    pub part: Arc<Part>,
    /// How often it cites.
    pub citations: u32,
    /// The whole of it, where it had to be read for this.
    pub lexed: Lexed,
}

/// A [`Said`] as it is remembered.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    citations: u32,
    part: Cow<'a, Part>,
}

impl Said {
    /// What the text says; remembered, where the same text at that path was read in the same way before.
    pub fn of(memo: &Memo, path: &Path, text: &str, way: (&Format, &Macros)) -> Self {
        let lex = || way.0.parse_among(text, way.1);
        if !memo.is_on() {
            return Self::lexed(lex());
        }
        let (id, content) = (id(b"part", path, text, way), hash(&[text.as_bytes()]));
        if let Some(kept) = memo.get(id, content).and_then(|kept| serde_json::from_str::<Kept<'_>>(kept).ok()) {
            let part = Arc::new(kept.part.into_owned());
            return Self { part, citations: kept.citations, lexed: Arc::default() };
        }
        let said = Self::lexed(lex());
        let kept = Kept { citations: said.citations, part: Cow::Borrowed(&said.part) };
        if let Ok(kept) = serde_json::to_string(&kept) {
            memo.keep(id, content, kept);
        }
        said
    }

    fn lexed(manuscript: Manuscript) -> Self {
        let (part, citations) = (Arc::new(Part::without_words(&manuscript)), manuscript.citations.len() as u32);
        Self { part, citations, lexed: Arc::new(OnceLock::from(manuscript)) }
    }
}
