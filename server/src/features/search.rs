//! Records by words: those that the index finds by key, names, title and year, then those that hold every word
//! somewhere, in an abstract for example.

use rustc_hash::FxHashSet;
use siglum_corpus::Corpus;
use siglum_corpus::fold::{fold, words};
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::record::Record;

/// Records that match, the best first, at most `limit`. Beyond what the index finds, at most `most` records are read:
/// each is read from its file.
#[must_use]
pub fn search(corpus: &Corpus, query: &str, scope: &Scope, limit: usize, most: usize) -> Vec<RecordId> {
    let mut found = corpus.complete(query, scope, limit).ids;
    let query = fold(query);
    let wanted: Vec<&str> = words(&query).collect();
    if found.len() >= limit || wanted.is_empty() {
        return found;
    }
    let known: FxHashSet<RecordId> = found.iter().copied().collect();
    let shards = (0u32..).zip(corpus.shards()).filter(|(place, _)| scope.holds(*place));
    let all = shards.flat_map(|(shard, rows)| (0..rows.len()).map(move |row| RecordId { shard, row })).take(most);
    let more = all.filter(|id| !known.contains(id) && holds(corpus, *id, &wanted));
    found.extend(more.take(limit - known.len()));
    found
}

/// Whether a record holds a word that begins with each of these, which are folded.
#[must_use]
pub fn holds(corpus: &Corpus, id: RecordId, wanted: &[&str]) -> bool {
    let text = corpus.record(id).map(|record| fold(&all_text(&record)).into_owned()).unwrap_or_default();
    let own: FxHashSet<&str> = words(&text).collect();
    wanted.iter().all(|word| own.iter().any(|one| one.starts_with(word)))
}

/// Everything of a record that somebody may remember.
fn all_text(record: &Record) -> String {
    let texts = record.titles.iter().chain(&record.containers).chain(&record.abstracts).map(|text| text.text.as_str());
    let names: Vec<String> = record.names.iter().map(|name| name.full()).collect();
    let rest = record.extra.iter().map(|(_, value)| value).chain(&record.keywords).map(|text| text.value.as_str());
    let mut parts: Vec<&str> = texts.chain(rest).chain(names.iter().map(String::as_str)).collect();
    let year = record.year().map(|year| year.to_string()).unwrap_or_default();
    parts.push(&year);
    parts.join("\n")
}
