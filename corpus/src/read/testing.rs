//! The invariant of [`crate::span`] as a check for the tests of the readers: in every encoding, decoding the bytes of a
//! value's provenance gives the value.

use super::{Depth, Origin, Reader, Reading, decode};
use crate::record::{LangText, Record, TextKind};
use crate::source::Source;
use crate::span::Span;

/// Asserts that every value is what the bytes of its provenance decode to, in the file as stored.
pub fn assert_sound(source: &Source, bytes: &[u8], reading: &Reading) {
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
            assert_eq!(decode(&pieces, from.decoding), value, "{from:?}");
        }
        for text in record.abstracts.iter().filter(|text| text.trailer.is_some()) {
            assert!(text.trailer.clone().is_some_and(|range| text.text.get(range).is_some()));
        }
    }
    for problem in &reading.problems {
        assert!(source.text.get(problem.span.range()).is_some(), "{problem:?}");
    }
}

/// Asserts that a reading without a look for languages says the same but for these, and all that the abstracts say.
pub fn assert_same_undetected(reader: &Reader, source: &Source, bytes: &[u8], full: &Reading) {
    let origin = Origin { stem: "stem", depth: Depth::Undetected, ..Origin::default() };
    let bare = (reader.read)(&source.text, &origin);
    assert_sound(source, bytes, &bare);
    assert_eq!(bare.problems, full.problems);
    assert_eq!(bare.records.len(), full.records.len());
    for (bare, full) in bare.records.iter().zip(&full.records) {
        assert_eq!(said_beside_abstracts(bare), said_beside_abstracts(full));
        assert_eq!(bare.abstracts.is_empty(), full.abstracts.is_empty());
        let all: String = bare.abstracts.iter().map(|text| text.text.as_str()).collect();
        assert!(full.abstracts.iter().all(|text| all.contains(&text.text)), "{all}");
    }
}

/// What a record says, without its abstracts and without the languages of its titles.
fn said_beside_abstracts(record: &Record) -> (String, Span) {
    let mut record = record.clone();
    record.abstracts.clear();
    for title in record.titles.iter_mut().chain(&mut record.containers) {
        title.lang = None;
    }
    (shown(&record), record.span)
}

/// Reads a text in UTF-8, with a mark, in both UTF-16, and in windows-1252 where it can be written so; each is checked,
/// and the reading of the plain text returned.
pub fn read_everywhere(reader: &Reader, text: &str) -> Reading {
    let origin = Origin { stem: "stem", ..Origin::default() };
    let utf16 = |bytes: fn(u16) -> [u8; 2]| [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(bytes).collect();
    let mut files: Vec<Vec<u8>> = vec![
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ];
    files.extend(text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<u8>>>());
    let mut readings = files.into_iter().map(|bytes| {
        let source = Source::decode(bytes.clone());
        let reading = (reader.read)(&source.text, &origin);
        assert_sound(&source, &bytes, &reading);
        assert_same_undetected(reader, &source, &bytes, &reading);
        reading
    });
    let first = readings.next().expect("five files");
    for other in readings {
        assert_eq!(other.records.len(), first.records.len());
    }
    first
}

/// The records of a text that has nothing wrong with it, in every encoding.
pub fn records(reader: &Reader, text: &str) -> Vec<Record> {
    let reading = read_everywhere(reader, text);
    assert_eq!(reading.problems, []);
    reading.records
}

/// The kinds and texts of the titles.
pub fn titles(record: &Record) -> Vec<String> {
    record.titles.iter().map(|title| format!("{:?} {}", title.kind, title.text)).collect()
}

/// The languages of the abstracts; empty for those that have none.
pub fn languages(record: &Record) -> Vec<&str> {
    record.abstracts.iter().map(|text| text.lang.as_ref().map_or("", |lang| lang.as_str())).collect()
}

/// The labels of what has no place of its own.
pub fn extras(record: &Record) -> Vec<&str> {
    record.extra.iter().map(|(label, _)| label.value.as_str()).collect()
}

/// What a record says, a line each: for golden tests. Languages stand beside texts, kinds beside what is no main text.
pub fn shown(record: &Record) -> String {
    let mut out = format!("{} {}\n", record.item_type.as_csl(), record.key.value);
    let text = |label: &str, text: &LangText| {
        let lang = text.lang.as_ref().map_or("?", |lang| lang.as_str());
        let declared = text.declared.as_deref().map_or(String::new(), |declared| format!(" said {declared:?}"));
        let kind = if text.kind == TextKind::Main { String::new() } else { format!(" {:?}", text.kind) };
        format!("{label} [{lang}{declared}{kind}] {}\n", text.text.replace("\n\n", " ¶ "))
    };
    out += &record.titles.iter().map(|title| text("title", title)).collect::<String>();
    for name in &record.names {
        let kind = if name.literal.is_some() { " literal" } else { "" };
        let particle = if name.particle.is_empty() { String::new() } else { format!("{} ", name.particle) };
        out += &format!("{:?} {}{kind}: {particle}{}\n", name.role, name.role_written, name.full());
    }
    out += &record.containers.iter().map(|title| text("in", title)).collect::<String>();
    if let Some(date) = &record.issued {
        let end = date.end_year.map_or(String::new(), |end| format!(" to {end}"));
        out += &format!("issued {:?} {:?} {:?}{end} {:?}\n", date.year, date.month, date.day, date.written.value);
    }
    for variable in &record.variables {
        out += &format!("{}: {}\n", variable.name, variable.text.value);
    }
    out += &record.keywords.iter().map(|word| format!("keyword: {}\n", word.value)).collect::<String>();
    out += &record.languages.iter().map(|said| format!("language: {}\n", said.written.value)).collect::<String>();
    out += &record.abstracts.iter().map(|made| text("abstract", made)).collect::<String>();
    out +=
        &record.extra.iter().map(|(label, value)| format!("+ {}: {}\n", label.value, value.value)).collect::<String>();
    out
}

/// Asserts that a record says these lines, in this order, whatever it says between them.
#[track_caller]
pub fn says(record: &Record, lines: &[&str]) {
    let shown = shown(record);
    let mut rest = shown.lines();
    for line in lines {
        assert!(rest.any(|said| said == *line), "{line}\nis not said (in order) by\n{shown}");
    }
}
