//! DataCite's metadata in JSON: one record, the REST API's answers with one or many, and the older forms of both.
//!
//! Sources: the DataCite Metadata Schema 4.6 and its JSON schema; the REST API's documentation.

use super::draft::Draft;
use super::json::{Kind, Service, Value};
use super::{Origin, Reader, Reading, datacite};
use crate::record::{Name, Role, TextKind};
use crate::span::Text;

/// The reader of DataCite's JSON.
pub static DATACITE_JSON: Reader =
    Reader { name: SERVICE.name, extensions: &["json"], sniff: |head| SERVICE.sniff(head), read, stream: None };

static SERVICE: Service =
    Service { name: "datacite-json", paths: &["data"], is_record, otherwise: "no record of DataCite's", take };

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    SERVICE.read(text, origin)
}

fn is_record(value: Value<'_>) -> bool {
    let value = attributes(value);
    let has = |name: &&str| value.get(name).is_some();
    let resolved = |id: Value<'_>| id.string().contains("doi.org/10.");
    let doi = ["doi", "identifiers", "identifier"].iter().any(has) || value.get("id").is_some_and(resolved);
    let typed = value.get("types").is_some_and(|types| types.kind() == Some(Kind::Object));
    let own = [
        "titles",
        "title",
        "creators",
        "creator",
        "publisher",
        "publicationYear",
        "publication_year",
        "schemaVersion",
        "descriptions",
    ];
    doi && !has(&"@context") && own.iter().filter(|name| has(name)).count() + usize::from(typed) >= 2
}

/// What the REST API wraps in `attributes`.
fn attributes(value: Value<'_>) -> Value<'_> {
    value.get("attributes").filter(|inner| inner.kind() == Some(Kind::Object)).unwrap_or(value)
}

fn take(value: Value<'_>, draft: &mut Draft) {
    let work = attributes(value);
    for text in work.get("language").iter().flat_map(|value| value.texts()) {
        draft.language(text);
    }
    for member in work.children() {
        let name = member.raw_key();
        match name {
            "language" | "id" => {}
            "types" => types(member, draft),
            "titles" | "title" => titles(member, draft),
            "descriptions" | "description" => member.each().into_iter().for_each(|value| description(value, draft)),
            "creators" | "creator" => {
                member.each().into_iter().for_each(|value| person(value, Role::Author, name, draft));
            }
            "contributors" | "contributor" => contributors(member, draft),
            "subjects" | "keywords" => subjects(member, draft),
            "dates" => dates(member, draft),
            "publicationYear" | "publication_year" | "publication-year" | "published" => year(member, draft),
            "container" => container(member, draft),
            "publisher" => publisher(member, draft),
            "relatedIdentifiers" | "related_identifiers" => related(member, draft),
            "doi" | "DOI" => member.texts().into_iter().for_each(|text| draft.doi(text)),
            "url" | "URL" => member.texts().into_iter().for_each(|text| draft.variable("URL", text)),
            "version" | "version_info" => member.texts().into_iter().for_each(|text| draft.variable("version", text)),
            _ if member.is_full() => draft.extra(member.key(), member.written()),
            _ => {}
        }
    }
    if draft.record.variable("DOI").is_none() {
        let doi = ["id", "identifier"].iter().filter_map(|name| work.get(name)).flat_map(Value::texts);
        doi.filter(|text| text.value.contains("10.")).take(1).for_each(|text| draft.doi(text));
    }
}

/// The strings or, in objects, the members of that name.
fn texts_at(value: Value<'_>, name: &str) -> Vec<Text> {
    let of = |value: Value<'_>| match value.kind() {
        Some(Kind::Object) => value.get(name).map_or_else(Vec::new, Value::texts),
        _ => value.texts(),
    };
    value.each().into_iter().flat_map(of).collect()
}

fn types(value: Value<'_>, draft: &mut Draft) {
    let member = |names: [&str; 2]| names.iter().find_map(|name| value.get(name)).filter(|value| value.is_full());
    let general = member(["resourceTypeGeneral", "resource-type-general"]);
    let own = member(["resourceType", "resource-type"]);
    let name = |value: Option<Value<'_>>| value.map_or(String::new(), Value::string);
    draft.record.item_type = datacite::item_type(&name(general), &name(own));
    draft.record.type_written = own.or(general).map(Value::written).unwrap_or_default();
    draft.extra(value.key(), value.written());
}

fn titles(value: Value<'_>, draft: &mut Draft) {
    for title in value.each() {
        let inner = title.get("title").unwrap_or(title);
        if !inner.is_full() {
            continue;
        }
        let written = language(title);
        let kind = title.get("titleType").map_or(String::new(), Value::string);
        draft.title(inner.unmarked(), &written, datacite::title_kind(&kind));
    }
}

/// What an object declares as the language of its text.
fn language(value: Value<'_>) -> String {
    let lang = ["lang", "xml:lang"].iter().find_map(|name| value.get(name)).filter(|value| value.is_full());
    lang.map_or(String::new(), Value::string)
}

fn description(value: Value<'_>, draft: &mut Draft) {
    let inner = value.get("description").unwrap_or(value);
    let kind = ["descriptionType", "description-type"].iter().find_map(|name| value.get(name));
    let kind = kind.map_or("Abstract".to_owned(), Value::string);
    if kind == "Abstract" && inner.is_full() {
        draft.abstracts(&language(value), TextKind::Main, |claim| inner.marked_abstracts(claim));
    } else if inner.is_full() {
        draft.extra(inner.key(), inner.written());
    }
}

fn contributors(value: Value<'_>, draft: &mut Draft) {
    for value in value.each() {
        let kind = value.get("contributorType").map_or(String::new(), Value::string);
        let role = if kind == "Editor" { Role::Editor } else { Role::Other };
        person(value, role, &kind, draft);
    }
}

fn person(value: Value<'_>, role: Role, role_written: &str, draft: &mut Draft) {
    if value.kind() == Some(Kind::String) {
        return draft.name(value.written(), role, role_written);
    }
    let member = |names: [&str; 2]| names.iter().find_map(|name| value.get(name)).filter(|value| value.is_full());
    let kind = member(["nameType", "type"]).map_or(String::new(), Value::string);
    let (given, family) = (member(["givenName", "given_name"]), member(["familyName", "family_name"]));
    let whole = member(["name", "creatorName"]);
    if let Some(name) = Value::person(given, family) {
        draft.record.names.push(Name { role, role_written: role_written.to_owned(), ..name });
    } else if let Some(whole) = whole {
        let institution = matches!(kind.as_str(), "Organizational" | "Organization");
        let take = if institution { Draft::institution } else { Draft::name };
        take(draft, whole.written(), role, role_written);
    }
    for member in value.children().filter(|member| member.is_full()) {
        if matches!(member.raw_key(), "nameIdentifiers" | "affiliation") {
            draft.extra(member.key(), member.written());
        }
    }
}

fn subjects(value: Value<'_>, draft: &mut Draft) {
    texts_at(value, "subject").into_iter().for_each(|text| draft.keyword(text));
}

/// The date of issue, else the date from which it is available; others are kept.
fn dates(value: Value<'_>, draft: &mut Draft) {
    let of = |kind: &str| {
        let is = |value: &Value<'_>| value.get("dateType").is_some_and(|value| value.string() == kind);
        value.each().into_iter().find(is).and_then(|value| value.get("date"))
    };
    if let Some(date) = of("Issued").or_else(|| of("Available")).filter(|date| date.is_full()) {
        draft.issued(date.written());
    }
    draft.extra(value.key(), value.written());
}

/// The year of publication stands against a date of another year.
fn year(value: Value<'_>, draft: &mut Draft) {
    let written = value.written();
    let year = written.value.trim().parse().ok();
    if year.is_some() && draft.record.issued.as_ref().is_some_and(|date| Some(date.year) != year) {
        draft.record.issued = None;
    }
    draft.issued(written);
}

fn publisher(value: Value<'_>, draft: &mut Draft) {
    texts_at(value, "name").into_iter().for_each(|text| draft.variable("publisher", text));
    if value.kind() == Some(Kind::Object) {
        draft.extra(value.key(), value.written());
    }
}

fn container(value: Value<'_>, draft: &mut Draft) {
    let text = |name: &str| value.get(name).filter(|value| value.is_full()).map(Value::written);
    if let Some(title) = text("title") {
        draft.container(title, "", TextKind::Main);
    }
    let identifier = match text("identifierType").map(|kind| kind.value).as_deref() {
        Some("ISSN") => Some("ISSN"),
        Some("ISBN") => Some("ISBN"),
        _ => None,
    };
    for (name, variable) in [("volume", "volume"), ("issue", "issue")] {
        text(name).into_iter().for_each(|text| draft.variable(variable, text));
    }
    if let Some(name) = identifier {
        text("identifier").into_iter().for_each(|text| draft.variable(name, text));
    }
    draft.pages(text("firstPage"), text("lastPage"));
    draft.extra(value.key(), value.written());
}

/// Other works; one that this is a version or a part of may be what a manuscript means.
fn related(value: Value<'_>, draft: &mut Draft) {
    draft.extra(value.key(), value.written());
}

#[cfg(test)]
mod tests {
    use super::DATACITE_JSON;
    use crate::read::reader_for;
    use crate::read::testing::{extras, languages, read_everywhere, titles};
    use crate::record::{ItemType, Name, Role};

    const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.";
    const EN: &str =
        "This article presents a qualitative case study of co-production between volunteers and professionals.";

    fn attributes() -> String {
        format!(
            r#"{{"doi": "10.5281/Z.1", "types": {{"resourceTypeGeneral": "Text", "resourceType": "Thèse"}}, "publicationYear": 2016,
            "creators": [{{"name": "Tuurnas, Sanna", "nameType": "Personal", "givenName": "Sanna", "familyName": "Tuurnas",
              "affiliation": ["X"]}}, {{"name": "OCDE, Direction", "nameType": "Organizational"}}, {{"name": "Berg, Jan van der"}}],
            "contributors": [{{"name": "Doe, Jane", "contributorType": "Editor"}}],
            "titles": [{{"title": "L'impact", "lang": "fr"}}, {{"title": "The impact", "titleType": "TranslatedTitle", "lang": "en"}}],
            "descriptions": [{{"description": "<p>{FR}</p>", "descriptionType": "Abstract", "lang": "en"}},
              {{"description": "{EN}", "descriptionType": "Abstract"}}, {{"description": "1-20", "descriptionType": "Other"}}],
            "publisher": {{"name": "Zenodo"}}, "dates": [{{"date": "2016-03-12", "dateType": "Issued"}}], "language": "fr",
            "container": {{"type": "Journal", "title": "RISA", "identifier": "0303-965X", "identifierType": "ISSN", "volume": "82",
              "firstPage": "143", "lastPage": "160"}}, "subjects": [{{"subject": "coproduction"}}], "url": "https://z.org/1",
            "relatedIdentifiers": [{{"relationType": "IsVersionOf", "relatedIdentifier": "10.5281/Z.0"}}], "sizes": []}}"#
        )
    }

    #[test]
    fn every_form_gives_the_record() {
        let inner = attributes();
        for text in [
            inner.clone(),
            format!(r#"{{"data": {{"id": "10.5281/z.1", "type": "dois", "attributes": {inner}}}}}"#),
            format!(r#"{{"data": [{{"id": "10.5281/z.1", "type": "dois", "attributes": {inner}}}], "meta": {{}}}}"#),
        ] {
            assert_eq!(reader_for("json", &text).map(|reader| reader.name), Some("datacite-json"));
            let reading = read_everywhere(&DATACITE_JSON, &text);
            assert_eq!((reading.records.len(), reading.problems.as_slice()), (1, &[][..]));
            let record = &reading.records[0];
            assert_eq!(titles(record), ["Main L'impact", "Translated The impact"]);
            // The declared language lies, and is kept.
            assert_eq!(languages(record), ["fr", "en"]);
            assert_eq!((record.abstracts[0].declared.as_deref(), record.abstracts[0].text.as_str()), (Some("en"), FR));
            let names: Vec<_> = record.names.iter().map(Name::full).collect();
            assert_eq!(names, ["Sanna Tuurnas", "OCDE, Direction", "Jan van der Berg", "Jane Doe"]);
            assert_eq!((record.names[3].role, record.item_type), (Role::Editor, ItemType::Thesis));
            assert_eq!(record.issued.as_ref().map(|date| (date.year, date.month)), Some((2016, Some(3))));
            let variable = |name| record.variable(name).map(|text| text.value.as_str());
            assert_eq!(
                (variable("DOI"), variable("page"), variable("ISSN")),
                (Some("10.5281/Z.1"), Some("143-160"), Some("0303-965X"))
            );
            assert!(extras(record).contains(&"relatedIdentifiers") && extras(record).contains(&"affiliation"));
        }
    }

    #[test]
    fn older_forms_and_slips_are_read() {
        let old = r#"{"id": "https://doi.org/10.5063/f1m61h5x", "doi": "10.5063/F1M61H5X"
            "creator": {"type": "Person", "name": "Matthew B. Jones", "givenName": "Matthew B.", "familyName": "Jones"},
            "types": {"resource-type-general": "Software"}, "titles": {"title": "dataone"}, "publicationYear": "2016"}"#;
        let reading = read_everywhere(&DATACITE_JSON, old);
        let record = &reading.records[0];
        assert_eq!((record.key.value.as_str(), record.item_type), ("jones2016", ItemType::Software));
        assert_eq!(reading.problems.len(), 1);
        let schema_org = r#"{"@context": "http://schema.org", "@id": "https://doi.org/10.1/x", "identifier": "x", "creator": [], "descriptions": []}"#;
        assert!(reader_for("json", schema_org).is_none());
    }
}
