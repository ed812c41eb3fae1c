//! Which suspects are slips: what a paragraph says for a word, weighed with what the whole manuscript says.
//!
//! The table is near-miss.md's, section 5. Seven kinds of evidence, the strongest first; each has its own bounds and its
//! own brakes. The figures were measured on 1.58 million words of finished manuscripts: at these bounds they cost one
//! false alarm in a million words; loosened to a hundred times as many, they find three slips in a hundred more.

use super::facts::{Facts, News};
use super::given::Fit;
use super::kinds::Kinds;
use super::known::is_listed;
use super::memory::Past;
use super::suspects::{Candidate, Suspect, display};
use super::{Reading, shifted};
use crate::config::Config;
use crate::manuscript::said::hash;
use crate::rules::{Confidence, Context};
use rustc_hash::FxHashMap;
use siglum_corpus::Span;
use siglum_corpus::index::Bearer;
use std::sync::Arc;

/// What makes a word a slip of a name, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// The name is an author's of a record that is cited right there.
    Citation,
    /// The name is an author's of a record of the year that stands there.
    Year,
    /// The given name before the word is the person's.
    GivenName,
    /// A co-author stands beside it.
    CoAuthor,
    /// The name is an author's of a record that is cited nearby.
    Nearby,
    /// The name is an author's of a record that is cited somewhere.
    Cited,
    /// The name is one of the corpus; asked for by `scope = "all"`.
    Anywhere,
}

/// A word that is a slip of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    /// Where it stands in the prose.
    pub span: Span,
    /// It, without possessive and elision.
    pub word: String,
    /// The name as the record has it.
    pub expected: String,
    /// The record's person.
    pub bearer: Bearer,
    /// Why.
    pub evidence: Evidence,
    /// How many of the person's co-authors stand beside it, and how many there are.
    pub beside: (u8, u8),
    /// Whether the record is of the year that stands there, too.
    pub of_year: bool,
    /// How many slips apart.
    pub distance: u8,
}

impl Slip {
    /// How sure it is: a citation, or a co-author and the year, leave little doubt about who is meant; one of them alone, or
    /// several slips in a name, leave some; a work that is only cited somewhere is a guess.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        let together = self.of_year && self.beside.0 > 0;
        match self.evidence {
            Evidence::Citation if self.distance == 1 => Confidence::High,
            _ if together && self.distance <= 2 => Confidence::High,
            Evidence::Citation | Evidence::Year | Evidence::GivenName | Evidence::CoAuthor => Confidence::Medium,
            Evidence::Nearby | Evidence::Cited | Evidence::Anywhere => Confidence::Low,
        }
    }
}

/// Bounds of one kind of evidence: (fewest letters, most slips, whether the beginning must be the same, least likeness).
type Bound = (usize, u8, bool, f64);

/// A citation attached.
const CITATION: [Bound; 4] = [(4, 1, false, 0.0), (3, 1, true, 0.0), (5, 2, true, 0.82), (8, 3, true, 0.84)];
/// A year, a given name or a co-author beside it.
const BESIDE: [Bound; 4] = [(4, 1, false, 0.0), (3, 1, true, 0.0), (5, 2, true, 0.84), (9, 3, true, 0.88)];
/// Nothing but a citation nearby, or somewhere.
const ALONE: [Bound; 3] = [(5, 1, false, 0.0), (4, 1, true, 0.0), (4, 2, true, 0.88)];
/// Words of three letters must be rarer than this beside a citation; beside a year; beside a year as citations write it.
const COMMON_SHORT: [f32; 3] = [2.5, 2.0, 3.0];
/// A co-author and the year beside it: as good as a citation.
const BOTH: [Bound; 6] = [
    (4, 1, false, 0.0),
    (3, 1, true, 0.0),
    (2, 1, true, 0.0),
    (4, 2, true, 0.75),
    (5, 2, false, 0.75),
    (8, 3, true, 0.84),
];
/// Words must be rarer than this: beside a citation or a given name; beside a year or a co-author; alone.
const COMMON: [f32; 3] = [4.0, 3.6, 3.0];
/// Beside a co-author and the year, words must be rarer than this in the manuscript's own language.
const COMMON_BOTH: f32 = 5.0;
/// A word that is compared with all names must be rarer than this, and so long with one slip, and with two.
const COMMON_ANYWHERE: f32 = 2.5;
const ANYWHERE: [usize; 2] = [6, 8];
/// A form that is written so often is meant: beside a citation; a year, a given name, a co-author; alone.
const WRITTEN: [u32; 3] = [8, 6, 3];
/// Alone, a form is not meant after all where the name itself is written so many times as often.
const OUTWEIGHED: u32 = 4;
/// A name of three letters must be written so often for a slip of it to be believed alone.
const AGAIN: u32 = 10;
/// Emphasised words are a title when there are more of them.
const TITLE: usize = 3;
/// So many first authors of a record are likely to be named.
const LEADING: u32 = 3;
/// In capitals, fewer letters make an acronym.
const CAPITALS: usize = 5;
/// A name that the manuscript nowhere writes right must be so long to be missed alone.
const UNWRITTEN: usize = 7;
/// A name that the manuscript nowhere writes right must be so long, and so much alike, to be missed by two slips.
const LONG: usize = 9;
/// See [`LONG`].
const ALIKE: f64 = 0.92;

/// Which words of a paragraph are slips, and which words it hangs on how often they are written.
#[derive(Debug)]
pub struct Judged {
    /// The slips, in bytes of the paragraph.
    slips: Vec<Slip>,
    /// The hashes of the words.
    weighs: Vec<u64>,
}

impl Judged {
    /// Judges the suspects of a paragraph that begins at `start`.
    fn of(context: &Context<'_>, reading: &Reading, start: u32, facts: &Facts) -> Self {
        // Names of a typed reference are compared with its record's alone.
        let listed = facts.listed.as_ref().map(|listed| listed.names);
        let free = |suspect: &&Suspect| {
            listed.is_none_or(|names| suspect.span.start >= names.end)
                && !is_in_title(context, shifted(suspect.span, start))
        };
        let suspects: Vec<&Suspect> = facts.suspects.iter().filter(free).collect();
        let words = |suspect: &&Suspect| {
            let forms = suspect.candidates.iter().map(|candidate| hash(&candidate.form));
            forms.chain([hash(&suspect.folded)]).collect::<Vec<_>>()
        };
        let weighs = suspects.iter().flat_map(words).collect();
        Self { slips: suspects.iter().filter_map(|suspect| judge(context, reading, suspect)).collect(), weighs }
    }

    /// Counts the words that it weighs.
    fn enter(&self, weighed: &mut FxHashMap<u64, u32>) {
        self.weighs.iter().for_each(|word| *weighed.entry(*word).or_insert(0) += 1);
    }

    /// Counts them no more.
    pub fn leave(&self, weighed: &mut FxHashMap<u64, u32>) {
        for word in &self.weighs {
            if let Some(count) = weighed.get_mut(word).filter(|count| **count > 1) {
                *count -= 1;
            } else {
                weighed.remove(word);
            }
        }
    }
}

/// Judges the paragraphs that are new, and again those that hang on what has changed: on words, or on what is `cited`.
pub(super) fn judge_all(context: &Context<'_>, reading: &Reading, past: &mut Past, news: &News, cited: bool) {
    let words = news.words.as_ref().filter(|_| !cited);
    let concerned = words.is_none_or(|words| words.iter().any(|word| past.weighed.contains_key(word)));
    let range = if concerned { 0..past.judged.len() } else { news.looked.clone() };
    let kinds = Arc::make_mut(&mut past.kinds);
    for nth in range {
        let (Some(kinds), Some(known)) = (kinds.get_mut(nth), past.judged.get_mut(nth)) else { break };
        if !kinds.meets(Kinds::SUSPECTS) {
            continue;
        }
        if let (Some(known), Some(words)) = (&known, words)
            && !known.weighs.iter().any(|word| words.contains(word))
        {
            continue;
        }
        if let Some(known) = known.take() {
            known.leave(&mut past.weighed);
        }
        let (Some(span), Some(facts)) = (reading.spans.get(nth), reading.facts.get(nth)) else { break };
        let judged = Judged::of(context, reading, span.start, facts);
        judged.enter(&mut past.weighed);
        *kinds = kinds.with(Kinds::SLIPS, !judged.slips.is_empty());
        *known = Some(Box::new(judged));
    }
}

/// The slips of a manuscript, in order of place.
#[must_use]
pub(super) fn slips(reading: &Reading, past: &Past) -> Vec<Slip> {
    let mut found = Vec::new();
    for nth in reading.places(Kinds::SLIPS) {
        let (Some(span), Some(Some(judged))) = (reading.spans.get(nth), past.judged.get(nth)) else { continue };
        found.extend(judged.slips.iter().map(|slip| Slip { span: shifted(slip.span, span.start), ..slip.clone() }));
    }
    found
}

/// Whether a word stands in quoted or emphasised words that may be a title: a title's matter.
fn is_in_title(context: &Context<'_>, span: Span) -> bool {
    let emphasis = &context.manuscript.prose.emphasis;
    let before = emphasis.partition_point(|one| one.end < span.end);
    let title = emphasis[before..].iter().take(2).find(|one| one.start <= span.start && span.end <= one.end);
    title.is_some_and(|title| title.of(&context.manuscript.prose.text).split_whitespace().count() > TITLE)
}

fn judge(context: &Context<'_>, reading: &Reading, suspect: &Suspect) -> Option<Slip> {
    let judged = suspect.candidates.iter().filter_map(|candidate| {
        let (evidence, bearer) = accepted(context, reading, suspect, candidate)?;
        Some((evidence, candidate, bearer))
    });
    // Of two names of the same evidence the one whose co-author stands beside it is meant, then one of the first authors:
    // nobody cites a work by its fiftieth.
    let (evidence, candidate, bearer) = judged.min_by(|(a, x, one), (b, y, other)| {
        let beside = is_of_both(y).cmp(&is_of_both(x));
        let leads = (one.nth >= LEADING).cmp(&(other.nth >= LEADING));
        let near = x.distance.cmp(&y.distance).then(y.similarity.total_cmp(&x.similarity));
        a.cmp(b).then(beside).then(leads).then(near)
    })?;
    if is_listed(context.config, &suspect.folded) {
        return None;
    }
    let expected = display(context.corpus, bearer, &candidate.form)?;
    if context.config.are_same(&suspect.word, &expected) {
        return None;
    }
    let expected = if suspect.capitals { expected.to_uppercase() } else { expected };
    let (span, word) = (suspect.span, suspect.word.clone());
    let of_bearer = |one: Option<Bearer>| one.is_some_and(|one| one.id == bearer.id);
    let beside = if of_bearer(candidate.coauthor) { candidate.beside } else { (0, 0) };
    let (of_year, distance) = (of_bearer(candidate.year), candidate.distance);
    Some(Slip { span, word, expected, bearer, evidence, beside, of_year, distance })
}

/// The strongest evidence by which the word is a slip of the candidate, and whose name it is.
fn accepted(
    context: &Context<'_>,
    reading: &Reading,
    suspect: &Suspect,
    candidate: &Candidate,
) -> Option<(Evidence, Bearer)> {
    let evidence = [
        (Evidence::Citation, candidate.attached),
        (Evidence::Year, candidate.year),
        (Evidence::GivenName, candidate.named),
        (Evidence::CoAuthor, candidate.coauthor),
        (Evidence::Nearby, candidate.nearby),
    ];
    let beside = evidence.into_iter().find_map(|(evidence, bearer)| {
        let bearer = bearer?;
        holds(context, reading, suspect, candidate, evidence).then_some((evidence, bearer))
    });
    // The corpus is asked last: this is looked at for every suspect at every keystroke.
    let unattached = candidate.attached.is_none();
    let alone = || {
        let held = unattached && holds(context, reading, suspect, candidate, Evidence::Cited);
        Some((Evidence::Cited, held.then(|| cited(context, reading, candidate)).flatten()?))
    };
    let anywhere = || {
        let wanted = unattached && asks_all(context.config);
        let held = wanted && holds(context, reading, suspect, candidate, Evidence::Anywhere);
        Some((Evidence::Anywhere, held.then(|| first(context, candidate)).flatten()?))
    };
    beside.or_else(alone).or_else(anywhere)
}

/// Whether the settings ask for names of works that the manuscript does not cite.
#[must_use]
pub fn asks_all(config: &Config) -> bool {
    config.option("misspelled-author", "scope") == Some("all")
}

/// A bearer of the candidate's form.
fn first(context: &Context<'_>, candidate: &Candidate) -> Option<Bearer> {
    let mut found = None;
    context.corpus.bearers(&candidate.form, &context.served.scope, |bearer| {
        found = Some(bearer);
        false
    });
    found
}

/// A bearer of the candidate's form in a record that the manuscript cites.
fn cited(context: &Context<'_>, reading: &Reading, candidate: &Candidate) -> Option<Bearer> {
    let mut found = None;
    context.corpus.bearers(&candidate.form, &context.served.scope, |bearer| {
        found = reading.keys.cited.contains(&bearer.id).then_some(bearer);
        found.is_none()
    });
    found
}

/// Whether one record speaks for the candidate by its year and by a co-author beside the word.
fn is_of_both(candidate: &Candidate) -> bool {
    candidate.year.is_some_and(|year| candidate.coauthor.is_some_and(|coauthor| coauthor.id == year.id))
}

fn holds(
    context: &Context<'_>,
    reading: &Reading,
    suspect: &Suspect,
    candidate: &Candidate,
    evidence: Evidence,
) -> bool {
    let others = &context.served.whole;
    let letters = suspect.folded.chars().count().min(candidate.form.chars().count());
    let written = reading.counts.written(&suspect.folded, others);
    let same_start = siglum_corpus::near::same_start(&suspect.folded, &candidate.form);
    let within = |bounds: &[Bound]| {
        bounds.iter().any(|&(from, slips, start, alike)| {
            letters >= from && candidate.distance <= slips && (same_start || !start) && candidate.similarity >= alike
        })
    };
    let contradicted = candidate.given == Fit::Contradicts;
    // "Cave et al." is no cavern and "Marco et al." nobody's given name.
    let is_author = candidate.author;
    match evidence {
        Evidence::Citation => {
            let most = if letters <= 3 { COMMON_SHORT[0] } else { COMMON[0] };
            within(&CITATION)
                && (is_author || !(suspect.is_given || suspect.is_derived) && suspect.common < most)
                && !(suspect.capitals && suspect.folded.chars().count() < CAPITALS)
                && written < WRITTEN[0]
        }
        Evidence::Year if is_of_both(candidate) => {
            within(&BOTH)
                && !(suspect.is_derived || suspect.capitals)
                && suspect.common_here < COMMON_BOTH
                && written < WRITTEN[0]
        }
        Evidence::Year | Evidence::CoAuthor | Evidence::GivenName => {
            let named = evidence == Evidence::GivenName;
            let year = evidence == Evidence::Year;
            // "Baile (1971)" in an English text is no Spanish dance, "Mayen (1997)" no adjective, "Jay (1975)" nobody's
            // given name.
            let shaped = suspect.shaped && year;
            let common = if shaped || !year { suspect.common_here } else { suspect.common };
            let short = COMMON_SHORT[if shaped { 2 } else { 1 }];
            let most = if letters <= 3 { short } else { COMMON[usize::from(!named)] };
            within(&BESIDE)
                && !(suspect.is_derived && !(shaped && candidate.distance == 1) || suspect.capitals)
                && !(suspect.is_given && !(named || shaped || is_author))
                && !(contradicted && year)
                && (is_author || common < most)
                && written < WRITTEN[1]
        }
        Evidence::Nearby | Evidence::Cited | Evidence::Anywhere => {
            let anywhere = evidence == Evidence::Anywhere;
            let right = reading.counts.written(&candidate.form, others);
            let small = reading.counts.is_small(&suspect.folded, others);
            let fits = candidate.given >= Fit::Fits;
            (within(&ALONE) || is_short_slip(suspect, candidate, letters, right))
                && (is_author
                    || !(suspect.is_given || suspect.is_derived || suspect.is_word || small)
                        && (fits || !suspect.followed)
                        && suspect.common < if anywhere { COMMON_ANYWHERE } else { COMMON[2] })
                && !(contradicted || suspect.capitals)
                && (written < WRITTEN[2] || right >= OUTWEIGHED * written)
                && match evidence {
                    Evidence::Nearby => true,
                    Evidence::Cited => is_known_enough(candidate, letters, right, fits || is_author),
                    _ => letters >= ANYWHERE[usize::from(candidate.distance == 2)] && (right > 0 || fits),
                }
        }
    }
}

/// Whether a rare word of three letters differs by one slip from a name that is written again and again; a word that is
/// rare here only, by two letters that changed places.
fn is_short_slip(suspect: &Suspect, candidate: &Candidate, letters: usize, right: u32) -> bool {
    let same_start = siglum_corpus::near::same_start(&suspect.folded, &candidate.form);
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let rare = suspect.common < COMMON_SHORT[1]
        || suspect.common_here < COMMON_SHORT[1] && sorted(&suspect.folded) == sorted(&candidate.form);
    letters == 3 && candidate.distance == 1 && same_start && right >= AGAIN && rare
}

/// Whether enough speaks for a name that is cited somewhere only.
fn is_known_enough(candidate: &Candidate, letters: usize, right: u32, fits: bool) -> bool {
    let written = right > 0 || fits || letters >= UNWRITTEN;
    let alike = letters >= LONG && candidate.similarity >= ALIKE;
    if candidate.distance == 2 { letters >= 5 && right > 0 || alike } else { written }
}
