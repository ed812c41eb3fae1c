//! RIS in its dialects, records that are broken or not closed, and the invariant of provenance on any text.

use super::{RIS, sniff};
use crate::read::reader_for;
use crate::read::testing::{read_everywhere, records, says, shown};
use crate::record::Record;
use proptest::prelude::*;

const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction faisant intervenir des bénévoles et des professionnels.";
const EN: &str = "This article presents a qualitative case study of co-production between volunteers and professionals in the legally regulated justice services.";

fn all(text: &str) -> Vec<Record> {
    records(&RIS, text)
}

fn one(text: &str) -> Record {
    let mut records = all(text);
    assert_eq!(records.len(), 1, "{records:#?}");
    records.remove(0)
}

#[test]
fn everything_of_a_bilingual_article_arrives() {
    let text = format!(
        "TY  - JOUR\r\nTI  - L'impact de la <i>coproduction</i> &amp; l'imputabilité\r\nTT  - The impact of co-production on accountability\r\n\
         AU  - Tuurnas, Sanna\r\nAU  - van der Berg, Jan, Jr.\r\nA2  - Stenvall, Jari\r\nAU  - OCDE,\r\nTA  - Туурнас, Санна\r\nT2  - Revue internationale\r\n\
         JA  - RISA\r\nPY  - 2016\r\nDA  - 2016/03/12/\r\nVL  - 82\r\nIS  - 1\r\nSP  - 143\r\nEP  - 160\r\nSN  - 0303-965X\r\n\
         DO  - https://doi.org/10.3917/risa.821.0143\r\nUR  - https://example.org/a?b=1&c=2\r\nLA  - fr\r\nKW  - coproduction\r\n\
         KW  - imputabilité; justice\r\nN1  - Note\r\nAB  - Résumé : {FR} Source : Éditeur (via Cairn.info)\r\nAB  - Abstract: {EN}\r\n\
         N2  - {FR}\r\nC1  - kept\r\nZZ  - unheard of\r\nID  - tuurnas2016\r\nER  - \r\n"
    );
    let record = one(&text);
    says(
        &record,
        &[
            "article-journal tuurnas2016",
            "title [fr] L'impact de la coproduction & l'imputabilité",
            "title [en Translated] The impact of co-production on accountability",
            "Author AU: Sanna Tuurnas",
            "Author AU: van der Jan van der Berg Jr.",
            "Editor A2: Jari Stenvall",
            "Author AU literal: OCDE",
            "Other TA: Санна Туурнас",
            "in [fr] Revue internationale",
            "in [fr Short] RISA",
            "issued 2016 Some(3) Some(12) \"2016/03/12\"",
            "volume: 82",
            "issue: 1",
            "ISSN: 0303-965X",
            "DOI: 10.3917/risa.821.0143",
            "URL: https://example.org/a?b=1&c=2",
            "note: Note",
            "page: 143-160",
            "keyword: coproduction",
            "keyword: imputabilité",
            "keyword: justice",
            "language: fr",
            &format!("abstract [fr said \"Résumé\"] {FR} Source : Éditeur (via Cairn.info)"),
            &format!("abstract [en said \"Abstract\"] {EN}"),
            &format!("abstract [fr] {FR}"),
            "+ C1: kept",
            "+ ZZ: unheard of",
        ],
    );
    assert_eq!(record.abstracts[0].shown(), FR);
    assert_eq!(record.span.of(&text), text.trim_end_matches("\r\n"));
}

#[test]
fn lines_without_a_tag_go_on_with_the_value() {
    let wrapped = one(
        "TY  - JOUR\nTI  - A title that goes\n      on here\nAB  - One line of an abstract that a program wrapped at so many columns, as\nsome do, and which goes on in the next line of the file, as here, until it\nends.\nER  - ",
    );
    says(
        &wrapped,
        &[
            "title [en] A title that goes on here",
            "abstract [en] One line of an abstract that a program wrapped at so many columns, as some do, and which goes on in the next line of the file, as here, until it ends.",
        ],
    );
    let paragraphs = one(&format!("TY  - JOUR\nAB  - Résumé\n{FR}\n\nAbstract\n{EN}\nER  - \n"));
    says(
        &paragraphs,
        &[&format!("abstract [fr said \"Résumé\"] {FR}"), &format!("abstract [en said \"Abstract\"] {EN}")],
    );
    let long = format!("{EN} {EN}");
    says(&one(&format!("TY  - JOUR\nAB  - {EN}\n{long}\nER  -")), &[&format!("abstract [en] {EN} ¶ {long}")]);
}

#[test]
fn records_end_where_the_next_begins() {
    let keys = |text: &str| all(text).iter().map(|record| record.key.value.clone()).collect::<Vec<_>>().join(" ");
    for text in [
        "TY  - JOUR\nID  - a\nER  - \n\nTY  - BOOK\nID  - b\nER  - \n",
        "TY  - JOUR\nID  - a\n\nTY  - BOOK\nID  - b\n",
        "TY  - JOUR\rID  - a\rER  -\rTY  - BOOK\rID  - b",
        "TY - JOUR\nID - a\nER -\nTY -BOOK\nID-b\nER",
        "  TY  -\tJOUR\n  ID  - a\n  ER  - \n\u{feff}TY  - BOOK\nID  - b\n",
        "Provider: Somebody\nContent:text/plain; charset=\"UTF-8\"\n\nTY  - JOUR\nID  - a\nER  - \nTY  - BOOK\nID  - b\nER  - \n",
        "ID  - a\nTI  - No type\nER  - \nTY  - BOOK\nTY  - CHAP\nID  - b\nER  - dsfd\n",
    ] {
        assert_eq!(keys(text), "a b", "{text}");
    }
    assert_eq!(keys("ER  - \nER  - \n"), "");
    // A word before a dash is no tag.
    says(
        &one("TY  - JOUR\nAB  - First\nEU - the union\nII - the second\nER  - "),
        &["abstract [en] First EU - the union II - the second"],
    );
}

#[test]
fn types_and_roles_follow_the_format() {
    for (text, lines) in [
        (
            "TY  - BOOK\nBT  - Title\nT2  - Series\nSN  - 978-3-86490-311-3 (print)\nSN  - 316769533X; 3-16-148410-0",
            &[
                "book stem",
                "title [?] Title",
                "collection-title: Series",
                "ISBN: 978-3-86490-311-3",
                "ISBN: 316769533X",
                "ISBN: 3-16-148410-0",
            ][..],
        ),
        (
            "TY  - CHAP\nTI  - Part\nBT  - Whole\nA4  - Doe, Jane\nSP  - 1-22",
            &["chapter doe", "title [?] Part", "Translator A4: Jane Doe", "in [?] Whole", "page: 1-22"],
        ),
        (
            "TY  - thes\nTI  - T\nAU  - Tuurnas S\nPY  - 1998///Sep-Oct\nM3  - doi: 10.1/x",
            &[
                "thesis tuurnas1998",
                "Author AU: S Tuurnas",
                "issued 1998 Some(9) None \"1998///Sep-Oct\"",
                "DOI: 10.1/x",
            ],
        ),
        (
            "TY  - NEWFANGLED\nTI  - T\nY1  - mars 2016\nUR  - https://doi.org/10.1/x; https://a.org/\nUR  - b",
            &[
                "document t2016",
                "issued 2016 Some(3) None \"mars 2016\"",
                "DOI: 10.1/x",
                "URL: https://doi.org/10.1/x",
                "URL: https://a.org/",
                "URL: b",
            ],
        ),
        (
            "TY  - JOUR\nTI  - T\nN1  - Summary: A second text.\nN1  - A note",
            &["article-journal stem", "note: A note", "abstract [en said \"Summary\"] A second text."],
        ),
        ("TY  - RPRT\nTI  - T\nPY  - n. d.\nM1  - 7\nEP  - 5", &["report stem", "number: 7", "+ PY: n. d.", "+ EP: 5"]),
    ] {
        says(&one(text), lines);
    }
}

#[test]
fn the_look_of_a_file_decides() {
    for text in [
        "TY  - JOUR\nTI  - x",
        "\u{feff}\r\nTY  - JOUR\r\nAU  - x",
        "Header: y\n\nTY  - BOOK\nER  - \nTY  - BOOK\nAU  - x",
    ] {
        assert!(sniff(text), "{text}");
        assert_eq!(reader_for("txt", text).map(|reader| reader.name), Some("ris"));
    }
    for text in ["", "TY  - JOUR", "AU  - x\nTY  - JOUR", "Titre | x\nAuteur | y", "PMID- 1\nTI  - x", "TY said - no"] {
        assert!(!sniff(text), "{text}");
    }
}

#[test]
fn hostile_files_are_read_in_time() {
    for piece in ["TY  - JOUR\n", "AB  - x\n", "KW  - a;b;\n", "x\n", "\r", "ER  - \n", "SN  - 1;", "AU  - a;"] {
        let text = format!("TY  - JOUR\nTI  - x\n{}", piece.repeat(10_000));
        assert!(!(RIS.read)(&text, &crate::read::Origin::default()).records.is_empty(), "{piece}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_soundly(text in "(\\PC|\n|\r\n|TY  - |ER  - |AB  - |TI  - |AU  - |PY  - |SN  - |KW  - |UR  - |<i>|&amp;|; |, |/|10\\.1/x|http://|Résumé|é){0,60}") {
        read_everywhere(&RIS, &format!("TY  - JOUR\n{text}"));
    }

    #[test]
    fn every_word_of_a_record_arrives(tags in proptest::collection::vec("[A-Z][A-Z0-9]", 1..20)) {
        let tags: Vec<_> = tags.into_iter().filter(|tag| !matches!(tag.as_str(), "TY" | "ER")).collect();
        let lines: String = (0..).zip(&tags).map(|(n, tag)| format!("{tag}  - wort{n}wort\n")).collect();
        let record = one(&format!("TY  - JOUR\n{lines}ER  - \n"));
        let shown = shown(&record);
        for (n, tag) in tags.iter().enumerate() {
            let word = format!("wort{n}wort");
            prop_assert!(shown.contains(&word), "{} {}\n{}", tag, word, shown);
        }
    }
}
