//! How two records of one work differ, as far as that is a slip: whole other names and words are not.

use super::same_work::titles;
use siglum_corpus::fold::{fold, nfc, translit};
use siglum_corpus::near::{Difference as WordDifference, align, is_near, jaro_winkler, osa, title_words};
use siglum_corpus::record::Role;
use siglum_corpus::shard::{Entry, NameView};

/// A difference.
pub struct Difference {
    /// What it is about.
    pub about: About,
    /// What the record says.
    pub found: String,
    /// What the other one says.
    pub expected: String,
}

/// What a difference is about.
pub enum About {
    /// A name, by its place among the main names, and the sentence that says how it differs.
    Name(usize, &'static str),
    /// The title.
    Title,
    /// The year.
    Year,
}

/// How alike two family names are at least that are two slips apart.
const TWO_SLIPS: f64 = 0.8;

/// The slips between two records of one work; `sure` where more than titles and names says that they are.
pub fn differences(own: &Entry<'_>, other: &Entry<'_>, sure: bool) -> Vec<Difference> {
    let mut out = names(own, other, sure);
    if out.iter().any(|difference| matches!(difference.about, About::Name(_, "name"))) && !sure && out.len() > 1 {
        // Two misspelt names and nothing that ties the records together: other people.
        out.clear();
    }
    out.extend(title(own.title(), other.title(), sure));
    if let (Some(a), Some(b)) = (own.year(), other.year())
        && a != b
    {
        out.push(Difference { about: About::Year, found: a.to_string(), expected: b.to_string() });
    }
    out
}

fn names(own: &Entry<'_>, other: &Entry<'_>, sure: bool) -> Vec<Difference> {
    let (own, other) = (main_names(own), main_names(other));
    // Lists of unlike length are cut ("and others"), or differ by more than a slip.
    if own.len() != other.len() {
        return Vec::new();
    }
    own.iter().zip(&other).enumerate().filter_map(|(place, (own, other))| name(place, own, other, sure)).collect()
}

/// The names a citation shows: authors, else editors, else all. The same choice as `Record::main_names`.
fn main_names<'a>(entry: &Entry<'a>) -> Vec<NameView<'a>> {
    let all: Vec<NameView<'a>> = entry.names().take(1000).collect();
    for role in [Role::Author, Role::Editor] {
        if all.iter().any(|name| name.role == role) {
            return all.into_iter().filter(|name| name.role == role).collect();
        }
    }
    all
}

fn name(place: usize, own: &NameView<'_>, other: &NameView<'_>, sure: bool) -> Option<Difference> {
    // Initials that stand in the family name make no name.
    if own.literal || other.literal || own.family.contains('.') || other.family.contains('.') {
        return None;
    }
    let difference =
        |id, found: String, expected: String| Some(Difference { about: About::Name(place, id), found, expected });
    let (a, b) = (fold(own.family), fold(other.family));
    if a == b {
        return same_family(own, other).and_then(|(id, found, expected)| difference(id, found, expected));
    }
    if a == fold(other.given) && b == fold(own.given) {
        let inverted = |name: &NameView<'_>| format!("{}, {}", name.family, name.given);
        return difference("swapped", inverted(own), inverted(other));
    }
    let spelled_out =
        translit(own.family) == b || translit(other.family) == a || translit(own.family) == translit(other.family);
    if spelled_out || !given_fits(own.given, other.given) || !is_slip(&a, &b, sure) {
        return None;
    }
    difference("name", own.family.to_owned(), other.family.to_owned())
}

/// Whether a word is a part of a formula or a number: a digit, or a single letter.
fn formula(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) || (word.chars().count() == 1 && word != "a")
}

/// Equal family names: a lost particle, or other accents.
fn same_family(own: &NameView<'_>, other: &NameView<'_>) -> Option<(&'static str, String, String)> {
    let (a, b) = (nfc(own.family), nfc(other.family));
    let particle = if own.particle.is_empty() { other.particle } else { own.particle };
    // A single letter, or one with a full stop, is an initial that was taken for a particle.
    if own.particle.is_empty() != other.particle.is_empty() && particle.chars().count() > 1 && !particle.contains('.') {
        let whole = |name: &NameView<'_>| format!("{} {}", name.particle, name.family).trim().to_owned();
        return Some(("particle", whole(own), whole(other)));
    }
    let accents = a != b && a.to_lowercase() != b.to_lowercase();
    accents.then(|| ("accent", own.family.to_owned(), other.family.to_owned()))
}

/// One slip, or two in names of five letters and more that are alike; of four where the works are surely one.
fn is_slip(a: &str, b: &str, sure: bool) -> bool {
    let length = a.chars().count().min(b.chars().count());
    match osa(a, b, 2) {
        Some(1) => length >= 3,
        Some(2) if sure => length >= 4,
        Some(2) => length >= 5 && jaro_winkler(a, b) >= TWO_SLIPS,
        _ => false,
    }
}

/// Whether two given names may be one person's: equal, near, an initial of the other, or not given.
fn given_fits(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    let first = |text: &str| text.split([' ', '-', '.']).find(|part| !part.is_empty()).unwrap_or_default().to_owned();
    let (a, b) = (first(&a), first(&b));
    a.is_empty() || b.is_empty() || a.starts_with(b.as_str()) || b.starts_with(a.as_str()) || osa(&a, &b, 1).is_some()
}

fn title(own: &str, other: &str, sure: bool) -> Option<Difference> {
    let (a, b) = (title_words(own), title_words(other));
    // Formulas are spaced and marked up in many ways ("Inx Ga1-x N"), and words are joined or not.
    if a.is_empty() || b.is_empty() || a.concat() == b.concat() || titles(own, other) >= 1.0 {
        return None;
    }
    let near = |place: usize, with: usize| {
        let length = a[place].chars().count().max(b[with].chars().count());
        let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let slip = osa(&a[place], &b[with], 2).is_some_and(|distance| is_near(distance, length));
        slip && !number(&a[place]) && !number(&b[with])
    };
    let slips = align(&a, &b).differences.iter().all(|difference| match difference {
        WordDifference::Other(place, with) => {
            near(*place, *with) || (sure && !formula(&a[*place]) && !formula(&b[*with]))
        }
        WordDifference::Extra(place) => !formula(&a[*place]),
        WordDifference::Missing(place) => !formula(&b[*place]),
        WordDifference::Swapped(_) => true,
    });
    // What only one side has at its end is a subtitle or a series.
    let cut = a.starts_with(&b) || b.starts_with(&a);
    (slips && !cut).then(|| Difference { about: About::Title, found: own.to_owned(), expected: other.to_owned() })
}
