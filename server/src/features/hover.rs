//! Hover: the record of the citation under the cursor, with its abstracts in the reader's languages, in full.

use super::attached;
use super::meant::{self, Meant};
use super::show::{Sheet, language_name};
use super::{Shown, View};
use crate::config::MessageLanguage;
use crate::manuscript::Citation;
use crate::rules::{Context, file_name, lookup};
use siglum_corpus::index::{RecordId, Work};
use siglum_corpus::record::{ItemType, LangText, Record, Role, TextKind};
use siglum_corpus::span::Text;
use siglum_corpus::{Corpus, Lang};
use std::borrow::Cow;
use std::path::PathBuf;

/// So many names of a work are shown.
const PEOPLE: usize = 100;
/// So many characters of a title or a name are shown.
const TITLE: usize = 2000;

/// Fields of dates, where they hold none.
const DATES: [&str; 3] = ["year", "date", "issued"];
/// So many files of a work are linked to.
const FILES: usize = 4;

/// What to show at `offset` (bytes); `None` where no citation of a known record stands.
#[must_use]
pub fn hover(view: &View<'_>, offset: usize) -> Option<Shown> {
    let of_key = citation_at(view, offset).and_then(|citation| {
        let id = lookup::find(&context(view), &citation.key)
            .or_else(|| view.corpus.find(&citation.key, &siglum_corpus::index::Scope::All))?;
        Some(Shown { span: citation.key_span, text: page(view, id)? })
    });
    of_key.or_else(|| of_words(view, meant::at(view, offset)?))
}

/// What to show of works that are named without a key: the page of the one, or a list where several fit.
#[must_use]
pub fn of_words(view: &View<'_>, meant: Meant) -> Option<Shown> {
    let text = match meant.records.as_slice() {
        [one] => page(view, *one)?,
        several => choice(view, several)?,
    };
    Some(Shown { span: meant.span, text })
}

/// The works of which one is meant, without their abstracts.
fn choice(view: &View<'_>, records: &[RecordId]) -> Option<String> {
    let french = view.config.message_language.unwrap_or_default() == MessageLanguage::French;
    let mut sheet = Sheet::new(view.markdown);
    let count = records.len();
    sheet.note(&if french { format!("{count} travaux conviennent.") } else { format!("{count} works fit.") });
    let works = records.iter().take(LISTED).filter_map(|id| view.corpus.work(*id).ok());
    let shown = works.map(|work| {
        sheet.rule();
        head(&mut sheet, &work, french);
        sheet.line(&work.record.key.value);
    });
    (shown.count() > 0).then(|| sheet.finish())
}

/// So many works of which one is meant are listed.
const LISTED: usize = 8;

/// The page of a record for the reader of a view.
#[must_use]
pub fn page(view: &View<'_>, id: RecordId) -> Option<String> {
    let reader = Reader {
        languages: view.languages,
        interface: view.config.message_language.unwrap_or_default(),
        markdown: view.markdown,
        links: view.links && view.markdown,
    };
    record(view.corpus, id, &reader)
}

/// The citation at `offset`: the one whose key is touched, else the one whose item is.
#[must_use]
pub fn citation_at<'a>(view: &View<'a>, offset: usize) -> Option<&'a Citation> {
    let citations = &view.manuscript.citations;
    let touched = citations.iter().filter(|citation| citation.span.touches(offset));
    touched.clone().find(|citation| citation.key_span.touches(offset)).or_else(|| touched.clone().next())
}

/// What rules are given, from a view.
pub(super) fn context<'a>(view: &View<'a>) -> Context<'a> {
    let View { text, manuscript, corpus, served, config, .. } = *view;
    Context::new((text, manuscript), corpus, served, config)
}

/// Who reads, and how.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Languages of abstracts, the dearest first.
    pub languages: &'a [Lang],
    /// The language of the labels.
    pub interface: MessageLanguage,
    /// Whether the text may be Markdown.
    pub markdown: bool,
    /// Whether abstracts in other languages than the dearest are behind links to [`READ_IN`].
    pub links: bool,
}

/// The command, the editor's own, that shows the abstract under the cursor in another language (its argument).
pub const READ_IN: &str = "siglum.readIn";

/// A record as a reader sees it: title, names, where and when, links, and each abstract in full, the dearest language
/// first. `None` when the record cannot be read any more.
#[must_use]
pub fn record(corpus: &Corpus, id: RecordId, reader: &Reader<'_>) -> Option<String> {
    let work = corpus.work(id).ok()?;
    let mut sheet = Sheet::new(reader.markdown);
    head(&mut sheet, &work, reader.interface == MessageLanguage::French);
    let of_record = |(id, record)| attached::files(record, corpus.shard(id).path()).flat_map(|(_, paths)| paths);
    let mut files: Vec<PathBuf> = work.records().flat_map(of_record).take(FILES).collect();
    files.dedup();
    files.iter().for_each(|path| sheet.file(path));
    abstracts(&mut sheet, corpus, &work, reader);
    Some(sheet.finish())
}

fn head(sheet: &mut Sheet, work: &Work, french: bool) {
    let record = &work.record;
    let title = record.title().map_or(record.key.value.as_str(), |title| title.text.as_str());
    sheet.strong(&shortened(title));
    for (other, from) in work.titles() {
        if shown_title(record, other, from == work.id) {
            sheet.line(&shortened(&other.text));
        }
    }
    sheet.line(&people(record, french));
    let mut place = Vec::new();
    if let Some(container) = record.containers.first().filter(|container| container.text != title) {
        place.push(sheet.emphasis(&container.text));
    }
    place.push(sheet.plain(&volume(record)));
    place.push(sheet.plain(&imprint(record, french)));
    place.push(sheet.plain(&when(record)));
    place.retain(|part| !part.is_empty());
    sheet.raw(&place.join(", "));
    if let Some((doi, _)) = work.variable("DOI") {
        sheet.doi(&doi.value);
    } else if let Some((url, _)) = work.variable("URL") {
        sheet.url(&url.value);
    }
}

/// The names that a citation shows, with what says that they are editors' and that there are more.
fn people(record: &Record, french: bool) -> String {
    let names = record.main_names();
    let mut shown: Vec<String> = names.iter().take(PEOPLE).map(|name| shortened(&name.full()).into_owned()).collect();
    if names.len() > PEOPLE {
        shown.push(format!("… (+{})", names.len() - PEOPLE));
    }
    let role = names.first().map(|name| (name.role, name.role_written.as_str()));
    // BibTeX's "and others".
    let further = |(field, value): &(Text, Text)| {
        role.is_some_and(|(_, written)| field.value.eq_ignore_ascii_case(written))
            && value.value.eq_ignore_ascii_case("others")
    };
    if record.extra.iter().any(further) {
        shown.push("et al.".to_owned());
    }
    let editors = match (french, names.len()) {
        _ if role.is_none_or(|(role, _)| role != Role::Editor) => "",
        (true, _) => " (dir.)",
        (false, 1) => " (ed.)",
        (false, _) => " (eds.)",
    };
    shown.join(", ") + editors
}

/// Where a book, a thesis or a report appeared: `New York: Russell Sage`. An article's publisher is nobody's concern.
fn imprint(record: &Record, french: bool) -> String {
    let value = |name| record.variable(name).map(|text| shortened(&text.value)).unwrap_or_default();
    use ItemType::{Article, ArticleJournal, ArticleMagazine, ArticleNewspaper, PaperConference};
    if matches!(record.item_type, Article | ArticleJournal | ArticleMagazine | ArticleNewspaper | PaperConference) {
        return String::new();
    }
    let (place, publisher) = (value("publisher-place"), value("publisher"));
    let colon = match (place.is_empty() || publisher.is_empty(), french) {
        (true, _) => "",
        (false, true) => "\u{a0}: ",
        (false, false) => ": ",
    };
    format!("{place}{colon}{publisher}")
}

/// A title or a name, cut where no such thing goes on: abstracts alone are shown whatever their length.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(TITLE) {
        Some((end, _)) => Cow::Owned(format!("{}…", text[..end].trim_end())),
        None => Cow::Borrowed(text),
    }
}

/// Titles in other languages are shown below the main one; short forms and subtitles are part of it. What another file
/// has is shown where it is surely in another language.
fn shown_title(record: &Record, other: &LangText, own: bool) -> bool {
    let Some(main) = record.title() else { return false };
    if main.text == other.text {
        return false;
    }
    let whole = matches!(other.kind, TextKind::Translated | TextKind::Original | TextKind::Parallel);
    let foreign = || match (&main.lang, &other.lang) {
        (Some(main), Some(lang)) => !main.matches(lang),
        _ => false,
    };
    if own { whole } else { (whole || other.kind == TextKind::Main) && foreign() }
}

/// `82(1), 143-160`
fn volume(record: &Record) -> String {
    let value = |name| record.variable(name).map(|text| text.value.as_str()).unwrap_or_default();
    let mut out = value("volume").to_owned();
    if !value("issue").is_empty() {
        out.push_str(&format!("({})", value("issue")));
    }
    if !value("page").is_empty() {
        let comma = if out.is_empty() { "" } else { ", " };
        out.push_str(&format!("{comma}{}", value("page").replace("--", "\u{2013}")));
    }
    out
}

/// The year; where there is none what stands in its place ("forthcoming", "n.d.").
fn when(record: &Record) -> String {
    let other = || {
        let written = record.extra.iter().find(|(field, _)| DATES.contains(&field.value.to_ascii_lowercase().as_str()));
        let written = written.map(|(_, value)| value).or_else(|| record.variable("status"));
        written.map_or_else(String::new, |text| shortened(&text.value).into_owned())
    };
    record.issued.as_ref().map_or_else(other, |date| match date.end_year {
        Some(end) if end != date.year => format!("{}\u{2013}{end}", date.year),
        _ => date.year.to_string(),
    })
}

fn abstracts(sheet: &mut Sheet, corpus: &Corpus, work: &Work, reader: &Reader<'_>) {
    let own = work.abstracts();
    let mut found: Vec<(LangText, RecordId)> = own.into_iter().map(|(text, from)| (text.clone(), from)).collect();
    found.sort_by_key(|(text, _)| place_of(text, reader.languages));
    let (shown, linked) = if reader.links { divided(&found) } else { (found.iter().collect(), Vec::new()) };
    for (place, (text, from)) in shown.into_iter().enumerate() {
        sheet.rule();
        let heading = heading(text, reader.interface);
        if place == 0 && !linked.is_empty() {
            // Beside the heading, not below a text that may be longer than the window.
            let links = linked.iter().map(|other| link(sheet, other, reader.interface)).collect::<Vec<_>>();
            sheet.strong_and(&heading, &links.join(" \u{b7} "));
        } else {
            sheet.strong(&heading);
        }
        sheet.text(text.shown());
        if *from != work.id {
            let file = file_name(corpus.shards()[from.shard as usize].path());
            sheet.note(&match reader.interface {
                MessageLanguage::English => format!("This abstract comes from {file}."),
                MessageLanguage::French => format!("Ce résumé vient de {file}."),
            });
        }
    }
    if let Some(note) = absence(&found, reader) {
        sheet.rule();
        sheet.note(&note);
    }
}

/// The link to an abstract in another language.
fn link(sheet: &Sheet, text: &LangText, interface: MessageLanguage) -> String {
    sheet.command(&heading(text, interface), READ_IN, text.lang.as_ref().map_or("", Lang::as_str))
}

/// The abstracts to show and, of each further language, one to link to: the first one's language is shown, and what is
/// in no known language.
fn divided(found: &[(LangText, RecordId)]) -> (Vec<&(LangText, RecordId)>, Vec<&LangText>) {
    let mut shown: Vec<&(LangText, RecordId)> = Vec::new();
    let mut linked: Vec<&LangText> = Vec::new();
    for one in found {
        let first = shown.first().and_then(|(text, _)| text.lang.as_ref());
        match (&one.0.lang, first) {
            (Some(lang), Some(first)) if !lang.matches(first) => {
                if !linked.iter().any(|text| text.lang.as_ref().is_some_and(|other| other.matches(lang))) {
                    linked.push(&one.0);
                }
            }
            _ => shown.push(one),
        }
    }
    (shown, linked)
}

/// The reader's order of languages; other languages after them, in the record's order; kinds that are no abstract last.
fn place_of(text: &LangText, languages: &[Lang]) -> (bool, usize) {
    let wanted = text.lang.as_ref().and_then(|lang| languages.iter().position(|one| one.matches(lang)));
    (!matches!(text.kind, TextKind::Main | TextKind::Translated | TextKind::Mixed), wanted.unwrap_or(languages.len()))
}

fn heading(text: &LangText, interface: MessageLanguage) -> String {
    // An abstract is headed in its own language, as on a title page.
    let lang = text.lang.as_ref().map(Lang::primary);
    let french = lang == Some("fr") || (lang.is_none() && interface == MessageLanguage::French);
    let word = match lang {
        _ if text.kind == TextKind::PlainLanguage && french => "Résumé en langage clair",
        _ if text.kind == TextKind::PlainLanguage => "Plain-language summary",
        _ if text.kind == TextKind::Graphical && french => "Résumé graphique",
        _ if text.kind == TextKind::Graphical => "Graphical abstract",
        _ if text.kind == TextKind::Teaser && french => "En bref",
        _ if text.kind == TextKind::Teaser => "In brief",
        Some("fr") => "Résumé",
        Some("es") => "Resumen",
        Some("pt") => "Resumo",
        Some("de") => "Zusammenfassung",
        Some("it") => "Riassunto",
        Some("en") => "Abstract",
        _ if interface == MessageLanguage::French => "Résumé",
        _ => "Abstract",
    };
    match &text.lang {
        Some(lang) => format!("{word} ({})", language_name(lang, interface)),
        None => word.to_owned(),
    }
}

/// Says when there is no abstract, or none in the reader's dearest language.
fn absence(found: &[(LangText, RecordId)], reader: &Reader<'_>) -> Option<String> {
    let french = reader.interface == MessageLanguage::French;
    if found.is_empty() {
        return Some(if french { "Aucun résumé." } else { "No abstract." }.to_owned());
    }
    let wanted = reader.languages.first()?;
    let known = |lang: &Lang| found.iter().any(|(text, _)| text.lang.as_ref().is_some_and(|one| one.matches(lang)));
    if known(wanted) || found.iter().any(|(text, _)| text.lang.is_none()) {
        return None;
    }
    let name = language_name(wanted, reader.interface);
    Some(if french { format!("Aucun résumé en {name}.") } else { format!("No abstract in {name}.") })
}
