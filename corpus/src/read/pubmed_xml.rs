//! PubMed's XML: articles and book articles, also as bare citations of MEDLINE.
//!
//! `ArticleTitle` is the English title, in brackets where it was translated; `VernacularTitle` is then the work's own.
//! `OtherAbstract` is an abstract in another language, or one of another kind.
//!
//! Sources: the PubMed DTD of 2024 and NLM's descriptions of its elements and of the MEDLINE format.

use super::abstracts::Claim;
use super::draft::Draft;
use super::keys::give_keys;
use super::xml::{self, Element, joined};
use super::{Depth, Origin, Reader, Reading, dates, people};
use crate::lang::Lang;
use crate::record::{Date, ItemType, Name, Role, TextKind};
use crate::span::{Span, Text};

/// The reader of PubMed's XML.
pub static PUBMED_XML: Reader = Reader { name: "pubmed-xml", extensions: &["xml"], sniff, read, stream: None };

/// The elements that are records; the first two hold the third.
const RECORDS: [&str; 3] = ["PubmedArticle", "PubmedBookArticle", "MedlineCitation"];

fn sniff(head: &str) -> bool {
    xml::begins_with(head, &RECORDS)
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let Reading { mut records, mut problems } = Reading::default();
    let mut take = |root: Element<'_>| records.push(Article::of(root, origin.depth).record());
    xml::each_record(text, &RECORDS, &mut take, &mut |problem| problems.push(problem));
    give_keys(&mut records, origin, |_| {});
    Reading { records, problems }
}

/// What PubMed writes where a publisher keeps the abstract to itself, in lower case.
const PLACEHOLDERS: [&str; 3] = [
    "publisher: abstract available from the publisher",
    "abstract available from the publisher",
    "no abstract available",
];

/// Whether a text only says where the abstract is.
pub(super) fn is_placeholder(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| c.is_whitespace() || ".[]()".contains(c)).to_lowercase();
    PLACEHOLDERS.contains(&bare.as_str())
}

/// Whether a title is the English translation that PubMed writes in brackets; its span without them and the period.
pub(super) fn bare_title(text: &str, inside: Span) -> (Span, bool) {
    let title = inside.of(text).trim_matches([' ', '\t', '\n', '\r']);
    let start = inside.start as usize + inside.of(text).find(title).unwrap_or(0);
    let translated = title.starts_with('[') && closes_at_end(title.trim_end_matches('.'));
    let title = if translated { title.trim_end_matches('.') } else { title };
    let lead = usize::from(translated);
    let title = title.get(lead..title.len() - lead).unwrap_or_default();
    // The period is PubMed's; an ellipsis and an abbreviation's are the author's.
    let dotted = title.ends_with('.') && !title.ends_with("..") && !title[..title.len() - 1].ends_with(is_initial);
    let end = start + lead + title.len() - usize::from(dotted);
    (Span::new(start + lead, end), translated)
}

/// Whether the bracket that a title begins with closes at its end.
fn closes_at_end(title: &str) -> bool {
    let mut depth = 0usize;
    let first = title.char_indices().find(|(_, c)| {
        depth = match c {
            '[' => depth + 1,
            ']' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0
    });
    first.is_some_and(|(at, _)| at > 0 && at + 1 == title.len())
}

fn is_initial(c: char) -> bool {
    c.is_uppercase()
}

/// The item type by PubMed's types of publication.
pub(super) fn item_type<'a>(mut kinds: impl Iterator<Item = &'a str>) -> ItemType {
    let of = |kind: &str| match kind.to_lowercase().as_str() {
        "book" | "monograph" | "collected works" => Some(ItemType::Book),
        "book chapter" | "chapter" => Some(ItemType::Chapter),
        "academic dissertation" | "thesis" | "dissertations" => Some(ItemType::Thesis),
        "dataset" => Some(ItemType::Dataset),
        "newspaper article" => Some(ItemType::ArticleNewspaper),
        "preprint" => Some(ItemType::Article),
        "technical report" | "government publication" => Some(ItemType::Report),
        _ => None,
    };
    kinds.find_map(of).unwrap_or(ItemType::ArticleJournal)
}

/// A record in the making: the elements of the citation, and what PubMed adds.
struct Article<'t> {
    root: Element<'t>,
    /// `MedlineCitation` or `BookDocument`.
    citation: Element<'t>,
    draft: Draft,
}

impl<'t> Article<'t> {
    fn of(root: Element<'t>, depth: Depth) -> Self {
        let citation = root.child("MedlineCitation").or_else(|| root.child("BookDocument")).unwrap_or(root);
        Self { root, citation, draft: Draft::new(PUBMED_XML.name, root.span(), depth) }
    }

    fn record(mut self) -> crate::record::Record {
        let languages = [self.citation.all("Article/Language"), self.citation.all("Language")].concat();
        languages.into_iter().filter_map(Element::text).for_each(|text| self.draft.language(text));
        for child in self.citation.children() {
            match child.name() {
                "Article" => child.children().for_each(|child| self.take(child)),
                _ => self.take(child),
            }
        }
        let data = ["PubmedData", "PubmedBookData"].iter().find_map(|name| self.root.child(name));
        for child in data.iter().flat_map(|data| data.children()) {
            self.take(child);
        }
        self.kind();
        self.draft.record
    }

    /// Puts an element where it belongs.
    fn take(&mut self, element: Element<'t>) {
        match element.name() {
            "Language" => {}
            "PMID" => self.variable("PMID", element.text()),
            "ArticleTitle" => self.article_title(element),
            "VernacularTitle" => self.title(element, TextKind::Main, self.draft.own()),
            "Journal" => self.journal(element),
            "Book" => self.book(element),
            "Pagination" => self.pages(element),
            "ELocationID" => self.identifier(element, "EIdType"),
            "ArticleIdList" => element.children().for_each(|id| self.identifier(id, "IdType")),
            "Abstract" => self.abstracts(element, TextKind::Main, Some("en")),
            "OtherAbstract" => self.other_abstract(element),
            "AuthorList" | "InvestigatorList" => self.people(element),
            "ArticleDate" => drop(self.date(element)),
            "MedlineJournalInfo" => self.journal_info(element),
            "MeshHeadingList" => {
                element
                    .descendants("DescriptorName")
                    .filter_map(Element::text)
                    .for_each(|text| self.draft.keyword(text));
                element.descendants("QualifierName").for_each(|qualifier| self.keep(qualifier));
            }
            "KeywordList" => {
                element.children().filter_map(Element::text).for_each(|text| self.draft.keyword(text));
            }
            "PublicationTypeList" => element.children().for_each(|kind| self.keep(kind)),
            "CommentsCorrectionsList" => element.children().for_each(|comment| self.comment(comment)),
            _ => self.keep(element),
        }
    }

    fn keep(&mut self, element: Element<'t>) {
        if !self.draft.depth.is_brief() {
            self.draft.extra(element.label(), element.leaves());
        }
    }

    /// A retraction, an erratum or a comment, under the name of its kind.
    fn comment(&mut self, element: Element<'t>) {
        let label = element.attribute("RefType").unwrap_or_else(|| element.label());
        self.draft.extra(label, element.leaves());
    }

    fn variable(&mut self, name: &'static str, text: Option<Text>) {
        text.into_iter().for_each(|text| self.draft.variable(name, text));
    }

    fn title(&mut self, element: Element<'t>, kind: TextKind, lang: Option<Lang>) {
        let (span, _) = bare_title(element.source(), element.inside());
        let claim = Claim { record: lang, kind, ..Claim::default() };
        self.draft.title_as(joined(element.source(), &[span]), &claim);
    }

    /// The English title of an article; the work's own stands in `VernacularTitle` where it has another one.
    fn article_title(&mut self, element: Element<'t>) {
        let (_, translated) = bare_title(element.source(), element.inside());
        let vernacular = [self.citation.find("Article/VernacularTitle"), self.citation.child("VernacularTitle")];
        let has_own = vernacular.iter().flatten().any(|title| title.text().is_some());
        if translated || has_own {
            let kind = if has_own { TextKind::Translated } else { TextKind::Main };
            return self.title(element, kind, Some(Lang::new("en")));
        }
        self.title(element, TextKind::Main, self.draft.own());
    }

    fn journal(&mut self, journal: Element<'t>) {
        for child in journal.children() {
            match child.name() {
                "Title" => self.container(child, TextKind::Main),
                "ISOAbbreviation" => self.container(child, TextKind::Short),
                "ISSN" => self.variable("ISSN", child.text()),
                "JournalIssue" => {
                    self.variable("volume", child.text_at("Volume"));
                    self.variable("issue", child.text_at("Issue"));
                    if let Some(date) = child.child("PubDate") {
                        self.date(date);
                    }
                }
                _ => self.keep(child),
            }
        }
    }

    fn container(&mut self, element: Element<'t>, kind: TextKind) {
        element.text().into_iter().for_each(|text| self.draft.container(text, "", kind));
    }

    fn journal_info(&mut self, info: Element<'t>) {
        for child in info.children() {
            match child.name() {
                "MedlineTA" => self.container(child, TextKind::Short),
                "ISSNLinking" => self.variable("ISSN", child.text()),
                _ => self.keep(child),
            }
        }
    }

    /// A book: the work itself, or what the article stands in.
    fn book(&mut self, book: Element<'t>) {
        let is_part = self.citation.text_at("ArticleTitle").is_some();
        for child in book.children() {
            match child.name() {
                "BookTitle" if is_part => self.container(child, TextKind::Main),
                "BookTitle" => self.title(child, TextKind::Main, self.draft.own()),
                "CollectionTitle" => self.variable("collection-title", child.text()),
                "Publisher" => {
                    self.variable("publisher", child.text_at("PublisherName"));
                    self.variable("publisher-place", child.text_at("PublisherLocation"));
                }
                "PubDate" => drop(self.date(child)),
                "AuthorList" => self.people(child),
                "Isbn" => self.variable("ISBN", child.text()),
                "Edition" => self.variable("edition", child.text()),
                "Volume" => self.variable("volume", child.text()),
                "ELocationID" => self.identifier(child, "EIdType"),
                _ => self.keep(child),
            }
        }
    }

    fn pages(&mut self, pages: Element<'t>) {
        let medline = pages.text_at("MedlinePgn");
        if medline.is_some() {
            return self.variable("page", medline);
        }
        self.draft.pages(pages.text_at("StartPage"), pages.text_at("EndPage"));
    }

    fn identifier(&mut self, id: Element<'t>, kind: &str) {
        match id.attribute_value(kind).as_str() {
            "doi" => id.text().into_iter().for_each(|text| self.draft.doi(text)),
            "pubmed" => self.variable("PMID", id.text()),
            "pmc" => self.variable("PMCID", id.text()),
            _ => {
                let label = id.attribute(kind).unwrap_or_else(|| id.label());
                self.draft.extra(label, id.text().unwrap_or_default());
            }
        }
    }

    /// The paragraphs of an abstract, with their labels; the copyright is no part of it.
    fn abstracts(&mut self, element: Element<'t>, kind: TextKind, default: Option<&str>) {
        let (texts, others): (Vec<_>, Vec<_>) = element.children().partition(|child| child.name() == "AbstractText");
        others.into_iter().for_each(|other| self.keep(other));
        if self.draft.depth.is_brief() {
            return;
        }
        let pieces = if texts.is_empty() { vec![element.inside()] } else { texts.iter().map(Element::span).collect() };
        if is_placeholder(&joined(element.source(), &pieces).value) {
            return self.keep(element);
        }
        let says = xml::Says::of(element, default.map(Lang::new).or_else(|| self.draft.own()));
        let claim = Claim { depth: self.draft.depth, ..says.claim(kind) };
        self.draft.record.abstracts.extend(xml::abstracts_in(element.source(), &pieces, &claim));
    }

    fn other_abstract(&mut self, element: Element<'t>) {
        let kind = match element.attribute_value("Type").to_lowercase().as_str() {
            "plain-language-summary" | "patient-summary" | "lay-summary" => TextKind::PlainLanguage,
            "graphical" | "graphical-abstract" => TextKind::Graphical,
            "publisher" => TextKind::Translated,
            _ => TextKind::Main,
        };
        self.abstracts(element, kind, None);
    }

    fn people(&mut self, list: Element<'t>) {
        let kind = list.attribute("Type").map_or(String::new(), |text| text.value);
        let (role, written) = match (list.name(), kind.as_str()) {
            ("InvestigatorList", _) => (Role::Other, "investigator".to_owned()),
            (_, "editors") => (Role::Editor, kind),
            _ => (Role::Author, kind),
        };
        for person in list.children() {
            if let Some(name) = name_of(person) {
                self.draft.record.names.push(Name { role, role_written: written.clone(), ..name });
            }
            let more = person.children().filter(|child| !NAME_PARTS.contains(&child.name()));
            more.for_each(|child| self.keep(child));
        }
    }

    /// Whether the date was taken.
    fn date(&mut self, date: Element<'t>) -> bool {
        if let Some(medline) = date.text_at("MedlineDate") {
            return self.draft.issued(medline);
        }
        let names = ["Year", "Month", "Day"];
        let parts = names.map(|name| date.child(name).filter(|part| part.text().is_some()));
        let value = |part: Option<Element<'_>>| part.map_or(String::new(), Element::value);
        let Ok(year) = value(parts[0]).parse() else { return false };
        let month = value(parts[1]);
        let month = month.parse().ok().or_else(|| dates::month(&month.to_lowercase()));
        let day: Option<u8> = value(parts[2]).parse().ok().filter(|day| (1..=31).contains(day));
        let spans: Vec<Span> = parts.iter().flatten().map(Element::inside).collect();
        let written = joined(date.source(), &spans);
        date.child("Season").into_iter().for_each(|season| self.keep(season));
        self.draft.issue(Date {
            year,
            month: month.filter(|month| (1..=12).contains(month)),
            day,
            end_year: None,
            written,
        })
    }

    fn kind(&mut self) {
        let is_book = self.citation.name() == "BookDocument";
        let kinds =
            [self.citation.all("Article/PublicationTypeList/PublicationType"), self.citation.all("PublicationType")];
        let kinds: Vec<_> = kinds.concat().into_iter().filter_map(Element::text).collect();
        self.draft.record.item_type = match is_book {
            true if self.citation.text_at("ArticleTitle").is_some() => ItemType::Chapter,
            true => ItemType::Book,
            false => item_type(kinds.iter().map(|kind| kind.value.as_str())),
        };
        self.draft.record.type_written = kinds.into_iter().next().unwrap_or_default();
    }
}

/// The elements that are parts of a name.
const NAME_PARTS: [&str; 5] = ["LastName", "ForeName", "Initials", "Suffix", "CollectiveName"];

fn name_of(person: Element<'_>) -> Option<Name> {
    if let Some(written) = person.text_at("CollectiveName") {
        return Some(Name { literal: Some(written.value.clone()), written, ..Name::default() });
    }
    let part = |name: &str| person.child(name).filter(|part| part.text().is_some());
    let (family, suffix) = (part("LastName")?, part("Suffix"));
    let given = part("ForeName").or_else(|| part("FirstName")).or_else(|| part("Initials"));
    let value = |part: Option<Element<'_>>| part.map_or(String::new(), Element::value);
    let spans: Vec<Span> = [given, Some(family), suffix].iter().flatten().map(Element::inside).collect();
    let name = people::of_parts(&family.value(), &value(given), &value(suffix));
    Some(Name { written: joined(person.source(), &spans), ..name })
}

#[cfg(test)]
mod tests;
