//! The bibliographies of Word: `b:Sources` with a `b:Source` each, in a file of its own or as Word's list of all sources.
//!
//! Languages are Windows' numbers (`LCID`); what has no element of its own stands in such as `BIBTEX_Abstract`.
//!
//! Source: ECMA-376, part 1, section 22.6 (bibliography), and what JabRef writes beside it.

use super::draft::Draft;
use super::xml::{self, Element, joined};
use super::{Origin, Reader, Reading, dates};
use crate::fold::fold;
use crate::lang::Lang;
use crate::record::{Date, Declared, ItemType, Role, TextKind};
use crate::span::Span;

/// The reader of Word's bibliographies.
pub static MSBIB: Reader = Reader { name: "msbib", extensions: &["xml"], sniff, read, stream: None };

fn sniff(head: &str) -> bool {
    xml::begins_with(head, &["Sources"]) && head.contains("/bibliography")
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    xml::read_records(MSBIB.name, text, origin, &["Source"], record)
}

fn record(root: Element<'_>, draft: &mut Draft) {
    draft.record.key = root.text_at("Tag").unwrap_or_default();
    draft.record.type_written = root.text_at("SourceType").unwrap_or_default();
    draft.record.item_type = item_type(&draft.record.type_written.value);
    if let Some(number) = root.child("LCID") {
        language(number, draft);
    }
    date(root, draft);
    joined_parts(root, ["YearAccessed", "MonthAccessed", "DayAccessed"], draft);
    for child in root.children() {
        take(child, draft);
    }
}

fn item_type(written: &str) -> ItemType {
    match written {
        "ArticleInAPeriodical" => ItemType::ArticleMagazine,
        "JournalArticle" => ItemType::ArticleJournal,
        "Book" => ItemType::Book,
        "BookSection" => ItemType::Chapter,
        "ConferenceProceedings" => ItemType::PaperConference,
        "Report" => ItemType::Report,
        "SoundRecording" => ItemType::Song,
        "Art" => ItemType::Graphic,
        "DocumentFromInternetSite" | "InternetSite" | "ElectronicSource" => ItemType::Webpage,
        "Film" | "Performance" => ItemType::MotionPicture,
        "Interview" => ItemType::PersonalCommunication,
        "Patent" => ItemType::Patent,
        "Case" => ItemType::LegalCase,
        _ => ItemType::Document,
    }
}

/// The elements that are variables as they are.
const VARIABLES: [(&str, &str); 27] = [
    ("Volume", "volume"),
    ("Issue", "issue"),
    ("Pages", "page"),
    ("Edition", "edition"),
    ("NumberVolumes", "number-of-volumes"),
    ("ChapterNumber", "chapter-number"),
    ("Version", "version"),
    ("Publisher", "publisher"),
    ("Institution", "publisher"),
    ("ProductionCompany", "publisher"),
    ("City", "publisher-place"),
    ("Type", "genre"),
    ("ThesisType", "genre"),
    ("Medium", "medium"),
    ("Comments", "note"),
    ("PatentNumber", "number"),
    ("CaseNumber", "number"),
    ("RecordingNumber", "number"),
    ("Court", "authority"),
    ("ConferenceName", "event-title"),
    ("Theater", "event-place"),
    ("URL", "URL"),
    ("Accessed", "accessed"),
    ("BIBTEX_Series", "collection-title"),
    ("BIBTEX_HowPublished", "medium"),
    ("BIBTEX_Status", "status"),
    ("BIBTEX_Note", "note"),
];

/// Puts an element where it belongs; what has no place is kept under its name.
fn take(element: Element<'_>, draft: &mut Draft) {
    match element.name() {
        "Tag" | "SourceType" | "LCID" | "Year" | "Month" | "Day" => {}
        "YearAccessed" | "MonthAccessed" | "DayAccessed" => {}
        "Title" => draft.title_of(element, TextKind::Main),
        "ShortTitle" => draft.title_of(element, TextKind::Short),
        "JournalName" | "BookTitle" | "PeriodicalTitle" | "PublicationTitle" | "InternetSiteTitle" | "AlbumTitle"
        | "BroadcastTitle" => draft.container_of(element, TextKind::Main),
        "Author" => element.children().for_each(|list| people(list, draft)),
        "DOI" => element.text().into_iter().for_each(|text| draft.doi(text)),
        "StandardNumber" => numbers(element, draft),
        "BIBTEX_Abstract" => draft.abstract_of(element, TextKind::Main),
        "BIBTEX_KeyWords" => keywords(element, draft),
        name => match VARIABLES.iter().find(|(known, _)| *known == name) {
            Some((_, variable)) => draft.variable_of(variable, Some(element)),
            None => draft.keep(element),
        },
    }
}

/// The people of a role: persons by their parts, or an institution.
fn people(list: Element<'_>, draft: &mut Draft) {
    let (role, word) = match list.name() {
        // Who makes a work of these kinds has an element of its own.
        "Author" | "Inventor" | "Artist" | "Interviewee" | "Writer" => (Role::Author, list.name()),
        "Editor" => (Role::Editor, "Editor"),
        "Translator" => (Role::Translator, "Translator"),
        "BookAuthor" => (Role::Other, "container-author"),
        "Compiler" => (Role::Other, "compiler"),
        "Composer" => (Role::Other, "composer"),
        "Director" => (Role::Other, "director"),
        "Interviewer" => (Role::Other, "interviewer"),
        "Performer" => (Role::Other, "performer"),
        "ProducerName" => (Role::Other, "producer"),
        other => (Role::Other, other),
    };
    for institution in list.children().filter(|child| child.name() == "Corporate") {
        institution.text().into_iter().for_each(|text| draft.institution(text, role, word));
    }
    for person in list.all("NameList/Person") {
        let parts = |name: &str| -> Vec<Element<'_>> {
            person.children().filter(|part| part.name() == name && part.text().is_some()).collect()
        };
        let given = [parts("First"), parts("Middle")].concat();
        draft.person_of([&given, &parts("Last"), &[]], role, word);
    }
}

/// The date by its elements; a year that is no number (`2001/2002`) is read as people write dates.
fn date(root: Element<'_>, draft: &mut Draft) {
    let parts: Vec<Element<'_>> = ["Day", "Month", "Year"]
        .iter()
        .filter_map(|name| root.child(name))
        .filter(|part| part.text().is_some())
        .collect();
    let written = joined(root.source(), &parts.iter().map(|part| part.inside()).collect::<Vec<_>>());
    let value = |name: &str| root.child(name).map_or(String::new(), Element::value);
    let small = |name: &str, most: u8| value(name).parse().ok().filter(|number| (1..=most).contains(number));
    let taken = match value("Year").parse() {
        Ok(year) => {
            let month = small("Month", 12).or_else(|| dates::month(&fold(&value("Month"))));
            let day = small("Day", 31).filter(|_| month.is_some());
            draft.issue(Date { year, month, day, end_year: None, written })
        }
        Err(_) => draft.issued(written),
    };
    if !taken {
        parts.into_iter().for_each(|part| draft.keep(part));
    }
}

/// The day of access, its parts in the order of ISO 8601.
fn joined_parts(root: Element<'_>, names: [&str; 3], draft: &mut Draft) {
    let inside = |name: &&str| root.child(name).filter(|part| part.text().is_some()).map(|part| part.inside());
    let pieces: Vec<Span> = names.iter().filter_map(inside).collect();
    draft.variable("accessed", joined(root.source(), &pieces));
}

/// The numbers in `ISBN: 978-0-306-40615-7 ISSN: 0937-6429`; with anything else, the whole is kept too.
fn numbers(element: Element<'_>, draft: &mut Draft) {
    let source = element.source();
    let inside = element.inside();
    let mut start = inside.start as usize;
    let mut is_all = true;
    for word in inside.of(source).split([' ', '\n', '\r', '\t', ',', ';', ':']) {
        let span = Span::new(start, start + word.len());
        start += word.len() + 1;
        let digits = word.bytes().filter(|byte| byte.is_ascii_digit() || matches!(byte, b'X' | b'x')).count();
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'X' | b'x' | b'-'));
        match (digits, is_number) {
            (8, true) => draft.variable("ISSN", joined(source, &[span])),
            (10 | 13, true) => draft.variable("ISBN", joined(source, &[span])),
            _ if word.starts_with("10.") && word.contains('/') => draft.doi(joined(source, &[span])),
            _ => is_all &= matches!(word, "" | "ISBN" | "ISSN" | "DOI"),
        }
    }
    if !is_all {
        draft.keep(element);
    }
}

/// Keywords between semicolons, or else commas.
fn keywords(element: Element<'_>, draft: &mut Draft) {
    let source = element.source();
    let inside = element.inside();
    let separator = if inside.of(source).contains("; ") { ';' } else { ',' };
    let mut start = inside.start as usize;
    for word in inside.of(source).split(separator) {
        draft.keyword(joined(source, &[Span::new(start, start + word.len())]));
        start += word.len() + 1;
    }
}

/// The primary languages of Windows' numbers, which are their lowest ten bits.
const LANGUAGES: [(u16, &str); 36] = [
    (0x01, "ar"),
    (0x02, "bg"),
    (0x03, "ca"),
    (0x04, "zh"),
    (0x05, "cs"),
    (0x06, "da"),
    (0x07, "de"),
    (0x08, "el"),
    (0x09, "en"),
    (0x0a, "es"),
    (0x0b, "fi"),
    (0x0c, "fr"),
    (0x0d, "he"),
    (0x0e, "hu"),
    (0x0f, "is"),
    (0x10, "it"),
    (0x11, "ja"),
    (0x12, "ko"),
    (0x13, "nl"),
    (0x14, "no"),
    (0x15, "pl"),
    (0x16, "pt"),
    (0x18, "ro"),
    (0x19, "ru"),
    (0x1a, "hr"),
    (0x1b, "sk"),
    (0x1d, "sv"),
    (0x1e, "th"),
    (0x1f, "tr"),
    (0x22, "uk"),
    (0x24, "sl"),
    (0x25, "et"),
    (0x26, "lv"),
    (0x27, "lt"),
    (0x2a, "vi"),
    (0x2d, "eu"),
];

/// The language by Windows' number, or by a tag as newer versions write it; 0 says nothing.
fn language(element: Element<'_>, draft: &mut Draft) {
    let Some(written) = element.text() else { return };
    let Ok(number) = written.value.parse::<u16>() else { return draft.language(written) };
    let primary = LANGUAGES.iter().find(|(known, _)| *known == number & 0x3ff).map(|(_, tag)| Lang::new(*tag));
    if number != 0 {
        draft.record.languages.push(Declared { written, lang: primary });
    }
}

#[cfg(test)]
mod tests;
