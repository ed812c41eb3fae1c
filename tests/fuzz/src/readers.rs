//! What the corpus readers promise: in any file, decoding the bytes that a value comes from gives the value.

mod zotero;

use siglum_corpus::read::{self, Depth, Origin, Reader, Reading, Stream};
use siglum_corpus::source::Source;

/// Reads any bytes with a reader; Zotero's are those of a database.
pub fn hold(reader: &Reader, data: &[u8]) {
    if reader.name == read::zotero::ZOTERO.name {
        return zotero::hold(data);
    }
    let source = Source::decode(data.to_vec());
    let _ = (reader.sniff)(&source.text);
    let origin = Origin { stem: "stem", ..Origin::default() };
    let reading = (reader.read)(&source.text, &origin);
    sound(&source, data, &reading);
    let brief = (reader.read)(&source.text, &Origin { depth: Depth::Brief, ..origin });
    let undetected = (reader.read)(&source.text, &Origin { depth: Depth::Undetected, ..origin });
    sound(&source, data, &undetected);
    let places = |reading: &Reading| -> Vec<_> {
        reading.records.iter().map(|record| (record.key.value.clone(), record.span)).collect()
    };
    assert_eq!(places(&brief), places(&reading), "{}: briefly read, the same keys and places", reader.name);
    assert_eq!(places(&undetected), places(&reading), "{}: without languages, the same keys and places", reader.name);
    streamed(reader, &source.text, &reading);
}

/// A record read alone is the one that was read with all others.
fn streamed(reader: &Reader, text: &str, reading: &Reading) {
    let Some(Stream::Entries(stream)) = reader.stream else { return };
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
        for (value, from) in record.values() {
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
