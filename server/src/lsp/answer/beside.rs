//! What stands beside and behind the text: inlay hints, code lenses, links, folds.

use super::places;
use super::records::shard_of;
use crate::config::MessageLanguage;
use crate::features::hints::{Hint, hints};
use crate::features::links::{self, Link, Target};
use crate::load;
use crate::lsp::capabilities::Client;
use crate::lsp::event::Snapshot;
use crate::lsp::{convert, uri};
use crate::manuscript::{self, Macros};
use crate::workspace::DocView;
use crate::workspace::document::{Parsed, Role};
use rustc_hash::FxHashMap;
use serde_json::json;
use siglum_corpus::span::Span;
use tower_lsp::ls_types::{
    CodeLens, Command, DocumentLink, FoldingRange, FoldingRangeKind, InlayHint, InlayHintLabel, Range,
};

/// So many lenses, and so many manuscripts that are not open, at most.
const LENSES: usize = 2_000;
const MANUSCRIPTS: usize = 300;
/// The command, the editor's own, that shows the citations of a record: an address and a position.
pub const SHOW_CITATIONS: &str = "siglum.showCitations";

/// Names and years beside the keys of a range.
pub fn inlay_hints(client: &Client, view: &DocView, range: Range) -> Vec<InlayHint> {
    let (text, lines) = (&view.parsed.text, &view.parsed.lines);
    let range = convert::span(text, lines, range, client.encoding);
    let hint = |hint: Hint| InlayHint {
        position: convert::range(text, lines, Span { start: hint.offset, end: hint.offset }, client.encoding).start,
        label: InlayHintLabel::String(format!("({})", hint.text)),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    hints(&view.view(false), range).into_iter().map(hint).collect()
}

/// What can be clicked on in a document.
pub fn document_links(snapshot: &Snapshot) -> Option<Vec<DocumentLink>> {
    let view = &snapshot.current.as_ref()?.view;
    let found = match view.role {
        Role::Bibliography => links::of_bibliography(shard_of(view)?.1),
        Role::Manuscript(_) | Role::Settings | Role::Other => links::of_manuscript(&view.view(false)),
    };
    let link = |link: Link| {
        let target = match link.target {
            Target::Web(address) => uri::parse(&address)?,
            Target::File(path) => uri::from_path(&path)?,
        };
        let range = places::range(&snapshot.client, &view.parsed, link.span);
        Some(DocumentLink { range, target: Some(target), tooltip: None, data: None })
    };
    Some(found.into_iter().filter_map(link).collect())
}

/// The entries of a bibliography, to be folded.
pub fn folds(snapshot: &Snapshot) -> Option<Vec<FoldingRange>> {
    let view = &snapshot.current.as_ref()?.view;
    let (_, shard) = shard_of(view)?;
    let fold = |entry: siglum_corpus::shard::Entry<'_>| {
        let range = places::range(&snapshot.client, &view.parsed, entry.span());
        // The line of the closing brace stays where it is.
        let end_line = if range.end.character <= 1 { range.end.line.saturating_sub(1) } else { range.end.line };
        (end_line > range.start.line).then(|| FoldingRange {
            start_line: range.start.line,
            end_line,
            kind: Some(FoldingRangeKind::Region),
            ..FoldingRange::default()
        })
    };
    Some(shard.entries().filter_map(fold).take(snapshot.client.folds).collect())
}

/// How often each entry of a bibliography is cited in the manuscripts of the workspace.
pub fn lenses(snapshot: &Snapshot) -> Option<Vec<CodeLens>> {
    let open = snapshot.current.as_ref()?;
    let view = &open.view;
    let (_, shard) = shard_of(view)?;
    let counts = counts(snapshot);
    let language = view.config.message_language.unwrap_or_default();
    let lens = |entry: siglum_corpus::shard::Entry<'_>| {
        let times = *counts.get(entry.key())?;
        let range = places::range(&snapshot.client, &view.parsed, entry.key_span());
        let title = match (language, times) {
            (MessageLanguage::English, 1) => "cited once".to_owned(),
            (MessageLanguage::English, _) => format!("cited {times} times"),
            (MessageLanguage::French, 1) => "citée une fois".to_owned(),
            (MessageLanguage::French, _) => format!("citée {times} fois"),
        };
        let shows = snapshot.client.shows_citations;
        let command = if shows { SHOW_CITATIONS } else { "" }.to_owned();
        let arguments = shows.then(|| vec![json!(open.uri), json!(range.start)]);
        Some(CodeLens { range, command: Some(Command { title, command, arguments }), data: None })
    };
    Some(shard.entries().filter(|entry| !entry.key_span().is_empty()).filter_map(lens).take(LENSES).collect())
}

/// How often each key is cited, in open manuscripts and in those of the folders.
fn counts(snapshot: &Snapshot) -> FxHashMap<String, usize> {
    let mut counts = FxHashMap::default();
    for open in &snapshot.open {
        count(&mut counts, &open.view.parsed);
    }
    let (paths, _) = load::manuscripts(&snapshot.folders, &mut |path| manuscript::format_of(path).is_some());
    let closed = paths.iter().filter(|path| places::open_at(snapshot, path).is_none());
    for path in closed.take(MANUSCRIPTS) {
        if let Some(format) = manuscript::format_of(path)
            && let Ok(source) = load::read_text(path)
        {
            count(&mut counts, &Parsed::new(source.text, 0, Role::Manuscript(format), &Macros::default()));
        }
    }
    counts
}

fn count(counts: &mut FxHashMap<String, usize>, parsed: &Parsed) {
    for citation in &parsed.manuscript.citations {
        *counts.entry(citation.key.clone()).or_default() += 1;
    }
}
