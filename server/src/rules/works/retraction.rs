//! What a record says of retractions: that its work is retracted, or that it is a notice which retracts another.
//!
//! Formats say it in their own ways: Crossref and JATS by the kind of a relation, PubMed by a type of publication and by
//! `RetractionIn`, OpenAlex by a flag (all of which readers keep as `status` or by their names), BibLaTeX by `pubstate`,
//! libraries and publishers by what they write before or behind the title, people by a note or a keyword.

use siglum_corpus::fold::fold;
use siglum_corpus::record::{ItemType, Record, TextKind};

/// What stands before the title of a retracted work, folded.
const BEFORE: [&str; 12] = [
    "retracted:",
    "[retracted]",
    "(retracted)",
    "retracted article:",
    "retracted paper:",
    "retracted chapter:",
    "[retracted article]",
    "withdrawn:",
    "withdrawn article:",
    "article retracte :",
    "retracte :",
    "article retracte:",
];
/// What stands behind it, folded and with its bracket.
const BEHIND: [&str; 8] = [
    "(retracted",
    "[retracted",
    "(withdrawn)",
    "[withdrawn]",
    "(article retracte",
    "[article retracte",
    "(retracte)",
    "[retracte]",
];
/// How the title of a notice begins, folded.
const NOTICES: [&str; 12] = [
    "retraction:",
    "retraction notice",
    "retraction note",
    "retraction of",
    "retraction to",
    "retraction statement",
    "notice of retraction",
    "statement of retraction",
    "withdrawal:",
    "withdrawal notice",
    "retractation :",
    "avis de retractation",
];

/// The words by which a record says that its work is retracted.
pub(in crate::rules) fn said(record: &Record) -> Option<String> {
    if is_notice(record) {
        return None;
    }
    let status = record.variable("status").map(|text| text.value.as_str()).filter(|word| is_status(record, word));
    let title = || record.titles.iter().map(|title| title.text.as_str()).find(|title| is_marked(title));
    let note = || record.variable("note").map(|text| text.value.as_str()).filter(|note| is_note(note));
    let keyword = || record.keywords.iter().map(|word| word.value.as_str()).find(|word| is_kind(word));
    let genre = || record.variable("genre").map(|text| text.value.as_str()).filter(|word| is_kind(word));
    let written = || Some(record.type_written.value.as_str()).filter(|word| is_kind(word));
    let kept = || {
        record.extra.iter().find_map(|(label, value)| {
            let label_says = matches!(label.value.as_str(), "RetractionIn" | "RIN");
            let known = label_says || is_kind(&value.value);
            let says =
                fold(&label.value) == "retracted" && !matches!(&*fold(&value.value), "" | "no" | "false" | "0" | "non");
            (known || says).then_some(if is_kind(&value.value) { &*value.value } else { &*label.value })
        })
    };
    let found = status.or_else(title).or_else(note).or_else(keyword).or_else(genre).or_else(written).or_else(kept)?;
    Some(found.chars().take(80).collect())
}

/// Whether a record is a notice that retracts another work: it may be cited as such.
pub(in crate::rules) fn is_notice(record: &Record) -> bool {
    let begins = |title: &str| {
        let folded = fold(title);
        NOTICES.iter().any(|notice| folded.starts_with(notice))
    };
    let of = |text: &str| fold(text).starts_with("retraction of publication") || fold(text) == "retraction";
    record.variable("retracts").is_some()
        || record.titles.iter().any(|title| title.kind != TextKind::Subtitle && begins(&title.text))
        || record
            .extra
            .iter()
            .any(|(label, value)| matches!(label.value.as_str(), "RetractionOf" | "ROF") || of(&value.value))
        || of(&record.type_written.value)
        || record.variable("genre").is_some_and(|genre| of(&genre.value))
}

/// A state of publication that is a retraction. Laws and standards are withdrawn as a matter of course.
fn is_status(record: &Record, word: &str) -> bool {
    let lasting = !matches!(
        record.item_type,
        ItemType::Standard | ItemType::Legislation | ItemType::Bill | ItemType::Patent | ItemType::LegalCase
    );
    let word = fold(word);
    let word = word.trim();
    let any = word.starts_with("retract") || word == "is_retracted";
    any && !word.contains("partial") || (lasting && matches!(word, "withdrawn" | "withdrawal" | "removal" | "removed"))
}

fn is_marked(title: &str) -> bool {
    let folded = fold(title);
    let folded = folded.trim();
    let behind = || {
        let open = folded.rfind(['(', '['])?;
        Some(BEHIND.iter().any(|mark| folded[open..].starts_with(mark)) && folded.ends_with([')', ']', '.']))
    };
    BEFORE.iter().any(|mark| folded.starts_with(mark)) || behind().unwrap_or(false)
}

/// A type of publication, or a keyword of its own.
fn is_kind(word: &str) -> bool {
    matches!(&*fold(word.trim()), "retracted publication" | "retracted" | "retracted article" | "article retracte")
}

fn is_note(note: &str) -> bool {
    let folded = fold(note);
    let folded = folded.trim().trim_start_matches(['(', '[']);
    let begins = [
        "retracted",
        "this article has been retracted",
        "this paper has been retracted",
        "article retracte",
        "retracte",
    ];
    let at = begins.iter().find_map(|begin| folded.strip_prefix(begin));
    // "Retracted publications are listed" is no retraction; "Retracted in 2010", "Retracted: see ..." are.
    at.is_some_and(|rest| {
        let word = rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        matches!(word, "" | "in" | "on" | "by" | "article" | "paper" | "publication" | "see" | "en" | "le" | "par")
            || word.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::{is_marked, is_note, said};
    use siglum_corpus::Shard;
    use std::path::Path;

    #[test]
    fn titles_and_notes_say_it_by_their_beginning_or_their_end() {
        for title in [
            "RETRACTED: Ileal-lymphoid-nodular hyperplasia",
            "Retracted article: on hearts",
            "[Retracted] On hearts",
            "On hearts (Retracted article. See vol. 34, pg. 5, 2010)",
            "On hearts [Article rétracté]",
            "Article rétracté : du cœur",
        ] {
            assert!(is_marked(title), "{title}");
        }
        for title in
            ["Retracted publications in biomedicine", "Why it was retracted", "On (withdrawn) hearts of men", ""]
        {
            assert!(!is_marked(title), "{title}");
        }
        assert!(is_note("Retracted") && is_note("(Retracted in 2010)") && is_note("Retracted: see 10.1/x"));
        assert!(!is_note("Not retracted") && !is_note("Retracted statements of witnesses") && !is_note(""));
    }

    #[test]
    fn a_record_says_it_and_a_notice_does_not() {
        let of = |fields: &str| {
            let text = format!("@article{{a, author = {{Ek, A.}}, year = 2000, {fields}}}\n");
            said(&Shard::of_text(Path::new("/a.bib"), text).record(0).expect("a record"))
        };
        assert_eq!(of("title = {T}, pubstate = {retracted}").as_deref(), Some("retracted"));
        assert_eq!(of("title = {T}, keywords = {a, Retracted Publication}").as_deref(), Some("Retracted Publication"));
        assert_eq!(of("title = {T}, retracted = {yes}").as_deref(), Some("retracted"));
        for fields in [
            "title = {T}, pubstate = {forthcoming}",
            "title = {T}, retracted = {no}",
            "title = {Retraction: a work}, note = {Retracted}",
            "title = {Retraction note to: a work}",
            "title = {T}",
        ] {
            assert_eq!(of(fields), None, "{fields}");
        }
    }
}
