//! Hayagriva: parents, formatted strings, people in parts, and files that are broken.

use super::{HAYAGRIVA, sniff};
use crate::read::testing::{read_everywhere, records, says};
use crate::read::{Origin, reader_for};
use crate::record::Record;
use proptest::prelude::*;

const FILE: &str = r#"# A bibliography
tuurnas2016:
    type: Article
    title:
        value: "L'impact de la \"coproduction\""
        translation: The impact of co-production
        short: L'impact
    author: ["Tuurnas, Sanna", 'van der Berg, Jan']
    editor:
        - name: "Mädje"
          given-name: "Laurenz"
          alias: "laurmaedje"
        - name: OCDE
    affiliated:
        - role: Translator
          names: ["Doe, Jane"]
    date: 2016-03-12
    page-range: 143-160
    language: fr-CA
    serial-number: { doi: 10.3917/risa.821.0143, arxiv: "2003.1" }
    url: { value: https://example.org/a, date: 2020-11-12 }
    unheard-of: [1, 2]
    abstract: |
        Dans le présent article, nous présentons une étude de cas
        qualitative axée sur la coproduction.

        This article presents a qualitative case study of the co-production
        between volunteers and professionals in the justice services.
    parent: &revue
        type: Periodical
        title: Revue internationale
        volume: 82
        issue: 1
        publisher: SAGE
        parent: { title: Une série }
book:
    title: Alone
    author: Rowling, J. K.
    parent: *revue
"#;

fn all(text: &str) -> Vec<Record> {
    records(&HAYAGRIVA, text)
}

#[test]
fn entries_and_their_parents_are_read() {
    let records = all(FILE);
    assert_eq!(records.len(), 2);
    says(
        &records[0],
        &[
            "article-journal tuurnas2016",
            "title [fr-CA] L'impact de la \"coproduction\"",
            "title [en Translated] The impact of co-production",
            "title [fr-CA Short] L'impact",
            "Author author: Sanna Tuurnas",
            "Author author: van der Jan van der Berg",
            "Editor editor: Laurenz Mädje",
            "Editor editor literal: OCDE",
            "Translator Translator: Jane Doe",
            "in [fr-CA] Revue internationale",
            "in [fr-CA Parallel] Une série",
            "issued 2016 Some(3) Some(12) \"2016-03-12\"",
            "page: 143-160",
            "DOI: 10.3917/risa.821.0143",
            "URL: https://example.org/a",
            "accessed: 2020-11-12",
            "volume: 82",
            "issue: 1",
            "publisher: SAGE",
            "language: fr-CA",
            "abstract [fr-CA] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.",
            "abstract [en] This article presents a qualitative case study of the co-production between volunteers and professionals in the justice services.",
            "+ alias: laurmaedje",
            "+ arxiv: 2003.1",
            "+ unheard-of: [1, 2]",
        ],
    );
    says(
        &records[1],
        &[
            "document book",
            "title [?] Alone",
            "Author author: J. K. Rowling",
            "in [?] Revue internationale",
            "volume: 82",
        ],
    );
    assert!(
        records[0].span.of(FILE).starts_with("tuurnas2016:")
            && records[0].span.of(FILE).ends_with("{ title: Une série }")
    );
    assert!(sniff(FILE));
    assert_eq!(reader_for("yml", FILE).map(|reader| reader.name), Some("hayagriva"));
}

#[test]
fn other_yaml_is_none() {
    for text in [
        "",
        "services:\n  web:\n    image: nginx\n",
        "title: A\nauthor: B\n",
        "references:\n- id: a\n  title: A\n",
        "jobs:\n  build:\n    type: docker\n    title: x\n",
        "on:\n  push:\n    branches: [main]\n",
    ] {
        assert!(!sniff(text), "{text}");
    }
}

#[test]
fn a_broken_entry_hides_no_other() {
    let entry = |key: &str, more: &str| format!("{key}:\n  type: Book\n  title: Title of {key}\n{more}  date: 1999\n");
    for broken in [
        "  note: On a: b: c\n",
        "  author: [\"Doe, Jane\"\n",
        "  note: \"never closed\n",
        "\tnote: x\n",
        "  note: @at\n",
        "  - x\n",
        " bad\n",
        "  note: *nothing\n",
    ] {
        let text = [entry("a", ""), entry("b", broken), entry("c", "")].concat();
        let reading = read_everywhere(&HAYAGRIVA, &text);
        let keys: Vec<_> = reading.records.iter().map(|record| record.key.value.as_str()).collect();
        assert_eq!(keys, ["a", "b", "c"], "{broken} {:?}", reading.problems);
        assert!(!reading.problems.is_empty(), "{broken}");
        assert!(
            reading.records.iter().all(|record| record.year() == Some(1999) && record.title().is_some()),
            "{broken} {reading:#?}"
        );
    }
}

#[test]
fn bombs_are_refused() {
    let lol: String =
        (1..30).map(|n| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 9].join(", "))).collect();
    let bomb = format!("l0: &l0 {{type: Book, title: lol}}\n{lol}");
    assert!(!(HAYAGRIVA.read)(&bomb, &Origin::default()).records.is_empty());
    for piece in ["- ", "[", "{a: ", "? ", "a:\n", "'", "\"", "&a ", "!t ", "x: |\n"] {
        let text = format!("a:\n  title: A\nb:\n  title: {}\nc:\n  title: C\n", piece.repeat(5_000));
        let keys: Vec<_> =
            (HAYAGRIVA.read)(&text, &Origin::default()).records.into_iter().map(|record| record.key.value).collect();
        assert!(keys.contains(&"a".to_owned()), "{piece} {keys:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_file_is_read_soundly(at in 0..FILE.len(), cut in 0..60usize, put in "(:|\"|'|\\[|- |\n|\t|&|\\*|é|\\||)") {
        let mut damaged = FILE.to_owned();
        let start = damaged.floor_char_boundary(at);
        let end = damaged.floor_char_boundary((at + cut).min(damaged.len())).max(start);
        damaged.replace_range(start..end, &put);
        read_everywhere(&HAYAGRIVA, &damaged);
    }
}

#[test]
fn a_key_is_what_its_quotes_mean() {
    let text = "\"a\\x41\\u00e9\\\"b\":\n  type: book\n  title: One\n'it''s':\n  type: book\n  title: Two\nc\\u0041:\n  type: book\n  title: Three\n";
    let reading = read_everywhere(&HAYAGRIVA, text);
    let keys: Vec<_> = reading.records.iter().map(|record| record.key.value.as_str()).collect();
    assert_eq!(keys, ["aA\u{e9}\"b", "it's", "c\\u0041"]);
    for record in &reading.records {
        let alone = read_everywhere(&HAYAGRIVA, record.span.of(text));
        assert_eq!(alone.records[0].key.value, record.key.value, "{:?}", record.span.of(text));
    }
    let named = read_everywhere(&HAYAGRIVA, "a:\n  type: book\n  \"t\\u0069tle\": One\n  \"\\x64ate\": 2001\n");
    says(&named.records[0], &["book a", "title [?] One", "issued 2001 None None \"2001\""]);
    // So are those of entries that are broken.
    let broken = read_everywhere(
        &HAYAGRIVA,
        "\"a\\x41\":\n  type: book\n  title: \"One\n  date: 2001\nb:\n  type: book\n  title: Two\n",
    );
    assert_eq!(broken.records[0].key.value, "aA");
}
