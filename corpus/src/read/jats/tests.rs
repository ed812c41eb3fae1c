//! JATS: articles in the dialects of those who write it, and damaged ones.

use super::JATS;
use crate::read::testing::{extras, languages, read_everywhere, says};
use crate::read::{ProblemKind, reader_for};
use crate::record::{LangFrom, Record, TextKind};

const FR: &str =
    "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.";
const EN: &str =
    "This article presents a qualitative case study of co-production between volunteers and professionals.";
const PT: &str =
    "Este artigo apresenta um estudo de caso qualitativo da coprodução entre voluntários e profissionais nos serviços.";

fn one(text: &str) -> Record {
    assert_eq!(reader_for("xml", text).map(|reader| reader.name), Some("jats"), "{text}");
    let mut reading = read_everywhere(&JATS, text);
    assert_eq!((reading.records.len(), reading.problems.as_slice()), (1, &[][..]));
    reading.records.remove(0)
}

fn article(attributes: &str, meta: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS//EN\" \"x.dtd\">\n<article xmlns:xlink=\"x\" {attributes}>\
        <front><journal-meta><journal-id>risa</journal-id><journal-title-group><journal-title>Revue internationale</journal-title>\
        <abbrev-journal-title>RISA</abbrev-journal-title></journal-title-group><issn pub-type=\"ppub\">0303-965X</issn>\
        <publisher><publisher-name>SAGE</publisher-name></publisher></journal-meta><article-meta>{meta}</article-meta></front>\
        <body><p>Not read.</p></body></article>"
    )
}

#[test]
fn an_article_is_kept_whole() {
    let record = one(&article(
        "article-type=\"research-article\" xml:lang=\"fr\"",
        &format!(
            "<article-id pub-id-type=\"doi\">10.1177/x</article-id><article-id pub-id-type=\"pmid\">12</article-id>\
            <article-id pub-id-type=\"publisher-id\">p1</article-id>\
            <title-group><article-title>L'impact de la <italic>coproduction</italic> sur CO<sub>2</sub><xref ref-type=\"fn\">*</xref>\
            <fn><p>A note.</p></fn></article-title><subtitle>Une étude</subtitle>\
            <trans-title-group xml:lang=\"en\"><trans-title>The impact &amp; more</trans-title><trans-subtitle>A study</trans-subtitle></trans-title-group>\
            <alt-title alt-title-type=\"running-head\">L'impact</alt-title></title-group>\
            <contrib-group><contrib contrib-type=\"author\"><contrib-id contrib-id-type=\"orcid\">0000-0001</contrib-id>\
            <name name-style=\"western\"><surname>Tuurnas</surname><given-names>Sanna</given-names><suffix>Jr</suffix></name><role>writing</role>\
            <xref ref-type=\"aff\" rid=\"a1\"><sup>1</sup></xref></contrib>\
            <contrib contrib-type=\"author\"><name-alternatives><name name-style=\"eastern\" xml:lang=\"ja\"><surname>山田</surname>\
            <given-names>太郎</given-names></name><name xml:lang=\"en\"><surname>Yamada</surname><given-names>Taro</given-names></name></name-alternatives></contrib>\
            <contrib contrib-type=\"author\"><collab>The Group<contrib-group><contrib><name><surname>Inner</surname></name></contrib></contrib-group></collab></contrib>\
            <contrib contrib-type=\"editor\"><string-name><given-names>Jan</given-names> <surname>van der Berg</surname></string-name></contrib>\
            <aff id=\"a1\">Tampere</aff></contrib-group>\
            <pub-date pub-type=\"epub\"><day>12</day><month>11</month><year>2015</year></pub-date>\
            <pub-date pub-type=\"collection\"><season>Jan-Mar</season><year>2016</year></pub-date>\
            <pub-date date-type=\"pub\"><month>mars</month><year>2016</year></pub-date>\
            <volume>82</volume><issue>1</issue><fpage>143</fpage><lpage>160</lpage><elocation-id>e7</elocation-id>\
            <permissions><license><license-p>CC BY</license-p></license></permissions>\
            <abstract><title>Résumé</title><sec><title>Objectif</title><p>{FR}</p></sec></abstract>\
            <abstract abstract-type=\"graphical\"><p>Une image de la coproduction.</p></abstract>\
            <abstract abstract-type=\"plain-language-summary\"><p>En bref : les bénévoles et les professionnels font cela ensemble.</p></abstract>\
            <trans-abstract xml:lang=\"en\"><title>Abstract</title><p>{EN}</p><p>Mind 1 &lt; 2.</p></trans-abstract>\
            <kwd-group xml:lang=\"fr\"><title>Mots-clés</title><kwd>coproduction</kwd><kwd>imputabilité</kwd></kwd-group>\
            <kwd-group xml:lang=\"en\"><kwd>accountability</kwd></kwd-group>\
            <related-article related-article-type=\"corrected-article\" xlink:href=\"10.1/y\"/>"
        ),
    ));
    says(
        &record,
        &[
            "article-journal tuurnas2016",
            "title [fr said \"fr\"] L'impact de la coproduction sur CO2",
            "title [fr said \"fr\" Subtitle] Une étude",
            "title [en said \"en\" Translated] The impact & more",
            "title [en said \"en\" Subtitle] A study",
            "title [fr said \"fr\" Short] L'impact",
            "Author author: Sanna Tuurnas Jr",
            "Author author: 太郎 山田",
            "Author author literal: The Group",
            "Editor editor: van der Jan van der Berg",
            "in [fr] Revue internationale",
            "issued 2016 Some(3) None \"2016 mars\"",
            "ISSN: 0303-965X",
            "publisher: SAGE",
            "DOI: 10.1177/x",
            "PMID: 12",
            "volume: 82",
            "issue: 1",
            "number: e7",
            "page: 143-160",
            "keyword: coproduction",
            "keyword: accountability",
            "language: fr",
            &format!("abstract [fr said \"fr\"] Objectif ¶ {FR}"),
            "abstract [fr said \"fr\" Graphical] Une image de la coproduction.",
            "abstract [fr said \"fr\" PlainLanguage] En bref : les bénévoles et les professionnels font cela ensemble.",
            &format!("abstract [en said \"en\" Translated] {EN} ¶ Mind 1 < 2."),
        ],
    );
    for label in ["contrib-id", "role", "aff", "permissions", "related-article", "article-id", "name", "pub-date"] {
        assert!(label == "pub-date" || extras(&record).contains(&label), "{label} in {:?}", extras(&record));
    }
}

#[test]
fn translations_in_sub_articles_are_the_articles() {
    let text = article(
        "xml:lang=\"en\"",
        &format!(
            "<title-group><article-title>The impact</article-title></title-group><abstract><p>{EN}</p></abstract>"
        ),
    );
    let translation = format!(
        "<sub-article article-type=\"translation\" xml:lang=\"pt\"><front-stub><title-group><article-title>O impacto</article-title></title-group>\
        <contrib-group><contrib><name><surname>Again</surname></name></contrib></contrib-group><article-id pub-id-type=\"doi\">10.1/pt</article-id>\
        <abstract><title>Resumo</title><p>{PT}</p></abstract><kwd-group><kwd>coprodução</kwd></kwd-group></front-stub></sub-article>\
        <sub-article article-type=\"reply\"><front-stub><title-group><article-title>Reply</article-title></title-group></front-stub></sub-article></article>"
    );
    let record = one(&text.replace("</article>", &translation));
    assert_eq!(languages(&record), ["en", "pt"]);
    says(
        &record,
        &["title [en said \"en\"] The impact", "title [pt said \"pt\" Translated] O impacto", "keyword: coprodução"],
    );
    assert_eq!((record.names.len(), record.titles.len()), (0, 2));
}

#[test]
fn a_declared_language_that_lies_is_not_believed() {
    // SciELO's files have French and English under one another's tags, and two languages in one abstract.
    let record = one(&article(
        "xml:lang=\"pt\"",
        &format!(
            "<title-group><article-title>T</article-title></title-group><abstract><p>{PT}</p></abstract>\
            <trans-abstract xml:lang=\"fr\"><title>Resumo</title><p>{EN}</p></trans-abstract><trans-abstract xml:lang=\"en\"><p>{EN} Bis.</p><p>Résumé</p><p>{FR}</p></trans-abstract>"
        ),
    ));
    assert_eq!(languages(&record), ["pt", "en", "en", "fr"]);
    assert_eq!(
        (record.abstracts[1].declared.as_deref(), record.abstracts[1].lang_from),
        (Some("fr"), LangFrom::Detected)
    );
    assert_eq!(record.abstracts[2].kind, TextKind::Translated);
}

#[test]
fn a_notice_of_retraction_says_what_it_retracts() {
    let notice = one(&article(
        "article-type=\"retraction\"",
        "<title-group><article-title>Retraction</article-title></title-group><related-article related-article-type=\"retracted-article\" ext-link-type=\"doi\" xlink:href=\"10.1/bad\"/>",
    ));
    assert_eq!(notice.variable("retracts").map(|text| text.value.as_str()), Some("10.1/bad"));
    let retracted =
        one(&article("", "<related-article related-article-type=\"retraction-forward\" xlink:href=\"10.1/n\"/>"));
    assert_eq!(retracted.variable("status").map(|text| text.value.as_str()), Some("retraction-forward"));
}

#[test]
fn a_formula_is_read_once() {
    let formula = "<inline-formula><alternatives><mml:math xmlns:mml=\"m\"><mml:mi>x</mml:mi><mml:mo>=</mml:mo></mml:math>\
        <tex-math>\\documentclass{minimal}\\begin{document}$$x=$$\\end{document}</tex-math></alternatives></inline-formula>";
    let turned = "<alternatives><tex-math>y</tex-math><mml:math><mml:mi>y</mml:mi></mml:math></alternatives>";
    let record = one(&article(
        "",
        &format!(
            "<title-group><article-title>On {formula} and {turned}{turned}, <mml:math>z</mml:math></article-title></title-group>"
        ),
    ));
    assert_eq!(record.titles[0].text, "On x= and yy, z");
}

#[test]
fn many_articles_stand_in_one_file_and_a_broken_one_hides_none() {
    let one = article("xml:lang=\"en\"", "<title-group><article-title>Sound</article-title></title-group>");
    let one = &one[one.find("<article ").expect("an article")..];
    for broken in [one.replace("</article-title>", ""), one.replace("</front>", ""), one[..one.len() - 30].to_string()]
    {
        let text = format!("<pmc-articleset>{one}{broken}{one}</pmc-articleset>");
        let reading = read_everywhere(&JATS, &text);
        assert_eq!(reading.records.len(), 3, "{broken}");
        assert_eq!(reading.records[2].titles[0].text, "Sound");
        assert!(!reading.problems.is_empty());
    }
    let bomb = one.replace("Sound", &"<italic>".repeat(10_000));
    let reading = read_everywhere(&JATS, &bomb);
    assert!(reading.problems.iter().any(|problem| problem.kind == ProblemKind::TooDeep));
}

const REFERENCES: &str = r#"<root xmlns:xlink="http://www.w3.org/1999/xlink"><back><ref-list><ref id="bib1"><label>1</label><element-citation publication-type="journal">
<person-group person-group-type="author"><name><surname>Conrad</surname><given-names>C.C.</given-names></name><collab>OCDE</collab><etal/></person-group>
<article-title>L'&#233;t&#233; et l'hiver</article-title><trans-title xml:lang="en">Summer and winter</trans-title><source>Revue</source><year iso-8601-date="2011">2011a</year><volume>176</volume><issue>1&#8211;4</issue>
<fpage>273</fpage><lpage>291</lpage><pub-id pub-id-type="doi">10.1007/s10661-010-1582-5</pub-id><pub-id pub-id-type="arxiv">1</pub-id></element-citation></ref>
<ref id="bib2"><mixed-citation publication-type="book"><string-name><surname>Ek</surname>, <given-names>A</given-names></string-name> (<year>1999</year>) <source>Alone</source>, <publisher-name>P</publisher-name>.
<ext-link xlink:href="https://a.org/b">here</ext-link></mixed-citation></ref><ref id="bib3"><mixed-citation>Only words. 1999.</mixed-citation></ref></ref-list></back></root>"#;

#[test]
fn references_without_an_article_are_records() {
    let reading = read_everywhere(&JATS, REFERENCES);
    assert_eq!((reading.records.len(), reading.problems.len()), (3, 0));
    says(
        &reading.records[0],
        &[
            "article-journal bib1",
            "title [?] L'été et l'hiver",
            "title [en said \"en\" Translated] Summer and winter",
            "Author : C.C. Conrad",
            "Author  literal: OCDE",
            "in [?] Revue",
            "issued 2011 None None \"2011a\"",
            "page: 273-291",
            "volume: 176",
            "issue: 1–4",
            "DOI: 10.1007/s10661-010-1582-5",
            "+ label: 1",
            "+ pub-id: 1",
        ],
    );
    says(
        &reading.records[1],
        &[
            "book bib2",
            "title [?] Alone",
            "Author : A Ek",
            "issued 1999 None None \"1999\"",
            "publisher: P",
            "URL: https://a.org/b",
        ],
    );
    says(&reading.records[2], &["document bib3", "+ mixed-citation: Only words. 1999."]);
    assert_eq!(reader_for("xml", REFERENCES).map(|reader| reader.name), Some("jats"));
    assert!(reader_for("xml", "<root><sec><ref>a</ref></sec></root>").is_none());
}

#[test]
fn abstracts_without_a_front_are_those_of_one_article() {
    let pair = format!(
        "<abstract xml:lang=\"fr\"><object-id>10.1/a</object-id><title>Résumé</title><p>{FR}</p></abstract>\n<trans-abstract xml:lang=\"en\"><sec><title>Aim</title><p>{EN}</p></sec></trans-abstract>"
    );
    for text in [pair.clone(), format!("<root xmlns:xlink=\"x\">{pair}</root>"), format!("<article>{pair}</article>")] {
        let record = one(&text);
        assert_eq!((record.key.value.as_str(), record.format), ("stem", "jats"), "{text}");
        says(
            &record,
            &[&format!("abstract [fr said \"fr\"] {FR}"), &format!("abstract [en said \"en\" Translated] Aim ¶ {EN}")],
        );
        let alone = one(record.span.of(&text));
        assert_eq!(alone.abstracts.len(), 2, "{text}");
    }
    let broken = read_everywhere(&JATS, &pair.replace("</abstract>", ""));
    assert_eq!(broken.records.len(), 1);
    assert_eq!(broken.problems[0].key.as_deref(), Some("stem"));
    let digest = one(
        "<root><abstract abstract-type=\"executive-summary\"><title>eLife digest</title><p>A summary for all of us.</p></abstract></root>",
    );
    assert_eq!(digest.abstracts[0].kind, TextKind::PlainLanguage);
}

#[test]
fn pieces_of_a_front_are_read_where_something_can_be_cited() {
    let pieces = "<title-group><article-title>A title</article-title></title-group><pub-date><year>2016</year></pub-date><abstract><p>In short.</p></abstract>";
    let record = one(&format!("<article xml:lang=\"en\">{pieces}<body><p>Not read.</p></body></article>"));
    says(&record, &["title [en said \"en\"] A title", "issued 2016 None None \"2016\""]);
    assert_eq!(extras(&record), [""; 0]);
    let stub = |place| {
        format!(
            "<sub-article article-type=\"referee-report\"><front-stub><article-id pub-id-type=\"doi\">10.1/{place}</article-id>\
            <title-group><article-title>Review {place}</article-title></title-group></front-stub><body><p>No.</p></body></sub-article>"
        )
    };
    let text = format!("<root><article>{}{}</article></root>", stub(1), stub(2));
    let reading = read_everywhere(&JATS, &text);
    assert_eq!((reading.records.len(), reading.problems.len()), (2, 0));
    says(&reading.records[1], &["title [?] Review 2", "DOI: 10.1/2"]);
    assert!(reader_for("xml", &text).is_some());
    for other in [
        "<root><body><sec><title>Results</title><p>Text.</p></sec></body></root>",
        "<root><table-wrap><label>1</label><caption><p>Table</p></caption></table-wrap></root>",
        "<article><pub-date><year>2016</year></pub-date></article>",
        "<root><funding-group><award-group/></funding-group></root>",
        "<article><sub-article><front-stub><contrib-group/></front-stub></sub-article></article>",
        "<article><title>DocBook</title><abstract><para>Text.</para></abstract></article>",
        "<a><b><c><abstract><p>Too deep to be a piece of anything known.</p></abstract></c></b></a>",
        "<mods><abstract>Text.</abstract></mods>",
    ] {
        assert!(reader_for("xml", other).is_none_or(|reader| reader.name != "jats"), "{other}");
    }
}
