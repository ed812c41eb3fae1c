//! Whether a word is a name as it stands: then nothing is said of it. And what else speaks for a word.

use siglum_corpus::common::{is_place, zipf, zipf_in};
use siglum_corpus::fold::fold;
use siglum_corpus::{Corpus, Lang};

use crate::config::Config;

/// Endings that make an adjective or a school of a name (near-miss.md, section 5, "Derived").
const ENDINGS: [&str; 46] = [
    "ianism", "ischen", "isches", "ischer", "ienne", "iennes", "istes", "isten", "ische", "schen", "scher", "sches",
    "esque", "enne", "ennes", "isme", "iste", "ians", "eans", "iens", "ists", "isms", "ites", "ness", "sche", "ized",
    "ien", "ian", "ean", "ist", "ism", "ite", "ish", "sch", "ing", "ics", "sen", "ans", "an", "es", "er", "en", "in",
    "ic", "ns", "te",
];
/// Letters that an ending may have taken from the name's end.
const LOST: [&str; 8] = ["e", "o", "a", "y", "i", "us", "es", "s"];
/// A stem of fewer letters is no name.
const STEM: usize = 3;

/// Whether a folded word is a family name of the corpus, or reads as one: hyphenated from names, in the plural, or with
/// an apostrophe behind.
#[must_use]
pub fn is_name(corpus: &Corpus, folded: &str) -> bool {
    if corpus.is_family(folded) {
        return true;
    }
    // "al-" and its kin begin a name and end none.
    let known = |part: &str| corpus.is_family(part) || corpus.is_given(part);
    let begins = |part: &str| part.chars().count() < 3 || known(part);
    if let Some((first, last)) = folded.rsplit_once('-')
        && known(last)
        && first.split('-').all(begins)
    {
        return true;
    }
    plural(folded).is_some_and(|stem| stem.chars().count() >= STEM && corpus.is_family(stem))
}

/// The name of which a folded word is the plural: "Smiths", "Joneses", "Rousseaux"; a name in `s` has none in `s`.
fn plural(folded: &str) -> Option<&str> {
    let hisses = |stem: &&str| stem.ends_with(['s', 'x', 'z']) || stem.ends_with("ch") || stem.ends_with("sh");
    let es = folded.strip_suffix("es").filter(hisses);
    let s = || folded.strip_suffix('s').filter(|stem| !hisses(stem));
    let x = || folded.strip_suffix('x').filter(|stem| stem.ends_with('u'));
    es.or_else(s).or_else(x).or_else(|| folded.strip_suffix('\''))
}

/// Whether the settings say that a folded word is right.
#[must_use]
pub fn is_listed(config: &Config, folded: &str) -> bool {
    let listed = config.known_authors.iter().chain(&config.known_words);
    listed.into_iter().any(|name| {
        fold(name).split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'').any(|part| part == folded)
    })
}

/// Whether a folded word is a name of the corpus with an ending, taken off up to twice. One letter more is a slip as well
/// as an ending ("Kayh", "Chomskyy"): only longer endings count.
#[must_use]
pub fn is_derived(corpus: &Corpus, folded: &str) -> bool {
    if folded.len() > 64 || !folded.is_ascii() {
        return false;
    }
    // A short ending may have taken nothing from the name: "Hewees" is no plural of Hewes.
    let names = |stem: &str| {
        let lost = || LOST.iter().any(|lost| corpus.is_family(&format!("{stem}{lost}")));
        corpus.is_family(stem) || folded.len() >= stem.len() + 3 && lost()
    };
    // A German town and who comes from there: "Tübingen" is no slip of Tübinger.
    if folded.strip_suffix("ingen").is_some_and(|stem| corpus.is_family(&format!("{stem}inger"))) {
        return true;
    }
    let long = |stem: &&str| folded.len() >= stem.len() + 2;
    let once: Vec<&str> = stems(folded).collect();
    let twice = once.iter().flat_map(|stem| stems(stem));
    once.iter().copied().chain(twice).filter(long).any(names)
}

fn stems(word: &str) -> impl Iterator<Item = &str> {
    ENDINGS.iter().filter_map(|ending| word.strip_suffix(*ending)).filter(|stem| stem.len() >= STEM)
}

/// How common a place's name is taken to be.
const PLACE: f32 = 4.5;

/// How common a word is in these languages and in English; places are common in all.
#[must_use]
pub fn common_in(folded: &str, languages: &[Lang]) -> f32 {
    let languages: Vec<&str> = languages.iter().map(Lang::primary).collect();
    zipf_in(folded, &languages).max(if is_place(folded) { PLACE } else { 0.0 })
}

/// How common a word is, in whatever language: also with its umlauts as letters, so that "Tuebingen" is as common as
/// "Tübingen".
#[must_use]
pub fn commonness(folded: &str) -> f32 {
    let spelt = ["ae", "oe", "ue"].iter().any(|spelt| folded.contains(spelt));
    let umlauts = || folded.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    let place = if is_place(folded) || spelt && is_place(&umlauts()) { PLACE } else { 0.0 };
    zipf(folded).max(if spelt { zipf(&umlauts()) } else { 0.0 }).max(place)
}

/// Beginnings of names behind which a capital may stand.
const BEGINNINGS: [&str; 11] = ["Mc", "Mac", "De", "Du", "La", "Le", "Van", "Von", "Di", "Fitz", "Des"];

/// A capital inside the word: a product or an acronym ("LaTeX"), where no apostrophe, hyphen or "Mc" explains it.
#[must_use]
pub fn has_inner_capital(word: &str) -> bool {
    let rest = BEGINNINGS
        .iter()
        .find_map(|start| word.strip_prefix(start).filter(|rest| rest.starts_with(char::is_uppercase)));
    let mut before = '-';
    let mut seen_lower = false;
    rest.unwrap_or(word).chars().any(|c| {
        let inner = c.is_uppercase() && seen_lower && !matches!(before, '-' | '\'');
        seen_lower |= c.is_lowercase();
        before = c;
        inner
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use siglum_corpus::Shard;
    use std::path::Path;
    use std::sync::Arc;

    fn corpus() -> Corpus {
        let text = "@book{a, author = {Chomsky, Noam and Goldberg, Adele and Foucault, Michel and Bayes, Thomas and \
                    Curry, H. and Howard, W. and {Institut Sanger}}, title = {On names}, year = 1999}";
        Corpus::new(vec![Arc::new(Shard::of_text(Path::new("/a.bib"), text))])
    }

    #[test]
    fn names_are_names_in_the_plural_and_joined_too() {
        let corpus = corpus();
        for word in ["chomsky", "goldbergs", "bayeses", "curry-howard", "noam-chomsky", "bayes", "bayes'"] {
            assert!(is_name(&corpus, word), "{word}");
        }
        for word in ["chomskyy", "bayess", "noam", "goldberk", "curry-haward", "curry-ho", "institut"] {
            assert!(!is_name(&corpus, word), "{word}");
        }
    }

    #[test]
    fn what_is_made_of_a_name_is_no_slip_of_it() {
        let corpus = corpus();
        for word in
            ["chomskyan", "goldbergian", "goldbergians", "bayesian", "bayesianism", "chomskyenne", "foucaultien"]
        {
            assert!(is_derived(&corpus, word), "{word}");
        }
        for word in ["chomskyy", "chosmky", "foucauld", "goldberk", "bayees"] {
            assert!(!is_derived(&corpus, word), "{word}");
        }
    }

    #[test]
    fn towns_are_common_however_their_umlauts_are_spelt() {
        assert!(commonness("osterreich") >= 3.0 && commonness("oesterreich") >= 3.0);
    }

    #[test]
    fn capitals_inside_a_word() {
        for word in ["LaTeX", "BibTeX", "SimpsonE"] {
            assert!(has_inner_capital(word), "{word}");
        }
        for word in ["McDonald", "O'Brien", "Vitali-Rosati", "DeLong", "Tuurnas", "OECD"] {
            assert!(!has_inner_capital(word), "{word}");
        }
    }
}
