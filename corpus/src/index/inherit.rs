//! What a record inherits from its parents: BibLaTeX's defaults for `crossref`, everything for `xdata`.
//!
//! The table is that of the BibLaTeX manual, appendix B, in CSL's terms: the parent's title becomes the child's container,
//! its author stays out unless the child is a part of that author's book, and what describes the parent's own text
//! (abstract, keywords, short titles) is not inherited.

use crate::record::{ItemType, LangText, Name, ParentKind, Record, Role, TextKind};

/// Variables that a child does not take from its parent by `crossref`.
const OWN: &[&str] = &["page", "note", "annote", "number-of-pages", "chapter-number", "title-short"];

/// Fills what `child` lacks from `parent`.
pub(super) fn inherit(child: &mut Record, parent: &Record, kind: ParentKind) {
    match kind {
        ParentKind::Xref => return,
        ParentKind::Xdata => by_xdata(child, parent),
        ParentKind::Crossref => by_crossref(child, parent),
    }
    if child.issued.is_none() {
        child.issued.clone_from(&parent.issued);
    }
    if child.languages.is_empty() {
        child.languages.clone_from(&parent.languages);
    }
}

fn by_xdata(child: &mut Record, parent: &Record) {
    fill(&mut child.titles, &parent.titles);
    fill(&mut child.abstracts, &parent.abstracts);
    fill(&mut child.containers, &parent.containers);
    fill(&mut child.keywords, &parent.keywords);
    names(child, parent, |_| true);
    variables(child, parent, &[]);
    extra(child, parent, |_| true);
}

fn by_crossref(child: &mut Record, parent: &Record) {
    if child.containers.is_empty() {
        let mains = parent.titles.iter().filter(|title| matches!(title.kind, TextKind::Main | TextKind::Subtitle));
        let titles: Vec<LangText> = mains.cloned().collect();
        child.containers = if titles.is_empty() { parent.containers.clone() } else { titles };
    }
    // A volume of a work in several takes its author; a part of a book has the book's author as `bookauthor`, which is
    // the author where the part names none.
    let is_part = matches!(child.item_type, ItemType::Chapter | ItemType::PaperConference | ItemType::Book);
    names(child, parent, |name| name.role != Role::Author || is_part);
    variables(child, parent, OWN);
    extra(child, parent, |label| !is_own(label));
}

/// Fields that `crossref` never passes on: the manual's `\noinherit` list, and those that describe the text itself.
fn is_own(label: &str) -> bool {
    const LABELS: &[&str] = &[
        "abstract",
        "annotation",
        "annote",
        "authortype",
        "crossref",
        "entryset",
        "entrysubtype",
        "execute",
        "file",
        "gender",
        "ids",
        "indexsorttitle",
        "indextitle",
        "keywords",
        "label",
        "options",
        "presort",
        "related",
        "relatedoptions",
        "relatedstring",
        "relatedtype",
        "shortauthor",
        "shorteditor",
        "shorthand",
        "shorthandintro",
        "shorttitle",
        "sortkey",
        "sortname",
        "sorttitle",
        "sortyear",
        "title",
        "titleaddon",
        "xdata",
        "xref",
    ];
    LABELS.iter().any(|own| own.eq_ignore_ascii_case(label))
}

fn fill<T: Clone>(own: &mut Vec<T>, inherited: &[T]) {
    if own.is_empty() {
        own.extend_from_slice(inherited);
    }
}

/// Names in roles that the child has none for.
fn names(child: &mut Record, parent: &Record, passes: impl Fn(&Name) -> bool) {
    let has = |child: &Record, name: &Name| {
        child
            .names
            .iter()
            .any(|own| own.role == name.role && (own.role != Role::Other || own.role_written == name.role_written))
    };
    let gained: Vec<Name> = parent.names.iter().filter(|name| passes(name) && !has(child, name)).cloned().collect();
    child.names.extend(gained);
}

fn variables(child: &mut Record, parent: &Record, but: &[&str]) {
    for variable in &parent.variables {
        if !but.contains(&variable.name) && child.variable(variable.name).is_none() {
            child.variables.push(variable.clone());
        }
    }
}

fn extra(child: &mut Record, parent: &Record, passes: impl Fn(&str) -> bool) {
    for (label, value) in &parent.extra {
        let known = child.extra.iter().any(|(own, _)| own.value.eq_ignore_ascii_case(&label.value));
        if !known && passes(&label.value) {
            child.extra.push((label.clone(), value.clone()));
        }
    }
}
