//! MODS, the Library of Congress's records between Dublin Core and MARC.
//!
//! Source: MODS 3.7 user guidelines.

use super::draft::Draft;
use super::xml::{Element, begins_with, joined, read_records};
use super::{Origin, Reader, Reading};
use crate::record::{ItemType, Role, TextKind};
use crate::span::Span;

/// The reader of MODS.
pub static MODS: Reader = Reader { name: "mods", extensions: &["xml", "mods"], sniff, read, stream: None };

fn sniff(head: &str) -> bool {
    begins_with(head, &["mods", "modsCollection"])
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    read_records(MODS.name, text, origin, &["mods"], take)
}

fn take(mods: Element<'_>, draft: &mut Draft) {
    for lang in mods.all("language/languageTerm") {
        lang.text().into_iter().for_each(|lang| draft.language(lang));
    }
    for part in mods.children() {
        match part.name() {
            "language" => {}
            "titleInfo" => title(part, draft),
            "name" => name(part, draft),
            "abstract" => {
                let kind = part.attribute_value("type").to_lowercase();
                draft.abstract_of(part, if kind.contains("plain") { TextKind::PlainLanguage } else { TextKind::Main });
            }
            "originInfo" => origin_info(part, true, draft),
            "relatedItem" => related(part, draft),
            "part" => numbers(part, draft),
            "identifier" => identifier(part, draft),
            "location" => location(part, draft),
            "subject" => subject(part, draft),
            "genre" => genre(part, draft),
            "note" => draft.variable_of("note", Some(part)),
            "classification" => draft.variable_of("call-number", Some(part)),
            _ => draft.keep(part),
        }
    }
    by_shape(mods, draft);
}

/// The parts of a title: an article that is not sorted, the title, a number and a name of a part.
fn title(info: Element<'_>, draft: &mut Draft) {
    let lang = info.lang().map_or(String::new(), |lang| lang.value);
    let kind = match info.attribute_value("type").as_str() {
        "translated" => TextKind::Translated,
        "alternative" => TextKind::Parallel,
        "abbreviated" => TextKind::Short,
        "uniform" => TextKind::Original,
        _ => TextKind::Main,
    };
    let of = |names: &[&str]| -> Vec<Span> {
        info.children().filter(|part| names.contains(&part.name())).map(|part| part.inside()).collect()
    };
    draft.title(joined(info.source(), &of(&["nonSort", "title", "partNumber", "partName"])), &lang, kind);
    draft.title(joined(info.source(), &of(&["subTitle"])), &lang, TextKind::Subtitle);
}

fn name(name: Element<'_>, draft: &mut Draft) {
    let terms: Vec<String> = name.all("role/roleTerm").into_iter().map(Element::value).collect();
    let has = |words: &[&str]| terms.iter().any(|term| words.iter().any(|word| term.eq_ignore_ascii_case(word)));
    let role = if terms.is_empty() || has(&["aut", "author", "creator", "cre", "dis", "auteur"]) {
        Role::Author
    } else if has(&["edt", "editor"]) {
        Role::Editor
    } else if has(&["trl", "translator"]) {
        Role::Translator
    } else {
        Role::Other
    };
    let written = terms.first().map_or("name", String::as_str);
    let typed = |kind: &str| -> Vec<Element<'_>> {
        name.children().filter(|part| part.name() == "namePart" && part.attribute_value("type") == kind).collect()
    };
    let (given, family, whole) = (typed("given"), typed("family"), typed(""));
    let kind = name.attribute_value("type");
    if !family.is_empty() {
        draft.person_of([&given, &family, &[]], role, written);
    } else if matches!(kind.as_str(), "corporate" | "conference") {
        let pieces: Vec<Span> = whole.iter().map(|part| part.inside()).collect();
        draft.institution(joined(name.source(), &pieces), role, written);
    } else {
        let text = whole.first().and_then(|part| part.text()).or_else(|| name.text_at("displayForm"));
        text.into_iter().for_each(|text| draft.name(text, role, written));
    }
    let known = |part: &Element<'_>| match part.name() {
        "role" => true,
        "namePart" => matches!(part.attribute_value("type").as_str(), "" | "given" | "family"),
        _ => false,
    };
    name.children().filter(|part| !known(part)).for_each(|part| draft.keep(part));
}

/// Publisher, place, edition and date: of the work (`own`), or of what contains it.
fn origin_info(info: Element<'_>, own: bool, draft: &mut Draft) {
    for part in info.children() {
        match part.name() {
            "publisher" => draft.variable_of("publisher", Some(part)),
            "place" => {
                let text = |part: &Element<'_>| part.attribute_value("type") != "code";
                part.all("placeTerm")
                    .into_iter()
                    .filter(text)
                    .for_each(|part| draft.variable_of("publisher-place", Some(part)));
            }
            "edition" => draft.variable_of("edition", Some(part)),
            "dateIssued" => dated(part, draft),
            "issuance" if own => draft.keep(part),
            _ => {}
        }
    }
    for name in ["copyrightDate", "dateCreated"] {
        for part in info.all(name) {
            if draft.record.issued.is_none() { dated(part, draft) } else { draft.keep(part) }
        }
    }
}

fn dated(part: Element<'_>, draft: &mut Draft) {
    if !part.text().is_some_and(|text| draft.issued(text)) {
        draft.keep(part);
    }
}

/// What contains the work, and its series; other works are kept.
fn related(item: Element<'_>, draft: &mut Draft) {
    let title = item.find("titleInfo");
    match item.attribute_value("type").as_str() {
        "host" => {
            let parts = title.into_iter().flat_map(|title| title.all("title"));
            parts.for_each(|title| draft.container_of(title, TextKind::Main));
            for part in item.children() {
                match part.name() {
                    "part" => numbers(part, draft),
                    "originInfo" => origin_info(part, false, draft),
                    "identifier" if matches!(part.attribute_value("type").as_str(), "issn" | "isbn") => {
                        identifier(part, draft);
                    }
                    "titleInfo" => {}
                    _ => draft.keep(part),
                }
            }
        }
        "series" => draft.variable_of("collection-title", title.and_then(|title| title.child("title"))),
        _ => draft.keep(item),
    }
}

/// Volume, issue, pages and date of a part.
fn numbers(part: Element<'_>, draft: &mut Draft) {
    for detail in part.all("detail") {
        let number = detail.child("number").or_else(|| detail.child("caption")).or_else(|| detail.child("title"));
        match detail.attribute_value("type").as_str() {
            "volume" => draft.variable_of("volume", number),
            "issue" | "number" => draft.variable_of("issue", number),
            "chapter" => draft.variable_of("chapter-number", number),
            "page" => draft.variable_of("page", number),
            _ => draft.keep(detail),
        }
    }
    for extent in part.all("extent") {
        match extent.text_at("start") {
            Some(start) => draft.pages(Some(start), extent.text_at("end")),
            None => draft.variable_of("page", extent.child("list")),
        }
        draft.variable_of("number-of-pages", extent.child("total"));
    }
    part.all("date").into_iter().for_each(|date| dated(date, draft));
}

fn identifier(id: Element<'_>, draft: &mut Draft) {
    let Some(text) = id.text() else { return };
    match id.attribute_value("type").to_lowercase().as_str() {
        "citekey" if draft.record.key.value.is_empty() => draft.record.key = text,
        "doi" => draft.doi(text),
        "isbn" => draft.variable("ISBN", text),
        "issn" => draft.variable("ISSN", text),
        "uri" | "url" | "hdl" => draft.variable("URL", text),
        "pmid" => draft.variable("PMID", text),
        "pmcid" => draft.variable("PMCID", text),
        _ => draft.extra(id.label(), text),
    }
}

fn location(location: Element<'_>, draft: &mut Draft) {
    for part in location.children() {
        match part.name() {
            "url" => draft.variable_of("URL", Some(part)),
            "shelfLocator" => draft.variable_of("call-number", Some(part)),
            _ => draft.keep(part),
        }
    }
}

fn subject(subject: Element<'_>, draft: &mut Draft) {
    for part in subject.children() {
        match part.name() {
            "topic" | "geographic" | "temporal" | "genre" => {
                part.text().into_iter().for_each(|text| draft.keyword(text));
            }
            _ => draft.keep(part),
        }
    }
}

fn genre(part: Element<'_>, draft: &mut Draft) {
    let Some(text) = part.text() else { return };
    let word = text.value.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|known| word.contains(known));
    let found = if has(&["journal article", "article", "academic journal"]) {
        ItemType::ArticleJournal
    } else if has(&["thesis", "dissertation", "theses"]) {
        ItemType::Thesis
    } else if has(&["conference", "proceeding"]) {
        ItemType::PaperConference
    } else if has(&["chapter", "inbook", "incollection"]) {
        ItemType::Chapter
    } else if has(&["report"]) {
        ItemType::Report
    } else if has(&["book"]) {
        ItemType::Book
    } else {
        return draft.extra(part.label(), text);
    };
    if draft.record.type_written.value.is_empty() {
        draft.record.item_type = found;
        draft.record.type_written = text;
    }
}

/// Where no genre tells: a part of a numbered whole is an article, of another whole a chapter, and a text alone a book.
fn by_shape(mods: Element<'_>, draft: &mut Draft) {
    if draft.record.item_type != ItemType::Document {
        return;
    }
    let host = mods.children().find(|item| item.name() == "relatedItem" && item.attribute_value("type") == "host");
    draft.record.item_type = match host {
        Some(_) if draft.record.variable("volume").or_else(|| draft.record.variable("issue")).is_some() => {
            ItemType::ArticleJournal
        }
        Some(_) => ItemType::Chapter,
        None if mods.text_at("typeOfResource").is_some_and(|kind| kind.value == "text") => ItemType::Book,
        None => ItemType::Document,
    };
}

#[cfg(test)]
mod tests {
    use super::MODS;
    use crate::read::reader_for;
    use crate::read::testing::{extras, read_everywhere, says};

    #[test]
    fn a_record_is_kept_whole() {
        let text = r#"<mods:modsCollection xmlns:mods="m"><mods:mods ID="x"><mods:titleInfo><mods:nonSort>L'</mods:nonSort><mods:title>impact</mods:title><mods:subTitle>une étude</mods:subTitle></mods:titleInfo>
            <mods:titleInfo type="translated" lang="eng"><mods:title>The impact</mods:title></mods:titleInfo>
            <mods:name type="personal"><mods:namePart type="given">Sanna</mods:namePart><mods:namePart type="family">Tuurnas</mods:namePart><mods:namePart type="date">1980-</mods:namePart>
            <mods:role><mods:roleTerm type="code" authority="marcrelator">aut</mods:roleTerm></mods:role></mods:name>
            <mods:name type="personal"><mods:namePart>Berg, Jan van der</mods:namePart><mods:role><mods:roleTerm>edt</mods:roleTerm></mods:role></mods:name>
            <mods:name type="corporate"><mods:namePart>OCDE</mods:namePart></mods:name><mods:genre>journal article</mods:genre><mods:originInfo><mods:dateIssued>2016-03</mods:dateIssued></mods:originInfo>
            <mods:language><mods:languageTerm type="code">fre</mods:languageTerm></mods:language><mods:abstract lang="fre">Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.</mods:abstract><mods:abstract xml:lang="eng">This article presents a qualitative case study of co-production between volunteers and professionals.</mods:abstract>
            <mods:subject><mods:topic>coproduction</mods:topic></mods:subject><mods:relatedItem type="host"><mods:titleInfo><mods:title>Revue</mods:title></mods:titleInfo><mods:identifier type="issn">0303-965X</mods:identifier>
            <mods:part><mods:detail type="volume"><mods:number>82</mods:number></mods:detail><mods:detail type="issue"><mods:number>1</mods:number></mods:detail>
            <mods:extent unit="page"><mods:start>143</mods:start><mods:end>160</mods:end></mods:extent></mods:part></mods:relatedItem><mods:identifier type="doi">10.1177/x</mods:identifier>
            <mods:identifier type="local">7</mods:identifier><mods:recordInfo><mods:recordIdentifier>9</mods:recordIdentifier></mods:recordInfo></mods:mods>
            <mods:mods><mods:titleInfo><mods:title>Seul</mods:title></mods:titleInfo><mods:typeOfResource>text</mods:typeOfResource><mods:identifier type="citekey">seul</mods:identifier></mods:mods></mods:modsCollection>"#;
        assert_eq!(reader_for("xml", text).map(|reader| reader.name), Some("mods"));
        let reading = read_everywhere(&MODS, text);
        assert_eq!((reading.records.len(), reading.problems.as_slice()), (2, &[][..]));
        says(
            &reading.records[0],
            &[
                "article-journal tuurnas2016",
                "title [fr] L' impact",
                "title [fr Subtitle] une étude",
                "title [en said \"eng\" Translated] The impact",
                "Author aut: Sanna Tuurnas",
                "Editor edt: van der Jan van der Berg",
                "Author name literal: OCDE",
                "in [fr] Revue",
                "issued 2016 Some(3) None \"2016-03\"",
                "ISSN: 0303-965X",
                "volume: 82",
                "issue: 1",
                "page: 143-160",
                "DOI: 10.1177/x",
                "keyword: coproduction",
                "abstract [fr said \"fre\"] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.",
                "abstract [en said \"eng\"] This article presents a qualitative case study of co-production between volunteers and professionals.",
            ],
        );
        for label in ["mods:namePart", "mods:identifier", "mods:recordInfo"] {
            assert!(extras(&reading.records[0]).contains(&label), "{label}");
        }
        says(&reading.records[1], &["book seul"]);
    }
}
