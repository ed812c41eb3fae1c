//! Dublin Core, as OAI-PMH hands it out: bare or in the service's answer, simple or with DCMI's terms.
//!
//! Descriptions are abstracts where they are long enough, whatever language they declare: OJS writes one English text
//! under every language that a journal has.
//!
//! Source: DCMI Metadata Terms; the OAI-PMH specification 2.0.

use super::draft::Draft;
use super::xml::{Element, begins_with, read_works};
use super::{Origin, Reader, Reading};
use crate::lang::word_count;
use crate::record::{ItemType, Role, TextKind};

/// The reader of Dublin Core.
pub static OAI_DC: Reader = Reader { name: "oai-dc", extensions: &["xml"], sniff, read, stream: None };

/// Shorter descriptions are remarks, such as `International audience` and `23 pages`.
const FEWEST_WORDS: usize = 12;

/// The elements that hold a description of a work.
const HOLDERS: [&str; 3] = ["dc", "qualifieddc", "qdc"];

fn sniff(head: &str) -> bool {
    begins_with(head, &HOLDERS) && begins_with(head, &["title", "creator", "identifier", "description"])
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let names = [&["record"], &HOLDERS[..]].concat();
    read_works(text, origin, &names, |holder| {
        let Some(dc) = HOLDERS
            .iter()
            .find_map(|name| (holder.name() == *name).then_some(holder).or_else(|| holder.descendants(name).next()))
        else {
            return Vec::new();
        };
        let mut draft = Draft::new(OAI_DC.name, holder.span(), origin.depth);
        take(dc, &mut draft);
        holder.all("header").into_iter().flat_map(Element::children).for_each(|part| draft.keep(part));
        vec![draft]
    })
}

fn take(dc: Element<'_>, draft: &mut Draft) {
    for lang in dc.all("language") {
        lang.text().into_iter().for_each(|lang| draft.language(lang));
    }
    for part in dc.children() {
        match part.name() {
            "language" => {}
            "title" => draft.title_of(part, TextKind::Main),
            "alternative" => draft.title_of(part, TextKind::Parallel),
            "creator" => part.text().into_iter().for_each(|text| draft.name(text, Role::Author, "creator")),
            "contributor" => part.text().into_iter().for_each(|text| draft.name(text, Role::Other, "contributor")),
            "description" | "abstract" => description(part, draft),
            "subject" => part.text().into_iter().for_each(|text| draft.keyword(text)),
            "publisher" => draft.variable_of("publisher", Some(part)),
            "date" | "issued" | "created" | "available" => date(part, draft),
            "type" => item_type(part, draft),
            "identifier" => identifier(part, draft),
            "source" | "isPartOf" | "bibliographicCitation" => source(part, draft),
            "rights" => draft.variable_of("rights", Some(part)),
            _ => draft.keep(part),
        }
    }
}

fn description(part: Element<'_>, draft: &mut Draft) {
    if part.name() == "description" && word_count(&part.value()) < FEWEST_WORDS {
        return draft.keep(part);
    }
    draft.abstract_of(part, TextKind::Main);
}

fn date(part: Element<'_>, draft: &mut Draft) {
    if !part.text().is_some_and(|text| draft.issued(text)) {
        draft.keep(part);
    }
}

/// The vocabulary of `OpenAIRE`, HAL's and DCMI's own.
fn item_type(part: Element<'_>, draft: &mut Draft) {
    let Some(written) = part.text() else { return };
    let value = written.value.to_lowercase();
    let word = value.rsplit(['/', ':']).next().unwrap_or_default();
    let found = match word {
        "article" | "journal articles" | "journal article" | "peer-reviewed article" | "review article" => {
            ItemType::ArticleJournal
        }
        "book" | "books" | "monograph" => ItemType::Book,
        "bookpart" | "book sections" | "book chapter" | "chapter" => ItemType::Chapter,
        "conferenceobject" | "conferencepaper" | "conference papers" | "conference paper" => ItemType::PaperConference,
        "doctoralthesis" | "masterthesis" | "bachelorthesis" | "theses" | "thesis" | "dissertation" | "these"
        | "thèse" => ItemType::Thesis,
        "preprint" | "preprints, working papers, ..." | "workingpaper" | "working paper" => ItemType::Article,
        "report" | "reports" | "technicalreport" => ItemType::Report,
        "review" | "bookreview" => ItemType::Review,
        "dataset" => ItemType::Dataset,
        "software" => ItemType::Software,
        "image" | "stillimage" => ItemType::Graphic,
        _ => ItemType::Document,
    };
    if draft.record.item_type == ItemType::Document {
        draft.record.item_type = found;
    }
    if draft.record.type_written.value.is_empty() {
        draft.record.type_written = written;
    } else {
        draft.extra(part.label(), written);
    }
}

fn identifier(part: Element<'_>, draft: &mut Draft) {
    let Some(text) = part.text() else { return };
    let value = text.value.to_lowercase();
    let doi = value.strip_prefix("doi:").unwrap_or(&value).trim_start().to_owned();
    if doi.starts_with("10.") || value.contains("doi.org/10.") || value.starts_with("info:doi/10.") {
        draft.doi(text);
    } else if value.starts_with("http") {
        draft.variable("URL", text);
    } else if value.starts_with("urn:isbn:") || value.starts_with("isbn") {
        draft.variable("ISBN", text);
    } else if value.starts_with("urn:issn:") || value.starts_with("issn") {
        draft.variable("ISSN", text);
    } else {
        draft.extra(part.label(), text);
    }
}

/// Where the work appeared: an ISSN, or the journal with its numbers (`Revue; Vol. 3 No 2 (2016); 1-20`), kept as written.
fn source(part: Element<'_>, draft: &mut Draft) {
    let Some(text) = part.text() else { return };
    let bare = text.value.trim_start_matches("ISSN").trim_start_matches([':', ' ']);
    let issn = bare.len() == 9
        && bare.as_bytes().get(4) == Some(&b'-')
        && bare.bytes().filter(u8::is_ascii_digit).count() >= 7;
    if issn {
        return draft.variable("ISSN", text);
    }
    if text.value.to_lowercase().contains("doi.org/") || text.value.starts_with("http") {
        return draft.extra(part.label(), text);
    }
    let written = part.lang().map_or(String::new(), |lang| lang.value);
    // The numbers follow a semicolon, unless that ends a reference.
    let inside = part.inside();
    let raw = inside.of(part.source());
    let end = raw.find(';').filter(|_| !raw.contains(['&', '<'])).unwrap_or(raw.len());
    let start = inside.start as usize;
    let name = super::xml::joined(part.source(), &[crate::Span::new(start, start + end)]);
    draft.container(name, &written, TextKind::Main);
    draft.extra(part.label(), text);
}

#[cfg(test)]
mod tests {
    use super::OAI_DC;
    use crate::read::reader_for;
    use crate::read::testing::{extras, read_everywhere, says};

    #[test]
    fn an_answer_of_a_service_is_read() {
        // OJS declares French for an English text: the detector is believed, and the text kept once.
        let dc = r#"<oai_dc:dc xmlns:oai_dc="o" xmlns:dc="d"><dc:title xml:lang="fr-FR">L'impact de la coproduction</dc:title><dc:title xml:lang="en-US">The impact</dc:title>
            <dc:creator>Tuurnas, Sanna</dc:creator><dc:creator>Berg, Jan van der</dc:creator><dc:subject xml:lang="fr-FR">coproduction</dc:subject>
            <dc:description xml:lang="fr-FR">This article presents a qualitative case study of co-production between volunteers and professionals.</dc:description><dc:description xml:lang="en-US">This article presents a qualitative case study of co-production between volunteers and professionals.</dc:description><dc:description>International audience</dc:description>
            <dc:publisher>ENAP</dc:publisher><dc:date>2016-03-12</dc:date><dc:type>info:eu-repo/semantics/article</dc:type><dc:type>Peer-reviewed Article</dc:type>
            <dc:identifier>https://x.org/article/1</dc:identifier><dc:identifier>doi:10.1177/x</dc:identifier><dc:source>Revue; Vol. 82 No 1 (2016); 143-160</dc:source>
            <dc:source>0303-965X</dc:source><dc:language>fra</dc:language></oai_dc:dc>"#;
        let text = format!(
            r#"<OAI-PMH><ListRecords><record><header><identifier>oai:x:1</identifier></header><metadata>{dc}</metadata></record>
            <record><header status="deleted"><identifier>oai:x:2</identifier></header></record><record><metadata>{dc}</metadata></record></ListRecords></OAI-PMH>"#
        );
        assert_eq!(reader_for("xml", &text).map(|reader| reader.name), Some("oai-dc"));
        let reading = read_everywhere(&OAI_DC, &text);
        assert_eq!((reading.records.len(), reading.problems.as_slice()), (2, &[][..]));
        assert_eq!(read_everywhere(&OAI_DC, dc).records.len(), 1);
        let record = &reading.records[0];
        says(
            record,
            &[
                "article-journal tuurnas2016",
                "title [fr-FR said \"fr-FR\"] L'impact de la coproduction",
                "title [en-US said \"en-US\" Parallel] The impact",
                "Author creator: Sanna Tuurnas",
                "Author creator: van der Jan van der Berg",
                "in [fr] Revue",
                "issued 2016 Some(3) Some(12) \"2016-03-12\"",
                "publisher: ENAP",
                "URL: https://x.org/article/1",
                "DOI: 10.1177/x",
                "ISSN: 0303-965X",
                "keyword: coproduction",
                "abstract [en said \"fr-FR\"] This article presents a qualitative case study of co-production between volunteers and professionals.",
            ],
        );
        assert_eq!((record.abstracts.len(), reading.records[1].key.value.as_str()), (1, "tuurnas2016a"));
        for label in ["identifier", "dc:source", "dc:description", "dc:type"] {
            assert!(extras(record).contains(&label), "{label}");
        }
    }
}
