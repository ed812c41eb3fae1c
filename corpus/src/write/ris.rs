//! Records as RIS, the format of reference managers.
//!
//! RIS has a line for each thing: titles (`TI`, `TT` for a translated one), names by role, one `AB` an abstract. A subtitle
//! stands behind its title. Variables and labels that have no tag stand as notes (`N1  - label: value`). Not kept: the
//! language of an abstract (readers find it out), particles and suffixes as such, roles other than those that have a tag,
//! semicolons within names and keywords, paragraphs of short lines, aliases, parents.

use super::{extras, is_uncertain};
use crate::read::people;
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
    if record.issued.as_ref().is_some_and(|date| is_uncertain(record, date)) {
        lines.put("N1", "circa: true");
    }
    titles(&mut lines, record);
    if let Some(date) = &record.issued {
        lines.put("PY", &years(date));
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
    for (label, value) in extras(record) {
        lines.put("N1", &format!("{label}: {value}"));
    }
    lines.0 + "ER  - " + END
}

struct Lines(String);

impl Lines {
    /// A line, or several: what follows the first has no tag. One that would be taken for a tagged one goes on with the line
    /// before it.
    fn put(&mut self, tag: &str, value: &str) {
        let mut parts = value.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
        let Some(first) = parts.next() else { return };
        self.0.push_str(&format!("{tag}  - {first}"));
        for line in parts {
            self.0.push_str(if is_tagged(line) { " " } else { END });
            self.0.push_str(line);
        }
        self.0.push_str(END);
    }
}

/// Whether some program takes a line for one with a tag: two letters, and a dash or the end of a record.
fn is_tagged(line: &str) -> bool {
    let line = line.trim_start_matches(['\u{feff}', ' ', '\t']);
    let [first, second, ..] = line.as_bytes() else { return false };
    let tag = first.is_ascii_uppercase() && (second.is_ascii_uppercase() || second.is_ascii_digit());
    tag && (line[2..].trim_start_matches([' ', '\t', '\u{a0}']).starts_with(['-', '\u{2013}'])
        || line.starts_with("ER"))
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
        ItemType::Figure => "FIGURE",
        ItemType::Graphic => "ART",
        ItemType::Legislation => "STAT",
        ItemType::LegalCase => "CASE",
        ItemType::Manuscript => "UNPB",
        ItemType::Map => "MAP",
        ItemType::MotionPicture => "MPCT",
        ItemType::PaperConference => "CONF",
        ItemType::Pamphlet => "PAMP",
        ItemType::Patent => "PAT",
        ItemType::Periodical => "JFULL",
        ItemType::PersonalCommunication => "PCOMM",
        ItemType::Post | ItemType::PostWeblog => "BLOG",
        ItemType::Report => "RPRT",
        ItemType::Software => "COMP",
        ItemType::Song => "SOUND",
        ItemType::Speech => "SLIDE",
        ItemType::Standard => "STAND",
        ItemType::Thesis => "THES",
        ItemType::Webpage => "ELEC",
        ItemType::Document => "GEN",
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

/// `Family, Given, Suffix`; a particle goes before the family name. The name of an institution that would be taken for a
/// person's is closed with a comma, as EndNote does.
fn name_of(name: &Name) -> String {
    let whole = name.display();
    let is_closed = people::name(&whole).literal.is_none() && !whole.contains(',');
    match (&name.literal, name.given.as_str(), name.suffix.as_str()) {
        (Some(_), ..) if is_closed => format!("{whole},"),
        (Some(_), ..) | (None, "", "") => whole,
        (None, given, "") => format!("{whole}, {given}"),
        (None, given, suffix) => format!("{whole}, {given}, {suffix}"),
    }
}

fn titles(lines: &mut Lines, record: &Record) {
    let mut subtitles = record.titles.iter().filter(|title| title.kind == TextKind::Subtitle);
    let mut has_title = false;
    for title in &record.titles {
        match title.kind {
            TextKind::Main if !has_title => {
                has_title = true;
                let sub = subtitles.next().map_or(String::new(), |sub| format!(": {}", sub.text));
                lines.put("TI", &format!("{}{sub}", title.text));
            }
            TextKind::Short => lines.put("ST", &title.text),
            TextKind::Original => lines.put("N1", &format!("original-title: {}", title.text)),
            TextKind::Subtitle => {}
            _ => lines.put("TT", &title.text),
        }
    }
    subtitles.for_each(|sub| lines.put("N1", &format!("subtitle: {}", sub.text)));
    for container in &record.containers {
        let tag = if container.kind == TextKind::Short { "J2" } else { "T2" };
        lines.put(tag, &container.text);
    }
}

/// A year, or two.
fn years(date: &Date) -> String {
    date.end_year.map_or_else(|| date.year.to_string(), |end| format!("{}-{end}", date.year))
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
        "number" if matches!(kind, ItemType::Report | ItemType::Patent | ItemType::Standard) => "M1",
        "number-of-volumes" => "NV",
        "page" => "SP",
        "publisher" => "PB",
        "section" => "SE",
        "source" => "DP",
        "volume" => "VL",
        _ => return None,
    })
}
