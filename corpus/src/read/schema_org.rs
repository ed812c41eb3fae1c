//! schema.org's descriptions of works as JSON-LD: what publishers and repositories put into their pages, and codemeta.
//!
//! Source: schema.org, `CreativeWork` and its kinds; `CodeMeta` 2.0.

use super::draft::Draft;
use super::json::{Kind, Service, Value};
use super::{Origin, Reader, Reading};
use crate::record::{ItemType, Name, Role, TextKind};

/// The reader of schema.org's works.
pub static SCHEMA_ORG: Reader = Reader {
    name: SERVICE.name,
    extensions: &["json", "jsonld"],
    sniff: |head| SERVICE.sniff(head),
    read,
    stream: None,
};

static SERVICE: Service = Service {
    name: "schema-org",
    paths: &["@graph"],
    is_record,
    otherwise: "no work in the words of schema.org",
    take,
};

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    SERVICE.read(text, origin)
}

/// Kinds of works, of which an object names one.
const WORKS: [(&str, ItemType); 22] = [
    ("Article", ItemType::ArticleJournal),
    ("ScholarlyArticle", ItemType::ArticleJournal),
    ("MedicalScholarlyArticle", ItemType::ArticleJournal),
    ("NewsArticle", ItemType::ArticleNewspaper),
    ("BlogPosting", ItemType::PostWeblog),
    ("Book", ItemType::Book),
    ("Chapter", ItemType::Chapter),
    ("Thesis", ItemType::Thesis),
    ("Report", ItemType::Report),
    ("TechArticle", ItemType::Report),
    ("Dataset", ItemType::Dataset),
    ("DataSet", ItemType::Dataset),
    ("SoftwareSourceCode", ItemType::Software),
    ("SoftwareApplication", ItemType::Software),
    ("CreativeWork", ItemType::Document),
    ("DigitalDocument", ItemType::Document),
    ("PresentationDigitalDocument", ItemType::Speech),
    ("Review", ItemType::Review),
    ("ImageObject", ItemType::Graphic),
    ("VideoObject", ItemType::MotionPicture),
    // What DataCite registers of a project.
    ("Project", ItemType::Document),
    ("ResearchProject", ItemType::Document),
];

fn kinds(value: Value<'_>) -> Vec<String> {
    let kind = value.get("@type").or_else(|| value.get("type"));
    kind.map_or_else(Vec::new, |kind| kind.texts().into_iter().map(|text| text.value).collect())
}

fn work_type(value: Value<'_>) -> Option<ItemType> {
    let kinds = kinds(value);
    WORKS.iter().find(|(name, _)| kinds.iter().any(|kind| kind == name)).map(|(_, kind)| *kind)
}

fn is_record(value: Value<'_>) -> bool {
    let named = ["name", "headline", "title"].iter().any(|name| value.get(name).is_some());
    named && work_type(value).is_some() && (value.get("@type").is_some() || value.get("@context").is_some())
}

fn take(work: Value<'_>, draft: &mut Draft) {
    for lang in work.get("inLanguage").iter().flat_map(|value| value.texts()) {
        draft.language(lang);
    }
    draft.record.item_type = work_type(work).unwrap_or_default();
    draft.record.type_written = work.get("@type").map(Value::written).unwrap_or_default();
    for member in work.children().filter(|member| member.is_full()) {
        let text = |name: &str| if member.kind() == Some(Kind::Object) { member.get(name) } else { Some(member) };
        match member.raw_key() {
            "@type" | "@context" | "inLanguage" => {}
            "name" | "headline" | "title" => titles(member, TextKind::Main, draft),
            "alternateName" | "alternativeHeadline" => titles(member, TextKind::Parallel, draft),
            "description" | "abstract" => member.each().into_iter().for_each(|value| description(value, draft)),
            "author" | "authors" | "creator" | "agents" => people(member, Role::Author, draft),
            "editor" => people(member, Role::Editor, draft),
            "translator" => people(member, Role::Translator, draft),
            "contributor" => people(member, Role::Other, draft),
            "keywords" => member.texts().into_iter().for_each(|word| draft.keyword(word)),
            "datePublished" | "dateCreated" | "copyrightYear" => {
                draft.issued(member.written());
            }
            "publisher" => {
                text("name").into_iter().flat_map(Value::texts).for_each(|name| draft.variable("publisher", name));
            }
            "isPartOf" | "periodical" => container(member, draft),
            "@id" | "identifier" | "url" | "sameAs" => {
                member.each().into_iter().for_each(|value| identifier(value, draft));
            }
            "issn" => member.texts().into_iter().for_each(|text| draft.variable("ISSN", text)),
            "isbn" => member.texts().into_iter().for_each(|text| draft.variable("ISBN", text)),
            "version" | "softwareVersion" => draft.variable("version", member.written()),
            "volumeNumber" => draft.variable("volume", member.written()),
            "issueNumber" => draft.variable("issue", member.written()),
            "pagination" => draft.variable("page", member.written()),
            _ => draft.extra(member.key(), member.written()),
        }
    }
    let first = |name: &str| work.get(name).filter(|value| value.is_full()).map(Value::written);
    draft.pages(first("pageStart"), first("pageEnd"));
}

/// A text, or an object that says its language.
fn worded(value: Value<'_>) -> Option<(Value<'_>, String)> {
    let lang = ["@language", "inLanguage"].iter().find_map(|name| value.get(name)).map_or(String::new(), Value::string);
    let inner = if value.kind() == Some(Kind::Object) { value.get("@value")? } else { value };
    matches!(inner.kind(), Some(Kind::String | Kind::Literal)).then_some((inner, lang))
}

fn titles(member: Value<'_>, kind: TextKind, draft: &mut Draft) {
    for (title, lang) in member.each().into_iter().filter_map(worded) {
        draft.title(title.unmarked(), &lang, kind);
    }
}

fn description(value: Value<'_>, draft: &mut Draft) {
    if let Some((text, lang)) = worded(value) {
        draft.abstracts(&lang, TextKind::Main, |claim| text.marked_abstracts(claim));
    }
}

fn people(member: Value<'_>, role: Role, draft: &mut Draft) {
    let written = member.raw_key();
    for person in member.each() {
        if person.kind() == Some(Kind::String) {
            draft.name(person.written(), role, written);
            continue;
        }
        let part = |name: &str| person.get(name).filter(|value| value.is_full());
        let name = Value::person(part("givenName"), part("familyName"));
        match (name, part("name")) {
            (Some(name), _) => draft.record.names.push(Name { role, role_written: written.to_owned(), ..name }),
            (None, Some(name)) => {
                let group = kinds(person).iter().any(|kind| kind.ends_with("rganization"));
                let take = if group { Draft::institution } else { Draft::name };
                take(draft, name.written(), role, written);
            }
            (None, None) => draft.extra(member.key(), person.written()),
        }
        for said in ["affiliation", "@id", "identifier"] {
            part(said).into_iter().for_each(|value| draft.extra(value.key(), value.written()));
        }
    }
}

/// What the work is part of: an article of an issue, the issue of a volume, the volume of a journal.
fn container(part: Value<'_>, draft: &mut Draft) {
    let mut next = Some(part);
    // Four levels are all that there are; what is beyond is no journal.
    for _ in 0..4 {
        let Some(part) = next.and_then(|part| part.each().into_iter().next()) else { return };
        for member in part.children().filter(|member| member.is_full()) {
            match member.raw_key() {
                "name" => draft.container(member.unmarked(), "", TextKind::Main),
                "volumeNumber" => draft.variable("volume", member.written()),
                "issueNumber" => draft.variable("issue", member.written()),
                "issn" => member.texts().into_iter().for_each(|text| draft.variable("ISSN", text)),
                "datePublished" => {
                    draft.issued(member.written());
                }
                _ => {}
            }
        }
        next = part.get("isPartOf");
    }
}

fn identifier(value: Value<'_>, draft: &mut Draft) {
    if value.kind() == Some(Kind::Object) {
        let inner = ["value", "@value", "@id"].iter().find_map(|name| value.get(name)).filter(|inner| inner.is_full());
        let scheme = value.get("propertyID").or_else(|| value.get("name")).map_or(String::new(), Value::string);
        match inner {
            Some(inner) if scheme.eq_ignore_ascii_case("doi") || inner.string().contains("doi.org/10.") => {
                draft.doi(inner.written());
            }
            _ => draft.extra(value.key(), value.written()),
        }
        return;
    }
    let text = value.written();
    let lower = text.value.to_lowercase();
    if lower.contains("doi.org/10.") || lower.starts_with("doi:10.") || lower.starts_with("10.") {
        draft.doi(text);
    } else if lower.starts_with("http") {
        draft.variable("URL", text);
    } else {
        draft.extra(value.key(), text);
    }
}

#[cfg(test)]
mod tests {
    use super::SCHEMA_ORG;
    use crate::read::reader_for;
    use crate::read::testing::{extras, read_everywhere, says};

    #[test]
    fn a_work_is_kept_whole() {
        let text = r#"{"@context": "http://schema.org", "@type": ["ScholarlyArticle"], "@id": "https://doi.org/10.1177/X", "name": "L'impact", "alternateName": [{"@value": "The impact", "@language": "en"}],
            "author": [{"@type": "Person", "givenName": "Sanna", "familyName": "Tuurnas", "@id": "https://orcid.org/0"}, {"@type": "Organization", "name": "OCDE, Direction"}], "inLanguage": "fr",
            "description": ["<p>Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.</p>", "This article presents a qualitative case study of co-production between volunteers."],
            "datePublished": "2016-03-12", "publisher": {"@type": "Organization", "name": "SAGE"}, "keywords": "coproduction", "license": "CC-BY", "pageStart": 143, "pageEnd": 160,
            "isPartOf": {"@type": "PublicationIssue", "issueNumber": "1", "isPartOf": {"@type": "PublicationVolume", "volumeNumber": "82", "isPartOf": {"@type": "Periodical", "name": "RISA", "issn": "0303-965X"}}}}"#;
        let graph = format!(r#"{{"@context": "https://schema.org", "@graph": [{text}]}}"#);
        for text in [text, &graph] {
            assert_eq!(reader_for("json", text).map(|reader| reader.name), Some("schema-org"));
            let reading = read_everywhere(&SCHEMA_ORG, text);
            assert_eq!((reading.records.len(), reading.problems.as_slice()), (1, &[][..]));
            says(
                &reading.records[0],
                &[
                    "article-journal tuurnas2016",
                    "title [fr] L'impact",
                    "title [en said \"en\" Parallel] The impact",
                    "Author author: Sanna Tuurnas",
                    "Author author literal: OCDE, Direction",
                    "in [fr] RISA",
                    "issued 2016 Some(3) Some(12) \"2016-03-12\"",
                    "DOI: 10.1177/X",
                    "publisher: SAGE",
                    "issue: 1",
                    "volume: 82",
                    "ISSN: 0303-965X",
                    "page: 143-160",
                    "keyword: coproduction",
                    "abstract [fr] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.",
                    "abstract [en] This article presents a qualitative case study of co-production between volunteers.",
                ],
            );
            assert!(extras(&reading.records[0]).contains(&"license"));
        }
    }
}
