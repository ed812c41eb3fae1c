//! wrong-particle: the text has another particle before a name than the record: "Van der Eijk" for van Eijk.
//!
//! A particle that is left out, or cut short, is a matter of style, and "de" before a name may be a preposition.

use super::near::shifted;
use super::near::typed::{is_of, main_names};
use super::record_of;
use super::{Check, Confidence, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity};
use crate::manuscript::groups::PARTICLES;
use rustc_hash::FxHashSet;
use siglum_corpus::Span;
use siglum_corpus::fold::fold;
use siglum_corpus::index::RecordId;
use siglum_corpus::shard::NameView;

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

/// How many particles stand before a name.
const MOST: usize = 4;

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut seen = FxHashSet::default();
    let mut look = |span: Span, records: &[RecordId]| {
        if seen.insert(span) {
            out.extend(differs(context, span, records));
        }
    };
    for (start, facts) in context.reading().paragraphs() {
        for attached in &facts.attached {
            attached.names.iter().for_each(|span| look(shifted(*span, start), &attached.records));
        }
        for typed in facts.typed.iter().filter(|typed| !typed.exact.is_empty()) {
            typed.names.iter().for_each(|(span, _)| look(shifted(*span, start), &typed.exact));
        }
        if let Some(listed) = &facts.listed {
            let zone = shifted(listed.names, start);
            for span in family_names(context, zone, listed.record) {
                look(span, &[listed.record]);
            }
        }
    }
}

/// Where the family names of a record stand in a stretch of prose.
fn family_names(context: &Context<'_>, zone: Span, record: RecordId) -> Vec<Span> {
    let text = zone.of(&context.manuscript.prose.text);
    let names = main_names(context.corpus.entry(record).names());
    let place = |name: &NameView<'_>| {
        let family = name.family.rsplit(' ').next().filter(|family| family.chars().count() > 2)?;
        let at = text.find(family)?;
        Some(Span::new(at, at + family.len()).shifted(zone.start))
    };
    names.iter().filter_map(place).collect()
}

/// A name whose particles are none of those that the records have for it.
fn differs(context: &Context<'_>, span: Span, records: &[RecordId]) -> Option<Diagnostic> {
    let text = &context.manuscript.prose.text;
    let run = particles_before(text, span.start as usize);
    let first = run.first()?;
    let typed: Vec<String> = run.iter().map(|word| word.of(text).to_lowercase()).collect();
    let folded = fold(span.of(text));
    let last = |name: &NameView<'_>| fold(name.family.rsplit(' ').next().unwrap_or_default()).into_owned();
    let mut meant: Option<(RecordId, NameView<'_>)> = None;
    for id in records {
        for name in main_names(context.corpus.entry(*id).names()) {
            if name.literal || !(is_of(&name, &folded) || last(&name) == folded) {
                continue;
            }
            let own = particles_of(&name);
            if own.is_empty() || typed.ends_with(&own) || own.ends_with(&typed) {
                return None;
            }
            meant.get_or_insert((*id, name));
        }
    }
    let (id, name) = meant?;
    // One small word may be a preposition, and so may one that begins a sentence.
    if typed.len() == 1 && !is_part_of_name(text, *first) {
        return None;
    }
    let whole = Span { start: first.start, end: span.end };
    Some(diagnose(context, id, whole, format!("{} {}", particles_of(&name).join(" "), last_word(&name))))
}

fn last_word<'a>(name: &NameView<'a>) -> &'a str {
    let words: Vec<&str> = name.family.split(' ').collect();
    let skipped = words.iter().take_while(|word| is_particle(word)).map(|word| word.len() + 1).sum::<usize>();
    name.family.get(skipped..).filter(|rest| !rest.is_empty()).unwrap_or(name.family)
}

/// Whether a particle is written with a capital though no sentence begins there: then it is a part of the name.
fn is_part_of_name(text: &str, word: Span) -> bool {
    let before = text[..word.start as usize].trim_end();
    let inside = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '&' | ';' | '('));
    word.of(text).starts_with(char::is_uppercase) && inside
}

/// The particles right before a byte of the prose, from left to right.
fn particles_before(text: &str, at: usize) -> Vec<Span> {
    let mut found = Vec::new();
    let mut end = at;
    while found.len() < MOST {
        let rest = &text[..end];
        let trimmed = rest.trim_end_matches([' ', '\u{a0}']);
        let from = trimmed
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |at| at + trimmed[at..].chars().next().map_or(1, char::len_utf8));
        let word = &trimmed[from..];
        if trimmed.len() == rest.len() || !is_particle(word) {
            break;
        }
        found.push(Span::new(from, trimmed.len()));
        end = from;
    }
    found.reverse();
    found
}

/// The particles of a record's name, in lower case: where they stand apart, before the family name, or behind the given one.
fn particles_of(name: &NameView<'_>) -> Vec<String> {
    let apart = name.particle.split(' ').filter(|word| !word.is_empty());
    let leading = name.family.split(' ').take_while(|word| is_particle(word));
    let count = name.given.split(' ').rev().take_while(|word| is_low_particle(word)).count();
    let words = name.given.split(' ').count();
    let trailing = name.given.split(' ').skip(words - count);
    trailing.chain(apart).chain(leading).map(str::to_lowercase).collect()
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

fn is_low_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

fn diagnose(context: &Context<'_>, id: RecordId, place: Span, expected: String) -> Diagnostic {
    let prose = &context.manuscript.prose;
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
