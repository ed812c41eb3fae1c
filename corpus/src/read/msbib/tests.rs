//! Word's bibliographies: people by role, dates in parts, numbers in one field.

use super::MSBIB;
use crate::read::reader_for;
use crate::read::testing::{read_everywhere, says};

const FILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography" SelectedStyle="\APA.XSL">
<b:Source><b:Tag>Tuu16</b:Tag><b:SourceType>JournalArticle</b:SourceType><b:Guid>{BD52}</b:Guid><b:LCID>1036</b:LCID>
<b:Author><b:Author><b:NameList><b:Person><b:Last>Tuurnas</b:Last><b:First>Sanna</b:First><b:Middle>M.</b:Middle></b:Person>
<b:Person><b:Last>van der Berg</b:Last><b:First>Jan</b:First></b:Person></b:NameList></b:Author>
<b:Editor><b:Corporate>Ministère de la Justice &amp; Cie</b:Corporate></b:Editor>
<b:Translator><b:NameList><b:Person><b:Last> </b:Last><b:First>Voltaire</b:First></b:Person></b:NameList></b:Translator></b:Author>
<b:Title>L'impact de la coproduction</b:Title><b:ShortTitle>L'impact</b:ShortTitle><b:JournalName>Revue internationale</b:JournalName>
<b:Year>2016</b:Year><b:Month>mars</b:Month><b:Day>12</b:Day><b:YearAccessed>2018</b:YearAccessed><b:MonthAccessed>07</b:MonthAccessed><b:DayAccessed>1</b:DayAccessed>
<b:City>Paris</b:City><b:CountryRegion>France</b:CountryRegion><b:Pages>143-160</b:Pages><b:Volume>82</b:Volume><b:Issue>1</b:Issue>
<b:StandardNumber> ISSN: 0303-965X DOI: 10.1177/0020852314566006</b:StandardNumber>
<b:BIBTEX_Abstract>Résumé : Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.&#10;&#10;Abstract: This article presents a qualitative case study of co-production between volunteers and professionals.</b:BIBTEX_Abstract>
<b:BIBTEX_KeyWords>coproduction; imputabilité</b:BIBTEX_KeyWords></b:Source>
<b:Source><b:SourceType>Patent</b:SourceType><b:Author><b:Inventor><b:NameList><b:Person><b:Last>Lincoln</b:Last><b:First>A.</b:First></b:Person></b:NameList></b:Inventor></b:Author>
<b:Title>Buoying Vessels</b:Title><b:Year>in press</b:Year><b:PatentNumber>6469</b:PatentNumber><b:StandardNumber>LCCN 7-1</b:StandardNumber><b:LCID>en-US</b:LCID></b:Source>
</b:Sources>
"#;

#[test]
fn everything_of_a_source_arrives() {
    let reading = read_everywhere(&MSBIB, FILE);
    assert_eq!(reading.problems, []);
    let [article, patent] = &reading.records[..] else { panic!("two records") };
    says(
        article,
        &[
            "article-journal Tuu16",
            "title [fr] L'impact de la coproduction",
            "title [fr Short] L'impact",
            "Author Author: Sanna M. Tuurnas",
            "Author Author: van der Jan van der Berg",
            "Editor Editor literal: Ministère de la Justice & Cie",
            "Translator Translator literal: Voltaire",
            "in [fr] Revue internationale",
            "issued 2016 Some(3) Some(12) \"12 mars 2016\"",
            "accessed: 2018 07 1",
            "publisher-place: Paris",
            "page: 143-160",
            "volume: 82",
            "issue: 1",
            "ISSN: 0303-965X",
            "DOI: 10.1177/0020852314566006",
            "keyword: coproduction",
            "keyword: imputabilité",
            "language: 1036",
            "abstract [fr said \"Résumé\"] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.",
            "abstract [en said \"Abstract\"] This article presents a qualitative case study of co-production between volunteers and professionals.",
            "+ b:Guid: {BD52}",
            "+ b:CountryRegion: France",
        ],
    );
    says(
        patent,
        &[
            "patent lincoln",
            "title [en-US] Buoying Vessels",
            "Author Inventor: A. Lincoln",
            "number: 6469",
            "language: en-US",
            "+ b:Year: in press",
            "+ b:StandardNumber: LCCN 7-1",
        ],
    );
}

#[test]
fn only_sources_of_word_are_its_bibliography() {
    assert_eq!(reader_for("xml", FILE).map(|reader| reader.name), Some("msbib"));
    assert!(!(MSBIB.sniff)("<Sources><Source>src/main.c</Source></Sources>"));
    assert!((MSBIB.sniff)(
        "<Sources xmlns=\"http://schemas.microsoft.com/office/word/2004/10/bibliography\"><Source/></Sources>"
    ));
}

#[test]
fn a_source_that_says_nothing_is_still_a_record() {
    let file = FILE.split("<b:Source>").next().expect("its beginning").to_owned();
    let reading =
        read_everywhere(&MSBIB, &format!("{file}<b:Source><b:Author/><b:LCID>0</b:LCID></b:Source></b:Sources>"));
    assert_eq!(reading.records.len(), 1);
    assert!(reading.records[0].languages.is_empty());
}
