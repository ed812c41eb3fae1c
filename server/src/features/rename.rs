//! Rename of a key in manuscripts and in its bibliography at once.
use super::View;
use crate::rules::Edit;

/// Why a key cannot be renamed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No key stands there.
    NoKey,
    /// Another record has that key.
    Exists(String),
    /// The new key has characters that the format does not allow.
    BadKey(String),
}

/// The edits of this one manuscript and of the bibliography (path given) for renaming `key`.
///
/// # Errors
/// [`Refusal`], when it would break something.
pub fn rename(_view: &View<'_>, _key: &str, _new: &str) -> Result<Vec<Edit>, Refusal> {
    Err(Refusal::NoKey)
}
