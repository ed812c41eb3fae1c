//! Rename of a key: which new keys may be, and why others may not.

use super::View;
use crate::manuscript::Manuscript;
use crate::rules::Served;
use siglum_corpus::Corpus;

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
    /// A file is not any more what was read of it.
    Changed(String),
}

/// Whether a key may become another one in a manuscript.
///
/// # Errors
/// [`Refusal`], when it would break something.
pub fn allowed(view: &View<'_>, key: &str, new: &str) -> Result<(), Refusal> {
    if !is_portable(new) {
        return Err(Refusal::BadKey(new.to_owned()));
    }
    if new != key && is_taken(view.corpus, view.served, view.manuscript, new) {
        return Err(Refusal::Exists(new.to_owned()));
    }
    Ok(())
}

/// Whether something has the key already, as this manuscript sees it.
#[must_use]
pub fn is_taken(corpus: &Corpus, served: &Served, manuscript: &Manuscript, key: &str) -> bool {
    let own = manuscript.own_keys.iter().any(|own| own.key == key);
    own || served.whole.defines(key) || corpus.find(key, &served.scope).is_some()
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
