//! Érudit's articles in its own XML, which Cairn uses as well.
//!
//! Titles and abstracts are told apart by `lang`, which some programs write wrongly: the text decides.
//!
//! Source: the `EruditArticle` schema 3.

use super::draft::Draft;
use super::xml::{Element, begins_with, joined, read_records, root};
use super::{Origin, Reader, Reading};
use crate::record::{ItemType, Role, TextKind};

/// The reader of Érudit's XML.
pub static ERUDIT: Reader = Reader { name: "erudit", extensions: &["xml"], sniff, read, stream: None };

fn sniff(head: &str) -> bool {
    let article = root(head).is_some_and(|(name, _)| name == "article") || begins_with(head, &["article"]);
    article && begins_with(head, &["liminaire", "admin", "grtitre"])
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    read_records(ERUDIT.name, text, origin, &["article"], take)
}

fn take(article: Element<'_>, draft: &mut Draft) {
    article.lang().into_iter().for_each(|lang| draft.language(lang));
    let kind = article.attribute_value("typeart");
    let review = matches!(kind.as_str(), "compte rendu" | "compterendu");
    draft.record.item_type = if review { ItemType::Review } else { ItemType::ArticleJournal };
    draft.record.type_written = article.attribute("typeart").unwrap_or_default();
    for part in article.all("liminaire").into_iter().flat_map(Element::children) {
        match part.name() {
            "grtitre" => titles(part, draft),
            "grauteur" => part.children().for_each(|author| person(author, draft)),
            "resume" => draft.abstract_of(part, TextKind::Main),
            "grmotcle" => part.all("motcle").into_iter().filter_map(Element::text).for_each(|text| draft.keyword(text)),
            _ => draft.keep(part),
        }
    }
    article.all("admin").into_iter().flat_map(Element::children).for_each(|part| admin(part, draft));
    if let Some(id) = article.attribute("idproprio") {
        draft.variable("number", id);
    }
}

fn titles(group: Element<'_>, draft: &mut Draft) {
    for title in group.children() {
        match title.name() {
            "titre" => draft.title_of(title, TextKind::Main),
            "sstitre" | "sstitreparal" => draft.title_of(title, TextKind::Subtitle),
            "titreparal" => draft.title_of(title, TextKind::Parallel),
            // A review has the reference of what it is about for a title.
            "trefbiblio" if group.child("titre").is_none() => draft.title_of(title, TextKind::Main),
            "trefbiblio" => draft.variable_of("reviewed-title", Some(title)),
            _ => draft.keep(title),
        }
    }
}

fn person(author: Element<'_>, draft: &mut Draft) {
    let role = match author.name() {
        "auteur" => Role::Author,
        "traducteur" | "trad" => Role::Translator,
        _ => Role::Other,
    };
    for name in author.all("nompers") {
        let given: Vec<_> = name.children().filter(|part| matches!(part.name(), "prenom" | "autreprenom")).collect();
        draft.person_of([&given, &name.all("nomfamille"), &name.all("suffixe")], role, author.name());
    }
    for group in author.all("nomorg").into_iter().chain(author.all("membre/nomorg")) {
        group.text().into_iter().for_each(|text| draft.institution(text, role, author.name()));
    }
    author.children().filter(|part| !matches!(part.name(), "nompers" | "nomorg")).for_each(|part| draft.keep(part));
}

/// The journal, its number, the publisher, and the article's identifiers and pages.
fn admin(part: Element<'_>, draft: &mut Draft) {
    match part.name() {
        "infoarticle" => part.children().for_each(|info| article_info(info, draft)),
        "revue" => {
            part.all("titrerev").into_iter().for_each(|title| draft.container_of(title, TextKind::Main));
            part.all("titrerevparal").into_iter().for_each(|title| draft.container_of(title, TextKind::Parallel));
            part.all("titrerevabr").into_iter().for_each(|title| draft.container_of(title, TextKind::Short));
            for name in ["idissn", "idissnnum"] {
                draft.variable_of("ISSN", part.child(name));
            }
        }
        "numero" => number(part, draft),
        "editeur" => draft.variable_of("publisher", part.child("nomorg")),
        _ => draft.keep(part),
    }
}

fn article_info(info: Element<'_>, draft: &mut Draft) {
    match info.name() {
        "idpublic"
            if [info.attribute_value("scheme"), info.attribute_value("norme")].iter().any(|norm| norm == "doi") =>
        {
            info.text().into_iter().for_each(|text| draft.doi(text));
        }
        "idpublic" if info.value().starts_with("http") => draft.variable_of("URL", Some(info)),
        "pagination" => draft.pages(info.text_at("ppage"), info.text_at("dpage")),
        _ => draft.keep(info),
    }
}

fn number(number: Element<'_>, draft: &mut Draft) {
    for part in number.children() {
        match part.name() {
            "volume" => draft.variable_of("volume", Some(part)),
            "nonumero" => draft.variable_of("issue", Some(part)),
            "grtheme" => draft.variable_of("volume-title", part.find("theme")),
            "pub" => {
                let pieces: Vec<_> =
                    ["periode", "annee"].iter().filter_map(|name| part.child(name)).map(|part| part.inside()).collect();
                draft.issued(joined(part.source(), &pieces));
            }
            "pubnum" if draft.record.issued.is_none() => {
                part.text_at("date").into_iter().for_each(|text| {
                    draft.issued(text);
                });
            }
            _ => draft.keep(part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ERUDIT;
    use crate::read::reader_for;
    use crate::read::testing::{extras, languages, read_everywhere, says};

    #[test]
    fn an_article_is_read_in_both_languages() {
        let text = r#"<?xml version="1.0"?><article xmlns="http://www.erudit.org/xsd/article" qualtraitement="complet" idproprio="1025748ar" typeart="article" lang="fr">
            <admin><infoarticle><idpublic scheme="doi">10.7202/1025748ar</idpublic><pagination><ppage>143</ppage><dpage>160</dpage></pagination><nbpage>18</nbpage></infoarticle>
            <revue id="risa"><titrerev>Revue</titrerev><titrerevabr>risa</titrerevabr><idissn>0303-965X</idissn></revue><numero id="n1"><volume>82</volume><nonumero>1</nonumero>
            <pub><annee>2016</annee><periode>Mars</periode></pub><grtheme><theme>La coproduction</theme></grtheme></numero><editeur><nomorg>ENAP</nomorg></editeur></admin>
            <liminaire><grtitre><surtitre>Articles</surtitre><titre>L'impact <marquage typemarq="italique">ici</marquage><renvoi>1</renvoi></titre><sstitre>Une étude</sstitre>
            <titreparal lang="en">The impact</titreparal></grtitre><grauteur><auteur id="a"><nompers><prenom>Sanna</prenom><autreprenom>M.</autreprenom><nomfamille>Tuurnas</nomfamille></nompers>
            <affiliation><alinea>Tampere</alinea></affiliation></auteur><auteur><nomorg>Le collectif</nomorg></auteur></grauteur>
            <resume lang="fr"><titre>Résumé</titre><alinea>Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.</alinea><alinea>Bis.</alinea></resume><resume lang="en"><alinea>Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles.</alinea></resume><resume lang="es"><alinea>This article presents a qualitative case study of co-production between volunteers and professionals.</alinea></resume>
            <grmotcle lang="fr"><motcle>coproduction</motcle></grmotcle></liminaire><corps><texte/></corps></article>"#;
        assert_eq!(reader_for("xml", text).map(|reader| reader.name), Some("erudit"));
        let reading = read_everywhere(&ERUDIT, text);
        assert_eq!((reading.records.len(), reading.problems.as_slice()), (1, &[][..]));
        let record = &reading.records[0];
        says(
            record,
            &[
                "article-journal tuurnas2016",
                "title [fr] L'impact ici",
                "title [fr Subtitle] Une étude",
                "title [en said \"en\" Parallel] The impact",
                "Author auteur: Sanna M. Tuurnas",
                "Author auteur literal: Le collectif",
                "in [fr] Revue",
                "issued 2016 Some(3) None \"Mars 2016\"",
                "DOI: 10.7202/1025748ar",
                "page: 143-160",
                "volume: 82",
                "issue: 1",
                "volume-title: La coproduction",
                "number: 1025748ar",
                "keyword: coproduction",
                "abstract [fr said \"fr\"] Dans le présent article, nous présentons une étude de cas qualitative axée sur la coproduction entre bénévoles. ¶ Bis.",
            ],
        );
        // The French text under English, as one program writes it; the English one under Spanish.
        assert_eq!(languages(record), ["fr", "fr", "en"]);
        for label in ["surtitre", "affiliation", "nbpage"] {
            assert!(extras(record).contains(&label), "{label}");
        }
    }
}
