//! Words of the prose, and the names that stand beside a citation.
//!
//! A word is a run of letters of one script, with combining marks, joined by an apostrophe or a hyphen (near-miss.md,
//! section 3). A group is the names to the left of a citation: "Tuurnas, Stenvall et Rannisto [@...]" (section 4).

use super::{ANCHOR, Prose};
use siglum_corpus::span::Span;

/// How far to the left of a citation names are looked for, in bytes of prose.
const REACH: usize = 320;
/// How many words a group may span.
const GROUP: usize = 9;

/// Words that stand for further authors, and may come between the names and their citation.
const OTHERS: [&str; 26] = [
    "al",
    "alii",
    "coll",
    "colleagues",
    "collègues",
    "collegues",
    "collaborateurs",
    "collaborators",
    "coworkers",
    "co-workers",
    "others",
    "autres",
    "otros",
    "outros",
    "altri",
    "andere",
    "anderen",
    "a",
    "u",
    "ses",
    "his",
    "her",
    "their",
    "associates",
    "colegas",
    "colaboradores",
];
/// Words between the names of a group.
const JOINERS: [&str; 12] = ["and", "et", "und", "y", "e", "en", "och", "og", "ja", "i", "with", "avec"];
/// Particles of names; those that are prepositions as well are still part of the group.
const PARTICLES: [&str; 24] = [
    "de", "la", "le", "du", "des", "del", "della", "di", "da", "dos", "das", "do", "van", "von", "der", "den", "ten",
    "ter", "zu", "zur", "af", "av", "el", "bin",
];

/// A word of the prose: where it stands in [`Prose::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the prose.
    pub span: Span,
}

impl Word {
    /// The word.
    #[must_use]
    pub fn text(self, prose: &Prose) -> &str {
        self.span.of(&prose.text)
    }
}

/// The words of a stretch of prose, in order.
pub fn words(prose: &Prose, within: Span) -> impl Iterator<Item = Word> + '_ {
    let base = within.start as usize;
    let text = within.of(&prose.text);
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(found) = text.get(at..)?.find(char::is_alphabetic) {
            let start = at + found;
            let end = word_end(text, start);
            at = end;
            if stands_free(text, start, end) {
                return Some(Word { span: Span::new(base + start, base + end) });
            }
        }
        None
    })
}

/// The end of the word that begins at `start`.
fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut script = None;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_alphabetic() {
            let this = script_of(c);
            if *script.get_or_insert(this) != this {
                break;
            }
        } else if is_joint(c) {
            // A joint joins two letters, and is no part of the word otherwise.
            if !chars.peek().is_some_and(|(_, next)| next.is_alphabetic()) {
                break;
            }
            continue;
        } else if !is_mark(c) {
            break;
        }
        end = start + at + c.len_utf8();
    }
    end
}

/// Whether the run touches no digit, `_`, `#`, `@` or backslash: those make it a label, a handle or a command.
fn stands_free(text: &str, start: usize, end: usize) -> bool {
    let glued = |c: char| c.is_numeric() || matches!(c, '_' | '#' | '@' | '\\');
    !text[..start].ends_with(glued) && !text[end..].starts_with(glued)
}

fn is_joint(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '-' | '\u{2010}'..='\u{2013}' | '\u{AD}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{200B}'..='\u{200D}')
}

/// A coarse script: enough to tell Latin from what is glued to it.
fn script_of(c: char) -> u8 {
    match c as u32 {
        0..=0x24F | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F | 0xA720..=0xA7FF | 0xFB00..=0xFB06 | 0xFF21..=0xFF5A => 1,
        0x370..=0x3FF | 0x1F00..=0x1FFF => 2,
        0x400..=0x52F => 3,
        0x590..=0x8FF => 4,
        _ => 5,
    }
}

/// The capitalised words to the left of the anchor at `anchor` (a byte of the prose) that are its names, from right
/// to left.
#[must_use]
pub fn names_before(prose: &Prose, anchor: usize) -> Vec<Word> {
    let start = group_start(&prose.text, anchor);
    let words: Vec<Word> = words(prose, Span::new(start, anchor)).collect();
    let mut names = Vec::new();
    let mut right = anchor;
    for (count, word) in words.iter().rev().enumerate() {
        let between = prose.text.get(word.span.end as usize..right).unwrap_or_default();
        let text = word.text(prose);
        let initial = text.chars().nth(1).is_none() && text.starts_with(char::is_uppercase);
        let other = OTHERS.contains(&text.to_lowercase().as_str());
        let gap = if names.is_empty() { tail_gap(between, other) } else { group_gap(between, initial) };
        if !gap || count >= GROUP + 3 || names.len() >= GROUP {
            break;
        }
        right = word.span.start as usize;
        if initial {
            continue;
        }
        if text.starts_with(char::is_uppercase) {
            names.push(*word);
        } else if !is_link(text, names.is_empty()) {
            // An elision or a particle joined to the name: "d'Alembert", "l'Ostrom".
            if !text.contains(['\'', '\u{2019}']) || !text.contains(char::is_uppercase) {
                break;
            }
            names.push(*word);
        }
    }
    names
}

/// Lower-case words that a group goes on over.
fn is_link(word: &str, tail: bool) -> bool {
    let word = word.to_lowercase();
    let word = word.as_str();
    JOINERS.contains(&word) || if tail { OTHERS.contains(&word) } else { PARTICLES.contains(&word) }
}

/// What may stand between a name and its citation: white space, a comma, an opening bracket, a possessive's end.
fn tail_gap(between: &str, after_other: bool) -> bool {
    between.chars().all(|c| {
        c.is_whitespace() || matches!(c, ',' | '(' | '[' | '\'' | '\u{2019}' | '&') || (c == '.' && after_other)
    })
}

/// What may stand between two names of a group.
fn group_gap(between: &str, initial: bool) -> bool {
    between
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, ',' | '&' | '/' | ';' | '-' | '\u{2013}') || (c == '.' && initial))
}

/// Where a group may begin at the earliest: after the last paragraph break or citation, within reach.
fn group_start(text: &str, anchor: usize) -> usize {
    let mut start = anchor.saturating_sub(REACH);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let before = text.get(start..anchor).unwrap_or_default();
    let breaks = [before.rfind("\n\n").map(|at| at + 2), before.rfind(ANCHOR).map(|at| at + ANCHOR.len_utf8())];
    start + breaks.into_iter().flatten().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(text: &str) -> Prose {
        Prose { text: text.to_owned(), ..Prose::default() }
    }

    fn names(text: &str) -> Vec<String> {
        let prose = prose(text);
        let anchor = text.find(ANCHOR).expect("an anchor");
        let mut names: Vec<_> =
            names_before(&prose, anchor).into_iter().map(|word| word.text(&prose).to_owned()).collect();
        names.reverse();
        names
    }

    #[test]
    fn a_group_is_read_from_its_citation_to_the_left() {
        for (text, expected) in [
            ("Turnas et al. \u{FFFC} show", vec!["Turnas"]),
            ("as Tuurnas, Stenvall et Ranisto \u{FFFC}", vec!["Tuurnas", "Stenvall", "Ranisto"]),
            ("by Smith & J. K. Jones (\u{FFFC}", vec!["Smith", "Jones"]),
            ("Ranisto’s \u{FFFC} study", vec!["Ranisto’s"]),
            ("de la Torre \u{FFFC}", vec!["Torre"]),
            ("le principe de d'Alembert \u{FFFC}", vec!["d'Alembert"]),
            ("Smith \u{FFFC} and Jones \u{FFFC}", vec!["Smith"]),
            ("It ended. Then Jones \u{FFFC}", vec!["Then", "Jones"]),
            ("the study \u{FFFC}", vec![]),
            ("Smith showed it \u{FFFC}", vec![]),
            ("Title\n\n\u{FFFC}", vec![]),
            ("Stenvall und Kollegen sagten \u{FFFC}", vec![]),
            ("Tuurnas et ses collègues \u{FFFC}", vec!["Tuurnas"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn words_end_where_the_script_does_and_touch_no_digit() {
        let prose = prose("Chomsky指出 fig2 #tag a_b l'école co-production D\u{301}or");
        let all: Vec<_> = words(&prose, Span::new(0, prose.text.len())).map(|word| word.text(&prose)).collect();
        assert_eq!(all, ["Chomsky", "指出", "l'école", "co-production", "D\u{301}or"]);
    }
}
