//! `SciELO`'s `ArticleMeta` in JSON: its old database's fields by number, titles and abstracts in each language.
//!
//! Source: the `ArticleMeta` API and the data dictionary of the ISIS database that it hands on.

use super::draft::Draft;
use super::json::{Kind, Service, Value};
use super::{Origin, Reader, Reading};
use crate::record::{ItemType, Name, Role, TextKind};
use crate::span::Text;

/// The reader of `ArticleMeta`.
pub static ARTICLEMETA: Reader =
    Reader { name: SERVICE.name, extensions: &["json"], sniff: |head| SERVICE.sniff(head), read, stream: None };

static SERVICE: Service =
    Service { name: "articlemeta", paths: &["objects"], is_record, otherwise: "no article of SciELO's", take };

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    SERVICE.read(text, origin)
}

fn is_record(value: Value<'_>) -> bool {
    let article = value.get("article").filter(|article| article.kind() == Some(Kind::Object));
    article.is_some_and(|article| ["v10", "v12", "v65", "v83", "v880"].iter().any(|field| article.get(field).is_some()))
}

/// The values of a field: each is an object of subfields.
fn field<'a>(holder: Option<Value<'a>>, name: &str) -> Vec<Value<'a>> {
    holder.and_then(|holder| holder.get(name)).map_or_else(Vec::new, Value::each)
}

/// A subfield that says something; `_` is the field's own text.
fn subfield(value: Value<'_>, name: &str) -> Option<Text> {
    value.get(name).filter(|value| value.is_full()).map(Value::written)
}

fn take(whole: Value<'_>, draft: &mut Draft) {
    let (article, journal) = (whole.get("article"), whole.get("title"));
    for lang in field(article, "v40") {
        subfield(lang, "_").into_iter().for_each(|lang| draft.language(lang));
    }
    draft.record.item_type = ItemType::ArticleJournal;
    for member in article.into_iter().flat_map(Value::children) {
        member.each().into_iter().for_each(|value| one(member, value, draft));
    }
    let first = |holder, name: &str| field(holder, name).into_iter().find_map(|value| subfield(value, "_"));
    first(journal, "v100").into_iter().for_each(|title| draft.container(title, "", TextKind::Main));
    first(journal, "v400").into_iter().for_each(|issn| draft.variable("ISSN", issn));
    first(journal, "v480").into_iter().for_each(|publisher| draft.variable("publisher", publisher));
    for name in ["code", "doi"] {
        let text = whole.get(name).filter(|value| value.is_full()).map(Value::written);
        match (name, text) {
            ("doi", Some(text)) => draft.doi(text),
            (_, Some(text)) => draft.variable("number", text),
            _ => {}
        }
    }
}

/// One value of a field of the article.
fn one(member: Value<'_>, value: Value<'_>, draft: &mut Draft) {
    let lang = value.get("l").map_or(String::new(), Value::string);
    let text = |name: &str| value.get(name).filter(|value| value.is_full());
    match member.raw_key() {
        "v40" => {}
        "v12" => text("_").into_iter().for_each(|title| draft.title(title.unmarked(), &lang, TextKind::Main)),
        "v83" => {
            text("a")
                .into_iter()
                .for_each(|it| draft.abstracts(&lang, TextKind::Main, |claim| it.marked_abstracts(claim)));
        }
        "v10" => {
            let name = Value::person(text("n"), text("s"));
            draft.record.names.extend(name.map(|name| Name {
                role: Role::Author,
                role_written: "v10".to_owned(),
                ..name
            }));
        }
        "v11" => subfield(value, "_").into_iter().for_each(|name| draft.institution(name, Role::Author, "v11")),
        "v14" => draft.pages(subfield(value, "f"), subfield(value, "l")),
        "v85" => subfield(value, "k").into_iter().for_each(|word| draft.keyword(word)),
        "v237" => subfield(value, "_").into_iter().for_each(|doi| draft.doi(doi)),
        "v65" => date(value, draft),
        "v30" => subfield(value, "_").into_iter().for_each(|title| draft.container(title, "", TextKind::Short)),
        number @ ("v31" | "v32" | "v35") => {
            let name = if number == "v31" {
                "volume"
            } else if number == "v32" {
                "issue"
            } else {
                "ISSN"
            };
            subfield(value, "_").into_iter().for_each(|text| draft.variable(name, text));
        }
        _ if value.is_full() => draft.extra(member.key(), value.written()),
        _ => {}
    }
}

/// `20160300`: a year and, where they are known, month and day.
fn date(value: Value<'_>, draft: &mut Draft) {
    let Some(written) = subfield(value, "_") else { return };
    let part = |from: usize, to: usize| written.value.get(from..to).and_then(|digits| digits.parse::<u8>().ok());
    let Some(year) = written.value.get(..4).and_then(|digits| digits.parse().ok()) else { return };
    let month = part(4, 6).filter(|month| (1..=12).contains(month));
    let day = part(6, 8).filter(|day| (1..=31).contains(day) && month.is_some());
    draft.issue(crate::record::Date { year, month, day, end_year: None, written });
}

#[cfg(test)]
mod tests {
    use super::ARTICLEMETA;
    use crate::read::reader_for;
    use crate::read::testing::{extras, read_everywhere, says};

    const PT: &str = "Este artigo apresenta um estudo de caso qualitativo da coprodução entre voluntários e profissionais nos serviços.";
    const EN: &str =
        "This article presents a qualitative case study of co-production between volunteers and professionals.";

    #[test]
    fn an_article_has_its_titles_and_abstracts_in_each_language() {
        let one = format!(
            r#"{{"code": "S1", "doi": "10.1590/x", "collection": "scl", "article": {{"v40": [{{"_": "pt"}}], "v12": [{{"_": "O impacto", "l": "pt"}}, {{"_": "The <i>impact</i>", "l": "en"}}],
            "v10": [{{"n": "Sanna", "s": "Tuurnas", "_": ""}}], "v11": [{{"_": "OCDE"}}], "v14": [{{"f": "143", "l": "160", "_": ""}}], "v65": [{{"_": "20160300"}}], "v31": [{{"_": "82"}}],
            "v32": [{{"_": "1"}}], "v83": [{{"a": "{PT}", "l": "pt"}}, {{"a": "<p><b>Abstract</b></p> {EN}", "l": "en"}}], "v85": [{{"k": "coprodução", "l": "pt"}}], "v71": [{{"_": "oa"}}]}},
            "title": {{"v100": [{{"_": "Revista"}}], "v400": [{{"_": "0303-965X"}}]}}}}"#
        );
        for text in [one.clone(), format!(r#"{{"meta": {{}}, "objects": [{one}]}}"#)] {
            assert_eq!(reader_for("json", &text).map(|reader| reader.name), Some("articlemeta"));
            let reading = read_everywhere(&ARTICLEMETA, &text);
            assert_eq!((reading.records.len(), reading.problems.as_slice()), (1, &[][..]));
            says(
                &reading.records[0],
                &[
                    "article-journal tuurnas2016",
                    "title [pt said \"pt\"] O impacto",
                    "title [en said \"en\" Parallel] The impact",
                    "Author v10: Sanna Tuurnas",
                    "Author v11 literal: OCDE",
                    "in [pt] Revista",
                    "issued 2016 Some(3) None \"20160300\"",
                    "page: 143-160",
                    "volume: 82",
                    "issue: 1",
                    "ISSN: 0303-965X",
                    "number: S1",
                    "DOI: 10.1590/x",
                    "keyword: coprodução",
                    &format!("abstract [pt said \"pt\"] {PT}"),
                    &format!("abstract [en said \"en\"] {EN}"),
                ],
            );
            assert!(extras(&reading.records[0]).contains(&"v71"));
        }
    }
}
