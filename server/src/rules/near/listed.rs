//! References that are typed by hand: which record one is of, and how its names, its title and its year differ from the
//! record's (near-miss.md, section 8, task D).
//!
//! No style is parsed: a paragraph is a reference of the record whose title stands in it, with a name of the record before
//! the title. Records are looked for by a name and the year first, which is cheap; by the words of the title where no name
//! leads to one.

use super::facts::Scene;
use super::known::is_listed;
use super::titles::{FEWEST, ROUNDING, TitleSlip, differing, is_slip, titles_of};
use crate::manuscript::groups::{Year, years};
use crate::manuscript::references::may_be_reference;
use crate::manuscript::words::{Core, Word, cores, is_capital};
use rustc_hash::FxHashMap;
use siglum_corpus::Span;
use siglum_corpus::fold::{fold, nfc};
use siglum_corpus::index::{Bearer, RecordId};
use siglum_corpus::near::{
    Alignment, Difference, Form, Forms, LINE_CAP, align, jaro_winkler, locate, main_title, osa, title_words,
};
use siglum_corpus::record::Role;

/// How much alike a typed title and the record's must be where the year is the same (near-miss.md, section 8).
const ALIKE: f64 = 0.72;
/// How much alike they must be where the year is another.
const ALIKE_OF_OTHER_YEAR: f64 = 0.9;
/// So many names of a record are looked for.
const NAMES: usize = 256;
/// So many records of a name and a year are looked at.
const RECORDS: usize = 64;
/// So many people of one name are looked at.
const PEOPLE: usize = 4096;
/// How far apart years may be that differ by a slip; else one digit differs, or two are transposed.
const YEARS: i32 = 2;

/// A typed reference with the record that it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The record.
    pub record: RecordId,
    /// What stands before the title, where the names are; in bytes of the paragraph, as all places here.
    pub names: Span,
    /// Where the title stands.
    pub title: Span,
    /// How the title differs.
    pub slip: Option<TitleSlip>,
    /// Names that differ.
    pub misspelt: Vec<ListedName>,
    /// The year as typed, and the record's, where they differ by a slip.
    pub year: Option<(Year, i32)>,
}

/// A name in a reference that differs from the record's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedName {
    /// The record's person.
    pub bearer: Bearer,
    /// Where the name stands.
    pub span: Span,
    /// It, as it stands.
    pub word: String,
    /// The record's name.
    pub expected: String,
    /// Whether only accents differ.
    pub accents: bool,
}

/// The record that a paragraph is a typed reference of, if it is one.
pub fn listed(scene: &Scene<'_>) -> Option<Listed> {
    let text = scene.within.of(&scene.prose.text);
    if !may_be_reference(text) {
        return None;
    }
    let years: Vec<Year> = years(text, scene.within.start).into_iter().filter(|year| !year.range).collect();
    if years.is_empty() {
        return None;
    }
    let line = Line::new(scene, years);
    let found = line.best(line.by_names(true), ALIKE).or_else(|| {
        let by_title = scene.corpus.titles_like(&line.words, scene.scope);
        let (same, other): (Vec<_>, Vec<_>) = by_title.iter().copied().partition(|id| line.has_year_of(*id));
        line.best(same, ALIKE).or_else(|| {
            let other: Vec<_> = other.into_iter().filter(|id| line.year_slip(*id).is_some()).collect();
            line.best(other, ALIKE_OF_OTHER_YEAR)
        })
    })?;
    Some(found.moved(scene.within.start))
}

/// The name at the beginning of a paragraph that has the look of an entry of a reference list ("Lipsky, M. (1980)"), with
/// its years: a work that the manuscript lists is not mistaken for another year of one that the corpus has.
pub fn entry(scene: &Scene<'_>) -> Option<(String, Vec<i32>)> {
    let text = scene.within.of(&scene.prose.text);
    let first = *scene.words.first()?;
    let behind = scene.prose.text.get(first.span.end as usize..scene.within.end as usize)?;
    let next = behind.trim_start_matches([' ', '\u{a0}']);
    let inverted = behind.starts_with(',') || next.len() < behind.len() && next.starts_with(char::is_uppercase);
    if !may_be_reference(text) || !is_capital(first.text(scene.prose)) || !inverted {
        return None;
    }
    let years: Vec<i32> = years(text, 0).into_iter().map(|year| year.value).collect();
    (!years.is_empty()).then(|| (fold(first.text(scene.prose)).into_owned(), years))
}

/// A paragraph that may be a reference.
struct Line<'a, 's> {
    scene: &'a Scene<'s>,
    /// Its words as titles have them, each with its place.
    words: Vec<String>,
    places: Vec<Span>,
    years: Vec<Year>,
}

impl<'a, 's> Line<'a, 's> {
    fn new(scene: &'a Scene<'s>, years: Vec<Year>) -> Self {
        let (words, places) = placed_words(scene.within.of(&scene.prose.text), scene.within.start);
        Self { scene, words, places, years }
    }

    /// The records of the names in the line, of its years or of any.
    fn by_names(&self, of_year: bool) -> Vec<RecordId> {
        let mut found = Vec::new();
        let corpus = self.scene.corpus;
        for word in self.scene.words.iter().filter(|word| is_capital(word.text(self.scene.prose))) {
            let Some(core) = cores(self.scene.prose, *word).into_iter().find(|core| corpus.is_family(&core.folded))
            else {
                continue;
            };
            let mut left = PEOPLE;
            corpus.bearers(&core.folded, self.scene.scope, |bearer| {
                if (!of_year || self.has_year_of(bearer.id)) && !found.contains(&bearer.id) {
                    found.push(bearer.id);
                }
                left -= 1;
                left > 0 && found.len() < RECORDS
            });
        }
        found
    }

    fn has_year_of(&self, id: RecordId) -> bool {
        self.scene.corpus.entry(id).year().is_some_and(|year| self.years.iter().any(|one| one.value == year))
    }

    /// The only year of the line, where it differs from the record's by a slip.
    fn year_slip(&self, id: RecordId) -> Option<(Year, i32)> {
        let [year] = self.years.as_slice() else { return None };
        let right = self.scene.corpus.entry(id).year()?;
        is_year_slip(year.value, right).then_some((*year, right))
    }

    /// The record whose title stands in the line most alike, with one of its names before it.
    fn best(&self, records: Vec<RecordId>, alike: f64) -> Option<Listed> {
        let mut best: Option<(f64, Listed)> = None;
        for id in records {
            let entry = self.scene.corpus.entry(id);
            // The cheap question first: a record is read only where its title may stand in the line.
            if !self.may_hold(entry.title()) {
                continue;
            }
            let Some((score, found)) = self.judge(id, alike) else { continue };
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, found));
            }
        }
        let (_, mut found) = best?;
        found.misspelt = self.names(found.record, found.names);
        found.year = if self.has_year_of(found.record) { None } else { self.year_slip(found.record) };
        Some(found)
    }

    /// Whether so many of the title's words stand in the line that it may be in it.
    fn may_hold(&self, title: &str) -> bool {
        let words = title_words(main_title(title));
        let here = words.iter().filter(|word| self.words.contains(word)).count();
        here * 2 >= words.len() || words.len() < 2 * FEWEST
    }

    /// How well the line fits a record: of a record's titles the whole ones before their main parts, since a main title
    /// that is right hides a slip behind it.
    fn judge(&self, id: RecordId, alike: f64) -> Option<(f64, Listed)> {
        let titles = titles_of(self.scene.context, id);
        let mut best: Option<(f64, Listed)> = None;
        for shorten in [false, true] {
            for title in &titles {
                let other = if shorten { title_words(main_title(title)) } else { title_words(title) };
                let Some((score, listed)) = self.locate(id, &other, &titles[0], alike) else { continue };
                if best.as_ref().is_none_or(|(known, _)| score > *known) {
                    best = Some((score, listed));
                }
            }
            if best.is_some() {
                break;
            }
        }
        best
    }

    fn locate(&self, id: RecordId, title: &[String], whole: &str, alike: f64) -> Option<(f64, Listed)> {
        if title.len() < FEWEST {
            return None;
        }
        let found = locate(title, &self.words);
        let first = self.places.get(found.start)?;
        let last = self.places.get(found.end.checked_sub(1)?)?;
        let window = self.words.get(found)?;
        let aligned = align(window, title);
        let names = Span { start: self.scene.within.start, end: first.start };
        let fits =
            aligned.similarity + ROUNDING >= alike && is_slip(&aligned, window, title) && is_whole(&aligned, title);
        if !fits || !self.has_name_of(id, names) {
            return None;
        }
        let span = Span { start: first.start, end: last.end };
        let slip = (aligned.similarity + ROUNDING < 1.0).then(|| TitleSlip {
            record: id,
            title: whole.to_owned(),
            span,
            words: differing(&aligned, window, title),
        });
        // Of equal likeness the longer title is the better one.
        let score = aligned.similarity + title.len() as f64 / 1000.0;
        Some((score, Listed { record: id, names, title: span, slip, misspelt: Vec::new(), year: None }))
    }

    /// The capitalised words in a span, without possessives and elisions.
    fn capitals(&self, within: Span) -> Vec<(Word, Core)> {
        let prose = self.scene.prose;
        let words =
            self.scene.words.iter().filter(|word| within.start <= word.span.start && word.span.end <= within.end);
        let capitals = words.filter(|word| is_capital(word.text(prose)));
        capitals.filter_map(|word| Some((*word, cores(prose, *word).pop()?))).collect()
    }

    /// Whether a name of the record stands in the span, exactly or nearly.
    fn has_name_of(&self, id: RecordId, within: Span) -> bool {
        let written = self.capitals(within);
        self.scene.corpus.entry(id).names().take(NAMES).any(|name| {
            let forms = Forms::of(&name);
            written.iter().any(|(_, core)| forms.knows(&core.text) || forms.nearest(&core.text).is_some())
        })
    }

    /// The names of the record that are not in the span as the record has them, but nearly.
    fn names(&self, id: RecordId, within: Span) -> Vec<ListedName> {
        let line = format!(" {} ", letters(within.of(&self.scene.prose.text)));
        let names = (0u32..).zip(self.scene.corpus.entry(id).names().take(NAMES));
        let all: Vec<(Bearer, Role, Forms)> =
            names.map(|(nth, name)| (Bearer { id, nth }, name.role, Forms::of(&name))).collect();
        let written = self.capitals(within);
        // Of several people of one name each must stand in the line.
        let mut before: FxHashMap<&str, usize> = FxHashMap::default();
        let free: Vec<&(Word, Core)> =
            written.iter().filter(|(_, core)| !self.is_right(&all, &core.text, &core.folded)).collect();
        let mut found = Vec::new();
        for (bearer, _, forms) in &all {
            let Some(whole) = forms.forms.first() else { continue };
            let nth = before.entry(whole.folded.as_str()).or_insert(0);
            let spelt = [&whole.folded, &whole.translit].map(|form| format!(" {} ", letters(form)));
            let times = spelt.iter().map(|form| line.match_indices(form.as_str()).count()).max().unwrap_or(0);
            *nth += 1;
            if times >= *nth {
                found.extend(accents(*bearer, &written, &whole.display));
                continue;
            }
            if let Some((span, word)) = self.parted(whole, &written) {
                found.push(ListedName { bearer: *bearer, span, word, expected: whole.display.clone(), accents: false });
                continue;
            }
            let near = free.iter().filter_map(|(word, core)| Some((word, core, nearest(forms, &core.text)?)));
            let best = near.min_by(|(.., a), (.., b)| a.1.cmp(&b.1).then(b.2.total_cmp(&a.2)));
            if let Some((_, core, (expected, ..))) = best {
                let word = core.text.clone();
                found.push(ListedName { bearer: *bearer, span: core.span, word, expected, accents: false });
            }
        }
        found.sort_by_key(|name| name.span);
        found.dedup_by_key(|name| name.span);
        found
    }

    /// A hyphenated name that stands without its hyphen, as two words.
    fn parted(&self, whole: &Form, written: &[(Word, Core)]) -> Option<(Span, String)> {
        let (first, second) = whole.folded.split_once('-')?;
        let pair = written.windows(2).find(|pair| pair[0].1.folded == first && pair[1].1.folded == second)?;
        let span = Span { start: pair[0].1.span.start, end: pair[1].1.span.end };
        (span.len() <= whole.display.len() + 4).then(|| (span, span.of(&self.scene.prose.text).to_owned()))
    }

    /// Whether a word is a name of this record or, exactly, of another one, or what the settings list.
    fn is_right(&self, all: &[(Bearer, Role, Forms)], word: &str, folded: &str) -> bool {
        all.iter().any(|(.., forms)| forms.knows(word))
            || self.scene.corpus.knows_name(folded)
            || is_listed(self.scene.context.config, folded)
    }
}

impl Listed {
    /// From its names to its title, whichever stands first.
    #[must_use]
    pub fn whole(&self) -> Span {
        Span { start: self.names.start.min(self.title.start), end: self.names.end.max(self.title.end) }
    }

    /// With places counted from the paragraph's start.
    fn moved(mut self, start: u32) -> Self {
        let moved = |span: Span| Span { start: span.start - start, end: span.end - start };
        self.names = moved(self.names);
        self.title = moved(self.title);
        if let Some(slip) = &mut self.slip {
            slip.span = moved(slip.span);
        }
        self.misspelt.iter_mut().for_each(|name| name.span = moved(name.span));
        if let Some((year, _)) = &mut self.year {
            year.span = moved(year.span);
        }
        self
    }
}

/// The name where it stands with other accents than the record's.
fn accents(bearer: Bearer, written: &[(Word, Core)], display: &str) -> Option<ListedName> {
    let (_, core) = written.iter().find(|(_, core)| core.folded == fold(display))?;
    let capitals = core.text.chars().all(|c| !c.is_lowercase());
    let differs = nfc(&core.text).to_lowercase() != nfc(display).to_lowercase() && !capitals;
    differs.then(|| ListedName {
        bearer,
        span: core.span,
        word: core.text.clone(),
        expected: display.to_owned(),
        accents: true,
    })
}

/// The form that a word is a slip of, with distance and likeness. The title and the year say already whose name it must
/// be: shorter words and two slips are believed where they begin alike, and a hyphen may be lost.
fn nearest(forms: &Forms, word: &str) -> Option<(String, u8, f64)> {
    if let Some((form, near)) = forms.nearest(word) {
        return Some((form.display.clone(), near.distance, near.similarity));
    }
    let bare = |text: &str| fold(text).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let whole = |form: &&Form| !form.part;
    if let Some(form) = forms.forms.iter().filter(whole).find(|form| bare(&form.display) == bare(word)) {
        return Some((form.display.clone(), 1, 1.0));
    }
    let folded = fold(word);
    let form = forms.forms.iter().filter(whole).find(|form| {
        let length = form.folded.chars().count().min(folded.chars().count());
        let same_start = siglum_corpus::near::same_start(&folded, &form.folded);
        let near = match osa(&folded, &form.folded, 2) {
            Some(1) => length >= 3 || length == 2 && same_start,
            Some(_) => length >= 3 && same_start,
            None => false,
        };
        near && !forms.literal
    })?;
    Some((form.display.clone(), 2, jaro_winkler(&folded, &form.folded)))
}

/// Whether two years differ by a slip: by a little, in one digit, or in the order of two.
#[must_use]
pub fn is_year_slip(typed: i32, right: i32) -> bool {
    let (a, b) = (typed.to_string(), right.to_string());
    typed != right && ((typed - right).abs() <= YEARS || osa(&a, &b, 1).is_some())
}

/// Whether the window ends where the title does: a word that is missing at its edge is another word of the line that
/// the window left out ("Analysis of English" for "Analysis of German").
pub fn is_whole(aligned: &Alignment, title: &[String]) -> bool {
    let edge =
        |difference: &Difference| matches!(*difference, Difference::Missing(at) if at == 0 || at + 1 == title.len());
    !aligned.differences.iter().any(edge)
}

/// The words of a line as titles have them, each with its place.
fn placed_words(line: &str, base: u32) -> (Vec<String>, Vec<Span>) {
    let mut words = Vec::new();
    let mut places = Vec::new();
    let mut at = 0;
    let is_word = |c: char| c.is_alphanumeric() || c == '&' || unicode_mark(c);
    while let Some(start) = line.get(at..).and_then(|rest| rest.find(is_word)).map(|found| at + found) {
        let rest = &line[start..];
        let amp = rest.starts_with('&');
        let end =
            if amp { start + 1 } else { rest.find(|c| !is_word(c) || c == '&').map_or(line.len(), |len| start + len) };
        for word in title_words(&line[start..end]) {
            if words.len() < LINE_CAP && (word != "s" || !line[..start].ends_with(['\'', '\u{2019}'])) {
                words.push(word);
                places.push(Span { start: base + start as u32, end: base + end as u32 });
            }
        }
        at = end;
    }
    (words, places)
}

fn unicode_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}')
}

/// Folded letters with single blanks between words.
fn letters(text: &str) -> String {
    let folded = fold(text);
    let parts = folded.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-').filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
