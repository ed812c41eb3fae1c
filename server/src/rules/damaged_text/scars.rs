//! What taking a text off a web page leaves: sentences that lost the break between them ("professionnalisées.Dans").

use super::Damage;
use crate::rules::Safety;
use std::ops::Range;

/// Two sentences that run together; the first place is told, the fix parts all of them.
pub fn glued(value: &str, raw: &str) -> Option<Damage> {
    let (range, _) = places(value).into_iter().next()?;
    let found = value.get(range)?.to_owned();
    let inside = places(raw);
    let edits = inside.iter().map(|(_, stop)| (*stop..*stop, " ".to_owned())).collect();
    Some(Damage {
        at: inside.first().map(|(range, _)| range.clone()),
        expected: Some(found.replacen('.', ". ", 1)),
        safety: Safety::Unsafe,
        edits,
        ..Damage::new("glued", found)
    })
}

/// Each place: the two words, and where the blank belongs.
fn places(text: &str) -> Vec<(Range<usize>, usize)> {
    let mut found = Vec::new();
    for stop in memchr::memchr_iter(b'.', text.as_bytes()) {
        let (before, after) = (&text[..stop], &text[stop + 1..]);
        if !after.starts_with(char::is_uppercase) {
            continue;
        }
        let from = before
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let to = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (word, next) = (&before[from..], &after[..to]);
        // A word of small letters, a stop, and a capital with small letters or a word of one letter ("A", "I", "À").
        let low = word.chars().count() >= 3 && word.chars().all(char::is_lowercase);
        let mut letters = next.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        let rest = letters.as_str();
        let high = capital && (rest.chars().count() >= 2 && rest.chars().all(char::is_lowercase));
        // In an address or the name of a file no sentence ends.
        let around = |c: Option<char>| {
            c.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '’' | '\'' | '«' | '-'))
        };
        let alone = around(before[..from].chars().next_back()) && around(after[to..].chars().next());
        if low && high && alone && !is_ending(next) {
            found.push((from..stop + 1 + to, stop + 1));
        }
    }
    found
}

/// Whether a word is the end of an address rather than the beginning of a sentence.
fn is_ending(word: &str) -> bool {
    const ENDINGS: [&str; 8] = ["Com", "Org", "Net", "Gov", "Edu", "Info", "Js", "Io"];
    ENDINGS.contains(&word)
}
