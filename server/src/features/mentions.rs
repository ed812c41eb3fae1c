//! Where a bibliography names a key: as a record's own, as another name for it, or in a field that points to it.

use siglum_corpus::span::Span;
use siglum_corpus::{Shard, record::Record};

/// How a key is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// It is the record's key.
    Key,
    /// It is another name for the record (`ids`).
    Alias,
    /// The record points to another one: `crossref`, `xref`, `xdata`, `related`, `entryset`.
    Pointer,
}

/// A place in a bibliography that names a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The key.
    pub key: String,
    /// Where, in bytes of the file.
    pub span: Span,
    /// How.
    pub naming: Naming,
}

/// Fields that list keys and that nothing is inherited through.
const LISTS: [&str; 2] = ["related", "entryset"];

/// The keys that a record names, in the file's order: those that stand in the file as they are.
#[must_use]
pub fn mentions(shard: &Shard, row: u32) -> Vec<Mention> {
    let entry = shard.entry(row);
    let mut found = Vec::new();
    if !entry.key_span().is_empty() {
        found.push(Mention { key: entry.key().to_owned(), span: entry.key_span(), naming: Naming::Key });
    }
    let Ok(record) = shard.record(row) else { return found };
    let single = |text: &siglum_corpus::span::Text, naming| {
        Some(Mention { key: text.value.clone(), span: text.from.cover()?, naming })
    };
    found.extend(record.aliases.iter().filter_map(|alias| single(alias, Naming::Alias)));
    found.extend(record.parents.iter().filter_map(|parent| single(&parent.key, Naming::Pointer)));
    if record.extra.iter().any(|(label, _)| is_list(&label.value))
        && let Ok(text) = shard.text_of(row)
    {
        found.extend(listed(&record, &text, entry.span().start));
    }
    found.sort_by_key(|mention| mention.span);
    found.dedup();
    found
}

fn is_list(label: &str) -> bool {
    LISTS.iter().any(|list| label.eq_ignore_ascii_case(list))
}

/// The keys in a record's lists. `text` is the record's, which begins at `base`.
fn listed(record: &Record, text: &str, base: u32) -> Vec<Mention> {
    let mut found = Vec::new();
    for (_, value) in record.extra.iter().filter(|(label, _)| is_list(&label.value)) {
        let [whole] = value.from.spans[..] else { continue };
        let start = whole.start.saturating_sub(base) as usize;
        let raw = text.get(start..start + whole.len()).unwrap_or_default();
        for item in raw.split(',') {
            let key = item.trim().trim_matches(['{', '}']).trim();
            if !key.is_empty() {
                let at = whole.start as usize + (key.as_ptr() as usize - raw.as_ptr() as usize);
                let span = Span::new(at, at + key.len());
                found.push(Mention { key: key.to_owned(), span, naming: Naming::Pointer });
            }
        }
    }
    found
}

/// The rows of which the index tells that they name the key. Lists are not indexed.
pub fn rows<'a>(shard: &'a Shard, key: &'a str) -> impl Iterator<Item = u32> + 'a {
    let names = move |row: &u32| {
        let entry = shard.entry(*row);
        entry.key() == key
            || entry.aliases().any(|alias| alias == key)
            || entry.parents().any(|(_, parent)| parent == key)
    };
    (0..shard.len()).filter(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_field_that_names_a_key_is_found() {
        let text = "@collection{a, ids = {b, c}, title = {T}}\n@incollection{d, crossref = {a}, xdata = \"x, y\"}\n\
                    @set{e, entryset = {a, b}, related={ d ,a }, title = {a, b}}\n";
        let shard = Shard::of_text(Path::new("/a.bib"), text);
        let found: Vec<_> = (0..shard.len()).flat_map(|row| mentions(&shard, row)).collect();
        let listed: Vec<_> = found.iter().map(|one| (one.span.of(text), one.naming)).collect();
        let expected = [
            ("a", Naming::Key),
            ("b", Naming::Alias),
            ("c", Naming::Alias),
            ("d", Naming::Key),
            ("a", Naming::Pointer),
            ("x", Naming::Pointer),
            ("y", Naming::Pointer),
            ("e", Naming::Key),
            ("a", Naming::Pointer),
            ("b", Naming::Pointer),
            ("d", Naming::Pointer),
            ("a", Naming::Pointer),
        ];
        assert_eq!(listed, expected);
        assert!(found.iter().all(|one| one.span.of(text) == one.key), "{found:#?}");
        assert_eq!(rows(&shard, "a").collect::<Vec<_>>(), [0, 1]);
        assert_eq!(rows(&shard, "c").collect::<Vec<_>>(), [0]);
    }
}
