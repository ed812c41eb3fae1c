//! missing-field: a record lacks what every style needs of a work of its kind.
//!
//! For BibTeX and BibLaTeX that is what both of them require (btxdoc, "Entry types"; BibLaTeX manual, section 2.1), since a
//! file may be for either. For CSL, which requires nothing, it is what a reference of that type cannot do without.

use super::record::RecordContext;
use super::{Check, Diagnostic, Docs, Message, MessageText, Rule, Severity};
use siglum_corpus::record::{ItemType, Record, Role, TextKind};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-field",
    severity: Severity::Info,
    docs: Docs {
        summary: [
            "A record that lacks a field its kind needs",
            "Une notice à laquelle manque un champ que son genre exige",
        ],
        en: include_str!("../../../docs/rules/en/missing-field.md"),
        fr: include_str!("../../../docs/rules/fr/missing-field.md"),
    },
    messages: &[MessageText {
        id: "missing",
        en: "{key} ({kind}) lacks {fields}",
        fr: "il manque à {key} ({kind}) : {fields}",
    }],
    check: Check::Record(check),
};

/// What a kind of work needs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// An author; whoever stands for one counts.
    Author,
    /// An author, an editor or another who answers for the whole.
    Maker,
    Title,
    Journal,
    Book,
    /// A book's title, or the chapter or pages of a book that the record itself describes.
    BookOrPart,
    Year,
    Institution,
    /// Where it is found.
    Address,
}

use Need::{Address, Author, Book, BookOrPart, Institution, Journal, Maker, Title, Year};

/// What entry types need in BibTeX and in BibLaTeX. Types that are not here need nothing: `misc` and `set` by either's
/// rules, all others because only one of the two knows them.
const ENTRIES: &[(&[&str], &[Need])] = &[
    (&["article"], &[Author, Title, Journal, Year]),
    (&["book", "mvbook", "collection", "mvcollection", "reference", "mvreference"], &[Maker, Title, Year]),
    (&["inbook", "bookinbook", "suppbook"], &[Maker, Title, BookOrPart, Year]),
    (&["incollection", "suppcollection", "inproceedings", "conference"], &[Author, Title, Book, Year]),
    (&["inreference"], &[Title, Book, Year]),
    (&["proceedings", "mvproceedings", "periodical"], &[Title, Year]),
    (&["thesis", "phdthesis", "mastersthesis"], &[Author, Title, Institution, Year]),
    (&["report", "techreport"], &[Maker, Title, Institution, Year]),
    (&["unpublished"], &[Author, Title]),
    (&["patent"], &[Maker, Title]),
    (&["online", "electronic", "www"], &[Title, Address]),
    (&["booklet", "manual", "dataset", "software"], &[Title]),
];

/// What CSL's types need in a reference.
const ITEMS: &[(ItemType, &[Need])] = &[
    (ItemType::ArticleJournal, &[Author, Title, Journal, Year]),
    (ItemType::ArticleMagazine, &[Title, Journal, Year]),
    (ItemType::ArticleNewspaper, &[Title, Journal, Year]),
    (ItemType::Book, &[Maker, Title, Year]),
    (ItemType::Chapter, &[Maker, Title, Book, Year]),
    (ItemType::PaperConference, &[Author, Title, Year]),
    (ItemType::Thesis, &[Author, Title, Year]),
    (ItemType::Report, &[Maker, Title, Year]),
    (ItemType::Webpage, &[Title, Address]),
];

fn check(context: &RecordContext<'_>, out: &mut Vec<Diagnostic>) {
    let (kind, needs) = match context.format() {
        "bibtex" => {
            let kind = context.record.type_written.value.to_ascii_lowercase();
            let needs = ENTRIES.iter().find(|(kinds, _)| kinds.contains(&kind.as_str()));
            (kind, needs.map(|(_, needs)| *needs))
        }
        "csl-json" | "csl-yaml" => {
            let kind = context.record.item_type;
            (kind.as_csl().to_owned(), ITEMS.iter().find(|(one, _)| *one == kind).map(|(_, needs)| *needs))
        }
        _ => return,
    };
    let Some(needs) = needs else { return };
    // What is inherited is asked for only where something lacks: most records stand alone.
    let lacking = |record: &Record| needs.iter().copied().filter(|need| !has(record, *need)).collect::<Vec<_>>();
    if lacking(context.record).is_empty() || context.is_orphan() {
        return;
    }
    let mut missing = lacking(context.whole());
    // An empty field is empty-field's.
    missing.retain(|need| !is_empty(context, *need));
    if missing.is_empty() {
        return;
    }
    let csl = context.format() != "bibtex";
    let fields: Vec<_> = missing.iter().map(|need| name(*need, &kind, csl)).collect();
    let fields = fields.join(", ");
    let key =
        Some(context.record.key.value.clone()).filter(|key| !key.is_empty()).unwrap_or_else(|| format!("@{kind}"));
    let message = Message::new("missing").arg("key", key).arg("kind", &kind).arg("fields", &fields);
    let span = context.record.key.from.cover();
    let mut diagnostic = context.finding(&RULE, span, message);
    diagnostic.expected = Some(fields);
    out.push(diagnostic);
}

/// Whether a record has what is needed, or says why it has not.
fn has(record: &Record, need: Need) -> bool {
    let extra = |labels: &[&str]| {
        record.extra.iter().any(|(label, value)| {
            !value.value.is_empty() && labels.iter().any(|known| known.eq_ignore_ascii_case(&label.value))
        })
    };
    let variable = |names: &[&str]| names.iter().any(|name| record.variable(name).is_some());
    let is_preprint = || extra(&["eprint", "archiveprefix", "eprinttype", "arxivid"]) || variable(&["status"]);
    match need {
        // `key` and `label` are what an author is replaced with, on purpose.
        Author | Maker => {
            let makes = |role: Role| matches!(role, Role::Author | Role::Editor | Role::Translator) || need == Maker;
            record.names.iter().any(|name| makes(name.role))
                || extra(&["key", "label", "shortauthor", "shorteditor", "organization", "collaboration", "authors"])
                || (need == Maker && variable(&["publisher"]) && record.item_type == ItemType::Report)
        }
        Title => {
            let container = |text: &siglum_corpus::record::LangText| text.kind == TextKind::Main;
            // BibTeX's parents name themselves as their children need it, by `booktitle`.
            let names_itself = matches!(record.item_type, ItemType::Book | ItemType::Periodical);
            !record.titles.is_empty() || (names_itself && record.containers.iter().any(container))
        }
        Journal => !record.containers.is_empty() || is_preprint() || variable(&["collection-title"]),
        Book => !record.containers.is_empty() || variable(&["event-title", "collection-title"]) || is_preprint(),
        BookOrPart => !record.containers.is_empty() || variable(&["chapter-number", "page", "volume", "part-number"]),
        Year => {
            record.issued.is_some()
                || variable(&["status", "event-date", "original-date", "available-date", "submitted"])
                || extra(&["date", "year", "issued", "urlyear", "howpublished"])
        }
        Institution => variable(&["publisher"]) || extra(&["school", "institution", "organization"]),
        Address => variable(&["URL", "DOI"]) || extra(&["eprint", "howpublished"]),
    }
}

/// Whether the field is there, but empty.
fn is_empty(context: &RecordContext<'_>, need: Need) -> bool {
    let names: &[&str] = match need {
        Author => &["author"],
        Maker => &["author", "editor"],
        Title => &["title"],
        Journal => &["journal", "journaltitle"],
        Book | BookOrPart => &["booktitle"],
        Year => &["year", "date"],
        Institution => &["school", "institution"],
        Address => &["url", "doi"],
    };
    let mut empty = context.fields().iter().filter(|field| field.is_empty);
    empty.any(|field| names.iter().any(|name| name.eq_ignore_ascii_case(field.name.of(context.text))))
}

/// What is told of a need: the field's name.
fn name(need: Need, kind: &str, csl: bool) -> &'static str {
    match need {
        Author => "author",
        Maker if kind.starts_with("collection") => "editor",
        Maker => "author/editor",
        Title => "title",
        Journal | Book if csl => "container-title",
        Journal => "journal",
        Book => "booktitle",
        BookOrPart => "booktitle/pages",
        Year if csl => "issued",
        Year => "year",
        Institution if kind.ends_with("thesis") => "school",
        Institution => "institution",
        Address => "url/doi",
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Fixture;

    /// What is missing in a bibliography, as "key: fields".
    fn found_in(name: &str, text: &str) -> Vec<String> {
        let mut fixture = Fixture::new(&format!("//- /{name}\n{text}\n"));
        fixture.config.severities.clear();
        let found = fixture.findings(&fixture.bibliographies[0]).into_iter().filter(|one| one.rule == "missing-field");
        found.map(|one| format!("{}: {}", one.key.unwrap_or_default(), one.expected.unwrap_or_default())).collect()
    }

    fn found(bib: &str) -> Vec<String> {
        found_in("refs.bib", bib)
    }

    #[test]
    fn what_lacks_is_found() {
        assert_eq!(found("@article{a, title = {T}, author = {A}}"), ["a: journal, year"]);
        assert_eq!(found("@Book{a, title = {T}}"), ["a: author/editor, year"]);
        assert_eq!(found("@incollection{a, author = {A}, title = {T}, year = 2001}"), ["a: booktitle"]);
        assert_eq!(found("@phdthesis{a, author = {A}, title = {T}, year = 2001}"), ["a: school"]);
        assert_eq!(found("@online{a, title = {T}}"), ["a: url/doi"]);
        let csl = r#"[{"id": "a", "type": "article-journal", "title": "T", "author": [{"family": "A"}]}]"#;
        assert_eq!(found_in("refs.json", csl), ["a: container-title, issued"]);
    }

    #[test]
    fn alternatives_count() {
        for bib in [
            "@article{a, title = {T}, author = {A}, journaltitle = {J}, date = {2001-03}}",
            "@article{a, title = {T}, author = {A}, eprint = {1706.03762}, archiveprefix = {arXiv}, year = 2017}",
            "@article{a, title = {T}, author = {A}, journal = {J}, pubstate = {forthcoming}}",
            "@article{a, title = {T}, key = {NYT}, journal = {New York Times}, year = {forthcoming}}",
            "@book{a, title = {T}, editor = {E}, year = 2001}",
            "@proceedings{a, booktitle = {P}, year = 2001}",
            "@inbook{a, author = {A}, title = {T}, chapter = 3, year = 2001}",
            "@techreport{a, title = {T}, institution = {OECD}, year = 2001}",
            "@misc{a, title = {T}}",
            "@misc{a, howpublished = {Letter}}",
            "@online{a, title = {T}, url = {https://example.org}}",
            "@xdata{a, publisher = {P}} @set{b, entryset = {a}} @unheard{c, note = {N}}",
        ] {
            assert!(found(bib).is_empty(), "{bib}: {:?}", found(bib));
        }
    }

    #[test]
    fn what_is_inherited_counts() {
        let parents = "@xdata{x, year = 2001} @proceedings{p, title = {P}, year = 2001}";
        let child = "@inproceedings{a, author = {A}, title = {T}, crossref = {p}}";
        assert!(found(&format!("{child} {parents}")).is_empty());
        assert!(found(&format!("@book{{b, author = {{B}}, title = {{T}}, xdata = {{x}}}} {parents}")).is_empty());
        let orphan = "@inproceedings{a, author = {A}, title = {T}, crossref = {gone}}";
        assert!(found(orphan).is_empty(), "broken-crossref tells that");
        let in_another_file = format!("{child}\n//- /more.bib\n{parents}");
        assert!(found(&in_another_file).is_empty());
    }

    #[test]
    fn an_empty_field_is_told_by_its_own_rule() {
        assert!(found("@article{a, title = {T}, author = {A}, journal = {}, year = 2001}").is_empty());
    }
}
