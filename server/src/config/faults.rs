//! All that is wrong with the text of a configuration file: for an editor, which shows every fault at once.

use super::file::{broken, folder, table_of};
use super::keys::KEYS;
use super::value::{Fault, Value};
use super::{Config, has_settings, unknown};
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The faults with their bytes in the text, in order; of an entry, its first one. For files that it extends see
/// [`super::beyond`]. Of a file that is not ours alone, our table is looked at.
#[must_use]
pub fn faults(path: &Path, text: &str) -> Vec<Fault> {
    let mut found = Vec::new();
    if !has_settings(path, text) {
        return found;
    }
    match DeTable::parse(text) {
        Err(error) => found.push(broken(&error)),
        Ok(root) => match table_of(path, root.get_ref()) {
            Err(fault) => found.push(fault),
            Ok(table) => table.into_iter().flatten().for_each(|(name, value)| {
                let Some(key) = KEYS.iter().find(|key| key.name == name.get_ref().as_ref()) else {
                    let known: Vec<_> = KEYS.iter().map(|key| key.name).collect();
                    return found.push((name.span(), unknown("key", "clé", name.get_ref(), &known)));
                };
                let set = |value: &Value<'_>| (key.set)(&mut Config::default(), value, folder(path));
                match value.get_ref().as_table().filter(|_| key.shape.is_table()) {
                    Some(table) => found.extend(entries(value, table).filter_map(|entry| set(&entry).err())),
                    None => found.extend(set(value).err()),
                }
            }),
        },
    }
    found.sort_by_key(|(range, _)| (range.start, range.end));
    found
}

/// A table as tables of one entry each, so that a fault of one does not hide those of the others.
fn entries<'v, 'a>(value: &'v Value<'a>, table: &'v DeTable<'a>) -> impl Iterator<Item = Value<'a>> {
    table.iter().map(|(name, one)| {
        let mut alone = DeTable::new();
        alone.insert(name.clone(), one.clone());
        Spanned::new(value.span(), DeValue::Table(alone))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, String)> {
        let found = faults(Path::new("/paper/siglum.toml"), text).into_iter();
        found.map(|(range, words)| (text.get(range).unwrap_or_default().to_owned(), words.en)).collect()
    }

    #[test]
    fn every_entry_has_its_fault() {
        let text = "corpsu = []\nlanguages = [\"en\", 3]\n[rules]\nunknown-kye = \"off\"\nunknown-key = \"of\"\nduplicate-key = \"off\"\n[features]\nhover = \"no\"\n[features.latex]\nhoover = \"on\"\n";
        let told = told(text);
        let places: Vec<_> = told.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["corpsu", "3", "unknown-kye", "\"of\"", "\"no\"", "hoover"]);
        assert!(told[0].1.contains("did you mean `corpus`?"));
    }

    #[test]
    fn what_is_right_has_none_and_broken_text_has_one() {
        assert_eq!(told("corpus = [\"a.bib\"]\n[rules.misspelled-author]\nscope = \"all\"\n"), []);
        assert_eq!(told("corpus = [\n").len(), 1);
        assert_eq!(told("").len(), 0);
    }

    #[test]
    fn of_a_pyproject_its_own_table_is_looked_at_and_nothing_else() {
        let count = |text: &str| faults(Path::new("/paper/pyproject.toml"), text).len();
        assert_eq!(count("[project]\nname = \"x\"\n[tool.siglum]\ncorpsu = []\n[tool.siglum.rules]\nx = \"off\"\n"), 2);
        assert_eq!(count("[tool.siglum]\ncorpus = [\n"), 1);
        assert_eq!(count("[project\nname = [\n[tool.other]\ncorpsu = []\n"), 0);
    }
}
