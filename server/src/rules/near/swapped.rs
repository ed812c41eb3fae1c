//! Names of typed references that stand the wrong way round: the given name where the family name should be.

use super::attached::LETTERS;
use super::facts::Scene;
use super::listed::Listed;
use super::typed::main_names;
use siglum_corpus::Span;
use siglum_corpus::fold::fold;
use siglum_corpus::index::RecordId;
use siglum_corpus::shard::NameView;

/// A name that stands the wrong way round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inverted {
    /// Where it stands, in bytes of the paragraph.
    pub span: Span,
    /// The record.
    pub record: RecordId,
    /// The name as the record has it.
    pub name: String,
    /// What should stand there.
    pub expected: String,
}

/// Names in a typed reference that stand as "Given, Family" or "Given, F.".
#[must_use]
pub fn inverted(scene: &Scene<'_>, listed: &Listed) -> Vec<Inverted> {
    let text = listed.names.of(scene.within.of(&scene.prose.text));
    let names = main_names(scene.corpus.entry(listed.record).names());
    let mut found = Vec::new();
    for name in names.iter().filter(|name| !name.literal && !name.family.is_empty()) {
        let given = name.given.split(' ').next().unwrap_or_default();
        let (family, given_folded) = (fold(name.family), fold(given));
        let own_family = names.iter().any(|other| fold(other.family) == given_folded);
        if given_folded.chars().count() < LETTERS
            || family == given_folded
            || own_family
            || scene.corpus.is_family(&given_folded)
        {
            continue;
        }
        for (at, _) in text.match_indices(given) {
            let before = text[..at].trim_end();
            let begins =
                before.is_empty() || before.ends_with([';', '&']) || before.ends_with("and") || before.ends_with("et");
            let Some(rest) = text[at + given.len()..].strip_prefix(", ").filter(|_| begins) else { continue };
            let Some((len, expected)) = turned(rest, name, given) else { continue };
            let span = Span::new(at, at + given.len() + 2 + len).shifted(listed.names.start);
            let name = format!("{}, {}", name.family, name.given);
            found.push(Inverted { span, record: listed.record, name, expected });
            break;
        }
    }
    found
}

/// What follows "Given, " where it is the person's family name or its initial: its length, and the name as it should be.
fn turned(rest: &str, name: &NameView<'_>, given: &str) -> Option<(usize, String)> {
    let ends = |at: usize| !rest[at..].starts_with(char::is_alphabetic);
    if rest.starts_with(name.family) && ends(name.family.len()) {
        return Some((name.family.len(), format!("{}, {given}", name.family)));
    }
    let initial = name.family.chars().next()?;
    let stop = rest.strip_prefix(initial)?.starts_with('.');
    let first = given.chars().next()?;
    stop.then(|| (initial.len_utf8() + 1, format!("{}, {first}.", name.family)))
}
