//! Names that are spelt with other accents than the records have (near-miss.md, section 6).

use super::facts::Scene;
use super::known::commonness;
use crate::manuscript::groups::{End, others_follow};
use crate::manuscript::words::{Core, cores, is_capital};
use rustc_hash::FxHashSet;
use siglum_corpus::Span;
use siglum_corpus::fold::nfc;
use siglum_corpus::index::{Bearer, Scope};
use siglum_corpus::near::Forms;

/// Without a citation or a year attached, fewer letters say nothing.
const LETTERS: usize = 5;
/// Without a citation or a year attached, a more common word is none of ours.
const COMMON: f32 = 4.0;
/// The same for a short name.
const COMMON_SHORT: f32 = 3.0;
/// So many people of one name are looked at.
const PEOPLE: usize = 2048;

/// A name whose accents differ from those of every record that has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Accent {
    /// Where it stands, in bytes of the paragraph.
    pub span: Span,
    /// It, without possessive and elision.
    pub word: String,
    /// Its fold.
    pub folded: String,
    /// Its own spelling and those of the records, in small letters, its own first.
    pub spellings: Vec<String>,
    /// The name as the record has it.
    pub expected: String,
    /// The record's person.
    pub bearer: Bearer,
    /// Whether a citation of that record, or its year, stands beside it.
    pub attached: bool,
    /// Whether it is too short to say anything by itself: only a manuscript that writes the name right again and again
    /// speaks against it.
    pub weak: bool,
}

/// The names of a paragraph whose accents differ.
pub fn accents(scene: &Scene<'_>) -> Vec<Accent> {
    let mut found = Vec::new();
    for (place, word) in scene.words.iter().enumerate() {
        if is_capital(word.text(scene.prose)) {
            let cores = cores(scene.prose, *word);
            let core = cores.iter().find(|core| scene.corpus.is_family(&core.folded));
            found.extend(core.and_then(|core| accent(scene, place, core)));
        }
    }
    found
}

fn accent(scene: &Scene<'_>, place: usize, core: &Core) -> Option<Accent> {
    let corpus = scene.corpus;
    let lower = core.text.to_lowercase();
    let mut spellings = vec![lower.clone()];
    let mut seen: FxHashSet<String> = std::iter::once(lower.clone()).collect();
    let mut nearest: Option<(bool, String, Bearer)> = None;
    let (mut same, mut left) = (false, PEOPLE);
    // Any file of the corpus that spells it so makes it right; the manuscript's own bibliographies say how it should be.
    corpus.bearers(&core.folded, &Scope::All, |bearer| {
        let forms = corpus.name(bearer).map(|name| Forms::of(&name)).unwrap_or_default();
        let is_form = |form: &&siglum_corpus::near::Form| form.folded == core.folded || form.translit == core.folded;
        for form in forms.forms.iter().filter(is_form) {
            let display = nfc(&form.display).to_lowercase();
            let spelt_out = form.translit != form.folded && form.translit == core.folded;
            same |= display == lower || spelt_out;
            if seen.insert(display.clone()) {
                spellings.push(display);
            }
            let attached = is_attached(scene, place, bearer);
            let served = scene.scope.holds(bearer.id.shard);
            if served && nearest.as_ref().is_none_or(|(known, ..)| attached && !known) {
                nearest = Some((attached, form.display.clone(), bearer));
            }
        }
        left -= 1;
        !same && left > 0
    });
    let (attached, expected, bearer) = nearest.filter(|_| !same && left > 0)?;
    let long = core.folded.chars().count() >= LETTERS;
    // "Chaò et al." is a name, however short.
    let author = others_follow(scene.prose, scene.words, place);
    let rare = author || long && commonness(&core.folded) < COMMON && !corpus.is_given(&core.folded);
    let capitals = core.text.chars().all(|c| !c.is_lowercase());
    let small = !rare && (commonness(&core.folded) >= COMMON_SHORT || corpus.is_given(&core.folded));
    // Capitals are often written without accents.
    if capitals || !attached && small {
        return None;
    }
    let start = scene.within.start;
    Some(Accent {
        span: Span { start: core.span.start - start, end: core.span.end - start },
        word: core.text.clone(),
        folded: core.folded.clone(),
        spellings,
        expected,
        bearer,
        attached,
        weak: !(attached || rare),
    })
}

/// Whether a citation of the bearer's record, or its year, is attached to the word.
fn is_attached(scene: &Scene<'_>, place: usize, bearer: Bearer) -> bool {
    let year = scene.corpus.entry(bearer.id).year();
    scene.groups.iter().filter(|group| group.names.contains(&place)).any(|group| match &group.end {
        End::Citation(cluster) => scene.cited_by(*cluster).contains(&bearer.id),
        End::Years(years) => years.iter().any(|one| Some(one.value) == year),
    })
}
