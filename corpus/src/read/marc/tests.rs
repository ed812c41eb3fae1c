//! MARC in its two records, two files and four character sets.

use super::{MARC, MARCXML};
use crate::read::testing::{assert_sound, languages, read_everywhere, says};
use crate::read::{Origin, ProblemKind, Reading, reader_for};
use crate::source::{Encoding, Source};
use proptest::prelude::*;

const FR: &str =
    "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.";
const EN: &str =
    "This article presents a qualitative case study of co-production between volunteers and professionals.";

/// Fields as `tag indicators$asubfield$bsubfield`, or `tag value` below 010, as bytes of ISO 2709.
fn iso(unicode: char, fields: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut directory, mut data) = (Vec::new(), Vec::new());
    for (tag, value) in fields {
        let value: Vec<u8> = value.iter().map(|byte| if *byte == b'$' { 0x1f } else { *byte }).chain([0x1e]).collect();
        directory.extend(format!("{tag}{:04}{:05}", value.len(), data.len()).into_bytes());
        data.extend(value);
    }
    directory.push(0x1e);
    data.push(0x1d);
    let base = 24 + directory.len();
    let leader = format!("{:05}naa {unicode}22{base:05} a 4500", base + data.len()).replace("naa  ", "naa  ");
    assert_eq!(leader.len(), 24, "{leader}");
    [leader.into_bytes(), directory, data].concat()
}

/// A record in MARC 21, its text encoded by `code`.
fn marc21(unicode: char, code: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
    let fixed = "160312s2016    fi            000 0 fre d";
    let fields: Vec<(&str, String)> = vec![
        ("001", "9".into()),
        ("008", fixed.into()),
        ("020", "  $a2-13-038326-9 (br.)".into()),
        ("024", "7 $a10.1177/x$2doi".into()),
        ("041", "0 $afre$bfreeng".into()),
        ("100", "1 $aTuurnas, Sanna,$d1980-$4aut".into()),
        ("245", "12$aL'impact de la coproduction :$bune étude = The impact /$cSanna Tuurnas.".into()),
        ("246", "31$aThe impact of coproduction.".into()),
        ("260", "  $aParis :$bPUF,$c[2016].".into()),
        ("520", format!("3 $aRésumé : {FR}")),
        ("520", format!("3 $a{EN}")),
        ("650", " 7$aCoproduction$xServices publics.".into()),
        ("700", "1 $aBerg, Jan van der,$eéditeur scientifique.".into()),
        ("773", "0 $tRevue internationale.$gVol. 82, no 1 (mars 2016), p. 143-160$x0303-965X".into()),
        ("856", "40$uhttps://x.org/1".into()),
        ("999", "  $akept".into()),
    ];
    let coded: Vec<(&str, Vec<u8>)> = fields.iter().map(|(tag, value)| (*tag, code(value))).collect();
    iso(unicode, &coded)
}

/// A text in MARC-8: the marks of French before their letters.
fn marc8(text: &str) -> Vec<u8> {
    marked(
        text,
        &[('\u{301}', 0xe2), ('\u{300}', 0xe1), ('\u{302}', 0xe3), ('\u{308}', 0xe8), ('\u{327}', 0xf0)],
        &[('œ', 0xb6)],
    )
}

fn iso5426(text: &str) -> Vec<u8> {
    marked(
        text,
        &[('\u{301}', 0xc2), ('\u{300}', 0xc1), ('\u{302}', 0xc3), ('\u{308}', 0xc8), ('\u{327}', 0xd0)],
        &[('œ', 0xfa)],
    )
}

fn marked(text: &str, marks: &[(char, u8)], letters: &[(char, u8)]) -> Vec<u8> {
    use unicode_normalization::UnicodeNormalization;
    let mut out = Vec::new();
    for c in text.nfd() {
        if let Some((_, byte)) = marks.iter().find(|(mark, _)| *mark == c) {
            let letter = out.pop().expect("a letter before its mark");
            out.extend([*byte, letter]);
        } else if let Some((_, byte)) = letters.iter().find(|(letter, _)| *letter == c) {
            out.push(*byte);
        } else {
            out.push(u8::try_from(c).expect("ASCII"));
        }
    }
    out
}

/// Reads bytes as a file has them.
fn read(bytes: &[u8]) -> Reading {
    let source = Source::decode(bytes.to_vec());
    assert_eq!(reader_for("mrc", &source.text).map(|reader| reader.name), Some("marc"));
    let reading = (MARC.read)(&source.text, &Origin { stem: "stem", ..Origin::default() });
    assert_sound(&source, bytes, &reading);
    reading
}

fn expected() -> Vec<String> {
    let lines = [
        "article-journal tuurnas2016",
        "title [fr] L'impact de la coproduction",
        "title [fr Subtitle] une étude",
        "Author aut: Sanna Tuurnas",
        "Editor éditeur scientifique: van der Jan van der Berg",
        "in [fr] Revue internationale",
        "ISBN: 2-13-038326-9",
        "DOI: 10.1177/x",
        "publisher-place: Paris",
        "publisher: PUF",
        "volume: 82",
        "issue: 1",
        "page: 143-160",
        "keyword: Coproduction",
        "keyword: Services publics",
    ];
    let abstracts = [format!("abstract [fr said \"fre\"] {FR}"), format!("abstract [en said \"eng\"] {EN}")];
    lines.iter().map(ToString::to_string).chain(abstracts).collect()
}

#[test]
fn marc_21_is_the_same_in_every_character_set() {
    let latin_1 = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect::<Vec<_>>();
    let plain = |text: &str| text.as_bytes().to_vec();
    for (name, bytes) in [
        ("UTF-8", marc21('a', plain)),
        ("MARC-8", marc21(' ', marc8)),
        ("UTF-8 that does not say so", marc21(' ', plain)),
        ("ISO 8859-1 that does not say so", marc21(' ', latin_1)),
        // One file in two character sets cannot be read as UTF-8 as a whole.
        ("UTF-8 and MARC-8", [marc21('a', plain), marc21(' ', marc8)].concat()),
    ] {
        let reading = read(&bytes);
        assert_eq!(reading.problems, [], "{name}");
        for (place, record) in reading.records.iter().enumerate() {
            let lines = expected();
            let skip = usize::from(place > 0);
            says(record, &lines.iter().skip(skip).map(String::as_str).collect::<Vec<_>>());
            assert!(record.extra.iter().any(|(label, value)| label.value == "999" && value.value == "kept"), "{name}");
            assert_eq!(languages(record), ["fr", "en"], "{name}");
        }
    }
    assert_eq!(Source::decode(marc21(' ', marc8)).encoding, Encoding::Windows1252);
}

#[test]
fn a_record_in_three_bytes_a_character_is_read() {
    // `%` stands for the `$` of an escape sequence, since `iso` takes `$` for the mark of a subfield.
    let fields: Vec<(&str, Vec<u8>)> = vec![
        ("008", b"160312s2016    ch            000 0 chi d".to_vec()),
        ("100", b"1 $a\x1b%1!04!7o\x1b(B, \x1b%1!0d\x1b(B.".to_vec()),
        // The last byte of the title's last character is a colon, and no point of punctuation.
        ("245", b"10$a\x1b%1!F*!5=\x1b(B /$b\x1b%1!Bs!;:".to_vec()),
        ("260", b"  $a\x1b%1!Bs!Ci\x1b(B :$b\x1b(NmOSKWA\x1b(B,$c2016.".to_vec()),
    ];
    let bytes: Vec<u8> = iso(' ', &fields).into_iter().map(|byte| if byte == b'%' { b'$' } else { byte }).collect();
    let reading = read(&bytes);
    assert_eq!((reading.records.len(), reading.problems.len()), (1, 0));
    let record = &reading.records[0];
    assert_eq!(record.names[0].written.value, "中國, 人");
    assert_eq!(record.titles[0].text, "歷史");
    assert!(
        record.titles[1].text.starts_with('日') && record.titles[1].text.chars().count() == 2,
        "{:?}",
        record.titles
    );
    says(record, &["issued 2016 None None \"2016.\"", "publisher-place: 日本", "publisher: Москва"]);
}

#[test]
fn unimarc_has_parallel_titles_and_summaries() {
    let fields: Vec<(&str, String)> = vec![
        ("001", "7".into()),
        ("011", "  $a0303-965X".into()),
        ("100", "  $a20160312d2016    m  y0frey0103    ba".into()),
        ("101", "0 $afre$dfre$deng".into()),
        ("200", "1 $aL'impact de la coproduction$eune étude$dThe impact$ea study$fSanna Tuurnas$zeng".into()),
        ("210", "  $aParis$cPUF$d2016".into()),
        ("215", "  $ap. 143-160".into()),
        ("330", format!("  $a{FR}")),
        ("330", format!("  $a{EN}")),
        ("461", " 1$tRevue internationale$v82".into()),
        ("510", "1 $aEl impacto$zspa".into()),
        ("541", "1 $aDie Wirkung$zger".into()),
        ("606", "  $aCoproduction$2rameau".into()),
        ("700", " 1$aTuurnas$bSanna$4070".into()),
        ("702", " 1$aBerg$bJan van der$4340".into()),
        ("710", "02$aOCDE".into()),
    ];
    for code in [iso5426, |text: &str| text.as_bytes().to_vec()] {
        let coded: Vec<(&str, Vec<u8>)> = fields.iter().map(|(tag, value)| (*tag, code(value))).collect();
        let reading = read(&iso(' ', &coded));
        assert_eq!((reading.records.len(), reading.problems.as_slice()), (1, &[][..]));
        let (fr, en) = (format!("abstract [fr said \"fre\"] {FR}"), format!("abstract [en said \"eng\"] {EN}"));
        says(
            &reading.records[0],
            &[
                "article-journal tuurnas2016",
                "title [fr] L'impact de la coproduction",
                "title [fr Subtitle] une étude",
                "title [en said \"eng\" Parallel] The impact",
                "title [en said \"eng\" Subtitle] a study",
                "title [es said \"spa\" Parallel] El impacto",
                "title [de said \"ger\" Translated] Die Wirkung",
                "Author 070: Sanna Tuurnas",
                "Editor 340: van der Jan van der Berg",
                "Author 710 literal: OCDE",
                "in [fr] Revue internationale",
                "ISSN: 0303-965X",
                "publisher: PUF",
                "page: 143-160",
                "volume: 82",
                "keyword: Coproduction",
                "language: fre",
                &fr,
                &en,
            ],
        );
    }
}

#[test]
fn marcxml_is_read_bare_and_in_answers() {
    let record = format!(
        r#"<record><leader>00000naa a2200000   4500</leader><controlfield tag="001">9</controlfield><controlfield tag="008">160312s2016    fi            000 0 fre d</controlfield>
        <datafield tag="041" ind1="0" ind2=" "><subfield code="a">fre</subfield></datafield><datafield tag="100" ind1="1" ind2=" "><subfield code="a">Tuurnas, Sanna</subfield></datafield>
        <datafield tag="245" ind1="1" ind2="0"><subfield code="a">L'impact =</subfield><subfield code="b">The impact &amp; more /</subfield></datafield>
        <datafield tag="520" ind1="3" ind2=" "><subfield code="a">{FR}</subfield><subfield code="b">{EN}</subfield></datafield>
        <datafield tag="880" ind1="1" ind2="0"><subfield code="6">245-01</subfield><subfield code="a">Влияние</subfield></datafield></record>"#
    );
    let collection = format!("<collection xmlns=\"http://www.loc.gov/MARC21/slim\">{record}{record}</collection>");
    let answer = format!(
        "<zs:searchRetrieveResponse><zs:records><zs:record><zs:recordData>{record}</zs:recordData></zs:record></zs:records></zs:searchRetrieveResponse>"
    );
    for (text, count) in [(record.clone(), 1), (collection, 2), (answer, 1)] {
        assert_eq!(reader_for("xml", &text).map(|reader| reader.name), Some("marcxml"));
        let reading = read_everywhere(&MARCXML, &text);
        assert_eq!((reading.records.len(), reading.problems.as_slice()), (count, &[][..]));
        says(
            &reading.records[0],
            &[
                "article-journal tuurnas2016",
                "title [fr] L'impact",
                "title [fr Parallel] The impact & more",
                "title [fr Parallel] Влияние",
                "Author 100: Sanna Tuurnas",
                &format!("abstract [fr] {FR}"),
                &format!("abstract [en] {EN}"),
            ],
        );
    }
}

#[test]
fn damaged_records_hide_no_other() {
    let sound = marc21(' ', marc8);
    let mut unclosed = sound.clone();
    unclosed.truncate(sound.len() - 40);
    let mut lied = sound.clone();
    lied[..5].copy_from_slice(b"99999");
    for broken in [unclosed, lied, b"garbage\x1d".to_vec(), sound[..30].to_vec()] {
        let reading = read(&[&sound[..], &broken, b"\x1d\r\n", &sound].concat());
        assert!(reading.records.len() >= 2, "{}", reading.records.len());
        assert_eq!(reading.records[0].titles[0].text, "L'impact de la coproduction");
        let last = reading.records.last().expect("records");
        assert_eq!(last.titles.last().map(|title| title.text.as_str()), Some("The impact of coproduction"));
    }
    let reading = read(&sound[..sound.len() - 1]);
    assert!(reading.problems.iter().any(|problem| problem.kind == ProblemKind::UnclosedEntry));
}

proptest! {
    #[test]
    fn any_bytes_are_read_soundly(parts in proptest::collection::vec(proptest::sample::select(vec![
        &b"00064naa a2200037 a 4500245001700000\x1e12\x1faL'\xe2et\xe2e\x1e\x1d"[..], b"\x1d", b"\x1e", b"\x1f", b"\x1fa", b"245", b"\xe2e", "é".as_bytes(),
        b"00000", b"520000500000", b"a", b" ", b"\x1b(N", b"\xff", b"=", b" /",
    ]), 0..25)) {
        let bytes = parts.concat();
        let source = Source::decode(bytes.clone());
        let reading = (MARC.read)(&source.text, &Origin { stem: "stem", ..Origin::default() });
        assert_sound(&source, &bytes, &reading);
    }
}

#[test]
fn a_tag_that_is_one_letter_of_three_bytes_is_its_bytes() {
    // Found by fuzzing: the sign of the kelvin is composed to the letter K.
    let text = "00061naa a2200000 a 4500\u{212a}000000000\u{1e}1 \u{1f}aa\u{1e}\u{1d}";
    let reading = read_everywhere(&MARC, text);
    assert_eq!(reading.records[0].extra[0].0.value, "K");
    let text = "<record><leader>00000naa a2200000   4500</leader><datafield tag=\"\u{212a}\"><subfield code=\"a\">b</subfield></datafield></record>";
    let reading = read_everywhere(&MARCXML, text);
    assert_eq!(reading.records[0].extra[0].0.value, "K");
}
