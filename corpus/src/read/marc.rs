//! MARC 21 and UNIMARC, as libraries hand them out: ISO 2709 and MARCXML.
//!
//! Both are fields with a tag of three digits and subfields with a code; which of the two a record is shows in where its
//! title stands, 245 or 200.
//!
//! Sources: MARC 21 Format for Bibliographic Data; the UNIMARC manual, bibliographic format; ISO 2709; the MARCXML schema.

pub(super) mod charset;
mod common;
mod eacc;
mod iso2709;
mod marc21;
mod sets;
#[cfg(test)]
mod tests;
mod unimarc;

use super::abstracts::{Claim, abstracts_of};
use super::draft::Draft;
use super::keys::give_keys;
use super::xml::{self, Element, abstracts_in};
use super::{Before, Depth, Origin, Problem, ProblemKind, Reader, Reading, Stream, decode};
use crate::record::LangText;
use crate::span::{Decoding, Provenance, Span, Text};

/// How many problems of one file are told.
const MOST_PROBLEMS: usize = 1000;

/// The reader of ISO 2709.
pub static MARC: Reader = Reader {
    name: "marc",
    extensions: &["mrc", "marc", "iso2709", "unimarc", "uni"],
    sniff: iso2709::sniff,
    read,
    stream: Some(Stream::Parts(part)),
};

/// The reader of MARCXML.
pub static MARCXML: Reader =
    Reader { name: "marcxml", extensions: &["xml", "marcxml", "mrcx"], sniff: sniff_xml, read: read_xml, stream: None };

/// A record: a leader and fields.
pub struct Marc<'t> {
    text: &'t str,
    span: Span,
    /// How a subfield's bytes become its text; [`Decoding::Xml`] for MARCXML.
    decoding: Decoding,
    leader: Span,
    fields: Vec<Field>,
}

/// A field.
#[derive(Clone, Debug, Default)]
pub struct Field {
    tag: Span,
    indicators: [char; 2],
    /// The value of a control field.
    value: Span,
    /// Codes and values of subfields.
    subfields: Vec<(char, Span)>,
}

impl Field {
    /// The values of the subfields of these codes, in order.
    fn all(&self, codes: &str) -> Vec<Span> {
        self.subfields.iter().filter(|(code, _)| codes.contains(*code)).map(|(_, span)| *span).collect()
    }

    /// The value of the first subfield of that code.
    fn first(&self, code: char) -> Option<Span> {
        self.subfields.iter().find(|(own, _)| *own == code).map(|(_, span)| *span)
    }
}

impl Marc<'_> {
    fn tag(&self, field: &Field) -> &str {
        field.tag.of(self.text)
    }

    /// The fields of that tag.
    fn fields(&self, tag: &str) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| self.tag(field) == tag)
    }

    /// The text of some pieces.
    fn text(&self, pieces: &[Span]) -> Text {
        if self.decoding == Decoding::Xml {
            return xml::joined(self.text, pieces);
        }
        let spans: Vec<Span> = pieces.iter().copied().filter(|piece| !piece.is_empty()).collect();
        let raw: Vec<&str> = spans.iter().map(|span| span.of(self.text)).collect();
        Text { value: decode(&raw, self.decoding), from: Provenance { spans, decoding: self.decoding } }
    }

    /// The text of some pieces without the punctuation that cards have at the end of an element.
    fn bare(&self, pieces: &[Span]) -> Text {
        let mut pieces = pieces.to_vec();
        if let Some(last) = pieces.last_mut() {
            *last = self.trimmed(*last);
        }
        self.text(&pieces)
    }

    /// A piece without ` /`, ` :`, ` ;`, ` =` and `,` at its end, and without a period that ends no abbreviation.
    fn trimmed(&self, piece: Span) -> Span {
        let raw = piece.of(self.text);
        if self.decoding == Decoding::Marc8 && charset::ends_elsewhere(raw) {
            return piece;
        }
        let bare = raw.trim_end_matches(|c: char| c.is_whitespace() || "/:;=,".contains(c));
        let last_word = bare.trim_end_matches('.').rsplit([' ', '.', '\'', '-']).next().unwrap_or_default();
        let stop = bare.ends_with('.') && !bare.ends_with("..") && last_word.chars().count() > 3;
        let bare = if stop { &bare[..bare.len() - 1] } else { bare };
        let start = piece.start as usize;
        Span::new(start, start + bare.len())
    }

    /// The abstracts in some pieces.
    fn abstracts(&self, pieces: &[Span], claim: &Claim<'_>) -> Vec<LangText> {
        if self.decoding == Decoding::Xml {
            return abstracts_in(self.text, pieces, claim);
        }
        let mut text = String::new();
        // For each character: where it begins in the text, and where it is written; pieces are parted by a space.
        let mut places: Vec<(usize, usize)> = Vec::new();
        for piece in pieces {
            if !text.is_empty() {
                text.push(' ');
            }
            for (at, c) in charset::chars(piece.of(self.text), self.decoding) {
                places.push((text.len(), piece.start as usize + at));
                text.push(c);
            }
        }
        let end = pieces.last().map_or(0, |piece| piece.end as usize);
        let back = |offset: usize| {
            let place = places.partition_point(|(out, _)| *out < offset);
            places.get(place).map_or(end, |(_, raw)| *raw)
        };
        abstracts_of(&text, claim, |range| {
            let (start, end) = (back(range.start), back(range.end));
            let within = pieces.iter().map(|piece| {
                let start = start.clamp(piece.start as usize, piece.end as usize);
                Span::new(start, end.clamp(start, piece.end as usize))
            });
            self.text(&within.collect::<Vec<_>>())
        })
    }

    /// Keeps a field as it is, under its tag.
    fn keep(&self, field: &Field, draft: &mut Draft) {
        if draft.depth.is_brief() {
            return;
        }
        let label = Text::new(decode(&[self.tag(field)], Decoding::Plain), field.tag, Decoding::Plain);
        let pieces: Vec<Span> = [field.value]
            .into_iter()
            .chain(field.subfields.iter().map(|(_, span)| *span))
            .filter(|span| !span.is_empty())
            .collect();
        draft.extra(label, self.text(&pieces));
    }

    /// The record; `None` for one that holds no field that is known.
    fn record(&self, format: &'static str, depth: Depth) -> Option<Draft> {
        let mut draft = Draft::new(format, self.span, depth);
        let has = |tag: &str| self.fields(tag).next().is_some();
        if !has("245") && has("200") {
            unimarc::take(self, &mut draft);
        } else if !self.fields.is_empty() {
            marc21::take(self, &mut draft);
        } else {
            return None;
        }
        Some(draft)
    }

    /// The characters of the leader that tell what the record is of, and at which level.
    fn kind(&self) -> (char, char) {
        let mut leader = self.leader.of(self.text).chars().skip(6);
        (leader.next().unwrap_or(' '), leader.next().unwrap_or(' '))
    }
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let mut reading = Reading::default();
    iso2709::each_record(text, &mut |marc, problem| {
        let draft = marc.record(MARC.name, origin.depth);
        reading.problems.extend(problem);
        match draft {
            Some(draft) => reading.records.push(draft.record),
            None => reading.problems.push(not_a_record(marc.span)),
        }
    });
    give_keys(&mut reading.records, origin, |_| {});
    reading.problems.truncate(MOST_PROBLEMS);
    reading
}

fn part(text: &str, end: bool, before: &mut Before, depth: Depth) -> (Reading, usize) {
    let used = if end { text.len() } else { iso2709::cut(text) };
    let origin = Origin { depth, keyless: true, ..Origin::default() };
    let mut reading = read(text.get(..used).unwrap_or(text), &origin);
    reading.problems.truncate(MOST_PROBLEMS.saturating_sub(before.told));
    before.told += reading.problems.len();
    (reading, used)
}

fn not_a_record(span: Span) -> Problem {
    Problem { span, kind: ProblemKind::NotARecord("no field of MARC".to_owned()), key: None }
}

/// Whether a text begins as MARCXML, bare or in the answer of a service.
fn sniff_xml(head: &str) -> bool {
    xml::begins_with(head, &["datafield", "controlfield"]) && xml::begins_with(head, &["record", "leader"])
}

fn read_xml(text: &str, origin: &Origin<'_>) -> Reading {
    let reading = xml::read_works(text, origin, &["record"], |record| {
        let marc = from_xml(record);
        marc.record(MARCXML.name, origin.depth).into_iter().collect()
    });
    // A service wraps each record in one of its own, which ends where ours begins.
    let begins = |problem: &Problem| {
        let record = reading.records.binary_search_by_key(&problem.span.start, |record| record.span.start);
        problem.kind == ProblemKind::UnclosedEntry && problem.span.is_empty() && record.is_ok()
    };
    let ends = |problem: &Problem| matches!(&problem.kind, ProblemKind::Syntax(what) if what.contains("record"));
    let problems = reading.problems.iter().filter(|problem| !begins(problem) && !ends(problem)).cloned().collect();
    Reading { records: reading.records, problems }
}

fn from_xml(record: Element<'_>) -> Marc<'_> {
    let attribute =
        |element: Element<'_>, name: &str| element.attribute(name).and_then(|text| text.from.spans.first().copied());
    let mut fields = Vec::new();
    for part in record.children() {
        let Some(tag) = attribute(part, "tag") else { continue };
        let indicator = |name: &str| attribute(part, name).and_then(|span| span.of(record.source()).chars().next());
        let mut field = Field { tag, ..Field::default() };
        match part.name() {
            "controlfield" => field.value = part.inside(),
            _ => {
                field.indicators = ["ind1", "ind2"].map(|name| indicator(name).unwrap_or(' '));
                let code = |sub: &Element<'_>| attribute(*sub, "code")?.of(record.source()).chars().next();
                field.subfields =
                    part.all("subfield").iter().filter_map(|sub| Some((code(sub)?, sub.inside()))).collect();
            }
        }
        fields.push(field);
    }
    let leader = record.child("leader").map_or(Span::default(), |leader| leader.inside());
    Marc { text: record.source(), span: record.span(), decoding: Decoding::Xml, leader, fields }
}
