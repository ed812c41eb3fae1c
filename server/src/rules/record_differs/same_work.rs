//! Which record of another file describes the same work, and how sure that is.

use crate::rules::FileContext;
use siglum_corpus::fold::fold;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::near::{align, main_title, osa, title_words};
use siglum_corpus::shard::{Entry, NameView};

/// How alike the titles of one work are at least (near-miss.md, section 8).
const TITLE: f64 = 0.72;
/// Titles as like as this tell one work even where the year differs.
const EQUAL: f64 = 0.95;
/// Below this an equal DOI, or an equal key, is a copied one, not one work.
const COPIED: f64 = 0.5;
/// Up to how many records a file is searched by names and year too, where no key, DOI or title leads to the other.
const SEARCHED: u32 = 5_000;

/// The record of another file that describes the same work, and whether that is sure beyond titles and names.
pub fn counterpart(context: &FileContext<'_>, own: RecordId) -> Option<(RecordId, bool)> {
    let entry = context.corpus.entry(own);
    let others: Vec<u32> = (0..context.corpus.shards().len() as u32).filter(|place| *place != own.shard).collect();
    let others = Scope::Some(others);
    let mut candidates = context.corpus.find_all(entry.key(), &others);
    candidates.extend(context.corpus.indexed_companions(own).into_iter().filter(|id| id.shard != own.shard));
    let judged = |id: RecordId| Some((id, same_work(&entry, &context.corpus.entry(id))?));
    if let Some(found) = candidates.into_iter().find_map(judged) {
        return Some(found);
    }
    let (family, year) = (entry.names().next()?.family, entry.year()?);
    if context.shard.len() > SEARCHED {
        return None;
    }
    let found = context.corpus.complete(&format!("{family} {year}"), &others, 8).ids;
    let by_title = title_words(entry.title()).into_iter().take(4).collect::<Vec<_>>().join(" ");
    found.into_iter().chain(context.corpus.complete(&format!("{by_title} {year}"), &others, 8).ids).find_map(judged)
}

/// `None` where the two are different works; else whether they are surely one.
fn same_work(a: &Entry<'_>, b: &Entry<'_>) -> Option<bool> {
    if a.item_type() != b.item_type() && a.key() != b.key() && a.doi() != b.doi() {
        return None;
    }
    let similarity = titles(a.title(), b.title());
    if !a.doi().is_empty() && a.doi() == b.doi() {
        return (similarity >= COPIED).then_some(true);
    }
    if !a.doi().is_empty() && !b.doi().is_empty() {
        return None;
    }
    let same_key = a.key() == b.key();
    if !share_author(a, b) {
        return None;
    }
    match (a.year(), b.year()) {
        (Some(a), Some(b)) if a == b && same_key => (similarity >= COPIED).then_some(true),
        (Some(a), Some(b)) if a == b => (similarity >= TITLE).then_some(false),
        (Some(_), Some(_)) => (same_key && similarity >= EQUAL).then_some(true),
        _ => None,
    }
}

/// How alike two titles are: 1 where they or their main titles are equal.
pub fn titles(a: &str, b: &str) -> f64 {
    let (words_a, words_b) = (title_words(a), title_words(b));
    let (main_a, main_b) = (title_words(main_title(a)), title_words(main_title(b)));
    // One of the two may give the main title alone.
    if words_a == words_b || (main_a.len() > 1 && (main_a == words_b || main_b == words_a)) {
        return 1.0;
    }
    align(&words_a, &words_b).similarity
}

/// Whether an author is the same but for a slip, or given and family name are swapped.
fn share_author(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let near = |a: &NameView<'_>, b: &NameView<'_>| {
        let (family_a, family_b) = (fold(a.family), fold(b.family));
        osa(&family_a, &family_b, 2).is_some_and(|distance| distance == 0 || family_a.len().min(family_b.len()) > 3)
            || (fold(a.given) == family_b && family_a == fold(b.given))
    };
    a.names().take(64).any(|a| b.names().take(64).any(|b| near(&a, &b)))
}
