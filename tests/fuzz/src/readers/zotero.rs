//! Zotero's database: a small library whose bytes are changed as the input says, or whose values the input is.

use rusqlite::Connection;
use siglum_corpus::read::{Depth, Origin};
use siglum_corpus::read::zotero::Library;
use std::sync::LazyLock;

/// The tables, with one item of each kind that is known.
static LIBRARY: LazyLock<Vec<u8>> =
    LazyLock::new(|| image(&["A title", "Résumé : un. Abstract: one.", "2016-03-00 mars 2016"]));

/// An input with an odd first byte is the values of an item, NUL between them; any other one changes the bytes of the file:
/// two bytes say where, the third what. A place counts pages by its low bits, so that heads of pages are met often.
pub fn hold(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else { return };
    let bytes = if kind % 2 == 1 {
        let text = String::from_utf8_lossy(rest);
        image(&text.split('\0').take(12).collect::<Vec<_>>())
    } else {
        let mut bytes = LIBRARY.clone();
        let pages = bytes.len() / 4096;
        for change in rest.chunks_exact(3) {
            let [low, high, value] = change else { continue };
            let place = usize::from(*low) % pages * 4096 + usize::from(*high) * if low & 128 == 0 { 1 } else { 16 };
            if let Some(byte) = bytes.get_mut(place) {
                *byte = *value;
            }
        }
        bytes
    };
    let Some(main) = opened(&bytes) else { return };
    let library = Library { main, keys: opened(&bytes) };
    let origin = Origin { stem: "stem", ..Origin::default() };
    for selection in [None, Some("Thesis/Chapter 1")] {
        let found = library.read(selection, &origin);
        for (id, record) in found.records.iter().take(20) {
            assert!(record.titles.iter().all(|title| title.from.spans.is_empty()), "a database has no places");
            let _ = library.record(*id);
        }
        let brief = library.read(selection, &Origin { depth: Depth::Brief, ..origin });
        assert_eq!(brief.records.len(), found.records.len(), "briefly read, as many records");
    }
}

fn opened(image: &[u8]) -> Option<Connection> {
    let mut connection = Connection::open_in_memory().expect("memory");
    connection.deserialize_read_exact("main", image, image.len(), true).ok()?;
    Some(connection)
}

/// A library of an article, a chapter and a book, whose fields hold these values in turn.
fn image(values: &[&str]) -> Vec<u8> {
    let mut db = Connection::open_in_memory().expect("memory");
    db.execute_batch(include_str!("../../../../corpus/src/read/zotero/schema.sql")).expect("the tables");
    for (value, text) in (0_i64..).zip(values) {
        db.execute("INSERT OR IGNORE INTO itemDataValues VALUES (?1, ?2)", (value, *text)).expect("a value");
        db.execute("INSERT INTO creators VALUES (?1, ?2, ?2, ?3)", (value, *text, value % 2)).expect("a person");
        db.execute("INSERT OR IGNORE INTO tags VALUES (?1, ?2)", (value, *text)).expect("a tag");
        db.execute("INSERT INTO collections VALUES (?1, ?2, ?3, 1, 'C')", (value, *text, value / 2))
            .expect("a collection");
    }
    for (id, kind) in [(1_i64, 22), (2, 8), (3, 2)] {
        db.execute("INSERT INTO items (itemID, itemTypeID, libraryID, key) VALUES (?1, ?2, 1, ?1)", (id, kind))
            .expect("an item");
        db.execute("INSERT INTO itemTags VALUES (?1, 0, 0)", [id]).expect("a tag");
        db.execute("INSERT INTO collectionItems VALUES (0, ?1, 0)", [id]).expect("in a collection");
        db.execute("INSERT INTO itemCreators VALUES (?1, ?1 - 1, 1, 0), (?1, 0, 14, 1)", [id]).expect("people");
        let fields = [1, 2, 6, 7, 8, 13, 14, 16, 19, 32, 38, 58, 76, 115, 132, 140, 150];
        for (at, field) in (0_i64..).zip(fields) {
            let value = (at + id) % values.len().max(1) as i64;
            db.execute("INSERT INTO itemData VALUES (?1, ?2, ?3)", (id, field, value)).expect("a field");
        }
    }
    db.serialize("main").expect("an image").to_vec()
}
