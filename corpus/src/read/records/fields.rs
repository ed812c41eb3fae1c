//! The fields of a text record as a record, in CSL's terms.
//!
//! Invariant: what a field says and the record has no place for stands in `extra` under the label as written.

use super::labels::{self, Meaning};
use super::number;
use super::rows::{Block, Field};
use crate::lang::{Lang, word_count};
use crate::read::Depth;
use crate::read::abstracts::{Claim, abstracts_of, in_language};
use crate::read::{dates, decode, people};
use crate::record::{Date, Declared, ItemType, LangFrom, LangText, Record, Role, TextKind, Variable};
use crate::span::{Decoding, Provenance, Span, Text};
use std::ops::Range;

/// A text of some spans of a file.
pub fn folded(text: &str, spans: &[Span]) -> Text {
    let pieces: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    Text {
        value: decode(&pieces, Decoding::Folded),
        from: Provenance { spans: spans.to_vec(), decoding: Decoding::Folded },
    }
}

/// The record that a block describes; its key is empty unless the block gives one.
#[must_use]
pub fn record(text: &str, block: &Block) -> Record {
    let mut record = Record { format: super::RECORDS.name, span: block.span(), ..Record::default() };
    for field in block.fields.iter().filter(|field| field.meaning == Some(Meaning::Language)) {
        languages(text, field, &mut record);
    }
    for field in &block.fields {
        Taking { text, field, record: &mut record }.take();
    }
    if record.type_written.value.is_empty() && !record.containers.is_empty() {
        record.item_type = ItemType::ArticleJournal;
    }
    record
}

struct Taking<'a, 'r> {
    text: &'a str,
    field: &'a Field,
    record: &'r mut Record,
}

impl Taking<'_, '_> {
    fn take(&mut self) {
        if self.field.pieces.is_empty() {
            if self.field.meaning.is_none() {
                self.keep();
            }
            return;
        }
        match self.field.meaning.clone() {
            None => self.keep(),
            Some(Meaning::Abstract(lang, named)) => self.abstracts(lang, named),
            Some(Meaning::Title(kind, lang)) => self.title(kind, lang),
            Some(Meaning::People(role)) => self.people(role),
            Some(Meaning::Container) => self.container(),
            Some(Meaning::Issue) => self.issue(),
            Some(Meaning::Date) => self.date(),
            Some(Meaning::Pages) => self.pages(),
            Some(Meaning::Keywords) => self.keywords(),
            Some(Meaning::Link) => self.link(),
            Some(Meaning::Key) => self.record.key = self.whole(),
            Some(Meaning::Type) => self.item_type(),
            Some(Meaning::Language) => {}
            Some(Meaning::Variable("volume")) if self.first().parse::<u32>().is_err() => self.issue(),
            Some(Meaning::Variable(name)) => self.variable(name, self.whole()),
        }
    }

    fn whole(&self) -> Text {
        folded(self.text, &self.field.pieces)
    }

    fn label(&self) -> Text {
        folded(self.text, &[self.field.label])
    }

    /// The raw text of the first piece.
    fn first(&self) -> &str {
        self.field.pieces.first().map_or("", |span| span.of(self.text))
    }

    /// A range of the first piece as a text.
    fn part(&self, range: Range<usize>) -> Text {
        let start = self.field.pieces.first().map_or(0, |span| span.start as usize);
        folded(self.text, &[Span::new(start + range.start, start + range.end)])
    }

    fn keep(&mut self) {
        let pair = (self.label(), self.whole());
        self.record.extra.push(pair);
    }

    fn variable(&mut self, name: &'static str, text: Text) {
        self.record.variables.push(Variable { name, text });
    }

    /// What is known of a text's language; the record's own language is the weakest hint.
    fn claim<'c>(&self, written: &'c str, lang: Option<Lang>, kind: TextKind) -> Claim<'c> {
        let own = self.record.languages.first().and_then(|declared| declared.lang.clone());
        Claim { written, lang, from: LangFrom::Label, record: own, kind, depth: Depth::Full }
    }

    fn abstracts(&mut self, lang: Option<Lang>, named: bool) {
        let label = self.label().value;
        if !named && labels::normal(&label) == "sommaire" && is_contents(&self.whole().value) {
            return self.keep();
        }
        let claim = self.claim(&label, lang, TextKind::Main);
        let made = in_pieces(self.text, &self.field.pieces, &claim);
        self.record.abstracts.extend(made);
    }

    fn title(&mut self, kind: TextKind, lang: Option<Lang>) {
        let label = self.label().value;
        let written = if lang.is_some() { label.as_str() } else { "" };
        let claim = self.claim(written, lang, kind);
        self.record.titles.push(in_language(self.whole(), &claim));
    }

    fn people(&mut self, role: Role) {
        let label = self.label().value;
        for piece in &self.field.pieces {
            for (range, mut name) in people::names(piece.of(self.text)) {
                let start = piece.start as usize;
                name.written = folded(self.text, &[Span::new(start + range.start, start + range.end)]);
                name.role = role;
                if name.role_written.is_empty() {
                    name.role_written.clone_from(&label);
                }
                self.record.names.push(name);
            }
        }
    }

    /// A journal alone, or with volume, issue and date behind it (`in Revue > Vol. 82, n° 1`).
    fn container(&mut self) {
        let first = self.first();
        let found = number::parse(first);
        let marked = found.volume.is_some() && (found.issue.is_some() || found.date.is_some());
        let name = first
            .get(..found.start)
            .unwrap_or(first)
            .trim_end_matches(|c: char| c.is_whitespace() || ",;:>(-–".contains(c));
        let lead = name.len() - name.trim_start_matches("in ").len();
        if !marked || name.len() <= lead || self.field.pieces.len() > 1 {
            let claim = self.claim("", None, TextKind::Main);
            self.record.containers.push(in_language(self.whole(), &claim));
            return;
        }
        let name = self.part(lead..name.len());
        let claim = self.claim("", None, TextKind::Main);
        self.record.containers.push(in_language(name, &claim));
        self.parts(&found);
        self.keep();
    }

    /// Volume, issue, date and the special issue's title; the cell as written is kept too.
    fn issue(&mut self) {
        let found = number::parse(self.first());
        if found.volume.is_none() && found.issue.is_none() && found.date.is_none() {
            let name = if self.field.meaning == Some(Meaning::Issue) { "issue" } else { "volume" };
            return self.variable(name, self.whole());
        }
        if found.title.is_some() || found.date.is_some() || self.field.pieces.len() > 1 {
            self.keep();
        }
        let alone = found.volume.is_none() && found.issue.is_some() && self.field.meaning != Some(Meaning::Issue);
        let found = if alone { number::Number { volume: found.issue.clone(), issue: None, ..found } } else { found };
        self.parts(&found);
    }

    fn parts(&mut self, found: &number::Number) {
        let parts = [("volume", &found.volume), ("issue", &found.issue), ("volume-title", &found.title)];
        for (name, range) in parts {
            if let Some(range) = range.clone() {
                self.variable(name, self.part(range));
            }
        }
        if let Some(range) = found.date.clone() {
            self.issued(self.part(range));
        }
    }

    /// The date of issue, unless a better one is there; a date with a month is better than one without.
    fn issued(&mut self, written: Text) -> bool {
        let Some(parts) = dates::parse(&written.value) else { return false };
        let poor = self.record.issued.as_ref().is_none_or(|old| old.month.is_none() && old.year == parts.year);
        if poor {
            let dates::Parts { year, month, day, end_year } = parts;
            self.record.issued = Some(Date { year, month, day, end_year, written });
        }
        poor
    }

    fn date(&mut self) {
        if !self.issued(self.whole()) {
            self.keep();
        }
    }

    /// Pages without `p.`; what holds no digit is kept as it is.
    fn pages(&mut self) {
        let first = self.first();
        let bare = first.trim_start_matches(|c: char| !c.is_ascii_digit());
        let before = labels::normal(&first[..first.len() - bare.len()]);
        if self.field.pieces.len() == 1 && matches!(before.as_str(), "p" | "pp" | "page" | "pages" | "s") {
            let range = first.len() - bare.len()..first.len();
            return self.variable("page", self.part(range));
        }
        self.variable("page", self.whole());
    }

    fn keywords(&mut self) {
        for piece in &self.field.pieces {
            let raw = piece.of(self.text);
            let separator = [';', '\n', ','].into_iter().find(|c| raw.contains(*c)).unwrap_or(';');
            let mut start = piece.start as usize;
            for word in raw.split(separator) {
                let bare = word.trim();
                let at = start + word.len() - word.trim_start().len();
                start += word.len() + separator.len_utf8();
                if !bare.is_empty() {
                    self.record.keywords.push(folded(self.text, &[Span::new(at, at + bare.len())]));
                }
            }
        }
    }

    /// An address, and the DOI in it.
    fn link(&mut self) {
        let first = self.first();
        let ends = |c: char| c.is_whitespace() || "<>\"|".contains(c);
        let until = |at: usize| at + first[at..].find(ends).unwrap_or(first.len() - at);
        let url = first.find("http").map(|at| at..until(at));
        let doi = first.find("10.").filter(|at| first[*at..].contains('/')).map(|at| at..until(at));
        let is_doi = |at: usize| at == 0 || first[..at].ends_with(['/', ':', ' ', '=']);
        let doi = doi.filter(|range| is_doi(range.start));
        if url.is_none() && doi.is_none() {
            return self.keep();
        }
        if let Some(range) = url {
            self.variable("URL", self.part(range));
        }
        if let Some(range) = doi {
            self.variable("DOI", self.part(range));
        }
    }

    fn item_type(&mut self) {
        self.record.type_written = self.whole();
        let folded = labels::normal(&self.record.type_written.value);
        let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        self.record.item_type = if has(&["article", "journal", "artikel", "artículo"]) {
            ItemType::ArticleJournal
        } else if has(&["these", "memoire", "thesis", "dissertation"]) {
            ItemType::Thesis
        } else if has(&["chapitre", "chapter"]) {
            ItemType::Chapter
        } else if has(&["rapport", "report"]) {
            ItemType::Report
        } else if has(&["livre", "ouvrage", "book", "monograph", "texte imprime"]) {
            ItemType::Book
        } else {
            ItemType::Document
        };
    }
}

/// Languages by `;`, `,` or `/`, or one that is written with its code (`Français (fre)`).
fn languages(text: &str, field: &Field, record: &mut Record) {
    for piece in &field.pieces {
        let mut start = piece.start as usize;
        for word in piece.of(text).split([';', ',', '/', '\n']) {
            let bare = word.trim();
            let at = start + word.len() - word.trim_start().len();
            start += word.len() + 1;
            if bare.is_empty() {
                continue;
            }
            let written = folded(text, &[Span::new(at, at + bare.len())]);
            let lang = Lang::parse(bare).or_else(|| Lang::parse(bare.split(['(', ' ']).next().unwrap_or_default()));
            record.languages.push(Declared { written, lang });
        }
    }
}

/// Whether a "Sommaire" is a table of contents: dashes or page numbers between its entries.
fn is_contents(text: &str) -> bool {
    let pages = text.matches("p. ").count()
        + text.matches(" -- ").count()
        + text.matches(". - ").count()
        + text.matches("...").count();
    let entries = text.matches(';').count() + text.matches(" - ").count() + text.matches(" – ").count();
    pages >= 2 || (entries >= 3 && word_count(text) < 12 * (entries + 1))
}

/// Abstracts in the pieces of a field: the pieces stand on lines of their own.
pub fn in_pieces(text: &str, pieces: &[Span], claim: &Claim<'_>) -> Vec<LangText> {
    let mut joined = String::new();
    let mut places = Vec::new();
    for piece in pieces {
        if !joined.is_empty() {
            joined.push('\n');
        }
        places.push((joined.len(), *piece));
        joined.push_str(piece.of(text));
    }
    abstracts_of(&joined, claim, |range| {
        let first = places.partition_point(|(at, piece)| at + piece.len() <= range.start);
        let within = places.get(first..).unwrap_or_default().iter().take_while(|(at, _)| *at < range.end);
        let spans: Vec<Span> = within
            .map(|(at, piece)| {
                let base = piece.start as usize;
                let end = range.end.min(at + piece.len());
                Span::new(base + range.start.saturating_sub(*at), base + end - at)
            })
            .collect();
        folded(text, &spans)
    })
}
