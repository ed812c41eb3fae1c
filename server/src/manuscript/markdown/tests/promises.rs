//! What manuscript.rs promises, for any text: spans, order, regions, prose, and an end in time.

use super::{cites, parse};
use crate::manuscript::{ANCHOR, Manuscript, RegionKind};

/// The promises of manuscript.rs, for any text.
fn hold(text: &str) {
    let m = parse(text);
    let mut at = 0;
    for region in &m.regions {
        assert_eq!(region.span.start, at, "regions partition {text:?}");
        assert!(!region.span.is_empty() && text.is_char_boundary(region.span.end as usize), "{text:?}");
        at = region.span.end;
    }
    assert_eq!(at as usize, text.len(), "{text:?}");
    assert!(m.citations.is_sorted_by_key(|citation| citation.key_span.start), "{text:?}");
    for citation in &m.citations {
        assert_eq!(citation.key_span.of(text), citation.key, "{text:?}");
        let cluster = m.clusters[citation.cluster as usize].span;
        let holds = |span: siglum_corpus::span::Span| cluster.start <= span.start && span.end <= cluster.end;
        assert!(holds(citation.span) && holds(citation.key_span), "{text:?} {citation:?}");
        assert!(text.get(citation.span.range()).is_some() && text.get(cluster.range()).is_some(), "{text:?}");
        assert!(citation.locator.is_none_or(|span| text.get(span.range()).is_some()));
    }
    assert!(m.clusters.is_sorted_by(|a, b| a.span.end <= b.span.start && a.end == b.first), "{text:?}");
    for malformed in &m.malformed {
        assert!(text.get(malformed.span.range()).is_some_and(|bad| !bad.is_empty()), "{text:?}");
        assert!(malformed.fix.as_ref().is_none_or(|(span, _)| text.get(span.range()).is_some()), "{text:?}");
    }
    prose_holds(text, &m);
}

fn prose_holds(text: &str, m: &Manuscript) {
    let prose = &m.prose;
    for &(at, cluster) in &prose.anchors {
        assert!(prose.text[at as usize..].starts_with(ANCHOR) && (cluster as usize) < m.clusters.len(), "{text:?}");
    }
    for (place, piece) in prose.pieces.iter().enumerate() {
        let end = prose.pieces.get(place + 1).map_or(prose.text.len(), |next| next.out as usize);
        let written = &prose.text[piece.out as usize..end];
        let source = text.get(piece.source.range());
        assert!(source.is_some(), "{text:?} {piece:?}");
        let anchored = written.starts_with(ANCHOR);
        assert!(
            anchored || source.is_some_and(|source| source.len() != written.len() || source == written),
            "{text:?}"
        );
    }
    assert!(prose.pieces.is_sorted_by_key(|piece| (piece.source.start, piece.source.end)), "{text:?}");
    for span in &prose.emphasis {
        assert!(prose.text.get(span.range()).is_some(), "{text:?}");
    }
    let prose_bytes: usize = m.regions.iter().filter(|r| r.kind == RegionKind::Prose).map(|r| r.span.len()).sum();
    assert!(prose_bytes <= text.len());
}

#[test]
fn deep_and_long_nests_end() {
    let parts = [
        "[",
        "[@a",
        "[@a;",
        "@{",
        "`",
        "$a ",
        "<a b='",
        "<!-- -->",
        "<pre></pre>",
        "*a ",
        "[a](",
        "\\a{",
        "> ",
        "- ",
        "```\n",
        "|a",
        "---\na: b\n\n",
        "^[",
        "{cite}`",
        "[^1]: ",
        "(@a)\n",
        "[x]: y\n",
        "{#a",
        "@a[",
        "\\begin{a}\\end{a}",
    ];
    for part in parts {
        for head in ["", "---\nx: "] {
            parse(&format!("{head}{}", part.repeat(30_000 / part.len())));
        }
    }
    for part in ["[", "{", "- ", "? ", "a: ", "&a [", "!a ", "a: [\n"] {
        let text = format!("---\nbibliography: x.bib\ny: {}\n---\n@a", part.repeat(10_000));
        let m = parse(&text);
        assert_eq!((cites(&m).as_str(), m.bibliographies.len()), ("a", 1), "{part:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_keeps_the_promises(text in "\\PC{0,80}") {
        hold(&text);
    }

    #[test]
    fn text_made_of_marks_keeps_the_promises(parts in proptest::collection::vec(proptest::sample::select(vec![
        "@a", "@é", "-@b", "[", "]", ";", ", ", " ", "\n", "\n\n", "> ", "- ", "    ", "\t", "`", "```\n", "$", "$$", "*", "_",
        "<", ">", "<!--", "-->", "(", ")", "{", "}", "{#x}", "^[", "![", "\\", "\\@", "\\b", "&eacute;", "|", "|---|\n",
        "---\n", "a: b\n", "# ", "=", "(@x) ", "[^1]", ":", "\"", "“", "”", "\r\n", "\r", "中", "\u{308}", "{cite}", "word",
        "{{< include x >}}", "@{", "~~~\n", "nocite: ", "...\n", "\u{FFFC}", "1. ", "<!-- siglum-x -->",
    ]), 0..40)) {
        hold(&parts.concat());
    }
}
