//! Markup of web pages and of JATS, and character references, where no reader of the format knows them.

use super::Damage;
use siglum_corpus::entities;
use std::ops::Range;

/// How `<` and `>` are written in LaTeX; the plain ones first.
const OPEN: [&str; 4] = ["<", "{\\textless}", "\\textless{}", "\\textless "];
const CLOSE: [&str; 4] = [">", "{\\textgreater}", "\\textgreater{}", "\\textgreater"];
/// Elements of HTML and JATS that mark text. Those of one letter count only in pairs.
const ELEMENTS: [&str; 30] = [
    "i", "b", "u", "p", "br", "em", "strong", "sub", "sup", "sec", "title", "span", "div", "sc", "scp", "italic",
    "bold", "inf", "tt", "li", "ul", "ol", "h1", "h2", "h3", "h4", "font", "small", "math", "abstract",
];
/// Those that CSL's processors know.
const KNOWN_TO_CSL: [&str; 7] = ["i", "b", "sub", "sup", "sc", "span", "em"];
/// What these elements are in LaTeX.
const LATEX: [(&str, &str); 9] = [
    ("i", "\\textit{"),
    ("em", "\\emph{"),
    ("italic", "\\textit{"),
    ("b", "\\textbf{"),
    ("strong", "\\textbf{"),
    ("bold", "\\textbf{"),
    ("sub", "\\textsubscript{"),
    ("inf", "\\textsubscript{"),
    ("sup", "\\textsuperscript{"),
];
/// How many tags of a text are looked at.
const MOST: usize = 400;

/// A tag in a text.
struct Tag<'t> {
    range: Range<usize>,
    name: &'t str,
    closes: bool,
}

/// The markup of a text, at its first tag; the fix writes all of it as LaTeX.
pub fn of(raw: &str, bibtex: bool) -> Option<Damage> {
    let tags = tags(raw);
    let in_pairs = |name: &str| {
        tags.iter().any(|tag| tag.closes && tag.name == name) && tags.iter().any(|tag| !tag.closes && tag.name == name)
    };
    let counts = |tag: &&Tag<'_>| {
        let known = !bibtex && KNOWN_TO_CSL.iter().any(|known| tag.name.eq_ignore_ascii_case(known));
        !known && (in_pairs(tag.name) || tag.name.contains(':') || matches!(tag.name, "br" | "p" | "sec"))
    };
    let first = tags.iter().find(counts)?;
    let found = raw.get(first.range.clone())?.to_owned();
    let edits = if bibtex { in_latex(&tags).unwrap_or_default() } else { Vec::new() };
    Some(Damage { at: Some(first.range.clone()), title: "fix-tags", edits, ..Damage::new("tag", found) })
}

/// All tags as LaTeX; nothing where they do not nest.
fn in_latex(tags: &[Tag<'_>]) -> Option<Vec<(Range<usize>, String)>> {
    let mut open: Vec<&str> = Vec::new();
    let mut edits = Vec::new();
    for tag in tags {
        let command = LATEX.iter().find(|(name, _)| *name == tag.name.trim_start_matches("jats:"));
        let text = match command {
            Some((_, command)) if !tag.closes => {
                open.push(tag.name);
                (*command).to_owned()
            }
            Some(_) => {
                open.pop().filter(|opened| *opened == tag.name)?;
                "}".to_owned()
            }
            None if matches!(tag.name, "br" | "p") => " ".to_owned(),
            None => String::new(),
        };
        edits.push((tag.range.clone(), text));
    }
    open.is_empty().then_some(edits)
}

fn tags(raw: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'<', b'\\', &raw.as_bytes()[at..]) {
        // The brace before a command belongs to it.
        let place = at + next;
        let start =
            if raw[..place].ends_with('{') && raw[place..].starts_with("\\textless}") { place - 1 } else { place };
        at = place + 1;
        if let Some(tag) = tag_at(raw, start) {
            at = tag.range.end;
            found.push(tag);
            if found.len() >= MOST {
                break;
            }
        }
    }
    found
}

fn tag_at(raw: &str, start: usize) -> Option<Tag<'_>> {
    let opener = OPEN.iter().find(|opener| raw[start..].starts_with(**opener))?;
    let inside = start + opener.len();
    let closes = raw[inside..].starts_with('/');
    let name_at = inside + usize::from(closes);
    let len =
        raw[name_at..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-')).count();
    let name = &raw[name_at..name_at + len];
    let known = ELEMENTS.contains(&name) || name.starts_with("jats:") || name.starts_with("mml:");
    // Attributes, up to the end of the tag.
    let rest = &raw[name_at + len..];
    let near = &rest[..rest.floor_char_boundary(200)];
    let (end, closer) =
        CLOSE.iter().filter_map(|closer| Some((near.find(closer)?, closer))).min_by_key(|(end, _)| *end)?;
    let between = near[..end].trim_end_matches('/').trim();
    let attributes = between.is_empty() || (near.starts_with(' ') && between.contains('='));
    let range = start..name_at + len + end + closer.len();
    (known && attributes).then_some(Tag { range, name, closes })
}

/// A character reference in a text, the first one; the fix writes all of them as the characters that they mean.
pub fn entity(raw: &str, bibtex: bool) -> Option<Damage> {
    let mut edits = Vec::new();
    let mut first = None;
    for at in memchr::memchr_iter(b'&', raw.as_bytes()).take(MOST) {
        // `\&amp;` and `{\&}amp;` are what escaping made of `&amp;`.
        let before = &raw[..at];
        let start = if before.ends_with("{\\") { at - 2 } else { at - usize::from(before.ends_with('\\')) };
        let behind = raw[at + 1..].strip_prefix('}').filter(|_| start + 2 == at).unwrap_or(&raw[at + 1..]);
        let shift = raw.len() - behind.len() - (at + 1);
        let Some((len, letter)) = entities::reference(&format!("&{}", &behind[..behind.floor_char_boundary(34)]))
        else {
            continue;
        };
        let end = at + shift + len;
        let text = if bibtex { in_tex(letter) } else { letter.to_string() };
        first.get_or_insert((start..end, letter));
        edits.push((start..end, text));
    }
    let (range, letter) = first?;
    let found = raw.get(range.clone())?.to_owned();
    Some(Damage { at: Some(range), expected: Some(letter.to_string()), edits, ..Damage::new("entity", found) })
}

/// A character as LaTeX takes it.
fn in_tex(letter: char) -> String {
    match letter {
        '&' | '%' | '$' | '#' | '_' | '{' | '}' => format!("\\{letter}"),
        '\u{a0}' => "~".to_owned(),
        _ => letter.to_string(),
    }
}
