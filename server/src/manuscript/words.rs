//! Words of the prose (near-miss.md, section 3).
//!
//! A word is a run of letters of one script, with combining marks, joined by an apostrophe or a hyphen; it touches no
//! digit, `_`, `#`, `@` or backslash.

use super::Prose;
use siglum_corpus::fold::{fold, nfc};
use siglum_corpus::span::Span;

/// What an elision may leave before an apostrophe (French; `jusqu'`, `lorsqu'` and their kin end in `qu`).
const ELIDED: [&str; 13] = ["d", "l", "qu", "n", "s", "j", "c", "m", "t", "jusqu", "lorsqu", "puisqu", "aujourd"];

/// A word of the prose: where it stands in [`Prose::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the prose; a hyphen at a line's end is within it.
    pub span: Span,
    /// Whether it begins a sentence, or follows what may end one.
    pub starts: bool,
}

impl Word {
    /// The word as it stands.
    #[must_use]
    pub fn text(self, prose: &Prose) -> &str {
        self.span.of(&prose.text)
    }
}

/// A spelling of a word without what grammar adds to a name: where it stands, and how it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Core {
    /// Its bytes in the prose.
    pub span: Span,
    /// It, in NFC with plain apostrophes and hyphens, joined over the end of a line.
    pub text: String,
    /// Its fold.
    pub folded: String,
}

/// The words of a stretch of prose, in order.
pub fn words(prose: &Prose, within: Span) -> impl Iterator<Item = Word> + '_ {
    let base = within.start as usize;
    let text = within.of(&prose.text);
    let mut at = 0;
    let mut before = 0;
    std::iter::from_fn(move || {
        while let Some(found) = text.get(at..)?.find(char::is_alphabetic) {
            let start = at + found;
            let end = word_end(text, start);
            at = end;
            if stands_free(text, start, end) {
                let starts = before == 0 || ends_sentence(&text[before..start]);
                before = end;
                return Some(Word { span: Span::new(base + start, base + end), starts });
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
            // A joint joins two letters, and is no part of the word otherwise; a line may end behind a hyphen.
            if !chars.peek().is_some_and(|(_, next)| next.is_alphabetic()) {
                match over_line(&text[start + at..]) {
                    Some(skipped) => while chars.next_if(|(next, _)| *next < at + skipped).is_some() {},
                    None => break,
                }
            }
            continue;
        } else if !is_mark(c) {
            break;
        }
        end = start + at + c.len_utf8();
    }
    end
}

/// The bytes of a hyphen and a line's end behind which a word goes on in small letters ("Ran-", "nisto").
fn over_line(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix(['-', '\u{2010}', '\u{ad}'])?;
    let next = after.trim_start_matches([' ', '\t']).strip_prefix('\n').or_else(|| after.strip_prefix("\r\n"))?;
    let next = next.trim_start_matches([' ', '\t']);
    next.starts_with(char::is_lowercase).then(|| rest.len() - next.len())
}

/// Whether the run touches no digit, `_`, `#`, `@` or backslash: those make it a label, a handle or a command.
fn stands_free(text: &str, start: usize, end: usize) -> bool {
    let glued = |c: char| c.is_numeric() || matches!(c, '_' | '#' | '@' | '\\');
    !text[..start].ends_with(glued) && !text[end..].starts_with(glued)
}

/// Whether what stands between two words may end a sentence.
fn ends_sentence(between: &str) -> bool {
    let closes = |c: char| matches!(c, '.' | '!' | '?' | ':' | '\u{2026}' | '»' | '”' | '"' | '\u{3002}');
    match between.trim_end().chars().next_back() {
        Some(last) => closes(last),
        None => between.contains("\n\n"),
    }
}

fn is_joint(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2BC}' | '-' | '\u{2010}'..='\u{2013}' | '\u{AD}')
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

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2BC}')
}

/// Where the letters behind an elision begin in a word ("d'Alembert"), in bytes.
fn elision(text: &str) -> Option<usize> {
    let at = text.find(is_apostrophe)?;
    let behind = at + text[at..].chars().next().map_or(1, char::len_utf8);
    let long = text[behind..].chars().nth(1).is_some();
    (long && ELIDED.iter().any(|elided| elided.eq_ignore_ascii_case(&text[..at]))).then_some(behind)
}

/// Where a word ends without its possessive ("Rannisto's", "Jones'"), in bytes.
fn possessive(text: &str) -> Option<usize> {
    let stem = text.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(is_apostrophe))?;
    (!stem.is_empty()).then_some(stem.len())
}

/// Whether a word may be a name: it begins with a capital, itself or behind an elision.
#[must_use]
pub fn is_capital(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
        || elision(text).is_some_and(|behind| text[behind..].starts_with(char::is_uppercase))
}

/// The spellings that a name may have in a word: as it stands, and without a possessive, an elision, both; the barest
/// last.
#[must_use]
pub fn cores(prose: &Prose, word: Word) -> Vec<Core> {
    let text = word.text(prose);
    let (start, end) = (elision(text), possessive(text));
    let mut ranges = vec![(0, text.len())];
    ranges.extend(end.map(|end| (0, end)));
    ranges.extend(start.map(|start| (start, text.len())));
    ranges.extend(start.zip(end).filter(|(start, end)| start < end));
    let core = |(start, end): (usize, usize)| {
        let bare = joined(&text[start..end]);
        let at = word.span.start as usize;
        let text = nfc(&bare).into_owned();
        Core { span: Span::new(at + start, at + end), folded: fold(&text).into_owned(), text }
    };
    ranges.into_iter().map(core).collect()
}

/// The word without hyphens at the ends of lines.
fn joined(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    let lines = text.split('\n').map(|line| line.trim_matches([' ', '\t', '\r', '-', '\u{2010}', '\u{ad}']));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(text: &str) -> Prose {
        Prose { text: text.to_owned(), ..Prose::default() }
    }

    #[test]
    fn words_end_where_the_script_does_and_touch_no_digit() {
        let prose = prose("Chomsky指出 fig2 #tag a_b l'école co-production D\u{301}or");
        let all: Vec<_> = words(&prose, Span::new(0, prose.text.len())).map(|word| word.text(&prose)).collect();
        assert_eq!(all, ["Chomsky", "指出", "l'école", "co-production", "D\u{301}or"]);
    }

    #[test]
    fn a_word_goes_on_over_a_hyphen_at_the_end_of_a_line() {
        let prose = prose("by Ran-\nnisto and Jean-\nPierre, co-\n  \nauthor");
        let all: Vec<_> = words(&prose, Span::new(0, prose.text.len())).collect();
        let shown: Vec<_> = all.iter().map(|word| cores(&prose, *word)[0].text.clone()).collect();
        assert_eq!(shown, ["by", "Rannisto", "and", "Jean", "Pierre", "co", "author"]);
    }

    #[test]
    fn grammar_is_taken_off() {
        for (text, expected) in [
            ("Ranisto’s", vec!["Ranisto's", "Ranisto"]),
            ("d’Alembert", vec!["d'Alembert", "Alembert"]),
            ("L'Ostrom's", vec!["L'Ostrom's", "L'Ostrom", "Ostrom's", "Ostrom"]),
            ("O'Brien", vec!["O'Brien"]),
            ("jusqu'Ostrom", vec!["jusqu'Ostrom", "Ostrom"]),
            ("d'un", vec!["d'un", "un"]),
        ] {
            let prose = prose(text);
            let word = words(&prose, Span::new(0, text.len())).next().expect("a word");
            let cores: Vec<_> = cores(&prose, word).into_iter().map(|core| core.text).collect();
            assert_eq!(cores, expected, "{text}");
        }
    }

    #[test]
    fn sentences_begin_behind_what_ends_one() {
        let prose = prose("One two. Three « Four » Five (Six) seven: Eight.\n\nNine");
        let starts: Vec<_> = words(&prose, Span::new(0, prose.text.len()))
            .filter(|word| word.starts)
            .map(|word| word.text(&prose))
            .collect();
        assert_eq!(starts, ["One", "Three", "Five", "Eight", "Nine"]);
    }
}
