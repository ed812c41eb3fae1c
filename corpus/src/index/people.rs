//! Who bears a name, and which names are spelt nearly like a word (near-miss.md, sections 2 and 5).

use crate::index::{Corpus, RecordId, Scope};
use crate::near::{NAME_CAP, jaro_winkler};
use crate::shard::{NameView, place};
use std::sync::Arc;

/// A form of a family name that is spelt nearly like a word.
#[derive(Clone, Debug, PartialEq)]
pub struct NearForm {
    /// The form, folded.
    pub folded: String,
    /// How many slips apart (insertions, deletions, substitutions, transpositions), 1 to 3.
    pub distance: u8,
    /// How much alike, from 0 to 1 (Jaro-Winkler).
    pub similarity: f64,
}

/// A person of a record: the record, and the place among its names (own ones, then inherited).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bearer {
    /// The record.
    pub id: RecordId,
    /// The place among [`crate::shard::Entry::names`].
    pub nth: u32,
}

impl Corpus {
    /// Whether a record of any file has someone of that family name, folded: whole, a part of it, or transliterated.
    #[must_use]
    pub fn is_family(&self, folded: &str) -> bool {
        self.any_people(|people| people.is_family(folded))
    }

    /// Whether a record of any file has someone of that given name, or a part of one, folded.
    #[must_use]
    pub fn is_given(&self, folded: &str) -> bool {
        self.any_people(|people| people.is_given(folded))
    }

    /// Whether it is a word of an institution's name in any file, folded.
    #[must_use]
    pub fn is_of_institution(&self, folded: &str) -> bool {
        self.any_people(|people| people.is_of_institution(folded))
    }

    /// Whether it is any name, or part of one, in any file, folded.
    #[must_use]
    pub fn knows_name(&self, folded: &str) -> bool {
        self.any_people(|people| {
            people.is_family(folded) || people.is_given(folded) || people.is_of_institution(folded)
        })
    }

    /// Whether it is a word of a title or a keyword in any file, folded.
    #[must_use]
    pub fn is_word(&self, folded: &str) -> bool {
        let mut found = false;
        self.ask(&Scope::All, |segment| {
            let number = if found { None } else { segment.tables.words.find(folded) };
            let postings = segment.tables.postings(number.map_or(0..0, |number| number..number + 1));
            found |= postings.iter().any(|posting| posting.places() & place::TEXT != 0);
        });
        found
    }

    /// The forms of family names within `max` slips (1 to 3) of a folded word, the nearest first; empty for a word of
    /// more than 64 characters. A form is a person's of the scope.
    #[must_use]
    pub fn names_near(&self, folded: &str, scope: &Scope, max: u8) -> Arc<[NearForm]> {
        let max = max.clamp(1, 3);
        if folded.is_empty() || folded.chars().count() > NAME_CAP {
            return Arc::default();
        }
        self.near_names.get(&format!("{max}{folded}"), scope, || self.rank_names(folded, scope, max))
    }

    fn rank_names(&self, folded: &str, scope: &Scope, max: u8) -> Vec<NearForm> {
        let mut found: Vec<NearForm> = Vec::new();
        self.ask(scope, |segment| {
            let people = segment.people();
            for (form, distance) in people.near(folded, usize::from(max)).filter(|(_, distance)| *distance > 0) {
                let served = people.bearers(form).iter().any(|[row, _]| segment.id(*row).is_some());
                if served && found.iter().all(|known| known.folded != form) {
                    let similarity = jaro_winkler(folded, form);
                    found.push(NearForm { folded: form.to_owned(), distance: distance as u8, similarity });
                }
            }
        });
        found.sort_by(|a, b| {
            let alike = || b.similarity.total_cmp(&a.similarity).then(a.folded.cmp(&b.folded));
            a.distance.cmp(&b.distance).then_with(alike)
        });
        found
    }

    /// Calls `each` for everyone of the scope who bears a name of that folded form, until it says that it has seen enough
    /// (`false`).
    pub fn bearers(&self, folded: &str, scope: &Scope, mut each: impl FnMut(Bearer) -> bool) {
        let mut more = true;
        self.ask(scope, |segment| {
            let bearers = if more { segment.people().bearers(folded) } else { &[] };
            let mut bearers = bearers.iter().filter_map(|[row, nth]| Some(Bearer { id: segment.id(*row)?, nth: *nth }));
            more = more && bearers.all(&mut each);
        });
    }

    /// The name of a bearer; `None` for one of another corpus.
    #[must_use]
    pub fn name(&self, bearer: Bearer) -> Option<NameView<'_>> {
        self.entry(bearer.id).names().nth(bearer.nth as usize)
    }
}
