//! All readers against damage and malice: files cut, joined and mixed at random, deep nests, endless values. Every value
//! must still be what its bytes say, and the time must grow with the file and not faster.

use super::testing::assert_sound;
use super::{Origin, READERS, Reading, reader_for};
use crate::source::Source;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// A small file of each format that is read whole, by extension.
const FILES: [(&str, &str); 20] = [
    (
        "json",
        r#"{"message": {"items": [{"DOI": "10.1/X", "indexed": {}, "reference-count": 1, "title": ["L\u2019é <i>t</i> &amp; x"], "author": [{"given": "A", "family": "B"}],
        "issued": {"date-parts": [[2016, 3]]}, "abstract": "<jats:title>Abstract</jats:title><jats:p>One \u00e9 p &lt; 1.</jats:p>"}, 3]}}"#,
    ),
    (
        "json",
        r#"{"data": {"attributes": {"doi": "10.1/x", "types": {"resourceTypeGeneral": "Text"}, "titles": [{"title": "T", "lang": "fr"}], "creators": [{"name": "A, B",
        "givenName": "B", "familyName": "A"}], "publicationYear": 2016, "descriptions": [{"description": "<p>D</p>", "descriptionType": "Abstract"}]}}}"#,
    ),
    (
        "json",
        r#"{"response": {"docs": [{"docid": 1, "title_s": ["T", "U"], "en_title_s": ["U"], "authLastName_s": ["A"], "authFirstName_s": ["B"], "fr_abstract_s": ["Résumé : é"], "producedDate_s": "2016"}]}}"#,
    ),
    (
        "json",
        r#"{"results": [{"id": "W1", "title": "T", "authorships": [{"author": {"display_name": "A B"}}], "publication_year": 2016, "biblio": {"first_page": "1", "last_page": "2"},
        "abstract_inverted_index": {"RésuméUn": [0], "été": [1, 3], "a\u0301": [2]}}]}"#,
    ),
    (
        "xml",
        "<article xml:lang=\"fr\"><front><journal-meta><journal-title>J</journal-title></journal-meta><article-meta><article-id pub-id-type=\"doi\">10.1/x</article-id>\
        <title-group><article-title>L'<italic>é</italic> &amp; x</article-title><trans-title-group xml:lang=\"en\"><trans-title>T</trans-title></trans-title-group></title-group>\
        <contrib-group><contrib><name><surname>A</surname><given-names>B</given-names></name></contrib><contrib><collab>C<contrib-group/></collab></contrib></contrib-group>\
        <pub-date><day>1</day><year>2016</year></pub-date><fpage>1</fpage><lpage>2</lpage><abstract><title>Résumé</title><p>é</p></abstract></article-meta></front>\
        <sub-article article-type=\"translation\" xml:lang=\"en\"><front-stub><abstract><p>The</p></abstract></front-stub></sub-article></article>",
    ),
    (
        "xml",
        "<doi_records><doi_record><crossref><journal><journal_metadata><full_title>J</full_title></journal_metadata><journal_article><titles><title>T</title></titles>\
        <contributors><person_name contributor_role=\"author\"><given_name>A</given_name><surname>B</surname></person_name></contributors><publication_date><year>2016</year></publication_date>\
        <jats:abstract><jats:p>é</jats:p></jats:abstract><pages><first_page>1</first_page><last_page>2</last_page></pages></journal_article></journal></crossref></doi_record></doi_records>",
    ),
    (
        "xml",
        "<resource><identifier identifierType=\"DOI\">10.1/x</identifier><creators><creator><creatorName>A, B</creatorName></creator></creators><titles><title>T</title></titles>\
        <publicationYear>2016</publicationYear><descriptions><description descriptionType=\"Abstract\">é<br/>b</description></descriptions></resource>",
    ),
    (
        "xml",
        "<TEI><teiHeader><fileDesc><titleStmt><title>T</title><author><persName><forename>A</forename><surname>B</surname></persName></author></titleStmt></fileDesc>\
        <profileDesc><langUsage><language ident=\"fr\"/></langUsage><abstract xml:lang=\"fr\"><p>é</p></abstract></profileDesc></teiHeader></TEI>",
    ),
    (
        "xml",
        "<record><header><identifier>i</identifier></header><metadata><oai_dc:dc><dc:title>T</dc:title><dc:creator>A, B</dc:creator><dc:date>2016</dc:date>\
        <dc:source>R; Vol. 1 (2016)</dc:source><dc:description>one two three four five six seven eight nine ten eleven twelve é</dc:description></oai_dc:dc></metadata></record>",
    ),
    (
        "xml",
        "<mods><titleInfo><nonSort>L'</nonSort><title>é</title></titleInfo><name><namePart type=\"given\">A</namePart><namePart type=\"family\">B</namePart></name><abstract>é</abstract>\
        <relatedItem type=\"host\"><titleInfo><title>J</title></titleInfo><part><extent><start>1</start><end>2</end></extent></part></relatedItem></mods>",
    ),
    (
        "xml",
        "<article lang=\"fr\"><admin><numero><pub><annee>2016</annee><periode>Mars</periode></pub></numero></admin><liminaire><grtitre><titre>é</titre></grtitre><grauteur><auteur><nompers>\
        <prenom>A</prenom><nomfamille>B</nomfamille></nompers></auteur></grauteur><resume lang=\"fr\"><alinea>é</alinea></resume></liminaire></article>",
    ),
    (
        "xml",
        "<record><leader>00000naa a2200000   4500</leader><datafield tag=\"245\" ind1=\"1\"><subfield code=\"a\">L'é =</subfield><subfield code=\"b\">T /</subfield></datafield>\
        <datafield tag=\"773\"><subfield code=\"g\">Vol. 1, no 2 (2016), p. 3-4</subfield></datafield><datafield tag=\"520\" ind1=\" \"><subfield code=\"a\">é</subfield></datafield></record>",
    ),
    (
        "xml",
        "<b:Sources xmlns:b=\"http://schemas.openxmlformats.org/officeDocument/2006/bibliography\"><b:Source><b:Tag>T</b:Tag><b:SourceType>Book</b:SourceType><b:LCID>1036</b:LCID>\
        <b:Author><b:Author><b:NameList><b:Person><b:Last>A</b:Last><b:First>é</b:First></b:Person></b:NameList></b:Author></b:Author><b:Title>L'é &amp; x</b:Title><b:Year>2016</b:Year>\
        <b:Month>mars</b:Month><b:StandardNumber>ISSN 0303-965X, 10.1/x</b:StandardNumber><b:BIBTEX_KeyWords>a, é</b:BIBTEX_KeyWords></b:Source></b:Sources>",
    ),
    (
        "xml",
        "<bibliography><biblioentry xml:id=\"a\"><authorgroup><author><personname><firstname>É</firstname><surname>B</surname></personname></author></authorgroup>\
        <citetitle pubwork=\"article\">L'é &amp; x</citetitle><biblioset relation=\"journal\"><title>J</title><pubdate>2016</pubdate></biblioset><biblioid class=\"doi\">10.1/x</biblioid>\
        <abstract><para>é</para></abstract></biblioentry></bibliography>",
    ),
    (
        "isi",
        "FN ISI Export Format\nVR 1.0\nPT J\nAU É, A\n   B, C\nAF É, Ab\nTI One\n   two\nDE a; é\n   b\nPD MAR-APR\nPY 2016\nBP 1\nEP 2\nDI 10.1/x\nER\n\nEF\n",
    ),
    (
        "txt",
        "<1>\nAuthor\n  É, A MD 1;  B, C *\nTitle\n  One\n  two.[Article]\nSource\n  Jo.   8(6):1-2, March 2016.\nAuthor Keywords\n  a;  é.\n",
    ),
    ("txt", "TI- L'é\nAU- B, A\nPU- London : É\nPY- 2016\nKW- a\n    b\nHL- x\n"),
    (
        "txt",
        "--AU-- É, A.; B, C.\n--TI-- T\n--ST-- J\n--YP-- 2016\n--PS-- 1\n--PE-- 2\n--AB-- a\né\n--RT-- Journal Article\n------\n",
    ),
    (
        "txt",
        "nep.repec.org\n\n1. Un é\nDate: \t2016-03-01\nBy: \tA B (U, É)\nC D\nURL: \thttp://a.b/c\nlorem é\nKeywords: \ta, é\nJEL: \tD81\n",
    ),
    ("mrc", "00089naa a2200049 a 4500245001200000520000800012\u{1e}12\u{1f}aL'é =\u{1f}bT\u{1e}  \u{1f}aé\u{1e}\u{1d}"),
];

/// Reads a file as its extension and its look say, and checks every value.
fn read(extension: &str, text: &str) -> Option<(&'static str, Reading)> {
    let bytes = text.as_bytes().to_vec();
    let source = Source::repaired(bytes.clone());
    let reader = reader_for(extension, &source.text)?;
    let reading = (reader.read)(&source.text, &Origin { stem: "stem", ..Origin::default() });
    assert_sound(&source, &bytes, &reading);
    Some((reader.name, reading))
}

#[test]
fn every_file_is_of_its_own_format() {
    let mut names: Vec<_> = FILES.iter().map(|(extension, text)| read(extension, text).expect("a format").0).collect();
    assert!(
        FILES.iter().all(|(extension, text)| read(extension, text).is_some_and(|(_, read)| read.records.len() == 1))
    );
    names.dedup();
    assert_eq!(names.len(), FILES.len(), "{names:?}");
}

/// The beginning and the end of a text, cut where the fractions say.
fn cut(text: &str, from: f64, to: f64) -> (&str, &str) {
    let at = |fraction: f64| text.floor_char_boundary((text.len() as f64 * fraction) as usize);
    (&text[..at(from.min(to))], &text[at(from.max(to))..])
}

proptest! {
    #[test]
    fn a_damaged_file_is_read_soundly(
        which in 0..FILES.len(), other in 0..FILES.len(), from in 0.0..1.0f64, to in 0.0..1.0f64,
        token in proptest::sample::select(vec!["", "<", ">", "\"", "{", "}", "[", "]", ",", "é", "\\u00", "&#233;", "&", "\u{1d}", "\u{1e}", "\u{1f}", "]]>", "<!--", "</front>"]),
    ) {
        let (extension, text) = FILES[which];
        let (head, tail) = cut(text, from, to);
        read(extension, &format!("{head}{token}{tail}"));
        read(extension, &format!("{head}{token}{text}"));
        let mixed = cut(FILES[other].1, from, to).1;
        read(extension, &format!("{head}{mixed}{tail}"));
    }
}

#[test]
fn damage_in_one_record_hides_no_other() {
    for (extension, text) in FILES.iter().filter(|(extension, _)| *extension != "json") {
        let body =
            text.strip_prefix("<doi_records>").and_then(|text| text.strip_suffix("</doi_records>")).unwrap_or(text);
        let (head, tail) = cut(body, 0.55, 0.6);
        let joined = format!("{body}\n{head}{tail}\n{body}");
        let joined = if *extension == "xml" { format!("<set>{joined}</set>") } else { joined };
        let (name, reading) = read(extension, &joined).expect("a format");
        assert!(reading.records.len() >= 2, "{name}: {}", reading.records.len());
    }
}

#[test]
fn bombs_cost_no_more_than_their_size() {
    let word = "word ".repeat(1_000);
    for (extension, text) in FILES {
        let marks: &[&str] = if extension == "json" {
            &["[", "{\"a\":", "\"", "\\"]
        } else {
            &["<p>", "<", "&lt;", "&", "<!--", "<record>", "\u{1e}"]
        };
        for mark in marks {
            let (head, tail) = cut(text, 0.7, 0.7);
            let started = Instant::now();
            read(extension, &format!("{head}{}{tail}", mark.repeat(5_000)));
            read(extension, &text.replace('é', &word));
            assert!(started.elapsed() < Duration::from_secs(20), "{extension} {mark}");
        }
    }
}

#[test]
fn every_reader_takes_any_bytes() {
    for reader in READERS {
        for bytes in [&b""[..], b"\xff\xfe\x00", b"\xef\xbb\xbf", b"\x00\x00", b"\xe9", b"<", b"{", b"@", b"[{"] {
            let source = Source::repaired(bytes.to_vec());
            let reading = (reader.read)(&source.text, &Origin { stem: "stem", ..Origin::default() });
            assert_sound(&source, bytes, &reading);
            let _ = (reader.sniff)(&source.text);
        }
    }
}
