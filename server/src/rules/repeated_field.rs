//! repeated-field: a field that stands twice in a record.

use super::record::RecordContext;
use super::{Check, Diagnostic, Docs, Message, MessageText, Related, Rule, Severity};
use rustc_hash::FxHashMap;
use siglum_corpus::read::bibtex::written::Field;

/// The rule.
pub static RULE: Rule = Rule {
    name: "repeated-field",
    severity: Severity::Warning,
    docs: Docs {
        summary: ["A field that stands twice in a record", "Un champ qui figure deux fois dans une notice"],
        en: include_str!("../../../docs/rules/en/repeated-field.md"),
        fr: include_str!("../../../docs/rules/fr/repeated-field.md"),
    },
    messages: &[
        MessageText {
            id: "differs",
            en: "the field \"{field}\" stands here again with another value; only one of them is used",
            fr: "le champ « {field} » figure ici encore, avec une autre valeur ; une seule est utilisée",
        },
        MessageText {
            id: "same",
            en: "the field \"{field}\" stands here again with the same value",
            fr: "le champ « {field} » figure ici encore, avec la même valeur",
        },
        MessageText { id: "first", en: "the first one", fr: "le premier" },
    ],
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, out: &mut Vec<Diagnostic>) {
    if !may_repeat(context) {
        return;
    }
    let mut seen = FxHashMap::default();
    for field in context.fields() {
        let name = field.name.of(context.text);
        let lower = name.to_ascii_lowercase();
        // What is empty says nothing twice.
        if field.is_empty {
            continue;
        }
        let Some((first, told)) = seen.get_mut(&lower) else {
            seen.insert(lower, (field, false));
            continue;
        };
        if std::mem::replace(told, true) {
            continue;
        }
        let same = value(first.value.of(context.text)) == value(field.value.of(context.text));
        let message = Message::new(if same { "same" } else { "differs" }).arg("field", name);
        let mut diagnostic = context.finding(&RULE, Some(context.placed(field.name)), message);
        if same {
            diagnostic.severity = Severity::Info;
        }
        diagnostic.found = Some(name.to_owned());
        let span = context.placed(first.name);
        diagnostic.related.push(Related { path: None, span, message: Message::new("first") });
        out.push(diagnostic);
    }
}

/// Whether there may be something to look at: a record has few fields, and hardly ever one of them twice.
fn may_repeat(context: &RecordContext<'_>) -> bool {
    const FEW: usize = 32;
    let fields = context.fields();
    let name = |field: &Field| field.name.of(context.text);
    let is_again = |(place, field): (usize, &Field)| {
        let mut before = fields.iter().take(place);
        before.any(|other| name(other).eq_ignore_ascii_case(name(field)))
    };
    fields.len() > FEW || fields.iter().enumerate().any(is_again)
}

/// A value without what holds it and without its white space.
fn value(written: &str) -> String {
    let inner = written.trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | '"'));
    inner.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;

    /// The repeated fields of a bibliography, as "severity field line".
    fn found(bib: &str) -> Vec<String> {
        let fixture = Fixture::new(&format!("//- /refs.bib\n{bib}\n"));
        let file = &fixture.bibliographies[0];
        let found = fixture.findings(file).into_iter().filter(|one| one.rule == "repeated-field");
        let line = |at: u32| file.text[..at as usize].matches('\n').count();
        found
            .map(|one| format!("{} {} {}", one.severity.name(), one.span.of(&file.text), line(one.span.start)))
            .collect()
    }

    #[test]
    fn a_second_value_is_found_in_any_case() {
        let bib = "@book{a,\n author = {Smith, J.},\n title = {A},\n Author = {Doe, J.},\n author = {Roe, R.},\n}";
        assert_eq!(found(bib), ["warning Author 3"]);
        assert_eq!(found("@book{a,\n year = 2001,\n year = {2001},\n}"), ["info year 2"]);
    }

    #[test]
    fn other_fields_and_other_records_are_silent() {
        let bib = "@article{a, journal = {X}, journaltitle = {X}, year = 2001, date = {2001}, note = {}, note = {N}}\n\
                   @article{b, journal = {X}}";
        assert!(found(bib).is_empty());
    }
}
