//! What happens to the loop: events, questions, and the snapshot that a question is answered from.

use super::answer::uses::Asked;
use super::capabilities::Client;
use super::main_loop::rest::Sweep;
use super::outbox::Outgoing;
use super::planner::Planner;
use crate::config::Words;
use crate::load::stamp::Stamp;
use crate::workspace::document::{Findings, Planned};
use crate::workspace::{DocView, Loaded};
use serde_json::Value;
use siglum_corpus::{Lang, Shard};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types::{Diagnostic, TextDocumentContentChangeEvent, TextDocumentItem, Uri};

/// What happens.
pub enum Event {
    /// `initialize`.
    Hello(Box<Client>),
    /// `initialized`.
    Ready,
    /// A document is opened: its address, language identifier, version and text.
    Open(Uri, String, i32, String),
    /// Cells of a notebook are opened: the notebook's address, and the cells.
    Cells(Uri, Vec<TextDocumentItem>),
    /// A document is changed: its address, version and changes.
    Edit(Uri, i32, Vec<TextDocumentContentChangeEvent>),
    /// A document is saved.
    Save(Uri),
    /// A document is closed.
    Close(Uri),
    /// Something happened to these files.
    Disk(Vec<PathBuf>),
    /// New settings, or word that there are some.
    Settings(Value),
    /// `workspace/didChangeConfiguration`.
    SettingsChanged(Value),
    /// Folders that came and that went.
    Folders(Vec<PathBuf>, Vec<PathBuf>),
    /// A question.
    Ask(Ask),
    /// Show abstracts in this language first; `None`: in the manuscript's.
    Language(Option<Lang>),
    /// The reader has had enough of the work with this token.
    Cancel(String),
    /// Read everything again.
    Reindex,
    /// Discovery answered; a folder's corpus files come along where it was walked.
    Planned { uri: String, planned: Option<Box<Planned>>, listing: Option<(PathBuf, Arc<[PathBuf]>)> },
    /// Corpus files were read; `left` more pieces of this work are to come.
    Loaded { id: u64, batch: Vec<Loaded>, left: usize },
    /// A bibliography's buffer was read.
    Buffered { uri: String, serial: u64, version: i32, shard: Option<Arc<Shard>> },
    /// A document was analysed; `None`: that failed.
    Analysed { uri: String, serial: u64, told: Option<(Findings, Vec<Diagnostic>)> },
    /// The findings in a document were worked out for a question.
    Found { uri: String, serial: u64, findings: Arc<Findings> },
    /// What was done while nobody wanted anything.
    Rested(Rested),
    /// Reading will take a while: worth showing progress.
    Heavy(u64),
    /// Something is to be said to the client.
    Say(Outgoing),
    /// What files look like now.
    Stamps(Vec<(PathBuf, Option<Stamp>)>),
}

impl Event {
    /// Whether findings in files that are not open may be others afterwards.
    #[must_use]
    pub fn changes_findings(&self) -> bool {
        match self {
            Self::Open(..) | Self::Save(_) | Self::Close(_) | Self::Disk(_) | Self::Settings(_) => true,
            Self::SettingsChanged(_) | Self::Folders(..) | Self::Reindex | Self::Loaded { .. } => true,
            Self::Stamps(news) => !news.is_empty(),
            _ => false,
        }
    }

    /// Whether manuscripts may cite other keys afterwards, or others may be known.
    #[must_use]
    pub fn changes_uses(&self) -> bool {
        matches!(self, Self::Edit(..) | Self::Cells(..) | Self::Planned { .. }) || self.changes_findings()
    }
}

/// What a piece of work came to that was done while nobody wanted anything.
pub enum Rested {
    /// It is done.
    Done,
    /// It failed.
    Failed,
    /// The findings in a manuscript: its address and serial number.
    Found(String, u64, Arc<Findings>),
    /// A stretch of records was swept over.
    Swept(Box<Sweep>),
    /// Manuscripts were looked at for what they cite of a bibliography: its address and serial number.
    Asked(String, u64, Asked),
}

/// A question, by whom it is answered and about which document.
pub struct Ask {
    /// The document.
    pub uri: Option<String>,
    /// Whether the answer is worth waiting for bibliographies that are being read for the first time.
    pub waits: bool,
    /// Whether every open document counts, so that it is worth waiting for all of them.
    pub whole: bool,
    /// How it is answered.
    pub run: Run,
}

/// How a question is answered.
pub enum Run {
    /// On the loop: what is cheap whatever the corpus.
    Inline(Box<dyn FnOnce(&Client, Option<DocView>) + Send>),
    /// On the pool.
    Pooled(Box<dyn FnOnce(Snapshot) + Send>),
}

/// The workspace at one moment.
pub struct Snapshot {
    /// What the client can do.
    pub client: Arc<Client>,
    /// The document that the question is about.
    pub current: Option<Open>,
    /// Its findings, where they are known.
    pub findings: Option<Arc<Findings>>,
    /// Where what was worked out is kept.
    pub back: UnboundedSender<Event>,
    /// All open documents.
    pub open: Vec<Open>,
    /// All corpus files.
    pub corpus: siglum_corpus::Corpus,
    /// The editor's folders.
    pub folders: Vec<PathBuf>,
    /// What discovery is asked over, for manuscripts that are not open.
    pub planner: Planner,
    /// Corpus files that could not be read, and why.
    pub errors: Vec<Words>,
}

/// An open document in a snapshot.
#[derive(Clone)]
pub struct Open {
    /// Its address.
    pub uri: String,
    /// Tells it from earlier documents of the same address.
    pub serial: u64,
    /// The document with all that serves it.
    pub view: DocView,
}
