//! author-diacritics: a name whose accents differ from the record's (near-miss.md, section 6).

use super::near::finding::of_name;
use super::near::kinds::Kinds;
use super::near::known::is_listed;
use super::near::shifted;
use super::{Check, Confidence, Context, Diagnostic, Docs, Message, MessageText, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "author-diacritics",
    severity: Severity::Info,
    docs: Docs {
        summary: [
            "A name whose accents differ from those of the record",
            "Un nom dont les accents diffèrent de ceux de la notice",
        ],
        en: include_str!("../../../docs/rules/en/author-diacritics.md"),
        fr: include_str!("../../../docs/rules/fr/author-diacritics.md"),
    },
    messages: &[
        MessageText {
            id: "accents",
            en: "the accents of \"{found}\" differ from those of \"{expected}\", a name of {key}",
            fr: "les accents de « {found} » diffèrent de ceux de « {expected} », un nom de {key}",
        },
        MessageText { id: "fix", en: "Write \"{expected}\"", fr: "Écrire « {expected} »" },
        MessageText {
            id: "everywhere",
            en: "Write \"{expected}\" in the whole file ({count} places)",
            fr: "Écrire « {expected} » dans tout le fichier ({count} endroits)",
        },
        MessageText {
            id: "correct",
            en: "Correct the record {key}: write \"{found}\" there",
            fr: "Corriger la notice {key} : y écrire « {found} »",
        },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

/// A spelling that is written so often, and the record's never, is meant.
const WRITTEN: u32 = 3;

/// A short name is told wrong where the manuscript writes it right so many times as often.
const RIGHT: u32 = 3;

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let reading = context.reading();
    let prose = &context.manuscript.prose;
    let whole = &context.served.whole;
    for (start, facts) in reading.paragraphs(Kinds::LISTED.and(Kinds::ACCENTS)) {
        let listed = facts.listed.as_ref();
        for name in listed.iter().flat_map(|listed| &listed.misspelt).filter(|name| name.accents) {
            if context.config.are_same(&name.word, &name.expected) {
                continue;
            }
            let span = prose.source(shifted(name.span, start));
            let words = (name.word.as_str(), name.expected.as_str());
            out.push(of_name(context, &RULE, Message::new("accents"), span, words, name.bearer));
        }
        let names = listed.map_or(0, |listed| listed.names.end);
        for accent in facts.accents.iter().filter(|accent| accent.span.start >= names) {
            let [own, others @ ..] = accent.spellings.as_slice() else { continue };
            let right: u32 = others.iter().map(|spelling| reading.counts.spelt(spelling, whole)).sum();
            let meant = right == 0 && reading.counts.spelt(own, whole) >= WRITTEN;
            let weak = accent.weak && right < RIGHT * reading.counts.spelt(own, whole);
            let small = !accent.attached && reading.counts.is_small(&accent.folded, whole);
            let span = prose.source(shifted(accent.span, start));
            let same = context.config.are_same(&accent.word, &accent.expected);
            if meant || weak || small || same || span.is_empty() || is_listed(context.config, &accent.folded) {
                continue;
            }
            let words = (accent.word.as_str(), accent.expected.as_str());
            let mut found = of_name(context, &RULE, Message::new("accents"), span, words, accent.bearer);
            found.confidence = if accent.attached { Confidence::High } else { Confidence::Medium };
            out.push(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn accents_lost_beside_a_citation_are_found() {
        check(
            "//- /refs.bib
@book{m10, author = {Müller, Anna}, title = {T}, year = {2010}}
//- /draft.md
Muller [@m10] and Mueller [@m10] and Müller [@m10], MULLER [@m10].
^^^^^^ info[author-diacritics]: the accents of \"Muller\" differ from those of \"Müller\", a name of m10
",
        );
    }

    #[test]
    fn two_names_that_differ_by_accents_are_both_right() {
        check(
            "//- /refs.bib
@book{m10, author = {Müller, Anna}, title = {T}, year = {2010}}
@book{m11, author = {Muller, Bea}, title = {U}, year = {2011}}
//- /draft.md
Muller [@m10] and Müller [@m10] agree.
",
        );
    }

    #[test]
    fn a_manuscript_that_is_consistent_is_left_alone() {
        check(
            "//- /refs.bib
@book{b15, author = {Béguinot, Jean}, title = {T}, year = {2015}}
//- /draft.md
Beguinot [-@b15] and Beguinot [-@b15] and Beguinot [-@b15].
",
        );
    }

    #[test]
    fn a_long_name_needs_no_citation_beside_it() {
        check(
            "//- /refs.bib
@book{b15, author = {Béguinot, Jean}, title = {T}, year = {2015}}
//- /draft.md
As Beguinot says, the method is due to Béguinot.
   ^^^^^^^^ info[author-diacritics]
",
        );
    }
}
