//! uncited-record: a record of a manuscript's own bibliography that no manuscript cites.
//!
//! Whether that is so is known only where all manuscripts are known that use the file: who asks answers for that.

use super::lookup::RESOLVED_OUTSIDE;
use super::uses::Uses;
use super::{Check, Diagnostic, Docs, FileContext, Message, MessageText, Rule, Severity};
use rustc_hash::{FxHashMap, FxHashSet};
use siglum_corpus::Record;
use siglum_corpus::index::Scope;

/// The rule.
pub static RULE: Rule = Rule {
    name: "uncited-record",
    severity: Severity::Off,
    docs: Docs {
        summary: [
            "A record of the manuscript's bibliography that nothing cites",
            "Une notice de la bibliographie du manuscrit que rien ne cite",
        ],
        en: include_str!("../../../docs/rules/en/uncited-record.md"),
        fr: include_str!("../../../docs/rules/fr/uncited-record.md"),
    },
    messages: &[MessageText {
        id: "uncited",
        en: "no manuscript cites \"{key}\"",
        fr: "aucun manuscrit ne cite « {key} »",
    }],
    check: Check::Uses(check),
};

/// Beyond so many records a file is a library: it is meant to hold more than is cited.
const LIBRARY: u32 = 5_000;
/// Fields whose keys name other records that are printed with this one.
const LISTS: [&str; 4] = ["related", "entryset", "xref", "crossref"];

fn check(context: &FileContext<'_>, uses: &Uses, out: &mut Vec<Diagnostic>) {
    let shard = context.shard;
    // Manubot finds records by identifiers and tags that stand in no key: what is cited is not known then.
    let outside = |key: &String| RESOLVED_OUTSIDE.iter().any(|prefix| key.to_ascii_lowercase().starts_with(prefix));
    if uses.keys.iter().any(outside) {
        return;
    }
    if uses.all || shard.len() > LIBRARY || !shard.has_places() || shard.format() == "records" {
        return;
    }
    let reached = reached(context, uses);
    for (row, entry) in (0u32..).zip(shard.entries()) {
        // What has no key of its own cannot be cited, and what is only inherited from is no work.
        if reached.contains(&row) || entry.key().is_empty() || entry.key_span().is_empty() {
            continue;
        }
        let Ok(record) = shard.record(row) else { continue };
        if matches!(record.type_written.value.to_ascii_lowercase().as_str(), "xdata" | "set") {
            continue;
        }
        let message = Message::new("uncited").arg("key", entry.key());
        let mut found = Diagnostic::new(&RULE, entry.key_span(), message);
        found.key = Some(entry.key().to_owned());
        found.unnecessary = true;
        out.push(found);
    }
}

/// The rows that are cited, and those that these inherit from, or name.
fn reached(context: &FileContext<'_>, uses: &Uses) -> FxHashSet<u32> {
    let shard = context.shard;
    let mut by_key: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    let mut by_doi: FxHashMap<&str, u32> = FxHashMap::default();
    for (row, entry) in (0u32..).zip(shard.entries()) {
        for key in entry.aliases().chain([entry.key()]) {
            by_key.entry(key.to_lowercase()).or_default().push(row);
        }
        by_doi.insert(entry.doi(), row);
    }
    let scope = Scope::Some(vec![context.place]);
    let mut waiting: Vec<u32> = Vec::new();
    for key in &uses.keys {
        // Tools differ in whether the case of a key counts, and some take a DOI for one.
        let lower = key.to_lowercase();
        let doi = lower.find("10.").and_then(|at| by_doi.get(&lower[at..]));
        match by_key.get(&lower) {
            Some(rows) => waiting.extend(rows),
            None if doi.is_some() => waiting.extend(doi),
            // A slip is unknown-key's matter: the record that is meant is not without use.
            None => {
                let near = context.corpus.nearest_keys(key, &scope, 1);
                waiting.extend(near.iter().filter(|near| near.unique && near.distance == 1).map(|near| near.id.row));
            }
        }
    }
    let mut reached = FxHashSet::default();
    while let Some(row) = waiting.pop() {
        if !reached.insert(row) {
            continue;
        }
        let entry = shard.entry(row);
        let listed = shard.record(row).map(|record| listed(&record)).unwrap_or_default();
        for key in entry.parents().map(|(_, key)| key.to_lowercase()).chain(listed) {
            waiting.extend(by_key.get(&key).into_iter().flatten());
        }
    }
    reached
}

/// The keys in a record's lists of other records.
fn listed(record: &Record) -> Vec<String> {
    let lists =
        record.extra.iter().filter(|(label, _)| LISTS.iter().any(|list| label.value.eq_ignore_ascii_case(list)));
    lists.flat_map(|(_, keys)| keys.value.split(',').map(|key| key.trim().to_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity;
    use crate::rules::testing::Fixture;

    /// The keys that are told.
    fn told(refs: &str, draft: &str) -> Vec<String> {
        let text = format!("//- /refs.bib\n{refs}\n//- /draft.tex\n\\bibliography{{refs}}\n{draft}\n");
        let mut fixture = Fixture::new(&text);
        fixture.config.severities.insert("uncited-record".to_owned(), Severity::Info);
        let found = fixture.findings(&fixture.bibliographies[0]).into_iter().filter(|one| one.rule == "uncited-record");
        found.inspect(|one| assert!(one.unnecessary)).filter_map(|one| one.key).collect()
    }

    const REFS: &str = "@book{a, ids = {a2}, title = {A}}
@book{b, title = {B}, related = {c}}
@book{c, title = {C}, crossref = {d}}
@collection{d, title = {D}, xdata = {x}}
@xdata{x, publisher = {P}}
@set{s, entryset = {e}}
@book{e, title = {E}}
@book{smith2010, title = {F}}";

    #[test]
    fn what_nothing_cites_or_names_is_found() {
        assert_eq!(told(REFS, "\\cite{a}"), ["b", "c", "d", "e", "smith2010"]);
        assert_eq!(told(REFS, "\\cite{A2}\\nocite{b}\\cite{s}\\cite{smiht2010}"), Vec::<String>::new());
        assert_eq!(told(REFS, "\\nocite{*}"), Vec::<String>::new());
        assert_eq!(told(REFS, "\\cite{doi:10.1/x}"), Vec::<String>::new(), "who knows which record that is");
    }

    #[test]
    fn it_is_off_and_needs_a_manuscript_of_which_the_file_is_the_bibliography() {
        let text = "//- /refs.bib\n@book{a, title = {A}}\n//- /draft.md\nNothing.\n";
        let mut fixture = Fixture::new(text);
        assert!(fixture.findings(&fixture.bibliographies[0]).iter().all(|one| one.rule != "uncited-record"));
        fixture.config.severities.insert("uncited-record".to_owned(), Severity::Info);
        assert!(fixture.findings(&fixture.bibliographies[0]).iter().all(|one| one.rule != "uncited-record"));
    }
}
