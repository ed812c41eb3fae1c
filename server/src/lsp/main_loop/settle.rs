//! What the loop starts when its queue is empty: discovery, the reading of buffers, analyses.

use super::MainLoop;
use crate::config::Words;
use crate::load::LoadError;
use crate::lsp::answer::diagnostics;
use crate::lsp::event::{Event, Open, Snapshot};
use crate::lsp::files;
use crate::lsp::jobs;
use crate::lsp::outbox::Outgoing;
use crate::lsp::planner::{Overlay, PlanJob, Planner};
use crate::workspace::document::{Document, Parsed, Planned, Role};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tower_lsp::ls_types::MessageType;

/// So many complaints are made at most.
const COMPLAINTS: usize = 100;

impl MainLoop {
    pub(super) fn settle(&mut self) {
        self.settled = Instant::now();
        let unplanned = self.workspace.unplanned();
        if !unplanned.is_empty() {
            let planner = Arc::new(self.planner());
            unplanned.into_iter().for_each(|uri| self.plan(uri, &planner));
        }
        self.read_buffers();
        // Who waits for an answer is served before findings are looked for.
        self.unpark(None);
        if !self.client.pull {
            self.analyse();
        }
        if self.stale && !self.workspace.is_loading() {
            self.stale = false;
            if self.client.pull {
                self.say(Outgoing::Refresh);
            }
        }
    }

    fn plan(&mut self, uri: String, planner: &Arc<Planner>) {
        let Some(document) = self.workspace.documents.get(&uri) else { return };
        let job = PlanJob {
            path: document.place().map(Path::to_path_buf),
            is_cell: document.notebook.is_some(),
            role: document.role,
            parsed: self.workspace.declaring(document),
            planner: Arc::clone(planner),
            uri: uri.clone(),
        };
        let failed = Event::Planned { uri, planned: None, listing: None };
        jobs::start(&self.back, failed, move || job.run());
    }

    /// Takes discovery's answer about a document.
    pub(super) fn planned(
        &mut self,
        uri: &str,
        planned: Option<Box<Planned>>,
        listing: Option<(PathBuf, Arc<[PathBuf]>)>,
    ) {
        self.workspace.listings.extend(listing);
        if let Some(planned) = &planned {
            self.key_pattern.clone_from(&planned.config.key_pattern);
        }
        let problems = planned.as_ref().map(|planned| planned.problems.clone()).unwrap_or_default();
        let before = self.workspace.generation;
        let start = self.workspace.planned(uri, planned.map(|planned| *planned));
        problems.iter().for_each(|problem| self.complain(uri, problem));
        self.load(start);
        self.stale |= self.workspace.generation != before;
        // What the client watches need not be watched twice: every reading of a file would wake our watcher, too.
        let mut folders = files::folders(&self.workspace);
        folders.retain(|folder| !(self.client.watches && self.workspace.folder_of(folder).is_some()));
        self.watch.set(folders);
    }

    /// Says to the reader, and not to a log, why something of a document is not as it should be: each reason once.
    pub(super) fn complain(&mut self, uri: &str, problem: &Words) {
        let planned = self.workspace.documents.get(uri).and_then(|document| document.planned.as_ref());
        let language = planned.and_then(|planned| planned.config.message_language).unwrap_or_default();
        let text = problem.get(language);
        if self.told.len() < COMPLAINTS && self.told.insert(text.to_owned()) {
            self.say(Outgoing::Show(MessageType::WARNING, format!("siglum: {text}")));
        }
    }

    /// What discovery is to be asked over.
    pub(super) fn planner(&self) -> Planner {
        Planner {
            files: Overlay { open: self.open_files(), memory: Arc::clone(&self.memory) },
            folders: self.workspace.folders.clone(),
            settings: Arc::clone(&self.settings),
            locale: self.client.locale.clone(),
            trusted: self.client.options.get("trusted") != Some(&Value::Bool(false)),
            listings: self.workspace.listings.clone(),
        }
    }

    fn open_files(&self) -> FxHashMap<PathBuf, Arc<Parsed>> {
        let documents = self.workspace.documents.values();
        documents.filter_map(|document| Some((document.path.clone()?, Arc::clone(document.parsed())))).collect()
    }

    /// Reads the buffers of bibliographies that changed.
    fn read_buffers(&mut self) {
        for (uri, document) in &mut self.workspace.documents {
            let unread = document.shard_version != Some(document.version);
            if !document.is_bibliography() || document.busy || !unread {
                continue;
            }
            let Some(path) = document.path.clone() else { continue };
            document.busy = true;
            let (uri, serial, version) = (uri.clone(), document.serial, document.version);
            let key_pattern = self.key_pattern.clone();
            let parsed = Arc::clone(document.parsed());
            let failed = Event::Buffered { uri: uri.clone(), serial, version, shard: None };
            jobs::start(&self.back, failed, move || {
                let shard = crate::load::shard_of_text(&path, &parsed.text, &key_pattern).ok();
                Event::Buffered { uri, serial, version, shard }
            });
        }
    }

    /// Starts the analysis of every document whose findings are old.
    fn analyse(&mut self) {
        let generation = self.workspace.generation;
        let old = |document: &Document| {
            let current = document.current_findings(generation).is_some();
            let read = !document.is_bibliography() || document.shard_version == Some(document.version);
            !current && !document.busy && read && !matches!(document.role, Role::Other)
        };
        let documents = self.workspace.documents.iter();
        let uris: Vec<_> = documents.filter(|(_, document)| old(document)).map(|(uri, _)| uri.clone()).collect();
        for uri in uris {
            if self.workspace.is_waiting(&uri) {
                continue;
            }
            let snapshot = self.snapshot(Some(&uri));
            let Some(document) = self.workspace.documents.get_mut(&uri) else { continue };
            document.busy = true;
            let serial = document.serial;
            let failed = Event::Analysed { uri: uri.clone(), serial, told: None };
            jobs::start(&self.back, failed, move || {
                let told = snapshot.current.as_ref().map(|open| {
                    let findings = jobs::diagnose_first(&open.view);
                    let list = diagnostics::all(&snapshot, open, &findings);
                    (findings, list)
                });
                Event::Analysed { uri, serial, told }
            });
        }
    }

    /// The workspace as it is now, with the document that is asked about.
    pub(super) fn snapshot(&mut self, uri: Option<&str>) -> Snapshot {
        let uris: Vec<_> = self.workspace.documents.keys().cloned().collect();
        let open = uris.into_iter().filter_map(|uri| {
            let view = self.workspace.view(&uri)?;
            let serial = self.workspace.documents.get(&uri)?.serial;
            Some(Open { uri, serial, view })
        });
        let open: Vec<_> = open.collect();
        let current = uri.and_then(|uri| open.iter().find(|open| open.uri == uri)).cloned();
        let findings = current.as_ref().and_then(|open| open.view.findings.clone());
        Snapshot {
            client: Arc::clone(&self.client),
            current,
            findings,
            back: self.back.clone(),
            open,
            corpus: self.workspace.corpus.clone(),
            folders: self.workspace.folders.clone(),
            planner: self.planner(),
            errors: self.workspace.errors().map(LoadError::words).collect(),
        }
    }
}
