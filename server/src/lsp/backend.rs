//! The protocol's methods. Each builds an event and sends it before it awaits anything; none computes.
//!
//! Invariant: the synchronous part of every handler sends its event, so that the loop's queue is in the order of the wire.

mod whole;

use super::answer::{
    actions, beside, closed::Closed, commands, completion, diagnostics, hover, navigation, rename, symbols,
};
use super::capabilities::{ABSTRACT, Client, DOCTOR, LANGUAGE, REINDEX};
use super::event::{Ask, Event, Run, Snapshot};
use super::gate::wants;
use super::uri;
use crate::config::features::Feature;
use crate::load::cache::Cache;
use crate::workspace::DocView;
use serde_json::Value;
use siglum_corpus::Lang;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{oneshot, watch};
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Request, Result};
#[allow(clippy::wildcard_imports)] // The protocol has a type for each question and each answer.
use tower_lsp::ls_types::*;

/// How long the answer to `shutdown` waits for the cache.
const LAST_WORK: Duration = Duration::from_millis(500);

/// The server as tower-lsp sees it: a door to the loop.
pub struct Backend {
    queue: UnboundedSender<Event>,
    met: OnceLock<Client>,
    /// Counts what may have changed findings in files that are not open, with the count that was told of last.
    changes: watch::Receiver<u64>,
    told: AtomicU64,
    closed: Arc<Closed>,
    cache: Arc<Cache>,
}

impl Backend {
    /// A door to the loop behind `queue`.
    pub fn new(
        queue: UnboundedSender<Event>,
        changes: watch::Receiver<u64>,
        closed: Arc<Closed>,
        cache: Arc<Cache>,
    ) -> Self {
        Self { queue, met: OnceLock::new(), changes, told: AtomicU64::new(u64::MAX), closed, cache }
    }

    /// Smooths a message before tower-lsp's types see it, so that no odd but harmless client is refused.
    pub fn smooth(&self, request: Request) -> Request {
        let params = match request.method() {
            "initialize" => {
                // The client's words are kept raw; what the types would make of them is not used.
                let client = Client::new(request.params().unwrap_or(&Value::Null));
                drop(self.met.set(client));
                Some(serde_json::json!({ "capabilities": {} }))
            }
            "initialized" => Some(serde_json::json!({})),
            "shutdown" | "exit" => None,
            _ => return request,
        };
        let (method, id, _) = request.into_parts();
        let mut built = Request::build(method);
        if let Some(id) = id {
            built = built.id(id);
        }
        if let Some(params) = params {
            built = built.params(params);
        }
        built.finish()
    }

    /// `window/workDoneProgress/cancel`, which the protocol crate has no method for.
    #[allow(clippy::unused_async)] // The crate takes none but async ones.
    pub async fn cancel_work(&self, params: WorkDoneProgressCancelParams) {
        if let NumberOrString::String(token) = params.token {
            self.send(Event::Cancel(token));
        }
    }

    fn send(&self, event: Event) {
        // The loop ends only with the server.
        drop(self.queue.send(event));
    }

    /// Has a question answered on the loop, where the feature is on; within `waits`, it may wait for bibliographies.
    fn inline<T, F>(
        &self,
        uri: &Uri,
        (feature, waits): (Feature, bool),
        answer: F,
    ) -> impl Future<Output = Result<Option<T>>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Client, DocView) -> T + Send + 'static,
    {
        let (to, from) = oneshot::channel();
        let run = Run::Inline(Box::new(move |client, view| {
            if !to.is_closed() {
                let on = view.filter(|view| wants(client, view, feature));
                drop(to.send(on.map(|view| answer(client, view))));
            }
        }));
        self.send(Event::Ask(Ask { uri: Some(uri.as_str().to_owned()), waits, whole: false, run }));
        async { from.await.map_err(|_| Error::internal_error()) }
    }

    /// Has a question about a document answered on the pool, where the feature is on.
    fn about<T, F>(&self, uri: &Uri, feature: Feature, answer: F) -> impl Future<Output = Result<Option<T>>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Snapshot) -> Option<T> + Send + 'static,
    {
        // What is left out of a rename because its document was just being read would be broken by it.
        let whole = matches!(feature, Feature::Rename | Feature::References);
        self.pooled_over(Some(uri), whole, move |snapshot| {
            let view = &snapshot.current.as_ref()?.view;
            if wants(&snapshot.client, view, feature) { answer(snapshot) } else { None }
        })
    }

    /// Has a question answered on the pool.
    fn pooled<T, F>(&self, uri: Option<&Uri>, answer: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Snapshot) -> T + Send + 'static,
    {
        self.pooled_over(uri, false, answer)
    }

    /// The same; with `whole`, every open document counts.
    fn pooled_over<T, F>(
        &self,
        uri: Option<&Uri>,
        whole: bool,
        answer: F,
    ) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Snapshot) -> T + Send + 'static,
    {
        let (to, from) = oneshot::channel();
        let run = Run::Pooled(Box::new(move |snapshot| {
            if !to.is_closed() {
                drop(to.send(answer(&snapshot)));
            }
        }));
        let waits = uri.is_some();
        self.send(Event::Ask(Ask { uri: uri.map(|uri| uri.as_str().to_owned()), waits, whole, run }));
        async { from.await.map_err(|_| Error::internal_error()) }
    }
}

/// The language that an argument of a command names.
fn language(argument: Option<&Value>) -> Option<Lang> {
    argument.and_then(Value::as_str).and_then(Lang::parse)
}

/// The place that the first two arguments of a command name.
fn place(arguments: &[Value]) -> Option<(Uri, Position)> {
    let uri = uri::parse(arguments.first()?.as_str()?)?;
    Some((uri, serde_json::from_value(arguments.get(1)?.clone()).ok()?))
}

/// What the tests ask: only in debug builds, and only where the environment says `SIGLUM_TEST`.
#[cfg(debug_assertions)]
impl Backend {
    async fn debug(&self, command: &str, arguments: Vec<Value>) -> Result<Option<Value>> {
        let uri = arguments.first().and_then(Value::as_str).and_then(uri::parse);
        match (command, uri) {
            ("panic-here", _) => panic!("a panic for a test"),
            ("panic-on-pool", _) => self.pooled(None, |_| panic!("a panic for a test")).await,
            ("panic-on-loop", Some(uri)) => {
                self.inline(&uri, (Feature::Hover, false), |_, _| panic!("a panic for a test")).await
            }
            ("text", Some(uri)) => {
                self.inline(&uri, (Feature::Hover, false), |_, view| Value::from(view.parsed.text.clone())).await
            }
            ("wait", _) => {
                self.pooled(None, |_| std::thread::sleep(std::time::Duration::from_secs(20))).await.map(|()| None)
            }
            _ => Err(Error::invalid_params("unknown test")),
        }
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        let client = self.met.get().cloned().unwrap_or_default();
        let capabilities = client.offers();
        self.send(Event::Hello(Box::new(client)));
        Ok(InitializeResult {
            capabilities,
            server_info: Some(ServerInfo {
                name: "siglum".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.send(Event::Ready);
    }

    /// What was read is kept for the next start before the client is told that it may end the server: a session may be
    /// over before there was a moment of rest. Editors give a server two seconds and less; one that waits for no answer,
    /// or says `exit` at once, ends it at once.
    async fn shutdown(&self) -> Result<()> {
        let cache = Arc::clone(&self.cache);
        let write = tokio::task::spawn_blocking(move || cache.write_last());
        drop(tokio::time::timeout(LAST_WORK, write).await);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        self.send(Event::Open(document.uri, document.language_id, document.version, document.text));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.send(Event::Edit(params.text_document.uri, params.text_document.version, params.content_changes));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.send(Event::Save(params.text_document.uri));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.send(Event::Close(params.text_document.uri));
    }

    async fn notebook_did_open(&self, params: DidOpenNotebookDocumentParams) {
        self.send(Event::Cells(params.notebook_document.uri, params.cell_text_documents));
    }

    async fn notebook_did_change(&self, params: DidChangeNotebookDocumentParams) {
        let Some(cells) = params.change.cells else { return };
        if let Some(structure) = cells.structure {
            for closed in structure.did_close.into_iter().flatten() {
                self.send(Event::Close(closed.uri));
            }
            if let Some(opened) = structure.did_open {
                self.send(Event::Cells(params.notebook_document.uri, opened));
            }
        }
        for edit in cells.text_content.into_iter().flatten() {
            self.send(Event::Edit(edit.document.uri, edit.document.version, edit.changes));
        }
    }

    async fn notebook_did_save(&self, params: DidSaveNotebookDocumentParams) {
        self.send(Event::Save(params.notebook_document.uri));
    }

    async fn notebook_did_close(&self, params: DidCloseNotebookDocumentParams) {
        for cell in params.cell_text_documents {
            self.send(Event::Close(cell.uri));
        }
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let paths = params.changes.iter().filter_map(|change| uri::to_path(&change.uri));
        self.send(Event::Disk(paths.collect()));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.send(Event::SettingsChanged(params.settings));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<WorkspaceFolder>| folders.iter().filter_map(|it| uri::to_path(&it.uri)).collect();
        self.send(Event::Folders(paths(params.event.added), paths(params.event.removed)));
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let answer = move |client: &Client, view: DocView| hover::hover(client, &view, at.position);
        Ok(self.inline(&at.text_document.uri, (Feature::Hover, true), answer).await?.flatten())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let uri = text_document.uri.clone();
        let answer = move |client: &Client, view: DocView| completion::complete(client, &view, &uri, position);
        let list = self.inline(&text_document.uri, (Feature::Completion, true), answer).await?;
        Ok(list.map(CompletionResponse::List))
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let Some(uri) = completion::document_of(&item) else { return Ok(item) };
        let asked = item.clone();
        let answer = move |client: &Client, view: DocView| completion::resolve(client, &view, asked);
        Ok(self.inline(&uri, (Feature::Completion, false), answer).await?.unwrap_or(item))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let answer = move |snapshot: &Snapshot| navigation::definition(snapshot, at.position);
        let found = self.about(&at.text_document.uri, Feature::Definition, answer).await?;
        Ok(found.map(GotoDefinitionResponse::Array))
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let declaration = params.context.include_declaration;
        let answer = move |snapshot: &Snapshot| navigation::references(snapshot, position, declaration);
        self.about(&text_document.uri, Feature::References, answer).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let at = params.text_document_position_params;
        let answer = move |snapshot: &Snapshot| navigation::highlights(snapshot, at.position);
        self.about(&at.text_document.uri, Feature::Highlight, answer).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let uri = params.text_document.uri.clone();
        let answer = move |snapshot: &Snapshot| symbols::outline(snapshot, &uri);
        self.about(&params.text_document.uri, Feature::Symbols, answer).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let found = self.pooled(None, move |snapshot| symbols::search(snapshot, &params.query)).await?;
        Ok(Some(WorkspaceSymbolResponse::Flat(found)))
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let answer = move |client: &Client, view: DocView| rename::prepare(client, &view, params.position);
        Ok(self.inline(&params.text_document.uri, (Feature::Rename, false), answer).await?.flatten())
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let new = params.new_name;
        let answer = move |snapshot: &Snapshot| Some(rename::rename(snapshot, position, &new));
        self.about(&text_document.uri, Feature::Rename, answer).await?.unwrap_or(Ok(None))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        self.about(&uri, Feature::CodeActions, move |snapshot| actions::actions(snapshot, &params)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let answer = move |client: &Client, view: DocView| beside::inlay_hints(client, &view, params.range);
        self.inline(&params.text_document.uri, (Feature::InlayHints, true), answer).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.about(&params.text_document.uri, Feature::CodeLens, beside::lenses).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.about(&params.text_document.uri, Feature::Links, beside::document_links).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.about(&params.text_document.uri, Feature::Folding, beside::folds).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let uri = params.text_document.uri.clone();
        let answer = move |snapshot: &Snapshot| diagnostics::pull(snapshot, &params);
        Ok(DocumentDiagnosticReportResult::Report(self.pooled(Some(&uri), answer).await?))
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        let items = whole::diagnostics(self, params).await?;
        Ok(WorkspaceDiagnosticReport { items }.into())
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        match params.command.as_str() {
            REINDEX => {
                self.send(Event::Reindex);
                Ok(None)
            }
            DOCTOR => {
                let uri = params.arguments.first().and_then(Value::as_str).map(str::to_owned);
                self.pooled(None, move |snapshot| Some(commands::doctor(snapshot, uri.as_deref()))).await
            }
            LANGUAGE => {
                self.send(Event::Language(language(params.arguments.first())));
                Ok(None)
            }
            ABSTRACT => {
                let Some((uri, position)) = place(&params.arguments) else {
                    return Err(Error::invalid_params("arguments: an address, a position, a language"));
                };
                let language = language(params.arguments.get(2));
                self.pooled(Some(&uri), move |snapshot| commands::read_in(snapshot, position, language)).await
            }
            #[cfg(debug_assertions)]
            other if std::env::var_os("SIGLUM_TEST").is_some() => self.debug(other, params.arguments).await,
            other => Err(Error::invalid_params(format!("unknown command `{other}`"))),
        }
    }
}
