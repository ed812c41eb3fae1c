//! The fields of UNIMARC, as Sudoc, the `BnF` and PMB use it.

use super::common::{issued, item_type, languages, number, numbers, person, role};
use super::marc21::link;
use super::{Field, Marc};
use crate::read::draft::Draft;
use crate::record::{Role, TextKind};
use crate::span::Span;

/// Reads all fields into a record.
pub fn take(marc: &Marc<'_>, draft: &mut Draft) {
    let pieces: Vec<Span> = marc.fields("101").flat_map(|field| field.all("a")).collect();
    languages(marc, &pieces).into_iter().for_each(|lang| draft.language(lang));
    for field in &marc.fields {
        one(marc, field, draft);
    }
    abstracts(marc, draft);
    let numbered = draft.record.variable("volume").or_else(|| draft.record.variable("issue")).is_some();
    let host = ["461", "463"].iter().any(|tag| marc.fields(tag).next().is_some());
    draft.record.item_type = item_type(marc.kind(), marc.fields("328").next().is_some(), numbered, host);
}

fn one(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    let lang = || field.first('z').map_or("", |lang| lang.of(marc.text)).to_owned();
    match marc.tag(field) {
        "330" => {}
        "200" => title(marc, field, draft),
        "510" => draft.title(marc.bare(&field.all("ahi")), &lang(), TextKind::Parallel),
        "541" => {
            draft.title(marc.bare(&field.all("ahi")), &lang(), TextKind::Translated);
            draft.title(marc.bare(&field.all("e")), &lang(), TextKind::Subtitle);
        }
        "500" | "454" => draft.title(
            marc.bare(&field.all(if field.first('t').is_some() { "t" } else { "a" })),
            "",
            TextKind::Original,
        ),
        "530" | "531" => draft.title(marc.bare(&field.all("a")), "", TextKind::Short),
        "700" | "701" | "702" | "710" | "711" | "712" | "716" => name(marc, field, draft),
        "010" => number(marc, "ISBN", field.first('a'), draft),
        "011" => number(marc, "ISSN", field.first('a'), draft),
        "017" | "035" | "856" => identifier(marc, field, draft),
        "205" => draft.variable("edition", marc.bare(&field.all("ab"))),
        "210" | "214" | "219" => imprint(marc, field, draft),
        "215" => extent(marc, field, draft),
        "225" => {
            draft.variable("collection-title", marc.bare(&field.all("a")));
            draft.variable("collection-number", marc.bare(&field.all("v")));
        }
        "300" => draft.variable("note", marc.text(&field.all("a"))),
        "328" => draft.variable("genre", marc.bare(&field.all("abcdet"))),
        "600" | "601" | "602" | "604" | "605" | "606" | "607" | "608" | "610" => {
            field.all("axyz").into_iter().for_each(|piece| draft.keyword(marc.bare(&[piece])));
        }
        "461" | "463" | "464" => host(marc, field, draft),
        "676" | "686" => draft.variable("call-number", marc.text(&field.all("a"))),
        _ => marc.keep(field, draft),
    }
}

/// Titles in one field: `$a` with its other information in `$e`, then parallel ones in `$d` with theirs.
fn title(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    let langs = field.all("z");
    let mut parallel = 0;
    for (code, piece) in &field.subfields {
        let lang = || {
            let at = langs.get(usize::max(parallel, 1) - 1).filter(|_| parallel > 0);
            at.map_or(String::new(), |lang| lang.of(marc.text).to_owned())
        };
        match code {
            'a' => draft.title(marc.bare(&[*piece]), "", TextKind::Main),
            'd' => {
                parallel += 1;
                let lang = langs.get(parallel - 1).map_or(String::new(), |lang| lang.of(marc.text).to_owned());
                // A cataloguer's equals sign may stand before it.
                let raw = piece.of(marc.text);
                let start = piece.start as usize + raw.len() - raw.trim_start_matches(['=', ' ']).len();
                draft.title(marc.bare(&[Span::new(start, piece.end as usize)]), &lang, TextKind::Parallel);
            }
            'e' => draft.title(marc.bare(&[*piece]), &lang(), TextKind::Subtitle),
            'h' | 'i' => draft.variable(if *code == 'h' { "part-number" } else { "part-title" }, marc.bare(&[*piece])),
            _ => {}
        }
    }
    if field.subfields.iter().any(|(code, _)| "fgbc".contains(*code)) {
        marc.keep(field, draft);
    }
}

fn name(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    let tag = marc.tag(field).to_owned();
    let written = field.first('4').map_or("", |role| role.of(marc.text));
    let default = if matches!(tag.as_str(), "702" | "712") { Role::Other } else { Role::Author };
    let role = role(written, default);
    let written = if written.is_empty() { tag.clone() } else { written.to_owned() };
    let Some(family) = field.first('a') else { return marc.keep(field, draft) };
    if tag.starts_with("70") {
        person(marc, family, field.first('b'), role, &written, draft);
    } else {
        draft.institution(marc.bare(&field.all("ab")), role, &written);
    }
    if field.subfields.iter().any(|(code, _)| !"ab4".contains(*code)) {
        marc.keep(field, draft);
    }
}

fn identifier(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    let system = field.first('2').map_or(String::new(), |system| system.of(marc.text).to_lowercase());
    if let (true, Some(piece)) = (system == "doi", field.first('a')) {
        return draft.doi(marc.text(&[piece]));
    }
    let links = field.all("u");
    links.iter().for_each(|piece| link(marc, *piece, draft));
    if links.is_empty() {
        marc.keep(field, draft);
    }
}

fn imprint(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    field.all("a").into_iter().for_each(|piece| draft.variable("publisher-place", marc.bare(&[piece])));
    field.all("c").into_iter().for_each(|piece| draft.variable("publisher", marc.bare(&[piece])));
    field.all("d").into_iter().for_each(|piece| issued(marc, piece, draft));
}

/// Pages of an article stand where those of a book are counted: `p. 143-160`.
fn extent(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    let part = marc.kind().1 == 'a' || marc.fields("463").next().or_else(|| marc.fields("461").next()).is_some();
    match field.first('a') {
        Some(piece) if part => numbers(marc, field, piece, draft),
        _ => draft.variable("dimensions", marc.bare(&field.all("acd"))),
    }
}

/// The journal (461) or the issue (463) that the work stands in: its title, volume, date and pages.
fn host(marc: &Marc<'_>, field: &Field, draft: &mut Draft) {
    if draft.record.containers.is_empty() || marc.tag(field) == "461" {
        field.first('t').into_iter().for_each(|piece| draft.container(marc.bare(&[piece]), "", TextKind::Main));
    }
    number(marc, "ISSN", field.first('x'), draft);
    number(marc, "ISBN", field.first('y'), draft);
    for piece in field.all("v") {
        let plain = piece.of(marc.text).trim().bytes().all(|byte| byte.is_ascii_digit());
        if plain {
            draft.variable("volume", marc.bare(&[piece]));
        } else {
            numbers(marc, field, piece, draft);
        }
    }
    field.all("de").into_iter().for_each(|piece| issued(marc, piece, draft));
    if field.subfields.iter().any(|(code, _)| !"txyvde0".contains(*code)) {
        marc.keep(field, draft);
    }
}

/// Summaries, whose languages stand in 101 $d, in their order if there are as many.
fn abstracts(marc: &Marc<'_>, draft: &mut Draft) {
    let pieces: Vec<Span> = marc.fields("101").flat_map(|field| field.all("d")).collect();
    let said = languages(marc, &pieces);
    let summaries: Vec<&Field> = marc.fields("330").collect();
    for (place, field) in summaries.iter().enumerate() {
        let lang = said.get(place).filter(|_| said.len() == summaries.len()).map_or("", |lang| &lang.value);
        draft.abstracts(lang, TextKind::Main, |claim| marc.abstracts(&field.all("a"), claim));
    }
}
