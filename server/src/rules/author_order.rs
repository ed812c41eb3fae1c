//! author-order: the authors of a typed citation stand in another order than in the record.

use super::near::kinds::Kinds;
use super::near::shifted;
use super::near::typed::{Typed, is_of, main_names};
use super::{Check, Context, Diagnostic, Docs, Message, MessageText, Rule, Severity, record_of};
use siglum_corpus::Span;
use siglum_corpus::index::RecordId;
use siglum_corpus::shard::NameView;

/// The rule.
pub static RULE: Rule = Rule {
    name: "author-order",
    severity: Severity::Info,
    docs: Docs {
        summary: [
            "The authors of a typed citation stand in another order than in the record",
            "Les auteurs d'une citation saisie sont dans un autre ordre que dans la notice",
        ],
        en: include_str!("../../../docs/rules/en/author-order.md"),
        fr: include_str!("../../../docs/rules/fr/author-order.md"),
    },
    messages: &[
        MessageText {
            id: "order",
            en: "the authors of {key} stand in another order: {expected}",
            fr: "les auteurs de {key} sont dans un autre ordre : {expected}",
        },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (start, facts) in context.reading().paragraphs(Kinds::TYPED) {
        for typed in facts.typed.iter().filter(|typed| typed.names.len() > 1) {
            let wrong = |id: &RecordId| order(context, typed, *id) == Some(false);
            if typed.exact.is_empty() || !typed.exact.iter().all(wrong) {
                continue;
            }
            let (Some(first), Some(last), Some(id)) = (typed.names.first(), typed.names.last(), typed.exact.first())
            else {
                continue;
            };
            let prose = &context.manuscript.prose;
            let place = shifted(Span { start: first.0.start, end: last.0.end }, start);
            let names: Vec<_> = main_names(context.corpus.entry(*id).names()).iter().map(shown).collect();
            let (key, expected) = (context.corpus.entry(*id).key().to_owned(), names.join(", "));
            let message = Message::new("order").arg("key", &key).arg("expected", &expected);
            let mut found = Diagnostic::new(&RULE, prose.source(place), message);
            found.found = Some(place.of(&prose.text).to_owned());
            found.expected = Some(expected);
            found.key = Some(key);
            found.related.push(record_of(context.corpus, *id, Message::new("record")));
            out.push(found);
        }
    }
}

/// A family name as a citation shows it, with its particle.
fn shown(name: &NameView<'_>) -> String {
    if name.particle.is_empty() { name.family.to_owned() } else { format!("{} {}", name.particle, name.family) }
}

/// Whether the typed names stand in the order of the record's; `None` where they are not its only authors.
fn order(context: &Context<'_>, typed: &Typed, id: RecordId) -> Option<bool> {
    let authors = main_names(context.corpus.entry(id).names());
    let place = |form: &String| authors.iter().position(|name| is_of(name, form));
    let places: Vec<usize> = typed.names.iter().filter_map(|(_, form)| place(form)).collect();
    let all = places.len() == typed.names.len() && (typed.others || authors.len() == typed.names.len());
    all.then(|| places.is_sorted())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    const REFS: &str = "//- /refs.bib
@book{s12, author = {Stenvall, Jari and Rannisto, Pasi-Heikki}, title = {U}, year = {2012}}
//- /draft.md
";

    #[test]
    fn another_order_is_found() {
        check(&format!(
            "{REFS}Rannisto et Stenvall (2012) disent.
^^^^^^^^^^^^^^^^^^^^ info[author-order]: the authors of s12 stand in another order: Stenvall, Rannisto
"
        ));
    }

    #[test]
    fn the_order_of_the_record_is_right() {
        check(&format!("{REFS}Stenvall et Rannisto (2012), Rannisto (2012).\n"));
    }
}
