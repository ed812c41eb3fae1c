//! BibTeX's and BibLaTeX's fields and entry types in CSL's terms (BibLaTeX manual, sections 2.1 and 2.2; CSL 1.0.2,
//! appendices III and IV).

use crate::lang::Lang;
use crate::record::{ItemType, ParentKind, Role, TextKind};
use crate::span::Span;

/// Where a field's value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A list of names.
    Names(Role),
    /// A title.
    Title(TextKind),
    /// An abstract.
    Abstract,
    /// A title of what contains the work.
    Container(TextKind),
    /// A CSL variable whose value is LaTeX.
    Variable(&'static str),
    /// A CSL variable whose value is no LaTeX.
    Verbatim(&'static str),
    /// `number`: its CSL variable depends on the type.
    Number,
    /// `date`, `year`, `month`.
    Date,
    /// `year`
    Year,
    /// `month`
    Month,
    /// `day`
    Day,
    /// Keywords.
    Keywords,
    /// The work's language.
    Language,
    /// Other keys of the record.
    Ids,
    /// A record that this one points to.
    Parent(ParentKind),
    /// Kept under its own name; the value is no LaTeX.
    File,
    /// Kept under its own name.
    Extra,
}

use Target::{Abstract, Container, Date, Day, File, Ids, Keywords, Language, Month, Names, Number, Parent, Title};
use Target::{Variable, Verbatim, Year};

/// The fields, sorted by name.
const FIELDS: &[(&str, Target)] = &[
    ("abstract", Abstract),
    ("address", Variable("publisher-place")),
    ("afterword", Names(Role::Other)),
    ("annotator", Names(Role::Other)),
    ("author", Names(Role::Author)),
    ("bookauthor", Names(Role::Other)),
    ("booksubtitle", Container(TextKind::Subtitle)),
    ("booktitle", Container(TextKind::Main)),
    ("chapter", Variable("chapter-number")),
    ("commentator", Names(Role::Other)),
    ("contributor", Names(Role::Other)),
    ("crossref", Parent(ParentKind::Crossref)),
    ("date", Date),
    ("day", Day),
    ("director", Names(Role::Other)),
    ("doi", Verbatim("DOI")),
    ("edition", Variable("edition")),
    ("editor", Names(Role::Editor)),
    ("editora", Names(Role::Other)),
    ("editorb", Names(Role::Other)),
    ("editorc", Names(Role::Other)),
    ("eid", Variable("number")),
    ("eventdate", Variable("event-date")),
    ("eventtitle", Variable("event-title")),
    ("file", File),
    ("foreword", Names(Role::Other)),
    ("holder", Names(Role::Other)),
    ("hyphenation", Language),
    ("ids", Ids),
    ("institution", Variable("publisher")),
    ("introduction", Names(Role::Other)),
    ("isbn", Variable("ISBN")),
    ("issn", Variable("ISSN")),
    ("issue", Variable("issue")),
    ("journal", Container(TextKind::Main)),
    ("journalsubtitle", Container(TextKind::Subtitle)),
    ("journaltitle", Container(TextKind::Main)),
    ("keywords", Keywords),
    ("langid", Language),
    ("language", Language),
    ("location", Variable("publisher-place")),
    ("maintitle", Container(TextKind::Main)),
    ("month", Month),
    ("note", Variable("note")),
    ("number", Number),
    ("organization", Variable("publisher")),
    ("origdate", Variable("original-date")),
    ("origlocation", Variable("original-publisher-place")),
    ("origpublisher", Variable("original-publisher")),
    ("origtitle", Title(TextKind::Original)),
    ("pages", Variable("page")),
    ("pagetotal", Variable("number-of-pages")),
    ("part", Variable("part-number")),
    ("pmcid", Verbatim("PMCID")),
    ("pmid", Verbatim("PMID")),
    ("publisher", Variable("publisher")),
    ("pubstate", Variable("status")),
    ("school", Variable("publisher")),
    ("series", Variable("collection-title")),
    ("shortjournal", Container(TextKind::Short)),
    ("shorttitle", Title(TextKind::Short)),
    ("subtitle", Title(TextKind::Subtitle)),
    ("title", Title(TextKind::Main)),
    ("titleaddon", Title(TextKind::Subtitle)),
    ("titletranslation", Title(TextKind::Translated)),
    ("translator", Names(Role::Translator)),
    ("type", Variable("genre")),
    ("url", Verbatim("URL")),
    ("urldate", Variable("accessed")),
    ("venue", Variable("event-place")),
    ("version", Variable("version")),
    ("volume", Variable("volume")),
    ("volumes", Variable("number-of-volumes")),
    ("xdata", Parent(ParentKind::Xdata)),
    ("xref", Parent(ParentKind::Xref)),
    ("year", Year),
];

/// The place in the table of the field whose name stands there, and what it is.
pub(super) fn target(text: &str, name: Span) -> (Option<usize>, Target) {
    let Some(wanted) = number(text.as_bytes(), name) else { return (None, long_target(name.of(text))) };
    let mut slot = slot(wanted);
    // There are three times as many slots as fields: an empty one comes soon.
    while let Some(place) = SLOTS[slot] {
        let place = place as usize;
        if NUMBERS[place] == wanted {
            return (Some(place), FIELDS[place].1);
        }
        slot = (slot + 1) % SLOTS.len();
    }
    (None, long_target(name.of(text)))
}

/// The bit that small letters have and capitals lack. Of the other bytes that a name can have, those without it get it as
/// well; no two of them become one.
const SMALL: u128 = u128::from_ne_bytes([0x20; 16]);

/// A name of at most sixteen bytes as a number, as in [`NUMBERS`].
fn number(text: &[u8], name: Span) -> Option<u128> {
    let (from, len) = (name.range().start, name.len());
    if len > 16 {
        return None;
    }
    let mut buffer = [0; 16];
    match text.get(from..from + 16) {
        // Sixteen bytes are taken at once, and those behind the name cut off.
        Some(all) => buffer.copy_from_slice(all),
        None => buffer.get_mut(..len)?.copy_from_slice(text.get(name.range())?),
    }
    let kept = u128::MAX.checked_shr(8 * (16 - len as u32))?;
    Some((u128::from_le_bytes(buffer) | SMALL) & kept)
}

/// The slot where a name's place stands, or the first of those that are looked through for it.
const fn slot(number: u128) -> usize {
    let mixed = ((number >> 64) as u64 ^ (number as u64).rotate_left(7)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 56) as usize
}

/// The places of the fields by their names' slots.
static SLOTS: [Option<u8>; 256] = {
    let mut slots = [None; 256];
    let mut place = 0;
    while place < FIELDS.len() {
        let mut at = slot(NUMBERS[place]);
        while slots[at].is_some() {
            at = (at + 1) % slots.len();
        }
        slots[at] = Some(place as u8);
        place += 1;
    }
    slots
};

/// The names of the fields as numbers: they are compared at once, and not letter by letter.
const NUMBERS: [u128; FIELDS.len()] = {
    let mut numbers = [0; FIELDS.len()];
    let mut at = 0;
    while at < FIELDS.len() {
        let name = FIELDS[at].0.as_bytes();
        let mut letter = 0;
        while letter < name.len() {
            numbers[at] |= ((name[letter] | SMALL as u8) as u128) << (8 * letter);
            letter += 1;
        }
        at += 1;
    }
    numbers
};

/// What is not in the table: titles and abstracts in a language of their own, and the rest.
fn long_target(name: &str) -> Target {
    match language_of(name) {
        Some(("title", _)) => Title(TextKind::Translated),
        Some((_, _)) => Abstract,
        None if ["eprint", "pdf", "bdsk-url-1", "local-url", "localfile"]
            .iter()
            .any(|file| name.eq_ignore_ascii_case(file)) =>
        {
            File
        }
        None => Target::Extra,
    }
}

/// `title` or `abstract`, and the language that a field's name declares: `title+an:english`, `title_en`, `abstract-fr`,
/// `abstractfr`.
pub(super) fn language_of(name: &str) -> Option<(&'static str, &str)> {
    let is = |base: &str| name.get(..base.len()).is_some_and(|start| start.eq_ignore_ascii_case(base));
    let base = ["title", "abstract"].into_iter().find(|base| is(base))?;
    let rest = &name[base.len()..];
    let written = match rest.strip_prefix("+an:") {
        Some(written) => written,
        None => match rest.strip_prefix(['_', '-', '+', ':']) {
            Some(written) => written,
            None if rest.len() == 2 => rest,
            None => return None,
        },
    };
    Lang::parse(written).map(|_| (base, written))
}

/// The CSL variable of `number` by type: an issue of a journal, a volume in a series, else the work's own.
pub(super) fn number_of(kind: ItemType) -> &'static str {
    match kind {
        ItemType::ArticleJournal | ItemType::ArticleMagazine | ItemType::ArticleNewspaper | ItemType::Periodical => {
            "issue"
        }
        ItemType::Book | ItemType::Chapter | ItemType::PaperConference | ItemType::Collection => "collection-number",
        _ => "number",
    }
}

/// CSL's type of an entry type; `Document` for one that nobody knows.
pub(super) fn item_type(kind: &str) -> ItemType {
    let mut buffer = [0; 20];
    let Some(lower) = buffer.get_mut(..kind.len()) else { return ItemType::Document };
    lower.copy_from_slice(kind.as_bytes());
    lower.make_ascii_lowercase();
    match &*lower {
        b"article" | b"suppperiodical" => ItemType::ArticleJournal,
        b"book" | b"mvbook" | b"collection" | b"mvcollection" | b"proceedings" | b"mvproceedings" | b"reference"
        | b"mvreference" | b"manual" | b"commentary" => ItemType::Book,
        b"booklet" => ItemType::Pamphlet,
        b"inbook" | b"incollection" | b"bookinbook" | b"suppbook" | b"suppcollection" => ItemType::Chapter,
        b"inreference" => ItemType::EntryEncyclopedia,
        b"inproceedings" | b"conference" => ItemType::PaperConference,
        b"periodical" => ItemType::Periodical,
        b"phdthesis" | b"mastersthesis" | b"bachelorsthesis" | b"thesis" => ItemType::Thesis,
        b"report" | b"techreport" => ItemType::Report,
        b"unpublished" => ItemType::Manuscript,
        b"online" | b"electronic" | b"www" | b"webpage" => ItemType::Webpage,
        b"jurisdiction" => ItemType::LegalCase,
        b"legislation" | b"legal" => ItemType::Legislation,
        b"letter" => ItemType::PersonalCommunication,
        b"movie" | b"video" => ItemType::MotionPicture,
        b"audio" | b"music" => ItemType::Song,
        b"artwork" | b"image" => ItemType::Graphic,
        other => std::str::from_utf8(other).ok().and_then(ItemType::from_csl).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{FIELDS, Target, item_type, language_of, target};
    use crate::record::{ItemType, TextKind};
    use crate::span::Span;

    /// The target of a name, the same whether or not text stands behind it.
    fn alone(name: &str) -> Target {
        let [short, long] = [name.to_owned(), format!("{name} = {{A title of some length}}")];
        let [short, long] = [short, long].map(|text| target(&text, Span::new(0, name.len())));
        assert_eq!(short, long);
        short.1
    }

    #[test]
    fn fields_are_sorted_and_found_in_any_case() {
        assert!(FIELDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(FIELDS.len() < 128);
        assert_eq!(alone("DOI"), Target::Verbatim("DOI"));
        assert_eq!(alone("x-mine"), Target::Extra);
    }

    #[test]
    fn names_of_fields_declare_languages() {
        for name in ["title+an:english", "title_en", "title-en", "titleen", "TITLE_EN"] {
            assert_eq!(alone(name), Target::Title(TextKind::Translated), "{name}");
        }
        assert_eq!(language_of("abstract_fr"), Some(("abstract", "fr")));
        assert_eq!(alone("titleaddon"), Target::Title(TextKind::Subtitle));
        assert_eq!(language_of("abstractnote"), None);
    }

    #[test]
    fn types_are_csls() {
        assert_eq!(item_type("PhdThesis"), ItemType::Thesis);
        assert_eq!(item_type("dataset"), ItemType::Dataset);
        assert_eq!(item_type("misc"), ItemType::Document);
        assert_eq!(item_type("a_type_that_nobody_knows"), ItemType::Document);
    }
}
