//! Symbols: a manuscript's headings and citations, and the records of the corpus by words.

use super::definition::place_of;
use super::{Place, View};
use siglum_corpus::Corpus;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::record::Role;
use siglum_corpus::shard::NameView;
use siglum_corpus::span::Span;

/// So many records are read to find words in their abstracts.
const READ: usize = 20_000;

/// A line of an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// What is shown.
    pub name: String,
    /// What is shown beside it.
    pub detail: String,
    /// Its depth: headings from 1, citations one deeper than the heading they stand under.
    pub depth: u8,
    /// Whether it is a heading.
    pub heading: bool,
    /// Where.
    pub span: Span,
    /// The whole of what it names, where that is more.
    pub whole: Option<Span>,
}

/// The outline of a manuscript: headings, and under each the citations that stand there.
#[must_use]
pub fn outline(view: &View<'_>) -> Vec<Symbol> {
    let heading = |(level, span): &(u8, Span)| Symbol {
        name: span.of(view.text).trim().to_owned(),
        detail: String::new(),
        depth: (*level).max(1),
        heading: true,
        span: *span,
        whole: None,
    };
    let mut out: Vec<Symbol> =
        view.manuscript.headings.iter().map(heading).filter(|one| !one.name.is_empty()).collect();
    out.extend(view.manuscript.citations.iter().filter(|one| !one.key.is_empty()).map(|citation| Symbol {
        name: citation.key.clone(),
        detail:
            view.corpus.find(&citation.key, &view.served.scope).map_or_else(String::new, |id| short(view.corpus, id)),
        depth: 0,
        heading: false,
        span: citation.key_span,
        whole: None,
    }));
    out.sort_by_key(|symbol| symbol.span);
    let mut level = 0;
    for symbol in &mut out {
        if symbol.heading {
            level = symbol.depth;
        } else {
            symbol.depth = level + 1;
        }
    }
    out
}

/// The first `limit` entries of a bibliography, by its place in the corpus.
#[must_use]
pub fn entries(corpus: &Corpus, place: u32, limit: u32) -> Vec<Symbol> {
    let symbol = |row: u32| {
        let id = RecordId { shard: place, row };
        let entry = corpus.entry(id);
        let whole = entry.span();
        let span =
            if entry.key_span().is_empty() { Span { start: whole.start, end: whole.start } } else { entry.key_span() };
        let detail = [short(corpus, id), entry.title().to_owned()];
        let detail = detail.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        Symbol { name: entry.key().to_owned(), detail, depth: 1, heading: false, span, whole: Some(whole) }
    };
    (0..limit).map(symbol).collect()
}

/// Records that match the words, at most `limit`, the best first: (name to show, container, place).
#[must_use]
pub fn search(corpus: &Corpus, words: &str, limit: usize) -> Vec<(String, String, Place)> {
    let show = |id: RecordId| {
        let entry = corpus.entry(id);
        (format!("{} \u{2014} {}", entry.key(), entry.title()), short(corpus, id), place_of(corpus, id))
    };
    let found = super::search::search(corpus, words, &Scope::All, limit, READ).into_iter();
    found.filter(|id| corpus.shard(*id).has_places()).map(show).collect()
}

/// Names and year as a citation shows them: `Tuurnas, Stenvall & Rannisto 2016`, `Tuurnas et al. 2016` from four on.
#[must_use]
pub fn short(corpus: &Corpus, id: RecordId) -> String {
    let entry = corpus.entry(id);
    // A chapter's editor and a book's translator are named beside its authors in a record, not in a citation.
    let main = [Role::Author, Role::Editor].into_iter().find(|role| entry.names().any(|name| name.role == *role));
    let named = entry.names().filter(|name| main.is_none_or(|main| name.role == main));
    let names: Vec<String> = named.map(|name| shown(&name)).collect();
    let names = match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first, .., last] if names.len() <= 3 => {
            let middle = names[1..names.len() - 1].iter().map(|name| format!(", {name}")).collect::<String>();
            format!("{first}{middle} & {last}")
        }
        [first, ..] => format!("{first} et al."),
    };
    let year = entry.year().map_or_else(String::new, |year| year.to_string());
    [names, year].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn shown(name: &NameView<'_>) -> String {
    if name.particle.is_empty() { name.family.to_owned() } else { format!("{} {}", name.particle, name.family) }
}
