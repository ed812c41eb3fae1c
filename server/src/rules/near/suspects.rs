//! Words of a paragraph that may be slips of names, with all that the paragraph and the corpus say for and against
//! (near-miss.md, section 5). What hangs on the whole manuscript is decided in [`super::verdict`].

use super::facts::Scene;
use super::gap;
use super::given::{Before, Fit};
use super::known::{common_in, commonness, has_inner_capital, is_derived, is_name};
use super::verdict::asks_all;
use crate::manuscript::groups::{End, PARTICLES, Shape, others_follow};
use crate::manuscript::words::{Core, cores, is_capital};
use rustc_hash::FxHashSet;
use siglum_corpus::Span;
use siglum_corpus::fold::{fold, nfc};
use siglum_corpus::index::{Bearer, RecordId};
use siglum_corpus::near::{Form, Forms, jaro_winkler, osa};
use std::sync::Arc;

/// A word that is more common in the manuscript's language is no slip of a name, whatever speaks for it.
const COMMON: f32 = 5.0;
/// A more common word is no slip of a name where nothing but the name itself speaks for it.
const COMMON_ALONE: f32 = 3.0;
/// Fewer letters say nothing; with a citation or year attached, or in a word of no language, one letter less does.
const LETTERS: usize = 4;
/// How far away a citation may be whose authors are meant, in bytes of prose.
const NEARBY: u32 = 300;
/// So many words to either side of a word may be its co-authors.
const NEIGHBOURS: usize = 5;
/// So many names of a record are compared: nobody types the names behind them.
const NAMES: usize = 256;
/// So many people of one name are looked at.
const PEOPLE: usize = 2048;
/// From how many letters on three slips are believed with a year attached.
const LONG: usize = 9;

/// A word that may be a slip of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect {
    /// Where it stands, in bytes of the paragraph.
    pub span: Span,
    /// It, without possessive and elision.
    pub word: String,
    /// Its fold.
    pub folded: String,
    /// How common a word it is, in whatever language.
    pub common: f32,
    /// How common a word it is in the manuscript's language and in English.
    pub common_here: f32,
    /// Whether it stands in a group with a year that is written as citations are.
    pub shaped: bool,
    /// Whether it is a given name of the corpus.
    pub is_given: bool,
    /// Whether it is a word of a title, a keyword or an institution of the corpus.
    pub is_word: bool,
    /// Whether it is made of a name of the corpus.
    pub is_derived: bool,
    /// Whether it is written in capitals.
    pub capitals: bool,
    /// Whether the next word is capitalised too, so that this one is a given name.
    pub followed: bool,
    /// The names that it may be a slip of.
    pub candidates: Vec<Candidate>,
}

/// A name that a word may be a slip of.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The form of the name, folded.
    pub form: String,
    /// How many slips apart.
    pub distance: u8,
    /// How much alike (Jaro-Winkler).
    pub similarity: f64,
    /// A bearer in a record that is cited right behind the word.
    pub attached: Option<Bearer>,
    /// A bearer in a record of the year behind the word.
    pub year: Option<Bearer>,
    /// A bearer with a co-author beside the word.
    pub coauthor: Option<Bearer>,
    /// How many of that bearer's co-authors stand beside the word, and how many there are.
    pub beside: (u8, u8),
    /// A bearer in a record that is cited near the word.
    pub nearby: Option<Bearer>,
    /// A bearer whose given name stands before the word.
    pub named: Option<Bearer>,
    /// How the word before fits the given names of the bearers.
    pub given: Fit,
    /// Whether the word must be an author's name and may be one of this record: "et al." follows, or a citation that
    /// leaves its author to the text.
    pub author: bool,
}

/// What is attached to a word of a group.
#[derive(Default)]
struct Attached {
    records: Vec<RecordId>,
    years: Vec<i32>,
    shaped: bool,
    /// Whether the group says that there are further authors.
    others: bool,
    /// Whether the citation leaves its author out, so that this word is the name.
    bare: bool,
    /// Whether a key of the citation has no record: then the name may be anyone's.
    unknown: bool,
}

/// The suspects of a paragraph.
pub fn suspects(scene: &Scene<'_>) -> Vec<Suspect> {
    let mut found = Vec::new();
    for (place, word) in scene.words.iter().enumerate() {
        if !is_capital(word.text(scene.prose)) {
            continue;
        }
        let cores = cores(scene.prose, *word);
        if cores.iter().any(|core| is_name(scene.corpus, &core.folded)) {
            continue;
        }
        let core = cores.iter().rfind(|core| core.text.starts_with(char::is_uppercase));
        let whole = core.and_then(|core| suspect(scene, place, core, &cores, &[]));
        found.extend(whole.or_else(|| hyphenated(scene, place, core?)));
    }
    found
}

/// A word of two names of which one is known: "Kullbaack-Leibler". The other is looked at by itself, with the known one as
/// the co-author beside it.
fn hyphenated(scene: &Scene<'_>, place: usize, core: &Core) -> Option<Suspect> {
    let text = core.span.of(&scene.prose.text);
    let (at, joint) = text.char_indices().find(|(_, c)| matches!(c, '-' | '\u{2010}'..='\u{2013}'))?;
    let behind = at + joint.len_utf8();
    let part = |start: usize, end: usize| {
        let text = nfc(text.get(start..end)?).into_owned();
        let span = Span { start: core.span.start + start as u32, end: core.span.start + end as u32 };
        let capital = text.starts_with(char::is_uppercase) && !text.contains('-');
        capital.then(|| Core { span, folded: fold(&text).into_owned(), text })
    };
    let (first, second) = (part(0, at)?, part(behind, text.len())?);
    let known = |core: &Core| scene.corpus.is_family(&core.folded);
    let (slip, name) = match (known(&first), known(&second)) {
        (false, true) => (first, second),
        (true, false) => (second, first),
        _ => return None,
    };
    suspect(scene, place, &slip, std::slice::from_ref(&slip), &[name.folded])
}

fn suspect(scene: &Scene<'_>, place: usize, core: &Core, cores: &[Core], joined: &[String]) -> Option<Suspect> {
    let letters = core.folded.chars().count();
    let attached = attached(scene, place);
    let is_attached = !attached.records.is_empty() || !attached.years.is_empty();
    let is_author = attached.others || attached.bare;
    let common = commonness(&core.folded);
    let common_here = common_in(&core.folded, scene.languages);
    let short = letters + 1 == LETTERS && (is_attached || common_here == 0.0) || letters + 2 == LETTERS && is_attached;
    if letters < LETTERS && !short || common_here >= COMMON || letters > siglum_corpus::near::NAME_CAP {
        return None;
    }
    let corpus = scene.corpus;
    let mut suspect = Suspect {
        span: Span { start: core.span.start - scene.within.start, end: core.span.end - scene.within.start },
        word: core.text.clone(),
        folded: core.folded.clone(),
        common,
        common_here,
        shaped: attached.shaped,
        is_given: cores.iter().any(|core| corpus.is_given(&core.folded)),
        is_word: cores.iter().any(|core| corpus.is_word(&core.folded) || corpus.is_of_institution(&core.folded)),
        is_derived: false,
        capitals: core.text.chars().all(|c| !c.is_lowercase()),
        followed: followed(scene, place),
        candidates: Vec::new(),
    };
    let before = Before::of(corpus, scene.prose, scene.words, place);
    let mut neighbours = neighbours(scene, place);
    neighbours.extend(joined.iter().cloned());
    let unlikely = suspect.is_given || suspect.is_word || suspect.capitals || common >= COMMON_ALONE;
    let alone = letters + 1 >= LETTERS && !attached.unknown && (is_author || !unlikely);
    if is_attached || alone || before.is_given_name() || !neighbours.is_empty() {
        let question = Question { scene, core, attached, before, neighbours, alone };
        suspect.candidates = question.candidates();
    }
    if suspect.candidates.is_empty() {
        return None;
    }
    // Asked last: it takes many lookups.
    suspect.is_derived = is_derived(corpus, &core.folded);
    Some(suspect)
}

/// What stands behind the groups that the word is in.
fn attached(scene: &Scene<'_>, place: usize) -> Attached {
    let mut attached = Attached { others: others_follow(scene.prose, scene.words, place), ..Attached::default() };
    for group in scene.groups.iter().filter(|group| group.names.contains(&place)) {
        attached.others |= group.others;
        match &group.end {
            End::Citation(cluster) => {
                attached.records.extend(scene.cited_by(*cluster));
                attached.unknown |= scene.is_unknown(*cluster);
                attached.bare |= group.names.last() == Some(&place) && scene.leaves_author_out(*cluster);
            }
            End::Years(years) => {
                attached.years.extend(years.iter().map(|year| year.value));
                attached.shaped |= group.shape != Shape::Loose;
            }
        }
    }
    attached
}

/// Whether a capitalised word follows directly, in the same sentence: then this one is a given name.
fn followed(scene: &Scene<'_>, place: usize) -> bool {
    let (Some(word), Some(next)) = (scene.words.get(place), scene.words.get(place + 1)) else { return false };
    let between = gap(&scene.prose.text, *word, *next);
    let possessive =
        word.text(scene.prose).ends_with(['s', 'S']) && word.text(scene.prose).contains(['\'', '\u{2019}']);
    !possessive && matches!(between, " " | "\u{a0}" | "\n") && is_capital(next.text(scene.prose))
}

/// The folded names in the group around a word: its co-authors, if they are names.
fn neighbours(scene: &Scene<'_>, place: usize) -> FxHashSet<String> {
    let mut found = FxHashSet::default();
    for step in [-1isize, 1] {
        let mut at = place;
        for _ in 0..NEIGHBOURS {
            let Some(next) = at.checked_add_signed(step).filter(|next| *next < scene.words.len()) else { break };
            let (left, right) = if step < 0 { (next, at) } else { (at, next) };
            if !joins(gap(&scene.prose.text, scene.words[left], scene.words[right])) {
                break;
            }
            at = next;
            let text = scene.words[at].text(scene.prose);
            if is_capital(text) {
                found.extend(cores(scene.prose, scene.words[at]).into_iter().map(|core| core.folded));
            } else if !matches!(text, "and" | "et" | "und" | "y" | "e" | "with" | "avec") && !PARTICLES.contains(&text)
            {
                break;
            }
        }
    }
    // Only names of the corpus can be co-authors.
    found.retain(|word| is_name(scene.corpus, word));
    found
}

/// What may stand between co-authors: white space, one mark, an ampersand.
fn joins(between: &str) -> bool {
    let marks = between.chars().filter(|c| !c.is_whitespace() && *c != '&').collect::<String>();
    between.len() <= 8
        && !between.contains("\n\n")
        && matches!(marks.as_str(), "" | "," | "/" | ";" | "-" | "\u{2013}" | "." | "'s" | "\u{2019}s")
}

/// A word with what is asked about it.
struct Question<'a, 's> {
    scene: &'a Scene<'s>,
    core: &'a Core,
    attached: Attached,
    before: Before,
    neighbours: FxHashSet<String>,
    /// Whether a name alone may speak for the word.
    alone: bool,
}

impl Question<'_, '_> {
    fn candidates(&self) -> Vec<Candidate> {
        let mut found = self.of_attached();
        let letters = self.core.folded.chars().count();
        let max = match letters {
            0..LETTERS => 1,
            _ if self.attached.years.is_empty() || letters + 3 < LONG => 2,
            _ => 3,
        };
        let nearby = self.nearby();
        // All names are asked only where something beside the word may speak for one; else those that are cited.
        let beside = !self.attached.years.is_empty() || self.before.is_given_name() || !self.neighbours.is_empty();
        let near = match (beside, self.alone) {
            (true, _) => self.scene.corpus.names_near(&self.core.folded, self.scene.scope, max),
            (false, true) if asks_all(self.scene.context.config) => {
                self.scene.corpus.names_near(&self.core.folded, self.scene.scope, max)
            }
            (false, true) => self.scene.near_cited(&self.core.folded).into(),
            (false, false) => Arc::default(),
        };
        for near in near.iter() {
            let mut candidate = Candidate {
                form: near.folded.clone(),
                distance: near.distance,
                similarity: near.similarity,
                attached: None,
                year: None,
                coauthor: None,
                beside: (0, 0),
                nearby: None,
                named: None,
                given: Fit::Nothing,
                author: self.attached.others || self.attached.bare,
            };
            self.look_at_bearers(&mut candidate, &nearby);
            candidate.given = self.before.fit(self.scene.corpus, self.scene.scope, &near.folded);
            if candidate.given != Fit::Same {
                candidate.named = None;
            }
            let evidence = [candidate.year, candidate.coauthor, candidate.named];
            let bearer = evidence.into_iter().flatten().next();
            let display = bearer.and_then(|bearer| display(self.scene.corpus, bearer, &near.folded));
            if self.fits(&near.folded, &display.unwrap_or_default())
                && (self.alone || evidence.iter().any(Option::is_some))
            {
                found.push(candidate);
            }
        }
        found
    }

    /// Whether hyphens allow the word to be a slip of the form, and capitals inside the word, of a name as it is displayed.
    fn fits(&self, form: &str, display: &str) -> bool {
        let word = &self.core.folded;
        let hyphens = !word.contains('-') || form.contains('-') || word.replace('-', "") == form;
        hyphens && (!has_inner_capital(&self.core.text) || display.chars().skip(1).any(char::is_uppercase))
    }

    /// The names of the records that are cited right behind the word, as far as they are like it.
    fn of_attached(&self) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        for &id in &self.attached.records {
            let several = self.scene.corpus.entry(id).names().nth(1).is_some();
            for (nth, name) in (0u32..).zip(self.scene.corpus.entry(id).names().take(NAMES)) {
                let forms = Forms::of(&name);
                for form in forms.forms.iter().filter(|form| !(forms.literal && form.part)) {
                    let spelt = [&form.folded, &form.translit];
                    let near = spelt.into_iter().filter_map(|other| Some((other, osa(&self.core.folded, other, 3)?)));
                    let Some((other, distance)) = near.min_by_key(|(_, distance)| *distance) else { continue };
                    if distance == 0 || !self.fits(other, &form.display) {
                        continue;
                    }
                    found.push(Candidate {
                        form: other.clone(),
                        distance: distance as u8,
                        similarity: jaro_winkler(&self.core.folded, other),
                        attached: Some(Bearer { id, nth }),
                        year: None,
                        coauthor: None,
                        beside: (0, 0),
                        nearby: None,
                        named: None,
                        given: Fit::Nothing,
                        author: self.attached.bare || self.attached.others && several,
                    });
                }
            }
        }
        found
    }

    /// The records that are cited near the word in its paragraph.
    fn nearby(&self) -> FxHashSet<RecordId> {
        let (prose, span) = (self.scene.prose, self.core.span);
        let from = span.start.saturating_sub(NEARBY).max(self.scene.within.start);
        let to = (span.end + NEARBY).min(self.scene.within.end);
        let first = prose.anchors.partition_point(|(at, _)| *at < from);
        let anchors = prose.anchors[first..].iter().take_while(|(at, _)| *at < to);
        anchors.flat_map(|(_, cluster)| self.scene.cited_by(*cluster)).collect()
    }

    /// Looks for bearers of the form that something in the paragraph speaks for.
    fn look_at_bearers(&self, candidate: &mut Candidate, nearby: &FxHashSet<RecordId>) {
        let corpus = self.scene.corpus;
        let mut left = PEOPLE;
        let form = candidate.form.clone();
        corpus.bearers(&form, self.scene.scope, |bearer| {
            let entry = corpus.entry(bearer.id);
            left -= 1;
            // "et al." wants a work of several.
            if self.attached.others && entry.names().nth(1).is_none() {
                return left > 0;
            }
            let of_year = entry.year().is_some_and(|year| self.attached.years.contains(&year));
            let agree = if self.neighbours.is_empty() { (0, 0) } else { self.beside(bearer) };
            let beside = agree.0 > 0;
            if beside && (of_year || candidate.coauthor.is_none()) {
                candidate.beside = agree;
            }
            if of_year && beside {
                (candidate.year, candidate.coauthor) = (Some(bearer), Some(bearer));
            } else {
                candidate.year = candidate.year.or(of_year.then_some(bearer));
                candidate.coauthor = candidate.coauthor.or(beside.then_some(bearer));
            }
            if candidate.nearby.is_none() && nearby.contains(&bearer.id) {
                candidate.nearby = Some(bearer);
            }
            if candidate.named.is_none() && self.is_named(bearer) {
                candidate.named = Some(bearer);
            }
            left > 0
        });
    }

    /// How many other names of the bearer's record stand beside the word, and how many there are.
    fn beside(&self, bearer: Bearer) -> (u8, u8) {
        let names = self.scene.corpus.entry(bearer.id).names().take(NAMES);
        let others = (0u32..).zip(names).filter(|(nth, _)| *nth != bearer.nth);
        let stands = |form: &Form| self.neighbours.contains(&form.folded) || self.neighbours.contains(&form.translit);
        others.fold((0, 0), |(agree, all): (u8, u8), (_, name)| {
            let beside = Forms::of(&name).forms.iter().any(stands);
            (agree.saturating_add(u8::from(beside)), all.saturating_add(1))
        })
    }

    /// Whether the given name before the word is the bearer's.
    fn is_named(&self, bearer: Bearer) -> bool {
        self.before.given.is_some()
            && self.scene.corpus.name(bearer).is_some_and(|name| self.before.is_name_of(name.given))
    }
}

/// The best display of a folded form in a record: as the record writes it, and whose it is.
#[must_use]
pub fn display(corpus: &siglum_corpus::Corpus, bearer: Bearer, form: &str) -> Option<String> {
    let name = corpus.name(bearer)?;
    let forms = Forms::of(&name);
    let form = forms.forms.iter().find(|known| known.folded == form || known.translit == form)?;
    Some(form.display.clone())
}
