//! Findings in the manuscripts of the workspace that are not open, for clients that ask for the whole workspace.
//!
//! Bibliographies that serve no open document are read here and kept between questions; they are no part of the corpus
//! that open documents see.

use super::diagnostics;
use crate::config::features::Feature;
use crate::load::{self, cache::Cache, stamp::Stamp};
use crate::lsp::event::{Open, Snapshot};
use crate::lsp::gate::wants;
use crate::lsp::{jobs, uri};
use crate::manuscript;
use crate::project::{Discovery, own};
use crate::workspace::DocView;
use crate::workspace::document::{Parsed, Planned, Role};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use siglum_corpus::{Corpus, Shard};
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tower_lsp::ls_types::{
    Diagnostic, FullDocumentDiagnosticReport, PreviousResultId, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDocumentDiagnosticReport as Report, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

/// So many closed manuscripts are looked at.
const MANUSCRIPTS: usize = 1_000;
/// The result of a file without findings, and of one that is gone.
const NOTHING: &str = "0";

/// What is kept between questions.
pub struct Closed {
    cache: Arc<Cache>,
    shards: Mutex<FxHashMap<PathBuf, (Option<Stamp>, Arc<Shard>)>>,
}

/// A closed manuscript with what serves it.
struct File {
    path: PathBuf,
    role: Role,
    parsed: Arc<Parsed>,
    planned: Arc<Planned>,
}

impl Closed {
    /// Nothing is kept yet; what is read goes through the cache.
    pub fn new(cache: Arc<Cache>) -> Self {
        Self { cache, shards: Mutex::default() }
    }

    /// Tells of each closed manuscript in turn, until `each` has had enough (`false`): what it found, or that nothing has
    /// changed since the client's `previous` answer. Files that the client knows of and that are gone have no findings.
    pub fn tell(&self, snapshot: &Snapshot, previous: &[PreviousResultId], mut each: impl FnMut(Report) -> bool) {
        let mut known: BTreeMap<&str, &str> =
            previous.iter().map(|one| (one.uri.as_str(), one.value.as_str())).collect();
        let files = files(snapshot);
        let corpus = self.corpus(snapshot, &files);
        for file in files {
            let Some(address) = uri::from_path(&file.path) else { continue };
            let before = known.remove(address.as_str());
            let found = findings(snapshot, &corpus, file, &address);
            if !told(address, found, before, &mut each) {
                return;
            }
        }
        // An open document is asked about by itself.
        let open: FxHashSet<&str> = snapshot.open.iter().map(|open| open.uri.as_str()).collect();
        for (gone, before) in known.into_iter().filter(|(uri, _)| !open.contains(uri)) {
            let Some(address) = uri::parse(gone) else { continue };
            if !told(address, Vec::new(), Some(before), &mut each) {
                return;
            }
        }
    }

    /// The corpus with the files that serve these manuscripts.
    fn corpus(&self, snapshot: &Snapshot, files: &[File]) -> Corpus {
        let mut wanted: Vec<(&Path, &str)> = Vec::new();
        for file in files {
            let pattern = file.planned.config.key_pattern.as_str();
            wanted.extend(file.planned.plan.files(&file.planned.workspace).into_iter().map(|path| (path, pattern)));
        }
        wanted.sort_unstable();
        wanted.dedup_by_key(|(path, _)| *path);
        wanted.retain(|(path, _)| snapshot.corpus.place(path).is_none());
        let mut kept = self.shards.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|path, _| wanted.binary_search_by_key(&path.as_path(), |(path, _)| path).is_ok());
        let mut corpus = snapshot.corpus.clone();
        for (path, pattern) in wanted {
            let stamp = Stamp::of(path);
            let same = kept.get(path).filter(|(known, _)| *known == stamp).map(|(_, shard)| Arc::clone(shard));
            let read = || load::load_shards(&[path.to_owned()], pattern, &self.cache).pop()?.ok();
            let Some(shard) = same.or_else(read) else { continue };
            kept.insert(path.to_owned(), (stamp, Arc::clone(&shard)));
            corpus = corpus.with(shard);
        }
        corpus
    }
}

/// The closed manuscripts of the folders for which findings are wanted.
fn files(snapshot: &Snapshot) -> Vec<File> {
    let (paths, _) = load::manuscripts(&snapshot.folders, &mut |path| manuscript::format_of(path).is_some());
    let open: FxHashSet<&Path> = snapshot.open.iter().filter_map(|open| open.view.place()).collect();
    let mut discovery = Discovery::new(&snapshot.planner.files);
    let mut found = Vec::new();
    for path in paths.into_iter().filter(|path| !open.contains(path.as_path())).take(MANUSCRIPTS) {
        let Some(format) = manuscript::format_of(&path) else { continue };
        let Ok(source) = load::read_text(&path) else { continue };
        let role = Role::Manuscript(format);
        let alone = Parsed::new(source.text, 0, role, &manuscript::Macros::default());
        let (planned, _) = snapshot.planner.plan(&mut discovery, &path, role, &alone.manuscript);
        let parsed =
            if planned.plan.macros.is_empty() { alone } else { Parsed::new(alone.text, 0, role, &planned.plan.macros) };
        let view = DocView { config: Arc::clone(&planned.config), ..DocView::of_disk(Arc::default(), &path, role) };
        if wants(&snapshot.client, &view, Feature::WorkspaceDiagnostics) {
            found.push(File { path, role, parsed: Arc::new(parsed), planned: Arc::new(planned) });
        }
    }
    found
}

fn findings(snapshot: &Snapshot, corpus: &Corpus, file: File, address: &Uri) -> Vec<Diagnostic> {
    let File { path, role, parsed, planned } = file;
    let served = planned.plan.served(corpus, &planned.workspace);
    let (corpus, served) = match own::records(&path, &parsed.text, parsed.manuscript.defines_records()) {
        Some(shard) => own::serve(corpus, &served, shard),
        None => (corpus.clone(), served),
    };
    let view = DocView {
        corpus,
        served: Arc::new(served),
        config: Arc::clone(&planned.config),
        planned: Some(planned),
        ..DocView::of_disk(parsed, &path, role)
    };
    let findings = jobs::diagnose(&view);
    diagnostics::all(snapshot, &Open { uri: address.as_str().to_owned(), serial: 0, view }, &findings)
}

/// Tells what was found in a file, if the client does not know it yet.
fn told(uri: Uri, items: Vec<Diagnostic>, before: Option<&str>, each: &mut impl FnMut(Report) -> bool) -> bool {
    let text = serde_json::to_string(&items).unwrap_or_default();
    let id = if items.is_empty() { NOTHING.to_owned() } else { format!("{:x}", FxBuildHasher.hash_one(text)) };
    match before {
        Some(before) if before == id => {
            let report = UnchangedDocumentDiagnosticReport { result_id: id };
            let unchanged_document_diagnostic_report = report;
            each(
                WorkspaceUnchangedDocumentDiagnosticReport { uri, version: None, unchanged_document_diagnostic_report }
                    .into(),
            )
        }
        None if items.is_empty() => true,
        _ => {
            let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(id), items };
            each(WorkspaceFullDocumentDiagnosticReport { uri, version: None, full_document_diagnostic_report }.into())
        }
    }
}
