//! broken-crossref: a record that inherits from one that is not there, or from itself.

use super::{Check, Diagnostic, Docs, FileContext, Message, MessageText, Rule, Severity};
use siglum_corpus::Span;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::record::ParentKind;

/// The rule.
pub static RULE: Rule = Rule {
    name: "broken-crossref",
    severity: Severity::Error,
    docs: Docs {
        summary: [
            "A crossref or xdata to a record that is not there, or in a circle",
            "Un crossref ou xdata vers une notice absente, ou en boucle",
        ],
        en: include_str!("../../../docs/rules/en/broken-crossref.md"),
        fr: include_str!("../../../docs/rules/fr/broken-crossref.md"),
    },
    messages: &[
        MessageText {
            id: "missing",
            en: "\"{key}\" points to \"{parent}\", which no record has as its key",
            fr: "« {key} » renvoie à « {parent} », qu'aucune notice ne porte comme clé",
        },
        MessageText {
            id: "circle",
            en: "\"{key}\" inherits from itself through \"{parent}\"",
            fr: "« {key} » hérite d'elle-même à travers « {parent} »",
        },
    ],
    check: Check::Bibliography(check),
};

/// How many records inheritance is followed through.
const DEPTH: usize = 16;

fn check(context: &FileContext<'_>, out: &mut Vec<Diagnostic>) {
    for row in 0..context.shard.len() {
        let entry = context.shard.entry(row);
        for (kind, parent) in entry.parents() {
            let own = RecordId { shard: context.place, row };
            let fault = match find(context, parent) {
                None => "missing",
                Some(id) if kind != ParentKind::Xref && reaches(context, id, own) => "circle",
                Some(_) => continue,
            };
            let message = Message::new(fault).arg("key", entry.key()).arg("parent", parent);
            let mut diagnostic = Diagnostic::new(&RULE, span_of(context, row, parent), message);
            diagnostic.key = Some(entry.key().to_owned());
            diagnostic.found = Some(parent.to_owned());
            out.push(diagnostic);
        }
    }
}

/// The parent: in the same file first, else anywhere in the corpus, as biber reads several files as one.
fn find(context: &FileContext<'_>, key: &str) -> Option<RecordId> {
    let own = Scope::Some(vec![context.place]);
    context.corpus.find(key, &own).or_else(|| context.corpus.find(key, &Scope::All))
}

/// Whether inheritance from `from` comes back to `target`.
fn reaches(context: &FileContext<'_>, from: RecordId, target: RecordId) -> bool {
    let mut waiting = vec![from];
    let mut seen = Vec::new();
    while let Some(id) = waiting.pop() {
        if id == target {
            return true;
        }
        if seen.contains(&id) || seen.len() >= DEPTH {
            continue;
        }
        seen.push(id);
        let inherited = context.corpus.entry(id).parents().filter(|(kind, _)| *kind != ParentKind::Xref);
        waiting.extend(inherited.filter_map(|(_, parent)| find(context, parent)));
    }
    false
}

/// Where the parent's key stands, if the record can still be read; else the record's own key.
fn span_of(context: &FileContext<'_>, row: u32, parent: &str) -> Span {
    let record = context.shard.record(row).ok();
    let written = record.as_ref().and_then(|record| record.parents.iter().find(|one| one.key.value == parent));
    written.and_then(|one| one.key.from.cover()).unwrap_or_else(|| context.shard.entry(row).key_span())
}
