//! Headings of abstracts in a running text: `Résumé` on a line, `Abstract: ...`, and glued ones (`Résumé1873 marque`).
//!
//! Invariant: a heading's ranges lie on character boundaries of the text it was found in.

use super::{Lang, plain_char};
use std::ops::Range;

/// The words of headings without accents, in lower case, with the language of the text below them.
const HEADINGS: &[(&str, &str)] = &[
    ("abstract", "en"),
    ("abstract in english", "en"),
    ("abstract/summary", "en"),
    ("english abstract", "en"),
    ("english summary", "en"),
    ("executive summary", "en"),
    ("summary", "en"),
    ("summary/abstract", "en"),
    ("resume anglais", "en"),
    ("resume en anglais", "en"),
    ("resumen en ingles", "en"),
    ("resumo em ingles", "en"),
    ("englische zusammenfassung", "en"),
    ("french abstract", "fr"),
    ("resume", "fr"),
    ("resume en francais", "fr"),
    ("resume francais", "fr"),
    ("sommaire", "fr"),
    ("resumen", "es"),
    ("resumen en espanol", "es"),
    ("resumo", "pt"),
    ("resumo em portugues", "pt"),
    ("deutsche zusammenfassung", "de"),
    ("kurzfassung", "de"),
    ("zusammenfassung", "de"),
    ("riassunto", "it"),
    ("sommario", "it"),
    ("samenvatting", "nl"),
    ("sammanfattning", "sv"),
    ("streszczenie", "pl"),
    ("аннотация", "ru"),
];

/// How a heading stands in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Alone on a line.
    Line,
    /// Followed by `:`, `.`, a dash or `|`, or set in bold or in a tag.
    Delimited,
    /// Followed at once by a digit or a capital.
    Glued,
}

/// A heading found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// The words, without what decorates them.
    pub words: Range<usize>,
    /// Where the text below it begins.
    pub body: usize,
    /// The language that the words promise.
    pub lang: Lang,
    /// How it stands.
    pub stand: Stand,
}

/// The heading of an abstract that begins at a byte of the text, after white space, `*`, `_`, `#` or tags.
#[must_use]
pub fn heading_at(text: &str, at: usize) -> Option<Heading> {
    let begin = skip_decoration(text, at, true);
    let first = text.get(begin..)?.chars().next()?;
    if !first.is_uppercase() {
        return None;
    }
    let (end, lang) = longest(text, begin)?;
    let closed = skip_decoration(text, end, false);
    let blank = closed + blanks(&text[closed..]);
    let rest = &text[blank..];
    let found = |stand, body| Some(Heading { words: begin..end, body, lang: Lang::new(lang), stand });
    if rest.is_empty() || rest.starts_with(['\n', '\r']) {
        return found(Stand::Line, underlined(text, blank));
    }
    if rest.starts_with([':', '.', '—', '–', '|']) || (rest.starts_with("- ") && blank > closed) {
        let marks = rest.find(|c: char| !":.—–|-".contains(c)).unwrap_or(rest.len());
        let body = skip_decoration(text, blank + marks, false);
        return found(Stand::Delimited, body + blanks(&text[body..]));
    }
    if begin > at && closed > end && !text[at..begin].trim().is_empty() {
        return found(Stand::Delimited, blank);
    }
    (blank == end && glued(rest)).then_some(())?;
    found(Stand::Glued, blank)
}

/// Where the text below a line begins: after white space and a line of `-` or `=` that underlines it.
fn underlined(text: &str, end: usize) -> usize {
    let below = text[end..].trim_start();
    let line = below.split(['\n', '\r']).next().unwrap_or_default().trim_end();
    let rule = line.len() >= 3 && (line.bytes().all(|b| b == b'-') || line.bytes().all(|b| b == b'='));
    let body = if rule { below[line.len()..].trim_start() } else { below };
    text.len() - body.len()
}

/// The longest heading whose words stand at a byte: their end and the language.
fn longest(text: &str, begin: usize) -> Option<(usize, &'static str)> {
    // Few headings begin with the letter that stands there.
    let first = plain_char(text.get(begin..)?.chars().next()?);
    let may_be = |words: &str| first.is_none_or(|first| words.starts_with(first));
    let matches = |(words, lang): &(&str, &'static str)| Some((match_words(text, begin, words)?, *lang));
    HEADINGS.iter().filter(|(words, _)| may_be(words)).filter_map(matches).max()
}

/// The end of these words at a byte of the text, accents and case and the kind of spaces apart.
fn match_words(text: &str, begin: usize, words: &str) -> Option<usize> {
    let mut wanted = words.chars().peekable();
    let mut end = begin;
    for (at, c) in text[begin..].char_indices() {
        let Some(plain) = plain_char(c) else {
            end = begin + at + c.len_utf8();
            continue;
        };
        let plain = if c == '\u{a0}' || c == '\u{202f}' { ' ' } else { plain };
        match wanted.peek() {
            None => break,
            Some(&want) if want == plain => wanted.next(),
            Some(_) => return None,
        };
        end = begin + at + c.len_utf8();
    }
    wanted.peek().is_none().then_some(end)
}

/// Whether what follows the words is a text that lost its line break: a digit, or a capitalised word that is not the
/// second hump of an identifier (`AbstractSyntaxTree`).
fn glued(rest: &str) -> bool {
    let word: Vec<char> = rest.chars().take(24).take_while(|c| c.is_alphanumeric()).collect();
    match word.first() {
        Some(c) if c.is_numeric() => true,
        Some(c) if c.is_uppercase() => {
            let humps = word.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase());
            !humps && rest.chars().nth(word.len()).is_some()
        }
        _ => false,
    }
}

/// Skips `*`, `_`, `#`, `>` and tags such as `<jats:title>`; white space too if asked. Stops after 100 bytes.
fn skip_decoration(text: &str, from: usize, spaces: bool) -> usize {
    let mut at = from;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if at - from > 100 {
            break;
        }
        if matches!(c, '*' | '_' | '#') || (spaces && (c.is_whitespace() || c == '>' || c == '\u{feff}')) {
            at += c.len_utf8();
        } else if c == '<' {
            match tag_end(text, at) {
                Some(end) => at = end,
                None => break,
            }
        } else {
            break;
        }
    }
    at
}

/// The end of a short tag that begins at a byte: `<b>`, `</p>`, `<jats:title>`, `<br/>`.
pub(super) fn tag_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix('<')?;
    let name = rest.strip_prefix('/').unwrap_or(rest);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let close = rest.bytes().take(60).position(|b| b == b'>' || b == b'<')?;
    (rest.as_bytes().get(close) == Some(&b'>')).then_some(at + 1 + close + 1)
}

/// How many bytes of blanks (no line ends) a text begins with.
fn blanks(text: &str) -> usize {
    text.find(|c: char| !c.is_whitespace() || c == '\n' || c == '\r').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::{Stand, heading_at};

    fn at_start(text: &str) -> Option<(String, &str, Stand, &str)> {
        let heading = heading_at(text, 0)?;
        let lang = heading.lang.as_str().to_string();
        Some((lang, &text[heading.words], heading.stand, &text[heading.body..]))
    }

    #[test]
    fn headings_of_all_kinds_are_found() {
        for (text, lang, words, stand, body) in [
            ("Résumé\nCe texte", "fr", "Résumé", Stand::Line, "Ce texte"),
            ("Re\u{301}sume\u{301}\u{a0}: Ce", "fr", "Re\u{301}sume\u{301}", Stand::Delimited, "Ce"),
            ("RÉSUMÉ. — Ce", "fr", "RÉSUMÉ", Stand::Delimited, "— Ce"),
            ("**Abstract** The", "en", "Abstract", Stand::Delimited, "The"),
            ("Summary/Abstract:  In this", "en", "Summary/Abstract", Stand::Delimited, "In this"),
            ("Résumé1873 marque le dernier temps", "fr", "Résumé", Stand::Glued, "1873 marque le dernier temps"),
            ("AbstractMost of the world", "en", "Abstract", Stand::Glued, "Most of the world"),
            ("Résumé anglais : It", "en", "Résumé anglais", Stand::Delimited, "It"),
            ("<jats:title>Abstract</jats:title><jats:p>In", "en", "Abstract", Stand::Delimited, "In"),
        ] {
            let found = at_start(text);
            assert_eq!(found, Some((lang.into(), words, stand, body)), "{text}");
        }
    }

    #[test]
    fn words_in_a_sentence_are_no_heading() {
        for text in [
            "Summary of the work",
            "Abstract art is",
            "abstract: no",
            "AbstractSyntaxTree is",
            "Résumés : les",
            "Resumption",
        ] {
            assert_eq!(at_start(text), None, "{text}");
        }
    }
}
