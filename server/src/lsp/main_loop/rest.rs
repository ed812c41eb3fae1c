//! What the loop starts when nobody has wanted anything for a while: what would else be done while somebody waits for it.
//!
//! Invariants: one piece at a time, and none of them on the loop; whatever happens puts the next piece off, so that the
//! machine is the reader's first of all; what there is to do is found out anew for each piece, and nothing is queued.

use super::MainLoop;
use crate::analysis::{Sweeping, asks_uses};
use crate::config::features::Feature;
use crate::lsp::answer::uses::{Asked, Asking, MOST};
use crate::lsp::event::{Event, Rested};
use crate::lsp::gate::wants;
use crate::lsp::jobs;
use crate::rules::FileContext;
use crate::rules::uses::Uses;
use crate::workspace::DocView;
use crate::workspace::document::Document;
use crate::{config::Words, words};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So long nothing must have happened.
const REST: Duration = Duration::from_millis(500);
/// Corpus files of fewer records have their tables in no time.
const LARGE: u32 = 512;

/// A piece of work, which answers with what it came to.
type Piece = Box<dyn FnOnce() -> Rested + Send>;

/// How the loop rests.
pub(super) struct Rest {
    /// When something happened last.
    since: Instant,
    /// Whether a piece is being worked on.
    busy: bool,
    /// Whether there is nothing to do before something happens.
    over: bool,
    /// Counts what may have changed the keys that manuscripts cite.
    uses: u64,
    /// A sweep that goes on.
    sweep: Option<Box<Sweep>>,
    /// Which manuscripts cite an open bibliography, of this address and serial number, as far as is known.
    asking: Option<(String, u64, Box<Asking>)>,
}

impl Default for Rest {
    fn default() -> Self {
        Self { since: Instant::now(), busy: false, over: true, uses: 0, sweep: None, asking: None }
    }
}

impl Rest {
    /// When the next piece may be begun, if nothing happens before.
    pub(super) fn wakes(&self) -> Option<Instant> {
        (!self.busy && !self.over).then(|| self.since + REST)
    }

    /// Takes note of what happened, unless it is the rest's own work.
    pub(super) fn note(&mut self, event: &Event) {
        if matches!(event, Event::Rested(_)) {
            return;
        }
        self.since = Instant::now();
        self.over = false;
        if event.changes_uses() {
            self.uses += 1;
            self.asking = None;
        }
    }
}

/// A sweep over the records of an open bibliography, which goes on from piece to piece.
pub struct Sweep {
    uri: String,
    serial: u64,
    view: DocView,
    sweeping: Sweeping,
    more: bool,
}

impl Sweep {
    fn of(uri: &str, serial: u64, view: DocView) -> Option<Self> {
        let sweeping = Sweeping::of(&context(&view)?)?;
        Some(Self { uri: uri.to_owned(), serial, view, sweeping, more: true })
    }

    fn step(&mut self) {
        self.more = context(&self.view).is_some_and(|context| self.sweeping.step(&context));
    }
}

fn context(view: &DocView) -> Option<FileContext<'_>> {
    let place = view.corpus.place(view.path.as_deref()?)?;
    let context = FileContext::new(&view.corpus, place, &view.config)?;
    Some(FileContext { memory: Some(&view.records), ..context })
}

/// Why nothing is said of records that nothing cites.
fn too_many(folder: &Path) -> Words {
    let folder = folder.display();
    words!(
        "which records nothing cites is not known: {folder} holds more than {MOST} manuscripts",
        "les notices que rien ne cite ne sont pas connues : {folder} contient plus de {MOST} manuscrits"
    )
}

impl MainLoop {
    /// Begins a piece of work, if the loop has rested for long enough.
    pub(super) fn rest(&mut self) {
        if self.rest.wakes().is_none_or(|wakes| wakes > Instant::now()) {
            return;
        }
        let piece = if self.workspace.is_loading() { None } else { self.piece() };
        self.rest.busy = piece.is_some();
        self.rest.over = piece.is_none();
        if let Some(piece) = piece {
            jobs::start(&self.back, Event::Rested(Rested::Failed), move || Event::Rested(piece()));
        }
    }

    /// Takes what a piece of work came to.
    pub(super) fn rested(&mut self, rested: Rested) {
        self.rest.busy = false;
        match rested {
            Rested::Done => {}
            // It is not tried again before something happens.
            Rested::Failed => self.rest.over = true,
            Rested::Found(uri, serial, findings) => self.found(&uri, serial, findings),
            Rested::Swept(sweep) if sweep.more => self.rest.sweep = Some(sweep),
            Rested::Swept(sweep) => {
                if let Some(document) = self.document(&sweep.uri, sweep.serial) {
                    document.learned.changes += 1;
                    self.stale = true;
                }
            }
            Rested::Asked(uri, serial, Asked::More(asking)) => self.rest.asking = Some((uri, serial, asking)),
            Rested::Asked(uri, serial, Asked::Known(uses)) => self.used(&uri, serial, uses),
            Rested::Asked(uri, serial, Asked::TooMany(folder)) => {
                self.used(&uri, serial, None);
                self.complain(&uri, &too_many(&folder));
            }
        }
    }

    fn document(&mut self, uri: &str, serial: u64) -> Option<&mut Document> {
        self.workspace.documents.get_mut(uri).filter(|document| document.serial == serial)
    }

    /// What there is to do next, the reader's documents first.
    fn piece(&mut self) -> Option<Piece> {
        let ahead = if self.client.pull { self.look_ahead() } else { None };
        ahead
            .or_else(|| self.sweep())
            .or_else(|| self.ask_uses())
            .or_else(|| self.prepare())
            .or_else(|| self.write_cache())
    }

    /// The open documents of a kind that were not looked at in their present version, with this corpus; from here on
    /// they were.
    fn unlooked(&mut self, kind: impl Fn(&Document) -> bool) -> Option<(String, u64)> {
        let generation = self.workspace.generation;
        let waits = |uri: &&String| self.workspace.is_waiting(uri);
        let documents = self.workspace.documents.iter().filter(|(uri, _)| !waits(uri));
        let mut old = documents.filter(|(_, document)| document.looked != Some((document.version, generation)));
        let uri = old.find(|(_, document)| kind(document)).map(|(uri, _)| uri.clone())?;
        let document = self.workspace.documents.get_mut(&uri)?;
        document.looked = Some((document.version, generation));
        Some((uri, document.serial))
    }

    /// The findings of a manuscript before the client asks: what is remembered of its paragraphs makes the first answer
    /// after an edit as quick as the others.
    fn look_ahead(&mut self) -> Option<Piece> {
        let (uri, serial) = self.unlooked(Document::is_manuscript)?;
        let view = self.workspace.view(&uri)?;
        let wanted = view.findings.is_none() && wants(&self.client, &view, Feature::Diagnostics);
        let look = move || Rested::Found(uri, serial, Arc::new(jobs::diagnose(&view)));
        Some(if wanted { Box::new(look) } else { Box::new(|| Rested::Done) })
    }

    /// The next stretch of a sweep over the records of an open bibliography.
    fn sweep(&mut self) -> Option<Piece> {
        let current = |this: &Self, sweep: &Sweep| {
            let document = this.workspace.documents.get(&sweep.uri);
            sweep.view.generation == this.workspace.generation
                && document.is_some_and(|document| document.serial == sweep.serial)
        };
        let mut sweep = match self.rest.sweep.take().filter(|sweep| current(self, sweep)) {
            Some(sweep) => sweep,
            None => {
                let (uri, serial) = self.unlooked(Document::is_bibliography)?;
                let view = self.workspace.view(&uri)?;
                match Sweep::of(&uri, serial, view) {
                    Some(sweep) => Box::new(sweep),
                    None => return Some(Box::new(|| Rested::Done)),
                }
            }
        };
        Some(Box::new(move || {
            sweep.step();
            Rested::Swept(sweep)
        }))
    }

    /// What all manuscripts cite of an open bibliography, where a rule asks for it: some more of them.
    fn ask_uses(&mut self) -> Option<Piece> {
        if let Some((uri, serial, asking)) = self.rest.asking.take() {
            return Some(Box::new(move || Rested::Asked(uri, serial, asking.step())));
        }
        let now = Some(self.rest.uses);
        let asks = |document: &Document| {
            let config = document.planned.as_ref().map(|planned| &planned.config);
            document.is_bibliography()
                && document.learned.asked != now
                && config.is_some_and(|config| asks_uses(config))
        };
        let uri = self.workspace.documents.iter().find(|(_, document)| asks(document)).map(|(uri, _)| uri.clone())?;
        let snapshot = self.snapshot(Some(&uri));
        let document = self.workspace.documents.get_mut(&uri)?;
        document.learned.asked = now;
        let serial = document.serial;
        Some(Box::new(move || Rested::Asked(uri, serial, Asking::begin(snapshot))))
    }

    /// Takes what all manuscripts cite of a bibliography; where that is something else than before, its findings are old.
    fn used(&mut self, uri: &str, serial: u64, uses: Option<Uses>) {
        let Some(document) = self.document(uri, serial) else { return };
        if document.learned.uses.as_deref() != uses.as_ref() {
            document.learned.uses = uses.map(Arc::new);
            document.learned.changes += 1;
            self.stale = true;
        }
    }

    /// A table that near misses are looked up in.
    fn prepare(&self) -> Option<Piece> {
        let cited = self.workspace.documents.values().any(Document::is_manuscript);
        let shards = self.workspace.corpus.shards().iter().filter(|shard| cited && shard.len() >= LARGE);
        let shard = Arc::clone(shards.into_iter().find(|shard| !shard.is_prepared())?);
        Some(Box::new(move || {
            shard.prepare();
            Rested::Done
        }))
    }

    /// The cache: it is for the next start, and can wait for anything else.
    fn write_cache(&self) -> Option<Piece> {
        let cache = Arc::clone(&self.cache);
        let write = move || {
            cache.write();
            Rested::Done
        };
        self.cache.is_waiting().then_some(Box::new(write))
    }
}
