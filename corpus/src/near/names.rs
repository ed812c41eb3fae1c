//! Names: the forms in which one may be written, and when a written word is a slip of one.

use crate::fold::{fold, translit};
use crate::near::{NAME_CAP, jaro_winkler, osa};
use crate::shard::NameView;

/// From how many letters on one slip is believed without more.
const ONE_SLIP: usize = 4;
/// From how many letters on one slip is believed where the word also begins as the name does.
const ONE_SLIP_SAME_START: usize = 3;
/// From how many letters on two slips are believed, and how much alike the words must be then.
const TWO_SLIPS: (usize, f64) = (5, 0.82);
/// From how many letters on three slips are believed, and how much alike the words must be then.
const THREE_SLIPS: (usize, f64) = (8, 0.84);
/// A part of a compound family name must be longer than this to stand for it ("Garcia" for "Garcia Marquez").
const SHORT_PART: usize = 3;

/// A word that is nearly a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// How many slips apart, 1 to 3.
    pub distance: u8,
    /// How much alike, from 0 to 1 (Jaro-Winkler).
    pub similarity: f64,
    /// The length of the shorter of the two, in characters. Of three letters, a word that is common in its language is no
    /// slip: the caller knows.
    pub length: usize,
    /// Whether both begin with the same letter, or with the same two the other way round.
    pub same_start: bool,
}

/// Whether `word` is a slip of `target`, a name of a record that is cited right beside it; both folded, equal ones are no
/// slip. A hyphenated word is a slip of hyphenated names only. The bounds are those of near-miss tier A, measured on
/// 1.58 million words of manuscripts.
#[must_use]
pub fn near_name(word: &str, target: &str) -> Option<Near> {
    if word.contains('-') && !target.contains('-') {
        return None;
    }
    if word.len().max(target.len()) > 4 * NAME_CAP {
        return None;
    }
    let length = word.chars().count().min(target.chars().count());
    let distance = osa(word, target, 3).filter(|distance| *distance > 0)?;
    let similarity = jaro_winkler(word, target);
    let same_start = same_start(word, target);
    let accepted = match distance {
        1 => length >= ONE_SLIP || length >= ONE_SLIP_SAME_START && same_start,
        2 => length >= TWO_SLIPS.0 && same_start && similarity >= TWO_SLIPS.1,
        _ => length >= THREE_SLIPS.0 && same_start && similarity >= THREE_SLIPS.1,
    };
    accepted.then_some(Near { distance: distance as u8, similarity, length, same_start })
}

/// Whether two words begin with the same letter, or with the same two the other way round.
#[must_use]
pub fn same_start(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.chars(), b.chars());
    let (a, b) = ((a.next(), a.next()), (b.next(), b.next()));
    a.0 == b.0 || (a.1.is_some() && a.1 == b.0 && a.0 == b.1)
}

/// One way of writing a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// As the record writes it.
    pub display: String,
    /// Its fold.
    pub folded: String,
    /// Its transliteration (`mueller` for `Müller`); equal to the fold where there is nothing to spell out.
    pub translit: String,
    /// Whether it is only a part of the name.
    pub part: bool,
}

/// The forms of a person: the family name, and each capitalised part of more than three letters of a compound one.
/// Particles are no part of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// The forms, the whole name first.
    pub forms: Vec<Form>,
    /// Whether it is an institution: its parts are known words, but no word is a slip of one of them.
    pub literal: bool,
}

impl Forms {
    /// The forms of a name.
    #[must_use]
    pub fn of(name: &NameView<'_>) -> Self {
        let mut forms = Vec::new();
        if !name.family.is_empty() && name.family.len() <= 8 * NAME_CAP {
            forms.push(form(name.family, false));
            let parts = name.family.split([' ', '\u{a0}', '-', '\u{2010}', '\u{2011}', '\u{2013}']);
            let parts = parts.filter(|part| part.len() < name.family.len() && counts(part));
            forms.extend(parts.map(|part| form(part, true)));
        }
        Self { forms, literal: name.literal }
    }

    /// Whether `word`, as written, is one of the forms but for case and accents, or a transliteration of one.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        let folded = fold(word);
        let spelled = translit(word);
        self.forms.iter().any(|form| {
            form.folded == folded || form.translit == folded || form.folded == spelled || form.translit == spelled
        })
    }

    /// The form that `word`, as written, is a slip of: the one with the fewest slips, then the one most alike.
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<(&Form, Near)> {
        let folded = fold(word);
        let forms = self.forms.iter().filter(|form| !(self.literal && form.part));
        let near = forms.filter_map(|form| {
            let near = [&form.folded, &form.translit].into_iter().filter_map(|target| near_name(&folded, target));
            Some((form, near.min_by(nearer)?))
        });
        near.min_by(|(_, a), (_, b)| nearer(a, b))
    }
}

fn nearer(a: &Near, b: &Near) -> std::cmp::Ordering {
    a.distance.cmp(&b.distance).then(b.similarity.total_cmp(&a.similarity))
}

fn counts(part: &str) -> bool {
    part.chars().next().is_some_and(char::is_uppercase) && part.chars().count() > SHORT_PART
}

fn form(display: &str, part: bool) -> Form {
    Form {
        display: display.to_owned(),
        folded: fold(display).into_owned(),
        translit: translit(display).into_owned(),
        part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Role;

    fn forms(family: &str, literal: bool) -> Forms {
        Forms::of(&NameView { role: Role::Author, family, given: "", particle: "", literal })
    }

    #[test]
    fn slips_are_believed_by_length_and_start() {
        let distance = |word, target| near_name(word, target).map(|near| near.distance);
        assert_eq!(distance("ranisto", "rannisto"), Some(1));
        assert_eq!(distance("sutnvall", "stenvall"), Some(2));
        assert_eq!(distance("annisto", "rannisto"), Some(1), "a lost first letter");
        assert_eq!(distance("atn", "tan"), Some(1), "the first two transposed");
        assert_eq!(distance("pan", "tan"), None, "three letters with another start");
        assert_eq!(distance("tan", "tan"), None, "equal is no slip");
        assert_eq!(distance("lopa", "lopez"), None, "two slips in four letters");
        assert_eq!(distance("stenvall", "tumersen"), None);
        assert_eq!(distance("sten-vall", "stenvall"), None, "a hyphenated word is another name");
        assert_eq!(distance("vitali-rossati", "vitali-rosati"), Some(1));
    }

    #[test]
    fn a_compound_name_is_known_by_its_parts() {
        let forms = forms("García Márquez", false);
        assert!(forms.knows("Garcia") && forms.knows("MÁRQUEZ") && forms.knows("Garcia Marquez"));
        assert_eq!(forms.nearest("Marqez").map(|(form, _)| form.display.as_str()), Some("Márquez"));
        assert!(!self::forms("de la Cruz", false).knows("la"));
    }

    #[test]
    fn umlauts_are_known_both_ways() {
        assert!(forms("Müller", false).knows("Mueller") && forms("Mueller", false).knows("Müller"));
        assert!(forms("Østergaard", false).knows("Ostergaard") && forms("Østergaard", false).knows("Oestergaard"));
        assert!(forms("Müller", false).nearest("Muelller").is_some());
    }

    #[test]
    fn an_institution_is_missed_whole_or_not_at_all() {
        let forms = forms("Ministry of Finance", true);
        assert!(forms.knows("Ministry"));
        assert_eq!(forms.nearest("Ministri"), None);
    }
}
