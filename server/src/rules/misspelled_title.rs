//! misspelled-title: a title that is quoted in the prose, or stands in a typed reference, and differs by a slip from a
//! record's (near-miss.md, section 8).

use super::titles::{Slip, listed, quoted};
use super::{Check, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity, record_of};

/// The rule.
pub static RULE: Rule = Rule {
    name: "misspelled-title",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A title that differs by a slip from a record's",
            "Un titre qui diffère par une faute de celui d'une notice",
        ],
        en: include_str!("../../../docs/rules/en/misspelled-title.md"),
        fr: include_str!("../../../docs/rules/fr/misspelled-title.md"),
    },
    messages: &[
        MessageText {
            id: "differs",
            en: "The title differs from that of {key}: \"{found}\", where the record has \"{expected}\"",
            fr: "Le titre diffère de celui de {key} : « {found} », là où la notice a « {expected} »",
        },
        MessageText {
            id: "lacks",
            en: "The title differs from that of {key}: it lacks \"{expected}\"",
            fr: "Le titre diffère de celui de {key} : il y manque « {expected} »",
        },
        MessageText {
            id: "extra",
            en: "The title differs from that of {key}: \"{found}\" is not in the record's",
            fr: "Le titre diffère de celui de {key} : « {found} » n'est pas dans la notice",
        },
        MessageText { id: "fix", en: "Write \"{expected}\"", fr: "Écrire « {expected} »" },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let listed = listed(context);
    for &span in &context.manuscript.prose.emphasis {
        // What stands in a typed reference is judged there.
        if listed.iter().any(|one| one.slip.as_ref().is_some_and(|slip| overlaps(slip.span, span))) {
            continue;
        }
        if let Some(slip) = quoted(context, span) {
            out.push(diagnose(context, &slip, Severity::Info));
        }
    }
    for slip in listed.iter().filter_map(|one| one.slip.as_ref()) {
        out.push(diagnose(context, slip, Severity::Warning));
    }
}

fn overlaps(a: siglum_corpus::Span, b: siglum_corpus::Span) -> bool {
    a.start < b.end && b.start < a.end
}

fn diagnose(context: &Context<'_>, slip: &Slip, severity: Severity) -> Diagnostic {
    let prose = &context.manuscript.prose;
    let span = prose.source(slip.span);
    let key = context.corpus.entry(slip.record).key().to_owned();
    let (found, expected) = &slip.words;
    let id = match (found.is_empty(), expected.is_empty()) {
        (true, _) => "lacks",
        (_, true) => "extra",
        _ => "differs",
    };
    let message = Message::new(id).arg("found", found).arg("expected", expected).arg("key", &key);
    let mut diagnostic = Diagnostic::new(&RULE, span, message);
    diagnostic.severity = severity;
    diagnostic.found = Some(slip.span.of(&prose.text).to_owned());
    diagnostic.expected = Some(slip.title.clone());
    diagnostic.key = Some(key);
    diagnostic.related.push(record_of(context.corpus, slip.record, Message::new("record")));
    diagnostic.fixes.push(Fix {
        title: Message::new("fix").arg("expected", &slip.title),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text: slip.title.clone() }],
    });
    diagnostic
}
