//! Adding a record to a bibliography that is there, in the file's own style and order.

use super::style::Style;
use super::{Source, Target, csl};
use crate::fold::fold;
use crate::read::{Problem, ProblemKind};
use crate::shard::{Entry, Shard};
use crate::span::Span;

/// So much of a file is looked at to see its style, in bytes.
const LOOKED_AT: usize = 64 << 10;
/// A file of fewer records is in no order.
const SORTED: u32 = 4;

/// A text to put into a file, at a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// Where, in bytes of the file as stored.
    pub at: u32,
    /// What.
    pub text: String,
}

/// What adds the record to the file of a shard; `None` where the file cannot be read, or its format takes no additions:
/// BibTeX (and BibLaTeX) and CSL-JSON in UTF-8 do.
#[must_use]
pub fn addition(shard: &Shard, source: Source<'_>) -> Option<Addition> {
    let foreign = |problem: &Problem| matches!(problem.kind, ProblemKind::NotUtf8 | ProblemKind::EncodedTwice);
    if shard.problems().iter().any(foreign) {
        return None;
    }
    match shard.format() {
        "bibtex" => to_bibtex(shard, source),
        "csl-json" => to_csl(shard, source),
        _ => None,
    }
}

/// The entry before which a record belongs by its key, where the file is in the order of keys; none: it goes last.
fn successor<'s>(shard: &'s Shard, key: &str) -> Option<Entry<'s>> {
    let keys: Vec<String> = shard.entries().map(|entry| fold(entry.key()).into_owned()).collect();
    let key = fold(key);
    let place = keys.iter().position(|other| **other > *key)?;
    (shard.len() >= SORTED && keys.is_sorted()).then(|| shard.entry(place as u32))
}

fn to_bibtex(shard: &Shard, source: Source<'_>) -> Option<Addition> {
    let head = shard.piece(Span::new(0, LOOKED_AT))?;
    let style = Style::of(&head);
    // BibLaTeX is what uses its fields.
    let uses = |field: &str| head.contains(field);
    let biblatex = ["journaltitle", "date =", "date=", "langid", "location"].iter().any(|field| uses(field));
    let target = if biblatex { Target::BibLaTex } else { Target::BibTex };
    let text = target.entry(source).print(&style);
    let gap = style.line_end.repeat(style.gap);
    if let Some(next) = successor(shard, &source.record.key.value) {
        return Some(Addition { at: next.span().start, text: text + &gap });
    }
    let Some(last) = shard.len().checked_sub(1).map(|row| shard.entry(row)) else {
        // An empty file, or one of comments and macros alone: behind them.
        let end = head.trim_end().len();
        let before = if end == 0 { "" } else { &gap };
        let after = if end == head.len() { style.line_end } else { "" };
        return (head.len() < LOOKED_AT).then(|| Addition { at: end as u32, text: format!("{before}{text}{after}") });
    };
    Some(Addition { at: last.span().end, text: gap + &text })
}

fn to_csl(shard: &Shard, source: Source<'_>) -> Option<Addition> {
    let members = csl::members(source.record);
    let Some(first) = (!shard.is_empty()).then(|| shard.entry(0)) else { return to_empty_list(shard, &members) };
    let head = shard.piece(Span::new(0, LOOKED_AT))?;
    let start = first.span().start as usize;
    let before = head.get(..start)?;
    let line_end = if head.contains("\r\n") { "\r\n" } else { "\n" };
    // A list has a bracket before its first item; a lone item has none, and takes no other one.
    before.contains('[').then_some(())?;
    let space = before.get(before.trim_end().len()..).unwrap_or_default();
    let indent = space.rsplit('\n').next().filter(|_| space.contains('\n')).unwrap_or_default();
    let inside = head.get(start + 1..).map(|rest| &rest[..rest.len() - rest.trim_start().len()]).unwrap_or_default();
    let step = inside
        .rsplit('\n')
        .next()
        .filter(|_| inside.contains('\n'))
        .map_or("", |whole| whole.strip_prefix(indent).unwrap_or(whole));
    let item = csl::print(&members, indent, step, line_end);
    let between = match shard.len() {
        0 | 1 => space.to_owned(),
        _ => {
            let gap = shard.piece(Span { start: first.span().end, end: shard.entry(1).span().start })?;
            let gap = gap.trim_start().strip_prefix(',').unwrap_or(" ").to_owned();
            if gap.trim().is_empty() { gap } else { space.to_owned() }
        }
    };
    if let Some(next) = successor(shard, &source.record.key.value) {
        return Some(Addition { at: next.span().start, text: format!("{item},{between}") });
    }
    let last = shard.entry(shard.len() - 1);
    Some(Addition { at: last.span().end, text: format!(",{between}{item}") })
}

/// A list without an item: `[]`.
fn to_empty_list(shard: &Shard, members: &csl::Members) -> Option<Addition> {
    let text = shard.piece(Span::new(0, LOOKED_AT))?;
    let open = text.find('[')?;
    let is_list = text.trim_start().starts_with('[') && text.get(open + 1..)?.trim() == "]";
    let item = csl::print(members, "  ", "  ", "\n");
    is_list.then(|| Addition { at: open as u32 + 1, text: format!("\n  {item}\n") })
}
