//! unreadable-record: a fault of syntax in a corpus file, with the place and what was still read.

use super::{Check, Diagnostic, Docs, Edit, FileContext, Fix, Message, MessageText, Rule, Safety, Severity};
use siglum_corpus::read::{Problem, ProblemKind};
use siglum_corpus::{Shard, Span};
use std::collections::HashSet;

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
        MessageText {
            id: "missing-key",
            en: "this entry has no key: nothing can cite it, and Biber skips it",
            fr: "cette entrée n'a pas de clé : rien ne peut la citer, et Biber la saute",
        },
        MessageText {
            id: "unclosed-comment",
            en: "this @comment is not closed: Biber takes what follows for a part of it",
            fr: "ce @comment n'est pas fermé : Biber y met ce qui suit",
        },
        MessageText {
            id: "escaped-brace",
            en: "BibTeX ends the value at this brace, whatever stands before it; it was read to the brace that was meant",
            fr: "BibTeX finit la valeur à cette accolade, quoi qu'il y ait devant ; elle a été lue jusqu'à la bonne",
        },
        MessageText {
            id: "expected-field",
            en: "this is no field, name = value; it was skipped",
            fr: "ceci n'est pas un champ, nom = valeur ; il a été sauté",
        },
        MessageText {
            id: "expected-value",
            en: "a value is missing after \"=\"",
            fr: "il manque une valeur après « = »",
        },
        MessageText {
            id: "unknown-macro",
            en: "no @string before it defines \"{name}\"; its name was kept as text",
            fr: "aucun @string ne définit « {name} » avant ; son nom a été gardé comme texte",
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
    let mut told = HashSet::new();
    for problem in context.shard.problems() {
        if let ProblemKind::UnknownMacro(name) = &problem.kind
            && (is_defined(context, name) || !told.insert(name.to_lowercase()))
        {
            continue;
        }
        let (severity, message) = message_of(&problem.kind);
        let mut diagnostic = Diagnostic::new(&RULE, problem.span, message);
        diagnostic.severity = severity;
        diagnostic.key.clone_from(&problem.key);
        diagnostic.fixes.extend(fix(problem));
        out.push(diagnostic);
    }
}

/// Whether another file defines a macro: BibTeX reads several one after the other, and often one of them has nothing but
/// macros. TeX brings `IEEEabrv.bib` along, whose names all begin alike (M. Shell: How to use the `IEEEtran` BibTeX style).
fn is_defined(context: &FileContext<'_>, name: &str) -> bool {
    let ieee = name.get(..5).is_some_and(|begins| begins.eq_ignore_ascii_case("IEEE_"));
    let elsewhere = |shard: &Shard| shard.path() != context.shard.path() && shard.defines_macro(name);
    ieee || context.corpus.shards().iter().any(|shard| elsewhere(shard))
}

/// What was read all the same is no error: an unknown macro or an old encoding loses no record.
fn message_of(kind: &ProblemKind) -> (Severity, Message) {
    let error = |id| (Severity::Error, Message::new(id));
    match kind {
        ProblemKind::UnclosedEntry => error("unclosed-entry"),
        ProblemKind::UnclosedComment => (Severity::Warning, Message::new("unclosed-comment")),
        ProblemKind::EscapedBrace => error("escaped-brace"),
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

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Fixture, check};

    #[test]
    fn each_fault_is_told_at_its_place() {
        check(
            "//- /refs.bib\n@article{a,\n  title = {One \\} two},\n               ^^ error[unreadable-record]: BibTeX ends the value at this brace, whatever stands before it; it was read to the brace that was meant\n\
            \x20 oh no, journal = {J},\n  ^^^^^ error[unreadable-record]: this is no field, name = value; it was skipped\n\
            \x20 author = {Roe, R.}, year = 2001,\n}\n\
            @comment{old,\n^^^^^^^^^ warning[unreadable-record]: this @comment is not closed: Biber takes what follows for a part of it\n",
        );
    }

    #[test]
    fn a_macro_is_told_once_and_not_where_another_file_defines_it() {
        let used = "@book{a, title = {T}, author = {Roe, R.}, year = 2001, publisher = ACM}\n@book{b, title = {U}, author = {Roe, R.}, year = 2002, publisher = Acm, series = LNCS, note = IEEE_J_PROC}\n";
        let found = |files: &str| {
            let fixture = Fixture::new(files);
            let file = &fixture.bibliographies[0];
            let found = fixture.findings(file).into_iter().filter(|one| one.rule == "unreadable-record");
            found.map(|one| one.span.of(&file.text).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found(&format!("//- /a.bib\n{used}")), ["ACM", "LNCS"]);
        assert_eq!(found(&format!("//- /a.bib\n{used}//- /macros.bib\n@string{{acm = {{ACM Press}}}}\n")), ["LNCS"]);
    }
}
