//! Text records: tables of label and value, lines `Label : value`, and bare pairs of abstracts.
//!
//! The tables are what web pages of library catalogues become in text: the pipes of trafilatura in all its shapes, of
//! html2text and of Markdown. The reader knows labels (see `records/labels.rs`), not products.
//!
//! Invariant: every line of the file is in some record; unknown labels are kept in `extra` as written.

mod fields;
mod labels;
pub(super) mod number;
mod pair;
mod rows;

use super::keys::give_keys;
use super::{Origin, Reader, Reading};
use crate::record::Record;
use labels::Meaning;
use rows::Block;

/// The reader of text records.
pub static RECORDS: Reader = Reader { name: "records", extensions: &["txt", "text", "md"], sniff, read, stream: None };

/// Whether a text looks like records: it begins with a title by its label and another such field, or it holds abstracts
/// and nothing else.
fn sniff(head: &str) -> bool {
    rows::blocks(head).first().is_some_and(|block| has_title(block) && is_labelled(block) && begins_soon(block))
        || pair::sniff(head)
}

/// Whether a block has two fields that the dictionary knows besides abstracts, and few that it does not know.
fn is_labelled(block: &Block) -> bool {
    let filled = || block.fields.iter().filter(|field| !field.pieces.is_empty());
    let unknown = filled().filter(|field| field.meaning.is_none()).count();
    let known = filled().filter(|field| field.meaning.is_some()).count();
    let others = filled().filter(|field| !matches!(field.meaning, None | Some(Meaning::Abstract(..)))).count();
    unknown <= 2 * known + 2 && (others >= 2 || (has_title(block) && known >= 2))
}

fn has_title(block: &Block) -> bool {
    block.fields.iter().any(|field| matches!(field.meaning, Some(Meaning::Title(..))) && !field.pieces.is_empty())
}

/// Whether a label stands near the beginning: what is before it is at most a heading of the page.
fn begins_soon(block: &Block) -> bool {
    let before = block.fields.iter().take_while(|field| field.label.is_empty()).flat_map(|field| &field.pieces);
    before.map(|piece| piece.len()).sum::<usize>() <= 300
}

/// The records of labelled blocks. What stands between two of them without any known label is kept with the one before,
/// or at the beginning of the file with the one after.
fn labelled(text: &str, blocks: &[Block]) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut loose = Vec::new();
    for block in blocks {
        let mut record = fields::record(text, block);
        if block.fields.iter().all(|field| field.meaning.is_none()) {
            match records.last_mut() {
                Some(last) => last.extra.append(&mut record.extra),
                None => loose.append(&mut record.extra),
            }
            continue;
        }
        record.extra.append(&mut loose);
        records.push(record);
    }
    records
}

/// Reads the records of a text; their keys are made where it gives none. Spans count bytes of `text`.
fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let blocks = rows::blocks(text);
    let mut records: Vec<Record> = if blocks.iter().any(is_labelled) {
        labelled(text, &blocks)
    } else {
        pair::stretches(text).into_iter().map(|stretch| pair::record(text, stretch)).collect()
    };
    give_keys(&mut records, origin, |_| {});
    Reading { records, problems: Vec::new() }
}

#[cfg(test)]
mod tests;
