//! Records as entries of BibTeX and BibLaTeX.
//!
//! Every value has a field: what the data models have no name for keeps CSL's (`PMCID`) or the file's own. Abstracts and
//! titles in further languages are `abstract_fr`, `title_en`. Not kept: which of two languages a text was detected to
//! be in, and the order of names in different roles.

use super::style::Style;
use super::{abstracts, extras, is_uncertain, titles};
use crate::record::{Date, ItemType, LangText, Name, ParentKind, Record, Role, TextKind};
use crate::span::Text;
use std::fmt::Write;

pub use crate::read::bibtex::written::{Entry, Value};

impl Entry {
    /// The entry as text, without a line end behind it.
    #[must_use]
    pub fn print(&self, style: &Style) -> String {
        style.entry(self)
    }

    /// Adds abstracts in languages of their own, beside what is written.
    pub fn add_abstracts(&mut self, more: &[LangText]) {
        for text in more {
            if let Some(lang) = &text.lang {
                self.put_raw(&format!("abstract_{}", lang.as_str()), blocks(&text.text));
            }
        }
    }

    fn put(&mut self, name: &str, value: &str) {
        let value = latex(value);
        self.put_raw(name, value);
    }

    /// A value that holds LaTeX already, or none. A name that is taken gets a number: a second field of one name is not
    /// read.
    fn put_raw(&mut self, name: &str, value: String) {
        if value.is_empty() {
            return;
        }
        let taken = |name: &str| self.fields.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let name = std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default();
        self.fields.push((name, Value::Braced(value)));
    }
}

/// The entry of a record.
#[must_use]
pub fn entry(record: &Record, biblatex: bool) -> Entry {
    let mut entry = Entry { kind: kind(record, biblatex), key: key(&record.key.value), fields: Vec::new() };
    for (role, name) in [(Role::Author, "author"), (Role::Editor, "editor"), (Role::Translator, "translator")] {
        let list: Vec<&Name> = record.names_of(role).collect();
        entry.put_raw(name, names(&list));
    }
    put_others(&mut entry, record);
    put_titles(&mut entry, record);
    put_containers(&mut entry, record, biblatex);
    if let Some(date) = &record.issued {
        put_date(&mut entry, record, date, biblatex);
    }
    for variable in &record.variables {
        put_variable(&mut entry, record, variable.name, &variable.text.value, biblatex);
    }
    put_language(&mut entry, record, biblatex);
    let words: Vec<&str> = record.keywords.iter().map(|word| word.value.as_str()).collect();
    entry.put_raw("keywords", words.iter().map(|word| keyword(word)).collect::<Vec<_>>().join(", "));
    entry.put_raw("ids", joined(&record.aliases));
    for (kind, name) in [(ParentKind::Crossref, "crossref"), (ParentKind::Xdata, "xdata"), (ParentKind::Xref, "xref")] {
        let keys: Vec<Text> =
            record.parents.iter().filter(|parent| parent.kind == kind).map(|parent| parent.key.clone()).collect();
        entry.put_raw(name, joined(&keys));
    }
    put_abstracts(&mut entry, record);
    for (label, value) in extras(record) {
        entry.put(&field_name(label), value);
    }
    entry
}

fn joined(keys: &[Text]) -> String {
    keys.iter().map(|text| key(&text.value)).collect::<Vec<_>>().join(",")
}

/// A keyword; in braces where something in it would part it.
fn keyword(word: &str) -> String {
    let text = latex(word);
    if word.contains([',', ';']) { format!("{{{text}}}") } else { text }
}

/// A key without what would end it.
fn key(written: &str) -> String {
    // Whatever ends a key, or begins a comment, in some program.
    let is_bad = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '{' | '}' | '(' | ')' | ',' | '=' | '"' | '#' | '%' | '\\' | '~' | '\'')
    };
    written.replace(is_bad, "_")
}

fn kind(record: &Record, biblatex: bool) -> String {
    if record.format == "bibtex" && !record.type_written.value.is_empty() {
        return record.type_written.value.clone();
    }
    let (plain, own) = match record.item_type {
        ItemType::ArticleJournal | ItemType::ArticleMagazine | ItemType::ArticleNewspaper | ItemType::Review => {
            ("article", "article")
        }
        ItemType::Book => ("book", "book"),
        ItemType::Collection => ("book", "collection"),
        ItemType::Chapter => ("incollection", "incollection"),
        ItemType::Entry | ItemType::EntryDictionary | ItemType::EntryEncyclopedia => ("incollection", "inreference"),
        ItemType::PaperConference => ("inproceedings", "inproceedings"),
        ItemType::Pamphlet => ("booklet", "booklet"),
        ItemType::Periodical => ("misc", "periodical"),
        ItemType::Thesis => ("phdthesis", "thesis"),
        ItemType::Report | ItemType::Standard => ("techreport", "report"),
        ItemType::Manuscript => ("unpublished", "unpublished"),
        ItemType::Webpage | ItemType::Post | ItemType::PostWeblog => ("misc", "online"),
        ItemType::Dataset => ("misc", "dataset"),
        ItemType::Software => ("misc", "software"),
        ItemType::Patent => ("misc", "patent"),
        ItemType::LegalCase => ("misc", "jurisdiction"),
        ItemType::Legislation | ItemType::Bill => ("misc", "legislation"),
        ItemType::PersonalCommunication => ("misc", "letter"),
        ItemType::MotionPicture => ("misc", "movie"),
        ItemType::Song => ("misc", "audio"),
        ItemType::Graphic | ItemType::Figure | ItemType::Map => ("misc", "artwork"),
        _ => ("misc", "misc"),
    };
    if biblatex { own } else { plain }.to_owned()
}

/// Names as BibTeX reads them apart again: `von Last, Jr, First`.
fn names(list: &[&Name]) -> String {
    list.iter().map(|name| name_of(name)).collect::<Vec<_>>().join(" and ")
}

fn name_of(name: &Name) -> String {
    if let Some(literal) = &name.literal {
        return format!("{{{}}}", latex(literal));
    }
    let part = |text: &str| {
        let text = latex(text);
        // What would be taken for a border is no border in braces.
        if text.contains(',') || text.split_whitespace().any(|word| ["and", "others"].contains(&&*word.to_lowercase()))
        {
            return format!("{{{text}}}");
        }
        text
    };
    // Words in lower case would be taken for the particle, with all that stands before them.
    let lower = name.family.split_whitespace().any(|word| word.starts_with(char::is_lowercase));
    let family = if lower { format!("{{{}}}", latex(&name.family)) } else { part(&name.family) };
    let mut out = if name.particle.is_empty() { family } else { format!("{} {family}", latex(&name.particle)) };
    if !name.suffix.is_empty() {
        let _ = write!(out, ", {}", part(&name.suffix));
    }
    if !name.given.is_empty() {
        let _ = write!(out, ", {}", part(&name.given));
    } else if !name.suffix.is_empty() {
        // Of two parts, the second is the given name.
        out.push_str(", {}");
    }
    out
}

/// The word for a role of another kind.
fn role_of(name: &Name) -> &str {
    if name.role_written.is_empty() { "contributor" } else { &name.role_written }
}

/// Names in roles that BibTeX has no field for, under the word that named the role.
fn put_others(entry: &mut Entry, record: &Record) {
    let mut roles: Vec<&str> = Vec::new();
    for name in record.names_of(Role::Other) {
        if !roles.contains(&role_of(name)) {
            roles.push(role_of(name));
        }
    }
    for role in roles {
        let list: Vec<&Name> = record.names_of(Role::Other).filter(|name| role_of(name) == role).collect();
        let field = if role == "container-author" { "bookauthor".to_owned() } else { field_name(role) };
        entry.put_raw(&field, names(&list));
    }
}

fn put_titles(entry: &mut Entry, record: &Record) {
    let (main, more) = titles(record);
    entry.put("title", main.map_or("", |title| &title.text));
    for title in &record.titles {
        match title.kind {
            TextKind::Subtitle => entry.put("subtitle", &title.text),
            TextKind::Short => entry.put("shorttitle", &title.text),
            TextKind::Original => entry.put("origtitle", &title.text),
            _ => {}
        }
    }
    for (title, tag) in more {
        let field = tag.map_or("titletranslation".to_owned(), |tag| format!("title_{tag}"));
        entry.put(&field, &title.text);
    }
}

fn put_containers(entry: &mut Entry, record: &Record, biblatex: bool) {
    let in_journal = matches!(
        record.item_type,
        ItemType::Article
            | ItemType::ArticleJournal
            | ItemType::ArticleMagazine
            | ItemType::ArticleNewspaper
            | ItemType::Review
    );
    let main = match (in_journal, biblatex) {
        (true, true) => "journaltitle",
        (true, false) => "journal",
        _ => "booktitle",
    };
    for container in &record.containers {
        let field = match (container.kind, in_journal) {
            (TextKind::Short, _) => "shortjournal",
            (TextKind::Subtitle, true) => "journalsubtitle",
            (TextKind::Subtitle, false) => "booksubtitle",
            _ => main,
        };
        entry.put(field, &container.text);
    }
}

/// A year in four digits, before our era too.
fn year(year: i32) -> String {
    if year < 0 { format!("-{:04}", year.unsigned_abs()) } else { format!("{year:04}") }
}

fn put_date(entry: &mut Entry, record: &Record, date: &Date, biblatex: bool) {
    let uncertain = is_uncertain(record, date);
    let mut first = year(date.year);
    if biblatex {
        if let Some(month) = date.month {
            let _ = write!(first, "-{month:02}");
            if let Some(day) = date.day {
                let _ = write!(first, "-{day:02}");
            }
        }
        let mark = if uncertain { "~" } else { "" };
        let end = date.end_year.map_or(String::new(), |end| format!("/{}{mark}", year(end)));
        return entry.put_raw("date", format!("{first}{mark}{end}"));
    }
    if let Some(end) = date.end_year {
        let _ = write!(first, "--{}", year(end));
    }
    entry.put_raw("year", first);
    if let Some(month) = date.month.and_then(|month| MONTHS.get(usize::from(month).wrapping_sub(1))) {
        entry.fields.push(("month".to_owned(), Value::Bare((*month).to_owned())));
    }
    if let Some(day) = date.day {
        entry.put("day", &day.to_string());
    }
    if uncertain {
        entry.put("circa", "true");
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn put_variable(entry: &mut Entry, record: &Record, name: &str, value: &str, biblatex: bool) {
    let is_report = matches!(record.item_type, ItemType::Report | ItemType::Standard);
    let in_journal = matches!(
        record.item_type,
        ItemType::ArticleJournal | ItemType::ArticleMagazine | ItemType::ArticleNewspaper | ItemType::Periodical
    );
    let in_book = matches!(
        record.item_type,
        ItemType::Book | ItemType::Chapter | ItemType::PaperConference | ItemType::Collection
    );
    let verbatim = |entry: &mut Entry, field| entry.put_raw(field, value.replace('{', "%7B").replace('}', "%7D"));
    let field = match name {
        "DOI" => return verbatim(entry, "doi"),
        "URL" => return verbatim(entry, "url"),
        "PMID" => return verbatim(entry, "pmid"),
        "PMCID" => return verbatim(entry, "pmcid"),
        "ISBN" => "isbn",
        "ISSN" => "issn",
        "accessed" => "urldate",
        "chapter-number" => "chapter",
        "collection-number" if in_book => "number",
        "collection-title" => "series",
        "event-date" => "eventdate",
        "event-place" => "venue",
        "event-title" => "eventtitle",
        "genre" => "type",
        "issue" if in_journal => "number",
        "number" if !in_journal && !in_book => "number",
        "number" => "eid",
        "number-of-pages" => "pagetotal",
        "number-of-volumes" => "volumes",
        "original-date" => "origdate",
        "original-publisher" => "origpublisher",
        "original-publisher-place" => "origlocation",
        "page" => return entry.put_raw("pages", pages(value)),
        "part-number" => "part",
        "publisher" if record.item_type == ItemType::Thesis => {
            if biblatex {
                "institution"
            } else {
                "school"
            }
        }
        "publisher" if is_report => "institution",
        "publisher-place" => {
            if biblatex {
                "location"
            } else {
                "address"
            }
        }
        "status" => "pubstate",
        other => return entry.put(&field_name(other), value),
    };
    entry.put(field, value);
}

/// Ranges of pages as BibTeX writes them; the hyphen of `A-12` is none.
fn pages(value: &str) -> String {
    let is_range = |(first, last): (&str, &str)| first.ends_with(|c: char| c.is_ascii_digit()) && !last.is_empty();
    let hyphens = !value.contains(['–', '—']) && !value.contains("--") && value.split_once('-').is_some_and(is_range);
    let value = value.replace("--", "–").replace('—', "–");
    let value = if hyphens { value.replace('-', "–") } else { value };
    value.split('–').map(latex).collect::<Vec<_>>().join("--")
}

fn put_language(entry: &mut Entry, record: &Record, biblatex: bool) {
    let written: Vec<&str> = record.languages.iter().map(|declared| declared.written.value.as_str()).collect();
    if let [first, more @ ..] = &written[..] {
        entry.put(if biblatex { "langid" } else { "language" }, first);
        for written in more {
            entry.put(if biblatex { "language" } else { "langid" }, written);
        }
    }
}

fn put_abstracts(entry: &mut Entry, record: &Record) {
    let (first, more) = abstracts(record);
    let mut whole = first.map_or(String::new(), |text| text.text.clone());
    let mut tagged = Vec::new();
    for (text, tag) in more {
        match tag {
            Some(tag) => tagged.push((format!("abstract_{tag}"), text.text.clone())),
            None => whole = format!("{whole}\n\n{}", text.text),
        }
    }
    entry.put_raw("abstract", blocks(&whole));
    for (field, text) in tagged {
        entry.put_raw(&field, blocks(&text));
    }
}

/// LaTeX with its paragraphs.
fn blocks(text: &str) -> String {
    text.split("\n\n").map(latex).collect::<Vec<_>>().join("\n\n")
}

/// A label as the name of a field.
fn field_name(label: &str) -> String {
    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '+');
    let name: String = label.trim().chars().map(|c| if is_good(c) { c } else { '-' }).collect();
    let name = name.trim_matches('-').to_owned();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("x-{name}") }
}

/// A text as LaTeX: what LaTeX would take for its own is escaped, letters stay as they are. Braces are always in pairs.
#[must_use]
pub fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        // Two that TeX would draw as one are kept apart.
        if matches!((before, c), ('-', '-') | ('\'', '\'') | (',', ',') | ('<', '<') | ('>', '>')) {
            out.push_str("{}");
        }
        before = c;
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            // Alone it opens a quotation.
            '`' => out.push_str("\\textasciigrave{}"),
            '%' | '&' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '\u{a0}' => out.push('~'),
            _ => out.push(c),
        }
    }
    out
}
