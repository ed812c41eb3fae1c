//! TEI: HAL's exports, one or many documents a file, and the headers of `OpenEdition` and others.
//!
//! Sources: the TEI Guidelines P5, HAL's profile of them, `OpenEdition`'s documentation of its header.

use super::draft::Draft;
use super::hal_json;
use super::xml::{Element, begins_with, joined, read_works};
use super::{Origin, Reader, Reading};
use crate::record::{ItemType, Role, TextKind};
use crate::span::Span;

/// The reader of TEI.
pub static TEI: Reader = Reader { name: "tei", extensions: &["xml", "tei"], sniff, read, stream: None };

fn sniff(head: &str) -> bool {
    begins_with(head, &["TEI", "teiHeader", "biblFull"])
        && begins_with(head, &["fileDesc", "titleStmt", "biblFull", "biblStruct"])
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    read_works(text, origin, &["TEI", "TEI.2", "biblFull"], |holder| {
        let mut described: Vec<Element<'_>> = holder.descendants("biblFull").collect();
        if described.is_empty() {
            described.push(holder);
        }
        let draft = |work: Element<'_>| {
            let mut draft = Draft::new(TEI.name, work.span(), origin.depth);
            take(work, &mut draft);
            draft
        };
        described.into_iter().map(draft).collect()
    })
}

/// A document: HAL's `biblFull`, or a header with what the front of the text adds.
fn take(work: Element<'_>, draft: &mut Draft) {
    let header = work.child("teiHeader").unwrap_or(work);
    let file = header.child("fileDesc").unwrap_or(header);
    let profile = header.child("profileDesc");
    languages(work, profile, draft);
    let bibl = file.find("sourceDesc/biblStruct").or_else(|| file.find("sourceDesc/biblFull"));
    let analytic = bibl.and_then(|bibl| bibl.child("analytic"));
    // HAL says titles and people twice; what the statement of titles lacks stands in the source's description.
    for place in file.child("titleStmt").into_iter().chain(analytic) {
        statement(place, draft);
    }
    if draft.record.names.is_empty() {
        bibl.and_then(|bibl| bibl.child("monogr")).into_iter().for_each(|monogr| people(monogr, draft));
    }
    bibl.into_iter().for_each(|bibl| source(bibl, draft));
    file.child("publicationStmt").into_iter().for_each(|statement| publication(statement, draft));
    file.child("editionStmt").into_iter().for_each(|edition| edition_dates(edition, draft));
    profile.into_iter().for_each(|profile| profile_of(profile, draft));
    for part in work.all("text/front/div").into_iter().chain(work.all("text/front/abstract")) {
        if part.name() == "abstract"
            || matches!(part.attribute_value("type").as_str(), "abstract" | "resume" | "résumé")
        {
            draft.abstract_of(part, TextKind::Main);
        }
    }
}

fn languages(work: Element<'_>, profile: Option<Element<'_>>, draft: &mut Draft) {
    let used = profile.into_iter().flat_map(|profile| profile.all("langUsage/language"));
    for language in used {
        language.attribute("ident").or_else(|| language.text()).into_iter().for_each(|lang| draft.language(lang));
    }
    if draft.record.languages.is_empty() {
        work.lang().into_iter().for_each(|lang| draft.language(lang));
    }
}

/// Titles and people of a statement of titles or of an analytic level.
fn statement(statement: Element<'_>, draft: &mut Draft) {
    for title in statement.all("title") {
        match title.attribute_value("type").as_str() {
            "sub" => draft.title_of(title, TextKind::Subtitle),
            "alt" | "translated" => draft.title_of(title, TextKind::Translated),
            "short" | "abbr" => draft.title_of(title, TextKind::Short),
            "sup" | "desc" => draft.keep(title),
            _ => draft.title_of(title, TextKind::Main),
        }
    }
    if draft.record.names.is_empty() {
        people(statement, draft);
    }
}

fn people(place: Element<'_>, draft: &mut Draft) {
    for person in place.children() {
        let written = person.attribute_value("role");
        let role = match (person.name(), written.as_str()) {
            ("author", "aut" | "crp" | "") => Role::Author,
            ("author", "trl") => Role::Translator,
            ("author", _) => Role::Other,
            ("editor", "depositor") => continue,
            ("editor", "trl" | "translator") => Role::Translator,
            ("editor", _) => Role::Editor,
            _ => continue,
        };
        let label = if written.is_empty() { person.name().to_owned() } else { written };
        for name in person.all("persName").into_iter().chain(person.all("name")) {
            named(name, role, &label, draft);
        }
        let institution = person.all("orgName").into_iter().filter_map(Element::text);
        if person.child("persName").is_none() && person.child("name").is_none() {
            match institution.collect::<Vec<_>>() {
                names if names.is_empty() => person.text().into_iter().for_each(|text| draft.name(text, role, &label)),
                names => names.into_iter().for_each(|name| draft.institution(name, role, &label)),
            }
        }
        person.all("idno").into_iter().for_each(|id| draft.keep(id));
    }
}

fn named(name: Element<'_>, role: Role, label: &str, draft: &mut Draft) {
    let (given, family) = (name.all("forename"), name.all("surname"));
    if family.is_empty() {
        name.text().into_iter().for_each(|text| draft.name(text, role, label));
    } else {
        draft.person_of([&given, &family, &name.all("genName")], role, label);
    }
}

/// The journal or book, its numbers, and the work's identifiers.
fn source(bibl: Element<'_>, draft: &mut Draft) {
    for monogr in bibl.all("monogr") {
        for title in monogr.all("title") {
            match title.attribute_value("level").as_str() {
                "s" => draft.variable_of("collection-title", Some(title)),
                _ if title.attribute_value("type") == "abbr" => draft.container_of(title, TextKind::Short),
                _ => draft.container_of(title, TextKind::Main),
            }
        }
        if draft.record.containers.is_empty() {
            monogr.all("meeting/title").into_iter().for_each(|title| draft.container_of(title, TextKind::Main));
        }
        draft.variable_of("event-title", monogr.find("meeting/title"));
        monogr.all("idno").into_iter().for_each(|id| identifier(id, draft));
        for part in monogr.all("imprint").into_iter().flat_map(Element::children) {
            imprint(part, draft);
        }
    }
    bibl.all("series/title").into_iter().for_each(|title| draft.variable_of("collection-title", Some(title)));
    let own = bibl.all("idno").into_iter().chain(bibl.all("analytic/idno"));
    own.for_each(|id| identifier(id, draft));
    bibl.all("ref").into_iter().for_each(|link| draft.variable_of("URL", Some(link)));
}

fn imprint(part: Element<'_>, draft: &mut Draft) {
    let unit = [part.attribute_value("unit"), part.attribute_value("type")].concat();
    match (part.name(), unit.as_str()) {
        ("publisher", _) => draft.variable_of("publisher", Some(part)),
        ("pubPlace", _) => draft.variable_of("publisher-place", Some(part)),
        ("biblScope", "volume" | "vol") => draft.variable_of("volume", Some(part)),
        ("biblScope", "issue") => draft.variable_of("issue", Some(part)),
        ("biblScope", "pp" | "page" | "pages") => match (part.attribute("from"), part.attribute("to")) {
            (Some(from), to) => draft.pages(Some(from), to),
            (None, _) => draft.variable_of("page", Some(part)),
        },
        ("biblScope", "serie") => draft.variable_of("collection-title", Some(part)),
        ("date", _) => dated(part, draft),
        _ => draft.keep(part),
    }
}

/// A date by its text, else by what it is normalised to.
fn dated(date: Element<'_>, draft: &mut Draft) {
    let written = date.text().or_else(|| date.attribute("when"));
    if !written.is_some_and(|text| draft.issued(text)) {
        draft.keep(date);
    }
}

/// When the work was produced, where its publication has no date.
fn edition_dates(edition: Element<'_>, draft: &mut Draft) {
    for kind in ["whenProduced", "whenWritten", "whenSubmitted"] {
        let found = edition.descendants("date").find(|date| date.attribute_value("type") == kind);
        if let Some(date) = found.filter(|_| draft.record.issued.is_none()) {
            dated(date, draft);
        }
    }
}

/// HAL's identifiers, and what another header says of publication.
fn publication(statement: Element<'_>, draft: &mut Draft) {
    for part in statement.children() {
        match part.name() {
            "idno" => identifier(part, draft),
            "publisher" => draft.variable_of("publisher", Some(part)),
            "pubPlace" => draft.variable_of("publisher-place", Some(part)),
            "date" if draft.record.issued.is_none() => dated(part, draft),
            _ => draft.keep(part),
        }
    }
}

fn identifier(id: Element<'_>, draft: &mut Draft) {
    let Some(text) = id.text() else { return };
    match id.attribute_value("type").to_lowercase().as_str() {
        "doi" => draft.doi(text),
        "issn" | "eissn" | "localjournal" if text.value.contains('-') => draft.variable("ISSN", text),
        "isbn" | "eisbn" => draft.variable("ISBN", text),
        "pubmed" | "pmid" => draft.variable("PMID", text),
        "pubmedcentral" | "pmcid" => draft.variable("PMCID", text),
        "haluri" | "url" | "uri" => draft.variable("URL", text),
        "halid" => draft.variable("number", text),
        _ => draft.extra(id.label(), text),
    }
}

/// Keywords, HAL's type, and abstracts.
fn profile_of(profile: Element<'_>, draft: &mut Draft) {
    for part in profile.children() {
        match part.name() {
            "langUsage" => {}
            "abstract" => draft.abstract_of(part, TextKind::Main),
            "textClass" => {
                let terms = part.descendants("term").chain(part.all("keywords/list/item"));
                terms.filter_map(Element::text).for_each(|text| draft.keyword(text));
                part.all("classCode").into_iter().for_each(|code| class(code, draft));
            }
            _ => draft.keep(part),
        }
    }
    if draft.record.item_type == ItemType::Document && !draft.record.containers.is_empty() {
        draft.record.item_type = ItemType::ArticleJournal;
    }
}

fn class(code: Element<'_>, draft: &mut Draft) {
    match code.attribute("n").filter(|_| code.attribute_value("scheme").starts_with("halTypology")) {
        Some(kind) => {
            draft.record.item_type = hal_json::item_type(&kind.value);
            draft.record.type_written = kind;
        }
        None => {
            let pieces: [Span; 1] = [code.inside()];
            draft.extra(code.label(), joined(code.source(), &pieces));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TEI;
    use crate::read::reader_for;
    use crate::read::testing::{languages, read_everywhere, says};

    #[test]
    fn hals_documents_are_read_once_though_they_say_it_twice() {
        let document = r#"<biblFull><titleStmt><title xml:lang="fr">L'impact</title><title xml:lang="en">The impact</title><title xml:lang="fr" type="sub">Une étude</title>
            <author role="aut"><persName><forename type="first">Sanna</forename><surname>Tuurnas</surname></persName><idno type="halauthorid">1</idno></author>
            <editor role="depositor"><persName><surname>Nobody</surname></persName></editor></titleStmt><editionStmt><edition n="v1"><date type="whenProduced">2015-12</date></edition></editionStmt>
            <publicationStmt><idno type="halId">hal-01</idno><idno type="halUri">https://hal.science/hal-01</idno></publicationStmt><sourceDesc><biblStruct><analytic><title xml:lang="fr">L'impact</title>
            <author role="aut"><persName><forename>Sanna</forename><surname>Tuurnas</surname></persName></author></analytic><monogr><idno type="issn">0303-965X</idno><title level="j">Revue</title>
            <imprint><publisher>SAGE</publisher><biblScope unit="volume">82</biblScope><biblScope unit="issue">1</biblScope><biblScope unit="pp">143-160</biblScope><date type="datePub">2016-03</date></imprint></monogr>
            <idno type="doi">10.1177/x</idno></biblStruct></sourceDesc><profileDesc><langUsage><language ident="fr">French</language></langUsage><textClass><keywords><term xml:lang="fr">coproduction</term></keywords>
            <classCode scheme="halTypology" n="ART">Article</classCode><classCode scheme="halDomain" n="shs">SHS</classCode></textClass><abstract xml:lang="fr"><p>Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.</p></abstract><abstract xml:lang="en"><p>This article presents a qualitative case study of co-production between volunteers and professionals.</p></abstract></profileDesc></biblFull>"#;
        let second = document.replace("Tuurnas", "Stenvall");
        let text = format!(
            "<TEI><teiHeader><fileDesc><titleStmt><title>HAL TEI export</title></titleStmt></fileDesc></teiHeader><text><body><listBibl>{document}{second}</listBibl></body></text></TEI>"
        );
        assert_eq!(reader_for("xml", &text).map(|reader| reader.name), Some("tei"));
        let reading = read_everywhere(&TEI, &text);
        assert_eq!((reading.records.len(), reading.problems.as_slice()), (2, &[][..]));
        says(
            &reading.records[0],
            &[
                "article-journal tuurnas2016",
                "title [fr said \"fr\"] L'impact",
                "title [en said \"en\" Parallel] The impact",
                "title [fr said \"fr\" Subtitle] Une étude",
                "Author aut: Sanna Tuurnas",
                "in [fr] Revue",
                "issued 2016 Some(3) None \"2016-03\"",
                "ISSN: 0303-965X",
                "publisher: SAGE",
                "volume: 82",
                "issue: 1",
                "page: 143-160",
                "DOI: 10.1177/x",
                "number: hal-01",
                "keyword: coproduction",
                "abstract [fr said \"fr\"] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.",
                "abstract [en said \"en\"] This article presents a qualitative case study of co-production between volunteers and professionals.",
            ],
        );
        assert_eq!((reading.records[0].names.len(), reading.records[1].key.value.as_str()), (1, "stenvall2016"));
        // A record is read again from its own bytes.
        assert_eq!(read_everywhere(&TEI, document).records[0].key.value, "tuurnas2016");
    }

    #[test]
    fn a_header_of_openedition_is_read() {
        let text = r#"<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title type="sup">Dossier</title><title type="main">L'impact</title><title type="sub">Une étude</title>
            <title type="alt" xml:lang="en">The impact</title><author role="aut"><persName><forename>Sanna</forename><surname>Tuurnas</surname></persName></author></titleStmt>
            <publicationStmt><publisher>ENAP</publisher><date when="2016-03">mars 2016</date></publicationStmt></fileDesc><profileDesc><langUsage><language ident="fr-FR"/></langUsage></profileDesc></teiHeader>
            <text><front><div type="abstract" xml:lang="fr"><p>Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.</p></div><div type="abstract" xml:lang="en"><p>This article presents a qualitative case study of co-production between volunteers and professionals.</p></div></front><body><p>Not read.</p></body></text></TEI>"#;
        let reading = read_everywhere(&TEI, text);
        let record = &reading.records[0];
        says(
            record,
            &[
                "document tuurnas2016",
                "title [fr-FR] L'impact",
                "title [en said \"en\" Translated] The impact",
                "publisher: ENAP",
            ],
        );
        assert_eq!(languages(record), ["fr", "en"]);
    }
}
