//! swapped-name: the text calls an author by the given name, as if that were the family name.

use super::near::attached::is_given;
use super::near::kinds::Kinds;
use super::near::shifted;
use super::near::swapped::Inverted;
use super::near::typed::main_names;
use super::record_of;
use super::{Check, Confidence, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity};
use siglum_corpus::Span;
use siglum_corpus::fold::fold;
use siglum_corpus::index::RecordId;

/// The rule.
pub static RULE: Rule = Rule {
    name: "swapped-name",
    severity: Severity::Warning,
    docs: Docs {
        summary: ["An author who is cited by the given name", "Un auteur qui est cité par son prénom"],
        en: include_str!("../../../docs/rules/en/swapped-name.md"),
        fr: include_str!("../../../docs/rules/fr/swapped-name.md"),
    },
    messages: &[
        MessageText {
            id: "given",
            en: "{found} is the given name of {person}, an author of {key}",
            fr: "{found} est le prénom de {person}, un auteur de {key}",
        },
        MessageText {
            id: "inverted",
            en: "given and family name are swapped: {key} has \"{expected}\"",
            fr: "prénom et nom sont échangés : {key} a « {expected} »",
        },
        MessageText { id: "fix", en: "Write \"{expected}\"", fr: "Écrire « {expected} »" },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (start, facts) in context.reading().paragraphs(Kinds::NAMES) {
        let given = facts.given.iter();
        out.extend(given.filter_map(|(span, record)| called_by_given(context, shifted(*span, start), *record)));
        out.extend(facts.inverted.iter().map(|inverted| in_reference(context, start, inverted)));
    }
}

/// A name before a citation that is the given name of one author of it and nobody's family name.
fn called_by_given(context: &Context<'_>, span: Span, id: RecordId) -> Option<Diagnostic> {
    let found = span.of(&context.manuscript.prose.text);
    let folded = fold(found);
    let name = main_names(context.corpus.entry(id).names()).into_iter().find(|name| is_given(name, &folded))?;
    let person = format!("{} {}", name.given, name.family);
    let message = Message::new("given").arg("found", found).arg("person", person);
    Some(diagnose(context, id, (message, span), name.family.to_owned()))
}

/// A name in a typed reference that stands as "Given, Family" or "Given, F.".
fn in_reference(context: &Context<'_>, start: u32, inverted: &Inverted) -> Diagnostic {
    let message = Message::new("inverted").arg("expected", &inverted.name);
    diagnose(context, inverted.record, (message, shifted(inverted.span, start)), inverted.expected.clone())
}

fn diagnose(context: &Context<'_>, id: RecordId, (message, place): (Message, Span), expected: String) -> Diagnostic {
    let prose = &context.manuscript.prose;
    let key = context.corpus.entry(id).key().to_owned();
    let span = prose.source(place);
    let mut diagnostic = Diagnostic::new(&RULE, span, message.arg("key", &key));
    diagnostic.confidence = Confidence::Medium;
    diagnostic.found = Some(place.of(&prose.text).to_owned());
    diagnostic.related.push(record_of(context.corpus, id, Message::new("record")));
    diagnostic.fixes.push(Fix {
        title: Message::new("fix").arg("expected", &expected),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text: expected.clone() }],
    });
    diagnostic.expected = Some(expected);
    diagnostic.key = Some(key);
    diagnostic
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;

    /// The names that are swapped in a text, as "found > expected".
    fn found(text: &str) -> Vec<String> {
        let bib = "@article{t16, author = {Tuurnas, Sanna and Stenvall, Jari}, title = {The impact of co-production on accountability}, journal = {R}, year = {2016}}\n\
                   @book{l80, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = {1980}}\n\
                   @book{m90, author = {Michael, John}, title = {Another book}, year = {1990}}\n\
                   @book{d21, author = {Alighieri, Dante}, title = {Commedia}, year = {1921}}\n";
        let fixture = Fixture::new(&format!("//- /refs.bib\n{bib}//- /draft.md\n{text}\n"));
        let found = fixture.findings(&fixture.manuscripts[0]).into_iter().filter(|one| one.rule == "swapped-name");
        found.map(|one| format!("{} > {}", one.found.unwrap_or_default(), one.expected.unwrap_or_default())).collect()
    }

    #[test]
    fn a_given_name_before_a_citation_is_found() {
        assert_eq!(found("As Sanna [-@t16] shows."), ["Sanna > Tuurnas"]);
        assert_eq!(found("As Sanna and Jari [-@t16] show."), ["Sanna > Tuurnas", "Jari > Stenvall"]);
        assert_eq!(found("Sanna et al. [@t16] show."), ["Sanna > Tuurnas"]);
    }

    #[test]
    fn names_in_order_are_silent() {
        for text in [
            "As Tuurnas [-@t16] shows.",
            "As Sanna Tuurnas [-@t16] shows.",
            "As Tuurnas Sanna [-@t16] shows.",
            "As Michael [-@l80] shows.",
            "As Dante [-@d21] says.",
            "As Tuurnas (Sanna) [@t16] says.",
            "In Helsinki [@t16].",
            "In her study, Sanna @t16 shows.",
            "Sanna [@t16; @nobody]",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn references_with_swapped_names_are_found() {
        let rest = "(2016). The impact of co-production on accountability. R.";
        assert_eq!(found(&format!("Sanna, T., & Stenvall, J. {rest}")), ["Sanna, T. > Tuurnas, S."]);
        assert_eq!(found(&format!("Sanna, Tuurnas and Stenvall, Jari {rest}")), ["Sanna, Tuurnas > Tuurnas, Sanna"]);
        assert!(found(&format!("Tuurnas, Sanna, Stenvall, Jari {rest}")).is_empty());
        assert!(found(&format!("Sanna Tuurnas, Jari Stenvall {rest}")).is_empty());
    }
}
