//! duplicate-key: one key, two records of a file.

use super::{Check, Diagnostic, Docs, FileContext, Message, MessageText, Related, Rule, Severity};
use std::collections::HashMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-key",
    severity: Severity::Error,
    docs: Docs {
        summary: ["One key, two records", "Une clé, deux notices"],
        en: include_str!("../../../docs/rules/en/duplicate-key.md"),
        fr: include_str!("../../../docs/rules/fr/duplicate-key.md"),
    },
    messages: &[
        MessageText {
            id: "duplicate",
            en: "the key \"{key}\" has a record already; tools keep one of the two, and not all the same",
            fr: "la clé « {key} » a déjà une notice ; les outils gardent l'une des deux, et pas tous la même",
        },
        MessageText { id: "first", en: "the first record of this key", fr: "la première notice de cette clé" },
    ],
    check: Check::Bibliography(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Diagnostic>) {
    let mut seen = HashMap::new();
    for row in 0..context.shard.len() {
        let entry = context.shard.entry(row);
        // A record without a key of its own is another rule's matter.
        if entry.key().is_empty() || entry.key_span().is_empty() {
            continue;
        }
        if let Some(first) = seen.get(entry.key()) {
            let message = Message::new("duplicate").arg("key", entry.key());
            let mut diagnostic = Diagnostic::new(&RULE, entry.key_span(), message);
            diagnostic.key = Some(entry.key().to_owned());
            diagnostic.found = Some(entry.key().to_owned());
            diagnostic.related.push(Related { path: None, span: *first, message: Message::new("first") });
            out.push(diagnostic);
        } else {
            seen.insert(entry.key(), entry.key_span());
        }
    }
}
