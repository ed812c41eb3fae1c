//! What manuscript.rs promises of every manuscript: regions partition the text, spans stand in order on the boundaries of
//! characters, keys stand where they say, and the prose leads back to the text.

use siglum::manuscript::{self, Format, Manuscript, RegionKind};
use siglum_corpus::Span;

pub fn markdown(data: &[u8]) {
    hold(&manuscript::markdown::FORMAT, data);
}

pub fn latex(data: &[u8]) {
    hold(&manuscript::latex::FORMAT, data);
}

pub fn typst(data: &[u8]) {
    hold(&manuscript::typst::FORMAT, data);
}

pub fn org(data: &[u8]) {
    hold(&manuscript::org::FORMAT, data);
}

pub fn rst(data: &[u8]) {
    hold(&manuscript::rst::FORMAT, data);
}

pub fn jupyter(data: &[u8]) {
    hold(&manuscript::jupyter::FORMAT, data);
}

pub fn asciidoc(data: &[u8]) {
    hold(&manuscript::asciidoc::FORMAT, data);
}

pub fn plain(data: &[u8]) {
    hold(&manuscript::plain::FORMAT, data);
}

pub fn front_matter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    hold_of(&format!("---\n{text}\n---\n@a\n"), &manuscript::markdown::FORMAT);
    hold_of(&text, &manuscript::jupyter::RAW_CELL);
}

/// Reads any bytes as a manuscript of a format.
fn hold(format: &Format, data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    hold_of(&text, format);
    // What may be typed is asked with a piece of the text.
    let end = (0..=text.len().min(600)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let _ = (format.key_may_follow)(&text[..end]);
}

fn hold_of(text: &str, format: &Format) {
    let manuscript = (format.parse)(text);
    let covered: String = manuscript.regions.iter().map(|region| at(text, region.span)).collect();
    assert_eq!(covered, text, "regions partition the text");
    hold_citations(text, &manuscript);
    hold_prose(text, &manuscript);
    for span in declared(&manuscript) {
        at(text, span);
    }
    for malformed in &manuscript.malformed {
        at(text, malformed.span);
        malformed.fix.iter().for_each(|(span, _)| _ = at(text, *span));
    }
    for directive in &manuscript.directives {
        assert!(at(text, directive.comment).contains(at(text, directive.span)));
    }
}

fn hold_citations(text: &str, manuscript: &Manuscript) {
    let (citations, clusters) = (&manuscript.citations, &manuscript.clusters);
    assert!(citations.is_sorted_by_key(|citation| citation.key_span.start));
    assert!(clusters.is_sorted_by(|a, b| a.span.end <= b.span.start && a.end == b.first));
    for citation in citations {
        assert!(manuscript.in_json || at(text, citation.key_span) == citation.key);
        let cluster = &clusters[citation.cluster as usize];
        for (inner, outer) in [(citation.key_span, citation.span), (citation.span, cluster.span)] {
            assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} in {outer:?}");
        }
        citation.locator.iter().for_each(|span| _ = at(text, *span));
    }
    for (place, cluster) in clusters.iter().enumerate() {
        let range = cluster.first as usize..cluster.end as usize;
        assert!(citations[range].iter().all(|citation| citation.cluster as usize == place));
    }
    let cut = manuscript.regions.iter().filter(|region| region.kind == RegionKind::Citation).map(|region| region.span);
    assert!(cut.eq(clusters.iter().map(|cluster| cluster.span)), "a region for each cluster");
}

fn hold_prose(text: &str, manuscript: &Manuscript) {
    let prose = &manuscript.prose;
    assert!(prose.pieces.is_sorted_by(|a, b| a.out < b.out && a.source.end <= b.source.start));
    for piece in &prose.pieces {
        at(text, piece.source);
        assert!(prose.text.is_char_boundary(piece.out as usize));
    }
    for (place, cluster) in &prose.anchors {
        let span = Span { start: *place, end: *place + 3 };
        assert_eq!(at(&prose.text, span), "\u{FFFC}");
        assert_eq!(prose.source(span), manuscript.clusters[*cluster as usize].span);
    }
    for (place, letter) in prose.text.char_indices() {
        at(text, prose.source(Span::new(place, place + letter.len_utf8())));
    }
    for span in &prose.emphasis {
        assert!(!at(&prose.text, *span).is_empty());
    }
}

/// The places of what the manuscript declares.
fn declared(manuscript: &Manuscript) -> Vec<Span> {
    let mut spans: Vec<Span> = manuscript.bibliographies.iter().map(|found| found.span).collect();
    spans.extend(manuscript.own_keys.iter().map(|own| own.span));
    spans.extend(manuscript.includes.iter().map(|include| include.span));
    spans.extend(manuscript.headings.iter().map(|(_, span)| *span));
    spans.extend(manuscript.root.iter().map(|root| root.span));
    spans
}

fn at(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_else(|| panic!("{span:?} is no span of the text"))
}
