//! wrong-identifier: a DOI that is another work's, in a bibliography, a typed reference or beside a citation.
//!
//! Only what the corpus says is said: a DOI that no record has may be right.

mod typed;

use super::twins::{are_one, are_two, doi};
use super::{
    Check, Context, Diagnostic, Docs, Edit, FileContext, Fix, Message, MessageText, Rule, Safety, Severity, record_of,
};
use rustc_hash::FxHashMap;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::record::Record;
use siglum_corpus::shard::Entry;
use siglum_corpus::{Corpus, Span};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-identifier",
    severity: Severity::Error,
    docs: Docs {
        summary: ["A DOI that belongs to another work", "Un DOI qui est celui d'une autre œuvre"],
        en: include_str!("../../../docs/rules/en/wrong-identifier.md"),
        fr: include_str!("../../../docs/rules/fr/wrong-identifier.md"),
    },
    messages: &[
        MessageText {
            id: "shared",
            en: "\"{key}\" has the DOI of \"{other}\", which is another work: \"{title}\"",
            fr: "« {key} » a le DOI de « {other} », qui est une autre œuvre : « {title} »",
        },
        MessageText {
            id: "shared-without-key",
            en: "\"{key}\" has the DOI of another work: \"{title}\"",
            fr: "« {key} » a le DOI d'une autre œuvre : « {title} »",
        },
        MessageText {
            id: "typed",
            en: "{found} is the DOI of \"{other}\" (\"{title}\"), not of \"{key}\"",
            fr: "{found} est le DOI de « {other} » (« {title} »), non de « {key} »",
        },
        MessageText {
            id: "typed-without-key",
            en: "{found} is the DOI of \"{title}\", not of \"{key}\"",
            fr: "{found} est le DOI de « {title} », non de « {key} »",
        },
        MessageText { id: "fix", en: "Write {expected}", fr: "Écrire {expected}" },
        MessageText { id: "other", en: "the record that has this DOI, too", fr: "la notice qui a aussi ce DOI" },
        MessageText { id: "meant", en: "the record of the work that is meant", fr: "la notice de l'œuvre visée" },
    ],
    check: Check::Both(typed::check, check_file),
};

/// So many records of a file are read to be compared.
const READ: usize = 4_000;
/// Each is compared with so many of the same DOI.
const SAME: usize = 8;
/// Up to how many records a file is compared with the other files.
const SEARCHED: u32 = 5_000;
/// So many records of one title, year and name are asked for another DOI.
const COMPANIONS: usize = 8;

fn check_file(context: &FileContext<'_>, out: &mut Vec<Diagnostic>) {
    let mut read: FxHashMap<RecordId, Option<Record>> = FxHashMap::default();
    for (own, other) in pairs(context) {
        if read.len() >= READ {
            break;
        }
        for id in [own, other] {
            read.entry(id).or_insert_with(|| context.corpus.record(id).ok());
        }
        let known = |id: RecordId| read.get(&id).and_then(Option::as_ref);
        let (Some(a), Some(b)) = (known(own), known(other)) else { continue };
        if !are_two(a, b) {
            continue;
        }
        let (right_a, right_b) = (right_doi(context.corpus, own, a), right_doi(context.corpus, other, b));
        // Of two in one file the one is told of which another record has another DOI, else the later one.
        let swap = other.shard == own.shard && right_a.is_none() && right_b.is_some();
        let (id, record, other, right) = if swap { (other, b, own, right_b) } else { (own, a, other, right_a) };
        let told = out.iter().any(|one| one.rule == RULE.name && Some(one.span) == doi_span(record));
        if !told {
            out.push(shared(context, (id, record), other, right));
        }
    }
}

/// Pairs of records of one DOI whose titles the index does not know to be equal: one of this file, and one before it or
/// in another file.
fn pairs(context: &FileContext<'_>) -> Vec<(RecordId, RecordId)> {
    let mut pairs = Vec::new();
    for group in context.shard.likely_twins() {
        for (place, &row) in group.iter().enumerate().skip(1) {
            let before = &group[place.saturating_sub(SAME)..place];
            pairs.extend(before.iter().map(|&first| (row, RecordId { shard: context.place, row: first })));
        }
    }
    // A catalogue's text is what a bibliography is compared with, not the other way round.
    let asks = context.corpus.shards().len() > 1 && context.shard.format() != "records";
    if asks && context.shard.len() <= SEARCHED {
        let others = (0..context.corpus.shards().len() as u32).filter(|place| *place != context.place).collect();
        let others = Scope::Some(others);
        for (row, entry) in (0u32..).zip(context.shard.entries()).filter(|(_, entry)| !entry.doi().is_empty()) {
            let found = context.corpus.find_doi(entry.doi(), &others);
            pairs.extend(found.into_iter().take(SAME).map(|other| (row, other)));
        }
    }
    let mut pairs: Vec<_> =
        pairs.into_iter().map(|(row, other)| (RecordId { shard: context.place, row }, other)).collect();
    pairs.retain(|(own, other)| {
        let (a, b) = (context.corpus.entry(*own), context.corpus.entry(*other));
        !a.key().is_empty() && !a.doi().is_empty() && a.doi() == b.doi() && a.title() != b.title()
    });
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The DOI that another record of the same work has.
fn right_doi(corpus: &Corpus, id: RecordId, record: &Record) -> Option<(String, RecordId)> {
    let own = doi(record);
    let mut bare = record.clone();
    bare.variables.retain(|variable| variable.name != "DOI");
    corpus.indexed_companions(id).into_iter().take(COMPANIONS).find_map(|other| {
        let found = corpus.record(other).ok()?;
        let right = doi(&found).filter(|right| Some(right) != own.as_ref())?;
        are_one(&bare, &found).then_some((right, other))
    })
}

/// Where a record's DOI stands.
fn doi_span(record: &Record) -> Option<Span> {
    record.variable("DOI")?.from.cover()
}

fn shared(
    context: &FileContext<'_>,
    (id, record): (RecordId, &Record),
    other: RecordId,
    right: Option<(String, RecordId)>,
) -> Diagnostic {
    let (corpus, theirs) = (context.corpus, context.corpus.entry(other));
    let span = doi_span(record).unwrap_or_else(|| context.shard.entry(id.row).key_span());
    let message = about(theirs, ["shared", "shared-without-key"]).arg("key", called(context.shard.entry(id.row)));
    let mut found = Diagnostic::new(&RULE, span, message);
    found.key = Some(record.key.value.clone()).filter(|key| !key.is_empty());
    found.found = doi(record);
    found.related.push(record_of(corpus, other, Message::new("other")));
    let Some((right, meant)) = right else { return found };
    found.related.push(record_of(corpus, meant, Message::new("meant")));
    let text = context.shard.text_of(id.row).unwrap_or_default();
    let base = context.shard.entry(id.row).span().start;
    let inside = Span { start: span.start.saturating_sub(base), end: span.end.saturating_sub(base) };
    if let Some(at) = inside.of(&text).find("10.") {
        let span = Span { start: span.start + at as u32, end: span.end };
        found.fixes.push(fix(span, &right));
    }
    found.expected = Some(right);
    found
}

/// A sentence about another record, which may have no key.
fn about(other: Entry<'_>, [with, without]: [&'static str; 2]) -> Message {
    let message =
        if other.key().is_empty() { Message::new(without) } else { Message::new(with).arg("other", other.key()) };
    message.arg("title", other.title())
}

/// What a record is called: by its key, else by its title.
fn called(entry: Entry<'_>) -> &str {
    if entry.key().is_empty() { entry.title() } else { entry.key() }
}

fn fix(span: Span, right: &str) -> Fix {
    Fix {
        title: Message::new("fix").arg("expected", right),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span, text: right.to_owned() }],
    }
}

/// What is said of a DOI in a manuscript that is another work's than the one that is meant; `None` where that is not
/// certain.
fn misplaced(context: &Context<'_>, meant: RecordId, written: &str, span: Span) -> Option<Diagnostic> {
    let corpus = context.corpus;
    let right = corpus.entry(meant).doi();
    let others = corpus.find_doi(written, &Scope::All);
    if others.is_empty() || others.contains(&meant) {
        return None;
    }
    let record = corpus.record(meant).ok()?;
    let mut read = others.iter().take(SAME).map(|other| corpus.record(*other));
    if !read.all(|other| other.is_ok_and(|other| are_two(&record, &other))) {
        return None;
    }
    let other = corpus.entry(*others.first()?);
    let message = about(other, ["typed", "typed-without-key"]).arg("found", written);
    let mut found = Diagnostic::new(&RULE, span, message.arg("key", called(corpus.entry(meant))));
    found.key = Some(corpus.entry(meant).key().to_owned()).filter(|key| !key.is_empty());
    found.found = Some(written.to_owned());
    found.related.push(record_of(corpus, *others.first()?, Message::new("other")));
    found.related.push(record_of(corpus, meant, Message::new("meant")));
    if !right.is_empty() {
        found.expected = Some(right.to_owned());
        found.fixes.push(fix(span, right));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::typed::dois;
    use crate::rules::Diagnostic;
    use crate::rules::testing::Fixture;
    use siglum_corpus::Span;

    /// The findings in all files, as "text>expected".
    fn told(fixture: &str) -> Vec<String> {
        let fixture = Fixture::new(fixture);
        let files = fixture.manuscripts.iter().chain(&fixture.bibliographies);
        let of_file = |file| {
            let found = fixture.findings(file).into_iter().filter(|one| one.rule == "wrong-identifier");
            let text = |one: Diagnostic| format!("{}>{}", one.span.of(&file.text), one.expected.unwrap_or_default());
            found.map(text).collect::<Vec<_>>()
        };
        files.flat_map(of_file).collect()
    }

    const ONE: &str = "@article{a, author = {Tuurnas, Sanna}, title = {The impact of co-production on frontline accountability}, journal = {IRAS}, isbn = {9780387881362}, year = 2016, doi = {10.1177/0020852314566007}}";
    const TWO: &str = "@article{b, author = {Ostrom, Elinor}, title = {Crossing the great divide}, journal = {World Development}, year = 1996, doi = {DOI}}";

    #[test]
    fn one_doi_on_two_works_is_found_and_the_right_one_is_known_from_elsewhere() {
        let two = TWO.replace("DOI}", "https://doi.org/10.1177/0020852314566007}");
        assert_eq!(told(&format!("//- /refs.bib\n{ONE}\n{two}\n")), ["https://doi.org/10.1177/0020852314566007>"]);
        let right = TWO.replace("{b,", "{o,").replace("DOI}", "10.1016/0305-750X(96)00023-X}");
        let files = format!("//- /a.bib\n{two}\n{ONE}\n//- /b.bib\n{right}\n");
        assert_eq!(told(&files), ["https://doi.org/10.1177/0020852314566007>10.1016/0305-750x(96)00023-x"]);
        let files = format!("//- /a.bib\n{two}\n//- /b.bib\n{ONE}\n");
        assert_eq!(told(&files).len(), 2, "each of the two files is told");
    }

    #[test]
    fn a_record_without_a_key_is_called_by_its_title() {
        let two = TWO.replace("{b,", "{,").replace("DOI}", "10.1177/0020852314566007}");
        let fixture = Fixture::new(&format!("//- /a.bib\n{ONE}\n//- /b.bib\n{two}\n"));
        let found = fixture.bibliographies.iter().flat_map(|file| fixture.findings(file));
        let found: Vec<_> = found.filter(|one| one.rule == "wrong-identifier").collect();
        let said = |one: &Diagnostic| one.message.render(one.rule, crate::config::MessageLanguage::English);
        assert_eq!(said(&found[0]), "\"a\" has the DOI of another work: \"Crossing the great divide\"");
    }

    #[test]
    fn what_may_share_a_doi_is_silent() {
        let other = |fields: &str| format!("{{x, {fields}, year = 2016, doi = {{10.1177/0020852314566007}}}}");
        for entry in [
            "@dataset".to_owned() + &other("author = {Ek, A.}, title = {Interviews on neighbourhoods}"),
            "@article".to_owned() + &other("author = {Ek, A.}, title = {Correction}, journal = {IRAS}"),
            "@article".to_owned()
                + &other("author = {Ek, A.}, title = {A reply to Tuurnas and others}, journal = {IRAS}"),
            "@article".to_owned()
                + &other(
                    "author = {Tuurnas, Sanna}, title = {L'impact de la coproduction sur l'imputabilité}, journal = {RISA}",
                ),
            "@article".to_owned()
                + &other("author = {Tuurnas, S.}, title = {The impact of co-production}, journal = {Other}"),
            "@article".to_owned() + &other("author = {Туурнас, С.}, title = {Влияние совместного производства}"),
            "@article".to_owned()
                + &other("author = {Ek, A.}, title = {Present state of the matter}, isbn = {978-0-387-88136-2}"),
            "@article".to_owned() + &other("title = {No one knows who wrote this}"),
        ] {
            assert_eq!(told(&format!("//- /refs.bib\n{ONE}\n{entry}\n")), Vec::<String>::new(), "{entry}");
        }
        let book = "@book{w, editor = {Ek, A.}, title = {Handbook of things}, year = 2010, doi = {10.1/b}}";
        let chapters = "@incollection{c, author = {Bo, B.}, title = {One thing}, booktitle = {Handbook of things}, year = 2010, doi = {10.1/b}}
            @incollection{d, author = {Di, C.}, title = {Another matter}, booktitle = {Handbook of things}, year = 2010, doi = {10.1/b}}";
        assert_eq!(told(&format!("//- /refs.bib\n{book}\n{chapters}\n")), Vec::<String>::new());
    }

    #[test]
    fn typed_references_and_citations_with_another_works_doi_are_found() {
        let two = TWO.replace("DOI}", "10.1016/x}");
        let wrong = "Tuurnas, S. (2016). The impact of co-production on frontline accountability. IRAS 82. https://doi.org/10.1016/X.\n";
        let files = format!("//- /refs.bib\n{ONE}\n{two}\n//- /draft.md\n# References\n\n{wrong}");
        assert_eq!(told(&files), ["10.1016/X>10.1177/0020852314566007"]);
        assert!(told(&files.replace("10.1016/X", "10.1177/0020852314566007")).is_empty());
        assert!(told(&files.replace("10.1016/X", "10.9999/unknown")).is_empty());
        let cited = |text: &str| told(&format!("//- /refs.bib\n{ONE}\n{two}\n//- /draft.md\n{text}\n"));
        assert_eq!(cited("So [@a] (doi:10.1016/x) it is."), ["10.1016/x>10.1177/0020852314566007"]);
        assert_eq!(
            cited("So Tuurnas (2016), https://doi.org/10.1016/x, says."),
            ["10.1016/x>10.1177/0020852314566007"]
        );
        assert!(cited("So [@a; @b] (10.1016/x), and [@a] says; see also https://doi.org/10.1016/x.").is_empty());
    }

    #[test]
    fn dois_end_where_the_sentence_or_the_bracket_does() {
        let found = |text: &str| -> Vec<String> { dois(text, Span::new(0, text.len())).map(|(_, doi)| doi).collect() };
        assert_eq!(
            found("(doi:10.1016/0305-750X(96)00023-X). 110.1234/no 10.12/no 10.1000/é_b,"),
            ["10.1016/0305-750X(96)00023-X", "10.1000/é_b"]
        );
        assert_eq!(
            found("\\doi{10.1000/a\\_b} [x](https://doi.org/10.1000/c) 10.1000/ 10."),
            ["10.1000/a_b", "10.1000/c"]
        );
    }
}
