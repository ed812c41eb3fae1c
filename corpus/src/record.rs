//! The record: one cited work as one file describes it, in CSL's terms.
//!
//! Names of item types, name parts and variables are those of CSL 1.0.2 (and of BibLaTeX where a format's own word is
//! kept). Every value carries its [provenance](crate::span::Provenance); nothing that a file says is dropped: what has
//! no place of its own stands in [`Record::extra`].

use crate::lang::Lang;
use crate::span::{Provenance, Span, Text};
use std::ops::Range;

/// One record of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The citation key. Without provenance where it was made from names and year, or from the file's stem.
    pub key: Text,
    /// Further keys that cite the same record (BibLaTeX `ids`).
    pub aliases: Vec<Text>,
    /// What kind of work it is, as CSL names it.
    pub item_type: ItemType,
    /// The type as the file writes it (`phdthesis`); empty where the format has none.
    pub type_written: Text,
    /// People and institutions in the file's order, each with its role.
    pub names: Vec<Name>,
    /// Titles; the first one of kind [`TextKind::Main`] is the title.
    pub titles: Vec<LangText>,
    /// Abstracts, in the file's order, one per language as far as they can be told apart.
    pub abstracts: Vec<LangText>,
    /// Titles of what contains it: journal, book, proceedings.
    pub containers: Vec<LangText>,
    /// When it was issued.
    pub issued: Option<Date>,
    /// Other variables by their CSL names: `volume`, `issue`, `page`, `DOI`, `ISBN`, `ISSN`, `URL`, `PMID`, `publisher` ...
    /// Two tell of retractions: `status` says that the work is retracted, in the file's own word (`retraction`,
    /// `is_retracted`); `retracts`, which is not CSL's, has the DOI of the work that a notice retracts.
    pub variables: Vec<Variable>,
    /// Keywords, one each.
    pub keywords: Vec<Text>,
    /// The languages that the record declares for the work (`langid`, `language`), as written and as understood.
    pub languages: Vec<Declared>,
    /// Records that this one inherits from or points to.
    pub parents: Vec<Parent>,
    /// Everything else: (label as written, value).
    pub extra: Vec<(Text, Text)>,
    /// The [`Reader::name`](crate::read::Reader::name) that read it.
    pub format: &'static str,
    /// The whole record in its file, in bytes.
    pub span: Span,
}

impl Record {
    /// Every value with where it was read from, for checks that decoding those bytes gives it; values that were made stand
    /// nowhere and are left out.
    #[must_use]
    pub fn values(&self) -> Vec<(&str, &Provenance)> {
        let texts = self.titles.iter().chain(&self.abstracts).chain(&self.containers);
        let mut all: Vec<(&str, &Provenance)> = texts.map(|text| (text.text.as_str(), &text.from)).collect();
        let mut texts: Vec<&Text> = vec![&self.key, &self.type_written];
        texts.extend(&self.aliases);
        texts.extend(self.names.iter().map(|name| &name.written));
        texts.extend(self.issued.iter().map(|date| &date.written));
        texts.extend(self.variables.iter().map(|variable| &variable.text));
        texts.extend(&self.keywords);
        texts.extend(self.languages.iter().map(|declared| &declared.written));
        texts.extend(self.extra.iter().flat_map(|(label, value)| [label, value]));
        all.extend(texts.into_iter().map(|text| (text.value.as_str(), &text.from)));
        all.retain(|(_, from)| !from.spans.is_empty());
        all
    }

    /// The title: the first main title, else the first of any kind.
    #[must_use]
    pub fn title(&self) -> Option<&LangText> {
        self.titles.iter().find(|title| title.kind == TextKind::Main).or_else(|| self.titles.first())
    }

    /// The first variable of that CSL name.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&Text> {
        self.variables.iter().find(|variable| variable.name == name).map(|variable| &variable.text)
    }

    /// The names in one role, in order.
    pub fn names_of(&self, role: Role) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(move |name| name.role == role)
    }

    /// The names a citation shows: authors, else editors, else whoever there is.
    #[must_use]
    pub fn main_names(&self) -> Vec<&Name> {
        for role in [Role::Author, Role::Editor] {
            let names: Vec<_> = self.names_of(role).collect();
            if !names.is_empty() {
                return names;
            }
        }
        self.names.iter().collect()
    }

    /// The year it was issued.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        self.issued.as_ref().map(|date| date.year)
    }
}

/// A variable by its CSL name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The CSL name (`page`, `DOI`).
    pub name: &'static str,
    /// Its value.
    pub text: Text,
}

/// A role of a name, CSL's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// `author`
    #[default]
    Author,
    /// `editor`
    Editor,
    /// `translator`
    Translator,
    /// Any other role (director, contributor, ...): the label is kept in `Name::role_written`.
    Other,
}

/// A person or an institution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// What the person did.
    pub role: Role,
    /// The field or label that named the role, as written (`editora`, `Directeur`).
    pub role_written: String,
    /// The family name without its particle, or empty.
    pub family: String,
    /// The given names, or empty.
    pub given: String,
    /// The particle (`van der`, `de la`), CSL's dropping and non-dropping ones together, or empty.
    pub particle: String,
    /// The suffix (`Jr`, `III`), or empty.
    pub suffix: String,
    /// The whole name of an institution, or of a person whose parts cannot be told; then the parts are empty.
    pub literal: Option<String>,
    /// Where the whole name stands; its value is the decoded text of those bytes.
    pub written: Text,
}

impl Name {
    /// The name as a citation shows it: particle and family name, or the literal.
    #[must_use]
    pub fn display(&self) -> String {
        match &self.literal {
            Some(literal) => literal.clone(),
            None if self.particle.is_empty() => self.family.clone(),
            None => {
                let space = if self.particle.ends_with(['\'', '’']) { "" } else { " " };
                format!("{}{space}{}", self.particle, self.family)
            }
        }
    }

    /// The whole name in reading order: given, particle, family, suffix.
    #[must_use]
    pub fn full(&self) -> String {
        let family = self.display();
        [self.given.as_str(), family.as_str(), self.suffix.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A text in a language: a title or an abstract.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LangText {
    /// The decoded text, NFC, without its heading; paragraphs are separated by a blank line.
    pub text: String,
    /// The language it is taken to be in: the declared one unless detection clearly contradicts it.
    pub lang: Option<Lang>,
    /// How `lang` is known.
    pub lang_from: LangFrom,
    /// The language as the file declares it for this very text, as written (`fre`, `french`, `Résumé anglais`).
    pub declared: Option<String>,
    /// What a detector makes of the text, with its confidence from 0 to 1; `None` for a text too short to judge.
    pub detected: Option<(Lang, f32)>,
    /// What it is to the work.
    pub kind: TextKind,
    /// A closing part that is kept but not shown ("Source : Éditeur (via Cairn.info)"), as a byte range of `text`.
    pub trailer: Option<Range<usize>>,
    /// Where it stands.
    pub from: Provenance,
}

impl LangText {
    /// The text without its trailer.
    #[must_use]
    pub fn shown(&self) -> &str {
        match &self.trailer {
            Some(trailer) => self.text.get(..trailer.start).unwrap_or(&self.text).trim_end(),
            None => &self.text,
        }
    }
}

/// How the language of a text is known, from the strongest to the weakest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LangFrom {
    /// The file says so for this text.
    Declared,
    /// A heading or label says so ("Résumé anglais").
    Label,
    /// A detector says so.
    Detected,
    /// The record's own language.
    Record,
    /// Not known.
    #[default]
    Unknown,
}

/// What a title or an abstract is to the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TextKind {
    /// The title, or an abstract.
    #[default]
    Main,
    /// A translation of it.
    Translated,
    /// The original of a translated work.
    Original,
    /// A title on a par with the main one, in another language.
    Parallel,
    /// A short title.
    Short,
    /// A subtitle that stands in a field of its own.
    Subtitle,
    /// A summary in plain language.
    PlainLanguage,
    /// A graphical abstract.
    Graphical,
    /// A teaser.
    Teaser,
    /// Two languages that could not be told apart.
    Mixed,
}

/// A language that a record declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// As written.
    pub written: Text,
    /// As understood, if it is.
    pub lang: Option<Lang>,
}

/// A date of issue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Date {
    /// The (first) year; negative years are BCE.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day, 1 to 31.
    pub day: Option<u8>,
    /// The last year of a range.
    pub end_year: Option<i32>,
    /// As written.
    pub written: Text,
}

/// How a record depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParentKind {
    /// BibTeX's and BibLaTeX's `crossref`: fields are inherited by the data model's table.
    Crossref,
    /// BibLaTeX's `xdata`: fields are inherited as they are.
    Xdata,
    /// BibLaTeX's `xref`: nothing is inherited.
    Xref,
}

/// A record that this one points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// How.
    pub kind: ParentKind,
    /// Its key.
    pub key: Text,
}

/// CSL's item types (CSL 1.0.2, appendix III), those that the readers produce.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // The names are CSL's own.
pub enum ItemType {
    Article,
    ArticleJournal,
    ArticleMagazine,
    ArticleNewspaper,
    Bill,
    Book,
    Chapter,
    Collection,
    Dataset,
    #[default]
    Document,
    Entry,
    EntryDictionary,
    EntryEncyclopedia,
    Figure,
    Graphic,
    Legislation,
    LegalCase,
    Manuscript,
    Map,
    MotionPicture,
    PaperConference,
    Pamphlet,
    Patent,
    Periodical,
    PersonalCommunication,
    Post,
    PostWeblog,
    Report,
    Review,
    Software,
    Song,
    Speech,
    Standard,
    Thesis,
    Webpage,
}

impl ItemType {
    /// CSL's names, in the order of the enum.
    const NAMES: [(Self, &'static str); 35] = [
        (Self::Article, "article"),
        (Self::ArticleJournal, "article-journal"),
        (Self::ArticleMagazine, "article-magazine"),
        (Self::ArticleNewspaper, "article-newspaper"),
        (Self::Bill, "bill"),
        (Self::Book, "book"),
        (Self::Chapter, "chapter"),
        (Self::Collection, "collection"),
        (Self::Dataset, "dataset"),
        (Self::Document, "document"),
        (Self::Entry, "entry"),
        (Self::EntryDictionary, "entry-dictionary"),
        (Self::EntryEncyclopedia, "entry-encyclopedia"),
        (Self::Figure, "figure"),
        (Self::Graphic, "graphic"),
        (Self::Legislation, "legislation"),
        (Self::LegalCase, "legal_case"),
        (Self::Manuscript, "manuscript"),
        (Self::Map, "map"),
        (Self::MotionPicture, "motion_picture"),
        (Self::PaperConference, "paper-conference"),
        (Self::Pamphlet, "pamphlet"),
        (Self::Patent, "patent"),
        (Self::Periodical, "periodical"),
        (Self::PersonalCommunication, "personal_communication"),
        (Self::Post, "post"),
        (Self::PostWeblog, "post-weblog"),
        (Self::Report, "report"),
        (Self::Review, "review"),
        (Self::Software, "software"),
        (Self::Song, "song"),
        (Self::Speech, "speech"),
        (Self::Standard, "standard"),
        (Self::Thesis, "thesis"),
        (Self::Webpage, "webpage"),
    ];

    /// The type of that place in the enum; a document where there is none.
    pub(crate) fn of_number(number: u8) -> Self {
        Self::NAMES.get(usize::from(number)).map_or_else(Self::default, |(kind, _)| *kind)
    }

    /// CSL's name of the type.
    #[must_use]
    pub fn as_csl(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    /// The type of that CSL name.
    #[must_use]
    pub fn from_csl(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, csl)| *csl == name).map(|(kind, _)| *kind)
    }
}
