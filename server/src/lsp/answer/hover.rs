//! Hover: the record under the cursor as a page, Markdown or plain text as the client takes it.

use crate::features::hover;
use crate::lsp::capabilities::Client;
use crate::lsp::convert;
use crate::workspace::DocView;
use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// What to show at a position.
pub fn hover(client: &Client, view: &DocView, position: Position) -> Option<Hover> {
    let (text, lines) = (&view.parsed.text, &view.parsed.lines);
    let offset = convert::offset(text, lines, position, client.encoding);
    let shown = hover::hover(&view.view(client.hover_markdown), offset)?;
    Some(Hover {
        contents: HoverContents::Markup(markup(shown.text, client.hover_markdown)),
        range: Some(convert::range(text, lines, shown.span, client.encoding)),
    })
}

/// A text as the client takes it.
pub fn markup(value: String, markdown: bool) -> MarkupContent {
    MarkupContent { kind: if markdown { MarkupKind::Markdown } else { MarkupKind::PlainText }, value }
}
