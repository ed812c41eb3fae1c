//! An open document: its text as a rope, and what its newest version says, parsed once when it is first asked for.
//!
//! Invariant: `parsed` is of the rope's present text; every edit puts it by, so that the next reading can build on it.

use super::lines::Lines;
use super::notebooks::Notebook;
use crate::config::{Config, Words};
use crate::features::settings;
use crate::manuscript::again::{Edit, read_again};
use crate::manuscript::jupyter::RAW_CELL;
use crate::manuscript::whole::Part;
use crate::manuscript::{self, Format, Macros, Manuscript, plain};
use crate::project::{Plan, own};
use crate::rules::near::memory::Memory;
use crate::rules::uses::Uses;
use crate::rules::{Diagnostic, Served};
use ropey::Rope;
use siglum_corpus::{Corpus, Lang, read};
use std::cell::{Cell, OnceCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(test)]
mod tests;

/// A document that is open in the editor.
pub struct Document {
    /// Its path, where it has one.
    pub path: Option<PathBuf>,
    /// The notebook that it is a cell of.
    pub notebook: Option<Arc<Notebook>>,
    /// What it is to us.
    pub role: Role,
    /// Tells it from earlier documents of the same address.
    pub serial: u64,
    /// The editor's version.
    pub version: i32,
    rope: Rope,
    parsed: OnceCell<Arc<Parsed>>,
    /// What the last version said that was read.
    before: Cell<Option<Arc<Parsed>>>,
    /// How much of that version's text stands yet.
    kept: Cell<Kept>,
    /// The cite commands that other files of its manuscript define.
    macros: Macros,
    /// What serves it; `None` before discovery has answered for the first time.
    pub planned: Option<Arc<Planned>>,
    /// What the last question to discovery was about; `None` when none was asked.
    pub asked: Option<Declarations>,
    /// Whether discovery is to be asked again, though the document declares what it did.
    pub ask_again: bool,
    /// The version in which that was looked at last.
    pub asked_version: i32,
    /// Whether discovery is at work.
    pub planning: bool,
    /// What the other files of its manuscript know that it says, and the version in which that was looked at last.
    pub said: (Option<Part>, i32),
    /// What of the corpus serves it, for which corpus that was worked out, and what is remembered of its paragraphs
    /// since.
    pub served: Option<(u64, Arc<Served>, Arc<Memory>)>,
    /// The reader's languages, with what they were worked out from.
    pub languages: Option<(LanguageBasis, Arc<[Lang]>)>,
    /// What serves it together with its own records, and for which front matter and corpus that was worked out.
    pub own: Option<(String, u64, Option<OwnRecords>)>,
    /// The newest findings.
    pub findings: Option<Arc<Findings>>,
    /// What was found out of it when nobody wanted anything.
    pub learned: Learned,
    /// For which version, and which corpus, what can wait was begun when nobody wanted anything.
    pub looked: Option<(i32, u64)>,
    /// Whether an analysis, or the reading of a bibliography's buffer, is under way.
    pub busy: bool,
    /// A bibliography: the version that its shard was read from.
    pub shard_version: Option<i32>,
}

/// How much of a text edits have left as it was: so many bytes from its beginning on, and so many before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Bytes from the beginning on.
    pub head: usize,
    /// Bytes before the end.
    pub tail: usize,
}

impl Kept {
    /// All of it.
    pub const ALL: Self = Self { head: usize::MAX, tail: usize::MAX };
    /// Nothing.
    pub const NONE: Self = Self { head: 0, tail: 0 };

    /// What both have left.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { head: self.head.min(other.head), tail: self.tail.min(other.tail) }
    }
}

/// A corpus with a document's own records.
#[derive(Clone)]
pub struct OwnRecords {
    /// The corpus.
    pub corpus: Corpus,
    /// What of it serves.
    pub served: Arc<Served>,
    /// What is remembered of the document's paragraphs with it.
    pub memory: Arc<Memory>,
}

/// What a document is.
#[derive(Clone, Copy)]
pub enum Role {
    /// It cites.
    Manuscript(&'static Format),
    /// It is cited.
    Bibliography,
    /// Our own settings.
    Settings,
    /// Neither.
    Other,
}

/// One version of a document's text, and what it says.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The editor's version.
    pub version: i32,
    /// The text.
    pub text: String,
    /// Its lines.
    pub lines: Lines,
    /// What it says; empty for what is no manuscript.
    pub manuscript: Manuscript,
}

/// The answer of discovery, with the settings that hold.
#[derive(Debug, Default, PartialEq)]
pub struct Planned {
    /// Which files serve.
    pub plan: Plan,
    /// The settings that hold for the document.
    pub config: Arc<Config>,
    /// The corpus files of the workspace; empty where the plan does not ask for them.
    pub workspace: Arc<[PathBuf]>,
    /// What could not be understood in the settings.
    pub problems: Vec<Words>,
}

/// What a manuscript declares, without places: while this stays the same, discovery's answer does.
#[derive(Clone, Debug, PartialEq)]
pub struct Declarations(Vec<String>, Macros);

/// What the choice of languages depends on. The language of the prose is detected again only when its length changed
/// by a tenth: no keystroke turns a French text into an English one.
#[derive(Clone, Debug, PartialEq)]
pub struct LanguageBasis {
    declared: Option<Lang>,
    asked: Option<Lang>,
    length: usize,
    config: Arc<Config>,
}

/// What was found out of a bibliography when nobody wanted anything.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// Counts what was found out: the findings of before are old.
    pub changes: u64,
    /// What all manuscripts of the workspace cite of it; `None` where not all of them are known, or no rule asks.
    pub uses: Option<Arc<Uses>>,
    /// At which of the loop's events that was found out last.
    pub asked: Option<u64>,
}

/// Findings, and of what they are the findings.
#[derive(Debug)]
pub struct Findings {
    /// The version of the document.
    pub version: i32,
    /// The corpus's generation.
    pub generation: u64,
    /// See [`Learned::changes`].
    pub learned: u64,
    /// The findings, by place.
    pub list: Vec<Diagnostic>,
}

impl Document {
    /// A document as the editor opens it.
    #[must_use]
    pub fn new(path: Option<PathBuf>, language: &str, version: i32, text: &str) -> Self {
        Self {
            role: role_of(path.as_deref(), language, text),
            path,
            notebook: None,
            version,
            rope: Rope::from_str(text),
            parsed: OnceCell::new(),
            before: Cell::new(None),
            kept: Cell::new(Kept::ALL),
            macros: Macros::default(),
            planned: None,
            asked: None,
            ask_again: false,
            asked_version: version,
            serial: 0,
            planning: false,
            said: (None, version),
            served: None,
            languages: None,
            own: None,
            findings: None,
            learned: Learned::default(),
            looked: None,
            busy: false,
            shard_version: None,
        }
    }

    /// A cell of a notebook as the editor opens it.
    #[must_use]
    pub fn cell(notebook: &Arc<Notebook>, language: &str, version: i32, text: &str) -> Self {
        let raw = RAW_CELL.language_ids.contains(&language);
        let cell = Self::new(None, language, version, text);
        let role = if raw { Role::Manuscript(&RAW_CELL) } else { cell.role };
        Self { notebook: Some(Arc::clone(notebook)), role, ..cell }
    }

    /// Where it lies: for a cell, where its notebook does.
    #[must_use]
    pub fn place(&self) -> Option<&Path> {
        let of_notebook = || self.notebook.as_ref().and_then(|notebook| notebook.path.as_deref());
        self.path.as_deref().or_else(of_notebook)
    }

    /// Changes the text by a function that tells what it leaves as it was. What was known of the old one is put by.
    pub fn edit(&mut self, version: i32, change: impl FnOnce(&mut Rope) -> Kept) {
        self.version = version;
        if let Some(parsed) = self.parsed.take() {
            self.before.set(Some(parsed));
            self.kept.set(Kept::ALL);
        }
        let kept = change(&mut self.rope);
        self.kept.set(self.kept.get().and(kept));
    }

    /// The present text and what it says.
    pub fn parsed(&self) -> &Arc<Parsed> {
        self.parsed.get_or_init(|| {
            let (role, before) = (self.role, self.before.take());
            Arc::new(match (role, before) {
                (Role::Manuscript(format), Some(before)) => {
                    let before = before.edited(&self.rope, self.kept.get());
                    Parsed::again(before, self.version, format, &self.macros)
                }
                _ => Parsed::new(self.rope.to_string(), self.version, role, &self.macros),
            })
        })
    }

    /// Takes the cite commands that other files of its manuscript define; the text is read anew where they differ.
    pub fn know_macros(&mut self, macros: &Macros) {
        if self.macros != *macros {
            self.macros = macros.clone();
            self.parsed = OnceCell::new();
            self.before.set(None);
        }
    }

    /// What the present text declares.
    #[must_use]
    pub fn declarations(&self) -> Declarations {
        let manuscript = &self.parsed().manuscript;
        let mut said = Vec::new();
        said.extend(manuscript.bibliographies.iter().map(|bibliography| format!("b{}", bibliography.path)));
        said.extend(
            manuscript
                .includes
                .iter()
                .map(|include| format!("i{}\0{}\0{}", include.dir, include.path, include.toctree)),
        );
        said.extend(manuscript.root.iter().map(|root| format!("r{}", root.path)));
        said.extend(manuscript.complete.then(|| "complete".to_owned()));
        if self.notebook.is_some() {
            said.extend(manuscript.own_keys.iter().map(|own| format!("k{}", own.key)));
        }
        said.extend(manuscript.packages.iter().map(|package| format!("p{package}")));
        Declarations(said, manuscript.macros.clone())
    }

    /// The corpus and what of it serves, with the records that the document holds itself, and what is remembered with
    /// these; `None` where it holds none.
    pub fn with_own_records(&mut self, corpus: &Corpus, generation: u64, served: &Served) -> Option<OwnRecords> {
        let parsed = Arc::clone(self.parsed());
        let front = own::front(&parsed.text).filter(|_| parsed.manuscript.defines_records());
        let (Some(front), Some(path), true) = (front, self.path.as_deref(), self.is_manuscript()) else {
            self.own = None;
            return None;
        };
        // Records stand in the front matter: while that is the same, they are.
        if let Some((known, from, own)) = &self.own
            && (known.as_str(), *from) == (front, generation)
        {
            return own.clone();
        }
        let own = own::records(path, &parsed.text, true).map(|shard| {
            let (corpus, served) = own::serve(corpus, served, shard);
            OwnRecords { corpus, served: Arc::new(served), memory: Arc::default() }
        });
        self.own = Some((front.to_owned(), generation, own.clone()));
        own
    }

    /// Its findings, if they are of its present text, with this corpus and all that was found out.
    #[must_use]
    pub fn current_findings(&self, generation: u64) -> Option<&Arc<Findings>> {
        let current = (self.version, generation, self.learned.changes);
        self.findings.as_ref().filter(|known| (known.version, known.generation, known.learned) == current)
    }

    /// Whether it is a manuscript.
    #[must_use]
    pub fn is_manuscript(&self) -> bool {
        matches!(self.role, Role::Manuscript(_))
    }

    /// Whether it is a corpus file.
    #[must_use]
    pub fn is_bibliography(&self) -> bool {
        matches!(self.role, Role::Bibliography)
    }
}

impl Parsed {
    /// Reads one version of a text.
    #[must_use]
    pub fn new(text: String, version: i32, role: Role, macros: &Macros) -> Self {
        let manuscript = match role {
            // A lexer that panics is a fault of ours; the text then cites nothing, and the server lives.
            Role::Manuscript(format) => {
                std::panic::catch_unwind(|| format.parse_among(&text, macros)).unwrap_or_default()
            }
            Role::Bibliography | Role::Settings | Role::Other => Manuscript::default(),
        };
        Self { version, lines: Lines::new(&text), text, manuscript }
    }

    /// Its text and lines as they are in a rope that shares so much of the text; what it says is yet that of before.
    fn edited(self: Arc<Self>, rope: &Rope, kept: Kept) -> (Self, Edit) {
        // Who still looks at the old version keeps it.
        let mut parsed = Arc::try_unwrap(self).unwrap_or_else(|shared| Self {
            version: shared.version,
            text: shared.text.clone(),
            lines: shared.lines.clone(),
            manuscript: shared.manuscript.clone(),
        });
        let shorter = parsed.text.len().min(rope.len_bytes());
        let (head, tail) = (kept.head.min(shorter), kept.tail.min(shorter - kept.head.min(shorter)));
        let put = rope.byte_slice(head..rope.len_bytes() - tail).to_string();
        let edit = Edit::of(&parsed.text, head..parsed.text.len() - tail, &put);
        parsed.text.replace_range(edit.start..edit.old, &put[edit.start - head..edit.new - head]);
        debug_assert!(*rope == *parsed.text, "the text is the rope's");
        parsed.lines.edit(&edit, &parsed.text);
        (parsed, edit)
    }

    /// Reads the next version of a text, of which what is known is of the one before.
    fn again((before, edit): (Self, Edit), version: i32, format: &Format, macros: &Macros) -> Self {
        let Self { text, lines, manuscript, .. } = before;
        let known = std::panic::AssertUnwindSafe(manuscript);
        let read = || {
            let std::panic::AssertUnwindSafe(known) = known;
            read_again(format, macros, known, &edit, &text)
        };
        let manuscript = std::panic::catch_unwind(read).unwrap_or_default();
        Self { version, text, lines, manuscript }
    }
}

impl LanguageBasis {
    /// The basis for one version of a manuscript: the language that it declares, and how long it is.
    #[must_use]
    pub fn new((declared, length): (Option<Lang>, usize), config: &Arc<Config>, asked: Option<&Lang>) -> Self {
        Self { declared, asked: asked.cloned(), length, config: Arc::clone(config) }
    }

    /// Whether a choice made on this basis still holds on the other.
    #[must_use]
    pub fn holds_for(&self, other: &Self) -> bool {
        self.declared == other.declared
            && self.asked == other.asked
            && (Arc::ptr_eq(&self.config, &other.config) || self.config == other.config)
            && self.length.abs_diff(other.length) <= self.length / 10
    }
}

/// What a document is: by its extension, else by the editor's language identifier.
fn role_of(path: Option<&Path>, language: &str, text: &str) -> Role {
    if path.is_some_and(settings::is_settings) {
        return Role::Settings;
    }
    if let Some(format) = path.and_then(manuscript::format_of) {
        return Role::Manuscript(format);
    }
    let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str()).unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    if matches!(language, "bib" | "bibtex" | "biblatex") || is_corpus_extension(&extension) {
        return Role::Bibliography;
    }
    let by_language = manuscript::FORMATS.iter().find(|format| format.language_ids.contains(&language));
    match by_language {
        Some(format) => Role::Manuscript(format),
        // Plain text that is no record is a manuscript without keys.
        None if path.is_some_and(plain::is_named_so) && !read::READERS.iter().any(|reader| (reader.sniff)(text)) => {
            Role::Manuscript(&plain::FORMAT)
        }
        None => Role::Other,
    }
}

/// Whether a reader claims the extension. Plain text is claimed by the seed layouts, but is not ours for that.
fn is_corpus_extension(extension: &str) -> bool {
    extension != "txt" && read::READERS.iter().any(|reader| reader.extensions.contains(&extension))
}
