//! EndNote's XML: styles, breaks, translated titles, and files that are broken.

use super::ENDNOTE_XML;
use crate::read::reader_for;
use crate::read::testing::{read_everywhere, records, says};
use crate::record::Record;
use proptest::prelude::*;

const FILE: &str = r#"<?xml version="1.0" encoding="UTF-8" ?><xml><records><record><database name="My.enl" path="/x">My.enl</database>
<source-app name="EndNote" version="20.0">EndNote</source-app><rec-number>12</rec-number><foreign-keys><key app="EN" db-id="a">12</key></foreign-keys>
<ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal" font="default" size="100%">Tuurnas, Sanna</style></author>
<author>OCDE,</author></authors><secondary-authors><author>Doe, Jane</author></secondary-authors><translated-authors><author>Туурнас, Санна</author></translated-authors></contributors>
<titles><title><style face="normal">L'impact de la </style><style face="italic">coproduction</style></title><secondary-title>Revue internationale</secondary-title>
<translated-title>The impact of co-production</translated-title><short-title>L'impact</short-title></titles><periodical><full-title>Revue internationale</full-title><abbr-1>RISA</abbr-1></periodical>
<pages>143-160</pages><volume>82</volume><number>1</number><keywords><keyword>coproduction</keyword><keyword></keyword></keywords>
<dates><year>2016</year><pub-dates><date>mars</date></pub-dates></dates><isbn>0303-965X</isbn><electronic-resource-num>doi:10.3917/x</electronic-resource-num>
<abstract><style face="normal">Résumé&#xD;Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.&#xD;&#xD;Abstract&#xD;This article presents a qualitative case study of co-production between volunteers and professionals.</style></abstract>
<notes>A note</notes><research-notes>Resumen: Este artículo presenta un estudio de caso cualitativo de la coproducción entre voluntarios y profesionales.</research-notes>
<urls><related-urls><url>https://a.org/b?c=1&amp;d=2</url></related-urls></urls><label>tuurnas2016</label><language>fre</language><custom1>kept</custom1><custom2>PMC12</custom2></record>
<record><ref-type name="Book">6</ref-type><titles><title>Alone</title><secondary-title>Series</secondary-title></titles><isbn>9781860163593</isbn></record></records></xml>
"#;

fn all(text: &str) -> Vec<Record> {
    records(&ENDNOTE_XML, text)
}

#[test]
fn everything_of_a_bilingual_article_arrives() {
    let records = all(FILE);
    assert_eq!(records.len(), 2);
    says(
        &records[0],
        &[
            "article-journal tuurnas2016",
            "title [fr] L'impact de la coproduction",
            "title [en Translated] The impact of co-production",
            "title [fr Short] L'impact",
            "Author authors: Sanna Tuurnas",
            "Author authors literal: OCDE",
            "Editor secondary-authors: Jane Doe",
            "Other translated-authors: Санна Туурнас",
            "in [fr] Revue internationale",
            "in [fr Short] RISA",
            "issued 2016 Some(3) None \"mars 2016\"",
            "page: 143-160",
            "volume: 82",
            "issue: 1",
            "ISSN: 0303-965X",
            "DOI: 10.3917/x",
            "note: A note",
            "URL: https://a.org/b?c=1&d=2",
            "PMCID: PMC12",
            "keyword: coproduction",
            "language: fre",
            "abstract [fr said \"Résumé\"] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.",
            "abstract [en said \"Abstract\"] This article presents a qualitative case study of co-production between volunteers and professionals.",
            "abstract [es said \"Resumen\"] Este artículo presenta un estudio de caso cualitativo de la coproducción entre voluntarios y profesionales.",
            "+ database: My.enl",
            "+ custom1: kept",
        ],
    );
    says(&records[1], &["book stem", "title [?] Alone", "collection-title: Series", "ISBN: 9781860163593"]);
    assert_eq!(reader_for("xml", FILE).map(|reader| reader.name), Some("endnote-xml"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_file_is_read_soundly(at in 0..FILE.len(), cut in 0..60usize, put in "(<|>|\"|&|é|</record>|<abstract>|<!--|)") {
        let mut damaged = FILE.to_owned();
        let start = damaged.floor_char_boundary(at);
        let end = damaged.floor_char_boundary((at + cut).min(damaged.len())).max(start);
        damaged.replace_range(start..end, &put);
        read_everywhere(&ENDNOTE_XML, &damaged);
    }
}
