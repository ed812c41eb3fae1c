//! wrong-year: a typed year that differs by a slip from the year of the record that is meant (near-miss.md, section 7).

use super::lookup::find;
use super::near::kinds::Kinds;
use super::near::listed::is_year_slip;
use super::near::shifted;
use super::near::typed::{Typed, has};
use super::{
    Check, Confidence, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity, record_of,
};
use crate::manuscript::groups::Year;
use rustc_hash::FxHashSet;
use siglum_corpus::Span;
use siglum_corpus::index::RecordId;

/// So many names of a record are compared.
const NAMES: usize = 64;

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-year",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A year beside names or a key that differs by a slip from the record's",
            "Une année près de noms ou d'une clé qui diffère par une faute de celle de la notice",
        ],
        en: include_str!("../../../docs/rules/en/wrong-year.md"),
        fr: include_str!("../../../docs/rules/fr/wrong-year.md"),
    },
    messages: &[
        MessageText {
            id: "differs",
            en: "{names} ({found}): the record {key} is of {expected}",
            fr: "{names} ({found}) : la notice {key} est de {expected}",
        },
        MessageText {
            id: "several",
            en: "{names} ({found}): no record of that year; the nearest, {key}, is of {expected}",
            fr: "{names} ({found}) : aucune notice de cette année ; la plus proche, {key}, est de {expected}",
        },
        MessageText {
            id: "between",
            en: "{names} ({found}): no record of that year; {key} is of {expected}, {key2} of {expected2}",
            fr: "{names} ({found}) : aucune notice de cette année ; {key} est de {expected}, {key2} de {expected2}",
        },
        MessageText {
            id: "key",
            en: "{found} differs from {expected}, the year of {key}, which is cited right here",
            fr: "{found} diffère de {expected}, l'année de {key}, qui est cité ici même",
        },
        MessageText {
            id: "listed",
            en: "{found} differs from {expected}, the year of {key}, whose title this is",
            fr: "{found} diffère de {expected}, l'année de {key}, dont c'est le titre",
        },
        MessageText { id: "fix", en: "Write {expected}", fr: "Écrire {expected}" },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let entries = entries(context);
    for (start, facts) in context.reading().paragraphs(Kinds::TYPED.and(Kinds::LISTED)) {
        for typed in &facts.typed {
            out.extend(beside_key(context, start, typed).or_else(|| alone(context, start, typed, &entries)));
        }
        if let Some((listed, (year, right))) = facts.listed.as_ref().and_then(|listed| Some((listed, listed.year?))) {
            let span = shifted(year.span, start);
            out.push(diagnose(context, Message::new("listed"), span, year, (listed.record, right)));
        }
    }
}

/// The names and years of the reference list that the manuscript types by hand.
fn entries<'a>(context: &'a Context<'_>) -> FxHashSet<(&'a str, i32)> {
    let entries = context.reading().paragraphs(Kinds::ENTRY).filter_map(|(_, facts)| facts.entry.as_ref());
    entries.flat_map(|(name, years)| years.iter().map(move |year| (name.as_str(), *year))).collect()
}

/// A year right before the citation of a record of the same names.
fn beside_key(context: &Context<'_>, start: u32, typed: &Typed) -> Option<Diagnostic> {
    let anchors = &context.manuscript.prose.anchors;
    let place = anchors.binary_search_by_key(&(typed.anchor? + start), |(at, _)| *at).ok()?;
    let cluster = context.manuscript.clusters.get(anchors.get(place)?.1 as usize)?;
    let cited = context.manuscript.citations_in(cluster);
    let records: Vec<RecordId> = cited.iter().filter_map(|citation| find(context, &citation.key)).collect();
    let year_of = |id: RecordId| context.corpus.entry(id).year();
    if records.iter().any(|id| year_of(*id) == Some(typed.year.value)) {
        return None;
    }
    let meant = records.into_iter().find_map(|id| {
        let names: Vec<_> = context.corpus.entry(id).names().take(NAMES).collect();
        let same = typed.names.iter().all(|(_, name)| has(&names, name));
        let year = year_of(id).filter(|year| same && is_year_slip(typed.year.value, *year))?;
        (!is_original(context, id, typed.year.value)).then_some((id, year))
    })?;
    Some(diagnose(context, Message::new("key"), shifted(typed.year.span, start), typed.year, meant))
}

/// Whether the year is that of the original of a work that was published anew.
fn is_original(context: &Context<'_>, id: RecordId, year: i32) -> bool {
    let Ok(record) = context.corpus.shard(id).record(id.row) else { return false };
    let year = year.to_string();
    let named = |label: &str| label.to_lowercase().contains("orig");
    record.variable("original-date").is_some_and(|date| date.value.contains(&year))
        || record.extra.iter().any(|(label, value)| named(&label.value) && value.value.contains(&year))
}

/// A year without a key: nothing is said where a record has it, or where the manuscript lists such a work.
fn alone(context: &Context<'_>, start: u32, typed: &Typed, entries: &FxHashSet<(&str, i32)>) -> Option<Diagnostic> {
    if typed.anchor.is_some() || !typed.exact.is_empty() {
        return None;
    }
    let first = typed.names.first().map_or("", |(_, name)| name.as_str());
    if entries.contains(&(first, typed.year.value)) {
        return None;
    }
    // The year is right where the name is the one with the slip: "Cao (2015)" for Chao (2015).
    if typed.names.iter().any(|(_, name)| is_other_of_year(context, typed, name)) {
        return None;
    }
    let meant = typed.meant();
    let nearest = *meant.first()?;
    let other = meant.get(1).copied().filter(|(_, year)| typed.is_as_near(nearest.1, *year));
    let prose = &context.manuscript.prose;
    let names: Vec<_> = typed.names.iter().map(|(span, _)| shifted(*span, start).of(&prose.text)).collect();
    let id = match (meant.len(), other) {
        (1, _) => "differs",
        (_, None) => "several",
        (_, Some(_)) => "between",
    };
    let message = Message::new(id).arg("names", names.join(", "));
    let mut found = diagnose(context, message, shifted(typed.year.span, start), typed.year, nearest);
    found.confidence = Confidence::Medium;
    if meant.len() > 1 {
        found.severity = Severity::Info;
        found.confidence = Confidence::Low;
    }
    if let Some((id, year)) = other {
        add(context, &mut found, id, year);
    }
    Some(found)
}

/// Names a second record whose year is as near as the first one's.
fn add(context: &Context<'_>, found: &mut Diagnostic, id: RecordId, year: i32) {
    let year = year.to_string();
    let message = std::mem::replace(&mut found.message, Message::new("between"));
    found.message = message.arg("key2", context.corpus.entry(id).key()).arg("expected2", &year);
    found.related.push(record_of(context.corpus, id, Message::new("record")));
    if let Some(fix) = found.fixes.first().cloned() {
        let edits = fix.edits.into_iter().map(|edit| Edit { text: year.clone(), ..edit }).collect();
        found.fixes.push(Fix { title: Message::new("fix").arg("expected", &year), edits, ..fix });
    }
    found.expected = found.expected.take().map(|first| format!("{first}, {year}"));
}

/// Whether someone of nearly that name, with the other names that are typed, has a work of that year.
fn is_other_of_year(context: &Context<'_>, typed: &Typed, name: &str) -> bool {
    let scope = &context.served.scope;
    let near = context.corpus.names_near(name, scope, 1);
    near.iter().any(|form| {
        let mut found = false;
        context.corpus.bearers(&form.folded, scope, |bearer| {
            let entry = context.corpus.entry(bearer.id);
            found = entry.year() == Some(typed.year.value) && {
                let names: Vec<_> = entry.names().take(NAMES).collect();
                let mut others = typed.names.iter().filter(|(_, other)| other != name);
                others.all(|(_, other)| has(&names, other))
            };
            !found
        });
        found
    })
}

fn diagnose(
    context: &Context<'_>,
    message: Message,
    place: Span,
    year: Year,
    (id, right): (RecordId, i32),
) -> Diagnostic {
    let key = context.corpus.entry(id).key().to_owned();
    let (found, expected) = (year.value.to_string(), right.to_string());
    let message = message.arg("found", &found).arg("expected", &expected).arg("key", &key);
    // The letter that tells several works of a year apart stays.
    let digits = Span { start: place.start, end: place.start + 4 };
    let span = context.manuscript.prose.source(digits);
    let mut diagnostic = Diagnostic::new(&RULE, span, message);
    diagnostic.related.push(record_of(context.corpus, id, Message::new("record")));
    diagnostic.fixes.push(Fix {
        title: Message::new("fix").arg("expected", &expected),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text: expected.clone() }],
    });
    diagnostic.found = Some(found);
    diagnostic.expected = Some(expected);
    diagnostic.key = Some(key);
    diagnostic
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    const REFS: &str = "//- /refs.bib
@book{lipsky1980, author = {Lipsky, Michael}, title = {Street-Level Bureaucracy}, year = {1980}}
@book{chao2012, author = {Chao, Anne}, title = {One}, year = {2012}}
@book{chao2015, author = {Chao, Anne}, title = {Two}, year = {2015}}
@book{ostrom1998, author = {Ostrom, Elinor}, title = {Four}, year = {1998}}
@book{ostrom2000, author = {Ostrom, Elinor}, title = {Five}, year = {2000}}
@book{two2016, author = {Tuurnas, Sanna and Stenvall, Jari}, title = {Three}, year = {2016}}
//- /draft.md
";

    #[test]
    fn a_year_that_differs_by_a_slip_is_found() {
        check(&format!(
            "{REFS}Lipsky (1890) says so.
        ^^^^ warning[wrong-year]: Lipsky (1890): the record lipsky1980 is of 1980

It is old (voir Lipsky, 1981, p. 3; Tuurnas et Stenvall, 2015a).
                        ^^^^ warning[wrong-year]
                                                         ^^^^ warning[wrong-year]

Chao (2013) is nearer to one, Chao (2051) has two digits in another order, Chao (2016) is near one.
      ^^^^ info[wrong-year]: Chao (2013): no record of that year; the nearest, chao2012, is of 2012
                                    ^^^^ warning[wrong-year]: Chao (2051): the record chao2015 is of 2015
                                                                                 ^^^^ info[wrong-year]

Ostrom (1999) is between two.
        ^^^^ info[wrong-year]: Ostrom (1999): no record of that year; ostrom1998 is of 1998, ostrom2000 of 2000

In Fontainebleau, Lipsky (1981) and the measure of Ostrom of Lipsky (1981) are of one name.
                          ^^^^ warning[wrong-year]
                                                                     ^^^^ warning[wrong-year]

As Lipsky (1982) [@lipsky1980] says.
           ^^^^ warning[wrong-year]: 1982 differs from 1980, the year of lipsky1980, which is cited right here
"
        ));
    }

    #[test]
    fn what_a_record_answers_or_cannot_is_silent() {
        check(&format!(
            "{REFS}Lipsky (1980), Lipsky (2004), Island (1981), Tuurnas (2015), Lipsky in 1981, Lipsky (1979–1981).

The report (Ministry, 1981) and Paris (1981) and Lipsky and Ostrom (1981) and Lipsky [@lipsky1980].
"
        ));
    }

    #[test]
    fn a_work_that_the_manuscript_lists_is_another_work() {
        check(&format!(
            "{REFS}Lipsky (1981) says so.

Lipsky, M. (1981). Another book that the corpus does not have. Press.
"
        ));
    }

    #[test]
    fn a_typed_reference_has_the_year_of_its_record() {
        check(
            "//- /refs.bib
@book{l80, author = {Lipsky, Michael}, title = {Street-Level Bureaucracy and the Public Services}, year = {1980}}
//- /draft.md
Lipsky, M. (1981). Street-Level Bureaucracy and the Public Services. New York.
            ^^^^ warning[wrong-year]: 1981 differs from 1980, the year of l80, whose title this is
",
        );
    }
}
