//! Preprints, and the record of what was published of one.

use crate::rules::Context;
use crate::rules::twins::{Alike, alike, container, doi, family, main_of, title_of};
use siglum_corpus::fold::fold;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::near::title_words;
use siglum_corpus::record::{ItemType, Record};

/// Beginnings of the DOIs of preprints. 10.1101 and 10.31219 and its kin have more to them, see [`is_preprint_doi`].
const DOIS: [&str; 16] = [
    "10.48550/arxiv",
    "10.64898/",
    "10.2139/ssrn",
    "10.21203/rs.",
    "10.20944/preprints",
    "10.26434/chemrxiv",
    "10.36227/techrxiv",
    "10.1590/scielopreprints",
    "10.22541/au.",
    "10.32942/",
    "10.31234/osf.io",
    "10.31235/osf.io",
    "10.31219/osf.io",
    "10.31222/osf.io",
    "10.31223/",
    "10.33774/",
];
/// Servers of preprints by their hosts.
const HOSTS: [&str; 11] = [
    "arxiv.org",
    "biorxiv.org",
    "medrxiv.org",
    "ssrn.com",
    "osf.io",
    "psyarxiv.com",
    "hal.science",
    "archives-ouvertes.fr",
    "preprints.org",
    "chemrxiv.org",
    "researchsquare.com",
];
/// What records give as the journal of a preprint: how the name begins, folded.
const SERVERS: [&str; 12] = [
    "arxiv",
    "biorxiv",
    "medrxiv",
    "psyarxiv",
    "socarxiv",
    "chemrxiv",
    "ssrn electronic",
    "research square",
    "preprints",
    "osf preprints",
    "preprint",
    "hal ",
];
/// A title of fewer words may recur.
const FEWEST: usize = 4;
/// So many years may pass until a preprint is published; one that is revised is younger than what was published.
const YEARS: std::ops::RangeInclusive<i32> = -1..=6;

/// The record of what was published of a preprint, where the record is one of a preprint and the corpus has it.
pub(in crate::rules) fn published(context: &Context<'_>, id: RecordId, record: &Record) -> Option<RecordId> {
    if !is_preprint(record) {
        return None;
    }
    let title = title_of(record);
    if title.len() < FEWEST {
        return None;
    }
    let own = context.corpus.indexed_companions(id);
    let alike = context.corpus.titles_like(&title, &Scope::All);
    let mut found: Vec<RecordId> = own.into_iter().chain(alike).filter(|other| *other != id).collect();
    // What serves the manuscript can be cited at once.
    found.sort_by_key(|other| (!context.served.scope.holds(other.shard), *other));
    found.dedup();
    found.into_iter().find(|other| {
        let entry = context.corpus.entry(*other);
        may_be(record.year(), entry.year())
            && context.corpus.record(*other).is_ok_and(|other| is_published_of(record, &other))
    })
}

fn may_be(preprint: Option<i32>, published: Option<i32>) -> bool {
    matches!((preprint, published), (Some(a), Some(b)) if YEARS.contains(&(b - a)))
}

/// Whether a record is one of a preprint that gives nothing of a publication.
pub(in crate::rules) fn is_preprint(record: &Record) -> bool {
    let text = matches!(
        record.item_type,
        ItemType::Article
            | ItemType::ArticleJournal
            | ItemType::Document
            | ItemType::Manuscript
            | ItemType::Webpage
            | ItemType::Report
            | ItemType::PaperConference
            | ItemType::Post
    );
    let in_print = record.variable("volume").is_some() && record.variable("issue").is_some();
    if !text || in_print {
        return false;
    }
    if let Some(name) = container(record) {
        return is_server(&name);
    }
    let published = doi(record).is_some_and(|doi| !is_preprint_doi(&doi));
    if published || record.item_type == ItemType::PaperConference {
        return false;
    }
    let hosted = record.variable("URL").is_some_and(|url| is_hosted(&url.value));
    let said = [Some(&record.type_written), record.variable("genre")];
    let says = said.into_iter().flatten().any(|text| matches!(&*fold(&text.value), "preprint" | "prepublication"));
    let archive = record.extra.iter().any(|(label, value)| {
        let label = label.value.to_ascii_lowercase();
        matches!(label.as_str(), "archiveprefix" | "eprinttype")
            && SERVERS.iter().any(|name| fold(&value.value).starts_with(name))
    });
    hosted || says || archive || doi(record).is_some_and(|doi| is_preprint_doi(&doi))
}

fn is_server(name: &str) -> bool {
    let name = fold(name);
    SERVERS.iter().any(|server| name.starts_with(server)) || matches!(&*name, "corr" | "hal" | "abs")
}

fn is_preprint_doi(doi: &str) -> bool {
    // Cold Spring Harbor's journals have letters where its preprints have a date or a number.
    let biorxiv = doi.strip_prefix("10.1101/").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    biorxiv || DOIS.iter().any(|start| doi.starts_with(start))
}

fn is_hosted(url: &str) -> bool {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = bare.split(['/', ':', '?']).next().unwrap_or_default().to_ascii_lowercase();
    HOSTS.iter().any(|known| host.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with('.')))
}

/// Whether a record is one of what was published of a preprint: the same title and first author, and a place in print.
fn is_published_of(preprint: &Record, other: &Record) -> bool {
    let printed = match other.item_type {
        ItemType::ArticleJournal | ItemType::PaperConference | ItemType::Chapter | ItemType::ArticleMagazine => {
            container(other).is_some_and(|name| !is_server(&name))
        }
        ItemType::Book => other.variable("publisher").is_some(),
        _ => false,
    };
    let title = match alike(preprint, other) {
        Some(Alike::Whole) => true,
        Some(Alike::Main) => main_of(preprint).len() >= FEWEST,
        None => false,
    };
    let first = |record: &Record| record.main_names().first().map(|name| (family(name), title_words(&name.given)));
    let same_first = matches!((first(preprint), first(other)), (Some(a), Some(b)) if a.0 == b.0 && !a.0.is_empty()
        && a.1.first().is_none_or(|given| b.1.first().is_none_or(|other| given.chars().next() == other.chars().next())));
    let preprint_of_its_own = doi(other).is_some_and(|doi| is_preprint_doi(&doi));
    printed && title && same_first && !preprint_of_its_own && !super::retraction::is_notice(other)
}
