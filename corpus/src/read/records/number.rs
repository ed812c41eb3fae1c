//! A cell such as `vol. 82, no 1, mars 2016 Numéro spécial sur la coproduction` taken apart.
//!
//! Invariant: the ranges lie in the cell, on character boundaries, and do not overlap.

use crate::fold::fold;
use crate::read::dates;
use std::ops::Range;

/// What stands where in the cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// The volume.
    pub volume: Option<Range<usize>>,
    /// The issue.
    pub issue: Option<Range<usize>>,
    /// The date, from its month or season to its year.
    pub date: Option<Range<usize>>,
    /// The title of a special issue.
    pub title: Option<Range<usize>>,
    /// Where the first of them begins, its marker (`vol.`) included; the cell's length if there is none.
    pub start: usize,
}

const VOLUME: [&str; 14] =
    ["vol", "volume", "vols", "tome", "t", "v", "band", "bd", "jg", "jahrgang", "volumen", "annee", "tomo", "jrg"];
const ISSUE: [&str; 17] = [
    "no",
    "n",
    "n°",
    "nº",
    "nos",
    "num",
    "numero",
    "number",
    "nr",
    "issue",
    "fasc",
    "fascicule",
    "heft",
    "h",
    "iss",
    "cahier",
    "#",
];
const SEASONS: [&str; 16] = [
    "printemps",
    "ete",
    "automne",
    "hiver",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "primavera",
    "verano",
    "otono",
    "invierno",
    "sommer",
    "herbst",
    "semestre",
];

/// A word of the cell: its range without punctuation, and folded.
struct Word {
    range: Range<usize>,
    folded: String,
}

/// Takes a cell apart. Without any marker a lone number is the issue, `82(1)` and `82, 1` are volume and issue, and
/// `2016/1` is a year and its issue.
#[must_use]
pub fn parse(cell: &str) -> Number {
    let words = words(cell);
    let mut found = Number { start: cell.len(), ..Number::default() };
    let mut end = 0;
    let mut bare: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let next = words.get(at + 1).filter(|next| is_number(&next.folded));
        let (taken, from) = (marked(cell, word, next, &mut found), word.range.start);
        let taken = if taken > 0 { taken } else { date(cell, &words, at, &mut found) };
        if taken > 0 {
            found.start = found.start.min(from);
            end = words.get(at + taken - 1).map_or(end, |last| last.range.end);
        } else if is_number(&word.folded) && bare.len() < 3 && at == bare.len() {
            bare.push(word.range.clone());
            found.start = found.start.min(from);
            end = end.max(word.range.end);
        }
        at += taken.max(1);
    }
    unmarked(&mut found, bare);
    let rest = cell.get(end..).unwrap_or_default();
    let title = rest.trim_matches(|c: char| c.is_whitespace() || ",;:.()[]–—-/".contains(c));
    if found.start < cell.len() && title.split_whitespace().nth(1).is_some() {
        let start = end + rest.find(title).unwrap_or(0);
        found.title = Some(start..start + title.len());
    }
    found
}

/// `vol. 82`, `no 1`, `n°1`: how many words it takes.
fn marked(cell: &str, word: &Word, next: Option<&Word>, found: &mut Number) -> usize {
    let letters = word.folded.find(|c: char| c.is_ascii_digit()).unwrap_or(word.folded.len());
    let marker = word.folded[..letters].trim_end_matches('.');
    let (slot, known) =
        if VOLUME.contains(&marker) { (&mut found.volume, true) } else { (&mut found.issue, ISSUE.contains(&marker)) };
    if !known || slot.is_some() {
        return 0;
    }
    if letters < word.folded.len() {
        // `n°1`: the number is glued to its marker.
        let written = cell.get(word.range.clone()).unwrap_or_default();
        let Some(digits) = written.find(|c: char| c.is_ascii_digit()) else { return 0 };
        *slot = Some(word.range.start + digits..word.range.end);
        return 1;
    }
    let Some(next) = next else { return 0 };
    *slot = Some(next.range.clone());
    2
}

/// `mars 2016`, `printemps-été 2016`, `12 mars 2016`, `2016`: how many words it takes.
fn date(cell: &str, words: &[Word], at: usize, found: &mut Number) -> usize {
    if found.date.is_some() {
        return 0;
    }
    let of_month =
        |word: &Word| word.folded.split(['-', '/']).any(|part| dates::month(part).is_some() || SEASONS.contains(&part));
    let mut end = at;
    if words
        .get(end)
        .is_some_and(|word| word.folded.len() <= 4 && word.folded.starts_with(|c: char| c.is_ascii_digit()))
        && words.get(end + 1).is_some_and(of_month)
    {
        end += 1;
    }
    while words.get(end).is_some_and(of_month) && end < at + 4 {
        end += 1;
    }
    let Some(year) = words.get(end).filter(|word| is_year(&word.folded)) else { return 0 };
    let Some(first) = words.get(at) else { return 0 };
    // `2016/1` is a year and its issue.
    let plain = cell.get(year.range.clone()).is_some_and(str::is_ascii) && found.issue.is_none();
    if let Some(slash) = year.folded.find('/').filter(|slash| plain && year.folded.len() - slash <= 3) {
        found.issue = Some(year.range.start + slash + 1..year.range.end);
        found.date = Some(first.range.start..year.range.start + slash);
        return end - at + 1;
    }
    found.date = Some(first.range.start..year.range.end);
    end - at + 1
}

/// Numbers that no word marks.
fn unmarked(found: &mut Number, bare: Vec<Range<usize>>) {
    let mut bare = bare.into_iter();
    match (bare.len(), found.volume.is_some(), found.issue.is_some()) {
        (0, ..) | (_, true, true) => {}
        (1, false, false) | (_, true, false) => found.issue = bare.next(),
        (_, false, true) => found.volume = bare.next(),
        _ => {
            found.volume = bare.next();
            found.issue = bare.next();
        }
    }
}

fn is_number(folded: &str) -> bool {
    let digits = folded.starts_with(|c: char| c.is_ascii_digit()) && folded.len() <= 9 && !is_year(folded);
    digits || (!folded.is_empty() && folded.len() <= 8 && folded.chars().all(|c| "ivxlcdm".contains(c)))
}

/// A year, `2015-2016`, `2016/1`.
fn is_year(folded: &str) -> bool {
    let mut parts = folded.split(['-', '/']);
    let year = parts.next().and_then(|part| if part.len() == 4 { part.parse::<u32>().ok() } else { None });
    year.is_some_and(|year| (1500..2200).contains(&year)) && parts.all(|part| part.parse::<u32>().is_ok())
}

fn words(cell: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = 0;
    let separates = |c: char| c.is_whitespace() || ",;:()[]>".contains(c);
    for piece in cell.split_inclusive(separates) {
        let body = piece.trim_end_matches(separates);
        let bare = body.trim_end_matches('.');
        if !bare.is_empty() {
            found.push(Word { range: start..start + bare.len(), folded: fold(bare).into_owned() });
        }
        start += piece.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::parse;
    use proptest::prelude::*;

    #[test]
    fn cells_are_taken_apart() {
        for (cell, volume, issue, date, title) in [
            (
                "vol. 82, no 1, mars 2016 Numéro spécial sur la coproduction des services publics",
                "82",
                "1",
                "mars 2016",
                "Numéro spécial sur la coproduction des services publics",
            ),
            ("Vol. 82, n° 1 (Mars 2016)", "82", "1", "Mars 2016", ""),
            ("Vol. 82 N°1", "82", "1", "", ""),
            ("82(1)", "82", "1", "", ""),
            ("2016/1 (Vol. 82)", "82", "1", "2016", ""),
            ("Tome XII, fasc. 3-4, printemps-été 1998", "XII", "3-4", "printemps-été 1998", ""),
            ("Band 12, Heft 3, 2004", "12", "3", "2004", ""),
            ("1", "", "1", "", ""),
            ("Numéro spécial sur la coproduction", "", "", "", ""),
            ("vol. 3, 2015-2016", "3", "", "2015-2016", ""),
        ] {
            let found = parse(cell);
            let of = |range: Option<std::ops::Range<usize>>| range.map_or("", |range| &cell[range]);
            let shown = [of(found.volume), of(found.issue), of(found.date), of(found.title)];
            assert_eq!(shown, [volume, issue, date, title], "{cell}");
        }
    }

    proptest! {
        #[test]
        fn any_cell_is_taken_apart(cell in "(\\PC|vol\\. |no |n°|[0-9]{1,4}|mars | |/|été|ﬁ){0,20}") {
            let found = parse(&cell);
            for range in [found.volume, found.issue, found.date, found.title].into_iter().flatten() {
                prop_assert!(cell.get(range).is_some());
            }
        }
    }
}
