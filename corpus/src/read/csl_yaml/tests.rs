//! CSL in YAML and in front matter: every layout, names and dates as older files have them, and broken items.

use super::{CSL_YAML, sniff};
use crate::read::testing::{read_everywhere, records, says};
use crate::read::{ProblemKind, reader_for};
use crate::record::Record;
use proptest::prelude::*;

const MANUSCRIPT: &str = r#"---
title: A manuscript with *references*
lang: fr
references:
- id: tuurnas2016
  type: article-journal
  title: L'impact de la coproduction
  title-short: "L\u2019impact"
  container-title: 'Revue ''internationale'''
  author:
  - family: Berg
    given: "Jan"
    non-dropping-particle: van der
  - literal: OCDE
  issued:
    date-parts:
    - - 2016
      - 3
  DOI: 10.3917/x
  keyword: coproduction, imputabilité
  language: fr
  abstract: >-
    Dans le présent article, nous présentons une étude de cas
    qualitative axée sur la coproduction.
  note: |
    Original Title: The impact
    PMID: 12
- {id: b, title: Flow, issued: {year: 1999, month: 2}}
- id: c
  title: Range
  issued:
  - year: 1998
  - year: 2001
...

# Heading

Text that cites @tuurnas2016: and

---
references:
- id: not-this-one
  title: x
---
"#;

fn all(text: &str) -> Vec<Record> {
    records(&CSL_YAML, text)
}

#[test]
fn front_matter_holds_records() {
    let records = all(MANUSCRIPT);
    assert_eq!(records.iter().map(|record| record.key.value.as_str()).collect::<Vec<_>>(), ["tuurnas2016", "b", "c"]);
    says(
        &records[0],
        &[
            "article-journal tuurnas2016",
            "title [fr] L'impact de la coproduction",
            "title [fr Short] L’impact",
            "title [fr Original] The impact",
            "Author author: van der Jan van der Berg",
            "Author author literal: OCDE",
            "in [fr] Revue 'internationale'",
        ],
    );
    says(
        &records[0],
        &[
            "DOI: 10.3917/x",
            "PMID: 12",
            "keyword: coproduction",
            "keyword: imputabilité",
            "language: fr",
            "abstract [fr] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.",
        ],
    );
    let date = |record: &Record| record.issued.as_ref().map(|date| (date.year, date.month, date.end_year));
    assert_eq!(
        records.iter().map(date).collect::<Vec<_>>(),
        [Some((2016, Some(3), None)), Some((1999, Some(2), None)), Some((1998, None, Some(2001)))]
    );
    assert!(
        records[0].span.of(MANUSCRIPT).starts_with("id: tuurnas2016")
            && records[0].span.of(MANUSCRIPT).ends_with("PMID: 12")
    );
}

#[test]
fn every_layout_is_read() {
    for text in [
        "references:\n- id: a\n  title: A\n- id: b\n  title: B\n",
        "---\nreferences:\n  - id: a\n    title: A\n  - id: b\n    title: B\n...\n",
        "- id: a\n  title: A\n- id: b\n  title: B\n",
        "references: [{id: a, title: A}, {id: b, title: B}]\n",
        "---\r\nnocite: '@*'\r\nreferences:\r\n- title: A\r\n  id: a\r\n- title: B\r\n  id: b\r\n---\r\n",
        "# comment\nreferences:\n- &x\n  id: a\n  title: A\n- id: b\n  title: B\n",
        "---\nreferences:\n- id: a\n  title: A\n---\nreferences:\n- id: b\n  title: B\n",
    ] {
        let keys: Vec<_> = all(text).into_iter().map(|record| record.key.value).collect();
        assert_eq!(keys, ["a", "b"], "{text}");
        assert!(sniff(text), "{text}");
        assert_eq!(reader_for("yaml", text).map(|reader| reader.name), Some("csl-yaml"));
    }
    for text in [
        "",
        "---\ntitle: x\n---\n\nreferences:\n",
        "title: x\n",
        "a:\n  type: Book\n  title: y\n",
        "- a\n- b\n",
        "* item\n",
    ] {
        assert!(!sniff(text), "{text}");
    }
}

#[test]
fn a_broken_item_hides_no_other() {
    let item =
        |key: &str, more: &str| format!("- id: {key}\n  type: book\n  title: Title of {key}\n{more}  publisher: P\n");
    for broken in [
        "  note: On a: b: c\n",
        "  author: [\"Doe, Jane\"\n",
        "  note: \"never closed\n",
        "\tnote: x\n",
        "  note: @at\n",
        "  note: *nothing\n",
    ] {
        for head in ["---\ntitle: T\nreferences:\n", "references:\n", ""] {
            let text = format!("{head}{}{}{}", item("a", ""), item("b", broken), item("c", ""));
            let reading = read_everywhere(&CSL_YAML, &text);
            let keys: Vec<_> = reading.records.iter().map(|record| record.key.value.as_str()).collect();
            assert_eq!(keys, ["a", "b", "c"], "{head}{broken} {:?}", reading.problems);
            assert!(!reading.problems.is_empty(), "{broken}");
            let whole = |record: &Record| record.title().is_some() && record.variable("publisher").is_some();
            assert!(reading.records.iter().all(whole), "{broken} {reading:#?}");
        }
    }
}

/// Found by fuzzing: the place of a record without a key ended within a letter.
#[test]
fn a_record_without_a_key_may_begin_with_any_letter() {
    let reading = read_everywhere(&CSL_YAML, "- id: a\n  title: A\n- été: 2016\n  title: B\n");
    assert_eq!(reading.problems.iter().filter(|problem| problem.kind == ProblemKind::MissingKey).count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_file_is_read_soundly(at in 0..MANUSCRIPT.len(), cut in 0..60usize, put in "(:|\"|'|\\[|- |\n|\t|&|\\*|é|\\||)") {
        let mut damaged = MANUSCRIPT.to_owned();
        let start = damaged.floor_char_boundary(at);
        let end = damaged.floor_char_boundary((at + cut).min(damaged.len())).max(start);
        damaged.replace_range(start..end, &put);
        read_everywhere(&CSL_YAML, &damaged);
    }
}
