//! Names that stand right before the citation of a key, with the records that it cites: "Tuurnas et Stenvall [-@t16]".

use super::super::lookup::Lookup;
use crate::manuscript::Form;
use crate::rules::Context;
use siglum_corpus::Span;
use siglum_corpus::index::RecordId;

/// How far before a citation its names may begin, in bytes.
const NEAR: usize = 160;
/// How many names are looked at.
const NAMES: usize = 4;
/// What may stand between names.
const JOINERS: [&str; 8] = [" et ", " and ", " und ", " y ", " e ", " & ", ", ", " en "];
/// What may stand between names and their citation.
const TAILS: [&str; 3] = ["et al.", "et al", "u. a."];

/// Names before a citation.
#[derive(Debug)]
pub struct Attached {
    /// The names' last words from left to right, in bytes of the prose.
    pub names: Vec<Span>,
    /// The records that are cited.
    pub records: Vec<RecordId>,
}

/// The names before every citation whose keys have records.
#[must_use]
pub fn attached(context: &Context<'_>) -> Vec<Attached> {
    let (prose, manuscript) = (&context.manuscript.prose, context.manuscript);
    let lookups = &context.reading().keys.lookups;
    let mut found = Vec::new();
    for (at, cluster) in &prose.anchors {
        let Some(cluster) = manuscript.clusters.get(*cluster as usize) else { continue };
        let cited = lookups.get(cluster.first as usize..cluster.end as usize).unwrap_or_default();
        let records: Vec<RecordId> =
            cited.iter().filter_map(|lookup| if let Lookup::Known(id) = lookup { Some(*id) } else { None }).collect();
        let citations = manuscript.citations.get(cluster.first as usize..cluster.end as usize).unwrap_or_default();
        // What prints the authors itself ("Eve \citet{clark}") has before it what it does not print, and `\cite` may.
        let written = cluster.span.of(context.text);
        let prints = citations.iter().any(|citation| citation.form == Form::AuthorInText)
            || ["\\cite{", "\\cite["].iter().any(|command| written.starts_with(command));
        // Where a key has no record, the names may be of that one.
        if prints || records.is_empty() || records.len() < cited.len() {
            continue;
        }
        let names = names_before(&prose.text, *at as usize);
        if !names.is_empty() {
            found.push(Attached { names, records });
        }
    }
    found
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
