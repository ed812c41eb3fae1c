//! What the corpus readers promise: in any file, decoding the bytes that a value comes from gives the value.

use siglum_corpus::read::{self, Origin, READERS, Reader, Reading};
use siglum_corpus::record::Record;
use siglum_corpus::source::Source;
use siglum_corpus::span::{Provenance, Text};

pub fn bibtex(data: &[u8]) {
    hold(&["bibtex"], data);
}

pub fn json(data: &[u8]) {
    hold(
        &["csl-json", "crossref-json", "datacite-json", "hal-json", "openalex", "articlemeta", "schema-org"],
        data,
    );
}

pub fn yaml(data: &[u8]) {
    hold(&["csl-yaml", "hayagriva"], data);
}

pub fn tagged(data: &[u8]) {
    hold(&["ris", "medline", "endnote"], data);
}

pub fn xml(data: &[u8]) {
    hold(
        &[
            "pubmed-xml",
            "endnote-xml",
            "zotero-rdf",
            "jats",
            "crossref-xml",
            "datacite-xml",
            "tei",
            "oai-dc",
            "mods",
            "erudit",
            "marcxml",
        ],
        data,
    );
}

pub fn marc(data: &[u8]) {
    hold(&["marc"], data);
}

pub fn records(data: &[u8]) {
    hold(&["records"], data);
}

/// Reads any bytes with each reader of a family.
fn hold(names: &[&str], data: &[u8]) {
    let source = Source::decode(data.to_vec());
    for name in names {
        let reader = READERS.iter().find(|reader| reader.name == *name).expect("a reader of the list");
        let _ = (reader.sniff)(&source.text);
        let origin = Origin { stem: "stem", ..Origin::default() };
        let reading = (reader.read)(&source.text, &origin);
        sound(&source, data, &reading);
        let brief = (reader.read)(&source.text, &Origin { brief: true, ..origin });
        assert!(
            brief.records.iter().map(|one| (&one.key.value, one.span)).eq(reading
                .records
                .iter()
                .map(|one| (&one.key.value, one.span))),
            "{name}: briefly read, the same keys and places"
        );
        streamed(reader, &source.text, &reading);
    }
}

/// A record read alone is the one that was read with all others.
fn streamed(reader: &Reader, text: &str, reading: &Reading) {
    let Some(stream) = reader.stream else { return };
    let cut = (stream.cut)(text);
    assert!(text.is_char_boundary(cut), "a window is cut between characters");
    let mut found = 0;
    let mut macros = read::bibtex::Macros::default();
    (stream.briefs)(text, 0, &mut macros, &mut |_| found += 1, &mut |_| {});
    assert_eq!(found, reading.records.len(), "as many briefs as records");
}

/// Every value is what the bytes of its provenance decode to, in the file as stored.
fn sound(source: &Source, bytes: &[u8], reading: &Reading) {
    for record in &reading.records {
        assert!(source.text.get(record.span.range()).is_some(), "{:?}", record.span);
        for (value, from) in values(record) {
            let pieces: Vec<String> = from
                .spans
                .iter()
                .map(|span| {
                    assert!(source.text.get(span.range()).is_some(), "{span:?} of {value:?}");
                    let stored = bytes.get(source.file_span(*span).range()).expect("a span in the file");
                    source.encoding.decode(stored).into_owned()
                })
                .collect();
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            assert_eq!(read::decode(&pieces, from.decoding), value, "{from:?}");
        }
    }
    for problem in &reading.problems {
        assert!(source.text.get(problem.span.range()).is_some(), "{problem:?}");
    }
}

/// Every value of a record with its provenance; values that were made have none.
fn values(record: &Record) -> Vec<(&str, &Provenance)> {
    let texts = record.titles.iter().chain(&record.abstracts).chain(&record.containers);
    let mut all: Vec<(&str, &Provenance)> = texts.map(|text| (text.text.as_str(), &text.from)).collect();
    let mut texts: Vec<&Text> = vec![&record.key, &record.type_written];
    texts.extend(&record.aliases);
    texts.extend(record.names.iter().map(|name| &name.written));
    texts.extend(record.issued.iter().map(|date| &date.written));
    texts.extend(record.variables.iter().map(|variable| &variable.text));
    texts.extend(&record.keywords);
    texts.extend(record.languages.iter().map(|declared| &declared.written));
    texts.extend(record.extra.iter().flat_map(|(label, value)| [label, value]));
    all.extend(texts.into_iter().map(|text| (text.value.as_str(), &text.from)));
    all.retain(|(_, from)| !from.spans.is_empty());
    all
}
