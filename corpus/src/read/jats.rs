//! JATS: articles of PubMed Central, SciELO, `OpenEdition`, eLife, Érudit and Cairn, one a file or many.
//!
//! A translation stands as `trans-title` and `trans-abstract`, or as a sub-article with a front of its own; both are
//! titles and abstracts of the one article.
//!
//! Source: the JATS tag library 1.3 (NISO Z39.96), SciELO's publishing schema 1.9.

mod front;
mod people;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wild;

use super::draft::Draft;
use super::xml::{Element, begins_with, read_records, root};
use super::{Origin, Reader, Reading};
use crate::record::ItemType;
use front::Front;
pub use front::abstract_kind;

/// The reader of JATS.
pub static JATS: Reader = Reader { name: "jats", extensions: &["xml", "nxml"], sniff, read, stream: None };

/// Whether a text begins as an article, with a front.
fn sniff(head: &str) -> bool {
    let article = root(head).is_some_and(|(name, _)| matches!(name, "article" | "front"));
    (article || begins_with(head, &["article"])) && begins_with(head, &["front", "journal-meta", "article-meta"])
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    read_records(JATS.name, text, origin, &["article", "front"], take)
}

/// An article, or the front of one alone.
fn take(article: Element<'_>, draft: &mut Draft) {
    let lang = article.lang();
    let own = lang.as_ref().map_or(String::new(), |lang| lang.value.clone());
    lang.into_iter().for_each(|lang| draft.language(lang));
    draft.record.item_type = ItemType::ArticleJournal;
    if let Some(kind) = article.attribute("article-type") {
        draft.record.item_type = item_type(&kind.value);
        draft.record.type_written = kind;
    }
    let front = if article.name() == "front" { Some(article) } else { article.child("front") };
    let Some(front) = front else { return };
    if let Some(journal) = front.child("journal-meta") {
        front::journal(journal, draft);
    }
    if let Some(meta) = front.child("article-meta") {
        Front::original(draft, &own).take(meta);
    }
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
