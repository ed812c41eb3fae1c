//! missing-bibliography: a declared bibliography is not there. Said once; rules about keys are silent for that manuscript.

use super::lookup::nothing_serves;
use super::{Check, Context, Diagnostic, Docs, Message, MessageText, Rule, Severity, file_name};
use crate::manuscript::{Citation, Form};
use siglum_corpus::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-bibliography",
    severity: Severity::Error,
    docs: Docs {
        summary: ["A declared bibliography that is not there", "Une bibliographie déclarée qui n'est pas là"],
        en: include_str!("../../../docs/rules/en/missing-bibliography.md"),
        fr: include_str!("../../../docs/rules/fr/missing-bibliography.md"),
    },
    messages: &[
        MessageText {
            id: "missing",
            en: "the bibliography \"{path}\" is not there; keys are not checked",
            fr: "la bibliographie « {path} » n'est pas là ; les clés ne sont pas vérifiées",
        },
        MessageText {
            id: "other-case",
            en: "the bibliography \"{path}\" is not there, but \"{name}\" is: other systems tell them apart",
            fr: "la bibliographie « {path} » n'est pas là, mais « {name} » l'est : d'autres systèmes les distinguent",
        },
        MessageText {
            id: "none",
            en: "no bibliography was found for this manuscript; its keys are not checked (cited: {count})",
            fr: "aucune bibliographie n'a été trouvée pour ce manuscrit ; ses clés ne sont pas vérifiées (citées : {count})",
        },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (path, span) in &context.served.missing {
        let other = other_case(context, path);
        let message = match &other {
            Some(name) => Message::new("other-case").arg("name", name),
            None => Message::new("missing"),
        };
        let message = message.arg("path", path);
        let mut diagnostic = Diagnostic::new(&RULE, span.unwrap_or_else(|| start(context)), message);
        diagnostic.found = Some(path.clone());
        diagnostic.expected = other;
        out.push(diagnostic);
    }
    if context.served.missing.is_empty() && !context.served.pending && nothing_serves(context) {
        none(context, out);
    }
}

/// Nothing was declared and nothing lies about. Bare `@words` alone are more likely people than citations.
fn none(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let own_keys = &context.manuscript.own_keys;
    let foreign = |one: &&Citation| !one.crossref && !own_keys.iter().any(|own| own.key == one.key);
    let cited: Vec<_> = context.manuscript.citations.iter().filter(foreign).collect();
    let Some(first) = cited.iter().find(|citation| citation.form == Form::Normal) else { return };
    let message = Message::new("none").arg("count", cited.len().to_string());
    let mut diagnostic = Diagnostic::new(&RULE, first.key_span, message);
    diagnostic.severity = Severity::Warning;
    out.push(diagnostic);
}

/// The name of a corpus file that differs from a declared one in case only.
fn other_case(context: &Context<'_>, path: &str) -> Option<String> {
    let name = path.rsplit(['/', '\\']).next()?.to_lowercase();
    let files = context.corpus.shards().iter().map(|shard| file_name(shard.path()));
    files.into_iter().find(|file| file.to_lowercase() == name)
}

/// The first character of the manuscript, for what another file of its project declares.
fn start(context: &Context<'_>) -> Span {
    Span::new(0, context.text.chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_file_that_differs_in_case_is_named() {
        check(
            "//- /Refs.bib
@book{a, title = {A}}
//- /draft.md
---
bibliography: refs.bib
              ^^^^^^^^ error[missing-bibliography]: the bibliography \"refs.bib\" is not there, but \"Refs.bib\" is: other systems tell them apart
---

See [@a].
",
        );
    }
}
