//! XML, as all readers of it share it: records found in a file of any size, elements by path, texts with their places.
//!
//! Invariant: no input makes it fail, recurse, or take more than linear time; nothing is fetched and nothing that a
//! document type declares is expanded; one broken record hides no other.
//!
//! A reader names the elements that are its records and gets each as a small tree of [elements](Element):
//!
//! ```
//! use siglum_corpus::read::{abstracts::Claim, xml};
//!
//! let text = r#"<set><work xml:lang="fr"><title>L'<i>été</i> &amp; l'hiver</title></work><work/></set>"#;
//! let mut titles = Vec::new();
//! xml::each_record(text, &["work"], &mut |work| titles.extend(work.text_at("title")), &mut |_| ());
//! assert_eq!(titles[0].value, "L'été & l'hiver");
//! // Every value knows its bytes, tags and references in them.
//! assert_eq!(titles[0].from.spans[0].of(text), "L'<i>été</i> &amp; l'hiver");
//! ```

mod element;
mod flat;
mod pieces;
mod records;
mod scan;
#[cfg(test)]
mod tests;

pub use element::{Element, Says};
pub use flat::{Flat, flatten, flatten_known, is_flat};
pub use pieces::{abstracts_in, joined, marked, marked_abstracts};
pub use records::{Tree, each_record};

use super::draft::Draft;
use super::keys::give_keys;
use super::{Origin, Reading};
use scan::{Scanner, What, local, tag_name};

/// Reads every record of a format whose records are these elements: `take` puts what one says where it belongs.
pub(crate) fn read_records(
    format: &'static str,
    text: &str,
    origin: &Origin<'_>,
    names: &[&str],
    take: impl Fn(Element<'_>, &mut Draft),
) -> Reading {
    read_works(text, origin, names, |element| {
        let mut draft = Draft::new(format, element.span(), origin.depth);
        take(element, &mut draft);
        vec![draft]
    })
}

/// Reads a format whose elements of these names hold any number of records. Keys are made where there are none, and
/// problems name the record that they are in.
pub(crate) fn read_works(
    text: &str,
    origin: &Origin<'_>,
    names: &[&str],
    works: impl Fn(Element<'_>) -> Vec<Draft>,
) -> Reading {
    let Reading { mut records, mut problems } = Reading::default();
    let mut found = |element: Element<'_>| records.extend(works(element).into_iter().map(|draft| draft.record));
    each_record(text, names, &mut found, &mut |problem| problems.push(problem));
    give_keys(&mut records, origin, |_| {});
    for problem in &mut problems {
        let after = records.partition_point(|record| record.span.start <= problem.span.start);
        let holding = after.checked_sub(1).and_then(|place| records.get(place));
        let holding = holding.filter(|record| problem.span.end <= record.span.end);
        problem.key = holding.map(|record| record.key.value.clone());
    }
    Reading { records, problems }
}

/// The first element of a text: its name without prefix, and its tag.
#[must_use]
pub fn root(head: &str) -> Option<(&str, &str)> {
    let tag = tags(head).next()?;
    Some((local(tag_name(head, tag).of(head)), &head[tag.start..tag.end]))
}

/// Whether one of the first 200 elements of a text has one of these names (without prefix): for sniffing.
#[must_use]
pub fn begins_with(head: &str, names: &[&str]) -> bool {
    tags(head).take(200).any(|tag| names.contains(&local(tag_name(head, tag).of(head))))
}

/// An element as it opens, for sniffing: names are without prefix.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opened<'t> {
    /// Its name.
    pub name: &'t str,
    /// The name of the element that it stands in; empty where it stands in none.
    pub holder: &'t str,
    /// How many elements it stands in.
    pub depth: usize,
}

/// The first 200 elements of a text that begins as XML does.
pub(crate) fn opened(head: &str) -> Vec<Opened<'_>> {
    let mut found: Vec<Opened<'_>> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for token in tokens(head) {
        let name = || local(tag_name(head, token).of(head));
        match token.what {
            What::Start | What::Empty if found.len() >= 200 => break,
            What::Start | What::Empty => {
                found.push(Opened { name: name(), holder: open.last().unwrap_or(&""), depth: open.len() });
                open.extend((token.what == What::Start).then(name));
            }
            What::End => {
                if let Some(place) = open.iter().rposition(|open| *open == name()) {
                    open.truncate(place);
                }
            }
            _ => {}
        }
    }
    found
}

/// The start tags of a text that begins as XML does.
fn tags(head: &str) -> impl Iterator<Item = scan::Token> + '_ {
    tokens(head).filter(|token| matches!(token.what, What::Start | What::Empty))
}

/// The tokens of a text that begins as XML does.
fn tokens(head: &str) -> impl Iterator<Item = scan::Token> + '_ {
    let is_xml = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<');
    Scanner::new(head).take_while(move |_| is_xml)
}
