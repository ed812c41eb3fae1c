//! Places in files as locations: an open file by its buffer, a large one by the bytes of one line, no file read whole
//! that is larger than a manuscript may be.

use super::records::row_at;
use crate::load;
use crate::lsp::capabilities::Client;
use crate::lsp::event::{Open, Snapshot};
use crate::lsp::{convert, uri};
use crate::workspace::document::Parsed;
use crate::workspace::lines::Lines;
use siglum_corpus::span::Span;
use std::path::Path;
use tower_lsp::ls_types::{Location, OptionalVersionedTextDocumentIdentifier, Range, Uri};

/// Files above this size are not read to find a line.
const SMALL: u64 = 8 << 20;

/// A document of the editor that has this path.
pub fn open_at<'a>(snapshot: &'a Snapshot, path: &Path) -> Option<&'a Open> {
    snapshot.open.iter().find(|open| open.view.path.as_deref() == Some(path))
}

/// The location of a span of a file. `line`: the line of the span's start and the byte where it begins, where known.
pub fn location(snapshot: &Snapshot, path: &Path, span: Span, line: Option<(u32, u32)>) -> Option<Location> {
    if let Some(open) = open_at(snapshot, path) {
        let range = range(&snapshot.client, &open.view.parsed, span);
        return Some(Location::new(uri::parse(&open.uri)?, range));
    }
    let address = uri::from_path(path)?;
    let range = range_on_disk(snapshot, path, span, line).unwrap_or_default();
    Some(Location::new(address, range))
}

/// The range of a span of an open document.
pub fn range(client: &Client, parsed: &Parsed, span: Span) -> Range {
    convert::range(&parsed.text, &parsed.lines, span, client.encoding)
}

/// The range of a span of a file on disk; `None` where it cannot be found without reading too much.
pub fn range_on_disk(snapshot: &Snapshot, path: &Path, span: Span, line: Option<(u32, u32)>) -> Option<Range> {
    let encoding = snapshot.client.encoding;
    if let Some((line, base)) = line.or_else(|| line_of(snapshot, path, span)) {
        let piece = load::piece::bytes(path, Span { start: base, end: span.end.max(base) })?;
        return Some(convert::range_in_piece(&piece, base, line, span, encoding));
    }
    let size = load::stamp::Stamp::of(path)?.size;
    if size > SMALL {
        return None;
    }
    let whole = load::piece::bytes(path, Span { start: 0, end: u32::try_from(size).ok()? })?;
    let text = String::from_utf8_lossy(&whole);
    Some(convert::range(&text, &Lines::new(&text), span, encoding))
}

/// What stands in a span of a corpus file, in its buffer or on disk, where that is UTF-8.
pub fn written(snapshot: &Snapshot, path: &Path, span: Span) -> Option<String> {
    match open_at(snapshot, path) {
        Some(open) => Some(span.of(&open.view.parsed.text).to_owned()),
        None => String::from_utf8(load::piece::bytes(path, span)?).ok(),
    }
}

/// The line, and the byte where it begins, of the record that a span of a corpus file begins in.
fn line_of(snapshot: &Snapshot, path: &Path, span: Span) -> Option<(u32, u32)> {
    let shard = snapshot.corpus.shards().get(snapshot.corpus.place(path)? as usize)?;
    let entry = shard.entry(row_at(shard, span.start)?);
    (span.start <= entry.span().end).then(|| entry.line())
}

/// The location of a span of a document that has perhaps no path.
pub fn location_in(snapshot: &Snapshot, open: &Open, span: Span) -> Option<Location> {
    Some(Location::new(uri::parse(&open.uri)?, range(&snapshot.client, &open.view.parsed, span)))
}

/// How an edit names a file: its address, with the version for an open document.
pub fn identifier(snapshot: &Snapshot, path: &Path) -> Option<OptionalVersionedTextDocumentIdentifier> {
    match open_at(snapshot, path) {
        Some(open) => versioned(open),
        None => Some(OptionalVersionedTextDocumentIdentifier { uri: uri::from_path(path)?, version: None }),
    }
}

/// An open document's address and version.
pub fn versioned(open: &Open) -> Option<OptionalVersionedTextDocumentIdentifier> {
    let uri: Uri = uri::parse(&open.uri)?;
    Some(OptionalVersionedTextDocumentIdentifier { uri, version: Some(open.view.parsed.version) })
}
