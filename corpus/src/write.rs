//! Records as text again: whole bibliographies, and one record for a bibliography that is there, in that file's own style.
//!
//! Invariant: what is written is read back as the same record, up to what the format has no place for (each target's
//! file says what that is).

pub mod add;
pub mod bibtex;
pub mod csl;
#[cfg(test)]
mod properties;
pub mod ris;
pub mod style;
#[cfg(test)]
mod tests;

use crate::record::{Date, LangText, Record, TextKind};
use rustc_hash::FxHashSet;
use style::Style;

/// A format that records are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// BibTeX, with the entry types and fields of its standard styles.
    BibTex,
    /// BibLaTeX.
    BibLaTex,
    /// CSL-JSON.
    CslJson,
    /// RIS.
    Ris,
}

/// A record to be written, and its entry as it stands, where its file is BibTeX.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The record.
    pub record: &'a Record,
    /// Its entry, with its macros put in.
    pub written: Option<&'a bibtex::Entry>,
}

impl Target {
    /// These records as a whole file.
    #[must_use]
    pub fn file(self, sources: &[Source<'_>]) -> String {
        match self {
            Self::BibTex | Self::BibLaTex => {
                let style = Style::default();
                let entries = sources.iter().map(|source| self.entry(*source).print(&style) + "\n");
                entries.collect::<Vec<_>>().join("\n")
            }
            Self::CslJson => csl::file(sources.iter().map(|source| source.record)),
            Self::Ris => sources.iter().map(|source| ris::record(source.record)).collect::<Vec<_>>().join("\n"),
        }
    }

    /// A record as an entry: as it was written, where it was written as one.
    fn entry(self, source: Source<'_>) -> bibtex::Entry {
        match source.written {
            Some(written) => written.clone(),
            None => bibtex::entry(source.record, self == Self::BibLaTex),
        }
    }
}

/// Whether a date is said to be uncertain: BibLaTeX's `2016~`, `2016?` and `2016%`, CSL's `circa`.
fn is_uncertain(record: &Record, date: &Date) -> bool {
    let circa = record.extra.iter().find(|(label, _)| label.value == "circa").map(|(_, value)| value.value.as_str());
    date.written.value.ends_with(['~', '?', '%']) || circa.is_some_and(|said| !matches!(said, "" | "0" | "false"))
}

/// What is kept of a record under its own labels, without what its date says and what its note does: labelled lines of a
/// note are both.
fn extras(record: &Record) -> impl Iterator<Item = (&str, &str)> {
    let date = record.issued.as_ref();
    let said = move |label: &str| match label {
        "circa" => date.is_some(),
        "month" => record.format == "bibtex" && date.is_some_and(|date| date.month.is_some()),
        "day" => record.format == "bibtex" && date.is_some_and(|date| date.day.is_some()),
        _ => false,
    };
    let notes = record.variables.iter().filter(|variable| variable.name == "note");
    let lines = notes.flat_map(|note| note.text.value.lines()).filter_map(|line| line.split_once(':'));
    let noted: FxHashSet<(&str, &str)> = lines.map(|(label, value)| (label.trim(), value.trim())).collect();
    let pairs = record.extra.iter().map(|(label, value)| (label.value.as_str(), value.value.as_str()));
    pairs.filter(move |pair| !said(pair.0) && !noted.contains(pair))
}

/// The abstract that is a record's own (its first), and the others, each with the tag of its language where that is
/// known and no other has it.
fn abstracts(record: &Record) -> (Option<&LangText>, Vec<(&LangText, Option<&str>)>) {
    tagged(&record.abstracts.iter().collect::<Vec<_>>())
}

/// The main title, and the others of kinds that say the same in another language.
fn titles(record: &Record) -> (Option<&LangText>, Vec<(&LangText, Option<&str>)>) {
    let is_whole = |title: &&LangText| matches!(title.kind, TextKind::Main | TextKind::Translated | TextKind::Parallel);
    let mut titles: Vec<&LangText> = record.titles.iter().filter(is_whole).collect();
    if let Some(place) = titles.iter().position(|title| title.kind == TextKind::Main) {
        titles[..=place].rotate_right(1);
    }
    tagged(&titles)
}

fn tagged<'r>(texts: &[&'r LangText]) -> (Option<&'r LangText>, Vec<(&'r LangText, Option<&'r str>)>) {
    let mut seen: Vec<&str> = Vec::new();
    let mut more = Vec::new();
    for text in texts.iter().skip(1) {
        let tag = text.lang.as_ref().map(|lang| lang.as_str()).filter(|tag| !seen.contains(tag));
        seen.extend(tag);
        more.push((*text, tag));
    }
    (texts.first().copied(), more)
}
