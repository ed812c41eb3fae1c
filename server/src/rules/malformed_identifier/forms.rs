//! Identifiers that are known by their form alone: DOI (DOI Handbook, section 2.2) and arXiv's numbers ("Understanding the
//! arXiv identifier").

use super::Fault;

/// What a DOI is written behind, in lower case: after these it is the DOI and nothing else.
const DOI_PREFIXES: [&str; 10] = [
    "https://doi.org/",
    "http://doi.org/",
    "https://dx.doi.org/",
    "http://dx.doi.org/",
    "https://www.doi.org/",
    "http://www.doi.org/",
    "dx.doi.org/",
    "doi.org/",
    "doi:",
    "doi ",
];
/// The same of arXiv's numbers.
const ARXIV_PREFIXES: [&str; 6] = [
    "https://arxiv.org/abs/",
    "http://arxiv.org/abs/",
    "arxiv.org/abs/",
    "https://arxiv.org/pdf/",
    "http://arxiv.org/pdf/",
    "arxiv:",
];

/// The faults of a DOI.
pub fn doi(value: &str) -> Vec<Fault<'_>> {
    if let Some((prefix, rest)) = prefixed(value, &DOI_PREFIXES)
        && is_doi(rest)
    {
        return vec![Fault::Prefix(prefix, rest)];
    }
    if is_doi(value) {
        return Vec::new();
    }
    // What is left of an address, or without the stop of its sentence, may be meant.
    let inner = value.find("10.").map(|at| &value[at..]).unwrap_or_default();
    let inner = inner.trim_end_matches(['.', ',', ';', ' ', '/']);
    vec![Fault::Form(value, is_doi(inner).then(|| inner.to_owned()))]
}

/// What a value begins with of these prefixes, and the rest.
fn prefixed<'v>(value: &'v str, prefixes: &[&str]) -> Option<(&'v str, &'v str)> {
    let fits = |prefix: &&&str| value.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let len = prefixes.iter().find(fits)?.len();
    let rest = value[len..].trim_start();
    Some((&value[..value.len() - rest.len()], rest))
}

/// Whether a text has the form of a DOI: `10.`, the registrant's number, a slash, and what the registrant chose; or of a
/// short DOI.
fn is_doi(value: &str) -> bool {
    if let Some(short) = value.strip_prefix("10/") {
        return (2..=12).contains(&short.len()) && short.bytes().all(|byte| byte.is_ascii_alphanumeric());
    }
    let Some((registrant, suffix)) = value.strip_prefix("10.").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let numbers = registrant.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let long = registrant.split('.').next().is_some_and(|first| (4..=9).contains(&first.len()));
    let ends = !suffix.ends_with(['.', ',', ';']) && !suffix.is_empty();
    numbers && long && ends && !suffix.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// The faults of an arXiv number.
pub fn arxiv(value: &str) -> Vec<Fault<'_>> {
    if let Some((prefix, rest)) = prefixed(value, &ARXIV_PREFIXES)
        && is_arxiv(rest)
    {
        return vec![Fault::Prefix(prefix, rest)];
    }
    // BibTeX's way of old puts the class behind: `1706.03762 [cs.CL]`.
    let number = value.split([' ', '[']).next().unwrap_or_default();
    if is_arxiv(number) { Vec::new() } else { vec![Fault::Form(value, None)] }
}

fn is_arxiv(value: &str) -> bool {
    let value = value.strip_suffix(".pdf").unwrap_or(value);
    let number = match value.rsplit_once('v') {
        Some((number, version)) if !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit()) => number,
        _ => value,
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let month =
        |text: &str| text.get(2..4).and_then(|month| month.parse::<u8>().ok()).is_some_and(|m| (1..=12).contains(&m));
    if let Some((date, rest)) = number.split_once('.').filter(|_| !number.contains('/')) {
        return date.len() == 4 && digits(date) && month(date) && digits(rest) && (4..=5).contains(&rest.len());
    }
    // Before April 2007: `hep-th/9901001`, or the number alone where the archive stands in a field of its own.
    let old = number.rsplit_once('/').map_or(number, |(_, old)| old);
    old.len() == 7 && digits(old) && month(old)
}
