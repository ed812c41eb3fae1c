//! What holds of every manuscript of every format, for the tests of the lexers.

use super::{ANCHOR, Form, Manuscript, RegionKind};
use siglum_corpus::span::Span;

/// Each citation as `form key` or `form key | locator`; the form is n, t (in text), s (suppressed) or l (listed only),
/// and a cross-reference is an x.
pub(super) fn cited(text: &str, manuscript: &Manuscript) -> Vec<String> {
    hold(text, manuscript);
    let one = |citation: &super::Citation| {
        let form = match citation.form {
            _ if citation.crossref => "x",
            Form::Normal => "n",
            Form::AuthorInText => "t",
            Form::SuppressAuthor => "s",
            Form::Nocite => "l",
        };
        let locator = citation.locator.map(|span| format!(" | {}", span.of(text))).unwrap_or_default();
        format!("{form} {}{locator}", citation.key)
    };
    manuscript.citations.iter().map(one).collect()
}

/// Checks that hostile texts cost no more than others. The bound is wide, since machines are busy: what is quadratic
/// takes minutes.
pub(super) fn hold_in_time(parse: fn(&str) -> Manuscript, units: &[&str], close: &str) {
    let size = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    for unit in units {
        let text = unit.repeat(size / unit.len());
        let began = std::time::Instant::now();
        hold(&text, &parse(&text));
        let closed = format!("{text}{}", close.repeat(size / 10));
        let _ = parse(&closed);
        assert!(began.elapsed() < std::time::Duration::from_secs(10), "{unit:?} took {:?}", began.elapsed());
    }
}

/// Checks what holds of every manuscript.
pub(super) fn hold(text: &str, manuscript: &Manuscript) {
    let covered: String =
        manuscript.regions.iter().map(|region| text.get(region.span.range()).expect("a span")).collect();
    assert_eq!(covered, text, "regions partition the text");
    assert!(manuscript.citations.is_sorted_by_key(|citation| citation.key_span.start));
    assert!(manuscript.clusters.is_sorted_by(|a, b| a.span.end <= b.span.start && a.end == b.first));
    for citation in &manuscript.citations {
        let at = text.get(citation.key_span.range());
        // In JSON a key is written with escapes.
        assert!(at == Some(&citation.key) || (at.is_some() && manuscript.in_json), "{at:?} is {:?}", citation.key);
        let cluster = &manuscript.clusters[citation.cluster as usize];
        for (inner, outer) in [(citation.key_span, citation.span), (citation.span, cluster.span)] {
            assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} in {outer:?}");
        }
        assert!(citation.locator.is_none_or(|span| text.get(span.range()).is_some()));
    }
    for (place, cluster) in manuscript.clusters.iter().enumerate() {
        let range = cluster.first as usize..cluster.end as usize;
        assert!(manuscript.citations[range].iter().all(|citation| citation.cluster as usize == place));
    }
    let cut = manuscript.regions.iter().filter(|region| region.kind == RegionKind::Citation).map(|region| region.span);
    assert!(cut.eq(manuscript.clusters.iter().map(|cluster| cluster.span)), "a region for each cluster");
    for malformed in &manuscript.malformed {
        assert!(text.get(malformed.span.range()).is_some());
        assert!(malformed.fix.as_ref().is_none_or(|(span, _)| text.get(span.range()).is_some()));
    }
    hold_of_prose(text, manuscript);
    hold_of_declared(text, manuscript);
}

/// What the manuscript declares stands in the text.
fn hold_of_declared(text: &str, manuscript: &Manuscript) {
    let at = |span: Span| text.get(span.range()).expect("a span of the text");
    manuscript.bibliographies.iter().for_each(|found| _ = at(found.span));
    manuscript.includes.iter().for_each(|include| _ = at(include.span));
    manuscript.headings.iter().for_each(|(_, span)| _ = at(*span));
    manuscript.own_keys.iter().for_each(|own| _ = at(own.span));
    manuscript.root.iter().for_each(|root| _ = at(root.span));
    for directive in &manuscript.directives {
        assert!(at(directive.comment).contains(at(directive.span)));
    }
}

fn hold_of_prose(text: &str, manuscript: &Manuscript) {
    let prose = &manuscript.prose;
    assert!(prose.pieces.is_sorted_by(|a, b| a.out < b.out && a.source.end <= b.source.start));
    for piece in &prose.pieces {
        assert!(text.get(piece.source.range()).is_some() && prose.text.is_char_boundary(piece.out as usize));
    }
    assert!(text.contains(ANCHOR) || prose.anchors.len() == prose.text.matches(ANCHOR).count());
    for (at, cluster) in &prose.anchors {
        let span = Span::new(*at as usize, *at as usize + ANCHOR.len_utf8());
        assert_eq!(span.of(&prose.text), "\u{FFFC}");
        assert_eq!(prose.source(span), manuscript.clusters[*cluster as usize].span);
    }
    for (at, letter) in prose.text.char_indices() {
        let source = prose.source(Span::new(at, at + letter.len_utf8()));
        assert!(text.get(source.range()).is_some(), "the source of {letter:?} at {at}");
    }
    for span in &prose.emphasis {
        assert!(prose.text.get(span.range()).is_some_and(|text| !text.is_empty()));
    }
}

/// The citations as words: `a` in text, `[a]` in brackets, `-a` without author, `~a` only listed; `|` between clusters.
pub(super) fn words(m: &Manuscript) -> String {
    let mut clusters = Vec::new();
    for cluster in &m.clusters {
        let keys = m.citations[cluster.first as usize..cluster.end as usize].iter().map(|citation| {
            let key = &citation.key;
            match citation.form {
                Form::Normal => format!("[{key}]"),
                Form::AuthorInText => key.clone(),
                Form::SuppressAuthor => format!("-{key}"),
                Form::Nocite => format!("~{key}"),
            }
        });
        clusters.push(keys.collect::<Vec<_>>().join(" "));
    }
    clusters.join("|")
}
