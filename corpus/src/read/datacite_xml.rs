//! DataCite's metadata in XML, of any version of its kernel.
//!
//! Source: the DataCite Metadata Schema 4.6.

use super::datacite::{item_type, title_kind};
use super::draft::Draft;
use super::xml::{Element, begins_with, read_records};
use super::{Origin, Reader, Reading};
use crate::record::{Role, TextKind};

/// The reader of DataCite's XML.
pub static DATACITE_XML: Reader = Reader { name: "datacite-xml", extensions: &["xml"], sniff, read, stream: None };

fn sniff(head: &str) -> bool {
    begins_with(head, &["resource"]) && begins_with(head, &["creators", "creatorName", "publicationYear", "titles"])
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    read_records(DATACITE_XML.name, text, origin, &["resource"], take)
}

fn take(resource: Element<'_>, draft: &mut Draft) {
    if let Some(lang) = resource.text_at("language") {
        draft.language(lang);
    }
    for part in resource.children() {
        match part.name() {
            "language" => {}
            "identifier" if part.attribute_value("identifierType").eq_ignore_ascii_case("doi") => {
                part.text().into_iter().for_each(|text| draft.doi(text));
            }
            "creators" => part
                .all("creator")
                .into_iter()
                .for_each(|person| creator(person, "creatorName", Role::Author, "creator", draft)),
            "contributors" => part.all("contributor").into_iter().for_each(|person| contributor(person, draft)),
            "titles" => {
                for title in part.all("title") {
                    draft.title_of(title, title_kind(&title.attribute_value("titleType")));
                }
            }
            "descriptions" => part.all("description").into_iter().for_each(|text| description(text, draft)),
            "publisher" => draft.variable_of("publisher", Some(part)),
            "version" => draft.variable_of("version", Some(part)),
            "resourceType" => {
                draft.record.item_type = item_type(&part.attribute_value("resourceTypeGeneral"), &part.value());
                draft.record.type_written =
                    part.text().or_else(|| part.attribute("resourceTypeGeneral")).unwrap_or_default();
            }
            "subjects" => {
                part.all("subject").into_iter().filter_map(Element::text).for_each(|text| draft.keyword(text));
            }
            "relatedItems" => part.all("relatedItem").into_iter().for_each(|item| related(item, draft)),
            "publicationYear" | "dates" => {}
            _ => part
                .children()
                .next()
                .map_or_else(|| vec![part], |_| part.children().collect())
                .into_iter()
                .for_each(|part| draft.keep(part)),
        }
    }
    dates(resource, draft);
}

fn creator(person: Element<'_>, whole: &str, role: Role, role_written: &str, draft: &mut Draft) {
    let (given, family) = (person.all("givenName"), person.all("familyName"));
    let organization = person.child(whole).is_some_and(|name| name.attribute_value("nameType") == "Organizational");
    if family.iter().any(|family| family.text().is_some()) {
        draft.person_of([&given, &family, &[]], role, role_written);
    } else if let Some(name) = person.text_at(whole) {
        let take = if organization { Draft::institution } else { Draft::name };
        take(draft, name, role, role_written);
    }
    let said = ["nameIdentifier", "affiliation"];
    person.children().filter(|part| said.contains(&part.name())).for_each(|part| draft.keep(part));
}

fn contributor(person: Element<'_>, draft: &mut Draft) {
    let kind = person.attribute_value("contributorType");
    let role = if kind == "Editor" { Role::Editor } else { Role::Other };
    creator(person, "contributorName", role, &kind, draft);
}

/// Abstracts; series and other descriptions are kept.
fn description(text: Element<'_>, draft: &mut Draft) {
    match text.attribute_value("descriptionType").as_str() {
        "Abstract" => draft.abstract_of(text, TextKind::Main),
        "SeriesInformation" => draft.variable_of("collection-title", Some(text)),
        _ => draft.keep(text),
    }
}

/// What the work was published in.
fn related(item: Element<'_>, draft: &mut Draft) {
    if item.attribute_value("relationType") == "IsPublishedIn" {
        item.all("titles/title").into_iter().for_each(|title| draft.container_of(title, TextKind::Main));
        draft.variable_of("volume", item.child("volume"));
        draft.variable_of("issue", item.child("issue"));
        draft.pages(item.text_at("firstPage"), item.text_at("lastPage"));
    }
    draft.keep(item);
}

/// The date of issue, where it is of the year of publication, else that year.
fn dates(resource: Element<'_>, draft: &mut Draft) {
    resource.text_at("publicationYear").into_iter().for_each(|year| {
        draft.issued(year);
    });
    for date in resource.all("dates/date") {
        let kind = date.attribute_value("dateType");
        let takes =
            matches!(kind.as_str(), "Issued" | "Available") && date.text().is_some_and(|text| draft.issued(text));
        if !takes {
            draft.keep(date);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DATACITE_XML;
    use crate::read::reader_for;
    use crate::read::testing::{extras, read_everywhere, says};

    #[test]
    fn a_resource_is_kept_whole() {
        let text = r#"<?xml version="1.0"?><resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.5281/Z.1</identifier>
            <creators><creator><creatorName nameType="Personal">Tuurnas, Sanna</creatorName><givenName>Sanna</givenName><familyName>Tuurnas</familyName>
            <nameIdentifier>0000-0001</nameIdentifier></creator><creator><creatorName nameType="Organizational">OCDE, Direction</creatorName></creator>
            <creator><creatorName>Berg, Jan van der</creatorName></creator></creators><titles><title xml:lang="fr">L'impact</title>
            <title xml:lang="en" titleType="TranslatedTitle">The impact</title></titles><publisher>Zenodo</publisher><publicationYear>2016</publicationYear>
            <resourceType resourceTypeGeneral="JournalArticle"/><subjects><subject>coproduction</subject></subjects><contributors>
            <contributor contributorType="Editor"><contributorName>Doe, Jane</contributorName></contributor></contributors>
            <dates><date dateType="Issued">2016-03-12</date><date dateType="Created">2015</date></dates><language>fr</language><version>2</version>
            <relatedItems><relatedItem relationType="IsPublishedIn"><titles><title>RISA</title></titles><volume>82</volume><issue>1</issue><firstPage>143</firstPage>
            <lastPage>160</lastPage></relatedItem></relatedItems><descriptions><description xml:lang="fr-FR" descriptionType="Abstract">This article presents a qualitative case study of co-production between volunteers and professionals.</description>
            <description descriptionType="Abstract">Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.<br/>Bis.</description><description descriptionType="TableOfContents">I. II.</description></descriptions></resource>"#;
        assert_eq!(reader_for("xml", text).map(|reader| reader.name), Some("datacite-xml"));
        let reading = read_everywhere(&DATACITE_XML, text);
        assert_eq!((reading.records.len(), reading.problems.as_slice()), (1, &[][..]));
        says(
            &reading.records[0],
            &[
                "article-journal tuurnas2016",
                "title [fr said \"fr\"] L'impact",
                "title [en said \"en\" Translated] The impact",
                "Author creator: Sanna Tuurnas",
                "Author creator literal: OCDE, Direction",
                "Author creator: van der Jan van der Berg",
                "Editor Editor: Jane Doe",
                "in [fr] RISA",
                "issued 2016 Some(3) Some(12) \"2016-03-12\"",
                "DOI: 10.5281/Z.1",
                "publisher: Zenodo",
                "page: 143-160",
                "keyword: coproduction",
                // What it declares is kept, and not believed.
                "abstract [en said \"fr-FR\"] This article presents a qualitative case study of co-production between volunteers and professionals.",
                "abstract [fr] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles. ¶ Bis.",
            ],
        );
        for label in ["nameIdentifier", "date", "description"] {
            assert!(extras(&reading.records[0]).contains(&label), "{label}");
        }
    }
}
