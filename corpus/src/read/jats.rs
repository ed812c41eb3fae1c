//! JATS: articles of PubMed Central, SciELO, `OpenEdition`, eLife, Érudit and Cairn, one a file or many.
//!
//! A translation stands as `trans-title` and `trans-abstract`, or as a sub-article with a front of its own; both are
//! titles and abstracts of the one article. A list of references without an article is a bibliography of its own, and an
//! abstract without its front a record that has nothing else.
//!
//! Source: the JATS tag library 1.3 (NISO Z39.96), SciELO's publishing schema 1.9.

mod bare;
mod front;
mod people;
mod reference;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wild;

use super::draft::Draft;
use super::xml::{Element, begins_with, read_records, root};
use super::{Origin, Reader, Reading};
use crate::record::ItemType;
use bare::Bare;
use front::Front;
pub use front::abstract_kind;

/// The reader of JATS.
pub static JATS: Reader = Reader { name: "jats", extensions: &["xml", "nxml"], sniff, read, stream: None };

/// Whether a text begins as an article, with a front, or holds references or pieces of a front.
fn sniff(head: &str) -> bool {
    is_article(head) || is_list(head) || bare::pieces(head).is_some()
}

fn is_article(head: &str) -> bool {
    let article = root(head).is_some_and(|(name, _)| matches!(name, "article" | "front"));
    let front = begins_with(head, &["front"]) && (article || begins_with(head, &["article"]));
    front || begins_with(head, &["journal-meta", "article-meta"])
}

/// Whether references stand there without the article that they are of.
fn is_list(head: &str) -> bool {
    begins_with(head, &["ref"]) && begins_with(head, &reference::CITATIONS[..3])
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    if is_article(text) {
        return read_records(JATS.name, text, origin, &["article", "front", "article-meta"], take);
    }
    if is_list(text) {
        return read_records(JATS.name, text, origin, &["ref"], reference::take);
    }
    match bare::pieces(text) {
        Some(Bare::Abstracts) => bare::abstracts(text, origin),
        Some(Bare::Each(name)) => read_records(JATS.name, text, origin, &[name], take),
        None => read_records(JATS.name, text, origin, &["article", "front", "article-meta"], take),
    }
}

/// An article, or the front of one alone, or what describes the article in it, or a part of it with its stub of a front.
fn take(article: Element<'_>, draft: &mut Draft) {
    let lang = article.lang();
    let own = lang.as_ref().map_or(String::new(), |lang| lang.value.clone());
    lang.into_iter().for_each(|lang| draft.language(lang));
    draft.record.item_type = ItemType::ArticleJournal;
    if let Some(kind) = article.attribute("article-type") {
        draft.record.item_type = item_type(&kind.value);
        draft.record.type_written = kind;
    }
    let front = article.child("front").or_else(|| article.child("front-stub")).unwrap_or(article);
    if let Some(journal) = front.child("journal-meta") {
        front::journal(journal, draft);
    }
    // What has no front, and no meta in it, holds the pieces itself.
    Front::original(draft, &own).take(front.child("article-meta").unwrap_or(front));
    let translations =
        article.descendants("sub-article").filter(|part| part.attribute_value("article-type") == "translation");
    for part in translations {
        let lang = part.lang().map_or(String::new(), |lang| lang.value);
        let meta = part.child("front-stub").or_else(|| part.find("front/article-meta"));
        meta.into_iter().for_each(|meta| Front::translation(draft, &lang).take(meta));
    }
}

/// CSL's type of an article.
fn item_type(kind: &str) -> ItemType {
    match kind {
        "book-review" | "product-review" => ItemType::Review,
        "preprint" => ItemType::Article,
        "data-paper" | "dataset" => ItemType::Dataset,
        "dissertation" => ItemType::Thesis,
        "news" => ItemType::ArticleMagazine,
        _ => ItemType::ArticleJournal,
    }
}
