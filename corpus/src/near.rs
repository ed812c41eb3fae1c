//! Near misses: how far two spellings are apart, and when a difference between names is likely a slip.
//!
//! Everything here is a pure function of folded texts (see [`crate::fold`]); which records to compare with is the index's
//! and the rules' business. Lengths are capped before any distance is computed: a hostile name costs nothing.

mod names;
mod osa;
mod titles;

pub use names::{Form, Forms, Near, near_name, same_start};
pub(crate) use osa::osa_of;
pub use osa::{TITLE_CAP, osa};
pub use titles::{Alignment, Difference, LINE_CAP, WORDS_CAP, align, is_near, locate, main_title, title_words};

/// The longest name that is compared, in characters.
pub const NAME_CAP: usize = 64;

/// How much alike two words are, from 0 to 1, their beginnings weighing more (Winkler 1990); 0 beyond [`NAME_CAP`].
#[must_use]
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    // A character is at most four bytes: the cheap test spares the count for most.
    let too_long = |text: &str| text.len() > NAME_CAP && text.chars().count() > NAME_CAP;
    if too_long(a) || too_long(b) {
        return 0.0;
    }
    strsim::jaro_winkler(a, b)
}
