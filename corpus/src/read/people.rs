//! Names in running text: lists by commas or semicolons, `Nom, Prénom`, particles, institutions.
//!
//! Invariant: every range lies on character boundaries of the text and is trimmed; no character of a name is dropped.

use crate::fold::fold;
use crate::record::Name;
use std::ops::Range;

/// The names in a text, each with its range in it. `;` and line ends always separate; commas separate full names where
/// every part has two words or more, else they part `Nom, Prénom`. Roles after a comma (`Doe, Jane, Auteur`) go to
/// [`Name::role_written`]. [`Name::written`] is left empty.
#[must_use]
pub fn names(text: &str) -> Vec<(Range<usize>, Name)> {
    let mut found = Vec::new();
    for range in split(text, 0..text.len(), |c| matches!(c, ';' | '\n' | '\r')) {
        for range in split_words(text, range) {
            by_commas(text, range, &mut found);
        }
    }
    found
}

/// One name in reading order or as `Family, Given`.
#[must_use]
pub fn name(text: &str) -> Name {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [family, given] if is_suffix(given) => Name { suffix: (*given).to_string(), ..in_order(family) },
        [family, given] => inverted(family, given, ""),
        [family, given, suffix] if is_suffix(suffix) => inverted(family, given, suffix),
        [family, suffix, given] if is_suffix(suffix) => inverted(family, given, suffix),
        [one] => in_order(one),
        _ => literal(text.trim()),
    }
}

/// A name of which the parts are known; a particle may stand before the family name or after the given ones.
#[must_use]
pub fn of_parts(family: &str, given: &str, suffix: &str) -> Name {
    inverted(family, given, suffix)
}

/// A name as catalogues of medicine write it, `Tuurnas S` or `van der Berg JP`; `None` where it is none.
#[must_use]
pub fn with_initials(text: &str) -> Option<Name> {
    let (family, initials) = text.trim().rsplit_once(' ')?;
    let capitals = initials.chars().all(char::is_uppercase) && (1..=3).contains(&initials.chars().count());
    let is_family =
        family.chars().any(char::is_lowercase) && family.split(' ').count() <= 4 && !family.contains([',', '.']);
    (capitals && is_family && !is_suffix(initials)).then(|| inverted(family.trim_end(), initials, ""))
}

/// Trimmed, non-empty ranges between separators.
fn split(text: &str, range: Range<usize>, separates: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = range.start;
    for piece in text.get(range).unwrap_or_default().split(separates) {
        let lead = piece.len() - piece.trim_start().len();
        let body = piece.trim();
        if !body.is_empty() {
            found.push(start + lead..start + lead + body.len());
        }
        start += piece.len() + 1;
    }
    found
}

/// Words that stand before the last name of a list.
const AND: [&str; 8] = [" et ", " and ", " & ", " und ", " y ", " e ", " ed ", " with "];

/// Splits at `et`, `and`, `&`, unless a side is no full name (`Ministère de l'Éducation et de la Recherche`).
fn split_words(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let body = text.get(range.clone()).unwrap_or_default();
    if is_institution(body) {
        return vec![range];
    }
    let mut cuts: Vec<Range<usize>> =
        AND.iter().flat_map(|word| body.match_indices(word).map(|(at, _)| at..at + word.len())).collect();
    cuts.sort_by_key(|cut| cut.start);
    let mut found = Vec::new();
    let mut start = 0;
    for cut in cuts {
        let before = body.get(start..cut.start).unwrap_or_default().trim().trim_end_matches(',');
        let after = body.get(cut.end..).unwrap_or_default();
        if before.split_whitespace().nth(1).is_some() && after.chars().next().is_some_and(char::is_uppercase) {
            found.push(range.start + start..range.start + start + before.len());
            start = cut.end;
        }
    }
    found.push(range.start + start..range.end);
    found
}

/// The names of a list that commas may divide.
fn by_commas(text: &str, range: Range<usize>, found: &mut Vec<(Range<usize>, Name)>) {
    let mut parts = split(text, range.clone(), |c| c == ',');
    let of = |part: &Range<usize>| text.get(part.clone()).unwrap_or_default();
    let role = match parts.as_slice() {
        [_, .., last] if is_role(of(last)) => of(last).to_string(),
        _ => String::new(),
    };
    if !role.is_empty() {
        parts.pop();
    }
    for (start, end) in group(&parts.iter().map(of).collect::<Vec<_>>()) {
        let (Some(first), Some(last)) = (parts.get(start), parts.get(end.saturating_sub(1))) else { continue };
        let range = first.start..last.end;
        let mut made = name(of(&range));
        made.role_written.clone_from(&role);
        found.push((range, made));
    }
}

/// Which comma parts belong together: half-open ranges of their places.
fn group(parts: &[&str]) -> Vec<(usize, usize)> {
    let several = |part: &&str| part.split_whitespace().nth(1).is_some();
    let each = |from: usize| (from..parts.len()).map(|place| (place, place + 1)).collect::<Vec<_>>();
    if parts.len() <= 1 || (parts.iter().all(several) && !parts.iter().any(|part| is_initials(part))) {
        return each(0);
    }
    if parts.len() == 2 || (parts.len() == 3 && parts[1..].iter().any(|part| is_suffix(part))) {
        return vec![(0, parts.len())];
    }
    let given = |part: &&&str| is_initials(part) || !several(part);
    if parts.len().is_multiple_of(2) && parts.iter().skip(1).step_by(2).all(|part| given(&part)) {
        return (0..parts.len()).step_by(2).map(|place| (place, place + 2)).collect();
    }
    if parts[2..].iter().all(several) {
        return [vec![(0, 2)], each(2)].concat();
    }
    each(0)
}

/// Whether a part is only initials: `J.`, `J.-P. R.`
fn is_initials(part: &str) -> bool {
    part.contains('.') && part.split(|c: char| !c.is_alphabetic()).all(|word| word.chars().count() <= 2)
}

fn is_suffix(part: &str) -> bool {
    matches!(part.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV" | "jr" | "fils" | "père")
}

/// What PMB and others write after a name.
fn is_role(part: &str) -> bool {
    let folded = fold(part);
    matches!(
        folded.trim_matches(['(', ')', '.', ' ']),
        "auteur"
            | "autrice"
            | "auteur principal"
            | "co-auteur"
            | "coauteur"
            | "author"
            | "autor"
            | "autora"
            | "verfasser"
            | "autore"
            | "dir"
            | "directeur"
            | "directeur de publication"
            | "ed"
            | "eds"
            | "editeur scientifique"
            | "editor"
            | "editors"
            | "editeur"
            | "traducteur"
            | "trad"
            | "translator"
            | "hrsg"
            | "coord"
            | "collaborateur"
    )
}

/// A name in reading order.
fn in_order(text: &str) -> Name {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 2 || is_institution(text) {
        return literal(text);
    }
    let (suffix, words) = match words.split_last() {
        Some((last, rest)) if rest.len() > 1 && is_suffix(last) => (*last, rest),
        _ => ("", words.as_slice()),
    };
    let mut family = words.len() - 1;
    let particle = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    while family > 1 && words.get(family - 1).is_some_and(|word| particle(word)) {
        family -= 1;
    }
    let first_own = words[family..].iter().position(|word| !particle(word)).unwrap_or(0);
    // Capitals mark a family name of several words: `Gabriel GARCÍA MÁRQUEZ`.
    let capitals = |word: &&&str| word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
    let shouted = words.iter().rev().take_while(capitals).count();
    let (family, first_own) =
        if shouted > 1 && shouted < words.len() { (words.len() - shouted, 0) } else { (family, first_own) };
    Name {
        given: words[..family].join(" "),
        particle: words[family..family + first_own].join(" "),
        family: words[family + first_own..].join(" "),
        suffix: suffix.to_string(),
        ..Name::default()
    }
}

/// `Family, Given`, with a particle before the family name or after the given one.
fn inverted(family: &str, given: &str, suffix: &str) -> Name {
    let lower = |word: &&str| word.chars().next().is_some_and(char::is_lowercase);
    let words: Vec<&str> = family.split_whitespace().collect();
    let before = words.iter().take_while(|word| lower(word)).count();
    let before = if before == words.len() { 0 } else { before };
    let givens: Vec<&str> = given.split_whitespace().collect();
    let after = givens.iter().rev().take_while(|word| lower(word)).count();
    let after = if after == givens.len() { 0 } else { after };
    let (givens, trailing) = givens.split_at(givens.len() - after);
    Name {
        family: words[before..].join(" "),
        given: givens.join(" "),
        particle: [trailing, &words[..before]].concat().join(" "),
        suffix: suffix.to_string(),
        ..Name::default()
    }
}

fn literal(text: &str) -> Name {
    Name { literal: Some(text.split_whitespace().collect::<Vec<_>>().join(" ")), ..Name::default() }
}

/// Words of institutions that no person is called, folded.
const INSTITUTIONS: &str = "universite university universidad universidade universitat universita institut institute instituto istituto ministere \
    ministry ministerio commission conseil council centre center centro organisation organization association \
    office department departement societe society agence agency comite committee federation laboratoire \
    gouvernement government group";

/// Whether a name is an institution's, by its words.
fn is_institution(text: &str) -> bool {
    let folded = fold(text);
    folded
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| INSTITUTIONS.split(' ').any(|known| known == word) || matches!(word, "of" | "for" | "the"))
}

#[cfg(test)]
mod tests {
    use super::{name, names};
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<String> {
        names(text)
            .into_iter()
            .map(|(range, name)| {
                assert_eq!(text[range.clone()].trim(), &text[range]);
                match name.literal {
                    Some(literal) => format!("{{{literal}}}"),
                    None => format!("{}|{}|{}", name.given, name.particle, name.family),
                }
            })
            .collect()
    }

    #[test]
    fn lists_and_inverted_names_are_told_apart() {
        for (text, expected) in [
            (
                "Sanna Tuurnas, Jari Stenvall, Pasi-Heikki Rannisto",
                &["Sanna||Tuurnas", "Jari||Stenvall", "Pasi-Heikki||Rannisto"][..],
            ),
            ("Tuurnas, Sanna", &["Sanna||Tuurnas"]),
            ("Tuurnas, Sanna ; Stenvall, Jari", &["Sanna||Tuurnas", "Jari||Stenvall"]),
            ("Tuurnas, Sanna, Stenvall, Jari", &["Sanna||Tuurnas", "Jari||Stenvall"]),
            ("Tuurnas, S., Stenvall, J. P.", &["S.||Tuurnas", "J. P.||Stenvall"]),
            (
                "Tuurnas, Sanna, Jari Stenvall et Pasi-Heikki Rannisto",
                &["Sanna||Tuurnas", "Jari||Stenvall", "Pasi-Heikki||Rannisto"],
            ),
            ("Sanna Tuurnas, Auteur ; Jari Stenvall, Auteur", &["Sanna||Tuurnas", "Jari||Stenvall"]),
            ("Jan van der Berg and Charles de Gaulle", &["Jan|van der|Berg", "Charles|de|Gaulle"]),
            ("van der Berg, Jan", &["Jan|van der|Berg"]),
            ("Berg, Jan van der", &["Jan|van der|Berg"]),
            ("OCDE", &["{OCDE}"]),
            ("Ministère de l'Éducation et de la Recherche", &["{Ministère de l'Éducation et de la Recherche}"]),
            ("Gabriel GARCÍA MÁRQUEZ", &["Gabriel||GARCÍA MÁRQUEZ"]),
            ("King, Martin Luther, Jr.", &["Martin Luther||King"]),
            (" ; , ", &[]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        assert_eq!(name("King, Martin Luther, Jr.").suffix, "Jr.");
        assert_eq!(names("Jane Doe, Traducteur")[0].1.role_written, "Traducteur");
    }

    proptest! {
        #[test]
        fn any_text_gives_names_within_it(text in "(\\PC|, | et |;|[a-zA-Z]{1,5}| ){0,30}") {
            let mut last = 0;
            for (range, _) in names(&text) {
                prop_assert!(range.start >= last && range.start < range.end);
                prop_assert!(text.get(range.clone()).is_some());
                last = range.end;
            }
        }
    }
}
