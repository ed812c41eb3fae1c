//! Hover: the record under the cursor as a page, Markdown or plain text as the client takes it.

use super::records::entry_at;
use crate::features::{Shown, View, hover, meant, settings};
use crate::lsp::capabilities::Client;
use crate::lsp::convert;
use crate::workspace::DocView;
use crate::workspace::document::Role;
use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// What to show at a position.
pub fn hover(client: &Client, view: &DocView, position: Position) -> Option<Hover> {
    let (text, lines) = (&view.parsed.text, &view.parsed.lines);
    let offset = convert::offset(text, lines, position, client.encoding);
    let shown = shown(client, view, client.command_links, offset)?;
    Some(Hover {
        contents: HoverContents::Markup(markup(shown.text, client.hover_markdown)),
        range: Some(convert::range(text, lines, shown.span, client.encoding)),
    })
}

/// The text of what would be shown at a position, with every abstract in it.
pub fn page_at(client: &Client, view: &DocView, position: Position) -> Option<String> {
    let offset = convert::offset(&view.parsed.text, &view.parsed.lines, position, client.encoding);
    shown(client, view, false, offset).map(|shown| shown.text)
}

fn shown(client: &Client, doc: &DocView, links: bool, offset: usize) -> Option<Shown> {
    let view = View { links, ..doc.view(client.hover_markdown) };
    if let Role::Bibliography = doc.role {
        let (id, span) = entry_at(doc, offset)?;
        return Some(Shown { span, text: hover::page(&view, id)? });
    }
    if let Role::Settings = doc.role {
        return settings::hover(settings_of(doc)?, offset, client.hover_markdown);
    }
    let of_finding = || {
        let meant = meant::by_finding(&view, &doc.findings.as_ref()?.list, offset)?;
        hover::of_words(&view, meant)
    };
    hover::hover(&view, offset).or_else(of_finding)
}

/// A file of settings, as it is asked about.
pub fn settings_of(doc: &DocView) -> Option<settings::File<'_>> {
    let language = doc.config.message_language.unwrap_or_default();
    Some(settings::File { path: doc.path.as_deref()?, text: &doc.parsed.text, language })
}

/// A text as the client takes it.
pub fn markup(value: String, markdown: bool) -> MarkupContent {
    MarkupContent { kind: if markdown { MarkupKind::Markdown } else { MarkupKind::PlainText }, value }
}
