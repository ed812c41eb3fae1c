//! The front of an article: titles, abstracts, numbers, dates and identifiers.
//!
//! Invariant: what has no place in a record stands in `extra`, under the element's name.

use super::people;
use crate::read::dates;
use crate::read::draft::Draft;
use crate::read::xml::Element;
use crate::record::{Role, TextKind};

/// A front that is being read into a record.
pub struct Front<'d, 'l> {
    draft: &'d mut Draft,
    /// The declared language of the article, or of its translation: what XML hands down to the elements in it.
    lang: &'l str,
    translation: bool,
}

impl<'d, 'l> Front<'d, 'l> {
    /// The front of the article itself.
    pub fn original(draft: &'d mut Draft, lang: &'l str) -> Self {
        Self { draft, lang, translation: false }
    }

    /// The front of a translation of it.
    pub fn translation(draft: &'d mut Draft, lang: &'l str) -> Self {
        Self { draft, lang, translation: true }
    }

    /// Reads the elements of `article-meta` or of a stub of it.
    pub fn take(&mut self, meta: Element<'_>) {
        let (dates, parts): (Vec<_>, Vec<_>) =
            meta.children().partition(|part| part.name() == "pub-date" && !self.translation);
        parts.into_iter().for_each(|part| self.part(part));
        self.draft.pages(meta.text_at("fpage"), meta.text_at("lpage"));
        issued(&dates, self.draft);
    }

    /// Puts an element where it belongs, but for dates and pages, which are judged together.
    pub fn part(&mut self, part: Element<'_>) {
        match part.name() {
            "title-group" => self.titles(part),
            "abstract" => self.abstracts(part, TextKind::Main),
            "trans-abstract" => self.abstracts(part, TextKind::Translated),
            "kwd-group" => self.keywords(part),
            "article-id" => self.identifier(part),
            "related-article" | "related-object" => self.related(part),
            "contrib-group" if !self.translation => people::group(part, self.draft),
            // The people are those of the original, and stand there.
            "contrib-group" | "author-notes" | "aff" | "aff-alternatives" if self.translation => {}
            "volume" | "issue" | "elocation-id" | "edition" | "isbn" | "supplement" | "issue-title"
            | "volume-series" => {
                self.number(part);
            }
            "fpage" | "lpage" => {}
            // What stands beside the pieces of a front that is not there.
            "journal-meta" | "body" | "back" | "floats-group" | "sub-article" | "response" => {}
            "product" => self.product(part),
            _ => self.draft.keep(part),
        }
    }

    /// The declared language of an element, else that of what it is in.
    fn lang(&self, part: Element<'_>) -> String {
        part.lang().map_or_else(|| self.lang.to_owned(), |lang| lang.value)
    }

    fn titles(&mut self, group: Element<'_>) {
        let (main, sub) = if self.translation {
            (TextKind::Translated, TextKind::Subtitle)
        } else {
            (TextKind::Main, TextKind::Subtitle)
        };
        for part in group.children() {
            match part.name() {
                "article-title" => self.title(part, part, main),
                "subtitle" => self.title(part, part, sub),
                "trans-title" | "trans-subtitle" => self.trans_title(part, part),
                "trans-title-group" => part.children().for_each(|title| self.trans_title(title, part)),
                "alt-title"
                    if matches!(
                        &*part.attribute_value("alt-title-type"),
                        "running-head" | "short" | "right-running-head" | "left-running-head" | "running"
                    ) =>
                {
                    self.title(part, part, TextKind::Short);
                }
                _ => self.draft.keep(part),
            }
        }
    }

    fn trans_title(&mut self, title: Element<'_>, group: Element<'_>) {
        match title.name() {
            "trans-title" => self.title(title, group, TextKind::Translated),
            "trans-subtitle" => self.title(title, group, TextKind::Subtitle),
            _ => self.draft.keep(title),
        }
    }

    /// A title; its language is declared for it or for what it stands in.
    fn title(&mut self, title: Element<'_>, group: Element<'_>, kind: TextKind) {
        let lang = title.lang().map_or_else(|| self.lang(group), |lang| lang.value);
        if let Some(text) = title.text() {
            self.draft.title(text, &lang, kind);
        }
    }

    fn abstracts(&mut self, part: Element<'_>, kind: TextKind) {
        let kind = abstract_kind(&part.attribute_value("abstract-type")).unwrap_or(kind);
        let lang = self.lang(part);
        let kind = if self.translation && kind == TextKind::Main { TextKind::Translated } else { kind };
        self.draft.abstracts(&lang, kind, |claim| part.abstracts(claim));
    }

    fn keywords(&mut self, group: Element<'_>) {
        for name in ["kwd", "compound-kwd", "nested-kwd"] {
            group.descendants(name).filter_map(Element::text).for_each(|text| self.draft.keyword(text));
        }
    }

    fn identifier(&mut self, id: Element<'_>) {
        let kind = id.attribute_value("pub-id-type");
        let Some(text) = id.text().filter(|_| !self.translation) else { return self.draft.keep(id) };
        match kind.as_str() {
            "doi" => self.draft.doi(text),
            "pmid" => self.draft.variable("PMID", text),
            "pmc" | "pmcid" => self.draft.variable("PMCID", text),
            "arxiv" | "url" | "uri" if text.value.starts_with("http") => self.draft.variable("URL", text),
            _ => self.draft.extra(id.label(), text),
        }
    }

    /// Another article. That this one retracts it, or is retracted by it, stands where a rule can ask for it.
    fn related(&mut self, part: Element<'_>) {
        let kind = part.attribute("related-article-type").or_else(|| part.attribute("link-type"));
        let target = part.attribute("xlink:href").or_else(|| part.attribute("href")).or_else(|| part.text());
        let (Some(kind), Some(target)) = (kind, target) else { return self.draft.keep(part) };
        match kind.value.as_str() {
            "retracted-article" => self.draft.variable("retracts", target.clone()),
            "retraction-forward" | "retraction" => self.draft.variable("status", kind),
            _ => {}
        }
        self.draft.extra(part.label(), target);
    }

    fn number(&mut self, part: Element<'_>) {
        let name = match part.name() {
            "volume" => "volume",
            "issue" => "issue",
            "elocation-id" => "number",
            "edition" => "edition",
            "isbn" => "ISBN",
            "supplement" => "supplement",
            "issue-title" => "volume-title",
            _ => "collection-title",
        };
        if let Some(text) = part.text().filter(|_| !self.translation) {
            self.draft.variable(name, text);
        }
    }

    /// What a review is about.
    fn product(&mut self, part: Element<'_>) {
        let title = ["source", "article-title"].iter().find_map(|name| part.text_at(name));
        if let Some(title) = title {
            self.draft.variable("reviewed-title", title);
        }
        self.draft.keep(part);
    }
}

/// What an abstract is by its type; `None` where it is an abstract like others.
pub fn abstract_kind(kind: &str) -> Option<TextKind> {
    match kind {
        "graphical" | "graphical-abstract" | "visual-abstract" | "visual" | "video" => Some(TextKind::Graphical),
        "teaser" | "toc" | "short" | "precis" | "key-points" | "highlights" | "in-brief" | "web-summary" => {
            Some(TextKind::Teaser)
        }
        "plain-language-summary"
        | "plain-language"
        | "lay-summary"
        | "lay-abstract"
        | "executive-summary"
        | "editor-summary"
        | "author-summary" => Some(TextKind::PlainLanguage),
        _ => None,
    }
}

/// The year of a journal's issue is the one to cite; the day of publication may say more of the same year.
fn issued(dates: &[Element<'_>], draft: &mut Draft) {
    let rank = |date: &Element<'_>| {
        let kind = ["pub-type", "date-type"].map(|name| date.attribute_value(name)).concat();
        match kind.as_str() {
            "ppub" | "collection" | "epub-ppub" | "issue-pub" => 0,
            "" | "pub" | "epub" | "publication" | "epreprint" | "aheadofprint" => 1,
            _ => 2,
        }
    };
    let mut ranked: Vec<_> = dates.iter().collect();
    ranked.sort_by_key(|date| rank(date));
    for date in ranked {
        match dates::of_element(*date).filter(|_| rank(date) < 2) {
            Some(date) => {
                draft.issue(date);
            }
            None => draft.keep(*date),
        }
    }
}

/// What a journal says of itself.
pub fn journal(journal: Element<'_>, draft: &mut Draft) {
    for part in journal.children() {
        match part.name() {
            "journal-title-group" => part.children().for_each(|title| journal_title(title, draft)),
            "issn" | "issn-l" => part.text().into_iter().for_each(|text| draft.variable("ISSN", text)),
            "isbn" => part.text().into_iter().for_each(|text| draft.variable("ISBN", text)),
            "publisher" => {
                part.text_at("publisher-name").into_iter().for_each(|text| draft.variable("publisher", text));
                part.text_at("publisher-loc").into_iter().for_each(|text| draft.variable("publisher-place", text));
            }
            "contrib-group" => {
                part.all("contrib").into_iter().for_each(|person| people::contributor(person, Role::Other, draft));
            }
            _ => journal_title(part, draft),
        }
    }
}

fn journal_title(title: Element<'_>, draft: &mut Draft) {
    let lang = title.lang().map_or(String::new(), |lang| lang.value);
    let kind = match title.name() {
        "journal-title" => TextKind::Main,
        "journal-subtitle" => TextKind::Subtitle,
        "abbrev-journal-title" => TextKind::Short,
        "trans-title-group" => TextKind::Translated,
        _ => return draft.keep(title),
    };
    let inner = title.child("trans-title").unwrap_or(title);
    if let Some(text) = inner.text() {
        draft.container(text, &lang, kind);
    }
}
