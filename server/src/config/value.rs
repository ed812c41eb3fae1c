//! Values of a configuration file, each of the kind that is asked for or an error with its place.

use super::Words;
use crate::project::normal;
use crate::words;
use siglum_corpus::Lang;
use siglum_corpus::read::zotero::is_asked;
use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// An error with its place, in bytes of the text.
pub type Fault = (Range<usize>, Words);
/// A value with its place.
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

pub(super) fn table<'v, 'a>(value: &'v Value<'a>, key: &str) -> Result<&'v DeTable<'a>, Fault> {
    let message = || words!("`{key}` must be a table", "`{key}` doit être une table");
    value.get_ref().as_table().ok_or_else(|| (value.span(), message()))
}

pub(super) fn string<'v>(value: &'v Value<'_>, key: &str) -> Result<&'v str, Fault> {
    let message = || words!("`{key}` must be a string", "`{key}` doit être une chaîne");
    value.get_ref().as_str().ok_or_else(|| (value.span(), message()))
}

pub(super) fn strings<'v, 'a>(value: &'v Value<'a>, key: &str) -> Result<Vec<Spanned<Cow<'v, str>>>, Fault> {
    let message = || words!("`{key}` must be a list of strings", "`{key}` doit être une liste de chaînes");
    let array = value.get_ref().as_array().ok_or_else(|| (value.span(), message()))?;
    let one = |item: &'v Value<'a>| {
        let message = || words!("`{key}` must hold strings only", "`{key}` ne doit contenir que des chaînes");
        let text = item.get_ref().as_str().ok_or_else(|| (item.span(), message()))?;
        Ok(Spanned::new(item.span(), Cow::Borrowed(text)))
    };
    array.iter().map(one).collect()
}

pub(super) fn owned(strings: Vec<Spanned<Cow<'_, str>>>) -> Vec<String> {
    strings.into_iter().map(|string| string.into_inner().into_owned()).collect()
}

/// Adds words to a list that files share: what a parent knows, its children know.
pub(super) fn add(list: &mut Vec<String>, strings: Vec<Spanned<Cow<'_, str>>>) {
    for word in owned(strings) {
        if !list.contains(&word) {
            list.push(word);
        }
    }
}

pub(super) fn language(tag: Spanned<Cow<'_, str>>) -> Result<Lang, Fault> {
    let written = tag.get_ref().as_ref();
    let message = || {
        words!(
            "`{written}` is not the tag of a language, such as `fr` or `en`",
            "`{written}` n'est pas le code d'une langue, tel que `fr` ou `en`"
        )
    };
    Lang::parse(written).ok_or_else(|| (tag.span(), message()))
}

/// A path of the configuration, `~` being the user's folder.
pub(super) fn absolute(folder: &Path, written: &str) -> String {
    if is_asked(written) {
        return written.to_owned();
    }
    let home = written.strip_prefix("~/").and_then(|rest| Some(std::env::home_dir()?.join(rest)));
    let path = home.unwrap_or_else(|| folder.join(written));
    normal(&path).to_string_lossy().into_owned()
}
