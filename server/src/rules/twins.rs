//! Whether two records describe one work, or two works for certain: what rules ask that say so to the reader.
//!
//! Both answers are strict, and there is room between them. Parts, volumes, editions, translations, reprints, versions,
//! preprints, reviews and corrections are works of their own, and records rarely say so in words: any value that both
//! records give and that differs (a volume, a first page, an edition, a journal, an ISBN) is taken for such a sign.

mod apart;

pub(super) use apart::are_two;

use siglum_corpus::fold::{fold, nfc, words};
use siglum_corpus::near::{main_title, title_words};
use siglum_corpus::record::{ItemType, Name, ParentKind, Record, Role, TextKind};
use siglum_corpus::span::Text;

/// Titles of fewer words, such as `Introduction`, tell no work without more.
const FEWEST: usize = 3;
/// So many names of a record are compared.
const NAMES: usize = 64;

/// How alike two titles are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alike {
    /// Word for word.
    Whole,
    /// The main title is the same, and only one of the two gives a subtitle.
    Main,
}

/// Whether two records describe one work: the title, the year and the first author are the same, identifiers agree or
/// are absent, and nothing that both say differs.
pub(super) fn are_one(a: &Record, b: &Record) -> bool {
    let Some(alike) = alike(a, b) else { return false };
    let same_doi = doi(a).is_some() && doi(a) == doi(b);
    let years = match (a.year(), b.year()) {
        // What appears online in one year is printed in the next.
        (Some(a), Some(b)) => a == b || (same_doi && a.abs_diff(b) <= 1),
        _ => false,
    };
    let few = title_of(a).len() < FEWEST || title_of(b).len() < FEWEST;
    let told = !few || same_doi || same_place(a, b) || (alike == Alike::Whole && is_book(a) && is_book(b));
    years
        && told
        && same_people(a, b)
        && same_kind(a, b, same_doi)
        && !(doi(a).is_some() && doi(b).is_some() && !same_doi)
        && !differ(a, b)
        && !point_to_each_other(a, b)
}

/// How alike the titles are, subtitles and titles in one field or two; `None` where they are not one work's.
pub(super) fn alike(a: &Record, b: &Record) -> Option<Alike> {
    let (whole_a, whole_b) = (title_of(a), title_of(b));
    if whole_a.is_empty() || whole_b.is_empty() {
        return None;
    }
    if whole_a == whole_b {
        return same_signs(a, b).then_some(Alike::Whole);
    }
    let (main_a, main_b) = (main_of(a), main_of(b));
    let one_lacks = whole_a == main_a || whole_b == main_b;
    (main_a == main_b && one_lacks && main_a.len() >= FEWEST).then_some(Alike::Main)
}

/// Words leave out signs; `C` and `C++` are two titles.
fn same_signs(a: &Record, b: &Record) -> bool {
    let signs = |record: &Record| {
        let text = record.title().map_or("", |title| &title.text);
        text.chars().filter(|c| matches!(c, '+' | '#' | '*')).count()
    };
    signs(a) == signs(b)
}

/// The words of the title with its subtitle.
pub(super) fn title_of(record: &Record) -> Vec<String> {
    let Some(title) = record.title() else { return Vec::new() };
    let subtitle = record.titles.iter().filter(|other| other.kind == TextKind::Subtitle);
    let mut all = title_words(&title.text);
    subtitle.for_each(|subtitle| all.extend(title_words(&subtitle.text)));
    all
}

/// The words of the main title.
pub(super) fn main_of(record: &Record) -> Vec<String> {
    record.title().map(|title| title_words(main_title(&title.text))).unwrap_or_default()
}

/// The DOI, bare and in lower case.
pub(super) fn doi(record: &Record) -> Option<String> {
    let written = record.variable("DOI")?.value.to_ascii_lowercase();
    let at = written.find("10.")?;
    Some(written[at..].trim().to_owned())
}

/// Whether the same people made them, as far as both say: one list may be cut, and given names may be initials.
fn same_people(a: &Record, b: &Record) -> bool {
    let list = |record: &Record| -> Vec<(String, String)> {
        let names = record.main_names();
        let named = names.into_iter().take(NAMES).map(|name| (family(name), fold(&name.given).into_owned()));
        named.filter(|(family, _)| !matches!(family.as_str(), "" | "others" | "al")).collect()
    };
    let (a, b) = (list(a), list(b));
    let initial = |given: &str| given.chars().find(|c| c.is_alphanumeric());
    let same = |(a, b): (&(String, String), &(String, String))| {
        a.0 == b.0 && initial(&a.1).is_none_or(|first| initial(&b.1).is_none_or(|other| other == first))
    };
    !a.is_empty() && !b.is_empty() && a.iter().zip(&b).all(same)
}

/// The family name as it is compared: without its particle, which differs from file to file, accents and hyphens folded.
pub(super) fn family(name: &Name) -> String {
    let whole = name.literal.as_deref().unwrap_or(&name.family);
    let folded = fold(whole).into_owned();
    let words: Vec<&str> = words(&folded).collect();
    if name.literal.is_some() {
        words.join(" ")
    } else {
        words.last().map(|word| (*word).to_owned()).unwrap_or_default()
    }
}

fn same_kind(a: &Record, b: &Record, same_doi: bool) -> bool {
    let (kind_a, kind_b) = (a.item_type, b.item_type);
    // An article and its data or programs share much, also a DOI that was copied.
    let work = |kind| !matches!(kind, ItemType::Dataset | ItemType::Software | ItemType::Figure | ItemType::Graphic);
    kind_a == kind_b
        || (work(kind_a) && work(kind_b))
            && (same_doi || matches!((container(a), container(b)), (Some(a), Some(b)) if same_container(&a, &b)))
}

fn is_book(record: &Record) -> bool {
    matches!(record.item_type, ItemType::Book | ItemType::Collection | ItemType::Thesis)
}

/// Whether both stand on the same pages of what is called the same.
fn same_place(a: &Record, b: &Record) -> bool {
    let first = |record: &Record| first_page(record.variable("page").map_or("", |page| &page.value));
    let (page_a, page_b) = (first(a), first(b));
    page_a.is_some() && page_a == page_b
}

fn first_page(pages: &str) -> Option<String> {
    let start: String = pages.trim().chars().take_while(|c| c.is_alphanumeric()).collect();
    (!start.is_empty()).then(|| start.to_ascii_lowercase())
}

/// Variables of which two values are two works: parts, editions, versions, records of a database.
const TELLING: [&str; 12] = [
    "volume",
    "issue",
    "edition",
    "version",
    "number",
    "part-number",
    "chapter-number",
    "collection-number",
    "PMID",
    "PMCID",
    "event-date",
    "event-title",
];

/// Whether anything that both records give says that they are two.
fn differ(a: &Record, b: &Record) -> bool {
    let both = |name: &str| Some((a.variable(name)?.value.as_str(), b.variable(name)?.value.as_str()));
    let other = |name: &&str| both(name).is_some_and(|(a, b)| !same_value(a, b));
    let pages =
        both("page").is_some_and(|(a, b)| matches!((first_page(a), first_page(b)), (Some(a), Some(b)) if a != b));
    TELLING.iter().any(other)
        || pages
        || only_one_is_a_volume(a, b)
        || both("ISBN").is_some_and(|(a, b)| !share_isbn(a, b))
        || matches!((container(a), container(b)), (Some(a), Some(b)) if !same_container(&a, &b))
        || (is_book(a) && both("publisher").is_some_and(|(a, b)| !same_publisher(a, b)))
        || (is_loose(a) && both("URL").is_some_and(|(a, b)| address(a) != address(b)))
        || (is_loose(a) && other_day(a, b))
        || other_language(a, b)
        || a.names_of(Role::Translator).next().is_some() != b.names_of(Role::Translator).next().is_some()
        || (!is_book(a) && both("genre").is_some_and(|(a, b)| fold(a) != fold(b)))
}

/// A book in volumes, and one of them.
fn only_one_is_a_volume(a: &Record, b: &Record) -> bool {
    is_book(a) && is_book(b) && a.variable("volume").is_some() != b.variable("volume").is_some()
}

/// What stands in no volume: its title recurs, its address and its day tell it.
fn is_loose(record: &Record) -> bool {
    !matches!(
        record.item_type,
        ItemType::ArticleJournal | ItemType::Book | ItemType::Chapter | ItemType::PaperConference | ItemType::Thesis
    )
}

fn same_value(a: &str, b: &str) -> bool {
    let bare = |text: &str| {
        let folded = fold(text).into_owned();
        words(&folded).map(|word| word.trim_start_matches('0').to_owned()).collect::<Vec<_>>()
    };
    let (a, b) = (bare(a), bare(b));
    // `Vol. 3` and `3`, `2nd` and `2`.
    let digits = |words: &[String]| -> String { words.concat().chars().filter(char::is_ascii_digit).collect() };
    a == b || (!digits(&a).is_empty() && digits(&a) == digits(&b))
}

fn share_isbn(a: &str, b: &str) -> bool {
    let numbers = |text: &str| -> Vec<String> {
        let bare = text.split([',', ';', ' ', '/']).map(|one| {
            let digits: String = one.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
            // The last digit checks the others, and ISBN-13 has three more at the beginning.
            digits.strip_prefix("978").unwrap_or(&digits).chars().take(9).collect::<String>()
        });
        bare.filter(|one| one.len() == 9).collect()
    };
    let (a, b) = (numbers(a), numbers(b));
    a.is_empty() || b.is_empty() || a.iter().any(|one| b.contains(one))
}

fn address(url: &str) -> String {
    let bare = url.trim().trim_end_matches('/');
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    bare.strip_prefix("www.").unwrap_or(bare).to_ascii_lowercase()
}

fn other_day(a: &Record, b: &Record) -> bool {
    let day = |record: &Record| record.issued.as_ref().map(|date| (date.month, date.day)).unwrap_or_default();
    let differ = |a: Option<u8>, b: Option<u8>| matches!((a, b), (Some(a), Some(b)) if a != b);
    let (a, b) = (day(a), day(b));
    differ(a.0, b.0) || differ(a.1, b.1)
}

/// Whether the records declare other languages.
fn other_language(a: &Record, b: &Record) -> bool {
    let known = |record: &Record| -> Vec<_> { record.languages.iter().filter_map(|one| one.lang.clone()).collect() };
    let (a, b) = (known(a), known(b));
    !a.is_empty() && !b.is_empty() && !a.iter().any(|lang| b.iter().any(|other| lang.matches(other)))
}

/// What contains the work: a journal, a book.
pub(super) fn container(record: &Record) -> Option<String> {
    let whole = |kind: TextKind| !matches!(kind, TextKind::Subtitle | TextKind::Short);
    let named = record.containers.iter().find(|one| whole(one.kind)).or(record.containers.first())?;
    (!named.text.trim().is_empty()).then(|| nfc(&named.text).into_owned())
}

/// Words that abbreviations leave out.
const SMALL: [&str; 22] = [
    "the", "of", "and", "in", "on", "for", "to", "a", "an", "de", "la", "le", "les", "des", "du", "et", "en", "und",
    "der", "die", "l", "d",
];

/// Whether two names of containers may be one's: equal but for case and small words, one a part of the other, or one
/// the other abbreviated (`J. Pol. Econ.`, `PNAS`).
fn same_container(a: &str, b: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        title_words(text).into_iter().filter(|word| !SMALL.contains(&word.as_str())).collect()
    };
    let (a, b) = (parts(a), parts(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let begins =
        |(short, long): (&String, &String)| long.starts_with(short.as_str()) || short.starts_with(long.as_str());
    let abbreviated = short.len() == long.len() && short.iter().zip(long).all(begins);
    let within = !short.is_empty() && long.windows(short.len()).any(|window| window == short.as_slice());
    let initials: String = long.iter().filter_map(|word| word.chars().next()).collect();
    let acronym = short.len() == 1 && long.len() > 1 && short.first().is_some_and(|word| *word == initials);
    a == b || abbreviated || within || acronym
}

fn same_publisher(a: &str, b: &str) -> bool {
    let parts = |text: &str| -> Vec<String> { title_words(text) };
    let (a, b) = (parts(a), parts(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    short.iter().any(|word| word.len() > 2 && !SMALL.contains(&word.as_str()) && word != "press" && long.contains(word))
}

/// Whether one record names the other: as its parent, among related ones, or as a member of a set.
fn point_to_each_other(a: &Record, b: &Record) -> bool {
    let names = |from: &Record, to: &Record| {
        let key = to.key.value.as_str();
        let parent = from.parents.iter().any(|parent| parent.kind != ParentKind::Xdata && parent.key.value == key);
        let listed = |(label, value): &(Text, Text)| {
            matches!(label.value.to_ascii_lowercase().as_str(), "related" | "entryset" | "xref" | "crossref")
                && value.value.split(',').any(|one| one.trim() == key)
        };
        parent || from.extra.iter().any(listed) || from.aliases.iter().any(|alias| alias.value == key)
    };
    names(a, b) || names(b, a)
}
