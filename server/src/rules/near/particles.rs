//! Names in a paragraph with another particle than the record has: "Van der Eijk" for van Eijk.

use super::attached::Attached;
use super::facts::Scene;
use super::listed::Listed;
use super::typed::{Typed, is_of, main_names};
use crate::manuscript::groups::PARTICLES;
use rustc_hash::FxHashSet;
use siglum_corpus::fold::fold;
use siglum_corpus::index::RecordId;
use siglum_corpus::shard::NameView;
use siglum_corpus::{Corpus, Span};

/// How many particles stand before a name.
const MOST: usize = 4;

/// A name with another particle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particle {
    /// The name with its particles, in bytes of the paragraph.
    pub span: Span,
    /// The record that is meant.
    pub record: RecordId,
    /// The name with the record's particles.
    pub expected: String,
}

/// The names of a paragraph with other particles: those before citations, those that are typed with a year, and those of a
/// typed reference.
#[must_use]
pub fn particles(scene: &Scene<'_>, attached: &[Attached], typed: &[Typed], listed: Option<&Listed>) -> Vec<Particle> {
    let text = scene.within.of(&scene.prose.text);
    let (mut seen, mut found) = (FxHashSet::default(), Vec::new());
    let mut look = |span: Span, records: &[RecordId]| {
        if seen.insert(span) {
            found.extend(differs(scene.corpus, text, span, records));
        }
    };
    for attached in attached {
        attached.names.iter().for_each(|span| look(*span, &attached.records));
    }
    for typed in typed.iter().filter(|typed| !typed.exact.is_empty()) {
        typed.names.iter().for_each(|(span, _)| look(*span, &typed.exact));
    }
    if let Some(listed) = listed {
        for span in family_names(scene.corpus, text, listed) {
            look(span, &[listed.record]);
        }
    }
    found
}

/// Where the family names of a typed reference's record stand in it.
fn family_names(corpus: &Corpus, text: &str, listed: &Listed) -> Vec<Span> {
    let zone = listed.names;
    let text = zone.of(text);
    let names = main_names(corpus.entry(listed.record).names());
    let place = |name: &NameView<'_>| {
        let family = name.family.rsplit(' ').next().filter(|family| family.chars().count() > 2)?;
        let at = text.find(family)?;
        Some(Span::new(at, at + family.len()).shifted(zone.start))
    };
    names.iter().filter_map(place).collect()
}

/// A name whose particles are none of those that the records have for it.
fn differs(corpus: &Corpus, text: &str, span: Span, records: &[RecordId]) -> Option<Particle> {
    let run = particles_before(text, span.start as usize);
    let first = run.first()?;
    let typed: Vec<String> = run.iter().map(|word| word.of(text).to_lowercase()).collect();
    let folded = fold(span.of(text));
    let last = |name: &NameView<'_>| fold(name.family.rsplit(' ').next().unwrap_or_default()).into_owned();
    let mut meant: Option<(RecordId, NameView<'_>)> = None;
    for id in records {
        for name in main_names(corpus.entry(*id).names()) {
            if name.literal || !(is_of(&name, &folded) || last(&name) == folded) {
                continue;
            }
            let own = particles_of(&name);
            if own.is_empty() || typed.ends_with(&own) || own.ends_with(&typed) {
                return None;
            }
            meant.get_or_insert((*id, name));
        }
    }
    let (id, name) = meant?;
    // One small word may be a preposition, and so may one that begins a sentence.
    if typed.len() == 1 && !is_part_of_name(text, *first) {
        return None;
    }
    let expected = format!("{} {}", particles_of(&name).join(" "), last_word(&name));
    Some(Particle { span: Span { start: first.start, end: span.end }, record: id, expected })
}

fn last_word<'a>(name: &NameView<'a>) -> &'a str {
    let words: Vec<&str> = name.family.split(' ').collect();
    let skipped = words.iter().take_while(|word| is_particle(word)).map(|word| word.len() + 1).sum::<usize>();
    name.family.get(skipped..).filter(|rest| !rest.is_empty()).unwrap_or(name.family)
}

/// Whether a particle is written with a capital though no sentence begins there: then it is a part of the name.
fn is_part_of_name(text: &str, word: Span) -> bool {
    let before = text[..word.start as usize].trim_end();
    let inside = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '&' | ';' | '('));
    word.of(text).starts_with(char::is_uppercase) && inside
}

/// The particles right before a byte of the paragraph, from left to right.
fn particles_before(text: &str, at: usize) -> Vec<Span> {
    let mut found = Vec::new();
    let mut end = at;
    while found.len() < MOST {
        let rest = &text[..end];
        let trimmed = rest.trim_end_matches([' ', '\u{a0}']);
        let from = trimmed
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |at| at + trimmed[at..].chars().next().map_or(1, char::len_utf8));
        let word = &trimmed[from..];
        if trimmed.len() == rest.len() || !is_particle(word) {
            break;
        }
        found.push(Span::new(from, trimmed.len()));
        end = from;
    }
    found.reverse();
    found
}

/// The particles of a record's name, in lower case: where they stand apart, before the family name, or behind the given one.
fn particles_of(name: &NameView<'_>) -> Vec<String> {
    let apart = name.particle.split(' ').filter(|word| !word.is_empty());
    let leading = name.family.split(' ').take_while(|word| is_particle(word));
    let count = name.given.split(' ').rev().take_while(|word| is_low_particle(word)).count();
    let words = name.given.split(' ').count();
    let trailing = name.given.split(' ').skip(words - count);
    trailing.chain(apart).chain(leading).map(str::to_lowercase).collect()
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

fn is_low_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}
