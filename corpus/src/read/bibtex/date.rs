//! Dates: BibLaTeX's EDTF (manual, section 2.3.8; ISO 8601-2) and what people write in `year`.

use crate::read::dates::{self, Parts};

/// Reads a date, also an uncertain one (`2016~`), a range (`2016/2018`) or an unspecified year (`199X`).
#[must_use]
pub(super) fn parse(written: &str) -> Option<Parts> {
    let written = written.trim();
    let bytes = written.as_bytes();
    if bytes.len() == 4 && bytes.iter().all(u8::is_ascii_digit) {
        return Some(Parts { year: written.parse().ok()?, ..Parts::default() });
    }
    let (first, last) = written.split_once('/').unwrap_or((written, ""));
    let Some(start) = edtf(first).or_else(|| if matches!(first, ".." | "") { edtf(last) } else { None }) else {
        return loose(written);
    };
    let end = edtf(last).map(|end| end.year).filter(|year| *year > start.year);
    Some(Parts { end_year: end.or(start.end_year), ..start })
}

/// `-0044-03-15T12:00?`
fn edtf(date: &str) -> Option<Parts> {
    let date = date.trim().trim_end_matches(['~', '?', '%', 'Z']);
    let (sign, digits) = match date.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, date),
    };
    let year = digits.get(..4)?;
    let known = year.trim_end_matches(['X', 'x', 'u']);
    if known.is_empty() || !known.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let scale = 10i32.pow(u32::try_from(4 - known.len()).ok()?);
    let from = known.parse::<i32>().ok()? * scale;
    let mut parts = Parts { year: sign * from, ..Parts::default() };
    if scale > 1 && sign > 0 {
        parts.end_year = Some(from + scale - 1);
    }
    let mut rest = digits[4..].split('-');
    if rest.next() != Some("") {
        return None;
    }
    let Some(month) = rest.next() else { return Some(parts) };
    parts.month = month.parse().ok().filter(|month| (1..=12).contains(month));
    if parts.month.is_none() && !matches!(month.len(), 2) {
        return None;
    }
    let day = rest.next().and_then(|day| day.get(..2)).and_then(|day| day.parse().ok());
    parts.day = day.filter(|day| (1..=31).contains(day) && parts.month.is_some());
    Some(parts)
}

/// `2016a`, and what [`dates`] knows.
fn loose(written: &str) -> Option<Parts> {
    let year = written.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    match year {
        Some(year) if written.len() == 5 && written.ends_with(|c: char| c.is_ascii_lowercase()) => {
            Some(Parts { year: year.parse().ok()?, ..Parts::default() })
        }
        _ => dates::parse(written),
    }
}

/// The month of a `month` field: a number, a macro of BibTeX's styles or a name, alone or with a day (`10 mar`).
#[must_use]
pub(super) fn month(written: &str) -> Option<u8> {
    let words = written.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let known = |word: &str| dates::month(&crate::fold::fold(word));
    let number = || written.trim().parse().ok().filter(|month| (1..=12).contains(month));
    words.take(6).find_map(known).or_else(number)
}

#[cfg(test)]
mod tests {
    use super::{month, parse};

    #[test]
    fn dates_are_read() {
        let cases = [
            ("2016", (2016, None, None, None)),
            ("2016-03", (2016, Some(3), None, None)),
            ("2016-03-09T10:00", (2016, Some(3), Some(9), None)),
            ("2016/2018", (2016, None, None, Some(2018))),
            ("2016-03/2016-05", (2016, Some(3), None, None)),
            ("2016~", (2016, None, None, None)),
            ("2016/..", (2016, None, None, None)),
            ("-0044", (-44, None, None, None)),
            ("199X", (1990, None, None, Some(1999))),
            ("2016a", (2016, None, None, None)),
            ("2015–2016", (2015, None, None, Some(2016))),
            ("[1850]", (1850, None, None, None)),
        ];
        for (written, (year, month, day, end_year)) in cases {
            let parts = parse(written).expect(written);
            assert_eq!((parts.year, parts.month, parts.day, parts.end_year), (year, month, day, end_year), "{written}");
        }
        assert!(parse("in press").is_none() && parse("").is_none());
    }

    #[test]
    fn months_are_read() {
        assert_eq!(
            [month("jan"), month("3"), month("10 mar"), month("décembre"), month("13"), month("")],
            [Some(1), Some(3), Some(3), Some(12), None, None]
        );
    }
}
