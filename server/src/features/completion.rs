//! Completion: the citation key by anything one remembers: a part of the key, a name with a slip, words, a year.

use super::hover::page;
use super::symbols::short;
use super::{Completion, Completions, Kind, View, paths, search};
use crate::manuscript::{Citation, RegionKind};
use rustc_hash::FxHashSet;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::span::Span;

/// How many items are listed at most.
pub const LIMIT: usize = 50;
/// So many records are read to find words in their abstracts: a list must come while one types.
const READ: usize = 1_000;
/// How many bytes before the cursor are looked at for a citation that has no key yet.
const LOOK_BACK: usize = 600;

/// What can stand at `offset` (bytes); empty outside a citation.
#[must_use]
pub fn complete(view: &View<'_>, offset: usize) -> Completions {
    let Some(typed) = typed(view, offset) else {
        return paths::bibliographies(view, offset).or_else(|| paths::labels(view, offset)).unwrap_or_default();
    };
    let query = view.text.get(typed.start as usize..offset).unwrap_or_default();
    let found = view.corpus.complete(query, &view.served.scope, LIMIT);
    let mut ids = found.ids;
    let more_files = (0u32..).zip(view.corpus.shards()).any(|(place, _)| !view.served.scope.holds(place));
    if view.served.declared && more_files && ids.len() < LIMIT && !query.is_empty() {
        // Records of the corpus that the manuscript's bibliography lacks come after its own.
        let rest = view.corpus.complete(query, &Scope::All, LIMIT);
        // A work that the bibliography has is offered by the key that it has there, whatever another file calls it.
        let own = ids.clone();
        let known = |id: &RecordId| own.iter().any(|own| own != id && view.corpus.are_one_work(*own, *id));
        ids.extend(rest.ids.into_iter().filter(|id| !known(id)));
    }
    if ids.is_empty() && query.contains(' ') {
        // Several words that no key, name or title has: an abstract may.
        ids = search::search(view.corpus, query, &Scope::All, LIMIT, READ);
    }
    // Several files may describe one work under one key, and one key is offered once.
    let mut keys = FxHashSet::default();
    ids.retain(|id| keys.insert(view.corpus.entry(*id).key()));
    ids.truncate(LIMIT);
    let items = ids.into_iter().map(|id| item(view, id, typed, query)).collect();
    // What is typed on may find others, by a name with a slip or a further word: an editor that filtered a complete list
    // by itself, from the first `@` on, would never ask for them.
    Completions { items, incomplete: true }
}

/// The documentation of a completion's record: the text of its hover.
#[must_use]
pub fn documentation(view: &View<'_>, id: RecordId) -> Option<String> {
    page(&View { links: false, ..*view }, id)
}

fn item(view: &View<'_>, id: RecordId, replace: Span, query: &str) -> Completion {
    let entry = view.corpus.entry(id);
    let key = entry.key().to_owned();
    // Editors filter the list by what stands in the text: the filter begins with that, whatever found the record.
    let filter = if key.starts_with(query) { key.clone() } else { format!("{query} {key}") };
    Completion {
        label: key.clone(),
        detail: short(view.corpus, id),
        description: entry.title().to_owned(),
        replace,
        text: key,
        filter,
        kind: Kind::Record(id),
    }
}

/// The key being typed at `offset`: what a completion replaces. It ends at the cursor, or at the end of the word that
/// the cursor is in.
fn typed(view: &View<'_>, offset: usize) -> Option<Span> {
    // An open bracket of Org may pass for a link of many keys.
    let one_key = |one: &&Citation| !one.crossref && !one.key.contains(';');
    let touched = view.manuscript.citations.iter().filter(one_key).find(|one| one.key_span.touches(offset));
    if let Some(citation) = touched {
        return Some(citation.key_span);
    }
    words_of_cluster(view, offset).or_else(|| empty_key(view, offset)).or_else(|| begun_key(view, offset))
}

/// Several words behind a key that is no record's: `[@coprod finl 2016` asks for a record by three words.
fn words_of_cluster(view: &View<'_>, offset: usize) -> Option<Span> {
    let before = |one: &&Citation| (one.key_span.end as usize) < offset;
    let citation =
        view.manuscript.citations.iter().take_while(|one| (one.span.start as usize) < offset).filter(before).last()?;
    let tail = view.text.get(citation.key_span.end as usize..offset)?;
    let plain =
        tail.starts_with(' ') && tail.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '\'' | '’' | '-'));
    let marked = view.text.get(..citation.key_span.start as usize)?.ends_with('@');
    let bracketed = view.manuscript.clusters.get(citation.cluster as usize)?.span.start < citation.span.start;
    let known = view.corpus.find(&citation.key, &view.served.scope).is_some();
    (plain && marked && bracketed && !known && tail.len() <= 80)
        .then(|| Span::new(citation.key_span.start as usize, offset))
}

/// What stands before a place, as far as it is looked at.
fn before<'a>(view: &View<'a>, offset: usize) -> Option<&'a str> {
    view.text.get(view.text.floor_char_boundary(offset.saturating_sub(LOOK_BACK))..offset)
}

/// A key that is begun in a citation which is not closed yet, and so is none: `\cite{lip`, `` :cite:`lip ``. Not every
/// editor closes brackets by itself.
fn begun_key(view: &View<'_>, offset: usize) -> Option<Span> {
    let is_key = |c: char| c.is_alphanumeric() || "_-:.+/'".contains(c);
    let before = before(view, offset)?;
    let head = before.trim_end_matches(is_key);
    let begun = before.len() - head.len();
    // A key behind `@` is one wherever it stands, but for what stands in an open bracket.
    let open = || head.rfind('[') > head.rfind(']');
    let is_reference = || view.manuscript.citations.iter().any(|one| one.crossref && one.key_span.touches(offset));
    let nothing = head.ends_with('@') && (!open() || masked(view, offset - begun));
    if begun == 0 || nothing || !(view.format.key_may_follow)(head) || is_reference() {
        return None;
    }
    let rest = view.text.get(offset..)?;
    let end = rest.find(|c| !is_key(c)).unwrap_or(rest.len());
    // What is closed has been read: it is no citation, or one of the above.
    let closed = rest[end..].starts_with(['}', ']', ')', '>', '`', '"']);
    (!closed).then(|| Span::new(offset - begun, offset + end))
}

/// A citation that has no key yet: `@`, `[see @`, `\cite{`, `\cite{a, `.
fn empty_key(view: &View<'_>, offset: usize) -> Option<Span> {
    let before = before(view, offset)?;
    let after = view.text.get(offset..)?;
    // A marker in code or a comment marks nothing; the commands of LaTeX and Typst are code themselves.
    let marked = before.ends_with('@') || before.ends_with("@{");
    if marked && masked(view, offset) {
        return None;
    }
    (view.format.key_may_follow)(before).then(|| {
        let word = after.find(|c: char| !(c.is_alphanumeric() || "_:.-+/".contains(c))).unwrap_or(after.len());
        Span::new(offset, offset + word)
    })
}

/// Whether the character before `offset` is code, math or a comment.
fn masked(view: &View<'_>, offset: usize) -> bool {
    let at = offset.saturating_sub(1) as u32;
    let regions = &view.manuscript.regions;
    let place = regions.partition_point(|region| region.span.end <= at);
    regions.get(place).is_some_and(|region| region.kind == RegionKind::Masked)
}
