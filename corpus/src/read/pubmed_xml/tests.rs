//! PubMed's XML: titles and abstracts in two languages, kinds of abstracts, books, and files that are broken.

use super::PUBMED_XML;
use crate::read::testing::{read_everywhere, records, says};
use crate::read::{Origin, ProblemKind, reader_for};
use crate::record::Record;
use proptest::prelude::*;

const ARTICLE: &str = r#"<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2024//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_240101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">27000001</PMID>
<Article PubModel="Print"><Journal><ISSN IssnType="Print">0303-965X</ISSN><JournalIssue CitedMedium="Print"><Volume>82</Volume>
<Issue>1</Issue><PubDate><Year>2016</Year><Month>Mar</Month><Day>12</Day></PubDate></JournalIssue>
<Title>Revue internationale des sciences administratives</Title><ISOAbbreviation>Rev Int Sci Adm</ISOAbbreviation></Journal>
<ArticleTitle>[The impact of <i>co-production</i> on H<sub>2</sub>O].</ArticleTitle><Pagination><StartPage>143</StartPage><EndPage>160</EndPage></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.3917/risa.821.0143</ELocationID>
<Abstract><AbstractText Label="OBJECTIVE" NlmCategory="OBJECTIVE">This article presents a qualitative case study of co-production.</AbstractText>
<AbstractText Label="RESULTS">It is regulated by law &amp; works.</AbstractText><CopyrightInformation>&#xA9; 2016 IISA</CopyrightInformation></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Tuurnas</LastName><ForeName>Sanna</ForeName><Initials>S</Initials>
<Identifier Source="ORCID">0000-0001</Identifier><AffiliationInfo><Affiliation>Tampere</Affiliation></AffiliationInfo></Author>
<Author><LastName>van der Berg</LastName><Initials>J</Initials><Suffix>Jr</Suffix></Author>
<Author><CollectiveName>Groupe de travail</CollectiveName></Author></AuthorList><Language>fre</Language>
<PublicationTypeList><PublicationType UI="D004740">English Abstract</PublicationType><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList>
<VernacularTitle>L'impact de la coproduction.</VernacularTitle></Article>
<MedlineJournalInfo><Country>Belgium</Country><MedlineTA>Rev Int Sci Adm</MedlineTA></MedlineJournalInfo>
<MeshHeadingList><MeshHeading><DescriptorName UI="D1">Accountability</DescriptorName><QualifierName UI="Q1">ethics</QualifierName></MeshHeading></MeshHeadingList>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>Rev. 2017</RefSource><PMID>28000000</PMID></CommentsCorrections></CommentsCorrectionsList>
<OtherAbstract Type="Publisher" Language="fre"><AbstractText Label="OBJECTIF">Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction.</AbstractText>
<AbstractText Label="RÉSULTATS">Elle est réglée par la loi.</AbstractText></OtherAbstract>
<OtherAbstract Type="plain-language-summary" Language="eng"><AbstractText>People and services work together.</AbstractText></OtherAbstract>
<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Publisher: Abstract available from the publisher.</AbstractText></OtherAbstract>
<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">coproduction</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">27000001</ArticleId><ArticleId IdType="pmc">PMC1</ArticleId><ArticleId IdType="pii">X1</ArticleId></ArticleIdList></PubmedData></PubmedArticle>
</PubmedArticleSet>
"#;

fn all(text: &str) -> Vec<Record> {
    records(&PUBMED_XML, text)
}

#[test]
fn everything_of_a_bilingual_article_arrives() {
    let records = all(ARTICLE);
    assert_eq!(records.len(), 1);
    says(
        &records[0],
        &[
            "article-journal tuurnas2016",
            "title [en Translated] The impact of co-production on H2O",
            "title [fr] L'impact de la coproduction",
            "Author : Sanna Tuurnas",
            "Author : van der J van der Berg Jr",
            "Author  literal: Groupe de travail",
            "in [fr] Revue internationale des sciences administratives",
            "in [fr Short] Rev Int Sci Adm",
            "issued 2016 Some(3) Some(12) \"2016 Mar 12\"",
            "PMID: 27000001",
            "ISSN: 0303-965X",
            "volume: 82",
            "issue: 1",
            "page: 143-160",
            "DOI: 10.3917/risa.821.0143",
            "PMCID: PMC1",
            "keyword: Accountability",
            "keyword: coproduction",
            "language: fre",
            "abstract [en] OBJECTIVE: This article presents a qualitative case study of co-production. ¶ RESULTS: It is regulated by law & works.",
            "abstract [fr said \"fre\" Translated] OBJECTIF: Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction. ¶ RÉSULTATS: Elle est réglée par la loi.",
            "abstract [en said \"eng\" PlainLanguage] People and services work together.",
            "+ CopyrightInformation: © 2016 IISA",
            "+ Identifier: 0000-0001",
            "+ AffiliationInfo: Tampere",
            "+ PublicationType: English Abstract",
            "+ Country: Belgium",
            "+ QualifierName: ethics",
            "+ RetractionIn: Rev. 2017 28000000",
            "+ OtherAbstract: Publisher: Abstract available from the publisher.",
            "+ pii: X1",
        ],
    );
    assert!(
        records[0].span.of(ARTICLE).starts_with("<PubmedArticle>")
            && records[0].span.of(ARTICLE).ends_with("</PubmedArticle>")
    );
    assert_eq!(reader_for("xml", ARTICLE).map(|reader| reader.name), Some("pubmed-xml"));
}

#[test]
fn books_and_bare_citations_are_records() {
    let text = "<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>1</PMID><Book><Publisher><PublisherName>RCP</PublisherName>\
                <PublisherLocation>London</PublisherLocation></Publisher><BookTitle book='x'>A Guideline</BookTitle><PubDate><Year>2009</Year></PubDate>\
                <AuthorList Type='editors'><Author><LastName>Doe</LastName><ForeName>Jane</ForeName></Author></AuthorList><Isbn>9781860163593</Isbn></Book>\
                <ArticleTitle>Introduction</ArticleTitle><Language>eng</Language><Abstract><AbstractText>Short.</AbstractText></Abstract></BookDocument>\
                </PubmedBookArticle><MedlineCitation><PMID>2</PMID><Article><ArticleTitle>Alone</ArticleTitle><Journal><JournalIssue><PubDate>\
                <MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate></JournalIssue></Journal></Article></MedlineCitation></PubmedArticleSet>";
    let records = all(text);
    assert_eq!(records.len(), 2);
    says(
        &records[0],
        &[
            "chapter doe2009",
            "title [en] Introduction",
            "Editor editors: Jane Doe",
            "in [en] A Guideline",
            "issued 2009 None None \"2009\"",
            "publisher: RCP",
            "publisher-place: London",
            "ISBN: 9781860163593",
            "abstract [en] Short.",
        ],
    );
    says(
        &records[1],
        &["article-journal alone1998", "title [?] Alone", "issued 1998 Some(12) None to 1999 \"1998 Dec-1999 Jan\""],
    );
}

#[test]
fn a_broken_article_hides_no_other() {
    let article = |n: u8, inside: &str| {
        format!("<PubmedArticle><MedlineCitation><PMID>{n}</PMID>{inside}</MedlineCitation></PubmedArticle>")
    };
    let text = format!(
        "<PubmedArticleSet>{}<PubmedArticle><MedlineCitation><PMID>2</PMID><Article><ArticleTitle>p < 0.05 <b>{}</PubmedArticleSet>",
        article(1, ""),
        article(3, "<Article><Abstract><AbstractText>x</Abstract></Article>")
    );
    let reading = read_everywhere(&PUBMED_XML, &text);
    let ids: Vec<_> =
        reading.records.iter().filter_map(|record| record.variable("PMID")).map(|id| id.value.as_str()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    assert!(reading.problems.iter().any(|problem| problem.kind == ProblemKind::UnclosedEntry));
    assert_eq!(reading.records[1].titles[0].text, "p < 0.05");
    assert_eq!((PUBMED_XML.read)("<PubmedArticle>", &Origin::default()).records.len(), 1);
}

/// Found by mutation: a line end within a page is folded, so that the two pages are no range as they stand.
#[test]
fn pages_with_a_line_end_are_kept_apart() {
    let text = "<PubmedArticle><MedlineCitation><Article><Pagination><StartPage>14\n3</StartPage><EndPage>160</EndPage>\
                </Pagination></Article></MedlineCitation></PubmedArticle>";
    let record = all(text).remove(0);
    assert_eq!(record.variable("page").map(|page| page.value.as_str()), Some("14 3"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_file_is_read_soundly(at in 0..ARTICLE.len(), cut in 0..60usize, put in "(<|>|\"|&|é|</Article>|<Abstract>|<!--|)") {
        let mut damaged = ARTICLE.to_owned();
        let start = damaged.floor_char_boundary(at);
        let end = damaged.floor_char_boundary((at + cut).min(damaged.len())).max(start);
        damaged.replace_range(start..end, &put);
        read_everywhere(&PUBMED_XML, &damaged);
    }
}
