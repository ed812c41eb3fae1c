//! What stands at a place: a citation in a manuscript, an entry's key in a bibliography.

use crate::features::definition;
use crate::features::mentions::{Mention, mentions};
use crate::workspace::DocView;
use crate::workspace::document::Role;
use siglum_corpus::index::RecordId;
use siglum_corpus::{Shard, Span};

/// The key at a byte, with its place.
pub fn key_at(view: &DocView, offset: usize) -> Option<(String, Span)> {
    match view.role {
        Role::Bibliography => named_at(view, offset).map(|mention| (mention.key, mention.span)),
        Role::Manuscript(_) | Role::Settings | Role::Other => definition::key_at(&view.view(false), offset),
    }
}

/// What an open bibliography names at a byte: a record's key, another name for it, or a record that a field points to.
pub fn named_at(view: &DocView, offset: usize) -> Option<Mention> {
    let place = view.corpus.place(view.path.as_deref()?)?;
    let shard = view.corpus.shards().get(place as usize)?;
    let row = row_at(shard, u32::try_from(offset).ok()?)?;
    mentions(shard, row).into_iter().find(|mention| mention.span.touches(offset))
}

/// The entry of an open bibliography whose key stands at a byte, with the key's place.
pub fn entry_at(view: &DocView, offset: usize) -> Option<(RecordId, Span)> {
    let (place, shard) = shard_of(view)?;
    let row = row_at(shard, u32::try_from(offset).ok()?)?;
    let span = shard.entry(row).key_span();
    (!span.is_empty() && span.touches(offset)).then_some((RecordId { shard: place, row }, span))
}

/// The place and the shard of an open bibliography.
pub fn shard_of(view: &DocView) -> Option<(u32, &Shard)> {
    if !matches!(view.role, Role::Bibliography) {
        return None;
    }
    let place = view.corpus.place(view.path.as_deref()?)?;
    Some((place, view.corpus.shards().get(place as usize)?))
}

/// The row whose record begins last at or before a byte.
pub fn row_at(shard: &Shard, offset: u32) -> Option<u32> {
    let (mut low, mut high) = (0, shard.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if shard.entry(middle).span().start <= offset {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low.checked_sub(1)
}
