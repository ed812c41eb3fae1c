//! People of an entry: by the parts of their names, in a group or alone, and what is said of them.

use super::Of;
use crate::read::draft::Draft;
use crate::read::xml::{Element, joined};
use crate::record::Role;
use crate::span::{Span, Text};

/// A person, an institution or a group of them; `false` where an element is none.
pub fn take(part: Element<'_>, of: Of, draft: &mut Draft) -> bool {
    match part.name() {
        "authorgroup" => {
            for inner in part.children() {
                if !take(inner, of, draft) {
                    draft.keep(inner);
                }
            }
        }
        "author" | "editor" | "othercredit" | "person" | "personname" => person(part, of, draft),
        "collab" | "corpauthor" | "corpcredit" | "collabname" => {
            let (role, word) = role(part, of);
            let name = part.child("collabname").or_else(|| part.child("orgname")).unwrap_or(part);
            let name = before_link(name).or_else(|| name.text());
            name.into_iter().for_each(|name| draft.institution(name, role, &word));
        }
        _ => return false,
    }
    true
}

/// The words before the address that some write behind an institution (`ITU (<ulink .../>)`).
fn before_link(part: Element<'_>) -> Option<Text> {
    let link = part.children().find(|inner| matches!(inner.name(), "ulink" | "link" | "uri"))?;
    let start = part.inside().start as usize;
    let before = part.source().get(start..link.span().start as usize)?;
    let bare = before.trim_end_matches(|c: char| c.is_whitespace() || c == '(');
    Some(joined(part.source(), &[Span::new(start, start + bare.len())])).filter(|text| !text.value.is_empty())
}

/// What somebody did for the work, and the word for it.
fn role(part: Element<'_>, of: Of) -> (Role, String) {
    let class = part.attribute_value("class");
    match (part.name(), class.as_str()) {
        ("editor", _) => (Role::Editor, String::new()),
        ("othercredit" | "corpcredit", "translator") => (Role::Translator, class),
        ("othercredit" | "corpcredit", "") => (Role::Other, "contributor".to_owned()),
        ("othercredit" | "corpcredit", _) => (Role::Other, class),
        _ if of == Of::Work => (Role::Author, String::new()),
        _ => (Role::Other, "container-author".to_owned()),
    }
}

fn person(part: Element<'_>, of: Of, draft: &mut Draft) {
    let (role, word) = role(part, of);
    let holder = part.child("personname").unwrap_or(part);
    let [given, family, suffix] = named(holder);
    let organisation = part.text_at("orgname");
    if !family.is_empty() || !given.is_empty() {
        draft.person_of([&given, &family, &suffix], role, &word);
    } else if let Some(name) = organisation {
        draft.institution(name, role, &word);
    } else {
        holder.text().into_iter().for_each(|name| draft.name(name, role, &word));
        return;
    }
    let named = ["personname", "orgname", "firstname", "givenname", "othername", "surname", "lineage"];
    part.children().filter(|inner| !named.contains(&inner.name())).for_each(|inner| draft.keep(inner));
}

/// The parts of a name that have a text: given names, family names, suffixes.
fn named(holder: Element<'_>) -> [Vec<Element<'_>>; 3] {
    let of = |names: &[&str]| {
        holder.children().filter(|part| names.contains(&part.name()) && part.text().is_some()).collect::<Vec<_>>()
    };
    [of(&["firstname", "givenname", "othername"]), of(&["surname"]), of(&["lineage"])]
}

/// Names whose parts stand between the words of an entry: the first family name with the first given name, and so on.
pub fn in_line(holder: Element<'_>, of: Of, draft: &mut Draft) {
    let parts = |names: &[&str]| {
        holder.children().filter(|part| names.contains(&part.name()) && part.text().is_some()).collect::<Vec<_>>()
    };
    let (given, family) = (parts(&["firstname", "givenname"]), parts(&["surname"]));
    let pairs = given.len() == family.len();
    let (role, word) = role(holder, of);
    for (place, surname) in family.iter().enumerate() {
        let given: Vec<_> = given.get(place).filter(|_| pairs).copied().into_iter().collect();
        draft.person_of([&given, &[*surname], &[]], role, &word);
    }
    let rest = if pairs { &[][..] } else { &given };
    rest.iter().for_each(|part| draft.keep(*part));
    parts(&["othername", "lineage"]).into_iter().for_each(|part| draft.keep(part));
}
