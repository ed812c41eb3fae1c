//! Records as RIS, the format of reference managers.
//!
//! RIS has a line for each thing: titles (`TI`, `TT` for a translated one), names by role, one `AB` an abstract. Not kept:
//! the language of an abstract (readers find it out), particles as such, aliases, parents, and what has no tag; its
//! variables and labels stand as notes (`N1  - label: value`).

use crate::record::{Date, ItemType, Name, Record, Role, TextKind};

/// The line end of the format.
const END: &str = "\r\n";

/// A record, with its last line `ER`.
#[must_use]
pub fn record(record: &Record) -> String {
    let mut lines = Lines(format!("TY  - {}{END}", kind(record.item_type)));
    lines.put("ID", &record.key.value);
    for name in &record.names {
        lines.put(role(name), &name_of(name));
    }
    titles(&mut lines, record);
    if let Some(date) = &record.issued {
        lines.put("PY", &date.year.to_string());
        lines.put("DA", &date_of(date));
    }
    for variable in &record.variables {
        let value = variable.text.value.as_str();
        match tag(variable.name, record.item_type) {
            Some("SP") => pages(&mut lines, value),
            Some(tag) => lines.put(tag, value),
            None => lines.put("N1", &format!("{}: {value}", variable.name)),
        }
    }
    record.languages.iter().for_each(|declared| lines.put("LA", &declared.written.value));
    record.keywords.iter().for_each(|word| lines.put("KW", &word.value));
    record.abstracts.iter().for_each(|text| lines.put("AB", &text.text));
    for (label, value) in &record.extra {
        lines.put("N1", &format!("{}: {}", label.value, value.value));
    }
    lines.0 + "ER  - " + END
}

struct Lines(String);

impl Lines {
    /// A line, or several: what follows the first has no tag.
    fn put(&mut self, tag: &str, value: &str) {
        let mut parts = value.lines().map(str::trim).filter(|line| !line.is_empty());
        let Some(first) = parts.next() else { return };
        self.0.push_str(&format!("{tag}  - {first}{END}"));
        for line in parts {
            self.0.push_str(line);
            self.0.push_str(END);
        }
    }
}

fn kind(kind: ItemType) -> &'static str {
    match kind {
        ItemType::ArticleJournal | ItemType::Review => "JOUR",
        ItemType::Article => "UNPB",
        ItemType::ArticleMagazine => "MGZN",
        ItemType::ArticleNewspaper => "NEWS",
        ItemType::Bill => "BILL",
        ItemType::Book | ItemType::Collection => "BOOK",
        ItemType::Chapter => "CHAP",
        ItemType::Dataset => "DATA",
        ItemType::Entry | ItemType::EntryEncyclopedia => "ENCYC",
        ItemType::EntryDictionary => "DICT",
        ItemType::Figure | ItemType::Graphic => "ART",
        ItemType::Legislation => "STAT",
        ItemType::LegalCase => "CASE",
        ItemType::Manuscript => "UNPB",
        ItemType::Map => "MAP",
        ItemType::MotionPicture => "MPCT",
        ItemType::PaperConference => "CONF",
        ItemType::Pamphlet => "PAMP",
        ItemType::Patent => "PAT",
        ItemType::Periodical => "SER",
        ItemType::PersonalCommunication => "PCOMM",
        ItemType::Post | ItemType::PostWeblog => "BLOG",
        ItemType::Report => "RPRT",
        ItemType::Software => "COMP",
        ItemType::Song => "SOUND",
        ItemType::Standard => "STAND",
        ItemType::Thesis => "THES",
        ItemType::Webpage => "ELEC",
        _ => "GEN",
    }
}

fn role(name: &Name) -> &'static str {
    match (name.role, name.role_written.as_str()) {
        (Role::Author, _) => "AU",
        (Role::Editor, _) => "ED",
        (Role::Translator, _) => "A4",
        (Role::Other, "collection-editor") => "A3",
        (Role::Other, _) => "A2",
    }
}

/// `Family, Given, Suffix`; a particle goes before the family name, a literal is all there is.
fn name_of(name: &Name) -> String {
    let whole = name.display();
    match (&name.literal, name.given.as_str(), name.suffix.as_str()) {
        (Some(_), ..) | (None, "", "") => whole,
        (None, given, "") => format!("{whole}, {given}"),
        (None, given, suffix) => format!("{whole}, {given}, {suffix}"),
    }
}

fn titles(lines: &mut Lines, record: &Record) {
    let mut has_title = false;
    for title in &record.titles {
        let tag = match title.kind {
            TextKind::Main if !has_title => "TI",
            TextKind::Short => "ST",
            TextKind::Original => "OP",
            TextKind::Subtitle => "T3",
            _ => "TT",
        };
        has_title |= tag == "TI";
        lines.put(tag, &title.text);
    }
    for container in &record.containers {
        let tag = if container.kind == TextKind::Short { "J2" } else { "T2" };
        lines.put(tag, &container.text);
    }
}

/// `2016/03/12/`, as RIS writes it.
fn date_of(date: &Date) -> String {
    let part = |part: Option<u8>| part.map_or(String::new(), |part| format!("{part:02}"));
    let end = date.end_year.map_or(String::new(), |year| format!("-{year}"));
    format!("{}/{}/{}/{end}", date.year, part(date.month), part(date.day))
}

fn pages(lines: &mut Lines, value: &str) {
    match value.split_once(['-', '–']) {
        Some((first, last)) if !last.contains(['-', '–', ',']) => {
            lines.put("SP", first);
            lines.put("EP", last);
        }
        _ => lines.put("SP", value),
    }
}

fn tag(variable: &str, kind: ItemType) -> Option<&'static str> {
    Some(match variable {
        "DOI" => "DO",
        "URL" => "UR",
        "ISBN" | "ISSN" => "SN",
        "PMID" => "AN",
        "accessed" => "Y2",
        "call-number" => "CN",
        "collection-title" if kind != ItemType::ArticleJournal => "T3",
        "edition" => "ET",
        "event-place" | "publisher-place" => "CY",
        "genre" => "M3",
        "issue" => "IS",
        "note" => "N1",
        "number-of-volumes" => "NV",
        "page" => "SP",
        "publisher" => "PB",
        "section" => "SE",
        "source" => "DP",
        "volume" => "VL",
        _ => return None,
    })
}
