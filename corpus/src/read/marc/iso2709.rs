//! ISO 2709: a leader, a directory, and fields; records one after the other.
//!
//! A directory's offsets count bytes of the file, which is here a text: as UTF-8, or as windows-1252 where it is not
//! UTF-8 as a whole. Fields are taken by the marks that end them, in the directory's order, so a wrong length loses
//! nothing. Invariant: every record ends at a record mark or at the end of the text.

use super::charset::{bytes, is_latin_1};
use super::{Field, Marc};
use crate::read::{Problem, ProblemKind};
use crate::span::{Decoding, Span};

/// The marks that end a record and a field, and that begin a subfield.
const RECORD: char = '\u{1d}';
const FIELD: char = '\u{1e}';
const SUBFIELD: char = '\u{1f}';
/// The leader's length, and that of an entry of the directory.
const LEADER: usize = 24;
const ENTRY: usize = 12;

/// Whether a text begins as a record: a leader whose numbers are numbers, and a directory of digits.
pub fn sniff(head: &str) -> bool {
    let head = head.trim_start();
    let leader = head.get(..LEADER).unwrap_or_default();
    let digits =
        |range: std::ops::Range<usize>| leader.get(range).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let directory = head.get(LEADER..).unwrap_or_default().split(FIELD).next().unwrap_or_default();
    digits(0..5)
        && digits(12..17)
        && directory.len() >= ENTRY
        && directory.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Where the last record of a text ends.
pub fn cut(text: &str) -> usize {
    text.rfind(RECORD).map_or(0, |last| last + RECORD.len_utf8())
}

/// Calls `found` with every record and what is wrong with it.
pub fn each_record<'t>(text: &'t str, found: &mut dyn FnMut(&Marc<'t>, Option<Problem>)) {
    let mut start = 0;
    for piece in text.split_inclusive(RECORD) {
        let lead = piece.len() - piece.trim_start_matches(|c: char| c.is_whitespace() || c == '\0').len();
        let body = piece.get(lead..).unwrap_or_default();
        let span = Span::new(start + lead, start + piece.len());
        start += piece.len();
        if body.trim_end_matches([RECORD, '\0', '\u{1a}']).trim().is_empty() {
            continue;
        }
        let closed = body.ends_with(RECORD);
        let unclosed = Problem { span: Span::new(start, start), kind: ProblemKind::UnclosedEntry, key: None };
        found(&record(text, span), (!closed).then_some(unclosed));
    }
}

fn record(text: &str, span: Span) -> Marc<'_> {
    let body = span.of(text);
    let base = span.start as usize;
    let end = body.char_indices().nth(LEADER).map_or(body.len(), |(at, _)| at);
    let leader = Span::new(base, base + end);
    let mut marc = Marc { text, span, decoding: decoding(body), leader, fields: Vec::new() };
    // The directory is the first stretch; the fields follow in the order of their data.
    let mut stretches = body.get(end..).unwrap_or_default().split(FIELD);
    let directory = stretches.next().unwrap_or_default();
    let mut at = base + end + directory.len() + 1;
    let mut data = Vec::new();
    for stretch in stretches {
        data.push(Span::new(at, at + stretch.trim_end_matches(RECORD).len()));
        at += stretch.len() + 1;
    }
    for (tag, place) in in_order(directory, base + end) {
        let Some(field) = data.get(place).filter(|_| tag.of(text).len() == 3) else { continue };
        marc.fields.push(self::field(text, tag, *field));
    }
    marc
}

/// The tags of a directory, each with the place of its data among the fields: by the offsets, which ascend as the data do.
fn in_order(directory: &str, base: usize) -> Vec<(Span, usize)> {
    let entries = directory.as_bytes().chunks_exact(ENTRY).enumerate();
    let offset = |entry: &[u8]| std::str::from_utf8(&entry[7..12]).ok().and_then(|digits| digits.parse::<u32>().ok());
    let tagged: Vec<(Span, Option<u32>)> = entries
        .map(|(place, entry)| {
            let start = base + place * ENTRY;
            (Span::new(start, start + 3), offset(entry))
        })
        .collect();
    let mut places: Vec<usize> = (0..tagged.len()).collect();
    if tagged.iter().all(|(_, offset)| offset.is_some()) {
        places.sort_by_key(|place| tagged[*place].1);
    }
    // `places[n]` is the entry of the n-th stretch of data.
    let mut rank = vec![0; tagged.len()];
    for (data, entry) in places.into_iter().enumerate() {
        rank[entry] = data;
    }
    tagged.into_iter().zip(rank).map(|((tag, _), rank)| (tag, rank)).collect()
}

/// A field: one without subfields is a control field.
fn field(text: &str, tag: Span, data: Span) -> Field {
    let raw = data.of(text);
    let start = data.start as usize;
    let mut pieces = raw.split(SUBFIELD);
    let head = pieces.next().unwrap_or_default();
    if head.len() == raw.len() {
        return Field { tag, value: data, ..Field::default() };
    }
    let mut indicators = head.chars();
    let indicators = [indicators.next().unwrap_or(' '), indicators.next().unwrap_or(' ')];
    let mut at = start + head.len() + 1;
    let mut subfields = Vec::new();
    for piece in pieces {
        if let Some(code) = piece.chars().next() {
            subfields.push((code, Span::new(at + code.len_utf8(), at + piece.len())));
        }
        at += piece.len() + 1;
    }
    Field { tag, indicators, subfields, ..Field::default() }
}

/// How a record's bytes became this text, and what they mean. Its leader tells its length in bytes: where the text has as
/// many characters as that, and not as many bytes, it was read as windows-1252.
fn decoding(body: &str) -> Decoding {
    let as_bytes = !body.is_ascii() && body.chars().all(|c| crate::source::byte_of(c).is_some());
    let told: Option<usize> = body.get(..5).and_then(|digits| digits.parse().ok());
    let unicode = body.chars().nth(9) == Some('a');
    let unimarc = is_unimarc(body);
    let upper = if unimarc { Decoding::Iso5426 } else { Decoding::Marc8 };
    if body.is_ascii() {
        return if unicode || unimarc { Decoding::Marc } else { Decoding::Marc8 };
    }
    let raw = bytes(body);
    let utf8 = std::str::from_utf8(&raw).is_ok();
    if !as_bytes || (told == Some(body.len()) && told != Some(raw.len())) {
        return Decoding::Marc;
    }
    if utf8 {
        return Decoding::MarcUtf8;
    }
    if unicode && !unimarc {
        // It claims UTF-8 and is none: broken bytes among sound ones, or a text in Unicode with a wrong length.
        return if told == Some(raw.len()) { Decoding::MarcUtf8 } else { Decoding::Marc };
    }
    // A text in Unicode with a wrong length is as rare as ISO 8859-1 under another set's name, and read as it stands.
    if is_latin_1(&raw, upper) { Decoding::Marc } else { upper }
}

/// Whether a directory has UNIMARC's title and not MARC 21's.
fn is_unimarc(body: &str) -> bool {
    let directory = body.get(LEADER..).unwrap_or_default().split(FIELD).next().unwrap_or_default();
    let tags: Vec<&[u8]> = directory.as_bytes().chunks_exact(ENTRY).map(|entry| &entry[..3]).collect();
    tags.contains(&&b"200"[..]) && !tags.contains(&&b"245"[..])
}
