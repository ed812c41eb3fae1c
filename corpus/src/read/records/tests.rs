//! The seeds exactly, the shapes a table comes in, ambiguous labels, and the invariant of provenance on any text.

use super::{RECORDS, sniff};
use crate::lang::Lang;
use crate::read::testing::read_everywhere;
use crate::read::{Origin, reader_for};
use crate::record::{LangFrom, Name, Record, Role, TextKind};
use proptest::prelude::*;

const TABLE: &str = include_str!("../../../../tests/fixtures/seeds/002_catalogue_record.txt");
const PAIR: &str = include_str!("../../../../tests/fixtures/seeds/000_abstract_pair.txt");

const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre les bénévoles et les professionnels dans les services de justice réparatrice, et nous voyons jusqu'où elle va, voilà.";
const EN: &str = "This article presents a qualitative case study of co-production between volunteers and professionals in the legally regulated restorative justice services, and we look at how far it goes.";

fn all(text: &str) -> Vec<Record> {
    read_everywhere(&RECORDS, text).records
}

fn one(text: &str) -> Record {
    let mut records = all(text);
    assert_eq!(records.len(), 1, "{records:#?}");
    records.remove(0)
}

fn variable<'a>(record: &'a Record, name: &str) -> &'a str {
    record.variable(name).map_or("", |text| text.value.as_str())
}

/// The language, how it is known, and the beginning of each abstract.
fn abstracts(record: &Record) -> Vec<(&str, LangFrom, &str)> {
    let lang = |text: &'_ crate::record::LangText| text.lang.is_some();
    assert!(record.abstracts.iter().all(lang));
    record
        .abstracts
        .iter()
        .map(|text| (text.lang.as_ref().map_or("", Lang::as_str), text.lang_from, text.shown()))
        .collect()
}

fn names(record: &Record) -> Vec<String> {
    record.names.iter().map(Name::full).collect()
}

#[test]
fn the_table_seed_is_read_exactly() {
    let record = one(TABLE);
    assert_eq!(record.key.value, "tuurnas2016");
    let title = record.title().expect("a title");
    assert_eq!(
        title.text,
        "L'impact de la coproduction sur l'imputabilité sur le terrain : Le cas du service de conciliation"
    );
    assert_eq!(title.lang.as_ref().map(Lang::as_str), Some("fr"));
    assert_eq!(names(&record), ["Sanna Tuurnas", "Jari Stenvall", "Pasi-Heikki Rannisto"]);
    assert!(record.names.iter().all(|name| name.role == Role::Author));
    assert_eq!(record.containers[0].text, "Revue Internationale des Sciences Administratives");
    assert_eq!((variable(&record, "volume"), variable(&record, "issue")), ("82", "1"));
    assert_eq!(variable(&record, "volume-title"), "Numéro spécial sur la coproduction des services publics");
    let issued = record.issued.as_ref().expect("a date");
    assert_eq!((issued.year, issued.month, issued.written.value.as_str()), (2016, Some(3), "mars 2016"));
    assert_eq!(variable(&record, "page"), "143-160");
    assert_eq!(variable(&record, "URL"), "http://www.cairn.info/article.php?ID_ARTICLE=RISA_821_0143");
    assert_eq!(record.span.range(), 0..TABLE.len() - 2);

    let lines: Vec<&str> = TABLE.lines().collect();
    let note = "Source : Éditeur (via Cairn.info)";
    for (made, line, label, tag) in
        [(&record.abstracts[0], lines[7], "Résumé", "fr"), (&record.abstracts[1], lines[10], "Résumé anglais", "en")]
    {
        let written = line.strip_suffix(" |").expect("a trailing pipe");
        assert_eq!(made.text, written);
        assert_eq!(made.declared.as_deref(), Some(label));
        assert_eq!(made.lang.as_ref().map(Lang::as_str), Some(tag));
        assert_eq!(made.detected.as_ref().map(|(lang, _)| lang.as_str()), Some(tag));
        assert_eq!(made.trailer.clone().map(|range| &made.text[range]), Some(note));
        assert_eq!(made.shown(), written.strip_suffix(note).expect("a trailer").trim_end());
        assert_eq!(made.from.spans.iter().map(|span| &TABLE[span.range()]).collect::<Vec<_>>(), [written]);
    }
    assert_eq!(record.abstracts.len(), 2);
}

#[test]
fn the_pair_seed_is_read_exactly() {
    let source = crate::source::Source::decode(PAIR.as_bytes().to_vec());
    let reading = (RECORDS.read)(&source.text, &Origin { stem: "000_abstract_pair", ..Origin::default() });
    assert_eq!(reading.records[0].key.value, "000_abstract_pair");
    let record = one(PAIR);
    let lines: Vec<&str> = PAIR.lines().collect();
    assert_eq!(abstracts(&record), [("en", LangFrom::Detected, lines[0]), ("fr", LangFrom::Label, lines[2])]);
    assert_eq!(record.abstracts[1].from.spans[0].range(), PAIR.len() - lines[2].len()..PAIR.len());
}

/// The table through the versions of trafilatura, and as Markdown.
fn shapes() -> Vec<(&'static str, String)> {
    let long = [("Résumé", FR), ("Résumé anglais", EN)];
    let rows = [
        ("Titre", "L'impact de la coproduction sur l'imputabilité"),
        ("Auteur", "Sanna Tuurnas, Jari Stenvall, Pasi-Heikki Rannisto"),
        ("Revue", "Revue Internationale des Sciences Administratives"),
        ("Numéro", "vol. 82, no 1, mars 2016"),
        ("Page", "143-160"),
        ("Cote du centre", "B 12"),
        ("Article en ligne", "http://www.cairn.info/article.php?ID_ARTICLE=RISA_821_0143"),
    ];
    let made = |row: &dyn Fn(&str, &str) -> String, text: &dyn Fn(&str, &str) -> String, rule: &str| {
        let first = row(rows[0].0, rows[0].1);
        let middle: Vec<String> = rows[1..6].iter().map(|(label, value)| row(label, value)).collect();
        let texts: Vec<String> = long.iter().map(|(label, value)| text(label, value)).collect();
        format!("{first}\n{rule}{}\n{}\n{}", middle.join("\n"), texts.join("\n"), row(rows[6].0, rows[6].1))
    };
    let broken = |label: &str, value: &str| format!("{label} |\n{value} |\n|");
    let old = |label: &str, value: &str| format!("|{label}||{value}|");
    let lines = |label: &str, value: &str| format!("{label}|\n{value}|");
    let v1 = |label: &str, value: &str| format!("{label} | {value} | |");
    let v2 = |label: &str, value: &str| format!("| {label} | {value} | |");
    let v2_long = |label: &str, value: &str| format!("| {label} |\n{value} |\n| |");
    let v23 = |label: &str, value: &str| format!("| {label} | {value} |  | ");
    let markdown = |label: &str, value: &str| format!("| **{label}** | {value} |");
    let pmb = |label: &str, value: &str| format!("{label}\u{a0}: {value}");
    vec![
        ("1.4", made(&old, &old, "")),
        ("1.7", made(&lines, &lines, "")),
        ("1.10", made(&v1, &broken, "---|---|---|\n")),
        ("1.10 without a rule", made(&v1, &v1, "")),
        ("2.0", made(&v2, &v2_long, "|---|---|---|\n")),
        ("2.3", made(&v23, &v23, "|---|---|---|\n")),
        ("Markdown", made(&markdown, &markdown, "|:---|---:|\n")),
        ("label lines", made(&pmb, &pmb, "")),
    ]
}

#[test]
fn every_shape_gives_the_same_record() {
    for (shape, text) in shapes() {
        for text in [text.clone(), text.replace('\n', "\r\n"), format!("{text}\n\n"), text.replace('\n', "\r")] {
            assert!(sniff(&text), "{shape}");
            let record = one(&text);
            assert_eq!(record.key.value, "tuurnas2016", "{shape}");
            assert_eq!(
                record.title().map(|t| t.text.as_str()),
                Some("L'impact de la coproduction sur l'imputabilité"),
                "{shape}"
            );
            assert_eq!(names(&record), ["Sanna Tuurnas", "Jari Stenvall", "Pasi-Heikki Rannisto"], "{shape}");
            assert_eq!(record.containers.len(), 1, "{shape}");
            let numbers = ["volume", "issue", "page"].map(|name| variable(&record, name));
            assert_eq!(numbers, ["82", "1", "143-160"], "{shape}");
            assert!(variable(&record, "URL").ends_with("RISA_821_0143"), "{shape}");
            let expected = [("fr", LangFrom::Label, FR), ("en", LangFrom::Label, EN)];
            assert_eq!(abstracts(&record), expected, "{shape}");
            let kept =
                record.extra.iter().any(|(label, value)| label.value == "Cote du centre" && value.value == "B 12");
            assert!(kept, "{shape}: {:?}", record.extra);
        }
    }
}

#[test]
fn several_records_stand_in_one_file() {
    let second = "Titre : Un autre titre\nAuteur : Doe, Jane\nAnnée : 2010";
    for border in ["\n", "\n\n\n", "\n---\n", "\n===\n", "\n\u{c}\n"] {
        let text = format!("Titre : Le premier titre\nAuteur : Roe, Richard\nAnnée : 2009{border}{second}");
        let records = all(&text);
        let keys: Vec<_> = records.iter().map(|record| record.key.value.as_str()).collect();
        assert_eq!(keys, ["roe2009", "doe2010"], "{border:?}");
    }
    let tables =
        "Auteur | Roe, Richard |\nTitre | Un |\nPage | 1-2 |\n\nAuteur | Doe, Jane |\nTitre | Deux |\nPage | 3 |";
    let keys: Vec<_> = all(tables).iter().map(|record| (record.key.value.clone(), record.names.len())).collect();
    assert_eq!(keys, [("roe".to_string(), 1), ("doe".to_string(), 1)]);
    let twice = format!("{TABLE}\n{TABLE}");
    let keys: Vec<_> = all(&twice).iter().map(|record| record.key.value.clone()).collect();
    assert_eq!(keys, ["tuurnas2016", "tuurnas2016a"]);
}

#[test]
fn pairs_are_read_with_and_without_headings() {
    for (text, how) in [
        (format!("Résumé\n{FR}\n\nAbstract\n{EN}"), [LangFrom::Label; 2]),
        (format!("## Résumé\n\n{FR}\n\n## Abstract\n\n{EN}\n"), [LangFrom::Label; 2]),
        (format!("Résumé{FR}\nAbstract{EN}"), [LangFrom::Label; 2]),
        (format!("Résumé : {FR} Abstract: {EN}"), [LangFrom::Label; 2]),
        (format!("{FR}\n\n{EN}"), [LangFrom::Detected; 2]),
        (format!("{FR} {EN}"), [LangFrom::Detected; 2]),
        (format!("L'impact de la coproduction\n\nRésumé\n-----\n{FR}\n\nAbstract\n{EN}"), [LangFrom::Label; 2]),
    ] {
        assert!(sniff(&text), "{text}");
        let record = one(&text);
        assert_eq!(abstracts(&record), [("fr", how[0], FR), ("en", how[1], EN)], "{text}");
    }
    let titled = one(&format!("L'impact de la coproduction\n\nRésumé\n{FR}\n\nAbstract\n{EN}"));
    assert_eq!(titled.title().map(|title| title.text.as_str()), Some("L'impact de la coproduction"));
    assert_eq!(titled.abstracts.len(), 2);
}

#[test]
fn a_sommaire_is_an_abstract_or_a_table_of_contents() {
    let table = |sommaire: &str| one(&format!("Titre | Un livre |\nAuteur | Jane Doe |\nSommaire | {sommaire} |"));
    assert_eq!(abstracts(&table(FR)), [("fr", LangFrom::Label, FR)]);
    let contents = table("Introduction ; La méthode ; Les résultats ; Discussion ; Conclusion");
    assert_eq!(contents.abstracts, []);
    assert_eq!(contents.extra[0].0.value, "Sommaire");
}

#[test]
fn resume_on_an_english_page_is_judged_by_its_text() {
    let record = one(&format!("Title | The impact |\nAuthor | Jane Doe |\nRésumé | {EN} |"));
    assert_eq!(abstracts(&record), [("en", LangFrom::Detected, EN)]);
    assert_eq!(record.abstracts[0].declared.as_deref(), Some("Résumé"));
}

#[test]
fn a_source_is_a_trailer_or_a_label() {
    let record = one(&format!("Titre : Un\nAuteur : Jane Doe\nRésumé : {FR}\nSource : Éditeur (via Cairn.info)"));
    assert_eq!(abstracts(&record), [("fr", LangFrom::Label, FR)]);
    assert!(record.abstracts[0].trailer.is_some() && record.containers.is_empty());
    let record = one(&format!("Titre | Un |\nAuteur | Jane Doe |\nRésumé | {FR} |\nSource | Revue de Paris |"));
    assert_eq!(record.containers[0].text, "Revue de Paris");
}

#[test]
fn a_pipe_may_stand_in_a_value() {
    let record = one("Titre | Oui | ou non | |\nAuteur | Jane Doe |\nNote | a \\| b |");
    assert_eq!(record.title().map(|title| title.text.as_str()), Some("Oui | ou non"));
    assert_eq!(variable(&record, "note"), "a | b");
}

#[test]
fn a_table_may_hold_a_record_in_each_row() {
    let text = "| Titre | Auteur | Année | Cote |\n|---|---|---|---|\n| Un | Jane Doe | 2010 | B 1 |\n| Deux | Roe, Richard | 2011 | |\n\nFin.\n";
    assert!(sniff(text));
    let records = all(text);
    let shown: Vec<_> = records.iter().map(|record| (record.key.value.as_str(), record.span.of(text))).collect();
    assert_eq!(shown, [("doe2010", "Un | Jane Doe | 2010 | B 1"), ("roe2011", "Deux | Roe, Richard | 2011")]);
    assert!(records[1].extra.iter().any(|(_, value)| value.value == "Fin."));
}

#[test]
fn pmb_lines_are_read() {
    let text = "Titre\u{a0}:  L'impact : le cas\nTitre parallèle\u{a0}: The impact\nType de document\u{a0}: Article : texte imprimé\n\
        Auteurs\u{a0}: Sanna Tuurnas, Auteur ; Jari Stenvall, Auteur\nDans\u{a0}: in Revue des sciences > Vol. 82, n° 1 (Mars 2016)\n\
        Article en page(s)\u{a0}: p. 143-160\nLangues\u{a0}: Français (fre)\nCatégories\u{a0}: Coproduction ; Justice\nQuelconque\u{a0}: oui\n\
        En ligne\u{a0}: https://doi.org/10.1177/0020852314567\n";
    let record = one(text);
    assert_eq!(record.titles.iter().map(|title| title.kind).collect::<Vec<_>>(), [TextKind::Main, TextKind::Parallel]);
    assert_eq!(names(&record), ["Sanna Tuurnas", "Jari Stenvall"]);
    assert_eq!(record.containers[0].text, "Revue des sciences");
    let numbers = ["volume", "issue", "page", "DOI"].map(|name| variable(&record, name));
    assert_eq!(numbers, ["82", "1", "143-160", "10.1177/0020852314567"]);
    assert_eq!(record.languages[0].lang.as_ref().map(Lang::as_str), Some("fr"));
    assert_eq!(record.keywords.len(), 2);
    assert!(record.extra.iter().any(|(label, value)| label.value == "Quelconque" && value.value == "oui"));
}

#[test]
fn prose_is_not_taken_for_records() {
    let readme = format!("# Tool\n\nA tool.\n\n## Summary\n\n{EN}\n\n- one\n- two\n");
    let chapter = format!("{EN}\n\n{EN}\n\nSummary: we saw it.\n");
    let code = "```\nTitle: x\n```\n";
    let matter = "---\ntitle: Un\nauthor: Jane Doe\ndate: 2010\n---\n\nProse.\n";
    for text in [readme.as_str(), &chapter, code, matter, "", "\n\n", "a | b\nc | d\n", FR] {
        assert!(!sniff(text), "{text}");
        assert!(reader_for("txt", text).is_none());
    }
    assert!(reader_for("txt", TABLE).is_some_and(|reader| reader.name == "records"));
    assert!(reader_for("TXT", PAIR).is_some_and(|reader| reader.name == "records"));
}

#[test]
fn long_lines_of_pipes_are_read_fast() {
    for unit in ["|", "| a ", "Titre | a\n", "Résumé : ", "a |\n", ". Abstract: ", "\\|", "***"] {
        let _ = (RECORDS.read)(&unit.repeat(8_000), &Origin::default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_read_soundly(
        text in "(\\PC|\n|\r\n|\\||Titre|Résumé|Abstract|Auteur|Numéro|Page| \\| |: |---\n|\u{a0}|à|\\\\|vol\\. |[0-9]{1,4}|the of and |dans les |; ){0,60}"
    ) {
        read_everywhere(&RECORDS, &text);
        let _ = sniff(&text);
    }
}
