//! Contributors of an article: people by the parts of their names, groups, and what is said of them.

use crate::read::draft::Draft;
use crate::read::people;
use crate::read::xml::{Element, joined};
use crate::record::{Name, Role};
use crate::span::Span;

/// All contributors of a group.
pub fn group(group: Element<'_>, draft: &mut Draft) {
    let default = if group.attribute_value("content-type") == "section" { Role::Other } else { Role::Author };
    for part in group.children() {
        match part.name() {
            "contrib" => contributor(part, default, draft),
            _ => {
                if let Some(text) = part.text() {
                    draft.extra(part.label(), text);
                }
            }
        }
    }
}

/// One contributor; `default` is the role of one of whom nothing else is said.
pub fn contributor(contrib: Element<'_>, default: Role, draft: &mut Draft) {
    let written = contrib.attribute_value("contrib-type");
    let role = match written.as_str() {
        "" => default,
        "author" => Role::Author,
        "editor" => Role::Editor,
        "translator" => Role::Translator,
        _ => Role::Other,
    };
    let label = |name: Name| Name { role, role_written: written.clone(), ..name };
    let holder = contrib.child("name-alternatives").unwrap_or(contrib);
    let mut named = false;
    for part in holder.children().chain(contrib.children().filter(|_| holder.name() != contrib.name())) {
        let name = match part.name() {
            "name" | "string-name" | "collab" | "collab-alternatives" if !named => name_of(part),
            "xref" | "name-alternatives" => continue,
            _ => None,
        };
        match name {
            Some(name) => {
                named = true;
                draft.record.names.push(label(name));
            }
            None => part.text().into_iter().for_each(|text| draft.extra(part.label(), text)),
        }
    }
}

/// A name by its parts, or as a whole.
pub fn name_of(part: Element<'_>) -> Option<Name> {
    match part.name() {
        "collab-alternatives" => part.children().find_map(name_of),
        "collab" => collab(part),
        _ => by_parts(part).or_else(|| {
            let written = part.text()?;
            Some(Name { written: written.clone(), ..people::name(&written.value) })
        }),
    }
}

/// A group: its members, who may stand in it, are no part of its name.
fn collab(part: Element<'_>) -> Option<Name> {
    let institution = part.child("institution").filter(|_| part.child("named-content").is_none());
    let inside = institution.unwrap_or(part).inside();
    let members = part.children().find(|child| matches!(child.name(), "contrib-group" | "xref" | "fn"));
    let end = members.filter(|_| institution.is_none()).map_or(inside.end, |members| members.span().start);
    let written = joined(part.source(), &[Span { start: inside.start, end }]);
    (!written.value.is_empty()).then(|| Name { literal: Some(written.value.clone()), written, ..Name::default() })
}

fn by_parts(part: Element<'_>) -> Option<Name> {
    let value = |name: &str| part.child(name).map_or(String::new(), Element::value);
    let (family, given, suffix) = (value("surname"), value("given-names"), value("suffix"));
    if family.is_empty() && given.is_empty() {
        return None;
    }
    let pieces: Vec<Span> = ["given-names", "surname", "suffix"]
        .iter()
        .filter_map(|name| part.child(name))
        .map(|child| child.inside())
        .collect();
    let written = joined(part.source(), &pieces);
    if family.is_empty() {
        return Some(Name { literal: Some(given), written, ..Name::default() });
    }
    Some(Name { written, ..people::of_parts(&family, &given, &suffix) })
}
