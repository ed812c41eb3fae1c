//! MEDLINE's tagged text, which PubMed calls its format and names `.nbib`.
//!
//! Tags have up to four letters; values go on in lines that six spaces indent. `TI` is the English title, in brackets
//! where it was translated, and `TT` the work's own; `OAB` is another abstract, in the language that `OABL` names.
//!
//! Sources: NLM's description of the MEDLINE/PubMed display format and of its field tags.

use super::draft::Draft;
use super::pubmed_xml::{bare_title, is_placeholder, item_type};
use super::tagged::{Block, Field, Meaning, keep, languages, lines, lines_back, plain, take, trimmed};
use super::xml::marked;
use super::{Before, Depth, Origin, Reader, Reading, Stream, tagged};
use crate::lang::Lang;
use crate::read::abstracts::Claim;
use crate::record::{ItemType, LangFrom, Record, Role, TextKind};
use crate::span::Span;
use std::ops::Range;

/// The reader of MEDLINE's text.
pub static MEDLINE: Reader =
    Reader { name: "medline", extensions: &["nbib", "txt", "text"], sniff, read, stream: Some(Stream::Parts(part)) };

/// Whether the first tagged lines are those of a record.
fn sniff(head: &str) -> bool {
    let tags: Vec<&str> =
        lines(head).take(100).filter_map(|line| tag(head, line)).map(|(tag, _)| tag.of(head)).take(12).collect();
    let has = |name: &str| tags.contains(&name);
    !has("TY")
        && (matches!(tags.first(), Some(&("PMID" | "PMCR"))) || (has("FAU") || has("JT") || has("PMC")) && has("TI"))
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    tagged::read(text, origin, blocks, record)
}

fn part(text: &str, end: bool, _: &mut Before, depth: Depth) -> (Reading, usize) {
    tagged::read_part((text, end), depth, cut, blocks, record)
}

/// Where the last tag behind a blank line stands.
fn cut(text: &str) -> usize {
    let mut tagged = None;
    for line in lines_back(text) {
        match tagged.filter(|_| trimmed(text, line.clone()).is_empty()) {
            Some(begin) => return begin,
            None => tagged = tag(text, line.clone()).map(|_| line.start),
        }
    }
    0
}

/// The tag of a line and its value: four columns and a dash.
fn tag(text: &str, line: Range<usize>) -> Option<(Span, Range<usize>)> {
    let body = text.get(line.clone())?;
    let bare = body.trim_start_matches('\u{feff}');
    let start = line.start + body.len() - bare.len();
    let letters = bare.bytes().take_while(u8::is_ascii_uppercase).count();
    let after = bare[letters..].trim_start_matches(' ').strip_prefix('-')?;
    let column = bare.len() - after.len() - 1;
    if !(2..=4).contains(&letters) || column > 5 {
        return None;
    }
    Some((Span::new(start, start + letters), line.end - after.len()..line.end))
}

/// A record ends where the next `PMID` begins, or at a blank line before another tag.
fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    let (mut end, mut blank, mut numbered) = (0, false, false);
    for line in lines(text) {
        if trimmed(text, line.clone()).is_empty() {
            blank = true;
            continue;
        }
        match tag(text, line.clone()) {
            Some((tag, value)) => {
                let is_number = tag.of(text) == "PMID";
                if !fields.is_empty() && (blank || is_number && numbered) {
                    found.push(Block::new(std::mem::take(&mut fields), end));
                    numbered = false;
                }
                numbered |= is_number;
                fields.push(Field::new(text, tag, value));
            }
            None => fields.iter_mut().next_back().into_iter().for_each(|open| open.push(text, line.clone())),
        }
        (end, blank) = (line.end, false);
    }
    if !fields.is_empty() {
        found.push(Block::new(fields, end));
    }
    found
}

fn record(text: &str, block: &Block, depth: Depth) -> Record {
    let mut draft = Draft::new(MEDLINE.name, block.span, depth);
    languages(text, block.of(text, "LA"), &mut draft);
    let kinds: Vec<String> = block.of(text, "PT").map(|field| field.plain(text).value).collect();
    draft.record.item_type = item_type(kinds.iter().map(String::as_str));
    draft.record.type_written = block.of(text, "PT").next().map(|field| field.plain(text)).unwrap_or_default();
    let is_part = block.of(text, "BTI").next().is_some() && block.of(text, "TI").next().is_some();
    if block.of(text, "BTI").next().is_some() {
        draft.record.item_type = if is_part { ItemType::Chapter } else { ItemType::Book };
    }
    let has = |tag: &str| block.of(text, tag).next().is_some();
    let (full_authors, full_editors, own_title) = (has("FAU"), has("FED"), has("TT"));
    for field in &block.fields {
        match field.tag.of(text) {
            "TI" => title(text, field, own_title, &mut draft),
            "TT" => own(text, field, TextKind::Main, draft.own(), &mut draft),
            "BTI" if !is_part => take(text, field, Meaning::Title(TextKind::Main), &mut draft),
            "AB" => abstracts(text, field, None, Lang::new("en"), &mut draft),
            "OAB" => other_abstract(text, block, field, &mut draft),
            // The short form of a name that stands there in full.
            "AU" if full_authors => keep(text, field, &mut draft),
            "ED" if full_editors => keep(text, field, &mut draft),
            "CN" => draft.institution(field.text(text), Role::Author, ""),
            "MH" => heading(text, field, &mut draft),
            "IS" => take(text, field, Meaning::Standard, &mut draft),
            "LID" | "AID" => identifier(text, field, &mut draft),
            name => take(text, field, meaning(name), &mut draft),
        }
    }
    draft.record
}

fn meaning(tag: &str) -> Meaning {
    match tag {
        "LA" => Meaning::Known,
        "FAU" | "AU" => Meaning::Person(Role::Author, ""),
        "FED" | "ED" => Meaning::Person(Role::Editor, "ED"),
        "BTI" | "JT" => Meaning::Container(TextKind::Main),
        "TA" => Meaning::Container(TextKind::Short),
        "CTI" => Meaning::Variable("collection-title"),
        "DP" => Meaning::Date,
        "OT" => Meaning::Keywords,
        "PMID" => Meaning::Variable("PMID"),
        "PMC" => Meaning::Variable("PMCID"),
        "VI" => Meaning::Variable("volume"),
        "IP" => Meaning::Variable("issue"),
        "PG" => Meaning::Pages,
        "PB" => Meaning::Variable("publisher"),
        "PL" => Meaning::Variable("publisher-place"),
        "EN" => Meaning::Variable("edition"),
        "ISBN" => Meaning::Standard,
        _ => Meaning::Extra,
    }
}

/// The English title, without brackets and the period that PubMed ends it with.
fn title(text: &str, field: &Field, has_own: bool, draft: &mut Draft) {
    let (_, translated) = bare_title(text, field.value());
    let kind = if has_own { TextKind::Translated } else { TextKind::Main };
    let lang = if has_own || translated { Some(Lang::new("en")) } else { draft.own() };
    own(text, field, kind, lang, draft);
}

fn own(text: &str, field: &Field, kind: TextKind, lang: Option<Lang>, draft: &mut Draft) {
    let (span, _) = bare_title(text, field.value());
    let claim = Claim { record: lang, kind, ..Claim::default() };
    draft.title_as(marked(text, &[span]), &claim);
}

fn abstracts(text: &str, field: &Field, said: Option<&Field>, default: Lang, draft: &mut Draft) {
    if field.lines.is_empty() || draft.depth.is_brief() {
        return;
    }
    if is_placeholder(&field.text(text).value) {
        return keep(text, field, draft);
    }
    let written = said.map(|said| said.plain(text).value).unwrap_or_default();
    let claim = Claim {
        lang: Lang::parse(&written),
        written: &written,
        from: LangFrom::Declared,
        record: Some(default),
        kind: if said.is_some() { TextKind::Translated } else { TextKind::Main },
        depth: draft.depth,
    };
    draft.record.abstracts.extend(field.abstracts(text, &claim));
}

/// Another abstract; its language stands in the `OABL` of the same place among them.
fn other_abstract(text: &str, block: &Block, field: &Field, draft: &mut Draft) {
    let place = block.of(text, "OAB").take(64).position(|other| other.tag == field.tag);
    let said = place.and_then(|place| block.of(text, "OABL").nth(place));
    let default = draft.own().unwrap_or_else(|| Lang::new("en"));
    abstracts(text, field, said, default, draft);
}

/// A heading of the thesaurus; a star marks what the work is chiefly about.
fn heading(text: &str, field: &Field, draft: &mut Draft) {
    let span = field.value();
    let starred = usize::from(span.of(text).starts_with('*'));
    draft.keyword(marked(text, &[Span::new(span.start as usize + starred, span.end as usize)]));
}

/// `10.1177/x [doi]`, `S0140 [pii]`: the kind stands in brackets behind the number.
fn identifier(text: &str, field: &Field, draft: &mut Draft) {
    let span = field.value();
    let raw = span.of(text);
    let bare = raw.strip_suffix("[doi]").map(str::trim_end);
    match bare {
        Some(doi) => draft.doi(plain(text, Span::new(span.start as usize, span.start as usize + doi.len()))),
        None => keep(text, field, draft),
    }
}

#[cfg(test)]
mod tests;
