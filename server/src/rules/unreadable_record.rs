//! unreadable-record: a fault of syntax in a corpus file, with the place and what was still read.

use super::{Check, Diagnostic, Docs, Edit, FileContext, Fix, Message, MessageText, Rule, Safety, Severity};
use siglum_corpus::Span;
use siglum_corpus::read::{Problem, ProblemKind};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unreadable-record",
    severity: Severity::Error,
    docs: Docs {
        summary: ["A fault of syntax in a bibliography", "Une faute de syntaxe dans une bibliographie"],
        en: include_str!("../../../docs/rules/en/unreadable-record.md"),
        fr: include_str!("../../../docs/rules/fr/unreadable-record.md"),
    },
    messages: &[
        MessageText {
            id: "unclosed-entry",
            en: "this entry is not closed; it was read up to here",
            fr: "cette entrée n'est pas fermée ; elle a été lue jusqu'ici",
        },
        MessageText {
            id: "unclosed-value",
            en: "this value is not closed; the entry was cut here",
            fr: "cette valeur n'est pas fermée ; l'entrée a été coupée ici",
        },
        MessageText {
            id: "missing-comma",
            en: "a comma is missing before this field; it was read all the same",
            fr: "il manque une virgule avant ce champ ; il a été lu quand même",
        },
        MessageText {
            id: "missing-equals",
            en: "\"=\" is missing between this field's name and its value",
            fr: "il manque « = » entre le nom de ce champ et sa valeur",
        },
        MessageText { id: "missing-key", en: "this entry has no key", fr: "cette entrée n'a pas de clé" },
        MessageText {
            id: "expected-field",
            en: "expected a field, name = value",
            fr: "on attendait un champ, nom = valeur",
        },
        MessageText {
            id: "expected-value",
            en: "a value is missing after \"=\"",
            fr: "il manque une valeur après « = »",
        },
        MessageText {
            id: "unknown-macro",
            en: "no @string defines \"{name}\"; its name was kept as text",
            fr: "aucun @string ne définit « {name} » ; son nom a été gardé comme texte",
        },
        MessageText {
            id: "macro-budget",
            en: "the macro \"{name}\" expands to too much text, or to itself; it was cut",
            fr: "la macro « {name} » donne trop de texte, ou se contient elle-même ; elle a été coupée",
        },
        MessageText {
            id: "too-deep",
            en: "braces are nested too deep; the value was cut",
            fr: "les accolades sont trop imbriquées ; la valeur a été coupée",
        },
        MessageText {
            id: "too-long",
            en: "too long to be read whole ({bytes} bytes)",
            fr: "trop long pour être lu en entier ({bytes} octets)",
        },
        MessageText { id: "syntax", en: "fault of syntax: {what}", fr: "faute de syntaxe : {what}" },
        MessageText {
            id: "not-a-record",
            en: "this element is not a record ({what})",
            fr: "cet élément n'est pas une notice ({what})",
        },
        MessageText {
            id: "not-utf8",
            en: "this file is not UTF-8; it was read as windows-1252",
            fr: "ce fichier n'est pas en UTF-8 ; il a été lu en windows-1252",
        },
        MessageText {
            id: "encoded-twice",
            en: "this file was encoded as UTF-8 twice (\"Ã©\" for \"é\"); it was read as it was before",
            fr: "ce fichier a été encodé deux fois en UTF-8 (« Ã© » pour « é ») ; il a été lu comme il était avant",
        },
        MessageText { id: "binary", en: "this file is not text", fr: "ce fichier n'est pas du texte" },
        MessageText { id: "fix-comma", en: "Insert the comma", fr: "Insérer la virgule" },
    ],
    check: Check::Bibliography(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Diagnostic>) {
    for problem in context.shard.problems() {
        let (severity, message) = message_of(&problem.kind);
        let mut diagnostic = Diagnostic::new(&RULE, problem.span, message);
        diagnostic.severity = severity;
        diagnostic.key.clone_from(&problem.key);
        diagnostic.fixes.extend(fix(problem));
        out.push(diagnostic);
    }
}

/// What was read all the same is no error: an unknown macro or an old encoding loses no record.
fn message_of(kind: &ProblemKind) -> (Severity, Message) {
    let error = |id| (Severity::Error, Message::new(id));
    match kind {
        ProblemKind::UnclosedEntry => error("unclosed-entry"),
        ProblemKind::UnclosedValue => error("unclosed-value"),
        ProblemKind::MissingComma => error("missing-comma"),
        ProblemKind::MissingKey => error("missing-key"),
        ProblemKind::MissingEquals => error("missing-equals"),
        ProblemKind::ExpectedField => error("expected-field"),
        ProblemKind::ExpectedValue => error("expected-value"),
        ProblemKind::UnknownMacro(name) => (Severity::Warning, Message::new("unknown-macro").arg("name", name)),
        ProblemKind::MacroBudget(name) => (Severity::Error, Message::new("macro-budget").arg("name", name)),
        ProblemKind::TooDeep => error("too-deep"),
        ProblemKind::TooLong(bytes) => (Severity::Error, Message::new("too-long").arg("bytes", bytes.to_string())),
        ProblemKind::Syntax(what) => (Severity::Error, Message::new("syntax").arg("what", what)),
        ProblemKind::NotARecord(what) => (Severity::Error, Message::new("not-a-record").arg("what", what)),
        ProblemKind::NotUtf8 => (Severity::Info, Message::new("not-utf8")),
        ProblemKind::EncodedTwice => (Severity::Warning, Message::new("encoded-twice")),
        ProblemKind::Binary => error("binary"),
    }
}

/// A missing comma can only stand in one place.
fn fix(problem: &Problem) -> Option<Fix> {
    if problem.kind != ProblemKind::MissingComma {
        return None;
    }
    let at = Span { start: problem.span.start, end: problem.span.start };
    let edits = vec![Edit { path: None, span: at, text: ", ".to_owned() }];
    Some(Fix { title: Message::new("fix-comma"), safety: Safety::Safe, edits })
}
