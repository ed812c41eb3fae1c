//! Zotero's RDF: journals that are pointed to, books around chapters, and files that are broken.

use super::ZOTERO_RDF;
use crate::read::reader_for;
use crate::read::testing::{read_everywhere, records, says};
use crate::record::Record;
use proptest::prelude::*;

const FILE: &str = r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
    <bib:Article rdf:about="#item_1">
        <z:itemType>journalArticle</z:itemType>
        <dcterms:isPartOf rdf:resource="urn:issn:0303-965X"/>
        <bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>van der Berg</foaf:surname><foaf:givenName>Jan</foaf:givenName></foaf:Person></rdf:li>
          <rdf:li><foaf:Person><foaf:surname>OCDE</foaf:surname></foaf:Person></rdf:li></rdf:Seq></bib:authors>
        <dc:subject><z:AutomaticTag><rdf:value>coproduction</rdf:value></z:AutomaticTag></dc:subject>
        <dc:title>L'impact de la coproduction &amp; l'imputabilité</dc:title>
        <dcterms:abstract>Résumé
Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.

Abstract
This article presents a qualitative case study of co-production between volunteers and professionals.</dcterms:abstract>
        <dc:date>2016-03-12</dc:date>
        <z:language>fr</z:language>
        <dc:identifier><dcterms:URI><rdf:value>https://a.org/b</rdf:value></dcterms:URI></dc:identifier>
        <bib:pages>143-160</bib:pages>
        <dc:description>Original Title: x</dc:description>
    </bib:Article>
    <bib:Journal rdf:about="urn:issn:0303-965X">
        <prism:volume>82</prism:volume>
        <dc:title>Revue internationale</dc:title>
        <dc:identifier>DOI 10.3917/x</dc:identifier>
        <prism:number>1</prism:number>
        <dcterms:alternative>RISA</dcterms:alternative>
        <dc:identifier>ISSN 0303-965X</dc:identifier>
    </bib:Journal>
    <bib:BookSection rdf:about="urn:isbn:978-1">
        <z:itemType>bookSection</z:itemType>
        <dcterms:isPartOf><bib:Book><dc:identifier>ISBN 978-1</dc:identifier><dc:title>The Book</dc:title></bib:Book></dcterms:isPartOf>
        <dc:publisher><foaf:Organization><foaf:name>SAGE</foaf:name></foaf:Organization></dc:publisher>
        <dc:title>The Chapter</dc:title>
    </bib:BookSection>
    <z:Attachment rdf:about="#item_3"><z:itemType>attachment</z:itemType></z:Attachment>
</rdf:RDF>
"##;

fn all(text: &str) -> Vec<Record> {
    records(&ZOTERO_RDF, text)
}

#[test]
fn items_are_read_with_what_they_stand_in() {
    let records = all(FILE);
    assert_eq!(records.len(), 2);
    says(
        &records[0],
        &[
            "article-journal berg2016",
            "title [fr] L'impact de la coproduction & l'imputabilité",
            "Author authors: van der Jan van der Berg",
            "Author authors literal: OCDE",
            "in [fr] Revue internationale",
            "in [fr Short] RISA",
            "issued 2016 Some(3) Some(12) \"2016-03-12\"",
            "volume: 82",
            "DOI: 10.3917/x",
            "issue: 1",
            "ISSN: 0303-965X",
            "URL: https://a.org/b",
            "page: 143-160",
            "note: Original Title: x",
            "keyword: coproduction",
            "abstract [fr said \"Résumé\"] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.",
            "abstract [en said \"Abstract\"] This article presents a qualitative case study of co-production between volunteers and professionals.",
        ],
    );
    says(&records[1], &["chapter stem", "title [?] The Chapter", "in [?] The Book", "ISBN: 978-1", "publisher: SAGE"]);
    assert_eq!(reader_for("rdf", FILE).map(|reader| reader.name), Some("zotero-rdf"));
    assert_eq!(reader_for("xml", FILE).map(|reader| reader.name), Some("zotero-rdf"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_file_is_read_soundly(at in 0..FILE.len(), cut in 0..60usize, put in "(<|>|\"|&|é|</bib:Article>|<!--|)") {
        let mut damaged = FILE.to_owned();
        let start = damaged.floor_char_boundary(at);
        let end = damaged.floor_char_boundary((at + cut).min(damaged.len())).max(start);
        damaged.replace_range(start..end, &put);
        read_everywhere(&ZOTERO_RDF, &damaged);
    }
}
