//! duplicate-record: one work under two keys, in one file or in the bibliographies of one manuscript.
//!
//! Records are never merged or deleted: the manuscript is made to cite one of the keys.

use super::twins::are_one;
use super::works::{Cited, recite};
use super::{
    Check, Confidence, Context, Diagnostic, Docs, FileContext, Fix, Message, MessageText, Rule, Safety, Severity,
    file_name, record_of,
};
use rustc_hash::{FxHashMap, FxHashSet};
use siglum_corpus::Record;
use siglum_corpus::index::RecordId;
use siglum_corpus::near::{main_title, title_words};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-record",
    severity: Severity::Warning,
    docs: Docs {
        summary: ["One work under two keys", "Une œuvre sous deux clés"],
        en: include_str!("../../../docs/rules/en/duplicate-record.md"),
        fr: include_str!("../../../docs/rules/fr/duplicate-record.md"),
    },
    messages: &[
        MessageText {
            id: "twice",
            en: "\"{key}\" and \"{first}\" are one work: {why}",
            fr: "« {key} » et « {first} » sont une même œuvre : {why}",
        },
        MessageText {
            id: "cited",
            en: "\"{key}\" is the work that is cited as \"{first}\", too: the list of references has it twice",
            fr: "« {key} » est l'œuvre citée aussi comme « {first} » : la liste des références la donne deux fois",
        },
        MessageText { id: "fix", en: "Cite \"{first}\" instead", fr: "Citer « {first} » à la place" },
        MessageText { id: "other", en: "the other record", fr: "l'autre notice" },
        MessageText { id: "own", en: "the record in {file}", fr: "la notice dans {file}" },
    ],
    check: Check::Both(check, check_file),
};

/// So many records of a file are read to be compared, and each with so many before it.
const READ: usize = 4_000;
const BEFORE: usize = 8;
/// Up to how many records a file is searched for main titles that are equal where only one record has a subtitle.
const SEARCHED: u32 = 5_000;

fn check_file(context: &FileContext<'_>, out: &mut Vec<Diagnostic>) {
    let mut groups: Vec<Vec<u32>> = context.shard.likely_twins().collect();
    if context.shard.len() <= SEARCHED {
        groups.extend(same_main_title(context));
    }
    groups.sort_unstable();
    let mut read: FxHashMap<u32, Option<Record>> = FxHashMap::default();
    let mut told = FxHashSet::default();
    for group in groups {
        for (place, &row) in group.iter().enumerate().skip(1) {
            if told.contains(&row) || read.len() >= READ {
                continue;
            }
            let before = &group[place.saturating_sub(BEFORE)..place];
            let Some(first) = before.iter().find(|first| is_twin(context, &mut read, **first, row)) else { continue };
            told.insert(row);
            out.push(diagnose(context, *first, row));
        }
    }
}

/// Rows of one main title and year.
fn same_main_title(context: &FileContext<'_>) -> Vec<Vec<u32>> {
    let mut by_title: FxHashMap<(String, i32), Vec<u32>> = FxHashMap::default();
    for (row, entry) in (0u32..).zip(context.shard.entries()) {
        if let Some(year) = entry.year().filter(|_| !entry.title().is_empty()) {
            let title = title_words(main_title(entry.title())).join(" ");
            by_title.entry((title, year)).or_default().push(row);
        }
    }
    by_title.into_values().filter(|rows| rows.len() > 1).collect()
}

fn is_twin(context: &FileContext<'_>, read: &mut FxHashMap<u32, Option<Record>>, first: u32, row: u32) -> bool {
    let (a, b) = (context.shard.entry(first), context.shard.entry(row));
    // What the index knows spares reading most of them.
    let other_doi = !a.doi().is_empty() && !b.doi().is_empty() && a.doi() != b.doi();
    let no_key = a.key().is_empty() || b.key().is_empty();
    if no_key || a.key() == b.key() || other_doi || a.year().is_none() || b.year().is_none() {
        return false;
    }
    for row in [first, row] {
        let id = RecordId { shard: context.place, row };
        read.entry(row).or_insert_with(|| context.corpus.record(id).ok());
    }
    let known = |row: u32| read.get(&row).and_then(Option::as_ref);
    matches!((known(first), known(row)), (Some(a), Some(b)) if are_one(a, b))
}

fn diagnose(context: &FileContext<'_>, first: u32, row: u32) -> Diagnostic {
    let (one, own) = (context.shard.entry(first), context.shard.entry(row));
    let span = if own.key_span().is_empty() { own.span() } else { own.key_span() };
    let same_doi = !own.doi().is_empty() && own.doi() == one.doi();
    let why = if same_doi { own.doi() } else { own.title() };
    let message = Message::new("twice").arg("key", own.key()).arg("first", one.key()).arg("why", why);
    let mut found = Diagnostic::new(&RULE, span, message);
    if !same_doi {
        found.confidence = Confidence::Medium;
    }
    found.key = Some(own.key().to_owned());
    found.expected = Some(one.key().to_owned());
    let id = RecordId { shard: context.place, row: first };
    found.related.push(record_of(context.corpus, id, Message::new("other")));
    found
}

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for cited in context.cited() {
        if let Some(first) = first_of(context, *cited) {
            out.push(recited(context, *cited, first));
        }
    }
}

/// The first record of the same work that the manuscript cites too; `None` where this one is the first.
fn first_of(context: &Context<'_>, cited: Cited) -> Option<RecordId> {
    let work = context.works().of(cited.id);
    let twins = work.twins.get_or_init(|| twins(context, cited.id));
    let also = |id: &&RecordId| {
        let key = context.corpus.entry(**id).key();
        context.cited().iter().any(|other| other.id == **id) || context.served.whole.cites(key)
    };
    twins.iter().filter(|id| **id < cited.id).find(also).copied()
}

/// The records of the manuscript's bibliographies that describe the work of one of them under another key.
fn twins(context: &Context<'_>, id: RecordId) -> Vec<RecordId> {
    let key = context.corpus.entry(id).key();
    let mut others = context.corpus.indexed_companions(id);
    others.retain(|other| context.served.scope.holds(other.shard) && context.corpus.entry(*other).key() != key);
    if others.is_empty() {
        return others;
    }
    let Ok(own) = context.corpus.record(id) else { return Vec::new() };
    others.retain(|other| context.corpus.record(*other).is_ok_and(|other| are_one(&own, &other)));
    others
}

fn recited(context: &Context<'_>, cited: Cited, first: RecordId) -> Diagnostic {
    let citation = &context.manuscript.citations[cited.first];
    let instead = context.corpus.entry(first).key();
    let message = Message::new("cited").arg("key", &citation.key).arg("first", instead);
    let mut found = Diagnostic::new(&RULE, citation.key_span, message);
    found.key = Some(citation.key.clone());
    found.found = Some(citation.key.clone());
    found.expected = Some(instead.to_owned());
    for id in [cited.id, first] {
        let file = file_name(context.corpus.shard(id).path());
        found.related.push(record_of(context.corpus, id, Message::new("own").arg("file", file)));
    }
    found.fixes.push(Fix {
        title: Message::new("fix").arg("first", instead),
        safety: Safety::Unsafe,
        edits: recite(context, &citation.key, instead),
    });
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Fixture, check};
    use crate::rules::{Diagnostic, Safety};

    /// The pairs of keys that are told in a bibliography of these records.
    fn told(records: &[&str]) -> Vec<String> {
        let fixture = Fixture::new(&format!("//- /refs.bib\n{}\n", records.join("\n")));
        let found = fixture.findings(&fixture.bibliographies[0]).into_iter();
        let pair = |one: Diagnostic| format!("{}={}", one.key.unwrap_or_default(), one.expected.unwrap_or_default());
        found.filter(|one| one.rule == "duplicate-record").map(pair).collect()
    }

    const LIPSKY: &str = "@book{a, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = 1980, publisher = {Russell Sage}}";

    #[test]
    fn one_work_under_two_keys_is_found() {
        for other in [
            "@book{b, author = {M. Lipsky}, title = {Street-Level Bureaucracy}, year = 1980}",
            "@book{b, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, subtitle = {Dilemmas}, year = 1980, publisher = {Russell Sage Foundation}}",
            "@book{b, author = {Lipsky, Michael}, title = {{Street-level} bureaucracy: dilemmas of the individual}, date = {1980-03}}",
        ] {
            assert_eq!(told(&[LIPSKY, other]), ["b=a"], "{other}");
        }
        let doi = "@article{a, author = {Tuurnas, Sanna}, title = {A title of its own}, journal = {International Review of Administrative Sciences}, doi = {10.1/x}, year = 2015}";
        let print = "@article{b, author = {Tuurnas, S.}, title = {A Title of Its Own}, journal = {Int. Rev. Adm. Sci.}, doi = {https://doi.org/10.1/X}, year = 2016, volume = 82}";
        assert_eq!(told(&[doi, print]), ["b=a"]);
    }

    #[test]
    fn what_looks_like_one_work_and_is_two_is_silent() {
        for other in [
            "@book{b, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = 2010}",
            "@book{b, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = 1980, volume = 2}",
            "@book{b, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = 1980, translator = {Doe, Jane}}",
            "@book{b, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = 1980, publisher = {Basic Books}}",
            "@book{b, author = {Lipsky, Seth}, title = {Street-level bureaucracy}, year = 1980}",
            "@article{b, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, journal = {A journal}, year = 1980}",
            "@book{b, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, year = 1980, related = {a}, relatedtype = {reprintas}}",
            "@book{b, ids = {a2}, author = {Lipsky, Michael}, title = {Protest in city politics}, year = 1980}",
        ] {
            assert_eq!(told(&[LIPSKY, other]), Vec::<String>::new(), "{other}");
        }
        let records = [
            "@article{a, author = {Ek, A.}, title = {Introduction}, journal = {One}, year = 2000}",
            "@article{b, author = {Ek, A.}, title = {Introduction}, journal = {One}, year = 2000}",
            "@misc{c, author = {Ek, A.}, title = {The report of the year}, url = {https://a.example/1}, year = 2000}",
            "@misc{d, author = {Ek, A.}, title = {The report of the year}, url = {https://a.example/2}, year = 2000}",
            "@article{e, author = {Ek, A.}, title = {The work of a year}, doi = {10.1/a}, year = 2000}",
            "@article{f, author = {Ek, A.}, title = {The work of a year}, doi = {10.1/b}, year = 2000}",
            "@article{g, author = {Ek, A.}, title = {On parts of a whole}, journal = {J}, pages = {1--9}, year = 2000}",
            "@article{h, author = {Ek, A.}, title = {On parts of a whole}, journal = {J}, pages = {10--19}, year = 2000}",
        ];
        assert_eq!(told(&records), Vec::<String>::new());
    }

    #[test]
    fn a_manuscript_that_cites_both_is_made_to_cite_the_first() {
        let text = format!(
            "//- /refs.bib\n{LIPSKY}\n{}\n//- /draft.md\n---\nbibliography: refs.bib\n---\nOne [@a], two [@b, p. 3], three @b.\n",
            LIPSKY.replace("{a,", "{b,")
        );
        let fixture = Fixture::new(&text);
        let file = &fixture.manuscripts[0];
        let found: Vec<_> = fixture.findings(file).into_iter().filter(|one| one.rule == "duplicate-record").collect();
        let [one] = &found[..] else { panic!("{found:#?}") };
        assert_eq!(one.span.of(&file.text), "b");
        assert_eq!((one.fixes[0].safety, one.fixes[0].edits.len()), (Safety::Unsafe, 2));
        assert!(one.fixes[0].edits.iter().all(|edit| edit.text == "a" && edit.span.of(&file.text) == "b"));
    }

    #[test]
    fn many_records_of_one_title_take_time_in_proportion() {
        let one = |at: usize| {
            format!(
                "@article{{k{at}, author = {{Ek, A.}}, title = {{The letters to the editor}}, year = 2000, pages = {{{at}}}}}\n"
            )
        };
        let all: String = (0..3_000).map(one).collect();
        assert_eq!(told(&[&all]), Vec::<String>::new());
    }

    #[test]
    fn a_manuscript_that_cites_one_of_them_is_not_told() {
        check(&format!("//- /other.bib\n{LIPSKY}\n//- /draft.md\nOne [@a].\n"));
    }
}
