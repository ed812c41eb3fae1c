//! Rename of a key in manuscripts and in its bibliography at once.

use super::View;
use super::definition::citations_of;
use crate::rules::Edit;
use siglum_corpus::span::Span;

/// Why a key cannot be renamed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No key stands there.
    NoKey,
    /// Another record has that key.
    Exists(String),
    /// The new key has characters that a format does not allow.
    BadKey(String),
    /// The record has no key of its own that could be renamed (a text record).
    NotWritten(String),
}

/// The edits of this one manuscript and of the bibliography (path given) for renaming `key`.
///
/// # Errors
/// [`Refusal`], when it would break something.
pub fn rename(view: &View<'_>, key: &str, new: &str) -> Result<Vec<Edit>, Refusal> {
    if !is_portable(new) {
        return Err(Refusal::BadKey(new.to_owned()));
    }
    let own_keys = &view.manuscript.own_keys;
    let taken = view.corpus.find(new, &view.served.scope).is_some() || own_keys.iter().any(|own| own.key == new);
    if taken && new != key {
        return Err(Refusal::Exists(new.to_owned()));
    }
    let here = |span: Span| Edit { path: None, span, text: new.to_owned() };
    let mut edits: Vec<Edit> = citations_of(view, key).into_iter().map(here).collect();
    edits.extend(own_keys.iter().filter(|own| own.key == key).map(|own| here(own.span)));
    for id in view.corpus.find_all(key, &view.served.scope) {
        let shard = &view.corpus.shards()[id.shard as usize];
        let entry = shard.entry(id.row);
        if entry.key_span().is_empty() || entry.key() != key {
            return Err(Refusal::NotWritten(key.to_owned()));
        }
        edits.push(Edit { path: Some(shard.path().to_owned()), span: entry.key_span(), text: new.to_owned() });
    }
    if edits.is_empty() { Err(Refusal::NoKey) } else { Ok(edits) }
}

/// Whether every format can cite the key without quoting it: letters, digits and `_`, with single `: . - + /` inside.
fn is_portable(key: &str) -> bool {
    let edge = |c: char| c.is_alphanumeric() || c == '_';
    let mut inner_before = true;
    for c in key.chars() {
        let inner = matches!(c, ':' | '.' | '-' | '+' | '/');
        if !(edge(c) || inner) || (inner && inner_before) {
            return false;
        }
        inner_before = inner;
    }
    !key.is_empty() && !inner_before
}
