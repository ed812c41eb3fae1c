//! What DataCite's metadata says in JSON and in XML alike: its words for types of works and of titles.
//!
//! Source: the DataCite Metadata Schema 4.6.

use crate::record::{ItemType, TextKind};

/// CSL's type of a `resourceTypeGeneral` and the depositor's own word beside it.
pub fn item_type(general: &str, own: &str) -> ItemType {
    match general {
        "JournalArticle" | "DataPaper" => ItemType::ArticleJournal,
        "Preprint" => ItemType::Article,
        "Book" => ItemType::Book,
        "BookChapter" => ItemType::Chapter,
        "ConferencePaper" => ItemType::PaperConference,
        "ConferenceProceeding" => ItemType::Book,
        "Dissertation" => ItemType::Thesis,
        "Report" | "OutputManagementPlan" | "ProjectReport" => ItemType::Report,
        "Dataset" => ItemType::Dataset,
        "Software" | "ComputationalNotebook" | "Workflow" => ItemType::Software,
        "Journal" => ItemType::Periodical,
        "PeerReview" => ItemType::Review,
        "Standard" => ItemType::Standard,
        "Collection" => ItemType::Collection,
        "Audiovisual" => ItemType::MotionPicture,
        "Sound" => ItemType::Song,
        "Image" => ItemType::Graphic,
        "Text" | "" => by_own_word(own),
        _ => ItemType::Document,
    }
}

/// The type of a text by what the depositor calls it.
fn by_own_word(own: &str) -> ItemType {
    let word = crate::fold::fold(own);
    let has = |words: &[&str]| words.iter().any(|known| word.contains(known));
    if has(&["thesis", "dissertation", "these"]) {
        ItemType::Thesis
    } else if has(&["preprint"]) {
        ItemType::Article
    } else if has(&["blog"]) {
        ItemType::PostWeblog
    } else if has(&["chapter", "chapitre"]) {
        ItemType::Chapter
    } else if has(&["conference", "proceeding"]) {
        ItemType::PaperConference
    } else if has(&["article"]) {
        ItemType::ArticleJournal
    } else if has(&["report", "rapport"]) {
        ItemType::Report
    } else if has(&["book", "monograph", "livre"]) {
        ItemType::Book
    } else {
        ItemType::Document
    }
}

/// What a title is to the work by its `titleType`.
pub fn title_kind(kind: &str) -> TextKind {
    match kind {
        "TranslatedTitle" => TextKind::Translated,
        "Subtitle" => TextKind::Subtitle,
        "AlternativeTitle" | "Other" => TextKind::Parallel,
        _ => TextKind::Main,
    }
}
