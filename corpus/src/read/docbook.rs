//! `DocBook` 4 and 5: the `biblioentry` (raw) and `bibliomixed` (with its punctuation) of a bibliography, alone or in a
//! document.
//!
//! What contains a work stands in a `biblioset` of its own (`relation="journal"`), or is a `citetitle` that says so
//! (`pubwork="journal"`). An entry that is empty points to one elsewhere, and is no record.
//!
//! Sources: `DocBook: The Definitive Guide` (4.5 and 5.1), on these elements, `biblioset` and `biblioid`; exports of
//! `JabRef` and `RefDB`.

mod people;
#[cfg(test)]
mod tests;

use super::draft::Draft;
use super::xml::{self, Element};
use super::{Origin, Reader, Reading};
use crate::record::{ItemType, TextKind};
use crate::span::Text;

/// The reader of `DocBook`'s bibliographies.
pub static DOCBOOK: Reader =
    Reader { name: "docbook", extensions: &["xml", "dbk", "docbook"], sniff, read, stream: None };

/// The elements that are records.
const ENTRIES: [&str; 2] = ["biblioentry", "bibliomixed"];
/// The documents that may have a bibliography far behind their beginning.
const DOCUMENTS: [&str; 10] =
    ["appendix", "article", "bibliodiv", "bibliography", "bibliolist", "book", "chapter", "part", "section", "sect1"];

fn sniff(head: &str) -> bool {
    let document = xml::root(head).is_some_and(|(name, _)| DOCUMENTS.contains(&name));
    let tag = |name: &str| head.contains(&format!("<{name}")) || head.contains(&format!(":{name}"));
    xml::begins_with(head, &ENTRIES) || document && ENTRIES.iter().any(|name| tag(name))
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    xml::read_works(text, origin, &ENTRIES, |entry| {
        let mut draft = Draft::new(DOCBOOK.name, entry.span(), origin.depth);
        let says = entry.text().is_some();
        if says {
            record(entry, &mut draft);
        }
        says.then_some(draft).into_iter().collect()
    })
}

/// What some parts of an entry are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// The work that is cited.
    Work,
    /// What it stands in.
    Container,
    /// The series that this stands in.
    Series,
}

fn record(entry: Element<'_>, draft: &mut Draft) {
    key(entry, draft);
    let said = ["xml:lang", "lang"].iter().find_map(|name| entry.attribute(name));
    said.into_iter().for_each(|lang| draft.language(lang));
    let beside = is_titled(entry);
    kind(entry, beside, draft);
    parts(entry, Of::Work, beside, draft);
    date(entry, draft);
    address(entry, draft);
    // The words between the parts of a mixed entry may say who and when, or be all that there is.
    let mixed = entry.name() == "bibliomixed" && (draft.record.names.is_empty() || draft.record.issued.is_none());
    if draft.record.titles.is_empty() || mixed {
        draft.keep(entry);
    }
}

/// `biblioref` cites an entry by its id, and `citation` by its abbreviation.
fn key(entry: Element<'_>, draft: &mut Draft) {
    let id = ["xml:id", "id"].iter().find_map(|name| entry.attribute(name)).filter(|id| !id.value.is_empty());
    let short = entry.children().find(|part| part.name() == "abbrev").and_then(Element::text);
    let short = short.filter(|short| !short.value.contains(char::is_whitespace));
    match (id, short) {
        (Some(id), short) => {
            draft.record.aliases = short.filter(|short| short.value != id.value).into_iter().collect();
            draft.record.key = id;
        }
        (None, short) => draft.record.key = short.unwrap_or_default(),
    }
}

/// The sets of parts in an entry.
fn sets(entry: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    ["biblioset", "bibliomset"].into_iter().flat_map(move |name| entry.descendants(name))
}

/// The type, by what holds the work, else by what its title says of itself.
fn kind(entry: Element<'_>, beside: bool, draft: &mut Draft) {
    let relations: Vec<_> = sets(entry).filter_map(|set| set.attribute("relation")).collect();
    let works: Vec<_> = entry.descendants("citetitle").filter_map(|title| title.attribute("pubwork")).collect();
    let has = |name: &str| relations.iter().chain(&works).find(|word| word.value.eq_ignore_ascii_case(name));
    let is_part = sets(entry).any(|set| of_set(set, beside) == Of::Container);
    let found = KINDS.iter().find_map(|(name, kind)| has(name).map(|word| (word.clone(), *kind)));
    let (written, kind) = found.unwrap_or_default();
    let published = ["publisher", "publishername", "isbn"].iter().any(|name| entry.descendants(name).next().is_some());
    draft.record.item_type = match kind {
        ItemType::Book if is_part => ItemType::Chapter,
        ItemType::Document if written.value.is_empty() && published => ItemType::Book,
        kind => kind,
    };
    draft.record.type_written = written;
}

/// The words of `relation` and `pubwork`, those first that tell most.
const KINDS: [(&str, ItemType); 27] = [
    ("journal", ItemType::ArticleJournal),
    ("magazine", ItemType::ArticleMagazine),
    ("periodical", ItemType::ArticleMagazine),
    ("newspaper", ItemType::ArticleNewspaper),
    ("proceedings", ItemType::PaperConference),
    ("inproceedings", ItemType::PaperConference),
    ("conference", ItemType::PaperConference),
    ("incollection", ItemType::Chapter),
    ("inbook", ItemType::Chapter),
    ("chapter", ItemType::Chapter),
    ("part", ItemType::Chapter),
    ("section", ItemType::Chapter),
    ("refentry", ItemType::Entry),
    ("thesis", ItemType::Thesis),
    ("phdthesis", ItemType::Thesis),
    ("mastersthesis", ItemType::Thesis),
    ("report", ItemType::Report),
    ("techreport", ItemType::Report),
    ("webpage", ItemType::Webpage),
    ("wiki", ItemType::Webpage),
    ("newsposting", ItemType::Post),
    ("emailmessage", ItemType::PersonalCommunication),
    ("manuscript", ItemType::Manuscript),
    ("patent", ItemType::Patent),
    ("book", ItemType::Book),
    ("set", ItemType::Collection),
    ("article", ItemType::ArticleJournal),
];

/// The relations that are of what holds a work, whatever else the entry says.
const HOLDERS: [&str; 5] = ["journal", "magazine", "periodical", "newspaper", "proceedings"];

/// Whether the work itself has a title, so that a book with another one is what holds it.
fn is_titled(entry: Element<'_>) -> bool {
    titled(entry) || sets(entry).any(|set| PARTS.contains(&&*set.attribute_value("relation")) && titled(set))
}

fn titled(holder: Element<'_>) -> bool {
    holder.children().any(|part| matches!(part.name(), "title" | "citetitle"))
}

/// The relations of a part of something.
const PARTS: [&str; 6] = ["", "article", "chapter", "part", "section", "paper"];

/// What a set of an entry is about; `beside` is whether the work has a title outside of books.
fn of_set(set: Element<'_>, beside: bool) -> Of {
    match set.attribute_value("relation").to_lowercase().as_str() {
        "series" => Of::Series,
        name if HOLDERS.contains(&name) => Of::Container,
        "book" | "conference" | "set" if beside && titled(set) => Of::Container,
        _ => Of::Work,
    }
}

/// Puts the parts of an entry, or of a set in it, where they belong.
fn parts(holder: Element<'_>, of: Of, beside: bool, draft: &mut Draft) {
    for part in holder.children() {
        match part.name() {
            "info" | "articleinfo" | "bookinfo" => parts(part, of, beside, draft),
            "biblioset" | "bibliomset" if of == Of::Work => parts(part, of_set(part, beside), beside, draft),
            "biblioset" | "bibliomset" => parts(part, of, beside, draft),
            _ => take(part, of, draft),
        }
    }
    people::in_line(holder, of, draft);
}

/// The elements that are variables as they are.
const VARIABLES: [(&str, &str); 10] = [
    ("volumenum", "volume"),
    ("issuenum", "issue"),
    ("edition", "edition"),
    ("seriesvolnums", "collection-number"),
    ("isbn", "ISBN"),
    ("issn", "ISSN"),
    ("isrn", "number"),
    ("pubsnumber", "number"),
    ("artpagenums", "page"),
    ("uri", "URL"),
];

fn take(part: Element<'_>, of: Of, draft: &mut Draft) {
    match part.name() {
        "title" => title(part, of, TextKind::Main, draft),
        "subtitle" => title(part, of, TextKind::Subtitle, draft),
        "titleabbrev" => title(part, of, TextKind::Short, draft),
        "abbrev" if of == Of::Container => title(part, of, TextKind::Short, draft),
        "abbrev" => abbreviation(part, draft),
        "citetitle" => cited(part, of, draft),
        // They are asked for when all else is there, or read with what they stand in.
        "pubdate" | "date" | "copyright" | "year" | "address" => {}
        "firstname" | "givenname" | "othername" | "surname" | "lineage" | "honorific" => {}
        "abstract" => draft.abstract_of(part, TextKind::Main),
        "keywordset" => part.descendants("keyword").filter_map(Element::text).for_each(|word| draft.keyword(word)),
        "pagenums" => pages(part, draft),
        "biblioid" => identifier(part, draft),
        "publisher" => draft.variable_of("publisher", part.child("publishername")),
        "publishername" => draft.variable_of("publisher", Some(part)),
        "confgroup" => conference(part, draft),
        "bibliomisc" | "releaseinfo" | "link" | "ulink" => {
            address_of(part, draft);
            draft.keep(part);
        }
        name => match VARIABLES.iter().find(|(known, _)| *known == name) {
            Some((_, variable)) => draft.variable_of(variable, Some(part)),
            None if people::take(part, of, draft) => {}
            None => draft.keep(part),
        },
    }
}

fn title(part: Element<'_>, of: Of, kind: TextKind, draft: &mut Draft) {
    match of {
        Of::Work => draft.title_of(part, kind),
        Of::Container => draft.container_of(part, kind),
        Of::Series => draft.variable_of("collection-title", Some(part)),
    }
    linked(part, draft);
}

/// A title that says what it is of. The first one is the work's, unless it is of what only holds works.
fn cited(part: Element<'_>, of: Of, draft: &mut Draft) {
    let holds = |draft: &Draft| draft.record.titles.iter().any(|title| title.kind == TextKind::Main);
    let of = match (of, &*part.attribute_value("pubwork").to_lowercase()) {
        (Of::Work, "series") => Of::Series,
        (Of::Work, "book" | "set") if holds(draft) => Of::Container,
        (Of::Work, name) if HOLDERS.contains(&name) => Of::Container,
        _ => of,
    };
    title(part, of, TextKind::Main, draft);
}

/// The abbreviation that cites an entry is its key.
fn abbreviation(part: Element<'_>, draft: &mut Draft) {
    let said = part.text();
    let is_key =
        |text: &str| draft.record.key.value == text || draft.record.aliases.iter().any(|key| key.value == text);
    if !said.is_some_and(|said| is_key(&said.value)) {
        draft.keep(part);
    }
}

/// Pages of a range or, in a book, how many there are.
fn pages(part: Element<'_>, draft: &mut Draft) {
    let count = draft.record.item_type == ItemType::Book && part.value().bytes().all(|byte| byte.is_ascii_digit());
    draft.variable_of(if count { "number-of-pages" } else { "page" }, Some(part));
}

fn identifier(part: Element<'_>, draft: &mut Draft) {
    let class = [part.attribute_value("class"), part.attribute_value("otherclass")];
    let class = if class[0].is_empty() || class[0] == "other" { &class[1] } else { &class[0] };
    let Some(text) = part.text() else { return };
    match class.to_lowercase().as_str() {
        "doi" => draft.doi(text),
        "isbn" => draft.variable("ISBN", text),
        "issn" => draft.variable("ISSN", text),
        "uri" | "url" => draft.variable("URL", text),
        "pmid" | "pubmed" => draft.variable("PMID", text),
        "pmcid" => draft.variable("PMCID", text),
        "isrn" | "pubsnumber" | "pubnumber" => draft.variable("number", text),
        "" if text.value.starts_with("10.") && text.value.contains('/') => draft.doi(text),
        _ => draft.keep(part),
    }
}

fn conference(group: Element<'_>, draft: &mut Draft) {
    for part in group.children() {
        match part.name() {
            "conftitle" => draft.variable_of("event-title", Some(part)),
            "confdates" => draft.variable_of("event-date", Some(part)),
            "address" => draft.variable("event-place", part.leaves()),
            _ => draft.keep(part),
        }
    }
}

/// The address behind a title.
fn linked(part: Element<'_>, draft: &mut Draft) {
    part.attribute("xlink:href").into_iter().for_each(|href| web(href, draft));
    part.descendants("ulink").chain(part.descendants("link")).take(1).for_each(|link| address_of(link, draft));
}

/// The address in an element that links, or that holds one that does.
fn address_of(part: Element<'_>, draft: &mut Draft) {
    let href = |part: Element<'_>| ["xlink:href", "url"].iter().find_map(|name| part.attribute(name));
    let inner = || part.descendants("ulink").chain(part.descendants("link")).find_map(href);
    let found = href(part).or_else(inner).or_else(|| part.descendants("uri").find_map(Element::text));
    found.into_iter().for_each(|href| web(href, draft));
}

/// An address on the web, which may be that of a DOI.
fn web(href: Text, draft: &mut Draft) {
    if href.value.contains("doi.org/10.") { draft.doi(href) } else { draft.variable("URL", href) }
}

/// When it was published; the year of the copyright where nothing else says it.
fn date(entry: Element<'_>, draft: &mut Draft) {
    for name in ["pubdate", "date", "copyright"] {
        for date in entry.descendants(name) {
            let inner = if name == "copyright" { date.child("year") } else { Some(date) };
            let taken = inner.and_then(Element::text).is_some_and(|text| draft.issued(text));
            if !taken || name == "copyright" {
                draft.keep(date);
            }
        }
    }
    // Outside of a copyright, `DocBook` has no such element, and some write it all the same.
    let holders = std::iter::once(entry).chain(sets(entry));
    for year in holders.flat_map(Element::children).filter(|part| part.name() == "year") {
        if !year.text().is_some_and(|text| draft.issued(text)) {
            draft.keep(year);
        }
    }
}

/// Where it was published: an address that is no conference's and no person's.
fn address(entry: Element<'_>, draft: &mut Draft) {
    let holders = std::iter::once(entry).chain(sets(entry)).chain(entry.descendants("publisher"));
    let found = holders.flat_map(Element::children).filter(|part| part.name() == "address").map(Element::leaves);
    found.filter(|text| !text.value.is_empty()).for_each(|text| draft.variable("publisher-place", text));
}
