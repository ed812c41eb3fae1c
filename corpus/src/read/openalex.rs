//! OpenAlex's works in JSON: one work, or an answer with many.
//!
//! The abstract is an inverted index, `{"word": [places]}`: its text is the words in the order of their places, and often
//! two abstracts one after the other, heading and all.
//!
//! Source: OpenAlex's documentation of the Work object.

use super::abstracts::abstracts_of;
use super::draft::Draft;
use super::json::{Kind, Service, Value};
use super::{Origin, Reader, Reading, crossref_json, decode};
use crate::record::{ItemType, Role, TextKind};
use crate::span::{Decoding, Provenance, Span, Text};
use std::ops::Range;

/// The reader of OpenAlex's JSON.
pub static OPENALEX: Reader =
    Reader { name: SERVICE.name, extensions: &["json"], sniff: |head| SERVICE.sniff(head), read, stream: None };

static SERVICE: Service =
    Service { name: "openalex", paths: &["results"], is_record, otherwise: "no work of OpenAlex's", take };

/// The most words of an abstract that are put together.
const MOST_WORDS: usize = 20_000;

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    SERVICE.read(text, origin)
}

fn is_record(value: Value<'_>) -> bool {
    let has = |name: &&str| value.get(name).is_some();
    let own = ["authorships", "abstract_inverted_index", "primary_location", "host_venue", "biblio", "open_access"];
    own.iter().any(has) && (has(&"display_name") || has(&"title") || has(&"publication_year"))
}

fn take(work: Value<'_>, draft: &mut Draft) {
    for text in work.get("language").iter().flat_map(|value| value.texts()) {
        draft.language(text);
    }
    for member in work.children().filter(|member| member.is_full()) {
        match member.raw_key() {
            "language" => {}
            "title" | "display_name" => draft.title(member.unmarked(), "", TextKind::Main),
            "type" | "type_crossref" => item_type(member, draft),
            "doi" => draft.doi(member.written()),
            "ids" => ids(member, draft),
            "biblio" => biblio(member, draft),
            "authorships" => member.each().into_iter().for_each(|value| author(value, draft)),
            "primary_location" | "host_venue" => location(member, draft),
            "abstract_inverted_index" => draft.abstracts("", TextKind::Main, |claim| {
                let index = Index::new(member);
                abstracts_of(&index.text, claim, |range| index.part(member.text, range))
            }),
            "keywords" => keywords(member, draft),
            "publication_date" | "publication_year" => {
                draft.issued(member.written());
            }
            "is_retracted" if member.string() == "true" => draft.variable("status", member.key()),
            _ => draft.extra(member.key(), member.written()),
        }
    }
}

fn item_type(member: Value<'_>, draft: &mut Draft) {
    let written = member.written();
    let found = match written.value.as_str() {
        "article" | "letter" | "editorial" | "erratum" => ItemType::ArticleJournal,
        "preprint" => ItemType::Article,
        "review" => ItemType::ArticleJournal,
        "paratext" | "other" | "supplementary-materials" | "grant" => ItemType::Document,
        other => crossref_json::item_type(other),
    };
    if draft.record.type_written.value.is_empty() {
        draft.record.type_written = written;
        draft.record.item_type = found;
    } else if draft.record.item_type == ItemType::ArticleJournal && found != ItemType::Document {
        // Crossref's word for the same work says more: a paper of a conference is an article, too.
        draft.record.item_type = found;
    }
}

fn ids(value: Value<'_>, draft: &mut Draft) {
    for id in value.children().filter(|id| id.is_full()) {
        let text = id.written();
        match id.raw_key() {
            "doi" => draft.doi(text),
            "pmid" => draft.variable("PMID", last_part(text)),
            "pmcid" => draft.variable("PMCID", last_part(text)),
            _ => draft.extra(id.key(), text),
        }
    }
}

/// What follows the last slash of an address.
fn last_part(text: Text) -> Text {
    let bare = text.value.trim_end_matches('/');
    let at = bare.rfind('/').map_or(0, |at| at + 1);
    match text.from.spans.as_slice() {
        [span] if span.len() == text.value.len() && at > 0 => {
            let span = Span::new(span.start as usize + at, span.start as usize + bare.len());
            Text::new(&bare[at..], span, text.from.decoding)
        }
        _ => text,
    }
}

fn biblio(value: Value<'_>, draft: &mut Draft) {
    let text = |name: &str| value.get(name).filter(|value| value.is_full()).map(Value::written);
    text("volume").into_iter().for_each(|text| draft.variable("volume", text));
    text("issue").into_iter().for_each(|text| draft.variable("issue", text));
    draft.pages(text("first_page"), text("last_page"));
}

/// The name as the paper has it, where it is told, and the author's usual name beside it.
fn author(value: Value<'_>, draft: &mut Draft) {
    let usual = value.get("author").and_then(|author| author.get("display_name")).filter(|name| name.is_full());
    let printed = value.get("raw_author_name").filter(|name| name.is_full());
    if let Some(name) = usual.or(printed) {
        draft.name(name.written(), Role::Author, "authorships");
    }
    if let Some(orcid) = value.get("author").and_then(|author| author.get("orcid")).filter(|orcid| orcid.is_full()) {
        draft.extra(orcid.key(), orcid.written());
    }
    if let Some(printed) = printed {
        draft.extra(printed.key(), printed.written());
    }
}

fn location(value: Value<'_>, draft: &mut Draft) {
    let source = value.get("source").filter(|source| source.kind() == Some(Kind::Object)).unwrap_or(value);
    let text = |name: &str| source.get(name).filter(|value| value.is_full());
    if let Some(name) = text("display_name") {
        draft.container(name.unmarked(), "", TextKind::Main);
    }
    for name in ["issn", "issn_l"] {
        text(name).into_iter().flat_map(Value::texts).for_each(|text| draft.variable("ISSN", text));
    }
    for name in ["host_organization_name", "publisher"] {
        text(name).into_iter().for_each(|name| draft.variable("publisher", name.written()));
    }
    for name in ["landing_page_url", "url"] {
        value.get(name).filter(|url| url.is_full()).into_iter().for_each(|url| draft.variable("URL", url.written()));
    }
    draft.extra(value.key(), value.written());
}

fn keywords(value: Value<'_>, draft: &mut Draft) {
    for keyword in value.each() {
        let name = ["display_name", "keyword"].iter().find_map(|name| keyword.get(name)).unwrap_or(keyword);
        if name.kind() == Some(Kind::String) {
            draft.keyword(name.written());
        }
    }
}

/// An abstract put together again.
struct Index {
    text: String,
    /// Each word in order: where it begins in the text, and the inside of its name in the file.
    words: Vec<(usize, Span)>,
}

impl Index {
    fn new(value: Value<'_>) -> Self {
        let mut placed: Vec<(u32, Value<'_>)> = Vec::new();
        for word in value.children() {
            placed
                .extend(word.each().into_iter().filter_map(|place| Some((place.string().trim().parse().ok()?, word))));
        }
        placed.sort_by_key(|(place, _)| *place);
        placed.truncate(MOST_WORDS);
        let mut index = Self { text: String::new(), words: Vec::with_capacity(placed.len()) };
        for (_, word) in placed {
            let key = word.key();
            let Some(span) = key.from.spans.first().filter(|_| !key.value.is_empty()) else { continue };
            if !index.text.is_empty() {
                index.text.push(' ');
            }
            index.words.push((index.text.len(), *span));
            index.text.push_str(&key.value);
        }
        index
    }

    /// A range of the text with its places: of a word that is cut the part, where its letters mean themselves.
    fn part(&self, source: &str, range: Range<usize>) -> Text {
        let first = self.words.partition_point(|(at, _)| *at <= range.start).saturating_sub(1);
        let mut spans = Vec::new();
        for (place, &(at, span)) in self.words.iter().enumerate().skip(first).take_while(|(_, word)| word.0 < range.end)
        {
            let next = self.words.get(place + 1).map_or(self.text.len() + 1, |(next, _)| *next);
            let plain = next - 1 - at == span.len();
            let cut = range.start.saturating_sub(at).min(span.len());
            let cut = if plain { cut } else { 0 };
            let end = if plain { span.len().min(range.end - at) } else { span.len() };
            spans.push(Span::new(span.start as usize + cut, span.start as usize + end));
        }
        let pieces: Vec<&str> = spans.iter().map(|span| span.of(source)).collect();
        Text { value: decode(&pieces, Decoding::Json), from: Provenance { spans, decoding: Decoding::Json } }
    }
}

#[cfg(test)]
mod tests {
    use super::OPENALEX;
    use crate::read::testing::{extras, languages, read_everywhere, titles};
    use crate::read::{Origin, reader_for};
    use crate::record::ItemType;
    use std::collections::BTreeMap;

    const FR: &str = "RésuméDans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction \
        entre les bénévoles et les professionnels.";
    const EN: &str = "AbstractThis article presents a qualitative case study of co-production between volunteers and \
        professionals in the justice services.";

    /// The index of a text as OpenAlex writes it, its words in the order of the alphabet.
    fn index(text: &str) -> String {
        let mut words: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (place, word) in text.split_whitespace().enumerate() {
            words.entry(word).or_default().push(place.to_string());
        }
        let members = words.iter().map(|(word, places)| format!("\"{word}\": [{}]", places.join(", ")));
        format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
    }

    fn work(inverted: &str) -> String {
        format!(
            r#"{{"id": "https://openalex.org/W1", "doi": "https://doi.org/10.1177/x", "title": "L'impact de la <i>coproduction</i>",
            "display_name": "L'impact de la <i>coproduction</i>", "publication_year": 2016, "publication_date": "2016-03-01",
            "ids": {{"openalex": "https://openalex.org/W1", "pmid": "https://pubmed.ncbi.nlm.nih.gov/123"}}, "language": "fr",
            "primary_location": {{"landing_page_url": "https://x.org/1", "source": {{"display_name": "RISA", "issn_l": "0303-965X",
            "issn": ["0303-965X"], "host_organization_name": "SAGE"}}}}, "type": "article", "type_crossref": "journal-article",
            "authorships": [{{"author": {{"display_name": "Sanna Tuurnas", "orcid": null}}, "raw_author_name": "S. Tuurnas"}}],
            "biblio": {{"volume": "82", "issue": "1", "first_page": "143", "last_page": "160"}}, "is_retracted": true,
            "abstract_inverted_index": {inverted}, "keywords": [{{"display_name": "Coproduction", "score": 0.5}}], "counts": []}}"#
        )
    }

    #[test]
    fn two_abstracts_glued_in_one_index_are_told_apart() {
        let text = format!(r#"{{"meta": {{"count": 1}}, "results": [{}]}}"#, work(&index(&format!("{FR} {EN}"))));
        assert_eq!(reader_for("json", &text).map(|reader| reader.name), Some("openalex"));
        let reading = read_everywhere(&OPENALEX, &text);
        assert_eq!(reading.problems, []);
        let record = &reading.records[0];
        assert_eq!(titles(record), ["Main L'impact de la coproduction"]);
        assert_eq!(languages(record), ["fr", "en"]);
        assert_eq!(record.abstracts[0].text, FR["Résumé".len()..]);
        assert_eq!(record.abstracts[1].text, EN["Abstract".len()..]);
        let variable = |name| record.variable(name).map(|text| text.value.as_str());
        assert_eq!(
            (variable("page"), variable("DOI"), variable("PMID")),
            (Some("143-160"), Some("10.1177/x"), Some("123"))
        );
        assert_eq!((variable("status"), record.item_type), (Some("is_retracted"), ItemType::ArticleJournal));
        assert_eq!(record.names[0].family, "Tuurnas");
        assert_eq!(record.key.value, "tuurnas2016");
        assert!(extras(record).contains(&"raw_author_name"));
    }

    #[test]
    fn a_broken_index_is_read_as_far_as_it_goes() {
        for inverted in [
            r#"{"a": [0], "b": [-1, "x", 99999999999], "c": 2, "": [1], "d": {}}"#,
            "3",
            "{}",
            "null",
            r#"{"a\u0301": [1]}"#,
        ] {
            let reading = read_everywhere(&OPENALEX, &work(inverted));
            assert_eq!(reading.records.len(), 1, "{inverted}");
        }
        let huge: Vec<String> = (0..20_000).map(|place| place.to_string()).collect();
        let huge = work(&format!(r#"{{"1": [{}]}}"#, huge.join(",")));
        assert_eq!((OPENALEX.read)(&huge, &Origin::default()).records[0].abstracts[0].text.len(), 2 * 20_000 - 1);
    }
}
