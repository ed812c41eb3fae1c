//! empty-field: a field without a value.

use super::record::RecordContext;
use super::{Check, Diagnostic, Docs, Message, MessageText, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "empty-field",
    severity: Severity::Info,
    docs: Docs {
        summary: ["A field without a value", "Un champ sans valeur"],
        en: include_str!("../../../docs/rules/en/empty-field.md"),
        fr: include_str!("../../../docs/rules/fr/empty-field.md"),
    },
    messages: &[MessageText {
        id: "empty", en: "the field \"{field}\" is empty", fr: "le champ « {field} » est vide"
    }],
    check: Check::Record(check),
};

/// Fields that reference managers keep for themselves: nobody can mend these for good.
const OWN: [&str; 6] = ["file", "groups", "owner", "timestamp", "keywords", "options"];

fn check(context: &RecordContext<'_>, out: &mut Vec<Diagnostic>) {
    for field in context.fields().iter().filter(|field| field.is_empty) {
        let name = field.name.of(context.text);
        if OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            continue;
        }
        let message = Message::new("empty").arg("field", name);
        let mut diagnostic = context.finding(&RULE, Some(context.placed(field.name)), message);
        diagnostic.found = Some(name.to_owned());
        out.push(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;

    /// The empty fields of a bibliography, as "key field".
    fn found(bib: &str) -> Vec<String> {
        let fixture = Fixture::new(&format!("//- /refs.bib\n{bib}\n"));
        let file = &fixture.bibliographies[0];
        let found = fixture.findings(file).into_iter().filter(|one| one.rule == "empty-field");
        found.map(|one| format!("{} {}", one.key.unwrap_or_default(), one.span.of(&file.text))).collect()
    }

    #[test]
    fn what_holds_nothing_is_found() {
        let bib = "@book{a, title = {}, author = \"\", year = { {} },\n publisher = {X}, note = {{}}}";
        assert_eq!(found(bib), ["a title", "a author", "a year", "a note"]);
        assert_eq!(found("@book{a, title = {} # \"\"}"), ["a title"]);
    }

    #[test]
    fn what_holds_something_is_not() {
        assert!(
            found("@book{a, title = {X}, year = 2001, month = jan, note = {} # x, file = {}, keywords = {}}")
                .is_empty()
        );
        assert!(found("@comment{title = {}} @string{x = {}} @preamble{{}}").is_empty());
    }
}
