//! A text that is nothing but abstracts: the bare pair, with headings or without.
//!
//! Invariant: a text is taken for one only if abstracts are all that it holds, so that prose and README files are not.

use super::fields::{folded, in_pieces};
use super::rows::lines;
use crate::lang::{Lang, Part, Stand, detect, heading_at, split_languages, word_count};
use crate::read::abstracts::{Claim, in_language};
use crate::record::Record;
use crate::span::Span;
use std::ops::Range;

/// The longest text that is taken for abstracts, in words.
const MOST_WORDS: usize = 1600;
/// Fewest words of each of two abstracts without a heading.
const FEWEST_WORDS: usize = 25;
/// In how many languages a work's abstracts are, at most, where no headings tell them apart.
const MOST_LANGUAGES: usize = 4;
/// The longest line above a heading that is taken for the title, in words.
const TITLE_WORDS: usize = 30;

/// The stretches of a file between lines of `---`, `===` or form feeds.
#[must_use]
pub fn stretches(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    // A line under a heading underlines it.
    let mut heading = false;
    for line in lines(text) {
        let bare = text.get(line.clone()).unwrap_or_default().trim_matches(|c: char| c.is_whitespace() && c != '\u{c}');
        let rule = bare.len() >= 3 && (bare.bytes().all(|b| b == b'-') || bare.bytes().all(|b| b == b'='));
        let under = std::mem::replace(&mut heading, false);
        heading = heading_at(text, line.start)
            .is_some_and(|heading| heading.stand == Stand::Line && line.contains(&heading.words.start));
        if (rule && !under) || bare == "\u{c}" {
            found.push(start..line.start);
            start = line.end;
        }
    }
    found.push(start..text.len());
    found.retain(|range| text.get(range.clone()).is_some_and(|body| !body.trim().is_empty()));
    found
}

/// The record of one stretch: a title line, if it has one, and abstracts.
#[must_use]
pub fn record(text: &str, stretch: Range<usize>) -> Record {
    let mut record = Record { format: super::RECORDS.name, ..Record::default() };
    let title = title_line(text, &stretch);
    let body = title.as_ref().map_or(stretch.start, |line| line.end)..stretch.end;
    if let Some(line) = title {
        let marks = text[line.clone()].len() - text[line.clone()].trim_start_matches(['#', ' ', '*']).len();
        let title = folded(text, &[Span::new(line.start + marks, line.end)]);
        record.titles.push(in_language(title, &Claim::default()));
    }
    record.abstracts = in_pieces(text, &[Span::from(body)], &Claim::default());
    record.span = Span::from(trimmed(text, stretch));
    record
}

/// A short first line above a heading.
fn title_line(text: &str, stretch: &Range<usize>) -> Option<Range<usize>> {
    let body = trimmed(text, stretch.clone());
    let line = lines(text.get(body.clone())?).next()?;
    let line = trimmed(text, body.start + line.start..body.start + line.end);
    let words = text.get(line.clone())?;
    let short = !words.ends_with('.') && word_count(words) <= TITLE_WORDS && heading_at(text, line.start).is_none();
    (short && line.end < body.end && heading_at(text, line.end).is_some()).then_some(line)
}

/// Whether a text holds abstracts and nothing else.
#[must_use]
pub fn sniff(head: &str) -> bool {
    let Some(first) = stretches(head).into_iter().next() else { return false };
    if word_count(&head[first.clone()]) > MOST_WORDS || is_document(&head[first.clone()]) {
        return false;
    }
    let title = title_line(head, &first);
    let body = trimmed(head, title.map_or(first.start, |line| line.end)..first.end);
    let parts = split_languages(&head[body.clone()]);
    let words = |range: &Range<usize>| word_count(&head[body.start + range.start..body.start + range.end]);
    let begins = parts.first().is_some_and(|part| part.heading.is_some() && words(&part.range) >= 8);
    let text = |range: &Range<usize>| &head[body.start + range.start..body.start + range.end];
    let sound = |part: &Part| !part.mixed && words(&part.range) >= FEWEST_WORDS && is_prose(text(&part.range));
    let told: Vec<Lang> =
        parts.iter().filter(|part| sound(part)).filter_map(|part| surely(text(&part.range))).collect();
    let differ = told.windows(2).all(|pair| !pair[0].matches(&pair[1]));
    let pair = (2..=MOST_LANGUAGES).contains(&parts.len()) && told.len() == parts.len() && differ;
    begins || pair
}

/// The language of a text that leaves no doubt of it.
fn surely(text: &str) -> Option<Lang> {
    detect(text).filter(|(_, sure)| *sure >= 0.8).map(|(lang, _)| lang)
}

/// Whether a text is sentences, and no list, letter or program: letters and spaces as a rule, with a stop at the end.
fn is_prose(text: &str) -> bool {
    let all = text.chars().count();
    let plain = text.chars().filter(|c| c.is_alphabetic() || c.is_whitespace()).count();
    let ends = text.trim_end().ends_with(['.', '!', '?', '…', ')', '»', '"', '”', '。']);
    let marks = ["|", "::", "<", ">", "=", "@", "--"].iter().any(|mark| text.contains(mark));
    plain * 10 >= all * 9 && ends && !marks
}

/// Whether lines show a document: headings that are no abstract's, code, lists, tables, front matter.
fn is_document(text: &str) -> bool {
    lines(text).filter_map(|line| text.get(line)).any(|line| {
        let bare = line.trim_start();
        let heading =
            bare.starts_with('#') && heading_at(bare, 0).is_none() && !text.trim_start().starts_with(line.trim());
        heading
            || ["```", "~~~", "- ", "* ", "1. ", "$ ", "@", "\\", "{", "<!"].iter().any(|mark| bare.starts_with(mark))
    })
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let body = text.get(range.clone()).unwrap_or_default();
    let start = range.start + body.len() - body.trim_start().len();
    let end = range.start + body.trim_end().len();
    start..end.max(start)
}
