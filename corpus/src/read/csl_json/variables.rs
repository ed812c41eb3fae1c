//! The names of CSL 1.0.2's variables and types, and what other programs call them.

/// Item types of CSL 1.0.2 that [`ItemType`](crate::record::ItemType) does not have.
const OTHER_TYPES: [&str; 14] = [
    "broadcast",
    "classic",
    "event",
    "hearing",
    "interview",
    "musical_score",
    "performance",
    "post-weblog",
    "regulation",
    "review-book",
    "treaty",
    "software",
    "collection",
    "document",
];

/// Whether a word is a CSL type.
pub fn is_type(name: &str) -> bool {
    crate::record::ItemType::from_csl(name).is_some() || OTHER_TYPES.contains(&name)
}

/// Name variables other than author, editor and translator.
pub const NAMES: [&str; 25] = [
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor-translator",
    "editorial-director",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "editortranslator",
];

/// Date variables other than `issued`.
pub const DATES: [&str; 5] = ["accessed", "available-date", "event-date", "original-date", "submitted"];

/// Standard and number variables that a record keeps by name.
const STANDARD: [&str; 62] = [
    "DOI",
    "ISBN",
    "ISSN",
    "PMCID",
    "PMID",
    "URL",
    "annote",
    "archive",
    "archive-place",
    "archive_collection",
    "archive_location",
    "authority",
    "call-number",
    "chapter-number",
    "citation-label",
    "citation-number",
    "collection-number",
    "collection-title",
    "dimensions",
    "division",
    "edition",
    "event",
    "event-place",
    "event-title",
    "first-reference-note-number",
    "genre",
    "issue",
    "jurisdiction",
    "locator",
    "medium",
    "note",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "original-publisher",
    "original-publisher-place",
    "page",
    "page-first",
    "part",
    "part-title",
    "part-number",
    "printing",
    "printing-number",
    "publisher",
    "publisher-place",
    "references",
    "reviewed-genre",
    "reviewed-title",
    "rights",
    "scale",
    "section",
    "source",
    "status",
    "supplement",
    "supplement-number",
    "version",
    "volume",
    "volume-title",
    "volume-title-short",
    "year-suffix",
    "thesis-type",
    "abstract-note",
];

/// The variable of that name, also in another case (`doi`) or under another program's name (`publisher-location`).
pub fn standard(name: &str) -> Option<&'static str> {
    let known = match name {
        "publisher-location" => "publisher-place",
        "archive-location" => "archive_location",
        other => other,
    };
    STANDARD.iter().find(|variable| variable.eq_ignore_ascii_case(known)).copied()
}
