//! The labels of text records in French, English, Spanish, Portuguese, German and Italian, by what they mean.
//!
//! Invariant: a label is matched exactly after normalising (decoration, spaces, case, accents, final colon), so that no
//! word of a running text is a label by resemblance.

use crate::lang::{Lang, plain};
use crate::record::{Role, TextKind};

/// What a label means.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// An abstract, and the language the label promises; true where the label names the language, false where it is
    /// only the label's own ("Résumé").
    Abstract(Option<Lang>, bool),
    /// A title of that kind; the language if the label names one.
    Title(TextKind, Option<Lang>),
    /// People in that role.
    People(Role),
    /// The journal or book.
    Container,
    /// Volume, issue and date in one cell.
    Issue,
    /// A date of issue.
    Date,
    /// Pages.
    Pages,
    /// Keywords.
    Keywords,
    /// A link or a DOI.
    Link,
    /// A citation key.
    Key,
    /// The type of the work.
    Type,
    /// The language of the work.
    Language,
    /// A CSL variable.
    Variable(&'static str),
}

/// Labels of abstracts, with their own language.
const ABSTRACTS: &[(&str, &str)] = &[
    ("resume", "fr"),
    ("resumes", "fr"),
    ("sommaire", "fr"),
    ("presentation", "fr"),
    ("abstract", "en"),
    ("summary", "en"),
    ("summary/abstract", "en"),
    ("abstract/summary", "en"),
    ("executive summary", "en"),
    ("resumen", "es"),
    ("resumo", "pt"),
    ("zusammenfassung", "de"),
    ("kurzfassung", "de"),
    ("riassunto", "it"),
    ("sommario", "it"),
];

/// Words for a title, with their own language.
const TITLES: &[&str] = &["titre", "title", "titulo", "titel", "titolo"];

/// Further words beside a title's, and what kind of title they make.
const TITLE_KINDS: &[(&str, TextKind)] = &[
    ("parallele", TextKind::Parallel),
    ("parallel", TextKind::Parallel),
    ("paralelo", TextKind::Parallel),
    ("traduit", TextKind::Translated),
    ("translated", TextKind::Translated),
    ("traducido", TextKind::Translated),
    ("traduzido", TextKind::Translated),
    ("original", TextKind::Original),
    ("originale", TextKind::Original),
    ("abrege", TextKind::Short),
    ("court", TextKind::Short),
    ("short", TextKind::Short),
    ("abbreviated", TextKind::Short),
    ("de l'article", TextKind::Main),
    ("article", TextKind::Main),
    ("principal", TextKind::Main),
    ("propre", TextKind::Main),
];

/// All other labels, divided by `|`.
const LABELS: &[(Meaning, &str)] = &[
    (Meaning::Title(TextKind::Subtitle, None), "sous-titre|subtitle|subtitulo|untertitel|sottotitolo"),
    (
        Meaning::People(Role::Author),
        "auteur|auteurs|auteure|autrice|auteur principal|auteurs principaux|co-auteur|co-auteurs|coauteur \
         |coauteurs|autres auteurs|author|authors|main author|other authors|autor|autores|autora|autoras \
         |autoren|verfasser|verfasserin|autore|autori|creator|creators",
    ),
    (
        Meaning::People(Role::Editor),
        "editeur scientifique|editeurs scientifiques|directeur de publication|directeur de la publication \
         |sous la direction de|editor|editors|editores|herausgeber|curatore|coordinateur",
    ),
    (
        Meaning::People(Role::Translator),
        "traducteur|traductrice|traducteurs|translator|translators|traductor|ubersetzer",
    ),
    (
        Meaning::People(Role::Other),
        "directeur|directrice|directeur de these|collaborateur|contributeur|contributor|contributors",
    ),
    (
        Meaning::Container,
        "revue|periodique|source|dans|in|titre de la revue|titre du periodique|titre de revue|journal \
         |journal title|publication|publication title|revista|zeitschrift|rivista|dans la revue",
    ),
    (
        Meaning::Issue,
        "numero|n°|no|fascicule|issue|volume/issue|numero de la revue|heft|ausgabe|fasciculo|fascicolo \
         |livraison|bulletin",
    ),
    (Meaning::Variable("volume"), "volume|vol|tome|band|volumen"),
    (
        Meaning::Pages,
        "page|pages|pagination|article en page|article en pages|pagina|paginas|pagine|seite|seiten \
         |page range",
    ),
    (
        Meaning::Date,
        "date|annee|annee de publication|annee de parution|date de publication|date de parution|year \
         |publication year|publication date|year of publication|published|ano|fecha|data|jahr|datum|anno \
         |erscheinungsjahr",
    ),
    (
        Meaning::Keywords,
        "mots-cles|mots cles|mots-clefs|mots clefs|mot-cle|mot-clef|descripteur|descripteurs|sujet|sujets \
         |thesaurus|categorie|categories|keyword|keywords|key words|descriptors|subject|subjects \
         |palabras clave|palavras-chave|palavras chave|schlagworter|schlagworte|schlusselworter \
         |parole chiave",
    ),
    (
        Meaning::Link,
        "article en ligne|en ligne|lien|liens|url|doi|permalien|texte integral|acces en ligne|online \
         |online access|link|links|full text|permalink|enlace|en linea|em linha|volltext|testo completo",
    ),
    (Meaning::Key, "cle|cle de citation|citation key|citekey|bibtex key|key"),
    (
        Meaning::Type,
        "type|type de document|type de publication|document type|item type|tipo|tipo de documento \
         |dokumenttyp",
    ),
    (
        Meaning::Language,
        "langue|langues|langue du texte|langues originales|language|languages|idioma|idiomas|lingua \
         |sprache",
    ),
    (Meaning::Variable("publisher"), "editeur|editeurs|maison d'edition|publisher|editorial|editora|verlag|editore"),
    (
        Meaning::Variable("publisher-place"),
        "lieu|lieu de publication|lieu d'edition|place|place of publication|ort|lugar|luogo",
    ),
    (Meaning::Variable("ISSN"), "issn|eissn|issn electronique"),
    (Meaning::Variable("ISBN"), "isbn|isbn/issn/ean|isbn/issn"),
    (Meaning::Variable("PMID"), "pmid|pubmed id"),
    (Meaning::Variable("edition"), "edition|mention d'edition"),
    (Meaning::Variable("number-of-pages"), "importance|nombre de pages|number of pages"),
    (Meaning::Variable("call-number"), "cote|call number|signatur"),
    (Meaning::Variable("collection-title"), "collection|series|reihe|coleccion|collana"),
    (Meaning::Variable("note"), "note|notes|note generale|remarque|remarques"),
];

/// A label as it is compared: without `*_#:.|` and spaces around it, lower case, no accents, one kind of space and of
/// apostrophe, without `(s)`.
#[must_use]
pub fn normal(label: &str) -> String {
    let trimmed = label.trim_matches(|c: char| c.is_whitespace() || "*_#:.|>-\u{feff}".contains(c));
    let spaced = plain(trimmed)
        .replace("(s)", "")
        .replace("(es)", "")
        .replace(['’', '‘'], "'")
        .replace(['\u{2010}', '\u{2011}'], "-");
    spaced.split(|c: char| c.is_whitespace()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a label means, if it is one.
#[must_use]
pub fn meaning(label: &str) -> Option<Meaning> {
    if label.is_empty() || label.len() > 80 {
        return None;
    }
    let normal = normal(label);
    if let Some((_, own)) = ABSTRACTS.iter().find(|(words, _)| *words == normal) {
        return Some(Meaning::Abstract(Some(Lang::new(*own)), false));
    }
    let listed = LABELS
        .iter()
        .find(|(_, names)| names.split('|').any(|name| name == normal))
        .map(|(meaning, _)| meaning.clone());
    listed.or_else(|| title(&normal)).or_else(|| foreign_abstract(&normal))
}

/// `Titre`, `Titre anglais`, `Translated title`, `Titre (en)`.
fn title(normal: &str) -> Option<Meaning> {
    if TITLES.contains(&normal) {
        return Some(Meaning::Title(TextKind::Main, None));
    }
    let rest = around(normal, TITLES)?;
    if let Some((_, kind)) = TITLE_KINDS.iter().find(|(words, _)| *words == rest) {
        return Some(Meaning::Title(*kind, None));
    }
    language(rest).map(|lang| Meaning::Title(TextKind::Translated, Some(lang)))
}

/// `Résumé anglais`, `Resumen en inglés`, `English abstract`, `Abstract (fr)`.
fn foreign_abstract(normal: &str) -> Option<Meaning> {
    let rest = ABSTRACTS.iter().find_map(|(words, _)| around(normal, &[words]))?;
    language(rest).map(|lang| Meaning::Abstract(Some(lang), true))
}

/// What stands before or after one of the words.
fn around<'a>(normal: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| {
        let after = normal.strip_prefix(word).and_then(|rest| rest.strip_prefix([' ', '(', '[', '-', '_']));
        after.or_else(|| normal.strip_suffix(word)?.strip_suffix(' ')).map(str::trim)
    })
}

/// The language that the rest of a label names.
fn language(rest: &str) -> Option<Lang> {
    const GERMAN: [(&str, &str); 6] = [
        ("englische", "en"),
        ("englischer", "en"),
        ("deutsche", "de"),
        ("deutscher", "de"),
        ("franzosische", "fr"),
        ("franzosischer", "fr"),
    ];
    let rest = rest.trim_matches(['(', ')', '[', ']', ' ']);
    let word = ["en ", "in ", "em ", "auf ", "in the ", "en langue "]
        .iter()
        .find_map(|before| rest.strip_prefix(before))
        .unwrap_or(rest);
    let word = word.strip_suffix("e").filter(|word| word.ends_with("ais")).unwrap_or(word);
    let german = GERMAN.iter().find(|(name, _)| *name == word).map(|(_, tag)| Lang::new(*tag));
    german.or_else(|| Lang::parse(word))
}

/// Whether a text may be a label that the dictionary does not have: short, without the marks of a sentence.
#[must_use]
pub fn may_be_label(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "*_#:.|>-".contains(c));
    bare.len() <= 50
        && bare.split_whitespace().count() <= 5
        && bare.starts_with(char::is_alphabetic)
        && !bare.contains([';', '?', '!', '«', '"', '\\'])
}

#[cfg(test)]
mod tests {
    use super::{Meaning, meaning};
    use crate::lang::Lang;
    use crate::record::{Role, TextKind};

    #[test]
    fn labels_are_known_in_six_languages() {
        let abstract_in = |tag: &str, named| Meaning::Abstract(Some(Lang::new(tag)), named);
        for (label, expected) in [
            ("Résumé", abstract_in("fr", false)),
            ("**Résumé\u{a0}:**", abstract_in("fr", false)),
            ("RÉSUMÉ ANGLAIS", abstract_in("en", true)),
            ("Résumé en anglais", abstract_in("en", true)),
            ("Résumé français", abstract_in("fr", true)),
            ("English abstract", abstract_in("en", true)),
            ("Resumen en inglés", abstract_in("en", true)),
            ("Englische Zusammenfassung", abstract_in("en", true)),
            ("Sommario", abstract_in("it", false)),
            ("Abstract (fr)", abstract_in("fr", true)),
            ("Titre", Meaning::Title(TextKind::Main, None)),
            ("Titre parallèle", Meaning::Title(TextKind::Parallel, None)),
            ("Titre anglais", Meaning::Title(TextKind::Translated, Some(Lang::new("en")))),
            ("Original title", Meaning::Title(TextKind::Original, None)),
            ("Sous-titre", Meaning::Title(TextKind::Subtitle, None)),
            ("Auteur(s)", Meaning::People(Role::Author)),
            ("Éditeur scientifique", Meaning::People(Role::Editor)),
            ("Editeur :", Meaning::Variable("publisher")),
            ("Titre de la revue", Meaning::Container),
            ("N°", Meaning::Issue),
            ("Article en page(s)\u{a0}:", Meaning::Pages),
            ("Palavras-chave", Meaning::Keywords),
            ("Mots‐clés", Meaning::Keywords),
            ("Article en ligne", Meaning::Link),
        ] {
            assert_eq!(meaning(label), Some(expected), "{label}");
        }
        for label in ["Résumés de la semaine", "Titres", "Titre du chapitre de la fin", "Auteur de ses jours", "", "le"]
        {
            assert_eq!(meaning(label), None, "{label}");
        }
    }
}
