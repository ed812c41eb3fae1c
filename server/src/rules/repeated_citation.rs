//! repeated-citation: a key twice in one cluster.

use super::{Check, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Related, Rule, Safety, Severity};
use crate::manuscript::Citation;
use siglum_corpus::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "repeated-citation",
    severity: Severity::Info,
    docs: Docs {
        summary: ["A key twice in one cluster", "Une clé deux fois dans le même groupe"],
        en: include_str!("../../../docs/rules/en/repeated-citation.md"),
        fr: include_str!("../../../docs/rules/fr/repeated-citation.md"),
    },
    messages: &[
        MessageText {
            id: "repeated",
            en: "\"{key}\" is cited twice in this cluster",
            fr: "« {key} » est citée deux fois dans ce groupe",
        },
        MessageText { id: "fix", en: "Remove the second \"{key}\"", fr: "Enlever la seconde « {key} »" },
        MessageText { id: "first", en: "first cited here", fr: "citée ici d'abord" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for cluster in &context.manuscript.clusters {
        let citations = context.manuscript.citations_in(cluster);
        for (place, citation) in citations.iter().enumerate().skip(1) {
            // Two places of one work are two citations: `[@a, p. 3; @a, p. 9]`.
            let same = |first: &&Citation| first.key == citation.key && first.locator.is_none();
            let Some(first) = citations[..place].iter().find(same) else { continue };
            if citation.locator.is_none() {
                out.push(repeated(context, first, &citations[place - 1], citation));
            }
        }
    }
}

fn repeated(context: &Context<'_>, first: &Citation, before: &Citation, citation: &Citation) -> Diagnostic {
    let key = &citation.key;
    let mut diagnostic = Diagnostic::new(&RULE, citation.key_span, Message::new("repeated").arg("key", key));
    diagnostic.key = Some(key.clone());
    diagnostic.found = Some(key.clone());
    diagnostic.related.push(Related { path: None, span: first.key_span, message: Message::new("first") });
    let between = Span { start: before.span.end, end: citation.span.start.max(before.span.end) };
    if matches!(between.of(context.text).trim(), ";" | ",") {
        let span = Span { start: between.start, end: citation.span.end };
        diagnostic.fixes.push(Fix {
            title: Message::new("fix").arg("key", key),
            safety: Safety::Safe,
            edits: vec![Edit { path: None, span, text: String::new() }],
        });
    }
    diagnostic
}
