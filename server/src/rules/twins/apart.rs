//! Whether two records describe two works for certain, so that what they share is wrong.

use super::{
    NAMES, container, doi, family, is_book, main_of, point_to_each_other, same_container, same_place, same_value,
    share_isbn, title_of,
};
use siglum_corpus::lang::detect;
use siglum_corpus::near::{align, title_words};
use siglum_corpus::record::{ItemType, Record};

/// Above this two titles may be one title in two spellings, or one cut.
const SOME: f64 = 0.4;
/// Words in the titles of what belongs to another work, and may bear its DOI.
const ABOUT: [&str; 22] = [
    "correction",
    "corrigendum",
    "corrigenda",
    "erratum",
    "errata",
    "addendum",
    "retraction",
    "retracted",
    "reply",
    "response",
    "comment",
    "commentary",
    "commentaires",
    "review",
    "reviews",
    "recension",
    "rendu",
    "rendus",
    "supplement",
    "supplementary",
    "appendix",
    "data",
];

/// Whether two records describe two works for certain: what bears one DOI then bears a wrong one. Neither their titles
/// nor who made them nor where they stand may be reconciled; what is a part of the other, its data, a translation, a
/// correction or a review is not asked about, for it may share a DOI.
pub(in crate::rules) fn are_two(a: &Record, b: &Record) -> bool {
    let people = !a.names.is_empty() && !b.names.is_empty();
    people
        && other_titles(a, b)
        && !belong_together(a, b)
        && !point_to_each_other(a, b)
        && !(same_place(a, b) && may_share_container(a, b))
        && (!share_people(a, b) || (same_language(a, b) && stand_elsewhere(a, b)))
}

/// Whether no title of one is like a title of the other, as far as they are in one script.
fn other_titles(a: &Record, b: &Record) -> bool {
    let titles = |record: &Record| -> Vec<Vec<String>> {
        let all = record.titles.iter().take(8).map(|title| title_words(&title.text));
        all.chain([title_of(record), main_of(record)]).filter(|words| !words.is_empty()).collect()
    };
    let (all_a, all_b) = (titles(a), titles(b));
    let within = |short: &[String], long: &[String]| long.windows(short.len().max(1)).any(|window| window == short);
    let like = |a: &Vec<String>, b: &Vec<String>| {
        align(a, b).similarity >= SOME || within(a, b) || within(b, a) || a.concat() == b.concat()
    };
    let about = |words: &Vec<String>| words.iter().any(|word| ABOUT.contains(&word.as_str()));
    !all_a.is_empty()
        && !all_b.is_empty()
        && is_latin(a) == is_latin(b)
        && !all_a.iter().chain(&all_b).any(about)
        && !all_a.iter().any(|a| all_b.iter().any(|b| like(a, b)))
}

fn is_latin(record: &Record) -> bool {
    let title = record.title().map_or("", |title| &title.text);
    title.chars().filter(|c| c.is_alphabetic()).take(32).any(|c| c < '\u{250}')
}

/// A book and what it contains, what one book contains, and data or programs beside a text.
fn belong_together(a: &Record, b: &Record) -> bool {
    let part = |record: &Record| {
        matches!(
            record.item_type,
            ItemType::Chapter
                | ItemType::PaperConference
                | ItemType::Entry
                | ItemType::EntryDictionary
                | ItemType::EntryEncyclopedia
        )
    };
    let text = |record: &Record| {
        !matches!(
            record.item_type,
            ItemType::Dataset | ItemType::Software | ItemType::Figure | ItemType::Graphic | ItemType::Map
        )
    };
    let holds = |whole: &Record, part: &Record| {
        let title = whole.title().map_or("", |title| &title.text);
        share_people(whole, part) || container(part).is_none_or(|name| same_container(&name, title))
    };
    let isbn = matches!((a.variable("ISBN"), b.variable("ISBN")), (Some(a), Some(b)) if share_isbn(&a.value, &b.value));
    // Publishers make a book's DOI of its ISBN, and its chapters are given that by whoever knows no better.
    if isbn || doi(a).is_some_and(|doi| doi.contains("978")) {
        return true;
    }
    match (part(a), part(b)) {
        (true, true) => may_share_container(a, b),
        (true, false) if is_book(b) => holds(b, a),
        (false, true) if is_book(a) => holds(a, b),
        _ => !text(a) || !text(b),
    }
}

/// Whether what contains them is alike, or not said of one.
fn may_share_container(a: &Record, b: &Record) -> bool {
    match (container(a), container(b)) {
        (Some(a), Some(b)) => same_container(&a, &b),
        _ => true,
    }
}

/// Whether both titles are known to be in one language: else one may be the other, translated.
fn same_language(a: &Record, b: &Record) -> bool {
    let lang = |record: &Record| {
        let declared = record.languages.iter().find_map(|one| one.lang.clone());
        declared.or_else(|| Some(detect(&record.title()?.text)?.0))
    };
    matches!((lang(a), lang(b)), (Some(a), Some(b)) if a.matches(&b))
}

/// Whether two works of the same people are of other years, or of other places.
fn stand_elsewhere(a: &Record, b: &Record) -> bool {
    let years = matches!((a.year(), b.year()), (Some(a), Some(b)) if a.abs_diff(b) > 1);
    let both = |name: &str| Some((a.variable(name)?.value.as_str(), b.variable(name)?.value.as_str()));
    let volumes = both("volume").is_some_and(|(a, b)| !same_value(a, b));
    let containers = matches!((container(a), container(b)), (Some(a), Some(b)) if !same_container(&a, &b));
    years || volumes || containers
}

/// Whether an author of one is an author of the other.
fn share_people(a: &Record, b: &Record) -> bool {
    let all = |record: &Record| -> Vec<String> { record.names.iter().take(NAMES).map(family).collect() };
    let others = all(b);
    all(a).iter().any(|name| !name.is_empty() && others.contains(name))
}
