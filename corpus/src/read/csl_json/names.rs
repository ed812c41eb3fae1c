//! Names in CSL-JSON: objects with name parts, literals, and the bare strings that some programs write.

use crate::read::json::{Kind, Value};
use crate::read::people;
use crate::record::{Name, Role};
use crate::span::{Decoding, Provenance, Span, Text};

/// The role of a name variable and the word kept for it.
pub fn role(variable: &str) -> Role {
    match variable {
        "author" => Role::Author,
        "editor" => Role::Editor,
        "translator" => Role::Translator,
        _ => Role::Other,
    }
}

/// All names of a name variable; members of a name that CSL does not know (`ORCID`, `affiliation`) go to `extra`.
pub fn read(value: Value<'_>, variable: &str, extra: &mut Vec<(Text, Text)>) -> Vec<Name> {
    let one = |value: Value<'_>, extra: &mut Vec<(Text, Text)>| match value.kind() {
        Some(Kind::Object) => from_object(value, extra),
        Some(Kind::String) => {
            let written = value.written();
            Some(Name { written: written.clone(), ..people::name(&written.value) })
        }
        _ => None,
    };
    let names: Vec<Option<Name>> = value.each().into_iter().map(|value| one(value, extra)).collect();
    let label = |name: Name| Name { role: role(variable), role_written: variable.to_string(), ..name };
    names.into_iter().flatten().map(label).collect()
}

/// The whole name; its parts may be written in several ways (with and without quotes in YAML), of which one serves for all.
fn whole(text: &str, pieces: &[Option<Text>; 6]) -> Text {
    let pieces: Vec<&Text> = pieces.iter().flatten().collect();
    let spans: Vec<Span> = pieces.iter().flat_map(|piece| piece.from.spans.iter().copied()).collect();
    let raw: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    let serves = |decoding: &Decoding| {
        pieces.iter().zip(&raw).all(|(piece, raw)| crate::read::decode(&[*raw], *decoding) == piece.value)
    };
    let mut ways = pieces.iter().map(|piece| piece.from.decoding);
    let first = ways.clone().next().unwrap_or_default();
    let same = ways.clone().all(|way| way == first);
    let decoding = if same { first } else { ways.find(serves).unwrap_or(first) };
    Text { value: crate::read::decode(&raw, decoding), from: Provenance { spans, decoding } }
}

fn from_object(value: Value<'_>, extra: &mut Vec<(Text, Text)>) -> Option<Name> {
    let mut name = Name::default();
    let mut dropping = String::new();
    // The pieces in reading order: given, particles, family, suffix, literal.
    let mut pieces: [Option<Text>; 6] = Default::default();
    for child in value.children() {
        let text = child.written();
        let (slot, part) = match &*child.name() {
            "given" => (0, &mut name.given),
            "dropping-particle" => (1, &mut dropping),
            "non-dropping-particle" => (2, &mut name.particle),
            "family" => (3, &mut name.family),
            "suffix" => (4, &mut name.suffix),
            "literal" | "name" if name.literal.is_none() && !text.value.trim().is_empty() => {
                (5, name.literal.get_or_insert_default())
            }
            "comma-suffix" | "static-ordering" | "parse-names" | "isInstitution" => continue,
            _ => {
                extra.push((child.key(), text));
                continue;
            }
        };
        part.clone_from(&text.value);
        pieces[slot] = Some(text).filter(|text| !text.value.is_empty());
    }
    name.particle =
        [dropping.as_str(), &name.particle].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
    if !name.family.is_empty() || !name.given.is_empty() {
        // Some programs add `literal` to the parts; the parts say more.
        name.literal = None;
        pieces[5] = None;
    }
    name.written = whole(value.text, &pieces);
    if name.family.is_empty() && name.literal.is_none() {
        // A lone given name is all there is to cite by.
        name.literal = Some(std::mem::take(&mut name.given)).filter(|given| !given.is_empty());
    }
    (name.literal.is_some() || !name.family.is_empty()).then_some(name)
}
