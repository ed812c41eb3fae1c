//! What MARC 21 and UNIMARC say alike: people by codes of relation, host items, standard numbers.

use super::{Field, Marc};
use crate::read::draft::Draft;
use crate::read::{dates, people, records};
use crate::record::{Date, ItemType, Name, Role};
use crate::span::{Span, Text};

/// The role of a code or word of relation, of MARC 21 (`edt`) or UNIMARC (`340`).
pub fn role(written: &str, default: Role) -> Role {
    match written.trim_end_matches(['.', ',']).to_lowercase().as_str() {
        "" => default,
        "aut" | "070" | "author" | "auteur" | "cre" | "dis" | "305" | "verfasser" | "090" | "590" | "lau" => {
            Role::Author
        }
        "edt" | "340" | "editor" | "éditeur scientifique" | "pbd" | "651" | "edc" | "hrsg" | "herausgeber" => {
            Role::Editor
        }
        "trl" | "730" | "translator" | "traducteur" | "übersetzer" => Role::Translator,
        _ => Role::Other,
    }
}

/// A person by a piece that holds `Family, Given`, or by two pieces.
pub fn person(marc: &Marc<'_>, family: Span, given: Option<Span>, role: Role, written: &str, draft: &mut Draft) {
    let family = marc.trimmed(family);
    let given = given.map(|given| Span { end: marc.trimmed(given).end, ..given });
    let pieces: Vec<Span> = given.into_iter().chain([family]).collect();
    let text = marc.text(&pieces);
    if text.value.is_empty() {
        return;
    }
    let name = match given {
        Some(given) => people::of_parts(&marc.text(&[family]).value, &marc.text(&[given]).value, ""),
        None => people::name(&text.value),
    };
    draft.record.names.push(Name { written: text, role, role_written: written.to_owned(), ..name });
}

/// CSL's type by the leader's letters for what a record is of and its level; a component part is an article if its host
/// has numbers.
pub fn item_type(kind: (char, char), thesis: bool, numbered: bool, host: bool) -> ItemType {
    match kind {
        ('a' | 't' | ' ', _) if thesis => ItemType::Thesis,
        ('a' | ' ' | 'n', 'a' | 'b') => {
            if numbered || !host {
                ItemType::ArticleJournal
            } else {
                ItemType::Chapter
            }
        }
        ('a' | ' ' | 'n' | 'l', 's') => ItemType::Periodical,
        ('a' | ' ', 'c') => ItemType::Collection,
        ('a' | 'l', _) => ItemType::Book,
        ('b' | 't' | 'd', _) => ItemType::Manuscript,
        ('e' | 'f', _) => ItemType::Map,
        ('g', _) => ItemType::MotionPicture,
        ('i' | 'j', _) => ItemType::Song,
        ('k', _) => ItemType::Graphic,
        ('m', _) => ItemType::Software,
        _ => ItemType::Document,
    }
}

/// Where a part stands in its host, in one string: `Vol. 82, no 1 (mars 2016), p. 143-160`. It is kept as well.
pub fn numbers(marc: &Marc<'_>, field: &Field, piece: Span, draft: &mut Draft) {
    let raw = piece.of(marc.text);
    let found = records::number::parse(raw);
    let part = |range: &std::ops::Range<usize>| {
        let start = piece.start as usize;
        marc.text(&[Span::new(start + range.start, start + range.end)])
    };
    for (name, range) in [("volume", &found.volume), ("issue", &found.issue)] {
        range.iter().for_each(|range| draft.variable(name, part(range)));
    }
    if let Some(date) = found.date.as_ref().map(part).filter(|_| draft.record.issued.is_none()) {
        draft.issued(date);
    }
    if let Some(range) = pages(raw) {
        draft.variable("page", part(&range));
    }
    marc.keep(field, draft);
}

/// The pages after `p.`, `pp.` or `S.` in a string.
fn pages(raw: &str) -> Option<std::ops::Range<usize>> {
    let marked = |mark: &str| raw.rfind(mark).map(|at| at + mark.len());
    let after = ["pp. ", "p. ", "p.", "S. ", "pages ", "Seite "].iter().find_map(|mark| marked(mark))?;
    let rest = raw.get(after..)?;
    let start = after + rest.find(|c: char| c.is_alphanumeric())?;
    let rest = raw.get(start..)?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || "-–".contains(c))).unwrap_or(rest.len());
    let digits = rest.get(..end)?.bytes().any(|byte| byte.is_ascii_digit());
    (digits && end <= 24).then_some(start..start + end)
}

/// A date of publication (`[2016]`, `c1998.`, `DL 2003`).
pub fn issued(marc: &Marc<'_>, piece: Span, draft: &mut Draft) {
    let written = marc.text(&[piece]);
    if !draft.issued(written.clone()) {
        let digits: String =
            written.value.chars().map(|c| if c.is_ascii_digit() || c == '-' { c } else { ' ' }).collect();
        if let Some(parts) = dates::parse(digits.trim()) {
            draft.issue(Date { year: parts.year, month: None, day: None, end_year: parts.end_year, written });
        }
    }
}

/// An ISBN or ISSN without what is said behind it (`2-13-038326-9 (br.)`).
pub fn number(marc: &Marc<'_>, name: &'static str, piece: Option<Span>, draft: &mut Draft) {
    let Some(piece) = piece else { return };
    let raw = piece.of(marc.text);
    let start = piece.start as usize + raw.len() - raw.trim_start().len();
    let length = raw.trim_start().find(char::is_whitespace).unwrap_or(raw.trim_start().len());
    draft.variable(name, marc.bare(&[Span::new(start, start + length)]));
}

/// A language of the record by a code of three letters; several may stand in one subfield without a space.
pub fn languages(marc: &Marc<'_>, pieces: &[Span]) -> Vec<Text> {
    let codes = |piece: &Span| {
        let raw = piece.of(marc.text);
        let start = piece.start as usize;
        let glued = raw.is_ascii() && raw.len() > 3 && raw.len().is_multiple_of(3) && !raw.contains(' ');
        let thirds = (0..raw.len() / 3).map(|n| Span::new(start + 3 * n, start + 3 * n + 3));
        let cuts: Vec<Span> = if glued { thirds.collect() } else { vec![*piece] };
        cuts.into_iter().map(|cut| marc.text(&[cut])).collect::<Vec<_>>()
    };
    pieces.iter().flat_map(codes).collect()
}
