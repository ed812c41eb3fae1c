//! What the index promises: the answers of a look at all records, in the time of a look at few.

use super::{Corpus, NearKey, RecordId, Scope};
use crate::fold::fold;
use crate::shard::Shard;
use crate::shard::testing::shard;
use proptest::collection::vec;
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn corpus(files: &[&str]) -> Corpus {
    Corpus::new((0..).zip(files).map(|(number, text)| shard(&format!("/{number:04}.lines"), text)).collect())
}

fn all(corpus: &Corpus) -> Vec<RecordId> {
    let shards = (0..).zip(corpus.shards());
    shards.flat_map(|(place, shard)| (0..shard.len()).map(move |row| RecordId { shard: place, row })).collect()
}

fn keys<'a>(corpus: &'a Corpus, ids: &[RecordId]) -> Vec<&'a str> {
    ids.iter().map(|id| corpus.entry(*id).key()).collect()
}

fn completed<'a>(corpus: &'a Corpus, query: &str) -> Vec<&'a str> {
    keys(corpus, &corpus.complete(query, &Scope::All, 50).ids)
}

const WORKS: &str = "\
tuurnas2016impact|2016|Tuurnas;Stenvall;Rannisto|L'impact de la coproduction en Finlande|10.1/a|
tuurnas2016b|2016|Tuurnas|Coproduction in Finland|10.1/b|
rannisto2012|2012|Rannisto|Tuurnas and others|10.1/c|
Østergaard1999|1999|Østergaard|Voilà|10.1/d|
DoeJohn2001Title|2001|Doe|Something||
";

#[test]
fn keys_come_before_names_and_names_before_titles() {
    let corpus = corpus(&[WORKS]);
    assert_eq!(completed(&corpus, "tuur"), ["tuurnas2016b", "tuurnas2016impact", "rannisto2012"]);
    assert_eq!(completed(&corpus, "tuurnas2016b"), ["tuurnas2016b"]);
    assert_eq!(completed(&corpus, "ranni"), ["rannisto2012", "tuurnas2016impact"]);
    assert_eq!(completed(&corpus, "coprod finl 2016"), ["tuurnas2016b", "tuurnas2016impact"]);
    assert_eq!(completed(&corpus, "impact"), ["tuurnas2016impact"], "inside a key");
    assert_eq!(completed(&corpus, "ostergaard"), ["Østergaard1999"]);
    assert_eq!(completed(&corpus, "Oster 1999"), ["Østergaard1999"]);
    assert_eq!(completed(&corpus, "title"), ["DoeJohn2001Title"], "a key in camel case");
    assert_eq!(
        completed(&corpus, ""),
        ["DoeJohn2001Title", "Østergaard1999", "rannisto2012", "tuurnas2016b", "tuurnas2016impact"]
    );
    assert_eq!(completed(&corpus, "finland nothing"), [""; 0]);
}

#[test]
fn a_slip_still_finds() {
    let corpus = corpus(&[WORKS]);
    for query in [
        "tuunras",
        "turnas",
        "tuurnsa2016",
        "yuurnas",
        "tuurnas2016ipmact",
        "coprodutcion",
        "copdroduktion",
        "coprodcut",
    ] {
        assert!(completed(&corpus, query).contains(&"tuurnas2016impact"), "{query}");
    }
    assert_eq!(completed(&corpus, "doo"), [""; 0], "three letters may not be misspelt");
}

#[test]
fn a_cut_list_says_so() {
    let corpus = corpus(&[WORKS]);
    let found = corpus.complete("tuurnas", &Scope::All, 2);
    assert_eq!((found.ids.len(), found.more), (2, true));
    assert!(!corpus.complete("tuurnas", &Scope::All, 3).more);
}

#[test]
fn aliases_and_duplicates_and_case() {
    let corpus = corpus(&["a|1|b|c||\nA|1|b|c||\na|2|b|c||", "a|3|b|c||"]);
    assert_eq!(corpus.find("a", &Scope::All), Some(RecordId { shard: 0, row: 0 }));
    assert_eq!(corpus.find_all("a", &Scope::All).len(), 3);
    assert_eq!(corpus.find_folded("A", &Scope::All).len(), 4);
    assert_eq!(corpus.find("a", &Scope::Some(vec![1])), Some(RecordId { shard: 1, row: 0 }));
    assert_eq!(corpus.find("á", &Scope::All), None);
    assert_eq!(corpus.find("a", &Scope::Some(vec![7])), None);
}

#[test]
fn works_are_found_in_other_files() {
    let files = [
        "k1|2016|Tuurnas|The Impact: of|10.1/A|",
        "k2|2016|Tuurnas|the impact of||",
        "k3|||Else|10.1/a|",
        "k4|2015|Tuurnas|The impact of||",
    ];
    let corpus = corpus(&files);
    let first = corpus.find("k1", &Scope::All).expect("it is there");
    assert_eq!(keys(&corpus, &corpus.companions(first)), ["k2", "k3"]);
    assert_eq!(corpus.find_doi("https://doi.org/10.1/A", &Scope::All).len(), 2);
    assert_eq!(corpus.find_doi("", &Scope::All), []);
    let texts: Vec<_> = corpus.abstracts(first).into_iter().map(|(text, _)| text.text).collect();
    assert_eq!(texts, ["The Impact: of"], "one abstract a language");
}

#[test]
fn a_file_named_like_a_key_belongs_to_it() {
    let corpus = Corpus::new(vec![
        shard("/all.lines", "tuurnas2016|2016|Tuurnas|||\nother||||,|"),
        shard("/t/tuurnas2016.lines", "made|||An abstract||"),
    ]);
    let record = corpus.find("tuurnas2016", &Scope::All).expect("it is there");
    assert_eq!(keys(&corpus, &corpus.companions(record)), ["made"]);
    assert_eq!(corpus.abstracts(record).len(), 1);
    let text = corpus.find("made", &Scope::All).expect("it is there");
    assert_eq!(corpus.companions(text), [record]);
}

#[test]
fn records_inherit_from_their_own_file_first() {
    let corpus = corpus(&[
        "child||A|Part||parent\nparent|1999|E|Own book||grand",
        "parent|2000|X|Other book||",
        "grand|1990|G|Series|10.1/g|child",
    ]);
    let child = corpus.record(corpus.find("child", &Scope::All).expect("it is there")).expect("unchanged");
    assert_eq!(child.year(), Some(1999));
    assert_eq!(child.title().map(|title| title.text.as_str()), Some("Part"));
    assert_eq!(child.containers.iter().map(|title| title.text.as_str()).collect::<Vec<_>>(), ["Own book"]);
    assert_eq!(child.names.len(), 1, "an author of its own");
    assert_eq!(child.variable("DOI").map(|doi| doi.value.as_str()), Some("10.1/g"));
}

#[test]
fn near_keys_are_ranked_and_unique_ones_marked() {
    let corpus = corpus(&[WORKS, "tuurnas2016impact|2016|x|y||"]);
    let near = corpus.nearest_keys("turnas2016impct", &Scope::All, 5);
    assert_eq!(near, [NearKey { id: RecordId { shard: 0, row: 0 }, distance: 2, unique: true }]);
    assert_eq!(corpus.nearest_keys("turnas2016impct", &Scope::All, 5), near, "remembered");
    assert_eq!(corpus.nearest_keys("turnas2016impct", &Scope::Some(vec![1]), 5)[0].id.shard, 1);
    assert_eq!(corpus.nearest_keys("zzz", &Scope::All, 5), []);
    assert_eq!(corpus.nearest_keys(&"x".repeat(1 << 20), &Scope::All, 5), []);
    assert_eq!(corpus.nearest_keys("OSTERGAARD1999", &Scope::All, 5)[0].distance, 0);
}

/// Lines of the tests' format with colliding keys, names and titles.
fn entries() -> impl Strategy<Value = Vec<String>> {
    let entry = ("[abÁ]{1,2}[12]{1,2}[ab]{0,6}", 1998..2002i32, "[A-C][ab]{3,5}", "[abé]{1,5} [abé]{3,9}");
    let line = entry.prop_map(|(key, year, family, title)| format!("{key}|{year}|{family}|{title}||\n"));
    vec(line, 0..60)
}

fn files(entries: &[String], of: usize) -> Vec<Arc<Shard>> {
    (0..)
        .zip(entries.chunks(of))
        .map(|(number, lines)| shard(&format!("/{number:04}.lines"), &lines.concat()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn lookups_answer_as_a_look_at_all_records(entries in entries(), of in 1usize..70, key in "[abÁ]{1,2}[12]{1,2}[ab]{0,6}") {
        let corpus = Corpus::new(files(&entries, of));
        let known = |is: &dyn Fn(&str) -> bool| -> Vec<RecordId> { all(&corpus).into_iter().filter(|id| is(corpus.entry(*id).key())).collect() };
        prop_assert_eq!(corpus.find_all(&key, &Scope::All), known(&|other| other == key));
        prop_assert_eq!(corpus.find_folded(&key, &Scope::All), known(&|other| fold(other) == fold(&key)));
        let within = (fold(&key).chars().count() / 4).clamp(1, 3);
        let mut near: Vec<&str> = keys(&corpus, &corpus.nearest_keys(&key, &Scope::All, usize::MAX).iter().map(|near| near.id).collect::<Vec<_>>());
        near.sort_unstable();
        let mut scanned = keys(&corpus, &known(&|other| strsim::osa_distance(&fold(other), &fold(&key)) <= within));
        scanned.sort_unstable();
        scanned.dedup();
        prop_assert_eq!(near, scanned);
    }

    #[test]
    fn every_record_is_completed_by_what_it_says(entries in entries(), of in 1usize..70) {
        let corpus = Corpus::new(files(&entries, of));
        for id in all(&corpus) {
            let entry = corpus.entry(id);
            let family = entry.names().next().expect("every entry has one").family;
            let first = entry.title().split(' ').next().expect("every entry has one");
            let queries = [entry.key().to_owned(), format!("{family} {}", entry.year().expect("every entry has one")), first.to_owned()];
            for query in queries {
                prop_assert!(corpus.complete(&query, &Scope::All, 100).ids.contains(&id), "{}", query);
            }
            let exact = corpus.complete(entry.key(), &Scope::All, 1).ids;
            prop_assert_eq!(fold(corpus.entry(exact[0]).key()), fold(entry.key()));
        }
    }

    #[test]
    fn swaps_one_by_one_make_the_same_corpus(entries in entries(), order in vec(0usize..60, 0..90), key in "[ab]{1,2}[12]{1,2}[ab]{0,4}") {
        let shards = files(&entries, 1);
        let mut corpus = Corpus::new(shards.clone());
        let mut kept: Vec<_> = shards;
        for (turn, place) in order.into_iter().enumerate() {
            if turn % 3 == 0 {
                // The tables are in use between swaps.
                let _ = corpus.complete(&key, &Scope::All, 5);
            }
            let path = format!("/{place:04}.lines");
            kept.retain(|shard| shard.path() != Path::new(&path));
            if turn % 4 == 3 {
                corpus = corpus.without(Path::new(&path));
            } else {
                let swapped = shard(&path, &format!("{key}|{turn}|B|Title||\n"));
                corpus = corpus.with(Arc::clone(&swapped));
                kept.push(swapped);
            }
        }
        let fresh = Corpus::new(kept);
        prop_assert_eq!(corpus.shards().len(), fresh.shards().len());
        let some = Scope::Some((0..fresh.shards().len() as u32).filter(|place| place % 7 != 0).collect());
        for scope in [Scope::All, some, Scope::Some(vec![0, 3])] {
            for query in ["", "a", "b1", key.as_str(), "2000", "baab 1999"] {
                prop_assert_eq!(corpus.complete(query, &scope, 9), fresh.complete(query, &scope, 9));
            }
            prop_assert_eq!(corpus.find_all(&key, &scope), fresh.find_all(&key, &scope));
            prop_assert_eq!(corpus.nearest_keys(&key, &scope, 9), fresh.nearest_keys(&key, &scope, 9));
        }
    }
}

/// What a lookup may take, in an unoptimised build on a busy machine.
const SOON: Duration = Duration::from_millis(if cfg!(debug_assertions) { 5000 } else { 50 });

fn soon<T>(what: &str, look_up: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let found = look_up();
    assert!(start.elapsed() < SOON, "{what}: {:?}", start.elapsed());
    found
}

#[test]
fn hostile_records_cost_no_more_than_their_size() {
    let authors = (0..50_000).map(|number| format!("Author{number}")).collect::<Vec<_>>().join(";");
    let title = "word ".repeat(200_000);
    let long_key = "k".repeat(1_000_000);
    let corpus =
        corpus(&[&format!("a|2016|{authors}|b||\nb|2016|x|{title}||\n{long_key}|1|{long_key}|{long_key}||\n")]);
    soon("a name", || assert_eq!(completed(&corpus, "author17"), ["a"]));
    soon("a word", || assert_eq!(completed(&corpus, "word"), ["b"]));
    soon("a long query", || assert_eq!(completed(&corpus, &long_key).len(), 1));
    soon("a long key", || assert!(corpus.nearest_keys(&long_key, &Scope::All, 5).is_empty()));
    soon("companions", || assert_eq!(corpus.companions(RecordId { shard: 0, row: 1 }), []));
}

#[test]
fn alike_keys_stay_cheap() {
    let lines: String =
        (0..20_000).map(|number| format!("smithsmithsmith{number}|2016|Smith|The same title||\n")).collect();
    let same = "same2016|2016|Smith|The same title|10.1/same|\n".repeat(20_000);
    let corpus = corpus(&[&lines, &same]);
    for query in ["s", "smithsmithsmith", "smith 2016", "same title", "smitt 2016 titel"] {
        soon(query, || assert_eq!(corpus.complete(query, &Scope::All, 50).ids.len(), 50, "{query}"));
    }
    soon("near", || assert!(!corpus.nearest_keys("smithsmithsmith12x", &Scope::All, 5).is_empty()));
    soon("same", || assert_eq!(corpus.find("same2016", &Scope::All), Some(RecordId { shard: 1, row: 0 })));
    soon("work", || assert_eq!(corpus.companions(RecordId { shard: 1, row: 0 }).len(), 64));
}

#[test]
fn a_common_word_is_looked_up_for_the_rows_that_have_the_rarer_ones() {
    // Every record has the common word; of a name, only three are there.
    let line = |at: u32| format!("k{at}|2001|Fam{}ily|Common title||\n", letters(at % 1000));
    let text: String = (0..3000).map(line).collect();
    let corpus = Corpus::new(vec![shard("/a.lines", &text)]);
    let found = corpus.complete(&format!("fam{}ily common", letters(7)), &Scope::All, 50);
    let rows: Vec<u32> = found.ids.iter().map(|id| id.row).collect();
    assert_eq!((rows, found.more), (vec![1007, 2007, 7], false));
    assert!(corpus.complete("famqqqily common", &Scope::All, 50).ids.is_empty());
}

/// A number as three letters, far from each other so that none is a slip of another.
fn letters(number: u32) -> String {
    let letter = |digit: u32| char::from(b'a' + (digit % 10) as u8).to_string().repeat(4);
    [number / 100, number / 10, number].map(letter).concat()
}
