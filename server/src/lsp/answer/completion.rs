//! Completion: the ranked list, and the documentation of one item when the client asks for it.

use super::hover::{markup, settings_of};
use crate::features::completion::{complete as ranked, documentation};
use crate::features::{Completion, Completions, Kind, settings};
use crate::lsp::capabilities::Client;
use crate::lsp::{convert, uri};
use crate::workspace::DocView;
use crate::workspace::document::Role;
use serde_json::json;
use siglum_corpus::index::RecordId;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionList, CompletionTextEdit, Documentation,
    InsertTextFormat, Position, TextEdit, Uri,
};

/// So many items carry their documentation where the client does not ask for it later.
const DOCUMENTED: usize = 10;

/// What can stand at a position.
pub fn complete(client: &Client, view: &DocView, uri: &Uri, position: Position) -> CompletionList {
    let offset = convert::offset(&view.parsed.text, &view.parsed.lines, position, client.encoding);
    let found = match view.role {
        Role::Settings => settings_of(view).and_then(|file| settings::complete(file, offset)).unwrap_or_default(),
        _ => ranked(&view.view(client.documentation_markdown), offset),
    };
    let Completions { items, incomplete } = found;
    // While discovery or reading is at work there may be more, whatever the list says.
    let is_incomplete = incomplete || view.served.pending;
    let item = |(rank, completion)| item(client, view, uri, rank, completion);
    CompletionList { is_incomplete, items: items.into_iter().enumerate().map(item).collect() }
}

fn item(client: &Client, view: &DocView, uri: &Uri, rank: usize, completion: Completion) -> CompletionItem {
    let at_once = !client.lazy_documentation && rank < DOCUMENTED;
    let range = convert::range(&view.parsed.text, &view.parsed.lines, completion.replace, client.encoding);
    let said = |text: String| (!text.is_empty()).then_some(text);
    let mut item = CompletionItem {
        label: completion.label,
        kind: Some(match completion.kind {
            Kind::Record(_) => CompletionItemKind::REFERENCE,
            Kind::Path => CompletionItemKind::FILE,
            Kind::Label => CompletionItemKind::KEYWORD,
            Kind::Setting => CompletionItemKind::PROPERTY,
        }),
        sort_text: Some(format!("{rank:04}")),
        filter_text: Some(completion.filter),
        insert_text_format: Some(InsertTextFormat::PLAIN_TEXT),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: completion.text })),
        ..CompletionItem::default()
    };
    if completion.kind == Kind::Setting {
        item.documentation = said(completion.description).map(Documentation::String);
    } else if client.label_details {
        let detail = said(completion.detail).map(|detail| format!(" {detail}"));
        item.label_details = Some(CompletionItemLabelDetails { detail, description: said(completion.description) });
    } else {
        let parts = [completion.detail, completion.description];
        item.detail = said(parts.into_iter().filter_map(said).collect::<Vec<_>>().join(" · "));
    }
    if let Kind::Record(record) = completion.kind {
        if at_once {
            item.documentation = documented(client, view, record);
        } else if client.lazy_documentation {
            item.data = Some(json!([uri.as_str(), record.shard, record.row, view.generation]));
        }
    }
    item
}

fn documented(client: &Client, view: &DocView, record: RecordId) -> Option<Documentation> {
    let markdown = client.documentation_markdown;
    let text = documentation(&view.view(markdown), record)?;
    Some(Documentation::MarkupContent(markup(text, markdown)))
}

/// The document that an item was offered in.
pub fn document_of(item: &CompletionItem) -> Option<Uri> {
    uri::parse(item.data.as_ref()?.get(0)?.as_str()?)
}

/// The item with its documentation.
pub fn resolve(client: &Client, view: &DocView, mut item: CompletionItem) -> CompletionItem {
    let number = |at: usize| item.data.as_ref()?.get(at)?.as_u64();
    let narrow = |at: usize| u32::try_from(number(at)?).ok();
    // A record's place is good for one corpus only; after a change the client asks for a new list anyway.
    if let (Some(shard), Some(row), Some(generation)) = (narrow(1), narrow(2), number(3))
        && generation == view.generation
    {
        item.documentation = documented(client, view, RecordId { shard, row });
    }
    item
}
