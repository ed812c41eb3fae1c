//! The parts of one field that holds a text in several languages (formats.md, universal rule 4).
//!
//! Invariant: the parts are in order, do not overlap, lie on character boundaries and are trimmed; a text that is not
//! blank has at least one.

use super::detect::{Tally, speak_alike, tag_at};
use super::headings::{Heading, Stand, heading_at, tag_end};
use super::{Lang, detect, word_count};
use std::ops::Range;

/// Fewest words on either side of a cut that neither a heading nor a separator marks.
const SENTENCE_WORDS: usize = 25;
/// Fewest words of a part that a mere separator cuts off.
const SEPARATED_WORDS: usize = 12;
/// How many words that look like headings are judged: the text below each is read, so there is an end to it.
const MAX_HEADINGS: usize = 200;
/// How sure the detector must be for its answer to count.
const SURE: f32 = 0.6;

/// A part of a text, in one language as far as that can be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The part in bytes of the text, without its heading.
    pub range: Range<usize>,
    /// The words of its heading (`Résumé`).
    pub heading: Option<Range<usize>>,
    /// The language that the heading promises.
    pub heading_lang: Option<Lang>,
    /// Whether it holds two languages that could not be told apart.
    pub mixed: bool,
    /// What [`detect`] says of this very part, where it was asked already.
    pub detected: Option<(Lang, f32)>,
}

/// A stretch between two possible cuts.
#[derive(Clone, Debug)]
struct Stretch {
    range: Range<usize>,
    heading: Option<Heading>,
    lang: Option<Lang>,
    words: usize,
    /// What the detector says of it; `None` once others were joined to it.
    detected: Option<(Lang, f32)>,
}

/// Splits a text on headings and separators where the language changes, else at the best end of a sentence; otherwise
/// one part. Takes time linear in the text.
#[must_use]
pub fn split_languages(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for stretch in absorb(merge(stretches(text))) {
        let halves = if stretch.heading.is_none() || stretch.words >= 2 * SENTENCE_WORDS {
            split_sentences(text, &stretch.range)
        } else {
            None
        };
        let Some(middle) = halves else {
            let mixed = is_mixed(text.get(stretch.range.clone()).unwrap_or_default());
            parts.push(Part { detected: stretch.detected, ..part(stretch.range, stretch.heading, mixed) });
            continue;
        };
        parts.push(part(trimmed(text, stretch.range.start..middle), stretch.heading, false));
        parts.push(part(trimmed(text, middle..stretch.range.end), None, false));
    }
    if parts.is_empty() {
        let whole = trimmed(text, 0..text.len());
        if !whole.is_empty() {
            parts.push(part(whole, None, false));
        }
    }
    parts
}

fn part(range: Range<usize>, heading: Option<Heading>, mixed: bool) -> Part {
    let (heading, heading_lang) = heading.map(|h| (h.words, h.lang)).unzip();
    Part { range, heading, heading_lang, mixed, detected: None }
}

/// All stretches between separators and headings, each with its language.
fn stretches(text: &str) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut heading = heading_at(text, 0).filter(|heading| believable(text, heading, true));
    let mut start = heading.as_ref().map_or(0, |heading| heading.body);
    let mut at = start;
    let mut tries = MAX_HEADINGS;
    while let Some(cut) = next_cut(text, at) {
        at = cut.after;
        let next = heading_at(text, cut.after).filter(|heading| {
            tries = tries.saturating_sub(1);
            tries > 0 && believable(text, heading, cut.strong)
        });
        if next.is_none() && !cut.strong {
            continue;
        }
        found.push(stretch(text, start..cut.before, heading.take()));
        start = next.as_ref().map_or(cut.after, |heading| heading.body);
        at = at.max(start);
        heading = next;
    }
    found.push(stretch(text, start..text.len(), heading));
    found
}

/// A glued heading, or one in the middle of a line, needs a text below it that is not in another language.
fn believable(text: &str, heading: &Heading, strong: bool) -> bool {
    if strong && heading.stand != Stand::Glued {
        return true;
    }
    let mut end = text.len().min(heading.body + 600);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let below = text.get(heading.body..end).unwrap_or_default();
    match detect(below) {
        Some((lang, sure)) => lang.matches(&heading.lang) || sure < SURE,
        None => word_count(below) > 0,
    }
}

/// A place where one language may end: a separator (strong), or the end of a sentence, which only a heading makes a cut.
struct Cut {
    before: usize,
    after: usize,
    strong: bool,
}

/// The next possible cut at or after a byte.
fn next_cut(text: &str, from: usize) -> Option<Cut> {
    let bytes = text.as_bytes();
    for (offset, &byte) in bytes.get(from..)?.iter().enumerate() {
        let at = from + offset;
        let next = |n: usize| bytes.get(at + n).copied();
        match byte {
            b'\n' | b'\r' => return Some(Cut { before: at, after: at + 1, strong: true }),
            b'/' if at > 0 && bytes[at - 1] == b' ' => {
                let width = if next(1) == Some(b'/') { 2 } else { 1 };
                if next(width) == Some(b' ') {
                    return Some(Cut { before: at, after: at + width, strong: true });
                }
            }
            b'<' if matches!(next(1), Some(b'b' | b'B')) && matches!(next(2), Some(b'r' | b'R')) => {
                if let Some(end) = tag_end(text, at) {
                    return Some(Cut { before: at, after: end, strong: true });
                }
            }
            b'.' | b'!' | b'?' => return Some(Cut { before: at + 1, after: at + 1, strong: false }),
            _ => {}
        }
    }
    None
}

fn stretch(text: &str, range: Range<usize>, heading: Option<Heading>) -> Stretch {
    let range = trimmed(text, range);
    let body = text.get(range.clone()).unwrap_or_default();
    let words = word_count(body);
    let detected = detect(body);
    let sure = detected.clone().filter(|(_, sure)| *sure >= SURE && words >= 8).map(|(lang, _)| lang);
    let lang = sure.or_else(|| heading.as_ref().map(|heading| heading.lang.clone()));
    Stretch { range, heading, lang, words, detected }
}

/// Joins neighbours of the same language, and those whose language cannot be told.
fn merge(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut merged: Vec<Stretch> = Vec::new();
    for next in stretches {
        if next.range.is_empty() {
            continue;
        }
        match merged.last_mut() {
            Some(last) if joins(last, &next) => {
                extend(last, &next);
                last.lang = last.lang.take().or(next.lang);
            }
            _ => merged.push(next),
        }
    }
    merged
}

fn joins(last: &Stretch, next: &Stretch) -> bool {
    if let (Some(a), Some(b)) = (&last.heading, &next.heading)
        && !a.lang.matches(&b.lang)
    {
        return false;
    }
    match (&last.lang, &next.lang) {
        (Some(a), Some(b)) => a.matches(b),
        _ => true,
    }
}

/// Joins parts that are too short to stand alone without a heading, such as a quotation, to the part before or after.
fn absorb(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut kept: Vec<Stretch> = Vec::new();
    let mut quoted = stretches.into_iter().peekable();
    while let Some(next) = quoted.next() {
        let neighbours_agree = match (kept.last(), quoted.peek()) {
            (Some(before), Some(after)) => before.lang == after.lang && after.heading.is_none(),
            _ => false,
        };
        let fewest = if neighbours_agree { SENTENCE_WORDS } else { SEPARATED_WORDS };
        match kept.last_mut() {
            Some(last) if next.heading.is_none() && next.words < fewest => extend(last, &next),
            Some(last) if last.heading.is_none() && next.heading.is_none() && last.words < SEPARATED_WORDS => {
                last.lang.clone_from(&next.lang);
                extend(last, &next);
            }
            Some(last) if next.heading.is_none() && last.lang == next.lang => extend(last, &next),
            _ => kept.push(next),
        }
    }
    kept
}

fn extend(last: &mut Stretch, next: &Stretch) {
    last.range.end = next.range.end;
    last.words += next.words;
    last.detected = None;
}

/// The end of a sentence that best divides two languages, if both halves are long enough and sure.
fn split_sentences(text: &str, range: &Range<usize>) -> Option<usize> {
    let body = text.get(range.clone())?;
    let ends = sentence_ends(body);
    let mut tallies = Vec::with_capacity(ends.len() + 1);
    let mut start = 0;
    for &end in ends.iter().chain(std::iter::once(&body.len())) {
        tallies.push(Tally::of(body.get(start..end)?));
        start = end;
    }
    let mut total = Tally::default();
    for tally in &tallies {
        add(&mut total, tally);
    }
    let whole = total.best().1;
    let mut left = Tally::default();
    let mut best: Option<(u32, usize, usize, usize)> = None;
    for (tally, &end) in tallies.iter().zip(&ends) {
        add(&mut left, tally);
        let score = divided(&left, &total);
        if best.is_none_or(|(most, ..)| score.0 > most) {
            best = Some((score.0, score.1, score.2, end));
        }
    }
    let (score, first, second, end) = best?;
    let gain = score.saturating_sub(whole);
    let (a, b) = body.split_at(end);
    let sure = |half: &str, tag: &str| {
        word_count(half) >= SENTENCE_WORDS && detect(half).is_some_and(|(l, sure)| l.as_str() == tag && sure >= 0.75)
    };
    (gain >= 36 && gain * 4 >= whole && sure(a, tag_at(first)) && sure(b, tag_at(second))).then_some(range.start + end)
}

/// The most hits that two different languages have on the two sides, and which they are.
fn divided(left: &Tally, total: &Tally) -> (u32, usize, usize) {
    let mut best = (0, 0, 0);
    for (a, hits) in left.hits.iter().enumerate() {
        for b in (0..total.hits.len()).filter(|b| *b != a) {
            let score = hits + total.hits[b] - left.hits[b];
            best = best.max((score, a, b));
        }
    }
    best
}

fn add(sum: &mut Tally, more: &Tally) {
    sum.words += more.words;
    for (hits, extra) in sum.hits.iter_mut().zip(more.hits) {
        *hits += extra;
    }
}

/// Where sentences end: after `.`, `!`, `?` and closing marks, before white space or (two glued sentences) a capital.
fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut after_stop = false;
    for (at, c) in text.char_indices() {
        if after_stop && (c.is_whitespace() || c.is_uppercase()) {
            ends.push(at);
        }
        after_stop =
            matches!(c, '.' | '!' | '?' | '…') || (after_stop && matches!(c, '"' | '»' | '”' | '’' | ')' | '\''));
    }
    ends
}

/// Whether the beginning and the end of a text are surely in different languages.
fn is_mixed(text: &str) -> bool {
    if word_count(text) < 2 * SENTENCE_WORDS {
        return false;
    }
    let boundary = |near: usize| (near..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let third = text.len() / 3;
    let (first, last) = (&text[..boundary(third)], &text[boundary(text.len() - third)..]);
    if speak_alike(first, last) {
        return false;
    }
    match (detect(first), detect(last)) {
        (Some((a, sure_a)), Some((b, sure_b))) => sure_a >= 0.8 && sure_b >= 0.8 && !a.matches(&b),
        _ => false,
    }
}

/// A range without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(body) = text.get(range.clone()) else { return range.start..range.start };
    let start = range.start + (body.len() - body.trim_start().len());
    let end = range.start + body.trim_end().len();
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::split_languages;
    use proptest::prelude::*;

    const FR: &str = "Deux questions sont abordées dans cet article : comment les modèles de management public définissent-ils les relations entre l'État et le tiers secteur? Et comment ces relations influencent-elles la manière dont les professionnels impliquent les citoyens dans la coproduction des services?";
    const EN: &str = "In this article, I answer two research questions: How do different models of public management define relationships between the state and the third sector? And how do these relationships influence how third sector professionals involve citizens in the production of services?";

    fn parts(text: &str) -> Vec<(Option<String>, &str)> {
        split_languages(text)
            .into_iter()
            .map(|part| {
                assert!(!part.mixed);
                (part.heading_lang.map(|lang| lang.as_str().to_string()), &text[part.range])
            })
            .collect()
    }

    #[test]
    fn headings_and_separators_split() {
        let fr = Some("fr".to_string());
        let en = Some("en".to_string());
        for (text, a, b) in [
            (format!("{EN}\nRésumé\n{FR}"), (None, EN), (fr.clone(), FR)),
            (format!("Résumé : {FR} Abstract: {EN}"), (fr.clone(), FR), (en.clone(), EN)),
            (format!("Résumé{FR}Abstract{EN}"), (fr.clone(), FR), (en.clone(), EN)),
            (format!("{FR} // {EN}"), (None, FR), (None, EN)),
            (format!("{FR} / {EN}"), (None, FR), (None, EN)),
            (format!("{FR}<br/>{EN}"), (None, FR), (None, EN)),
            (format!("{FR}\r\n\r\n{EN}\r\n"), (None, FR), (None, EN)),
            (format!("{FR} {EN}"), (None, FR), (None, EN)),
            (format!("{EN}{FR}"), (None, EN), (None, FR)),
        ] {
            assert_eq!(parts(&text), [a, b], "{text}");
        }
    }

    #[test]
    fn one_language_stays_whole() {
        let long = format!("{EN}\n\n{EN} and / or not. Summary: {EN}");
        assert_eq!(parts(&long), [(None, long.as_str())]);
        let quoted = format!("{FR}\n« The state of the art in the third sector of today »\n{FR}");
        assert_eq!(parts(&quoted), [(None, quoted.as_str())]);
        assert_eq!(parts("Abstract"), [(None, "Abstract")]);
        assert_eq!(parts(" \n"), []);
    }

    #[test]
    fn two_languages_without_a_boundary_are_mixed() {
        let text = format!("{} {}", FR.replace(['.', '?', '!'], ","), EN.replace(['.', '?', '!'], ","));
        let parts = split_languages(&text);
        assert_eq!(parts.len(), 1);
        assert!(parts[0].mixed);
    }

    proptest! {
        #[test]
        fn parts_are_in_order_and_trimmed(text in "(\\PC|\n|Résumé|Abstract|: |\\. | / |<br>|<b>|the of |dans les ){0,60}") {
            let mut last = 0;
            for part in split_languages(&text) {
                prop_assert!(part.range.start >= last && part.range.start < part.range.end);
                let body = text.get(part.range.clone());
                prop_assert_eq!(body.map(str::trim), body);
                last = part.range.end;
            }
            prop_assert_eq!(last == 0, text.trim().is_empty());
        }
    }
}
