//! `DocBook`'s bibliographies: entries of both kinds, of version 4 and 5, flat and in sets.

use super::DOCBOOK;
use crate::read::testing::{extras, read_everywhere, records, says};
use crate::read::{READERS, reader_for};
use crate::record::Record;

fn read(text: &str) -> Vec<Record> {
    assert_eq!(reader_for("xml", text).map(|reader| reader.name), Some("docbook"), "{text}");
    records(&DOCBOOK, text)
}

fn one(entry: &str) -> Record {
    let mut all = read(&format!("<bibliography xmlns=\"http://docbook.org/ns/docbook\">{entry}</bibliography>"));
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn an_article_of_version_5_is_kept_whole() {
    let record = one("<biblioentry xml:id=\"eriksen2016\" xml:lang=\"fr\" xmlns:xlink=\"x\"><abbrev>ERI16</abbrev>\
        <biblioset relation=\"article\"><authorgroup><author><personname><givenname>Anna</givenname><othername>M.</othername><surname>Lindqvist</surname><lineage>Jr</lineage></personname>\
        <affiliation><orgname>Uppsala</orgname></affiliation></author>\
        <author><orgname>Institut du Nord</orgname></author><editor><personname>van der Berg, Jan</personname></editor>\
        <othercredit class=\"translator\"><personname><firstname>Zo&#233;</firstname><surname>Roy</surname></personname></othercredit></authorgroup>\
        <title xlink:href=\"https://a.org/1\">L'été &amp; l'hiver</title><title xml:lang=\"en\">Summer and winter</title><subtitle>Une étude</subtitle><titleabbrev>L'été</titleabbrev>\
        <pagenums>143–160</pagenums><abstract><title>Résumé</title><para>La première phrase de ce résumé est en français.</para><para>La seconde aussi.</para></abstract>\
        <abstract xml:lang=\"en\"><para>The first sentence of this abstract is in English.</para></abstract>\
        <keywordset><keyword>coproduction</keyword><keyword>saisons</keyword></keywordset></biblioset>\
        <biblioset relation=\"journal\"><title>Revue du Nord</title><abbrev>Rev. Nord</abbrev><volumenum>82</volumenum><issuenum>1</issuenum><pubdate>2016-03</pubdate>\
        <biblioid class=\"issn\">0303-965X</biblioid><publisher><publishername>Nord</publishername><address><city>Lille</city> <country>France</country></address></publisher></biblioset>\
        <biblioid class=\"doi\">https://doi.org/10.1000/x</biblioid><biblioid class=\"other\" otherclass=\"pmid\">12</biblioid><bibliomisc>Seen twice</bibliomisc></biblioentry>");
    says(
        &record,
        &[
            "article-journal eriksen2016",
            "title [fr] L'été & l'hiver",
            "title [en said \"en\" Parallel] Summer and winter",
            "title [fr Subtitle] Une étude",
            "title [fr Short] L'été",
            "Author : Anna M. Lindqvist Jr",
            "Author  literal: Institut du Nord",
            "Editor : van der Jan van der Berg",
            "Translator translator: Zoé Roy",
            "in [fr] Revue du Nord",
            "in [fr Short] Rev. Nord",
            "issued 2016 Some(3) None \"2016-03\"",
            "URL: https://a.org/1",
            "page: 143–160",
            "volume: 82",
            "issue: 1",
            "ISSN: 0303-965X",
            "publisher: Nord",
            "DOI: 10.1000/x",
            "PMID: 12",
            "publisher-place: Lille France",
            "keyword: coproduction",
            "keyword: saisons",
            "language: fr",
        ],
    );
    assert_eq!(record.aliases[0].value, "ERI16");
    assert_eq!(record.abstracts.len(), 2);
    assert_eq!(extras(&record), ["affiliation", "bibliomisc"]);
}

#[test]
fn a_book_of_version_4_and_a_chapter_are_told_apart() {
    let book = one(
        "<biblioentry id=\"gof\"><author><firstname>Erich</firstname><surname>Gamma</surname></author><corpauthor>OMG</corpauthor>\
        <title>Patterns</title><edition>2nd</edition><copyright><year>1995</year><holder>AW</holder></copyright><isbn>0-201-63361-2</isbn><pagenums>395</pagenums>\
        <publisher><publishername>Addison</publishername></publisher><address>Reading</address><ulink url=\"https://b.org\">here</ulink></biblioentry>",
    );
    says(
        &book,
        &[
            "book gof",
            "title [?] Patterns",
            "Author : Erich Gamma",
            "Author  literal: OMG",
            "issued 1995 None None \"1995\"",
            "edition: 2nd",
            "ISBN: 0-201-63361-2",
            "number-of-pages: 395",
            "publisher: Addison",
            "URL: https://b.org",
            "publisher-place: Reading",
        ],
    );
    let chapter = one(
        "<biblioentry id=\"c\"><citetitle pubwork=\"chapter\">Winter</citetitle><biblioset relation=\"book\"><author><surname>Own</surname></author><title>Seasons</title><pubdate>May 2001</pubdate>\
        <biblioset relation=\"series\"><title>Nature</title></biblioset></biblioset><confgroup><conftitle>Days</conftitle><confdates>1-3 May</confdates><address><city>Rome</city></address></confgroup></biblioentry>",
    );
    says(
        &chapter,
        &[
            "chapter c",
            "title [?] Winter",
            "Other container-author: Own",
            "in [?] Seasons",
            "issued 2001 Some(5) None \"May 2001\"",
            "event-title: Days",
            "event-date: 1-3 May",
            "event-place: Rome",
        ],
    );
}

#[test]
fn a_flat_entry_says_by_its_titles_what_is_what() {
    let article = one(
        "<biblioentry><abbrev>K1</abbrev><citetitle pubwork=\"journal\">Journal</citetitle><citetitle pubwork=\"article\">Work</citetitle><date>1999</date></biblioentry>",
    );
    says(&article, &["article-journal K1", "title [?] Work", "in [?] Journal", "issued 1999 None None \"1999\""]);
    assert_eq!((article.aliases.len(), extras(&article).len()), (0, 0));
    let book = one(
        "<biblioentry xml:id=\"k\"><citetitle pubwork=\"book\">Work</citetitle><biblioset relation=\"book\"><pubdate>2018</pubdate><publishername/><address/></biblioset></biblioentry>",
    );
    says(&book, &["book k", "title [?] Work", "issued 2018 None None \"2018\""]);
}

#[test]
fn mixed_entries_keep_their_words_where_they_have_no_parts() {
    let record = one(
        "<bibliomixed id=\"a\">[<abbrev>A 1</abbrev>] <bibliomset relation=\"article\"><surname>Roy</surname>, <firstname>Zoé</firstname>. <title>Work</title></bibliomset>. <bibliomset relation=\"journal\"><title>Journal</title> <volumenum>3</volumenum></bibliomset>.</bibliomixed>",
    );
    says(
        &record,
        &["article-journal a", "title [?] Work", "Author : Zoé Roy", "in [?] Journal", "volume: 3", "+ abbrev: A 1"],
    );
    let words =
        one("<bibliomixed xml:id=\"lamport94\">Lamport, Leslie. <emphasis>LaTeX</emphasis>. 1994.</bibliomixed>");
    says(&words, &["document lamport94", "+ bibliomixed: Lamport, Leslie. LaTeX. 1994."]);
    // As the W3C writes its references: a title with an address, and who and when in words.
    let title = one(
        "<bibliomixed xml:id=\"rfc\"><abbrev>MD5</abbrev><citetitle xlink:href=\"https://doi.org/10.17487/RFC1321\">RFC 1321: MD5</citetitle>. R. Rivest. IETF, April 1992.</bibliomixed>",
    );
    says(
        &title,
        &[
            "document rfc",
            "title [?] RFC 1321: MD5",
            "DOI: 10.17487/RFC1321",
            "+ bibliomixed: MD5RFC 1321: MD5. R. Rivest. IETF, April 1992.",
        ],
    );
    // As the kernel's documentation does.
    let body = one(
        "<biblioentry id=\"itu\"><abbrev>BT&#160;601</abbrev><authorgroup><corpauthor>International Union (<ulink url=\"http://www.itu.ch\">http://www.itu.ch</ulink>)</corpauthor></authorgroup>\
        <title>Recommendation</title><year>2007</year></biblioentry>",
    );
    says(&body, &["document itu", "Author  literal: International Union", "issued 2007 None None \"2007\""]);
}

#[test]
fn a_document_has_entries_behind_its_text_and_an_empty_one_is_none() {
    let para = "<para>Words.</para>".repeat(300);
    let text = format!(
        "<book xmlns:d=\"http://docbook.org/ns/docbook\"><title>Not cited</title>{para}<d:bibliography><d:biblioentry xml:id=\"a\"><d:title>A</d:title></d:biblioentry>\
        <d:bibliomixed xml:id=\"elsewhere\"/></d:bibliography></book>"
    );
    let all = read(&text);
    assert_eq!(all.iter().map(|record| record.key.value.as_str()).collect::<Vec<_>>(), ["a"]);
    for other in [
        "<xsl:stylesheet><xsl:template match=\"biblioentry\"/></xsl:stylesheet>",
        "<article><title>No bibliography</title><para>At all.</para></article>",
        "<page><pre>&lt;biblioentry></pre></page>",
    ] {
        assert!(reader_for("xml", other).is_none(), "{other}");
    }
}

#[test]
fn a_broken_entry_hides_no_other_and_many_sets_cost_no_more_than_their_size() {
    let entry = "<biblioentry xml:id=\"a\"><title>A</title><author><surname>B</surname></author></biblioentry>";
    for broken in [&entry[..entry.len() - 14], &entry[..30], &entry.replace("</title>", "")] {
        let reading = read_everywhere(&DOCBOOK, &format!("<bibliography>{entry}{broken}{entry}</bibliography>"));
        assert!(reading.records.len() >= 2 && !reading.problems.is_empty(), "{broken}");
    }
    for part in [
        "<biblioset relation=\"book\"><title>x</title></biblioset>",
        "<biblioset>",
        "<citetitle pubwork=\"book\">x</citetitle>",
        "<surname>x</surname>",
        "<authorgroup>",
    ] {
        let text = format!("<biblioentry>{}x</biblioentry>", part.repeat(20_000));
        let started = std::time::Instant::now();
        assert_eq!((DOCBOOK.read)(&text, &crate::read::Origin::default()).records.len(), 1);
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{part}");
    }
    assert!(READERS.iter().any(|reader| reader.name == "docbook"));
}
