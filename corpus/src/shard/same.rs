//! Whether two records describe one work: by identifiers, or by a title, the year and the first name.
//!
//! A record may have the work's title in another language, or a subtitle of its own where another has both in one: all
//! of a record's titles count. Invariant: two records that are [one work](is_one_work) share a hash.

use super::build::{identifier_hash, last_word, work_hash};
use crate::fold::{fold, words};
use crate::record::{Record, TextKind};

/// How many titles of a record are looked at.
const TITLES: usize = 16;
/// Titles of fewer words, such as `Introduction`, tell no work in another file: only the main one does.
const FEWEST_WORDS: usize = 3;

/// What tells a work: titles with their kinds in the record's order, the first name, the year, and numbers by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks<'a> {
    pub(crate) titles: Vec<(TextKind, &'a str)>,
    pub(crate) family: &'a str,
    pub(crate) year: Option<i32>,
    pub(crate) numbers: Vec<(&'static str, &'a str)>,
}

impl<'a> Marks<'a> {
    fn of(record: &'a Record) -> Self {
        let first = record.names.first();
        let numbers = record.variables.iter().filter(|variable| is_number(variable.name));
        Self {
            titles: record.titles.iter().map(|title| (title.kind, title.text.as_str())).collect(),
            family: first.map_or("", |name| name.literal.as_deref().unwrap_or(&name.family)),
            year: record.year(),
            numbers: numbers.map(|variable| (variable.name, variable.text.value.as_str())).collect(),
        }
    }

    /// Hashes of the work beside those of its DOI and its main title, ascending.
    pub(crate) fn hashes(&self) -> Vec<u32> {
        let single = self.titles.len() <= 1 && self.numbers.is_empty();
        if single {
            return Vec::new();
        }
        let titles = self.forms().into_iter().filter_map(|title| work_hash(&title, self.year, Some(self.family)));
        let mut hashes: Vec<u32> =
            titles.chain(self.identifiers().map(|(name, value)| identifier_hash(name, &value))).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }

    /// The titles that may stand for the work: those in other languages, and each with its subtitle. The main one alone
    /// is the first.
    fn forms(&self) -> Vec<String> {
        let main = self.titles.iter().find(|(kind, _)| *kind == TextKind::Main).or(self.titles.first());
        let mut found: Vec<String> = main.map(|(_, text)| (*text).to_owned()).into_iter().collect();
        for (place, (kind, text)) in self.titles.iter().enumerate().take(TITLES) {
            if !matches!(kind, TextKind::Main | TextKind::Translated | TextKind::Parallel | TextKind::Original) {
                continue;
            }
            let next = self.titles.get(place + 1).filter(|(kind, _)| *kind == TextKind::Subtitle);
            let both = next.map(|(_, subtitle)| format!("{text} {subtitle}"));
            let long = |title: &String| words(&fold(title)).count() >= FEWEST_WORDS;
            found.extend(both.into_iter().chain([(*text).to_owned()]).filter(long));
        }
        found
    }

    /// Identifiers that name one work, bare.
    fn identifiers(&self) -> impl Iterator<Item = (&'static str, String)> {
        let digits = |value: &str| value.chars().filter(char::is_ascii_digit).collect::<String>();
        let bare = self.numbers.iter().map(move |(name, value)| (*name, digits(value)));
        bare.filter(|(_, value)| !value.is_empty())
    }
}

/// Whether a variable is an identifier that names one work.
pub(crate) fn is_number(variable: &str) -> bool {
    matches!(variable, "PMID" | "PMCID")
}

/// Hashes under which other records of the same work may be found, beside those of its DOI and its main title.
#[must_use]
pub fn work_hashes(record: &Record) -> Vec<u32> {
    let mut hashes = Marks::of(record).hashes();
    let retracted = record.variables.iter().filter(|variable| variable.name == "retracts");
    hashes.extend(retracted.map(|variable| notice_hash(&variable.text.value)));
    hashes
}

/// The hash under which a notice is found that retracts the work of a DOI.
pub(crate) fn notice_hash(doi: &str) -> u32 {
    identifier_hash("retracts", &super::bare_doi(doi))
}

/// The hash of a record's main title.
pub(crate) fn title_hash(record: &Record) -> Option<u32> {
    let marks = Marks::of(record);
    work_hash(record.title().map_or("", |title| &title.text), marks.year, record.names.first().map(|_| marks.family))
}

/// Whether two records have an identifier in common, or a title, the year and the first name.
pub(crate) fn is_one_work(a: &Record, b: &Record) -> bool {
    let (a, b) = (Marks::of(a), Marks::of(b));
    let numbers: Vec<_> = b.identifiers().collect();
    if a.identifiers().any(|number| numbers.contains(&number)) {
        return true;
    }
    let names = !a.family.is_empty() && last_word(&fold(a.family)) == last_word(&fold(b.family));
    let folded = |title: String| words(&fold(&title)).collect::<Vec<_>>().join(" ");
    let others: Vec<String> = b.forms().into_iter().map(folded).collect();
    names
        && a.year.is_some()
        && a.year == b.year
        && a.forms().into_iter().map(folded).any(|title| others.contains(&title))
}
