//! Hover: the record under the cursor as a page, Markdown or plain text as the client takes it.

use super::records::entry_at;
use crate::features::completion::documentation;
use crate::features::{Shown, hover};
use crate::lsp::capabilities::Client;
use crate::lsp::convert;
use crate::workspace::DocView;
use crate::workspace::document::Role;
use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// What to show at a position.
pub fn hover(client: &Client, view: &DocView, position: Position) -> Option<Hover> {
    let (text, lines) = (&view.parsed.text, &view.parsed.lines);
    let offset = convert::offset(text, lines, position, client.encoding);
    let shown = shown(view, client.hover_markdown, offset)?;
    Some(Hover {
        contents: HoverContents::Markup(markup(shown.text, client.hover_markdown)),
        range: Some(convert::range(text, lines, shown.span, client.encoding)),
    })
}

fn shown(view: &DocView, markdown: bool, offset: usize) -> Option<Shown> {
    if let Role::Bibliography = view.role {
        let (id, span) = entry_at(view, offset)?;
        return Some(Shown { span, text: documentation(&view.view(markdown), id)? });
    }
    hover::hover(&view.view(markdown), offset)
}

/// A text as the client takes it.
pub fn markup(value: String, markdown: bool) -> MarkupContent {
    MarkupContent { kind: if markdown { MarkupKind::Markdown } else { MarkupKind::PlainText }, value }
}
