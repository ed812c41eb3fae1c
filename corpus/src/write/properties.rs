//! Any record, hostile ones too, is read back as it was written, and what was read back is written the same way again.

use super::tests::{EN, FR, essence, read, written};
use super::{Source, Target};
use crate::lang::Lang;
use crate::read::Origin;
use crate::record::{Date, Declared, ItemType, LangFrom, LangText, Name, Record, Role, TextKind, Variable};
use crate::span::{Decoding, Text};
use proptest::prelude::*;

/// The targets whose readers keep all of a record, with the names of the readers.
const WHOLE: [(Target, &str); 3] =
    [(Target::BibLaTex, "bibtex"), (Target::BibTex, "bibtex"), (Target::CslJson, "csl-json")];

/// A text as a reader would hand it over.
fn text(value: &str) -> Text {
    let words: Vec<&str> = value.split_whitespace().collect();
    Text::made(crate::read::decode(&[&words.join(" ")], Decoding::Plain))
}

fn lang_text(value: &str, kind: TextKind, lang: Option<&str>) -> LangText {
    let declared = lang.map(str::to_owned);
    LangText {
        text: text(value).value,
        kind,
        lang: lang.map(Lang::new),
        declared,
        lang_from: LangFrom::Declared,
        ..LangText::default()
    }
}

/// Words of several scripts, with what LaTeX, JSON and RIS take for their own.
fn words() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "ER  - ",
        "\nER  - \nTY  - JOUR\n",
        "\rTY  - BOOK\r",
        "\r\nAB  - x",
        "}",
        "{",
        "\\",
        "@book{x,",
        "%",
        "$",
        "~",
        "\u{1}",
        "\u{b}",
        "\"",
        "\\u00e9",
        "\u{2028}",
        "\u{feff}ER  -",
        "--",
        "``",
        "''",
        "#",
        "^",
        "_",
        "ﬁ",
        "e\u{301}",
        "中文",
        "العربية",
        ",",
        ";",
        ":",
        "and",
        "]",
        "custom",
        "\\textit{x}",
    ]);
    let word = prop_oneof![3 => "[A-Za-zÀ-ÿŁłа-я0-9'’.()/=+-]{1,9}".boxed(), 1 => odd.prop_map(str::to_owned).boxed()];
    prop::collection::vec(word, 1..7).prop_map(|words| format!("T{}", words.join(" ")))
}

fn plain_word() -> impl Strategy<Value = String> {
    "[A-ZÀ-Þ][a-zß-öø-ÿ]{2,8}"
}

/// People by their parts, and institutions.
fn name() -> impl Strategy<Value = Name> {
    let role = prop::sample::select(vec![Role::Author, Role::Editor, Role::Translator]);
    let particle = prop::sample::select(vec!["", "", "van der", "de la", "von", "d'"]);
    let suffix = prop::sample::select(vec!["", "", "", "Jr", "III"]);
    let family = prop_oneof![3 => plain_word().boxed(), 1 => Just("Cruz y Silva".to_owned()).boxed(), 1 => Just("García-Márquez".to_owned()).boxed()];
    let given = prop_oneof![3 => plain_word().boxed(), 1 => Just("J.-P. R.".to_owned()).boxed(), 1 => Just("Jean and Marie".to_owned()).boxed()];
    let person = (family, given, particle, suffix).prop_map(|(family, given, particle, suffix)| Name {
        family,
        given,
        particle: particle.to_owned(),
        suffix: suffix.to_owned(),
        ..Name::default()
    });
    let institution = words().prop_map(|words| Name { literal: Some(text(&words).value), ..Name::default() });
    (role, prop_oneof![3 => person.boxed(), 1 => institution.boxed()]).prop_map(|(role, name)| Name { role, ..name })
}

fn date() -> impl Strategy<Value = Option<Date>> {
    let years = prop_oneof![8 => 1000..2100, 1 => -600..-1];
    let month = prop::option::of(1u8..=12);
    let written = prop::sample::select(vec!["", "", "2016~"]);
    let date = (years, month, prop::option::of(1u8..=28), prop::option::of(1..40), written);
    prop::option::weighted(
        0.9,
        date.prop_map(|(year, month, day, more, written)| (year, month.filter(|_| year > 0), day, more, written))
            .prop_map(|(year, month, day, more, written)| Date {
                year,
                month,
                day: day.filter(|_| month.is_some()),
                // Only years are ranges that all formats hold.
                end_year: more.filter(|_| month.is_none() && year > 0).map(|more: i32| year + more),
                written: Text::made(written),
            }),
    )
}

fn titles() -> impl Strategy<Value = Vec<LangText>> {
    let kinds = [
        (TextKind::Short, None),
        (TextKind::Original, None),
        (TextKind::Translated, Some("en")),
        (TextKind::Translated, Some("pt-BR")),
    ];
    (words(), prop::collection::vec(prop::option::of(words()), 4)).prop_map(move |(main, more)| {
        let more = more.into_iter().zip(kinds).filter_map(|(words, (kind, lang))| Some(lang_text(&words?, kind, lang)));
        std::iter::once(lang_text(&main, TextKind::Main, None)).chain(more).collect()
    })
}

fn abstracts() -> impl Strategy<Value = Vec<LangText>> {
    let french = words().prop_map(|words| lang_text(&format!("{FR} {words}"), TextKind::Main, Some("fr"))).boxed();
    let english = words().prop_map(|words| lang_text(&format!("{EN} {words}"), TextKind::Main, Some("en"))).boxed();
    prop_oneof![
        Just(Vec::new()),
        french.clone().prop_map(|one| vec![one]),
        (french, english).prop_map(|(one, other)| vec![one, other])
    ]
}

fn variables() -> impl Strategy<Value = Vec<Variable>> {
    let fixed = [
        ("DOI", "10.1000/a_b(1)%3C2;%3E"),
        ("URL", "https://example.org/~a?b=1&c=%20#d_e"),
        ("volume", "82"),
        ("issue", "3"),
        ("page", "12–34"),
        ("ISSN", "0303-965X"),
        ("publisher-place", "Genève"),
    ];
    let kept = prop::collection::vec(any::<bool>(), fixed.len());
    (kept, words(), words()).prop_map(move |(kept, publisher, note)| {
        let fixed = fixed.iter().zip(kept).filter(|(_, kept)| *kept).map(|((name, value), _)| (*name, text(value)));
        let free = [("publisher", text(&publisher)), ("note", text(&note))];
        fixed.chain(free).map(|(name, text)| Variable { name, text }).collect()
    })
}

fn record() -> impl Strategy<Value = Record> {
    let kinds = prop::sample::select(vec![
        ItemType::ArticleJournal,
        ItemType::Book,
        ItemType::Chapter,
        ItemType::PaperConference,
        ItemType::Thesis,
        ItemType::Report,
    ]);
    let keywords = prop::collection::vec(prop_oneof![plain_word().boxed(), Just("one, two".to_owned()).boxed()], 0..4);
    let lang = prop::sample::select(vec!["", "fr", "english"]);
    let parts = (
        "[a-zé]{1,6}[0-9]{0,4}",
        kinds,
        titles(),
        prop::collection::vec(name(), 0..4),
        date(),
        abstracts(),
        variables(),
        keywords,
        lang,
    );
    parts.prop_map(|(key, item_type, titles, names, issued, abstracts, variables, keywords, lang)| {
        let mut keywords: Vec<Text> = keywords.iter().map(|word| text(word)).collect();
        keywords.sort_by(|a, b| a.value.cmp(&b.value));
        keywords.dedup_by(|a, b| a.value == b.value);
        let written = Text::made(lang);
        let languages = if lang.is_empty() { vec![] } else { vec![Declared { lang: Lang::parse(lang), written }] };
        Record {
            key: text(&key),
            item_type,
            titles,
            names,
            issued,
            abstracts,
            variables,
            keywords,
            languages,
            ..Record::default()
        }
    })
}

/// What a record says, without white space: a line end may have become a blank.
fn kept(record: &Record) -> Vec<String> {
    let said = essence(record).into_iter().chain([format!("type {:?}", record.item_type)]);
    let mut said: Vec<String> = said.map(|said| said.chars().filter(|c| !c.is_whitespace()).collect()).collect();
    said.extend(record.languages.iter().map(|said| format!("language {}", said.written.value)));
    said.sort();
    said
}

/// What RIS holds of a record: names as they are shown, abstracts without their languages, no uncertainty.
fn held_by_ris(record: &Record) -> Vec<String> {
    let bare = |text: &str| {
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ';' | ',' | '\u{feff}')).collect::<String>()
    };
    let mut said = vec![format!("key {}", record.key.value), format!("type {:?}", record.item_type)];
    said.extend(record.names.iter().map(|name| format!("{:?} {}", name.role, bare(&name.display()))));
    let whole = |title: &&LangText| title.kind != TextKind::Original;
    said.extend(
        record.titles.iter().filter(whole).map(|title| format!("title {:?} {}", title.kind, bare(&title.text))),
    );
    said.extend(record.abstracts.iter().map(|text| format!("abstract {}", bare(&text.text))));
    said.extend(
        record.issued.iter().map(|date| format!("{} {:?} {:?} {:?}", date.year, date.month, date.day, date.end_year)),
    );
    let mut variables = record.variables.clone();
    variables.retain(|variable| variable.name != "note");
    said.extend(
        variables.iter().map(|variable| format!("{} {}", variable.name, bare(&variable.text.value).replace('–', "-"))),
    );
    said.extend(record.keywords.iter().map(|word| format!("word {}", bare(&word.value))));
    said.extend(record.languages.iter().map(|declared| format!("language {}", declared.written.value)));
    said.sort();
    said
}

/// A record as RIS can hold it: what would part a name is none of it, translators only where RIS has them.
fn for_ris(mut record: Record) -> Record {
    for name in &mut record.names {
        if let Some(literal) = &mut name.literal {
            *literal = literal.replace([';', ','], "");
        }
        let in_book =
            matches!(record.item_type, ItemType::Book | ItemType::Chapter | ItemType::Report | ItemType::Thesis);
        if name.role == Role::Translator && !in_book {
            name.role = Role::Editor;
        }
    }
    record.names.retain(|name| name.literal.as_ref().is_none_or(|literal| literal.trim().len() > 1));
    record
}

proptest! {
    #[test]
    fn any_record_comes_back_from_bibtex_and_csl(record in record()) {
        for (target, name) in WHOLE {
            let file = written(target, std::slice::from_ref(&record));
            let again = read(name, &file);
            prop_assert_eq!(again.len(), 1, "{}", file);
            prop_assert_eq!(kept(&again[0]), kept(&record), "{:?}\n{}", target, file);
            prop_assert_eq!(&written(target, &again), &file, "{:?}", target);
        }
    }

    #[test]
    fn any_record_comes_back_from_ris(record in record().prop_map(for_ris)) {
        let file = written(Target::Ris, std::slice::from_ref(&record));
        let again = read("ris", &file);
        prop_assert_eq!(again.len(), 1, "{}", file);
        prop_assert_eq!(held_by_ris(&again[0]), held_by_ris(&record), "{}", file);
        let file_again = written(Target::Ris, &again);
        prop_assert_eq!(held_by_ris(&read("ris", &file_again)[0]), held_by_ris(&again[0]), "{}", file);
    }

    /// A file with any record in it is as many records as were written, whatever the values try.
    #[test]
    fn no_value_ends_its_record(records in prop::collection::vec(record(), 1..4)) {
        for (target, name) in WHOLE.into_iter().chain([(Target::Ris, "ris")]) {
            let sources: Vec<Source<'_>> = records.iter().map(|record| Source { record, written: None }).collect();
            let file = target.file(&sources);
            let reader = crate::read::READERS.iter().find(|reader| reader.name == name).expect("registered");
            prop_assert_eq!((reader.read)(&file, &Origin::default()).records.len(), records.len(), "{}", file);
        }
    }
}

/// Titles and abstracts, without white space: what no target may lose.
fn texts(record: &Record) -> Vec<String> {
    let texts = record.titles.iter().chain(&record.abstracts).map(|text| &text.text);
    texts.map(|text| text.chars().filter(|c| c.is_alphanumeric()).collect()).collect()
}

#[test]
#[ignore = "needs the shared data"]
fn every_real_record_is_exported_and_read_again() {
    let targets = WHOLE.into_iter().chain([(Target::Ris, "ris")]);
    let mut table = targets.map(|(target, name)| (target, name, [0_usize; 3])).collect::<Vec<_>>();
    for path in crate::read::wild::files(&crate::read::wild::corpora()) {
        let Some((_, reading)) = crate::read::wild::read(&path) else { continue };
        for record in &reading.records {
            for (target, name, [records, said, lost]) in &mut table {
                let file = written(*target, std::slice::from_ref(record));
                let reader = crate::read::READERS.iter().find(|reader| reader.name == *name).expect("registered");
                let again = (reader.read)(&file, &Origin::default()).records;
                assert_eq!(again.len(), 1, "{target:?} {}\n{file}", path.display());
                let whole: String = file.chars().filter(|c| c.is_alphanumeric()).collect();
                let kept = texts(&again[0]).concat();
                for text in texts(record) {
                    *said += 1;
                    let is_lost = !kept.contains(&text) && !whole.contains(&text);
                    if is_lost && *lost < 5 {
                        println!("{target:?} {} {} lost {text:.90}", path.display(), record.key.value);
                    }
                    *lost += usize::from(is_lost);
                }
                *records += 1;
            }
        }
    }
    println!("target, reader: records, titles and abstracts, lost\n{table:?}");
    assert!(table.iter().all(|(.., [records, _, lost])| *records > 16_000 && *lost == 0), "{table:?}");
}
