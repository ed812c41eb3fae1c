//! unused-ignore: a `siglum-ignore` comment that silences nothing.
//!
//! Which comments those are is known only after all rules: the analysis finds them, and asks this file for the words.

use super::{Check, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity};
use siglum_corpus::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-ignore",
    severity: Severity::Warning,
    docs: Docs {
        summary: ["A siglum-ignore comment without effect", "Un commentaire siglum-ignore sans effet"],
        en: include_str!("../../../docs/rules/en/unused-ignore.md"),
        fr: include_str!("../../../docs/rules/fr/unused-ignore.md"),
    },
    messages: &[
        MessageText {
            id: "unused",
            en: "nothing of {rule} is found where this comment would silence it",
            fr: "rien de {rule} n'est trouvé là où ce commentaire le ferait taire",
        },
        MessageText {
            id: "blanket",
            en: "{verb} names no rule, so it silences nothing: write {verb} RULE -- reason",
            fr: "{verb} ne nomme aucune règle et ne fait donc rien taire : écrivez {verb} RÈGLE -- raison",
        },
        MessageText {
            id: "unknown-rule", en: "there is no rule \"{rule}\"", fr: "il n'y a pas de règle « {rule} »"
        },
        MessageText {
            id: "nearest-rule",
            en: "there is no rule \"{rule}\"; the nearest is \"{near}\"",
            fr: "il n'y a pas de règle « {rule} » ; la plus proche est « {near} »",
        },
        MessageText {
            id: "unknown-verb",
            en: "\"{verb}\" means nothing; the nearest is \"{near}\"",
            fr: "« {verb} » ne veut rien dire ; le plus proche est « {near} »",
        },
        MessageText {
            id: "not-open",
            en: "no siglum-ignore-start stands before this end",
            fr: "aucun siglum-ignore-start ne précède cette fin",
        },
        MessageText { id: "remove", en: "Take {rule} out of the comment", fr: "Enlever {rule} du commentaire" },
        MessageText { id: "write", en: "Write \"{near}\"", fr: "Écrire « {near} »" },
    ],
    check: Check::Ignores,
};

/// A comment silences a rule where it finds nothing.
pub fn unused(name: Span, rule: &str, fix: Option<(Span, String)>) -> Diagnostic {
    let mut diagnostic = new(name, rule, Message::new("unused").arg("rule", rule));
    diagnostic.fixes.extend(fix.map(|(span, text)| Fix {
        title: Message::new("remove").arg("rule", rule),
        safety: Safety::Safe,
        edits: vec![Edit { path: None, span, text }],
    }));
    diagnostic.unnecessary = true;
    diagnostic
}

/// A comment names no rule.
pub fn blanket(span: Span, verb: &str) -> Diagnostic {
    new(span, verb, Message::new("blanket").arg("verb", verb))
}

/// A comment names a rule that is none.
pub fn unknown_rule(span: Span, rule: &str, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => misspelt(span, rule, near, Message::new("nearest-rule").arg("rule", rule).arg("near", near)),
        None => new(span, rule, Message::new("unknown-rule").arg("rule", rule)),
    }
}

/// A comment begins with what is none of its words.
pub fn unknown_verb(span: Span, verb: &str, near: &str) -> Diagnostic {
    misspelt(span, verb, near, Message::new("unknown-verb").arg("verb", verb).arg("near", near))
}

/// A stretch ends that did not begin.
pub fn not_open(span: Span) -> Diagnostic {
    Diagnostic::new(&RULE, span, Message::new("not-open"))
}

fn new(span: Span, found: &str, message: Message) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(&RULE, span, message);
    diagnostic.found = Some(found.to_owned());
    diagnostic
}

fn misspelt(span: Span, found: &str, near: &str, message: Message) -> Diagnostic {
    let mut diagnostic = new(span, found, message);
    diagnostic.expected = Some(near.to_owned());
    diagnostic.fixes.push(Fix {
        title: Message::new("write").arg("near", near),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text: near.to_owned() }],
    });
    diagnostic
}
