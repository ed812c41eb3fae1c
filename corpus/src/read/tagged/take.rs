//! One field of a tagged record, put where its meaning says.

use super::{Field, Meaning, parts, plain};
use crate::lang::heading_at;
use crate::read::draft::Draft;
use crate::read::xml::marked;
use crate::read::{dates, people};
use crate::record::{Date, Name, Role, TextKind};
use crate::span::{Span, Text};

/// Puts a field into the record by its meaning.
pub fn take(text: &str, field: &Field, meaning: Meaning, draft: &mut Draft) {
    if field.lines.is_empty() {
        return;
    }
    match meaning {
        Meaning::Known => {}
        Meaning::Title(kind) => draft.title(field.text(text), "", kind),
        Meaning::Container(kind) => draft.container(field.text(text), "", kind),
        Meaning::Person(role, word) => people_of(text, field, role, word, draft),
        Meaning::Abstract(kind) => draft.abstracts("", kind, |claim| field.abstracts(text, claim)),
        Meaning::Date => date(text, field, draft),
        Meaning::Keywords => field.lines.iter().for_each(|line| keywords(text, *line, draft)),
        Meaning::Key => key(text, field, draft),
        Meaning::Doi => draft.doi(field.plain(text)),
        Meaning::Url => urls(text, field, draft),
        Meaning::Standard => standard(text, field, draft),
        Meaning::Pages => draft.variable("page", field.text(text)),
        Meaning::Variable("note") if is_headed(text, field) => {
            draft.abstracts("", TextKind::Main, |claim| field.abstracts(text, claim));
        }
        Meaning::Variable(name) => draft.variable(name, field.text(text)),
        Meaning::Extra => keep(text, field, draft),
    }
}

/// Whether a note begins as an abstract does: people put the second language there.
fn is_headed(text: &str, field: &Field) -> bool {
    heading_at(&field.text(text).value, 0).is_some()
}

/// Keeps a field under its tag.
pub fn keep(text: &str, field: &Field, draft: &mut Draft) {
    if !draft.depth.is_brief() {
        draft.extra(plain(text, field.tag), field.text(text));
    }
}

/// A key has no white space in it; what has is kept as it is.
fn key(text: &str, field: &Field, draft: &mut Draft) {
    let written = field.plain(text);
    if written.value.contains(char::is_whitespace) || !draft.record.key.value.is_empty() {
        return keep(text, field, draft);
    }
    draft.record.key = written;
}

/// One name a line, or several between semicolons.
fn people_of(text: &str, field: &Field, role: Role, word: &str, draft: &mut Draft) {
    for line in &field.lines {
        for part in parts(text, *line, &[';']) {
            let name = person(text, part);
            draft.record.names.push(Name { role, role_written: word.to_owned(), ..name });
        }
    }
}

/// A person or an institution, which EndNote closes with a comma.
fn person(text: &str, span: Span) -> Name {
    let raw = span.of(text);
    if let Some(bare) = raw.strip_suffix(',').filter(|bare| !bare.trim_end().is_empty()) {
        let written = marked(text, &[Span::new(span.start as usize, span.start as usize + bare.trim_end().len())]);
        if !bare.contains(',') {
            return Name { literal: Some(written.value.clone()), written, ..Name::default() };
        }
        return Name { written: written.clone(), ..people::name(&written.value) };
    }
    let written = marked(text, &[span]);
    Name {
        written: written.clone(),
        ..people::with_initials(&written.value).unwrap_or_else(|| people::name(&written.value))
    }
}

/// The keywords in a span, between semicolons; a line end in one is a blank.
pub fn keywords(text: &str, span: Span, draft: &mut Draft) {
    for part in parts(text, span, &[';']) {
        draft.keyword(marked(text, &[part]));
    }
}

/// `2016/03/12/other`: year, month, day and whatever else, each of which may be empty; or a date as people write it.
fn date(text: &str, field: &Field, draft: &mut Draft) {
    let span = field.value();
    let raw = span.of(text);
    let mut fields = raw.splitn(4, '/').map(str::trim);
    let year = fields.next().filter(|year| year.len() == 4).and_then(|year| year.parse::<i32>().ok());
    let Some(year) = year.filter(|_| raw.contains('/')) else {
        if !draft.issued(field.text(text)) {
            keep(text, field, draft);
        }
        return;
    };
    let month = fields.next().and_then(|month| month.parse().ok().or_else(|| dates::month(&month.to_lowercase())));
    let day: Option<u8> = fields.next().and_then(|day| day.parse().ok()).filter(|day| (1..=31).contains(day));
    let other = fields.next().filter(|other| !other.is_empty());
    let bare = raw.trim_end_matches(['/', ' ']);
    let end = if other.is_some() { raw.len() } else { bare.len() };
    let written = plain(text, Span::new(span.start as usize, span.start as usize + end));
    // The fourth field is a season, or the months of a double issue.
    let month = month.or_else(|| dates::parse(&written.value).and_then(|parts| parts.month));
    let month = month.filter(|month| (1..=12).contains(month));
    // A range that we wrote ourselves has its last year there, behind a dash.
    let end_year = other.and_then(|other| other.strip_prefix('-')?.parse().ok()).filter(|end| *end > year);
    draft.issue(Date { year, month, day: day.filter(|_| month.is_some()), end_year, written });
}

/// Addresses stand alone, in a line each, or between semicolons; the DOI in one is the work's.
fn urls(text: &str, field: &Field, draft: &mut Draft) {
    for line in &field.lines {
        let raw = line.of(text);
        let several = raw.matches("://").count() > 1;
        let separators: &[char] = if several { &[';', ' ', '|'] } else { &[] };
        for part in parts(text, *line, separators) {
            let url = part.of(text);
            if url.contains("doi.org/10.") && !draft.record.variables.iter().any(|known| known.name == "DOI") {
                draft.doi(plain(text, part));
            }
            draft.variable("URL", plain(text, part));
        }
    }
}

/// An ISSN has eight characters, an ISBN ten or thirteen; several may share a field.
fn standard(text: &str, field: &Field, draft: &mut Draft) {
    for line in &field.lines {
        let found: Vec<Span> = parts(text, *line, &[';', ',', ' ']);
        let is_number = |span: &&Span| digits(span.of(text)) >= 8;
        let numbers: Vec<&Span> = found.iter().filter(is_number).collect();
        if numbers.is_empty() {
            draft.variable("ISSN", marked(text, &[*line]));
        }
        for number in numbers {
            let name = if digits(number.of(text)) == 8 { "ISSN" } else { "ISBN" };
            draft.variable(name, plain(text, *number));
        }
    }
}

/// How many digits a number has, the check digit X among them.
fn digits(written: &str) -> usize {
    let counts = |c: char| c.is_ascii_digit() || matches!(c, 'x' | 'X');
    let dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}');
    if written.chars().all(|c| counts(c) || dash(c)) { written.chars().filter(|c| counts(*c)).count() } else { 0 }
}

/// The first and the last page: one range, unless the first is one already.
pub fn pages(text: &str, first: Option<&Field>, last: Option<&Field>, draft: &mut Draft) {
    let plain_of = |field: &Field| field.plain(text);
    let Some(first) = first.filter(|first| !first.lines.is_empty()) else {
        last.into_iter().for_each(|last| keep(text, last, draft));
        return;
    };
    let is_range = first.value().of(text).contains(['-', '\u{2013}']);
    let last: Option<Text> = last.filter(|last| !last.lines.is_empty() && !is_range).map(plain_of);
    draft.pages(Some(first.plain(text)), last);
}

/// The kind of a second title: what contains the work, or the series of a book.
pub fn second_title(text: &str, field: &Field, is_book: bool, draft: &mut Draft) {
    let meaning = if is_book { Meaning::Variable("collection-title") } else { Meaning::Container(TextKind::Main) };
    take(text, field, meaning, draft);
}
