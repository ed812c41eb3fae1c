//! malformed-citation: a citation that does not do what its author means.

use super::{Check, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity};
use crate::manuscript::MalformedKind;

/// The rule.
pub static RULE: Rule = Rule {
    name: "malformed-citation",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A citation that does not do what it seems to",
            "Une citation qui ne fait pas ce qu'elle semble faire",
        ],
        en: include_str!("../../../docs/rules/en/malformed-citation.md"),
        fr: include_str!("../../../docs/rules/fr/malformed-citation.md"),
    },
    messages: &[
        MessageText {
            id: "comma",
            en: "only the first key is cited: keys are separated by \";\", and what follows the comma is a suffix",
            fr: "seule la première clé est citée : les clés se séparent par « ; », et ce qui suit la virgule est un suffixe",
        },
        MessageText {
            id: "empty-item",
            en: "an item without a key: the bracket is printed as it stands and its keys are cited in the text",
            fr: "un élément sans clé : le crochet est imprimé tel quel et ses clés sont citées dans le texte",
        },
        MessageText { id: "empty-key", en: "a citation with an empty key", fr: "une citation dont la clé est vide" },
        MessageText {
            id: "missing-key",
            en: "a citation command without a key",
            fr: "une commande de citation sans clé",
        },
        MessageText {
            id: "unclosed",
            en: "this citation is not closed before the paragraph ends",
            fr: "cette citation n'est pas fermée avant la fin du paragraphe",
        },
        MessageText { id: "fix", en: "Replace \"{old}\" by \"{text}\"", fr: "Remplacer « {old} » par « {text} »" },
        MessageText { id: "remove", en: "Remove \"{text}\"", fr: "Enlever « {text} »" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for malformed in &context.manuscript.malformed {
        let mut diagnostic = Diagnostic::new(&RULE, malformed.span, Message::new(id_of(malformed.kind)));
        diagnostic.found = Some(malformed.span.of(context.text).to_owned());
        if let Some((span, text)) = &malformed.fix {
            let title = if text.is_empty() {
                Message::new("remove").arg("text", span.of(context.text))
            } else {
                Message::new("fix").arg("old", span.of(context.text)).arg("text", text)
            };
            let edits = vec![Edit { path: None, span: *span, text: text.clone() }];
            diagnostic.fixes.push(Fix { title, safety: Safety::Safe, edits });
        }
        out.push(diagnostic);
    }
}

fn id_of(kind: MalformedKind) -> &'static str {
    match kind {
        MalformedKind::CommaBetweenKeys => "comma",
        MalformedKind::EmptyItem => "empty-item",
        MalformedKind::EmptyKey => "empty-key",
        MalformedKind::MissingKey => "missing-key",
        MalformedKind::Unclosed => "unclosed",
    }
}
