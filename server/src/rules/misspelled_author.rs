//! misspelled-author: a name that differs by a slip from a record's, beside a citation or a year, with a given name or a
//! co-author of the person beside it, in a typed reference, or anywhere in the prose (near-miss.md, sections 4 and 5).

use super::near::finding::of_name;
use super::near::kinds::Kinds;
use super::near::shifted;
use super::near::verdict::{Evidence, Slip};
use super::{Check, Context, Diagnostic, Docs, Message, MessageText, Rule, Severity};
use siglum_corpus::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "misspelled-author",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A name that differs by a slip from that of a record",
            "Un nom qui diffère par une faute de frappe de celui d'une notice",
        ],
        en: include_str!("../../../docs/rules/en/misspelled-author.md"),
        fr: include_str!("../../../docs/rules/fr/misspelled-author.md"),
    },
    messages: &[
        MessageText {
            id: "citation",
            en: "\"{found}\" differs from \"{expected}\", a name of {key}",
            fr: "« {found} » diffère de « {expected} », un nom de {key}",
        },
        MessageText {
            id: "year",
            en: "\"{found}\" differs from \"{expected}\", a name of {key}, which is of that year",
            fr: "« {found} » diffère de « {expected} », un nom de {key}, qui est de cette année",
        },
        MessageText {
            id: "given",
            en: "\"{found}\" differs from \"{expected}\", the name of {person} in {key}",
            fr: "« {found} » diffère de « {expected} », le nom de {person} dans {key}",
        },
        MessageText {
            id: "coauthor",
            en: "\"{found}\" differs from \"{expected}\", a name of {key}: {agree} of {others} co-authors agree",
            fr: "« {found} » diffère de « {expected} », un nom de {key} : {agree} coauteurs sur {others} concordent",
        },
        MessageText {
            id: "both",
            en: "\"{found}\" differs from \"{expected}\", a name of {key}: {agree} of {others} co-authors and the year agree",
            fr: "« {found} » diffère de « {expected} », un nom de {key} : {agree} coauteurs sur {others} et l'année concordent",
        },
        MessageText {
            id: "nearby",
            en: "\"{found}\" differs from \"{expected}\", a name of {key}, which is cited nearby",
            fr: "« {found} » diffère de « {expected} », un nom de {key}, qui est cité à côté",
        },
        MessageText {
            id: "cited",
            en: "\"{found}\" differs from \"{expected}\", a name of {key}, which the manuscript cites",
            fr: "« {found} » diffère de « {expected} », un nom de {key}, que le manuscrit cite",
        },
        MessageText {
            id: "anywhere",
            en: "\"{found}\" differs from \"{expected}\", a name of {key}",
            fr: "« {found} » diffère de « {expected} », un nom de {key}",
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

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let prose = &context.manuscript.prose;
    for slip in &context.reading().slips {
        let span = prose.source(slip.span);
        if !span.is_empty() {
            out.push(of_slip(context, slip, span));
        }
    }
    for (start, facts) in context.reading().paragraphs(Kinds::LISTED) {
        for name in facts.listed.iter().flat_map(|listed| &listed.misspelt).filter(|name| !name.accents) {
            if context.config.are_same(&name.word, &name.expected) {
                continue;
            }
            let span = prose.source(shifted(name.span, start));
            let words = (name.word.as_str(), name.expected.as_str());
            out.push(of_name(context, &RULE, Message::new("citation"), span, words, name.bearer));
        }
    }
}

fn of_slip(context: &Context<'_>, slip: &Slip, span: Span) -> Diagnostic {
    let (agree, others) = slip.beside;
    let id = match slip.evidence {
        Evidence::Citation => "citation",
        Evidence::Year | Evidence::CoAuthor if slip.of_year && agree > 0 => "both",
        Evidence::Year => "year",
        Evidence::GivenName => "given",
        Evidence::CoAuthor => "coauthor",
        Evidence::Nearby => "nearby",
        Evidence::Cited => "cited",
        Evidence::Anywhere => "anywhere",
    };
    let person = context.corpus.name(slip.bearer).map(|name| format!("{} {}", name.given, name.family));
    let message = Message::new(id).arg("person", person.unwrap_or_default().trim());
    let message = message.arg("agree", agree.to_string()).arg("others", others.to_string());
    let mut found = of_name(context, &RULE, message, span, (&slip.word, &slip.expected), slip.bearer);
    found.confidence = slip.confidence();
    if slip.evidence >= Evidence::Nearby {
        found.severity = if slip.evidence == Evidence::Anywhere { Severity::Hint } else { Severity::Info };
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Fixture, check};

    /// The findings in `text` as "found>expected", with records "key: Family, Given; Family year | ...".
    fn found(path: &str, text: &str, records: &str) -> Vec<String> {
        let mut bib = String::new();
        for record in records.split(" | ") {
            let (key, rest) = record.split_once(": ").expect("a key");
            let (names, year) = rest.rsplit_once(' ').expect("a year");
            let names = names.replace("; ", " and ");
            bib.push_str(&format!("@book{{{key}, author = {{{names}}}, title = {{A title}}, year = {{{year}}}}}\n"));
        }
        let fixture = Fixture::new(&format!("//- /refs.bib\n{bib}//- /{path}\n{text}\n"));
        let found = fixture.findings(&fixture.manuscripts[0]);
        let shown = |one: crate::rules::Diagnostic| {
            format!("{}>{}", one.found.unwrap_or_default(), one.expected.unwrap_or_default())
        };
        found.into_iter().filter(|one| one.rule == "misspelled-author").map(shown).collect()
    }

    /// The rows of the specification's vectors whose evidence is a citation attached (task B), by their numbers there.
    #[test]
    fn vectors_of_names_beside_a_citation() {
        let tuurnas = "tuurnas2016: Tuurnas, S.; Stenvall, J.; Rannisto, P. 2016";
        for (row, path, text, records, expected) in [
            (1, "a.md", "Turnas et al. [@tuurnas2016] show", tuurnas, "Turnas>Tuurnas"),
            (2, "a.md", "Tuurnas et al. [@tuurnas2016] show", tuurnas, ""),
            (3, "a.md", "Tuurnas’s [@tuurnas2016] study", tuurnas, ""),
            (4, "a.md", "Stenvel et al. [-@tuurnas2016] used", tuurnas, "Stenvel>Stenvall"),
            (5, "a.md", "Ranistto [-@rannisto2016] writes", "rannisto2016: Rannisto, P. 2016", "Ranistto>Rannisto"),
            (6, "a.tex", "Stenval and Ranisto \\citep{tuurnas2016}", tuurnas, "Stenval>Stenvall Ranisto>Rannisto"),
            (7, "a.md", "Smith [@jones2010] argued", "jones2010: Jones, A. 2010", ""),
            (8, "a.md", "Hanson [@hansen2010]", "hansen2010: Hansen, A. 2010 | k2: Hanson, B. 1999", ""),
            (9, "a.md", "Hanson [@hansen2010]", "hansen2010: Hansen, A. 2010", "Hanson>Hansen"),
            (10, "a.md", "However [@hower2001]", "hower2001: Hower, A. 2001", ""),
            (11, "a.md", "German [@berman2003]", "berman2003: Berman, A. 2003", ""),
            (12, "a.tex", "Goldbergian approaches \\citep{g95}", "g95: Goldberg, A. 1995", ""),
            (13, "a.md", "Mu\u{308}ller [@m10]", "m10: Müller, A. 2010", ""),
            (14, "a.md", "Muller [@m10]", "m10: Müller, A. 2010", ""),
            (15, "a.md", "Mueller [@m10]", "m10: Müller, A. 2010", ""),
            (17, "a.md", "Bun et al. [@bunn1999]", "bunn1999: Bunn, A. 1999", ""),
            (18, "a.md", "Kayh [@kay2002]", "kay2002: Kay, A. 2002", "Kayh>Kay"),
            (19, "a.md", "Jay [@kay2002]", "kay2002: Kay, A. 2002", ""),
            (56, "a.tex", "M\\\"uler \\citep{m10}", "m10: Müller, A. 2010", "Müler>Müller"),
            (57, "a.md", "de la Torre [@t]", "t: de la Torre, A. 1999", ""),
            (58, "a.md", "García [@gm]", "gm: García Márquez, G. 1967", ""),
            (59, "a.md", "Marquez [@gm]", "gm: García Márquez, G. 1967", ""),
        ] {
            let text = if path.ends_with("tex") {
                format!("\\begin{{document}}\n{text}\n\\end{{document}}")
            } else {
                text.to_owned()
            };
            assert_eq!(found(path, &text, records).join(" "), expected, "row {row}: {text}");
        }
    }

    #[test]
    fn more_names_beside_a_citation() {
        let tuurnas = "t: Tuurnas, S.; Stenvall, J.; Rannisto, P. 2016";
        for (text, records, expected) in [
            ("selon Tuurnas, Stenvel & Ranisto [-@t]", tuurnas, "Stenvel>Stenvall Ranisto>Rannisto"),
            ("l'étude de Ranisto [@t]", tuurnas, "Ranisto>Rannisto"),
            ("(voir Ranisto’s [@t])", tuurnas, "Ranisto>Rannisto"),
            ("RANISTO [@t]", tuurnas, "RANISTO>RANNISTO"),
            ("the study of Ranisto @t", tuurnas, "Ranisto>Rannisto"),
            ("Ranisto said so. Later work [@t] agrees.", tuurnas, "Ranisto>Rannisto"),
            ("Ranisto said so.\n\nLater work [@x] agrees.", "t: Rannisto, P. 2016 | x: Else, A. 2015", ""),
            ("Van Eijk [@e]", "e: van Eijk, Carola 2014", ""),
            ("Vitali–Rosati [@v]", "v: Vitali-Rosati, M. 2018", ""),
            ("Vitalli-Rosati [@v]", "v: Vitali-Rosati, M. 2018", "Vitalli-Rosati>Vitali-Rosati"),
            ("d’Alembert [@a]", "a: d'Alembert, J. 1743", ""),
            ("Elinor [@o]", "o: Ostrom, Elinor 1990 | x: Elinar, B. 1991", ""),
            ("Table [@t]", "t: Tables, A. 2016", ""),
        ] {
            assert_eq!(found("a.md", text, records).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_form_that_is_written_often_is_meant() {
        let text = "Stenvell [@s] and ".repeat(8);
        assert_eq!(found("a.md", &text, "s: Stenvall, J. 2016"), Vec::<String>::new());
    }

    #[test]
    fn a_finding_is_as_sure_as_its_evidence() {
        use crate::rules::Confidence::{High, Low, Medium};
        let refs = "//- /refs.bib
@article{t16, author = {Tuurnas, Sanna and Stenvall, Jari and Rannisto, Pasi-Heikki}, title = {T}, year = {2016}}
";
        for (text, confidence, reason) in [
            ("Selon Ranisto [-@t16], oui.", High, "a name of t16"),
            ("Selon Rannizo [-@t16], oui.", Medium, "a name of t16"),
            ("Tuurnas, Stenvall et Ranisto (2016) disent.", High, "2 of 2 co-authors and the year agree"),
            ("Stenvall et Ranisto (2016) disent.", High, "1 of 2 co-authors and the year agree"),
            ("Ranisto (2016) dit.", Medium, "which is of that year"),
            ("Pasi-Heikki Ranisto dit.", Medium, "the name of Pasi-Heikki Rannisto"),
            ("Stenvall et Ranisto disent.", Medium, "1 of 2 co-authors agree"),
            ("Ranisto dit que oui [voir @t16].", Low, "which is cited nearby"),
        ] {
            let fixture = Fixture::new(&format!("{refs}//- /a.md\n{text}\n"));
            let found = fixture.findings(&fixture.manuscripts[0]);
            let one = found.iter().find(|one| one.rule == "misspelled-author").expect(text);
            let said = one.message.render(one.rule, crate::config::MessageLanguage::English);
            assert!(said.contains(reason), "{text}: {said}");
            assert_eq!(one.confidence, confidence, "{text}");
        }
    }

    #[test]
    fn names_of_one_person_are_no_slips_of_each_other() {
        let text = "//- /refs.bib
@book{a, author = {Stenvall, Jari}, title = {T}, year = {2016}}
//- /a.md
Stenvell [@a] and Stenvoll [@a].

Stenvell, J. (2016). T.
";
        let mut fixture = Fixture::new(text);
        let found = |fixture: &Fixture| {
            let found = fixture.findings(&fixture.manuscripts[0]);
            let found = found.into_iter().filter(|one| one.rule == "misspelled-author");
            found.map(|one| one.found.unwrap_or_default()).collect::<Vec<_>>()
        };
        assert_eq!(found(&fixture), ["Stenvell", "Stenvoll", "Stenvell"]);
        fixture.config.same_as.push(vec!["Stenvell, J.".to_owned(), "Jari Stenvall".to_owned()]);
        assert_eq!(found(&fixture), ["Stenvoll"]);
    }

    #[test]
    fn names_of_works_that_are_not_cited_are_compared_where_that_is_asked_for() {
        let text = "//- /refs.bib
@book{a, author = {Stenvall, Jari}, title = {T}, year = {2016}}
@book{b, author = {Lipsky, Michael}, title = {U}, year = {1980}}
//- /a.md
Stenvall says so. We follow Stenvell here, and Jari Stenval. See [@b].

A word such as Stanvoil is too far, and Lipski is cited [@b].
";
        let mut fixture = Fixture::new(text);
        let found = |fixture: &Fixture| {
            let found = fixture.findings(&fixture.manuscripts[0]);
            let shown = found.into_iter().filter(|one| one.rule == "misspelled-author");
            shown.map(|one| format!("{} {}", one.severity.name(), one.found.unwrap_or_default())).collect::<Vec<_>>()
        };
        let before = found(&fixture);
        assert!(!before.iter().any(|one| one.starts_with("hint")), "{before:?}");
        let option = ("misspelled-author".to_owned(), "scope".to_owned());
        fixture.config.options.insert(option, "all".to_owned());
        let all = found(&fixture);
        assert!(
            all.contains(&"hint Stenvell".to_owned()) && !all.iter().any(|one| one.ends_with("Stanvoil")),
            "{all:?}"
        );
        assert!(before.iter().all(|one| all.contains(one)), "{before:?} {all:?}");
    }

    #[test]
    fn the_message_quotes_both_sides() {
        check(
            "//- /refs.bib
@article{tuurnas2016, author = {Tuurnas, Sanna and Rannisto, Pasi-Heikki}, title = {T}, year = {2016}}
//- /draft.md
Selon Ranisto [-@tuurnas2016], oui.
      ^^^^^^^ warning[misspelled-author]: \"Ranisto\" differs from \"Rannisto\", a name of tuurnas2016
",
        );
    }
}
