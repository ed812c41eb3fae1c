//! Names that stand right before the citation of a key, with the records that it cites: "Tuurnas et Stenvall [-@t16]".

use super::facts::Scene;
use super::typed::{is_of, main_names};
use crate::manuscript::{Cluster, Form, Manuscript};
use siglum_corpus::Span;
use siglum_corpus::fold::fold;
use siglum_corpus::index::RecordId;
use siglum_corpus::shard::NameView;

/// How far before a citation its names may begin, in bytes.
const NEAR: usize = 160;
/// How many names are looked at.
const NAMES: usize = 4;
/// What may stand between names.
const JOINERS: [&str; 8] = [" et ", " and ", " und ", " y ", " e ", " & ", ", ", " en "];
/// What may stand between names and their citation.
const TAILS: [&str; 3] = ["et al.", "et al", "u. a."];

/// Fewer letters are initials, or too common.
pub const LETTERS: usize = 3;
/// People whom everybody calls by the given name.
const KNOWN: [&str; 14] = [
    "dante",
    "galileo",
    "michelangelo",
    "leonardo",
    "raffaello",
    "tiziano",
    "rembrandt",
    "napoleon",
    "erasmus",
    "petrarca",
    "montesquieu",
    "voltaire",
    "moliere",
    "stendhal",
];

/// Names before a citation.
#[derive(Debug)]
pub struct Attached {
    /// The names' last words from left to right, in bytes of the paragraph.
    pub names: Vec<Span>,
    /// The records that are cited.
    pub records: Vec<RecordId>,
    /// Those of the names that are the given name of an author, with the record.
    pub given: Vec<(Span, RecordId)>,
}

/// The names before every citation of a paragraph whose keys have records.
#[must_use]
pub fn attached(scene: &Scene<'_>) -> Vec<Attached> {
    let (prose, manuscript) = (scene.prose, scene.context.manuscript);
    let first = prose.anchors.partition_point(|(at, _)| *at < scene.within.start);
    let anchors = prose.anchors[first..].iter().take_while(|(at, _)| *at < scene.within.end);
    let text = scene.within.of(&prose.text);
    let mut found = Vec::new();
    for (at, place) in anchors {
        let Some(cluster) = manuscript.clusters.get(*place as usize) else { continue };
        let names = names_before(text, (at - scene.within.start) as usize);
        // Where a key has no record, the names may be of that one.
        if names.is_empty() || prints(scene.context.text, manuscript, cluster) || scene.is_unknown(*place) {
            continue;
        }
        let records = scene.cited_by(*place);
        let given = |span: &Span| Some((*span, called_by_given(scene, text, &records, *span)?));
        let given = names.iter().filter_map(given).collect();
        found.push(Attached { names, records, given });
    }
    found
}

/// Whether a cluster prints the authors itself: what stands before "Eve \citet{clark}" is what it does not print. `\cite`
/// may.
#[must_use]
pub fn prints(text: &str, manuscript: &Manuscript, cluster: &Cluster) -> bool {
    let written = text.get(cluster.span.start as usize..cluster.span.end as usize).unwrap_or_default();
    manuscript.citations_in(cluster).iter().any(|citation| citation.form == Form::AuthorInText)
        || ["\\cite{", "\\cite["].iter().any(|command| written.starts_with(command))
}

/// The record of which a name before its citation is the given name of one author and nobody's family name.
fn called_by_given(scene: &Scene<'_>, text: &str, records: &[RecordId], span: Span) -> Option<RecordId> {
    let folded = fold(span.of(text));
    if folded.chars().count() < LETTERS || KNOWN.contains(&&*folded) || scene.corpus.is_family(&folded) {
        return None;
    }
    if is_part(scene, text, span.start as usize) {
        return None;
    }
    let mut meant = None;
    for id in records {
        for name in main_names(scene.corpus.entry(*id).names()) {
            if is_of(&name, &folded) || name.literal {
                return None;
            }
            let family = || fold(around(text, span)).contains(&*fold(name.family));
            if is_given(&name, &folded) && !name.family.is_empty() && !family() {
                meant.get_or_insert(*id);
            }
        }
    }
    meant
}

/// Whether a folded word is the first given name of a person.
#[must_use]
pub fn is_given(name: &NameView<'_>, folded: &str) -> bool {
    fold(name.given.split([' ', '~']).next().unwrap_or_default()) == folded
}

/// Whether a capitalised word stands before a name, so that it is the rest of one; "As" and "Selon" are none.
fn is_part(scene: &Scene<'_>, text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', '\u{a0}']);
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let capital = before.len() < start && word.starts_with(char::is_uppercase);
    let initial = before.ends_with('.') && before.trim_end_matches('.').ends_with(char::is_uppercase);
    let outside = before[..before.len() - word.len()].trim_end();
    let opens = outside.is_empty() || outside.ends_with(['.', '!', '?', ':', '(', '\n']);
    let folded = fold(word);
    let name = || scene.corpus.is_family(&folded) || scene.corpus.is_given(&folded);
    initial || (capital && (!opens || name()))
}

/// The text around a name, to some words.
fn around(text: &str, span: Span) -> &str {
    const NEAR: usize = 60;
    let from = text.floor_char_boundary((span.start as usize).saturating_sub(NEAR));
    let to = text.ceil_char_boundary((span.end as usize + NEAR).min(text.len()));
    &text[from..to]
}

/// The names that end at a byte of the prose, but for brackets and "et al.".
fn names_before(text: &str, at: usize) -> Vec<Span> {
    let from = text.floor_char_boundary(at.saturating_sub(NEAR));
    let Some(mut rest) = text.get(from..at) else { return Vec::new() };
    rest = rest.trim_end_matches([' ', '\u{a0}', '(', '[', '\n']);
    if let Some(before) = TAILS.iter().find_map(|tail| rest.strip_suffix(tail)) {
        rest = before.trim_end_matches([' ', '\u{a0}', ',']);
    }
    let mut names = Vec::new();
    while names.len() < NAMES {
        let start = rest.char_indices().rev().take_while(|(_, c)| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
        let Some((start, _)) = start.last() else { break };
        let word = &rest[start..];
        if !word.starts_with(char::is_uppercase) || word.chars().count() < 2 {
            break;
        }
        names.push(Span::new(from + start, from + rest.len()));
        let before = &rest[..start];
        let Some(joiner) = JOINERS.iter().find(|joiner| before.ends_with(**joiner)) else { break };
        rest = before[..before.len() - joiner.len()].trim_end_matches(',');
    }
    names.reverse();
    names
}
