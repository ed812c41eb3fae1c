//! Tests of notebooks: cells, places, escapes, and what manuscript.rs promises.

use super::parse;
use crate::manuscript::testing::{hold, words as cites};
use serde_json::{Value, json};

/// A notebook of these cells, written as Jupyter writes it.
fn notebook(cells: &[(&str, &str)]) -> String {
    let lines = |source: &str| source.split_inclusive('\n').map(Value::from).collect::<Vec<_>>();
    let cells: Vec<_> = cells
        .iter()
        .map(|(kind, source)| json!({ "cell_type": kind, "metadata": {}, "source": lines(source) }))
        .collect();
    serde_json::to_string_pretty(&json!({ "cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }))
        .unwrap_or_default()
}

#[test]
fn markdown_cells_cite_and_others_do_not() {
    let text = notebook(&[
        ("raw", "---\nbibliography: refs.bib\nlang: fr\n---\n@no\n"),
        ("markdown", "# Title\n\nSee [@a, p. 3;\n@b] and \"@c\"\tx.\n"),
        ("code", "@decorator\ndef f(): pass\n"),
        ("markdown", "By <cite data-cite=\"d,e\">them</cite> and @Été2010.\n"),
        ("raw", "@no\n"),
    ]);
    let m = parse(&text);
    assert_eq!(cites(&m), "[a] [b]|c|[d] [e]|Été2010");
    assert_eq!(m.bibliographies[0].span.of(&text), "refs.bib");
    assert_eq!(m.lang.as_ref().map(siglum_corpus::Lang::primary), Some("fr"));
    let keys: Vec<_> = m.citations.iter().map(|one| one.key_span.of(&text)).collect();
    assert_eq!(keys, ["a", "b", "c", "d", "e", "Été2010"]);
    assert_eq!(m.citations[0].locator.map(|span| span.of(&text)), Some("p. 3"));
    assert_eq!(m.headings.iter().map(|(level, span)| (*level, span.of(&text))).collect::<Vec<_>>(), [(1, "Title")]);
    assert!(m.prose.text.contains("See \u{FFFC} and \"\u{FFFC}\"\tx."), "{:?}", m.prose.text);
    hold(&text, &parse(&text));
}

#[test]
fn escapes_keep_their_places() {
    let text =
        r#"{"cells": [{"cell_type": "markdown", "source": "Turn\u00e9s [@M\u00fcller]: \u201cLe titre\u201d\n\nx"}]}"#;
    let m = parse(text);
    assert_eq!((m.citations[0].key.as_str(), m.citations[0].key_span.of(text)), ("Müller", "M\\u00fcller"));
    assert_eq!(m.prose.text, "Turnés \u{FFFC}: “Le titre”\n\nx\n\n");
    let name = m.prose.source(siglum_corpus::Span::new(0, "Turnés".len()));
    assert_eq!(name.of(text), "Turn\\u00e9s");
    let title = m.prose.emphasis[0];
    assert_eq!((title.of(&m.prose.text), m.prose.source(title).of(text)), ("Le titre", "Le titre"));
}

#[test]
fn what_is_put_into_a_notebook_is_written_as_json() {
    let m = parse("{}");
    assert_eq!(m.written("a \"b\" \\c\nd é"), "a \\\"b\\\" \\\\c\\nd é");
    assert_eq!(super::super::Manuscript::default().written("a \"b\""), "a \"b\"");
}

#[test]
fn deep_and_long_nests_end() {
    for part in ["[", "{\"cells\":", "{\"a\":[", "\"", "\\", "{\"cells\":[{\"source\":[\"", "\"\\u"] {
        parse(&part.repeat(60_000 / part.len()));
    }
    let long = notebook(&[("markdown", &"[@a; @b] “c” *d*\n".repeat(5_000))]);
    assert_eq!(parse(&long).citations.len(), 10_000);
}

proptest::proptest! {
    #[test]
    fn any_cell_keeps_the_promises(cells in proptest::collection::vec("\\PC{0,40}", 0..4)) {
        let cells: Vec<_> = cells.iter().map(|cell| ("markdown", cell.as_str())).collect();
        let text = notebook(&cells);
        hold(&text, &parse(&text));
    }

    #[test]
    fn cells_made_of_marks_keep_the_promises(parts in proptest::collection::vec(proptest::sample::select(vec![
        "@a", "[", "]", ";", "\n", "\n\n", "\"", "“", "”", "\\", "é", "😀", "*", "`", "<!-- siglum-x -->", "# ", "\t", "\r\n", "|", "---\n",
        "<cite data-cite='k'>", "{cite}`a`", "&eacute;", "word ",
    ]), 0..30)) {
        let source = parts.concat();
        let text = notebook(&[("markdown", &source), ("raw", &source), ("markdown", &source)]);
        hold(&text, &parse(&text));
    }

    #[test]
    fn any_text_keeps_the_promises(parts in proptest::collection::vec(proptest::sample::select(vec![
        "{\"cells\":[", "{", "}", "[", "]", "\"", ",", ":", "\"cell_type\":\"markdown\"", "\"source\":", "\"@a\"", "\"[@a;\\n", "\\u00e9",
        "\\ud83d", "\\", "é", "\n", "\"source\":[\"@b\\n\",", "x",
    ]), 0..30)) {
        let text = parts.concat();
        let m = parse(&text);
        for citation in &m.citations {
            assert!(text.get(citation.key_span.range()).is_some(), "{text:?}");
        }
        let mut at = 0;
        for region in &m.regions {
            assert!(region.span.start == at && text.is_char_boundary(region.span.end as usize), "{text:?}");
            at = region.span.end;
        }
        assert_eq!(at as usize, text.len(), "{text:?}");
    }
}
