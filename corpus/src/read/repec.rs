//! The reports of `RePEc`'s announcements of new papers (NEP), as mails and as pages saved as text.
//!
//! A record begins with its number and title (`1. Innovation races`); authors are indented lines, or stand behind `By:`;
//! the abstract has no label; `Keywords:`, `JEL:`, `Date:` and `URL:` close the record. Before them, a mail lists them.
//!
//! Source: archived reports of NEP lists.

use super::draft::Draft;
use super::people;
use super::tagged::{Block, Field, Line, Meaning, gather, lines, parts, take, trimmed};
use super::xml::marked;
use super::{Depth, Origin, Reader, Reading, tagged};
use crate::record::{ItemType, Name, Record, Role, TextKind};
use crate::span::Span;
use std::ops::Range;

/// The reader of NEP's reports.
pub static REPEC: Reader = Reader { name: "repec", extensions: &["txt", "text"], sniff, read, stream: None };

fn sniff(head: &str) -> bool {
    let mut first = lines(head).take(20);
    first
        .any(|line| head[line.clone()].contains("nep.repec.org") || head[line].starts_with("NEP: New Economics Papers"))
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    tagged::read(text, origin, blocks, record)
}

/// The number that begins a record, its period with it, and the title.
fn number(text: &str, line: &Range<usize>) -> Option<(Span, Range<usize>)> {
    let body = text.get(line.clone())?;
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = (1..=4).contains(&digits) && body[digits..].starts_with(". ");
    is_number.then(|| (Span::new(line.start, line.start + digits + 1), line.start + digits + 1..line.end))
}

/// A label, its colon with it, and the value.
fn label(text: &str, line: &Range<usize>) -> Option<(Span, Range<usize>)> {
    let (name, _) = text.get(line.clone())?.split_once(':')?;
    let known = ["Date", "By", "URL", "Keywords", "JEL", "Classification-JEL"].contains(&name);
    let end = line.start + name.len() + 1;
    known.then(|| (Span::new(line.start, end), end..line.end))
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In no record.
    Outside,
    /// In the list that a mail begins with, behind so many rules.
    Listing(usize),
    Title,
    /// Behind the title, or `By:`: names in lines of their own.
    People,
    Abstract,
    /// Behind a label whose value may go on.
    Words,
    /// Behind a label whose value is one line.
    Closed,
}

/// Records stand behind the list of a mail, which ends with the second rule below its heading; a rule ends a record.
fn blocks(text: &str) -> Vec<Block> {
    let heading = "In this issue we have";
    let listed = lines(text).any(|line| text[line].starts_with(heading));
    let mut place = if listed { Place::Listing(0) } else { Place::Outside };
    gather(text, |line, is_open| {
        let body = &text[line.clone()];
        let is_rule = body.len() >= 20 && body.bytes().all(|byte| byte == b'-');
        if let Place::Listing(rules) = place {
            let seen = if body.starts_with(heading) { 1 } else { rules + usize::from(is_rule && rules > 0) };
            place = if seen > 2 { Place::Outside } else { Place::Listing(seen) };
            return Line::Skip;
        }
        if is_rule {
            place = Place::Outside;
            return Line::Border;
        }
        if let Some((tag, value)) = number(text, &line) {
            place = Place::Title;
            return Line::First(tag, value);
        }
        if !is_open || place == Place::Outside {
            return Line::Skip;
        }
        if let Some((tag, value)) = label(text, &line) {
            place = match tag.of(text) {
                "By:" => Place::People,
                "Keywords:" | "JEL:" => Place::Words,
                _ => Place::Closed,
            };
            return Line::Field(tag, value);
        }
        unlabelled(text, line, &mut place)
    })
}

/// A line of a record without a label: it goes on with what was before, or is a name, or begins the abstract.
fn unlabelled(text: &str, line: Range<usize>, place: &mut Place) -> Line {
    let inside = trimmed(text, line.clone());
    if inside.is_empty() {
        *place = match *place {
            Place::Title => Place::People,
            Place::Words => Place::Closed,
            other => other,
        };
        return Line::More;
    }
    let start = Span::new(line.start, line.start);
    match *place {
        Place::Title | Place::Words | Place::Abstract => Line::More,
        Place::People if inside.start as usize > line.start || text[line.clone()].contains(" (") => {
            Line::Field(start, line)
        }
        _ => {
            *place = Place::Abstract;
            Line::Field(start, line)
        }
    }
}

fn record(text: &str, block: &Block, depth: Depth) -> Record {
    let mut draft = Draft::new(REPEC.name, block.span, depth);
    draft.record.item_type = ItemType::Report;
    let mut by = false;
    for field in &block.fields {
        match field.tag.of(text) {
            "" if is_people(text, field, by) => people_of(text, field, &mut draft),
            "" => take(text, field, Meaning::Abstract(TextKind::Main), &mut draft),
            "By:" => people_of(text, field, &mut draft),
            "Date:" => take(text, field, Meaning::Date, &mut draft),
            "URL:" => take(text, field, Meaning::Url, &mut draft),
            "Keywords:" => {
                for part in parts(text, field.value(), &[';', ',']) {
                    draft.keyword(marked(text, &[part]));
                }
            }
            tag if tag.ends_with('.') => take(text, field, Meaning::Title(TextKind::Main), &mut draft),
            _ => take(text, field, Meaning::Extra, &mut draft),
        }
        by = field.tag.of(text) == "By:" || by && field.tag.is_empty();
    }
    draft.record
}

/// Whether a line without a label is a name: it is indented, or goes on with those behind `By:`.
fn is_people(text: &str, field: &Field, by: bool) -> bool {
    let value = field.value();
    value.start > field.tag.start || by && value.of(text).ends_with(')') && field.lines.len() == 1
}

/// `Uwe Cantner (University of Jena)`: a name, and where the person works, which is kept.
fn people_of(text: &str, field: &Field, draft: &mut Draft) {
    for line in &field.lines {
        let (raw, start) = (line.of(text), line.start as usize);
        let open = raw.find(" (").unwrap_or(raw.len());
        let written = marked(text, &[Span::new(start, start + open)]);
        let name = people::name(&written.value);
        draft.record.names.push(Name { role: Role::Author, written, ..name });
        let work = marked(text, &[trimmed(text, (start + open + 2).min(line.end as usize)..line.end as usize)]);
        let closed = work.value.ends_with(')');
        if closed && !draft.depth.is_brief() {
            draft.extra(crate::span::Text::made("affiliation"), work);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::REPEC;
    use crate::read::reader_for;
    use crate::read::testing::{read_everywhere, says};

    const PAGE: &str = "nep.repec.org\n\n\n123. Les courses à l'innovation\nDate: \t2005-11-07\nBy: \tUwe Cantner (University of Jena, Faculty of Economics)\n\
        Andreas Nicklisch (Max-Planck-Institute)\nURL: \thttp://d.repec.org/n?u=RePEc:jen:17&r=all\nLorem ipsum abstract\nin two lines\nKeywords: \tInnovation, Imitation,Trial\nJEL: \tD81 O31\n\n";
    const MAIL: &str = "From ernad at nep.repec.org\n\nIn this issue we have:\n--------------------------\n\n1. In the list\n     Ek,Ana\n     Date: 2005\n\n--------------------------\n\n\
        1. Weak Monotonicity\n   and more\n\n    Müller,Rudolf\n    Perea,Andrés\n\nAn abstract\n\nof two paragraphs\n\nKeywords: mathematical economics;\nDate:     2005-08-31\n\n2. Alone\n\n--------------------------\nThis is a service.\n";

    #[test]
    fn a_page_and_a_mail_are_read() {
        let page = read_everywhere(&REPEC, PAGE).records.remove(0);
        says(
            &page,
            &[
                "report cantner2005",
                "title [fr] Les courses à l'innovation",
                "Author : Uwe Cantner",
                "Author : Andreas Nicklisch",
                "issued 2005 Some(11) Some(7) \"2005-11-07\"",
                "URL: http://d.repec.org/n?u=RePEc:jen:17&r=all",
                "keyword: Innovation",
                "keyword: Trial",
                "abstract [?] Lorem ipsum abstract in two lines",
                "+ affiliation: University of Jena, Faculty of Economics)",
                "+ JEL:: D81 O31",
            ],
        );
        let mail = read_everywhere(&REPEC, MAIL).records;
        assert_eq!(mail.len(), 2);
        says(
            &mail[0],
            &[
                "report muller2005",
                "title [en] Weak Monotonicity and more",
                "Author : Rudolf Müller",
                "Author : Andrés Perea",
                "issued 2005 Some(8) Some(31) \"2005-08-31\"",
                "keyword: mathematical economics",
            ],
        );
        assert_eq!(mail[0].abstracts.len(), 1);
        assert_eq!(reader_for("txt", MAIL).map(|reader| reader.name), Some("repec"));
    }
}
