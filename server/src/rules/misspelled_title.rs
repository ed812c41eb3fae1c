//! misspelled-title: a title that is quoted in the prose, or stands in a typed reference, and differs by a slip from a
//! record's (near-miss.md, section 8).

use super::near::kinds::Kinds;
use super::near::shifted;
use super::near::titles::TitleSlip;
use super::{
    Check, Confidence, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity, record_of,
};
use siglum_corpus::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "misspelled-title",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A title that differs by a slip from a record's",
            "Un titre qui diffère par une faute de celui d'une notice",
        ],
        en: include_str!("../../../docs/rules/en/misspelled-title.md"),
        fr: include_str!("../../../docs/rules/fr/misspelled-title.md"),
    },
    messages: &[
        MessageText {
            id: "differs",
            en: "the title differs from that of {key}: \"{found}\", where the record has \"{expected}\"",
            fr: "le titre diffère de celui de {key} : « {found} », là où la notice a « {expected} »",
        },
        MessageText {
            id: "lacks",
            en: "the title differs from that of {key}: it lacks \"{expected}\"",
            fr: "le titre diffère de celui de {key} : il y manque « {expected} »",
        },
        MessageText {
            id: "extra",
            en: "the title differs from that of {key}: \"{found}\" is not in the record's",
            fr: "le titre diffère de celui de {key} : « {found} » n'est pas dans la notice",
        },
        MessageText { id: "fix", en: "Write \"{expected}\"", fr: "Écrire « {expected} »" },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (start, facts) in context.reading().paragraphs(Kinds::TITLES.and(Kinds::LISTED)) {
        for slip in &facts.titles {
            out.push(diagnose(context, slip, shifted(slip.span, start), Severity::Info));
        }
        if let Some((listed, slip)) = facts.listed.as_ref().and_then(|listed| Some((listed, listed.slip.as_ref()?))) {
            out.push(diagnose(context, slip, shifted(listed.title, start), Severity::Warning));
        }
    }
}

fn diagnose(context: &Context<'_>, slip: &TitleSlip, place: Span, severity: Severity) -> Diagnostic {
    let prose = &context.manuscript.prose;
    let span = prose.source(place);
    let key = context.corpus.entry(slip.record).key().to_owned();
    let (found, expected) = &slip.words;
    let id = match (found.is_empty(), expected.is_empty()) {
        (true, _) => "lacks",
        (_, true) => "extra",
        _ => "differs",
    };
    let message = Message::new(id).arg("found", found).arg("expected", expected).arg("key", &key);
    let mut diagnostic = Diagnostic::new(&RULE, span, message);
    diagnostic.severity = severity;
    if severity == Severity::Info {
        // In prose a likeness alone speaks; in a typed reference the names or the year do, too.
        diagnostic.confidence = Confidence::Medium;
    }
    diagnostic.found = Some(place.of(&prose.text).to_owned());
    diagnostic.expected = Some(slip.title.clone());
    diagnostic.key = Some(key);
    diagnostic.related.push(record_of(context.corpus, slip.record, Message::new("record")));
    diagnostic.fixes.push(Fix {
        title: Message::new("fix").arg("expected", &slip.title),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text: slip.title.clone() }],
    });
    diagnostic
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;

    const IMPACT: &str = "L'impact de la coproduction sur l'imputabilité sur le terrain";
    const CASE: &str =
        "L'impact de la coproduction sur l'imputabilité sur le terrain : Le cas du service de conciliation";

    /// What is found in `text` as "rule>expected", with records "key: authors | year | title".
    fn found(path: &str, text: &str, records: &[(&str, &str, &str, &str)]) -> Vec<String> {
        let mut bib = String::new();
        for (key, names, year, title) in records {
            bib.push_str(&format!("@book{{{key}, author = {{{names}}}, title = {{{title}}}, year = {{{year}}}}}\n"));
        }
        let fixture = Fixture::new(&format!("//- /refs.bib\n{bib}//- /{path}\n{text}\n"));
        let found = fixture.findings(&fixture.manuscripts[0]);
        found.into_iter().map(|one| format!("{}>{}", one.rule, one.expected.unwrap_or_default())).collect()
    }

    /// The rows of the specification's vectors for titles in prose (task E), by their numbers there.
    #[test]
    fn vectors_of_titles_in_prose() {
        let case = format!("misspelled-title>{CASE}");
        for (row, path, text, title, expected) in [
            (63, "a.md", "*L'impact de la coproduction sur l'imputabilité sur la terrain*", CASE, Some(&case)),
            (64, "a.md", "*L’impact de la coproduction sur l’imputabilité sur le terrain*", CASE, None),
            (65, "a.tex", "\\emph{Lectures on Government \\& Binding}", "Lectures on Government and Binding", None),
            (
                66,
                "a.md",
                "\"L'impact de la coproduction sur le terrain : le cas du service de conciliation\"",
                CASE,
                Some(&case),
            ),
            (67, "a.md", "*in situ hybridization*", "In situ hybridization of telomeres in yeast", None),
            (
                68,
                "a.md",
                "*Comptes Généraux de la justice criminelle*",
                "Les Comptes Généraux de la Justice : une description statistique",
                None,
            ),
        ] {
            let text = if path.ends_with("tex") {
                format!("\\begin{{document}}\n{text}\n\\end{{document}}")
            } else {
                text.to_owned()
            };
            let found = found(path, &text, &[("t", "Tuurnas, S.", "2016", title)]);
            assert_eq!(found, expected.cloned().into_iter().collect::<Vec<_>>(), "row {row}");
        }
    }

    /// The rows for typed references (task D).
    #[test]
    fn vectors_of_typed_references() {
        let line =
            "Tuurnas, Sanna, et Stenvel, Jari. L'impact de la coproduction sur l'imputabilité sur le terrain. 2016";
        let tuurnas = [("t16", "Tuurnas, S. and Stenvall, J.", "2016", IMPACT)];
        assert_eq!(found("a.md", line, &tuurnas), ["misspelled-author>Stenvall"], "row 73");
        let line = format!("Tuurnas, S., Stenvall, J. & Rannisto, P.-H. (2016). {IMPACT}.");
        let three = [("t16", "Tuurnas, S. and Stenvall, J. and Rannisto, P.-H.", "2016", IMPACT)];
        assert_eq!(found("a.md", &line, &three), Vec::<String>::new(), "row 74");
        let line = "Müller, S., Kasper, W., « HPSG Analysis of English », 2000";
        let series = [
            ("mk", "Müller, S. and Kasper, W.", "2000", "HPSG Analysis of German"),
            ("e", "Müller, S.", "2000", "English HPSG analyses"),
        ];
        assert_eq!(found("a.md", line, &series), Vec::<String>::new(), "row 75");
    }

    #[test]
    fn prose_is_free_to_adapt_articles_and_plurals() {
        let title = [("t", "Ostrom, E.", "1990", "Governing the commons in small communities")];
        for text in [
            "*Governing commons in small communities*",
            "*Governing the common in small communities*",
            "*Governing the commons*",
            "*Governing the commons in small communities (1990)*",
            "*an entirely different matter*",
            "*Governing the commons in large communities*",
        ] {
            assert_eq!(found("a.md", text, &title), Vec::<String>::new(), "{text}");
        }
        for text in [
            "*Governing the comons in small communities*",
            "*Governing the commons small in communities*",
            "« Governing the commons on small communities »",
            "\"Governing the in small communities\"",
        ] {
            assert_eq!(found("a.md", text, &title).len(), 1, "{text}");
        }
    }

    #[test]
    fn hostile_titles_cost_little() {
        let title = [("t", "Ostrom, E.", "1990", "Governing the commons in small communities")];
        let long = "governing ".repeat(100_000);
        let lines = format!("Ostrom (1990) {}", "the commons ".repeat(340));
        for text in [format!("*{long}*"), long.clone(), lines] {
            let begun = std::time::Instant::now();
            found("a.md", &text, &title);
            assert!(begun.elapsed().as_secs() < 5);
        }
    }
}
