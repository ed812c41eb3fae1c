//! Which commands cite, in what form, and how their arguments stand. Invariant: a name alone decides.
//!
//! Sources: the manuals of biblatex 3.19 (section 3.9), natbib 8.31b, apacite, mcite, csquotes and multibib.

use crate::manuscript::Form;
use serde::{Deserialize, Serialize};

/// What a cite command is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::manuscript) struct Spec {
    pub(super) form: Form,
    pub(super) shape: Shape,
    /// Whether it is a package's own command: without a key it is an error, not an unknown macro.
    pub(super) known: bool,
}

/// How the arguments stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::manuscript) enum Shape {
    /// `[pre][post]{keys}`, `<pre>[post]{keys}`, then as many groups (with options) that are no text.
    Single { skip: u8, fields: u8 },
    /// `(multipre)(multipost)[pre][post]{keys}[pre][post]{keys}...`
    Multi,
    /// `[pre]{volume}[pages]{keys}`, several times where `multi`.
    Volume { multi: bool },
    /// A user's macro with its parameters, and which of them are keys (bit 0 is `#1`).
    Macro { params: Vec<Param>, keys: u16 },
}

/// A parameter of a user's macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::manuscript) enum Param {
    Star,
    Optional,
    Parens,
    Group,
}

/// Commands with `cite` in their names that cite nothing, by beginnings.
const NOT_CITES: &[&str] = &[
    "AtEach",
    "AtEvery",
    "AtNext",
    "Declare",
    "ProvideCite",
    "bibcite",
    "citation",
    "citeauthoryear",
    "citeclose",
    "citecounter",
    "citedash",
    "citeform",
    "citeindex",
    "citeinitial",
    "citeleft",
    "citemid",
    "citenamefont",
    "citenumfont",
    "citeopen",
    "citepunct",
    "citereset",
    "citeright",
    "citesep",
    "citesetup",
    "citestyle",
    "citetext",
    "citetracker",
    "excite",
    "ifcite",
    "iffootcite",
    "mkvolcite",
    "new",
    "providecommand",
    "recite",
    "renew",
    "setcite",
    "solicite",
    "blx",
    "abx",
    "doublecite",
    "precite",
    "postcite",
];

/// The packages' own commands that [`Source`] text may not use without a key; first letter in lower case.
const KNOWN: &[&str] = &[
    "autocite",
    "autocites",
    "avolcite",
    "bibentry",
    "cite",
    "citeA",
    "citeNP",
    "citealp",
    "citealt",
    "citeauthor",
    "citedate",
    "citefield",
    "citefullauthor",
    "citelist",
    "citename",
    "citenum",
    "citep",
    "citepalias",
    "cites",
    "citet",
    "citetalias",
    "citetitle",
    "citeurl",
    "citeyear",
    "citeyearpar",
    "fnotecite",
    "footcite",
    "footcites",
    "footcitetext",
    "footcitetexts",
    "footfullcite",
    "ftvolcite",
    "fullcite",
    "fvolcite",
    "nocite",
    "notecite",
    "onlinecite",
    "parencite",
    "parencites",
    "pnotecite",
    "pvolcite",
    "shortcite",
    "smartcite",
    "smartcites",
    "supercite",
    "supercites",
    "svolcite",
    "textcite",
    "textcites",
    "tvolcite",
    "volcite",
    "volcites",
];

/// What a command's name cites, by its shape alone; `None` for commands that do not.
pub(super) fn classify(name: &str) -> Option<Spec> {
    let single = |skip, fields| Shape::Single { skip, fields };
    match name {
        "bibentry" => return Some(Spec { form: Form::Normal, shape: single(0, 0), known: true }),
        "textcquote" | "blockcquote" | "hybridblockcquote" => {
            return Some(Spec { form: Form::Normal, shape: single(0, 0), known: true });
        }
        "foreigntextcquote" | "foreignblockcquote" | "hyphentextcquote" | "hyphenblockcquote" | "hyphencquote" => {
            return Some(Spec { form: Form::Normal, shape: single(1, 0), known: true });
        }
        "newcite" => return Some(Spec { form: Form::AuthorInText, shape: single(0, 0), known: false }),
        _ => {}
    }
    let bytes = name.as_bytes();
    let cites = memchr::memmem::find(bytes, b"cite").is_some() || memchr::memmem::find(bytes, b"Cite").is_some();
    if !cites || NOT_CITES.iter().any(|stop| name.starts_with(stop)) {
        return None;
    }
    let lower = lower_first(name);
    let shape = if lower.contains("volcite") {
        Shape::Volume { multi: lower.ends_with("cites") }
    } else if (lower.ends_with("cites") || lower.ends_with("citetexts")) && lower != "shortcites" {
        Shape::Multi
    } else {
        single(
            0,
            u8::from(matches!(
                lower.as_str(),
                "citefield" | "citelist" | "citename" | "defcitealias" | "defcitepalias"
            )),
        )
    };
    Some(Spec { form: form_of(&lower), shape, known: KNOWN.binary_search(&lower.as_str()).is_ok() })
}

fn lower_first(name: &str) -> String {
    let mut lower = name.to_owned();
    if let Some(first) = lower.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    lower
}

/// The form of a command without a star.
fn form_of(lower: &str) -> Form {
    let has = |part: &str| lower.contains(part);
    if has("nocite") || lower.starts_with("defcite") || lower == "shortcites" {
        Form::Nocite
    } else if has("citeyear") || has("citedate") || has("citetitle") || has("citeurl") {
        Form::SuppressAuthor
    } else if has("textcite") || has("tvolcite") && !has("ftvolcite") || in_text_natbib(lower) {
        Form::AuthorInText
    } else {
        Form::Normal
    }
}

/// natbib's, apacite's and their kin's commands whose author is part of the sentence.
fn in_text_natbib(lower: &str) -> bool {
    ["citet", "citealt", "citeauthor", "citefullauthor", "citeA", "shortciteA", "fullciteA", "citegen", "citeonline"]
        .iter()
        .any(|start| lower.starts_with(start))
}

/// The form of a command with a star: biblatex's stars leave the author out, natbib's give all authors.
pub(super) fn starred(form: Form, name: &str) -> Form {
    match lower_first(name).as_str() {
        "cite" | "parencite" | "autocite" | "footcite" | "smartcite" | "supercite" => Form::SuppressAuthor,
        _ => form,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_commands_are_sorted_so_that_each_is_found() {
        assert!(KNOWN.is_sorted());
        assert!(KNOWN.iter().all(|name| classify(name).is_some_and(|spec| spec.known)));
    }
}
