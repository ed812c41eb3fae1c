//! The fields of MARC 21.

use super::common::{issued, item_type, languages, number, numbers, person, role};
use super::{Field, Marc};
use crate::read::draft::Draft;
use crate::record::{Role, TextKind};
use crate::span::Span;

/// Reads all fields into a record.
pub fn take(marc: &Marc<'_>, draft: &mut Draft) {
    said_languages(marc, draft);
    for field in &marc.fields {
        // A field in another script stands in for the one that it names.
        let linked = field.first('6').map_or("", |link| link.of(marc.text));
        match (marc.tag(field), linked.get(..3)) {
            ("880", Some(tag)) => linked_field(marc, field, tag, draft),
            (tag, _) => one(marc, field, tag, draft),
        }
    }
    abstracts(marc, draft);
    let numbered = draft.record.variable("volume").or_else(|| draft.record.variable("issue")).is_some();
    let host = marc.fields("773").next().is_some();
    draft.record.item_type = item_type(marc.kind(), marc.fields("502").next().is_some(), numbered, host);
    year_of_008(marc, draft);
}

fn said_languages(marc: &Marc<'_>, draft: &mut Draft) {
    let pieces: Vec<Span> = marc.fields("041").flat_map(|field| field.all("a")).collect();
    languages(marc, &pieces).into_iter().for_each(|lang| draft.language(lang));
    if let Some(fixed) = marc.fields("008").next().map(|field| field.value) {
        let code = fixed.of(marc.text).get(35..38).filter(|code| code.bytes().all(|byte| byte.is_ascii_lowercase()));
        if code.is_some() && draft.record.languages.is_empty() {
            let start = fixed.start as usize + 35;
            draft.language(marc.text(&[Span::new(start, start + 3)]));
        }
    }
}

fn one(marc: &Marc<'_>, field: &Field, tag: &str, draft: &mut Draft) {
    match tag {
        "041" | "008" | "520" => {
            if tag != "520" {
                marc.keep(field, draft);
            }
        }
        "245" => title(marc, field, draft),
        "246" if field.indicators[1] == '1' => draft.title(marc.bare(&field.all("anp")), "", TextKind::Parallel),
        "242" => {
            let lang = field.first('y').map_or("", |lang| lang.of(marc.text)).to_owned();
            draft.title(marc.bare(&field.all("anp")), &lang, TextKind::Translated);
            draft.title(marc.bare(&field.all("b")), &lang, TextKind::Subtitle);
        }
        "240" => draft.title(marc.bare(&field.all("anp")), "", TextKind::Original),
        "210" => draft.title(marc.bare(&field.all("a")), "", TextKind::Short),
        "100" | "700" | "110" | "111" | "710" | "711" => name(marc, field, tag, draft),
        "020" => number(marc, "ISBN", field.first('a'), draft),
        "022" => number(marc, "ISSN", field.first('a'), draft),
        "024" => standard_number(marc, field, draft),
        "250" => draft.variable("edition", marc.bare(&field.all("ab"))),
        "260" => imprint(marc, field, draft),
        "264" if field.indicators[1] == '1' => imprint(marc, field, draft),
        "300" => draft.variable("dimensions", marc.bare(&field.all("abc"))),
        "490" | "440" => {
            draft.variable("collection-title", marc.bare(&field.all("a")));
            draft.variable("collection-number", marc.bare(&field.all("v")));
        }
        "500" => draft.variable("note", marc.text(&field.all("a"))),
        "502" => draft.variable("genre", marc.bare(&field.all("abcd"))),
        "600" | "610" | "611" | "630" | "648" | "650" | "651" | "653" | "655" => {
            field.all("axyz").into_iter().for_each(|piece| draft.keyword(marc.bare(&[piece])));
        }
        "773" => host(marc, field, draft),
        "856" => field.all("u").into_iter().for_each(|piece| link(marc, piece, draft)),
        "050" | "082" | "090" => draft.variable("call-number", marc.text(&field.all("ab"))),
        _ => marc.keep(field, draft),
    }
}

/// Titles, names and abstracts in their own script.
fn linked_field(marc: &Marc<'_>, field: &Field, tag: &str, draft: &mut Draft) {
    match tag {
        "245" | "246" => {
            draft.title(marc.bare(&field.all("anp")), "", TextKind::Parallel);
            draft.title(marc.bare(&field.all("b")), "", TextKind::Subtitle);
        }
        "520" => {}
        _ => marc.keep(field, draft),
    }
}

/// Title, subtitle, and a parallel title, which follows an equals sign.
fn title(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    draft.title(marc.bare(&field.all("anp")), "", TextKind::Main);
    let parallel = field.all("anp").last().is_some_and(|piece| piece.of(marc.text).trim_end().ends_with('='));
    for piece in field.all("b") {
        let raw = piece.of(marc.text);
        // `une étude = The impact : a study`
        let cut = raw.find(" = ").map(|at| piece.start as usize + at);
        let first = Span { end: cut.map_or(piece.end, |at| at as u32), ..piece };
        draft.title(marc.bare(&[first]), "", if parallel { TextKind::Parallel } else { TextKind::Subtitle });
        if let Some(at) = cut {
            draft.title(marc.bare(&[Span::new(at + 3, piece.end as usize)]), "", TextKind::Parallel);
        }
    }
    if let Some(responsible) = field.first('c') {
        let label = crate::span::Text::new("245", field.tag, crate::span::Decoding::Plain);
        draft.extra(label, marc.text(&[responsible]));
    }
}

fn name(marc: &Marc<'_>, field: &Field, tag: &str, draft: &mut Draft) {
    let said = field.first('4').or_else(|| field.first('e')).map_or(String::new(), |said| marc.text(&[said]).value);
    let written = said.trim_end_matches([',', '.']);
    let default = if tag.starts_with('1') { Role::Author } else { Role::Other };
    // A name of which nothing is said is one more author of a work that has one.
    let default = if tag == "700" && written.is_empty() && field.first('t').is_none() { Role::Author } else { default };
    let role = role(written, default);
    let written = if written.is_empty() { tag.to_owned() } else { written.to_owned() };
    let Some(whole) = field.first('a') else { return marc.keep(field, draft) };
    match tag {
        "100" | "700" if field.first('t').is_some() => return marc.keep(field, draft),
        "100" | "700" => person(marc, whole, None, role, &written, draft),
        _ => draft.institution(marc.bare(&field.all("ab")), role, &written),
    }
    if field.subfields.iter().any(|(code, _)| !"ab4e".contains(*code)) {
        marc.keep(field, draft);
    }
}

/// DOI and other numbers with the name of their system.
fn standard_number(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    let system = field.first('2').map_or("", |system| system.of(marc.text));
    match (system, field.first('a')) {
        ("doi", Some(piece)) => draft.doi(marc.text(&[piece])),
        ("uri" | "hdl", Some(piece)) => draft.variable("URL", marc.text(&[piece])),
        _ => marc.keep(field, draft),
    }
}

fn imprint(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    field.all("a").into_iter().for_each(|piece| draft.variable("publisher-place", marc.bare(&[piece])));
    field.all("b").into_iter().for_each(|piece| draft.variable("publisher", marc.bare(&[piece])));
    field.all("c").into_iter().for_each(|piece| issued(marc, piece, draft));
}

/// What the work is a part of.
fn host(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    field.first('t').into_iter().for_each(|piece| draft.container(marc.bare(&[piece]), "", TextKind::Main));
    field.first('p').into_iter().for_each(|piece| draft.container(marc.bare(&[piece]), "", TextKind::Short));
    number(marc, "ISSN", field.first('x'), draft);
    number(marc, "ISBN", field.first('z'), draft);
    let located = field.all("g");
    located.iter().for_each(|piece| numbers(marc, field, *piece, draft));
    if located.is_empty() {
        marc.keep(field, draft);
    }
}

/// An address, which may be that of a DOI.
pub fn link(marc: &Marc<'_>, piece: Span, draft: &mut Draft) {
    let text = marc.text(&[piece]);
    if text.value.contains("doi.org/10.") {
        draft.doi(text.clone());
    }
    draft.variable("URL", text);
}

/// Summaries; of as many as there are languages of summaries each has its own, unless the text says otherwise.
fn abstracts(marc: &Marc<'_>, draft: &mut Draft) {
    let is_summary = |field: &&Field| {
        let tag = marc.tag(field);
        let linked = field.first('6').is_some_and(|link| link.of(marc.text).starts_with("520"));
        tag == "520" || (tag == "880" && linked)
    };
    let (summaries, others): (Vec<&Field>, Vec<&Field>) = marc
        .fields
        .iter()
        .filter(is_summary)
        .partition(|field| matches!(field.indicators[0], ' ' | '3' | '0' | '|' | '#'));
    let pieces: Vec<Span> = marc.fields("041").flat_map(|field| field.all("b")).collect();
    let said = languages(marc, &pieces);
    for (place, field) in summaries.iter().enumerate() {
        let lang = said.get(place).filter(|_| said.len() == summaries.len()).map_or("", |lang| &lang.value);
        draft.abstracts(lang, TextKind::Main, |claim| marc.abstracts(&field.all("ab"), claim));
    }
    others.into_iter().for_each(|field| marc.keep(field, draft));
}

/// The year of the fixed field, where no imprint has one.
fn year_of_008(marc: &Marc<'_>, draft: &mut Draft) {
    let Some(fixed) = marc.fields("008").next().map(|field| field.value).filter(|_| draft.record.issued.is_none())
    else {
        return;
    };
    let year = fixed.of(marc.text).get(7..11).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    if year.is_some_and(|year| year != "0000" && year != "9999") {
        let start = fixed.start as usize + 7;
        draft.issued(marc.text(&[Span::new(start, start + 4)]));
    }
}
