use super::{BIBTEX, Macros};
use crate::read::testing::{assert_sound, read_everywhere};
use crate::read::{Depth, Origin, Problem, ProblemKind, Reading};
use crate::record::{ItemType, LangFrom, ParentKind, Record, Role, TextKind};
use crate::shard::brief_of;
use crate::source::Source;
use proptest::prelude::*;

const FULL: &str = r#"% A file as people write them.
@string{jmr = "J. of Management " # {\& Research}}
@preamble{ "\newcommand{\noopsort}[1]{}" }

@Article{tuurnas:2016,
  author       = {Tuurnas, Sanna and St{\'e}phane {\O}stergaard and {World Health and Care Organization} and others},
  title        = "L'impact {Des} {\'e}changes --- une \emph{{\'e}tude}",
  subtitle     = {Le cas finlandais},
  title+an:english = {="The Impact"},
  title_de     = {Die Wirkung},
  shorttitle   = {Impact},
  origtitle    = {Alku},
  journal      = jmr,
  year         = 2016, month = mar,
  volume       = 82, number = {1},
  pages        = {137--153},
  doi          = {https://doi.org/10.1177/0020852314566007\_X},
  url          = {\url{https://example.org/a_b~c}},
  keywords     = {coproduction; professionnels, {a, b}},
  langid       = {french},
  abstract     = {R{\'e}sum{\'e} : Cet article traite de la coproduction des services publics en Finlande, et de ce qu'elle change
    pour les professionnels qui y prennent part tous les jours dans la ville.

    Abstract: This article deals with the coproduction of public services in Finland, and with what it changes for the
    professionals who take part in it every day in the city.},
  annote       = {Lu},
  volume       = {83},
  ids          = {old:2016, older},
  crossref     = {vol82},
  xdata        = {a, b},
}
@inproceedings{k2, title = {x} # " and " # jmr # unknownmacro, date = {2016-03/2018}, editor={de la Cruz, Jr., Ana}, booktitle=jmr}
"#;

fn read(text: &str) -> Reading {
    let source = Source::decode(text.as_bytes().to_vec());
    let reading = (BIBTEX.read)(&source.text, &Origin::default());
    assert_sound(&source, text.as_bytes(), &reading);
    assert_briefs(text, &reading);
    reading
}

/// The stream says the same as the whole reading: briefs, records one by one, problems; also in windows.
pub(super) fn assert_briefs(text: &str, reading: &Reading) {
    let stream = super::ENTRIES;
    let cut = (stream.cut)(text);
    for windows in [vec![(0, text)], vec![(0, &text[..cut]), (cut, &text[cut..])]] {
        let mut macros = Macros::default();
        let mut problems: Vec<Problem> = Vec::new();
        let mut place = 0;
        for (base, window) in windows {
            let brief = &mut |brief: crate::shard::Brief<'_>| {
                let record = &reading.records[place];
                assert_eq!(format!("{brief:?}"), format!("{:?}", brief_of(record)));
                place += 1;
            };
            (stream.briefs)(window, base as u32, &mut macros, brief, &mut |problem| problems.push(problem));
        }
        problems.sort_by_key(|problem| problem.span.start);
        assert_eq!(place, reading.records.len(), "{text}");
        assert_eq!(problems, reading.problems);
        for record in &reading.records {
            let again = (stream.record)(record.span.of(text), record.span.start, &macros, Depth::Full)
                .expect("the same record");
            assert_eq!(&again, record);
        }
    }
}

fn one(text: &str) -> Record {
    let mut reading = read(text);
    assert_eq!(reading.problems, [], "{text}");
    assert_eq!(reading.records.len(), 1, "{text}");
    reading.records.remove(0)
}

#[test]
fn a_full_record_has_everything_in_its_place() {
    let reading = read_everywhere(&BIBTEX, FULL);
    let record = &reading.records[0];
    assert_eq!((record.key.value.as_str(), record.item_type), ("tuurnas:2016", ItemType::ArticleJournal));
    let names: Vec<_> = record.names.iter().map(|name| (name.full(), name.written.value.as_str())).collect();
    let expected = [
        ("Sanna Tuurnas", "Tuurnas, Sanna"),
        ("Stéphane Østergaard", "Stéphane Østergaard"),
        ("World Health and Care Organization", "World Health and Care Organization"),
    ];
    assert_eq!(names, expected.map(|(full, written)| (full.to_string(), written)));
    let titles: Vec<_> = record.titles.iter().map(|title| (title.text.as_str(), title.kind)).collect();
    assert_eq!(
        titles,
        [
            ("L'impact Des échanges — une étude", TextKind::Main),
            ("Le cas finlandais", TextKind::Subtitle),
            ("The Impact", TextKind::Translated),
            ("Die Wirkung", TextKind::Translated),
            ("Impact", TextKind::Short),
            ("Alku", TextKind::Original),
        ]
    );
    assert_eq!(
        (record.titles[2].declared.as_deref(), record.titles[2].lang_from),
        (Some("english"), LangFrom::Declared)
    );
    assert_eq!(record.containers[0].text, "J. of Management & Research");
    assert_eq!((record.year(), record.issued.as_ref().and_then(|date| date.month)), (Some(2016), Some(3)));
    let variable = |name: &str| record.variable(name).map(|text| text.value.as_str());
    assert_eq!([variable("volume"), variable("issue"), variable("page")], [Some("82"), Some("1"), Some("137–153")]);
    assert_eq!(variable("DOI"), Some("https://doi.org/10.1177/0020852314566007_X"));
    assert_eq!(variable("URL"), Some("https://example.org/a_b~c"));
    assert_eq!(brief_of(record).doi, "10.1177/0020852314566007_x");
    let keywords: Vec<_> = record.keywords.iter().map(|keyword| keyword.value.as_str()).collect();
    assert_eq!(keywords, ["coproduction", "professionnels", "a, b"]);
    assert_eq!(record.languages[0].lang.as_ref().map(crate::lang::Lang::as_str), Some("fr"));
    let extra: Vec<_> = record.extra.iter().map(|(label, text)| (label.value.as_str(), text.value.as_str())).collect();
    assert_eq!(extra, [("author", "others"), ("month", "3"), ("annote", "Lu"), ("volume", "83")]);
    let parents: Vec<_> = record.parents.iter().map(|parent| (parent.kind, parent.key.value.as_str())).collect();
    assert_eq!(parents, [(ParentKind::Crossref, "vol82"), (ParentKind::Xdata, "a"), (ParentKind::Xdata, "b")]);
    assert_eq!(record.aliases[1].value, "older");
}

#[test]
fn two_languages_in_one_abstract_are_told_apart() {
    let record = &read(FULL).records[0];
    let langs: Vec<_> = record.abstracts.iter().map(|text| text.lang.as_ref().map(crate::lang::Lang::as_str)).collect();
    assert_eq!(langs, [Some("fr"), Some("en")]);
    assert!(record.abstracts[0].text.starts_with("Cet article"), "{:?}", record.abstracts[0].text);
    assert!(record.abstracts[1].text.ends_with("the city."));
}

#[test]
fn macros_are_put_in_where_they_stand() {
    let reading = read(FULL);
    let record = &reading.records[1];
    assert_eq!(record.title().map(|title| title.text.as_str()), Some("x and J. of Management & Researchunknownmacro"));
    let kinds: Vec<_> = reading.problems.iter().map(|problem| &problem.kind).collect();
    assert_eq!(kinds, [&ProblemKind::UnknownMacro("unknownmacro".into())]);
    assert_eq!(reading.problems[0].span.of(FULL), "unknownmacro");
    let name = record.names_of(Role::Editor).next().expect("an editor");
    assert_eq!([&name.given, &name.particle, &name.family, &name.suffix], ["Ana", "de la", "Cruz", "Jr."]);
    assert_eq!(record.issued.as_ref().map(|date| (date.year, date.end_year)), Some((2016, Some(2018))));
}

#[test]
fn macros_of_the_months_and_of_standard_styles_are_known() {
    // btxdoc and plain.bst; months in full are no macros.
    let reading = read("@article{a, journal = JACM, publisher = tocs, month = mAr, note = March}");
    let unknown: Vec<_> = reading.problems.iter().map(|problem| &problem.kind).collect();
    assert_eq!(unknown, [&ProblemKind::UnknownMacro("March".into())]);
}

#[test]
fn a_macro_holds_from_its_definition_on() {
    let reading =
        read("@a{k,title=m}@string{m={1}}@a{l,title=m}@string{M={2}}@a{n,title=m,month=jan,x=jan,month={10~}#jan}");
    let titles: Vec<_> = reading.records.iter().map(|record| record.titles[0].text.as_str()).collect();
    assert_eq!(titles, ["m", "1", "2"]);
    let extra: Vec<_> = reading.records[2].extra.iter().map(|(_, text)| text.value.as_str()).collect();
    assert_eq!(extra, ["1", "jan", "10 jan"]);
}

#[test]
fn a_doubling_bomb_is_told_and_harmless() {
    let mut text = String::from("@string{a0 = {0123456789}}\n");
    for line in 1..=40 {
        text += &format!("@string{{a{line} = a{} # a{}}}\n", line - 1, line - 1);
    }
    text += "@book{k, title = a40, year = 2016}\n";
    let time = std::time::Instant::now();
    let reading = (BIBTEX.read)(&text, &Origin::default());
    assert!(time.elapsed().as_millis() < 1000);
    assert!(reading.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::MacroBudget(_))));
    assert_eq!(reading.records[0].year(), Some(2016));
}

#[test]
fn crossrefs_in_a_circle_are_only_named() {
    let reading = read("@article{a,crossref={b}} @book{b,crossref={a}} @book{c, crossref={c}}");
    assert_eq!(reading.records.len(), 3);
    assert_eq!(reading.problems, []);
}

#[test]
fn what_peers_lose_is_kept() {
    let record = one("@article{stergaard, author={\\O{}stergaard, J.}, title={x}, % a comment\n year=2016, pages={1}}");
    assert_eq!(record.names[0].family, "Østergaard");
    assert_eq!(record.year(), Some(2016));
    let record = one("@book{k, editor = {Ann Lee}, year = {in press}}");
    assert_eq!(record.main_names().len(), 1);
    assert_eq!((record.year(), record.extra[0].1.value.as_str()), (None, "in press"));
}

/// What fuzzing found: the value ends with a command whose name is a blank.
#[test]
fn a_blank_behind_a_backslash_belongs_to_the_value() {
    for blank in [" ", "\n", "\r\n", " \t", "\\ ", ""] {
        let record =
            one(&format!("@book{{a, school = {{Unter, \\{blank}}}, title = \"T\\{blank}\" # {{ x\\{blank}}}}}"));
        assert!(record.variables[0].text.value.starts_with("Unter,"));
    }
}

fn entry() -> impl Strategy<Value = String> {
    let text = r"([A-Za-z]{1,8}|\\'\{e\}|\\O\{\}x|\{[A-Z]{1,3}\}|--|~|``x''|é|e\u{301}|\$x_1\$|, |; | and |  |\n|van |\\emph\{a b\}|&|10\.1/X|2016){1,8}";
    let name =
        "(author|editor|title|year|date|doi|keywords|abstract|ids|crossref|title_fr|subtitle|month|note|TITLE|x-y)";
    let value = prop_oneof![
        text.prop_map(|text| format!("{{{text}}}")),
        text.prop_map(|text| format!("{{{text}}} # m # {{{text}}}")),
        Just("m".to_string()),
        Just("jan".to_string()),
        Just("2016".to_string()),
        Just("nobody # 12".to_string()),
    ];
    let fields = prop::collection::vec((name, value).prop_map(|(name, value)| format!("  {name} = {value}")), 0..8);
    ("[a-zé:+/]{1,6}", fields).prop_map(|(key, fields)| format!("@article{{{key},\n{}\n}}\n", fields.join(",\n")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn values_are_what_their_bytes_decode_to(entries in prop::collection::vec(entry(), 1..6), extra in "[{}\",=#@]{0,2}", at in 0usize..400) {
        let mut text = format!("@string{{m = {{Jo and {{\\'E}}va}} # \" x\"}}\n{}", entries.concat());
        read(&text);
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.insert_str(at, &extra);
        let source = Source::decode(text.as_bytes().to_vec());
        assert_sound(&source, text.as_bytes(), &(BIBTEX.read)(&source.text, &Origin::default()));
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let source = Source::decode(bytes.clone());
        assert_sound(&source, &bytes, &(BIBTEX.read)(&source.text, &Origin::default()));
    }
}
