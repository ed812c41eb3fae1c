//! What is written is read back as the same record.

use super::style::Style;
use super::{Source, Target, add, bibtex};
use crate::read::bibtex::latex;
use crate::read::{Origin, READERS, Reader};
use crate::record::{LangText, Name, Record, Role, TextKind, Variable};
use crate::shard::Shard;
use crate::span::Text;
use proptest::prelude::*;
use std::path::Path;

fn reader(name: &str) -> &'static Reader {
    READERS.iter().find(|reader| reader.name == name).expect("registered")
}

pub(super) fn read(name: &str, text: &str) -> Vec<Record> {
    let reading = (reader(name).read)(text, &Origin::default());
    assert!(reading.problems.is_empty(), "{:?}\n{text}", reading.problems);
    reading.records
}

pub(super) fn written(target: Target, records: &[Record]) -> String {
    let sources: Vec<Source<'_>> = records.iter().map(|record| Source { record, written: None }).collect();
    target.file(&sources)
}

/// What a record says, without its places: what every target keeps, in one order.
pub(super) fn essence(record: &Record) -> Vec<String> {
    let mut said = vec![format!("key {}", record.key.value)];
    said.extend(record.names.iter().map(|name| {
        let Name { role, family, given, particle, suffix, literal, .. } = name;
        format!("{role:?} {family}|{given}|{particle}|{suffix}|{literal:?}")
    }));
    let texts = |what: &str, texts: &[LangText]| -> Vec<String> {
        texts
            .iter()
            .map(|text| format!("{what} {} {:?}", text.text, text.lang.as_ref().map(|lang| lang.as_str().to_owned())))
            .collect()
    };
    said.extend(record.titles.iter().map(|title| format!("title {:?} {}", title.kind, title.text)));
    said.extend(texts("abstract", &record.abstracts));
    said.extend(record.containers.iter().map(|container| format!("in {:?} {}", container.kind, container.text)));
    said.extend(
        record.issued.iter().map(|date| format!("{} {:?} {:?} {:?}", date.year, date.month, date.day, date.end_year)),
    );
    said.extend(record.variables.iter().map(|variable| format!("{} {}", variable.name, variable.text.value)));
    said.extend(record.keywords.iter().map(|word| format!("word {}", word.value)));
    said.extend(record.aliases.iter().map(|alias| format!("alias {}", alias.value)));
    said.sort();
    said
}

pub(super) const FR: &str = "Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre les bénévoles et les professionnels de la justice.";
pub(super) const EN: &str = "This article presents a qualitative case study of co-production between volunteers and professionals in the legally regulated justice services.";

fn bilingual() -> String {
    format!(
        "@article{{tuurnas2016,
  author = {{van der Berg, Jan and Tuurnas, Jr, Sanna and {{Ministère de la Justice}}}}, editor = {{Ek, Åsa}},
  title = {{L'impact de la coproduction: 100 \\% & plus}}, title_en = {{The impact of co-production}},
  journaltitle = {{Revue internationale}}, shortjournal = {{RISA}}, date = {{2016-03-12}}, volume = {{82}}, number = {{1}},
  pages = {{143--160}}, doi = {{10.1177/0020852314566006}}, langid = {{french}}, keywords = {{coproduction, imputabilité}},
  ids = {{t16}}, publisher = {{Cairn}}, abstract = {{{FR}}}, abstract_en = {{{EN}}}, x-mine = {{kept_too}}
}}"
    )
}

#[test]
fn a_bilingual_record_survives_bibtex_biblatex_and_csl() {
    let records = read("bibtex", &bilingual());
    assert_eq!(records[0].abstracts.len(), 2);
    for (target, name) in [(Target::BibLaTex, "bibtex"), (Target::BibTex, "bibtex"), (Target::CslJson, "csl-json")] {
        let text = written(target, &records);
        let again = read(name, &text);
        let mut expected = essence(&records[0]);
        let mut got = essence(&again[0]);
        if target == Target::CslJson {
            // CSL-JSON has no aliases but those that `custom` keeps.
            expected.retain(|said| !said.starts_with("alias"));
            got.retain(|said| !said.starts_with("alias"));
        }
        assert_eq!(got, expected, "{target:?}\n{text}");
        assert!(format!("{:?}", again[0].extra).contains("kept_too"), "{text}");
    }
}

#[test]
fn ris_has_a_line_for_each_thing() {
    let text = written(Target::Ris, &read("bibtex", &bilingual()));
    for line in [
        "TY  - JOUR\r\nID  - tuurnas2016\r\n",
        "AU  - van der Berg, Jan\r\n",
        "AU  - Tuurnas, Sanna, Jr\r\n",
        "AU  - Ministère de la Justice\r\n",
        "TT  - The impact of co-production\r\n",
        "SP  - 143\r\nEP  - 160\r\n",
        "DA  - 2016/03/12/\r\n",
        "N1  - x-mine: kept_too\r\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(text.matches("AB  - ").count(), 2);
    assert!(text.ends_with("ER  - \r\n"));
}

#[test]
fn entries_are_kept_as_written_with_their_macros() {
    let text = "@string{pup = \"Presses de l'Universit{\\'e}\"}\n@Book{a, title={The {DNA} $x^2$}, publisher = pup # \" et Cie\", month = jan, year = 1999}\n@book{b, title = {No end, year = 1}";
    let shard = Shard::of_text(Path::new("/a.bib"), text);
    let entry = shard.entry_as_written(0).expect("closed");
    assert_eq!(
        entry.print(&Style::default()),
        "@book{a,\n  title = {The {DNA} $x^2$},\n  publisher = {Presses de l'Universit{\\'e} et Cie},\n  month = jan,\n  year = 1999,\n}"
    );
    assert_eq!(shard.entry_as_written(1), None);
}

fn sample() -> Record {
    read("bibtex", "@article{nu2020, author = {Ñu, Ana}, title = {A title}, journal = {J}, year = {2020}}").remove(0)
}

/// The text with the record added.
fn added(path: &str, text: &str) -> String {
    let shard = Shard::of_text(Path::new(path), text);
    let record = sample();
    let addition = add::addition(&shard, Source { record: &record, written: None })
        .unwrap_or_else(|| panic!("{text:?} takes no additions"));
    let mut text = text.to_owned();
    text.insert_str(addition.at as usize, &addition.text);
    text
}

#[test]
fn a_record_is_added_in_the_style_of_the_file() {
    let aligned = "@ARTICLE{old,\n\tAUTHOR    = \"Ek, A.\",\n\tTITLE     = \"One\",\n\tPUBLISHER = \"P\",\n\tYEAR      = \"1999\"\n}\n\n% the end\n";
    assert_eq!(
        added("/a.bib", aligned),
        "@ARTICLE{old,\n\tAUTHOR    = \"Ek, A.\",\n\tTITLE     = \"One\",\n\tPUBLISHER = \"P\",\n\tYEAR      = \"1999\"\n}\n\n@ARTICLE{nu2020,\n\tAUTHOR    = \"Ñu, Ana\",\n\tTITLE     = \"A title\",\n\tJOURNAL   = \"J\",\n\tYEAR      = \"2020\"\n}\n\n% the end\n"
    );
    let entry = |key: &str| format!("@Book{{{key},\r\n    author={{Ek, A.}},\r\n    title={{One}},\r\n    }}\r\n");
    let sorted = ["a", "b", "o", "z"].map(entry).concat();
    let expected = [
        entry("a"),
        entry("b"),
        "@Article{nu2020,\r\n    author={Ñu, Ana},\r\n    title={A title},\r\n    journal={J},\r\n    year={2020},\r\n    }\r\n".to_owned(),
        entry("o"),
        entry("z"),
    ];
    assert_eq!(added("/a.bib", &sorted), expected.concat());
    assert_eq!(
        added("/a.bib", ""),
        "@article{nu2020,\n  author = {Ñu, Ana},\n  title = {A title},\n  journal = {J},\n  year = {2020},\n}\n"
    );
}

#[test]
fn a_record_is_added_to_csl_json_in_its_indentation() {
    let text = "[\n    {\n        \"id\": \"b\",\n        \"type\": \"book\",\n        \"title\": \"B\"\n    }\n]\n";
    let item = "{\n        \"id\": \"nu2020\",\n        \"type\": \"article-journal\",\n        \"title\": \"A title\",\n        \"container-title\": \"J\",\n        \"author\": [{\"family\": \"Ñu\", \"given\": \"Ana\"}],\n        \"issued\": {\"date-parts\": [[2020]]}\n    }";
    assert_eq!(added("/a.json", text), text.replace("    }\n]", &format!("    }},\n    {item}\n]")));
    assert!(
        added("/a.json", "[{\"id\": \"b\", \"type\": \"book\", \"title\": \"B\"}]")
            .starts_with("[{\"id\": \"b\", \"type\": \"book\", \"title\": \"B\"},{\"id\": \"nu2020\", ")
    );
    for text in [
        "[]",
        "[ ]\n",
        text,
        "[{\"id\": \"b\", \"type\": \"book\", \"title\": \"B\"},\n {\"id\": \"c\", \"title\": \"C\"}]",
    ] {
        assert!(read("csl-json", &added("/a.json", text)).iter().any(|record| record.key.value == "nu2020"));
    }
}

/// Text as it occurs: letters of several scripts, and all that LaTeX takes for its own.
fn words() -> impl Strategy<Value = String> {
    let word = "[A-Za-zÀ-ÿŁłа-я0-9'’&%$#_~^\\\\{}\"<>:;.!?()\\[\\]@*+=/-]{1,8}";
    proptest::collection::vec(word, 1..6).prop_map(|words| words.join(" "))
}

fn plain_word() -> impl Strategy<Value = String> {
    "[A-ZÀ-Þ][a-zß-ÿ]{2,8}"
}

proptest! {
    #[test]
    fn any_text_survives_latex(text in words()) {
        let nfc = crate::read::decode(&[&text], crate::span::Decoding::Plain);
        prop_assert_eq!(latex::decode(&bibtex::latex(&text), false).into_owned(), nfc);
    }

    #[test]
    fn any_record_survives(title in words(), note in words(), family in plain_word(), given in plain_word(), institution in words(), year in 1000i32..2100) {
        let text = |value: &str| Text::made(crate::read::decode(&[value], crate::span::Decoding::Plain));
        let name = |name: Name| Name { role: Role::Author, ..name };
        let record = Record {
            key: Text::made("k2000"),
            titles: vec![LangText { text: text(&title).value, kind: TextKind::Main, ..LangText::default() }],
            names: vec![
                name(Name { family, given, ..Name::default() }),
                name(Name { literal: Some(text(&institution).value), ..Name::default() }),
            ],
            issued: Some(crate::record::Date { year, ..crate::record::Date::default() }),
            variables: vec![Variable { name: "note", text: text(&note) }],
            ..Record::default()
        };
        for (target, name) in [(Target::BibLaTex, "bibtex"), (Target::BibTex, "bibtex"), (Target::CslJson, "csl-json")] {
            let text = written(target, std::slice::from_ref(&record));
            let again = read(name, &text);
            let kept = |record: &Record| {
                let said = essence(record).into_iter();
                said.map(|said| said.replace(|c: char| c.is_whitespace(), "")).collect::<Vec<_>>()
            };
            prop_assert_eq!(kept(&again[0]), kept(&record), "{}", text);
        }
    }
}
