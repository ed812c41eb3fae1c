//! Identifiers with a check digit: ISBN (ISO 2108), ISSN (ISO 3297), ORCID (ISO 27729, as ISO/IEC 7064 MOD 11-2).

use super::Fault;

/// The faults of the ISBNs in a value: there may be several, with remarks such as "(pbk.)".
pub fn isbn(value: &str) -> Vec<Fault<'_>> {
    let whole = significant(value);
    // Blanks may part the groups of one number, or several numbers.
    let plain = |c: char| c.is_ascii_digit() || is_hyphen(c) || matches!(c, 'x' | 'X' | ' ');
    if is_isbn(&whole) && value.chars().all(plain) {
        return Vec::new();
    }
    numbers(value, 9, |digits| match digits.len() {
        // The standard book numbers before 1970 lack the first zero.
        9 => is_isbn(&format!("0{digits}")).then_some(()).ok_or(false),
        10 | 13 if is_isbn(digits) => Ok(()),
        10 => Err(true),
        13 => Err(digits.starts_with("978") || digits.starts_with("979")),
        _ => Err(false),
    })
}

/// The faults of the ISSNs in a value.
pub fn issn(value: &str) -> Vec<Fault<'_>> {
    let mut faults = numbers(value, 6, |digits| match digits.len() {
        8 if is_issn(digits) => Ok(()),
        8 => Err(true),
        _ => Err(false),
    });
    for fault in &mut faults {
        if let Fault::Form(found, expected) = fault {
            let digits = format!("{:0>8}", significant(found));
            let padded = digits.len() == 8 && is_issn(&digits);
            *expected = padded.then(|| format!("{}-{}", &digits[..4], &digits[4..]));
        }
    }
    faults
}

/// The faults of an ORCID, bare or as the address that ORCID asks for.
pub fn orcid(value: &str) -> Vec<Fault<'_>> {
    numbers(value, 15, |digits| match digits.len() {
        16 if is_orcid(digits) => Ok(()),
        16 => Err(true),
        _ => Err(false),
    })
}

/// The faults of the numbers in a value: of words that are digits, hyphens and a last X, with at least so many digits.
/// `judge` fails with whether the form is right and only the check digit wrong.
fn numbers(value: &str, least: usize, judge: impl Fn(&str) -> Result<(), bool>) -> Vec<Fault<'_>> {
    let words = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '(' | ')' | ':' | '[' | ']'));
    let mut faults = Vec::new();
    for word in words.map(|word| word.trim_matches(['.', '-', '_', '"'])) {
        let digits = significant(word);
        let is_number = word.chars().all(|c| c.is_ascii_digit() || is_hyphen(c) || matches!(c, 'x' | 'X'));
        if !is_number || digits.len() < least {
            continue;
        }
        match judge(&digits) {
            Ok(()) => {}
            Err(true) => faults.push(Fault::Check(word)),
            Err(false) => faults.push(Fault::Form(word, None)),
        }
    }
    faults
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The digits of a text, and X.
fn significant(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X')).map(|c| c.to_ascii_uppercase()).collect()
}

/// The values of digits; `None` where X stands elsewhere than at the end.
fn values(digits: &str) -> Option<Vec<u32>> {
    let last = digits.len().checked_sub(1)?;
    let value = |(at, c): (usize, char)| if c == 'X' { (at == last).then_some(10) } else { c.to_digit(10) };
    digits.chars().enumerate().map(value).collect()
}

fn is_isbn(digits: &str) -> bool {
    let Some(values) = values(digits) else { return false };
    match values.len() {
        10 => values.iter().zip((1..=10).rev()).map(|(value, weight)| value * weight).sum::<u32>().is_multiple_of(11),
        13 => {
            let weighed = values.iter().zip([1, 3].iter().cycle()).map(|(value, weight)| value * weight);
            (digits.starts_with("978") || digits.starts_with("979"))
                && !digits.ends_with('X')
                && weighed.sum::<u32>().is_multiple_of(10)
        }
        _ => false,
    }
}

fn is_issn(digits: &str) -> bool {
    let Some(values) = values(digits) else { return false };
    values.len() == 8
        && values.iter().zip((1..=8).rev()).map(|(value, weight)| value * weight).sum::<u32>().is_multiple_of(11)
}

fn is_orcid(digits: &str) -> bool {
    let Some(values) = values(digits) else { return false };
    let (Some((last, first)), 16) = (values.split_last(), values.len()) else { return false };
    let total = first.iter().fold(0, |total, value| (total + value) * 2 % 11);
    (12 - total) % 11 == *last
}
