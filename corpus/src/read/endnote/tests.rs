//! EndNote's tagged files and Refer's.

use super::{ENDNOTE, sniff};
use crate::read::reader_for;
use crate::read::testing::{read_everywhere, records, says};
use crate::record::Record;
use proptest::prelude::*;

const EN: &str = "This article presents a qualitative case study of co-production between volunteers and professionals in the legally regulated justice services.";
const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction faisant intervenir des bénévoles et des professionnels.";

fn all(text: &str) -> Vec<Record> {
    records(&ENDNOTE, text)
}

#[test]
fn everything_of_a_bilingual_article_arrives() {
    let text = format!(
        "%0 Journal Article\r\n%A Tuurnas, Sanna\r\n%A OCDE,\r\n%E Doe, Jane\r\n%T L'impact de la coproduction\r\n%Q The impact of co-production\r\n\
         %J Revue internationale\r\n%V 82\r\n%N 1\r\n%P 143-160\r\n%D 2016\r\n%8 12 mars 2016\r\n%@ 0303-965X\r\n%R 10.3917/x\r\n%G fr\r\n%K coproduction\r\n\
         imputabilité\r\n%X Résumé : {FR}\r\n\r\nAbstract: {EN}\r\n%F tuurnas2016\r\n%U https://a.org/b\r\n%# kept\r\n\r\n%0 Book\r\n%T Alone\r\n%B Series\r\n"
    );
    let records = all(&text);
    assert_eq!(records.len(), 2);
    says(
        &records[0],
        &[
            "article-journal tuurnas2016",
            "title [fr] L'impact de la coproduction",
            "title [en Translated] The impact of co-production",
            "Author %A: Sanna Tuurnas",
            "Author %A literal: OCDE",
            "Editor %E: Jane Doe",
            "in [fr] Revue internationale",
            "issued 2016 Some(3) Some(12) \"12 mars 2016\"",
            "volume: 82",
            "issue: 1",
            "page: 143-160",
            "ISSN: 0303-965X",
            "DOI: 10.3917/x",
            "URL: https://a.org/b",
            "keyword: coproduction",
            "keyword: imputabilité",
            &format!("abstract [fr said \"Résumé\"] {FR}"),
            &format!("abstract [en said \"Abstract\"] {EN}"),
            "+ %#: kept",
        ],
    );
    says(&records[1], &["book stem", "title [?] Alone", "collection-title: Series"]);
}

#[test]
fn refers_records_end_at_a_blank_line() {
    let text = "%A A. Author\n%T One\n%D 1980\n\n%A B. Author\n%T Two\n%J Journal\n\n\n";
    let titles: Vec<_> = all(text).iter().map(|record| record.titles[0].text.clone()).collect();
    assert_eq!(titles, ["One", "Two"]);
    assert!(sniff(text));
    assert_eq!(reader_for("enw", "").map(|reader| reader.name), Some("endnote"));
    assert_eq!(reader_for("txt", text).map(|reader| reader.name), Some("endnote"));
    for text in ["", "% a comment\n\\documentclass{article}\n", "%PDF-1.4\n%T x", "%%\n", "%0 Book"] {
        assert!(!sniff(text), "{text}");
    }
    says(&all("%0 Edited Book\n%A Doe, Jane\n%T T")[0], &["Editor %A: Jane Doe"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_soundly(text in "(\\PC|\n|\n\n|\r\n|%0 |%A |%T |%X |%D |%@ |%K |%U |<i>|&amp;|é){0,60}") {
        read_everywhere(&ENDNOTE, &format!("%0 Book\n{text}"));
    }
}
