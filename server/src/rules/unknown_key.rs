//! unknown-key: a cited key that no record has, with the nearest key.

use super::lookup::{Lookup, lookup};
use super::{Check, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity, record_of};
use crate::manuscript::Citation;
use siglum_corpus::index::NearKey;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-key",
    severity: Severity::Error,
    docs: Docs {
        summary: ["A cited key that no record has", "Une clé citée qu'aucune notice ne porte"],
        en: include_str!("../../../docs/rules/en/unknown-key.md"),
        fr: include_str!("../../../docs/rules/fr/unknown-key.md"),
    },
    messages: &[
        MessageText {
            id: "nearest",
            en: "no record has the key \"{key}\"; the nearest is \"{nearest}\"",
            fr: "aucune notice ne porte la clé « {key} » ; la plus proche est « {nearest} »",
        },
        MessageText {
            id: "unknown",
            en: "no record has the key \"{key}\"",
            fr: "aucune notice ne porte la clé « {key} »",
        },
        MessageText { id: "fix", en: "Cite \"{nearest}\"", fr: "Citer « {nearest} »" },
        MessageText { id: "record", en: "the nearest record", fr: "la notice la plus proche" },
    ],
    check: Check::Manuscript(check),
};

/// How many nearest keys are offered.
const OFFERED: usize = 3;

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for citation in &context.manuscript.citations {
        if lookup(context, citation) == Lookup::Unknown {
            out.push(unknown(context, citation));
        }
    }
}

fn unknown(context: &Context<'_>, citation: &Citation) -> Diagnostic {
    let near = context.corpus.nearest_keys(&citation.key, &context.served.scope, OFFERED);
    let mut diagnostic = Diagnostic::new(&RULE, citation.key_span, Message::new("unknown").arg("key", &citation.key));
    diagnostic.key = Some(citation.key.clone());
    diagnostic.found = Some(citation.key.clone());
    let Some(best) = near.first() else { return diagnostic };
    let nearest = context.corpus.entry(best.id).key().to_owned();
    diagnostic.message = Message::new("nearest").arg("key", &citation.key).arg("nearest", &nearest);
    diagnostic.related.push(record_of(context.corpus, best.id, Message::new("record")));
    diagnostic.expected = Some(nearest);
    diagnostic.fixes = near.iter().map(|one| fix(context, citation, one, &near)).collect();
    diagnostic
}

/// Safe is only a key that differs in case, or the one key at one edit that is not in digits: `smith2016` for
/// `smith2015` may be another work of the same author.
fn fix(context: &Context<'_>, citation: &Citation, one: &NearKey, near: &[NearKey]) -> Fix {
    let key = context.corpus.entry(one.id).key();
    let unique = near.iter().filter(|other| other.distance <= 1).count() == 1;
    let safe = one.distance <= 1 && unique && digits(&citation.key).eq(digits(key));
    Fix {
        title: Message::new("fix").arg("nearest", key),
        safety: if safe { Safety::Safe } else { Safety::Unsafe },
        edits: vec![Edit { path: None, span: citation.key_span, text: key.to_owned() }],
    }
}

fn digits(key: &str) -> impl Iterator<Item = char> + '_ {
    key.chars().filter(char::is_ascii_digit)
}
