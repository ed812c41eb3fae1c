//! What the client says it can do, and what this server offers to it.
//!
//! The client's words are read from its raw JSON: a value that some library's types do not know must not keep a server
//! from starting, and clients declare things that the types leave out (`labelDetailsSupport`).

use super::answer::beside::SHOW_CITATIONS;
use super::convert::Encoding;
use super::uri;
use crate::config::features::{Feature, feature};
use crate::features::hover::READ_IN;
use serde_json::{Value, json};
use std::path::PathBuf;
use tower_lsp::ls_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions,
    DiagnosticOptions, DiagnosticServerCapabilities, DocumentLinkOptions, ExecuteCommandOptions,
    FoldingRangeProviderCapability, HoverProviderCapability, NotebookCellSelector, NotebookDocumentSyncOptions,
    NotebookSelector, OneOf, PositionEncodingKind, RenameOptions, SaveOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

/// The commands of `workspace/executeCommand`.
pub const REINDEX: &str = "siglum.reindex";
/// What serves a document, and what is wrong with it.
pub const DOCTOR: &str = "siglum.doctor";
/// Abstracts in this language come first from now on; without one, in the manuscript's.
pub const LANGUAGE: &str = "siglum.language";
/// The work at a place, with the abstract in a language.
pub const ABSTRACT: &str = "siglum.abstract";

/// After these, editors ask for completions by themselves. Whether there are any is decided by the context alone.
const TRIGGERS: [&str; 6] = ["@", "{", ",", "[", ";", "-"];

/// What the client can do, and what it said of itself.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools)]
pub struct Client {
    /// In what it counts columns.
    pub encoding: Encoding,
    /// Whether hovers may be Markdown.
    pub hover_markdown: bool,
    /// Whether a completion's documentation may be Markdown.
    pub documentation_markdown: bool,
    /// Whether it asks for a completion's documentation when it shows it.
    pub lazy_documentation: bool,
    /// Whether it shows `labelDetails`.
    pub label_details: bool,
    /// Whether it asks for diagnostics by itself and can be told to ask again. A client that cannot be told (Neovim
    /// 0.11) would show stale ones after a bibliography changed, so that it gets them pushed.
    pub pull: bool,
    /// Whether it reads the version that published diagnostics are of.
    pub versions: bool,
    /// What a diagnostic may hold.
    pub related_information: bool,
    /// Tags: 1, unnecessary.
    pub unnecessary_tag: bool,
    /// Links to documentation.
    pub code_description: bool,
    /// `data`, which comes back with the request for code actions.
    pub data: bool,
    /// Whether edits may name the version they are for.
    pub document_changes: bool,
    /// Whether edits may make files.
    pub creates_files: bool,
    /// Whether outlines may have keys; not every client knows more kinds of symbols than the first eighteen.
    pub key_symbols: bool,
    /// Whether outlines may be trees.
    pub symbol_trees: bool,
    /// Whether it asks before it renames.
    pub prepare_rename: bool,
    /// Whether it takes code actions, not only commands.
    pub code_actions: bool,
    /// Whether it shows which action is the preferred one.
    pub preferred: bool,
    /// Whether it shows progress.
    pub progress: bool,
    /// Whether it tells of notebooks.
    pub notebooks: bool,
    /// Whether it watches files for us.
    pub watches: bool,
    /// Whether it tells of changed settings only when it is asked to (VS Code).
    pub settings_register: bool,
    /// Whether it can be asked for settings.
    pub configuration: bool,
    /// Whether a link of a hover may run the command that switches the abstract's language.
    pub command_links: bool,
    /// Whether it has a command of its own that shows the citations of a record.
    pub shows_citations: bool,
    /// What another server does, by format.
    pub beside: Vec<(String, Feature)>,
    /// Whether it shows remarks within the text.
    pub inlay_hints: bool,
    /// Whether it shows remarks above lines.
    pub code_lens: bool,
    /// Whether it follows links of documents.
    pub document_links: bool,
    /// How many folds it takes; 0 where it folds nothing.
    pub folds: usize,
    /// Its locale.
    pub locale: Option<String>,
    /// Its process.
    pub process: Option<u32>,
    /// Its folders.
    pub folders: Vec<PathBuf>,
    /// Its `initializationOptions`.
    pub options: Value,
}

impl Client {
    /// What the parameters of `initialize` say.
    #[must_use]
    pub fn new(params: &Value) -> Self {
        let said = &params["capabilities"];
        let yes = |pointer: &str| said.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let there = |pointer: &str| said.pointer(pointer).is_some_and(|value| !value.is_null());
        let holds = |pointer: &str, wanted: Value| {
            said.pointer(pointer).and_then(Value::as_array).is_some_and(|list| list.contains(&wanted))
        };
        let pull = there("/textDocument/diagnostic") && yes("/workspace/diagnostics/refreshSupport");
        let diagnostic = if pull { "/textDocument/diagnostic" } else { "/textDocument/publishDiagnostics" };
        // Under pull, what VS Code declares only for publishing holds as well.
        let of_diagnostic = |what: &str| {
            yes(&format!("{diagnostic}/{what}")) || yes(&format!("/textDocument/publishDiagnostics/{what}"))
        };
        let offers: Option<Vec<_>> =
            said.pointer("/general/positionEncodings").and_then(Value::as_array).map(|offers| {
                offers
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|offer| PositionEncodingKind::from(offer.to_owned()))
                    .collect()
            });
        Self {
            encoding: Encoding::choose(offers.as_deref()),
            hover_markdown: holds("/textDocument/hover/contentFormat", json!("markdown")),
            documentation_markdown: holds(
                "/textDocument/completion/completionItem/documentationFormat",
                json!("markdown"),
            ),
            lazy_documentation: holds(
                "/textDocument/completion/completionItem/resolveSupport/properties",
                json!("documentation"),
            ),
            label_details: yes("/textDocument/completion/completionItem/labelDetailsSupport"),
            pull,
            versions: yes("/textDocument/publishDiagnostics/versionSupport"),
            related_information: of_diagnostic("relatedInformation"),
            unnecessary_tag: holds("/textDocument/publishDiagnostics/tagSupport/valueSet", json!(1))
                || holds("/textDocument/diagnostic/tagSupport/valueSet", json!(1)),
            code_description: of_diagnostic("codeDescriptionSupport"),
            data: of_diagnostic("dataSupport"),
            document_changes: yes("/workspace/workspaceEdit/documentChanges"),
            creates_files: yes("/workspace/workspaceEdit/documentChanges")
                && holds("/workspace/workspaceEdit/resourceOperations", json!("create")),
            key_symbols: holds("/textDocument/documentSymbol/symbolKind/valueSet", json!(20)),
            symbol_trees: yes("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            prepare_rename: yes("/textDocument/rename/prepareSupport"),
            code_actions: there("/textDocument/codeAction/codeActionLiteralSupport"),
            preferred: yes("/textDocument/codeAction/isPreferredSupport"),
            progress: yes("/window/workDoneProgress"),
            notebooks: there("/notebookDocument/synchronization"),
            watches: yes("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            settings_register: yes("/workspace/didChangeConfiguration/dynamicRegistration"),
            configuration: yes("/workspace/configuration"),
            command_links: runs(params, READ_IN),
            shows_citations: runs(params, SHOW_CITATIONS),
            beside: beside(&params["initializationOptions"]["beside"]),
            inlay_hints: there("/textDocument/inlayHint"),
            code_lens: there("/textDocument/codeLens"),
            document_links: there("/textDocument/documentLink"),
            folds: if there("/textDocument/foldingRange") { fold_limit(said) } else { 0 },
            locale: params["locale"].as_str().map(str::to_owned),
            process: params["processId"].as_u64().and_then(|pid| u32::try_from(pid).ok()),
            folders: folders(params),
            options: params["initializationOptions"].clone(),
        }
    }

    /// What this server offers to this client.
    #[must_use]
    pub fn offers(&self) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..TextDocumentSyncOptions::default()
            })),
            notebook_document_sync: self.notebooks.then(|| OneOf::Left(notebooks())),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                resolve_provider: Some(true),
                trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
                ..CompletionOptions::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_highlight_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            code_action_provider: self.code_actions.then(|| {
                CodeActionProviderCapability::Options(CodeActionOptions {
                    code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE]),
                    ..CodeActionOptions::default()
                })
            }),
            rename_provider: Some(if self.prepare_rename {
                OneOf::Right(RenameOptions { prepare_provider: Some(true), work_done_progress_options: <_>::default() })
            } else {
                OneOf::Left(true)
            }),
            diagnostic_provider: self.pull.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("siglum".to_owned()),
                    inter_file_dependencies: true,
                    workspace_diagnostics: true,
                    ..DiagnosticOptions::default()
                })
            }),
            document_link_provider: self.document_links.then(|| DocumentLinkOptions {
                resolve_provider: Some(false),
                work_done_progress_options: <_>::default(),
            }),
            folding_range_provider: (self.folds > 0).then_some(FoldingRangeProviderCapability::Simple(true)),
            inlay_hint_provider: self.inlay_hints.then_some(OneOf::Left(true)),
            code_lens_provider: self.code_lens.then_some(CodeLensOptions { resolve_provider: Some(false) }),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: [REINDEX, DOCTOR, LANGUAGE, ABSTRACT].map(str::to_owned).to_vec(),
                ..ExecuteCommandOptions::default()
            }),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        }
    }
}

/// Whether the client says that it can run a command of that name.
fn runs(params: &Value, command: &str) -> bool {
    let commands = params["initializationOptions"]["commands"].as_array();
    commands.is_some_and(|commands| commands.contains(&json!(command)))
}

/// What another server does: features by format. Names that are not known are passed over.
fn beside(said: &Value) -> Vec<(String, Feature)> {
    let formats = said.as_object().into_iter().flatten();
    let named = formats.flat_map(|(format, names)| {
        let features = names.as_array().into_iter().flatten().filter_map(|name| feature(name.as_str()?));
        features.map(move |feature| (format.clone(), feature))
    });
    named.collect()
}

/// How many folds the client takes.
fn fold_limit(said: &Value) -> usize {
    let limit = said.pointer("/textDocument/foldingRange/rangeLimit").and_then(Value::as_u64);
    limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(5_000)
}

/// Of every notebook the cells that may cite, and those that may hold metadata.
fn notebooks() -> NotebookDocumentSyncOptions {
    let cells = ["markdown", "raw"].map(|language| NotebookCellSelector { language: language.to_owned() });
    let all = NotebookSelector::ByCells { notebook: None, cells: cells.to_vec() };
    NotebookDocumentSyncOptions { notebook_selector: vec![all], save: Some(true) }
}

/// The client's folders: `workspaceFolders`, else `rootUri`, else `rootPath`.
fn folders(params: &Value) -> Vec<PathBuf> {
    let path = |value: &Value| value.as_str().and_then(uri::parse).and_then(|uri| uri::to_path(&uri));
    let listed: Vec<_> = match params["workspaceFolders"].as_array() {
        Some(folders) => folders.iter().filter_map(|folder| path(&folder["uri"])).collect(),
        None => Vec::new(),
    };
    if !listed.is_empty() {
        return listed;
    }
    let root = path(&params["rootUri"]).or_else(|| params["rootPath"].as_str().map(PathBuf::from));
    root.into_iter().filter(|path| path.is_absolute()).collect()
}
