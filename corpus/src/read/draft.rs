//! A record in the making: how readers of very different formats put values where they belong, the same way.

use super::abstracts::{Claim, in_language};
use super::xml::{Element, joined};
use super::{dates, people};
use crate::lang::Lang;
use crate::read::Depth;
use crate::record::{Date, Declared, LangFrom, LangText, Name, Record, Role, TextKind, Variable};
use crate::span::{Decoding, Provenance, Span, Text};

/// How many values are looked at for one that is there already: a record with more is no record that people make.
const LOOK_BACK: usize = 256;

/// A record that is being read.
#[derive(Debug)]
pub struct Draft {
    /// What has been read of it.
    pub record: Record,
    /// How much of it is wanted.
    pub depth: Depth,
}

impl Draft {
    /// An empty record of a format, which stands there.
    pub fn new(format: &'static str, span: Span, depth: Depth) -> Self {
        Self { record: Record { format, span, ..Record::default() }, depth }
    }

    /// The record's own language, as far as it declares one.
    pub fn own(&self) -> Option<Lang> {
        self.record.languages.first().and_then(|declared| declared.lang.clone())
    }

    /// What is known of a text's language: what the file writes beside it, else the record's.
    pub fn claim<'c>(&self, written: &'c str, kind: TextKind) -> Claim<'c> {
        let (lang, record) = (Lang::parse(written), self.own());
        Claim { written, lang, from: LangFrom::Declared, record, kind, depth: self.depth }
    }

    /// A language that the record declares; said twice, it counts once.
    pub fn language(&mut self, written: Text) {
        let known =
            self.record.languages.iter().rev().take(LOOK_BACK).any(|declared| declared.written.value == written.value);
        if !known && !written.value.is_empty() {
            self.record.languages.push(Declared { lang: Lang::parse(&written.value), written });
        }
    }

    /// A title. A second main title is a parallel one; one that is there already is not repeated, but may say its
    /// language.
    pub fn title(&mut self, text: Text, written: &str, kind: TextKind) {
        let made = in_language(text, &self.claim(written, kind));
        add_title(&mut self.record.titles, made);
    }

    /// A title of which more is known than the word beside it.
    pub fn title_as(&mut self, text: Text, claim: &Claim<'_>) {
        add_title(&mut self.record.titles, in_language(text, &Claim { depth: self.depth, ..claim.clone() }));
    }

    /// A title of what contains the work.
    pub fn container(&mut self, text: Text, written: &str, kind: TextKind) {
        let made = in_language(text, &self.claim(written, kind));
        add_title(&mut self.record.containers, made);
    }

    /// Abstracts, which `make` reads unless only the index is wanted. A text that is there already is not repeated.
    pub fn abstracts(&mut self, written: &str, kind: TextKind, make: impl FnOnce(&Claim<'_>) -> Vec<LangText>) {
        if self.depth.is_brief() {
            return;
        }
        let claim = self.claim(written, kind);
        for made in make(&claim) {
            match self.record.abstracts.iter_mut().rev().take(LOOK_BACK).find(|known| known.text == made.text) {
                Some(known) if known.declared.is_none() => *known = made,
                Some(_) => {}
                None => self.record.abstracts.push(made),
            }
        }
    }

    /// A variable by its CSL name; nothing where the text is empty, or the same was said before.
    pub fn variable(&mut self, name: &'static str, text: Text) {
        let known = |variable: &Variable| variable.name == name && variable.text.value == text.value;
        if !text.value.is_empty() && !self.record.variables.iter().rev().take(LOOK_BACK).any(known) {
            self.record.variables.push(Variable { name, text });
        }
    }

    /// A DOI, without the address of its resolver.
    pub fn doi(&mut self, text: Text) {
        let text = match text.value.find("10.") {
            Some(at) if at > 0 => after(text, at),
            _ => text,
        };
        self.variable("DOI", text);
    }

    /// The first and the last page as one range. Pages that are written by references or escapes stand alone.
    pub fn pages(&mut self, first: Option<Text>, last: Option<Text>) {
        let Some(first) = first.filter(|first| !first.value.is_empty()) else { return };
        let Some(last) = last.filter(|last| !last.value.is_empty() && last.value != first.value) else {
            return self.variable("page", first);
        };
        // A line end that was folded is as long as the space that it became.
        let means_itself = |text: &Text| {
            let bytes: usize = text.from.spans.iter().map(|span| span.len()).sum();
            let folded = text.from.decoding != Decoding::Plain && text.value.contains(char::is_whitespace);
            bytes == text.value.len() && !folded
        };
        if !means_itself(&first) || !means_itself(&last) {
            self.extra(Text::made("last page"), last);
            return self.variable("page", first);
        }
        let spans = [first.from.spans.as_slice(), &last.from.spans].concat();
        let value = format!("{}-{}", first.value, last.value);
        self.variable("page", Text { value, from: Provenance { spans, decoding: Decoding::Pages } });
    }

    /// Keeps what has no place of its own.
    pub fn extra(&mut self, label: Text, value: Text) {
        if !self.depth.is_brief() && !value.value.is_empty() {
            self.record.extra.push((label, value));
        }
    }

    /// The date of issue as written, unless a better one is there: a date with a month is better than one without.
    /// Whether it was taken.
    pub fn issued(&mut self, written: Text) -> bool {
        let Some(parts) = dates::parse(&written.value) else { return false };
        self.issue(Date { year: parts.year, month: parts.month, day: parts.day, end_year: parts.end_year, written })
    }

    /// The date of issue, unless a better one is there. Whether it was taken.
    pub fn issue(&mut self, date: Date) -> bool {
        let finer = |old: &Date| old.year == date.year && (old.month, old.day) < (date.month, date.day);
        let takes = self.record.issued.as_ref().is_none_or(finer);
        if takes {
            self.record.issued = Some(date);
        }
        takes
    }

    /// A keyword; said twice, it counts once.
    pub fn keyword(&mut self, text: Text) {
        if !text.value.is_empty()
            && !self.record.keywords.iter().rev().take(LOOK_BACK).any(|known| known.value == text.value)
        {
            self.record.keywords.push(text);
        }
    }

    /// A name in one piece, in reading order or inverted.
    pub fn name(&mut self, written: Text, role: Role, role_written: &str) {
        if written.value.is_empty() {
            return;
        }
        let name = people::name(&written.value);
        self.record.names.push(Name { written, role, role_written: role_written.to_owned(), ..name });
    }

    /// The names of institutions, which are not taken apart.
    pub fn institution(&mut self, written: Text, role: Role, role_written: &str) {
        if written.value.is_empty() {
            return;
        }
        let literal = Some(written.value.clone());
        self.record.names.push(Name {
            literal,
            written,
            role,
            role_written: role_written.to_owned(),
            ..Name::default()
        });
    }
}

/// What elements of XML say, put where it belongs.
impl Draft {
    /// Keeps an element as it is.
    pub fn keep(&mut self, element: Element<'_>) {
        if !self.depth.is_brief() {
            self.extra(element.label(), element.leaves());
        }
    }

    /// An element as a variable.
    pub fn variable_of(&mut self, name: &'static str, element: Option<Element<'_>>) {
        element.and_then(Element::text).into_iter().for_each(|text| self.variable(name, text));
    }

    /// An element as a title, in the language that it declares.
    pub fn title_of(&mut self, element: Element<'_>, kind: TextKind) {
        let written = element.lang().map_or(String::new(), |lang| lang.value);
        element.text().into_iter().for_each(|text| self.title(text, &written, kind));
    }

    /// An element as a title of what contains the work.
    pub fn container_of(&mut self, element: Element<'_>, kind: TextKind) {
        let written = element.lang().map_or(String::new(), |lang| lang.value);
        element.text().into_iter().for_each(|text| self.container(text, &written, kind));
    }

    /// An element as an abstract.
    pub fn abstract_of(&mut self, element: Element<'_>, kind: TextKind) {
        let written = element.lang().map_or(String::new(), |lang| lang.value);
        self.abstracts(&written, kind, |claim| element.abstracts(claim));
    }

    /// A person by elements that hold parts of the name, in reading order: given names, family name, suffix.
    pub fn person_of(&mut self, parts: [&[Element<'_>]; 3], role: Role, role_written: &str) {
        let value = |part: &[Element<'_>]| part.iter().map(|part| part.value()).collect::<Vec<_>>().join(" ");
        let [given, family, suffix] = parts.map(value);
        let Some(source) = parts.iter().find_map(|part| part.first()).map(Element::source) else { return };
        let pieces: Vec<Span> = parts.iter().flat_map(|part| part.iter()).map(Element::inside).collect();
        let written = joined(source, &pieces);
        if family.is_empty() {
            return self.name(written, role, role_written);
        }
        let name = people::of_parts(&family, &given, &suffix);
        self.record.names.push(Name { written, role, role_written: role_written.to_owned(), ..name });
    }

    /// A date of issue by elements that hold its year, month and day.
    pub fn date_of(&mut self, element: Element<'_>) -> bool {
        dates::of_element(element).is_some_and(|date| self.issue(date))
    }
}

/// A title beside those that are there.
fn add_title(titles: &mut Vec<LangText>, mut made: LangText) {
    if made.text.is_empty() {
        return;
    }
    if let Some(known) = titles.iter_mut().rev().take(LOOK_BACK).find(|known| known.text == made.text) {
        if known.declared.is_none() && made.declared.is_some() {
            made.kind = known.kind;
            *known = made;
        }
        return;
    }
    if made.kind == TextKind::Main && titles.iter().any(|title| title.kind == TextKind::Main) {
        made.kind = TextKind::Parallel;
    }
    titles.push(made);
}

/// A text without its first bytes, where it stands in one place and means itself there.
fn after(text: Text, at: usize) -> Text {
    let [span] = text.from.spans.as_slice() else { return text };
    if span.len() != text.value.len() {
        return text;
    }
    let rest = text.value.get(at..).unwrap_or_default();
    Text::new(rest, Span::new(span.start as usize + at, span.end as usize), text.from.decoding)
}
