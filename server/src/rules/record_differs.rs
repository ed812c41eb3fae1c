//! record-differs: a record of this bibliography and one of another corpus file describe one work, and differ by a slip
//! (near-miss.md, section 8, task F).

mod compare;
mod same_work;

use super::{
    Check, Confidence, Diagnostic, Docs, Edit, FileContext, Fix, Message, MessageText, Rule, Safety, Severity,
};
use super::{file_name, record_of};
use compare::{Difference, differences};
use same_work::counterpart;
use siglum_corpus::Span;
use siglum_corpus::index::RecordId;
use siglum_corpus::record::{Name, Record};

/// The rule.
pub static RULE: Rule = Rule {
    name: "record-differs",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "Two corpus files describe one work and differ by a slip",
            "Deux fichiers du corpus décrivent une œuvre et diffèrent par une faute de frappe",
        ],
        en: include_str!("../../../docs/rules/en/record-differs.md"),
        fr: include_str!("../../../docs/rules/fr/record-differs.md"),
    },
    messages: &[
        MessageText {
            id: "name",
            en: "\"{found}\" differs from \"{expected}\" in {file}",
            fr: "« {found} » diffère de « {expected} » dans {file}",
        },
        MessageText {
            id: "accent",
            en: "\"{found}\" and \"{expected}\" in {file} differ in accents",
            fr: "« {found} » et « {expected} » dans {file} diffèrent par les accents",
        },
        MessageText {
            id: "swapped",
            en: "given and family name are swapped: \"{expected}\" in {file}",
            fr: "prénom et nom sont échangés : « {expected} » dans {file}",
        },
        MessageText {
            id: "particle",
            en: "\"{found}\" is \"{expected}\" in {file}",
            fr: "« {found} » est « {expected} » dans {file}",
        },
        MessageText {
            id: "title",
            en: "the title differs from \"{expected}\" in {file}",
            fr: "le titre diffère de « {expected} » dans {file}",
        },
        MessageText {
            id: "year",
            en: "the year differs from {expected} in {file}",
            fr: "l'année diffère de {expected} dans {file}",
        },
        MessageText { id: "fix", en: "Write \"{expected}\"", fr: "Écrire « {expected} »" },
        MessageText { id: "record", en: "the other record", fr: "l'autre notice" },
    ],
    check: Check::Bibliography(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Diagnostic>) {
    // A catalogue's text is what a bibliography is compared with, not the other way round.
    if context.corpus.shards().len() < 2 || context.shard.format() == "records" {
        return;
    }
    for row in 0..context.shard.len() {
        let own = RecordId { shard: context.place, row };
        let Some((other, sure)) = counterpart(context, own) else { continue };
        let mut found = differences(&context.corpus.entry(own), &context.corpus.entry(other), sure);
        found.retain(|one| {
            let is_name = matches!(one.about, compare::About::Name(..));
            !is_name || !context.config.are_same(&one.found, &one.expected)
        });
        if found.is_empty() {
            continue;
        }
        let Ok(record) = context.shard.record(row) else { continue };
        let diagnose = |difference| {
            let mut found = diagnose(context, own, other, &record, difference);
            // That they are one work may hang on likeness alone.
            found.confidence = if sure { Confidence::High } else { Confidence::Medium };
            found
        };
        out.extend(found.into_iter().map(diagnose));
    }
}

fn diagnose(
    context: &FileContext<'_>,
    own: RecordId,
    other: RecordId,
    record: &Record,
    difference: Difference,
) -> Diagnostic {
    let file = file_name(context.corpus.shards()[other.shard as usize].path());
    let (id, span) = match &difference.about {
        compare::About::Name(place, id) => (*id, name_span(context, own, record, *place, &difference.found)),
        compare::About::Title => ("title", record.title().and_then(|title| title.from.cover())),
        compare::About::Year => ("year", record.issued.as_ref().and_then(|date| date.written.from.cover())),
    };
    let message = Message::new(id).arg("found", &difference.found).arg("expected", &difference.expected);
    let span = span.unwrap_or_else(|| context.shard.entry(own.row).key_span());
    let mut diagnostic = Diagnostic::new(&RULE, span, message.arg("file", file));
    if id == "accent" {
        diagnostic.severity = Severity::Info;
    }
    diagnostic.key = Some(record.key.value.clone());
    diagnostic.related.push(record_of(context.corpus, other, Message::new("record")));
    diagnostic.fixes.extend(fix(context, own, span, &difference));
    diagnostic.found = Some(difference.found);
    diagnostic.expected = Some(difference.expected);
    diagnostic
}

/// Where a name's text stands: the very words where the file has them plainly, else the whole name.
fn name_span(context: &FileContext<'_>, own: RecordId, record: &Record, place: usize, found: &str) -> Option<Span> {
    let names: Vec<&Name> = record.main_names();
    let whole = names.get(place)?.written.from.cover()?;
    let base = context.shard.entry(own.row).span().start;
    let text = context.shard.text_of(own.row).unwrap_or_default();
    let inside = Span { start: whole.start.saturating_sub(base), end: whole.end.saturating_sub(base) };
    let Some(at) = inside.of(&text).find(found) else { return Some(whole) };
    let start = whole.start + at as u32;
    Some(Span { start, end: start + found.len() as u32 })
}

/// Writes what the other record says, where the text stands plainly and needs no markup of the format.
fn fix(context: &FileContext<'_>, own: RecordId, span: Span, difference: &Difference) -> Option<Fix> {
    let base = context.shard.entry(own.row).span().start;
    let text = context.shard.text_of(own.row).ok()?;
    let inside = Span { start: span.start.checked_sub(base)?, end: span.end.checked_sub(base)? };
    let plain = inside.of(&text) == difference.found;
    let marked = difference.expected.contains(['{', '}', '\\', '%', '#', '$', '&', '_', '~', '"']);
    if !plain || marked {
        return None;
    }
    let edits = vec![Edit { path: None, span, text: difference.expected.clone() }];
    Some(Fix { title: Message::new("fix").arg("expected", &difference.expected), safety: Safety::Unsafe, edits })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;

    /// The findings in `/own.bib` against `/other.bib`, as "found>expected".
    fn found(own: &str, other: &str) -> Vec<String> {
        let fixture = Fixture::new(&format!("//- /own.bib\n{own}\n//- /other.bib\n{other}\n"));
        let file = &fixture.bibliographies[0];
        let found = fixture.findings(file).into_iter().filter(|one| one.rule == "record-differs");
        let text = |span: siglum_corpus::Span| span.of(&file.text).to_owned();
        found.map(|one| format!("{}>{}", text(one.span), one.expected.unwrap_or_default())).collect()
    }

    fn book(key: &str, author: &str, title: &str, year: u16) -> String {
        format!("@book{{{key}, author = {{{author}}}, title = {{{title}}}, year = {{{year}}}}}")
    }

    const LIPSKY: &str = "Street-level bureaucracy and public accountability";

    /// The rows of the specification's vectors for two records of one work (task F), by their numbers there.
    #[test]
    fn vectors_of_two_records() {
        for (row, own, other, expected) in [
            (
                69,
                ("Sanna, Tuurnas", "A shared title", 2016),
                ("Tuurnas, Sanna", "A shared title", 2016),
                "Sanna, Tuurnas>Tuurnas, Sanna",
            ),
            (
                70,
                ("Lipsky, M.", "Street-level bureaucracy and public accountibility", 2010),
                ("Lipsky, M.", LIPSKY, 2010),
                "Street-level bureaucracy and public accountibility>Street-level bureaucracy and public accountability",
            ),
            (
                71,
                ("Ostrom, E.", "Remarks on co-producton", 1970),
                ("Ostrom, E.", "Remarks on co-production", 1970),
                "Remarks on co-producton>Remarks on co-production",
            ),
            (
                72,
                ("Berg, Jan", "A shared title", 1999),
                ("van der Berg, Jan", "A shared title", 1999),
                "Berg>van der Berg",
            ),
        ] {
            for other_key in ["k", "elsewhere"] {
                let own = book("k", own.0, own.1, own.2);
                let other = book(other_key, other.0, other.1, other.2);
                assert_eq!(found(&own, &other).join(" | "), expected, "row {row}, {other_key}");
            }
        }
    }

    #[test]
    fn slips_are_found_at_their_words() {
        let own = book("k", "Tuurnas, Sanna and Ranisto, Pasi-Heikki", LIPSKY, 2016);
        let other = book("k", "Tuurnas, Sanna and Rannisto, Pasi-Heikki", LIPSKY, 2016);
        assert_eq!(found(&own, &other), ["Ranisto>Rannisto"]);
        let other = book("k", "Tuurnas, Sanna and Ranisto, Pasi-Heikki", LIPSKY, 2017);
        assert_eq!(found(&own, &other), ["2016>2017"]);
    }

    #[test]
    fn look_alikes_are_silent() {
        let own = book("k", "Müller, S. and Kasper, W.", "HPSG Analysis of English", 2000);
        for other in [
            book("o", "Müller, S. and Kasper, W.", "HPSG Analysis of German", 2000),
            book("o", "Müller, S. and Kasper, W.", "HPSG Analysis of English", 2003),
            book("k", "Mueller, Stefan and Kasper, Walter", "{HPSG} analysis of {English}: a grammar", 2000),
            book("k", "Müller, S. and others", "HPSG Analysis of English", 2000),
            book("k", "Sag, I.", "Another work altogether", 2000),
            book("k", "Müller, S. and a. Kasper, W.", "HPSG Analysis of Eng lish", 2000),
        ] {
            assert_eq!(found(&own, &other), Vec::<String>::new(), "{other}");
        }
    }
}
