//! HAL's JSON: the documents of the search API's answers, one or many.
//!
//! Fields end with their type (`title_s`, `docid`), and those in a language begin with it (`fr_abstract_s`).
//!
//! Source: HAL's documentation of the fields of its search API.

use super::draft::Draft;
use super::json::{Service, Value};
use super::{Origin, Reader, Reading};
use crate::lang::Lang;
use crate::record::{ItemType, Name, Role, TextKind};

/// The reader of HAL's JSON.
pub static HAL_JSON: Reader =
    Reader { name: SERVICE.name, extensions: &["json"], sniff: |head| SERVICE.sniff(head), read, stream: None };

static SERVICE: Service =
    Service { name: "hal-json", paths: &["response/docs", "docs"], is_record, otherwise: "no document of HAL's", take };

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    SERVICE.read(text, origin)
}

fn is_record(value: Value<'_>) -> bool {
    let typed =
        |name: &str| matches!(name.rsplit('_').next(), Some("s" | "i" | "t" | "tdate" | "fs")) && name.contains('_');
    let named = value.children().filter(|member| typed(member.raw_key())).count();
    let own = ["docid", "halId_s", "uri_s", "title_s", "label_s", "docType_s"];
    named >= 1 && own.iter().any(|name| value.get(name).is_some())
}

fn take(document: Value<'_>, draft: &mut Draft) {
    for value in document.get("language_s").iter().flat_map(|value| value.texts()) {
        draft.language(value);
    }
    people(document, draft);
    for member in document.children().filter(|member| member.is_full()) {
        let name = member.raw_key();
        let base = name.rsplit_once('_').map_or(name, |(base, _)| base);
        match by_language(base) {
            Some((lang, what)) => text(member, what, lang, draft),
            None => text(member, base, "", draft),
        }
    }
    dates(document, draft);
}

/// A field of one language: the language and the rest of the name.
fn by_language(base: &str) -> Option<(&str, &str)> {
    let (lang, what) = base.split_once('_')?;
    (matches!(lang.len(), 2 | 3) && Lang::parse(lang).is_some()).then_some((lang, what))
}

fn text(member: Value<'_>, what: &str, lang: &str, draft: &mut Draft) {
    let full = || member.each().into_iter().filter(|value| value.is_full());
    match what {
        "title" => full().for_each(|value| draft.title(value.unmarked(), lang, TextKind::Main)),
        "subTitle" => full().for_each(|value| draft.title(value.unmarked(), lang, TextKind::Subtitle)),
        "abstract" => {
            full().for_each(|value| draft.abstracts(lang, TextKind::Main, |claim| value.marked_abstracts(claim)));
        }
        "keyword" => member.texts().into_iter().for_each(|text| draft.keyword(text)),
        "journalTitle" | "bookTitle" => full().for_each(|value| draft.container(value.unmarked(), "", TextKind::Main)),
        "conferenceTitle" if draft.record.containers.is_empty() => {
            full().for_each(|value| draft.container(value.unmarked(), "", TextKind::Main));
        }
        "docType" => {
            draft.record.type_written = member.written();
            draft.record.item_type = item_type(&draft.record.type_written.value);
        }
        "language" | "authFullName" | "authLastName" | "authFirstName" => {}
        _ => variable(member, what, draft),
    }
}

fn variable(member: Value<'_>, what: &str, draft: &mut Draft) {
    let name = match what {
        "doiId" => return member.texts().into_iter().for_each(|text| draft.doi(text)),
        "volume" => "volume",
        "issue" => "issue",
        "page" => "page",
        "publisher" | "journalPublisher" => "publisher",
        "publisherLink" | "uri" => "URL",
        "isbn" => "ISBN",
        "journalIssn" | "journalEissn" | "issn" => "ISSN",
        "pubmedId" => "PMID",
        "pubmedcentralId" => "PMCID",
        "halId" => "number",
        "city" => "publisher-place",
        "serie" => "collection-title",
        "comment" => "note",
        _ => return draft.extra(member.key(), member.written()),
    };
    member.texts().into_iter().for_each(|text| draft.variable(name, text));
}

/// Family and given names stand in two lists, side by side; the whole names in a third.
fn people(document: Value<'_>, draft: &mut Draft) {
    let list = |name: &str| document.get(name).map_or_else(Vec::new, Value::each);
    let (family, given, whole) = (list("authLastName_s"), list("authFirstName_s"), list("authFullName_s"));
    if !family.is_empty() && family.len() == given.len() {
        let names =
            given.into_iter().zip(family).filter_map(|(given, family)| Value::person(Some(given), Some(family)));
        let author = |name: Name| Name { role: Role::Author, role_written: "authLastName_s".to_owned(), ..name };
        draft.record.names.extend(names.map(author));
        return;
    }
    whole.into_iter().for_each(|value| draft.name(value.written(), Role::Author, "authFullName_s"));
}

/// The date of publication, else that of the work, else the year of either.
fn dates(document: Value<'_>, draft: &mut Draft) {
    for name in ["publicationDate_s", "publicationDateY_i", "producedDate_s", "producedDateY_i", "defenseDate_s"] {
        let found = document.get(name).filter(|value| value.is_full());
        if found.is_some_and(|value| draft.issued(value.written())) && name.ends_with("_s") {
            return;
        }
    }
}

/// CSL's type of HAL's.
pub fn item_type(name: &str) -> ItemType {
    match name {
        "ART" => ItemType::ArticleJournal,
        "COMM" | "POSTER" | "PROCEEDINGS" => ItemType::PaperConference,
        "OUV" | "DOUV" | "ISSUE" => ItemType::Book,
        "COUV" => ItemType::Chapter,
        "THESE" | "HDR" | "MEM" | "ETABTHESE" => ItemType::Thesis,
        "REPORT" | "REPACT" | "RESREPORT" | "MINUTES" => ItemType::Report,
        "UNDEFINED" | "PREPRINT" => ItemType::Article,
        "PATENT" => ItemType::Patent,
        "SOFTWARE" => ItemType::Software,
        "BLOG" => ItemType::PostWeblog,
        "NOTICE" => ItemType::EntryEncyclopedia,
        "CREPORT" => ItemType::Chapter,
        "LECTURE" => ItemType::Speech,
        "VIDEO" => ItemType::MotionPicture,
        "MAP" => ItemType::Map,
        "IMG" => ItemType::Graphic,
        "SON" => ItemType::Song,
        _ => ItemType::Document,
    }
}

#[cfg(test)]
mod tests {
    use super::HAL_JSON;
    use crate::read::reader_for;
    use crate::read::testing::{languages, read_everywhere, titles};
    use crate::record::{ItemType, LangFrom, Name};

    const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction [i]in vivo[/i].";
    const EN: &str =
        "This article presents a qualitative case study of co-production between volunteers and professionals.";

    fn document() -> String {
        format!(
            r#"{{"docid": "123", "halId_s": "hal-01", "uri_s": "https://hal.science/hal-01", "title_s": ["L'impact", "The impact"],
            "fr_title_s": ["L'impact"], "en_title_s": ["The impact"], "en_subTitle_s": ["A study"], "docType_s": "ART",
            "abstract_s": ["Résumé : {FR}", "{EN}"], "fr_abstract_s": ["Résumé : {FR}"], "en_abstract_s": ["{EN}"],
            "authFullName_s": ["Sanna Tuurnas", "Jan van der Berg"], "authLastName_s": ["Tuurnas", "van der Berg"],
            "authFirstName_s": ["Sanna", "Jan"], "language_s": ["fr"], "fr_keyword_s": ["coproduction"], "keyword_s": ["coproduction"],
            "journalTitle_s": "RISA", "volume_s": "82", "issue_s": ["1"], "page_s": "143-160", "doiId_s": "10.1177/x",
            "producedDate_s": "2016-03-12", "publicationDateY_i": 2016, "label_s": "S. Tuurnas...", "domain_s": ["0.shs"]}}"#
        )
    }

    #[test]
    fn a_document_says_everything_twice_and_is_read_once() {
        let text = format!(r#"{{"response": {{"numFound": 1, "start": 0, "docs": [{}]}}}}"#, document());
        assert_eq!(reader_for("json", &text).map(|reader| reader.name), Some("hal-json"));
        for text in [text, document()] {
            let reading = read_everywhere(&HAL_JSON, &text);
            assert_eq!(reading.problems, []);
            let record = &reading.records[0];
            assert_eq!(titles(record), ["Main L'impact", "Parallel The impact", "Subtitle A study"]);
            assert_eq!(record.titles[1].declared.as_deref(), Some("en"));
            assert_eq!(languages(record), ["fr", "en"]);
            assert_eq!((record.abstracts[0].text.as_str(), record.abstracts[1].text.as_str()), (FR, EN));
            assert_eq!(record.abstracts[1].lang_from, LangFrom::Declared);
            assert_eq!(record.names.iter().map(Name::full).collect::<Vec<_>>(), ["Sanna Tuurnas", "Jan van der Berg"]);
            assert_eq!(record.issued.as_ref().map(|date| (date.year, date.day)), Some((2016, Some(12))));
            assert_eq!((record.item_type, record.keywords.len()), (ItemType::ArticleJournal, 1));
            assert_eq!(record.variable("number").map(|text| text.value.as_str()), Some("hal-01"));
        }
    }
}
