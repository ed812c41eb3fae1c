//! The names in a typed reference, compared with those of the record that its title and year name (near-miss.md,
//! section 8, task D).

use super::Context;
use crate::manuscript::words::words;
use siglum_corpus::Span;
use siglum_corpus::fold::{fold, nfc};
use siglum_corpus::index::{Bearer, RecordId};
use siglum_corpus::near::{Forms, Near};

/// So many names of a record are looked for.
const NAMES: usize = 64;

/// A name in a reference that differs from the record's.
pub struct ListedName {
    /// The record's person.
    pub bearer: Bearer,
    /// Where the name stands in the prose.
    pub span: Span,
    /// The record's name.
    pub expected: String,
    /// Whether only accents differ.
    pub accents: bool,
}

/// Whether a name of the record stands in the span, exactly or nearly.
pub fn names_one(context: &Context<'_>, record: RecordId, within: Span) -> bool {
    let prose = &context.manuscript.prose;
    let written: Vec<_> = words(prose, within).collect();
    context.corpus.entry(record).names().take(NAMES).any(|name| {
        let forms = Forms::of(&name);
        written.iter().any(|word| forms.knows(word.text(prose)) || forms.nearest(word.text(prose)).is_some())
    })
}

/// The names of the record that are not in the span as the record has them, but nearly.
pub fn names(context: &Context<'_>, record: RecordId, within: Span) -> Vec<ListedName> {
    let prose = &context.manuscript.prose;
    let line = format!(" {} ", letters(within.of(&prose.text)));
    let all: Vec<Forms> = context.corpus.entry(record).names().take(NAMES).map(|name| Forms::of(&name)).collect();
    let written: Vec<_> =
        words(prose, within).filter(|word| word.text(prose).starts_with(char::is_uppercase)).collect();
    let mut found = Vec::new();
    for (nth, forms) in (0u32..).zip(&all) {
        let bearer = Bearer { id: record, nth };
        let Some(whole) = forms.forms.first() else { continue };
        let stands = [&whole.folded, &whole.translit].iter().any(|form| line.contains(&format!(" {} ", letters(form))));
        if stands {
            found.extend(accents(context, bearer, &written, &whole.display));
            continue;
        }
        // A name of this record or, exactly, of another one is right; so is what the configuration lists.
        let known = |word: &str| {
            let folded = fold(word);
            let listed = context.config.known_authors.iter().chain(&context.config.known_words);
            all.iter().any(|other| other.knows(word))
                || context.corpus.knows_name(&folded)
                || listed.into_iter().any(|name| fold(name).contains(&*folded))
        };
        let free = written.iter().filter(|word| !known(word.text(prose)));
        let near = free.filter_map(|word| {
            let (form, near) = forms.nearest(word.text(prose)).or_else(|| joined(forms, word.text(prose)))?;
            Some((word, form.display.clone(), near))
        });
        let best =
            near.min_by(|(_, _, a), (_, _, b)| a.distance.cmp(&b.distance).then(b.similarity.total_cmp(&a.similarity)));
        if let Some((word, expected, _)) = best {
            found.push(ListedName { bearer, span: word.span, expected, accents: false });
        }
    }
    found.sort_by_key(|name| name.span);
    found.dedup_by_key(|name| name.span);
    found
}

/// A name whose hyphen stands or is missing where the record has it otherwise.
fn joined<'a>(forms: &'a Forms, word: &str) -> Option<(&'a siglum_corpus::near::Form, Near)> {
    let bare = |text: &str| fold(text).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let form = forms.forms.iter().find(|form| !form.part && bare(&form.display) == bare(word))?;
    Some((form, Near { distance: 1, similarity: 1.0, length: word.chars().count(), same_start: true }))
}

/// The name where it stands with other accents than the record's.
fn accents(
    context: &Context<'_>,
    bearer: Bearer,
    written: &[crate::manuscript::words::Word],
    display: &str,
) -> Option<ListedName> {
    let prose = &context.manuscript.prose;
    let same = |word: &&crate::manuscript::words::Word| fold(word.text(prose)) == fold(display);
    let word = written.iter().find(same)?;
    let lower = |text: &str| nfc(text).to_lowercase();
    (lower(word.text(prose)) != lower(display)).then(|| ListedName {
        bearer,
        span: word.span,
        expected: display.to_owned(),
        accents: true,
    })
}

/// Folded letters with single blanks between words.
fn letters(text: &str) -> String {
    let folded = fold(text);
    let parts = folded.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-').filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
