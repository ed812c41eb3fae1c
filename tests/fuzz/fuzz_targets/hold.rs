//! What holds of every manuscript: its regions are its text, its keys stand where they say.

use siglum::manuscript::Format;

/// Reads any bytes as a manuscript of a format.
pub fn hold(format: &Format, data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let manuscript = (format.parse)(&text);
    let covered: String = manuscript.regions.iter().map(|region| &text[region.span.range()]).collect();
    assert_eq!(covered, text, "regions partition the text");
    for citation in &manuscript.citations {
        assert_eq!(&text[citation.key_span.range()], citation.key);
    }
    assert!(manuscript.citations.is_sorted_by_key(|citation| citation.key_span.start));
    assert!(manuscript.clusters.is_sorted_by(|a, b| a.span.end <= b.span.start));
}
