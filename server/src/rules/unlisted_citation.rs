//! unlisted-citation: a work that is cited by the names of authors of the corpus and a year, and that no record answers.

use super::lookup::nothing_serves;
use super::near::kinds::Kinds;
use super::{Check, Context, Diagnostic, Docs, Message, MessageText, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unlisted-citation",
    severity: Severity::Off,
    docs: Docs {
        summary: [
            "A work cited by names and a year that no record answers",
            "Un travail cité par des noms et une année auquel aucune notice ne répond",
        ],
        en: include_str!("../../../docs/rules/en/unlisted-citation.md"),
        fr: include_str!("../../../docs/rules/fr/unlisted-citation.md"),
    },
    messages: &[MessageText {
        id: "unlisted",
        en: "no record answers {found}",
        fr: "aucune notice ne répond à {found}",
    }],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    if nothing_serves(context) || context.served.pending {
        return;
    }
    let prose = &context.manuscript.prose;
    for (start, facts) in context.reading().paragraphs(Kinds::TYPED) {
        for typed in &facts.typed {
            let answered = !typed.exact.is_empty() || !typed.partly.is_empty() || typed.anchor.is_some();
            // A year that is a slip of another is wrong-year's matter.
            if answered || !typed.meant().is_empty() {
                continue;
            }
            let place = typed.place(&prose.text, start);
            let words = place.of(&prose.text).split_whitespace().collect::<Vec<_>>().join(" ");
            let mut found = Diagnostic::new(&RULE, prose.source(place), Message::new("unlisted").arg("found", &words));
            found.found = Some(words);
            out.push(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    use crate::rules::Severity;
    use crate::rules::testing::Fixture;

    #[test]
    fn what_no_record_answers_is_found_where_it_is_asked_for() {
        let text = "//- /refs.bib
@book{l80, author = {Lipsky, Michael}, title = {V}, year = {1980}}
//- /draft.md
Lipsky (2004), Lipsky (1980), Lipsky (1981), Island (1823).
";
        let mut fixture = Fixture::new(text);
        assert!(fixture.findings(&fixture.manuscripts[0]).iter().all(|one| one.rule != "unlisted-citation"));
        fixture.config.severities.insert("unlisted-citation".to_owned(), Severity::Info);
        let found = fixture.findings(&fixture.manuscripts[0]);
        let found: Vec<_> =
            found.iter().filter(|one| one.rule == "unlisted-citation").map(|one| one.found.clone()).collect();
        assert_eq!(found, [Some("Lipsky (2004)".to_owned())]);
    }

    #[test]
    fn it_is_silent_without_being_asked() {
        check(
            "//- /refs.bib\n@book{l80, author = {Lipsky, Michael}, title = {V}, year = {1980}}\n//- /draft.md\nLipsky (2004).\n",
        );
    }
}
