//! wrong-particle: the text has another particle before a name than the record: "Van der Eijk" for van Eijk.
//!
//! A particle that is left out, or cut short, is a matter of style, and "de" before a name may be a preposition.

use super::near::kinds::Kinds;
use super::near::particles::Particle;
use super::near::shifted;
use super::record_of;
use super::{Check, Confidence, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-particle",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A name with another particle than the record has",
            "Un nom avec une autre particule que celle de la notice",
        ],
        en: include_str!("../../../docs/rules/en/wrong-particle.md"),
        fr: include_str!("../../../docs/rules/fr/wrong-particle.md"),
    },
    messages: &[
        MessageText {
            id: "differs",
            en: "\"{found}\" is \"{expected}\" in {key}",
            fr: "« {found} » est « {expected} » dans {key}",
        },
        MessageText { id: "fix", en: "Write \"{expected}\"", fr: "Écrire « {expected} »" },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (start, facts) in context.reading().paragraphs(Kinds::NAMES) {
        out.extend(facts.particles.iter().map(|particle| diagnose(context, start, particle)));
    }
}

fn diagnose(context: &Context<'_>, start: u32, particle: &Particle) -> Diagnostic {
    let prose = &context.manuscript.prose;
    let (id, place, expected) = (particle.record, shifted(particle.span, start), particle.expected.clone());
    let key = context.corpus.entry(id).key().to_owned();
    let (found, span) = (place.of(&prose.text), prose.source(place));
    let message = Message::new("differs").arg("found", found).arg("expected", &expected).arg("key", &key);
    let mut diagnostic = Diagnostic::new(&RULE, span, message);
    diagnostic.confidence = Confidence::Medium;
    diagnostic.found = Some(found.to_owned());
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

    /// The wrong particles in a text, as "found > expected".
    fn found(text: &str) -> Vec<String> {
        let bib = "@article{e14, author = {van Eijk, Carola and Steen, Trui}, title = {Why people co-produce public services}, journal = {P}, year = {2014}}\n\
                   @book{t90, author = {de la Torre, Juan}, title = {A book of towers}, year = {1990}}\n\
                   @book{b01, author = {Van den Berg, Jan}, title = {A book of hills}, year = {2001}}\n\
                   @book{l80, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = {1980}}\n";
        let fixture = Fixture::new(&format!("//- /refs.bib\n{bib}//- /draft.md\n{text}\n"));
        let found = fixture.findings(&fixture.manuscripts[0]).into_iter().filter(|one| one.rule == "wrong-particle");
        found.map(|one| format!("{} > {}", one.found.unwrap_or_default(), one.expected.unwrap_or_default())).collect()
    }

    #[test]
    fn another_particle_is_found() {
        assert_eq!(found("Van der Eijk and Steen [-@e14] ask why."), ["Van der Eijk > van Eijk"]);
        assert_eq!(found("As van den Eijk [-@e14] asks."), ["van den Eijk > van Eijk"]);
        assert_eq!(found("As van der Eijk and Steen (2014) ask."), ["van der Eijk > van Eijk"]);
        assert_eq!(found("As De Eijk [-@e14] asks."), ["De Eijk > van Eijk"]);
        assert_eq!(found("As van der Berg [-@b01] asks."), ["van der Berg > van den Berg"]);
        let reference = "van der Eijk, C., & Steen, T. (2014). Why people co-produce public services. P.";
        assert_eq!(found(reference), ["van der Eijk > van Eijk"]);
    }

    #[test]
    fn styles_and_prepositions_are_silent() {
        for text in [
            "Van Eijk and Steen [-@e14] ask why.",
            "Eijk and Steen [-@e14] ask why.",
            "Selon les travaux de van Eijk [@e14], tout va.",
            "Les travaux de Eijk [@e14].",
            "Torre [@t90] and la Torre [@t90] and de la Torre [@t90]",
            "De Eijk [@e14] asks.",
            "L'étude de Lipsky [@l80], de la Lipsky [@l80].",
            "van Eijk and Steen (2014) ask.",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
