//! The loop that owns the workspace. Edits and requests come through one queue, so every answer sees every earlier edit.
//!
//! Invariants: the loop touches no disk and waits for nothing but its queue; work runs on the pool over snapshots; an
//! analysis starts when the queue is empty (or has not been for [`HURRY`]) and is published only while its version is
//! the newest; the last edit is always analysed.

pub mod rest;
mod settle;

use super::capabilities::Client;
use super::convert;
use super::event::{Ask, Event, Run};
use super::jobs::{self, LoadJob};
use super::outbox::Outgoing;
use super::watch::Watch;
use super::{files, uri};
use crate::load::cache::Cache;
use crate::load::memory::Memory;
use crate::load::stamp::Stamp;
use crate::workspace::document::{Document, Findings};
use crate::workspace::{Loaded, Workspace, notebooks::Notebook};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;
use tower_lsp::ls_types::{Diagnostic, TextDocumentContentChangeEvent, TextDocumentItem, Uri};

/// While the queue is never empty, analyses start so often.
const HURRY: Duration = Duration::from_millis(200);
/// So long a question waits for bibliographies that are being read for the first time.
const PATIENCE: Duration = Duration::from_secs(3);
/// So long after the last edit it is looked whether the other files of a manuscript must hear of it.
const QUIET: Duration = Duration::from_millis(500);
/// So often, at most, are files looked at for a client that does not watch them.
const LOOK: Duration = Duration::from_secs(1);

/// The loop's state.
pub struct MainLoop {
    workspace: Workspace,
    client: Arc<Client>,
    settings: Arc<Value>,
    key_pattern: String,
    back: UnboundedSender<Event>,
    out: UnboundedSender<Outgoing>,
    watch: Watch,
    cache: Arc<Cache>,
    parked: Vec<(Instant, Ask)>,
    loads: FxHashMap<u64, (usize, Arc<AtomicBool>)>,
    heavy: FxHashSet<u64>,
    next_load: u64,
    settled: Instant,
    looked: Instant,
    stale: bool,
    memory: Arc<Memory>,
    /// Counts what may have changed findings in files that are not open.
    changes: watch::Sender<u64>,
    /// When the edited documents will have rested.
    quiet: Option<Instant>,
    rest: rest::Rest,
    /// Which complaints were made: each is made once.
    told: FxHashSet<String>,
}

impl MainLoop {
    /// A loop that says things through `out` and has its jobs answer to `back`.
    pub fn new(
        back: UnboundedSender<Event>,
        out: UnboundedSender<Outgoing>,
        cache: Arc<Cache>,
        changes: watch::Sender<u64>,
    ) -> Self {
        Self {
            workspace: Workspace::default(),
            client: Arc::default(),
            settings: Arc::default(),
            key_pattern: String::new(),
            watch: Watch::new(back.clone()),
            cache,
            back,
            out,
            parked: Vec::new(),
            loads: FxHashMap::default(),
            heavy: FxHashSet::default(),
            next_load: 0,
            settled: Instant::now(),
            looked: Instant::now(),
            stale: false,
            memory: Arc::default(),
            changes,
            quiet: None,
            rest: rest::Rest::default(),
            told: FxHashSet::default(),
        }
    }

    /// Runs until nothing can come any more.
    pub async fn run(mut self, mut queue: UnboundedReceiver<Event>) {
        loop {
            let event = match queue.try_recv() {
                Ok(event) => Some(event),
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {
                    self.guard(Self::settle);
                    match self.wakes() {
                        None => queue.recv().await,
                        Some(until) => match tokio::time::timeout_at(until.into(), queue.recv()).await {
                            Ok(event) => event,
                            Err(_) => {
                                self.guard(Self::woken);
                                continue;
                            }
                        },
                    }
                }
            };
            let Some(event) = event else { return };
            self.guard(|this| this.handle(event));
            if self.settled.elapsed() > HURRY {
                self.guard(Self::settle);
                // The transport runs on the same thread: it must be let in even when the queue never empties.
                tokio::task::yield_now().await;
            }
        }
    }

    /// When something is to be done though nothing happens.
    fn wakes(&self) -> Option<Instant> {
        self.parked.iter().map(|(until, _)| *until).chain(self.quiet).chain(self.rest.wakes()).min()
    }

    fn woken(&mut self) {
        if self.quiet.is_some_and(|quiet| quiet <= Instant::now()) {
            self.quiet = None;
            self.workspace.tell_parts();
        }
        self.unpark(None);
        self.rest();
    }

    /// Does something that must not end the loop.
    fn guard(&mut self, act: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| act(self))).is_err() {
            tracing::error!("internal error: the event was dropped");
        }
    }

    fn handle(&mut self, event: Event) {
        if event.changes_findings() {
            self.changes.send_modify(|count| *count += 1);
        }
        self.rest.note(&event);
        match event {
            Event::Hello(client) => self.hello(*client),
            Event::Ready => self.ready(),
            Event::Open(uri, language, version, text) => self.open(&uri, &language, version, &text),
            Event::Cells(notebook, cells) => self.cells(&notebook, &cells),
            Event::Edit(uri, version, changes) => self.edit(&uri, version, &changes),
            Event::Save(uri) => {
                // What a save may have changed for others is found out without relying on anybody's watching.
                self.workspace.forget_plans();
                self.look(uri::to_path(&uri).into_iter().collect());
            }
            Event::Close(uri) => self.close(&uri),
            Event::Disk(paths) => self.disk(paths),
            Event::Settings(value) => self.set(value),
            Event::SettingsChanged(value) => self.settings_changed(&value),
            Event::Folders(added, removed) => self.folders(added, &removed),
            Event::Ask(ask) => self.ask(ask),
            Event::Language(language) => self.workspace.language = language,
            Event::Cancel(wanted) => {
                // The rest of the files counts as unreadable; reading again is asked for by `siglum.reindex`.
                for (_, (_, cancelled)) in self.loads.iter().filter(|(id, _)| token(**id) == wanted) {
                    cancelled.store(true, Ordering::Relaxed);
                }
            }
            Event::Reindex => {
                let again = self.workspace.forget_files();
                self.load(again);
            }
            Event::Planned { uri, planned, listing } => self.planned(&uri, planned, listing),
            Event::Loaded { id, batch, left } => self.loaded(id, batch, left),
            Event::Buffered { uri, serial, version, shard } => {
                self.workspace.buffered(&uri, serial, version, shard);
                self.stale = true;
            }
            Event::Analysed { uri, serial, told } => self.analysed(&uri, serial, told),
            Event::Found { uri, serial, findings } => self.found(&uri, serial, findings),
            Event::Rested(rested) => self.rested(rested),
            Event::Say(outgoing) => self.say(outgoing),
            Event::Heavy(id) => {
                self.heavy.insert(id);
                self.say(Outgoing::Begin(token(id), "siglum: indexing".to_owned()));
            }
            Event::Stamps(news) => {
                let again = self.workspace.changed(news);
                self.load(again);
            }
        }
    }

    // What the client tells.

    fn hello(&mut self, client: Client) {
        super::watch_editor(client.process);
        self.workspace.folders.clone_from(&client.folders);
        self.workspace.locale.clone_from(&client.locale);
        self.settings = Arc::new(client.options.clone());
        self.client = Arc::new(client);
    }

    fn ready(&mut self) {
        if self.client.watches {
            self.say(Outgoing::Watch(files::watched()));
        }
        if self.client.settings_register {
            self.say(Outgoing::FollowSettings);
        }
        if self.client.configuration {
            self.say(Outgoing::Settings);
        }
    }

    fn open(&mut self, uri: &Uri, language: &str, version: i32, text: &str) {
        let document = Document::new(uri::to_path(uri), language, version, text);
        self.workspace.open(uri.as_str(), document);
    }

    fn cells(&mut self, notebook: &Uri, cells: &[TextDocumentItem]) {
        let notebook = Arc::new(Notebook { uri: notebook.as_str().to_owned(), path: uri::to_path(notebook) });
        for cell in cells {
            let document = Document::cell(&notebook, &cell.language_id, cell.version, &cell.text);
            self.workspace.open(cell.uri.as_str(), document);
        }
    }

    fn edit(&mut self, uri: &Uri, version: i32, changes: &[TextDocumentContentChangeEvent]) {
        // Who asked about the text as it was gets the answer for it.
        self.unpark(Some(uri.as_str()));
        let encoding = self.client.encoding;
        if let Some(document) = self.workspace.documents.get_mut(uri.as_str()) {
            document.edit(version, |rope| convert::apply(rope, changes, encoding));
            self.quiet = Some(Instant::now() + QUIET);
        }
    }

    fn close(&mut self, uri: &Uri) {
        self.unpark(Some(uri.as_str()));
        let again = self.workspace.close(uri.as_str());
        self.load(again);
        if !self.client.pull {
            self.say(Outgoing::Publish(uri.clone(), Vec::new(), None));
        }
    }

    fn settings_changed(&mut self, value: &Value) {
        if self.client.configuration {
            self.say(Outgoing::Settings);
        } else {
            self.set(value.get("siglum").unwrap_or(value).clone());
        }
    }

    /// Takes the editor's settings; an answer without any leaves those of `initialize` in force.
    fn set(&mut self, value: Value) {
        if value.as_object().is_some_and(|value| !value.is_empty()) && *self.settings != value {
            self.settings = Arc::new(value);
            self.workspace.forget_plans();
        }
    }

    fn folders(&mut self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        self.workspace.folders.retain(|folder| !removed.contains(folder));
        self.workspace.folders.extend(added);
        self.workspace.forget_plans();
    }

    // What the disk tells.

    fn disk(&mut self, paths: Vec<PathBuf>) {
        let known: Vec<_> = self.workspace.files().map(Path::to_path_buf).collect();
        let plans: Vec<_> = self.workspace.documents.values().filter_map(|document| document.planned.clone()).collect();
        let matters = |path: &PathBuf| {
            files::is_settings(path)
                || plans.iter().any(|planned| planned.plan.depends_on(path))
                || (!known.contains(path) && crate::project::has_corpus_extension(path))
        };
        if paths.iter().any(matters) {
            self.workspace.forget_plans();
        }
        self.workspace.ask_neighbours(&paths);
        let is_meant = |path: &&PathBuf| {
            paths.contains(path) || paths.iter().any(|changed| crate::load::zotero::concerns(path, changed))
        };
        self.look(known.iter().filter(is_meant).cloned().collect());
    }

    /// Looks at files, to read again those that changed.
    fn look(&mut self, paths: Vec<PathBuf>) {
        if !paths.is_empty() {
            jobs::start(&self.back, Event::Stamps(Vec::new()), move || {
                Event::Stamps(paths.into_iter().map(|path| (path.clone(), Stamp::of(&path))).collect())
            });
        }
    }

    fn load(&mut self, paths: Vec<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        self.next_load += 1;
        let cancelled = Arc::<AtomicBool>::default();
        self.loads.insert(self.next_load, (0, Arc::clone(&cancelled)));
        let (id, key_pattern, progress) = (self.next_load, self.key_pattern.clone(), self.client.progress);
        let cache = Arc::clone(&self.cache);
        jobs::load(&self.back, LoadJob { id, paths, key_pattern, progress, cache, cancelled });
    }

    fn loaded(&mut self, id: u64, batch: Vec<Loaded>, left: usize) {
        let again = self.workspace.loaded(batch);
        self.stale = true;
        let (done, _) = self.loads.entry(id).or_default();
        *done += 1;
        let percent = *done * 100 / (*done + left);
        let heavy = self.heavy.contains(&id);
        if left == 0 {
            self.loads.remove(&id);
            self.heavy.remove(&id);
        }
        match left {
            _ if !heavy => {}
            0 => self.say(Outgoing::End(token(id))),
            _ => self.say(Outgoing::Report(token(id), u32::try_from(percent).unwrap_or(100))),
        }
        self.load(again);
    }

    /// Keeps findings for the next question about the same text and corpus.
    fn found(&mut self, uri: &str, serial: u64, findings: Arc<Findings>) {
        if !self.client.pull {
            // Where findings are pushed, a document that has some counts as published.
            return;
        }
        let document = self.workspace.documents.get_mut(uri).filter(|document| document.serial == serial);
        if let Some(document) = document.filter(|document| document.version == findings.version) {
            document.findings = Some(findings);
        }
    }

    fn analysed(&mut self, uri: &str, serial: u64, told: Option<(Findings, Vec<Diagnostic>)>) {
        let document = self.workspace.documents.get_mut(uri).filter(|document| document.serial == serial);
        let Some(document) = document else { return };
        document.busy = false;
        let (version, generation, learned) = (document.version, self.workspace.generation, document.learned.changes);
        // A failed analysis has found nothing; it is not tried again for the same text and corpus.
        let none = || (Findings { version, generation, learned, list: Vec::new() }, Vec::new());
        let (findings, list) = told.unwrap_or_else(none);
        document.findings = Some(Arc::new(findings));
        let current = document.current_findings(generation).is_some();
        // Also what was said before: an edit may have taken the marks away, and some clients look at the version.
        if let Some(address) = uri::parse(uri).filter(|_| current) {
            self.say(Outgoing::Publish(address, list, self.client.versions.then_some(version)));
        }
    }

    fn say(&self, outgoing: Outgoing) {
        // The task that says it goes only when the server does.
        drop(self.out.send(outgoing));
    }

    // What is asked.

    fn ask(&mut self, ask: Ask) {
        if !self.client.watches && self.looked.elapsed() > LOOK {
            self.looked = Instant::now();
            self.look(self.workspace.files().map(Path::to_path_buf).collect());
        }
        if ask.waits && self.is_early(&ask) {
            self.parked.push((Instant::now() + PATIENCE, ask));
        } else {
            self.answer(ask);
        }
    }

    /// Whether what a question is about is still being found out.
    fn is_early(&self, ask: &Ask) -> bool {
        if ask.whole {
            return self.workspace.documents.keys().any(|uri| self.workspace.is_waiting(uri));
        }
        ask.uri.as_deref().is_some_and(|uri| self.workspace.is_waiting(uri))
    }

    /// Answers the parked questions whose time has come, and all about `uri`.
    fn unpark(&mut self, uri: Option<&str>) {
        let now = Instant::now();
        for (until, ask) in std::mem::take(&mut self.parked) {
            let about = ask.uri.as_deref().unwrap_or_default();
            if until > now && Some(about) != uri && self.is_early(&ask) {
                self.parked.push((until, ask));
            } else {
                self.guard(|this| this.answer(ask));
            }
        }
    }

    fn answer(&mut self, ask: Ask) {
        match ask.run {
            Run::Inline(run) => {
                let view = ask.uri.and_then(|uri| self.workspace.view(&uri));
                run(&self.client, view);
            }
            Run::Pooled(run) => {
                let snapshot = self.snapshot(ask.uri.as_deref());
                tokio::task::spawn_blocking(move || run(snapshot));
            }
        }
    }
}

fn token(id: u64) -> String {
    format!("siglum/indexing/{id}")
}
