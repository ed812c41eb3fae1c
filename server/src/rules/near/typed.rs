//! Works that are cited by names and a year alone, and how they fit the records: "Tuurnas et al. (2016)" (near-miss.md,
//! sections 4 and 7).
//!
//! Only groups that are written as citations are judged, and only where every name in them is a name of the corpus: what
//! is misspelt is another rule's matter, and "Island (1823)" is no citation.

use super::facts::Scene;
use super::gap;
use super::known::{commonness, is_name};
use super::listed::is_year_slip;
use crate::manuscript::groups::{End, Group, Shape, Year};
use crate::manuscript::words::{Core, cores};
use rustc_hash::FxHashSet;
use siglum_corpus::Span;
use siglum_corpus::fold::fold;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::near::Forms;
use siglum_corpus::record::Role;
use siglum_corpus::shard::NameView;

/// So many people of one name are looked at.
const PEOPLE: usize = 4096;
/// So many names of a record are compared.
const NAMES: usize = 64;
/// A word before the names that is so common begins the sentence ("Selon Tuurnas").
const COMMON: f32 = 4.0;

/// A work that is cited by names and a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// The names in the order of the text: their places in bytes of the paragraph, as all places here, and their folds.
    pub names: Vec<(Span, String)>,
    /// Whether it says that there are further authors.
    pub others: bool,
    /// The year.
    pub year: Year,
    /// The citation that stands right behind it, in bytes of the paragraph.
    pub anchor: Option<u32>,
    /// The records of exactly these names and this year, in any file.
    pub exact: Vec<RecordId>,
    /// Records of this year in the manuscript's bibliographies that have some of the names.
    pub partly: Vec<RecordId>,
    /// Records of the manuscript's bibliographies with exactly these names and another year; those whose first author is
    /// the first that is typed, if there are any.
    pub other_years: Vec<(RecordId, i32)>,
}

/// The works that a paragraph cites by names and a year.
pub fn typed(scene: &Scene<'_>) -> Vec<Typed> {
    typed_where(scene, |_, _| true)
}

/// Those of them that are `wanted`: only for these is the corpus asked. A group comes with the bytes of the prose from
/// its first word to its last year.
pub fn typed_where(scene: &Scene<'_>, wanted: impl Fn(Span, &Year) -> bool) -> Vec<Typed> {
    let mut found = Vec::new();
    for group in scene.groups {
        let End::Years(years) = &group.end else { continue };
        let first = group.names.first().and_then(|at| scene.words.get(*at));
        let (Some(first), Some(last)) = (first, years.last()) else { continue };
        let whole = Span { start: first.span.start, end: last.span.end };
        let years = years.iter().filter(|year| !year.range && wanted(whole, year));
        if group.shape == Shape::Loose || years.clone().next().is_none() {
            continue;
        }
        let readings = readings(scene, group);
        found.extend(years.filter_map(|year| best(scene, group, &readings, *year)));
    }
    found
}

/// The reading of a group that the corpus answers best: the longest, unless only a shorter one is answered.
fn best(scene: &Scene<'_>, group: &Group, readings: &[Vec<Core>], year: Year) -> Option<Typed> {
    let (longest, shorter) = readings.split_first()?;
    let mut best = one(scene, group, longest, year);
    for names in shorter {
        if !best.exact.is_empty() {
            break;
        }
        let other = one(scene, group, names, year);
        if !other.exact.is_empty() || best.other_years.is_empty() && !other.other_years.is_empty() {
            best = other;
        }
    }
    Some(best)
}

/// The ways to read a group, the longest first: all its names, and what is left where a comma or a preposition may part
/// a word from the names ("In Fontainebleau, Jost (2007)", "l'entropie de Shannon de Chao (2013)").
fn readings(scene: &Scene<'_>, group: &Group) -> Vec<Vec<Core>> {
    let mut parts = vec![0];
    let joined = group.shape == Shape::Bracketed;
    parts
        .extend((1..group.names.len()).filter(|nth| !joined && parted(scene, group.names[nth - 1], group.names[*nth])));
    parts.into_iter().filter_map(|from| names(scene, &group.names[from..])).collect()
}

/// Whether what stands between two words of a narrative group may part them: no "and".
fn parted(scene: &Scene<'_>, left: usize, right: usize) -> bool {
    let (Some(one), Some(other)) = (scene.words.get(left), scene.words.get(right)) else { return false };
    let between = gap(&scene.prose.text, *one, *other);
    let comma = between.trim() == ",";
    comma || between.split_whitespace().any(|word| matches!(word, "de" | "du" | "of" | "von" | "di"))
}

/// The names of a group, from the last word back to the first that is none; `None` where a word is neither a name nor
/// what may stand before one.
fn names(scene: &Scene<'_>, places: &[usize]) -> Option<Vec<Core>> {
    let mut found = Vec::new();
    for (nth, place) in places.iter().enumerate().rev() {
        let word = scene.words.get(*place)?;
        let all = cores(scene.prose, *word);
        if let Some(core) = all.iter().find(|core| scene.corpus.is_family(&core.folded)) {
            found.push(core.clone());
            continue;
        }
        let core = all.last()?;
        let given = scene.corpus.is_given(&core.folded) && !found.is_empty();
        let opening = nth == 0 && (word.starts || commonness(&core.folded) >= COMMON) && !found.is_empty();
        let beside = given || opening && !is_name(scene.corpus, &core.folded);
        if !beside {
            return None;
        }
    }
    found.reverse();
    (!found.is_empty()).then_some(found)
}

fn one(scene: &Scene<'_>, group: &Group, names: &[Core], year: Year) -> Typed {
    let start = scene.within.start;
    let moved = |span: Span| Span { start: span.start - start, end: span.end - start };
    let mut typed = Typed {
        names: names.iter().map(|core| (moved(core.span), core.folded.clone())).collect(),
        others: group.others,
        year: Year { span: moved(year.span), ..year },
        anchor: anchor_behind(scene, year.span.end).map(|at| at - start),
        exact: Vec::new(),
        partly: Vec::new(),
        other_years: Vec::new(),
    };
    typed.look(scene);
    typed
}

/// The citation that only brackets and blanks part from the year.
fn anchor_behind(scene: &Scene<'_>, end: u32) -> Option<u32> {
    let place = scene.prose.anchors.partition_point(|(at, _)| *at < end);
    let (at, _) = *scene.prose.anchors.get(place)?;
    let between = scene.prose.text.get(end as usize..at as usize)?;
    let near =
        between.len() <= 4 && between.chars().all(|c| c.is_whitespace() || matches!(c, ')' | ']' | '(' | '[' | ','));
    (near && at < scene.within.end).then_some(at)
}

impl Typed {
    /// Looks the names up.
    fn look(&mut self, scene: &Scene<'_>) {
        let corpus = scene.corpus;
        let names: Vec<String> = self.names.iter().map(|(_, folded)| folded.clone()).collect();
        let mut seen: FxHashSet<RecordId> = FxHashSet::default();
        let mut found: Vec<RecordId> = Vec::new();
        for name in &names {
            let mut left = PEOPLE;
            corpus.bearers(name, &Scope::All, |bearer| {
                if found.len() < PEOPLE && seen.insert(bearer.id) {
                    found.push(bearer.id);
                }
                left -= 1;
                left > 0
            });
        }
        let mut leading = Vec::new();
        for id in found {
            let entry = corpus.entry(id);
            let Some(year) = entry.year() else { continue };
            let shared = names.iter().filter(|name| has(&entry.names().take(NAMES).collect::<Vec<_>>(), name)).count();
            let served = scene.scope.holds(id.shard);
            match year == self.year.value {
                true if shared == names.len() => self.exact.push(id),
                true if served && shared > 0 => self.partly.push(id),
                false if served && shared == names.len() && self.fits(corpus.entry(id).names()) => {
                    self.other_years.push((id, year));
                    if self.leads(&main_names(corpus.entry(id).names())) {
                        leading.push((id, year));
                    }
                }
                _ => {}
            }
        }
        if !leading.is_empty() {
            self.other_years = leading;
        }
    }

    /// The whole of it in the prose, from its first name to its year, with the bracket that closes behind the year; the
    /// paragraph begins at `start`.
    #[must_use]
    pub fn place(&self, text: &str, start: u32) -> Span {
        let first = self.names.first().map_or(self.year.span.start, |(span, _)| span.start);
        let span = Span { start: first + start, end: self.year.span.end + start };
        let opens = span.of(text).rfind(['(', '[']) > span.of(text).rfind([')', ']']);
        let closes = text.get(span.end as usize..).is_some_and(|rest| rest.starts_with([')', ']']));
        Span { end: span.end + u32::from(opens && closes), ..span }
    }

    /// Whether a record's authors are as many as the typed names say.
    pub fn fits<'n>(&self, names: impl Iterator<Item = NameView<'n>>) -> bool {
        let authors = main_names(names).len();
        let typed = self.names.len();
        if self.others { authors > typed } else { authors == typed || typed > 2 && authors >= typed }
    }

    /// Whether the record's first author is the first that is typed; with further authors unnamed it has three and more.
    fn leads(&self, authors: &[NameView<'_>]) -> bool {
        let first = self.names.first().zip(authors.first());
        first.is_some_and(|((_, typed), name)| is_of(name, typed)) && (!self.others || authors.len() > 2)
    }

    /// The years that the typed one may be a slip of, each with its record, the nearest first.
    #[must_use]
    pub fn meant(&self) -> Vec<(RecordId, i32)> {
        let mut near: Vec<_> =
            self.other_years.iter().copied().filter(|(_, year)| is_year_slip(self.year.value, *year)).collect();
        let typed = self.year.value;
        let far = |year: i32| (year - typed).abs();
        near.sort_by_key(|(id, year)| (far(*year) > 1 && !is_transposed(typed, *year), far(*year), *year, *id));
        near.dedup_by_key(|(_, year)| *year);
        near
    }

    /// Whether nothing tells which of two years is meant: one lies before the typed one and one as far behind it.
    #[must_use]
    pub fn is_as_near(&self, one: i32, other: i32) -> bool {
        let typed = self.year.value;
        one + other == 2 * typed && !is_transposed(typed, one) && !is_transposed(typed, other)
    }
}

/// Whether the digits of a year changed places: 2031 for 2013.
fn is_transposed(typed: i32, right: i32) -> bool {
    let digits = |year: i32| {
        let mut digits: Vec<char> = year.to_string().chars().collect();
        digits.sort_unstable();
        digits
    };
    typed != right && digits(typed) == digits(right)
}

/// Whether one of the names is of that folded form.
#[must_use]
pub fn has(names: &[NameView<'_>], folded: &str) -> bool {
    names.iter().any(|name| is_of(name, folded))
}

/// Whether a name is of that folded form: whole, in part, or transliterated.
#[must_use]
pub fn is_of(name: &NameView<'_>, folded: &str) -> bool {
    if fold(name.family) == folded {
        return true;
    }
    // Most names are in one part and plain: no need to take them apart.
    let plain = name.family.is_ascii() && !name.family.contains([' ', '-']);
    !plain && Forms::of(name).forms.iter().any(|form| form.folded == folded || form.translit == folded)
}

/// The names that a citation shows: authors, else editors, else all.
#[must_use]
pub fn main_names<'n>(names: impl Iterator<Item = NameView<'n>>) -> Vec<NameView<'n>> {
    let all: Vec<_> = names.take(NAMES).collect();
    for role in [Role::Author, Role::Editor] {
        if all.iter().any(|name| name.role == role) {
            return all.into_iter().filter(|name| name.role == role).collect();
        }
    }
    all
}
