//! Crossref's XML: what it answers (unixref, unixsd) and what is deposited with it.
//!
//! A work stands in what contains it: an article in its journal, a chapter in its book. Several articles of one journal
//! share its element; each is a record.
//!
//! Source: Crossref's deposit schema 5.3 and its unixref query output.

use super::crossref_json::is_retraction;
use super::draft::Draft;
use super::jats::abstract_kind;
use super::xml::{Element, begins_with, read_works};
use super::{Depth, Origin, Reader, Reading};
use crate::record::{ItemType, Role, TextKind};

/// The reader of Crossref's XML.
pub static CROSSREF_XML: Reader = Reader { name: "crossref-xml", extensions: &["xml"], sniff, read, stream: None };

/// What holds works, the widest first.
const HOLDERS: [&str; 12] = [
    "doi_record",
    "crossref",
    "journal",
    "book",
    "conference",
    "dissertation",
    "posted_content",
    "report-paper",
    "standard",
    "database",
    "peer_review",
    "sa_component",
];
/// What stands inside them as a work of its own, and its type.
const ITEMS: [(&str, ItemType); 4] = [
    ("journal_article", ItemType::ArticleJournal),
    ("conference_paper", ItemType::PaperConference),
    ("content_item", ItemType::Chapter),
    ("dataset", ItemType::Dataset),
];
/// What is a work where no item stands in it: its name, the element that describes it, and the type.
const WHOLES: [(&str, &[&str], ItemType); 8] = [
    ("book", &["book_metadata", "book_series_metadata", "book_set_metadata"], ItemType::Book),
    ("dissertation", &[], ItemType::Thesis),
    ("posted_content", &[], ItemType::Article),
    ("report-paper", &["report-paper_metadata", "report-paper_series_metadata"], ItemType::Report),
    ("standard", &["standard_metadata"], ItemType::Standard),
    ("peer_review", &[], ItemType::Review),
    ("conference", &["proceedings_metadata", "proceedings_series_metadata"], ItemType::Book),
    ("journal", &["journal_metadata"], ItemType::Periodical),
];

fn sniff(head: &str) -> bool {
    begins_with(head, &["crossref_result", "doi_batch", "doi_records", "doi_record", "crossref"])
        || (begins_with(head, &["journal_metadata", "book_metadata", "doi_data"]))
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    read_works(text, origin, &HOLDERS, |holder| works(holder, origin.depth))
}

/// The works in an element: the items, else the whole.
fn works(holder: Element<'_>, depth: Depth) -> Vec<Draft> {
    let outer: Vec<Element<'_>> = WHOLES.iter().flat_map(|(name, ..)| itself_or_inside(holder, name)).collect();
    let database = itself_or_inside(holder, "database");
    let mut found = Vec::new();
    for outer in outer.iter().chain(&database) {
        for (name, kind) in ITEMS {
            for item in outer.descendants(name) {
                let mut draft = Draft::new(CROSSREF_XML.name, holder.span(), depth);
                start(*outer, item, kind, &mut draft);
                around(*outer, &mut draft);
                found.push(draft);
            }
        }
        if outer.descendants("content_item").next().is_some() || !found.is_empty() {
            continue;
        }
        if let Some((_, metadata, kind)) = WHOLES.iter().find(|(name, ..)| *name == outer.name()) {
            let described = outer.children().find(|child| metadata.contains(&child.name())).unwrap_or(*outer);
            let mut draft = Draft::new(CROSSREF_XML.name, holder.span(), depth);
            start(*outer, described, *kind, &mut draft);
            found.push(draft);
        }
    }
    found
}

fn itself_or_inside<'t>(holder: Element<'t>, name: &str) -> Vec<Element<'t>> {
    if holder.name() == name { vec![holder] } else { holder.descendants(name).take(1000).collect() }
}

fn start(outer: Element<'_>, item: Element<'_>, kind: ItemType, draft: &mut Draft) {
    let declares = [Some(item), outer.child("journal_metadata"), Some(outer)];
    if let Some(lang) = declares.into_iter().flatten().find_map(Element::lang) {
        draft.language(lang);
    }
    draft.record.item_type = kind;
    draft.record.type_written = item.label();
    item.children().for_each(|part| take(part, draft));
}

/// Puts a part of a work where it belongs.
fn take(part: Element<'_>, draft: &mut Draft) {
    match part.name() {
        "titles" => titles(part, draft),
        "contributors" => part.children().for_each(|person| contributor(person, draft)),
        "abstract" => {
            let kind = abstract_kind(&part.attribute_value("abstract-type"));
            draft.abstract_of(part, kind.unwrap_or(TextKind::Main));
        }
        "publication_date" | "posted_date" | "approval_date" | "review_date" | "creation_date" => {
            draft.date_of(part);
        }
        "pages" => draft.pages(part.text_at("first_page"), part.text_at("last_page")),
        "publisher_item" => draft.variable_of("number", part.child("item_number")),
        "doi_data" => {
            part.text_at("doi").into_iter().for_each(|doi| draft.doi(doi));
            draft.variable_of("URL", part.child("resource"));
        }
        "publisher" => publisher(part, draft),
        "institution" => draft.variable_of("publisher", part.child("institution_name")),
        "isbn" => draft.variable_of("ISBN", Some(part)),
        "issn" => draft.variable_of("ISSN", Some(part)),
        "edition_number" => draft.variable_of("edition", Some(part)),
        "volume" => draft.variable_of("volume", Some(part)),
        "proceedings_title" | "full_title" => draft.title_of(part, TextKind::Main),
        "degree" => draft.variable_of("genre", Some(part)),
        "crossmark" => updates(part, draft),
        // A dissertation's author stands in it without a group.
        "person_name" | "organization" => contributor(part, draft),
        _ => draft.keep(part),
    }
}

fn titles(group: Element<'_>, draft: &mut Draft) {
    for title in group.children() {
        match title.name() {
            "title" => draft.title_of(title, TextKind::Main),
            "subtitle" => draft.title_of(title, TextKind::Subtitle),
            "original_language_title" => draft.title_of(title, TextKind::Original),
            _ => draft.keep(title),
        }
    }
}

fn contributor(person: Element<'_>, draft: &mut Draft) {
    let written = person.attribute_value("contributor_role");
    let role = match written.as_str() {
        "author" | "" => Role::Author,
        "editor" => Role::Editor,
        "translator" => Role::Translator,
        _ => Role::Other,
    };
    match person.name() {
        "person_name" => {
            let all = |name: &str| person.all(name);
            draft.person_of([&all("given_name"), &all("surname"), &all("suffix")], role, &written);
            let said = ["ORCID", "affiliation", "affiliations"];
            person.children().filter(|part| said.contains(&part.name())).for_each(|part| draft.keep(part));
        }
        "organization" => person.text().into_iter().for_each(|text| draft.institution(text, role, &written)),
        _ => draft.keep(person),
    }
}

fn publisher(part: Element<'_>, draft: &mut Draft) {
    draft.variable_of("publisher", part.child("publisher_name"));
    draft.variable_of("publisher-place", part.child("publisher_place"));
}

/// What the work retracts.
fn updates(crossmark: Element<'_>, draft: &mut Draft) {
    for update in crossmark.descendants("update") {
        if is_retraction(&update.attribute_value("type")) {
            draft.variable_of("retracts", Some(update));
        }
    }
    draft.keep(crossmark);
}

/// What contains the work: journal and issue, book, proceedings.
fn around(outer: Element<'_>, draft: &mut Draft) {
    for part in outer.children() {
        match part.name() {
            "journal_metadata" => {
                part.all("full_title").into_iter().for_each(|title| draft.container_of(title, TextKind::Main));
                part.all("abbrev_title").into_iter().for_each(|title| draft.container_of(title, TextKind::Short));
                part.all("issn").into_iter().for_each(|issn| draft.variable_of("ISSN", Some(issn)));
            }
            "journal_issue" => {
                draft.variable_of("volume", part.find("journal_volume/volume"));
                draft.variable_of("issue", part.child("issue"));
                draft.variable_of("volume-title", part.find("titles/title"));
                issue_date(part, draft);
            }
            "event_metadata" => draft.variable_of("event-title", part.child("conference_name")),
            name if name.ends_with("_metadata") => holder(part, draft),
            _ => {}
        }
    }
}

/// The issue's date says when an article that only has an online date was issued; the article's own is finer.
fn issue_date(issue: Element<'_>, draft: &mut Draft) {
    issue.all("publication_date").into_iter().for_each(|date| {
        draft.date_of(date);
    });
}

/// A book or proceedings that the work stands in.
fn holder(part: Element<'_>, draft: &mut Draft) {
    for title in part.all("titles/title").into_iter().chain(part.all("proceedings_title")) {
        draft.container_of(title, TextKind::Main);
    }
    part.all("titles/subtitle").into_iter().for_each(|title| draft.container_of(title, TextKind::Subtitle));
    draft.variable_of("collection-title", part.find("series_metadata/titles/title"));
    part.all("isbn").into_iter().for_each(|isbn| draft.variable_of("ISBN", Some(isbn)));
    part.all("publisher").into_iter().for_each(|part| publisher(part, draft));
    let editors = part.all("contributors/person_name");
    editors
        .into_iter()
        .filter(|person| person.attribute_value("contributor_role") == "editor")
        .for_each(|person| contributor(person, draft));
    part.all("publication_date").into_iter().for_each(|date| {
        draft.date_of(date);
    });
}

#[cfg(test)]
mod tests {
    use super::CROSSREF_XML;
    use crate::read::reader_for;
    use crate::read::testing::{extras, read_everywhere, says};

    const JOURNAL: &str = r#"<journal><journal_metadata language="fr"><full_title>Revue</full_title><abbrev_title>R</abbrev_title><issn>0303-965X</issn>
        </journal_metadata><journal_issue><publication_date media_type="print"><month>03</month><year>2016</year></publication_date>
        <journal_volume><volume>82</volume></journal_volume><issue>1</issue></journal_issue>"#;
    const ARTICLE: &str = r#"<journal_article publication_type="full_text"><titles><title>L'impact de la <i>coproduction</i></title><subtitle>Une étude</subtitle>
        <original_language_title language="en">The impact</original_language_title></titles><contributors>
        <person_name sequence="first" contributor_role="author"><given_name>Sanna</given_name><surname>Tuurnas</surname><ORCID>https://orcid.org/0</ORCID></person_name>
        <organization contributor_role="author">OCDE</organization></contributors><publication_date media_type="online"><month>11</month><year>2015</year></publication_date>
        <jats:abstract xml:lang="fr"><jats:title>Résumé</jats:title><jats:p>Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.</jats:p></jats:abstract><jats:abstract><jats:p>This article presents a qualitative case study of co-production between volunteers and professionals.</jats:p></jats:abstract>
        <pages><first_page>143</first_page><last_page>160</last_page></pages><crossmark><updates><update type="retraction">10.1/bad</update></updates></crossmark>
        <doi_data><doi>10.1177/x</doi><resource>https://x.org</resource></doi_data><citation_list><citation key="1"/></citation_list></journal_article>"#;

    #[test]
    fn an_article_stands_in_its_journal() {
        let text = format!(
            "<crossref_result><query_result><body><query><doi>10.1177/x</doi><doi_record><crossref>{JOURNAL}{ARTICLE}</journal></crossref></doi_record></query></body></query_result></crossref_result>"
        );
        assert_eq!(reader_for("xml", &text).map(|reader| reader.name), Some("crossref-xml"));
        let reading = read_everywhere(&CROSSREF_XML, &text);
        assert_eq!((reading.records.len(), reading.problems.as_slice()), (1, &[][..]));
        let record = &reading.records[0];
        says(
            record,
            &[
                "article-journal tuurnas2015",
                "title [fr] L'impact de la coproduction",
                "title [fr Subtitle] Une étude",
                "title [en said \"en\" Original] The impact",
                "Author author: Sanna Tuurnas",
                "Author author literal: OCDE",
                "in [fr] Revue",
                "in [fr Short] R",
                "page: 143-160",
                "retracts: 10.1/bad",
                "DOI: 10.1177/x",
                "URL: https://x.org",
                "ISSN: 0303-965X",
                "volume: 82",
                "issue: 1",
                "language: fr",
                "abstract [fr said \"fr\"] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.",
                "abstract [en] This article presents a qualitative case study of co-production between volunteers and professionals.",
            ],
        );
        assert!(extras(record).contains(&"ORCID"));
    }

    #[test]
    fn a_deposit_holds_many_works() {
        let chapter = r#"<book><book_metadata><titles><title>Le livre</title></titles><contributors><person_name contributor_role="editor"><surname>Doe</surname></person_name></contributors>
            <publication_date><year>1999</year></publication_date><isbn>978</isbn><publisher><publisher_name>PUF</publisher_name><publisher_place>Paris</publisher_place></publisher></book_metadata>
            <content_item component_type="chapter"><contributors><person_name contributor_role="author"><given_name>A.</given_name><surname>Chap</surname></person_name></contributors>
            <titles><title>Un chapitre</title></titles></content_item></book>"#;
        let book = r#"<book book_type="monograph"><book_metadata><titles><title>Seul</title></titles><contributors><person_name contributor_role="author"><surname>Mono</surname></person_name></contributors>
            <publication_date><year>2001</year></publication_date></book_metadata></book>"#;
        let thesis = r#"<dissertation><person_name contributor_role="author"><given_name>T.</given_name><surname>Hese</surname></person_name><titles><title>Une thèse</title></titles>
            <approval_date><year>2010</year></approval_date><institution><institution_name>Paris 8</institution_name></institution></dissertation>"#;
        let second = ARTICLE.replace("Tuurnas", "Stenvall");
        let text =
            format!("<doi_batch><body>{JOURNAL}{ARTICLE}{second}</journal>{chapter}{book}{thesis}</body></doi_batch>");
        let reading = read_everywhere(&CROSSREF_XML, &text);
        let keys: Vec<_> = reading.records.iter().map(|record| record.key.value.as_str()).collect();
        assert_eq!(keys, ["tuurnas2015", "stenvall2015", "chap1999", "mono2001", "hese2010"]);
        says(
            &reading.records[2],
            &["chapter chap1999", "Editor editor: Doe", "in [?] Le livre", "ISBN: 978", "publisher: PUF"],
        );
        says(&reading.records[4], &["thesis hese2010", "publisher: Paris 8"]);
    }
}
