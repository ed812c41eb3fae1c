//! Crossref's works in JSON: one work, an answer of the REST API with one or many, and what Crossref makes of CSL-JSON.
//!
//! The abstract is a string of JATS; several abstracts stand in it one after the other. Titles may hold markup.
//!
//! Source: Crossref's REST API documentation, "works"; the swagger description of api.crossref.org.

use super::csl_json::{date_parts, names_of, raw_date};
use super::draft::Draft;
use super::json::{Kind, Service, Value};
use super::{Origin, Reader, Reading};
use crate::record::{ItemType, TextKind};

/// The reader of Crossref's JSON.
pub static CROSSREF_JSON: Reader =
    Reader { name: SERVICE.name, extensions: &["json"], sniff: |head| SERVICE.sniff(head), read, stream: None };

static SERVICE: Service = Service {
    name: "crossref-json",
    paths: &["message/items", "message"],
    is_record,
    otherwise: "no work of Crossref's",
    take,
};

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    SERVICE.read(text, origin)
}

/// Members that only Crossref gives.
const OWN: [&str; 7] =
    ["indexed", "reference-count", "references-count", "is-referenced-by-count", "content-domain", "prefix", "member"];

fn is_record(value: Value<'_>) -> bool {
    let has = |name: &&str| value.get(name).is_some();
    let known = has(&"DOI") || has(&"title") || has(&"type");
    known && OWN.iter().filter(|name| has(name)).count() >= 2 && !has(&"id") && !has(&"citation-key")
}

fn take(work: Value<'_>, draft: &mut Draft) {
    for value in work.get("language").iter().flat_map(|value| value.texts()) {
        draft.language(value);
    }
    for value in work.children() {
        match value.raw_key() {
            "language" => {}
            "type" => {
                draft.record.type_written = value.written();
                draft.record.item_type = item_type(&draft.record.type_written.value);
            }
            "title" => titles(value, TextKind::Main, draft),
            "subtitle" => titles(value, TextKind::Subtitle, draft),
            "original-title" => titles(value, TextKind::Original, draft),
            "short-title" => titles(value, TextKind::Short, draft),
            "container-title" => containers(value, TextKind::Main, draft),
            "short-container-title" | "container-title-short" => containers(value, TextKind::Short, draft),
            "abstract" => draft.abstracts("", TextKind::Main, |claim| value.marked_abstracts(claim)),
            "author" | "editor" | "translator" | "chair" => people(value, draft),
            "subject" => value.texts().into_iter().for_each(|text| draft.keyword(text)),
            "update-to" | "updated-by" => updates(value, draft),
            _ => other(value, draft),
        }
    }
    dates(work, draft);
}

fn titles(value: Value<'_>, kind: TextKind, draft: &mut Draft) {
    for title in value.each().into_iter().filter(|value| value.is_full()) {
        draft.title(title.unmarked(), "", kind);
    }
}

fn containers(value: Value<'_>, kind: TextKind, draft: &mut Draft) {
    // The second title of a container is its series: a book in a series.
    let series = kind == TextKind::Main && draft.record.item_type != ItemType::ArticleJournal;
    for (at, title) in value.each().into_iter().filter(|value| value.is_full()).enumerate() {
        if at == 1 && series {
            draft.variable("collection-title", title.unmarked());
        } else {
            draft.container(title.unmarked(), "", kind);
        }
    }
}

/// The order of trust: in print, then online, then whatever Crossref took for the date of issue.
fn dates(work: Value<'_>, draft: &mut Draft) {
    for name in ["published-print", "issued", "published", "published-online"] {
        let date = work.get(name).and_then(|value| {
            value.get("date-parts").and_then(date_parts).or_else(|| value.get("raw").and_then(raw_date))
        });
        if let Some(date) = date {
            draft.issue(date);
        }
    }
}

/// People, as CSL-JSON has them.
fn people(value: Value<'_>, draft: &mut Draft) {
    let names = names_of(value, value.raw_key(), &mut draft.record.extra);
    draft.record.names.extend(names);
}

/// What this work retracts, and that it is retracted: kept under names that a rule can ask for.
fn updates(value: Value<'_>, draft: &mut Draft) {
    for update in value.each() {
        let kind = update.get("type").filter(|kind| is_retraction(&kind.string()));
        match (value.raw_key(), kind, update.get("DOI")) {
            ("update-to", Some(_), Some(doi)) => draft.variable("retracts", doi.written()),
            ("updated-by", Some(kind), _) => draft.variable("status", kind.written()),
            _ => {}
        }
    }
    draft.extra(value.key(), value.written());
}

/// Whether a word for an update says that the work does not stand.
pub fn is_retraction(word: &str) -> bool {
    let word = word.to_lowercase();
    ["retract", "withdraw", "removal"].iter().any(|part| word.contains(part)) && !word.contains("partial")
}

/// Numbers and standard variables; the rest is kept as it is.
fn other(value: Value<'_>, draft: &mut Draft) {
    let name = match value.raw_key() {
        "DOI" => return value.texts().into_iter().for_each(|text| draft.doi(text)),
        "article-number" => "number",
        "edition-number" => "edition",
        "isbn-type" | "issn-type" => return,
        "URL" => "URL",
        "ISSN" => "ISSN",
        "ISBN" => "ISBN",
        "volume" => "volume",
        "issue" => "issue",
        "page" => "page",
        "publisher" => "publisher",
        "publisher-location" => "publisher-place",
        "published-print" | "issued" | "published" | "published-online" => return,
        _ if value.is_full() => return draft.extra(value.key(), value.written()),
        _ => return,
    };
    if value.kind() != Some(Kind::Object) {
        value.texts().into_iter().for_each(|text| draft.variable(name, text));
    }
}

/// CSL's type of Crossref's; what comes by content negotiation has CSL's already.
pub fn item_type(name: &str) -> ItemType {
    match name {
        "journal-article" => ItemType::ArticleJournal,
        "book" | "monograph" | "edited-book" | "reference-book" | "book-set" | "proceedings" => ItemType::Book,
        "book-chapter" | "book-section" | "book-part" | "book-track" => ItemType::Chapter,
        "reference-entry" => ItemType::EntryEncyclopedia,
        "proceedings-article" => ItemType::PaperConference,
        "dissertation" => ItemType::Thesis,
        "posted-content" => ItemType::Article,
        "report" | "report-component" | "report-series" => ItemType::Report,
        "journal" | "journal-volume" | "journal-issue" | "proceedings-series" => ItemType::Periodical,
        "book-series" => ItemType::Collection,
        "dataset" | "database" => ItemType::Dataset,
        "standard" => ItemType::Standard,
        "peer-review" => ItemType::Review,
        other => ItemType::from_csl(other).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::CROSSREF_JSON;
    use crate::read::reader_for;
    use crate::read::testing::{extras, languages, read_everywhere, titles};
    use crate::record::{ItemType, Name};

    const WORK: &str = r#"{"indexed": {"date-time": "2024-01-01T00:00:00Z"}, "reference-count": 2, "publisher": "SAGE &amp; Co",
        "issue": "1", "short-container-title": ["RISA"], "DOI": "10.1177/X.12", "type": "journal-article",
        "title": ["L\u2019impact de la <i>coproduction</i> &amp; l'imputabilit\u00e9"], "subtitle": ["Une étude"],
        "original-title": ["The impact of coproduction on street-level accountability"],
        "container-title": ["Revue Internationale des Sciences Administratives"], "volume": "Vol. 82", "page": "143-160",
        "published-print": {"date-parts": [[2016, 3]]}, "issued": {"date-parts": [[2015, 12, 1]]},
        "author": [{"given": "Sanna", "family": "Tuurnas", "sequence": "first", "ORCID": "http://orcid.org/0000-0001"},
          {"name": "OCDE"}], "language": "fr", "ISSN": ["0303-965X", "1111-1111"], "subject": ["Administration"],
        "abstract": "<jats:title>R\u00e9sum\u00e9</jats:title><jats:p>Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction, p &lt; 0,05.</jats:p>\n <jats:sec><jats:title>Points</jats:title><jats:p>Le mélange des rôles crée un environnement nouveau pour les professionnels et les bénévoles.</jats:p></jats:sec><jats:title>Abstract</jats:title><jats:p>This article presents a qualitative case study of co-production between volunteers and professionals in H<jats:sub>2</jats:sub>O services.</jats:p>",
        "reference": [{"key": "a", "DOI": "10.1/a"}], "relation": {}, "updated-by": [{"type": "retraction", "DOI": "10.1177/R"}]}"#;

    #[test]
    fn a_work_is_kept_whole() {
        let answer = format!(r#"{{"status": "ok", "message-type": "work", "message": {WORK}}}"#);
        let list = format!(r#"{{"status": "ok", "message": {{"total-results": 1, "items": [{WORK}]}}}}"#);
        for text in [WORK, &answer, &list, &format!("[{WORK}]")] {
            assert_eq!(reader_for("json", text).map(|reader| reader.name), Some("crossref-json"));
            let reading = read_everywhere(&CROSSREF_JSON, text);
            assert_eq!((reading.records.len(), reading.problems.as_slice()), (1, &[][..]));
            let record = &reading.records[0];
            assert_eq!((record.key.value.as_str(), record.item_type), ("tuurnas2016", ItemType::ArticleJournal));
            assert_eq!(
                titles(record),
                [
                    "Main L’impact de la coproduction & l'imputabilité",
                    "Subtitle Une étude",
                    "Original The impact of coproduction on street-level accountability"
                ]
            );
            assert_eq!(languages(record), ["fr", "en"]);
            assert!(record.abstracts[0].text.contains("p < 0,05.\n\nPoints\n\nLe mélange"));
            assert!(record.abstracts[1].text.ends_with("in H2O services."));
            assert_eq!(record.names.iter().map(Name::full).collect::<Vec<_>>(), ["Sanna Tuurnas", "OCDE"]);
            assert_eq!(record.issued.as_ref().map(|date| (date.year, date.month)), Some((2016, Some(3))));
            let variable = |name| record.variable(name).map(|text| text.value.as_str());
            assert_eq!(variable("DOI"), Some("10.1177/X.12"));
            assert_eq!(variable("status"), Some("retraction"));
            assert_eq!((variable("page"), variable("ISSN")), (Some("143-160"), Some("0303-965X")));
            for label in ["reference", "ORCID", "indexed", "updated-by"] {
                assert!(extras(record).contains(&label), "{label}");
            }
        }
    }

    #[test]
    fn what_is_no_work_is_said_and_left_to_others() {
        let text = format!(r#"{{"message": {{"items": [{{"a": 1}}, 3, {WORK}]}}}}"#);
        let reading = read_everywhere(&CROSSREF_JSON, &text);
        assert_eq!((reading.records.len(), reading.problems.len()), (1, 2));
        for text in [
            r#"[{"id": "x", "type": "article-journal", "title": "T", "DOI": "10.1/x", "indexed": {}, "reference-count": 1}]"#,
            r#"{"message": "hello", "prefix": "x"}"#,
        ] {
            assert_ne!(reader_for("json", text).map(|reader| reader.name), Some("crossref-json"), "{text}");
        }
    }
}
