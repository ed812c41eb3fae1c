//! Groups: the names to the left of a citation or of a typed year, "Tuurnas, Stenvall et Rannisto (2016)" (near-miss.md,
//! section 4).

use super::Prose;
use super::words::{Word, is_capital};
use siglum_corpus::span::Span;

/// How many words a group may span.
const GROUP: usize = 9;
/// How many words may say that there are further authors ("et ses collègues").
const TAIL: usize = 4;
/// How far before a name the bracket that it stands in may open, in bytes.
const BRACKET: usize = 400;

/// Words that stand for further authors, and may come between the names and their citation.
const OTHERS: [&str; 30] = [
    "al",
    "alii",
    "alia",
    "coll",
    "colleagues",
    "collègues",
    "collegues",
    "collaborateurs",
    "collaboratrices",
    "collaborators",
    "coauthors",
    "coworkers",
    "co-workers",
    "co-authors",
    "others",
    "autres",
    "otros",
    "outros",
    "altri",
    "andere",
    "anderen",
    "kollegen",
    "a",
    "ses",
    "his",
    "her",
    "their",
    "associates",
    "colegas",
    "colaboradores",
];
/// Words between the names of a group.
const JOINERS: [&str; 13] = ["and", "et", "und", "y", "e", "en", "och", "og", "ja", "i", "with", "avec", "u"];
/// Particles of names; those that are prepositions as well are still part of the group.
pub const PARTICLES: [&str; 27] = [
    "de", "la", "le", "du", "des", "del", "della", "di", "da", "dos", "das", "do", "van", "von", "der", "den", "ten",
    "ter", "zu", "zur", "af", "av", "el", "al", "bin", "ibn", "vom",
];
/// Words between names and a year that is theirs all the same ("Chomsky in 1957").
const BEFORE_YEARS: [&str; 4] = ["in", "en", "im", "of"];

/// Names with what they stand beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its capitalised words from left to right, by their places among the words; never empty.
    pub names: Vec<usize>,
    /// Whether it says that there are further authors ("et al.").
    pub others: bool,
    /// What stands behind it.
    pub end: End,
    /// How it is written.
    pub shape: Shape,
}

/// What stands behind a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A citation: the place of its cluster in [`super::Manuscript::clusters`].
    Citation(u32),
    /// Years, in order: several works of the same authors.
    Years(Vec<Year>),
}

/// How a group with years is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// "Lipsky (1980)".
    Narrative,
    /// "(Lipsky, 1980)", within a bracket.
    Bracketed,
    /// Anything else: "Lipsky in 1980", which need be no citation.
    Loose,
}

/// A year in the prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// 1500 to 2099.
    pub value: i32,
    /// The letter that tells several works of a year apart (2016a).
    pub letter: Option<char>,
    /// The digits and the letter, in bytes of the prose.
    pub span: Span,
    /// Whether it ends a range (1999–2001) or begins one: then it need not be a year of issue.
    pub range: bool,
}

/// The groups of a stretch of prose, in the order of what they stand beside. `words` are those of the stretch.
#[must_use]
pub fn groups(prose: &Prose, within: Span, words: &[Word]) -> Vec<Group> {
    let first = prose.anchors.partition_point(|(at, _)| *at < within.start);
    let anchors = prose.anchors[first..].iter().take_while(|(at, _)| *at < within.end);
    let mut found: Vec<(u32, Group)> = Vec::new();
    for &(at, cluster) in anchors {
        let group = before(prose, within, words, at, false);
        let group =
            group.map(|(names, others)| Group { names, others, end: End::Citation(cluster), shape: Shape::Loose });
        found.extend(group.map(|group| (at, group)));
    }
    let mut last: Option<(usize, u32)> = None;
    for year in years(within.of(&prose.text), within.start) {
        let text = |from: u32| prose.text.get(from as usize..year.span.start as usize).unwrap_or_default();
        if let Some((place, end)) = last.filter(|(_, end)| joins_years(text(*end)))
            && let Some((_, Group { end: End::Years(years), .. })) = found.get_mut(place)
        {
            let range = is_range(text(end));
            if let Some(before) = years.last_mut() {
                before.range |= range;
            }
            years.push(Year { range, ..year });
            last = Some((place, year.span.end));
            continue;
        }
        last = None;
        if let Some((names, others)) = before(prose, within, words, year.span.start, true) {
            let shape = shape(prose, within, words, &names, year.span.start);
            last = Some((found.len(), year.span.end));
            found.push((year.span.start, Group { names, others, end: End::Years(vec![year]), shape }));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, group)| group).collect()
}

/// Whether the word at `place` is followed by words for further authors: "Picard et al.", "Ostrom and colleagues".
#[must_use]
pub fn others_follow(prose: &Prose, words: &[Word], place: usize) -> bool {
    let mut right = words[place].span.end;
    for (nth, word) in words.iter().skip(place + 1).take(TAIL).enumerate() {
        let lower = word.text(prose).to_lowercase();
        let between = prose.text.get(right as usize..word.span.start as usize).unwrap_or_default();
        let near = between.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '&' | '*' | '_' | '.'));
        if !near || between.len() > 8 || between.contains("\n\n") || between.contains('.') && nth == 0 {
            return false;
        }
        // One letter is a word of many meanings: "u. a." alone ends such a list.
        let joins = JOINERS.contains(&lower.as_str()) || matches!(lower.as_str(), "ses" | "his" | "her" | "their");
        if OTHERS.contains(&lower.as_str()) && !joins {
            return nth > 0 && lower.chars().nth(1).is_some();
        }
        if !joins {
            return false;
        }
        right = word.span.end;
    }
    false
}

/// The years 1500 to 2099 in a text that begins at `base`, in order.
#[must_use]
pub fn years(text: &str, base: u32) -> Vec<Year> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr2(b'1', b'2', bytes.get(at..).unwrap_or_default()).map(|found| at + found) {
        let run = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at = start + run;
        let glued = text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | '$'))
            || text[..start].ends_with(['.', ',']) && text[..start - 1].ends_with(|c: char| c.is_ascii_digit());
        let Some(value) = text.get(start..at).filter(|_| run == 4 && !glued).and_then(|digits| digits.parse().ok())
        else {
            continue;
        };
        let mut after = text[at..].chars();
        let letter = after.next().filter(char::is_ascii_lowercase);
        let next = if letter.is_some() { after.next() } else { text[at..].chars().next() };
        let free = next.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '%'));
        if free && (1500..2100).contains(&value) {
            let end = at + usize::from(letter.is_some());
            let span = Span { start: base + start as u32, end: base + end as u32 };
            found.push(Year { value, letter, span, range: false });
        }
    }
    found
}

/// Whether a year goes on behind another of the same names: "(2001, 2004a)", "1999 and 2001", "1999–2001".
fn joins_years(between: &str) -> bool {
    let words = between.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '&'));
    between.len() <= 8
        && (matches!(words, "" | "and" | "et" | "und" | "y" | "e") && !between.is_empty() || is_range(between))
}

fn is_range(between: &str) -> bool {
    matches!(between.trim(), "-" | "\u{2010}" | "\u{2011}" | "\u{2012}" | "\u{2013}" | "\u{2014}" | "/")
}

/// The capitalised words of the group that ends at `end`, and whether it says that there are further authors.
fn before(prose: &Prose, within: Span, words: &[Word], end: u32, year: bool) -> Option<(Vec<usize>, bool)> {
    let mut right = end;
    let mut place = words.partition_point(|word| word.span.end <= end);
    let gap = |word: &Word, right: u32| prose.text.get(word.span.end as usize..right as usize).unwrap_or_default();
    let mut others = false;
    let mut tail = 0;
    // What stands between the names and their end: "et al.", "et ses collègues", "in".
    while let Some(word) = place.checked_sub(1).and_then(|at| words.get(at)) {
        let text = word.text(prose);
        let lower = text.to_lowercase();
        // German writes its nouns with capitals.
        if is_capital(text) && lower != "kollegen" || tail >= TAIL {
            break;
        }
        let preposition = year && tail == 0 && BEFORE_YEARS.contains(&lower.as_str());
        let further = OTHERS.contains(&lower.as_str());
        if !(preposition || further || JOINERS.contains(&lower.as_str()))
            || !tail_gap(gap(word, right), further || lower == "u")
        {
            return None;
        }
        others |= further;
        tail += 1;
        (right, place) = (word.span.start, place - 1);
    }
    let mut names = Vec::new();
    let mut count = 0;
    while let Some(word) = place.checked_sub(1).and_then(|at| words.get(at)) {
        let text = word.text(prose);
        let initial = text.chars().nth(1).is_none() && text.starts_with(char::is_uppercase);
        let between = gap(word, right);
        // A year directly behind a name's comma is its own; one behind a full stop begins another sentence.
        let joined =
            if names.is_empty() && count == 0 { tail_gap(between, initial) } else { group_gap(between, initial) };
        if word.span.start < within.start || !joined || count >= GROUP {
            break;
        }
        count += 1;
        if !initial {
            let lower = text.to_lowercase();
            let link = JOINERS.contains(&lower.as_str()) || PARTICLES.contains(&lower.as_str());
            match is_capital(text) {
                true => names.push(place - 1),
                false if link && !names.is_empty() => {}
                false => break,
            }
        }
        (right, place) = (word.span.start, place - 1);
    }
    names.reverse();
    (!names.is_empty()).then_some((names, others))
}

/// What may stand between a name and its citation: white space, a comma, an opening bracket, a possessive's end.
fn tail_gap(between: &str, dotted: bool) -> bool {
    between.chars().all(|c| {
        c.is_whitespace() || matches!(c, ',' | '(' | '[' | '\'' | '\u{2019}' | '&' | '*' | '_') || (c == '.' && dotted)
    })
}

/// What may stand between two names of a group.
fn group_gap(between: &str, initial: bool) -> bool {
    between
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, ',' | '&' | '/' | ';' | '-' | '\u{2013}') || (c == '.' && initial))
}

/// How a group with a year at `year` is written.
fn shape(prose: &Prose, within: Span, words: &[Word], names: &[usize], year: u32) -> Shape {
    let (Some(first), Some(last)) =
        (names.first().and_then(|at| words.get(*at)), names.last().and_then(|at| words.get(*at)))
    else {
        return Shape::Loose;
    };
    let between = prose.text.get(last.span.end as usize..year as usize).unwrap_or_default();
    if between.trim_end().ends_with(['(', '[']) {
        return Shape::Narrative;
    }
    let start = within.start.max(first.span.start.saturating_sub(BRACKET as u32)) as usize;
    let start = prose.text.ceil_char_boundary(start);
    let before = prose.text.get(start..first.span.start as usize).unwrap_or_default();
    let open = before.rfind(['(', '[']);
    let closed = before.rfind([')', ']']);
    let loose = between.chars().any(char::is_alphabetic) && !between.contains("al");
    if open.is_some() && open > closed && !loose { Shape::Bracketed } else { Shape::Loose }
}

#[cfg(test)]
mod tests {
    use super::super::ANCHOR;
    use super::super::words::words;
    use super::*;

    /// The groups of a text as "Name Name+ | 2001 2004a"; `+` for further authors, `@` for a citation.
    fn shown(text: &str) -> Vec<String> {
        let mut prose = Prose { text: text.to_owned(), ..Prose::default() };
        prose.anchors = text.match_indices(ANCHOR).zip(0..).map(|((at, _), place)| (at as u32, place)).collect();
        let within = Span::new(0, text.len());
        let all: Vec<_> = words(&prose, within).collect();
        let show = |group: Group| {
            let names: Vec<_> = group.names.iter().map(|at| all[*at].text(&prose)).collect();
            let end = match &group.end {
                End::Citation(_) => "@".to_owned(),
                End::Years(years) => years.iter().map(|year| year.span.of(text)).collect::<Vec<_>>().join(" "),
            };
            let shape = match group.shape {
                Shape::Narrative => "n",
                Shape::Bracketed => "b",
                Shape::Loose => "",
            };
            format!("{}{} |{shape} {end}", names.join(" "), if group.others { "+" } else { "" })
        };
        groups(&prose, within, &all).into_iter().map(show).collect()
    }

    #[test]
    fn a_group_is_read_from_its_citation_to_the_left() {
        for (text, expected) in [
            ("Turnas et al. \u{FFFC} show", "Turnas+ | @"),
            ("as Tuurnas, Stenvall et Ranisto \u{FFFC}", "Tuurnas Stenvall Ranisto | @"),
            ("by Smith & J. K. Jones (\u{FFFC}", "Smith Jones | @"),
            ("Ranisto’s \u{FFFC} study", "Ranisto’s | @"),
            ("de la Torre \u{FFFC}", "Torre | @"),
            ("le principe de d'Alembert \u{FFFC}", "d'Alembert | @"),
            ("Smith \u{FFFC} and Jones \u{FFFC}", "Smith | @;Jones | @"),
            ("It ended. Then Jones \u{FFFC}", "Then Jones | @"),
            ("the study \u{FFFC}", ""),
            ("Smith showed it \u{FFFC}", ""),
            ("Stenvall und Kollegen \u{FFFC}", "Stenvall+ | @"),
            ("Tuurnas et ses collègues \u{FFFC}", "Tuurnas+ | @"),
        ] {
            assert_eq!(shown(text).join(";"), expected, "{text}");
        }
    }

    #[test]
    fn a_group_is_read_from_its_year_to_the_left() {
        for (text, expected) in [
            ("Tuurnas (2016) et Lipsky (1980)", "Tuurnas |n 2016;Lipsky |n 1980"),
            ("(voir Tuurnas et al., 2016 ; Brown, 1999, p. 3)", "Tuurnas+ |b 2016;Brown |b 1999"),
            ("(Smith, 2001, 2004a; Jones & Lee 1999)", "Smith |b 2001 2004a;Jones Lee |b 1999"),
            ("Ostrom in 1990", "Ostrom | 1990"),
            ("Ostrom [1990]", "Ostrom |n 1990"),
            ("Bovaird and Löffler's (2012) view", "Bovaird Löffler's |n 2012"),
            ("(A ; B, 2009)", ""),
            ("(Ada ; Bob, 2009)", "Ada Bob |b 2009"),
            ("Smith, J. (2016)", "Smith |n 2016"),
            ("(van der Berg 1999–2001)", "Berg |b 1999 2001"),
            ("in 1990 the 2000 people 12016 2016b3 1.2016", ""),
            ("It ended. 1990 began", ""),
            ("Bovaird u. a. (2012)", "Bovaird+ |n 2012"),
            ("Stenvall y otros (2012)", "Stenvall+ |n 2012"),
        ] {
            assert_eq!(shown(text).join(";"), expected, "{text}");
        }
    }

    #[test]
    fn ranges_of_years_are_no_years_of_issue() {
        let prose = Prose { text: "(Berg 1999–2001, 2003)".to_owned(), ..Prose::default() };
        let within = Span::new(0, prose.text.len());
        let all: Vec<_> = words(&prose, within).collect();
        let End::Years(years) = groups(&prose, within, &all).remove(0).end else { panic!("years") };
        assert_eq!(years.iter().map(|year| year.range).collect::<Vec<_>>(), [true, true, false]);
    }
}
