//! What stands before a word: the given name of a person, or someone else's (near-miss.md, section 5, "Given-name
//! mismatch").

use super::gap;
use super::known::{commonness, is_name};
use crate::manuscript::Prose;
use crate::manuscript::words::{Word, cores, is_capital};
use siglum_corpus::Corpus;
use siglum_corpus::fold::fold;
use siglum_corpus::index::Scope;
use siglum_corpus::near::osa;

/// Particles that are no prepositions: before a family name that has none they make another one.
const PARTICLES: [&str; 13] =
    ["van", "von", "der", "den", "ter", "ten", "zu", "di", "del", "della", "da", "dos", "vander"];
/// A word so common is no given name that contradicts.
const COMMON: f32 = 5.2;
/// So many people of one name are looked at.
const PEOPLE: usize = 512;

/// How the word before fits the given names of those who bear a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is someone else's.
    Contradicts,
    /// Nothing is said.
    Nothing,
    /// It is an initial of one of theirs, or a slip of it.
    Fits,
    /// It is one of theirs.
    Same,
}

/// What stands before a word.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// The capitalised word or initial directly before it, folded, unless that is a family name.
    pub given: Option<String>,
    /// Whether that word begins a sentence, or is too common to be a name.
    weak: bool,
    /// Whether that word is a given name of the corpus and no family name.
    known: bool,
    /// Whether a particle stands directly before it behind a capitalised word.
    particle: bool,
}

impl Before {
    /// What stands before the word at `place`.
    #[must_use]
    pub fn of(corpus: &Corpus, prose: &Prose, words: &[Word], place: usize) -> Self {
        let Some(before) = place.checked_sub(1).and_then(|at| words.get(at)) else { return Self::default() };
        let text = before.text(prose);
        let between = gap(&prose.text, *before, words[place]);
        let mut known = Self::default();
        if PARTICLES.contains(&fold(text).as_ref()) && between.trim().is_empty() {
            // Alone they are prepositions as well; behind a capitalised word they are part of a name.
            let holder = place.checked_sub(2).and_then(|at| words.get(at));
            known.particle = holder.is_some_and(|holder| {
                is_capital(holder.text(prose)) && gap(&prose.text, *holder, *before).trim().is_empty()
            }) || text.starts_with(char::is_uppercase) && !before.starts;
            return known;
        }
        let initial = text.chars().count() <= 2;
        let near = between.chars().all(|c| c.is_whitespace() || c == '.' && initial) && between.len() <= 4;
        if !near || between.is_empty() || !is_capital(text) {
            return known;
        }
        let Some(core) = cores(prose, *before).pop() else { return known };
        let double = || core.folded.contains('-') && core.folded.split('-').all(|part| corpus.is_given(part));
        let is_given = corpus.is_given(&core.folded) || double();
        if is_name(corpus, &core.folded) && !is_given {
            return known;
        }
        // An initial is one at the beginning of a sentence too.
        let dotted = initial && between.starts_with('.');
        known.weak = !dotted && before.starts || commonness(&core.folded) > COMMON;
        known.known = is_given && !corpus.is_family(&core.folded);
        known.given = Some(core.folded);
        known
    }

    /// Whether what stands before is a given name of the corpus.
    #[must_use]
    pub fn is_given_name(&self) -> bool {
        self.given.is_some() && self.known
    }

    /// Whether what stands before is one of these given names.
    #[must_use]
    pub fn is_name_of(&self, names: &str) -> bool {
        self.given.as_ref().is_some_and(|given| fit_of(given, names) == Fit::Same)
    }

    /// How it fits those in the scope who bear a name of that folded form.
    #[must_use]
    pub fn fit(&self, corpus: &Corpus, scope: &Scope, form: &str) -> Fit {
        let mut fit = Fit::Contradicts;
        let mut particles = false;
        let mut left = PEOPLE;
        corpus.bearers(form, scope, |bearer| {
            if let Some(name) = corpus.name(bearer) {
                particles |= !name.particle.is_empty() || name.family.contains(' ');
                if let Some(given) = &self.given {
                    fit = fit.max(fit_of(given, name.given));
                }
            }
            left -= 1;
            left > 0 && (fit != Fit::Same || !particles)
        });
        if self.particle && !particles {
            return Fit::Contradicts;
        }
        match &self.given {
            None => Fit::Nothing,
            Some(_) if fit == Fit::Contradicts && self.weak && !self.known => Fit::Nothing,
            Some(_) => fit,
        }
    }
}

/// How a folded given name or initial fits given names as a record has them.
fn fit_of(given: &str, names: &str) -> Fit {
    let letters = |text: &str| text.chars().count();
    let folded = fold(names);
    let whole = folded == given && letters(given) > 1;
    let parts = folded.split([' ', '-', '.', '\u{a0}']).filter(|part| !part.is_empty());
    let given_parts: Vec<&str> = given.split('-').collect();
    let one = |part: &str| {
        let (long, other) = (letters(given), letters(part));
        if long > 1 && other > 1 && (given == part || given_parts.contains(&part) && letters(part) > 2) {
            Fit::Same
        } else if (long > 2 && other > 2 && osa(given, part, 1).is_some())
            || ((long == 1 || other == 1) && given.chars().next() == part.chars().next())
        {
            Fit::Fits
        } else {
            Fit::Contradicts
        }
    };
    // A record without a given name contradicts nothing.
    if whole { Fit::Same } else { parts.map(one).max().unwrap_or(Fit::Nothing) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_fit_as_people_write_them() {
        for (given, names, expected) in [
            ("jari", "Jari", Fit::Same),
            ("pasi-heikki", "Pasi-Heikki", Fit::Same),
            ("pasi", "Pasi-Heikki", Fit::Same),
            ("j", "Jari", Fit::Fits),
            ("jari", "J.", Fit::Fits),
            ("jarri", "Jari", Fit::Fits),
            ("lisa", "Hans Jürgen", Fit::Contradicts),
            ("lisa", "", Fit::Nothing),
        ] {
            assert_eq!(fit_of(given, names), expected, "{given} / {names}");
        }
    }
}
